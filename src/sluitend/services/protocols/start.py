"""Begin a run of a protocol: for an absence report by its officer, in a case by whoever holds it."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, protocols
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.once import once
from sluitend.domain.absence import ReportStatus
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.protocol.check import IN_FUTURE
from sluitend.domain.protocol.clocks import look_again_at
from sluitend.domain.protocol.history import begin
from sluitend.domain.protocol.plain import to_plain
from sluitend.domain.protocol.starting import check_start
from sluitend.domain.protocol.steps import Protocol
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Category
from sluitend.records.models import AbsenceReport, Case, CasePerson, DepartureNotice, ProtocolContent, ProtocolRun

from .entering import RunDone, only_officer, why_of

REPORT_CLOSED = Refusal("protocol.report_closed", N_("Deze melding is gesloten. Een nieuwe melding komt er apart bij."))
STARTED_IN_FUTURE = Refusal(IN_FUTURE.code, IN_FUTURE.sentence, field="started_on")
PLAN_TERMS = "plan_terms"


@dataclass(frozen=True, slots=True)
class StartRun:
    """A protocol to begin. Of report_id, departure_id and case_id one is given.

    child_id: a person of the case, where it is about one. started_on: the day its terms count from.
    """

    protocol: str
    started_on: date
    form_key: UUID
    report_id: UUID | None = None
    departure_id: UUID | None = None
    case_id: UUID | None = None
    child_id: UUID | None = None


def start(viewer: Viewer, command: StartRun, *, now: datetime) -> RunDone:
    """Begin a run; the same form sent again gives the first one.

    Raises:
        NotFound: the report or case is not there for the viewer, or there is no such protocol.
        Refused: it runs already, is about something else, or is not theirs to begin.
    """

    def make() -> dict[str, str]:
        protocol = protocols.catalogue(local_day(now)).get(command.protocol)
        if protocol is None:
            raise NotFound
        refuse_any(STARTED_IN_FUTURE if command.started_on > local_day(now) else None)
        if command.departure_id is not None:
            run = _for_departure(viewer, protocol, command, now)
        elif command.case_id is None:
            run = _for_report(viewer, protocol, command, now)
        else:
            run = _in_case(viewer, protocol, command, command.case_id, now)
        return {"run": str(run.pk)}

    return RunDone(UUID(once(viewer, command.form_key, "protocol.start", make, now=now)["run"]), ended=False)


def begin_plan_terms(viewer: Viewer, case_id: UUID, *, now: datetime) -> None:
    """Let the clocks of a plan run from the opening of its case: clocks alone, nobody of the family notices anything.

    Whoever opens a case need not be able to read it afterwards, so nothing is read back.
    """
    protocol = protocols.catalogue(local_day(now))[PLAN_TERMS]
    run = new_run(viewer, protocol, local_day(now), now)
    run.case_id = case_id
    write_run(viewer, protocol, run, None, now)


def _for_report(viewer: Viewer, protocol: Protocol, command: StartRun, now: datetime) -> ProtocolRun:
    only_officer(viewer)
    if command.report_id is None:
        raise NotFound
    report = AbsenceReport.objects.select_for_update(of=("self",)).filter(pk=command.report_id).first()
    if report is None:
        raise NotFound
    refuse_any(
        REPORT_CLOSED if report.status == ReportStatus.CLOSED else None,
        check_start(
            protocol,
            viewer.roles,
            about_report=True,
            has_child=False,
            runs=ProtocolRun.objects.filter(report=report, protocol=protocol.code, ended_at=None).exists(),
            heightened=False,
        ),
    )
    run = new_run(viewer, protocol, command.started_on, now)
    run.report_id = report.pk
    return write_run(viewer, protocol, run, None, now)


def _for_departure(viewer: Viewer, protocol: Protocol, command: StartRun, now: datetime) -> ProtocolRun:
    only_officer(viewer)
    notice = DepartureNotice.objects.filter(pk=command.departure_id).first() if command.departure_id else None
    if notice is None:
        raise NotFound
    refuse_any(
        check_start(
            protocol,
            viewer.roles,
            about_report=False,
            about_notice=True,
            has_child=False,
            runs=ProtocolRun.objects.filter(departure=notice, ended_at=None).exists(),
            heightened=False,
        )
    )
    run = new_run(viewer, protocol, command.started_on, now)
    run.departure_id = notice.pk
    return write_run(viewer, protocol, run, None, now)


def _in_case(viewer: Viewer, protocol: Protocol, command: StartRun, case_id: UUID, now: datetime) -> ProtocolRun:
    access = case_access(viewer, case_id, now=now)
    Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    child = None
    if command.child_id is not None:
        child = CasePerson.objects.filter(pk=command.child_id, case_id=case_id, left_on=None).first()
        if child is None:
            raise NotFound
    going = ProtocolRun.objects.filter(case_id=case_id, child=child, protocol=protocol.code, ended_at=None)
    refuse_any(
        protocols.check_may_begin(viewer, protocol, access),
        check_start(
            protocol,
            viewer.roles,
            about_report=False,
            has_child=child is not None,
            runs=going.exists(),
            heightened=access.heightened,
        ),
    )
    run = new_run(viewer, protocol, command.started_on, now)
    run.case_id, run.child_id = case_id, child.pk if child else None
    return write_run(viewer, protocol, run, access, now)


def new_run(viewer: Viewer, protocol: Protocol, started_on: date, now: datetime) -> ProtocolRun:
    """Make a run that the viewer begins; what it is about is filled in by the caller, and it is not saved."""
    return ProtocolRun(
        id=uuid.uuid4(),
        municipality_id=viewer.municipality_id,
        protocol=protocol.code,
        category=protocol.category,
        heightened=protocol.heightened,
        started_on=started_on,
        started_at=now,
        started_by_id=viewer.membership_id,
    )


def write_run(
    viewer: Viewer, protocol: Protocol, run: ProtocolRun, access: CaseAccess | None, now: datetime
) -> ProtocolRun:
    """Save a run with its line in the log, the version it follows, and when to look at it first."""
    audit.write(
        viewer,
        "protocol.start",
        audit.Ref("protocol_run", run.pk, case_id=run.case_id, person_id=run.child_id),
        now=now,
        categories=sorted({protocol.category, Category.K19}),
        fields=("protocol", "started_on"),
        why=why_of(protocol, access),
    )
    run.content_id = keep(viewer, protocol, now)
    day = local_day(now)
    region = protocols.region_of(viewer.municipality_id)
    running = protocols.clocks_of(protocol, begin(protocol, run.started_on), run.started_on, today=day, region=region)
    # What was late before anybody began it is looked at too, so the first look is at once.
    due = any(moment <= now for clock in running for _, moment in clock.boundaries)
    run.look_again_at = now if due else look_again_at(running, now)
    run.save(force_insert=True)
    return run


def keep(viewer: Viewer, protocol: Protocol, now: datetime) -> UUID:
    """Keep this version of a protocol, once, and give its id."""
    plain = to_plain(protocol)
    digest = hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).digest()
    found = ProtocolContent.objects.filter(digest=digest).values_list("pk", flat=True).first()
    if found is None:
        made = ProtocolContent(
            municipality_id=viewer.municipality_id,
            protocol=protocol.code,
            content_version=protocol.version,
            digest=digest,
            content=plain,
            kept_at=now,
        )
        ProtocolContent.objects.bulk_create([made], ignore_conflicts=True)  # a colleague may be first
        found = ProtocolContent.objects.values_list("pk", flat=True).get(digest=digest)
    return found
