"""An action moves only along its table, and each step is taken by the side it belongs to."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from sluitend.domain.action import (
    OPEN,
    TRANSITIONS,
    ActionStatus,
    Side,
    StepKind,
    check_step,
    describe,
    move,
    possible_steps,
)

A, K, S = ActionStatus, StepKind, Side
PAGE = Path(__file__).parents[3] / "docs" / "states" / "acties.md"

# Written by hand: for each status, what each side may do.
EXPECTED = {
    (A.ASKED, S.ORGANISATION): {K.ACCEPT, K.DECLINE},
    (A.ASKED, S.CASE): {K.ACCEPT_AT_TABLE, K.DECLINE, K.DROP},
    (A.ACCEPTED, S.ORGANISATION): {K.START, K.BLOCK, K.FINISH},
    (A.ACCEPTED, S.CASE): {K.START, K.BLOCK, K.FINISH, K.DROP},
    (A.DECLINED, S.ORGANISATION): set(),
    (A.DECLINED, S.CASE): {K.ASK_AGAIN, K.DROP},
    (A.BUSY, S.ORGANISATION): {K.BLOCK, K.FINISH},
    (A.BUSY, S.CASE): {K.BLOCK, K.FINISH, K.DROP},
    (A.BLOCKED, S.ORGANISATION): {K.RESUME, K.FINISH},
    (A.BLOCKED, S.CASE): {K.RESUME, K.FINISH, K.DROP},
    (A.DONE, S.ORGANISATION): set(),
    (A.DONE, S.CASE): {K.PUT_BACK},
    (A.DROPPED, S.ORGANISATION): set(),
    (A.DROPPED, S.CASE): set(),
}


@pytest.mark.parametrize(("status", "side"), EXPECTED)
def test_each_side_has_its_own_steps(status: ActionStatus, side: Side) -> None:
    assert set(possible_steps(status, side)) == EXPECTED[status, side]


@pytest.mark.parametrize(("status", "step", "side"), list(product(A, K, S)))
def test_what_is_not_in_the_table_is_refused(status: ActionStatus, step: StepKind, side: Side) -> None:
    allowed = step in EXPECTED[status, side]
    assert (check_step(status, step, side) is None) is allowed
    if not allowed and not any(t.before is status and t.step is step for t in TRANSITIONS):
        with pytest.raises(KeyError):
            move(status, step)


def test_only_an_acceptance_written_down_at_the_table_can_be_contradicted() -> None:
    assert check_step(A.ACCEPTED, K.CONTRADICT, S.ORGANISATION, at_table=True) is None
    refused = check_step(A.ACCEPTED, K.CONTRADICT, S.ORGANISATION, at_table=False)
    assert refused is not None
    assert refused.code == "action.accepted_yourself"
    assert move(A.ACCEPTED, K.CONTRADICT) is A.ASKED


def test_only_the_organisation_itself_contradicts() -> None:
    refused = check_step(A.ACCEPTED, K.CONTRADICT, S.CASE, at_table=True)
    assert refused is not None
    assert refused.code == "action.other_side"


def test_every_status_can_be_reached_and_every_open_one_can_end() -> None:
    reached = {A.ASKED} | {line.after for line in TRANSITIONS}
    assert reached == set(A)
    for status in OPEN:
        assert {K.FINISH, K.DROP} & set(possible_steps(status, S.CASE))


def test_the_page_about_states_is_the_table_itself() -> None:
    assert PAGE.read_text(encoding="utf-8") == describe()
