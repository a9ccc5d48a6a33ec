"""Enter one matter by hand: the least that says what runs, for whom, since when and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.once import once
from sluitend.access.staff import named_reader, roles_of
from sluitend.access.words import check_words
from sluitend.domain import running as rules
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.person import Name, check_birth_date, read_bsn, read_name
from sluitend.domain.running import MatterIn
from sluitend.domain.sharing import Viewer

from .keeping import HOLDS, WHY, catalogue, check_matter, enters, matter_of


@dataclass(frozen=True, slots=True)
class EnterMatter:
    """A matter as it was typed. reference: of who enters it. since: the day from which this step is the one to take.

    bsn: as typed, or empty. heightened: about somebody under heightened safety; then a named reader enters it.
    """

    reference: str
    protocol: str
    step: str
    started_on: date
    since: date
    coordinator_id: UUID
    given_names: str = field(repr=False)
    prefix: str = field(repr=False)
    surname: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    form_key: UUID
    bsn: str = field(default="", repr=False)
    heightened: bool = False


def enter(viewer: Viewer, command: EnterMatter, *, now: datetime) -> UUID:
    """Keep a matter until its coordinator confirms it; the same form sent again gives the first one. Nothing runs yet.

    Raises:
        NotFound: entering matters is not the viewer's work.
        Refused: its reference is known, it is of heightened safety and they are no named reader, or something of it
            cannot be right.
    """
    named = named_reader(viewer, today(now))
    if not (enters(viewer) or named):
        raise NotFound

    def make() -> dict[str, str]:
        row = _read(viewer, command, now, named=named)
        made = matter_of(viewer, row, now)
        audit.write(
            viewer,
            "running.enter",
            audit.Ref("running_matter", made.pk),
            now=now,
            categories=HOLDS,
            fields=("protocol", "step", "started_on"),
            why=WHY,
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise Refused(rules.KNOWN) from None
        return {"matter": str(made.pk)}

    return UUID(once(viewer, command.form_key, "running.enter", make, now=now)["matter"])


def _read(viewer: Viewer, command: EnterMatter, now: datetime, *, named: bool) -> MatterIn:
    day = today(now)
    name = read_name(command.given_names, command.prefix, command.surname)
    bsn = read_bsn(command.bsn) if command.bsn.strip() else None
    row = MatterIn(
        command.reference.strip(),
        command.protocol,
        command.step,
        command.started_on,
        command.since,
        command.coordinator_id,
        *((name.given_names, name.prefix, name.surname) if isinstance(name, Name) else ("", "", "")),
        command.birth_date,
        None if isinstance(bsn, Refusal) else bsn,
        command.heightened,
    )
    refuse_any(
        *(name if not isinstance(name, Name) else ()),
        bsn if isinstance(bsn, Refusal) else None,
        rules.check_enterer(enters=enters(viewer), named=named, heightened=row.heightened),
        rules.check_reference(row.reference),
        *check_matter(viewer, row, catalogue(now)),
        *rules.check_days(row.started_on, row.since, today=day),
        rules.check_coordinator(roles_of([row.coordinator_id], day).get(row.coordinator_id)),
        check_birth_date(row.birth_date, today=day),
        *check_words(viewer, {"reference": row.reference}, quote=False, now=now),
    )
    return row
