"""What a partner sees: its own actions and the person each concerns, exactly as the kept copy says, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sluitend.access import audit, context
from sluitend.access.parties import own_action_level
from sluitend.access.staff import Away, away_of
from sluitend.domain.action import (
    OPEN,
    AcceptedHow,
    ActionStatus,
    Alternative,
    Shown,
    Side,
    StepKind,
    is_late,
    possible_steps,
)
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import ReadLevel, Viewer
from sluitend.domain.vocabulary import AuditKind, Category, Role
from sluitend.records.models import Action, ActionShare, ActionStep, CasePerson, Membership, Organisation
from sluitend.records.shares import full_name, shown_of

SEEN = (Category.K1, Category.K16)


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One action in the list. late: its day has passed. assignee: the colleague who does it, or empty. mine: that is me.

    done_on: the day it was done.
    """

    action_id: UUID
    shown: Shown
    status: ActionStatus
    late: bool
    assignee: str
    mine: bool
    done_on: date | None

    @property
    def waits_for_answer(self) -> bool:
        """Nobody of the organisation has said yes or no."""
        return self.status is ActionStatus.ASKED


@dataclass(frozen=True, slots=True)
class OwnRow:
    """An action of the viewer's own organisation inside a case the viewer stands in; it opens in that case."""

    action_id: UUID
    case_id: UUID
    title: str
    person: str
    due_on: date
    status: ActionStatus
    late: bool


@dataclass(frozen=True, slots=True)
class PartnerList:
    """Every action the organisation owes or did: to answer, to do, over; and one's own work inside cases."""

    organisation: str
    to_answer: tuple[PartnerRow, ...]
    to_do: tuple[PartnerRow, ...]
    over: tuple[PartnerRow, ...]
    own: tuple[OwnRow, ...]


@dataclass(frozen=True, slots=True)
class PartnerStep:
    """What somebody of the own organisation did. who: the colleague."""

    kind: StepKind
    who: str
    words: str
    alternative: Alternative | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AtTable:
    """An acceptance that somebody else wrote down. who: empty when the name can no longer be given."""

    who: str
    on: date


@dataclass(frozen=True, slots=True)
class Colleague:
    """A colleague of the same organisation."""

    membership_id: UUID
    name: str
    function: str


@dataclass(frozen=True, slots=True)
class PartnerAction:
    """One action as its organisation sees it.

    shown: the kept copy. at_table: who wrote down the acceptance for the organisation, and when, so it can be
    contradicted. steps: what can be done now. until: the last day it is seen. colleagues: to whom it can be given; empty for who may
    not give it away. done_on: the day it was done. away: whom to call is away.
    """

    action_id: UUID
    shown: Shown
    status: ActionStatus
    late: bool
    at_table: AtTable | None
    asked_again: bool
    assignee: str
    steps: tuple[StepKind, ...]
    until: date
    history: tuple[PartnerStep, ...]
    colleagues: tuple[Colleague, ...]
    done_on: date | None = None
    away: Away | None = None

    @property
    def is_over(self) -> bool:
        """It is done, dropped or declined: its day no longer counts."""
        return self.status not in OPEN


def partner_list(viewer: Viewer, *, now: datetime) -> PartnerList:
    """List what the viewer's organisation owes. The number of statements does not grow with the list.

    Raises:
        NotFound: the viewer's roles give no actions at all.
    """
    day = context.today(now)
    may_see = own_action_level(viewer, day) >= ReadLevel.READ
    if not may_see:
        raise NotFound
    shares = _shares(viewer, day).select_related("action__assignee").order_by("shown_due_on", "action_id")
    rows = [_row(viewer, share, day) for share in shares]
    own = _own_rows(viewer, day) if viewer.has(Role.TEAM_MEMBER, Role.COORDINATOR) else []
    name = Organisation.objects.values_list("name", flat=True).get(pk=viewer.organisation_id)
    _log(viewer, list(shares), own, now)
    waiting = [row for row in rows if row.waits_for_answer]
    to_do = [row for row in rows if row.status in OPEN and not row.waits_for_answer]
    over = [row for row in rows if row.status not in OPEN]
    return PartnerList(name, tuple(waiting), tuple(to_do), tuple(over), tuple(own))


def partner_action(viewer: Viewer, action_id: UUID, *, now: datetime) -> PartnerAction:
    """Show one action of the viewer's organisation.

    Raises:
        NotFound: it is not there (any more) for this organisation.
    """
    day = context.today(now)
    level = own_action_level(viewer, day)
    share = _shares(viewer, day).filter(action_id=action_id).select_related("action__assignee").first()
    if share is None or level < ReadLevel.READ:
        raise NotFound
    action = share.action
    audit.read(
        viewer,
        "action.partner",
        audit.Ref("action", action.pk, case_id=share.case_id, person_id=action.concerns_id),
        now=now,
        categories=SEEN,
        why=audit.Why(ground=share.ground, rule=f"F.7 regel {share.rule}"),
    )
    at_table = action.accepted_how == AcceptedHow.AT_TABLE
    steps = ActionStep.objects.filter(action=action, organisation_id=viewer.organisation_id)
    history = tuple(
        PartnerStep(
            StepKind(step.kind),
            step.by.display_name,
            step.words,
            Alternative(step.alternative) if step.alternative else None,
            step.at,
        )
        for step in steps.select_related("by").order_by("-at")
    )
    status = ActionStatus(action.status)
    may_write = level >= ReadLevel.WRITE
    return PartnerAction(
        action_id=action.pk,
        shown=shown_of(share),
        status=status,
        late=is_late(status, share.shown_due_on, day),
        at_table=_at_table(action, day) if at_table and status is ActionStatus.ACCEPTED else None,
        asked_again=action.contradicted,
        assignee=action.assignee.display_name if action.assignee else "",
        steps=possible_steps(status, Side.ORGANISATION, at_table=at_table) if may_write else (),
        until=share.until,
        history=history,
        colleagues=_colleagues(viewer, day) if may_write and status in OPEN else (),
        away=_away(action.pk),
        done_on=action.done_on,
    )


def _away(action_id: UUID) -> Away | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_caller_away(%s)", [action_id])
        return away_of(cursor.fetchone()[0])


def _at_table(action: Action, day: date) -> AtTable:
    """Give who wrote down that the organisation said yes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_promised_by(%s)", [action.pk])
        (who,) = cursor.fetchone()
    return AtTable(who or "", action.accepted_on or day)


def waiting_count(viewer: Viewer, now: datetime) -> int:
    """Count the actions that wait for the organisation's answer, for the mark in the menu; shows nothing about anyone."""
    shares = _shares(viewer, context.today(now))
    return shares.filter(action__status=ActionStatus.ASKED).count()


def _shares(viewer: Viewer, day: date) -> QuerySet[ActionShare]:
    """The shares that run today for this organisation; row-level security lets a partner see no other."""
    return ActionShare.objects.filter(
        organisation_id=viewer.organisation_id, ended_at=None, until__gte=day, action__outward=True
    ).select_related("action")


def _row(viewer: Viewer, share: ActionShare, day: date) -> PartnerRow:
    action = share.action
    status = ActionStatus(action.status)
    return PartnerRow(
        action_id=action.pk,
        shown=shown_of(share),
        status=status,
        late=is_late(status, share.shown_due_on, day),
        assignee=action.assignee.display_name if action.assignee else "",
        mine=action.assignee_id == viewer.membership_id,
        done_on=action.done_on,
    )


def _own_rows(viewer: Viewer, day: date) -> list[OwnRow]:
    rows = Action.objects.filter(organisation_id=viewer.organisation_id, assignee_id=viewer.membership_id)
    rows = rows.filter(status__in=OPEN, case__closed_at=None).order_by("due_on", "id")
    found = list(rows.values("pk", "case_id", "title", "concerns_id", "due_on", "status"))
    people = CasePerson.objects.filter(pk__in=[row["concerns_id"] for row in found])
    names = {person.pk: full_name(person) for person in people}
    return [
        OwnRow(
            row["pk"],
            row["case_id"],
            row["title"],
            names[row["concerns_id"]],
            row["due_on"],
            ActionStatus(row["status"]),
            is_late(ActionStatus(row["status"]), row["due_on"], day),
        )
        for row in found
        if row["concerns_id"] in names
    ]


def _colleagues(viewer: Viewer, day: date) -> tuple[Colleague, ...]:
    """Give the colleagues an action can be given to, for the contact of the organisation; empty for anybody else."""
    contact = Organisation.objects.values_list("contact_id", flat=True).get(pk=viewer.organisation_id)
    if contact not in (None, viewer.membership_id):
        return ()
    rows = Membership.objects.filter(organisation_id=viewer.organisation_id, active_from__lte=day, pending=False)
    rows = rows.exclude(active_until__lt=day).filter(roles__overlap=[Role.PARTNER, Role.ATTENDANCE, Role.CODE_OFFICER])
    return tuple(Colleague(row.pk, row.display_name, row.function) for row in rows.order_by("display_name"))


def _log(viewer: Viewer, shares: list[ActionShare], own: list[OwnRow], now: datetime) -> None:
    """One line for each action shown, in one statement."""
    lines = [
        audit.Line(
            AuditKind.READ,
            "action.partner_list",
            audit.Ref("action", share.action_id, case_id=share.case_id, person_id=share.action.concerns_id),
            categories=SEEN,
            why=audit.Why(ground=share.ground, rule=f"F.7 regel {share.rule}"),
        )
        for share in shares
    ]
    lines += [
        audit.Line(
            AuditKind.READ,
            "action.own_list",
            audit.Ref("action", row.action_id, case_id=row.case_id),
            categories=SEEN,
            why=audit.Why(ground="seat", rule="F.7b"),
        )
        for row in own
    ]
    audit.record(viewer, *lines, now=now)
