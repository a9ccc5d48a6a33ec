"""What the coordinator says of a matter that was entered: it is so, and then it runs; or it is not, and then it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sluitend.access import audit, protocols
from sluitend.access.context import today
from sluitend.access.gate import case_access
from sluitend.access.once import once
from sluitend.domain import running as rules
from sluitend.domain.case import PersonIn, PersonKind
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.person import Bsn, fold
from sluitend.domain.protocol.steps import Subject
from sluitend.domain.running import MatterAnswer
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Category
from sluitend.records import crypto
from sluitend.records.models import CasePerson, RunningMatter
from sluitend.services.cases import OpenCase, open_case
from sluitend.services.protocols import EnterRun, begin_plan_terms, enter_running
from sluitend.services.protocols.start import PLAN_TERMS

from .keeping import HOLDS, TABLE, WHY


@dataclass(frozen=True, slots=True)
class Confirm:
    """A matter that runs as it was entered. case_id: the coordinator's case that it lies in; None opens a new one.

    title: how the new case is called.
    """

    matter_id: UUID
    form_key: UUID
    title: str = field(default="", repr=False)
    case_id: UUID | None = None
    quote: bool = False


@dataclass(frozen=True, slots=True)
class AnswerNo:
    """A matter that does not run like this."""

    matter_id: UUID
    answer: MatterAnswer
    form_key: UUID


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a matter became."""

    case_id: UUID
    run_id: UUID


def confirm(viewer: Viewer, command: Confirm, *, now: datetime) -> Confirmed:
    """Let a matter run: its case opens, or it joins a case of the coordinator, and its terms count from its own days.

    Nobody gets a message of what was late already: it stands in the start list.

    Raises:
        NotFound: there is no such matter for this coordinator, or no such case.
        Refused: it was answered, its child is not in that case, it runs there already, or what opening a case refuses.
    """

    def make() -> dict[str, str]:
        row = _waiting(viewer, command.matter_id, now)
        protocol = protocols.catalogue(today(now)).get(row.protocol)
        if protocol is None:
            raise NotFound
        case_id, child_id = (
            _join(viewer, row, command.case_id, now) if command.case_id else _open(viewer, row, command, now)
        )
        about = child_id if protocol.subject is Subject.CHILD else None
        entering = EnterRun(row.protocol, case_id, about, row.started_on, row.step, row.since)
        run = enter_running(viewer, entering, now=now)
        if command.case_id is None and row.protocol != PLAN_TERMS:
            begin_plan_terms(viewer, case_id, now=now)
        row.case_id = case_id
        _answer(viewer, row, MatterAnswer.CONFIRMED, now)
        return {"case": str(case_id), "run": str(run.run_id)}

    _mine(viewer, command.matter_id)
    made = once(viewer, command.form_key, "running.confirm", make, now=now)
    return Confirmed(UUID(made["case"]), UUID(made["run"]))


def refuse(viewer: Viewer, command: AnswerNo, *, now: datetime) -> None:
    """Say that a matter is not the viewer's, is wrong, or runs no more; who it is about is erased at once.

    Raises:
        NotFound: there is no such matter for this coordinator.
        Refused: it was answered already.
    """

    def make() -> dict[str, str]:
        refuse_any(NO_REASON if command.answer is MatterAnswer.CONFIRMED else None)
        _answer(viewer, _waiting(viewer, command.matter_id, now), command.answer, now)
        return {}

    _mine(viewer, command.matter_id)
    once(viewer, command.form_key, "running.refuse", make, now=now)


NO_REASON = Refusal("running.no_reason", N_("Kies waarom u deze zaak niet bevestigt."), "answer")


def _mine(viewer: Viewer, matter_id: UUID) -> RunningMatter:
    rows = RunningMatter.objects.select_for_update(of=("self",))
    row = rows.filter(pk=matter_id, coordinator_id=viewer.membership_id).first()
    if row is None:
        raise NotFound
    return row


def _waiting(viewer: Viewer, matter_id: UUID, now: datetime) -> RunningMatter:
    row = _mine(viewer, matter_id)
    refuse_any(rules.check_waiting(bool(row.answer), row.ends_on, today(now)))
    return row


def _open(viewer: Viewer, row: RunningMatter, command: Confirm, now: datetime) -> tuple[UUID, UUID]:
    child = PersonIn(PersonKind.CHILD, row.given_names, row.prefix, row.surname, row.birth_date, bsn=_bsn(row))
    opening = OpenCase(
        signal_id=None,
        title=command.title,
        coordinator_id=viewer.membership_id,
        deputy_id=None,
        persons=(child,),
        heightened=row.heightened,
        quote=command.quote,
        running_id=row.pk,
    )
    opened = open_case(viewer, opening, now=now)
    return opened.case_id, opened.person_ids[0]


def _join(viewer: Viewer, row: RunningMatter, case_id: UUID, now: datetime) -> tuple[UUID, UUID]:
    """Give the case with this child in it; what is under heightened safety lies in such a case, and the rest does not."""
    access = case_access(viewer, case_id, now=now)
    refuse_any(
        access.check_write(Category.K16),
        rules.OTHER_SAFETY if access.heightened is not row.heightened else None,
    )
    here = CasePerson.objects.filter(
        case_id=case_id, kind=PersonKind.CHILD, birth_date=row.birth_date, left_on=None, taken_out_at=None
    )
    called = fold(f"{row.given_names} {row.prefix} {row.surname}")
    found = [one.pk for one in here if fold(f"{one.given_names} {one.prefix} {one.surname}") == called]
    refuse_any(rules.NO_SUCH_CHILD if len(found) != 1 else None)
    return case_id, found[0]


def _bsn(row: RunningMatter) -> Bsn | None:
    if row.bsn_sealed is None:
        return None
    return Bsn(crypto.unseal_text(row.bsn_sealed, table=TABLE, row=row.pk, field="bsn_sealed"))


def _answer(viewer: Viewer, row: RunningMatter, answer: MatterAnswer, now: datetime) -> None:
    """Write the answer down; who it is about goes from here, whatever the answer is."""
    audit.write(
        viewer,
        "running.confirm" if answer is MatterAnswer.CONFIRMED else "running.refuse",
        audit.Ref("running_matter", row.pk, case_id=row.case_id),
        now=now,
        categories=HOLDS,
        fields=("answer",),
        why=WHY,
    )
    row.answer, row.answered_at = answer, now
    row.given_names = row.prefix = row.surname = ""
    row.birth_date = row.bsn_sealed = row.bsn_digest = None
    row.save()
