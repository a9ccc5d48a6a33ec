"""The plan as a whole: the family's own plan offered first, what if it does not work, a copy in writing, the start."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.gate import change_case
from sluitend.access.words import check_words
from sluitend.domain.case import CaseStatus, PersonKind
from sluitend.domain.outcome import Refusal, refuse_any
from sluitend.domain.plan import (
    FamilyAnswer,
    FamilyPlanIn,
    GoalStatus,
    PlanStatus,
    StartFacts,
    check_copy,
    check_family_plan,
    check_start,
    offer_settled,
    plan_clock,
)
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_
from sluitend.records.models import Case, CasePerson, GoalPerson, Plan
from sluitend.records.persons import name_of
from sluitend.services.plans.common import begin_planning, conflict, one, plan_of

ALREADY = Refusal("plan.running", N_("Dit plan loopt al."))


@dataclass(frozen=True, slots=True)
class SaveFamilyPlan:
    """The offer of a family group plan, its answer, or why it was not offered. version: what the writer started from."""

    case_id: UUID
    given: FamilyPlanIn
    version: int
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class WriteWhatIf:
    """What everybody does when it does not work out. version: what the writer started from."""

    case_id: UUID
    words: str = field(repr=False)
    version: int
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class AskedCopy:
    """Somebody asked for the plan in writing, and when they got it."""

    case_id: UUID
    asked_on: date | None
    given_on: date | None = None
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class StartPlan:
    """The plan is made and begins. version: what the starter saw."""

    case_id: UUID
    version: int
    form_key: UUID | None = None


def save_family_plan(viewer: Viewer, command: SaveFamilyPlan, *, now: datetime) -> UUID:
    """Write down that the family could make its own plan first, and what it said; the term of six weeks follows from it.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: under heightened safety; no day, way or reason; an answer before the offer.
        Conflict: somebody else saved first.
    """
    given, day = command.given, context.today(now)

    def make() -> UUID:
        texts = {"how": given.how, "answer_words": given.answer_words, "no_offer_reason": given.no_offer_reason}
        words = check_words(viewer, texts, quote=command.quote, now=now)
        with change_case(viewer, command.case_id, action="plan.offer", kind="plan", now=now) as access:
            plan = _at_version(command.case_id, command.version)
            case = Case.objects.get(pk=command.case_id)
            opened = context.today(case.opened_at)
            checks = check_family_plan(given, heightened=access.heightened, opened_on=opened, today=day)
            refuse_any(*checks, *words)
            _fill_offer(plan, given, day)
            plan.version += 1
            plan.save()
            answer = FamilyAnswer(plan.family_plan_answer) if plan.family_plan_answer else None
            clock = plan_clock(opened, answer, plan.family_answered_on, not_offered_on=plan.not_offered_on)
            Case.objects.filter(pk=case.pk).update(plan_due=norms.due_day("plan.first", clock.start))
            begin_planning(case.pk)
            return plan.pk

    return one(viewer, command.form_key, "plan.offer", make, now)


def write_what_if(viewer: Viewer, command: WriteWhatIf, *, now: datetime) -> UUID:
    """Write down what everybody does when it does not work out.

    Raises:
        NotFound: there is no such case for the viewer. Conflict: somebody else saved first.
    """

    def make() -> UUID:
        words = check_words(viewer, {"words": command.words}, quote=command.quote, now=now)
        with change_case(viewer, command.case_id, action="plan.what_if", kind="plan", now=now):
            plan = _at_version(command.case_id, command.version)
            refuse_any(*words)
            plan.what_if = command.words
            plan.version += 1
            plan.save(update_fields=["what_if", "version"])
            begin_planning(command.case_id)
            return plan.pk

    return one(viewer, command.form_key, "plan.what_if", make, now)


def note_copy(viewer: Viewer, command: AskedCopy, *, now: datetime) -> UUID:
    """Write down that somebody asked for the plan in writing, or that they got it; the law gives fourteen days.

    Raises:
        NotFound: there is no such case for the viewer. Refused: a day that cannot be, or under heightened safety.
    """

    def make() -> UUID:
        with change_case(viewer, command.case_id, action="plan.copy", kind="plan", now=now) as access:
            checks = check_copy(
                command.asked_on, command.given_on, heightened=access.heightened, today=context.today(now)
            )
            refuse_any(*checks)
            plan = plan_of(command.case_id)
            plan.written_copy_asked_on, plan.written_copy_given_on = command.asked_on, command.given_on
            plan.save(update_fields=["written_copy_asked_on", "written_copy_given_on"])
            return plan.pk

    return one(viewer, command.form_key, "plan.copy", make, now)


def start_facts(case_id: UUID, *, heightened: bool, plan: Plan) -> StartFacts:
    """Load what starting the plan asks for; two statements."""
    children = CasePerson.objects.filter(case_id=case_id, kind=PersonKind.CHILD, left_on=None).order_by("position")
    persons: dict[UUID, set[UUID]] = {}
    pairs = GoalPerson.objects.filter(case_id=case_id, goal__status=GoalStatus.OPEN)
    for goal, person in pairs.values_list("goal_id", "person_id"):
        persons.setdefault(goal, set()).add(person)
    answer = FamilyAnswer(plan.family_plan_answer) if plan.family_plan_answer else None
    return StartFacts(
        children={child.pk: child.given_names or str(name_of(child)) for child in children},
        goal_persons=tuple(frozenset(those) for those in persons.values()),
        offer_settled=offer_settled(answer, plan.no_offer_reason),
        heightened=heightened,
        what_if=plan.what_if,
    )


def start_plan(viewer: Viewer, command: StartPlan, *, now: datetime) -> UUID:
    """Start the plan: it runs from today, and is looked at with the family within three months.

    Actions that still wait for an answer do not hold it up; the page counts them apart.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: a child without a goal, no answer to the offer, nothing for when it does not work, or it runs already.
        Conflict: somebody else saved first.
    """
    day = context.today(now)

    def make() -> UUID:
        with change_case(viewer, command.case_id, action="plan.start", kind="plan", now=now) as access:
            plan = _at_version(command.case_id, command.version)
            running = ALREADY if plan.status == PlanStatus.RUNNING else None
            refuse_any(running, *check_start(start_facts(command.case_id, heightened=access.heightened, plan=plan)))
            look_again = norms.due_day("plan.evaluation", day)
            plan.status, plan.started_on, plan.valid_until = PlanStatus.RUNNING, day, look_again
            plan.version += 1
            plan.save(update_fields=["status", "started_on", "valid_until", "version"])
            Case.objects.filter(pk=command.case_id).update(status=CaseStatus.RUNNING, evaluate_by=look_again)
            return plan.pk

    return one(viewer, command.form_key, "plan.start", make, now)


def _at_version(case_id: UUID, version: int) -> Plan:
    plan = plan_of(case_id)
    if plan.version != version:
        stored = {
            "how": plan.family_plan_how,
            "answer_words": plan.family_answer_words,
            "no_offer_reason": plan.no_offer_reason,
            "words": plan.what_if,
        }
        raise conflict(case_id, "plan", case_id, stored=stored, version=plan.version)
    return plan


def _fill_offer(plan: Plan, given: FamilyPlanIn, day: date) -> None:
    offered = given.offered_on is not None
    plan.family_plan_offered_on = given.offered_on
    plan.family_plan_how = given.how if offered else ""
    plan.family_plan_answer = given.answer or "" if offered else ""
    plan.family_answered_on = given.answered_on if offered else None
    plan.family_answer_words = given.answer_words if offered else ""
    plan.no_offer_reason = given.no_offer_reason
    plan.not_offered_on = None if offered else (plan.not_offered_on or day)
