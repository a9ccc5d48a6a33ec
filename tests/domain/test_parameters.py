"""Norms are dated values with their source, looked up by code and day; no number stands in code."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluitend.domain.parameters import Mark, Norm, Norms, Unit

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)


def norm(value=6, start=FIRST, end=None, code="plan.first"):
    return Norm(code, "nl", "en", value, Unit.WEEKS, Mark.LAW, True, "Jeugdwet 4.1.3", start, end)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (FIRST, 6),
        (LAST, 6),
        (LAST + timedelta(days=1), 8),
        (date(2100, 1, 1), 8),
    ],
)
def test_the_norm_that_holds_on_the_day_counts(day, value):
    """From the first day up to and including the last; then its successor."""
    norms = Norms("v", (norm(8, LAST + timedelta(days=1)), norm(6, FIRST, LAST)))
    assert norms.at("plan.first", day).value == value


@pytest.mark.parametrize(("code", "day"), [("plan.first", FIRST - timedelta(days=1)), ("no.such", FIRST)])
def test_without_a_norm_there_is_no_answer(code, day):
    with pytest.raises(LookupError, match=code):
        Norms("v", (norm(),)).at(code, day)


@pytest.mark.parametrize(
    "norms",
    [
        (norm(6), norm(8, LAST)),
        (norm(6, FIRST, LAST), norm(8, LAST)),
        (norm(6, FIRST, LAST), norm(8, FIRST, FIRST)),
        (norm(6, LAST, FIRST),),
    ],
)
def test_two_norms_never_hold_at_once_and_none_ends_before_it_starts(norms):
    with pytest.raises(ValueError, match=r"plan\.first"):
        Norms("v", norms)


def test_all_norms_of_a_day_come_in_order_of_code():
    norms = Norms("v", (norm(code="b"), norm(code="a"), norm(code="c", start=LAST)))
    assert [one.code for one in norms.on(FIRST)] == ["a", "b"]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6), st.integers(0, 2500))
def test_periods_that_follow_each_other_leave_exactly_one_norm(lengths, offset):
    start, norms = FIRST, []
    for value, length in enumerate(lengths):
        end = start + timedelta(days=length - 1)
        norms.append(norm(value, start, None if value == len(lengths) - 1 else end))
        start = end + timedelta(days=1)
    day = FIRST + timedelta(days=offset)
    found = Norms("v", tuple(reversed(norms)))
    assert [one.value for one in norms if one.holds_on(day)] == [found.at("plan.first", day).value]


def test_what_we_know_by_heart_asks_for_a_jurist():
    assert Mark.MEMORY.sentence.endswith("laat dit bevestigen door uw jurist")
