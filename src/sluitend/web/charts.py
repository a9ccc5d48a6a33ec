"""Bars for the report: positions computed here, drawn as SVG with attributes only, always beside their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BAR = 22
GAP = 10
LABEL = 260
WIDE = 640


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, the words at its end, and where it stands. A suppressed number has width 0."""

    label: str
    words: str
    y: int
    text_y: int
    width: int
    end_x: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of horizontal bars, in the user units of its own viewBox."""

    bars: tuple[Bar, ...]
    height: int
    width: int = WIDE
    start: int = LABEL
    thickness: int = BAR


def bar_chart(rows: Sequence[tuple[str, int | None]], *, hidden: str) -> BarChart:
    """Lay out bars for (label, published number); hidden is what stands where a number is not published."""
    highest = max((number for _label, number in rows if number is not None), default=0) or 1
    room = WIDE - LABEL - 70
    bars = []
    for place, (label, number) in enumerate(rows):
        width = round(room * number / highest) if number is not None else 0
        y = place * (BAR + GAP)
        bars.append(Bar(label, hidden if number is None else str(number), y, y + 16, width, LABEL + width + 8))
    return BarChart(tuple(bars), max(len(rows) * (BAR + GAP), BAR))
