"""Days, terms and ages worked out by hand agree with the slow functions, and the functions keep what the law says."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from tests.oracle.dates import (
    Calendar,
    birthday,
    compulsory_from,
    compulsory_until,
    duty,
    easter,
    end_of_term,
    half_past,
    holidays,
    is_covered,
    plus_school_weeks,
    plus_working_days,
    sixteen_hour_reports,
)

ROWS = tomllib.loads((Path(__file__).parent / "calendar.toml").read_text(encoding="utf-8"))
DAY = timedelta(days=1)
LAW = Calendar()
SUMMER = (date(2026, 7, 18), date(2026, 8, 30))
AUTUMN = (date(2026, 10, 17), date(2026, 10, 25))


def name(row: dict) -> str:
    return f"{row.get('from', row.get('on', row.get('born')))} {row['why']}"


def test_at_least_sixty_days_are_checked_by_hand_each_with_its_article() -> None:
    rows = [*ROWS["day"], *ROWS["working_days"], *ROWS["term"]]
    assert len(rows) >= 60
    assert all(row["article"] and row["why"] for row in [*rows, *ROWS["age"], *ROWS["duty"]])


@pytest.mark.parametrize("row", ROWS["day"], ids=name)
def test_a_working_day_is_no_saturday_sunday_or_recognised_holiday(row: dict) -> None:
    assert LAW.is_working_day(row["on"]) == row["working"]


@pytest.mark.parametrize("row", ROWS["working_days"], ids=name)
def test_working_days_are_counted_from_the_day_after(row: dict) -> None:
    assert plus_working_days(row["from"], row["count"], LAW) == row["ends"]


@pytest.mark.parametrize("row", ROWS["term"], ids=name)
def test_a_term_set_by_law_never_ends_on_a_free_day_where_the_law_covers_it(row: dict) -> None:
    assert end_of_term(row["from"], row["length"], row["unit"], LAW, rolls=row.get("rolls", True)) == row["ends"]


@pytest.mark.parametrize("row", [r for r in ROWS["day"] if r.get("equated")], ids=name)
def test_a_day_made_equal_is_free_by_the_decree_alone(row: dict) -> None:
    assert Calendar(equated=()).is_working_day(row["on"])


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (2008, 3, 23),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2028, 4, 16),
        (2038, 4, 25),
        (2076, 4, 19),
    ],
)
def test_easter_is_the_sunday_after_the_first_full_moon_of_spring(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


def test_each_year_has_the_nine_days_of_the_law_and_at_most_a_few_made_equal() -> None:
    for year in range(2014, 2100):
        assert 8 <= len(holidays(year, equated=())) <= 9  # Ascension day may be 5 May
        assert date(year, 5, 5) in holidays(year)


def test_a_longer_term_never_ends_earlier() -> None:
    for start in (date(2026, 1, 1) + DAY * n for n in range(0, 730, 3)):
        ends = [end_of_term(start, n, "days", LAW, rolls=True) for n in range(1, 91)]
        assert ends == sorted(ends)
        assert all(LAW.is_working_day(end) for end in ends)


def test_the_law_on_terms_does_not_cover_long_terms_or_years() -> None:
    assert [is_covered(90, "days"), is_covered(91, "days")] == [True, False]
    assert [is_covered(12, "weeks"), is_covered(13, "weeks")] == [True, False]
    assert [is_covered(3, "months"), is_covered(4, "months"), is_covered(1, "years")] == [True, False, False]


# ---- ages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS["age"], ids=name)
def test_compulsory_education_runs_from_the_month_after_five_to_the_end_of_the_school_year_of_sixteen(
    row: dict,
) -> None:
    calendar = Calendar(tuple(tuple(pair) for pair in row.get("school_holidays", ())))
    assert compulsory_from(row["born"], calendar) == row["from"]
    assert compulsory_until(row["born"]) == row["until"]


@pytest.mark.parametrize("row", ROWS["duty"], ids=name)
def test_one_duty_follows_the_other(row: dict) -> None:
    assert duty(row["born"], row["on"], LAW, qualified_on=row.get("qualified_on")) == row["duty"]


def test_twelve_full_school_years_end_it_earlier() -> None:
    assert compulsory_until(date(2010, 3, 20), date(2025, 7, 31)) == date(2025, 7, 31)
    assert compulsory_until(date(2010, 3, 20), date(2027, 7, 31)) == date(2026, 7, 31)


def test_over_every_birth_date_of_thirty_years_the_duties_follow_each_other_and_cover_the_right_age() -> None:
    order = ["none", "compulsory", "qualification", "follow_up", "none"]
    for born in (date(1996, 1, 1) + DAY * n for n in range(30 * 365 + 8)):
        first, last = compulsory_from(born, LAW), compulsory_until(born)
        assert (first.year * 12 + first.month) - (born.year * 12 + born.month) == 61 or (born.month, born.day) == (
            2,
            29,
        )
        assert 0 <= (first - date(first.year, first.month, 1)).days <= 5
        assert (last.month, last.day) == (7, 31)
        assert birthday(born, 16) <= last < birthday(born, 17)
        seen = [
            duty(born, day, LAW)
            for day in (first - DAY, first, last, last + DAY, birthday(born, 18), birthday(born, 27))
        ]
        assert seen == ["none", "compulsory", "compulsory", "qualification", "follow_up", "none"], born
        assert [d for i, d in enumerate(seen) if i == 0 or d != seen[i - 1]] == order


def test_half_past_seventeen_is_a_day_that_exists() -> None:
    assert half_past(date(2009, 5, 24), 17) == date(2026, 11, 24)
    assert half_past(date(2008, 8, 31), 17) == date(2026, 2, 28)


# ---- sixteen hours in four lesson weeks ------------------------------------------------------------------------------

MONDAY = date(2026, 9, 7)


def absent(*days: tuple[int, int]) -> list[tuple[date, int, bool]]:
    return [(MONDAY + DAY * n, hours, False) for n, hours in days]


def test_sixteen_hours_within_four_weeks_are_reported_from_the_first_day_to_the_day_of_hour_sixteen() -> None:
    assert sixteen_hour_reports(absent((0, 5), (1, 5), (2, 5), (3, 1)), LAW) == [(MONDAY, MONDAY + 3 * DAY)]


def test_fifteen_hours_are_not_reported() -> None:
    assert sixteen_hour_reports(absent((0, 5), (1, 5), (2, 5)), LAW) == []


def test_part_of_an_hour_counts_as_the_part_it_is() -> None:
    assert sixteen_hour_reports([(MONDAY + DAY * n, Fraction(31, 6), False) for n in range(3)], LAW) == []
    assert len(sixteen_hour_reports([(MONDAY + DAY * n, Fraction(16, 3), False) for n in range(3)], LAW)) == 1


def test_hours_of_more_than_four_lesson_weeks_ago_fall_out() -> None:
    assert sixteen_hour_reports(absent((0, 8), (25, 8)), LAW) == [(MONDAY, MONDAY + 25 * DAY)]
    assert sixteen_hour_reports(absent((0, 8), (28, 8)), LAW) == []
    assert len(sixteen_hour_reports(absent((1, 8), (28, 8)), LAW)) == 1  # Tuesday to Monday: the 28th day
    assert sixteen_hour_reports(absent((1, 8), (29, 8)), LAW) == []


def test_a_holiday_week_does_not_count_as_a_lesson_week() -> None:
    calendar = Calendar((SUMMER, AUTUMN))
    first, later = date(2026, 9, 28), date(2026, 10, 30)  # more than four weeks apart, with a week of holiday between
    assert sixteen_hour_reports([(first, 8, False), (later, 8, False)], calendar) == [(first, later)]
    assert sixteen_hour_reports([(first, 8, False), (later, 8, False)], LAW) == []


def test_the_weekends_around_a_holiday_week_do_not_make_four_lesson_weeks_longer() -> None:
    calendar = Calendar((AUTUMN,))  # Saturday 17 to Sunday 25 October: one week without lessons
    assert plus_school_weeks(date(2026, 10, 5), 4, calendar) == date(2026, 11, 9)
    assert plus_school_weeks(date(2026, 10, 21), 1, calendar) == date(2026, 11, 1)
    first = date(2026, 9, 28)
    assert sixteen_hour_reports([(first, 8, False), (first + 34 * DAY - DAY * 2, 8, False)], calendar) != []
    assert sixteen_hour_reports([(first, 8, False), (first + 35 * DAY, 8, False)], calendar) == []


def test_absence_with_a_valid_reason_or_on_a_free_day_never_counts() -> None:
    calendar = Calendar((AUTUMN,))
    assert sixteen_hour_reports([(MONDAY, 8, True), (MONDAY + DAY, 8, False)], calendar) == []
    assert sixteen_hour_reports([(MONDAY + 5 * DAY, 20, False)], calendar) == []
    assert sixteen_hour_reports([(date(2026, 10, 20), 20, False)], calendar) == []


def test_after_a_report_the_count_begins_anew_the_day_after() -> None:
    days = absent(*((n, 8) for n in (0, 1, 2, 3, 4)))
    assert sixteen_hour_reports(days, LAW) == [
        (MONDAY, MONDAY + DAY),
        (MONDAY + 2 * DAY, MONDAY + 3 * DAY),
    ]


def test_on_continuing_absence_two_reports_lie_at_least_seven_days_apart() -> None:
    days = absent(*((n, 8) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10)))
    reports = sixteen_hour_reports(days, LAW, apart=7)
    assert reports == [(MONDAY, MONDAY + DAY), (MONDAY + 2 * DAY, MONDAY + 8 * DAY)]
