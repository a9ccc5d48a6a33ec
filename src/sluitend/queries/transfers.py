"""Handovers at the side of who hands over: what goes along, what stays and why, how far it is, and the list of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sluitend.access import audit, context, norms, protocols
from sluitend.access.gate import case_access
from sluitend.access.protocols import Standing
from sluitend.access.transfers import (
    ALWAYS,
    CATEGORIES,
    PHONES,
    PROTOCOL,
    Receiver,
    Weighed,
    phone_on,
    practises,
    receivers,
    state_of_row,
    unseal,
    weigh_case,
    weigh_report,
    why_of,
)
from sluitend.domain.absence import ReportStatus
from sluitend.domain.followup import WorkGroup, WorkKind, work_group
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.protocol import check
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import (
    NOTHING_GOES,
    REPORT_CLOSED,
    RUN_ENDED,
    Package,
    PackedPiece,
    PieceKind,
    ToldHow,
    TransferAnswer,
    TransferKind,
    TransferState,
    Verdict,
    check_lay_out,
    check_send,
)
from sluitend.domain.vocabulary import AuditKind, Category, Role
from sluitend.queries.case_head import CaseHead, head_of, plan_of
from sluitend.records.models import AbsenceReport, ProtocolRun, Transfer, TransferOffer

SEND = "handover_sent"
SEES = frozenset({Role.COORDINATOR, Role.INTAKE, Role.ATTENDANCE})


@dataclass(frozen=True, slots=True)
class Goes:
    """A piece that may go along. always: it cannot be taken out. about: whom it concerns, as the package calls them."""

    key: str
    kind: PieceKind
    text: str = field(repr=False)
    who: str
    on: date | None
    about: tuple[str, ...]
    rule: int | None
    always: bool


@dataclass(frozen=True, slots=True)
class Stays:
    """A piece that stays, and why. who: which organisation it is of, or empty."""

    kind: PieceKind
    who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A handover that was laid out, as its page shows it. pieces: what goes; None when that is erased.

    by_file: it goes to another installation, carried by people. phone_on: of an absence report that was taken over, the last
    day to phone there; phoned_on: when somebody did.
    """

    id: UUID
    version: int
    state: TransferState
    to_name: str
    by_file: bool
    laid_out_on: date
    package: Package | None = field(repr=False)
    told_on: date | None
    told_how: ToldHow | None
    sent_on: date | None
    ends_on: date | None
    answer: TransferAnswer | None
    answer_name: str
    answer_reason: str = field(repr=False)
    answered_on: date | None
    noted: bool
    phone_on: date | None = None
    phoned_on: date | None = None

    @property
    def pieces(self) -> tuple[PackedPiece, ...]:
        """Give what goes along, or nothing."""
        return self.package.pieces if self.package else ()


@dataclass(frozen=True, slots=True)
class TransferPage:
    """What goes along, what stays and why. receiver: who was chosen. closed: why nothing can be laid out here, or None.

    cannot_lay_out and cannot_send: the sentence where the button would be, or None. may_write: why the viewer only reads, or None.
    skipped: the protocol let
    telling the family be skipped, with a reason. checked: somebody looked after four weeks. over: its run ended.
    """

    kind: TransferKind
    about: str
    head: CaseHead | None
    run_id: UUID | None
    report_id: UUID | None
    receivers: tuple[Receiver, ...]
    receiver: Receiver | None
    goes: tuple[Goes, ...]
    stays: tuple[Stays, ...]
    laid: Laid | None
    closed: Refusal | None
    cannot_lay_out: Refusal | None
    cannot_send: Refusal | None
    may_write: Refusal | None = None
    skipped: bool = False
    checked: bool = False
    over: bool = False


def case_transfer(viewer: Viewer, run_id: UUID, receiver: str, *, now: datetime) -> TransferPage:
    """Show the handover of a case, from its run of the protocol. receiver: key of who was chosen, or empty.

    Raises:
        NotFound: there is no such run for the viewer, or it is of another protocol.
    """
    run = ProtocolRun.objects.select_related("case").filter(pk=run_id, protocol=PROTOCOL).first()
    if run is None or run.case_id is None:
        raise NotFound
    access = case_access(viewer, run.case_id, now=now)
    if not protocols.sees_run(viewer, run, access) or not access.reads(Category.K16):
        raise NotFound
    _read(viewer, "transfer.page", TransferKind.CASE, audit.Ref("transfer", case_id=run.case_id), now)
    closed = NOTHING_GOES if access.heightened else access.check_write(Category.K16) or practises(viewer)
    laid = _laid(Transfer.objects.filter(run=run), now)
    known = receivers() if closed is None else ()
    chosen = _chosen(known, receiver, laid)
    weighed = Weighed((), {}) if access.heightened else weigh_case(access, chosen, on=context.today(now))
    standing = protocols.standing(run, now)
    position = standing.position
    skipped = position is not None and "family_told" in position.skipped
    return TransferPage(
        kind=TransferKind.CASE,
        about=access.row.title,
        head=head_of(access, plan_of(run.case_id), now=now),
        run_id=run.pk,
        report_id=None,
        receivers=known,
        receiver=chosen,
        goes=_goes(weighed),
        stays=_stays(weighed),
        laid=laid,
        closed=closed or _ended(run),
        cannot_lay_out=check_lay_out(laid.state if laid else None),
        cannot_send=check_send(laid.state if laid else None, unreachable=skipped) or _step_first(standing),
        may_write=access.check_write(Category.K16),
        skipped=skipped,
        checked=position is not None and PHONES in position.done,
        over=run.ended_at is not None,
    )


def report_transfer(viewer: Viewer, report_id: UUID, receiver: str, *, now: datetime) -> TransferPage:
    """Show the handover of an absence report.

    Raises:
        NotFound: there is no such report for the viewer.
    """
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound
    report = AbsenceReport.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound
    _read(viewer, "transfer.page", TransferKind.REPORT, audit.Ref("absence_report", report.pk), now)
    laid, practice = _laid(Transfer.objects.filter(report=report), now), practises(viewer)
    known = receivers() if practice is None else ()
    weighed = weigh_report(report, on=context.today(now), now=now)
    return TransferPage(
        kind=TransferKind.REPORT,
        about=" ".join(part for part in (report.given_names, report.prefix, report.surname) if part),
        head=None,
        run_id=None,
        report_id=report.pk,
        receivers=known,
        receiver=_chosen(known, receiver, laid),
        goes=_goes(weighed),
        stays=_stays(weighed),
        laid=laid,
        closed=practice or (REPORT_CLOSED if report.status == ReportStatus.CLOSED and laid is None else None),
        cannot_lay_out=check_lay_out(laid.state if laid else None),
        cannot_send=check_send(laid.state if laid else None),
    )


def _step_first(standing: Standing) -> Refusal | None:
    """Tell what the protocol wants before it goes; a step that people took already is no obstacle."""
    protocol, position = standing.protocol, standing.position
    if protocol is None or position is None or (SEND not in position.open and SEND in position.done):
        return None
    return check.check_take(protocol, position, SEND, reason="", second=False)


def _ended(run: ProtocolRun) -> Refusal | None:
    return RUN_ENDED if run.ended_at is not None else None


def _chosen(known: Iterable[Receiver], key: str, laid: Laid | None) -> Receiver | None:
    """Give who was chosen; without a choice who it was laid out for, while it did not go."""
    listed = tuple(known)
    found = next((one for one in listed if one.key == key), None)
    if found is None and laid is not None and laid.state in (TransferState.LAID_OUT, TransferState.TOLD):
        return next((one for one in listed if one.name == laid.to_name), None)
    return found


def _goes(weighed: Weighed) -> tuple[Goes, ...]:
    return tuple(_one(one, weighed.labels) for one in weighed.verdicts if one.goes)


def _one(verdict: Verdict, labels: Mapping[UUID, str]) -> Goes:
    piece = verdict.piece
    about = tuple(label for pk, label in labels.items() if pk in piece.about)
    return Goes(
        piece.key, piece.kind, piece.text, piece.who, piece.on, about, verdict.rule, always=piece.kind in ALWAYS
    )


def _stays(weighed: Weighed) -> tuple[Stays, ...]:
    """Say what stays without its content: the page of a handover opens nothing that was closed."""
    found = (Stays(one.piece.kind, one.piece.who, one.sentence) for one in weighed.verdicts if not one.goes)
    return tuple(dict.fromkeys(found))


def _laid(rows: QuerySet[Transfer], now: datetime) -> Laid | None:
    row = rows.order_by("-laid_out_at", "-pk").first()
    return laid_of(row, now) if row is not None else None


def laid_of(row: Transfer, now: datetime) -> Laid:
    """Make what is shown of a handover."""
    day = context.today
    return Laid(
        id=row.pk,
        version=row.version,
        state=state_of_row(row, day(now)),
        to_name=row.to_name,
        by_file=row.to_peer_id is not None,
        laid_out_on=day(row.laid_out_at),
        package=unseal(row) if row.package_sealed is not None else None,
        told_on=row.told_on,
        told_how=ToldHow(row.told_how) if row.told_how else None,
        sent_on=day(row.sent_at) if row.sent_at else None,
        ends_on=row.ends_on,
        answer=TransferAnswer(row.answer) if row.answer else None,
        answer_name=row.answer_name,
        answer_reason=row.answer_reason,
        answered_on=day(row.answered_at) if row.answered_at else None,
        noted=row.noted_at is not None,
        phone_on=phone_on(row.answered_at, day(now)) if _taken(row) and row.answered_at else None,
        phoned_on=day(row.checked_at) if row.checked_at else None,
    )


def _taken(row: Transfer) -> bool:
    return row.report_id is not None and row.answer == TransferAnswer.ACCEPTED


def _read(viewer: Viewer, action: str, kind: TransferKind, ref: audit.Ref, now: datetime) -> None:
    audit.read(viewer, action, ref, categories=CATEGORIES[kind], why=why_of(kind), now=now)


# -- the list of all ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferLine:
    """Something that is offered here: only by whom, of which kind, and whom to phone."""

    id: UUID
    kind: TransferKind
    from_name: str
    caller: str
    phone: str
    sent_on: date
    ends_on: date
    opened: bool
    answer: TransferAnswer | None
    by_file: bool


@dataclass(frozen=True, slots=True)
class SentLine:
    """Something that the viewer hands over. about: the title of the case, or the pupil."""

    run_id: UUID | None
    report_id: UUID | None
    about: str
    to_name: str
    state: TransferState
    on: date
    noted: bool


@dataclass(frozen=True, slots=True)
class TransferList:
    """What is offered here, and what goes from here. practice: why no file is taken in here, or None."""

    waiting: tuple[OfferLine, ...]
    answered: tuple[OfferLine, ...]
    sent: tuple[SentLine, ...]
    practice: Refusal | None


def transfer_list(viewer: Viewer, *, now: datetime) -> TransferList:
    """List what is offered to the viewer's role, and what the viewer hands over.

    Raises:
        NotFound: nothing is handed over by or to somebody with these roles.
    """
    if not viewer.has(*SEES):
        raise NotFound
    offers = [line_of(row) for row in offers_of(viewer)]
    rows = list(Transfer.objects.select_related("case", "report").order_by("-laid_out_at", "-pk")[:100])
    audit.record(
        viewer,
        *(
            audit.Line(
                AuditKind.READ,
                "transfer.list",
                audit.Ref("transfer", row.pk, case_id=row.case_id),
                (Category.K1, Category.K19),
                why=why_of(TransferKind(row.kind)),
            )
            for row in rows
        ),
        now=now,
    )
    return TransferList(
        waiting=tuple(one for one in offers if one.answer is None),
        answered=tuple(one for one in offers if one.answer is not None),
        sent=tuple(_sent(row, now) for row in rows),
        practice=practises(viewer),
    )


def offers_of(viewer: Viewer) -> Iterable[TransferOffer]:
    """Give the offers that the viewer's roles may take over, the first to end first."""
    kinds = [kind.value for kind in TransferKind if viewer.has(*kind.ruling.receivers)]
    return TransferOffer.objects.filter(kind__in=kinds).order_by("ends_on", "sent_at", "pk")


def line_of(row: TransferOffer) -> OfferLine:
    """Make what is shown of an offer before it is opened: nothing about a family."""
    return OfferLine(
        row.pk,
        TransferKind(row.kind),
        row.from_name,
        row.caller,
        row.phone,
        context.today(row.sent_at),
        row.ends_on,
        row.opened_at is not None,
        TransferAnswer(row.answer) if row.answer else None,
        row.from_peer_id is not None,
    )


def _sent(row: Transfer, now: datetime) -> SentLine:
    about = row.case.title if row.case is not None else ""
    if row.report is not None:
        parts = (row.report.given_names, row.report.prefix, row.report.surname)
        about = " ".join(part for part in parts if part)
    on = row.answered_at or row.sent_at or row.laid_out_at
    return SentLine(
        row.run_id,
        row.report_id,
        about,
        row.to_name,
        state_of_row(row, context.today(now)),
        context.today(on),
        row.noted_at is not None,
    )


@dataclass(frozen=True, slots=True)
class CallLine:
    """An absence report that was taken over, and after which somebody phones the other municipality."""

    report_id: UUID
    about: str
    to_name: str
    due_on: date
    group: WorkGroup


@dataclass(frozen=True, slots=True)
class TransferWork:
    """What waits for the viewer. offers: to answer. answers: came back, and not written down yet. calls: to phone, by when."""

    offers: tuple[OfferLine, ...] = ()
    answers: tuple[SentLine, ...] = ()
    calls: tuple[CallLine, ...] = ()


def transfer_work(viewer: Viewer, *, now: datetime) -> TransferWork:
    """Gather what waits: offers without an answer, answers to what the viewer offered, and whom to phone after that."""
    if not viewer.has(*SEES):
        return TransferWork()
    offers = tuple(line_of(row) for row in offers_of(viewer) if not row.answer)
    sent = Transfer.objects.filter(sent_by_id=viewer.membership_id, taken_back_at=None).exclude(answer="")
    open_now = sent.filter(Q(noted_at=None) | Q(report__isnull=False, checked_at=None, answer=TransferAnswer.ACCEPTED))
    listed = list(open_now.select_related("case", "report").order_by("answered_at", "pk"))
    answers = tuple(_sent(row, now) for row in listed if row.noted_at is None)
    calls = tuple(filter(None, (_call(row, now) for row in listed if row.noted_at is not None)))
    shown = {one.report_id for one in calls}
    rows = [row for row in listed if row.noted_at is None or row.report_id in shown]
    audit.record(
        viewer,
        *(
            audit.Line(
                AuditKind.READ,
                "work.transfers",
                audit.Ref("transfer", row.pk, case_id=row.case_id),
                (Category.K1, Category.K19),
                why=why_of(TransferKind(row.kind)),
            )
            for row in rows
        ),
        now=now,
    )
    return TransferWork(offers, answers, calls)


def _call(row: Transfer, now: datetime) -> CallLine | None:
    """Give a call that is near; None while it is later."""
    day = context.today(now)
    due_on = phone_on(row.answered_at, day) if row.answered_at else None
    if due_on is None or row.report_id is None:
        return None
    group = work_group(WorkKind.PROTOCOL, due_on, day, norms.value("work.coming", day))
    line = _sent(row, now)
    return CallLine(row.report_id, line.about, row.to_name, due_on, group) if group is not None else None


def open_count(viewer: Viewer, now: datetime) -> int:
    """How many offers wait for somebody with the viewer's roles; 0 for anybody else."""
    del now
    if not viewer.has(*SEES):
        return 0
    return sum(not row.answer for row in offers_of(viewer))


def place_of(viewer: Viewer, transfer_id: UUID) -> tuple[UUID | None, UUID | None]:
    """Give the run or the absence report that a handover belongs to.

    Raises:
        NotFound: there is no such handover for the viewer.
    """
    if not viewer.has(*SEES):
        raise NotFound
    found = Transfer.objects.filter(pk=transfer_id).values_list("run_id", "report_id").first()
    if found is None:
        raise NotFound
    return found
