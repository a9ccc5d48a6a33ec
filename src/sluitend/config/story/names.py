"""Draws people who do not exist: names in many spellings, birth dates, numbers that pass the eleven-test.

Every first name goes with every surname, and no kind of name with any kind of story: that is drawn apart.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count, islice
from random import Random
from typing import TypeVar

from sluitend.config.hints import story_file
from sluitend.domain.person import passes_eleven_test

SEED = 20130417
NAMES = "names.toml"
MOST_BSNS = 8000
T = TypeVar("T")

LETTERS = "ABCDEGHJKLMNPRTVWXZ"


BSN_FIRST = 999_000_000  # numbers that are given out only for examples and tests


@cache
def _bsns(number: int) -> tuple[str, ...]:
    digits = (str(BSN_FIRST + place) for place in count())
    return tuple(islice((text for text in digits if passes_eleven_test(text)), number))


def nth_bsn(number: int) -> str:
    """Give the nth BSN of the story: each is somebody else's."""
    return _bsns(MOST_BSNS)[number]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Somebody who was drawn. full: the name as people say it."""

    given: str
    prefix: str
    surname: str

    @property
    def full(self) -> str:
        """Give the whole name."""
        return " ".join(part for part in (self.given, self.prefix, self.surname) if part)


@dataclass(slots=True)
class Lot:
    """A drawer with a fixed beginning: the same story at every load."""

    name: str
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        """Begin where this lot always begins."""
        self._random = Random(f"{SEED} {self.name}")  # noqa: S311 - a story, not a secret

    def key(self) -> uuid.UUID:
        """Draw the key of a form."""
        return uuid.UUID(int=self._random.getrandbits(128), version=4)

    def one(self, options: Sequence[T]) -> T:
        """Draw one of these."""
        return self._random.choice(options)

    def number(self, low: int, high: int) -> int:
        """Draw a number from low up to and including high."""
        return self._random.randint(low, high)

    def chance(self, percent: int) -> bool:
        """Tell whether something happens that happens in this share of cases."""
        return self._random.random() * 100 < percent

    def weighted(self, options: dict[T, int]) -> T:
        """Draw one of these, each as often as its weight says."""
        return self._random.choices(list(options), list(options.values()))[0]

    def family_name(self) -> tuple[str, str]:
        """Draw a prefix and a surname."""
        prefix, _, name = self.one(story_file(NAMES)["surnames"]).rpartition(" ")
        return prefix, name

    def person(self, family: tuple[str, str] | None = None) -> Drawn:
        """Draw somebody; family: the surname, when that is known."""
        prefix, surname = family or self.family_name()
        return Drawn(self.one(story_file(NAMES)["given"]), prefix, surname)

    def phone(self) -> str:
        """Draw a mobile number that is never given out."""
        return f"+31600{self._random.randrange(10**6):06}"

    def postcode(self) -> str:
        """Draw a postcode of the story's own number."""
        return f"1299{self.one(LETTERS)}{self.one(LETTERS)}"

    def address(self) -> tuple[str, str]:
        """Draw a street and a number."""
        return self.one(story_file(NAMES)["streets"]), str(self.number(1, 220))
