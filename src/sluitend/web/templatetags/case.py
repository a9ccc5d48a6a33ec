"""The tags of the pages of a case: `{% load case %}`."""

from __future__ import annotations

from django.template import Library
from django.utils.text import capfirst

from sluitend.web import dates, labels
from sluitend.web.components import action_days, ecogram, happened

register = Library()

register.simple_tag(ecogram.ecogram)
register.simple_tag(happened.happened)
register.simple_tag(action_days.action_term)
register.filter("sentence", labels.sentence)
register.filter("short_day", dates.in_short)


@register.filter
def as_sentence(text: str) -> str:
    """Write what somebody typed as one sentence: with a capital, and with one mark at its end."""
    typed = capfirst(text.strip())
    return typed if not typed or typed[-1] in ".!?…" else f"{typed}."
