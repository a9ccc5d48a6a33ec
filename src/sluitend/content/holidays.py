"""Which days are holidays in the sense of the Algemene termijnenwet, article 3: the one place that asks a library.

The days of paragraph 1, Good Friday of paragraph 2, and the days that a decree under paragraph 3 puts on a par.
Easter Sunday and Whit Sunday are Sundays and stand in no paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays as library

from sluitend.content.loader import ContentError, packaged, whole

FILE = "holidays.toml"
_FIRST, _SECOND, _THIRD = (f"Algemene termijnenwet, artikel 3 lid {number}" for number in (1, 2, 3))
_ARTICLES: Mapping[str, str] = {
    "Nieuwjaarsdag": _FIRST,
    "Goede vrijdag": _SECOND,
    "Tweede paasdag": _FIRST,
    "Koningsdag": _FIRST,
    "Koninginnedag": _FIRST,
    "Bevrijdingsdag": _FIRST,
    "Hemelvaartsdag": _FIRST,
    "Tweede pinksterdag": _FIRST,
    "Eerste kerstdag": _FIRST,
    "Tweede kerstdag": _FIRST,
}
_PER_YEAR = len(_ARTICLES) - 1  # the King or the Queen, not both


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which no term set by law ends. name: in Dutch. source: its article. mark: how sure we are (V or S)."""

    day: date
    name: str
    source: str
    mark: str = "V"


@cache
def holidays_of(year: int) -> tuple[Holiday, ...]:
    """Give the holidays of a year, in order.

    Raises:
        RuntimeError: the library no longer gives the days the law names; a term must not go wrong in silence.
    """
    days = library.country_holidays("NL", years=year, categories=("public", "optional"), language="nl")
    found = [
        Holiday(day, name, _ARTICLES[name])
        for day, names in days.items()
        for name in names.split("; ")
        if name in _ARTICLES
    ]
    if len({holiday.name for holiday in found}) != _PER_YEAR:
        raise RuntimeError(f"the holidays of {year} are not those of the law: {sorted(h.name for h in found)}")
    return tuple(sorted([*found, *(one for one in decreed() if one.day.year == year)], key=lambda one: one.day))


@cache
def dutch_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """Give all holidays from first_year up to and including last_year."""
    return frozenset(holiday.day for year in range(first_year, last_year + 1) for holiday in holidays_of(year))


@cache
def decreed() -> tuple[Holiday, ...]:
    """Give the days put on a par by decree that come with the program."""
    return tuple(read_decrees(packaged(FILE)))


def read_decrees(text: str, file: str = FILE) -> Iterator[Holiday]:
    """Read the days put on a par by decree.

    Raises:
        ContentError: something is unknown, missing or no date; it says where.
    """
    root = whole(file, text)
    root.only("decree")
    for entry in root.tables("decree", lambda value, place: str(value.get("name", f"besluit op plaats {place}"))):
        entry.only("name", "mark", "days")
        days = entry.values.get("days")
        if not isinstance(days, list) or not days or any(type(day) is not date for day in days):
            raise ContentError(file, entry.name, "days", "moet een lijst van datums zijn")
        for day in days:
            yield Holiday(day, "Gelijkgestelde dag", f"{_THIRD}; {entry.text('name')}", entry.text("mark"))
