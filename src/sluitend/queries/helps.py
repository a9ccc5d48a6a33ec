"""What the open help pages tell: what the law does not allow and what exists instead, and the rule of sixteen hours.

Nothing here is about anybody, and nothing is kept: no line in the log, no row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sluitend.access.norms import value
from sluitend.content.holidays import dutch_holidays
from sluitend.content.not_done import NotDone, not_done
from sluitend.content.school_holidays import school_free, school_holidays
from sluitend.domain.absence.sixteen_hours import Absent, Reached, sixteen_hours
from sluitend.domain.clock import local_day
from sluitend.domain.vocabulary import SchoolRegion
from sluitend.domain.workdays import add_working_days


@dataclass(frozen=True, slots=True)
class ToReport:
    """A report that the school makes. report_by: the last day on which it is still in time."""

    reached: Reached
    report_by: date


@dataclass(frozen=True, slots=True)
class Counted:
    """The answer of the helper page. hours and weeks: the norm it counted with. unknown: a year whose holidays are unknown."""

    reports: tuple[ToReport, ...]
    hours: int
    weeks: int
    unknown: bool


def not_possible() -> tuple[NotDone, ...]:
    """Give what is not done here, why, and what exists instead."""
    return not_done()


def count_hours(absences: Iterable[Absent], region: SchoolRegion, *, now: datetime) -> Counted:
    """Tell which reports a school must make of these hours, by the norms of today; keeps nothing."""
    day = local_day(now)
    listed = list(absences)
    years = (
        min((one.day.year for one in listed), default=day.year) - 1,
        max((one.day.year for one in listed), default=day.year),
    )
    known = school_holidays().years
    hours, weeks = value("absence.threshold_hours", day), value("absence.threshold_weeks", day)
    free = school_free(region, (years[0], years[1] + 1)) | dutch_holidays(years[0], years[1] + 1)
    apart = value("absence.reports_apart", day)
    found = sixteen_hours(listed, free, hours=hours, weeks=weeks, apart=apart)
    # Weeks of holiday do not count for the school's five days either (Inspectie van het Onderwijs).
    within = value("absence.report", day)
    reports = tuple(ToReport(one, add_working_days(one.end, within, free)) for one in found)
    unknown = any(not known[0] <= one.day.year <= known[1] for one in listed)
    return Counted(reports, hours, weeks, unknown)
