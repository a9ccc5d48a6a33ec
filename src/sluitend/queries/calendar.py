"""One's own days for a calendar that others may look into: that there is a term or an action, and nothing else.

What stands in it is what "my work" holds with a day: terms of the cases one holds, and actions that are one's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from sluitend.access import audit, context, protocols
from sluitend.content.roles import default_readers
from sluitend.domain.action import OPEN
from sluitend.domain.case import CaseStatus
from sluitend.domain.messages import may_tell
from sluitend.domain.outcome import NotFound
from sluitend.domain.protocol.clocks import ClockState
from sluitend.domain.sharing import ReadLevel, Relation, Viewer, readable
from sluitend.domain.staff import is_absent
from sluitend.domain.vocabulary import AuditKind, Category, Role
from sluitend.queries.protocol_clocks import clock_rows
from sluitend.records.crypto import digest
from sluitend.records.models import Action, ActionShare, AfterCare, Case, ProtocolRun, SignalCaseLink

PARTNERS = (Role.PARTNER, Role.ATTENDANCE, Role.CODE_OFFICER)
_MAKING = (CaseStatus.OPENED, CaseStatus.PLANNING)


class ItemKind(StrEnum):
    """What a day in the calendar is."""

    TERM = "term"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """One whole day. uid: the same for the same thing at every fetch, and it tells nothing without our key."""

    kind: ItemKind
    day: date
    uid: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """What one address holds. today: the Amsterdam date on which it was fetched."""

    items: tuple[CalendarItem, ...]
    today: date


def calendar_of(token: str, *, now: datetime) -> Calendar:
    """Give the calendar behind a secret address, as its owner would see it, and log that it was fetched.

    From here on the transaction is its owner's: the address opens what they may see at this moment, and nothing that
    is of heightened safety.

    Raises:
        NotFound: there is no such address (any more), or its owner does not work here (any more).
    """
    with connection.cursor() as cursor:
        secret = digest("calendar", token.encode("utf-8", "replace"))
        cursor.execute("SELECT feed_id, user_id, membership_id FROM app_calendar(%s, %s)", [secret, now])
        found = cursor.fetchone()
    if found is None:
        raise NotFound
    feed_id, user_id, membership_id = found
    viewer = context.load_viewer(user_id, membership_id, now)
    day = context.today(now)
    days = sorted({*_terms(viewer, day), *_protocols(viewer, now), *_actions(viewer, day)})
    items = tuple(CalendarItem(kind, on, _uid(viewer, kind, of, name)) for on, kind, of, name in days)
    line = audit.Line(
        AuditKind.READ, "calendar.fetch", audit.Ref("calendar", feed_id), (Category.K19,), count=max(len(items), 1)
    )
    audit.record(viewer, line, now=now)
    return Calendar(items, day)


_Day = tuple[date, ItemKind, UUID, str]


def _terms(viewer: Viewer, day: date) -> Iterator[_Day]:
    """The terms of the cases that the viewer holds, or holds for an absent colleague."""
    rows: Iterable[Any] = Case.objects.filter(
        Q(coordinator_id=viewer.membership_id) | Q(deputy_id=viewer.membership_id), closed_at=None
    ).annotate(absent_from=F("coordinator__absent_from"), absent_until=F("coordinator__absent_until"))
    held = []
    for case in rows:
        mine = case.coordinator_id == viewer.membership_id or is_absent(case.absent_from, case.absent_until, day)
        if not mine or not may_tell(heightened=case.heightened):
            continue
        held.append(case.pk)
        if case.status in _MAKING and case.plan_due:
            yield case.plan_due, ItemKind.TERM, case.pk, "plan"
        if case.status == CaseStatus.RUNNING and case.evaluate_by:
            yield case.evaluate_by, ItemKind.TERM, case.pk, "evaluation"
        yield case.review_by, ItemKind.TERM, case.pk, "review"
    for after in AfterCare.objects.filter(
        case__coordinator_id=viewer.membership_id, case__heightened=False, held_on=None, cancelled_on=None
    ):
        yield after.due_on, ItemKind.TERM, after.pk, "after_care"
    links = SignalCaseLink.objects.filter(case_id__in=held, ended_at=None, answered_at=None, signal__heightened=False)
    for link in links:
        if link.answer_by is not None:
            yield link.answer_by, ItemKind.TERM, link.pk, "signal"


def _protocols(viewer: Viewer, now: datetime) -> Iterator[_Day]:
    """The steps with a term that are the viewer's to take: in the cases they hold, and of their reports and notices."""
    mine = Q(case__coordinator_id=viewer.membership_id, case__heightened=False, case__closed_at=None)
    if viewer.has(Role.ATTENDANCE):
        mine |= Q(report__officer_id=viewer.membership_id)
        mine |= Q(report__isnull=False, report__officer_id=None, started_by_id=viewer.membership_id)
        mine |= Q(departure__isnull=False, started_by_id=viewer.membership_id)
    # The terms of a plan stand in its case already.
    runs = ProtocolRun.objects.filter(mine, ended_at=None, heightened=False).exclude(protocol="plan_terms")
    standing = protocols.standings(runs.select_related("report", "case", "child").order_by("id"), now)
    levels = readable(default_readers(), viewer.roles, Relation.CASE, heightened=False, named=False)
    found = [
        one
        for one in standing
        if (levels[Category(one.run.category)] if one.run.case_id else _level(viewer, one)) >= ReadLevel.READ
    ]
    for clock in clock_rows(found, viewer, now):
        if clock.mine and clock.state is not ClockState.PAUSED:
            yield clock.due_on, ItemKind.TERM, clock.run_id, clock.step


def _level(viewer: Viewer, one: protocols.Standing) -> ReadLevel:
    return protocols.level_of(viewer, Category(one.run.category), None)


def _actions(viewer: Viewer, day: date) -> Iterator[_Day]:
    """The actions that are the viewer's own: inside cases, or shown to the viewer's organisation and taken by nobody else."""
    inside = Action.objects.filter(
        assignee_id=viewer.membership_id, status__in=OPEN, case__heightened=False, case__closed_at=None
    )
    for pk, due_on in inside.values_list("pk", "due_on"):
        yield due_on, ItemKind.ACTION, pk, "action"
    if not viewer.has(*PARTNERS):
        return
    shown = ActionShare.objects.filter(
        organisation_id=viewer.organisation_id, ended_at=None, until__gte=day, action__status__in=OPEN
    ).filter(Q(action__assignee_id=None) | Q(action__assignee_id=viewer.membership_id))
    for pk, due_on in shown.values_list("action_id", "shown_due_on"):
        yield due_on, ItemKind.ACTION, pk, "action"


def _uid(viewer: Viewer, kind: ItemKind, of: UUID, name: str) -> str:
    return digest("calendar.uid", f"{viewer.membership_id}:{kind}:{name}:{of}".encode()).hex()[:32]
