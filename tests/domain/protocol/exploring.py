"""Walk through every position that a protocol can have, whatever people choose; days do not matter here."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sluitend.domain.protocol import check
from sluitend.domain.protocol.history import Event, EventKind, Position, apply, begin
from sluitend.domain.protocol.steps import Protocol
from tests.domain.protocol.making import BEGIN, at

Key = Hashable


@dataclass
class Walked:
    """positions: each one that can be reached, by key. follows: which lead to which. ends: those that have ended."""

    positions: dict[Key, Position] = field(default_factory=dict)
    follows: dict[Key, set[Key]] = field(default_factory=dict)
    moves: list[tuple[Position, str, EventKind]] = field(default_factory=list)

    @property
    def ends(self) -> set[Key]:
        return {key for key, position in self.positions.items() if position.ended}

    def stuck(self) -> list[Position]:
        """Give every position from which no way leads to an end."""
        before: dict[Key, set[Key]] = {}
        for key, following in self.follows.items():
            for one in following:
                before.setdefault(one, set()).add(key)
        well, todo = set(self.ends), list(self.ends)
        while todo:
            for key in before.get(todo.pop(), set()) - well:
                well.add(key)
                todo.append(key)
        return [position for key, position in self.positions.items() if key not in well]


def key_of(position: Position) -> Key:
    passed = frozenset({*position.done, *position.skipped})
    return position.ended_by, frozenset(position.open), frozenset(position.offered.items()), passed


def moves(protocol: Protocol, position: Position, *, heightened: bool) -> Iterator[Event]:
    """Give everything that somebody may do: take or skip, and choose at once or leave the choice open."""
    for code in position.open:
        step = protocol.step(code)
        choices: list[tuple[str, ...]] = [(), *((one,) for one in step.next if step.chooses)]
        for leads_to in choices:
            common = {"leads_to": leads_to, "heightened": heightened}
            take = check.check_take(protocol, position, code, reason="x", second=True, **common)  # type: ignore[arg-type]
            skip = check.check_skip(protocol, position, code, reason="x", **common)  # type: ignore[arg-type]
            for refused, kind in ((take, EventKind.TAKEN), (skip, EventKind.SKIPPED)):
                if refused is None:
                    yield Event(kind, at(BEGIN), code, on=BEGIN, leads_to=leads_to)


def explore(protocol: Protocol, *, heightened: bool = False, start: date = BEGIN) -> Walked:
    """Give every position that can be reached."""
    first = begin(protocol, start)
    walked, todo = Walked({key_of(first): first}), [first]
    while todo:
        position = todo.pop()
        here = key_of(position)
        walked.follows[here] = set()
        for event in moves(protocol, position, heightened=heightened) if not position.ended else ():
            then = apply(protocol, position, event)
            there = key_of(then)
            walked.follows[here].add(there)
            walked.moves.append((position, event.step, event.kind))
            if there not in walked.positions:
                walked.positions[there] = then
                todo.append(then)
    return walked
