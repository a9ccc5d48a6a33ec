"""Dates as people say them: "vandaag", "over 3 dagen", "3 dagen te laat".

Every function takes `now`; nothing here reads the clock.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

#: Days ahead in which a term is called near; a reading aid on the screen, no norm.
NEAR_DAYS = 7


class Urgency(StrEnum):
    """How close a term is, as the screen tells it."""

    LATE = "late"
    TODAY = "today"
    NEAR = "near"
    LATER = "later"


def local_day(moment: date | datetime) -> date:
    """Give the calendar day in Amsterdam; a plain date is already one. Raises ValueError for a naive datetime."""
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise ValueError("a moment carries its time zone")
        return moment.astimezone(AMSTERDAM).date()
    return moment


def in_full(day: date) -> str:
    """Write a date out: "27 november 2026"."""
    return date_format(day, "j F Y")


def in_short(day: date) -> str:
    """Write a date short, for a table: "27 nov 2026"; English writes a month with a capital."""
    return date_format(day, "j M Y" if get_language() == "en" else "j b Y").replace(".", "")


def clock_time(moment: datetime) -> str:
    """Write the time of day in Amsterdam: "09:12"."""
    return f"{moment.astimezone(AMSTERDAM):%H:%M}"


def urgency(due: date, today: date) -> Urgency:
    """Tell how close a term is on this day."""
    days = (due - today).days
    if days < 0:
        return Urgency.LATE
    if days == 0:
        return Urgency.TODAY
    return Urgency.NEAR if days <= NEAR_DAYS else Urgency.LATER


def term_words(due: date, today: date) -> str:
    """Say when something is due: "3 dagen te laat", "vandaag", "morgen", "over 3 dagen"."""
    days = (due - today).days
    if days < 0:
        return ngettext("%(days)d dag te laat", "%(days)d dagen te laat", -days) % {"days": -days}
    if days == 0:
        return gettext("vandaag")
    if days == 1:
        return gettext("morgen")
    return ngettext("over %(days)d dag", "over %(days)d dagen", days) % {"days": days}


def event_words(day: date, today: date) -> str:
    """Say when something happened or will happen: "3 dagen geleden", "gisteren", "vandaag", "over 3 dagen"."""
    days = (today - day).days
    if days == 1:
        return gettext("gisteren")
    if days > 1:
        return ngettext("%(days)d dag geleden", "%(days)d dagen geleden", days) % {"days": days}
    return term_words(day, today)
