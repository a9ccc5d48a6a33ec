"""What must happen next in a case, for whoever holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.gate import CaseAccess
from sluitend.domain.action import ActionStatus
from sluitend.domain.case import InformingState
from sluitend.domain.plan import PlanStatus
from sluitend.domain.safety import reads_concerns
from sluitend.domain.vocabulary import N_, Category, Worded
from sluitend.queries.actions import ActionRow
from sluitend.queries.case_people import People
from sluitend.queries.plan import PlanParts, children_without_goal
from sluitend.records.models import AfterCare, FlightRisk, Residence, SafetyPlan, SignalCaseLink


class TodoKind(Worded):
    """What must happen next in a case."""

    TELL = "tell", N_("Vertellen dat er een casus is")
    WAIT = "wait", N_("Opschrijven waarom vertellen wacht")
    WAITED = "waited", N_("Opnieuw kijken: kan het nu verteld worden?")
    NOT_AGREED = "not_agreed", N_("Uw collega is het niet eens met wachten: vertel het, of vraag het opnieuw")
    DEPUTY = "deputy", N_("Kies een vervanger")
    GOAL = "goal", N_("Een doel opschrijven")
    OFFER = "offer", N_("Eigen plan aanbieden")
    PLAN = "plan", N_("Plan vaststellen")
    COPY = "copy", N_("Plan op papier geven")
    STUCK = "stuck", N_("Loopt vast")
    DECLINED = "declined", N_("Niet toegezegd")
    CONTRADICTED = "contradicted", N_("Tegengesproken")
    UNANSWERED = "unanswered", N_("Nog geen antwoord")
    OVERDUE = "overdue", N_("Over de datum")
    SIGNAL = "signal", N_("Nieuwe melding beantwoorden")
    EVALUATE = "evaluate", N_("Evalueren met het gezin")
    REVIEW = "review", N_("Kijken of de casus nog nodig is")
    SAFETY_CHECK = "safety_check", N_("Kijken of het veiligheidsplan werkt")
    FLIGHT_RISK = "flight_risk", N_("Opnieuw kijken: kan het kind nog worden meegenomen?")
    RESIDENCE = "residence", N_("Opnieuw kijken: waar blijft het kind?")
    AFTER_CARE = "after_care", N_("Vragen hoe het nu gaat")


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that must happen. due: None when it waits without a day. about: a person or an action, or empty.

    target: the person, action, signal or moment it opens. of_action: that is an action.
    """

    kind: TodoKind
    due: date | None
    statutory: bool
    about: str = ""
    target: UUID | None = None
    of_action: bool = False


def todos_of(access: CaseAccess, people: People, plan: PlanParts | None, *, now: datetime) -> tuple[Todo, ...]:
    """Give what must happen next, by day; terms of the law first. Only for whoever writes the plan."""
    if access.row.closed_at is not None:
        return tuple(_after_care(access))
    if plan is None or access.check_write(Category.K16) is not None:
        return ()
    found = [*_telling(access, people), *_planning(access, plan), *_signals(access), *_review(access, now)]
    found += [*_acting(plan), *_safety(access), *_always(access, people, plan)]
    return tuple(sorted(found, key=lambda todo: (todo.due or context.today(now), not todo.statutory)))


_AGAIN = {InformingState.LAPSED: TodoKind.WAITED, InformingState.NOT_AGREED: TodoKind.NOT_AGREED}


def _telling(access: CaseAccess, people: People) -> Iterator[Todo]:
    """Whom to tell; when home may not know, nobody is told to tell: why it waits is written down (D.3, UAVG 41)."""
    untold = TodoKind.WAIT if access.heightened else TodoKind.TELL
    for person in people.untold:
        if person.told is not None and person.told.due is not None:
            kind = _AGAIN.get(person.told.state, untold)
            yield Todo(kind, person.told.due, person.told.statutory, person.short, person.person_id)


def _always(access: CaseAccess, people: People, plan: PlanParts) -> Iterator[Todo]:
    """What a case has at any time: somebody who stands in, and in a plan that runs a goal for every child (R001)."""
    if access.deputy_id is None:
        yield Todo(TodoKind.DEPUTY, None, statutory=False)
    if plan.status is PlanStatus.RUNNING:
        for child in children_without_goal(people, plan):
            yield Todo(TodoKind.GOAL, None, statutory=False, about=child.short)


def _planning(access: CaseAccess, plan: PlanParts) -> Iterator[Todo]:
    if plan.status is PlanStatus.MAKING and plan.due is not None:
        if not access.heightened and not plan.offer.made:
            yield Todo(TodoKind.OFFER, plan.due.day, statutory=False)
        yield Todo(TodoKind.PLAN, plan.due.day, plan.due.statutory)
    if plan.copy_due is not None and plan.copy_given_on is None:
        yield Todo(TodoKind.COPY, plan.copy_due, statutory=True)
    if plan.status is PlanStatus.RUNNING and plan.look_again is not None:
        yield Todo(TodoKind.EVALUATE, plan.look_again, statutory=False)


def _acting(plan: PlanParts) -> Iterator[Todo]:
    """Actions that need whoever holds the case: stuck, refused, contradicted, without an answer, or past their day."""
    for action in (*(action for goal in plan.open_goals for action in goal.actions), *plan.loose):
        kind = _action_needs(action)
        if kind is not None:
            due = action.due_on if kind is TodoKind.OVERDUE else None
            yield Todo(kind, due, statutory=False, about=action.title, target=action.action_id, of_action=True)


def _action_needs(action: ActionRow) -> TodoKind | None:
    match action.status:
        case ActionStatus.BLOCKED:
            return TodoKind.STUCK
        case ActionStatus.DECLINED:
            return TodoKind.DECLINED
        case ActionStatus.ASKED if action.contradicted:
            return TodoKind.CONTRADICTED
    if action.asked_long:
        return TodoKind.UNANSWERED
    return TodoKind.OVERDUE if action.late and not action.inside else None


def _signals(access: CaseAccess) -> Iterator[Todo]:
    links = SignalCaseLink.objects.filter(case_id=access.case_id, ended_at=None, answered_at=None)
    for signal_id, answer_by in links.exclude(answer_by=None).values_list("signal_id", "answer_by"):
        if answer_by is not None:
            yield Todo(TodoKind.SIGNAL, answer_by, statutory=False, target=signal_id)


def _review(access: CaseAccess, now: datetime) -> Iterator[Todo]:
    if access.row.review_by <= norms.due_day("people.wait", context.today(now)):
        yield Todo(TodoKind.REVIEW, access.row.review_by, statutory=False)


def _safety(access: CaseAccess) -> Iterator[Todo]:
    """When to look again at what keeps the children safe: here alone, and in no calendar or mail."""
    if not reads_concerns(access.levels):
        return
    for plan in SafetyPlan.objects.filter(case_id=access.case_id, ended_on=None):
        yield Todo(TodoKind.SAFETY_CHECK, plan.next_check, statutory=False)
    for kind, model in ((TodoKind.FLIGHT_RISK, FlightRisk), (TodoKind.RESIDENCE, Residence)):
        for row in model.objects.filter(case_id=access.case_id, ended_on=None).select_related("person"):
            yield Todo(kind, row.review_on, statutory=False, about=row.person.given_names)


def _after_care(access: CaseAccess) -> Iterable[Todo]:
    rows = AfterCare.objects.filter(case_id=access.case_id, held_on=None, cancelled_on=None).order_by("due_on")
    return [Todo(TodoKind.AFTER_CARE, row.due_on, statutory=False, target=row.pk) for row in rows]
