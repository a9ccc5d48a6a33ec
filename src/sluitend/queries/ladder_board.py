"""A board for each ladder: at which rung things stand, since when, until when, and who decides.

Own cases stand there by name. Of other cases whoever directs the work between organisations, and a team lead, sees the ladder
between organisations without names, and of the safety ladder only how many stand at each rung: what Veilig Thuis knows (K11)
is not theirs (F.7b). Nothing of heightened safety ever stands on a board.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sluitend.access import audit, protocols
from sluitend.access.asked import read_versions, replayed
from sluitend.access.protocols import Standing
from sluitend.content.roles import default_readers
from sluitend.domain.clock import local_day
from sluitend.domain.escalation import DecisionAnswer
from sluitend.domain.mandate import runs
from sluitend.domain.outcome import NotFound
from sluitend.domain.protocol.clocks import Clock
from sluitend.domain.protocol.history import Position
from sluitend.domain.protocol.ladder import PROCESS_LADDER, SAFETY_LADDER
from sluitend.domain.protocol.steps import Protocol, Step, Text
from sluitend.domain.sharing import Given, ReadLevel, Relation, Viewer, readable
from sluitend.domain.vocabulary import AuditKind, Category, Role, Stage
from sluitend.queries.protocol_clocks import child_of
from sluitend.records.models import DecisionAsk, ProtocolRun

IN_CASES = frozenset(
    {Role.COORDINATOR, Role.TEAM_MEMBER, Role.PROCESS_DIRECTOR, Role.PROTOCOL_COORDINATOR, Role.CODE_OFFICER}
)
WITHOUT_NAMES = frozenset({Role.PROCESS_DIRECTOR, Role.TEAM_LEAD})
"""Who sees the ladder between organisations of cases that are not their own: without names."""

SEE_BOARD = IN_CASES | WITHOUT_NAMES
_OPEN_CASE = frozenset({Stage.S2, Stage.S3})
_RUNS = frozenset({Given.ESCALATION, Given.PROTOCOL})


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One run on a board. place: of its rung in the ladder. since: the day it came there. due_on: the last day, or None.

    decider: who was asked and has not answered, or empty. asked: what was asked, without names, or empty. name and run_id:
    of an own case; empty and None for another one.
    """

    rung: Text
    place: int
    since: date
    due_on: date | None
    decider: str
    asked: str
    name: str = ""
    run_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RungCount:
    """How many children stand at a rung of the safety ladder."""

    rung: Text
    number: int


@dataclass(frozen=True, slots=True)
class Board:
    """Both ladders, the highest rung first. others: cases that are not the viewer's own stand there too, without names.

    holds: the viewer's role reads the safety ladder of own cases. counts: how many children stand at each of its rungs, own
    cases among them, for who directs the work and for a team lead; team: only of the own team.
    """

    process: tuple[BoardRow, ...]
    safety: tuple[BoardRow, ...]
    others: bool
    holds: bool
    counts: tuple[RungCount, ...]
    team: bool


def board(viewer: Viewer, *, now: datetime) -> Board:
    """Show both ladders; the number of statements does not grow with what stands on them.

    Raises:
        NotFound: the viewer's work is not with cases, nor between organisations.
    """
    if not viewer.has(*SEE_BOARD):
        raise NotFound
    sees = _sees(viewer)
    own = _own(sees, now)
    asks = _waiting([one.run.pk for one in own], local_day(now))
    process = [_row(one, asks.get(one.run.pk)) for one in own if one.run.protocol == PROCESS_LADDER]
    safety = [_row(one, None) for one in own if one.run.protocol == SAFETY_LADDER]
    others = viewer.has(*WITHOUT_NAMES)
    nameless = _others(viewer, {one.run.pk for one in own}, now) if others else []
    counts = _counts(now) if others else ()
    audit.record(viewer, *_lines(own, len(nameless), sum(one.number for one in counts)), now=now)
    shown = [*filter(None, process), *nameless]
    team = others and not viewer.has(Role.PROCESS_DIRECTOR)
    return Board(_sorted(shown), _sorted(filter(None, safety)), others, sees(Category.K11), counts, team)


def _sorted(rows: Iterable[BoardRow]) -> tuple[BoardRow, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.place, row.due_on or date.max, row.since, row.name)))


def _lines(own: Sequence[Standing], nameless: int, counted: int) -> Iterable[audit.Line]:
    for one in own:
        kinds = (Category.K1, Category.K19, Category(one.run.category))
        ref = audit.Ref("protocol_run", one.run.pk, case_id=one.run.case_id)
        yield audit.Line(AuditKind.READ, "ladder.board", ref, kinds, why=audit.Why(ground="own_work", rule="F.7b"))
    for number in filter(None, (nameless, counted)):
        why = audit.Why(ground="direction", rule="H.7")
        yield audit.Line(
            AuditKind.READ, "ladder.board", audit.Ref("protocol_run"), (Category.K19,), why=why, count=number
        )


def _sees(viewer: Viewer) -> Callable[[Category], bool]:
    """Tell of which kinds the viewer's role sees the state in a case."""
    levels = readable(default_readers(), viewer.roles, Relation.CASE, stages=_OPEN_CASE, given=_RUNS)

    def sees(category: Category) -> bool:
        state = levels[category] >= ReadLevel.FACT and levels[Category.K19] >= ReadLevel.READ
        return state or levels[category] >= ReadLevel.READ

    return sees


def _counts(now: datetime) -> tuple[RungCount, ...]:
    """Give how many children stand at each rung of the safety ladder, the highest first, as the database counts them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT step, number FROM app_safety_counts()")
        numbers: dict[str, int] = dict(cursor.fetchall())
    if not numbers:
        return ()
    ladder = protocols.catalogue(local_day(now))[SAFETY_LADDER]
    known = [RungCount(step.title, numbers.pop(step.code)) for step in ladder.steps if step.code in numbers]
    gone = [
        RungCount(Text(code, code), number) for code, number in sorted(numbers.items())
    ]  # of a version that is over
    return (*gone, *reversed(known))


def _own(sees: Callable[[Category], bool], now: datetime) -> list[Standing]:
    """Give the runs of both ladders in the viewer's own cases, of the kinds their role sees the state of."""
    found = ProtocolRun.objects.filter(
        protocol__in=(PROCESS_LADDER, SAFETY_LADDER),
        ended_at=None,
        heightened=False,
        case__heightened=False,
        case__closed_at=None,
    )
    rows = found.select_related("case", "child").order_by("started_on", "id")
    return protocols.standings([run for run in rows if sees(Category(run.category))], now)


def _waiting(run_ids: Sequence[UUID], today: date) -> Mapping[UUID, DecisionAsk]:
    """Give the question that waits in each run, of those whose decider has a mandate that runs."""
    rows = DecisionAsk.objects.select_related("mandate").filter(run_id__in=run_ids).order_by("asked_at")
    last = {(row.run_id, row.step): row for row in rows}
    found = {}
    for row in last.values():
        ended = row.mandate.ended_at is not None
        if row.answer not in set(DecisionAnswer) and runs(
            row.mandate.since, row.mandate.until, ended=ended, today=today
        ):
            found[row.run_id] = row
    return found


def _row(one: Standing, asked: DecisionAsk | None) -> BoardRow | None:
    if one.protocol is None or one.position is None:
        return None
    name = " · ".join(filter(None, (one.run.case.title if one.run.case else "", child_of(one.run))))
    words = (asked.mandate.decider, asked.asked) if asked is not None else ("", "")
    return _drawn(one.protocol, one.position, one.clocks, words, name=name, run_id=one.run.pk)


def _others(viewer: Viewer, own: set[UUID], now: datetime) -> list[BoardRow]:
    """Give the ladder between organisations of other cases, as the database gives it: without a case and without a person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_ladder_board()")
        names = [column.name for column in cursor.description]
        rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    rows = [row for row in rows if row["run"] not in own]
    moved = [json.loads(row["events"]) if isinstance(row["events"], str) else row["events"] for row in rows]
    versions = read_versions({row["content"] for row in rows}.union(*(protocols.left_contents(one) for one in moved)))
    found = []
    for row, events in zip(rows, moved, strict=True):
        protocol = versions.get(row["content"])
        position, running = replayed(viewer, protocol, row["started_on"], events, versions=versions, now=now)
        if protocol is not None and position is not None:
            found.append(_drawn(protocol, position, running, (row["decider"] or "", row["asked"] or "")))
    return found


def _drawn(
    protocol: Protocol,
    position: Position,
    clocks: Iterable[Clock],
    words: tuple[str, str],
    *,
    name: str = "",
    run_id: UUID | None = None,
) -> BoardRow:
    step, since = rung_of(protocol, position)
    due = next((clock.due.day for clock in clocks if clock.step == step.code), None)
    place = [one.code for one in protocol.steps].index(step.code)
    return BoardRow(step.title, place, since, due, *words, name=name, run_id=run_id)


def rung_of(protocol: Protocol, position: Position) -> tuple[Step, date]:
    """Give the rung at which a ladder stands, and since when.

    On the ladder between organisations that is the rung that is to be taken; on the safety ladder the last that was taken,
    because each rung there is something that was done.
    """
    rising = [step for step in protocol.steps if not step.ends]
    if protocol.code == SAFETY_LADDER:
        done = [step for step in rising if step.code in position.done]
        if done:
            last = max(done, key=lambda step: (position.done[step.code], protocol.steps.index(step)))
            return last, position.done[last.code]
    opened = [step for step in (*rising, *protocol.steps) if step.code in position.open]
    return opened[0], position.open[opened[0].code]
