"""What keeps a child safe beside the plan: the sentence of each rule, and what breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sluitend.domain.safety import (
    ByWhom,
    Demands,
    FlightRiskIn,
    ResidenceIn,
    SafetyPlanIn,
    check_flight_risk,
    check_paper,
    check_residence,
    check_rule,
    check_safety_plan,
    check_word,
    check_write,
    reads_concerns,
    reads_demands,
    reads_rules,
)
from sluitend.domain.sharing import ReadLevel
from sluitend.domain.vocabulary import Category

TODAY = date(2026, 3, 2)
LATEST = date(2026, 6, 2)
PLAN = SafetyPlanIn(
    "Noor zag twee keer ruzie.", "Wij zijn bang dat Noor gewond raakt.", "Noor slaapt rustig.", "Oma, elke week",
    "Dan bellen wij oma.", "Drie maanden zonder ruzie.", date(2026, 4, 1),
)  # fmt: skip
RISK = FlightRiskIn(
    "Noor zegt dat haar tas klaarstaat.", "Noor", TODAY, "Eerst de regisseur, dan 112", "Wij letten op", "Noor is bang",
    date(2026, 6, 1), date(2026, 4, 1),
)  # fmt: skip
STAY = ResidenceIn(
    "bij oma Riet", ByWhom.FAMILY, "Ouders en Noor spraken dit af", "Rust", "beide ouders", TODAY, date(2026, 5, 1),
    date(2026, 4, 1),
)  # fmt: skip


def levels(**given: ReadLevel) -> dict[Category, ReadLevel]:
    return dict.fromkeys(Category, ReadLevel.NONE) | {Category[name]: level for name, level in given.items()}


def plan(**other: object) -> set[str]:
    return {one.code for one in check_safety_plan(replace(PLAN, **other), today=TODAY, latest=LATEST)}  # type: ignore[arg-type]


def test_a_safety_plan_says_what_we_fear_what_must_be_so_what_if_it_is_broken_when_it_ends_and_who_looks_when() -> None:
    assert plan() == set()
    for name in ("concerns", "danger", "aim", "checks", "if_broken", "ends_when"):
        found = check_safety_plan(replace(PLAN, **{name: " "}), today=TODAY, latest=LATEST)
        assert [(one.code, one.field) for one in found] == [("safety.missing", name)]
    assert plan(complicating="", child_knows="") == set()


def test_where_veilig_thuis_set_bottom_lines_a_plan_says_which_and_whether_it_meets_them() -> None:
    """H.5: bodemeisen VT met?"""
    assert plan(demands=Demands.NONE) == set()
    for said in (Demands.MET, Demands.NOT_MET):
        assert plan(demands=said) == {"safety.which_demands"}
        assert plan(demands=said, demands_words="Elke week een gesprek.") == set()


def test_what_veilig_thuis_asks_is_read_beside_the_concerns_by_who_may_know_a_fact_of_it() -> None:
    assert reads_demands(levels(K10=ReadLevel.READ, K11=ReadLevel.FACT))
    assert reads_demands(levels(K15=ReadLevel.WRITE, K11=ReadLevel.WRITE))
    assert not reads_demands(levels(K10=ReadLevel.WRITE, K16=ReadLevel.WRITE))
    assert not reads_demands(levels(K11=ReadLevel.FACT, K16=ReadLevel.READ))


def test_somebody_looks_again_today_or_later_and_not_too_late() -> None:
    assert plan(next_check=TODAY) == plan(next_check=LATEST) == set()
    assert plan(next_check=TODAY - timedelta(days=1)) == {"safety.next_check"}
    assert plan(next_check=LATEST + timedelta(days=1)) == {"safety.check_too_late"}


def test_a_rule_says_who_does_what_and_when() -> None:
    assert check_rule("brengt Noor naar oma", "bij ruzie") == ()
    assert {one.field for one in check_rule("", "")} == {"does", "moment"}


def test_how_safe_it_is_is_a_sentence_by_a_named_person_on_a_day_that_has_been() -> None:
    assert check_word("Een 4, want ik slaap slecht.", TODAY, today=TODAY) == ()
    assert {one.code for one in check_word("", TODAY, today=TODAY)} == {"safety.missing"}
    assert {one.code for one in check_word("4", TODAY + timedelta(days=1), today=TODAY)} == {"safety.said_on"}


def risk(**other: object) -> set[str]:
    return {one.code for one in check_flight_risk(replace(RISK, **other), today=TODAY, latest=LATEST)}  # type: ignore[arg-type]


def stay(**other: object) -> set[str]:
    return {one.code for one in check_residence(replace(STAY, **other), today=TODAY, latest=LATEST)}  # type: ignore[arg-type]


def test_that_a_child_may_be_taken_away_rests_on_facts_with_a_source_and_a_decision_with_a_reason_and_an_end() -> None:
    assert risk() == risk(papers="") == set()
    for name in ("facts", "facts_from", "to_call", "decided", "why"):
        assert risk(**{name: ""}) == {"safety.missing"}
    assert risk(facts_on=TODAY + timedelta(days=1)) == {"safety.facts_on"}
    assert risk(until=TODAY - timedelta(days=1), review_on=TODAY) == {"safety.until_before", "safety.review_late"}
    assert risk(until=LATEST) == set()
    assert risk(until=LATEST + timedelta(days=1)) == {"safety.until_far"}
    assert risk(review_on=TODAY - timedelta(days=1)) == {"safety.review_past"}


def test_where_a_child_stays_rests_on_a_decision_with_a_reason_a_first_day_and_a_last_one() -> None:
    assert stay() == stay(by_whom=ByWhom.COURT) == set()
    for name in ("stays", "decided", "why", "who_knows"):
        assert stay(**{name: ""}) == {"safety.missing"}
    assert stay(since=date(2026, 5, 2)) == {"safety.until_before"}
    before = TODAY - timedelta(days=9)
    assert stay(since=before, until=TODAY - timedelta(days=1), review_on=TODAY) == {
        "safety.until_past",
        "safety.review_late",
    }


def test_who_may_know_of_a_measure_or_writes_the_concern_reads_the_concerns() -> None:
    assert reads_concerns(levels(K10=ReadLevel.READ))
    assert reads_concerns(levels(K15=ReadLevel.WRITE))
    assert not reads_concerns(levels(K10=ReadLevel.FACT, K15=ReadLevel.READ, K16=ReadLevel.WRITE))


def test_whoever_reads_the_plan_reads_what_was_agreed() -> None:
    assert reads_rules(levels(K16=ReadLevel.READ))
    assert not reads_rules(levels(K16=ReadLevel.FACT, K10=ReadLevel.FACT))


def test_a_safety_plan_is_written_by_who_writes_the_plan_and_reads_the_concerns_or_leads_the_protocol() -> None:
    assert check_write(levels(K16=ReadLevel.WRITE, K10=ReadLevel.READ)) is None
    assert check_write(levels(K15=ReadLevel.WRITE)) is None
    for less in (levels(K16=ReadLevel.WRITE), levels(K16=ReadLevel.READ, K10=ReadLevel.WRITE), levels()):
        refused = check_write(less)
        assert refused is not None
        assert refused.code == "safety.not_yours"


@pytest.mark.parametrize("heightened", [True, False])
def test_under_heightened_safety_nothing_goes_home(heightened: bool) -> None:
    assert (check_paper(heightened=heightened) is not None) is heightened
