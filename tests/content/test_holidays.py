"""Holidays of the Algemene termijnenwet (Atw), and the ends of terms worked out by hand with a calendar beside it."""

from __future__ import annotations

from datetime import date

import pytest
from workalendar.europe import Netherlands

from sluitend.content import holidays as content
from sluitend.content.holidays import decreed, dutch_holidays, holidays_of, read_decrees
from sluitend.content.loader import ContentError
from sluitend.domain.clock import Term, due
from sluitend.domain.parameters import Unit
from sluitend.domain.workdays import is_working_day

LAW, OURS = True, False
ALL = dutch_holidays(2020, 2035)


def d(text):
    return date.fromisoformat(text)


# Easter Sundays: 31-3-2024, 20-4-2025, 5-4-2026, 28-3-2027, 16-4-2028, 1-4-2029, 21-4-2030. Good Friday is two days
# before, Ascension 39 and Whit Monday 50 days after. 27 April is a Sunday in 2025 and 2031.
HOLIDAYS = """
2024-01-01 3.1 Nieuwjaarsdag
2024-03-29 3.2 Goede vrijdag
2024-04-01 3.1 Tweede paasdag
2024-04-27 3.1 Koningsdag
2024-05-05 3.1 Bevrijdingsdag
2024-05-09 3.1 Hemelvaartsdag
2024-05-10 3.3 Gelijkgestelde dag
2024-05-20 3.1 Tweede pinksterdag
2024-12-25 3.1 Eerste kerstdag
2024-12-26 3.1 Tweede kerstdag
2024-12-27 3.3 Gelijkgestelde dag
2025-01-01 3.1 Nieuwjaarsdag
2025-04-18 3.2 Goede vrijdag
2025-04-21 3.1 Tweede paasdag
2025-04-26 3.1 Koningsdag
2025-05-05 3.1 Bevrijdingsdag
2025-05-29 3.1 Hemelvaartsdag
2025-05-30 3.3 Gelijkgestelde dag
2025-06-09 3.1 Tweede pinksterdag
2026-01-01 3.1 Nieuwjaarsdag
2026-01-02 3.3 Gelijkgestelde dag
2026-04-03 3.2 Goede vrijdag
2026-04-06 3.1 Tweede paasdag
2026-04-27 3.1 Koningsdag
2026-05-05 3.1 Bevrijdingsdag
2026-05-14 3.1 Hemelvaartsdag
2026-05-15 3.3 Gelijkgestelde dag
2026-05-25 3.1 Tweede pinksterdag
2026-12-25 3.1 Eerste kerstdag
2026-12-26 3.1 Tweede kerstdag
2027-03-26 3.2 Goede vrijdag
2027-03-29 3.1 Tweede paasdag
2027-04-27 3.1 Koningsdag
2027-05-06 3.1 Hemelvaartsdag
2027-05-07 3.3 Gelijkgestelde dag
2027-05-17 3.1 Tweede pinksterdag
2028-04-14 3.2 Goede vrijdag
2028-04-17 3.1 Tweede paasdag
2028-04-27 3.1 Koningsdag
2028-04-28 3.3 Gelijkgestelde dag
2028-05-25 3.1 Hemelvaartsdag
2028-05-26 3.3 Gelijkgestelde dag
2028-06-05 3.1 Tweede pinksterdag
2029-03-30 3.2 Goede vrijdag
2029-04-02 3.1 Tweede paasdag
2029-05-10 3.1 Hemelvaartsdag
2029-05-21 3.1 Tweede pinksterdag
2030-04-22 3.1 Tweede paasdag
2030-05-30 3.1 Hemelvaartsdag
2030-06-10 3.1 Tweede pinksterdag
2031-04-26 3.1 Koningsdag
""".strip().splitlines()

# Days people take for holidays, that are working days.
ORDINARY = """
2024-12-24 2024-12-31 2025-03-03 2025-04-17 2025-04-22 2025-06-10 2025-12-05 2025-12-24 2026-02-16 2026-04-02 2026-04-30
2026-05-01 2026-05-04 2026-05-13 2026-05-18 2026-10-05 2026-11-11 2026-12-24 2026-12-31 2027-12-24 2029-05-11 2031-04-28
""".split()  # noqa: SIM905 - a table of dates


@pytest.mark.parametrize("line", HOLIDAYS)
def test_a_holiday_of_the_law_with_its_article(line):
    day, article, name = line.split(" ", 2)
    wanted = f"Algemene termijnenwet, artikel 3 lid {article[-1]}"
    assert (name, wanted) in {
        (one.name, one.source.split(";")[0]) for one in holidays_of(int(day[:4])) if one.day == d(day)
    }
    assert d(day) in ALL


@pytest.mark.parametrize("day", ORDINARY)
def test_an_ordinary_day_is_no_holiday(day):
    assert is_working_day(d(day), ALL)


def test_at_least_sixty_dates_were_checked_by_hand():
    assert len(set(HOLIDAYS)) + len(set(ORDINARY)) + len(TERMS) >= 60


def test_two_holidays_can_share_a_day():
    """In 2016 Ascension fell on 5 May."""
    assert {one.name for one in holidays_of(2016) if one.day == date(2016, 5, 5)} == {
        "Hemelvaartsdag",
        "Bevrijdingsdag",
    }


@pytest.mark.parametrize("year", range(2006, 2036))
def test_a_second_source_gives_the_same_working_days(year):
    """Thirty years beside an independent calendar: the same weekdays are free, apart from days put on a par by decree."""
    oracle = {day for day, _ in Netherlands().holidays(year)}
    ours = dutch_holidays(year, year) - {one.day for one in decreed()}
    assert {day for day in ours if day.weekday() < 5} == {day for day in oracle if day.weekday() < 5}


WD, DAYS, WEEKS, MONTHS = Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS
TERMS = [
    ("2026-11-24", 6, WEEKS, LAW, "2027-01-05", "no article needed: a Tuesday"),
    ("2026-11-20", 6, WEEKS, LAW, "2027-01-04", "Atw 1 with 3.1: New Year, then a weekend"),
    ("2026-11-13", 6, WEEKS, LAW, "2026-12-28", "Atw 1 with 3.1: both days of Christmas, then a Sunday"),
    ("2026-03-24", 6, WEEKS, LAW, "2026-05-06", "Atw 1 with 3.1: 5 May"),
    ("2026-03-23", 6, WEEKS, LAW, "2026-05-04", "4 May is an ordinary day"),
    ("2026-02-20", 6, WEEKS, LAW, "2026-04-07", "Atw 1 with 3.2 and 3.1: Good Friday up to Easter Monday"),
    ("2026-03-20", 14, DAYS, LAW, "2026-04-07", "Atw 1 with 3.2: Good Friday, the weekend, Easter Monday"),
    ("2026-05-01", 14, DAYS, LAW, "2026-05-18", "Atw 1 with 3.3: the Friday put on a par"),
    ("2026-04-30", 14, DAYS, LAW, "2026-05-18", "Atw 1 with 3.1 and 3.3: Ascension and the day after"),
    ("2026-04-13", 14, DAYS, LAW, "2026-04-28", "Atw 1 with 3.1: the King's birthday"),
    ("2025-04-12", 14, DAYS, LAW, "2025-04-28", "Atw 1: the King's birthday on a Saturday"),
    ("2026-05-11", 14, DAYS, LAW, "2026-05-26", "Atw 1 with 3.1: Whit Monday"),
    ("2026-12-24", 5, DAYS, LAW, "2026-12-29", "a Tuesday, with two working days in it"),
    ("2026-12-21", 5, DAYS, LAW, "2026-12-28", "Atw 1: Boxing Day on a Saturday"),
    ("2026-12-18", 5, DAYS, LAW, "2026-12-23", "a Wednesday"),
    ("2026-04-02", 3, DAYS, LAW, "2026-04-08", "Atw 2: after Easter a second working day"),
    ("2026-04-02", 2, DAYS, LAW, "2026-04-07", "Atw 1; article 2 starts at three days"),
    ("2026-12-24", 4, DAYS, LAW, "2026-12-29", "Atw 2: Monday 28 is the only working day in it"),
    ("2026-12-23", 3, DAYS, LAW, "2026-12-28", "Atw 1, and Thursday and Monday are two working days"),
    ("2026-03-16", 10, WEEKS, LAW, "2026-05-26", "Atw 1 with 3.1: Whit Monday"),
    ("2026-10-23", 10, WEEKS, LAW, "2027-01-04", "Atw 1 with 3.1: New Year, then a weekend"),
    ("2026-11-24", 10, WEEKS, LAW, "2027-02-02", "a Tuesday"),
    ("2026-11-30", 3, MONTHS, LAW, "2027-03-01", "last day of February is a Sunday: Atw 1"),
    ("2026-10-20", 4, MONTHS, LAW, "2027-02-20", "Atw 4 under a: more than three months, so a Saturday stands"),
    ("2026-11-20", 6, WEEKS, OURS, "2027-01-01", "our own norm is no term set by law"),
    ("2026-11-24", 5, WD, OURS, "2026-12-01", "a week"),
    ("2026-12-21", 5, WD, OURS, "2026-12-29", "Christmas does not count"),
    ("2026-04-30", 5, WD, OURS, "2026-05-08", "5 May does not count"),
    ("2026-05-12", 5, WD, OURS, "2026-05-21", "Ascension and the day after do not count"),
    ("2026-11-24", 10, WD, OURS, "2026-12-08", "two weeks"),
    ("2026-05-13", 1, WD, OURS, "2026-05-18", "the next working day is Monday"),
    ("2026-04-02", 1, WD, LAW, "2026-04-07", "the next working day after Easter"),
]


@pytest.mark.parametrize("case", TERMS, ids=lambda case: f"{case[0]} + {case[1]} {case[2]}")
def test_the_end_of_a_term_worked_out_by_hand(case):
    start, length, unit, statutory, end, _why = case
    assert due(d(start), Term(length, unit, statutory), ALL).day == d(end)


def test_a_library_that_forgets_a_holiday_is_found_out(monkeypatch):
    """A term must not go wrong in silence."""
    real = content.library.country_holidays
    monkeypatch.setattr(
        content.library, "country_holidays", lambda *a, **k: real(*a, **k | {"categories": ("public",)})
    )
    holidays_of.cache_clear()
    try:
        with pytest.raises(RuntimeError, match="2027 are not those of the law"):
            holidays_of(2027)
    finally:
        holidays_of.cache_clear()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[[decree]]\nname = "x"\nmark = "S"\ndays = ["2026-01-02"]', "moet een lijst van datums zijn"),
        ('[[decree]]\nname = "x"\nmark = "S"\ndays = []', "moet een lijst van datums zijn"),
        ('[[decree]]\nmark = "S"\ndays = [2026-01-02]', "name: ontbreekt"),
        ('[[decree]]\nname = "x"\nmark = "S"\ndays = [2026-01-02]\nday = 1', "day: dit veld bestaat niet"),
        ("days = []", "days: dit veld bestaat niet"),
    ],
)
def test_a_decree_that_is_not_right_is_refused(text, why):
    with pytest.raises(ContentError, match=why):
        list(read_decrees(text))
