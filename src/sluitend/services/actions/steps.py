"""The steps that follow on asking: answer, begin, get stuck, finish, hand to a colleague, solve a bottleneck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit, context
from sluitend.access.once import once
from sluitend.access.parties import organisations_inside
from sluitend.access.words import check_words as guard_words
from sluitend.domain.action import (
    AcceptedHow,
    ActionStatus,
    Alternative,
    BottleneckKind,
    ShareEnd,
    Side,
    StepKind,
    check_alternative,
    check_at_table,
    check_help_needed,
    check_reassign,
    check_solve,
    check_step,
    check_words,
    move,
)
from sluitend.domain.messages import MessageKind
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import ActionKind, Category, Role
from sluitend.records.models import Action, Bottleneck, Membership, Organisation, TeamSeat
from sluitend.records.shares import end_shares, live_shares
from sluitend.services import messages
from sluitend.services.actions.enter import ActionDone, Entered, about, add_step, enter

WORKS_ON_ACTIONS = frozenset({Role.PARTNER, Role.ATTENDANCE, Role.CODE_OFFICER})
ANSWERS = frozenset({StepKind.ACCEPT, StepKind.CONTRADICT, StepKind.DECLINE, StepKind.BLOCK, StepKind.FINISH})
"""Steps of an organisation that the case waits for."""

ASKS_AGAIN = frozenset({StepKind.ASK_AGAIN, StepKind.PUT_BACK})
"""Steps of the case after which the organisation has something to do."""


@dataclass(frozen=True, slots=True)
class TakeStep:
    """One step. words: a sentence. alternative: what can be done, with a refusal. stuck_on: with getting stuck."""

    action_id: UUID
    step: StepKind
    form_key: UUID
    words: str = ""
    alternative: Alternative | None = None
    stuck_on: BottleneckKind = BottleneckKind.OTHER
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Reassign:
    """Give an action to a colleague of the same organisation."""

    action_id: UUID
    to_id: UUID
    form_key: UUID


@dataclass(frozen=True, slots=True)
class SolveBottleneck:
    """What can be done about a bottleneck. goes_on: the action itself goes on from here."""

    bottleneck_id: UUID
    what_can: str
    form_key: UUID
    goes_on: bool = True
    quote: bool = False


def take_step(viewer: Viewer, command: TakeStep, *, now: datetime) -> ActionDone:
    """Take one step with an action, as its organisation or as its case. The same form sent again changes nothing.

    Raises:
        NotFound: the action is not there for the viewer.
        Refused: the step does not fit where the action stands, is not the viewer's, or misses its sentence.
    """
    entered = enter(viewer, command.action_id, now)

    def make() -> dict[str, str]:
        _step(viewer, entered, command, now)
        return {"status": entered.action.status}

    made = once(viewer, command.form_key, f"action.{command.step}", make, now=now)
    return ActionDone(entered.action.pk, entered.action.case_id, ActionStatus(made["status"]))


def _step(viewer: Viewer, entered: Entered, command: TakeStep, now: datetime) -> None:
    action, step = entered.action, command.step
    side = _side(entered, step)
    helps_force = step is StepKind.DROP and _needed_by_force(action)
    refuse_any(
        check_words(step, command.words),
        check_alternative(step, command.alternative),
        check_at_table(step, sees=_is_seen(entered, now)),
        check_help_needed(helps_force),
        *guard_words(viewer, {"words": command.words}, quote=command.quote, now=now),
    )
    audit.write(
        viewer, f"action.{step}", entered.ref, now=now, categories=(Category.K16,), fields=("status",), why=entered.why
    )
    _apply(viewer, action, step, command.words, now)
    action.status = move(ActionStatus(action.status), step)
    action.version += 1
    action.save(update_fields=_STEP_FIELDS)
    add_step(viewer, action, step, side, now, words=command.words, alternative=command.alternative)
    if step is StepKind.BLOCK:
        Bottleneck(
            municipality_id=action.municipality_id,
            case_id=action.case_id,
            action=action,
            kind=command.stuck_on,
            what_blocks=command.words,
            raised_by_id=viewer.membership_id,
            raised_at=now,
        ).save(force_insert=True)
    if step is StepKind.DROP:
        end_shares([action.pk], ShareEnd.DROPPED, now)
        open_ones = Bottleneck.objects.filter(action=action, solved_at=None)
        open_ones.update(what_can=command.words, solved_by_id=viewer.membership_id, solved_at=now)
    _tell(viewer, action, step, side, now)


def _tell(viewer: Viewer, action: Action, step: StepKind, side: Side, now: datetime) -> None:
    """Tell the case of an answer, and the organisation that it is asked again."""
    event = str(action.version)
    if side is Side.ORGANISATION and step in ANSWERS:
        whom = messages.Whom.HOLDERS
        messages.tell(viewer, MessageKind.ANSWER_ARRIVED, about(action), whom=whom, event=event, now=now)
    elif side is Side.CASE and step in ASKS_AGAIN:
        whom = messages.Whom.ORGANISATION
        messages.tell(viewer, MessageKind.ACTION_ASKED, about(action), whom=whom, event=event, now=now)


_STEP_FIELDS = [
    "status", "version", "accepted_how", "accepted_on", "contradicted", "assignee", "asked_at", "done_on",
    "result_words",
]  # fmt: skip


def _apply(viewer: Viewer, action: Action, step: StepKind, words: str, now: datetime) -> None:
    """Set the facts that go with a step; the status follows the table."""
    day = context.today(now)
    if step in (StepKind.ACCEPT, StepKind.ACCEPT_AT_TABLE):
        itself = step is StepKind.ACCEPT
        action.accepted_how = AcceptedHow.ITSELF if itself else AcceptedHow.AT_TABLE
        action.accepted_on, action.contradicted = day, False
        if itself and action.assignee_id is None:
            action.assignee_id = viewer.membership_id
    elif step in (StepKind.CONTRADICT, StepKind.ASK_AGAIN):
        action.accepted_how, action.accepted_on, action.asked_at = "", None, now
        action.contradicted = step is StepKind.CONTRADICT
    elif step is StepKind.FINISH:
        action.done_on, action.result_words = day, words
    elif step is StepKind.PUT_BACK:
        action.done_on, action.result_words = None, ""


def reassign(viewer: Viewer, command: Reassign, *, now: datetime) -> ActionDone:
    """Give an action to a colleague: by the contact of its organisation, or by the case for its own organisation.

    Raises:
        NotFound: the action, or a colleague of that organisation, is not there.
        Refused: the viewer is not the contact, or the colleague cannot have it.
    """
    entered = enter(viewer, command.action_id, now)
    action, day = entered.action, context.today(now)
    if action.organisation_id != viewer.organisation_id:
        raise NotFound
    taker = _colleague(command.to_id, action.organisation_id, day)
    contact = Organisation.objects.values_list("contact_id", flat=True).get(pk=action.organisation_id)
    may = contact in (None, viewer.membership_id)
    if entered.access is not None:
        may = entered.access.check_write(Category.K16) is None
    refuse_any(check_reassign(may=may, free=_can_have(entered, taker, day)))

    def make() -> dict[str, str]:
        audit.write(
            viewer, "action.reassign", entered.ref, now=now, categories=(), fields=("assignee",), why=entered.why
        )
        action.assignee_id = taker.pk
        action.version += 1
        action.save(update_fields=["assignee", "version"])
        add_step(viewer, action, StepKind.REASSIGN, entered.sides[0], now, words=taker.display_name)
        event = str(action.version)
        messages.tell(viewer, MessageKind.ACTION_GIVEN, about(action), to=[taker.pk], event=event, now=now)
        return {"action": str(action.pk)}

    once(viewer, command.form_key, "action.reassign", make, now=now)
    return ActionDone(action.pk, action.case_id, ActionStatus(action.status))


def solve_bottleneck(viewer: Viewer, command: SolveBottleneck, *, now: datetime) -> ActionDone:
    """Write down what can be done; unless it says otherwise the action goes on.

    Raises:
        NotFound: there is no such bottleneck in a case of the viewer.
        Refused: the viewer may not write the plan, nothing was written, or it was solved already.
    """
    row = Bottleneck.objects.select_for_update().filter(pk=command.bottleneck_id).first()
    if row is None:
        raise NotFound
    entered = enter(viewer, row.action_id, now)
    if entered.access is None:
        raise NotFound
    access = entered.access

    def make() -> dict[str, str]:
        refuse_any(access.check_write(Category.K16), check_solve(command.what_can, solved=row.solved_at is not None))
        audit.write(viewer, "bottleneck.solve", entered.ref, now=now, categories=(Category.K16,), why=entered.why)
        row.what_can, row.solved_by_id, row.solved_at = command.what_can, viewer.membership_id, now
        row.save(update_fields=["what_can", "solved_by", "solved_at"])
        if command.goes_on and entered.action.status == ActionStatus.BLOCKED:
            resume = TakeStep(
                entered.action.pk, StepKind.RESUME, command.form_key, words=command.what_can, quote=command.quote
            )
            _step(viewer, entered, resume, now)
        return {"status": entered.action.status}

    made = once(viewer, command.form_key, "bottleneck.solve", make, now=now)
    return ActionDone(entered.action.pk, entered.action.case_id, ActionStatus(made["status"]))


def _side(entered: Entered, step: StepKind) -> Side:
    """Give the side that may take this step now. Raises Refused with the reason of the nearest side."""
    action, found = entered.action, Refusal("action.nobody", "")
    at_table = action.accepted_how == AcceptedHow.AT_TABLE
    for side in reversed(entered.sides):  # for its own organisation one speaks first
        check = check_step(ActionStatus(action.status), step, side, at_table=at_table)
        if check is None and side is Side.CASE and entered.access is not None:
            check = entered.access.check_write(Category.K16)
        if check is None:
            return side
        found = check
    raise Refused(found)


def _colleague(pk: UUID, organisation_id: UUID, day: date) -> Membership:
    rows = Membership.objects.filter(pk=pk, organisation_id=organisation_id, active_from__lte=day, pending=False)
    row = rows.exclude(active_until__lt=day).first()
    if row is None:
        raise NotFound
    return row


def _can_have(entered: Entered, taker: Membership, day: date) -> bool:
    """A colleague can have it when this family is not closed for them, and they can see it where it is shown."""
    case_id = entered.action.case_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_case_reader(%s, %s)", [case_id, taker.pk])
        if not cursor.fetchone()[0]:
            return False
    if entered.access is None:
        return bool({Role(role) for role in taker.roles} & WORKS_ON_ACTIONS)
    holders = {entered.access.coordinator_id, entered.access.deputy_id}
    seats = TeamSeat.objects.filter(case_id=case_id, ended_at=None, since__lte=day, until__gte=day)
    return taker.pk in holders or seats.filter(membership=taker).exists()


def _is_seen(entered: Entered, now: datetime) -> bool:
    """Tell whether the organisation of an action sees it today, or stands in the case."""
    action, day = entered.action, context.today(now)
    if entered.access is None or action.pk in live_shares(action.case_id, day):
        return True
    return action.organisation_id in organisations_inside(entered.access, day)


def _needed_by_force(action: Action) -> bool:
    """Tell whether an enforcing action that still runs leans on this help."""
    over = (ActionStatus.DONE, ActionStatus.DROPPED, ActionStatus.DECLINED)
    return Action.objects.filter(paired_with=action, kind=ActionKind.ENFORCE).exclude(status__in=over).exists()
