"""At the municipality that is offered a handover: look, take over with a name, or not, with a reason."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sluitend.access import norms
from sluitend.access.gate import case_access
from sluitend.access.once import once
from sluitend.access.transfers import unseal
from sluitend.access.words import check_words
from sluitend.domain.absence import RegisterStatus, ReportStatus
from sluitend.domain.case import NUMBER_LENGTH, NUMBER_LETTERS, PersonIn
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.plan import GoalIn
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import (
    Package,
    PieceKind,
    TransferAnswer,
    TransferKind,
    check_answer,
    check_refuse,
    to_plain,
)
from sluitend.domain.vocabulary import N_
from sluitend.records import crypto
from sluitend.records.models import AbsenceReport, Membership, TransferOffer
from sluitend.services.cases import OpenCase, open_case
from sluitend.services.plans import AddGoal, add_goal

from .common import log_offer

NOT_OPENED = Refusal("transfer.not_opened", N_("Bekijk eerst wat er meekomt."))


@dataclass(frozen=True, slots=True)
class AcceptCase:
    """A handover that is taken over: who coordinates it here, and who the family is, as they told it themselves."""

    offer_id: UUID
    title: str = field(repr=False)
    coordinator_id: UUID
    deputy_id: UUID | None
    persons: tuple[PersonIn, ...] = field(repr=False)
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class AcceptReport:
    """A handover between attendance officers that is taken over by whoever sends this."""

    offer_id: UUID
    form_key: UUID


@dataclass(frozen=True, slots=True)
class AnswerNo:
    """A handover that is not taken over. reason: the other municipality reads it."""

    offer_id: UUID
    reason: str = field(repr=False)
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class TakeGoal:
    """A goal that came along, said anew with the family here. place: of the piece, from 0."""

    offer_id: UUID
    goal: GoalIn = field(repr=False)
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a handover became: a case or an absence report."""

    case_id: UUID | None = None
    report_id: UUID | None = None
    number: str = ""


def open_offer(viewer: Viewer, offer_id: UUID, *, now: datetime) -> None:
    """Open what was offered: from then on it says who opened it, and what came along is shown.

    Raises:
        NotFound: there is no such offer for the viewer.
        Refused: its time is over.
    """
    row = _offer(viewer, offer_id, now)
    if row.opened_at is not None:
        return
    refuse_any(check_answer(row.answered_at, row.ends_on, local_day(now)))
    log_offer(viewer, "open", row, now=now, fields=("opened_at",))
    row.opened_at, row.opened_by_id = now, viewer.membership_id
    row.save(update_fields=["opened_at", "opened_by"])


def accept_case(viewer: Viewer, command: AcceptCase, *, now: datetime) -> TakenOver:
    """Take a family over: a case opens here with the coordinator who was named, and what came along lies in it.

    Raises:
        NotFound: there is no such offer for the viewer.
        Refused: it was answered, it was not looked at, or what opening a case refuses.
    """

    def make() -> dict[str, str]:
        row = _to_answer(viewer, command.offer_id, TransferKind.CASE, now)
        opened = open_case(
            viewer,
            OpenCase(
                signal_id=None,
                title=command.title,
                coordinator_id=command.coordinator_id,
                deputy_id=command.deputy_id,
                persons=command.persons,
                quote=command.quote,
                transfer_id=row.pk,
            ),
            now=now,
        )
        member = Membership.objects.get(pk=command.coordinator_id)
        row.case_id = opened.case_id
        _answer(viewer, row, TransferAnswer.ACCEPTED, name=f"{member.display_name}, {member.function.lower()}", now=now)
        return {"case": str(opened.case_id), "number": opened.number}

    _offer(viewer, command.offer_id, now)
    made = once(viewer, command.form_key, "transfer.accept", make, now=now)
    return TakenOver(case_id=UUID(made["case"]), number=made["number"])


def accept_report(viewer: Viewer, command: AcceptReport, *, now: datetime) -> TakenOver:
    """Take a pupil over: an absence report begins here with kind and days, and what still has to be done.

    Raises:
        NotFound: there is no such offer for the viewer.
        Refused: it was answered, it was not looked at, or its time is over.
    """

    def make() -> dict[str, str]:
        row = _to_answer(viewer, command.offer_id, TransferKind.REPORT, now)
        package = unseal(row)
        report = _report(viewer, row.from_name, package, now)
        row.report_id = report.pk
        _answer(
            viewer, row, TransferAnswer.ACCEPTED, name=f"{viewer.name}, {viewer.function.lower()}", now=now, new=report
        )
        return {"report": str(report.pk)}

    _offer(viewer, command.offer_id, now)
    made = once(viewer, command.form_key, "transfer.accept", make, now=now)
    return TakenOver(report_id=UUID(made["report"]))


def answer_no(viewer: Viewer, command: AnswerNo, *, now: datetime) -> None:
    """Do not take over, with a reason that goes back; what came along is erased here at once.

    Raises:
        NotFound: there is no such offer for the viewer.
        Refused: no reason, words that are not needed, or it was answered already.
    """

    def make() -> dict[str, str]:
        row = _offer(viewer, command.offer_id, now)
        refuse_any(
            check_answer(row.answered_at, row.ends_on, local_day(now)),
            check_refuse(command.reason),
            *check_words(viewer, {"reason": command.reason}, quote=command.quote, now=now),
        )
        row.package_sealed = None
        _answer(viewer, row, TransferAnswer.REFUSED, reason=command.reason.strip(), now=now)
        return {}

    _offer(viewer, command.offer_id, now)
    once(viewer, command.form_key, "transfer.refuse", make, now=now)


def take_goal(viewer: Viewer, command: TakeGoal, *, now: datetime) -> UUID:
    """Put a goal that came along in the plan of the case here, as the family says it now; gives its id.

    Raises:
        NotFound: there is no such offer, or its case is not the viewer's.
        Refused: as for adding any goal.
    """
    row = _offer(viewer, command.offer_id, now)
    if row.case_id is None:
        raise NotFound
    case_access(viewer, row.case_id, now=now)
    adding = AddGoal(row.case_id, command.goal, quote=command.quote, form_key=command.form_key)
    return add_goal(viewer, adding, now=now)


def _offer(viewer: Viewer, offer_id: UUID, now: datetime) -> TransferOffer:
    row = TransferOffer.objects.select_for_update(of=("self",)).filter(pk=offer_id, ends_on__gte=local_day(now)).first()
    if row is None:
        raise NotFound
    if not viewer.has(*TransferKind(row.kind).ruling.receivers):
        raise NotFound
    return row


def _to_answer(viewer: Viewer, offer_id: UUID, kind: TransferKind, now: datetime) -> TransferOffer:
    row = _offer(viewer, offer_id, now)
    if row.kind != kind:
        raise NotFound
    refuse_any(
        check_answer(row.answered_at, row.ends_on, local_day(now)), NOT_OPENED if row.opened_at is None else None
    )
    return row


def _answer(
    viewer: Viewer,
    row: TransferOffer,
    answer: TransferAnswer,
    *,
    now: datetime,
    name: str = "",
    reason: str = "",
    new: AbsenceReport | None = None,
) -> None:
    """Write the answer down and let it go back; what came along stays for as long as the norm says after a yes."""
    log_offer(viewer, "accept" if answer is TransferAnswer.ACCEPTED else "refuse", row, now=now, fields=("answer",))
    if new is not None:
        new.save(force_insert=True)
    row.answer, row.answer_name, row.answer_reason = answer, name[:160], reason
    row.answered_at, row.answered_by_id = now, viewer.membership_id
    if answer is TransferAnswer.ACCEPTED:
        row.ends_on = norms.due_day("transfer.keep", now)
    row.save()
    if row.from_ref is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_answer_transfer(%s)", [row.pk])


def _report(viewer: Viewer, sender: str, package: Package, now: datetime) -> AbsenceReport:
    """Make the report that begins here; it is not saved. It has no number of the register: the school reports anew."""
    pupil, absence = package.pupil, package.absence
    if pupil is None or absence is None:
        raise NotFound
    drawn = "".join(secrets.choice(NUMBER_LETTERS) for _ in range(NUMBER_LENGTH))
    steps = [_line(one.text, one.on) for one in package.pieces if one.kind is PieceKind.OPEN_STEP]
    return AbsenceReport(
        id=uuid.uuid4(),
        municipality_id=viewer.municipality_id,
        melding_id=f"OVD-{drawn}",
        kind=absence.kind,
        given_names=pupil.given_names,
        prefix=pupil.prefix,
        surname=pupil.surname,
        birth_date=pupil.birth_date,
        brin=absence.brin,
        vestiging=absence.vestiging,
        begin_on=absence.begin_on,
        end_on=absence.end_on,
        explanation="\n".join((f"Overgedragen door {sender}.", *steps)),
        register_status=RegisterStatus.HANDLING,
        row_digest=crypto.digest("absence_row", json.dumps(to_plain(package), sort_keys=True).encode()),
        received_at=now,
        contact_due=norms.due_day("absence.first_contact", now),
        talk_due=norms.due_day("absence.talk", now),
        status=ReportStatus.RECEIVED,
        officer_id=viewer.membership_id,
        ends_on=norms.due_day("absence.keep", now),
    )


def _line(text: str, on: date | None) -> str:
    return f"{text} ({on:%d-%m-%Y})" if on else text
