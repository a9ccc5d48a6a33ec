"""School holidays per region: every year whole, advice told apart from what the minister sets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluitend.content.loader import ContentError, packaged
from sluitend.content.school_holidays import parse_school_holidays, school_free, school_holidays
from sluitend.domain.parameters import Mark
from sluitend.domain.vocabulary import SchoolRegion

TEXT = packaged("school_holidays.toml")
SATURDAY, SUNDAY = 5, 6


def test_summer_christmas_and_may_are_set_by_law_and_autumn_and_spring_are_an_advice() -> None:
    set_by_law = {one.name for one in school_holidays().holidays if one.set_by_law}
    advice = {one.name for one in school_holidays().holidays if not one.set_by_law}
    assert set_by_law == {"Zomervakantie", "Kerstvakantie", "Meivakantie"}
    assert advice == {"Herfstvakantie", "Voorjaarsvakantie"}
    assert all("advies" in one.source for one in school_holidays().holidays if not one.set_by_law)


def test_a_holiday_runs_from_a_saturday_to_a_sunday_and_is_as_long_as_it_is_for_everybody() -> None:
    weeks = {"Zomervakantie": 6, "Kerstvakantie": 2, "Meivakantie": 1, "Herfstvakantie": 1, "Voorjaarsvakantie": 1}
    for one in school_holidays().holidays:
        assert (one.first.weekday(), one.last.weekday()) == (SATURDAY, SUNDAY)
        assert len(one.days) == 7 * weeks[one.name] + 2


def test_the_summer_is_spread_over_three_weeks() -> None:
    for year in range(2024, 2028):
        firsts = sorted(
            one.first for one in school_holidays().holidays if one.name == "Zomervakantie" and one.first.year == year
        )
        assert [day - firsts[0] for day in firsts] == [timedelta(), timedelta(days=7), timedelta(days=14)]


def test_a_day_is_free_in_one_region_and_not_in_another() -> None:
    monday = date(2026, 7, 6)
    free = {region: monday in school_free(region, (2026, 2026)) for region in SchoolRegion}
    assert free == {SchoolRegion.NORTH: True, SchoolRegion.MIDDLE: False, SchoolRegion.SOUTH: False}


def test_only_the_years_that_are_asked_are_given_and_of_an_unknown_year_there_are_none() -> None:
    assert {day.year for day in school_free(SchoolRegion.MIDDLE, (2025, 2026))} == {2025, 2026}
    assert school_free(SchoolRegion.MIDDLE, (2040, 2041)) == frozenset()


def test_what_we_know_by_heart_says_so() -> None:
    assert {one.mark for one in school_holidays().holidays} == {Mark.SECONDARY, Mark.MEMORY}


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ('regions = ["noord"]\nfirst = 2026-07-04', 'regions = ["oost"]\nfirst = 2026-07-04', "bestaat niet"),
        ("last = 2026-08-16", "last = 2026-06-16", "ligt voor de eerste dag"),
        ("last = 2026-08-16", "last = 2026-10-16", "begint te vroeg"),
        ("years = [2024, 2027]", "years = [2024, 2028]", "ontbreekt in regio noord"),
        ("years = [2024, 2027]", "years = [2027]", "eerste en het laatste jaar"),
        ("first = 2026-07-04", "first = 2026-07-04\nschool = 1", "dit veld bestaat niet"),
    ],
)
def test_what_is_wrong_is_said(right: str, wrong: str, problem: str) -> None:
    assert TEXT.count(right) == 1
    with pytest.raises(ContentError, match=problem):
        parse_school_holidays(TEXT.replace(right, wrong))
