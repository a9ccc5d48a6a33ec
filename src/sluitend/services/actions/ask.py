"""Ask an organisation for an action, or change what was asked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context
from sluitend.access.gate import case_access
from sluitend.access.once import once
from sluitend.access.parties import party_of
from sluitend.access.words import check_words
from sluitend.content.legal_titles import default_titles
from sluitend.domain.action import (
    ActionStatus,
    Pair,
    ShareEnd,
    Side,
    StepKind,
    check_due,
    check_enforcing,
    check_runs,
    check_step,
)
from sluitend.domain.messages import MessageKind
from sluitend.domain.outcome import Conflict, NotFound, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import ActionKind, Category
from sluitend.records.models import Action, ActionStep, CasePerson, Goal, Organisation
from sluitend.records.shares import end_shares
from sluitend.services import messages
from sluitend.services.actions.enter import ActionDone, about, add_step, enter


@dataclass(frozen=True, slots=True)
class AskAction:
    """What asking for an action takes.

    concerns_id: the person of the case it is about. goal_id: the goal it serves, or None. legal_title: code of the
    title in the law; with lighter_tried, remedy and paired_with_id (the help that goes with it) only for enforcing.
    """

    case_id: UUID
    organisation_id: UUID
    concerns_id: UUID
    kind: ActionKind
    title: str
    due_on: date
    form_key: UUID
    goal_id: UUID | None = None
    legal_title: str = ""
    lighter_tried: str = ""
    remedy: str = ""
    paired_with_id: UUID | None = None
    quote: bool = False


@dataclass(frozen=True, slots=True)
class ChangeAction:
    """A new text, goal or date for an action. version: what the writer started from."""

    action_id: UUID
    version: int
    title: str
    due_on: date
    form_key: UUID
    goal_id: UUID | None = None
    quote: bool = False


def ask_action(viewer: Viewer, command: AskAction, *, now: datetime) -> ActionDone:
    """Ask an organisation for an action; it stays inside until somebody lets the organisation see it.

    Raises:
        NotFound: the case, organisation, person, goal or help action is not there for the viewer.
        Refused: the viewer may not write the plan, the date is past, or an enforcing action is not complete.
    """
    access = case_access(viewer, command.case_id, now=now)
    refuse_any(access.check_write(Category.K16), check_runs(access.status))
    day = context.today(now)
    organisation = _organisation(command.organisation_id, day)
    if not CasePerson.objects.filter(pk=command.concerns_id, case_id=command.case_id, left_on=None).exists():
        raise NotFound
    _check_goal(command.case_id, command.goal_id)
    help_with_it = _pair(command.case_id, command.paired_with_id)
    title = default_titles().get(command.legal_title)
    refusals = check_enforcing(
        command.kind,
        title,
        organisation=party_of(organisation.kind, day),
        lighter_tried=command.lighter_tried,
        remedy=command.remedy,
        help_with_it=help_with_it,
        on=day,
    )
    texts = {"title": command.title, "lighter_tried": command.lighter_tried}
    refusals += check_words(viewer, texts, quote=command.quote, now=now)
    late = check_due(command.due_on, day)
    if late is not None or refusals:
        raise Refused(*([late] if late else []), *refusals)
    enforcing = command.kind is ActionKind.ENFORCE

    def make() -> dict[str, str]:
        row = Action(
            id=uuid.uuid4(),
            municipality_id=viewer.municipality_id,
            case_id=command.case_id,
            goal_id=command.goal_id,
            concerns_id=command.concerns_id,
            organisation=organisation,
            kind=command.kind,
            title=command.title,
            due_on=command.due_on,
            status=ActionStatus.ASKED,
            legal_title=command.legal_title if enforcing else "",
            lighter_tried=command.lighter_tried if enforcing else "",
            remedy=command.remedy if enforcing else "",
            paired_with_id=command.paired_with_id if enforcing else None,
            asked_by_id=viewer.membership_id,
            asked_at=now,
            position=Action.objects.filter(case_id=command.case_id).count(),
        )
        ref = audit.Ref("action", row.pk, case_id=command.case_id, person_id=command.concerns_id)
        why = audit.Why(rule="F.7b", ground=access.reason.value)
        audit.write(viewer, "action.ask", ref, now=now, categories=(Category.K16,), why=why)
        row.save(force_insert=True)
        add_step(viewer, row, StepKind.ASK, Side.CASE, now)
        messages.tell(viewer, MessageKind.ACTION_ASKED, about(row), whom=messages.Whom.ORGANISATION, now=now)
        return {"action": str(row.pk)}

    made = once(viewer, command.form_key, "action.ask", make, now=now)
    return ActionDone(UUID(made["action"]), command.case_id, ActionStatus.ASKED)


def change_action(viewer: Viewer, command: ChangeAction, *, now: datetime) -> ActionDone:
    """Change what is asked. An organisation that saw the action sees nothing until it is shown the new one.

    Raises:
        NotFound: there is no such action in a case of the viewer.
        Refused: the viewer may not write the plan, the action is over, or the date is past.
        Conflict: somebody else changed it meanwhile.
    """
    entered = enter(viewer, command.action_id, now)
    action = entered.action
    if entered.access is None:
        raise NotFound
    status = ActionStatus(action.status)
    refuse_any(entered.access.check_write(Category.K16), check_step(status, StepKind.DROP, Side.CASE))
    _check_goal(action.case_id, command.goal_id)
    if command.due_on != action.due_on:
        refuse_any(check_due(command.due_on, context.today(now)))
    refuse_any(*check_words(viewer, {"title": command.title}, quote=command.quote, now=now))

    def make() -> dict[str, str]:
        if action.version != command.version:
            raise _conflict(action)
        audit.write(
            viewer,
            "action.change",
            entered.ref,
            now=now,
            categories=(Category.K16,),
            fields=("title", "due_on", "goal"),
            why=entered.why,
        )
        moved = command.due_on != action.due_on
        action.title, action.due_on, action.goal_id = command.title, command.due_on, command.goal_id
        action.version += 1
        action.save(update_fields=["title", "due_on", "goal", "version"])
        if moved:
            add_step(viewer, action, StepKind.MOVE_DATE, Side.CASE, now, words=f"{command.due_on:%d-%m-%Y}")
        end_shares([action.pk], ShareEnd.CHANGED, now)
        return {"action": str(action.pk)}

    once(viewer, command.form_key, "action.change", make, now=now)
    return ActionDone(action.pk, action.case_id, status)


def _organisation(pk: UUID, day: date) -> Organisation:
    row = Organisation.objects.filter(pk=pk, active_from__lte=day).exclude(active_until__lt=day).first()
    if row is None:
        raise NotFound
    return row


def _check_goal(case_id: UUID, goal_id: UUID | None) -> None:
    if goal_id is not None and not Goal.objects.filter(pk=goal_id, case_id=case_id).exists():
        raise NotFound


def _pair(case_id: UUID, action_id: UUID | None) -> Pair | None:
    if action_id is None:
        return None
    row = Action.objects.filter(pk=action_id, case_id=case_id).values("pk", "kind", "status").first()
    if row is None:
        raise NotFound
    return Pair(row["pk"], ActionKind(row["kind"]), ActionStatus(row["status"]))


def _conflict(action: Action) -> Conflict:
    last = ActionStep.objects.filter(action=action).select_related("by").order_by("-at").first()
    stored = {"title": action.title, "due_on": f"{action.due_on:%d-%m-%Y}"}
    by = f"{last.by.display_name}, {last.by.function}" if last else ""
    return Conflict(stored, version=action.version, by=by, at=last.at if last else action.asked_at)
