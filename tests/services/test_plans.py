"""Making the plan, from the offer to the family up to its start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from sluitend.domain.case import CaseStatus, PersonIn, PersonKind
from sluitend.domain.outcome import Conflict, NotFound, Refused
from sluitend.domain.plan import (
    DomainBasis,
    DomainIn,
    FamilyAnswer,
    FamilyPlanIn,
    GoalIn,
    GoalStatus,
    Level,
    LevelIn,
    LevelMoment,
    PlanStatus,
)
from sluitend.domain.vocabulary import LifeDomain
from sluitend.records.models import Agreement, Case, ChildVoice, DomainLevel, Goal, GoalPerson, OpenDomain, Plan
from sluitend.services.cases import GiveSeat, give_seat
from sluitend.services.plans import (
    AddGoal,
    AskedCopy,
    ChangeGoal,
    ChangeVoice,
    CloseLifeDomain,
    DropGoal,
    OpenLifeDomain,
    RecordAgreement,
    RecordLevel,
    RecordVoice,
    SaveFamilyPlan,
    StartPlan,
    WriteWhatIf,
    add_goal,
    change_goal,
    change_voice,
    close_domain,
    drop_goal,
    note_copy,
    open_domain,
    record_agreement,
    record_level,
    record_voice,
    save_family_plan,
    start_plan,
    write_what_if,
)
from tests.stories import CHILD, MOTHER, a_case
from tests.world import NOW, World, acting, later

TODAY = NOW.date()
SCHOOL = DomainIn(LifeDomain.D03, "Noor ging twaalf dagen niet naar school.")
SAID_NO = FamilyPlanIn(TODAY, "thuis, met uitleg", FamilyAnswer.NO, TODAY, "Nu even niet.")


def a_goal(persons: tuple[UUID, ...], domain: UUID, **other) -> GoalIn:
    goal = GoalIn("Ik wil weer naar school.", persons, domain, "Vier dagen per week.", TODAY + timedelta(days=60))
    return replace(goal, **other)


def a_plan(world: World, **how):
    """A case with one open life domain and one goal for its child; gives case, domain and goal."""
    made, me = a_case(world.home, **how), world.home.coordinator
    with acting(me) as now:
        domain = open_domain(me, OpenLifeDomain(made.case_id, SCHOOL), now=now)
        goal = add_goal(me, AddGoal(made.case_id, a_goal(made.person_ids[:1], domain)), now=now)
    return made, domain, goal


def test_six_weeks_are_there_from_the_opening_and_move_with_the_familys_answer(world: World) -> None:
    made, me = a_case(world.home), world.home.coordinator
    with acting(me) as now:
        assert Case.objects.get().plan_due == date(2026, 4, 13)
        save_family_plan(me, SaveFamilyPlan(made.case_id, SAID_NO, version=1), now=now)
        assert Case.objects.get().plan_due == date(2026, 4, 13)
        assert Case.objects.get().status == CaseStatus.PLANNING
    with acting(me, later(days=7)) as now:
        stopped = replace(SAID_NO, answer=FamilyAnswer.STOPPED, answered_on=TODAY + timedelta(days=7))
        save_family_plan(me, SaveFamilyPlan(made.case_id, stopped, version=2), now=now)
        assert Case.objects.get().plan_due == date(2026, 4, 20)
        with pytest.raises(Conflict) as caught:
            save_family_plan(me, SaveFamilyPlan(made.case_id, stopped, version=2), now=now)
    assert caught.value.stored["answer_words"] == "Nu even niet."


def test_under_heightened_safety_nothing_is_offered_at_home_and_nothing_goes_home_on_paper(world: World) -> None:
    made, me = a_case(world.home, heightened=True), world.home.coordinator
    with acting(me) as now:
        with pytest.raises(Refused, match=r"plan\.no_offer_here"):
            save_family_plan(me, SaveFamilyPlan(made.case_id, SAID_NO, version=1), now=now)
        with pytest.raises(Refused, match=r"plan\.no_paper"):
            note_copy(me, AskedCopy(made.case_id, TODAY), now=now)


def test_a_sensitive_life_domain_opens_in_the_familys_own_words(world: World) -> None:
    made, me = a_case(world.home), world.home.coordinator
    worried = DomainIn(LifeDomain.D08, "Ik slaap niet van de zorgen.")
    with acting(me) as now:
        with pytest.raises(Refused, match=r"life_domain\.needs_consent"):
            open_domain(me, OpenLifeDomain(made.case_id, worried), now=now)
        own = replace(worried, basis=DomainBasis.OWN_WORDS, told_by_id=made.person_ids[1])
        pk = open_domain(me, OpenLifeDomain(made.case_id, own), now=now)
        assert OpenDomain.objects.get(pk=pk).told_by_id == made.person_ids[1]
        asked = DomainIn(LifeDomain.D07, "x", DomainBasis.CONSENT, consent_id=made.case_id)
        with pytest.raises(Refused, match=r"domain\.no_consent"):
            open_domain(me, OpenLifeDomain(made.case_id, asked), now=now)


def test_a_life_domain_opens_once_and_closes_when_no_goal_is_left(world: World) -> None:
    made, domain, goal = a_plan(world)
    me = world.home.coordinator
    with acting(me) as now:
        with pytest.raises(Refused, match=r"domain\.open"):
            open_domain(me, OpenLifeDomain(made.case_id, SCHOOL), now=now)
        with pytest.raises(Refused, match=r"domain\.goals_open"):
            close_domain(me, CloseLifeDomain(made.case_id, domain), now=now)
        drop_goal(me, DropGoal(made.case_id, goal, "wil iets anders"), now=now)
        close_domain(me, CloseLifeDomain(made.case_id, domain), now=now)
        open_domain(me, OpenLifeDomain(made.case_id, SCHOOL), now=now)
        assert OpenDomain.objects.filter(closed_at=None).count() == 1
        assert Goal.objects.get().status == GoalStatus.DROPPED


def test_a_level_stands_only_where_a_goal_is(world: World) -> None:
    made, domain, _goal = a_plan(world)
    me = world.home.coordinator
    level = LevelIn(Level.GRAVE, "Noor miste twaalf dagen.", "school", TODAY, LevelMoment.START)
    with acting(me) as now:
        money = open_domain(me, OpenLifeDomain(made.case_id, DomainIn(LifeDomain.D05, "Er zijn schulden.")), now=now)
        with pytest.raises(Refused, match=r"level\.no_goal"):
            record_level(me, RecordLevel(made.case_id, money, level), now=now)
        record_level(me, RecordLevel(made.case_id, domain, level), now=now)
        record_level(me, RecordLevel(made.case_id, domain, replace(level, by_family=True, level=Level.FAIR)), now=now)
        assert set(DomainLevel.objects.values_list("level", "by_family")) == {(2, False), (4, True)}


def test_a_goal_said_anew_by_two_shows_both_texts(world: World) -> None:
    made, domain, goal = a_plan(world)
    me = world.home.coordinator
    new = a_goal(made.person_ids[:2], domain, family_words="Ik wil naar een andere school.")
    with acting(me) as now:
        change_goal(me, ChangeGoal(made.case_id, goal, new, version=1), now=now)
        assert set(GoalPerson.objects.values_list("person_id", flat=True)) == set(made.person_ids[:2])
        with pytest.raises(Conflict) as caught:
            change_goal(me, ChangeGoal(made.case_id, goal, new, version=1), now=now)
    assert caught.value.stored["family_words"] == "Ik wil naar een andere school."
    assert caught.value.by == "Coordinator Vlierdam, casusregisseur"


def ready(world: World, **how):
    made, _domain, _goal = a_plan(world, **how)
    me = world.home.coordinator
    with acting(me) as now:
        version = 1
        if not how.get("heightened"):
            save_family_plan(me, SaveFamilyPlan(made.case_id, SAID_NO, version=1), now=now)
            version = 2
        write_what_if(me, WriteWhatIf(made.case_id, "We bellen elkaar.", version=version), now=now)
    return made, version + 1


def test_the_plan_starts_and_is_looked_at_within_three_months(world: World) -> None:
    made, version = ready(world)
    me = world.home.coordinator
    with acting(me) as now:
        start_plan(me, StartPlan(made.case_id, version), now=now)
        case, plan = Case.objects.get(), Plan.objects.get()
        assert (plan.status, plan.started_on, plan.valid_until) == (PlanStatus.RUNNING, TODAY, date(2026, 6, 2))
        assert (case.status, case.evaluate_by) == (CaseStatus.RUNNING, date(2026, 6, 2))
        with pytest.raises(Refused, match=r"plan\.running"):
            start_plan(me, StartPlan(made.case_id, version + 1), now=now)


def test_a_plan_does_not_start_with_a_child_without_a_goal(world: World) -> None:
    sem = PersonIn(PersonKind.CHILD, "Sem", birth_date=date(2018, 1, 5))
    made, version = ready(world, persons=(CHILD, MOTHER, sem))
    with acting(world.home.coordinator) as now, pytest.raises(Refused) as caught:
        start_plan(world.home.coordinator, StartPlan(made.case_id, version), now=now)
    assert [str(refusal) for refusal in caught.value.refusals] == ["Voor Sem staat nog geen doel in het plan."]
    with acting(world.home.coordinator):
        assert Plan.objects.get().status == PlanStatus.MAKING


def test_under_heightened_safety_a_plan_starts_without_an_offer(world: World) -> None:
    made, version = ready(world, heightened=True)
    with acting(world.home.coordinator) as now:
        start_plan(world.home.coordinator, StartPlan(made.case_id, version), now=now)
        assert Plan.objects.get().status == PlanStatus.RUNNING


def with_seat(world: World, case_id: UUID) -> None:
    me = world.home.coordinator
    with acting(me) as now:
        until = TODAY + timedelta(days=30)
        seat = GiveSeat(case_id, world.home.member.membership_id, "gezinswerker", "sprak met Noor", until)
        give_seat(me, seat, now=now)


def test_whoever_listened_keeps_the_childs_words_and_nobody_else_changes_them(world: World) -> None:
    made = a_case(world.home)
    with_seat(world, made.case_id)
    listener, child = world.home.member, made.person_ids[0]
    with acting(listener) as now:
        command = RecordVoice(made.case_id, child, "Ik wil dat het stil is.", TODAY, parents_may_see=True)
        with pytest.raises(Refused, match=r"voice\.child_decides"):
            record_voice(listener, command, now=now)
        voice = record_voice(listener, replace(command, decided_by_child=True), now=now)
    change = ChangeVoice(made.case_id, voice, "Ik wil rust.", TODAY, version=1)
    with acting(world.home.coordinator) as now, pytest.raises(NotFound):
        change_voice(world.home.coordinator, change, now=now)
    with acting(listener) as now:
        change_voice(listener, change, now=now)
        assert not ChildVoice.objects.get().parents_may_see
        with pytest.raises(Conflict):
            change_voice(listener, change, now=now)


def test_a_sheet_is_for_a_child(world: World) -> None:
    made = a_case(world.home)
    with acting(world.home.coordinator) as now, pytest.raises(NotFound):
        record_voice(
            world.home.coordinator, RecordVoice(made.case_id, made.person_ids[1], "Ik wil rust.", TODAY), now=now
        )


def test_a_team_member_reads_the_plan_and_writes_no_goal(world: World) -> None:
    made, domain, _goal = a_plan(world)
    with_seat(world, made.case_id)
    with acting(world.home.member) as now, pytest.raises(Refused, match=r"case\.not_yours_to_write"):
        add_goal(world.home.member, AddGoal(made.case_id, a_goal(made.person_ids[:1], domain)), now=now)


def test_what_somebody_said_before_stays_beside_what_they_say_now(world: World) -> None:
    made = a_case(world.home)
    me, mother = world.home.coordinator, made.person_ids[1]
    with acting(me) as now:
        no = RecordAgreement(made.case_id, mother, False, "Te veel afspraken.", TODAY)
        record_agreement(me, no, now=now)
        record_agreement(me, replace(no, agrees=True, words="Zo kan het."), now=now)
        assert set(Agreement.objects.values_list("agrees", "words")) == {
            (False, "Te veel afspraken."),
            (True, "Zo kan het."),
        }


@pytest.mark.parametrize("who", ["coordinator2", "member", "intake", "lead", "teacher"])
def test_nobody_else_of_the_municipality_writes_in_the_plan(world: World, who: str) -> None:
    made = a_case(world.home)
    with acting(world.home.people[who]) as now, pytest.raises(NotFound):
        open_domain(world.home.people[who], OpenLifeDomain(made.case_id, SCHOOL), now=now)


def test_an_outsider_and_ids_of_another_case_find_nothing(world: World) -> None:
    here, domain, goal = a_plan(world)
    elsewhere = a_case(world.home)
    with acting(world.away.coordinator) as now, pytest.raises(NotFound):
        drop_goal(world.away.coordinator, DropGoal(here.case_id, goal, "x"), now=now)
    with acting(world.home.coordinator) as now:
        with pytest.raises(NotFound):
            drop_goal(world.home.coordinator, DropGoal(elsewhere.case_id, goal, "x"), now=now)
        strange = a_goal(elsewhere.person_ids[:1], domain)
        with pytest.raises(Refused, match=r"goal\.persons"):
            add_goal(world.home.coordinator, AddGoal(here.case_id, strange), now=now)


def test_every_step_of_the_plan_leaves_a_line(world: World, privacy_lines) -> None:
    made, _version = ready(world)
    lines = privacy_lines(made.case_id)
    assert lines == ["case.open", "domain.open", "goal.add", "plan.offer", "plan.what_if"]
