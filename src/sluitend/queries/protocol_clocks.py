"""Terms of protocols that run, as lists and pages show them: what is due, with its date and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from sluitend.access import audit, norms, protocols
from sluitend.access.gate import CaseAccess
from sluitend.access.protocols import Standing, level_of
from sluitend.content.roles import default_readers
from sluitend.domain.clock import local_day
from sluitend.domain.followup import WorkGroup, WorkKind, work_group
from sluitend.domain.protocol.clocks import Clock, ClockState
from sluitend.domain.protocol.steps import Protocol, Text
from sluitend.domain.sharing import ReadLevel, Relation, Viewer, readable
from sluitend.domain.vocabulary import AuditKind, Category, Role
from sluitend.records.models import AbsenceReport, ClockSaid, DepartureNotice, ProtocolRun


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A term that runs. source: where it comes from. raised: it stands on the ladder between organisations."""

    run_id: UUID
    protocol: Text
    step: str
    title: Text
    started_on: date
    warn_on: date
    due_on: date
    statutory: bool
    state: ClockState
    source: str
    extended: bool
    raised: bool
    mine: bool


def clocks_of_case(access: CaseAccess, viewer: Viewer, *, now: datetime) -> tuple[ClockRow, ...]:
    """Give the terms that run in a case the viewer entered, of the kinds they may read; part of that page."""
    found = [
        one for one in runs_of_case(access.case_id, now, ended=False) if protocols.sees_run(viewer, one.run, access)
    ]
    shown = clock_rows(found, viewer, now)
    if shown:
        audit.read(
            viewer,
            "protocol.clocks",
            audit.Ref("case", access.case_id, case_id=access.case_id),
            categories={Category.K19, *(Category(one.run.category) for one in found)},
            why=audit.Why(ground=access.reason.value, rule="F.7b"),
            now=now,
        )
    return shown


@dataclass(frozen=True, slots=True)
class StepWork:
    """A step that is due for the viewer. group: how near it is, or None when it is later. about: the pupil, or the case."""

    clock: ClockRow
    about: str
    group: WorkGroup | None


def protocol_work(viewer: Viewer, *, now: datetime) -> tuple[StepWork, ...]:
    """Gather the steps with a term that are the viewer's: of absence reports and departures, and of the cases they hold.

    Each run shown leaves its line; the number of statements does not grow with the work. The terms of a plan stand in
    my work already, as those of the case.
    """
    runs = ProtocolRun.objects.filter(ended_at=None).exclude(protocol="plan_terms").order_by("started_on", "id")
    mine = Q(case__coordinator_id=viewer.membership_id)
    if viewer.has(Role.ATTENDANCE):
        mine |= Q(report__isnull=False) | Q(departure__isnull=False)
    found = protocols.standings(runs.filter(mine).select_related("report", "departure", "case", "child"), now)
    found = [one for one in found if _may_read(viewer, one.run)]
    by_run = {one.run.pk: one for one in found}
    today, coming = local_day(now), norms.value("work.coming", local_day(now))
    work = tuple(
        StepWork(clock, _of(by_run[clock.run_id].run), work_group(WorkKind.PROTOCOL, clock.due_on, today, coming))
        for clock in clock_rows(found, viewer, now)
        if clock.mine and clock.state is not ClockState.PAUSED
    )
    audit.record(
        viewer,
        *(
            audit.Line(
                AuditKind.READ,
                "work.protocols",
                audit.Ref("protocol_run", run_id, case_id=by_run[run_id].run.case_id),
                (Category.K1, Category.K19, Category(by_run[run_id].run.category)),
                why=audit.Why(ground="own_work", rule="F.7b"),
            )
            for run_id in sorted({one.clock.run_id for one in work})
        ),
        now=now,
    )
    return work


def _may_read(viewer: Viewer, run: ProtocolRun) -> bool:
    """Tell whether the table gives the viewer's roles the kind of data of a run that row-level security gives them."""
    if run.case is None:
        return reads(viewer, Category(run.category), None)
    hidden = run.case.heightened
    levels = readable(default_readers(), viewer.roles, Relation.CASE, heightened=hidden, named=hidden)
    level = levels[Category(run.category)]
    state = not run.heightened and level >= ReadLevel.FACT and levels[Category.K19] >= ReadLevel.READ
    return level >= ReadLevel.READ or state


def _of(run: ProtocolRun) -> str:
    return about_of(run) if run.case is None else " · ".join(filter(None, (child_of(run), run.case.title)))


def reads(viewer: Viewer, category: Category, access: CaseAccess | None) -> bool:
    """Tell whether the viewer reads a kind of data in a run."""
    return level_of(viewer, category, access) >= ReadLevel.READ


def runs_of_case(case_id: UUID, now: datetime, *, ended: bool = True) -> list[Standing]:
    """Give where the runs of a case stand, newest first. ended: also those that are over."""
    runs = ProtocolRun.objects.filter(case_id=case_id)
    if not ended:
        runs = runs.filter(ended_at=None)
    runs = runs.select_related("case", "child").order_by("-started_at", "id")
    return protocols.standings(runs, now)


def clock_rows(standings: Iterable[Standing], viewer: Viewer, now: datetime) -> tuple[ClockRow, ...]:
    """Give the terms of these runs, those due first."""
    listed = [one for one in standings if one.clocks]
    said = ClockSaid.objects.filter(run_id__in=[one.run.pk for one in listed], raised=True)
    raised = set(said.values_list("run_id", "step", "last_day"))
    rows = []
    for one in listed:
        for clock in one.clocks:
            if one.protocol is not None:
                up = (one.run.pk, clock.step, clock.due.day) in raised
                rows.append(_clock_row(one, one.protocol, clock, viewer, now, raised=up))
    return tuple(sorted(rows, key=lambda row: (row.due_on, str(row.run_id), row.step)))


def _clock_row(
    one: Standing, protocol: Protocol, clock: Clock, viewer: Viewer, now: datetime, *, raised: bool
) -> ClockRow:
    step = protocol.step(clock.step)
    return ClockRow(
        run_id=one.run.pk,
        protocol=protocol.title,
        step=step.code,
        title=step.title,
        started_on=clock.started_on,
        warn_on=clock.warn_on,
        due_on=clock.due.day,
        statutory=clock.statutory,
        state=clock.state(now),
        source=clock.term.source,
        extended=clock.extended,
        raised=raised,
        mine=bool(step.who & viewer.roles),
    )


def about_of(run: ProtocolRun) -> str:
    """Say whom or what a run is about."""
    if run.report is not None:
        return pupil_of(run.report)
    if run.departure is not None:
        return notice_name(run.departure)
    return child_of(run) or (run.case.title if run.case else "")


def child_of(run: ProtocolRun) -> str:
    """Give the name of the child a run is about, or nothing."""
    child = run.child
    return " ".join(filter(None, (child.given_names, child.prefix, child.surname))) if child else ""


def pupil_of(report: AbsenceReport) -> str:
    """Give the name of the pupil of a report."""
    return " ".join(filter(None, (report.given_names, report.prefix, report.surname)))


def notice_name(notice: DepartureNotice) -> str:
    """Give the name of the child of a notice of departure."""
    return " ".join(filter(None, (notice.given_names, notice.prefix, notice.surname)))
