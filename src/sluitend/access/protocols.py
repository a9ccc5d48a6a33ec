"""Runs of protocols as the domain sees them: their content, what happened, where that leaves them and what is due.

For queries and services both. Nothing here is stored: each time it is replayed from what people did.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sluitend.access.gate import CaseAccess
from sluitend.access.staff import at_work
from sluitend.content.holidays import dutch_holidays
from sluitend.content.protocols import protocols
from sluitend.content.roles import default_readers
from sluitend.content.school_holidays import school_free
from sluitend.domain.case import CaseStatus
from sluitend.domain.clock import Calendar, local_day
from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol.clocks import Clock, clocks
from sluitend.domain.protocol.history import Chapter, Event, EventKind, Position, replay_chapters
from sluitend.domain.protocol.plain import from_plain
from sluitend.domain.protocol.starting import CLOSED_CASE, CLOSED_PART, check_begin
from sluitend.domain.protocol.steps import Protocol
from sluitend.domain.sharing import ReadLevel, Relation, Viewer, readable
from sluitend.domain.vocabulary import Category, Role, SchoolRegion
from sluitend.records.models import Municipality, NamedReader, OwnProtocol, ProtocolContent, ProtocolRun, RunEvent

_MOVES = ("run_id", "kind", "at", "step", "on", "leads_to", "until", "facts", "left_content_id")
_YEARS_AHEAD = 3  # no term of a protocol is longer


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one run stands now. protocol: in the version the run keeps; None when the program cannot read that any more.

    chapters: what happened, by the version it happened in.
    """

    run: ProtocolRun = field(repr=False)
    protocol: Protocol | None
    position: Position | None
    clocks: tuple[Clock, ...] = ()
    chapters: tuple[Chapter, ...] = ()

    @property
    def versions(self) -> tuple[Protocol, ...]:
        """Give for each event, in its order, the version in which it happened."""
        return tuple(chapter.protocol for chapter in self.chapters for _ in chapter.events)


def catalogue(day: date) -> Mapping[str, Protocol]:
    """Give the protocols that can be started on a day, by code: the municipality's own version where one holds."""
    own = {code: readable_content(row.content) for code, row in own_versions(day).items()}
    own |= tried()
    return {code: own.get(code) or one for code, one in protocols().items() if one.valid_from <= day}


def tried() -> dict[str, Protocol | None]:
    """Give what is tried here, by protocol: in a practice municipality a proposal of the one it is for; else nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT protocol, content::text FROM app_tried_protocols()")
        return {code: readable_content(json.loads(content)) for code, content in cursor.fetchall()}


def own_versions(day: date) -> dict[str, OwnProtocol]:
    """Give the own version that holds on a day, by protocol: approved, not taken back, and the last to begin."""
    rows = OwnProtocol.objects.filter(approved_at__isnull=False, ended_at=None, valid_from__lte=day)
    return {row.protocol: row for row in rows.order_by("valid_from", "approved_at")}


def calendar(started_on: date, today: date, region: SchoolRegion) -> Calendar:
    """Give the days that the terms of a run pass by: holidays, and the school holidays of this region."""
    years = started_on.year, today.year + _YEARS_AHEAD
    return Calendar(dutch_holidays(*years), school_free(region, years))


def region_of(municipality_id: UUID) -> SchoolRegion:
    """Give the region in which the schools of a municipality lie."""
    return SchoolRegion(Municipality.objects.values_list("school_region", flat=True).get(pk=municipality_id))


_READ: dict[bytes, Protocol | None] = {}
_MOST_READ = 256


def read_content(row: ProtocolContent) -> Protocol | None:
    """Give a kept version as a protocol, read once; None when the program cannot read it any more."""
    digest = bytes(row.digest)
    if digest not in _READ:
        if len(_READ) >= _MOST_READ:
            _READ.clear()
        _READ[digest] = readable_content(row.content)
    return _READ[digest]


def readable_content(content: Mapping[str, Any]) -> Protocol | None:
    """Give plain content as a protocol; None when the program cannot read it."""
    try:
        return from_plain(content)
    except ValueError:
        return None


def level_of(viewer: Viewer, category: Category, access: CaseAccess | None) -> ReadLevel:
    """Give how much of a category the viewer sees in a run: as in its case, or as an attendance officer of a report."""
    if access is not None:
        return access.level(category)
    if not viewer.has(Role.ATTENDANCE):
        return ReadLevel.NONE
    officer = frozenset({Role.ATTENDANCE})
    return readable(default_readers(), officer, Relation.CASE, stages=frozenset(), given=frozenset())[category]


def sees_run(viewer: Viewer, run: ProtocolRun, access: CaseAccess | None) -> bool:
    """Tell whether the viewer sees where a run stands and what is due in it.

    That is the state of things (K19), for who may know that it runs; what was written down is of its own kind. Of a run
    under heightened safety only who reads its kind sees anything.
    """
    return _sees(viewer, Category(run.category), access, heightened=run.heightened)


def _sees(viewer: Viewer, category: Category, access: CaseAccess | None, *, heightened: bool) -> bool:
    level = level_of(viewer, category, access)
    if level >= ReadLevel.READ or heightened or access is None:
        return level >= ReadLevel.READ
    return level >= ReadLevel.FACT and access.reads(Category.K19)


def check_open(access: CaseAccess | None) -> Refusal | None:
    """In a closed case nothing runs on; of a run one sees, the protocol says who takes a step (decision 13)."""
    return CLOSED_CASE if access is not None and access.status is CaseStatus.CLOSED else None


def check_may_begin(viewer: Viewer, protocol: Protocol, access: CaseAccess) -> Refusal | None:
    """Tell why the viewer cannot begin a protocol in this case; see domain.protocol.starting.check_begin."""
    return check_begin(
        protocol,
        closed=access.status is CaseStatus.CLOSED,
        writes=check_part(viewer, protocol.category, access) is None,
        sees=_sees(viewer, protocol.category, access, heightened=protocol.heightened),
    )


def check_part(viewer: Viewer, category: Category, access: CaseAccess | None) -> Refusal | None:
    """What is written down with a step is of a kind that the viewer writes (F.7b), or of a case that they hold.

    Whoever holds a case writes what they did themselves there; that does not let them read what others wrote.
    """
    if access is None:
        return None if level_of(viewer, category, None) >= ReadLevel.WRITE else CLOSED_PART
    if access.check_write(Category.K16) is None:
        return None
    return access.check_write(category)


def category_of(protocol: Protocol, code: str) -> Category:
    """Give the kind of data that is written down with a step, or with the run itself."""
    own = protocol.step(code).category if protocol.has(code) else None
    return own or protocol.category


def event_of(moved: Mapping[str, Any]) -> Event:
    """Make the event of a row, or of what the scanner was given of one."""
    return Event(
        EventKind(moved["kind"]),
        _moment(moved["at"]),
        moved["step"],
        _day(moved["on"]),
        tuple(moved["leads_to"]),
        _day(moved["until"]),
        {code: date.fromisoformat(day) for code, day in moved["facts"].items()},
    )


def _moment(given: datetime | str) -> datetime:
    return datetime.fromisoformat(given) if isinstance(given, str) else given


def _day(given: date | str | None) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) else given


def clocks_of(
    protocol: Protocol, position: Position, started_on: date, *, today: date, region: SchoolRegion
) -> tuple[Clock, ...]:
    """Give what is due in a run that stands here."""
    return clocks(protocol, position, calendar(started_on, today, region), today)


def chapters(
    protocol: Protocol, rows: Iterable[Mapping[str, Any]], earlier: Mapping[UUID, Protocol | None]
) -> tuple[Chapter, ...] | None:
    """Give what happened by the version it happened in; None when one of them cannot be read any more.

    protocol: the version it follows now. rows: of its events, in order. earlier: the versions that it left, by id.
    """
    done: list[Chapter] = []
    events: list[Event] = []
    for row in rows:
        if left := _uuid(row["left_content_id"]):
            version = earlier.get(left)
            if version is None:
                return None
            done.append(Chapter(version, tuple(events)))
            events = []
        events.append(event_of(row))
    return (*done, Chapter(protocol, tuple(events)))


def _uuid(given: UUID | str | None) -> UUID | None:
    return UUID(given) if isinstance(given, str) else given


def left_contents(rows: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """Give the versions that runs left, from the rows of their events."""
    return {left for row in rows if (left := _uuid(row["left_content_id"])) is not None}


def stand(
    happened: Sequence[Chapter], started_on: date, *, now: datetime, region: SchoolRegion
) -> tuple[Position, tuple[Clock, ...]]:
    """Replay a run: where it stands, and what is due in the version it follows now."""
    position = replay_chapters(happened, started_on)
    last = happened[-1].protocol
    return position, clocks_of(last, position, started_on, today=local_day(now), region=region)


def standing(run: ProtocolRun, now: datetime) -> Standing:
    """Replay one run; see standings."""
    return standings([run], now)[0]


def standings(runs: Iterable[ProtocolRun], now: datetime) -> list[Standing]:
    """Replay runs that the viewer can read, in their order; two statements, however many there are."""
    listed = list(runs)
    if not listed:
        return []
    moved: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    rows = RunEvent.objects.filter(run_id__in=[run.pk for run in listed]).order_by("run_id", "seq").values(*_MOVES)
    for row in rows:
        moved[row["run_id"]].append(row)
    wanted = {run.content_id for run in listed} | left_contents(rows)
    contents = ProtocolContent.objects.select_related("municipality").in_bulk(wanted)
    versions = {pk: read_content(one) for pk, one in contents.items()}
    found = []
    for run in listed:
        protocol = versions.get(run.content_id)
        happened = chapters(protocol, moved[run.pk], versions) if protocol else None
        if happened is None:
            found.append(Standing(run, None, None))
        else:
            region = SchoolRegion(contents[run.content_id].municipality.school_region)
            position, running = stand(happened, run.started_on, now=now, region=region)
            found.append(Standing(run, protocol, position, running, happened))
    return found


def colleagues(run: ProtocolRun, viewer: Viewer, now: datetime) -> dict[UUID, str]:
    """Give who can be the second person in a run: colleagues at work; of heightened safety the named readers alone."""
    day = local_day(now)
    here = at_work(day).exclude(pk=viewer.membership_id)
    if run.heightened and run.case_id is not None:
        named = NamedReader.objects.filter(case_id=run.case_id, since__lte=day, until__gte=day)
        found = here.filter(pk__in=named.values("membership_id"))
    else:
        found = here.filter(organisation_id=viewer.organisation_id)
    rows = found.order_by("display_name", "pk").values_list("pk", "display_name", "function")
    return {pk: f"{name}, {function.lower()}" for pk, name, function in rows}
