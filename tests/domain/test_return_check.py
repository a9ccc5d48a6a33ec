"""The check of the first school week: every school says of all its pupils alike who is not back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluitend.content.holidays import dutch_holidays
from sluitend.content.school_holidays import school_free, summer_holidays
from sluitend.domain.absence.return_check import (
    MOST_PUPILS,
    CheckWeek,
    SchoolAnswer,
    answer_of,
    check_hand_in,
    check_number,
    check_pupil,
    check_week,
)
from sluitend.domain.vocabulary import SchoolRegion

WEEK = CheckWeek(date(2026, 8, 31), date(2026, 9, 4), date(2026, 10, 2))


def weeks(region: SchoolRegion) -> list[CheckWeek]:
    found = []
    for summer in summer_holidays(region):
        years = (summer.last.year, summer.last.year + 1)
        free = frozenset(dutch_holidays(*years)) | school_free(region, years)
        found.append(check_week(summer.last, free, school_days=5, open_days=28))
    return found


@pytest.mark.parametrize("region", SchoolRegion)
def test_the_school_counts_on_the_fifth_school_day_after_the_summer_holiday(region: SchoolRegion) -> None:
    """The school counts on the fifth school day after the summer holiday, and hands in from then on."""
    found = weeks(region)
    assert len(found) >= 4
    for week, summer in zip(found, summer_holidays(region), strict=True):
        assert week.first == summer.last + timedelta(days=1)
        assert (week.first.weekday(), week.counted_on.weekday()) == (0, 4)
        assert (week.counted_on - week.first).days == 4
        assert (week.until - week.counted_on).days == 28


def test_a_holiday_in_the_first_week_is_no_school_day() -> None:
    free = frozenset({date(2026, 8, 31), date(2026, 9, 2)})
    week = check_week(date(2026, 8, 30), free, school_days=5, open_days=28)
    assert (week.first, week.counted_on) == (date(2026, 9, 1), date(2026, 9, 8))


@pytest.mark.parametrize(
    ("today", "handed_in", "code"),
    [
        (date(2026, 9, 3), False, "return.too_early"),
        (date(2026, 9, 4), False, None),
        (date(2026, 10, 2), False, None),
        (date(2026, 10, 3), False, "return.too_late"),
        (date(2026, 9, 4), True, "return.once"),
    ],
)
def test_a_school_hands_in_once_from_the_day_of_counting_until_the_last_day(
    today: date, handed_in: bool, code: str | None
) -> None:
    """A school hands in once, from the day of counting until the last day."""
    refused = check_hand_in(WEEK, today, handed_in=handed_in)
    assert (refused.code if refused else None) == code


def test_without_known_holidays_nothing_can_be_handed_in() -> None:
    refused = check_hand_in(None, date(2031, 9, 4), handed_in=False)
    assert refused
    assert refused.code == "return.no_week"


@pytest.mark.parametrize(
    ("birth_date", "listed"),
    [
        (date(2021, 7, 31), True),  # leerplicht since 1 August
        (date(2021, 8, 31), True),  # five since August: from 1 September
        (date(2021, 9, 1), False),  # from 1 October
        (date(2008, 9, 5), True),  # eighteen tomorrow
        (date(2008, 9, 4), False),  # eighteen today
    ],
)
def test_only_who_must_be_at_school_stands_on_the_list(birth_date: date, listed: bool) -> None:
    """Only who must be at school on the day of counting stands on the list (Leerplichtwet 3 and 4a)."""
    assert (check_pupil(birth_date, WEEK.counted_on) is None) is listed


@pytest.mark.parametrize(("number", "fits"), [(-1, False), (0, True), (MOST_PUPILS, True), (MOST_PUPILS + 1, False)])
def test_so_many_are_written_down_on_one_page(number: int, fits: bool) -> None:
    """So many are written down on one page; are there more, then somebody phones first."""
    assert (check_number(number) is None) is fits


def test_where_a_school_stands() -> None:
    """Say where a school stands."""
    assert [answer_of(None), answer_of(0), answer_of(2)] == [
        SchoolAnswer.NOT_YET,
        SchoolAnswer.ALL_BACK,
        SchoolAnswer.SOME_AWAY,
    ]
