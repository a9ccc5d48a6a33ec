"""Who else reads a signal: a colleague who reads along, and the few who may when home may not know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sluitend.access import concern, context, norms
from sluitend.access.once import once
from sluitend.access.signal_gate import SignalReason, readers_for, signal_access
from sluitend.access.words import check_words
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.triage import check_reader, check_words_of_reader
from sluitend.domain.vocabulary import N_
from sluitend.records.models import HiddenMatch, SecondReading
from sluitend.services import messages
from sluitend.services.triage.common import deciding, write


@dataclass(frozen=True, slots=True)
class AskReader:
    """Ask a colleague to read along."""

    form_key: UUID
    signal_id: UUID
    reader_id: UUID


@dataclass(frozen=True, slots=True)
class SecondView:
    """What the second reader thinks, in words of their own."""

    form_key: UUID
    signal_id: UUID
    agrees: bool | None
    words: str = field(repr=False)
    quote: bool = False


def ask_reader(viewer: Viewer, command: AskReader, *, now: datetime) -> None:
    """Ask a colleague to read a concern along, until a day.

    Raises:
        NotFound: it is not there for the viewer, or deciding about it is not their work.
        Refused: the colleague cannot read it, or was asked before.
    """

    def make() -> dict[str, Any]:
        access = deciding(viewer, command.signal_id, None, now)
        able = readers_for(viewer, access, now=now)
        refuse_any(check_reader(command.reader_id, able))
        write(viewer, "signal.ask_reader", access, now=now)
        SecondReading(
            municipality_id=viewer.municipality_id,
            signal=access.row,
            reader_id=command.reader_id,
            asked_by_id=viewer.membership_id,
            asked_at=now,
            until=norms.due_day("signal.second_reading", now),
        ).save(force_insert=True)
        about = messages.About(MessagePage.SIGNAL, command.signal_id, signal_id=command.signal_id)
        messages.tell(viewer, MessageKind.CONFIRMATION_ASKED, about, to=[command.reader_id], now=now)
        return {}

    once(viewer, command.form_key, "signal.ask_reader", make, now=now)


def give_view(viewer: Viewer, command: SecondView, *, now: datetime) -> None:
    """Say as second reader whether one agrees, and why; it stays beside the decision and nobody overwrites it.

    Raises:
        NotFound: the viewer was not asked, or the time is over. Refused: words are missing or given already.
    """

    def make() -> dict[str, Any]:
        access = signal_access(viewer, command.signal_id, now=now)
        reading = SecondReading.objects.filter(signal_id=command.signal_id, reader_id=viewer.membership_id).first()
        if reading is None:
            raise NotFound
        if reading.read_at is not None:
            raise Refused(Refusal("triage.view_given", N_("U gaf uw oordeel al. Het staat bij de melding.")))
        refuse_any(
            *check_words_of_reader(command.agrees, command.words),
            *check_words(viewer, {"words": command.words}, quote=command.quote, now=now),
        )
        write(viewer, "signal.second_view", access, now=now, fields=("agrees", "words"))
        SecondReading.objects.filter(pk=reading.pk).update(agrees=command.agrees, words=command.words, read_at=now)
        return {}

    once(viewer, command.form_key, "signal.second_view", make, now=now)


def heighten(viewer: Viewer, signal_id: UUID, *, version: int, now: datetime) -> None:
    """From now on home may not know: only the named readers of the municipality still see it, and no longer the viewer.

    Raises:
        NotFound: it is not there for the viewer. Refused: too few people can read it, or somebody was first.
    """
    access = deciding(viewer, signal_id, version, now)
    concern.roster(context.today(now))
    write(viewer, "signal.heighten", access, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_heighten(%s, %s)", [signal_id, access.row.ends_on])
        if not cursor.fetchone()[0]:
            raise NotFound
    if access.row.danger_now:
        about = messages.About(MessagePage.HOME, signal_id=signal_id)
        messages.tell(viewer, MessageKind.SOMETHING_NEW, about, whom=messages.Whom.DANGER, event="heighten", now=now)


def seen_hidden(viewer: Viewer, signal_id: UUID, *, now: datetime) -> None:
    """Say, as named reader of a case of heightened safety, that one has seen that this concern touches it.

    Raises:
        NotFound: it touches no such case of the viewer.
    """
    access = signal_access(viewer, signal_id, now=now)
    if SignalReason.HIDDEN not in access.reasons:
        raise NotFound
    write(viewer, "signal.hidden_seen", access, now=now)
    HiddenMatch.objects.filter(signal_id=signal_id, seen_at=None).update(seen_at=now)
