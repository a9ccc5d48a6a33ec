"""School holidays per region, read from school_holidays.toml: some are set by law, others are an advice to schools."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from sluitend.content.loader import Entry, packaged, whole
from sluitend.domain.parameters import Mark
from sluitend.domain.vocabulary import SchoolRegion

FILE = "school_holidays.toml"
SUMMER = "Zomervakantie"


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """One holiday of one or more regions, first and last day included.

    set_by_law: the minister sets it; otherwise it is an advice, from which a school may depart. source and mark: as in a
    norm.
    """

    name: str
    regions: frozenset[SchoolRegion]
    first: date
    last: date
    set_by_law: bool
    source: str
    mark: Mark

    @property
    def days(self) -> frozenset[date]:
        """Give every day of it."""
        return frozenset(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class SchoolHolidays:
    """All school holidays we know. years: the first and the last whole calendar year."""

    version: str
    years: tuple[int, int]
    holidays: tuple[SchoolHoliday, ...]


@cache
def school_holidays() -> SchoolHolidays:
    """Give the school holidays that come with the program."""
    return parse_school_holidays(packaged(FILE))


@cache
def school_free(region: SchoolRegion, years: tuple[int, int]) -> frozenset[date]:
    """Give the days of school holidays in a region, from the first up to and including the last calendar year.

    Of a year that we do not know yet there are none: a term in lesson weeks then ends early rather than late.
    """
    days: Iterable[date] = (day for one in school_holidays().holidays if region in one.regions for day in one.days)
    return frozenset(day for day in days if years[0] <= day.year <= years[1])


def summer_holidays(region: SchoolRegion) -> tuple[SchoolHoliday, ...]:
    """Give the summer holidays of a region that we know, oldest first."""
    found = (one for one in school_holidays().holidays if one.name == SUMMER and region in one.regions)
    return tuple(sorted(found, key=lambda one: one.first))


def parse_school_holidays(text: str, file: str = FILE) -> SchoolHolidays:
    """Make the school holidays from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or impossible, or a year misses a holiday; it says where.
    """
    root = whole(file, text)
    root.only("version", "years", "source_set", "source_advice", "holiday")
    sources = {True: root.text("source_set"), False: root.text("source_advice")}
    entries = root.tables("holiday", lambda value, place: f"{value.get('name', 'vakantie')} op plaats {place}")
    found = tuple(_holiday(entry, sources) for entry in entries)
    years = root.values.get("years")
    if not isinstance(years, list) or [type(year) for year in years] != [int, int] or years[0] > years[1]:
        raise root.wrong("years", "moet het eerste en het laatste jaar zijn")
    made = SchoolHolidays(root.text("version"), (years[0], years[1]), found)
    _check_whole(root, made)
    return made


def _holiday(entry: Entry, sources: dict[bool, str]) -> SchoolHoliday:
    entry.only("name", "regions", "first", "last", "set_by_law", "mark")
    first, last, set_by_law = entry.day("first"), entry.day("last"), entry.flag("set_by_law")
    if last < first:
        raise entry.wrong("last", "ligt voor de eerste dag")
    return SchoolHoliday(
        name=entry.text("name"),
        regions=entry.many("regions", SchoolRegion),
        first=first,
        last=last,
        set_by_law=set_by_law,
        source=sources[set_by_law],
        mark=entry.one("mark", Mark),
    )


def _check_whole(root: Entry, made: SchoolHolidays) -> None:
    """Each region has each holiday once in every year, and no two of them touch the same day."""
    names = {one.name for one in made.holidays}
    for region in SchoolRegion:
        own = sorted((one for one in made.holidays if region in one.regions), key=lambda one: one.first)
        for earlier, later in pairwise(own):
            if later.first <= earlier.last:
                raise root.wrong("holiday", f"{later.name} {later.first} in regio {region} begint te vroeg")
        for year in range(made.years[0], made.years[1] + 1):
            missing = names - {one.name for one in own if one.first.year == year}
            if missing:
                raise root.wrong("holiday", f"{min(missing)} {year} ontbreekt in regio {region}")
