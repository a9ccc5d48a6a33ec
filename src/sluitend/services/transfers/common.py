"""What the services of a handover share: come in to one, its package, and the steps of its protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.transfers import CATEGORIES, PROTOCOL, state_of_row, why_of
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refusal, Refused
from sluitend.domain.protocol import check
from sluitend.domain.protocol.history import EventKind
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import NOTHING_GOES, TransferKind, TransferState
from sluitend.domain.vocabulary import N_, Category, Role
from sluitend.records.models import AbsenceReport, Transfer, TransferOffer
from sluitend.services.protocols.entering import Entered, Written, add, enter

CHANGED = Refusal(
    "transfer.changed", N_("Iemand anders deed intussen iets met deze overdracht. Kijk eerst wat er nu staat.")
)


def enter_run(viewer: Viewer, run_id: UUID, *, now: datetime, hidden: bool = False) -> tuple[Entered, CaseAccess]:
    """Come in to a run of the handover protocol, of a case that the viewer holds. hidden: under heightened safety too.

    Raises:
        NotFound: there is no such run for the viewer, or it is of another protocol.
        Refused: it may be read and not changed, or it is of heightened safety: then nothing goes.
    """
    entered = enter(viewer, run_id, now=now)
    if entered.run.protocol != PROTOCOL or entered.run.case_id is None:
        raise NotFound
    access = case_access(viewer, entered.run.case_id, now=now)
    refused = access.check_write(Category.K16) or (NOTHING_GOES if access.heightened and not hidden else None)
    if refused is not None:
        raise Refused(refused)
    return entered, access


def enter_report(viewer: Viewer, report_id: UUID) -> AbsenceReport:
    """Come in to an absence report, locked until the transaction ends. Raises NotFound for who may not."""
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound
    row = AbsenceReport.objects.select_for_update().filter(pk=report_id).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Working:
    """One handover that the viewer may work on, locked. entered: its run, for that of a case."""

    row: Transfer = field(repr=False)
    kind: TransferKind
    state: TransferState
    entered: Entered | None = None


def enter_transfer(
    viewer: Viewer, transfer_id: UUID, *, now: datetime, version: int | None = None, hidden: bool = False
) -> Working:
    """Come in to a handover to do something with it. hidden: under heightened safety too, such as to take it back.

    Raises:
        NotFound: there is no such handover for the viewer.
        Refused: as for enter_run, or somebody else did something with it meanwhile.
    """
    row = Transfer.objects.select_for_update(of=("self",)).filter(pk=transfer_id).first()
    if row is None:
        raise NotFound
    entered = None
    if row.run_id is not None:
        entered, _access = enter_run(viewer, row.run_id, now=now, hidden=hidden)
    elif row.report_id is not None:
        enter_report(viewer, row.report_id)
    if version is not None and row.version != version:
        raise Refused(CHANGED)
    return Working(row, TransferKind(row.kind), state_of_row(row, local_day(now)), entered)


def latest(*, run_id: UUID | None = None, report_id: UUID | None = None) -> Transfer | None:
    """Give the last handover of a run or of a report."""
    rows = Transfer.objects.select_for_update(of=("self",))
    rows = rows.filter(run_id=run_id) if run_id else rows.filter(report_id=report_id)
    return rows.order_by("-laid_out_at", "-pk").first()


def log(viewer: Viewer, verb: str, row: Transfer, *, now: datetime, fields: Sequence[str] = ()) -> None:
    """Write the line of a change to a handover, before it is made."""
    kind = TransferKind(row.kind)
    ref = audit.Ref("transfer", row.pk, case_id=row.case_id)
    audit.write(viewer, f"transfer.{verb}", ref, now=now, categories=CATEGORIES[kind], fields=fields, why=why_of(kind))


def log_offer(viewer: Viewer, verb: str, row: TransferOffer, *, now: datetime, fields: Sequence[str] = ()) -> None:
    """Write the line of a change to what was offered, before it is made."""
    kind = TransferKind(row.kind)
    ref = audit.Ref("transfer_offer", row.pk, case_id=row.case_id)
    audit.write(viewer, f"transfer.{verb}", ref, now=now, categories=CATEGORIES[kind], fields=fields, why=why_of(kind))


def check_step(entered: Entered, step: str, *, reason: str = "") -> Refusal | None:
    """Tell why a step of the protocol cannot be taken now; a step that people took already is no obstacle."""
    position = entered.position
    if step not in position.open and step in position.done:
        return None
    refused = check.check_take(
        entered.protocol, position, step, reason=reason, second=False, heightened=entered.heightened
    )
    if refused is not None or not entered.protocol.has(step):
        return refused
    return check.check_who(entered.protocol.step(step), entered.viewer.roles)


def follow(
    entered: Entered | None,
    step: str,
    *,
    evidence: Mapping[str, str],
    on: date,
    now: datetime,
    reason: str = "",
) -> None:
    """Let the protocol follow what the viewer just did, so that nobody writes it down twice.

    Nothing happens when that step is not open: somebody took it already, or the municipality has steps of its own.
    """
    if entered is None or step not in entered.position.open or check_step(entered, step, reason=reason) is not None:
        return
    facts = {code: date.fromisoformat(said) for code, said in evidence.items() if code == "day"}
    add(
        entered,
        EventKind.TAKEN,
        Written(step, max(on, entered.run.started_on), reason, evidence, facts),
        verb="take",
        now=now,
    )
