"""When a school must report: sixteen hours without a valid reason within four consecutive lesson weeks (Leerplichtwet 21a).

Schools hold the hours; a municipality holds the report. What goes in here is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sluitend.domain.clock import is_lesson_week

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Absent:
    """Hours of lesson or practice missed on one day. authorised: with a valid reason."""

    day: date
    hours: Fraction
    authorised: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """A report that the school must make. begin: first day of absence that counts. end: the day of the last hour."""

    begin: date
    end: date


def sixteen_hours(
    absences: Iterable[Absent], free: AbstractSet[date], *, hours: int, weeks: int, apart: int = 0
) -> tuple[Reached, ...]:
    """Absence of so many hours without a valid reason, within so many lesson weeks on end, is reported.

    After a report the count begins anew the day after. Days without lessons do not count, and neither do weeks without
    any. free: school holidays and holidays. hours and weeks: the norms `absence.threshold_hours` and
    `absence.threshold_weeks`. apart: how many days at least lie between the ends of two reports.
    """
    missed = _missed(absences, free)
    found: list[Reached] = []
    since = date.min
    for day in sorted(missed):
        counted = [one for one in _window(day, weeks, free) if one >= since and one in missed]
        early = bool(found) and (day - found[-1].end).days < apart
        if sum(missed[one] for one in counted) >= hours and not early:
            found.append(Reached(min(counted), day))
            since = day + _DAY
    return tuple(found)


def _missed(absences: Iterable[Absent], free: AbstractSet[date]) -> dict[date, Fraction]:
    missed: dict[date, Fraction] = {}
    for one in absences:
        lessons = one.day.weekday() < _SATURDAY and one.day not in free
        if lessons and one.hours > 0 and not one.authorised:
            missed[one.day] = missed.get(one.day, Fraction()) + one.hours
    return missed


def _window(day: date, weeks: int, free: AbstractSet[date]) -> Iterator[date]:
    """Give the days of so many lesson weeks up to and with this one, newest first."""
    left = 7 * weeks
    while left:
        if is_lesson_week(day, free):
            yield day
            left -= 1
        day -= _DAY
