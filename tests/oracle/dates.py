"""Days, terms and ages as the law counts them, written slowly and plainly, day by day.

Nothing here is clever on purpose: each function walks over days and asks the sentence of the article on each of them.
Standard library only; shares nothing with the program.

- `holidays(year)`: Algemene termijnenwet (Atw) art. 3 lid 1 and 2; the days made equal by decree (lid 3) are `EQUATED`.
- `working_day_after`, `end_of_term`: Atw art. 1, 2 and 4 for terms set by law (and, art. 5, by order in council).
- `compulsory_from`, `compulsory_until`, `duty`: Leerplichtwet 1969 (Lpw) art. 2, 3, 4a.
- `sixteen_hour_reports`: Lpw art. 21a, sixteen hours in four consecutive lesson weeks.

A school holiday is a pair of its first and last day, both included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

DAY = timedelta(days=1)
Range = tuple[date, date]

# Days made equal to a holiday by royal decree (Atw art. 3 lid 3). Known from a secondary source; a decree follows every three years.
EQUATED = frozenset(
    {
        date(2023, 4, 28),
        date(2023, 5, 19),
        date(2024, 5, 10),
        date(2024, 12, 27),
        date(2025, 5, 30),
        date(2026, 1, 2),
        date(2026, 5, 15),
        date(2027, 5, 7),
        date(2028, 4, 28),
        date(2028, 5, 26),
    }
)


# ---- days ------------------------------------------------------------------------------------------------------------


def easter(year: int) -> date:
    """Easter Sunday: the first Sunday after the first ecclesiastical full moon on or after 21 March.

    The full moon follows from the golden number, as the church tables of 1582 give it for the Gregorian calendar.
    """
    golden = year % 19 + 1
    century = year // 100 + 1
    solar = 3 * century // 4 - 12  # leap days the Gregorian calendar left out
    lunar = (8 * century + 5) // 25 - 5  # correction of the moon's cycle
    epact = (11 * golden + 20 + lunar - solar) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full_moon = date(year, 3, 21) + DAY * ((44 - epact - 21) % 30)
    day = full_moon + DAY
    while day.weekday() != 6:
        day += DAY
    return day


def kings_day(year: int) -> date:
    """27 April since 2014 and 30 April before; the day before when that is a Sunday."""
    day = date(year, 4, 27 if year >= 2014 else 30)
    return day - DAY if day.weekday() == 6 else day


def holidays(year: int, equated: Collection[date] = EQUATED) -> set[date]:
    """Atw art. 3: New Year's day, Easter Monday and Whit Monday, both days of Christmas, Ascension day, King's day, 5 May, and Good Friday."""
    sunday = easter(year)
    return {
        date(year, 1, 1),
        sunday - 2 * DAY,
        sunday + DAY,
        kings_day(year),
        date(year, 5, 5),  # every year, not only each fifth
        sunday + 39 * DAY,
        sunday + 50 * DAY,
        date(year, 12, 25),
        date(year, 12, 26),
    } | {day for day in equated if day.year == year}


class Calendar:
    """What counts as a holiday and as a school holiday, for one region and one reading of the law.

    `extra`: days on top of the law's own; `equated`: the days made equal by decree; `closed`: give the whole set of
    holidays yourself (then nothing is computed).
    """

    def __init__(
        self,
        school_holidays: Sequence[Range] = (),
        *,
        equated: Collection[date] = EQUATED,
        extra: Collection[date] = (),
        closed: Collection[date] | None = None,
    ) -> None:
        self.school_holidays = tuple(school_holidays)
        self._equated, self._extra, self._closed = equated, frozenset(extra), closed
        self._years: dict[int, set[date]] = {}

    def is_holiday(self, day: date) -> bool:
        if self._closed is not None:
            return day in self._closed
        if day.year not in self._years:
            self._years[day.year] = holidays(day.year, self._equated)
        return day in self._years[day.year] or day in self._extra

    def is_working_day(self, day: date) -> bool:
        """A day that is no Saturday, Sunday or generally recognised holiday (Atw art. 1)."""
        return day.weekday() < 5 and not self.is_holiday(day)

    def in_school_holiday(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.school_holidays)

    def is_lesson_day(self, day: date) -> bool:
        return self.is_working_day(day) and not self.in_school_holiday(day)


def on_or_after(day: date, calendar: Calendar) -> date:
    """The first working day on or after this one."""
    while not calendar.is_working_day(day):
        day += DAY
    return day


def plus_working_days(day: date, count: int, calendar: Calendar) -> date:
    """The count-th working day after this day; the day itself does not count. Nought gives the day itself."""
    left = count
    while left > 0:
        day += DAY
        if calendar.is_working_day(day):
            left -= 1
    return day


def plus_lesson_days(day: date, count: int, calendar: Calendar) -> date:
    """The count-th lesson day after this day."""
    left = count
    while left > 0:
        day += DAY
        if calendar.is_lesson_day(day):
            left -= 1
    return day


def is_lesson_week(day: date, calendar: Calendar) -> bool:
    """Whether the week of a day, from Monday to Sunday, holds any day with lessons."""
    monday = day
    while monday.weekday() != 0:
        monday -= DAY
    return any(calendar.is_lesson_day(monday + DAY * n) for n in range(7))


def plus_school_weeks(day: date, count: int, calendar: Calendar) -> date:
    """Weeks of school: seven days each, and the days of a week without lessons are not counted."""
    left = 7 * count
    while left > 0:
        day += DAY
        if is_lesson_week(day, calendar):
            left -= 1
    return day


def plus_months(day: date, count: int) -> date:
    """The same day of the month so many months on; where that month is shorter, its last day."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    last = 31
    while True:
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            last -= 1


def plus(day: date, length: int, unit: str, calendar: Calendar) -> date:
    """Count a term from a day: the day of the event itself is not counted."""
    if unit in {"days", "weeks"}:
        return day + DAY * length * (7 if unit == "weeks" else 1)
    if unit in {"months", "years"}:
        return plus_months(day, length * (12 if unit == "years" else 1))
    if unit == "working_days":
        return plus_working_days(day, length, calendar)
    if unit == "school_weeks":
        return plus_school_weeks(day, length, calendar)
    if unit == "lesson_days":
        return plus_lesson_days(day, length, calendar)
    raise ValueError(unit)


def is_covered(length: int, unit: str) -> bool:
    """Atw art. 4 under a: not for terms in hours, over 90 days, over 12 weeks, over 3 months, or in years."""
    return (
        (unit in {"days", "working_days"} and length <= 90)
        or (unit == "weeks" and length <= 12)
        or (unit == "months" and length <= 3)
    )


def lengthen(start: date, last: date, calendar: Calendar) -> date:
    """Atw art. 2, then art. 1: at least two working days in a term of three days or more; never ending on a free day."""
    if (last - start).days >= 3:
        while sum(calendar.is_working_day(start + DAY * n) for n in range(1, (last - start).days + 1)) < 2:
            last += DAY
    return on_or_after(last, calendar)


def end_of_term(start: date, length: int, unit: str, calendar: Calendar, *, rolls: bool) -> date:
    """The last day of a term. `rolls`: a term set by law within which something must be done (Atw art. 1, 2)."""
    last = plus(start, length, unit, calendar)
    return lengthen(start, last, calendar) if rolls and is_covered(length, unit) else last


# ---- compulsory education --------------------------------------------------------------------------------------------


def birthday(born: date, age: int) -> date:
    """The day on which an age is reached. Born on 29 February: in other years 1 March, when the year is full."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def half_past(born: date, age: int) -> date:
    """The day on which somebody is so many years and six months old."""
    return plus_months(birthday(born, age), 6)


def school_year_end(day: date) -> date:
    """The last day of the school year in which a day lies: 1 August to 31 July."""
    while (day.month, day.day) != (7, 31):
        day += DAY
    return day


def compulsory_from(born: date, calendar: Calendar) -> date:
    """Lpw art. 3: the first school day of the month after the one in which the child becomes five."""
    fifth = birthday(born, 5)
    day = fifth
    while day.month == fifth.month:
        day += DAY
    while not calendar.is_lesson_day(day):
        day += DAY
    return day


def compulsory_until(born: date, twelve_full_years_on: date | None = None) -> date:
    """Lpw art. 3: the last day of the school year in which the youth becomes sixteen, or of an earlier one after twelve full school years."""
    end = school_year_end(birthday(born, 16))
    if twelve_full_years_on is not None:
        end = min(end, school_year_end(twelve_full_years_on))
    return end


def duty(
    born: date,
    day: date,
    calendar: Calendar,
    *,
    qualified_on: date | None = None,
    twelve_full_years_on: date | None = None,
) -> str:
    """none, compulsory, qualification or follow_up: which duty somebody has on a day.

    Compulsory education (Lpw 2, 3), then the duty to qualify until eighteen or a basic qualification (4a), then no duty:
    the Doorstroompunt follows youths without a qualification until 27.
    """
    if day < compulsory_from(born, calendar):
        return "none"
    if day <= compulsory_until(born, twelve_full_years_on):
        return "compulsory"
    if qualified_on is not None and qualified_on <= day:
        return "none"
    if day < birthday(born, 18):
        return "qualification"
    if day < birthday(born, 27):
        return "follow_up"
    return "none"


# ---- sixteen hours in four lesson weeks ------------------------------------------------------------------------------


def last_four_lesson_weeks(day: date, not_before: date, calendar: Calendar) -> Iterator[date]:
    """The last 28 days up to and with this one, newest first, leaving out weeks without lessons, and not before a day."""
    left = 28
    while left > 0 and day >= not_before:
        if is_lesson_week(day, calendar):
            yield day
            left -= 1
        day -= DAY


def sixteen_hour_reports(
    absences: Iterable[tuple[date, Fraction | int, bool]], calendar: Calendar, *, apart: int = 0
) -> list[Range]:
    """The reports a school must make: first unauthorised day in the window, and the day on which hour 16 is reached.

    `absences`: (day, hours of lesson or practice missed, authorised). Absence with a valid reason never counts, nor does
    anything on a day without lessons. After a report a new window starts the day after. `apart`: days that at least lie
    between the ends of two reports (the register takes at most one per seven days; nought: the bare rule).
    """
    missed: dict[date, Fraction] = {}
    for day, hours, authorised in absences:
        if not authorised and calendar.is_lesson_day(day):
            missed[day] = missed.get(day, Fraction(0)) + Fraction(hours)
    reports: list[Range] = []
    not_before = date.min + DAY * 400
    for day in sorted(missed):
        window = [d for d in last_four_lesson_weeks(day, not_before, calendar) if missed.get(d, 0) > 0]
        too_soon = bool(reports) and (day - reports[-1][1]).days < apart
        if sum(missed[d] for d in window) >= 16 and not too_soon:
            reports.append((min(window), day))
            not_before = day + DAY
    return reports
