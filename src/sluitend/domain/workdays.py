"""Working days, and how a term that ends on a weekend or holiday moves on (Algemene termijnenwet).

A working day is no Saturday, Sunday or generally recognised holiday. Which days are holidays comes in as an argument:
content.holidays computes them.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5
_ATW_2_DAYS = 3
_ATW_2_WORKING_DAYS = 2


def is_working_day(day: date, holidays: AbstractSet[date]) -> bool:
    """A working day is no Saturday, no Sunday and no holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def first_working_day(day: date, holidays: AbstractSet[date]) -> date:
    """Give this day when it is a working day, else the next one that is."""
    while not is_working_day(day, holidays):
        day += _DAY
    return day


def add_working_days(start: date, days: int, holidays: AbstractSet[date]) -> date:
    """Give the day on which the given number of working days after start has passed; start itself does not count.

    Raises:
        ValueError: the number is negative; counting back is another rule (Algemene termijnenwet 1 lid 2).
    """
    if days < 0:
        raise ValueError("working days are counted forward")
    day = start
    for _ in range(days):
        day = first_working_day(day + _DAY, holidays)
    return day


def working_days_after(start: date, end: date, holidays: AbstractSet[date]) -> int:
    """Count the working days after start, up to and including end."""
    return sum(is_working_day(start + _DAY * n, holidays) for n in range(1, (end - start).days + 1))


def end_of_statutory_term(start: date, end: date, holidays: AbstractSet[date]) -> date:
    """Move the end of a term set by law, counted from start, as the Algemene termijnenwet says.

    Article 2: a term of three days or more holds at least two days that are no Saturday, Sunday or holiday. Article 1:
    a term that ends on a Saturday, Sunday or holiday runs on to the end of the first day that is not.
    """
    if (end - start).days >= _ATW_2_DAYS:
        while working_days_after(start, end, holidays) < _ATW_2_WORKING_DAYS:
            end += _DAY
    return first_working_day(end, holidays)
