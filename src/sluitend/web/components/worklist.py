"""Rows of work, drawn at once: a list of a hundred costs one pass and the words of a day are worked out once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from sluitend.web.components import blocks, marks


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One row: the page where the work is done, its title, what stands small under it, and its day.

    how: the kind of day: statutory, event, or norm. answer: it is the day of an answer, not of what it is about.
    replacing: in a case of a colleague who is absent. new: nobody opened it yet.
    """

    href: str
    title: str
    small: str
    due: date | datetime
    how: str = "norm"
    replacing: bool = False
    new: bool = False
    answer: bool = False


def work_rows(found: Iterable[WorkRow], now: datetime, *, title: object) -> SafeString:
    """List pieces of work in the order given. title: what the list is called for a screen reader."""
    events = marks.Events(now)
    days: dict[tuple[date, str], SafeString] = {}
    replacing = SafeString(" · " + escape(gettext("u vervangt")))
    answer = escape(gettext("antwoord verwacht: %(day)s"))
    drawn = []
    for row in found:
        if row.how == "event" and isinstance(row.due, datetime):
            term = SafeString(events.when(row.due))
        else:
            key = row.due, row.how
            if key not in days:
                days[key] = marks.when(row.due, now, kind=row.how)
            term = days[key]
        if row.answer:
            term = SafeString(answer % {"day": term})
        small = SafeString(conditional_escape(row.small) + (replacing if row.replacing else ""))
        drawn.append(blocks.row(small, title=row.title, href=row.href, aside=term, changed=row.new))
    return blocks.rows(SafeString("".join(drawn)), title=title)
