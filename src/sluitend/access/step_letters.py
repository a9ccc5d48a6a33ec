"""A letter that belongs to a step of a protocol: which step, and whether anything may go home with it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sluitend.access import protocols
from sluitend.access.gate import CaseAccess, case_access
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.protocol.check import check_send
from sluitend.domain.protocol.starting import GOES_HOME
from sluitend.domain.protocol.steps import Step
from sluitend.domain.sharing import Viewer
from sluitend.records.models import ProtocolRun


def step_of(viewer: Viewer, run: ProtocolRun, code: str, *, now: datetime) -> tuple[Step, Refusal | None]:
    """Give a step of a run, and why no letter goes home with it.

    Raises:
        NotFound: the run is not there for the viewer, or has no such step.
    """
    access = access_to(viewer, run, now=now)
    protocol = protocols.standing(run, now).protocol
    if protocol is None or not protocol.has(code):
        raise NotFound
    step = protocol.step(code)
    return step, check_goes_home(step, heightened=run.heightened or (access is not None and access.heightened))


def check_goes_home(step: Step, *, heightened: bool) -> Refusal | None:
    """Nothing goes home but with a step that says so, and nothing at all under heightened safety."""
    return GOES_HOME if heightened else check_send(step, heightened=False)


def access_to(viewer: Viewer, run: ProtocolRun, *, now: datetime) -> CaseAccess | None:
    """Give what the viewer may do in the case of a run; None when it is about a report. Raises NotFound."""
    access = case_access(viewer, run.case_id, now=now) if run.case_id else None
    if not protocols.sees_run(viewer, run, access):
        raise NotFound
    return access


def run_of(run_id: UUID, *, case_id: UUID | None, report_id: UUID | None) -> ProtocolRun:
    """Give the run that a letter about this case or report belongs to. Raises NotFound."""
    row = ProtocolRun.objects.filter(pk=run_id).first()
    if row is None or (row.case_id, row.report_id) != (case_id, report_id):
        raise NotFound
    return row
