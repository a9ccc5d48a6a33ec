"""The tags of the pages of protocols: `{% load protocol %}`."""

from __future__ import annotations

from django.template import Library

from sluitend.web.components import line_of_time as terms
from sluitend.web.labels import phrase, said

register = Library()

register.simple_tag(terms.line_of_time)
register.simple_tag(terms.term_of)
register.filter("said", said)
register.filter("phrase", phrase)
