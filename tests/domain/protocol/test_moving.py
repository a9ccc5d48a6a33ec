"""A run keeps its version until a person moves it, and it goes only where it can go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluitend.domain.clock import Calendar
from sluitend.domain.protocol import moving
from sluitend.domain.protocol.check import ENDED
from sluitend.domain.protocol.clocks import clocks
from sluitend.domain.protocol.history import Chapter, Event, EventKind, replay, replay_chapters
from sluitend.domain.protocol.steps import Protocol
from sluitend.domain.vocabulary import Category
from tests.domain.protocol.making import BEGIN, at, protocol, step, took, within

DAY = BEGIN + timedelta(days=2)
OLD = protocol(
    step("a", "b", deadline=within(5)),
    step("b", "c", deadline=within(10, statutory=True), statutory=True),
    step("c"),
)
NEW = replace(OLD, version="2")
MOVED = Event(EventKind.MOVED, at(DAY))


def other(code: str, **how: object) -> Protocol:
    return replace(NEW, steps=tuple(replace(one, **how) if one.code == code else one for one in NEW.steps))  # type: ignore[arg-type]


def refused(new: Protocol, *events: Event, reason: str = "Nieuwe norm.") -> set[str]:
    position = replay(OLD, BEGIN, events)
    before, after = (clocks(one, position, Calendar(), DAY) for one in (OLD, new))
    moves = moving.open_moves(new, position, before, after)
    return {one.code for one in moving.check_move(OLD, new, position, moves, reason=reason)}


def test_where_a_run_stands_is_the_same_step_in_the_other_version_with_its_term_computed_anew() -> None:
    new = other("a", deadline=within(3))
    position = replay(OLD, BEGIN, [])
    (one,) = moving.open_moves(
        new, position, clocks(OLD, position, Calendar(), DAY), clocks(new, position, Calendar(), DAY)
    )
    assert (one.step, one.opened_on, one.gone) == ("a", BEGIN, False)
    assert one.before
    assert one.after
    assert (one.before.due.day, one.after.due.day) == (BEGIN + timedelta(days=5), BEGIN + timedelta(days=3))
    assert refused(new) == set()


def test_a_term_of_ours_may_become_later_and_one_of_the_law_may_not() -> None:
    """Kills a move that gives the law's own term more days, or takes it away."""
    at_law = (took("a", BEGIN),)
    assert refused(other("a", deadline=within(9))) == set()
    assert refused(other("b", deadline=within(9, statutory=True)), *at_law) == set()
    assert refused(other("b", deadline=within(11, statutory=True)), *at_law) == {moving.LAW_LATER.code}
    assert refused(other("b", deadline=None), *at_law) == {moving.LAW_LATER.code}


def test_a_run_does_not_go_where_its_step_does_not_exist() -> None:
    gone = replace(NEW, first=("b",), steps=NEW.steps[1:])
    assert refused(gone) == {moving.NO_STEP.code}
    assert refused(gone, took("a", BEGIN)) == set()


def test_a_run_does_not_go_where_no_way_leads_to_an_end() -> None:
    """From b the other version only leads back to a, which opens once and was taken."""
    circle = replace(NEW, steps=(NEW.steps[0], replace(NEW.steps[1], next=("a",)), NEW.steps[2]))
    assert refused(circle, took("a", BEGIN)) == {moving.NO_END.code}
    assert refused(circle) == {moving.NO_END.code}


@pytest.mark.parametrize(
    ("new", "events", "reason", "code"),
    [
        (NEW, (), " ", moving.MOVE_REASON.code),
        (OLD, (), "x", moving.SAME.code),
        (replace(NEW, category=Category.K5), (), "x", moving.OTHER_KIND.code),
        (NEW, (took("a", BEGIN), took("b", BEGIN), took("c", BEGIN)), "x", ENDED.code),
    ],
    ids=["no reason", "the same version", "another kind of data", "ended"],
)
def test_what_else_keeps_a_run_in_its_version(new: Protocol, events: tuple[Event, ...], reason: str, code: str) -> None:
    assert refused(new, *events, reason=reason) == {code}


def test_history_keeps_both_versions_and_what_follows_is_of_the_other() -> None:
    """In the other version b comes after a new step: taking a there opens that one."""
    new = replace(NEW, steps=(replace(NEW.steps[0], next=("n",)), step("n", "b"), *NEW.steps[1:]))
    moved = replay_chapters([Chapter(OLD, ()), Chapter(new, (MOVED, took("a", DAY)))], BEGIN)
    assert (set(moved.open), dict(moved.done)) == ({"n"}, {"a": DAY})
    stayed = replay_chapters([Chapter(OLD, (took("a", DAY),)), Chapter(new, (MOVED,))], BEGIN)
    assert set(stayed.open) == {"b"}


@given(st.integers(0, 3), st.integers(0, 3))
def test_moving_to_the_same_steps_changes_nothing_wherever_it_stands(cut: int, taken: int) -> None:
    events = [took(code, BEGIN + timedelta(days=number)) for number, code in enumerate("abc")][:taken]
    before, after = tuple(events[:cut]), tuple(events[cut:])
    moved = replay_chapters([Chapter(OLD, before), Chapter(NEW, (MOVED, *after))], BEGIN)
    assert moved == replay(OLD, BEGIN, events)
