"""The half-year report: which numbers about people may leave, and in what form.

People are counted only for closed half-years. Sources: CBS practice as described in the domain reference I.4 and I.5,
rules 1 to 3; the figures themselves are dated parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, LifeDomain, Worded


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The three figures that keep people from being recognised in a table.

    minimum: smallest number of people a published cell may stand for. base: numbers are rounded to its multiples.
    percentage_from: smallest denominator, in people, from which a percentage is given.
    """

    minimum: int
    base: int
    percentage_from: int


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """A reporting period: 1 January to 30 June, or 1 July to 31 December."""

    year: int
    half: int

    def __post_init__(self) -> None:
        if self.half not in (1, 2) or not 2000 <= self.year <= 2200:
            raise ValueError("a half-year is year and 1 or 2")

    @property
    def starts_on(self) -> date:
        """First day of the period."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def ends_on(self) -> date:
        """Last day of the period."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def code(self) -> str:
        """How the period is written: `2026-1`."""
        return f"{self.year}-{self.half}"

    @classmethod
    def parse(cls, code: str) -> HalfYear:
        """Read `2026-1`.

        Raises:
            ValueError: it is not a half-year.
        """
        year, _, half = code.partition("-")
        return cls(int(year), int(half))

    def before(self) -> HalfYear:
        """The half-year before this one."""
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)


def half_year_of(day: date) -> HalfYear:
    """The half-year a day falls in."""
    return HalfYear(day.year, 1 if day.month <= 6 else 2)


def closed_half_years(first: date, today: date) -> tuple[HalfYear, ...]:
    """Every half-year that is over today, newest first, from the one that `first` falls in."""
    found = []
    period = half_year_of(today).before()
    while period.ends_on >= first:
        found.append(period)
        period = period.before()
    return tuple(found)


def check_closed(period: HalfYear, today: date) -> Refusal | None:
    """People are counted only for periods that are over."""
    if period.ends_on >= today:
        return Refusal(
            "report.period_open",
            N_("Deze periode is nog niet voorbij. Wij tellen mensen pas als een half jaar is afgelopen."),
            field="period",
            source="I.5",
        )
    return None


def safe(number: int, rule: Disclosure) -> int | None:
    """A cell of fewer than ten people is not published; other numbers are rounded to multiples of five.

    Gives None for a suppressed cell. Zero is suppressed too: "nobody" can tell as much as "one". I.5 rules 1 and 2.
    """
    if number < rule.minimum:
        return None
    return (2 * number + rule.base) // (2 * rule.base) * rule.base


def percentage(part: int | None, whole: int | None, rule: Disclosure) -> int | None:
    """A percentage is given only from fifty people, in whole per cent, and from published numbers only.

    I.5 rule 3. None when either number is suppressed or the denominator is too small; never over 100.
    """
    if part is None or whole is None or whole < rule.percentage_from:
        return None
    return min(100, (200 * part + whole) // (2 * whole))


def median(values: Sequence[int], rule: Disclosure) -> int | None:
    """A median is given only from ten, as a whole number; never a smallest or a largest. I.5 rule 7."""
    if len(values) < rule.minimum:
        return None
    ordered, middle = sorted(values), len(values) // 2
    if len(values) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle] + 1) // 2


@dataclass(frozen=True, slots=True)
class Flow:
    """How many were there, came, went, and were there at the end. Unrounded; never shown like this."""

    begin: int
    inflow: int
    outflow: int
    end: int

    def balances(self) -> bool:
        """Begin plus in minus out is end."""
        return self.begin + self.inflow - self.outflow == self.end


def safe_flow(flow: Flow, rule: Disclosure) -> tuple[int | None, int | None, int | None, int | None]:
    """The four numbers of a flow, safe: one suppressed number may not be computed from the other three.

    When exactly one is suppressed, the smallest of the others is suppressed too.
    """
    raw = (flow.begin, flow.inflow, flow.outflow, flow.end)
    shown = [safe(number, rule) for number in raw]
    if shown.count(None) == 1:
        hide = min((number, place) for place, number in enumerate(raw) if shown[place] is not None)[1]
        shown[hide] = None
    return (shown[0], shown[1], shown[2], shown[3])


class Measure(Worded):
    """What is counted about people, for a closed half-year."""

    CASES = "cases", N_("Gezinnen in de aanpak")
    CHILDREN = "children", N_("Kinderen in de aanpak")
    SIGNALS = "signals", N_("Meldingen")
    GOALS = "goals", N_("Doelen")
    DOMAINS = "domains", N_("Verandering per leefgebied")
    ABSENCES = "absences", N_("Meldingen van verzuim")


class GoalResult(Worded):
    """What became of a goal."""

    REACHED = "reached", N_("gehaald")
    PARTLY = "partly", N_("voor een deel gehaald")
    MISSED = "missed", N_("niet gehaald")


class Change(Worded):
    """How the level of a life domain at the end compares with the start, for one person or household."""

    BETTER = "better", N_("beter")
    SAME = "same", N_("gelijk")
    WORSE = "worse", N_("slechter")


class FlowPart(StrEnum):
    """The four numbers of a flow, as keys."""

    BEGIN = "begin"
    INFLOW = "inflow"
    OUTFLOW = "outflow"
    END = "end"


Counts = Mapping[tuple[str, str], int]
"""(measure, cell) to the unrounded number of people or objects."""


@dataclass(frozen=True, slots=True)
class SafeTable:
    """One table of the report: rows of (key, published number or None), and percentages where they may be given."""

    measure: str
    rows: tuple[tuple[str, int | None], ...]
    percentages: tuple[tuple[str, int | None], ...] = ()


def build_tables(counts: Counts, rule: Disclosure) -> tuple[SafeTable, ...]:
    """Turn raw counts into tables that may be shown.

    No table has a total beside its parts, and no table crosses two properties: a suppressed cell could be computed
    from them (I.5 rule 4 is not built yet).
    """
    tables = [_flow_table(measure, counts, rule) for measure in (Measure.CASES, Measure.CHILDREN)]
    tables.append(_plain_table(Measure.SIGNALS, _cells(counts, Measure.SIGNALS), counts, rule))
    tables.append(_share_table(Measure.GOALS, [result.value for result in GoalResult], counts, rule))
    for domain in LifeDomain:
        keys = [change.value for change in Change]
        measure = f"{Measure.DOMAINS}.{domain}"
        if any(counts.get((measure, key)) for key in keys):
            tables.append(_share_table(measure, keys, counts, rule))
    tables.append(_plain_table(Measure.ABSENCES, _cells(counts, Measure.ABSENCES), counts, rule))
    return tuple(tables)


def _cells(counts: Counts, measure: str) -> list[str]:
    return sorted(cell for found, cell in counts if found == measure)


def _flow_table(measure: str, counts: Counts, rule: Disclosure) -> SafeTable:
    flow = Flow(*(counts.get((measure, part), 0) for part in FlowPart))
    return SafeTable(measure, tuple(zip((part.value for part in FlowPart), safe_flow(flow, rule), strict=True)))


def _plain_table(measure: str, keys: Sequence[str], counts: Counts, rule: Disclosure) -> SafeTable:
    return SafeTable(measure, tuple((key, safe(counts.get((measure, key), 0), rule)) for key in keys))


def _share_table(measure: str, keys: Sequence[str], counts: Counts, rule: Disclosure) -> SafeTable:
    table = _plain_table(measure, keys, counts, rule)
    shown = [number for _key, number in table.rows]
    whole = sum(number for number in shown if number is not None) if None not in shown else None
    # Rounded parts can add up to fifty when there were fewer people.
    if sum(counts.get((measure, key), 0) for key in keys) < rule.percentage_from:
        whole = None
    shares = tuple((key, percentage(number, whole, rule)) for key, number in table.rows)
    return SafeTable(measure, table.rows, shares)
