"""A case as it looks after some weeks: two homes, both parents, a plan that runs, partners, words of everybody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from sluitend.domain.case import AuthorityIn, AuthorityKind, HouseholdIn, InformingIn, PersonIn, PersonKind
from sluitend.domain.clock import local_day
from sluitend.domain.plan import (
    DomainBasis,
    DomainIn,
    FamilyAnswer,
    FamilyPlanIn,
    GoalIn,
    Level,
    LevelIn,
    LevelMoment,
)
from sluitend.domain.vocabulary import ActionKind, LifeDomain
from sluitend.services.actions import AskAction, ask_action
from sluitend.services.cases import GiveSeat, give_seat
from sluitend.services.followup import WriteNote, write_note
from sluitend.services.people import (
    AddPerson,
    NameSupporter,
    RecordAuthority,
    RecordInforming,
    SaveHousehold,
    add_person,
    name_supporter,
    record_authority,
    record_informing,
    save_household,
)
from sluitend.services.plans import (
    AddGoal,
    OpenLifeDomain,
    RecordAgreement,
    RecordLevel,
    RecordVoice,
    SaveFamilyPlan,
    StartPlan,
    WriteWhatIf,
    add_goal,
    open_domain,
    record_agreement,
    record_level,
    record_voice,
    save_family_plan,
    start_plan,
    write_what_if,
)
from tests.database import Kept
from tests.stories import a_case
from tests.world import NOW, Place, World, acting

FATHERS_STREET = "Zonnebloemlaan"
MOTHERS_STREET = "Dorpsstraat"


@dataclass(frozen=True, slots=True)
class FullCase:
    """A case whose parents live apart. child: Noor, at both; brother: Sem, six years old, at his mother's."""

    place: Place
    case_id: UUID
    number: str
    child: UUID
    mother: UUID
    father: UUID
    brother: UUID
    goals: dict[str, UUID]
    domains: dict[str, UUID]
    households: dict[str, UUID]


def a_full_case(place: Place, *, now: datetime = NOW, start: bool = True, sheltered: bool = False) -> FullCase:
    """Open a case and bring it as far as a plan that runs; sheltered: the mother's address is protected."""
    me, today = place.coordinator, local_day(now)
    made = a_case(place, now=now, deputy_id=place.coordinator2.membership_id)
    case, (child, mother, father) = made.case_id, made.person_ids
    with acting(me, now):
        sem = PersonIn(PersonKind.CHILD, "Sem", "van", "Dijk", date(today.year - 6, 1, 5), "zoon")
        brother = add_person(me, AddPerson(case, sem), now=now)
        at_mother = HouseholdIn(
            "bij moeder",
            (child, mother, brother),
            "moeder",
            today,
            MOTHERS_STREET,
            "4",
            "1234AB",
            "Vlierdam",
            sheltered,
        )
        at_father = HouseholdIn(
            "bij vader", (child, father), "vader", today, FATHERS_STREET, "18", "4321BA", "Vlierdam"
        )
        households = {
            "mother": save_household(me, SaveHousehold(case, at_mother), now=now),
            "father": save_household(me, SaveHousehold(case, at_father), now=now),
        }
        for one, parent, kind in (
            (child, mother, AuthorityKind.JOINT_PARENTAL),
            (child, father, AuthorityKind.JOINT_PARENTAL),
            (brother, mother, AuthorityKind.SOLE_PARENTAL),
        ):
            record_authority(me, RecordAuthority(case, AuthorityIn(one, kind, parent, "", "BRP", today)), now=now)
        record_informing(me, RecordInforming(case, mother, InformingIn(today, "thuis, in een gesprek")), now=now)
        waits = InformingIn(
            wait_reason="zit op zee",
            wait_until=today + timedelta(days=20),
            second_person_id=place.member.membership_id,
        )
        record_informing(me, RecordInforming(case, father, waits), now=now)
        seat = GiveSeat(case, place.member.membership_id, "gezinswerker", "komt elke week", today + timedelta(days=90))
        give_seat(me, seat, now=now)
        name_supporter(me, NameSupporter(case, "Riet Dekker", "oma", mother, "Die belt mama altijd."), now=now)
        domains = _domains(place, case, mother, now)
        people = {"child": child, "mother": mother, "father": father, "brother": brother}
        goals = _goals(place, case, domains, people, now)
        _words(place, case, people, now)
        _actions(place, case, goals, people, now)
        if start:
            version = save_offer(place, case, now)
            start_plan(me, StartPlan(case, version), now=now)
    return FullCase(place, case, made.number, child, mother, father, brother, goals, domains, households)


@pytest.fixture
def full_case(world: World, kept: Kept) -> FullCase:
    """Give the full case of the first municipality, opened at NOW. The same one for every test that asks for it."""
    made: FullCase = kept("full case", lambda: a_full_case(world.home))
    return made


@pytest.fixture
def full(world: World, kept: Kept) -> FullCase:
    """Give the full case for pages, which live today: opened an hour before the first test that asked for it."""
    made: FullCase = kept("full", lambda: a_full_case(world.home, now=timezone.now() - timedelta(hours=1)))
    return made


def save_offer(place: Place, case: UUID, now: datetime) -> int:
    """Write down the offer and what if; gives the version of the plan after it."""
    me, today = place.coordinator, local_day(now)
    no = FamilyPlanIn(today, "thuis, met uitleg", FamilyAnswer.NO, today, "Nu even niet, te druk.")
    save_family_plan(me, SaveFamilyPlan(case, no, version=1), now=now)
    write_what_if(me, WriteWhatIf(case, "Dan bellen we elkaar, en komt het team bij elkaar.", version=2), now=now)
    return 3


def _domains(place: Place, case: UUID, mother: UUID, now: datetime) -> dict[str, UUID]:
    me = place.coordinator
    wanted = {
        "school": DomainIn(LifeDomain.D03, "Noor ging twaalf dagen niet naar school."),
        "money": DomainIn(LifeDomain.D05, "Er zijn drie betaalregelingen."),
        "mind": DomainIn(LifeDomain.D08, "Ik slaap niet van de zorgen.", DomainBasis.OWN_WORDS, mother),
    }
    return {key: open_domain(me, OpenLifeDomain(case, given), now=now) for key, given in wanted.items()}


def _goals(
    place: Place, case: UUID, domains: dict[str, UUID], people: dict[str, UUID], now: datetime
) -> dict[str, UUID]:
    me, soon = place.coordinator, local_day(now) + timedelta(days=60)
    child, mother, father, brother = (people[key] for key in ("child", "mother", "father", "brother"))
    wanted = {
        "school": GoalIn("Ik wil weer naar school.", (child,), domains["school"], "Vier dagen per week.", soon),
        "money": GoalIn(
            "Ik wil weten wat ik kan uitgeven.", (mother, brother), domains["money"], "Een weekbedrag.", soon
        ),
        "sleep": GoalIn("Ik wil slapen.", (mother,), domains["mind"], "Drie nachten per week.", soon),
        "boat": GoalIn("Ik wil Noor vaker zien.", (father,), domains["school"], "Elke twee weken.", soon),
    }
    goals = {key: add_goal(me, AddGoal(case, given), now=now) for key, given in wanted.items()}
    level = LevelIn(
        Level.GRAVE, "Noor miste twaalf dagen.", "school", local_day(now), LevelMoment.START, person_id=child
    )
    record_level(me, RecordLevel(case, domains["school"], level), now=now)
    own = LevelIn(Level.HELD, "Soms is school wel leuk.", "Noor", local_day(now), LevelMoment.START, True, child)
    record_level(me, RecordLevel(case, domains["school"], own), now=now)
    return goals


def _words(place: Place, case: UUID, people: dict[str, UUID], now: datetime) -> None:
    me, today = place.coordinator, local_day(now)
    child, mother, father = (people[key] for key in ("child", "mother", "father"))
    record_voice(me, RecordVoice(case, child, "Ik wil dat het stil is in huis.", today), now=now)
    record_voice(me, RecordVoice(case, child, "Papa en mama mogen dit weten: ik mis ze.", today, True, True), now=now)
    record_agreement(me, RecordAgreement(case, mother, True, "Zo kan het.", today), now=now)
    record_agreement(me, RecordAgreement(case, father, False, "Ik wil meer tijd met Noor.", today), now=now)
    write_note(me, WriteNote(case, "Moeder gebeld over de afspraak van dinsdag.", uuid.uuid4()), now=now)


def _actions(place: Place, case: UUID, goals: dict[str, UUID], people: dict[str, UUID], now: datetime) -> None:
    child, mother, father = (people[key] for key in ("child", "mother", "father"))
    me, due = place.coordinator, local_day(now) + timedelta(days=21)
    wanted = (
        ("school", child, "Iedere ochtend samen lezen", goals["school"]),
        ("housing", mother, "Huurachterstand in termijnen", goals["money"]),
        ("youth_care", father, "Gesprekken over drinken", goals["boat"]),
        ("youth_care", child, "Wekelijks gesprek op school", None),
    )
    for organisation, person, title, goal in wanted:
        command = AskAction(
            case, place.organisations[organisation], person, ActionKind.HELP, title, due, uuid.uuid4(), goal_id=goal
        )
        ask_action(me, command, now=now)
