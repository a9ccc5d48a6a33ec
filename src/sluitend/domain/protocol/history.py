"""What happened in one run of a protocol, and where that leaves it: a fold over events, without a clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from types import MappingProxyType

from sluitend.domain.clock import local_day
from sluitend.domain.protocol.steps import START, Protocol
from sluitend.domain.protocol.way import way_to
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
    MOVED = "moved", N_("Naar een andere versie")
    ENTERED = "entered", N_("Liep al, en kwam er zo in")


@dataclass(frozen=True, slots=True)
class Event:
    """Something a named person did at a moment.

    step: its code, or empty for the whole run (withdrawn, noted, and suspended or resumed when that is about every term).
    on: the day it happened, which may be before the day it was written down. leads_to: which of the next steps follow, for
    a step that chooses; empty means that the choice stays open. until: the
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
    """A time in which terms stood still: from a day, up to and including the day before until; None: still.

    step: whose term, or empty for every term.
    """

    since: date
    until: date | None = None
    step: str = ""

    def about(self, code: str) -> bool:
        """Tell whether the term of a step stood still."""
        return self.step in {"", code}

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

    open: per open step the day it opened. offered: per open step that is one of a choice, who offered it: a step, or empty
    for the beginning. done: per step taken the day it was last taken. skipped: likewise. facts: the dates written down, by
    code. extended: per open step the last day that a person gave it. pauses: when terms stood still. before: the steps
    that were passed before the run was entered here; who did them is not known. ended_by: the last step, `withdrawn`, or
    empty while the run goes on.
    """

    open: Mapping[str, date]
    offered: Mapping[str, str] = field(default_factory=dict)
    done: Mapping[str, date] = field(default_factory=dict)
    skipped: Mapping[str, date] = field(default_factory=dict)
    facts: Mapping[str, date] = field(default_factory=dict)
    extended: Mapping[str, Extension] = field(default_factory=dict)
    pauses: tuple[Pause, ...] = ()
    before: frozenset[str] = frozenset()
    ended_by: str = ""

    @property
    def ended(self) -> bool:
        """Nothing follows any more."""
        return bool(self.ended_by)

    @property
    def paused(self) -> bool:
        """Every term stands still."""
        return any(pause.until is None and not pause.step for pause in self.pauses)

    def stands_still(self, code: str) -> bool:
        """Tell whether the term of a step stands still."""
        return any(pause.until is None and pause.about(code) for pause in self.pauses)

    def instead_of(self, code: str) -> frozenset[str]:
        """Give the open steps that close when this one is taken or skipped: the others of the same choice."""
        if code not in self.offered:
            return frozenset()
        return frozenset(other for other, by in self.offered.items() if other != code and by == self.offered[code])

    def passed(self, code: str) -> bool:
        """Tell whether a step was taken or skipped."""
        return code in self.done or code in self.skipped


def begin(protocol: Protocol, started_on: date) -> Position:
    """Give the position of a run that has just begun."""
    return Position(
        open=MappingProxyType(dict.fromkeys(protocol.first, started_on)),
        offered=MappingProxyType(dict.fromkeys(protocol.first, "")),
        facts={START: started_on},
    )


def replay(protocol: Protocol, started_on: date, events: Iterable[Event]) -> Position:
    """Give where a run stands after these events, in their order; checks nothing, because they were checked."""
    position = begin(protocol, started_on)
    for event in events:
        position = apply(protocol, position, event)
    return position


@dataclass(frozen=True, slots=True)
class Chapter:
    """What happened while a run followed one version; every chapter but the first begins with the move to it."""

    protocol: Protocol
    events: tuple[Event, ...]


def replay_chapters(chapters: Sequence[Chapter], started_on: date) -> Position:
    """Give where a run stands that was moved to other versions; there is at least one chapter."""
    position = begin(chapters[0].protocol, started_on)
    for chapter in chapters:
        for event in chapter.events:
            position = apply(chapter.protocol, position, event)
    return position


def apply(protocol: Protocol, position: Position, event: Event) -> Position:
    """Give the position after one event."""
    match event.kind:
        case EventKind.TAKEN | EventKind.SKIPPED:
            return _moved(protocol, position, event)
        case EventKind.SUSPENDED | EventKind.RESUMED:
            return replace(position, pauses=_pauses(position, event))
        case EventKind.EXTENDED:
            new = Extension(event.until or event.day, event.day)
            return replace(position, extended={**position.extended, event.step: new})
        case (
            EventKind.NOTED | EventKind.MOVED
        ):  # moved: it stands where it stood; only what follows is of the other version
            return replace(position, facts={**position.facts, **event.facts})
        case EventKind.WITHDRAWN:
            return replace(position, open={}, offered={}, ended_by=EventKind.WITHDRAWN.value)
        case EventKind.ENTERED:
            return _entered(protocol, position, event)


def _entered(protocol: Protocol, position: Position, event: Event) -> Position:
    """A run that was going on before stands at one step, since the day that was told; what came before it is passed.

    What opens beside that step on the way to it is open too, from the same day: rather a step too many than one lost.
    """
    way = way_to(protocol, event.step) or (event.step,)
    for code, following in pairwise(way):
        leads_to = (following,) if protocol.step(code).chooses else ()
        position = _moved(protocol, position, Event(EventKind.TAKEN, event.at, code, event.day, leads_to))
    closed = {event.step, *position.instead_of(event.step)}
    counts_from = _counts_from(protocol, position, event.step)
    return replace(
        position,
        open={**{code: day for code, day in position.open.items() if code not in closed}, event.step: event.day},
        offered={code: by for code, by in position.offered.items() if code not in closed},
        done={**position.done, **dict.fromkeys(counts_from, event.day)},
        before=frozenset((*way[:-1], *counts_from)),
        facts={**position.facts, **event.facts},
    )


def _counts_from(protocol: Protocol, position: Position, code: str) -> tuple[str, ...]:
    """Give the step from which the term of a step counts, when the way to it did not pass there."""
    deadline = protocol.step(code).deadline
    sources = deadline.counts_from if deadline is not None else ()
    steps = tuple(one.removeprefix("step:") for one in sources if one.startswith("step:"))
    return () if START in sources or any(map(position.passed, steps)) else steps[:1]


def _pauses(position: Position, event: Event) -> tuple[Pause, ...]:
    if event.kind is EventKind.SUSPENDED:
        return (*position.pauses, Pause(event.day, step=event.step))
    return tuple(_resumed(pause, event) for pause in position.pauses)


def _resumed(pause: Pause, event: Event) -> Pause:
    return replace(pause, until=event.day) if pause.until is None and pause.step == event.step else pause


def _moved(protocol: Protocol, position: Position, event: Event) -> Position:
    step = protocol.step(event.step)
    taken = event.kind is EventKind.TAKEN
    if taken and step.ends:
        done = {**position.done, step.code: event.day}
        return replace(
            position, open={}, offered={}, done=done, facts={**position.facts, **event.facts}, ended_by=step.code
        )
    closed = {step.code, *position.instead_of(step.code)}
    passed = {step.code, *position.done, *position.skipped}
    chosen = event.leads_to if step.chooses and event.leads_to else step.next
    opened = [
        code
        for code in step.next
        if code in chosen and not (code in position.open and code not in closed)
        if code not in passed or protocol.step(code).again
    ]
    still = [code for code in position.open if code not in closed]
    offers = step.chooses and not event.leads_to
    return replace(
        position,
        open={**{code: position.open[code] for code in still}, **dict.fromkeys(opened, event.day)},
        offered={
            **{code: position.offered[code] for code in still if code in position.offered},
            **dict.fromkeys(opened if offers else (), step.code),
        },
        done={**position.done, step.code: event.day} if taken else position.done,
        skipped=position.skipped if taken else {**position.skipped, step.code: event.day},
        facts={**position.facts, **event.facts},
        extended={code: one for code, one in position.extended.items() if code in still},
        pauses=tuple(pause for pause in position.pauses if not pause.step or pause.step in still),
    )
