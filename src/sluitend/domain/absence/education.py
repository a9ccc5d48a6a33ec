"""From when until when a child must be at school, by birth date and school year (Leerplichtwet 2, 3, 4a and 4b).

A school year runs from 1 August to 31 July (Leerplichtwet 1). Where the days off are not known, the first day of a month
stands for its first school day.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

FIRST_AGE, LAST_AGE, FULL_YEARS, QUALIFIED_AGE = 5, 16, 12, 18
_SATURDAY = 5


def school_year(day: date) -> tuple[date, date]:
    """The school year a day falls in: its first and last day."""
    first = day.year if day.month >= 8 else day.year - 1
    return date(first, 8, 1), date(first + 1, 7, 31)


def _birthday(birth: date, years: int) -> date:
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:  # 29 February: the child is a year older on 1 March
        return date(birth.year + years, 3, 1)


def leerplicht_start(birth: date, free: AbstractSet[date] | None = None) -> date:
    """Leerplicht starts on the first school day of the month after the fifth birthday (Leerplichtwet 3 lid 1).

    free: school holidays and holidays; None when they are not known.
    """
    fifth = _birthday(birth, FIRST_AGE)
    day = date(fifth.year + fifth.month // 12, fifth.month % 12 + 1, 1)
    while free is not None and (day.weekday() >= _SATURDAY or day in free):
        day += timedelta(days=1)
    return day


def leerplicht_end(birth: date, first_school_year: int | None = None) -> date:
    """Leerplicht ends with the school year in which the child turns sixteen, or after twelve full school years.

    first_school_year: the year in which the child's first full school year began, when known; the earlier end counts.
    Source: Leerplichtwet 3 lid 1.
    """
    by_age = school_year(_birthday(birth, LAST_AGE))[1]
    if first_school_year is None:
        return by_age
    return min(by_age, date(first_school_year + FULL_YEARS, 7, 31))


def qualifies_until(birth: date) -> date:
    """Kwalificatieplicht lasts until the eighteenth birthday, or until a startkwalificatie (Leerplichtwet 4a).

    Gives the first day without the duty; whether somebody has a startkwalificatie is not known here.
    """
    return _birthday(birth, QUALIFIED_AGE)


def must_be_at_school(birth: date, day: date, free: AbstractSet[date] | None = None) -> bool:
    """Whether leerplicht or kwalificatieplicht holds on a day, exemptions and startkwalificatie left aside.

    free: as for leerplicht_start.
    """
    return leerplicht_start(birth, free) <= day < qualifies_until(birth)


def compulsory_until(birth: date) -> tuple[date, date]:
    """The last day of leerplicht and the first day without kwalificatieplicht."""
    return leerplicht_end(birth), qualifies_until(birth)
