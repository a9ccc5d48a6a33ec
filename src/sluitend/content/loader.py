"""Read a content file piece by piece, and say exactly what is wrong: which file, which entry, which field."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from importlib import resources
from typing import Any, TypeVar

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class ContentError(ValueError):
    """Something in a content file is not right.

    file, entry and field say where; problem says what, in Dutch, for the administrator who wrote it.
    """

    def __init__(self, file: str, entry: str, field: str, problem: str) -> None:
        """Keep the parts and write them out as one sentence."""
        self.file, self.entry, self.field, self.problem = file, entry, field, problem
        super().__init__(": ".join(part for part in (file, entry, field, problem) if part))


def packaged(name: str) -> str:
    """Give the text of a content file that comes with the program."""
    return resources.files("sluitend.content").joinpath(name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a content file, with its place, so that every complaint can name it."""

    file: str
    name: str
    values: Mapping[str, Any]

    def wrong(self, field: str, problem: str) -> ContentError:
        """Make the error for a field of this entry."""
        return ContentError(self.file, self.name, field, problem)

    def only(self, *fields: str) -> None:
        """Raise when there is a field that nobody reads: a typing error must not pass as silence."""
        for field in self.values:
            if field not in fields:
                raise self.wrong(field, "dit veld bestaat niet")

    def _value(self, field: str, kind: type[T], name: str, default: T | None) -> T:
        value = self.values.get(field, default)
        if value is None:
            raise self.wrong(field, "ontbreekt")
        # A flag is a number and a moment is a date to Python, not to people.
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, (bool, datetime))):
            raise self.wrong(field, f"moet {name} zijn")
        return value

    def text(self, field: str, default: str | None = None) -> str:
        """Give a text; one without a default may not be empty."""
        value = self._value(field, str, "een tekst", default)
        if default is None and not value.strip():
            raise self.wrong(field, "is leeg")
        return value

    def number(self, field: str) -> int:
        """Give a whole number."""
        return self._value(field, int, "een heel getal", None)

    def flag(self, field: str, default: bool | None = None) -> bool:
        """Give true or false."""
        return self._value(field, bool, "true of false", default)

    def day(self, field: str) -> date:
        """Give a date."""
        return self._value(field, date, "een datum", None)

    def day_or_none(self, field: str) -> date | None:
        """Give a date, or None when the field is not there."""
        return self.day(field) if field in self.values else None

    def words(self, field: str, *, empty: bool = False) -> tuple[str, ...]:
        """Give a list of texts; one that may not be empty says so."""
        value = self._value(field, list, "een lijst", [] if empty else None)
        if not all(isinstance(word, str) for word in value):
            raise self.wrong(field, "moet een lijst van teksten zijn")
        if not value and not empty:
            raise self.wrong(field, "is leeg")
        if len(set(value)) != len(value):
            raise self.wrong(field, "noemt iets twee keer")
        return tuple(value)

    def one(self, field: str, kind: type[E]) -> E:
        """Give a member of an enum."""
        return self.member(field, kind, self.text(field))

    def many(self, field: str, kind: type[E], *, empty: bool = False) -> frozenset[E]:
        """Give members of an enum."""
        return frozenset(self.member(field, kind, word) for word in self.words(field, empty=empty))

    def member(self, field: str, kind: type[E], word: str) -> E:
        """Give the member for this word, or raise with the words that exist."""
        try:
            return kind(word)
        except ValueError:
            raise self.wrong(field, f"“{word}” bestaat niet; kies uit {', '.join(kind)}") from None

    def table(self, field: str) -> Entry:
        """Give a table inside this one."""
        return Entry(self.file, f"{self.name}, {field}", self._value(field, dict, "een tabel", {}))

    def tables(self, field: str, name: Callable[[Mapping[str, Any], int], str]) -> Iterator[Entry]:
        """Give the tables of a list, each under the name that people know it by."""
        values: Sequence[Any] = self._value(field, list, "een lijst van tabellen", [])
        for place, value in enumerate(values, start=1):
            if not isinstance(value, dict):
                raise self.wrong(field, "moet een lijst van tabellen zijn")
            yield Entry(self.file, name(value, place), value)


def whole(file: str, text: str) -> Entry:
    """Read a text as TOML; raise ContentError when it is not."""
    try:
        return Entry(file, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(file, "", "", f"is geen geldig TOML-bestand ({error})") from None


def by_code(label: str) -> Callable[[Mapping[str, Any], int], str]:
    """Name the tables of a list by their code, or by their place when it has none."""
    return lambda value, place: f"{label} {value.get('code', f'op plaats {place}')}"


def no_shorter(root: Entry, field: str, codes: Iterable[str], at_least: AbstractSet[str]) -> None:
    """Raise when a list lacks what it must always hold: a municipality may make it longer, and never shorter."""
    if missing := at_least - set(codes):
        raise root.wrong(field, f"{min(missing)} ontbreekt: deze lijst kan alleen langer worden")


def no_doubles(entries: Collection[Entry], field: str = "code") -> None:
    """Raise when two entries carry the same code."""
    seen: set[Any] = set()
    for entry in entries:
        code = entry.values.get(field)
        if code in seen:
            raise entry.wrong(field, f"“{code}” staat er twee keer in")
        seen.add(code)
