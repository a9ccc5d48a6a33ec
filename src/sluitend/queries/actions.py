"""The actions of a case, one action with what may leave, what its form offers, and what it is stuck on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.gate import CaseAccess, enter_case
from sluitend.access.parties import organisations_inside
from sluitend.access.sharing import preview_of
from sluitend.access.staff import at_work
from sluitend.content.legal_titles import default_titles, titles_on
from sluitend.domain.action import (
    OPEN,
    AcceptedHow,
    ActionCounts,
    ActionStatus,
    Alternative,
    BottleneckKind,
    LegalTitle,
    ShareEnd,
    Shown,
    Side,
    StepKind,
    check_at_table,
    check_runs,
    check_step,
    count_actions,
    is_late,
    possible_steps,
)
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import ActionKind, Category, LifeDomain
from sluitend.queries.case_head import CaseHead, head_of, plan_of
from sluitend.records.models import (
    Action,
    ActionShare,
    ActionStep,
    Bottleneck,
    CasePerson,
    Consent,
    Goal,
    Organisation,
    TeamSeat,
)
from sluitend.records.shares import full_name, live_shares, shown_of

SHOWN = (Category.K1, Category.K16)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action in the list of a case.

    outward: its organisation sees it now. own: it is of the viewer's own organisation. asked_long: asked, and longer
    ago than an answer may take. stuck: an open bottleneck. done_on: the day it was done. inside: nobody of its
    organisation may see it yet, so nobody was asked. lapsed: its organisation saw it until a day that has passed.
    """

    action_id: UUID
    title: str
    kind: ActionKind
    organisation: str
    person: str
    due_on: date
    status: ActionStatus
    late: bool
    outward: bool
    own: bool
    contradicted: bool
    asked_long: bool
    accepted_how: AcceptedHow | None
    assignee: str
    goal_id: UUID | None = None
    done_on: date | None = None
    inside: bool = False
    lapsed: bool = False

    @property
    def is_over(self) -> bool:
        """It is done, dropped, or nobody does it now: its day no longer counts."""
        return self.status not in OPEN


@dataclass(frozen=True, slots=True)
class BottleneckRow:
    """What an action is stuck on. over: the action itself goes on, so only what helped has to be written down."""

    bottleneck_id: UUID
    action_id: UUID
    action_title: str
    organisation: str
    kind: BottleneckKind
    what_blocks: str
    raised_by: str
    raised_at: datetime
    over: bool
    what_can: str
    solved_at: datetime | None
    solved_by: str


@dataclass(frozen=True, slots=True)
class CaseActions:
    """The actions of a case. counts: what is promised, and apart from it what was only asked."""

    head: CaseHead
    counts: ActionCounts
    open: tuple[ActionRow, ...]
    over: tuple[ActionRow, ...]
    bottlenecks: tuple[BottleneckRow, ...]
    solved: tuple[BottleneckRow, ...]
    may_ask: Refusal | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step in the history of an action. who: name and organisation."""

    kind: StepKind
    who: str
    words: str
    alternative: Alternative | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ShareState:
    """What the organisation sees, or would see, and on what.

    shown: exactly that. running: it sees it now; until: the last day. refusal: why it stays inside. rule, ground,
    text_nl, text_en: the rule behind it. to_confirm: the rule was written from memory. missing: kinds of data that
    still need a consent. ended: why an earlier view ended. lapsed: until when it saw this, when that ended by itself.
    """

    shown: Shown
    running: bool
    until: date | None
    refusal: Refusal | None
    rule: int | None
    ground: str
    text_nl: str
    text_en: str
    to_confirm: bool
    need: str
    missing: tuple[Category, ...]
    ended: ShareEnd | None
    lapsed: Lapsed | None = None


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A view that ended by itself. by_consent: with the consent it stood on; otherwise some weeks after the due day."""

    until: date
    by_consent: bool


@dataclass(frozen=True, slots=True)
class ActionPage:
    """One action of a case, whole. steps: what the viewer can do now. table: why a promise cannot be written down yet."""

    case_id: UUID
    case_title: str
    row: ActionRow
    organisation_id: UUID
    concerns_id: UUID
    goal: str
    goal_id: UUID | None
    legal_title: LegalTitle | None
    lighter_tried: str
    remedy: str
    paired_with: str
    paired_with_id: UUID | None
    asked_at: datetime
    version: int
    steps: tuple[StepKind, ...]
    table: Refusal | None
    may_change: Refusal | None
    history: tuple[StepRow, ...]
    bottlenecks: tuple[BottleneckRow, ...]
    share: ShareState
    colleagues: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose in a form. note: what one must know about it."""

    id: UUID
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class AskOptions:
    """What the form for an action offers. titles: on which somebody may enforce today."""

    case_id: UUID
    case_title: str
    refusal: Refusal | None
    organisations: tuple[Option, ...]
    persons: tuple[Option, ...]
    goals: tuple[Option, ...]
    helps: tuple[Option, ...]
    titles: tuple[LegalTitle, ...]


def case_actions(viewer: Viewer, case_id: UUID, *, now: datetime) -> CaseActions:
    """List the actions and bottlenecks of a case. The number of statements does not grow with the case.

    Raises:
        NotFound: there is no such case for this viewer.
    """
    access = enter_case(viewer, case_id, action="action.list", categories=SHOWN, now=now)
    _must_read(access)
    actions = Action.objects.filter(case_id=case_id).select_related("organisation", "concerns", "assignee")
    found = list(actions.order_by("due_on", "position", "id"))
    live = live_shares(case_id, context.today(now))
    known = organisations_inside(access, context.today(now))
    rows = [_row(viewer, action, now, outward=action.pk in live, known=known) for action in found]
    stuck = _bottlenecks(case_id=case_id)
    return CaseActions(
        head=head_of(access, plan_of(case_id), now=now),
        counts=count_actions((row.status, not row.inside) for row in rows),
        open=tuple(row for row in rows if row.status in OPEN or row.status is ActionStatus.DECLINED),
        over=tuple(row for row in rows if row.status in {ActionStatus.DONE, ActionStatus.DROPPED}),
        bottlenecks=tuple(row for row in stuck if row.solved_at is None),
        solved=tuple(row for row in stuck if row.solved_at is not None),
        may_ask=access.check_write(Category.K16) or check_runs(access.status),
    )


def actions_of_case(access: CaseAccess, *, now: datetime) -> tuple[ActionRow, ...]:
    """Give the actions of a case the viewer entered, by due date: for the page of the case and of its plan.

    Who may not read the plan gets those of their own organisation.
    """
    actions = Action.objects.filter(case_id=access.case_id).select_related("organisation", "concerns", "assignee")
    if not access.reads(Category.K16):
        actions = actions.filter(organisation_id=access.viewer.organisation_id)
    live = live_shares(access.case_id, context.today(now))
    known = organisations_inside(access, context.today(now))
    rows = actions.order_by("due_on", "position", "id")
    return tuple(_row(access.viewer, action, now, outward=action.pk in live, known=known) for action in rows)


def action_page(viewer: Viewer, action_id: UUID, *, now: datetime) -> ActionPage:
    """Show one action of a case, with what its organisation sees or would see.

    Raises:
        NotFound: there is no such action in a case of this viewer.
    """
    action = (
        Action.objects.filter(pk=action_id)
        .select_related("organisation", "concerns", "assignee", "case", "goal__domain", "paired_with")
        .first()
    )
    if action is None:
        raise NotFound
    access = enter_case(viewer, action.case_id, action="action.page", categories=SHOWN, now=now)
    _must_read(access)
    day = context.today(now)
    live = live_shares(action.case_id, day)
    row = _row(viewer, action, now, outward=action.pk in live, known=organisations_inside(access, day))
    sides = [Side.CASE] if access.check_write(Category.K16) is None else []
    sides += [Side.ORGANISATION] if row.own else []
    at_table = row.accepted_how is AcceptedHow.AT_TABLE
    steps = dict.fromkeys(s for side in sides for s in possible_steps(row.status, side, at_table=at_table))
    may_change = access.check_write(Category.K16) or check_step(row.status, StepKind.DROP, Side.CASE)
    return ActionPage(
        case_id=action.case_id,
        case_title=action.case.title,
        row=row,
        organisation_id=action.organisation_id,
        concerns_id=action.concerns_id,
        goal=action.goal.family_words if action.goal else "",
        goal_id=action.goal_id,
        legal_title=default_titles().get(action.legal_title),
        lighter_tried=action.lighter_tried,
        remedy=action.remedy,
        paired_with=action.paired_with.title if action.paired_with else "",
        paired_with_id=action.paired_with_id,
        asked_at=action.asked_at,
        version=action.version,
        steps=tuple(step for step in steps if check_at_table(step, sees=not row.inside) is None),
        table=next(filter(None, (check_at_table(step, sees=not row.inside) for step in steps)), None),
        may_change=may_change,
        history=_history(action),
        bottlenecks=tuple(row for row in _bottlenecks(action_id=action.pk)),
        share=_share_state(access, action, live.get(action.pk), day),
        colleagues=_colleagues(access, action, day) if row.own and not may_change else (),
    )


def ask_options(viewer: Viewer, case_id: UUID, *, now: datetime) -> AskOptions:
    """Give what the form for a new action offers.

    Raises:
        NotFound: there is no such case for this viewer.
    """
    access = enter_case(viewer, case_id, action="action.form", categories=(*SHOWN, Category.K2), now=now)
    _must_read(access)
    day = context.today(now)
    organisations = Organisation.objects.filter(active_from__lte=day).exclude(active_until__lt=day).order_by("name")
    persons = CasePerson.objects.filter(case_id=case_id, left_on=None).order_by("position")
    goals = Goal.objects.filter(case_id=case_id, status="open").select_related("domain").order_by("position")
    helps = Action.objects.filter(case_id=case_id, kind=ActionKind.HELP, status__in=[*OPEN, ActionStatus.DONE])
    return AskOptions(
        case_id=case_id,
        case_title=access.row.title,
        refusal=access.check_write(Category.K16) or check_runs(access.status),
        organisations=tuple(Option(o.pk, o.name) for o in organisations),
        persons=tuple(Option(p.pk, full_name(p), p.relation if access.reads(Category.K2) else "") for p in persons),
        goals=tuple(
            Option(g.pk, g.family_words, LifeDomain(g.domain.code).sentence if g.domain else "") for g in goals
        ),
        helps=tuple(Option(h.pk, h.title) for h in helps.order_by("due_on")),
        titles=titles_on(day),
    )


def _must_read(access: CaseAccess) -> None:
    """Who may not read the plan has no page about its actions."""
    if access.check(Category.K16) is not None:
        raise NotFound


def _row(viewer: Viewer, action: Action, now: datetime, *, outward: bool, known: frozenset[UUID]) -> ActionRow:
    status, day = ActionStatus(action.status), context.today(now)
    answer_by = norms.due_day("action.answer", action.asked_at)
    inside = status is ActionStatus.ASKED and not outward and action.organisation_id not in known
    return ActionRow(
        action_id=action.pk,
        title=action.title,
        kind=ActionKind(action.kind),
        organisation=action.organisation.name,
        person=full_name(action.concerns),
        due_on=action.due_on,
        status=status,
        late=is_late(status, action.due_on, day),
        outward=outward,
        own=action.organisation_id == viewer.organisation_id,
        contradicted=action.contradicted,
        asked_long=status is ActionStatus.ASKED and answer_by < day and not inside,
        accepted_how=AcceptedHow(action.accepted_how) if action.accepted_how else None,
        assignee=action.assignee.display_name if action.assignee else "",
        goal_id=action.goal_id,
        done_on=action.done_on,
        inside=inside,
        # A view that somebody ended is no longer outward; one that ended by itself still says so.
        lapsed=action.outward and not outward and status in OPEN,
    )


def _bottlenecks(**where: UUID) -> Iterable[BottleneckRow]:
    rows = Bottleneck.objects.filter(**where).select_related("action__organisation", "raised_by", "solved_by")
    return [
        BottleneckRow(
            bottleneck_id=row.pk,
            action_id=row.action_id,
            action_title=row.action.title,
            organisation=row.action.organisation.name,
            kind=BottleneckKind(row.kind),
            what_blocks=row.what_blocks,
            raised_by=row.raised_by.display_name,
            raised_at=row.raised_at,
            over=row.action.status != ActionStatus.BLOCKED,
            what_can=row.what_can,
            solved_at=row.solved_at,
            solved_by=row.solved_by.display_name if row.solved_by else "",
        )
        for row in rows.order_by("-raised_at")
    ]


def _history(action: Action) -> tuple[StepRow, ...]:
    steps = ActionStep.objects.filter(action=action).select_related("by", "organisation").order_by("-at", "id")
    return tuple(
        StepRow(
            StepKind(step.kind),
            f"{step.by.display_name}, {step.organisation.name}",
            step.words,
            Alternative(step.alternative) if step.alternative else None,
            step.at,
        )
        for step in steps
    )


def _share_state(access: CaseAccess, action: Action, running: ActionShare | None, day: date) -> ShareState:
    preview = preview_of(access, action, on=day)
    part = preview.decision.part
    ended = ActionShare.objects.filter(action=action).exclude(ended_at=None).order_by("-ended_at").first()
    return ShareState(
        shown=shown_of(running) if running else preview.shown,
        running=running is not None,
        until=running.until if running else preview.until,
        refusal=preview.refusal,
        rule=running.rule if running else part.rule if part else None,
        ground=running.ground if running else part.ground if part else "",
        text_nl=part.sentence if part and part.allowed else "",
        text_en=part.sentence_en if part and part.allowed else "",
        to_confirm=part.to_confirm if part else False,
        need=running.need if running else "",
        missing=preview.decision.missing,
        ended=ShareEnd(ended.ended_because) if ended and ended.ended_because else None,
        lapsed=None if running else _lapsed(action, day),
    )


def _lapsed(action: Action, day: date) -> Lapsed | None:
    """Give until when the organisation saw an action of which nobody ended the view."""
    last = ActionShare.objects.filter(action=action, ended_at=None, until__lt=day).order_by("-until").first()
    if last is None:
        return None
    stood_on = Consent.objects.filter(pk__in=[pk for pk in (last.consent_id, last.name_consent_id) if pk])
    return Lapsed(last.until, by_consent=stood_on.filter(until__lte=last.until).exists())


def _colleagues(access: CaseAccess, action: Action, day: date) -> tuple[tuple[UUID, str], ...]:
    """Give who of the own organisation stands in this case and so can have the action."""
    seats = at_work(day).filter(organisation_id=action.organisation_id)
    holders = [pk for pk in (access.coordinator_id, access.deputy_id) if pk]
    inside = _seated(action.case_id, day) | set(holders)
    return tuple((row.pk, f"{row.display_name}, {row.function}") for row in seats.filter(pk__in=inside))


def _seated(case_id: UUID, day: date) -> set[UUID]:
    rows = TeamSeat.objects.filter(case_id=case_id, ended_at=None, since__lte=day, until__gte=day)
    return set(rows.values_list("membership_id", flat=True))
