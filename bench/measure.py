"""Time two things in turn, so that the ratio holds when the machine's speed drifts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. limit: what it should stay under, or None when it is only told.

    lowest and highest: the quarter below and above. note: what stands beside it. why: what a missed limit comes from.
    """

    name: str
    ratio: float
    limit: float | None
    lowest: float
    highest: float
    note: str = ""
    why: str = ""

    @property
    def held(self) -> bool:
        """Whether the number stays under its limit."""
        return self.limit is None or round(self.ratio, 2) <= self.limit


@dataclass(frozen=True, slots=True)
class Ratio:
    """Work over its limit, measured pair by pair: the medians, and the quarter below and above it."""

    value: float
    lowest: float
    highest: float
    work_ms: float
    bare_ms: float

    def figure(self, name: str, limit: float | None, *, why: str = "") -> Figure:
        """Give it a name and a limit."""
        told = f"{self.work_ms:.1f} tegen {self.bare_ms:.1f} ms"
        return Figure(name, self.value, limit, self.lowest, self.highest, told, why)


def thousands(value: int) -> str:
    """Write a whole number as Dutch people do: 100.000."""
    return f"{value:,}".replace(",", ".")


def seconds(work: Work) -> float:
    """Time one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(*works: Work, rounds: int, warm: int = 3) -> list[list[float]]:
    """Time several things round by round; gives the times of each."""
    for _ in range(warm):
        for work in works:
            work()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for place, work in enumerate(works):
            times[place].append(seconds(work))
    return times


def over(ones: list[float], others: list[float]) -> Ratio:
    """Give the median of the ratios pair by pair, with the quarter below and above it."""
    pairs = sorted(a / b for a, b in zip(ones, others, strict=True))
    quarter = len(pairs) // 4
    return Ratio(
        statistics.median(pairs),
        pairs[quarter],
        pairs[-1 - quarter],
        1000 * statistics.median(ones),
        1000 * statistics.median(others),
    )
