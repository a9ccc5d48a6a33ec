"""Blocks of a page: alert, card, table, timeline, steps, masthead, facts, rows, empty place, refusal, pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.http import QueryDict
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext

from sluitend.web.components import marks
from sluitend.web.components.icons import icon
from sluitend.web.labels import words

_HEADS = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_CELLS = re.compile(r"<(tr|th|td)\b")

ALERT_KINDS: Mapping[str, str] = {"info": "info", "good": "check", "warning": "warning", "error": "warning"}
_UTRECHT_ALERT: Mapping[str, str] = {"info": "info", "good": "ok", "warning": "warning", "error": "error"}


def alert(content: SafeString, *, kind: str, title: object = "", live: bool = False) -> SafeString:
    """Frame a message. kind: `info`, `good`, `warning` or `error`. live: read it out when the page opens."""
    if kind not in ALERT_KINDS:
        raise ValueError(f"kind is one of {', '.join(ALERT_KINDS)}, not {kind!r}")
    role = format_html(' role="{}"', "alert" if kind == "error" else "status") if live else ""
    heading = format_html('<p class="alert__title">{}</p>', words(title, what="title")) if title else ""
    return format_html(
        '<div class="utrecht-alert utrecht-alert--{} alert"{}><div class="utrecht-alert__icon">{}</div>'
        '<div class="utrecht-alert__content">{}<div class="alert__text">{}</div></div></div>',
        _UTRECHT_ALERT[kind],
        role,
        icon(ALERT_KINDS[kind]),
        heading,
        content,
    )


def card(content: SafeString, *, title: object, href: str = "", more: object = "", level: int = 2) -> SafeString:
    """Put a part of a page in a frame with a heading. href and more: a link to all of it, at the right of the heading."""
    if level not in (2, 3):
        raise ValueError("a card has a heading of level 2 or 3")
    if bool(href) != bool(more):
        raise ValueError("href and more belong together")
    link = (
        format_html('<a class="utrecht-link card__more" href="{}">{}</a>', href, words(more, what="more"))
        if href
        else ""
    )
    return format_html(
        '<section class="card"><div class="card__head"><h{0} class="card__title">{1}</h{0}>{2}</div>{3}</section>',
        level,
        words(title, what="title"),
        link,
        content,
    )


def table(
    content: SafeString,
    *,
    caption: object,
    id: str = "",  # noqa: A002 - the attribute's own name
    show_caption: bool = True,
    stack: bool = False,
) -> SafeString:
    """Make a dense table with a caption, in a region that scrolls sideways on a small screen.

    content: thead and tbody. id: only needed when two tables on one page carry the same caption. stack: on a small
    screen each row stands as a block of its own, with the name of the column before each cell.
    """
    text = words(caption, what="caption")
    name = id or f"tabel-{slugify(text) or 'lijst'}"
    return format_html(
        '<div class="table-region" role="region" aria-labelledby="{0}" tabindex="0">'
        '<table class="utrecht-table utrecht-table--html-table table{4}><caption id="{0}"{1}>{2}</caption>{3}</table></div>',
        name,
        SafeString("") if show_caption else format_html(' class="{}"', "visually-hidden"),
        text,
        _stacked(content) if stack else content,
        SafeString(' table--stack" role="table"' if stack else '"'),
    )


def _stacked(content: SafeString) -> SafeString:
    """Name each cell by its column, and say again what each part is: a block is no part of a table to a screen reader."""
    head, body = content.split("<tbody", 1)
    # A name that is not shown is not repeated either: what stands in that column speaks for itself.
    heads = ["" if "visually-hidden" in cell else cell for cell in _HEADS.findall(head)]
    columns = [strip_tags(cell).strip().replace('"', "&quot;") for cell in heads]
    head = head.replace("<thead", '<thead role="rowgroup"').replace("<tr", '<tr role="row"')
    head = head.replace("<th ", '<th role="columnheader" ')
    place = -1

    def named(cell: re.Match[str]) -> str:
        nonlocal place
        if cell[1] == "tr":
            place = -1
            return '<tr role="row"'
        place += 1
        column = columns[place] if place < len(columns) else ""
        label = f' data-label="{column}"' if column and cell[1] == "td" else ""
        return f'<{cell[1]} role="{"cell" if cell[1] == "td" else "rowheader"}"{label}'

    # Only the names of the columns are added, and they stood in the same markup, escaped.
    return SafeString(f'{head}<tbody role="rowgroup"{_CELLS.sub(named, body)}')


def steps(names: Sequence[object], current: object, *, across: bool = False) -> SafeString:
    """Show the steps of a way and where we are. Everything before the current step is done; None means not begun.

    across: side by side on a wide screen. Raises ValueError when the current step is not one of the steps.
    """
    listed = list(names)
    if not listed:
        raise ValueError("a way has at least one step")
    if current is not None and current not in listed:
        raise ValueError(f"{current!r} is not one of the steps")
    at = listed.index(current) if current is not None else -1
    rows = []
    for number, name in enumerate(listed):
        state, spoken = ("done", gettext("klaar")) if number < at else ("todo", gettext("nog niet begonnen"))
        if number == at:
            state, spoken = "current", gettext("nu bezig")
        rows.append(
            (
                state,
                format_html(' aria-current="{}"', "step") if state == "current" else "",
                icon("check", size="sm") if state == "done" else number + 1,
                words(name, what="step"),
                spoken,
            )
        )
    summary = gettext("Stap %(number)d van %(total)d: %(name)s") % {
        "number": max(at, 0) + 1,
        "total": len(listed),
        "name": words(listed[max(at, 0)], what="step"),
    }
    return format_html(
        '<div class="steps{}"><p class="steps__summary">{}</p><ol class="steps__list">{}</ol></div>',
        " steps--across" if across else "",
        summary,
        format_html_join(
            "",
            '<li class="step step--{}"{}><span class="step__mark" aria-hidden="true">{}</span>'
            '<span class="step__name">{}</span><span class="visually-hidden">, {}</span></li>',
            rows,
        ),
    )


def timeline(content: SafeString, *, title: object) -> SafeString:
    """List events, newest first. title: what the list is called for a screen reader. content: events."""
    return format_html('<ol class="timeline" aria-label="{}">{}</ol>', words(title, what="title"), content)


def event(
    content: SafeString,
    at: date | datetime,
    now: datetime,
    *,
    title: object,
    who: str = "",
    href: str = "",
    ahead: bool = False,
) -> SafeString:
    """One entry of a timeline. who: name and function. ahead: it has still to happen."""
    heading: str = words(title, what="title")
    if href:
        heading = format_html('<a class="utrecht-link" href="{}">{}</a>', href, heading)
    body = format_html('<div class="event__text">{}</div>', content) if content.strip() else ""
    return format_html(
        '<li class="event{}"><p class="event__when">{}{}</p><p class="event__title">{}</p>{}</li>',
        " event--ahead" if ahead else "",
        marks.when(at, now, kind="event"),
        format_html(' <span class="event__who">{}</span>', who) if who else "",
        heading,
        body,
    )


def masthead(
    content: SafeString, *, title: object, number: str = "", back: str = "", back_to: object = ""
) -> SafeString:
    """Open a page about one thing: its name as the page's heading, its number, and what one must know beside it."""
    if bool(back) != bool(back_to):
        raise ValueError("back and back_to belong together")
    link = ""
    if back:
        link = format_html(
            '<a class="utrecht-link masthead__back" href="{}">{}{}</a>',
            back,
            icon("arrow-left", size="sm"),
            words(back_to, what="back_to"),
        )
    shown = format_html(' <span class="masthead__number">{}</span>', number) if number else ""
    return format_html(
        '<div class="masthead">{}<h1 class="utrecht-heading-1 masthead__title">{}{}</h1>'
        '<div class="masthead__facts">{}</div></div>',
        link,
        words(title, what="title"),
        shown,
        content,
    )


def fact(content: SafeString, *, name: object) -> SafeString:
    """Put a word and its value on one line inside a masthead: "Regisseur F. de Boer"."""
    return format_html(
        '<span class="fact"><span class="fact__name">{}</span> <span class="fact__value">{}</span></span>',
        words(name, what="name"),
        content,
    )


def definition_list(content: SafeString, *, wide: bool = False) -> SafeString:
    """List facts as word and value. wide: two columns of facts where there is room. content: terms."""
    return format_html('<dl class="facts{}">{}</dl>', " facts--wide" if wide else "", content)


def term(content: SafeString, *, name: object) -> SafeString:
    """One fact of a definition list. An empty value reads "niet bekend"."""
    value = (
        content if content.strip() else format_html('<span class="facts__unknown">{}</span>', gettext("niet bekend"))
    )
    return format_html(
        '<div class="facts__row"><dt class="facts__name">{}</dt><dd class="facts__value">{}</dd></div>',
        words(name, what="name"),
        value,
    )


def rows(content: SafeString, *, title: object) -> SafeString:
    """List pieces of work as rows that also fit a phone. title: what the list is called for a screen reader."""
    return format_html('<ul class="rows" aria-label="{}">{}</ul>', words(title, what="title"), content)


def row(content: SafeString, *, title: object, href: str = "", aside: object = "", changed: bool = False) -> SafeString:
    """One row: what it is, the small print under it, and at the right its term. changed: new since the last look."""
    heading: str = words(title, what="title")
    if href:
        heading = format_html('<a class="utrecht-link row__link" href="{}">{}</a>', href, heading)
    dot = marks.badge("info", gettext("nieuw")) if changed else ""
    return format_html(
        '<li class="row"><div class="row__main"><p class="row__title">{}{}</p><div class="row__text">{}</div></div>{}</li>',
        heading,
        format_html(" {}", dot) if dot else "",
        content,
        format_html('<div class="row__aside">{}</div>', aside) if aside else "",
    )


def tile(number: int, *, name: object, text: object = "") -> SafeString:
    """Show one whole number with what it counts, for work and never for people. text: a line under it."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"tile takes a whole number, not {type(number).__name__}")
    below = format_html('<span class="tile__words">{}</span>', words(text, what="text")) if text else ""
    return format_html(
        '<div class="tile"><span class="tile__name">{}</span><span class="tile__number">{}</span>{}</div>',
        words(name, what="name"),
        number,
        below,
    )


def crumb(text: object, href: str = "") -> SafeString:
    """One step of the trail to this page; without href it is the page itself."""
    shown = words(text, what="text")
    if href:
        return format_html('<li><a class="utrecht-link" href="{}">{}</a></li>', href, shown)
    return format_html('<li aria-current="page">{}</li>', shown)


def tabs(content: SafeString, *, title: object) -> SafeString:
    """Link to the parts of one thing. title: what they are parts of, for a screen reader. content: tabs."""
    return format_html(
        '<nav class="tabs" aria-label="{}"><ul class="tabs__list">{}</ul></nav>', words(title, what="title"), content
    )


def tab(text: object, href: str, *, current: bool = False, waiting: int = 0) -> SafeString:
    """One part. current: the one the reader is in. waiting: things that wait there."""
    return format_html(
        '<li><a class="tabs__link" href="{}"{}>{}{}</a></li>',
        href,
        SafeString(' aria-current="page"') if current else "",
        words(text, what="text"),
        marks.count(waiting, gettext("open")) if waiting else "",
    )


def empty(text: object, *, hint: object = "") -> SafeString:
    """Say that there is nothing here, and what would make something appear."""
    more = format_html('<p class="empty__hint">{}</p>', words(hint, what="hint")) if hint else ""
    return format_html('<div class="empty"><p class="empty__text">{}</p>{}</div>', words(text, what="text"), more)


def pagination(number: int, pages: int, query: QueryDict, *, param: str = "pagina") -> SafeString:
    """Link to the pages of a list. number and pages count from 1; query: the address's own, kept. One page shows nothing."""
    if not 1 <= number <= max(pages, 1):
        raise ValueError(f"page {number} is not one of {pages}")
    if pages <= 1:
        return SafeString("")

    def address(page: int) -> str:
        kept = query.copy()
        kept[param] = str(page)
        return f"?{kept.urlencode()}"

    def step(page: int, text: str, rel: str) -> SafeString:
        css = f"utrecht-pagination__relative-link utrecht-pagination__relative-link--{rel}"
        if not 1 <= page <= pages:
            return SafeString("")
        return format_html('<a class="{}" href="{}" rel="{}">{}</a>', css, address(page), rel, text)

    links = [_page_link(page, number, address) if page else _gap() for page in _shown_pages(number, pages)]
    return format_html(
        '<nav class="utrecht-pagination pagination" aria-label="{}">{}<span class="pagination__pages">{}</span>{}</nav>',
        gettext("Bladzijden"),
        step(number - 1, gettext("Vorige"), "prev"),
        format_html_join("", "{}", ((link,) for link in links)),
        step(number + 1, gettext("Volgende"), "next"),
    )


def _shown_pages(number: int, pages: int) -> Iterable[int]:
    """Give the page numbers to show around this one; 0 stands for a gap."""
    near = sorted({1, pages, *range(max(1, number - 1), min(pages, number + 1) + 1)})
    for before, page in zip([0, *near], near, strict=False):
        if page - before > 1:
            yield 0
        yield page


def _page_link(page: int, number: int, address: object) -> SafeString:
    css, here = "utrecht-pagination__page-link", SafeString("")
    if page == number:
        css, here = f"{css} utrecht-pagination__page-link--current", SafeString(' aria-current="page"')
    spoken = gettext("Bladzijde %(page)d") % {"page": page}
    if not callable(address):
        raise TypeError("address makes an address of a page number")
    return format_html('<a class="{}" href="{}" aria-label="{}"{}>{}</a>', css, address(page), spoken, here, page)


def _gap() -> SafeString:
    return SafeString('<span class="pagination__gap" aria-hidden="true">…</span>')
