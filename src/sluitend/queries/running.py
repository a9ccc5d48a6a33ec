"""Matters that ran before: those that wait for their coordinator, those that one entered, and what was late already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit, context, protocols
from sluitend.access.staff import named_reader
from sluitend.domain import running as rules
from sluitend.domain.absence import FileAbout
from sluitend.domain.outcome import NotFound
from sluitend.domain.protocol.clocks import ClockState
from sluitend.domain.protocol.steps import Protocol, Text
from sluitend.domain.running import MatterAnswer
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind, Category, Role
from sluitend.queries.absences import ImportLine, file_lines
from sluitend.queries.cases import Choice, colleagues_on, coordinators_among
from sluitend.queries.protocol_clocks import child_of, clock_rows
from sluitend.records.models import Case, ClockSaid, Membership, ProtocolRun, RunningMatter

Steps = tuple[tuple[str, Text, tuple[tuple[str, Text], ...]], ...]
SHOWS = (Category.K1, Category.K19)
WHY = audit.Why(ground="own_work", rule="F.7b")
MOST_ENTERED = 200


@dataclass(frozen=True, slots=True)
class MatterLine:
    """One matter in a list. name: of the child, empty once it was answered.

    answer: what the coordinator said, or None while it waits. case_id: what it became, for its coordinator.
    """

    id: UUID
    reference: str
    name: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    protocol: Text
    step: Text
    started_on: date
    since: date
    heightened: bool
    coordinator: str
    entered_by: str
    entered_on: date
    ends_on: date
    answer: MatterAnswer | None
    case_id: UUID | None


@dataclass(frozen=True, slots=True)
class MattersPage:
    """mine: those that wait for the viewer. entered: those that the viewer, or intake together, entered, newest first.

    may_enter: entering by hand is their work. may_upload: so is a file. confirms: they have matters of their own.
    """

    mine: tuple[MatterLine, ...]
    entered: tuple[MatterLine, ...]
    may_enter: bool
    may_upload: bool
    confirms: bool


@dataclass(frozen=True, slots=True)
class MatterPage:
    """One matter that waits for the viewer. surname: of the child, for the name of its case. cases: those it can join."""

    line: MatterLine
    surname: str = field(repr=False)
    cases: tuple[tuple[UUID, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class EnterPage:
    """What the form of a matter needs. steps: by protocol those at which a matter can stand."""

    protocols: Steps
    coordinators: tuple[Choice, ...]
    me: UUID
    may_heighten: bool
    only_heightened: bool


@dataclass(frozen=True, slots=True)
class LateTerm:
    """A term that was late already when its matter was confirmed. late_days: how many days ago its last day was."""

    case_id: UUID
    number: str
    title: str = field(repr=False)
    child: str = field(repr=False)
    run_id: UUID
    protocol: Text
    step: str
    step_title: Text
    due_on: date
    late_days: int
    statutory: bool


@dataclass(frozen=True, slots=True)
class LateOfWorker:
    """How many terms of one worker stand in the start list."""

    name: str
    late: int


@dataclass(frozen=True, slots=True)
class StartList:
    """rows: of the viewer's own cases, the oldest day first. workers: for a team lead, numbers alone; None for others."""

    rows: tuple[LateTerm, ...]
    workers: tuple[LateOfWorker, ...] | None


def may_look(viewer: Viewer, day: date) -> bool:
    """Tell whether the viewer enters or confirms what runs already."""
    return viewer.has(*rules.ENTERERS) or named_reader(viewer, day)


def waiting_count(viewer: Viewer, now: datetime) -> int:
    """How many matters wait for this coordinator."""
    if not viewer.has(Role.COORDINATOR):
        return 0
    rows = RunningMatter.objects.filter(coordinator_id=viewer.membership_id, answer="")
    return rows.filter(ends_on__gte=context.today(now)).count()


def matters(viewer: Viewer, *, now: datetime) -> MattersPage:
    """Show what waits for the viewer, and what became of what they entered.

    Raises:
        NotFound: entering or confirming matters is not the viewer's work.
    """
    day = context.today(now)
    if not may_look(viewer, day):
        raise NotFound
    rows = RunningMatter.objects.select_related("coordinator", "entered_by").order_by("-entered_at", "reference")
    known = protocols.catalogue(day)
    mine = [_line(row, known) for row in rows.filter(coordinator_id=viewer.membership_id, answer="")]
    others = rows.exclude(coordinator_id=viewer.membership_id, answer="")
    if not viewer.has(Role.INTAKE):
        others = others.filter(entered_by_id=viewer.membership_id)
    entered = [_line(row, known) for row in others[:MOST_ENTERED]]
    _log(viewer, "running.list", (*mine, *entered), now)
    return MattersPage(
        tuple(mine),
        tuple(entered),
        may_enter=True,
        may_upload=viewer.has(Role.INTAKE),
        confirms=viewer.has(Role.COORDINATOR),
    )


def matter_page(viewer: Viewer, matter_id: UUID, *, now: datetime) -> MatterPage:
    """Show one matter to its coordinator, with the cases that it can join.

    Raises:
        NotFound: no such matter waits for the viewer.
    """
    day = context.today(now)
    row = RunningMatter.objects.select_related("coordinator", "entered_by").filter(
        pk=matter_id, coordinator_id=viewer.membership_id, answer="", ends_on__gte=day
    )
    found = row.first()
    if found is None or not viewer.has(Role.COORDINATOR):
        raise NotFound
    line = _line(found, protocols.catalogue(day))
    cases = Case.objects.filter(coordinator_id=viewer.membership_id, closed_at=None, heightened=found.heightened)
    listed = tuple(
        (pk, f"{title} · {number}")
        for pk, title, number in cases.order_by("title").values_list("pk", "title", "number")
    )
    _log(viewer, "running.matter", (line,), now)
    surname = " ".join(filter(None, (found.prefix, found.surname)))
    return MatterPage(line, surname[:1].upper() + surname[1:], listed)


def enter_page(viewer: Viewer, *, now: datetime) -> EnterPage:
    """Give what the form of a matter needs. Holds nothing of a family.

    Raises:
        NotFound: entering matters is not the viewer's work.
    """
    day = context.today(now)
    named = named_reader(viewer, day)
    if not (viewer.has(*rules.ENTERERS) or named):
        raise NotFound
    return EnterPage(
        steps_by_protocol(day, heightened=named),
        coordinators_among(colleagues_on(day)),
        viewer.membership_id,
        may_heighten=named,
        only_heightened=not viewer.has(*rules.ENTERERS),
    )


def steps_by_protocol(day: date, *, heightened: bool) -> Steps:
    """Give the protocols that can be entered, each with the steps at which a matter can stand."""
    return tuple(
        (
            code,
            protocol.title,
            tuple((step.code, step.title) for step in protocol.steps if rules.check_step(protocol, step.code) is None),
        )
        for code, protocol in protocols.catalogue(day).items()
        if rules.check_protocol(protocol, heightened=heightened) is None
    )


def imports(viewer: Viewer) -> Sequence[ImportLine]:
    """Give the last files with running matters, newest first.

    Raises:
        NotFound: loading them is not the viewer's work.
    """
    if not viewer.has(FileAbout.RUNNING.loader):
        raise NotFound
    return file_lines(FileAbout.RUNNING)


def known_steps(viewer: Viewer, *, now: datetime) -> Steps:
    """Give the protocols and steps that a file can name.

    Raises:
        NotFound: loading files is not the viewer's work.
    """
    if not viewer.has(FileAbout.RUNNING.loader):
        raise NotFound
    return steps_by_protocol(context.today(now), heightened=False)


def start_list(viewer: Viewer, *, now: datetime) -> StartList:
    """Show what was late already when its matter was confirmed and still is; a team lead sees numbers alone.

    Raises:
        NotFound: the viewer neither coordinates nor leads a team.
    """
    if not viewer.has(Role.COORDINATOR, Role.TEAM_LEAD):
        raise NotFound
    rows = _late(viewer, now) if viewer.has(Role.COORDINATOR) else ()
    lines = (
        audit.Line(AuditKind.READ, "running.start_list", audit.Ref("case", one, case_id=one), SHOWS, why=WHY)
        for one in sorted({row.case_id for row in rows})
    )
    audit.record(viewer, *lines, now=now)
    return StartList(rows, _workers(viewer, now) if viewer.has(Role.TEAM_LEAD) else None)


def _late(viewer: Viewer, now: datetime) -> tuple[LateTerm, ...]:
    said = ClockSaid.objects.filter(from_before=True, word=ClockState.LATE)
    told = set(said.filter(run__case__coordinator_id=viewer.membership_id).values_list("run_id", "step"))
    runs = ProtocolRun.objects.filter(pk__in={run for run, _ in told}, ended_at=None, case__closed_at=None)
    standings = protocols.standings(runs.select_related("case", "child"), now)
    by_run = {one.run.pk: one.run for one in standings}
    found = []
    for clock in clock_rows(standings, viewer, now):
        run = by_run[clock.run_id]
        late = clock.state in {ClockState.LATE, ClockState.PAUSED} and not clock.extended
        if late and (clock.run_id, clock.step) in told and run.case is not None:
            days = (context.today(now) - clock.due_on).days
            found.append(
                LateTerm(
                    run.case.pk,
                    run.case.number,
                    run.case.title,
                    child_of(run),
                    clock.run_id,
                    clock.protocol,
                    clock.step,
                    clock.title,
                    clock.due_on,
                    days,
                    clock.statutory,
                )
            )
    return tuple(found)


def _workers(viewer: Viewer, now: datetime) -> tuple[LateOfWorker, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id, late FROM app_start_list()")
        late = {worker: int(number) for worker, number in cursor.fetchall()}
    names = Membership.objects.filter(pk__in=late).order_by("display_name", "pk").values_list("pk", "display_name")
    audit.read(
        viewer,
        "running.team",
        audit.Ref("team", viewer.team_id),
        now=now,
        categories=(Category.K19,),
        why=WHY,
        count=sum(late.values()),
    )
    return tuple(LateOfWorker(name, late[pk]) for pk, name in names)


def _line(row: RunningMatter, known: Mapping[str, Protocol]) -> MatterLine:
    protocol = known.get(row.protocol)
    return MatterLine(
        id=row.pk,
        reference=row.reference,
        name="" if row.answer else " ".join(filter(None, (row.given_names, row.prefix, row.surname))),
        birth_date=None if row.answer else row.birth_date,
        protocol=protocol.title if protocol else Text(row.protocol, row.protocol),
        step=protocol.step(row.step).title if protocol and protocol.has(row.step) else Text(row.step, row.step),
        started_on=row.started_on,
        since=row.since,
        heightened=row.heightened,
        coordinator=row.coordinator.display_name,
        entered_by=row.entered_by.display_name,
        entered_on=context.today(row.entered_at),
        ends_on=row.ends_on,
        answer=MatterAnswer(row.answer) if row.answer else None,
        case_id=row.case_id,
    )


def _log(viewer: Viewer, action: str, lines: tuple[MatterLine, ...], now: datetime) -> None:
    audit.record(
        viewer,
        *(
            audit.Line(AuditKind.READ, action, audit.Ref("running_matter", one.id, case_id=one.case_id), SHOWS, why=WHY)
            for one in lines
        ),
        now=now,
    )
