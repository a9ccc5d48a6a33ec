"""A working day is no Saturday, Sunday or holiday; a term set by law never ends on one (Algemene termijnenwet)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluitend.domain.workdays import (
    add_working_days,
    end_of_statutory_term,
    first_working_day,
    is_working_day,
    working_days_after,
)

DAY = timedelta(days=1)
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, 27) + DAY * n for n in range(4))
NONE: frozenset[date] = frozenset()

days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
holiday_sets = st.frozensets(st.integers(0, 60), max_size=20)


def test_saturday_sunday_and_holidays_are_no_working_days():
    assert [is_working_day(day, frozenset({MONDAY})) for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY)] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("start", "number", "holidays", "end"),
    [
        (FRIDAY, 0, NONE, FRIDAY),
        (SATURDAY, 0, NONE, SATURDAY),
        (FRIDAY, 1, NONE, MONDAY),
        (SATURDAY, 1, NONE, MONDAY),
        (FRIDAY, 1, {MONDAY}, MONDAY + DAY),
        (FRIDAY, 5, {MONDAY}, FRIDAY + DAY * 10),
        (FRIDAY, 5, {SATURDAY, FRIDAY}, FRIDAY + DAY * 7),
    ],
)
def test_the_day_itself_does_not_count(start, number, holidays, end):
    assert add_working_days(start, number, frozenset(holidays)) == end


def test_working_days_are_counted_forward():
    with pytest.raises(ValueError, match="forward"):
        add_working_days(FRIDAY, -1, NONE)


@given(days, st.integers(1, 60), holiday_sets)
def test_counting_back_gives_the_number_that_was_added(start, number, offsets):
    """Working days after start, up to and including the end, are exactly the number asked for."""
    holidays = frozenset(start + DAY * n for n in offsets)
    end = add_working_days(start, number, holidays)
    assert is_working_day(end, holidays)
    assert working_days_after(start, end, holidays) == number
    assert add_working_days(start, number - 1, holidays) < end


@pytest.mark.parametrize(
    ("start", "end", "holidays", "moved"),
    [
        (FRIDAY - DAY * 10, FRIDAY, NONE, FRIDAY),
        (FRIDAY - DAY * 10, SATURDAY, NONE, MONDAY),
        (FRIDAY - DAY * 10, SUNDAY, {MONDAY}, MONDAY + DAY),
        (FRIDAY, MONDAY, NONE, MONDAY + DAY),
        (FRIDAY, SUNDAY, NONE, MONDAY),
        (FRIDAY - DAY, SUNDAY, NONE, MONDAY),
        (FRIDAY - DAY, SUNDAY, {MONDAY}, MONDAY + DAY),
        (FRIDAY - DAY, SUNDAY, {FRIDAY}, MONDAY + DAY),
    ],
)
def test_a_term_set_by_law_ends_on_a_working_day_and_holds_two(start, end, holidays, moved):
    """Article 1: on to the first working day. Article 2: from three days, at least two working days in it."""
    assert end_of_statutory_term(start, end, frozenset(holidays)) == moved


@given(days, st.integers(0, 90), holiday_sets)
def test_a_term_set_by_law_only_ever_grows_and_no_more_than_it_must(start, length, offsets):
    holidays = frozenset(start + DAY * n for n in offsets)
    end = start + DAY * length
    moved = end_of_statutory_term(start, end, holidays)
    assert moved >= end
    assert is_working_day(moved, holidays)
    if length >= 3:
        assert working_days_after(start, moved, holidays) >= 2
    if moved > end:
        shorter = moved - DAY
        assert not is_working_day(shorter, holidays) or working_days_after(start, shorter, holidays) < 2
    assert first_working_day(moved, holidays) == moved
