"""Who the people of a case are."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context
from sluitend.access.concern import may_hold_bsn
from sluitend.access.gate import change_case
from sluitend.access.words import check_words
from sluitend.domain.case import (
    PersonIn,
    PersonKind,
    check_case_bsn,
    check_persons,
    check_reason,
)
from sluitend.domain.outcome import Conflict, Refusal, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_
from sluitend.records.models import (
    Action,
    Case,
    CaseChange,
    CasePerson,
    ContactMoment,
    ContactWish,
    FlightRisk,
    HouseholdMember,
    InterpreterNeed,
    Letter,
    ParentalAuthority,
    Residence,
    SafetyRule,
    SafetyWord,
)
from sluitend.records.persons import change_person_row, person_row, renew_keys
from sluitend.services.people.common import PEOPLE, keep_reason, one, person_of, signed


@dataclass(frozen=True, slots=True)
class AddPerson:
    """Somebody who belongs to the case from now on."""

    case_id: UUID
    person: PersonIn
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class ChangePerson:
    """What is known about somebody, said anew. version: what the writer started from.

    person.bsn: a new one, or None to keep what is there; drop_bsn takes it out.
    """

    case_id: UUID
    person_id: UUID
    person: PersonIn
    reason: str
    version: int
    drop_bsn: bool = False
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class LetGo:
    """Somebody no longer belongs to the case. mistake: they never did, and what was kept about them goes at once."""

    case_id: UUID
    person_id: UUID
    reason: str
    on: date
    mistake: bool = False
    form_key: UUID | None = None


def add_person(viewer: Viewer, command: AddPerson, *, now: datetime) -> UUID:
    """Put somebody in the case, and give their id.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: no name, an impossible birth date, or the viewer may not change this case.
    """

    def make() -> UUID:
        given = command.person
        pk = given.id or uuid.uuid4()
        with change_case(
            viewer,
            command.case_id,
            action="person.add",
            kind="person",
            about=pk,
            person_id=pk,
            categories=PEOPLE,
            now=now,
        ):
            checks = check_persons((given,), today=context.today(now))
            refuse_any(*_of_form(checks), check_case_bsn((given,), may_hold=may_hold_bsn(viewer)))
            case = Case.objects.get(pk=command.case_id)
            row = person_row(case, replace(given, id=pk), CasePerson.objects.filter(case=case).count())
            row.save(force_insert=True)
            renew_keys(case.pk)
            return row.pk

    return one(viewer, command.form_key, "person.add", make, now)


def change_person(viewer: Viewer, command: ChangePerson, *, now: datetime) -> UUID:
    """Change what is known about somebody, with a reason that stays.

    Raises:
        NotFound: there is no such person in a case of the viewer.
        Refused: no reason, no name, an impossible birth date, or the viewer may not change this case.
        Conflict: somebody else saved first.
    """

    def make() -> UUID:
        words = check_words(viewer, {"reason": command.reason}, quote=command.quote, now=now)
        with change_case(
            viewer, command.case_id, action="person.change", kind="person", about=command.person_id,
            person_id=command.person_id, categories=PEOPLE, now=now,
        ):  # fmt: skip
            row = person_of(command.case_id, command.person_id)
            if row.version != command.version:
                raise _person_conflict(row)
            checks = check_persons((command.person,), today=context.today(now))
            bsn = check_case_bsn((command.person,), may_hold=may_hold_bsn(viewer))
            refuse_any(*_of_form(checks), bsn, check_reason(command.reason), *words)
            changed = change_person_row(row, command.person, drop_bsn=command.drop_bsn)
            row.save()
            renew_keys(command.case_id)
            keep_reason(viewer, command.case_id, "person", person=row, changed=changed, reason=command.reason, now=now)
            return row.pk

    return one(viewer, command.form_key, "person.change", make, now)


def let_go(viewer: Viewer, command: LetGo, *, now: datetime) -> UUID:
    """End that somebody belongs to the case; when it was a mistake, what was kept about them is emptied at once.

    Raises:
        NotFound: there is no such person in a case of the viewer.
        Refused: no reason, the last child, or actions are still open about this person.
    """

    def make() -> UUID:
        words = check_words(viewer, {"reason": command.reason}, quote=False, now=now)
        with change_case(
            viewer, command.case_id, action="person.take_out" if command.mistake else "person.leave", kind="person",
            about=command.person_id, person_id=command.person_id, categories=PEOPLE, now=now,
        ):  # fmt: skip
            row = person_of(command.case_id, command.person_id)
            refuse_any(check_reason(command.reason), _check_leave(row, command, context.today(now)), *words)
            row.left_on = command.on
            if command.mistake:
                _empty(row, now)
            row.version += 1
            row.save()
            if command.mistake:
                for kept in _KEPT:
                    kept.objects.filter(person_id=row.pk, case_id=command.case_id).delete()
            renew_keys(command.case_id)
            kind = "taken_out" if command.mistake else "left"
            keep_reason(viewer, command.case_id, kind, person=row, reason=command.reason, now=now)
            return row.pk

    return one(viewer, command.form_key, "person.leave", make, now)


_KEPT = (
    ContactWish,
    ContactMoment,
    InterpreterNeed,
    Letter,
    SafetyRule,
    SafetyWord,
    FlightRisk,
    Residence,
)
"""What is kept about somebody beside the case, and goes when they were put in it by mistake."""


def _of_form(checks: Iterable[Refusal]) -> Iterable[Refusal]:
    """Speak about the fields of a form for one person."""
    for check in checks:
        name = check.field.removeprefix("person_1_")
        yield Refusal(check.code, check.sentence, name, check.source, check.params)


def _person_conflict(row: CasePerson) -> Conflict:
    stored = {name: getattr(row, name) for name in ("given_names", "prefix", "surname", "relation", "phone")}
    stored["birth_date"] = f"{row.birth_date:%d-%m-%Y}" if row.birth_date else ""
    last = CaseChange.objects.filter(person=row).order_by("-at").select_related("by").first()
    by, at = (last.by, last.at) if last else (row.case.opened_by, row.case.opened_at)
    return Conflict(stored, version=row.version, by=signed(by), at=at)


def _check_leave(row: CasePerson, command: LetGo, today: date) -> Refusal | None:
    """Nobody leaves a case while something is still promised about them, and a case keeps at least one child."""
    if command.on > today:
        return Refusal("person.future", N_("Deze dag moet nog komen. Kijk de datum na."), field="on")
    others = CasePerson.objects.filter(case_id=row.case_id, kind=PersonKind.CHILD, left_on=None).exclude(pk=row.pk)
    if row.kind == PersonKind.CHILD and not others.exists():
        return Refusal("case.child", N_("Een casus gaat over ten minste één kind. Rond de casus anders af."))
    if Action.objects.filter(concerns=row, status__in=("asked", "accepted", "busy", "blocked")).exists():
        return Refusal(
            "person.actions_open", N_("Er lopen nog acties over deze persoon. Rond ze af of laat ze vervallen.")
        )
    return None


def _empty(row: CasePerson, now: datetime) -> None:
    """Take out what was kept about somebody who was put here by mistake."""
    row.taken_out_at = now
    row.given_names = row.prefix = row.surname = row.relation = row.phone = row.contact_preference = ""
    row.birth_date = None
    row.bsn_sealed = row.bsn_digest = None
    HouseholdMember.objects.filter(person=row, until=None).update(until=row.left_on)
    ParentalAuthority.objects.filter(holder=row, ended_on=None).update(ended_on=row.left_on)
    ParentalAuthority.objects.filter(child=row, ended_on=None).update(ended_on=row.left_on)
