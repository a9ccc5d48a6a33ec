"""A refusal needs a reason and an alternative; an action counts when its organisation said yes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluitend.domain.action import (
    ActionStatus,
    Alternative,
    StepKind,
    check_alternative,
    check_due,
    check_solve,
    check_words,
    count_actions,
    is_late,
)

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("step", [StepKind.ACCEPT, StepKind.ACCEPT_AT_TABLE, StepKind.START, StepKind.RESUME])
def test_saying_yes_or_starting_asks_no_words(step: StepKind) -> None:
    assert check_words(step, "") is None


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (StepKind.DECLINE, "action.decline_reason"),
        (StepKind.BLOCK, "action.block_reason"),
        (StepKind.FINISH, "action.finish_words"),
        (StepKind.DROP, "action.drop_reason"),
        (StepKind.PUT_BACK, "action.put_back_reason"),
        (StepKind.CONTRADICT, "action.contradict_words"),
    ],
)
def test_every_other_answer_asks_one_sentence(step: StepKind, code: str) -> None:
    refused = check_words(step, "  ")
    assert refused is not None
    assert refused.code == code
    assert check_words(step, "Er is een wachtlijst.") is None


def test_a_refusal_needs_a_reason_and_an_alternative() -> None:
    refused = check_alternative(StepKind.DECLINE, None)
    assert refused is not None
    assert refused.field == "alternative"
    assert check_alternative(StepKind.DECLINE, Alternative.LATER) is None
    assert check_alternative(StepKind.ACCEPT, None) is None


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "action.due_before_today"), (0, ""), (366, ""), (367, "action.due_too_far")]
)
def test_an_action_is_due_today_or_later_and_within_a_year(days: int, code: str) -> None:
    refused = check_due(TODAY + timedelta(days=days), TODAY)
    assert (refused.code if refused else "") == code


@pytest.mark.parametrize("status", ActionStatus)
def test_an_action_is_late_when_its_date_has_passed_and_something_has_still_to_happen(status: ActionStatus) -> None:
    waits = status not in {ActionStatus.DONE, ActionStatus.DROPPED, ActionStatus.DECLINED}
    assert is_late(status, TODAY - timedelta(days=1), TODAY) is waits
    assert not is_late(status, TODAY, TODAY)


def test_what_was_only_asked_is_counted_apart() -> None:
    a = ActionStatus
    counts = count_actions(
        (one, True) for one in (a.ASKED, a.ASKED, a.ACCEPTED, a.BUSY, a.BLOCKED, a.DONE, a.DECLINED, a.DROPPED)
    )
    assert (counts.promised, counts.asked, counts.declined) == (4, 2, 1)
    assert counts.unanswered
    assert not count_actions([(a.ACCEPTED, False)]).unanswered


def test_what_its_organisation_may_not_see_yet_was_not_asked() -> None:
    counts = count_actions([(ActionStatus.ASKED, False), (ActionStatus.ASKED, True), (ActionStatus.ACCEPTED, False)])
    assert (counts.promised, counts.asked, counts.inside) == (1, 1, 1)


def test_a_bottleneck_is_solved_once_by_what_can_be_done() -> None:
    refused = check_solve(" ", solved=False)
    assert refused is not None
    assert refused.field == "what_can"
    assert check_solve("De school neemt contact op.", solved=False) is None
    again = check_solve("Nog eens.", solved=True)
    assert again is not None
    assert again.code == "bottleneck.solved"
