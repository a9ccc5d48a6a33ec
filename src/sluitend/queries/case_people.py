"""The people around a case: family, homes, authority, who was told, whom the family names, and who sits at the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import F

from sluitend.access import context, norms
from sluitend.access.concern import may_hold_bsn
from sluitend.access.gate import CaseAccess
from sluitend.domain.case import (
    Answered,
    AuthorityKind,
    InformingState,
    PersonFacts,
    PersonKind,
    answered,
    informing_state,
    must_be_told,
)
from sluitend.domain.person import RightsAge, age_on, rights_age, show_phone, show_postcode
from sluitend.domain.vocabulary import Category, Role
from sluitend.queries.case_head import Colleague, colleague
from sluitend.records.models import (
    CasePerson,
    Household,
    HouseholdMember,
    Informing,
    NamedReader,
    ParentalAuthority,
    Supporter,
    TeamSeat,
)
from sluitend.records.persons import masked_bsn, name_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

BSN_ROLES = frozenset({Role.COORDINATOR, Role.ATTENDANCE})
"""Who sees the last digits of a BSN in a case, where their organisation may hold one (F.3a): to tell two people apart."""


class _Second(TypedDict):
    agrees: bool | None
    answer_by: date | None
    answered_at: datetime | None
    words: str | None


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """Who has authority over a child. holder: a name, or words; empty when nobody has it."""

    authority_id: UUID
    kind: AuthorityKind
    holder: str
    holder_id: UUID | None
    bron: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Told:
    """Whether somebody was told. due: by when that must be looked at; statutory: the law sets that day.

    what: how it was told, or why it waits. by and second: who told it, or the two who decide to wait. words: why the
    second said no.
    """

    state: InformingState
    due: date | None
    statutory: bool
    on: date | None = None
    what: str = ""
    by: str = ""
    second: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in the case. relation: empty too when the viewer may not read it. told: None when nobody needs to tell them. bsn: the last three digits, or nothing."""

    person_id: UUID
    name: str
    kind: PersonKind
    relation: str
    born: date | None
    age: int | None
    rights: RightsAge
    phone: str
    in_family: bool
    bsn: str
    homes: tuple[str, ...]
    authority: tuple[AuthorityRow, ...]
    told: Told | None
    version: int

    @property
    def is_child(self) -> bool:
        """Tell whether this person is a child of the case."""
        return self.kind is PersonKind.CHILD

    @property
    def short(self) -> str:
        """Give the name in one word, as far as it goes."""
        return self.name.split(" ")[0] if self.name else ""


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """Who lives at one address. address: empty when unknown, or when it is hidden; hidden: it is protected."""

    household_id: UUID
    label: str
    address: str
    hidden: bool
    members: tuple[str, ...]
    bron: str
    as_of: date
    version: int


@dataclass(frozen=True, slots=True)
class SupporterRow:
    """Somebody the family names as support. named_by: who of the family; words: what they said."""

    supporter_id: UUID
    name: str
    relation: str
    named_by: str
    named_by_id: UUID | None
    words: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat at the table."""

    seat_id: UUID
    colleague: Colleague
    organisation: str
    function: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """Somebody on the reading list of heightened safety."""

    membership_id: UUID
    colleague: Colleague
    on_call: bool
    until: date


@dataclass(frozen=True, slots=True)
class People:
    """Everybody around a case, as far as the viewer may see; knows_homes: the viewer reads homes and authority."""

    persons: tuple[PersonRow, ...]
    households: tuple[HouseholdRow, ...]
    supporters: tuple[SupporterRow, ...]
    seats: tuple[SeatRow, ...]
    readers: tuple[ReaderRow, ...]
    knows_homes: bool

    @property
    def children(self) -> tuple[PersonRow, ...]:
        """Give the children of the case."""
        return tuple(person for person in self.persons if person.is_child)

    @property
    def untold(self) -> tuple[PersonRow, ...]:
        """Give everybody who must still be told, or about whom a reason to wait has lapsed or was not agreed with."""
        waits = {InformingState.DUE, InformingState.LAPSED, InformingState.NOT_AGREED}
        return tuple(person for person in self.persons if person.told and person.told.state in waits)


def load_people(access: CaseAccess, *, now: datetime) -> People:
    """Load everybody around a case in eight statements, however many they are."""
    day, case_id = context.today(now), access.case_id
    rows = tuple(CasePerson.objects.filter(case_id=case_id, left_on=None).order_by("position", "id"))
    names = {row.pk: str(name_of(row)) for row in rows}
    knows_homes = access.reads(Category.K2)
    authority = _authority(case_id, names) if knows_homes else {}
    households, homes = _households(access, names) if knows_homes else ((), {})
    told = _told(case_id) if access.reads(Category.K16) else {}
    holders = {a.holder_id for those in authority.values() for a in those if a.holder_id}
    shows_bsn = access.viewer.has(*BSN_ROLES) and may_hold_bsn(access.viewer)
    return People(
        persons=tuple(
            PersonRow(
                person_id=row.pk,
                name=names[row.pk],
                kind=PersonKind(row.kind),
                relation=row.relation if knows_homes else "",
                born=row.birth_date,
                age=age_on(row.birth_date, day) if row.birth_date else None,
                rights=rights_age(row.birth_date, day),
                phone=show_phone(row.phone),
                in_family=row.in_family,
                bsn=masked_bsn(row) if shows_bsn else "",
                homes=tuple(homes.get(row.pk, ())),
                authority=tuple(authority.get(row.pk, ())),
                told=_state(access, row, told.get(row.pk), row.pk in holders, day)
                if access.reads(Category.K16)
                else None,
                version=row.version,
            )
            for row in rows
        ),
        households=households,
        supporters=_supporters(case_id, names, with_relation=knows_homes) if access.reads(Category.K16) else (),
        seats=_seats(case_id, day),
        readers=_readers(case_id, day) if access.heightened else (),
        knows_homes=knows_homes,
    )


def _authority(case_id: UUID, names: Mapping[UUID, str]) -> dict[UUID, list[AuthorityRow]]:
    found: dict[UUID, list[AuthorityRow]] = defaultdict(list)
    for row in ParentalAuthority.objects.filter(case_id=case_id, ended_on=None).order_by("as_of", "id"):
        holder = names.get(row.holder_id, "") if row.holder_id else row.holder_words
        kind = AuthorityKind(row.kind)
        found[row.child_id].append(AuthorityRow(row.pk, kind, holder, row.holder_id, row.bron, row.as_of))
    return found


def _households(
    access: CaseAccess, names: Mapping[UUID, str]
) -> tuple[tuple[HouseholdRow, ...], dict[UUID, list[str]]]:
    rows = list(Household.objects.filter(case_id=access.case_id).order_by("as_of", "id"))
    members: dict[UUID, list[UUID]] = defaultdict(list)
    living = HouseholdMember.objects.filter(case_id=access.case_id, until=None).order_by("person__position")
    for household, person in living.values_list("household_id", "person_id"):
        if person in names:
            members[household].append(person)
    lived_in = [row for row in rows if members[row.pk]]
    homes: dict[UUID, list[str]] = defaultdict(list)
    for row in lived_in:
        for person in members[row.pk]:
            homes[person].append(row.label)
    shown = tuple(
        HouseholdRow(
            household_id=row.pk,
            label=row.label,
            address="" if row.address_protected else address_of(row),
            hidden=row.address_protected,
            members=tuple(names[person] for person in members[row.pk]),
            bron=row.bron,
            as_of=row.as_of,
            version=row.version,
        )
        for row in lived_in
    )
    return shown, homes


def address_of(row: Household) -> str:
    """Write an address on one line; empty when nothing of it is known."""
    street = " ".join(part for part in (row.street, row.house_number) if part)
    place = " ".join(part for part in (show_postcode(row.postcode), row.city) if part)
    return ", ".join(part for part in (street, place) if part)


def _told(case_id: UUID) -> dict[UUID, WithAnnotations[Informing, _Second]]:
    """Give the newest line about telling each person, with what the colleague said who must agree with waiting."""
    rows = Informing.objects.filter(case_id=case_id).select_related("told_by", "second_person")
    rows = rows.annotate(
        agrees=F("asked__agrees"),
        answer_by=F("asked__answer_by"),
        answered_at=F("asked__answered_at"),
        words=F("asked__words"),
    )
    newest = rows.order_by("person_id", "-recorded_at", "-id").distinct("person_id")
    return {row.person_id: row for row in newest}


def _state(
    access: CaseAccess, row: CasePerson, line: WithAnnotations[Informing, _Second] | None, holds: bool, day: date
) -> Told | None:
    facts = PersonFacts(PersonKind(row.kind), row.birth_date, row.in_family, holds_authority=holds)
    if line is None:
        if not must_be_told(facts, today=day):
            return None
        if access.row.closed_at is not None:
            return Told(InformingState.DUE, None, statutory=False)  # a file that rests has no term that runs
        tell_by = norms.due_day("people.tell", context.today(access.row.opened_at))
        # Where home may not know, no term of the law presses anybody to tell (UAVG 41).
        return Told(InformingState.DUE, tell_by, statutory=not access.heightened)
    second = answered(line.agrees, line.answer_by, today=day) if line.answer_by else None
    state = informing_state(line.told_on, line.wait_until, second, today=day)
    told = state is InformingState.TOLD
    due = None if told or access.row.closed_at is not None else line.wait_until
    if access.row.closed_at is None and state is InformingState.NOT_AGREED and line.answered_at:
        due = context.today(line.answered_at)
    elif due and line.answer_by and second is not Answered.YES:
        due = min(due, line.answer_by)
    return Told(
        state=state,
        due=due,
        statutory=False,
        on=line.told_on,
        what=line.how if told else line.wait_reason,
        by=line.told_by.display_name,
        second=line.second_person.display_name if line.second_person else "",
        words=line.words or "",
    )


def _supporters(case_id: UUID, names: Mapping[UUID, str], *, with_relation: bool) -> tuple[SupporterRow, ...]:
    rows = Supporter.objects.filter(case_id=case_id, ended_on=None).order_by("since", "id")
    return tuple(
        SupporterRow(
            row.pk,
            row.name,
            row.relation if with_relation else "",
            names.get(row.person_id, "") if row.person_id else "",
            row.person_id,
            row.named_by_words,
        )
        for row in rows
    )


def _seats(case_id: UUID, day: date) -> tuple[SeatRow, ...]:
    rows = TeamSeat.objects.filter(case_id=case_id, ended_at=None, since__lte=day, until__gte=day)
    rows = rows.select_related("membership__organisation").order_by("since", "id")
    return tuple(
        SeatRow(
            row.pk,
            colleague(row.membership),
            row.membership.organisation.name,
            row.function,
            row.reason,
            row.until,
        )
        for row in rows
    )


def _readers(case_id: UUID, day: date) -> tuple[ReaderRow, ...]:
    rows = NamedReader.objects.filter(case_id=case_id, since__lte=day, until__gte=day).select_related("membership")
    return tuple(
        ReaderRow(row.membership_id, colleague(row.membership), row.on_call, row.until)
        for row in rows.order_by("-on_call", "membership__display_name")
    )


def named(persons: Iterable[PersonRow]) -> dict[UUID, str]:
    """Give the names of people by their id."""
    return {person.person_id: person.name for person in persons}
