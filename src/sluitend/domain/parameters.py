"""Norms as dated values: how long, how many, since when, on what ground, and how sure we are of it.

No number from a law or a policy stands in code; it stands in content/parameters.toml and is looked up by code and day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sluitend.domain.vocabulary import N_, Worded


class Mark(Worded):
    """How sure we are of a norm."""

    LAW = "V", N_("Nagelezen in de wet")
    SECONDARY = "S", N_("Gelezen in een andere bron dan de wet")
    MEMORY = "M", N_("Uit het hoofd: laat dit bevestigen door uw jurist")
    PROPOSAL = "P", N_("Eigen keuze; de gemeente kan anders kiezen")


class Unit(Worded):
    """What a norm counts."""

    MINUTES = "minutes", N_("minuten")
    HOURS = "hours", N_("uur")
    DAYS = "days", N_("dagen")
    WORKING_DAYS = "working_days", N_("werkdagen")
    WEEKS = "weeks", N_("weken")
    MONTHS = "months", N_("maanden")
    LESSON_HOURS = "lesson_hours", N_("lesuren")
    LESSON_WEEKS = "lesson_weeks", N_("lesweken")
    PEOPLE = "people", N_("personen")
    NUMBER = "number", N_("stuks")


@dataclass(frozen=True, slots=True)
class Norm:
    """One norm during one period.

    code: stable name, `subject.what`. text_nl and text_en: the norm in a sentence. value: a whole number of unit.
    statutory: the law or a decree sets it; only then may a screen show red. source: article, or why we chose it.
    valid_from: first day; valid_to: last day, or None while it lasts.
    """

    code: str
    text_nl: str
    text_en: str
    value: int
    unit: Unit
    mark: Mark
    statutory: bool
    source: str
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the norm holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Norms:
    """All norms of one version of the content."""

    version: str
    all: tuple[Norm, ...]
    _by_code: Mapping[str, tuple[Norm, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index by code.

        Raises:
            ValueError: a period ends before it starts, or two periods of one code overlap; the message names the code.
        """
        by_code: defaultdict[str, list[Norm]] = defaultdict(list)
        for norm in sorted(self.all, key=lambda norm: norm.valid_from):
            earlier = by_code[norm.code][-1:]
            if norm.valid_to is not None and norm.valid_to < norm.valid_from:
                raise ValueError(f"{norm.code}: ends before it starts")
            if earlier and earlier[0].holds_on(norm.valid_from):
                raise ValueError(f"{norm.code}: two periods hold on {norm.valid_from}")
            by_code[norm.code].append(norm)
        object.__setattr__(self, "_by_code", {code: tuple(norms) for code, norms in by_code.items()})

    def at(self, code: str, day: date) -> Norm:
        """Give the norm with this code that holds on a day (an Amsterdam date).

        Raises:
            LookupError: no norm has this code, or none holds on that day.
        """
        for norm in self._by_code.get(code, ()):
            if norm.holds_on(day):
                return norm
        raise LookupError(f"no norm {code} on {day}")

    def on(self, day: date) -> Iterable[Norm]:
        """Give every norm that holds on a day, in order of code."""
        return (norm for code in sorted(self._by_code) for norm in self._by_code[code] if norm.holds_on(day))
