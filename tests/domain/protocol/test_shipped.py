"""What holds in every position of every protocol that comes with the program. Each test names the mutant it kills."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluitend.content.protocols import CODES, protocols
from sluitend.domain.clock import Calendar
from sluitend.domain.protocol import check, sound
from sluitend.domain.protocol.clocks import clocks, reached
from sluitend.domain.protocol.history import EventKind, Position, replay
from sluitend.domain.protocol.steps import Protocol, Silence, Skip, Step, Subject
from tests.domain.protocol.exploring import Walked, explore
from tests.domain.protocol.making import BEGIN, at, protocol, step, took

pytestmark = pytest.mark.xdist_group("shipped")  # what they share is made once, in one process

HEIGHTENED = (False, True)


@cache
def walked(code: str, heightened: bool) -> Walked:
    return explore(protocols()[code], heightened=heightened)


@pytest.mark.parametrize("heightened", HEIGHTENED, ids=["ordinary", "heightened"])
@pytest.mark.parametrize("code", CODES)
def test_from_every_position_people_can_reach_an_end(code: str, heightened: bool) -> None:
    """Kills content that deadlocks: a circle that uses itself up, two steps that wait for each other, a dead branch."""
    assert walked(code, heightened).stuck() == []
    assert walked(code, heightened).ends


@pytest.mark.parametrize("code", CODES)
def test_every_step_can_be_reached_by_somebody(code: str) -> None:
    """Kills content with a step that the checks never let anybody come to."""
    open_somewhere = {one for position in walked(code, False).positions.values() for one in position.open}
    assert open_somewhere == {one.code for one in protocols()[code].steps}


@pytest.mark.parametrize("heightened", HEIGHTENED, ids=["ordinary", "heightened"])
@pytest.mark.parametrize("code", CODES)
def test_nothing_that_follows_is_taken_before_a_required_step_that_is_open(code: str, heightened: bool) -> None:
    """Kills an engine that lets a run end, or go on, past a required step; and content that forgets to require it."""
    steps = {one.code: one for one in protocols()[code].steps}
    for position, taken, _ in walked(code, heightened).moves:
        waits = {
            other
            for other in position.open
            if steps[other].required and other not in position.done and other not in position.skipped
        } - {taken, *_same_choice(position, taken)}
        assert not any(steps[taken].ends or taken in steps[other].next for other in waits)


def _same_choice(position: Position, code: str) -> set[str]:
    by = position.offered.get(code)
    return {other for other, one in position.offered.items() if one == by} if by is not None else set()


@pytest.mark.parametrize("heightened", HEIGHTENED, ids=["ordinary", "heightened"])
@pytest.mark.parametrize("code", CODES)
def test_a_step_that_may_not_be_skipped_is_never_skipped(code: str, heightened: bool) -> None:
    """Kills an engine that forgets Skip.NEVER, and one that skips the end."""
    steps = {one.code: one for one in protocols()[code].steps}
    skipped = {one for _, one, kind in walked(code, heightened).moves if kind is EventKind.SKIPPED}
    assert not any(steps[one].skip is Skip.NEVER or steps[one].ends for one in skipped)


@pytest.mark.parametrize("code", CODES)
def test_what_is_too_dangerous_under_heightened_safety_is_never_taken_there(code: str) -> None:
    """Kills an engine that asks only the protocol, and not whether this run is about somebody in danger."""
    steps = {one.code: one for one in protocols()[code].steps}
    taken = {one for _, one, kind in walked(code, True).moves if kind is EventKind.TAKEN}
    assert not any(steps[one].heightened_skip or steps[one].skip is Skip.ALWAYS for one in taken)


def test_talking_with_the_parents_first_cannot_be_done_in_forced_marriage() -> None:
    """Kills the content that turns the ordinary third step of the reporting code into one that can be taken here."""
    code = "talked_with_parents_first"
    assert protocols()["forced_marriage"].step(code).skip is Skip.ALWAYS
    for heightened in HEIGHTENED:
        kinds = {kind for _, one, kind in walked("forced_marriage", heightened).moves if one == code}
        assert kinds == {EventKind.SKIPPED}


@pytest.mark.parametrize("code", CODES)
def test_nothing_goes_home_under_heightened_safety(code: str) -> None:
    """Kills a step that sends in a protocol that is always hidden, and an engine that forgets to look."""
    shipped = protocols()[code]
    assert all(check.check_send(one, heightened=True) == check.STAYS_HERE for one in shipped.steps)
    if shipped.heightened:
        assert not any(one.sends_home or one.silence is Silence.RAISE for one in shipped.steps)


@pytest.mark.parametrize("code", CODES)
def test_silence_does_nothing_to_a_family(code: str) -> None:
    """Kills content in which not reacting has a consequence: at most the ladder between organisations rises."""
    for one in protocols()[code].steps:
        assert one.silence in {Silence.NOTHING, Silence.RAISE}
        if one.silence is Silence.RAISE:
            assert not one.burdens
            assert not one.coerces


def test_the_ladder_that_silence_raises_asks_nothing_of_a_family() -> None:
    """Kills a ladder between organisations with a rung that burdens, coerces, sends or shows."""
    ladder = protocols()["process_ladder"]
    assert ladder.subject is Subject.ORGANISATIONS
    assert not any(one.burdens or one.coerces or one.sends_home or one.shows for one in ladder.steps)


@given(code=st.sampled_from(CODES), later=st.integers(0, 2000), chance=st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_time_alone_takes_no_step(code: str, later: int, chance) -> None:
    """Kills an engine in which a clock that runs out moves the run."""
    shipped, events = protocols()[code], []
    position = replay(shipped, BEGIN, events)
    for _ in range(chance.randrange(8)):
        can = [
            one
            for one in position.open
            if check.check_take(shipped, position, one, reason="x", second=True) is None and not position.ended
        ]
        if not can:
            break
        events.append(took(chance.choice(can), BEGIN))
        position = replay(shipped, BEGIN, events)
    day = BEGIN + timedelta(days=later)
    said = reached(clocks(shipped, position, Calendar(), day), at(day))
    assert {clock.step for clock, _ in said} <= set(position.open)
    assert replay(shipped, BEGIN, events) == position


def test_the_ladder_between_organisations_never_loops_and_comes_down_from_every_rung() -> None:
    """Kills a rung that can be climbed twice, and one from which there is no way down."""
    ladder = protocols()["process_ladder"]
    rungs = [one for one in ladder.steps if not one.ends]
    assert not any(one.again for one in ladder.steps)
    assert all("closed_solved" in one.next for one in rungs)
    assert all(set(one.next) - {"closed_solved", "closed_stays_as_bottleneck"} <= _above(one, rungs) for one in rungs)


def _above(one: Step, rungs: list[Step]) -> set[str]:
    codes = [rung.code for rung in rungs]
    return set(codes[codes.index(one.code) + 1 :])


def test_the_safety_ladder_is_entered_at_any_rung_by_anyone_and_only_rises() -> None:
    """Kills a safety ladder that asks leave of the other one, or that has to be climbed from below."""
    ladder = protocols()["safety_ladder"]
    rungs = [one.code for one in ladder.steps if one.code.startswith(("acute", "s"))]
    assert set(ladder.first) == set(rungs)
    for place, code in enumerate(rungs):
        assert not set(ladder.step(code).next) & set(rungs[: place + 1])
        assert ladder.step(code).silence is Silence.NOTHING


# ---- and of every protocol that passes the checks, whoever wrote it --------------------------------------------------


@st.composite
def written_by_anybody(draw: st.DrawFn) -> Protocol:
    codes = [f"s{number}" for number in range(draw(st.integers(2, 6)))]
    steps = []
    for code in codes:
        following = tuple(draw(st.lists(st.sampled_from(codes), unique=True, max_size=3)))
        steps.append(
            step(
                code,
                *following,
                chooses=draw(st.booleans()),
                again=draw(st.booleans()),
                required=draw(st.booleans()),
                goes_on=not following and draw(st.booleans()),
                skip=draw(st.sampled_from(Skip)),
            )
        )
    return protocol(*steps, first=tuple(draw(st.lists(st.sampled_from(codes), unique=True, min_size=1, max_size=2))))


def _never_stuck(written: Protocol) -> None:
    if not sound.faults(written):
        assert explore(written).stuck() == []


@given(written_by_anybody())
@settings(max_examples=300, deadline=None)
def test_a_protocol_that_passes_the_checks_cannot_deadlock(written: Protocol) -> None:
    """Kills a check that is too kind: content of a municipality is read by it alone."""
    _never_stuck(written)


@pytest.mark.slow
@given(written_by_anybody())
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_protocols_that_pass_the_checks_cannot_deadlock(written: Protocol) -> None:
    _never_stuck(written)
