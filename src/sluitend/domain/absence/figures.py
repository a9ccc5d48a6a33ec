"""Work figures of the attendance desk: days between two states of official reports, what waits, and how schools report.

Raw figures, without names; domain.report says which of them may be shown (I.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final

from sluitend.domain.workdays import add_working_days

from .official import OfficialState

_S = OfficialState

PAIRS: Final = (
    (_S.DRAFT, _S.HEARD),
    (_S.HEARD, _S.SIGNED),
    (_S.SIGNED, _S.SENT),
    (_S.SENT, _S.SESSION),
    (_S.SESSION, _S.RULED),
    (_S.SENT, _S.RULED),
    (_S.RULED, _S.FINAL),
)
"""Between which states days are counted; from sent to ruling once more as a whole (I-02e)."""

WAITING: Final = (_S.DRAFT, _S.HEARD, _S.SIGNED, _S.SENT, _S.SESSION, _S.RULED)


@dataclass(frozen=True, slots=True)
class OfficialDays:
    """On which days one official report came to stand where, in order; nothing says which report. over: nothing follows."""

    steps: tuple[tuple[OfficialState, date], ...]
    over: bool


def days_between(reports: Iterable[OfficialDays]) -> Mapping[tuple[OfficialState, OfficialState], Sequence[int]]:
    """Lead times are measured between each pair of states (B.7): the days of every report that reached both.

    Of a state that was reached twice, such as a session that moved, the first day counts.
    """
    found: dict[tuple[OfficialState, OfficialState], list[int]] = {pair: [] for pair in PAIRS}
    for report in reports:
        first: dict[OfficialState, date] = {}
        for state, on in report.steps:
            first.setdefault(state, on)
        for before, after in PAIRS:
            if before in first and after in first:
                found[before, after].append((first[after] - first[before]).days)
    return found


def days_waiting(reports: Iterable[OfficialDays], today: date) -> Mapping[OfficialState, Sequence[int]]:
    """How many wait in which state, and how long: the days that each has stood there."""
    found: dict[OfficialState, list[int]] = {state: [] for state in WAITING}
    for report in reports:
        if report.steps and not report.over:
            state, on = report.steps[-1]
            found[state].append((today - on).days)
    return found


@dataclass(frozen=True, slots=True)
class SchoolReports:
    """How many reports a school made, and how many of them in time. brin: the number of the school."""

    brin: str
    every: int
    in_time: int


def in_time(reached: date, received: date, within: int, holidays: AbstractSet[date]) -> bool:
    """A school reports within five working days after the last day in the report (Inspectie: onverwijld; B.3)."""
    return received <= add_working_days(reached, within, holidays)


def by_school(
    reports: Iterable[tuple[str, date, date]], within: int, holidays: AbstractSet[date]
) -> tuple[SchoolReports, ...]:
    """Count per school how many reports came in time (I-02b), in the order of the numbers of the schools: no ranking.

    reports: number of the school, last day in the report, day on which it was received.
    """
    every: dict[str, int] = defaultdict(int)
    timely: dict[str, int] = defaultdict(int)
    for brin, reached, received in reports:
        every[brin] += 1
        timely[brin] += in_time(reached, received, within, holidays)
    return tuple(SchoolReports(brin, every[brin], timely[brin]) for brin in sorted(every))
