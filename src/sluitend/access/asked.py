"""The questions that were put to a decider, as the database gives them: the question and the run, no word of the family."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sluitend.access import protocols
from sluitend.domain.escalation import Question
from sluitend.domain.mandate import MandateGround, Power, Rung, ground_of
from sluitend.domain.protocol.clocks import Clock
from sluitend.domain.protocol.history import Position
from sluitend.domain.protocol.steps import Protocol
from sluitend.domain.sharing import Viewer
from sluitend.records.models import ProtocolContent


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a decider. waits: no answer yet, and still theirs to give. case_id and run_id: for the log alone.

    position and clocks: where the run stands now; None when the program cannot read its content any more.
    """

    ask_id: UUID
    waits: bool
    rung: Rung
    question: Question = field(repr=False)
    letter_on: date | None
    asked_at: datetime
    asked_by_id: UUID
    asked_by: str
    decider: str
    power: str
    powers: tuple[Power, ...]
    basis: str
    power_until: date
    answer: str
    answered_at: datetime | None
    words: str = field(repr=False)
    version: int
    case_id: UUID
    run_id: UUID
    started_on: date
    protocol: Protocol | None
    position: Position | None
    clocks: tuple[Clock, ...]

    @property
    def ground(self) -> MandateGround:
        """Give what the power of the decider stands on."""
        return ground_of(self.rung)

    @property
    def open(self) -> bool:
        """The step is still to be taken."""
        return self.waits and self.position is not None and self.rung.value in self.position.open

    def clock(self, step: str) -> Clock | None:
        """Give the clock of a step that is open."""
        return next((one for one in self.clocks if one.step == step), None)


def asked_of(viewer: Viewer, now: datetime) -> tuple[Asked, ...]:
    """Give what was asked of the viewer by name, oldest first, answered or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_my_asks()")
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    moved = [_rows(row["events"]) for row in rows]
    wanted = {row["content"] for row in rows}.union(*(protocols.left_contents(events) for events in moved))
    versions = read_versions(wanted)
    return tuple(_asked(viewer, row, events, versions, now) for row, events in zip(rows, moved, strict=True))


def _rows(events: Any) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = json.loads(events) if isinstance(events, str) else events
    return rows


def read_versions(wanted: Iterable[UUID]) -> dict[UUID, Protocol | None]:
    """Give kept versions of protocols by id; None for one that the program cannot read any more."""
    return {pk: protocols.read_content(one) for pk, one in ProtocolContent.objects.in_bulk(set(wanted)).items()}


def _asked(
    viewer: Viewer,
    row: Mapping[str, Any],
    events: Iterable[Mapping[str, Any]],
    versions: Mapping[UUID, Protocol | None],
    now: datetime,
) -> Asked:
    protocol = versions.get(row["content"])
    position, running = replayed(viewer, protocol, row["started_on"], events, versions=versions, now=now)
    return Asked(
        ask_id=row["ask"],
        waits=row["waits"],
        rung=Rung(row["step"]),
        question=Question(row["tried"], row["blocks"], row["asked"], row["legal"], row["identity"]),
        letter_on=row["letter_on"],
        asked_at=row["asked_at"],
        asked_by_id=row["asker"],
        asked_by=row["asked_by"],
        decider=row["decider"],
        power=row["power"],
        powers=tuple(Power(one) for one in row["powers"]),
        basis=row["basis"],
        power_until=row["power_until"],
        answer=row["answer"],
        answered_at=row["answered_at"],
        words=row["words"],
        version=row["version"],
        case_id=row["case_ref"],
        run_id=row["run_ref"],
        started_on=row["started_on"],
        protocol=protocol,
        position=position,
        clocks=running,
    )


def replayed(
    viewer: Viewer,
    protocol: Protocol | None,
    started_on: date,
    events: Iterable[Mapping[str, Any]],
    *,
    versions: Mapping[UUID, Protocol | None],
    now: datetime,
) -> tuple[Position | None, tuple[Clock, ...]]:
    """Replay a run from what moved it, as a function of the database gives that; nothing when it cannot be read."""
    happened = protocols.chapters(protocol, events, versions) if protocol else None
    if happened is None:
        return None, ()
    return protocols.stand(happened, started_on, now=now, region=protocols.region_of(viewer.municipality_id))
