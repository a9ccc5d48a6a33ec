"""The pages about the people of a case, its team, and an address that is kept hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit, context, norms
from sluitend.access.concern import may_hold_bsn
from sluitend.access.gate import CaseAccess, case_access, enter_case
from sluitend.domain.case import SECOND_PERSONS
from sluitend.domain.case.readers import SEATED
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.sharing.read import NAMED_UNDER_HEIGHTENED
from sluitend.domain.vocabulary import Category
from sluitend.queries.actions import ActionRow, actions_of_case
from sluitend.queries.case_head import CaseHead, head_of, plan_of
from sluitend.queries.case_people import HouseholdRow, People, PersonRow, address_of, load_people
from sluitend.queries.cases import Choice, colleagues_on, coordinators_among
from sluitend.queries.together import Question, lower_question
from sluitend.records.models import CasePerson, Household, NamedReader

SHOWS = (Category.K1, Category.K2, Category.K16)
PAGE = "case.people"


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody around a case. actions: for the picture of who is around the family; empty for who reads no plan.

    exempt: the children who are exempt from compulsory education today, for who reads where they go to school (K3): that
    one word, and never the article.
    """

    head: CaseHead
    people: People
    actions: tuple[ActionRow, ...]
    may_hold_bsn: bool
    exempt: frozenset[UUID] = frozenset()

    def person(self, person_id: UUID) -> PersonRow:
        """Give one person of this page. Raises NotFound."""
        for row in self.people.persons:
            if row.person_id == person_id:
                return row
        raise NotFound

    def household(self, household_id: UUID) -> HouseholdRow:
        """Give one household of this page. Raises NotFound."""
        for row in self.people.households:
            if row.household_id == household_id:
                return row
        raise NotFound


@dataclass(frozen=True, slots=True)
class PersonParts:
    """The name of somebody in its parts, for a form."""

    given_names: str
    prefix: str
    surname: str


@dataclass(frozen=True, slots=True)
class HouseholdParts:
    """A household in its parts, for a form. members: who lives there."""

    label: str
    street: str
    house_number: str
    postcode: str
    city: str
    address_protected: bool
    bron: str
    as_of: date
    members: tuple[UUID, ...]
    version: int


@dataclass(frozen=True, slots=True)
class TeamPage:
    """Who sits at the table, and who can. latest: the last day a new seat may have.

    seconds: who can decide with the viewer that heightened safety ends; question: what lies with one of them.
    """

    head: CaseHead
    people: People
    colleagues: tuple[Choice, ...]
    coordinators: tuple[Choice, ...]
    readers: tuple[Choice, ...]
    latest: date
    coordinator_id: UUID
    deputy_id: UUID | None
    seconds: tuple[Choice, ...]
    question: Question | None


@dataclass(frozen=True, slots=True)
class HiddenAddress:
    """An address that stands on no page; asking for it leaves a line of its own."""

    head: CaseHead
    label: str
    address: str


def people_page(viewer: Viewer, case_id: UUID, *, now: datetime, action: str = PAGE) -> PeoplePage:
    """Show everybody around a case.

    Raises:
        NotFound: there is no such case for this viewer.
    """
    access = enter_case(viewer, case_id, action=action, categories=SHOWS, now=now)
    return PeoplePage(
        head=head_of(access, plan_of(case_id), now=now),
        people=load_people(access, now=now),
        actions=actions_of_case(access, now=now) if access.reads(Category.K16) else (),
        may_hold_bsn=may_hold_bsn(viewer),
        exempt=_exempt(access, now) if action == PAGE else frozenset(),
    )


def _exempt(access: CaseAccess, now: datetime) -> frozenset[UUID]:
    """Give who is exempt, as one word; that it was shown leaves its own line."""
    if not access.reads(Category.K3):
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_exempt_in_case(%s)", [access.case_id])
        found = frozenset[UUID](cursor.fetchone()[0])
    if found:
        ref = audit.Ref("case", access.case_id, case_id=access.case_id)
        why = audit.Why(ground=access.reason.value, rule="F.7b")
        audit.read(access.viewer, PAGE, ref, categories=[Category.K3], why=why, now=now)
    return found


def person_parts(viewer: Viewer, case_id: UUID, person_id: UUID, *, now: datetime) -> PersonParts:
    """Give the name of somebody in its parts, for who may change it.

    Raises:
        NotFound: there is no such person in a case that the viewer may change.
    """
    _writes(case_access(viewer, case_id, now=now))
    row = CasePerson.objects.filter(pk=person_id, case_id=case_id, left_on=None).first()
    if row is None:
        raise NotFound
    return PersonParts(row.given_names, row.prefix, row.surname)


def household_parts(viewer: Viewer, case_id: UUID, household_id: UUID, *, now: datetime) -> HouseholdParts:
    """Give a household in its parts, for who may change it; a hidden address leaves its line.

    Raises:
        NotFound: there is no such household in a case that the viewer may change.
    """
    row = _household(viewer, case_id, household_id, now)
    members = row.members.filter(until=None).values_list("person_id", flat=True)
    return HouseholdParts(
        label=row.label,
        street=row.street,
        house_number=row.house_number,
        postcode=row.postcode,
        city=row.city,
        address_protected=row.address_protected,
        bron=row.bron,
        as_of=row.as_of,
        members=tuple(members),
        version=row.version,
    )


def hidden_address(viewer: Viewer, case_id: UUID, household_id: UUID, *, now: datetime) -> HiddenAddress:
    """Show an address that stands on no page, to who holds the case.

    Raises:
        NotFound: there is no such household in a case that the viewer may change.
    """
    row = _household(viewer, case_id, household_id, now)
    access = case_access(viewer, case_id, now=now)
    return HiddenAddress(head_of(access, plan_of(case_id), now=now), row.label, address_of(row))


def team_page(viewer: Viewer, case_id: UUID, *, now: datetime) -> TeamPage:
    """Show who sits at the table, and which colleagues can.

    Raises:
        NotFound: there is no such case for this viewer.
    """
    access = enter_case(viewer, case_id, action="case.people", categories=SHOWS, now=now)
    day = context.today(now)
    colleagues = colleagues_on(day)
    see_it = {access.coordinator_id, access.deputy_id}
    return TeamPage(
        head=head_of(access, plan_of(case_id), now=now),
        people=load_people(access, now=now),
        colleagues=tuple(
            choice for choice, roles in colleagues if not SEATED.isdisjoint(roles) and choice.id not in see_it
        ),
        coordinators=coordinators_among(colleagues),
        readers=tuple(choice for choice, roles in colleagues if not NAMED_UNDER_HEIGHTENED.isdisjoint(roles)),
        latest=norms.due_day("team.seat", day),
        coordinator_id=access.coordinator_id,
        deputy_id=access.deputy_id,
        seconds=_seconds(access, colleagues, day),
        question=lower_question(access, now=now),
    )


def second_persons(viewer: Viewer, case_id: UUID, *, now: datetime) -> tuple[Choice, ...]:
    """Give the colleagues with whom waiting can be decided: who works with families, and is on the list where there is one.

    Raises:
        NotFound: there is no such case for the viewer.
    """
    day = context.today(now)
    return _seconds(case_access(viewer, case_id, now=now), colleagues_on(day), day)


def _seconds(access: CaseAccess, colleagues: Iterable[tuple[Choice, frozenset[str]]], day: date) -> tuple[Choice, ...]:
    able = [choice for choice, roles in colleagues if not SECOND_PERSONS.isdisjoint(roles)]
    if access.heightened:
        rows = NamedReader.objects.filter(case_id=access.case_id, since__lte=day, until__gte=day)
        listed = set(rows.values_list("membership_id", flat=True))
        able = [choice for choice in able if choice.id in listed]
    return tuple(choice for choice in able if choice.id != access.viewer.membership_id)


def _writes(access: CaseAccess) -> None:
    if access.check_write(Category.K16) is not None:
        raise NotFound


def _household(viewer: Viewer, case_id: UUID, household_id: UUID, now: datetime) -> Household:
    access = case_access(viewer, case_id, now=now)
    _writes(access)
    row = Household.objects.filter(pk=household_id, case_id=case_id).first()
    if row is None:
        raise NotFound
    audit.read(
        viewer,
        "case.address" if row.address_protected else "case.form",
        audit.Ref("household", row.pk, case_id=case_id),
        now=now,
        categories=(Category.K1,),
        why=audit.Why(ground=access.reason.value, rule="F.7b"),
    )
    return row
