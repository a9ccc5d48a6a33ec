"""The team lead's page: load and clocks per worker. No content, no names of families, nothing of heightened safety."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit, context
from sluitend.domain.case import CaseStatus
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.staff import is_absent
from sluitend.domain.vocabulary import AuditKind, Category, Purpose, Role
from sluitend.records.models import Membership, Team

WHY = audit.Why(Purpose.ACCESS_AND_DIRECTION)


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """One case as the lead sees it, open or in after care: number, status, terms and counts."""

    id: UUID
    number: str
    status: CaseStatus
    plan_due: date | None
    evaluate_by: date | None
    actions_open: int
    action_due: date | None
    after_care_due: date | None

    def next_due(self) -> date | None:
        """Give the first term of this case."""
        dues = (self.plan_due, self.evaluate_by, self.action_due, self.after_care_due)
        return min((due for due in dues if due), default=None)


@dataclass(frozen=True, slots=True)
class WorkerLoad:
    """One worker of the team. late: cases with a term that passed. next_is_statutory: the first term is one of the law."""

    id: UUID
    name: str
    function: str
    absent: bool
    absent_until: date | None
    deputy: str
    cases: tuple[LoadedCase, ...]
    late: int
    actions_open: int
    next_due: date | None
    next_is_statutory: bool

    @property
    def in_after_care(self) -> int:
        """How many of the cases are closed, and wait only for the talks of after care."""
        return sum(case.status is CaseStatus.AFTER_CARE for case in self.cases)


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The team and its workers, who has most terms passed first. An absent worker with cases comes before the rest."""

    team: str
    workers: tuple[WorkerLoad, ...]
    cases: int
    late: int


@dataclass(frozen=True, slots=True)
class Taker:
    """A coordinator who can take a case over. cases: how many of the team's they have now; None outside the team."""

    id: UUID
    name: str
    function: str
    absent: bool
    cases: int | None


@dataclass(frozen=True, slots=True)
class WorkerPage:
    """One worker with their cases, and who could take them over."""

    worker: WorkerLoad
    takers: tuple[Taker, ...]


def team(viewer: Viewer, *, now: datetime) -> TeamPage:
    """Show the load and the clocks of the lead's team.

    Raises:
        NotFound: the viewer does not lead a team.
    """
    workers = _workers(viewer, now)
    name = Team.objects.values_list("name", flat=True).get(pk=_team_of(viewer))
    cases = sum(len(worker.cases) for worker in workers)
    audit.read(
        viewer, "team.load", audit.Ref("team", viewer.team_id), now=now, categories=[Category.K19], why=WHY, count=cases
    )
    order = sorted(workers, key=lambda w: (not (w.absent and w.cases), -w.late, -len(w.cases), w.name))
    return TeamPage(team=name, workers=tuple(order), cases=cases, late=sum(worker.late for worker in workers))


def worker(viewer: Viewer, membership_id: UUID, *, now: datetime) -> WorkerPage:
    """Show one worker of the team with the numbers and terms of their cases.

    Raises:
        NotFound: the viewer does not lead a team, or that worker is not in it.
    """
    workers = _workers(viewer, now)
    found = next((one for one in workers if one.id == membership_id), None)
    if found is None:
        raise NotFound
    lines = [
        audit.Line(
            AuditKind.READ,
            "team.worker",
            audit.Ref("case", case.id, case_id=case.id),
            categories=[Category.K19],
            why=WHY,
        )
        for case in found.cases
    ]
    audit.record(viewer, *lines, now=now)
    return WorkerPage(worker=found, takers=_takers(viewer, found, workers, now))


def _team_of(viewer: Viewer) -> UUID:
    if not viewer.has(Role.TEAM_LEAD) or viewer.team_id is None:
        raise NotFound
    return viewer.team_id


def _workers(viewer: Viewer, now: datetime) -> list[WorkerLoad]:
    team_id = _team_of(viewer)
    day = context.today(now)
    cases: dict[UUID, list[LoadedCase]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker_id, case_id, case_number, status, plan_due, evaluate_by, actions_open, action_due, "
            "after_care_due FROM app_team_load()"
        )
        for worker_id, case_id, number, status, *rest in cursor.fetchall():
            cases.setdefault(worker_id, []).append(LoadedCase(case_id, number, CaseStatus(status), *rest))
    people = (
        Membership.objects.filter(municipality_id=viewer.municipality_id, team_id=team_id, pending=False)
        .exclude(active_until__lt=day)
        .select_related("deputy")
        .order_by("display_name")
    )
    return [_load(row, cases.get(row.pk, []), day) for row in people]


def _load(row: Membership, cases: Iterable[LoadedCase], day: date) -> WorkerLoad:
    ordered = sorted(cases, key=lambda case: (case.next_due() or date.max, case.number))
    dues = [due for due in (case.next_due() for case in ordered) if due]
    return WorkerLoad(
        id=row.pk,
        name=row.display_name,
        function=row.function,
        absent=is_absent(row.absent_from, row.absent_until, day),
        absent_until=row.absent_until,
        deputy=row.deputy.display_name if row.deputy else "",
        cases=tuple(ordered),
        late=sum(due < day for due in dues),
        actions_open=sum(case.actions_open for case in ordered),
        next_due=min(dues, default=None),
        next_is_statutory=bool(ordered) and ordered[0].plan_due is not None and ordered[0].plan_due == min(dues),
    )


def _takers(viewer: Viewer, giver: WorkerLoad, workers: list[WorkerLoad], now: datetime) -> tuple[Taker, ...]:
    """The coordinators of the municipality, those of the own team and present first."""
    day = context.today(now)
    counts = {one.id: len(one.cases) for one in workers}
    rows = (
        Membership.objects.filter(
            municipality_id=viewer.municipality_id,
            roles__contains=[Role.COORDINATOR.value],
            pending=False,
            active_from__lte=day,
        )
        .exclude(active_until__lt=day)
        .exclude(pk=giver.id)
    )
    found = [
        Taker(
            row.pk,
            row.display_name,
            row.function,
            is_absent(row.absent_from, row.absent_until, day),
            counts.get(row.pk),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.absent, one.cases is None, one.cases or 0, one.name)))
