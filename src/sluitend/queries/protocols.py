"""What runs in a case or for an absence report, and which protocols the viewer may start there, or why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context, protocols
from sluitend.access.gate import enter_case
from sluitend.access.protocols import Standing, level_of
from sluitend.domain.absence import ReportStatus
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.protocol.ladder import SAFETY_LADDER
from sluitend.domain.protocol.starting import check_start
from sluitend.domain.protocol.steps import Protocol, Subject, Text
from sluitend.domain.sharing import ReadLevel, Viewer
from sluitend.domain.vocabulary import Category, Role
from sluitend.queries.case_head import CaseHead, head_of, plan_of
from sluitend.queries.protocol_clocks import ClockRow, child_of, clock_rows, pupil_of, runs_of_case
from sluitend.records.models import AbsenceReport, CasePerson, ProtocolRun

LIST_SHOWS = (Category.K1, Category.K19)


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in a list. fact_only: the viewer may know that it runs, and nothing more."""

    run_id: UUID
    title: Text
    about: str
    started_on: date
    ended_on: date | None
    now: tuple[Text, ...]
    fact_only: bool


@dataclass(frozen=True, slots=True)
class StartLine:
    """A protocol that could be started. children: for whom, when it is about one child. refusal: why not."""

    code: str
    title: Text
    explain: Text
    needs_child: bool
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class CaseProtocols:
    """What runs and ran in a case, what is due there, and what could be started."""

    head: CaseHead
    running: tuple[RunLine, ...]
    ended: tuple[RunLine, ...]
    clocks: tuple[ClockRow, ...]
    startable: tuple[StartLine, ...]
    children: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class ReportProtocols:
    """What runs and ran for an absence report, and what could be started."""

    report_id: UUID
    name: str
    received_on: date
    running: tuple[RunLine, ...]
    ended: tuple[RunLine, ...]
    clocks: tuple[ClockRow, ...]
    startable: tuple[StartLine, ...]


def case_protocols(viewer: Viewer, case_id: UUID, *, now: datetime) -> CaseProtocols:
    """Show what runs in a case, and what the viewer may start there.

    Raises:
        NotFound: there is no such case for the viewer.
    """
    access = enter_case(viewer, case_id, action="protocol.list", categories=LIST_SHOWS, now=now)
    standings = runs_of_case(case_id, now)
    running = {(one.run.protocol, one.run.child_id) for one in standings if one.run.ended_at is None}
    children = {
        row.pk: " ".join(filter(None, (row.given_names, row.prefix, row.surname)))
        for row in CasePerson.objects.filter(case_id=case_id, kind="child", left_on=None).order_by("position")
    }
    offered = []
    for code, protocol in protocols.catalogue(context.today(now)).items():
        if code == SAFETY_LADDER:
            continue  # anyone in the case enters it on a page of its own
        refused = check_start(
            protocol,
            viewer.roles,
            about_report=False,
            has_child=True,
            runs=any(going[0] == code for going in running) and not _per_child(protocol),
            heightened=access.heightened,
        )
        if refused is None or refused.code != "protocol.not_about":
            refused = refused or protocols.check_may_begin(viewer, protocol, access)
            offered.append(StartLine(code, protocol.title, protocol.explain, _per_child(protocol), refused))
    seen = [one for one in standings if level_of(viewer, Category(one.run.category), access) > ReadLevel.NONE]
    lines = [_line(one, fact_only=not protocols.sees_run(viewer, one.run, access)) for one in seen]
    return CaseProtocols(
        head=head_of(access, plan_of(case_id), now=now),
        running=tuple(line for line in lines if line.ended_on is None),
        ended=tuple(line for line in lines if line.ended_on is not None),
        clocks=clock_rows([one for one in seen if protocols.sees_run(viewer, one.run, access)], viewer, now),
        startable=tuple(offered),
        children=children,
    )


def report_protocols(viewer: Viewer, report_id: UUID, *, now: datetime) -> ReportProtocols:
    """Show what runs for an absence report.

    Raises:
        NotFound: no such report for this viewer.
    """
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound
    report = AbsenceReport.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound
    audit.read(
        viewer,
        "protocol.list",
        audit.Ref("absence_report", report.pk),
        categories=(Category.K1, Category.K4, Category.K19),
        why=audit.Why(ground="Leerplichtwet 16", rule="F.7b"),
        now=now,
    )
    runs = ProtocolRun.objects.filter(report=report).select_related("report").order_by("-started_at", "id")
    standings = protocols.standings(runs, now)
    going = {one.run.protocol for one in standings if one.run.ended_at is None}
    closed = report.status == ReportStatus.CLOSED
    offered = []
    for code, protocol in protocols.catalogue(context.today(now)).items():
        refused = check_start(
            protocol, viewer.roles, about_report=True, has_child=False, runs=code in going, heightened=False
        )
        if not closed and (refused is None or refused.code != "protocol.not_about"):
            offered.append(StartLine(code, protocol.title, protocol.explain, False, refused))
    lines = [_line(one, fact_only=False) for one in standings]
    return ReportProtocols(
        report_id=report.pk,
        name=pupil_of(report),
        received_on=context.today(report.received_at),
        running=tuple(line for line in lines if line.ended_on is None),
        ended=tuple(line for line in lines if line.ended_on is not None),
        clocks=clock_rows(standings, viewer, now),
        startable=tuple(offered),
    )


def lines_of_report(report_id: UUID, *, now: datetime) -> tuple[RunLine, ...]:
    """Give what runs and ran for a report that the viewer entered, newest first; part of that page."""
    runs = ProtocolRun.objects.filter(report_id=report_id).select_related("report").order_by("-started_at", "id")
    return lines_of(protocols.standings(runs, now))


def lines_of(standings: Iterable[Standing]) -> tuple[RunLine, ...]:
    """Give runs that the viewer reads as lines of a list, in their order."""
    return tuple(_line(one, fact_only=False) for one in standings)


def _per_child(protocol: Protocol) -> bool:
    return protocol.subject is Subject.CHILD


def _line(one: Standing, *, fact_only: bool) -> RunLine:
    run, protocol, position = one.run, one.protocol, one.position
    title = protocol.title if protocol else Text(run.protocol, run.protocol)
    titles = () if protocol is None or position is None else tuple(protocol.step(code).title for code in position.open)
    return RunLine(
        run.pk,
        title,
        "" if fact_only else child_of(run),
        run.started_on,
        context.today(run.ended_at) if run.ended_at else None,
        () if fact_only else titles,
        fact_only,
    )
