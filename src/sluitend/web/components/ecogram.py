"""Who is around a family, as a drawing and as a table that says the same."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from sluitend.domain.action import OPEN, PROMISED, ActionStatus
from sluitend.queries.actions import ActionRow
from sluitend.queries.case_people import People
from sluitend.web.labels import listed

_WIDTH, _BOX, _TALL, _GAP, _RADIUS = 400, 118, 42, 10, 50
_LETTERS, _LINES = 15, 2
_SHOWN_IN_CIRCLE = 6


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody around the family. note: what they are or do. firm: it is sure; otherwise it is only asked."""

    name: str
    note: str
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Network:
    """The family in the middle, the people it names and others of the case at its left, organisations at its right."""

    family: tuple[str, ...]
    people: tuple[Node, ...]
    organisations: tuple[Node, ...]


def network_of(people: People, actions: Iterable[ActionRow]) -> Network:
    """Put together who is around a family, from the people of its case and the actions that run or were done for it."""
    around = [Node(row.name, row.relation) for row in people.supporters]
    around += [
        Node(row.name, row.relation or gettext("hoort bij de casus")) for row in people.persons if not row.in_family
    ]
    promised: dict[str, int] = {}
    asked: dict[str, int] = {}
    done: dict[str, int] = {}
    for action in actions:
        if action.status in OPEN or action.status is ActionStatus.DONE:
            counted = asked if action.status not in PROMISED else promised if action.status in OPEN else done
            counted[action.organisation] = counted.get(action.organisation, 0) + 1
    for seat in people.seats:
        promised.setdefault(seat.organisation, 0)
    organisations = [
        Node(name, _does(promised.get(name), asked.get(name), done.get(name)), name in promised or name in done)
        for name in {**promised, **asked, **done}
    ]
    return Network(
        family=tuple(row.short for row in people.persons if row.in_family),
        people=tuple(around),
        organisations=tuple(sorted(organisations, key=lambda node: node.name)),
    )


def _does(promised: int | None, asked: int | None, done: int | None) -> str:
    parts = []
    if promised:
        parts.append(gettext("doet iets: %(number)d") % {"number": promised})
    if asked:
        parts.append(gettext("gevraagd: %(number)d") % {"number": asked})
    if done:
        parts.append(gettext("klaar: %(number)d") % {"number": done})
    return ", ".join(parts) or gettext("zit aan tafel")


def ecogram(network: Network) -> SafeString:
    """Draw who is around a family. A dotted line: it was asked, nobody said yes yet. The table says the same."""
    rows = max(len(network.people), len(network.organisations), 1)
    height = max(rows * (_TALL + _GAP) - _GAP, 2 * _RADIUS) + 8
    middle = height / 2
    left = _column(network.people, 2, middle)
    right = _column(network.organisations, _WIDTH - _BOX - 2, middle)
    return format_html(
        '<svg class="ecogram" viewBox="0 0 {0} {1}" role="img" aria-labelledby="ecogram-title ecogram-text"'
        ' font-size="13" fill="currentColor"><title id="ecogram-title">{2}</title><desc id="ecogram-text">{3}</desc>{4}{5}'
        '<circle cx="{6}" cy="{7}" r="{8}" fill="none" stroke="currentColor" stroke-width="2.5"/>{9}</svg>',
        _WIDTH,
        round(height),
        gettext("Wie er om het gezin heen staan"),
        _described(network),
        left,
        right,
        _WIDTH // 2,
        round(middle),
        _RADIUS,
        _in_circle(network.family, middle),
    )


def _column(nodes: Sequence[Node], x: float, middle: float) -> SafeString:
    tall = len(nodes) * (_TALL + _GAP) - _GAP
    drawn = []
    for place, node in enumerate(nodes):
        top = middle - tall / 2 + place * (_TALL + _GAP)
        inner, level = x + _BOX if x < _WIDTH / 2 else x, top + _TALL / 2
        far = hypot(inner - _WIDTH / 2, level - middle)
        # The line ends on the circle, on its way to the middle.
        to_x = _WIDTH / 2 + (inner - _WIDTH / 2) * _RADIUS / far
        to_y = middle + (level - middle) * _RADIUS / far
        drawn.append(
            format_html(
                '<g><title>{}</title><line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="1.5"{}/>'
                '<rect x="{}" y="{}" width="{}" height="{}" rx="4" fill="none" stroke="currentColor" stroke-width="1.2"/>'
                "{}</g>",
                f"{node.name}: {node.note}" if node.note else node.name,
                round(inner),
                round(level),
                round(to_x),
                round(to_y),
                SafeString("") if node.firm else SafeString(' stroke-dasharray="3 4"'),
                round(x),
                round(top),
                _BOX,
                _TALL,
                _words(node.name, x + _BOX / 2, top + _TALL / 2),
            )
        )
    return SafeString("".join(drawn))


def _words(text: str, x: float, y: float) -> SafeString:
    """Write a name on at most two lines around a point; what does not fit stands in the title and the table."""
    lines = textwrap.wrap(text, _LETTERS, max_lines=_LINES, placeholder=" …", break_long_words=True)
    first = y + 4.5 - (len(lines) - 1) * 8
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((round(x), round(first + place * 16), line) for place, line in enumerate(lines)),
    )


def _in_circle(names: Sequence[str], middle: float) -> SafeString:
    shown = list(names[:_SHOWN_IN_CIRCLE])
    if len(names) > _SHOWN_IN_CIRCLE:
        shown[-1] = f"+ {len(names) - _SHOWN_IN_CIRCLE + 1}"
    first = middle + 4.5 - (len(shown) - 1) * 8.5
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" font-weight="600">{}</text>',
        (
            (_WIDTH // 2, round(first + place * 17), textwrap.shorten(name, 14, placeholder="…"))
            for place, name in enumerate(shown)
        ),
    )


def _described(network: Network) -> str:
    parts = [gettext("In het midden: %(names)s.") % {"names": listed(network.family) or gettext("het gezin")}]
    if network.people:
        parts.append(gettext("Mensen: %(names)s.") % {"names": listed(node.name for node in network.people)})
    if network.organisations:
        names = listed(node.name for node in network.organisations)
        parts.append(gettext("Organisaties: %(names)s.") % {"names": names})
    return " ".join(parts)
