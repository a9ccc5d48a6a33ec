"""What stands above every page of a case: its name, who holds it, why the viewer may see it, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.staff import Away, away
from sluitend.domain.case import CaseReason, CaseStatus, Step, current_step, way
from sluitend.domain.outcome import Refusal
from sluitend.domain.person import show_phone
from sluitend.domain.plan import FamilyAnswer, offer_settled, plan_clock
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import Case, Membership, Plan

EVALUATION_NEAR = timedelta(days=14)  # when the step indicator says that an evaluation comes; a reading aid, no norm


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works in this case. phone: as people dial it, or empty."""

    name: str
    function: str
    phone: str

    @property
    def signed(self) -> str:
        """Give name and function."""
        return f"{self.name}, {self.function.lower()}"


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The masthead of a case. reason and until: why the viewer may see it; until is None while they hold it."""

    case_id: UUID
    number: str
    title: str
    status: CaseStatus
    heightened: bool
    coordinator: Colleague
    deputy: Colleague | None
    away: Away | None
    reason: CaseReason
    until: date | None
    steps: tuple[Step, ...]
    step: Step
    opened_on: date
    review_by: date
    reads_plan: bool
    may_write: Refusal | None
    version: int


@dataclass(frozen=True, slots=True)
class PlanDue:
    """Until when something must be there. statutory: the law sets the day."""

    day: date
    statutory: bool


def colleague(member: Membership) -> Colleague:
    """Make what is shown of a colleague."""
    return Colleague(member.display_name, member.function, show_phone(member.phone))


def must_be_there(viewer: Viewer, case_id: UUID, *, now: datetime) -> None:
    """Ask whether a case is there for the viewer, before anything that was sent is looked at; nothing of it is shown.

    Raises:
        NotFound: it is not.
    """
    case_access(viewer, case_id, now=now)


def head_of(access: CaseAccess, plan: Plan, *, now: datetime) -> CaseHead:
    """Make the masthead from what the gate loaded."""
    case = access.row
    near = case.evaluate_by is not None and case.evaluate_by - context.today(now) <= EVALUATION_NEAR
    return CaseHead(
        case_id=case.pk,
        number=case.number,
        title=case.title,
        status=access.status,
        heightened=access.heightened,
        coordinator=colleague(case.coordinator),
        deputy=colleague(case.deputy) if case.deputy else None,
        away=away(case.coordinator, case.deputy, context.today(now)),
        reason=access.reason,
        until=access.until,
        steps=way(heightened=access.heightened),
        step=current_step(
            access.status,
            heightened=access.heightened,
            offer_settled=offer_settled(answer_of(plan), plan.no_offer_reason),
            evaluation_near=near,
        ),
        opened_on=context.today(case.opened_at),
        review_by=case.review_by,
        reads_plan=access.reads(Category.K16),
        may_write=access.check_write(Category.K16),
        version=case.version,
    )


def plan_of(case_id: UUID) -> Plan:
    """Load the plan of a case the viewer entered."""
    return Plan.objects.get(case_id=case_id)


def answer_of(plan: Plan) -> FamilyAnswer | None:
    """Give what the family said to the offer of its own plan; None while it said nothing."""
    return FamilyAnswer(plan.family_plan_answer) if plan.family_plan_answer else None


def plan_due(case: Case, plan: Plan) -> PlanDue | None:
    """Give until when the plan must be there; None when it is being carried out or the case is over."""
    if case.status not in {CaseStatus.OPENED, CaseStatus.PLANNING}:
        return None
    opened_on = context.today(case.opened_at)
    clock = plan_clock(opened_on, answer_of(plan), plan.family_answered_on, not_offered_on=plan.not_offered_on)
    return PlanDue(norms.due_day("plan.first", clock.start), clock.statutory)


def due_of(case: Case) -> PlanDue | None:
    """Give the next term of a case loaded with its plan: the plan, then the evaluation; None when nothing runs."""
    if case.status == CaseStatus.RUNNING:
        return PlanDue(case.evaluate_by, statutory=False) if case.evaluate_by else None
    return plan_due(case, case.plan)
