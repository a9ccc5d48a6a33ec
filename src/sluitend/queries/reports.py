"""The report pages: how much work there is now, and the numbers about people of half-years that are over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.domain.outcome import NotFound
from sluitend.domain.report import HalfYear, SafeTable, closed_half_years
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, AuditKind, Purpose, Role, Worded
from sluitend.records.models import Municipality, ReportSnapshot

PERIODS_BACK = 4


class WorkMeasure(Worded):
    """What is counted about work: exactly, now, and for use inside only."""

    SIGNALS_UNREAD = "signals_unread", N_("Meldingen nog niet gelezen")
    SIGNALS_LATE = "signals_late", N_("Meldingen te laat gelezen")
    PLANS_DUE = "plans_due", N_("Plannen in de maak, op tijd")
    PLANS_LATE = "plans_late", N_("Plannen te laat (zes weken)")
    EVALUATIONS_LATE = "evaluations_late", N_("Evaluaties te laat")
    ACTIONS_OPEN = "actions_open", N_("Acties die lopen")
    ACTIONS_ASKED = "actions_asked", N_("Acties gevraagd, nog geen antwoord")
    ACTIONS_LATE = "actions_late", N_("Acties over de datum")
    BOTTLENECKS_OPEN = "bottlenecks_open", N_("Knelpunten open")
    RUNG_A0 = "rung_a0", N_("Opschaling loopt, laatste trede A0")
    RUNG_A1 = "rung_a1", N_("Opschaling loopt, laatste trede A1")
    RUNG_A2 = "rung_a2", N_("Opschaling loopt, laatste trede A2")
    RUNG_A3 = "rung_a3", N_("Opschaling loopt, laatste trede A3")
    RUNG_A4 = "rung_a4", N_("Opschaling loopt, laatste trede A4")
    RUNG_A5 = "rung_a5", N_("Opschaling loopt, laatste trede A5")


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One thing that is counted: over all teams, and per team in the order of `WorkPage.teams`."""

    measure: WorkMeasure
    total: int
    per_team: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A half-year that is over, and whether its report exists."""

    period: HalfYear
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class WorkPage:
    """The programme manager's page: work now, and the half-years that are over."""

    teams: tuple[str, ...]
    rows: tuple[WorkRow, ...]
    periods: tuple[PeriodLine, ...]


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """A published half-year report."""

    period: HalfYear
    municipality: str
    made_at: datetime
    tables: tuple[SafeTable, ...]


def work_page(viewer: Viewer, *, now: datetime) -> WorkPage:
    """Count work by team, live. No name and no case can be reached from here.

    Raises:
        NotFound: the viewer is not a programme manager.
    """
    _only_manager(viewer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT team, measure, number FROM app_work_counts()")
        found = {(team, measure): number for team, measure, number in cursor.fetchall()}
    teams = tuple(sorted({team for team, _measure in found if team}))
    rows = []
    for measure in WorkMeasure:
        whole_municipality = measure in (WorkMeasure.SIGNALS_UNREAD, WorkMeasure.SIGNALS_LATE)
        per_team = tuple(None if whole_municipality else found.get((team, measure), 0) for team in teams)
        total = sum(number for (_team, name), number in found.items() if name == measure)
        rows.append(WorkRow(measure, total, per_team))
    made = dict(ReportSnapshot.objects.values_list("period", "made_at"))
    _log(viewer, "report.work", "", now)
    return WorkPage(teams, tuple(rows), tuple(_periods(made, today(now))))


def period_report(viewer: Viewer, period: HalfYear, *, now: datetime) -> PeriodReport:
    """Give the published report of one half-year.

    Raises:
        NotFound: the viewer may not see reports, or this one was not made.
    """
    if not viewer.has(Role.PROGRAMME_MANAGER, Role.PRIVACY_OFFICER, Role.DPO, Role.ADMIN):
        raise NotFound
    row = ReportSnapshot.objects.filter(period=period.code).first()
    if row is None:
        raise NotFound
    municipality = Municipality.objects.values_list("name", flat=True).get(pk=viewer.municipality_id)
    _log(viewer, "report.read", period.code, now)
    tables = tuple(
        SafeTable(
            cell["measure"],
            tuple((key, number) for key, number in cell["rows"]),
            tuple((key, number) for key, number in cell["percentages"]),
        )
        for cell in row.cells
    )
    return PeriodReport(period, municipality, row.made_at, tables)


def _only_manager(viewer: Viewer) -> None:
    if not viewer.has(Role.PROGRAMME_MANAGER):
        raise NotFound


def _periods(made: dict[str, datetime], day: date) -> Iterable[PeriodLine]:
    first = date(day.year - PERIODS_BACK // 2, 1, 1)
    for period in closed_half_years(first, day)[:PERIODS_BACK]:
        yield PeriodLine(period, made.get(period.code))


def _log(viewer: Viewer, action: str, period: str, now: datetime) -> None:
    why = audit.Why(Purpose.MANAGEMENT_INFORMATION, "I.5", "43")
    audit.record(
        viewer,
        audit.Line(AuditKind.READ, action, audit.Ref("report"), fields=[period] if period else [], why=why),
        now=now,
    )
