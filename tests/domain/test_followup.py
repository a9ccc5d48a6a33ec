"""Evaluate within three months, close with a reason, open again when needed, call back after six and twelve months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sluitend.domain.case import CaseStatus
from sluitend.domain.followup import (
    ClosingReason,
    after_care_days,
    check_after_care,
    check_close,
    check_evaluation,
    check_reopen,
    check_result,
    evaluate_by,
    status_after_care,
)
from sluitend.domain.plan import GoalStatus

TODAY = date(2026, 3, 2)
REASON = ClosingReason("reached", "De doelen zijn gehaald", "The goals were reached")


def test_a_plan_is_evaluated_within_three_months() -> None:
    assert evaluate_by(TODAY, 3) == date(2026, 6, 2)


def evaluation(
    status: CaseStatus = CaseStatus.RUNNING, held_on: date = TODAY, words: str = "Het ging goed."
) -> set[str]:
    found = check_evaluation(status, held_on, opened_on=date(2026, 1, 1), today=TODAY, words=words)
    return {refusal.code for refusal in found}


def test_an_evaluation_speaks_about_a_plan_that_runs_on_a_day_that_has_been_in_words() -> None:
    assert evaluation() == set()
    assert evaluation(status=CaseStatus.OPENED) == {"evaluation.no_plan"}
    assert evaluation(held_on=date(2026, 3, 3)) == {"evaluation.in_future"}
    assert evaluation(held_on=date(2025, 12, 31)) == {"evaluation.before_opening"}
    assert evaluation(words=" ") == {"evaluation.words"}


def test_what_became_of_a_goal_is_written_down_once_in_words() -> None:
    assert check_result(GoalStatus.OPEN, GoalStatus.PARTLY, "Vaker op tijd.") is None
    for now, result, words, code in (
        (GoalStatus.REACHED, GoalStatus.PARTLY, "Toch niet.", "evaluation.goal_decided"),
        (GoalStatus.OPEN, GoalStatus.OPEN, "Nog bezig.", "evaluation.goal_result"),
        (GoalStatus.OPEN, GoalStatus.DROPPED, "Niet meer.", "evaluation.goal_result"),
        (GoalStatus.OPEN, GoalStatus.MISSED, " ", "evaluation.goal_words"),
    ):
        refused = check_result(now, result, words)
        assert refused is not None
        assert refused.code == code


def closing(status: CaseStatus = CaseStatus.RUNNING, **other: object) -> set[str]:
    facts = {
        "reason": REASON,
        "words": "Goed.",
        "legal_check": "",
        "goals_open": 0,
        "actions_open": 0,
        "runs_open": 0,
    } | other
    return {refusal.code for refusal in check_close(status, **facts)}  # type: ignore[arg-type]


def test_a_case_closes_with_a_reason_when_every_goal_has_its_result_and_no_action_or_protocol_is_left_hanging() -> None:
    assert closing() == set()
    assert closing(reason=None) == {"close.reason"}
    assert closing(words="") == {"close.words"}
    assert closing(goals_open=1) == {"close.goal_open"}
    assert closing(actions_open=2) == {"close.action_open"}
    assert closing(runs_open=1) == {"close.run_open"}


def test_closing_because_the_law_does_not_allow_it_says_who_looked_it_up() -> None:
    unlawful = replace(REASON, code="not_allowed", needs_check=True)
    assert closing(reason=unlawful) == {"close.legal_check"}
    assert closing(reason=unlawful, legal_check="De jurist van de gemeente keek het na.") == set()


@pytest.mark.parametrize("status", [CaseStatus.AFTER_CARE, CaseStatus.CLOSED])
def test_a_case_closes_once(status: CaseStatus) -> None:
    assert closing(status=status, reason=None) == {"close.closed"}


def test_a_closed_case_can_be_opened_again_with_a_reason_while_it_is_kept() -> None:
    def codes(status: CaseStatus, reason: str = "Er is een nieuwe zorg.", ends_on: date = TODAY) -> set[str]:
        return {r.code for r in check_reopen(status, reason=reason, ends_on=ends_on, today=TODAY)}

    assert codes(CaseStatus.CLOSED) == set()
    assert codes(CaseStatus.AFTER_CARE, reason=" ") == {"reopen.reason"}
    assert codes(CaseStatus.CLOSED, ends_on=date(2026, 3, 1)) == {"reopen.over"}
    assert codes(CaseStatus.RUNNING) == {"reopen.not_closed"}


def test_after_care_is_asked_about_at_six_and_at_twelve_months_after_closing() -> None:
    assert after_care_days(date(2026, 8, 31), (6, 12)) == (date(2027, 2, 28), date(2027, 8, 31))


def test_after_care_is_written_down_once_around_its_day_with_one_sentence() -> None:
    def codes(due_on: date = TODAY, held: bool = False, words: str = "Goed.", well: bool | None = True) -> set[str]:
        found = check_after_care(due_on, held=held, early_days=28, today=TODAY, words=words, well=well)
        return {refusal.code for refusal in found}

    assert codes() == set()
    assert codes(due_on=date(2026, 3, 30)) == set()
    assert codes(due_on=date(2026, 3, 31)) == {"after_care.too_early"}
    assert codes(held=True) == {"after_care.held"}
    assert codes(words="", well=None) == {"after_care.words", "after_care.well"}


def test_a_case_is_in_after_care_until_both_moments_were_written_down() -> None:
    assert status_after_care(all_held=False) is CaseStatus.AFTER_CARE
    assert status_after_care(all_held=True) is CaseStatus.CLOSED
