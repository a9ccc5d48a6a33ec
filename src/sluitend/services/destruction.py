"""Destroy what is kept long enough: propose it, and as another person confirm it or keep it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from sluitend.access import audit
from sluitend.access.destruction import due, proposal
from sluitend.access.once import once
from sluitend.domain.destruction import (
    CONFIRMERS,
    PROPOSERS,
    Kept,
    check_chosen,
    check_other_person,
    check_why_not,
)
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind
from sluitend.records.models import Destruction, DestructionItem

WHY = audit.Why(ground="AVG 5(1)(e)", rule="F.14")


@dataclass(frozen=True, slots=True)
class Propose:
    """Propose to destroy these: ids of what stands on the list."""

    form_key: UUID
    objects: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """Destroy nothing of a proposal: why not."""

    form_key: UUID
    destruction_id: UUID
    words: str


def propose(viewer: Viewer, command: Propose, *, now: datetime) -> UUID:
    """Propose to destroy what is chosen from the list; nothing is destroyed until another person confirms it.

    Raises:
        NotFound: drawing up what must be destroyed is not the viewer's work.
        Refused: nothing was chosen that stands on the list, or more than somebody can oversee.
    """
    if not viewer.has(*PROPOSERS):
        raise NotFound

    def make() -> dict[str, Any]:
        chosen = [line for line in due() if line.object_id in command.objects]
        refuse_any(check_chosen(len(chosen)))
        made = Destruction(
            id=uuid.uuid4(),
            municipality_id=viewer.municipality_id,
            proposed_by_id=viewer.membership_id,
            proposed_at=now,
            ground=WHY.ground,
        )
        audit.write(viewer, "destruction.propose", audit.Ref("destruction", made.pk), now=now, why=WHY)
        made.save(force_insert=True)
        DestructionItem.objects.bulk_create(
            DestructionItem(
                municipality_id=viewer.municipality_id,
                destruction=made,
                kind=line.kind,
                object_ref=line.object_id,
                number=line.number,
                ended_on=line.ended_on,
            )
            for line in chosen
        )
        return {"id": str(made.pk)}

    return UUID(once(viewer, command.form_key, "destruction.propose", make, now=now)["id"])


def confirm(viewer: Viewer, destruction_id: UUID, *, form_key: UUID, now: datetime) -> None:
    """Confirm as another person than who proposed, and destroy: rows, persons, keys, drafts and history.

    For each thing one line without content stays, and of the whole how many of each class.

    Raises:
        NotFound: there is no open proposal for the viewer. Refused: the viewer proposed it.
    """
    _confirmer(viewer)

    def make() -> dict[str, Any]:
        found = proposal(destruction_id)
        if found is None or not found.open:
            raise NotFound
        refuse_any(check_other_person(found.proposer, viewer.user_id))
        lines = [audit.Line(AuditKind.WRITE, "destruction.confirm", audit.Ref("destruction", destruction_id), why=WHY)]
        for item in found.items:
            kind, ref = _REFS[item.kind]
            about = audit.Ref(kind, item.object_id, **({ref: item.object_id} if ref else {}))
            lines.append(audit.Line(AuditKind.WRITE, f"{kind}.erase", about, why=WHY))
        with transaction.atomic():
            audit.record(viewer, *lines, now=now)
            with connection.cursor() as cursor:
                cursor.execute("SELECT app_destroy(%s)", [destruction_id])
                if cursor.fetchone()[0] is None:
                    raise NotFound
        return {}

    once(viewer, form_key, "destruction.confirm", make, now=now)


def keep(viewer: Viewer, command: Keep, *, now: datetime) -> None:
    """Destroy nothing of a proposal: what was on it goes back to the list. Who proposed it may take it back as well.

    Raises:
        NotFound: there is no open proposal for the viewer. Refused: no reason.
    """
    _confirmer(viewer)

    def make() -> dict[str, Any]:
        found = proposal(command.destruction_id)
        if found is None or not found.open:
            raise NotFound
        refuse_any(check_why_not(command.words))
        ref = audit.Ref("destruction", command.destruction_id)
        audit.write(viewer, "destruction.keep", ref, now=now, fields=("refused_words",), why=WHY)
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_keep(%s, %s)", [command.destruction_id, command.words[:300]])
            if not cursor.fetchone()[0]:
                raise NotFound
        return {}

    once(viewer, command.form_key, "destruction.keep", make, now=now)


_REFS = {
    Kept.SIGNAL_REFUSED: ("signal", "signal_id"),
    Kept.SIGNAL_TAKEN: ("signal", "signal_id"),
    Kept.CASE: ("case", "case_id"),
    Kept.ABSENCE: ("absence", ""),
    Kept.DEPARTURE: ("departure", ""),
}


def _confirmer(viewer: Viewer) -> None:
    if not viewer.has(*CONFIRMERS):
        raise NotFound
