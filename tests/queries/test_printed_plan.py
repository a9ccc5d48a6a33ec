"""The plan on paper for one person: theirs, and nothing of anybody they do not live with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sluitend.domain.case import InformingIn
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.plan import GoalIn
from sluitend.queries.plan_page import plan_page
from sluitend.queries.printed_plan import PrintedPlan, printed_plan
from sluitend.records.models import AuditEvent
from sluitend.services.people import RecordInforming, record_informing
from sluitend.services.plans import AddGoal, add_goal
from tests import case_stories
from tests.case_stories import FATHERS_STREET, MOTHERS_STREET, FullCase, a_full_case
from tests.stories import a_case
from tests.world import NOW, World, acting

# What only the other parent's paper may hold: name, phone, street, care, words, goals.
case = case_stories.full_case

OF_FATHER = ("Bram", "Vos", "8765", FATHERS_STREET, "drinken", "meer tijd met Noor", "vaker zien", "bij vader")
OF_MOTHER = ("Anja", "1234 5678", MOTHERS_STREET, "Huurachterstand", "Zo kan het", "uitgeven", "slapen", "Sem", "Riet")


def told(case: FullCase) -> None:
    """Write down that the father, with whom it waited, was told."""
    me = case.place.coordinator
    with acting(me, NOW + timedelta(minutes=1)) as now:
        known = InformingIn(NOW.date(), "aan de telefoon")
        record_informing(me, RecordInforming(case.case_id, case.father, known), now=now)


def paper(case: FullCase, who: str, viewer=None) -> PrintedPlan:
    viewer = viewer or case.place.coordinator
    if who == "father":
        told(case)
    with acting(viewer) as now:
        return printed_plan(viewer, case.case_id, getattr(case, who), now=now)


def test_the_paper_of_one_parent_holds_no_word_of_the_other(world: World, case: FullCase) -> None:
    mothers, fathers = paper(case, "mother"), paper(case, "father")
    assert [word for word in OF_FATHER if word in repr(mothers)] == []
    assert [word for word in OF_MOTHER if word in repr(fathers)] == []


def test_each_parent_has_their_own_words_promises_and_authority(world: World, case: FullCase) -> None:
    mothers, fathers = paper(case, "mother"), paper(case, "father")
    assert [said.words for said in mothers.own_words] == ["Zo kan het."]
    assert [said.words for said in fathers.own_words] == ["Ik wil meer tijd met Noor."]
    assert {goal.words for goal in fathers.goals} == {"Ik wil weer naar school.", "Ik wil Noor vaker zien."}
    assert {name for name, _kind in fathers.authority} == {"Noor van Dijk"}
    assert {name for name, _kind in mothers.authority} == {"Noor van Dijk", "Sem van Dijk"}


def test_a_childs_sheet_is_on_paper_only_when_the_child_said_so(world: World, case: FullCase) -> None:
    for who in ("mother", "father", "child"):
        assert "stil is in huis" not in repr(paper(case, who))
    assert [said.words for said in paper(case, "mother").children_said] == ["Papa en mama mogen dit weten: ik mis ze."]


def test_what_concerns_a_sheltered_child_is_not_on_the_paper_of_who_does_not_live_there(world: World) -> None:
    case = a_full_case(world.home, sheltered=True)
    shown = repr(paper(case, "father"))
    for word in ("Basisschool De Vlier", "Iedere ochtend samen lezen", "Wekelijks gesprek op school"):
        assert word not in shown
        assert word in repr(paper(case, "mother"))


def test_a_goal_of_both_parents_who_live_apart_is_on_neither_paper(world: World, case: FullCase) -> None:
    both = GoalIn(
        "Wij maken geen ruzie.", (case.mother, case.father), case.domains["school"], "x", NOW.date() + timedelta(9)
    )
    with acting(world.home.coordinator) as now:
        add_goal(world.home.coordinator, AddGoal(case.case_id, both), now=now)
    for who in ("mother", "father", "child"):
        assert "geen ruzie" not in repr(paper(case, who))


def test_a_name_that_stands_in_a_text_is_pointed_out_before_it_is_printed(world: World, case: FullCase) -> None:
    slip = GoalIn(
        "Ik wil niet meer bellen met Bram.", (case.mother,), case.domains["school"], "x", NOW.date() + timedelta(9)
    )
    assert paper(case, "mother").mentions == ()
    with acting(world.home.coordinator) as now:
        add_goal(world.home.coordinator, AddGoal(case.case_id, replace(slip)), now=now)
    assert paper(case, "mother").mentions == ("Bram",)


def test_under_heightened_safety_nothing_is_printed(world: World) -> None:
    made = a_case(world.home, heightened=True)
    me = world.home.coordinator
    with acting(me) as now, pytest.raises(Refused, match=r"plan\.no_print"):
        printed_plan(me, made.case_id, made.person_ids[1], now=now)


def test_each_print_leaves_a_line_with_the_person(world: World, case: FullCase) -> None:
    paper(case, "mother")
    with acting(world.home.privacy):
        line = AuditEvent.objects.get(action="plan.print")
    assert (line.person_id, line.case_id, line.rule) == (case.mother, case.case_id, "F.7, regel 47")


def test_nobody_from_elsewhere_prints_and_a_person_of_another_case_is_not_there(world: World, case: FullCase) -> None:
    other = a_case(world.home)
    for viewer in (world.away.coordinator, world.home.teacher, world.home.intake, world.home.lead):
        with pytest.raises(NotFound):
            paper(case, "mother", viewer)
    me = world.home.coordinator
    with acting(me) as now, pytest.raises(NotFound):
        printed_plan(me, case.case_id, other.person_ids[1], now=now)


def test_who_may_not_know_of_the_case_yet_gets_no_paper_about_it(world: World, case: FullCase) -> None:
    me = world.home.coordinator
    with acting(me) as now:
        with pytest.raises(Refused, match=r"plan\.no_paper_yet"):
            printed_plan(me, case.case_id, case.father, now=now)
        papers = {one.person_id: one.refusal for one in plan_page(me, case.case_id, now=now).papers}
    assert papers[case.mother] is None
    assert papers[case.father].code == "plan.no_paper_yet"
    told(case)
    with acting(me) as now:
        assert {one.refusal for one in plan_page(me, case.case_id, now=now).papers} == {None}


def test_what_stays_inside_stands_on_the_paper_as_not_yet_asked(world: World, case: FullCase) -> None:
    """Nobody is told of it, so nobody was asked: the paper says that the family comes first, and who knows is true."""
    mothers = paper(case, "mother")
    inside = [one for goal in mothers.goals for one in goal.promises if one.inside]
    assert "Huurachterstand in termijnen" in {one.what for one in inside}
    assert not {one.who for one in inside} & {one.who for one in mothers.knows}
    assert not any(one.promised for one in inside)
    with acting(world.home.coordinator) as now:
        plan = plan_page(world.home.coordinator, case.case_id, now=now).plan
    assert (plan.asked, plan.inside) == (0, 4)
