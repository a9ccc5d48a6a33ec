"""Norms and terms for services and queries: a number by its code on a day, a due date counted from a moment."""

from __future__ import annotations

from datetime import date, datetime

from sluitend.content.holidays import dutch_holidays
from sluitend.content.parameters import default_norms
from sluitend.domain.clock import Due, Term, due, local_day


def value(code: str, day: date) -> int:
    """Give the number of the norm with this code that holds on a day. Raises LookupError when there is none."""
    return default_norms().at(code, day).value


def term(code: str, start: date | datetime) -> Due:
    """Give when a term that starts at this moment or on this day is over. Raises LookupError when there is no such norm."""
    day = local_day(start) if isinstance(start, datetime) else start
    norm = default_norms().at(code, day)
    # Two years of holidays are enough for every term that counts working days.
    return due(start, Term.of(norm), dutch_holidays(day.year, day.year + 1))


def due_day(code: str, start: date | datetime) -> date:
    """Give the last day of a term that starts at this moment or on this day, as an Amsterdam date."""
    return term(code, start).day


def due_moment(code: str, start: datetime) -> datetime:
    """Give the moment at which a term that starts now is over, in UTC."""
    return term(code, start).moment
