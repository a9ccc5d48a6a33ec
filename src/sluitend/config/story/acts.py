"""Plays the story in the order in which it happened: each act by its own actor, at its own moment, through the services.

What one actor does for one family on one day is one transaction, as one sitting at the desk is.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from multiprocessing import get_context
from uuid import UUID

from django.db import connection, connections

from sluitend.access.context import acting_as
from sluitend.config.story.cast import Town
from sluitend.config.story.days import WORKDAY, Days
from sluitend.config.story.names import Lot
from sluitend.domain.sharing import Viewer

Do = Callable[[Viewer, datetime], object]
Say = Callable[[str], None]
BETWEEN = 11  # minutes between two sittings on a quiet day
LOOK_EVERY = 150  # sittings
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip


class StoryStopped(Exception):  # noqa: N818 - it reads as what happened
    """A part of the story could not be played; what went wrong was printed where it happened."""


@dataclass(slots=True)
class Place:
    """A municipality as it was set up: its people and organisations by key."""

    town: Town
    id: UUID
    days: Days
    people: dict[str, Viewer] = field(default_factory=dict)
    organisations: dict[str, UUID] = field(default_factory=dict)
    lot: Lot = field(default_factory=lambda: Lot("place"))

    def contact(self, organisation: str) -> str | None:
        """Give the key of somebody who signs in for a partner; None when nobody does."""
        return next((w.key for w in self.town.workers if w.at == organisation), None)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does. order: within one story on one day. story: what it belongs to, such as a family."""

    ago: int
    order: int
    story: str
    actor: str
    do: Do = field(repr=False)


def play(place: Place, acts: Iterable[Act], say: Say, between: Callable[[], None] = lambda: None) -> None:
    """Play everything, oldest first. between: called every LOOK_EVERY sittings."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # a story that is lost with the machine is told again
    ordered = sorted(acts, key=lambda act: (place.days.day(act.ago), act.story, -act.ago, act.order))
    sittings = [list(sitting) for _, sitting in groupby(ordered, key=lambda act: (act.ago, act.story, act.actor))]
    on_day = Counter(place.days.day(sitting[0].ago) for sitting in sittings)
    seen: Counter[date] = Counter()
    month = 0
    for number, sitting in enumerate(sittings):
        if number % LOOK_EVERY == 0:
            between()
        day = place.days.day(sitting[0].ago)
        if day.month != month:
            month = day.month
            say(f"  {MONTHS[month - 1]} {day.year}")
        step = min(BETWEEN, (WORKDAY - 1) / on_day[day])
        now = place.days.moment(sitting[0].ago, int(seen[day] * step))
        seen[day] += 1
        viewer = place.people[sitting[0].actor]
        with acting_as(viewer, now):
            for act in sitting:
                act.do(viewer, now)


def play_in_two(place: Place, acts: Sequence[Act], say: Say, between: Callable[[], None]) -> None:
    """Play in two processes, one for the stories that began earlier; so they seldom wait for each other's rows.

    Raises:
        StoryStopped: one of them failed.
    """
    early, late = _halves(acts)
    connections.close_all()  # a connection cannot be shared with a child
    fork = get_context("fork")
    sys.stdout.flush()
    parts = [
        fork.Process(target=play, args=(place, early, say, between)),
        fork.Process(target=play, args=(place, late, lambda _line: None)),
    ]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    if any(part.exitcode for part in parts):
        raise StoryStopped


def _halves(acts: Sequence[Act]) -> tuple[list[Act], list[Act]]:
    """Cut the stories, by the day on which they begin, into two parts with as many acts."""
    begins: dict[str, int] = {}
    for act in acts:
        begins[act.story] = max(act.ago, begins.get(act.story, 0))
    ordered = sorted(acts, key=lambda act: (-begins[act.story], act.story))
    middle = ordered[len(ordered) // 2].story if ordered else ""
    border = next((place for place, act in enumerate(ordered) if act.story == middle), 0)
    return ordered[:border], ordered[border:]
