"""The tags of the pages of a case: `{% load case %}`."""

from __future__ import annotations

from django.template import Library

from sluitend.web import dates, labels
from sluitend.web.components import ecogram, happened

register = Library()

register.simple_tag(ecogram.ecogram)
register.simple_tag(happened.happened)
register.filter("sentence", labels.sentence)
register.filter("short_day", dates.in_short)
