"""The scanner of clocks: looks at the runs whose moment has come, recomputes, and writes down what their clocks say.

It may come late, twice, or be killed at any point. A batch is one transaction: what was said and when to look again,
or neither. What was said is written before anybody is told; whoever was not told yet is told at the next round.
Nothing is ever done to a family: at most a line for people stands on the ladder between organisations.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from sluitend.access import context, protocols
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.protocol.clocks import Clock, ClockState, look_again_at, reached
from sluitend.domain.protocol.steps import Protocol
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import SchoolRegion
from sluitend.services import messages

from .entering import raises

BATCH = 200
"""Runs in one transaction: few enough that a person who takes a step does not wait for it."""

UNREADABLE_AGAIN = timedelta(hours=1)
"""When to look again at a run whose content the program cannot read: an upgrade may mend it."""

_KINDS = {ClockState.WARNING: MessageKind.TERM_NEAR, ClockState.LATE: MessageKind.TERM_PASSED}


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one round did. runs: looked at. said: newly written down. told: for which somebody got a message."""

    runs: int = 0
    said: int = 0
    told: int = 0


def scan(now: datetime, *, batch: int = BATCH, between: Callable[[], None] = lambda: None) -> Scanned:
    """Look at everything that is due, batch after batch, and then tell who works on it. For the worker alone.

    between: called after every batch, for who wants to stop in time.
    """
    runs = said = 0
    while True:
        looked, fresh = scan_batch(now, batch)
        runs, said = runs + looked, said + fresh
        between()
        if looked < batch:
            break
    told = 0
    while done := tell_batch(now, batch):
        told += done
        between()
    return Scanned(runs, said, told)


@transaction.atomic
def scan_batch(now: datetime, batch: int = BATCH) -> tuple[int, int]:
    """Look at the first runs that are due, and give how many they were and how much they said that was new."""
    context.tell_database(None, now)
    due = _due(now, batch)
    if not due:
        return 0, 0
    for row in due:
        row["events"] = _json(row["events"])
    left = {one for row in due for one in protocols.left_contents(row["events"])}
    contents = _contents({row["content"] for row in due} | left)
    given = [_look(row, contents, now) for row in due]
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_clocks_said(%s, %s::jsonb)", [now, json.dumps(given)])
        return len(due), int(cursor.fetchone()[0])


@transaction.atomic
def tell_batch(now: datetime, batch: int = BATCH) -> int:
    """Tell who works on it what clocks said; the same is told once, however often this runs. Gives how many it took."""
    context.tell_database(None, now)
    rows = _rows("SELECT * FROM app_untold_clocks(%s)", [batch])
    if not rows:
        return 0
    places: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        places[row["municipality"]].append(row)
    for place, said in places.items():
        nobody = _nobody(place)
        context.tell_database(nobody, now)
        messages.tell_all(nobody, map(_news, said), now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_clocks_told(%s, %s)", [now, [row["said"] for row in rows]])
    return len(rows)


def _news(row: Mapping[str, Any]) -> messages.News:
    about = messages.About(MessagePage.HOME)
    if row["case_id"]:
        about = messages.About(MessagePage.CASE, row["case_id"], case_id=row["case_id"])
    return messages.News(_KINDS[ClockState(row["word"])], about, [row["member"]], str(row["said"]))


def _nobody(place: UUID) -> Viewer:
    """The program itself in one municipality: nobody's membership, no role."""
    none = UUID(int=0)
    return Viewer(none, none, place, none, "", frozenset(), "", "")


def _due(now: datetime, most: int) -> list[dict[str, Any]]:
    return _rows("SELECT * FROM app_due_runs(%s, %s)", [now, most])


def _contents(wanted: Iterable[UUID]) -> dict[UUID, tuple[Protocol | None, SchoolRegion]]:
    rows = _rows("SELECT * FROM app_protocol_contents(%s)", [list(wanted)])
    return {
        row["id"]: (protocols.readable_content(_json(row["content"])), SchoolRegion(row["school_region"]))
        for row in rows
    }


def _look(
    row: Mapping[str, Any], contents: Mapping[UUID, tuple[Protocol | None, SchoolRegion]], now: datetime
) -> dict[str, Any]:
    """Recompute one run: what its clocks have said up to now, and when to look again."""
    given = {"run": str(row["run"]), "expected": row["look_again_at"].isoformat(), "said": []}
    protocol, region = contents.get(row["content"]) or (None, SchoolRegion.MIDDLE)
    versions = {pk: version for pk, (version, _region) in contents.items()}
    happened = protocols.chapters(protocol, row["events"], versions) if protocol else None
    if protocol is None or happened is None:
        return given | {"again": (now + UNREADABLE_AGAIN).isoformat()}
    _, running = protocols.stand(happened, row["started_on"], now=now, region=region)
    again = look_again_at(running, now)
    said = [_said(protocol, clock, word) for clock, word in reached(running, now)]
    return given | {"said": said, "again": again.isoformat() if again else None}


def _said(protocol: Protocol, clock: Clock, word: ClockState) -> dict[str, Any]:
    return {
        "step": clock.step,
        "last_day": clock.due.day.isoformat(),
        "word": word.value,
        "raised": raises(protocol, clock, word),
    }


def _json(given: Any) -> Any:
    return json.loads(given) if isinstance(given, str) else given


def _rows(query: str, values: list[Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
