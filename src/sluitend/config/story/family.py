"""Reads the families of the story: what happened to each of them, in days before now. The format: families-begin.toml."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from sluitend.config.hints import story_file
from sluitend.domain.case import PersonKind
from sluitend.domain.plan import DomainBasis
from sluitend.domain.vocabulary import ActionKind, Category, LifeDomain

CHILDREN = frozenset({"zoon", "dochter", "kleinzoon", "kleindochter"})
PARENTS = frozenset({"moeder", "vader", "stiefvader"})
T = TypeVar("T")


class StoryError(Exception):
    """A family of the story cannot be read; the message says which and where."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a family. relation: in the family's words. age: in years, now."""

    key: str
    given: str
    prefix: str
    surname: str
    relation: str
    age: float
    in_family: bool

    @property
    def kind(self) -> PersonKind:
        """Whether this is a child or an adult."""
        return PersonKind.CHILD if self.relation in CHILDREN else PersonKind.ADULT

    @property
    def full(self) -> str:
        """Give the whole name."""
        return " ".join(part for part in (self.given, self.prefix, self.surname) if part)


@dataclass(frozen=True, slots=True)
class Home:
    """Who lives at an address. hidden: nobody outside may learn it."""

    label: str
    members: tuple[str, ...]
    street: str
    number: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Something somebody wrote, so many days ago."""

    ago: int
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step with an action. extra: the alternative of a refusal, or what it is stuck on."""

    ago: int
    kind: str
    extra: str
    words: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with its life domain. told_by: in whose own words the domain stands open.

    level, family_level, end: level, sentence and source, at the start, by the family itself, and at the evaluation.
    """

    key: str
    ago: int
    domain: LifeDomain
    basis: DomainBasis
    told_by: str
    why: str
    words: str
    measure: str
    persons: tuple[str, ...]
    target: int
    level: tuple[Any, ...]
    family_level: tuple[Any, ...]
    end: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """What an organisation is asked. consent: what the family said; withdrawn: days ago; due: days after asking."""

    key: str
    ago: int
    goal: str
    org: str
    about: str
    kind: ActionKind
    title: str
    due: int
    consent: str
    withdrawn: int | None
    items: tuple[Category, ...]
    share: bool
    need: str
    steps: tuple[Step, ...]
    legal_title: str
    lighter: str
    remedy: str
    paired_with: str


@dataclass(frozen=True, slots=True)
class Family:
    """One family. given: the rest of what its file tells, read where it happens."""

    code: str
    title: str
    coordinator: str
    deputy: str
    opened: int
    heightened: bool
    persons: tuple[Person, ...]
    homes: tuple[Home, ...]
    authority: Mapping[str, tuple[str, ...]]
    goals: tuple[Goal, ...]
    actions: tuple[Action, ...]
    notes: tuple[Line, ...]
    given: Mapping[str, Any]

    @property
    def children(self) -> tuple[Person, ...]:
        """Give the children."""
        return tuple(person for person in self.persons if person.kind is PersonKind.CHILD)

    def person(self, key: str) -> Person:
        """Give somebody by key."""
        return next(person for person in self.persons if person.key == key)


@cache
def families() -> tuple[Family, ...]:
    """Give every family of the story, in the order of their files."""
    names = sorted(file.name for file in resources.files(__package__).iterdir() if file.name.startswith("families-"))
    return tuple(read(given) for name in names for given in story_file(name)["family"])


def read(given: Mapping[str, Any]) -> Family:
    """Read one family.

    Raises:
        StoryError: something in it cannot be read.
    """
    code = str(given["code"])
    try:
        persons = tuple(_person(text) for text in given["persons"])
        return Family(
            code=code,
            title=given["title"],
            coordinator=given["coordinator"],
            deputy=given["deputy"],
            opened=given["opened"],
            heightened=given.get("heightened", False),
            persons=persons,
            homes=_all(_home, given.get("homes", ())),
            authority=_authority(given, persons),
            goals=_all(_goal, given.get("goal", ())),
            actions=_all(_action, given.get("action", ())),
            notes=_all(line, given.get("notes", ())),
            given=given,
        )
    except (KeyError, ValueError, AttributeError) as error:
        raise StoryError(f"{code}: {error!r}") from error


def _all(make: Callable[[Any], T], given: Iterable[Any]) -> tuple[T, ...]:
    return tuple(make(one) for one in given)


_PERSON = re.compile(r"(~?)(\w+): ([^|]*)\|([^|]*)\|([^,]*), (.+), ([\d.]+)")
_HOME = re.compile(r"(!?)([^:]+): ([\w, ]+) @ (.+) (\d+)")
_LINE = re.compile(r"(\d+) (\w+): (.+)", re.DOTALL)
_STEP = re.compile(r"(\d+) (\w+)(?:/(\w+))?(?:: (.+))?", re.DOTALL)


def _match(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return tuple(part or "" for part in found.groups())


def _person(text: str) -> Person:
    outside, key, given, prefix, surname, relation, age = _match(_PERSON, text)
    return Person(key, given, prefix, surname, relation, float(age), not outside)


def _home(text: str) -> Home:
    hidden, label, members, street, number = _match(_HOME, text)
    return Home(label, tuple(members.split(", ")), street, number, bool(hidden))


def line(text: str) -> Line:
    """Read "days-ago who: text"."""
    ago, by, words = _match(_LINE, text)
    return Line(int(ago), by, words)


def step(text: str) -> Step:
    """Read "days-ago what/extra: words"."""
    ago, kind, extra, words = _match(_STEP, text)
    return Step(int(ago), kind, extra, words)


def _authority(given: Mapping[str, Any], persons: tuple[Person, ...]) -> Mapping[str, tuple[str, ...]]:
    everywhere = given.get("gezag") or [p.key for p in persons if p.relation in PARENTS]
    told = given.get("gezag_of", {})
    return {p.key: tuple(told.get(p.key, everywhere)) for p in persons if p.kind is PersonKind.CHILD}


def _goal(given: Mapping[str, Any]) -> Goal:
    basis, _, told_by = given.get("basis", "need").partition(":")
    return Goal(
        key=given["key"],
        ago=given["ago"],
        domain=LifeDomain(given["domain"]),
        basis=DomainBasis(basis),
        told_by=told_by,
        why=given["why"],
        words=given["words"],
        measure=given["measure"],
        persons=tuple(given["for"]),
        target=given["target"],
        level=tuple(given.get("level", ())),
        family_level=tuple(given.get("family_level", ())),
        end=tuple(given.get("end", ())),
    )


def _action(given: Mapping[str, Any]) -> Action:
    consent, _, withdrawn = given.get("consent", "").partition("@")
    return Action(
        key=given["key"],
        ago=given["ago"],
        goal=given.get("goal", ""),
        org=given["org"],
        about=given["for"],
        kind=ActionKind(given.get("kind", "help")),
        title=given["title"],
        due=given["due"],
        consent=consent,
        withdrawn=int(withdrawn) if withdrawn else None,
        items=tuple(Category(item) for item in given.get("items", ("k16",))),
        share=given.get("share", False),
        need=given.get("need", ""),
        steps=_all(step, given.get("steps", ())),
        legal_title=given.get("legal_title", ""),
        lighter=given.get("lighter", ""),
        remedy=given.get("remedy", ""),
        paired_with=given.get("with", ""),
    )
