"""The one plan: the family first, goals in its words, a sheet for each child, agreement or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from sluitend.domain.plan import (
    DomainBasis,
    DomainIn,
    FamilyAnswer,
    FamilyPlanIn,
    GoalIn,
    Level,
    LevelIn,
    LevelMoment,
    PlanClock,
    StartFacts,
    check_agreement,
    check_close_domain,
    check_copy,
    check_domain,
    check_drop,
    check_every_child,
    check_family_plan,
    check_goal,
    check_level,
    check_start,
    check_voice,
    check_voice_shown,
    many_goals,
    offer_settled,
    plan_clock,
)
from sluitend.domain.vocabulary import LifeDomain

OPENED, TODAY = date(2026, 3, 2), date(2026, 3, 20)
DAY = timedelta(days=1)


def codes(refusals):
    return {refusal.code for refusal in refusals}


# --- The family's own plan first ----------------------------------------------------------------------------------------


def offer(heightened=False, **given):
    return codes(check_family_plan(FamilyPlanIn(**given), heightened=heightened, opened_on=OPENED, today=TODAY))


def test_the_offer_says_when_and_how_or_why_not():
    assert offer(offered_on=TODAY, how="thuis") == set()
    assert offer(no_offer_reason="niemand bereikbaar") == set()
    assert offer() == {"plan.offer"}
    assert offer(offered_on=TODAY, how=" ") == {"plan.offer_how"}
    assert offer(offered_on=OPENED - DAY, how="thuis") == {"plan.offer_day"}
    assert offer(offered_on=TODAY + DAY, how="thuis") == {"plan.offer_day"}
    assert offer(offered_on=TODAY, how="thuis", no_offer_reason="x") == {"plan.offered_and_not"}


def test_an_answer_has_a_day_after_the_offer_and_thinking_needs_none():
    given = {"offered_on": TODAY - DAY, "how": "thuis"}
    assert offer(**given, answer=FamilyAnswer.THINKING) == set()
    assert offer(**given, answer=FamilyAnswer.NO, answered_on=TODAY) == set()
    assert offer(**given, answer=FamilyAnswer.NO) == {"plan.answer_day"}
    assert offer(**given, answer=FamilyAnswer.YES, answered_on=TODAY - 2 * DAY) == {"plan.answer_day"}


def test_under_heightened_safety_nothing_is_offered_at_home():
    assert offer(heightened=True, offered_on=TODAY, how="thuis") == {"plan.no_offer_here"}


@pytest.mark.parametrize(
    ("answer", "answered", "not_offered", "clock"),
    [
        (None, None, None, PlanClock(OPENED, statutory=True)),
        (FamilyAnswer.THINKING, None, None, PlanClock(OPENED, statutory=True)),
        (FamilyAnswer.YES, TODAY, None, PlanClock(TODAY, statutory=False)),
        (FamilyAnswer.NO, TODAY, None, PlanClock(TODAY, statutory=True)),
        (FamilyAnswer.STOPPED, TODAY, None, PlanClock(TODAY, statutory=True)),
        (None, None, TODAY, PlanClock(TODAY, statutory=True)),
    ],
)
def test_six_weeks_after_it_is_clear_that_the_family_makes_no_plan_there_is_a_plan(
    answer, answered, not_offered, clock
):
    assert plan_clock(OPENED, answer, answered, not_offered_on=not_offered) == clock


def test_the_offer_is_settled_by_an_answer_or_by_a_reason_not_to_offer():
    assert not offer_settled(None, " ")
    assert not offer_settled(FamilyAnswer.THINKING, "")
    assert offer_settled(FamilyAnswer.YES, "")
    assert offer_settled(None, "niemand bereikbaar")


# --- Life domains and levels ----------------------------------------------------------------------------------------------


def domain(code=LifeDomain.D03, consent_valid=False, open_now=(), **given):
    made = DomainIn(code, **{"why": "Noor gaat weinig naar school.", **given})
    return codes(check_domain(made, open_now=open_now, consent_valid=consent_valid))


def test_a_life_domain_opens_once_with_one_sentence_why():
    assert domain() == set()
    assert domain(why=" ") == {"domain.why"}
    assert domain(open_now=(LifeDomain.D03,)) == {"domain.open"}


@pytest.mark.parametrize("code", [LifeDomain.D07, LifeDomain.D08, LifeDomain.D09, LifeDomain.D12])
def test_four_of_them_open_by_consent_or_in_the_familys_own_words_only(code):
    assert domain(code) == {"life_domain.needs_consent"}
    assert domain(code, basis=DomainBasis.OWN_WORDS, told_by_id=uuid4()) == set()
    assert domain(code, basis=DomainBasis.CONSENT, consent_valid=True, consent_id=uuid4()) == set()


def test_consent_must_hold_and_own_words_are_somebodys():
    assert domain(LifeDomain.D07, basis=DomainBasis.CONSENT) == {"domain.no_consent"}
    assert domain(LifeDomain.D07, basis=DomainBasis.OWN_WORDS) == {"domain.told_by"}


def test_a_life_domain_stays_open_while_a_goal_in_it_is_worked_on():
    assert check_close_domain(goals_open=True).code == "domain.goals_open"
    assert check_close_domain(goals_open=False) is None


LEVEL = LevelIn(Level.GRAVE, "Noor miste acht dagen.", "school", TODAY, LevelMoment.START)


def level(made=LEVEL, *, code=LifeDomain.D03, basis=DomainBasis.NEED, has_goal=True, running=False, persons=()):
    return codes(
        check_level(made, domain=code, basis=basis, has_goal=has_goal, running=running, persons=persons, today=TODAY)
    )


def test_a_level_stands_where_a_goal_is_with_a_sentence_a_source_and_a_day():
    assert level() == set()
    assert level(has_goal=False) == {"level.no_goal"}
    assert level(replace(LEVEL, sentence=" ")) == {"level.sentence"}
    assert level(replace(LEVEL, bron="")) == {"level.bron"}
    assert level(replace(LEVEL, on=TODAY + DAY)) == {"level.on"}
    assert level(replace(LEVEL, person_id=uuid4())) == {"level.person"}


def test_an_evaluation_needs_a_plan_that_runs():
    evaluation = replace(LEVEL, moment=LevelMoment.EVALUATION)
    assert level(evaluation) == {"level.not_running"}
    assert level(evaluation, running=True) == set()


def test_what_stands_open_by_consent_holds_only_what_the_family_says_itself():
    sensitive = {"code": LifeDomain.D08, "basis": DomainBasis.CONSENT}
    assert level(**sensitive) == {"level.only_own_words"}
    assert level(replace(LEVEL, by_family=True), **sensitive) == set()
    assert level(code=LifeDomain.D08, basis=DomainBasis.OWN_WORDS) == set()


def test_a_level_is_words_and_no_number_to_count_with():
    assert not any(isinstance(member, int) for member in Level)
    assert Level.ACUTE.sentence == "Acuut: nu iets doen"


# --- Goals ------------------------------------------------------------------------------------------------------------------


CHILD, OTHER, OPEN = uuid4(), uuid4(), uuid4()
GOAL = GoalIn("Ik wil weer naar school.", (CHILD,), OPEN, "Noor is er vier dagen per week.", TODAY + 60 * DAY)


def goal(**other):
    return codes(check_goal(replace(GOAL, **other), persons={CHILD, OTHER}, domains={OPEN}, today=TODAY))


def test_a_goal_is_in_the_familys_words_for_somebody_with_a_measure_and_a_day():
    assert goal() == set()
    assert goal(family_words=" ") == {"goal.words"}
    assert goal(person_ids=()) == {"goal.persons"}
    assert goal(person_ids=(CHILD, uuid4())) == {"goal.persons"}
    assert goal(domain_id=None) == {"goal.domain"}
    assert goal(domain_id=uuid4()) == {"goal.domain"}
    assert goal(measure="") == {"goal.measure"}
    assert goal(target_on=TODAY - DAY) == {"goal.target"}


def test_every_child_has_at_least_one_goal():
    children = {CHILD: "Noor", OTHER: "Sem"}
    found = check_every_child(children, [frozenset({CHILD}), frozenset({CHILD, uuid4()})])
    assert [str(refusal) for refusal in found] == ["Voor Sem staat nog geen doel in het plan."]
    assert check_every_child(children, [frozenset({CHILD, OTHER})]) == ()


def test_more_than_five_goals_is_a_warning():
    assert many_goals(5, most=5) is None
    assert "6 doelen" in str(many_goals(6, most=5))


def test_a_goal_is_let_go_with_a_reason_when_nothing_is_promised_for_it():
    assert check_drop("wil niet meer", actions_open=False) == ()
    assert codes(check_drop(" ", actions_open=True)) == {"goal.drop_words", "goal.actions_open"}


READY = StartFacts({CHILD: "Noor"}, (frozenset({CHILD}),), offer_settled=True, heightened=False, what_if="We bellen.")


def test_a_plan_starts_when_every_child_has_a_goal_and_it_is_known_who_makes_it_and_what_if():
    assert check_start(READY) == ()
    assert codes(check_start(replace(READY, what_if=" "))) == {"plan.what_if"}
    assert codes(check_start(replace(READY, offer_settled=False))) == {"plan.offer_open"}
    assert codes(check_start(replace(READY, goal_persons=()))) == {"plan.child_goal", "plan.no_goals"}
    assert check_start(replace(READY, offer_settled=False, heightened=True)) == ()


def test_who_asks_for_the_plan_in_writing_gets_it_and_nothing_on_paper_goes_home_under_heightened_safety():
    def copy(asked, given=None, heightened=False):
        return codes(check_copy(asked, given, heightened=heightened, today=TODAY))

    assert copy(TODAY) == set()
    assert copy(TODAY - DAY, TODAY) == set()
    assert copy(None) == {"plan.asked_on"}
    assert copy(TODAY + DAY) == {"plan.asked_on"}
    assert copy(TODAY, TODAY - DAY) == {"plan.given_on"}
    assert copy(TODAY, heightened=True) == {"plan.no_paper"}


# --- Voices -----------------------------------------------------------------------------------------------------------------


def shown(birth=None, see=True, child=False, listener=True, heightened=False):
    return check_voice_shown(
        parents_may_see=see,
        decided_by_child=child,
        birth_date=birth,
        by_listener=listener,
        heightened=heightened,
        today=TODAY,
    )


TWELVE = date(2014, 3, 20)


def test_from_12_the_child_says_whether_parents_read_its_sheet():
    assert shown(TWELVE).code == "voice.child_decides"
    assert shown(TWELVE, child=True) is None
    assert shown(None).code == "voice.child_decides", "an unknown age counts as 12"
    assert shown(TWELVE, see=False) is None


def test_before_that_the_worker_who_listened_says_so():
    assert shown(TWELVE + DAY) is None
    assert shown(TWELVE + DAY, listener=False).code == "voice.listener_decides"


def test_under_heightened_safety_the_sheet_goes_to_nobody_at_home():
    assert shown(TWELVE, child=True, heightened=True).code == "voice.heightened"


def test_a_childs_sheet_holds_words_and_a_day():
    assert check_voice("Ik wil rust.", TODAY, today=TODAY) == ()
    assert codes(check_voice(" ", TODAY + DAY, today=TODAY)) == {"voice.words", "voice.on"}


def test_a_disagreement_is_in_the_persons_own_words():
    assert check_agreement(agrees=True, words="", on=TODAY, today=TODAY) == ()
    assert check_agreement(agrees=False, words="Te veel afspraken.", on=TODAY, today=TODAY) == ()
    assert codes(check_agreement(agrees=False, words=" ", on=TODAY, today=TODAY)) == {"agreement.words"}
    assert codes(check_agreement(agrees=None, words="", on=None, today=TODAY)) == {"agreement.agrees", "agreement.on"}
