"""Offer what the family saw to the other municipality, take it back, and write its answer down."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from sluitend.access import norms
from sluitend.access.once import once
from sluitend.access.transfers import OFFER_TABLE, practises, seal, unseal
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import Refusal, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import (
    TransferAnswer,
    check_send,
    check_take_back,
)
from sluitend.domain.vocabulary import N_

from .common import Working, check_step, enter_transfer, follow, log

NOT_ARRIVED = Refusal(
    "transfer.not_arrived", N_("De overdracht kwam niet aan. Zet hem opnieuw klaar, of bel de andere gemeente.")
)
NO_ANSWER = Refusal("transfer.no_answer", N_("Er is nog geen antwoord van de andere gemeente."))


@dataclass(frozen=True, slots=True)
class PressTransfer:
    """A button on the page of a handover. version: as it was seen."""

    transfer_id: UUID
    version: int
    form_key: UUID


NoteAnswer = PressTransfer


def send(viewer: Viewer, command: PressTransfer, *, now: datetime) -> UUID:
    """Offer to the other municipality exactly what was laid out and what the family saw; gives the id of the handover.

    To one in another installation nothing goes by itself: from now on its file can be made.

    Raises:
        NotFound: there is no such handover for the viewer.
        Refused: the family does not know it yet, a step of the protocol comes first, or it was offered already.
    """

    def make() -> dict[str, str]:
        refuse_any(practises(viewer))
        working = enter_transfer(viewer, command.transfer_id, now=now, version=command.version)
        offer = mark_sent(viewer, working, now)
        if working.row.to_peer_id is not None:  # people carry the file
            return {"transfer": str(working.row.pk)}
        package = unseal(working.row)
        with connection.cursor() as cursor:
            sealed = seal(package, OFFER_TABLE, offer)
            cursor.execute("SELECT app_offer_transfer(%s, %s, %s)", [working.row.pk, offer, sealed])
            refuse_any(None if cursor.fetchone()[0] else NOT_ARRIVED)
        return {"transfer": str(working.row.pk)}

    enter_transfer(viewer, command.transfer_id, now=now)
    return UUID(once(viewer, command.form_key, "transfer.send", make, now=now)["transfer"])


def check_ready(working: Working) -> Refusal | None:
    """Only what was laid out and what the family saw goes; what the protocol wants first, comes first."""
    unreachable = working.entered is not None and "family_told" in working.entered.position.skipped
    refused = check_send(working.state, unreachable=unreachable)
    if refused is not None or working.entered is None:
        return refused
    return check_step(working.entered, "handover_sent")


def mark_sent(viewer: Viewer, working: Working, now: datetime) -> UUID:
    """Write down that it goes now, and until when it can be answered; gives the id of the offer at the other side."""
    row, day = working.row, local_day(now)
    refuse_any(check_ready(working))
    log(viewer, "send", row, now=now, fields=("sent_at", "ends_on"))
    row.sent_at, row.sent_by_id, row.offer_ref = now, viewer.membership_id, uuid.uuid4()
    row.ends_on = norms.due_day("transfer.answer", now)
    row.version += 1
    row.save(update_fields=["sent_at", "sent_by", "offer_ref", "ends_on", "version"])
    follow(working.entered, "handover_sent", evidence={}, on=day, now=now)
    return row.offer_ref


def take_back(viewer: Viewer, command: PressTransfer, *, now: datetime) -> UUID:
    """Take back what was offered and not answered; it goes away at the other side too, when it lies in this installation.

    Raises:
        NotFound: there is no such handover for the viewer.
        Refused: it was not offered, or it was answered.
    """

    def make() -> dict[str, str]:
        working = enter_transfer(viewer, command.transfer_id, now=now, version=command.version, hidden=True)
        row = working.row
        refuse_any(check_take_back(working.state))
        log(viewer, "take_back", row, now=now, fields=("taken_back_at",))
        row.taken_back_at, row.package_sealed = now, None
        row.version += 1
        row.save(update_fields=["taken_back_at", "package_sealed", "version"])
        if row.to_ref is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT app_take_back_transfer(%s)", [row.pk])
        return {"transfer": str(row.pk)}

    enter_transfer(viewer, command.transfer_id, now=now, hidden=True)
    return UUID(once(viewer, command.form_key, "transfer.take_back", make, now=now)["transfer"])


def note_answer(viewer: Viewer, command: NoteAnswer, *, now: datetime) -> UUID:
    """Write the answer of the other municipality down in the protocol: after a yes the check of four weeks is planned.

    Raises:
        NotFound: there is no such handover for the viewer.
        Refused: there is no answer yet.
    """

    def make() -> dict[str, str]:
        working = enter_transfer(viewer, command.transfer_id, now=now, version=command.version, hidden=True)
        row = working.row
        if not row.answer or row.answered_at is None:
            raise Refused(NO_ANSWER)
        log(viewer, "note_answer", row, now=now, fields=("noted_at",))
        row.noted_at = now
        row.version += 1
        row.save(update_fields=["noted_at", "version"])
        on = local_day(row.answered_at)
        if row.answer == TransferAnswer.ACCEPTED:
            evidence = {"receiver_named": f"{row.answer_name}, {row.to_name}"}
            follow(working.entered, "handover_accepted", evidence=evidence, on=on, now=now)
        else:
            follow(working.entered, "handover_refused", evidence={}, reason=row.answer_reason, on=on, now=now)
        return {"transfer": str(row.pk)}

    enter_transfer(viewer, command.transfer_id, now=now, hidden=True)
    return UUID(once(viewer, command.form_key, "transfer.note_answer", make, now=now)["transfer"])
