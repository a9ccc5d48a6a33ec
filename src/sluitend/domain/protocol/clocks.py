"""When the open steps of a run are due: computed from what happened, never stored.

Only "look again at" is stored: the next moment at which a clock says something new.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sluitend.domain.clock import Calendar, Due, Term, due, end_of_day, local_day, runs_on
from sluitend.domain.parameters import Unit
from sluitend.domain.protocol.history import Position
from sluitend.domain.protocol.steps import START, Deadline, Protocol, Step
from sluitend.domain.vocabulary import N_, Worded
from sluitend.domain.workdays import first_working_day

_STEP, _FACT = "step:", "fact:"
WARN_PART = 5
"""A clock warns in the last fifth of its term, rounded up to whole days: rather a day early than a day late."""


class ClockState(Worded):
    """What a clock says, in words; colours only repeat it."""

    RUNNING = "running", N_("loopt")
    WARNING = "warning", N_("bijna voorbij")
    LATE = "late", N_("te laat")
    PAUSED = "paused", N_("staat stil")


@dataclass(frozen=True, slots=True)
class Clock:
    """The term of one open step.

    started_on: the day it counts from; warn_on: the first day it warns; due: its last day. extended: a person gave it
    another last day. paused: it stands still, and its last day moves on with every day that it does. fixed: it binds
    somebody else, so nobody here moves it.
    """

    step: str
    started_on: date
    warn_on: date
    due: Due
    term: Term
    extended: bool = False
    paused: bool = False
    fixed: bool = False

    @property
    def statutory(self) -> bool:
        """The law sets it: only then may it be red."""
        return self.term.statutory

    def state(self, now: datetime) -> ClockState:
        """Give what the clock says at a moment."""
        if self.paused:
            return ClockState.PAUSED
        if now >= self.due.moment:
            return ClockState.LATE
        return ClockState.WARNING if local_day(now) >= self.warn_on else ClockState.RUNNING

    @property
    def boundaries(self) -> tuple[tuple[ClockState, datetime], ...]:
        """Give the moments at which it says something new: the beginning of the warning, and the end of the term."""
        warn = end_of_day(self.warn_on - timedelta(days=1))
        return (ClockState.WARNING, warn), (ClockState.LATE, self.due.moment)


def clocks(protocol: Protocol, position: Position, calendar: Calendar, today: date) -> tuple[Clock, ...]:
    """Give the clock of every open step that has one and that counts from something that has happened.

    today: Amsterdam date, needed for terms that stand still. Ordered by last day, then by step.
    """
    if position.ended:
        return ()
    found = []
    for step in protocol.steps:
        began = _began(step.deadline, position) if step.deadline and step.code in position.open else None
        if step.deadline is not None and began is not None:
            end = _end(step.deadline, began, calendar)
            if not step.deadline.fixed:
                end = _moved(end, began, step, position, calendar=calendar, today=today)
            found.append(
                Clock(
                    step=step.code,
                    started_on=began,
                    warn_on=warn_on(began, end.day),
                    due=end,
                    term=step.deadline.term,
                    extended=step.code in position.extended and not step.deadline.fixed,
                    paused=position.stands_still(step.code) and not step.deadline.fixed,
                    fixed=step.deadline.fixed,
                )
            )
    return tuple(sorted(found, key=lambda one: (one.due.moment, one.step)))


def _began(deadline: Deadline, position: Position) -> date | None:
    days = [day for source in deadline.counts_from if (day := _day_of(source, position)) is not None]
    return max(days, default=None)


def _day_of(source: str, position: Position) -> date | None:
    if source.startswith(_STEP):
        code = source.removeprefix(_STEP)
        days = [day for passed in (position.done, position.skipped) if (day := passed.get(code)) is not None]
        return max(days, default=None)
    return position.facts.get(source if source == START else source.removeprefix(_FACT))


def _end(deadline: Deadline, began: date, calendar: Calendar) -> Due:
    term = deadline.term if deadline.rolls else replace(deadline.term, statutory=False)
    end = due(began, term, calendar.holidays, calendar.school_free)
    return Due(end.day, end.moment, deadline.term.statutory)


def _moved(end: Due, began: date, step: Step, position: Position, *, calendar: Calendar, today: date) -> Due:
    """Move the end of a term to the day a person gave it, and on by the days that it stood still since.

    A term that was over before it was set still stays over. One that would then end on a day off runs on, when its own
    end would have done so.
    """
    extension = position.extended.get(step.code)
    since, last = (max(began, extension.on), extension.until) if extension else (began, end.day)
    for pause in position.pauses:
        if pause.about(step.code) and pause.since <= last and (days := pause.days(since, today)):
            last += timedelta(days=days)
            last = first_working_day(last, calendar.holidays) if _on_working_days(step.deadline) else last
    return end if last == end.day else Due(last, end_of_day(last), end.statutory)


def _on_working_days(deadline: Deadline | None) -> bool:
    if deadline is None:
        return False
    return deadline.term.unit is Unit.WORKING_DAYS or (deadline.rolls and runs_on(deadline.term))


def warn_on(began: date, last: date) -> date:
    """A clock warns in the last fifth of its term, and at least one day before its last day."""
    ahead = max(1, -(-(last - began).days // WARN_PART))
    return last - timedelta(days=ahead)


def look_again_at(running: Iterable[Clock], now: datetime) -> datetime | None:
    """Give the first moment after now at which one of the clocks says something new; None when none will."""
    later = [moment for clock in running if not clock.paused for _, moment in clock.boundaries if moment > now]
    return min(later, default=None)


def reached(running: Iterable[Clock], now: datetime) -> tuple[tuple[Clock, ClockState], ...]:
    """Give what the clocks have said up to now: each warning and each end that has come, in order of their moment.

    Scanning twice, or late, gives the same: what was already written down is recognised by step, last day and word.
    """
    said = [
        (moment, clock, word)
        for clock in running
        if not clock.paused
        for word, moment in clock.boundaries
        if moment <= now
    ]
    return tuple((clock, word) for _, clock, word in sorted(said, key=lambda one: (one[0], one[1].step)))
