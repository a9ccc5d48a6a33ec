"""Bars for the report: lengths computed here, drawn as SVG with attributes only, always in or beside their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROOM = 310


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, the words at its end, and how long it is. A suppressed number has width 0."""

    label: str
    words: str
    width: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of horizontal bars; room: how long the longest one is."""

    bars: tuple[Bar, ...]
    room: int = ROOM


def bar_chart(rows: Sequence[tuple[str, int | None]], *, hidden: str) -> BarChart:
    """Lay out bars for (label, published number); hidden is what stands where a number is not published."""
    highest = max((number for _label, number in rows if number is not None), default=0) or 1
    return BarChart(
        tuple(
            Bar(label, hidden, 0) if number is None else Bar(label, str(number), round(ROOM * number / highest))
            for label, number in rows
        )
    )
