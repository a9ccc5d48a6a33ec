"""Over thousands of histories, right and wrong ones, the reference keeps what the goal promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.oracle.histories import LONG, QUICK, histories, one
from tests.oracle.reference import REFUSALS, look, replay, tables

DAY = timedelta(days=1)


def check(protocol: str, history: list[dict[str, Any]], moment: Any, calendar: Any) -> Iterator[tuple[str, ...]]:
    """Look at one history and give the refusals in it."""
    table = tables()[protocol]
    rows = {step["code"]: step for step in table["step"]}
    run, refused = replay(table, history, calendar)
    last = max(entry["day"] for entry in history)
    seen = look(table, history, last, calendar)
    accepted = [entry for index, entry in enumerate(history) if index not in refused]

    # nothing strands: as long as it has not ended, a person can go on
    assert run.ended or seen["may_take"] or seen["may_skip"], "no way on"
    # what has ended has no clock
    assert not run.ended or (seen["open"] == [] and seen["look_again"] is None)
    # nothing is sent home in a heightened case, and nothing raised
    heightened = False
    for entry in accepted:
        heightened = (
            heightened or bool(table["heightened_safety"] or entry.get("heightened")) or entry["event"] == "heightened"
        )
        assert not (heightened and entry.get("sends_home"))
        if entry["event"] == "taken":
            row = rows[entry["step"]]
            assert not (heightened and row["forced_skip"])
            assert entry["by"]
            assert entry.get("reason") or not row["take_needs_reason"]
            assert set(row["evidence"]) <= set(entry.get("evidence", ()))
            assert not row["second_person"] or entry["second"] != entry["by"]
    assert heightened == seen["heightened"]
    assert not (heightened and seen["silence"])
    # the days go forward
    assert all(first["day"] <= second["day"] for first, second in pairwise(accepted))
    # a refused entry leaves nothing behind
    assert replay(table, accepted, calendar)[1] == {}
    without = look(table, accepted, last, calendar)
    assert {**without, "refused": {}} == {**seen, "refused": {}}
    # time alone changes clocks, never a step; and look_again is the next day on which one turns
    later = look(table, accepted, last + DAY * 400, calendar)
    still = ("ended", "open", "may_take", "may_skip")
    assert [later[name] for name in still] == [without[name] for name in still]
    if without["look_again"]:
        now, before, then = (
            {code: state["clock"] for code, state in look(table, accepted, day, calendar)["steps"].items()}
            for day in (last, without["look_again"] - DAY, without["look_again"])
        )
        assert now == before != then
    # an open clock begins before it is due, warns before, and its colour is the table's
    for code, state in look(table, history, moment, calendar)["steps"].items():
        assert state["statutory"] == rows[code]["statutory"]
        if state["due"] is not None:
            assert state["warn_from"] < state["due"]
            assert state["status"] == "open"
    return iter(refused.values())


def checked(number: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    ways, ends, taken = Counter(), Counter(), Counter()
    for protocol, history, moment, calendar in histories(number):
        for codes in check(protocol, history, moment, calendar):
            ways.update(codes)
        run, _ = replay(tables()[protocol], history, calendar)
        ends[f"{protocol}: {run.ended or 'open'}"] += 1
        taken.update(f"{protocol}: {code}" for code in run.done)
    return ways, ends, taken


def test_thousands_of_histories_keep_the_promises_and_go_wrong_in_every_way() -> None:
    ways, ends, taken = checked(QUICK)
    assert set(ways) == set(REFUSALS)
    assert {name for name in ends if name.endswith(": open")} == {f"{name}: open" for name in tables()}
    reached = {name.partition(": ")[0] for name in ends if not name.endswith((": open", ": withdrawn"))}
    assert reached == set(tables())
    steps = [f"{name}: {step['code']}" for name, table in tables().items() for step in table["step"]]
    assert len(set(taken) & set(steps)) > len(steps) * 0.85


@pytest.mark.slow
def test_a_hundred_thousand_histories_keep_the_promises_and_pass_every_step() -> None:
    _, _, taken = checked(LONG)
    steps = {f"{name}: {step['code']}" for name, table in tables().items() for step in table["step"]}
    assert steps - set(taken) <= {"forced_marriage: talked_with_parents_first"}


def test_the_same_seed_gives_the_same_history() -> None:
    assert one("school_absence", 7) == one("school_absence", 7)
    assert [history for _, history, _, _ in histories(30)] == [history for _, history, _, _ in histories(30)]
    assert one("school_absence", 7)[0] != one("school_absence", 8)[0]
