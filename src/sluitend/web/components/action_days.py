"""When an action is due, when it was done, or that its day no longer counts."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from sluitend.domain.action import OPEN, ActionStatus
from sluitend.web.components import marks
from sluitend.web.dates import in_short


def action_term(status: ActionStatus, due_on: date, done_on: date | None, now: datetime) -> SafeString:
    """Say when an action is due while it runs; once done, when that was; otherwise which day it was meant for."""
    if status is ActionStatus.DONE and done_on is not None:
        return marks.when(done_on, now, kind="event")
    if status in OPEN:
        return marks.when(due_on, now)
    meant = gettext("was voor %(day)s") % {"day": in_short(due_on)}
    return format_html('<time class="quiet" datetime="{}">{}</time>', due_on.isoformat(), meant)
