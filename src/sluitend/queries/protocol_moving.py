"""The page on which a person decides whether a run goes to the version that holds today, and who still waits for that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit, context, protocols
from sluitend.access.gate import case_access
from sluitend.access.own_versions import digest, mark_of
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.protocol.moving import OpenMove, check_move, open_moves
from sluitend.domain.protocol.own import EDITORS
from sluitend.domain.protocol.plain import to_plain
from sluitend.domain.protocol.steps import Protocol, Text
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Purpose
from sluitend.queries.own_protocols import StepChanges, by_step
from sluitend.queries.protocol_clocks import about_of
from sluitend.records.models import ProtocolRun


@dataclass(frozen=True, slots=True)
class MoveStep:
    """One open step in both versions: its title, None where the other version has no such step, and its last day.

    before_law and after_law: the law sets that day. longer: the day moves on.
    """

    title: Text
    title_after: Text | None
    opened_on: date
    before: date | None
    before_law: bool
    after: date | None
    after_law: bool


@dataclass(frozen=True, slots=True)
class MovePage:
    """One run beside the version that holds today. left and to: names of both versions. cannot: why it cannot go there."""

    run_id: UUID
    version: int
    title: Text
    about: str
    left: str
    to: str
    steps: tuple[MoveStep, ...]
    changes: tuple[StepChanges, ...]
    cannot: tuple[Refusal, ...]
    seen: str


def newer_version(run_id: UUID, *, now: datetime) -> str:
    """Give the name of the version that new runs follow today, when this run goes on in another; else nothing.

    For who was shown the run already: it tells nothing about anybody.
    """
    run = ProtocolRun.objects.select_related("content").filter(pk=run_id, ended_at=None).first()
    new = protocols.catalogue(context.today(now)).get(run.protocol) if run is not None else None
    if run is None or new is None or bytes(run.content.digest) == digest(to_plain(new)):
        return ""
    return new.version


def move_page(viewer: Viewer, run_id: UUID, *, now: datetime) -> MovePage:
    """Show what moving a run to the version that holds today would change for it.

    Raises:
        NotFound: there is no such run for the viewer, it cannot be read any more, or there is no such protocol any more.
    """
    runs = ProtocolRun.objects.select_related("report", "departure", "case", "child", "content")
    run = runs.filter(pk=run_id).first()
    if run is None:
        raise NotFound
    access = case_access(viewer, run.case_id, now=now) if run.case_id else None
    if not protocols.sees_run(viewer, run, access):
        raise NotFound
    standing = protocols.standing(run, now)
    old, position = standing.protocol, standing.position
    new = protocols.catalogue(context.today(now)).get(run.protocol)
    if old is None or position is None or new is None:
        raise NotFound
    audit.read(
        viewer,
        "protocol.page",
        audit.Ref("protocol_run", run.pk, case_id=run.case_id, person_id=run.child_id),
        categories={Category.K1, Category.K19},
        why=audit.Why(Purpose(old.purpose), access.reason.value if access else "", "F.7b"),
        now=now,
    )
    region = protocols.region_of(viewer.municipality_id)
    after = protocols.clocks_of(new, position, run.started_on, today=context.today(now), region=region)
    moves = open_moves(new, position, standing.clocks, after)
    closed = protocols.check_open(access) or protocols.check_part(viewer, Category(run.category), access)
    found = check_move(old, new, position, moves, reason="x")
    return MovePage(
        run_id=run.pk,
        version=run.version,
        title=old.title,
        about=about_of(run),
        left=run.content.content_version,
        to=new.version,
        steps=tuple(_step(old, new, one) for one in moves),
        changes=by_step(old, new),
        cannot=(closed, *found) if closed else found,
        seen=mark_of(new),
    )


def _step(old: Protocol, new: Protocol, one: OpenMove) -> MoveStep:
    return MoveStep(
        title=old.step(one.step).title if old.has(one.step) else Text(one.step, one.step),
        title_after=new.step(one.step).title if new.has(one.step) else None,
        opened_on=one.opened_on,
        before=one.before.due.day if one.before else None,
        before_law=one.before is not None and one.before.statutory,
        after=one.after.due.day if one.after else None,
        after_law=one.after is not None and one.after.statutory,
    )


@dataclass(frozen=True, slots=True)
class OlderRuns:
    """How many runs of one protocol follow one older version with one colleague; holder is empty without a coordinator.

    since: the day the oldest began. to: the name of the version that new runs follow.
    """

    title: Text
    version: str
    to: str
    holder: str
    number: int
    since: date


def older_runs(viewer: Viewer, *, now: datetime) -> tuple[OlderRuns, ...]:
    """List what still runs in an older version: numbers and colleagues, nothing of a family or of heightened safety.

    Raises:
        NotFound: the viewer neither sets up the municipality nor directs the work between organisations.
    """
    if not EDITORS & viewer.roles:
        raise NotFound
    current = protocols.catalogue(context.today(now))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_older_runs(%s)", [[digest(to_plain(one)) for one in current.values()]])
        rows = cursor.fetchall()
    return tuple(
        OlderRuns(current[code].title, version, current[code].version, holder, number, since)
        for code, version, holder, number, since in rows
        if code in current
    )
