"""The line that every look, change, search and refusal leaves.

`write` comes before the change: the database refuses a change to a guarded table in a transaction that has not
written its line. A look is logged in the same transaction as the page; when the line cannot be written nothing is
shown. A refusal is logged on a second connection, because the transaction that was refused rolls back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind, Category, Purpose
from sluitend.records.models import AuditEvent

from .context import request_id


@dataclass(frozen=True, slots=True)
class Ref:
    """What a line is about: a kind of object, its id, and the case, signal or person it belongs to."""

    kind: str
    id: UUID | None = None
    case_id: UUID | None = None
    signal_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """For which purpose, on which ground, under which sharing rule."""

    purpose: Purpose = Purpose.ACCESS_AND_DIRECTION
    ground: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line to write: kind, what was done, to what, which kinds of data and fields, why."""

    kind: AuditKind
    action: str
    ref: Ref
    categories: Iterable[Category] = ()
    fields: Sequence[str] = ()
    why: Why = field(default_factory=Why)
    count: int = 1
    outcome: str = "ok"
    reason_code: str = ""


def _row(viewer: Viewer, line: Line, now: datetime) -> AuditEvent:
    return AuditEvent(
        municipality_id=viewer.municipality_id,
        at=now,
        kind=line.kind,
        action=line.action,
        user_id=viewer.user_id,
        membership_id=viewer.membership_id,
        organisation_id=viewer.organisation_id,
        role=viewer.function[:120],
        object_kind=line.ref.kind,
        object_id=line.ref.id,
        case_id=line.ref.case_id,
        signal_id=line.ref.signal_id,
        person_id=line.ref.person_id,
        categories=sorted({category.value for category in line.categories}),
        fields=list(line.fields),
        purpose=line.why.purpose,
        ground=line.why.ground,
        rule=line.why.rule,
        outcome=line.outcome,
        reason_code=line.reason_code,
        count=line.count,
        request_id=request_id(),
    )


_COLUMNS = [column for column in AuditEvent._meta.concrete_fields if not column.primary_key]  # noqa: SLF001 - the documented way to list columns
_NAMES = ", ".join(column.column for column in _COLUMNS)


def _insert(own: BaseDatabaseWrapper, rows: Sequence[AuditEvent]) -> None:
    """Add lines without reading them back: whoever writes a line may not read the log.

    They go in one value: a list that shows a hundred people writes a hundred lines, and quoting each of their twenty
    columns apart took longer than the list itself.
    """
    kinds = ", ".join(f"{column.column} {column.db_type(own)}" for column in _COLUMNS)
    lines = [{column.column: getattr(row, column.attname) for column in _COLUMNS} for row in rows]
    with own.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_event ({_NAMES}) SELECT {_NAMES} FROM json_to_recordset(%s) AS line ({kinds})",  # noqa: S608 - names of our own columns
            [json.dumps(lines, default=str)],
        )


def record(viewer: Viewer, *lines: Line, now: datetime) -> None:
    """Write lines in the transaction that runs."""
    if lines:
        _insert(connection, [_row(viewer, line, now) for line in lines])


def write(
    viewer: Viewer,
    action: str,
    ref: Ref,
    *,
    now: datetime,
    categories: Iterable[Category] = (),
    fields: Sequence[str] = (),
    why: Why | None = None,
) -> None:
    """Log a change, before it is made. action is `room.verb`, such as `signal.hand_in`."""
    record(viewer, Line(AuditKind.WRITE, action, ref, categories, fields, why or Why()), now=now)


def read(
    viewer: Viewer,
    action: str,
    ref: Ref,
    *,
    now: datetime,
    categories: Iterable[Category] = (),
    why: Why | None = None,
    count: int = 1,
) -> None:
    """Log a look, in the transaction that loads what is looked at."""
    record(viewer, Line(AuditKind.READ, action, ref, categories, (), why or Why(), count), now=now)


def denied(viewer: Viewer, action: str, ref: Ref, *, reason_code: str, now: datetime) -> None:
    """Log a refusal on a connection of its own, so that it stays when the refused transaction rolls back."""
    line = Line(AuditKind.DENIED, action, ref, outcome="denied", reason_code=reason_code[:80])
    own = connections.create_connection("default")
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT set_config('app.municipality', %s, true)", [str(viewer.municipality_id)])
        _insert(own, [_row(viewer, line, now)])
        with own.cursor() as cursor:
            cursor.execute("COMMIT")
    finally:
        own.close()


__all__ = ["Line", "Ref", "Why", "denied", "read", "record", "write"]
