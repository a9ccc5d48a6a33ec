"""Let a run come in as it stands: it ran before anybody wrote it down here, and goes on from there.

Its terms count from its own days. What was late already is said once, in the start list: no message is sent of it, and
nothing rises between organisations. Every later moment is said as always.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sluitend.access import protocols
from sluitend.access.gate import case_access
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.protocol.history import EventKind, apply
from sluitend.domain.protocol.starting import check_enter
from sluitend.domain.running import check_days, check_protocol, check_step
from sluitend.domain.sharing import Viewer
from sluitend.records.models import Case, CasePerson, ProtocolRun

from .entering import RunDone, Written, open_run, say, settle, write_down
from .start import new_run, write_run


@dataclass(frozen=True, slots=True)
class EnterRun:
    """A run as it stands. started_on: the day it began. step and since: what is to be done now, and since which day.

    child_id: a person of the case, where it is about one.
    """

    protocol: str
    case_id: UUID
    child_id: UUID | None
    started_on: date
    step: str
    since: date


def enter_running(viewer: Viewer, command: EnterRun, *, now: datetime) -> RunDone:
    """Let a run come in to a case that the viewer holds. Its steps are then taken as in any other run.

    Raises:
        NotFound: the case or the child is not there for the viewer, or there is no such protocol.
        Refused: it runs here already, it is about something else, or its step or days cannot be right.
    """
    day = local_day(now)
    protocol = protocols.catalogue(day).get(command.protocol)
    if protocol is None:
        raise NotFound
    access = case_access(viewer, command.case_id, now=now)
    Case.objects.select_for_update(of=("self",)).filter(pk=command.case_id).first()
    child = None
    if command.child_id is not None:
        child = CasePerson.objects.filter(pk=command.child_id, case_id=command.case_id, left_on=None).first()
        if child is None:
            raise NotFound
    going = ProtocolRun.objects.filter(case_id=command.case_id, child=child, protocol=protocol.code, ended_at=None)
    refuse_any(
        protocols.check_may_begin(viewer, protocol, access),
        check_enter(protocol, has_child=child is not None, runs=going.exists(), heightened=access.heightened),
        check_protocol(protocol, heightened=access.heightened),
        check_step(protocol, command.step),
        *check_days(command.started_on, command.since, today=day),
    )
    run = new_run(viewer, protocol, command.started_on, now)
    run.case_id, run.child_id = command.case_id, child.pk if child else None
    write_run(viewer, protocol, run, access, now)
    entered = open_run(viewer, protocols.standing(run, now), access)
    event = write_down(entered, EventKind.ENTERED, Written(command.step, command.since), verb="enter", now=now)
    position = apply(protocol, entered.position, event)
    region = protocols.region_of(viewer.municipality_id)
    running = protocols.clocks_of(protocol, position, run.started_on, today=day, region=region)
    stands = replace(entered, position=position, clocks=running)
    say(stands, now, from_before=True)
    settle(stands, position, now)
    return RunDone(run.pk, ended=False)
