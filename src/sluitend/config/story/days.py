"""When things happened: days before now, moved to working days, in the hours in which people work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sluitend.access.context import AMSTERDAM, today
from sluitend.content.holidays import dutch_holidays
from sluitend.domain.report import HalfYear, half_year_of
from sluitend.domain.workdays import is_working_day

OPENS = time(8, 40)
WORKDAY = 480  # minutes
SETTLING_IN = 200  # days in which the municipality worked with it before the first half-year that is told about
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Days:
    """The story's calendar. now: the moment that the story leads up to."""

    now: datetime

    @property
    def today(self) -> date:
        """The date in Amsterdam."""
        return today(self.now)

    def day(self, ago: int) -> date:
        """Give the working day that lies this many days back, or the one before it; today is today."""
        found = self.today - timedelta(days=ago)
        while ago > 0 and not is_working_day(found, dutch_holidays(found.year, found.year)):
            found -= timedelta(days=1)
        return found

    def moment(self, ago: int, minutes: int = 0) -> datetime:
        """Give a moment in working hours on that day, `minutes` after the doors open, and never after now."""
        opened = datetime.combine(self.day(ago), OPENS, AMSTERDAM) + timedelta(minutes=minutes % WORKDAY)
        return min(opened.astimezone(self.now.tzinfo), self.now)

    def ago(self, day: date) -> int:
        """Give how many days back a date lies."""
        return (self.today - day).days

    def born(self, age: float, jitter: int) -> date:
        """Give a birth date for somebody of this age now; jitter spreads birthdays over the year."""
        spread = 20 + jitter % 300 if age >= 1 else 0
        return self.today - timedelta(days=round(age * YEAR) + spread)

    @property
    def first_half_year(self) -> HalfYear:
        """The half-year in which the light history begins: that and the next one are over, whenever now is."""
        return half_year_of(date(self.today.year - 1, self.today.month, 1))

    @property
    def begin(self) -> int:
        """Days back at which the municipality began."""
        return self.ago(self.first_half_year.starts_on) + SETTLING_IN
