"""A long list of what happened, written in one go: a case page shows five hundred of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from sluitend.queries.case_timeline import Entry
from sluitend.web.components import marks


def happened(entries: Iterable[Entry], now: datetime) -> SafeString:
    """List what happened in a case, newest first."""
    fresh = str(marks.badge("info", gettext("nieuw")))
    words: dict[str, str] = {}
    events = marks.Events(now)
    parts = []
    for entry in entries:
        what = words.get(entry.what)
        if what is None:
            what = words[entry.what] = escape(capfirst(gettext(entry.what)))
        when = events.when(entry.at)
        about = f": {escape(entry.about)}" if entry.about else ""
        said = escape(entry.words).replace("\n", "<br>") if entry.words else ""
        text = f'<div class="event__text">{said}</div>' if said else ""
        mark = f" {fresh}" if entry.new else ""
        who = escape(entry.who)
        parts.append(
            f'<li class="event"><p class="event__when">{when} <span class="event__who">{who}</span></p>'
            f'<p class="event__title">{what}{about}{mark}</p>{text}</li>'
        )
    # Every piece that somebody wrote was escaped above.
    return format_html(
        '<ol class="timeline" aria-label="{}">{}</ol>', gettext("Wat er gebeurde"), SafeString("".join(parts))
    )
