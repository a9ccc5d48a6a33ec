"""Terms that run, on one line of time, and as a table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from sluitend.domain.protocol.clocks import ClockState
from sluitend.queries.protocol_clocks import ClockRow
from sluitend.web.components import marks
from sluitend.web.dates import in_short, local_day
from sluitend.web.labels import said

_WIDTH, _ROW, _TOP, _BAR = 720, 46, 26, 12
_LETTERS = 70
_MONTHS_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days to places: first and last are the ends of the line."""

    first: date
    last: date

    def at(self, day: date) -> int:
        """Give how far along a day stands."""
        part = (min(max(day, self.first), self.last) - self.first) / (self.last - self.first)
        return round(4 + part * (_WIDTH - 8))


def kind_of(clock: ClockRow) -> str:
    """Red is for terms in the law and for nothing else."""
    return "statutory" if clock.statutory else "norm"


def term_of(clock: ClockRow, now: datetime) -> SafeString:
    """Say when a term ends, in words with its date; a term that stands still says so."""
    if clock.state is ClockState.PAUSED:
        return format_html(
            '<span class="when"><span class="when__words">{}</span> <span class="when__date">{}</span></span>',
            gettext("staat stil"),
            in_short(clock.due_on),
        )
    return marks.when(clock.due_on, now, kind=kind_of(clock))


def line_of_time(clocks: Sequence[ClockRow], now: datetime) -> SafeString:
    """Draw every term as a bar from its beginning to its last day, with today through all of them."""
    today = local_day(now)
    days = [today, *(clock.started_on for clock in clocks), *(clock.due_on for clock in clocks)]
    scale = _Scale(min(days) - timedelta(days=1), max(days) + timedelta(days=3))
    height = _TOP + len(clocks) * _ROW + 6
    here = scale.at(today)
    return format_html(
        '<svg class="terms" viewBox="0 0 {0} {1}" role="img" aria-labelledby="terms-title terms-text" font-size="14"'
        ' fill="currentColor"><title id="terms-title">{2}</title><desc id="terms-text">{3}</desc>{4}'
        '<line class="terms__today" x1="{5}" y1="{6}" x2="{5}" y2="{1}" stroke="currentColor" stroke-width="1.5"'
        ' stroke-dasharray="4 3"/><text x="{7}" y="14" text-anchor="{8}" font-weight="600">{9}</text>{10}</svg>',
        _WIDTH,
        height,
        gettext("Termijnen op één lijn van de tijd"),
        gettext("De tabel hieronder zegt hetzelfde."),
        _months(scale, height, here),
        here,
        _TOP - 6,
        here,
        "start" if here < _WIDTH / 4 else "end" if here > _WIDTH * 3 / 4 else "middle",
        gettext("vandaag"),
        format_html_join("", "{}", ((_bar(scale, clock, place),) for place, clock in enumerate(clocks))),
    )


def _months(scale: _Scale, height: int, here: int) -> SafeString:
    """Mark the first day of each month, where there are few enough to read."""
    first = (scale.first.replace(day=1) + timedelta(days=32)).replace(day=1)
    found: list[date] = []
    while first <= scale.last and len(found) <= _MONTHS_AT_MOST:
        found.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    if len(found) > _MONTHS_AT_MOST:
        found = found[:: len(found) // 6 + 1]
    return format_html_join(
        "",
        '<line class="terms__month" x1="{0}" y1="{1}" x2="{0}" y2="{2}" stroke="currentColor" stroke-width="0.5"'
        ' opacity="0.4"/>{3}',
        ((scale.at(day), _TOP - 6, height, _month(scale.at(day), day, here)) for day in found),
    )


def _month(at: int, day: date, here: int) -> SafeString:
    if abs(at - here) < 80 or at > _WIDTH - 60:
        return SafeString("")
    return format_html('<text x="{}" y="14">{}</text>', at, in_short(day).rsplit(" ", 1)[0])


def _bar(scale: _Scale, clock: ClockRow, place: int) -> SafeString:
    top = _TOP + place * _ROW
    left, right = scale.at(clock.started_on), scale.at(clock.due_on)
    state = clock.state.value if clock.state is not ClockState.RUNNING else "running"
    text = f"{said(clock.title)} · {in_short(clock.due_on)}"
    text = text if len(text) <= _LETTERS else f"{said(clock.title)[: _LETTERS - 16]}… · {in_short(clock.due_on)}"
    return format_html(
        '<g><title>{0}: {1}</title><text x="4" y="{2}">{3}</text>'
        '<rect class="terms__bar terms__bar--{4} terms__bar--{5}" x="{6}" y="{7}" width="{8}" height="{9}" rx="3"'
        ' stroke="currentColor" stroke-width="1"/></g>',
        said(clock.title),
        in_short(clock.due_on),
        top + 14,
        text,
        kind_of(clock),
        state,
        left,
        top + 21,
        max(right - left, 4),
        _BAR,
    )
