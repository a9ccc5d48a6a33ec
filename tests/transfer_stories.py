"""States of a handover between the two municipalities of the world, each reached by the services."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sluitend.access.gate import case_access
from sluitend.access.transfers import receivers, unseal, weigh_case, weigh_report
from sluitend.domain.clock import local_day
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import ToldHow
from sluitend.records.models import AbsenceReport, ProtocolRun, Transfer, TransferOffer
from sluitend.services import transfers
from sluitend.services.protocols import SkipStep, StartRun, TakeStep, skip, start, take
from sluitend.services.transfers import AcceptCase, LayOut, LayOutReport, PressTransfer, TellFamily
from tests.case_stories import FullCase, a_full_case
from tests.services.test_absences import ROW, csv_file, load
from tests.stories import FAMILY
from tests.world import NOW, World, acting

Editor = Callable[[tuple[str, ...]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Moving:
    """A family that moves from home to away: its case, the run of the protocol, and what was laid out."""

    full: FullCase
    run: UUID
    transfer: UUID


def begin_run(world: World, full: FullCase, now: datetime = NOW) -> UUID:
    """Begin the protocol for the child."""
    me = world.home.coordinator
    with acting(me, now):
        command = StartRun("warm_handover", local_day(now), uuid.uuid4(), case_id=full.case_id, child_id=full.child)
        return start(me, command, now=now).run_id


def key_of(viewer: Viewer, name: str, now: datetime = NOW) -> str:
    """Give the key of a receiver as the page has it."""
    with acting(viewer, now):
        return next(one.key for one in receivers() if one.name == name)


def all_that_may(viewer: Viewer, case_id: UUID, name: str, now: datetime = NOW) -> tuple[str, ...]:
    """Give the keys of every piece that may go to this receiver."""
    with acting(viewer, now):
        receiver = next(one for one in receivers() if one.name == name)
        weighed = weigh_case(case_access(viewer, case_id, now=now), receiver, on=local_day(now))
        return tuple(one.piece.key for one in weighed.verdicts if one.goes)


def laid_out(
    world: World, *, keep: Editor | None = None, now: datetime = NOW, full: FullCase | None = None, to: str = ""
) -> Moving:
    """Lay out what may go along, without what `keep` leaves out."""
    me, place = world.home.coordinator, to or world.away.name
    full = full or a_full_case(world.home, now=now)
    run = begin_run(world, full, now)
    keys = all_that_may(me, full.case_id, place, now)
    command = LayOut(run, key_of(me, place, now), keep(keys) if keep else keys, uuid.uuid4())
    with acting(me, now):
        return Moving(full, run, transfers.lay_out(me, command, now=now))


def version_of(viewer: Viewer, transfer: UUID, now: datetime = NOW) -> int:
    with acting(viewer, now):
        return Transfer.objects.values_list("version", flat=True).get(pk=transfer)


def tell(world: World, moving: Moving, now: datetime = NOW, **how: Any) -> None:
    """Write down that the family saw it, and wants all of it to go."""
    me = world.home.coordinator
    given = {
        "told_on": local_day(now),
        "told_how": ToldHow.VISIT,
        "keep": tuple(map(str, range(50))),
        "version": version_of(me, moving.transfer, now),
        "form_key": uuid.uuid4(),
        **how,
    }
    if "keep" not in how:
        with acting(me, now):
            pieces = unseal(Transfer.objects.get(pk=moving.transfer)).pieces
        given["keep"] = tuple(str(place) for place in range(len(pieces)))
    with acting(me, now):
        transfers.tell_family(me, TellFamily(moving.transfer, **given), now=now)


def talk(world: World, moving: Moving, now: datetime = NOW) -> None:
    """Hold the talk of the three."""
    step(world, moving, "three_way_talk", now, evidence={"present": "Moeder, twee regisseurs."})


def step(world: World, moving: Moving, code: str, now: datetime = NOW, **how: Any) -> None:
    """Take a step of the protocol by hand."""
    me = world.home.coordinator
    with acting(me, now):
        version = ProtocolRun.objects.values_list("version", flat=True).get(pk=moving.run)
        take(me, TakeStep(moving.run, code, local_day(now), version, uuid.uuid4(), **how), now=now)


def pass_over(world: World, moving: Moving, code: str, reason: str, now: datetime = NOW) -> None:
    me = world.home.coordinator
    with acting(me, now):
        version = ProtocolRun.objects.values_list("version", flat=True).get(pk=moving.run)
        skip(me, SkipStep(moving.run, code, version, uuid.uuid4(), reason), now=now)


def press(viewer: Viewer, verb: str, transfer: UUID, now: datetime = NOW, **how: Any) -> UUID:
    """Press a button on the page of a handover."""
    version = how.pop("version", None) or version_of(viewer, transfer, now)
    with acting(viewer, now):
        command = PressTransfer(transfer, version, how.get("form_key") or uuid.uuid4())
        done: UUID = getattr(transfers, verb)(viewer, command, now=now)
        return done


def offered(world: World, *, now: datetime = NOW, **how: Any) -> Moving:
    """Bring a handover as far as offered."""
    moving = laid_out(world, now=now, **how)
    tell(world, moving, now)
    talk(world, moving, now)
    press(world.home.coordinator, "send", moving.transfer, now)
    return moving


def offer_of(viewer: Viewer, now: datetime = NOW) -> UUID:
    """Give the one offer that somebody sees."""
    with acting(viewer, now):
        return TransferOffer.objects.values_list("pk", flat=True).get()


def accept(world: World, *, by: str = "coordinator", now: datetime = NOW, **how: Any) -> transfers.TakenOver:
    """Open what was offered, and take it over."""
    me = world.away.people[by]
    offer = how.pop("offer", None) or offer_of(me, now)
    given = {
        "title": "Gezin Van Dijk",
        "coordinator_id": world.away.coordinator2.membership_id,
        "deputy_id": None,
        "persons": FAMILY,
        "form_key": uuid.uuid4(),
        **how,
    }
    with acting(me, now):
        transfers.open_offer(me, offer, now=now)
        return transfers.accept_case(me, AcceptCase(offer, **given), now=now)


def a_report(world: World, now: datetime = NOW) -> UUID:
    """Load one absence report."""
    load(world.home.attendance, csv_file(ROW), now=now)
    with acting(world.home.attendance, now):
        return AbsenceReport.objects.values_list("pk", flat=True).get(melding_id=ROW["melding_id"])


def report_laid_out(world: World, report: UUID, now: datetime = NOW) -> UUID:
    """Lay out an absence report for attendance elsewhere."""
    me = world.home.attendance
    with acting(me, now):
        weighed = weigh_report(AbsenceReport.objects.get(pk=report), on=local_day(now), now=now)
        keys = tuple(one.piece.key for one in weighed.verdicts if one.goes)
    command = LayOutReport(report, key_of(me, world.away.name, now), keys, uuid.uuid4())
    with acting(me, now):
        return transfers.lay_out_report(me, command, now=now)


def report_offered(world: World, report: UUID, now: datetime = NOW) -> UUID:
    """Offer an absence report, after the family heard it."""
    me, made = world.home.attendance, report_laid_out(world, report, now)
    with acting(me, now):
        pieces = unseal(Transfer.objects.get(pk=made)).pieces
        keep = tuple(str(place) for place in range(len(pieces)))
        command = TellFamily(made, local_day(now), ToldHow.LETTER, keep, 1, uuid.uuid4())
        transfers.tell_family(me, command, now=now)
    return press(me, "send", made, now)
