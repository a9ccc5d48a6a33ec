"""Enter one notice by hand, by the officer who heard it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.once import once
from sluitend.domain.absence import departure as rules
from sluitend.domain.absence.departure import DepartureKind, DepartureRow, DepartureSource
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.person import Bsn, Name, check_birth_date, read_bsn, read_name
from sluitend.domain.sharing import Viewer
from sluitend.records.models import DepartureNotice
from sluitend.services.files import only_officer

from .keeping import HOLDS, WHY, latest_days, notice_of


@dataclass(frozen=True, slots=True)
class EnterDeparture:
    """What the officer heard. on: the day of departure, of the move, or of striking off. brin: number of the school, or empty.

    bsn and onderwijsnummer: as typed, or empty when they are not known.
    """

    kind: DepartureKind
    source: DepartureSource
    given_names: str = field(repr=False)
    prefix: str = field(repr=False)
    surname: str = field(repr=False)
    birth_date: date = field(repr=False)
    on: date
    form_key: UUID
    bsn: str = field(default="", repr=False)
    onderwijsnummer: str = field(default="", repr=False)
    brin: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A notice that was entered."""

    departure_id: UUID


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a run needs to know of a notice. received_on: in Amsterdam."""

    kind: DepartureKind
    on: date
    received_on: date


def enter(viewer: Viewer, command: EnterDeparture, *, now: datetime) -> Entered:
    """Keep a notice; the same form sent again gives the first one.

    Raises:
        NotFound: the viewer is no attendance officer.
        Refused: the child was not 5 to 17 on that day, the day lies too far ahead, or something cannot be read.
    """
    only_officer(viewer)

    def make() -> dict[str, str]:
        row = _read(command, now)
        made = notice_of(viewer, row, now)
        audit.write(
            viewer,
            "departure.enter",
            audit.Ref("departure_notice", made.pk),
            now=now,
            categories=HOLDS,
            fields=("kind", "source", "on"),
            why=WHY,
        )
        made.save(force_insert=True)
        return {"departure": str(made.pk)}

    return Entered(UUID(once(viewer, command.form_key, "departure.enter", make, now=now)["departure"]))


def notice_facts(viewer: Viewer, departure_id: UUID) -> NoticeFacts:
    """Give of a notice what a run of its protocol begins with.

    Raises:
        NotFound: no such notice for this viewer.
    """
    only_officer(viewer)
    row = DepartureNotice.objects.filter(pk=departure_id).first()
    if row is None:
        raise NotFound
    return NoticeFacts(DepartureKind(row.kind), row.on, today(row.received_at))


def _read(command: EnterDeparture, now: datetime) -> DepartureRow:
    name = read_name(command.given_names, command.prefix, command.surname)
    bsn = read_bsn(command.bsn) if command.bsn.strip() else None
    typed = command.onderwijsnummer.strip()
    brin = command.brin.strip().upper()
    refuse_any(
        *(name if not isinstance(name, Name) else ()),
        bsn if isinstance(bsn, Refusal) else None,
        rules.check_onderwijsnummer(typed, "onderwijsnummer"),
        rules.check_brin(brin, "brin"),
        check_birth_date(command.birth_date, today=today(now)),
        rules.check_source(command.kind, command.source, "source"),
        rules.check_day(command.kind, command.on, latest_days(now), "on"),
        rules.check_age(command.birth_date, command.on, "birth_date"),
    )
    if not isinstance(name, Name) or isinstance(bsn, Refusal):  # said above
        raise Refused
    number: Bsn | None = bsn
    # What was told by word of mouth has no reference of its own: this one says nothing about anybody.
    reference = f"hand-{uuid.uuid4().hex[:12]}"
    return DepartureRow(
        reference,
        command.kind,
        command.source,
        number,
        typed,
        name.given_names,
        name.prefix,
        name.surname,
        command.birth_date,
        command.on,
        brin,
    )
