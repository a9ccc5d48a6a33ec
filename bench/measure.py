"""Time two things in turn, so that the ratio holds when the machine's speed drifts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured ratio. limit: what it should stay under, or None when it is only told. unit: of what it counts."""

    name: str
    ratio: float
    limit: float | None
    lowest: float
    highest: float
    note: str = ""

    @property
    def held(self) -> bool:
        """Whether the ratio stays under its limit."""
        return self.limit is None or self.ratio <= self.limit


def seconds(work: Work) -> float:
    """Time one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(first: Work, *others: Work, rounds: int, warm: int = 3) -> list[list[float]]:
    """Time several things round by round; gives the times of each."""
    for _ in range(warm):
        for work in (first, *others):
            work()
    times: list[list[float]] = [[] for _ in (first, *others)]
    for _ in range(rounds):
        for place, work in enumerate((first, *others)):
            times[place].append(seconds(work))
    return times


def ratio(name: str, work: Work, bare: Work, *, limit: float | None, rounds: int = 40, note: str = "") -> Figure:
    """Give the median of the ratios pair by pair, with the quarter below and above it."""
    one, other = in_turn(work, bare, rounds=rounds)
    pairs = sorted(a / b for a, b in zip(one, other, strict=True))
    quarter = len(pairs) // 4
    told = note or f"{1000 * statistics.median(one):.1f} tegen {1000 * statistics.median(other):.1f} ms"
    return Figure(name, statistics.median(pairs), limit, pairs[quarter], pairs[-1 - quarter], told)
