"""Two people decide: the second says yes themselves, and until then the safer state holds."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from sluitend.access import audit
from sluitend.domain.case import Answered, InformingIn, InformingState, Together
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.queries.cases import case_page
from sluitend.queries.people import people_page, second_persons, team_page
from sluitend.queries.together import asked_page, together_work
from sluitend.records.models import Case, CaseChange, Informing, JointDecision, NamedReader
from sluitend.services import own_family
from sluitend.services.cases import (
    AnswerTogether,
    AskLower,
    CloseQuestion,
    answer_together,
    ask_lower,
    close_question,
)
from sluitend.services.own_family import DeclareFamily
from sluitend.services.people import RecordInforming, record_informing
from tests.stories import CHILD, a_case
from tests.world import NOW, World, acting, later

TODAY = NOW.date()
WAITS = "Ligt in het ziekenhuis."


def a_wait(world: World, case_id: UUID, person: UUID, second: str = "member", now: datetime = NOW) -> UUID:
    """Let the coordinator wait with telling; gives the question to the second person."""
    me = world.home.coordinator
    wait = InformingIn(
        wait_reason=WAITS,
        wait_until=now.date() + timedelta(weeks=3),
        second_person_id=world.home.people[second].membership_id,
    )
    with acting(me, now):
        informing = record_informing(me, RecordInforming(case_id, person, wait), now=now)
        return JointDecision.objects.get(informing_id=informing).pk


def a_lower(world: World, case_id: UUID, second: str = "protocol", now: datetime = NOW) -> UUID:
    me = world.home.coordinator
    command = AskLower(case_id, world.home.people[second].membership_id, "Moeder woont nu veilig.")
    with acting(me, now):
        return ask_lower(me, command, now=now)


def says(
    viewer: Viewer, decision: UUID, agrees: bool | None, words: str = "Dat zie ik ook.", now: datetime = NOW
) -> None:
    with acting(viewer, now):
        answer_together(viewer, AnswerTogether(decision, agrees, words), now=now)


def state(world: World, case_id: UUID, person: UUID, now: datetime = NOW) -> InformingState:
    me = world.home.coordinator
    with acting(me, now):
        told = people_page(me, case_id, now=now).person(person).told
    assert told is not None
    return told.state


# --- Waiting with telling ---------------------------------------------------------------------------------------------


def test_a_wait_is_provisional_until_the_second_confirms_it_themself(world: World) -> None:
    made = a_case(world.home)
    mother = made.person_ids[1]
    decision = a_wait(world, made.case_id, mother)
    assert state(world, made.case_id, mother) is InformingState.UNCONFIRMED
    says(world.home.member, decision, True)
    assert state(world, made.case_id, mother) is InformingState.WAITING
    assert state(world, made.case_id, mother, later(days=21)) is InformingState.WAITING
    assert state(world, made.case_id, mother, later(days=22)) is InformingState.LAPSED


def test_silence_is_never_a_yes(world: World) -> None:
    """What you decide together with a colleague, that colleague confirms within 3 working days."""
    made = a_case(world.home)
    mother = made.person_ids[1]
    decision = a_wait(world, made.case_id, mother)
    assert state(world, made.case_id, mother, later(days=3)) is InformingState.UNCONFIRMED
    assert state(world, made.case_id, mother, later(days=4)) is InformingState.LAPSED
    with pytest.raises(NotFound):
        says(world.home.member, decision, True, now=later(days=4))


def test_a_no_is_a_task_for_the_first_person_until_it_is_told_or_asked_again(world: World) -> None:
    made, me = a_case(world.home), world.home.coordinator
    mother = made.person_ids[1]
    says(world.home.member, a_wait(world, made.case_id, mother), False, "Zij vraagt er zelf naar.")
    assert state(world, made.case_id, mother) is InformingState.NOT_AGREED
    with acting(me) as now:
        work = together_work(me, now=now)
        page = case_page(me, made.case_id, now=now)
        told = people_page(me, made.case_id, now=now).person(mother).told
    assert [(one.said, one.person_id) for one in work.said] == [(Answered.NO, mother)]
    assert ("not_agreed", mother) in [(todo.kind, todo.target) for todo in page.todos]
    assert told is not None
    assert told.words == "Zij vraagt er zelf naar."
    with acting(me) as now:
        record_informing(me, RecordInforming(made.case_id, mother, InformingIn(TODAY, "aan de telefoon")), now=now)
        assert together_work(me, now=now).said == ()


def test_from_outside_the_case_the_second_reads_the_reason_and_no_name(world: World) -> None:
    made, second = a_case(world.home), world.home.member
    decision = a_wait(world, made.case_id, made.person_ids[1])
    with acting(second) as now:
        work = together_work(second, now=now)
        page = asked_page(second, decision, now=now)
        assert not Case.objects.exists()
        assert not Informing.objects.exists()
    assert [(one.about, one.kind) for one in work.asked] == [(made.number, Together.WAIT)]
    assert (page.asked.reason, page.title, page.person, page.asked.inside) == (WAITS, "", "", False)
    says(second, decision, True)
    with acting(second) as now:
        assert together_work(second, now=now).asked == ()
        with pytest.raises(NotFound):
            asked_page(second, decision, now=now)


@pytest.mark.parametrize("who", ["coordinator", "coordinator2", "intake", "teacher", "privacy", "lead", "admin"])
def test_nobody_says_yes_for_another(world: World, who: str) -> None:
    """The named second person, never the same."""
    made, other = a_case(world.home), world.home.people[who]
    decision = a_wait(world, made.case_id, made.person_ids[1])
    with pytest.raises(NotFound):
        says(other, decision, True)
    with acting(other) as now, pytest.raises(NotFound):
        asked_page(other, decision, now=now)
    with pytest.raises(NotFound):
        says(world.away.member, decision, True)
    with acting(world.home.coordinator):
        assert JointDecision.objects.get().agrees is None


def test_yes_or_no_needs_a_reason(world: World) -> None:
    made = a_case(world.home)
    decision = a_wait(world, made.case_id, made.person_ids[1])
    with pytest.raises(Refused) as refused:
        says(world.home.member, decision, None, " ")
    assert {one.code for one in refused.value.refusals} == {"together.no_answer", "together.no_words"}


def test_who_closed_this_family_is_not_asked_and_cannot_answer_either(world: World) -> None:
    from dataclasses import replace

    noor = replace(CHILD, postcode="1234AB", house_number="4")
    made, member = a_case(world.home, persons=(noor,)), world.home.member
    decision = a_wait(world, made.case_id, made.person_ids[0])
    family = DeclareFamily(uuid.uuid4(), "mijn nichtje", CHILD.birth_date, "1234 AB")
    with acting(member) as now:
        own_family.declare(member, family, now=now)
    with pytest.raises(NotFound):
        says(member, decision, True)
    with pytest.raises(Refused, match=r"informing\.second"):
        a_wait(world, made.case_id, made.person_ids[0])


def test_under_heightened_safety_the_second_stands_on_the_reading_list(world: World) -> None:
    made, me = a_case(world.home, heightened=True), world.home.coordinator
    with pytest.raises(Refused, match=r"informing\.second"):
        a_wait(world, made.case_id, made.person_ids[1], second="member")
    with acting(me) as now:
        offered = {one.id for one in second_persons(me, made.case_id, now=now)}
    people = world.home.people
    assert offered == {people[key].membership_id for key in ("protocol", "code", "second")}
    decision = a_wait(world, made.case_id, made.person_ids[1], second="code")
    with acting(world.home.code) as now:
        assert asked_page(world.home.code, decision, now=now).title == "Gezin Van Dijk"
    says(world.home.code, decision, True)
    assert state(world, made.case_id, made.person_ids[1]) is InformingState.WAITING


# --- Ending heightened safety -----------------------------------------------------------------------------------------


def test_heightened_safety_stays_on_until_a_second_of_the_list_says_yes(world: World) -> None:
    made, me = a_case(world.home, heightened=True), world.home.coordinator
    decision = a_lower(world, made.case_id)
    with acting(me) as now:
        assert Case.objects.get().heightened
        question = case_page(me, made.case_id, now=now).question
    assert question is not None
    assert (question.said, question.second.name) == (Answered.WAITING, "Protocol Vlierdam")
    says(world.home.protocol, decision, True)
    with acting(me) as now:
        case = Case.objects.get()
        assert (case.heightened, case.review_by) == (False, TODAY + timedelta(weeks=4))
        change = CaseChange.objects.get()
        assert (change.by_id, change.second_id) == (me.membership_id, world.home.protocol.membership_id)
        assert not NamedReader.objects.filter(until__gte=TODAY).exists()
    for reader in (world.home.protocol, world.home.code, world.home.second):
        with acting(reader):
            assert not Case.objects.exists(), "the reading list ends with it"


def test_a_no_leaves_it_on_and_is_a_task_until_it_was_read(world: World) -> None:
    made, me = a_case(world.home, heightened=True), world.home.coordinator
    decision = a_lower(world, made.case_id)
    says(world.home.protocol, decision, False, "De politie raadt het af.")
    with acting(me) as now:
        assert Case.objects.get().heightened
        assert [one.said for one in together_work(me, now=now).said] == [Answered.NO]
        question = case_page(me, made.case_id, now=now).question
        assert question is not None
        assert question.words == "De politie raadt het af."
        close_question(me, CloseQuestion(made.case_id, decision), now=now)
        assert together_work(me, now=now).said == ()
        assert case_page(me, made.case_id, now=now).question is None


def test_the_second_is_another_one_of_the_list(world: World) -> None:
    made, me = a_case(world.home, heightened=True), world.home.coordinator
    for second in (None, me.membership_id, world.home.coordinator2.membership_id, world.away.protocol.membership_id):
        with acting(me) as now, pytest.raises(Refused, match=r"case\.second_reader"):
            ask_lower(me, AskLower(made.case_id, second, "veilig"), now=now)


def test_one_question_at_a_time_and_it_can_be_taken_back(world: World) -> None:
    made, me = a_case(world.home, heightened=True), world.home.coordinator
    first = a_lower(world, made.case_id)
    with pytest.raises(Refused, match=r"together\.asked"):
        a_lower(world, made.case_id, second="code")
    with acting(me) as now:
        page = team_page(me, made.case_id, now=now)
        assert page.question is not None
        assert "Deze vraag ligt al bij Protocol Vlierdam" in str(page.question.refused)
        close_question(me, CloseQuestion(made.case_id, first), now=now)
    with pytest.raises(NotFound):
        says(world.home.protocol, first, True)
    a_lower(world, made.case_id, second="code")


def test_after_its_last_day_a_question_is_gone_and_can_be_asked_again(world: World) -> None:
    made = a_case(world.home, heightened=True)
    decision = a_lower(world, made.case_id)
    with pytest.raises(NotFound):
        says(world.home.protocol, decision, True, now=later(days=4))
    again = a_lower(world, made.case_id, now=later(days=4))
    says(world.home.protocol, again, True, now=later(days=4))


@pytest.mark.parametrize("who", ["code", "second", "coordinator", "coordinator2", "intake", "admin"])
def test_nobody_but_the_second_lowers_it(world: World, who: str) -> None:
    made = a_case(world.home, heightened=True)
    decision = a_lower(world, made.case_id)
    with pytest.raises(NotFound):
        says(world.home.people[who], decision, True)
    with pytest.raises(NotFound):
        says(world.away.protocol, decision, True)


def test_each_step_leaves_its_line(world: World, privacy_lines: Callable[[UUID], list[str]]) -> None:
    made = a_case(world.home, heightened=True)
    says(world.home.protocol, a_lower(world, made.case_id), True)
    lines = privacy_lines(made.case_id)
    assert lines[-3:] == ["together.ask_lower", "together.yes", "case.lower"]


# --- The database itself ----------------------------------------------------------------------------------------------


def broken(viewer: Viewer, act: Callable[[], object], match: str) -> None:
    """Do something behind the back of the services; the database says no."""
    with acting(viewer) as now:
        audit.write(viewer, "test.line", audit.Ref("case"), now=now)
        with pytest.raises(DatabaseError, match=match), transaction.atomic():
            act()


def test_the_database_lets_nobody_answer_for_another_or_lower_alone(world: World) -> None:
    made, me = a_case(world.home, heightened=True), world.home.coordinator
    decision = a_lower(world, made.case_id)
    rows = JointDecision.objects.filter(pk=decision)
    yes = {"agrees": True, "words": "ja", "answered_at": NOW}
    broken(me, lambda: rows.update(**yes), "the second person answers")
    broken(me, lambda: rows.update(second_id=world.home.code.membership_id), "not rewritten")
    broken(me, lambda: Case.objects.filter(pk=made.case_id).update(heightened=False), "the yes of two people")
    broken(
        world.home.protocol,
        lambda: Case.objects.filter(pk=made.case_id).update(heightened=False),
        "the yes of two people",
    )
    with acting(me):
        assert Case.objects.get().heightened


def test_the_database_refuses_a_question_to_oneself_or_one_that_begins_with_a_yes(world: World) -> None:
    made, me = a_case(world.home, heightened=True), world.home.coordinator

    def ask(**how: object) -> JointDecision:
        usual = {
            "municipality_id": me.municipality_id,
            "case_id": made.case_id,
            "kind": Together.LOWER,
            "asked_by_id": me.membership_id,
            "asked_at": NOW,
            "second_id": world.home.protocol.membership_id,
            "answer_by": TODAY,
        }
        return JointDecision.objects.create(**(usual | how))

    broken(me, lambda: ask(second_id=me.membership_id), "joint_decision_by_two")
    broken(me, lambda: ask(agrees=True, words="ja", answered_at=NOW), "begins without an answer")
    broken(me, lambda: ask(asked_by_id=world.home.code.membership_id), "row-level security")
