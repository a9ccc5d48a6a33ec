"""The tags of the pages: `{% load ui %}`.

Each tag is a function of sluitend.web.components with its arguments by name. An unknown argument is an error when the
template is read, an empty or wrong value when it is rendered: a page never shows half a component.

    {% badge "good" case.track %}                      words of an enum member come by themselves
    {% when action.due now kind="statutory" %}         3 dagen te laat, wettelijke termijn  21 nov 2026
    {% button text kind="primary" refused=check %}     the button, or the check's sentence in its place
    {% card title=heading %} … {% endcard %}           also: alert, table, rows and row, timeline and event,
                                                       masthead and fact, definition_list and term, tabs
    {{ phones.safety|phone }}                          a number that a phone calls when it is tapped
    {% form_errors form %} {% conflict form %}         above a form
    {% csrf_token %}{% form_key form %}                first inside it
    {% field form.seen rows=6 %}                       label, explanation, what is wrong, control

A Dutch text goes through {% translate "…" as name %} first. The page in templates/pages/style.html shows every tag.
"""

from __future__ import annotations

from datetime import datetime

from django.template import Context, Library
from django.utils.safestring import SafeString

from sluitend.domain.vocabulary import Worded
from sluitend.web import dates, labels
from sluitend.web.components import actions, blocks, conflicts, fields, icons, marks, worklist

register = Library()

register.simple_tag(fields.field)
register.simple_tag(fields.form_errors)
register.simple_tag(fields.form_key)
register.simple_tag(conflicts.conflict)
register.simple_tag(icons.icon)
register.simple_tag(actions.button)
register.simple_tag(actions.refusal)
register.simple_tag(marks.badge)
register.simple_tag(marks.count)
register.simple_tag(marks.when)
register.simple_tag(marks.progress)
register.simple_tag(marks.person_name)
register.filter(marks.phone)
register.simple_tag(blocks.steps)
register.simple_tag(blocks.tile)
register.simple_tag(blocks.crumb)
register.simple_tag(blocks.tab)
register.simple_tag(blocks.empty)
register.simple_tag(worklist.work_rows)

register.simple_block_tag(blocks.alert)
register.simple_block_tag(blocks.card)
register.simple_block_tag(blocks.table)
register.simple_block_tag(blocks.timeline)
register.simple_block_tag(blocks.event)
register.simple_block_tag(blocks.masthead)
register.simple_block_tag(blocks.fact)
register.simple_block_tag(blocks.definition_list)
register.simple_block_tag(blocks.term)
register.simple_block_tag(blocks.rows)
register.simple_block_tag(blocks.tabs)
register.simple_block_tag(blocks.row)


@register.simple_tag(takes_context=True)
def pagination(context: Context, number: int, pages: int, *, param: str = "pagina") -> SafeString:
    """Link to the pages of a list, keeping the rest of the address."""
    return blocks.pagination(number, pages, context["request"].GET, param=param)


@register.filter
def short_moment(moment: datetime) -> str:
    """Write a day and a time short, for a table: `{{ line.at|short_moment }}`."""
    return f"{dates.in_short(dates.local_day(moment))} {dates.clock_time(moment)}"


@register.filter
def in_language(row: labels.InBoth) -> str:
    """Give the words of a row of content: `{{ title|in_language }}`."""
    return labels.in_language(row)


@register.filter
def label(member: Worded) -> str:
    """Give the words of an enum member: `{{ case.track|label }}`."""
    return labels.label(member)
