"""Two dated sheets about one child: that it may be taken away, and where it stays for a time. Each is a named decision."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.once import once
from sluitend.access.safety import change_safety
from sluitend.access.words import check_words
from sluitend.domain.case import PersonKind
from sluitend.domain.outcome import Conflict, NotFound, Refusal, refuse_any
from sluitend.domain.safety import ONLY_CHILD, FlightRiskIn, ResidenceIn, check_flight_risk, check_residence
from sluitend.domain.sharing import Viewer
from sluitend.records.models import CasePerson, FlightRisk, Residence


@dataclass(frozen=True, slots=True)
class SaveFlightRisk:
    """The chance that a child is taken away, as it stands now. version: what the writer started from, 0 when new."""

    case_id: UUID
    person_id: UUID
    given: FlightRiskIn
    version: int
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class SaveResidence:
    """Where a child stays for a time, as it stands now. version: what the writer started from, 0 when new."""

    case_id: UUID
    person_id: UUID
    given: ResidenceIn
    version: int
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class EndSheet:
    """A sheet that holds no longer."""

    case_id: UUID
    person_id: UUID
    form_key: UUID


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Which of the two sheets, with its name in the log."""

    kind: type[FlightRisk | Residence]
    name: str


_RISK = _Sheet(FlightRisk, "flight_risk")
_STAY = _Sheet(Residence, "residence")


def save_flight_risk(viewer: Viewer, command: SaveFlightRisk, *, now: datetime) -> UUID:
    """Write down that a child may be taken away: facts, what was decided by whom, and when to look again.

    Raises:
        NotFound: there is no such child in a case of the viewer.
        Refused: it is not theirs to write, or it lacks facts, a source, a reason or an end.
        Conflict: somebody else saved first.
    """
    checks = check_flight_risk(command.given, today=context.today(now), latest=norms.due_day("safety.until", now))
    return _save(viewer, command, _RISK, checks, now)


def save_residence(viewer: Viewer, command: SaveResidence, *, now: datetime) -> UUID:
    """Write down where a child stays for a time: by whose decision, from when until when, and who knows.

    Raises:
        NotFound: there is no such child in a case of the viewer.
        Refused: it is not theirs to write, or it lacks a decision, a reason or an end.
        Conflict: somebody else saved first.
    """
    checks = check_residence(command.given, today=context.today(now), latest=norms.due_day("safety.until", now))
    return _save(viewer, command, _STAY, checks, now)


def end_flight_risk(viewer: Viewer, command: EndSheet, *, now: datetime) -> None:
    """End that a child may be taken away.

    Raises:
        NotFound: there is no such child, or no such sheet, in a case of the viewer.
        Refused: it is not theirs to change.
    """
    _end(viewer, command, _RISK, now)


def end_residence(viewer: Viewer, command: EndSheet, *, now: datetime) -> None:
    """End that a child stays somewhere for a time.

    Raises:
        NotFound: there is no such child, or no such sheet, in a case of the viewer.
        Refused: it is not theirs to change.
    """
    _end(viewer, command, _STAY, now)


def _save(
    viewer: Viewer,
    command: SaveFlightRisk | SaveResidence,
    sheet: _Sheet,
    checks: tuple[Refusal, ...],
    now: datetime,
) -> UUID:
    given = asdict(command.given)
    texts = {field: text for field, text in given.items() if isinstance(text, str) and field != "by_whom"}
    verb = f"{sheet.name}.save"

    def make() -> dict[str, str]:
        words = check_words(viewer, texts, quote=command.quote, now=now)
        with change_safety(
            viewer, command.case_id, action=verb, kind=sheet.name, about=command.person_id,
            fields=sorted(given), person_id=command.person_id, now=now,
        ):  # fmt: skip
            person = _person(command.case_id, command.person_id)
            refuse_any(ONLY_CHILD if person.kind != PersonKind.CHILD else None)
            row = _running(sheet, command.case_id, command.person_id)
            if (row.version if row else 0) != command.version:
                raise _conflict(row, texts)
            refuse_any(*checks, *words)
            row = row or sheet.kind(
                id=uuid.uuid4(),
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                person=person,
                version=0,
            )
            for field, value in given.items():
                setattr(row, field, value.strip() if field in texts else value)
            row.decided_by_id, row.decided_at, row.version = viewer.membership_id, now, row.version + 1
            row.save(force_insert=row.version == 1, force_update=row.version > 1)
        return {"id": str(row.pk)}

    return UUID(once(viewer, command.form_key, verb, make, now=now)["id"])


def _end(viewer: Viewer, command: EndSheet, sheet: _Sheet, now: datetime) -> None:
    verb = f"{sheet.name}.end"

    def make() -> dict[str, str]:
        with change_safety(
            viewer, command.case_id, action=verb, kind=sheet.name, about=command.person_id,
            person_id=command.person_id, now=now,
        ):  # fmt: skip
            row = _running(sheet, command.case_id, command.person_id)
            if row is None:
                raise NotFound
            row.ended_on, row.version = context.today(now), row.version + 1
            row.save(update_fields=["ended_on", "version"])
        return {}

    once(viewer, command.form_key, verb, make, now=now)


def _running(sheet: _Sheet, case_id: UUID, person_id: UUID) -> FlightRisk | Residence | None:
    rows = sheet.kind.objects.select_for_update(of=("self",)).select_related("decided_by")
    return rows.filter(case_id=case_id, person_id=person_id, ended_on=None).first()


def _person(case_id: UUID, person_id: UUID) -> CasePerson:
    """Give a person of the case, locked: two who write about one child come after each other."""
    person = CasePerson.objects.select_for_update().filter(pk=person_id, case_id=case_id, left_on=None).first()
    if person is None:
        raise NotFound
    return person


def _conflict(row: FlightRisk | Residence | None, texts: Mapping[str, str]) -> Conflict:
    if row is None:
        raise NotFound
    stored = {field: str(getattr(row, field)) for field in texts}
    by = f"{row.decided_by.display_name}, {row.decided_by.function.lower()}"
    return Conflict(stored, version=row.version, by=by, at=row.decided_at)
