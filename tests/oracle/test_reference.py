"""Histories worked out by hand give what the hand found, in every protocol."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.dates import Calendar
from tests.oracle.reference import REFUSALS, complete, look, refusals, started, tables

EXAMPLES = [
    (path.stem, example)
    for path in sorted((Path(__file__).parent / "examples").glob("*.toml"))
    for example in tomllib.loads(path.read_text(encoding="utf-8"))["example"]
]


def history_of(table: dict[str, Any], example: dict[str, Any]) -> list[dict[str, Any]]:
    entries = [started(example["start"], heightened=example.get("heightened", False))]
    for day, event, name, *rest in example["history"]:
        more = dict(rest[0]) if rest else {}
        without = more.pop("without", ())
        if event == "fact":
            entries.append(complete(table, day, event, "", without, fact=name, **more))
        else:
            entries.append(complete(table, day, event, name, without, **more))
    return entries


@pytest.mark.parametrize(("protocol", "example"), EXAMPLES, ids=[f"{p}: {e['name']}" for p, e in EXAMPLES])
def test_worked_out_by_hand(protocol: str, example: dict[str, Any]) -> None:
    table = tables()[protocol]
    calendar = Calendar(tuple(tuple(pair) for pair in example.get("school_holidays", ())))
    seen = look(table, history_of(table, example), example["at"], calendar)
    steps = seen["steps"]
    assert {str(index): list(codes) for index, codes in seen["refused"].items()} == example.get("refused", {})
    assert seen["ended"] == example.get("ended", "")
    assert sorted(seen["open"]) == sorted(example["open"])
    assert {code: steps[code]["due"] for code in example.get("due", {})} == example.get("due", {})
    assert {code: steps[code]["clock"] for code in example.get("clock", {})} == example.get("clock", {})
    assert all(steps[code]["statutory"] for code in example.get("statutory", ()))
    if "silence" in example:
        assert seen["silence"] == example["silence"]
    if "may_take" in example:
        assert seen["may_take"] == example["may_take"]
    if "heightened_at_end" in example:
        assert seen["heightened"] == example["heightened_at_end"]


def test_every_protocol_has_at_least_three_examples() -> None:
    counted = Counter(protocol for protocol, _ in EXAMPLES)
    assert set(counted) == set(tables())
    assert min(counted.values()) >= 3


def test_the_examples_see_every_way_to_be_refused_but_these() -> None:
    seen = {code for _, example in EXAMPLES for codes in example.get("refused", {}).values() for code in codes}
    assert set(REFUSALS) - seen == {"unknown_event", "unknown_step", "no_clock", "not_suspended", "term_is_over"}


# ---- the rules, one by one -------------------------------------------------------------------------------------------

DAY = date(2026, 3, 2)


def step(code: str, **more: Any) -> dict[str, Any]:
    row = {
        "code": code,
        "who": ["coordinator"],
        "evidence": [],
        "norm": None,
        "statutory": False,
        "required": False,
        "on_silence": "",
        "next": [],
    }
    flags = "skip_needs_reason skip_forbidden forced_skip take_needs_reason burdens_family may_send_home second_person chooses again end"
    return row | dict.fromkeys(flags.split(), False) | more


def table(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    warn = {"numerator": 1, "denominator": 5, "least_days": 1, "rounding": "up"}
    return {
        "protocol": "small",
        "start": [steps[0]["code"]],
        "withdrawable": True,
        "heightened_safety": False,
        "warn": warn,
        "step": list(steps),
    } | more


def norm(length: int, unit: str, **more: Any) -> dict[str, Any]:
    return {"length": length, "unit": unit, "from": "start", "rolls": False, "fixed": False} | more


@pytest.mark.parametrize(
    ("days", "warns", "late"),
    [(0, date(2026, 3, 2), date(2026, 3, 3)), (1, date(2026, 3, 2), date(2026, 3, 4)), (5, date(2026, 3, 6), date(2026, 3, 8)),
     (6, date(2026, 3, 6), date(2026, 3, 9)), (42, date(2026, 4, 4), date(2026, 4, 14))],
)  # fmt: skip
def test_a_clock_warns_in_its_last_fifth_rounded_up_and_is_late_the_day_after(
    days: int, warns: date, late: date
) -> None:
    small = table(step("a", norm=norm(days, "days")))
    one = date.resolution
    clocks = [look(small, [started(DAY)], day)["steps"]["a"]["clock"] for day in (warns, late - one, late)]
    assert clocks == ["warn", "warn", "late"]
    assert look(small, [started(DAY)], DAY)["steps"]["a"]["warn_from"] == (warns if days else DAY - one)
    if warns > DAY:
        assert look(small, [started(DAY)], warns - one)["steps"]["a"]["clock"] == "running"
        assert look(small, [started(DAY)], warns - one)["look_again"] == warns
    assert look(small, [started(DAY)], late - one)["look_again"] == late
    assert look(small, [started(DAY)], late)["look_again"] is None


def test_refused_for_what_does_not_exist() -> None:
    small = table(step("a"))
    begun = [started(DAY)]
    assert refusals(small, begun, complete(small, DAY, "taken", "b")) == ("unknown_step",)
    assert refusals(small, begun, complete(small, DAY, "thought", "a")) == ("unknown_event",)
    assert refusals(small, begun, complete(small, DAY, "suspended", "a")) == ("no_clock",)
    assert refusals(small, begun, complete(small, DAY, "extended", "a", until=date(2030, 1, 1))) == ("no_clock",)
    assert refusals(small, begun, complete(small, DAY, "resumed", "a")) == ("not_suspended",)


def test_reasons_to_refuse_are_all_given_in_one_fixed_order() -> None:
    small = table(step("a", evidence=["x"], take_needs_reason=True, second_person=True))
    entry = {"day": date(2026, 3, 1), "event": "taken", "step": "a"}
    assert refusals(small, [started(DAY)], entry) == (
        "out_of_order", "person_missing", "wrong_role", "reason_missing", "evidence_missing", "second_person_missing",
    )  # fmt: skip


def test_an_open_required_step_that_leads_there_comes_first() -> None:
    small = table(
        step("a", next=["b", "c"]),
        step("b", required=True, skip_forbidden=True, next=["c"]),
        step("c", next=["d"]),
        step("d", end=True),
    )
    begun = [started(DAY), complete(small, DAY, "taken", "a")]
    assert refusals(small, begun, complete(small, DAY, "taken", "c")) == ("required_step_missing",)
    begun.append(complete(small, DAY, "taken", "b"))
    assert refusals(small, begun, complete(small, DAY, "taken", "c")) == ()


def test_a_required_step_that_leads_elsewhere_holds_up_only_the_end() -> None:
    small = table(
        step("a", next=["b", "c"]), step("b", required=True, next=[]), step("c", next=["d"]), step("d", end=True)
    )
    begun = [started(DAY), complete(small, DAY, "taken", "a"), complete(small, DAY, "taken", "c")]
    assert look(small, begun, DAY)["refused"] == {}
    assert refusals(small, begun, complete(small, DAY, "taken", "d")) == ("required_step_missing",)
    assert refusals(small, [*begun, complete(small, DAY, "skipped", "b")], complete(small, DAY, "taken", "d")) == ()


def test_a_choice_closes_only_what_it_opened() -> None:
    small = table(
        step("a", next=["b", "x"]),
        step("b", chooses=True, next=["c", "d"]),
        step("c"),
        step("d"),
        step("x"),
    )
    begun = [started(DAY), *(complete(small, DAY, "taken", code) for code in "abc")]
    seen = look(small, begun, DAY)
    assert seen["open"] == ["x"]
    assert [seen["steps"][code]["status"] for code in "bcdx"] == ["taken", "taken", "closed", "open"]


def test_a_done_step_opens_anew_only_when_it_may() -> None:
    for again in (True, False):
        small = table(step("a", again=again, next=["b"]), step("b", again=True, next=["a"]))
        begun = [started(DAY), complete(small, DAY, "taken", "a"), complete(small, DAY, "taken", "b")]
        assert look(small, begun, DAY)["open"] == (["a"] if again else [])


def test_a_clock_that_counts_working_days_resumes_on_a_working_day() -> None:
    small = table(step("a", norm=norm(5, "working_days")))
    begun = [
        started(DAY),
        complete(small, date(2026, 3, 3), "suspended", "a"),
        complete(small, date(2026, 3, 8), "resumed", "a"),
    ]
    assert look(small, begun, date(2026, 3, 8))["steps"]["a"]["due"] == date(
        2026, 3, 16
    )  # 9 March and five days: Saturday


def test_suspended_and_resumed_on_one_day_changes_nothing() -> None:
    small = table(step("a", norm=norm(5, "days")))  # Saturday 7 March
    begun = [started(DAY), complete(small, DAY, "suspended", "a"), complete(small, DAY, "resumed", "a")]
    assert look(small, begun, DAY)["steps"]["a"]["due"] == date(2026, 3, 7)


def test_an_extension_ends_on_the_day_that_was_decided() -> None:
    small = table(step("a", statutory=True, norm=norm(1, "weeks", rolls=True)))
    saturday = date(2026, 3, 14)
    begun = [
        started(DAY),
        complete(small, DAY, "extended", "a", until=saturday),
        complete(small, DAY, "suspended", "a"),
        complete(small, DAY, "resumed", "a"),
    ]
    assert look(small, begun, DAY)["steps"]["a"]["due"] == saturday


def test_a_clock_stands_still_up_to_its_last_day_and_not_after_it() -> None:
    small = table(step("a", norm=norm(7, "days")))  # up to Monday 9 March
    begun = [started(DAY)]
    assert refusals(small, begun, complete(small, date(2026, 3, 9), "suspended", "a")) == ()
    assert refusals(small, begun, complete(small, date(2026, 3, 10), "suspended", "a")) == ("term_is_over",)
    later = complete(small, date(2026, 3, 10), "extended", "a", until=date(2026, 3, 20))
    assert refusals(small, begun, later) == ()  # a later day, set by a person with a reason and a source


def test_a_step_that_closed_may_open_by_another_way_and_is_then_done_once() -> None:
    small = table(step("a", chooses=True, next=["b", "c"]), step("b", next=["c"]), step("c"))
    begun = [started(DAY), *(complete(small, DAY, "taken", code) for code in "abc")]
    assert look(small, begun, DAY)["refused"] == {}
    assert refusals(small, begun, complete(small, DAY, "taken", "c")) == ("already_done",)


def test_the_moment_reads_the_history_up_to_the_first_later_day() -> None:
    small = table(step("a", next=["b", "c"]), step("b"), step("c"))
    written = [
        started(DAY),
        complete(small, DAY, "taken", "a"),
        complete(small, date(2026, 3, 9), "taken", "b"),
        complete(small, date(2026, 3, 5), "taken", "c"),
    ]
    assert look(small, written, date(2026, 3, 6))["open"] == ["b", "c"]
    assert look(small, written, date(2026, 3, 9))["refused"] == {3: ("out_of_order",)}
