"""What happened in one run of a protocol, and where that leaves it: a fold over events, without a clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from sluitend.domain.clock import local_day
from sluitend.domain.protocol.steps import START, Protocol, Step
from sluitend.domain.vocabulary import N_, Worded


class EventKind(Worded):
    """What a person can do in a run."""

    TAKEN = "taken", N_("Stap gezet")
    SKIPPED = "skipped", N_("Stap overgeslagen")
    SUSPENDED = "suspended", N_("Termijn stilgezet")
    RESUMED = "resumed", N_("Termijn loopt weer")
    EXTENDED = "extended", N_("Termijn verlengd")
    NOTED = "noted", N_("Datum opgeschreven")
    WITHDRAWN = "withdrawn", N_("Ingetrokken")


@dataclass(frozen=True, slots=True)
class Event:
    """Something a named person did at a moment.

    step: its code, or empty for the whole run (withdrawn, suspended, resumed, noted). on: the day it happened, which may
    be before the day it was written down. leads_to: which of the next steps follow, for a step that chooses. until: the
    new last day of an extended term. facts: dates written down, as evidence or by themselves (noted), by code.
    """

    kind: EventKind
    at: datetime
    step: str = ""
    on: date | None = None
    leads_to: tuple[str, ...] = ()
    until: date | None = None
    facts: Mapping[str, date] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """Give the day it happened, in Amsterdam."""
        return self.on or local_day(self.at)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the terms stood still: from a day, up to and including the day before until; None: still."""

    since: date
    until: date | None = None

    def days(self, first: date, last: date) -> int:
        """Count the days that stood still, from the day first up to the day last."""
        end = last if self.until is None else min(self.until, last)
        return max(0, (end - max(self.since, first)).days)


@dataclass(frozen=True, slots=True)
class Extension:
    """A new last day for a step's term. on: the day on which a person gave it."""

    until: date
    on: date


@dataclass(frozen=True, slots=True)
class Position:
    """Where a run stands.

    open: per open step the day it opened. done: per step taken the day it was last taken. skipped: likewise. facts: the
    dates written down, by code. extended: per step the last day that a person gave it. pauses: when terms stood still. ended_by: the last
    step, `withdrawn`, or empty while the run goes on.
    """

    open: Mapping[str, date]
    done: Mapping[str, date] = field(default_factory=dict)
    skipped: Mapping[str, date] = field(default_factory=dict)
    facts: Mapping[str, date] = field(default_factory=dict)
    extended: Mapping[str, Extension] = field(default_factory=dict)
    pauses: tuple[Pause, ...] = ()
    ended_by: str = ""

    @property
    def ended(self) -> bool:
        """Nothing follows any more."""
        return bool(self.ended_by)

    @property
    def paused(self) -> bool:
        """Every term stands still."""
        return bool(self.pauses) and self.pauses[-1].until is None

    def passed(self, code: str) -> bool:
        """Tell whether a step was taken or skipped."""
        return code in self.done or code in self.skipped


def begin(protocol: Protocol, started_on: date) -> Position:
    """Give the position of a run that has just begun."""
    return Position(open=MappingProxyType(dict.fromkeys(protocol.first, started_on)), facts={START: started_on})


def replay(protocol: Protocol, started_on: date, events: Iterable[Event]) -> Position:
    """Give where a run stands after these events, in their order; checks nothing, because they were checked."""
    position = begin(protocol, started_on)
    for event in events:
        position = apply(protocol, position, event)
    return position


def apply(protocol: Protocol, position: Position, event: Event) -> Position:
    """Give the position after one event."""
    match event.kind:
        case EventKind.TAKEN | EventKind.SKIPPED:
            return _moved(protocol, position, event)
        case EventKind.SUSPENDED:
            return replace(position, pauses=(*position.pauses, Pause(event.day)))
        case EventKind.RESUMED:
            last = position.pauses[-1]
            return replace(position, pauses=(*position.pauses[:-1], Pause(last.since, event.day)))
        case EventKind.EXTENDED:
            new = Extension(event.until or event.day, event.day)
            return replace(position, extended={**position.extended, event.step: new})
        case EventKind.NOTED:
            return replace(position, facts={**position.facts, **event.facts})
        case EventKind.WITHDRAWN:
            return replace(position, open={}, ended_by=EventKind.WITHDRAWN.value)


def following(step: Step, leads_to: tuple[str, ...]) -> tuple[str, ...]:
    """Give the steps that open after a step: those that were chosen where it chooses, and otherwise all."""
    return tuple(code for code in step.next if code in leads_to) if step.chooses else step.next


def _moved(protocol: Protocol, position: Position, event: Event) -> Position:
    step = protocol.step(event.step)
    passed = {step.code: event.day}
    taken = event.kind is EventKind.TAKEN
    closed = {step.code}
    if protocol.one_beginning and step.code in protocol.first and not (position.done or position.skipped):
        closed |= set(protocol.first)
    still = {code: since for code, since in position.open.items() if code not in closed}
    opened = {code: event.day for code in following(step, event.leads_to) if code not in still}
    ends = taken and step.ends
    return replace(
        position,
        open={} if ends else {**still, **opened},
        done={**position.done, **passed} if taken else position.done,
        skipped=position.skipped if taken else {**position.skipped, **passed},
        facts={**position.facts, **event.facts},
        extended={code: day for code, day in position.extended.items() if code not in opened},
        ended_by=step.code if ends else "",
    )
