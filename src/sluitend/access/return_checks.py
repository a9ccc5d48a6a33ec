"""When the check of the first school week is, in the region of a municipality."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sluitend.access import norms
from sluitend.access.protocols import region_of
from sluitend.content.holidays import dutch_holidays
from sluitend.content.school_holidays import school_free, summer_holidays
from sluitend.domain.absence.return_check import CheckWeek, check_week
from sluitend.domain.vocabulary import SchoolRegion


def check_weeks(municipality_id: UUID) -> tuple[CheckWeek, ...]:
    """Give the first school week after each summer holiday that is known, oldest first."""
    return weeks_in(region_of(municipality_id))


def weeks_in(region: SchoolRegion) -> tuple[CheckWeek, ...]:
    """Give the same for a region."""
    found = []
    for summer in summer_holidays(region):
        years = (summer.last.year, summer.last.year + 1)
        found.append(
            check_week(
                summer.last,
                frozenset(dutch_holidays(*years)) | school_free(region, years),
                school_days=norms.value("return.counted", summer.last),
                open_days=norms.value("return.open", summer.last),
            )
        )
    return tuple(found)


def week_on(municipality_id: UUID, day: date) -> CheckWeek | None:
    """Give the week whose check can be seen on a day: from its first day until the last day to hand in."""
    return next((week for week in check_weeks(municipality_id) if week.first <= day <= week.until), None)


def last_week(municipality_id: UUID, day: date) -> CheckWeek | None:
    """Give the newest week that has begun, of at most a school year ago."""
    begun = [week for week in check_weeks(municipality_id) if day - timedelta(days=366) <= week.first <= day]
    return begun[-1] if begun else None


def next_week(municipality_id: UUID, day: date) -> CheckWeek | None:
    """Give the next week that is still to begin, or None when its holidays are not known yet."""
    return next((week for week in check_weeks(municipality_id) if week.first > day), None)
