"""When something is due, and how near that is: always in Amsterdam dates, with the moment given from outside."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sluitend.domain.parameters import Mark, Norm, Unit
from sluitend.domain.vocabulary import N_, Worded
from sluitend.domain.workdays import add_working_days, end_of_statutory_term

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_TERM_UNITS = frozenset(
    {Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.LESSON_WEEKS}
)
# Longer terms, and terms in hours, end on any day (Algemene termijnenwet 4 onder a).
_ATW_AT_MOST = {Unit.DAYS: 90, Unit.WEEKS: 12, Unit.MONTHS: 3}


def local_day(moment: datetime) -> date:
    """Give the date in Amsterdam at a moment.

    Raises:
        ValueError: the moment has no time zone.
    """
    return _aware(moment).astimezone(AMSTERDAM).date()


def end_of_day(day: date) -> datetime:
    """Give the moment an Amsterdam date is over, in UTC: the first moment of the next date."""
    return datetime.combine(day + timedelta(days=1), time(), AMSTERDAM).astimezone(UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment


@dataclass(frozen=True, slots=True)
class Term:
    """How long something may take.

    length: a whole number of unit. statutory: the law or a decree sets it. source and mark: as in the norm.
    """

    length: int
    unit: Unit
    statutory: bool = False
    source: str = ""
    mark: Mark = Mark.PROPOSAL

    def __post_init__(self) -> None:
        """Refuse what no clock can count: a ValueError."""
        if self.unit not in _TERM_UNITS or self.length < 0:
            raise ValueError(f"no term: {self.length} {self.unit}")

    @classmethod
    def of(cls, norm: Norm) -> Term:
        """Make the term of a norm; ValueError when its unit is no length of time."""
        return cls(norm.value, norm.unit, norm.statutory, norm.source, norm.mark)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that terms pass by.

    holidays: those of the Algemene termijnenwet. school_free: the days of school holidays in one region.
    """

    holidays: AbstractSet[date] = frozenset()
    school_free: AbstractSet[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a term, and the moment from which it is too late.

    day: Amsterdam date. moment: in UTC; for a term in days the end of that day, for a term in hours the exact moment.
    """

    day: date
    moment: datetime
    statutory: bool = False


def due(
    start: date | datetime, term: Term, holidays: AbstractSet[date], school_free: AbstractSet[date] = frozenset()
) -> Due:
    """Give when a term that starts with an event is over; the day of the event does not count.

    Months end on the same number, or on the last day of a shorter month. A term set by law that ends on a weekend or
    holiday runs on (Algemene termijnenwet 1 and 2), unless it is in hours or longer than 90 days, twelve weeks or
    three months (4). Hours pass by the real clock, also in a night when the clock is set. A week without a single school
    day is no lesson week, and does not count.

    start: an aware moment, or an Amsterdam date for terms in days or longer.

    Raises:
        ValueError: a moment without a time zone, or a date for a term in hours or minutes.
    """
    if term.unit in {Unit.HOURS, Unit.MINUTES}:
        if not isinstance(start, datetime):
            raise ValueError("a term in hours starts at a moment")
        length = timedelta(hours=term.length) if term.unit is Unit.HOURS else timedelta(minutes=term.length)
        moment = _aware(start).astimezone(UTC) + length
        return Due(local_day(moment), moment, term.statutory)
    first = local_day(start) if isinstance(start, datetime) else start
    last = _last_day(first, term, holidays, school_free)
    if runs_on(term):
        last = end_of_statutory_term(first, last, holidays)
    return Due(last, end_of_day(last), term.statutory)


def runs_on(term: Term) -> bool:
    """A term set by law that ends on a day off runs on, unless it is longer than the Algemene termijnenwet covers (4)."""
    return term.statutory and term.length <= _ATW_AT_MOST.get(term.unit, 0)


def _last_day(first: date, term: Term, holidays: AbstractSet[date], school_free: AbstractSet[date]) -> date:
    if term.unit is Unit.WORKING_DAYS:
        return add_working_days(first, term.length, holidays)
    if term.unit is Unit.LESSON_WEEKS:
        return add_lesson_weeks(first, term.length, school_free | holidays)
    if term.unit is Unit.MONTHS:
        return add_months(first, term.length)
    return first + timedelta(days=term.length * (7 if term.unit is Unit.WEEKS else 1))


def add_lesson_weeks(day: date, weeks: int, free: AbstractSet[date]) -> date:
    """Give the day on which so many lesson weeks have passed: seven days each, in weeks in which there is school."""
    left = 7 * weeks
    while left:
        day += timedelta(days=1)
        left -= is_lesson_week(day, free)
    return day


def is_lesson_week(day: date, free: AbstractSet[date]) -> bool:
    """A week is a lesson week when there is school on at least one of its days. free: school holidays and holidays."""
    monday = day - timedelta(days=day.weekday())
    return any(monday + timedelta(days=number) not in free for number in range(5))


def add_months(day: date, months: int) -> date:
    """Give the same day of the month, a number of months on; the last day where that month is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


class DueState(Worded):
    """How near the end of a term is."""

    OVERDUE = "overdue", N_("te laat")
    TODAY = "today", N_("vandaag")
    SOON = "soon", N_("binnenkort")
    LATER = "later", N_("later")


def state(end: Due, now: datetime, warn_before: int) -> DueState:
    """Tell whether a term is over, ends today, ends soon or later.

    now: an aware moment. warn_before: within how many days "soon" begins.
    """
    today = local_day(now)
    if now >= end.moment:
        return DueState.OVERDUE
    if today == end.day:
        return DueState.TODAY
    return DueState.SOON if (end.day - today).days <= warn_before else DueState.LATER


def is_red(end: Due, now: datetime) -> bool:
    """Only a term set by law that is over is shown in red; being late with our own norm is not against the law."""
    return end.statutory and state(end, now, 0) is DueState.OVERDUE
