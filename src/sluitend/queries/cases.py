"""Cases: the list of one's own, the page of one, and what the form for opening one needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Min, QuerySet

from sluitend.access import audit, context
from sluitend.access.concern import may_hold_bsn
from sluitend.access.gate import enter_case, sees_something, with_runs
from sluitend.access.staff import at_work, on_roster
from sluitend.access.transfers import came_along
from sluitend.content.criteria import Criteria, criteria
from sluitend.domain.case import CaseReason, CaseStatus
from sluitend.domain.case.readers import SEATED
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.sharing.read import NAMED_UNDER_HEIGHTENED
from sluitend.domain.staff import is_absent
from sluitend.domain.vocabulary import AuditKind, Category, Role
from sluitend.queries.actions import ActionRow, actions_of_case
from sluitend.queries.case_beginning import Beginning, beginning_of
from sluitend.queries.case_head import CaseHead, PlanDue, due_of, head_of, plan_of
from sluitend.queries.case_people import People, load_people, named
from sluitend.queries.case_timeline import Timeline, load_timeline, look
from sluitend.queries.case_todos import Todo, todos_of
from sluitend.queries.plan import PlanParts, load_plan
from sluitend.queries.protocol_clocks import ClockRow, clocks_of_case
from sluitend.queries.together import Question, lower_question
from sluitend.records.models import (
    AfterCare,
    AuditEvent,
    Case,
    LastLook,
    Membership,
    NamedReader,
    TeamSeat,
)

LIST_SHOWS = (Category.K1, Category.K19)
PAGE_SHOWS = (Category.K1, Category.K2, Category.K5, Category.K16, Category.K19)
ON_PAGE = 50


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in the list. due: its next term. changed: somebody else changed something since the viewer looked."""

    case_id: UUID
    number: str
    title: str
    status: CaseStatus
    heightened: bool
    coordinator: str
    reason: CaseReason
    until: date | None
    due: PlanDue | None
    changed: bool


@dataclass(frozen=True, slots=True)
class CaseListPage:
    """One's own cases, by their next term. may_open: the viewer opens cases. over: those that are closed."""

    rows: tuple[CaseRow, ...]
    number: int
    pages: int
    over: bool
    may_open: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case. plan and timeline: None when the plan is not the viewer's to read; then own has their own actions.

    clocks: the terms of protocols that run in it. came_along: what another municipality handed over with it, or None.
    beginning: the concern and the criteria it came from, for who may read those.
    """

    head: CaseHead
    todos: tuple[Todo, ...]
    people: People
    plan: PlanParts | None
    timeline: Timeline | None
    own: tuple[ActionRow, ...]
    clocks: tuple[ClockRow, ...]
    review_by: date
    question: Question | None
    came_along: UUID | None = None
    beginning: Beginning | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody or something to choose in a form. away: absent today; away_until: the last day of that, when known."""

    id: UUID
    text: str
    away: bool = False
    away_until: date | None = None


@dataclass(frozen=True, slots=True)
class OpenForm:
    """What opening a case offers. readers: who can stand on a reading list; listed: who does by the roster."""

    coordinators: tuple[Choice, ...]
    readers: tuple[Choice, ...]
    listed: frozenset[UUID]
    on_call: frozenset[UUID]
    criteria: Criteria
    may_hold_bsn: bool
    me: UUID


def case_list(viewer: Viewer, *, now: datetime, number: int = 1, over: bool = False) -> CaseListPage:
    """List the cases the viewer holds or has a seat in, by their next term; each shown leaves its line.

    The number of statements does not grow with the list.

    Raises:
        NotFound: the viewer's work has no cases.
    """
    if not viewer.has(*SEATED):
        raise NotFound
    rows = with_runs(Case.objects.select_related("coordinator", "plan").order_by("opened_at", "id"))
    found = [row for row in rows.filter(closed_at__isnull=not over) if sees_something(viewer, row)]
    talks = _talks(found) if over else {}
    dues = {row.pk: due_of(row) or talks.get(row.pk) for row in found}
    found.sort(key=lambda row: (due.day if (due := dues[row.pk]) else date.max, row.title))
    pages = max(1, -(-len(found) // ON_PAGE))
    number = min(max(number, 1), pages)
    shown = found[(number - 1) * ON_PAGE : number * ON_PAGE]
    ids = [row.pk for row in shown]
    seats = _last_days(TeamSeat.objects.filter(case_id__in=ids, ended_at=None), viewer, now)
    named_until = _last_days(NamedReader.objects.filter(case_id__in=ids), viewer, now)
    changed = _changed(viewer, ids)
    audit.record(viewer, *(_line(row) for row in shown), now=now)
    return CaseListPage(
        rows=tuple(_row(viewer, row, seats, named_until, changed, due=dues[row.pk]) for row in shown),
        number=number,
        pages=pages,
        over=over,
        may_open=viewer.has(Role.COORDINATOR),
    )


def case_page(viewer: Viewer, case_id: UUID, *, now: datetime, number: int = 1) -> CasePage:
    """Show one case; a look is logged and remembered. number: the page of what happened.

    Raises:
        NotFound: there is no such case for this viewer.
    """
    access = enter_case(viewer, case_id, action="case.page", categories=PAGE_SHOWS, now=now)
    plan_row = plan_of(case_id)
    people = load_people(access, now=now)
    reads_plan = access.reads(Category.K16)
    plan = load_plan(access, plan_row, people, now=now) if reads_plan else None
    since = look(access, now=now)
    return CasePage(
        head=head_of(access, plan_row, now=now),
        todos=todos_of(access, people, plan, now=now),
        people=people,
        plan=plan,
        timeline=load_timeline(access, number, since, named(people.persons)) if reads_plan else None,
        own=() if reads_plan else actions_of_case(access, now=now),
        clocks=clocks_of_case(access, viewer, now=now),
        review_by=access.row.review_by,
        question=lower_question(access, now=now),
        came_along=came_along(case_id) if reads_plan else None,
        beginning=beginning_of(access, now=now),
    )


def open_form(viewer: Viewer, *, now: datetime) -> OpenForm:
    """Give what opening a case offers a coordinator.

    Raises:
        NotFound: the viewer opens no cases without a decision of intake.
    """
    if not viewer.has(Role.COORDINATOR):
        raise NotFound
    day = context.today(now)
    listed = dict(on_roster(day).values_list("membership_id", "on_call"))
    colleagues = colleagues_on(day)
    return OpenForm(
        coordinators=coordinators_among(colleagues),
        readers=tuple(choice for choice, roles in colleagues if not roles.isdisjoint(NAMED_UNDER_HEIGHTENED)),
        listed=frozenset(listed),
        on_call=frozenset(pk for pk, on_call in listed.items() if on_call),
        criteria=criteria(),
        may_hold_bsn=may_hold_bsn(viewer),
        me=viewer.membership_id,
    )


def colleagues_on(day: date) -> list[tuple[Choice, frozenset[str]]]:
    """Give everybody of this municipality who works here on a day, with their roles, by name; who is away is marked."""
    return [(_choice(row, day), frozenset(row.roles)) for row in at_work(day).order_by("display_name", "id")]


def coordinators_among(colleagues: Iterable[tuple[Choice, frozenset[str]]]) -> tuple[Choice, ...]:
    """Give the coordinators among colleagues, in the same order."""
    return tuple(choice for choice, roles in colleagues if Role.COORDINATOR in roles)


def _choice(row: Membership, day: date) -> Choice:
    away = is_absent(row.absent_from, row.absent_until, day)
    text = f"{row.display_name}, {row.function.lower()}"
    return Choice(row.pk, text, away, row.absent_until if away else None)


def _talks(rows: Iterable[Case]) -> dict[UUID, PlanDue]:
    """Give the next moment of after care of each closed case that has one to come."""
    waiting = AfterCare.objects.filter(case_id__in=[row.pk for row in rows], held_on=None, cancelled_on=None)
    first = waiting.values_list("case_id").annotate(Min("due_on"))
    return {case_id: PlanDue(day, statutory=False) for case_id, day in first}


def _last_days(rows: QuerySet[TeamSeat] | QuerySet[NamedReader], viewer: Viewer, now: datetime) -> dict[UUID, date]:
    day = context.today(now)
    mine = rows.filter(membership_id=viewer.membership_id, since__lte=day, until__gte=day)
    return dict(mine.values_list("case_id").annotate(Max("until")))


def _changed(viewer: Viewer, ids: list[UUID]) -> frozenset[UUID]:
    """Give the cases in which somebody else changed something since the viewer last looked."""
    looks = dict(
        LastLook.objects.filter(membership_id=viewer.membership_id, case_id__in=ids).values_list("case_id", "at")
    )
    if not looks:
        return frozenset()
    lines = AuditEvent.objects.filter(kind=AuditKind.WRITE, case_id__in=ids, at__gt=min(looks.values()))
    last = lines.exclude(membership_id=viewer.membership_id).values_list("case_id").annotate(Max("at"))
    return frozenset(case_id for case_id, at in last if case_id in looks and at > looks[case_id])


def _line(row: Case) -> audit.Line:
    ref = audit.Ref("case", row.pk, case_id=row.pk)
    return audit.Line(
        AuditKind.READ, "case.list", ref, categories=LIST_SHOWS, why=audit.Why(ground="own_work", rule="F.7b")
    )


def _row(
    viewer: Viewer,
    row: Case,
    seats: dict[UUID, date],
    named_until: dict[UUID, date],
    changed: frozenset[UUID],
    *,
    due: PlanDue | None,
) -> CaseRow:
    if viewer.membership_id == row.coordinator_id:
        reason, until = CaseReason.COORDINATOR, None
    elif viewer.membership_id == row.deputy_id:
        reason, until = CaseReason.DEPUTY, None
    elif row.heightened:
        reason, until = CaseReason.NAMED, named_until.get(row.pk)
    else:
        reason, until = CaseReason.SEAT, seats.get(row.pk)
    return CaseRow(
        case_id=row.pk,
        number=row.number,
        title=row.title,
        status=CaseStatus(row.status),
        heightened=row.heightened,
        coordinator=row.coordinator.display_name,
        reason=reason,
        until=until,
        due=due,
        changed=row.pk in changed,
    )
