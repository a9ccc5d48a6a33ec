"""A picture of a protocol as boxes and straight lines, laid out by how far each step is from the beginning.

Pure numbers: whoever draws it turns them into shapes. The same steps stand in the list beside it, for whoever cannot see.
"""

from __future__ import annotations

from dataclasses import dataclass

from sluitend.domain.protocol.steps import Protocol

WIDTH, HEIGHT, BETWEEN_COLUMNS, BETWEEN_ROWS = 200, 64, 72, 20
MARGIN = 8


@dataclass(frozen=True, slots=True)
class Box:
    """One step.

    column and row count from 0. x and y: its upper left corner. first: open from the beginning. ends: the run is over with
    it. again: it opens anew when a way leads to it once more.
    """

    step: str
    column: int
    row: int
    first: bool
    ends: bool
    again: bool

    @property
    def x(self) -> int:
        """Give the left side."""
        return MARGIN + self.column * (WIDTH + BETWEEN_COLUMNS)

    @property
    def y(self) -> int:
        """Give the upper side."""
        return MARGIN + self.row * (HEIGHT + BETWEEN_ROWS)

    @property
    def middle(self) -> int:
        """Give how high its middle is."""
        return self.y + HEIGHT // 2


@dataclass(frozen=True, slots=True)
class Line:
    """What may follow what, as a straight line. back: it leads to a step that is not further from the beginning."""

    start: str
    end: str
    x1: int
    y1: int
    x2: int
    y2: int
    back: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """All boxes, column by column, and all lines. width and height hold everything."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def picture(protocol: Protocol) -> Picture:
    """Lay a protocol out: each step in the column of its distance from the beginning, in the order of the protocol."""
    columns = distances(protocol)
    rows: dict[int, int] = {}
    boxes: dict[str, Box] = {}
    for step in protocol.steps:
        if step.code in columns:
            column = columns[step.code]
            row = rows.get(column, 0)
            rows[column] = row + 1
            first = step.code in protocol.first
            boxes[step.code] = Box(step.code, column, row, first=first, ends=step.ends, again=step.again)
    lines = tuple(
        _line(boxes[step.code], boxes[code])
        for step in protocol.steps
        if step.code in boxes
        for code in step.next
        if code != step.code
    )
    ordered = tuple(sorted(boxes.values(), key=lambda box: (box.column, box.row)))
    return Picture(
        boxes=ordered,
        lines=lines,
        width=max((box.x for box in ordered), default=0) + WIDTH + MARGIN,
        height=max((box.y for box in ordered), default=0) + HEIGHT + MARGIN,
    )


def distances(protocol: Protocol) -> dict[str, int]:
    """Give of each step that can be reached how many steps it is from the beginning, along the shortest way."""
    found: dict[str, int] = {}
    here, distance = list(protocol.first), 0
    while here:
        found |= {code: distance for code in here if code not in found}
        here = [following for code in here for following in protocol.step(code).next if following not in found]
        distance += 1
    return found


def _line(start: Box, end: Box) -> Line:
    """Lead from the nearest side of a box to the nearest side of the other; up or down within a column."""
    back = end.column <= start.column
    if end.column == start.column:
        across = start.x + WIDTH // 2
        upward = end.row < start.row
        y1, y2 = (start.y, end.y + HEIGHT) if upward else (start.y + HEIGHT, end.y)
        return Line(start.step, end.step, across, y1, across, y2, back=back)
    x1, x2 = (start.x + WIDTH, end.x) if end.column > start.column else (start.x, end.x + WIDTH)
    return Line(start.step, end.step, x1, start.middle, x2, end.middle, back=back)


def wrapped(text: str, most: int = 26) -> tuple[str, ...]:
    """Break a title into lines of at most so many letters, never inside a word."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)
