"""When something is due, in Amsterdam dates; red is only for a term set by law."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluitend.domain.clock import (
    AMSTERDAM,
    Due,
    DueState,
    Term,
    add_months,
    due,
    end_of_day,
    is_red,
    local_day,
    state,
)
from sluitend.domain.parameters import Mark, Norm, Unit

NONE: frozenset[date] = frozenset()
START = date(2026, 11, 24)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def amsterdam(*parts, fold=0):
    return datetime(*parts, tzinfo=AMSTERDAM, fold=fold)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (utc(2026, 11, 23, 22, 59, 59), date(2026, 11, 23)),
        (utc(2026, 11, 23, 23, 0), date(2026, 11, 24)),
        (utc(2026, 7, 1, 21, 59), date(2026, 7, 1)),
        (utc(2026, 7, 1, 22, 0), date(2026, 7, 2)),
        (datetime(2026, 11, 24, 1, 0, tzinfo=timezone(timedelta(hours=9))), date(2026, 11, 23)),
    ],
)
def test_the_date_is_that_of_amsterdam(moment, day):
    assert local_day(moment) == day


def test_a_moment_without_a_time_zone_is_no_moment():
    naive = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        local_day(naive)
    with pytest.raises(ValueError, match="time zone"):
        due(naive, Term(1, Unit.HOURS), NONE)


@pytest.mark.parametrize(
    ("day", "moment", "hours"),
    [
        (date(2026, 11, 24), utc(2026, 11, 24, 23), 24),
        (date(2026, 3, 29), utc(2026, 3, 29, 22), 23),
        (date(2026, 10, 25), utc(2026, 10, 25, 23), 25),
    ],
)
def test_a_day_ends_at_midnight_in_amsterdam_also_when_the_clock_is_set(day, moment, hours):
    assert end_of_day(day) == moment
    assert end_of_day(day) - end_of_day(day - timedelta(days=1)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "length", "unit", "end"),
    [
        (START, 14, Unit.DAYS, date(2026, 12, 8)),
        (START, 6, Unit.WEEKS, date(2027, 1, 5)),
        (START, 3, Unit.MONTHS, date(2027, 2, 24)),
        (date(2026, 8, 31), 6, Unit.MONTHS, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, Unit.MONTHS, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, Unit.MONTHS, date(2029, 2, 28)),
        (date(2028, 2, 28), 1, Unit.MONTHS, date(2028, 3, 28)),
        (date(2026, 12, 31), 2, Unit.MONTHS, date(2027, 2, 28)),
        (date(2026, 1, 31), 1, Unit.MONTHS, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, Unit.MONTHS, date(2027, 1, 15)),
        (date(2028, 2, 28), 1, Unit.DAYS, date(2028, 2, 29)),
        (START, 5, Unit.WORKING_DAYS, date(2026, 12, 1)),
        (date(2026, 9, 12), 14, Unit.DAYS, date(2026, 9, 26)),
        (START, 0, Unit.DAYS, START),
        (utc(2026, 11, 23, 23, 30), 1, Unit.DAYS, date(2026, 11, 25)),
        (utc(2026, 11, 23, 22, 30), 1, Unit.DAYS, date(2026, 11, 24)),
    ],
)
def test_a_term_of_our_own_ends_where_the_calendar_says(start, length, unit, end):
    """The day of the event does not count; a month ends on the same number, or on the last day of a shorter month."""
    assert due(start, Term(length, unit), NONE) == Due(end, end_of_day(end))


@pytest.mark.parametrize(
    ("start", "hours", "end", "on_the_clock"),
    [
        (amsterdam(2026, 11, 24, 9, 0), 72, date(2026, 11, 27), "27-11 09:00"),
        (amsterdam(2026, 3, 28, 3, 0), 24, date(2026, 3, 29), "29-03 04:00"),
        (amsterdam(2026, 10, 24, 3, 0), 24, date(2026, 10, 25), "25-10 02:00"),
        (amsterdam(2026, 10, 25, 2, 30), 1, date(2026, 10, 25), "25-10 02:30"),
        (amsterdam(2026, 10, 25, 2, 30, fold=1), 1, date(2026, 10, 25), "25-10 03:30"),
        (amsterdam(2026, 11, 24, 23, 30), 1, date(2026, 11, 25), "25-11 00:30"),
    ],
)
def test_hours_pass_by_the_real_clock_also_in_a_night_when_it_is_set(start, hours, end, on_the_clock):
    found = due(start, Term(hours, Unit.HOURS, statutory=True), frozenset({end}))
    assert found.day == end
    assert found.moment - start.astimezone(UTC) == timedelta(hours=hours)
    assert found.moment.astimezone(AMSTERDAM).strftime("%d-%m %H:%M") == on_the_clock


def test_minutes_count_like_hours():
    assert due(utc(2026, 11, 24, 12), Term(15, Unit.MINUTES), NONE).moment == utc(2026, 11, 24, 12, 15)


def test_hours_need_a_moment_to_start():
    with pytest.raises(ValueError, match="starts at a moment"):
        due(START, Term(72, Unit.HOURS), NONE)


@pytest.mark.parametrize(
    ("length", "unit"), [(-1, Unit.DAYS), (3, Unit.PEOPLE), (4, Unit.LESSON_HOURS), (5, Unit.NUMBER)]
)
def test_what_no_clock_can_count_is_no_term(length, unit):
    with pytest.raises(ValueError, match="no term"):
        Term(length, unit)


def test_the_term_of_a_norm_keeps_its_ground():
    norm = Norm("plan.first", "nl", "en", 6, Unit.WEEKS, Mark.LAW, True, "Jeugdwet 4.1.3", START)
    assert Term.of(norm) == Term(6, Unit.WEEKS, True, "Jeugdwet 4.1.3", Mark.LAW)


END = Due(START, end_of_day(START))


@pytest.mark.parametrize(
    ("now", "near"),
    [
        (amsterdam(2026, 11, 25, 0, 0), DueState.OVERDUE),
        (amsterdam(2026, 11, 24, 23, 59, 59), DueState.TODAY),
        (amsterdam(2026, 11, 24, 0, 0), DueState.TODAY),
        (amsterdam(2026, 11, 23, 23, 59), DueState.SOON),
        (amsterdam(2026, 11, 21, 0, 0), DueState.SOON),
        (amsterdam(2026, 11, 20, 23, 59), DueState.LATER),
        (amsterdam(2020, 1, 1, 0, 0), DueState.LATER),
        (utc(2026, 11, 24, 22, 59), DueState.TODAY),
        (utc(2026, 11, 24, 23, 0), DueState.OVERDUE),
    ],
)
def test_the_last_day_counts_whole_and_in_amsterdam(now, near):
    assert state(END, now, 3) is near


@pytest.mark.parametrize(
    ("now", "near"),
    [
        (utc(2026, 11, 24, 12, 59), DueState.TODAY),
        (utc(2026, 11, 24, 13, 0), DueState.OVERDUE),
        (utc(2026, 11, 23, 13, 0), DueState.SOON),
    ],
)
def test_a_term_in_hours_is_over_at_its_moment(now, near):
    assert state(due(utc(2026, 11, 24, 12), Term(1, Unit.HOURS), NONE), now, 1) is near


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)), st.integers(0, 10))  # noqa: DTZ001
def test_a_term_never_comes_back_from_being_late(now, warn):
    """The states follow each other: later, soon, today, overdue."""
    order = [DueState.LATER, DueState.SOON, DueState.TODAY, DueState.OVERDUE]
    first, second = state(END, now, warn), state(END, now + timedelta(hours=1), warn)
    assert order.index(first) <= order.index(second)


@pytest.mark.parametrize(("statutory", "red"), [(True, True), (False, False)])
def test_red_is_only_for_a_term_set_by_law_that_is_over(statutory, red):
    end = Due(START, end_of_day(START), statutory)
    assert is_red(end, amsterdam(2026, 11, 25, 0, 0)) is red
    assert is_red(end, amsterdam(2026, 11, 24, 23, 59)) is False


def test_due_remembers_whether_the_law_sets_the_term():
    for statutory in (True, False):
        assert due(START, Term(1, Unit.DAYS, statutory), NONE).statutory is statutory
        assert due(utc(2026, 11, 24), Term(1, Unit.HOURS, statutory), NONE).statutory is statutory


SATURDAY = date(2027, 2, 20)


@pytest.mark.parametrize(
    ("length", "unit", "start", "moves"),
    [
        (90, Unit.DAYS, date(2026, 11, 22), True),
        (91, Unit.DAYS, date(2026, 11, 21), False),
        (12, Unit.WEEKS, date(2026, 11, 28), True),
        (13, Unit.WEEKS, date(2026, 11, 21), False),
        (3, Unit.MONTHS, date(2026, 11, 20), True),
        (4, Unit.MONTHS, date(2026, 10, 20), False),
    ],
)
def test_longer_terms_set_by_law_end_on_any_day(length, unit, start, moves):
    """Article 4 under a: not for more than 90 days, twelve weeks or three months."""
    end = due(start, Term(length, unit, statutory=True), NONE).day
    assert end == (SATURDAY + timedelta(days=2) if moves else SATURDAY)
    assert due(start, Term(length, unit), NONE).day == SATURDAY


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_months_never_spill_over_into_the_next(day, months, more):
    end = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day in {day.day, 28, 29, 30}
    assert end.day <= day.day
    assert add_months(day, months + more) >= end
