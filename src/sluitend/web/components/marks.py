"""Small marks inside a line: badge, term, number, name, progress."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from sluitend.domain.person import Name, read_phone, show_phone
from sluitend.web.dates import (
    AMSTERDAM,
    Urgency,
    clock_time,
    event_words,
    in_full,
    in_short,
    local_day,
    term_words,
    urgency,
)
from sluitend.web.labels import words

#: What a badge says with its colour. Red is for terms in the law and for nothing else; the words always say it too.
BADGE_KINDS = ("neutral", "info", "good", "norm", "statutory", "quiet")

_TERM_KINDS = ("norm", "statutory")


def one_of(value: str, allowed: tuple[str, ...], *, what: str) -> str:
    """Give the value back when it is one of the allowed ones; raise ValueError otherwise."""
    if value not in allowed:
        raise ValueError(f"{what} is one of {', '.join(allowed)}, not {value!r}")
    return value


def badge(kind: str, text: object) -> SafeString:
    """Show a short status. kind: one of BADGE_KINDS. text: the words, or an enum member that carries them."""
    return format_html(
        '<span class="badge badge--{}">{}</span>',
        one_of(kind, BADGE_KINDS, what="kind"),
        words(text, what="text"),
    )


def count(number: int, text: object) -> SafeString:
    """Show a number in a pill with words for who does not see the pill, such as 3 "meldingen"."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"count takes a whole number, not {type(number).__name__}")
    return format_html(
        '<span class="count" aria-hidden="true">{0}</span><span class="visually-hidden">({0} {1})</span>',
        number,
        words(text, what="text"),
    )


def when(moment: date | datetime | None, now: datetime, *, kind: str = "norm", closed: bool = False) -> SafeString:
    """Say when in words, with the date beside it.

    kind: `norm` for our own term (yellow when it is near or past), `statutory` for a term in the law (red then, and it
    says so), `event` for something that happened, without a colour. closed: the work is done, so no colour at all.
    A moment of None reads "geen datum".
    """
    one_of(kind, (*_TERM_KINDS, "event"), what="kind")
    if not isinstance(now, datetime):
        raise TypeError(f"now is a moment, not {type(now).__name__}")
    if moment is None:
        return format_html('<span class="when when--none">{}</span>', gettext("geen datum"))
    if not isinstance(moment, date):
        raise TypeError(f"when takes a date or a moment, not {type(moment).__name__}")
    day, today = local_day(moment), local_day(now)
    if kind == "event":
        return _event(moment, day, today)
    if closed:
        return _dated(moment, "when when--closed", in_full(day), "")
    close = urgency(day, today)
    colour = "" if close is Urgency.LATER else f" when--{kind} when--{close.value}"
    text = term_words(day, today)
    if kind == "statutory":
        text = gettext("%(when)s, wettelijke termijn") % {"when": text}
    return _dated(moment, f"when{colour}", text, in_short(day))


def _event(moment: date | datetime, day: date, today: date) -> SafeString:
    text = event_words(day, today)
    if isinstance(moment, datetime) and abs((today - day).days) <= 1:
        return _dated(moment, "when when--event", f"{text} {clock_time(moment)}", "")
    return _dated(moment, "when when--event", text, in_short(day))


class Events:
    """Says when many things of one list happened, as `when` says it; the words of a day are worked out once a list."""

    def __init__(self, now: datetime) -> None:
        self._today = local_day(now)
        self._days: dict[date, tuple[str, list[str]]] = {}

    def when(self, moment: datetime) -> str:
        """Give the markup of a moment, escaped."""
        day = local_day(moment)
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._words(day)
        before, after = found
        # Near moments say the time, between the two parts of what comes after; others are one part.
        return f"{before}{moment.isoformat()}{clock_time(moment).join(after)}"

    def _words(self, day: date) -> tuple[str, list[str]]:
        """Give the markup around the moment, which is the same for all moments of one day."""
        midnight = datetime.combine(day, time.min, AMSTERDAM)
        whole = str(_event(midnight, day, self._today))
        before, after = whole.split(midnight.isoformat())
        return before, after.split(clock_time(midnight))


def _dated(moment: date | datetime, css: str, text: str, beside: str) -> SafeString:
    shown = format_html(' <span class="when__date">{}</span>', beside) if beside else ""
    return format_html(
        '<time class="{}" datetime="{}" title="{}"><span class="when__words">{}</span>{}</time>',
        css,
        moment.isoformat(),
        in_full(local_day(moment)),
        text,
        shown,
    )


def progress(done: int, total: int, text: object) -> SafeString:
    """Show "3 van 7 acties klaar" above a bar. text: what is counted, such as "acties klaar"."""
    if not 0 <= done <= total:
        raise ValueError(f"progress runs from 0 to the total, not {done} of {total}")
    spoken = gettext("%(done)d van %(total)d %(what)s") % {
        "done": done,
        "total": total,
        "what": words(text, what="text"),
    }
    if not total:
        return format_html('<span class="progress"><span class="progress__words">{}</span></span>', spoken)
    return format_html(
        '<span class="progress"><span class="progress__words">{0}</span>'
        '<progress class="progress__bar" max="{1}" value="{2}" aria-label="{0}"></progress></span>',
        spoken,
        total,
        done,
    )


def person_name(name: object, *, born: date | None = None) -> SafeString:
    """Write a name as people say it, with the birth date when that helps to tell two people apart.

    name: a Name of the domain, or its text.
    """
    text = str(name) if isinstance(name, Name) else words(name, what="name")
    if born is None:
        return format_html('<span class="name">{}</span>', text)
    return format_html(
        '<span class="name">{}</span> <span class="name__born">{}</span>',
        text,
        gettext("geboren %(day)s") % {"day": in_full(born)},
    )


def phone(number: str) -> SafeString:
    """Write a phone number as people here write it, so that a phone calls it when it is tapped."""
    known = read_phone(number)
    calls = known if isinstance(known, str) else "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return (
        format_html('<a class="utrecht-link number" href="tel:{}">{}</a>', calls, show_phone(number))
        if calls
        else format_html("{}", number)
    )
