"""Lay out what goes along, by the sharing rules, and tell the family what they see going."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sluitend.access.once import once
from sluitend.access.transfers import (
    ALWAYS,
    TABLE,
    Receiver,
    Weighed,
    package_of,
    practises,
    receivers,
    seal,
    state_of_row,
    unseal,
    weigh_case,
    weigh_report,
)
from sluitend.domain.absence import ReportStatus
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import refuse_any
from sluitend.domain.protocol.steps import YES
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import (
    REPORT_CLOSED,
    ToldHow,
    TransferKind,
    check_kept,
    check_lay_out,
    check_receiver,
    check_told,
    packed,
)
from sluitend.records.models import Transfer

from .common import Working, enter_report, enter_run, enter_transfer, follow, latest, log


@dataclass(frozen=True, slots=True)
class LayOut:
    """What goes along of a case. receiver: its key. keep: keys of the pieces that stay in; out of those that may go."""

    run_id: UUID
    receiver: str
    keep: tuple[str, ...]
    form_key: UUID


@dataclass(frozen=True, slots=True)
class LayOutReport:
    """What goes along of an absence report; as LayOut."""

    report_id: UUID
    receiver: str
    keep: tuple[str, ...]
    form_key: UUID


@dataclass(frozen=True, slots=True)
class TellFamily:
    """That the family saw what goes along. keep: places (from 0) of the pieces that they let go."""

    transfer_id: UUID
    told_on: date
    told_how: ToldHow
    keep: tuple[str, ...]
    version: int
    form_key: UUID


def lay_out(viewer: Viewer, command: LayOut, *, now: datetime) -> UUID:
    """Lay out what goes along of a case, for a coordinator elsewhere (rule 31). Laid out again, the family hears it again.

    Raises:
        NotFound: there is no such run for the viewer.
        Refused: heightened safety, no receiver, something that may not go, nothing left, or it was offered already.
    """
    entered, access = enter_run(viewer, command.run_id, now=now)
    day = local_day(now)

    def make() -> dict[str, str]:
        refuse_any(practises(viewer))
        receiver = _receiver(command.receiver)
        weighed = weigh_case(access, receiver, on=day)
        row = latest(run_id=entered.run.pk)
        fresh = Transfer(kind=TransferKind.CASE, case_id=access.case_id, run=entered.run)
        made = _write(viewer, row, fresh, receiver, weighed, command.keep, now)
        evidence = {"only_what_may_go": YES, "receiver_named": receiver.name}
        follow(entered, "handover_prepared", evidence=evidence, on=day, now=now)
        return {"transfer": str(made)}

    return UUID(once(viewer, command.form_key, "transfer.lay_out", make, now=now)["transfer"])


def lay_out_report(viewer: Viewer, command: LayOutReport, *, now: datetime) -> UUID:
    """Lay out what goes along of an absence report, for attendance elsewhere (rule 30).

    Raises:
        NotFound: there is no such report for the viewer.
        Refused: it is closed; or as for lay_out.
    """
    report = enter_report(viewer, command.report_id)

    def make() -> dict[str, str]:
        refuse_any(practises(viewer) or (REPORT_CLOSED if report.status == ReportStatus.CLOSED else None))
        receiver = _receiver(command.receiver)
        weighed = weigh_report(report, on=local_day(now), now=now)
        row = latest(report_id=report.pk)
        fresh = Transfer(kind=TransferKind.REPORT, report=report)
        always = tuple(one.piece.key for one in weighed.verdicts if one.piece.kind in ALWAYS)
        keep = tuple(dict.fromkeys((*always, *command.keep)))
        return {"transfer": str(_write(viewer, row, fresh, receiver, weighed, keep, now))}

    return UUID(once(viewer, command.form_key, "transfer.lay_out", make, now=now)["transfer"])


def _receiver(key: str) -> Receiver:
    known = {one.key: one for one in receivers()}
    refuse_any(check_receiver(key, frozenset(known)))
    return known[key]


def _write(  # noqa: PLR0917 - one place where a handover is written
    viewer: Viewer,
    before: Transfer | None,
    fresh: Transfer,
    receiver: Receiver,
    weighed: Weighed,
    keep: tuple[str, ...],
    now: datetime,
) -> UUID:
    """Write what is laid out: into what was laid out before and did not go, or else into a new row."""
    state = state_of_row(before, local_day(now)) if before is not None else None
    may_go = [one.piece.key for one in weighed.verdicts if one.goes]
    refuse_any(check_lay_out(state), check_kept(keep, may_go))
    again = before is not None and before.sent_at is None
    row = before if before is not None and again else fresh
    if not again:
        row.id, row.municipality_id = uuid.uuid4(), viewer.municipality_id
    row.to_ref, row.to_peer_id = (None, receiver.id) if receiver.peer else (receiver.id, None)
    row.to_name, row.laid_out_at, row.laid_out_by_id = receiver.name, now, viewer.membership_id
    row.told_on, row.told_how = None, ""
    kind = TransferKind(row.kind)
    row.package_sealed = seal(package_of(kind, row.pk, weighed, packed(weighed.verdicts, keep)), TABLE, row.pk)
    row.version += 1 if again else 0
    log(viewer, "lay_out", row, now=now, fields=("to_name", "package"))
    row.save(force_insert=not again)
    return row.pk


def tell_family(viewer: Viewer, command: TellFamily, *, now: datetime) -> UUID:
    """Write down that the family saw what goes along, and take out what they do not want to go; after that it is fixed.

    Raises:
        NotFound: there is no such handover for the viewer.
        Refused: it was offered already, the day is not right, nothing is left, or it changed meanwhile.
    """

    def make() -> dict[str, str]:
        working = enter_transfer(viewer, command.transfer_id, now=now, version=command.version)
        row = working.row
        refuse_any(check_told(working.state, command.told_on, local_day(row.laid_out_at), local_day(now)))
        package = unseal(row)
        places = [str(place) for place in range(len(package.pieces))]
        if working.kind is TransferKind.CASE or command.keep:
            refuse_any(check_kept(command.keep, places))
        left = tuple(one for place, one in zip(places, package.pieces, strict=True) if place in command.keep)
        concerned = {label for one in left for label in one.about}
        people = tuple(label for label in package.people if label in concerned)
        log(viewer, "tell", row, now=now, fields=("told_on", "told_how", "package"))
        row.package_sealed = seal(replace(package, pieces=left, people=people), TABLE, row.pk)
        row.told_on, row.told_how = command.told_on, command.told_how
        row.version += 1
        row.save(update_fields=["package_sealed", "told_on", "told_how", "version"])
        _follow_told(working, command, now)
        return {"transfer": str(row.pk)}

    enter_transfer(viewer, command.transfer_id, now=now)
    return UUID(once(viewer, command.form_key, "transfer.tell", make, now=now)["transfer"])


def _follow_told(working: Working, command: TellFamily, now: datetime) -> None:
    evidence = {"day": command.told_on.isoformat(), "channel": command.told_how.value}
    follow(working.entered, "family_told", evidence=evidence, on=command.told_on, now=now)
