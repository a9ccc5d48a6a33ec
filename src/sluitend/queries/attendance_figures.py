"""The figures of the attendance desk: for its officers and for the programme manager, as numbers and never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import connection

from sluitend.access import audit, norms
from sluitend.access.context import today
from sluitend.content.holidays import dutch_holidays
from sluitend.domain.absence import AbsenceKind, OfficialState, RegisterStatus, school_year
from sluitend.domain.absence import figures as rules
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound
from sluitend.domain.report import Disclosure, median, percentage, safe
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Purpose, Role
from sluitend.records.models import AbsenceReport, Organisation


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Days between two states, as a median; None for both numbers where there are too few. number: rounded."""

    before: OfficialState
    after: OfficialState
    number: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many wait in a state, rounded, and how long they have, as a median; None where there are too few."""

    state: OfficialState
    number: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """How a school reports: every report and those in time, both rounded; None where there are too few."""

    school: str
    every: int | None
    in_time: int | None
    share: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The page. schools: of this school year, for the officers alone; None for anybody else. minimum: the threshold."""

    minimum: int
    base: int
    lead_times: tuple[LeadTime, ...]
    backlog: tuple[Backlog, ...]
    schools: tuple[SchoolLine, ...] | None
    within: int
    since: date


def figures(viewer: Viewer, role: Role, *, now: datetime) -> Figures:
    """Count the work of the desk, live and safe: no name, no ranking, nothing below the threshold.

    role: as whom the viewer looks, an attendance officer or a programme manager.

    Raises:
        NotFound: the viewer does not have that role.
    """
    if role not in {Role.ATTENDANCE, Role.PROGRAMME_MANAGER} or not viewer.has(role):
        raise NotFound
    officer = role is Role.ATTENDANCE
    day = today(now)
    rule = Disclosure(
        minimum=norms.value("report.cell_minimum", day),
        base=norms.value("report.rounding", day),
        percentage_from=norms.value("report.percentage_denominator", day),
    )
    audit.read(
        viewer,
        "absence.figures",
        audit.Ref("report"),
        why=audit.Why(Purpose.MANAGEMENT_INFORMATION, "I.5", "43"),
        now=now,
    )
    reports = _reports()
    since = school_year(day)[0]
    within = norms.value("absence.report", day)
    return Figures(
        rule.minimum,
        rule.base,
        tuple(
            LeadTime(before, after, safe(len(days), rule), median(days, rule))
            for (before, after), days in rules.days_between(reports).items()
        ),
        tuple(
            Backlog(state, safe(len(days), rule), median(days, rule))
            for state, days in rules.days_waiting(reports, day).items()
        ),
        _schools(since, within, day, rule) if officer else None,
        within,
        since,
    )


def _reports() -> list[rules.OfficialDays]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nr, state, day, over FROM app_official_steps()")
        found = cursor.fetchall()
    reports = []
    for _nr, steps in groupby(found, key=lambda row: row[0]):
        listed = list(steps)
        reports.append(
            rules.OfficialDays(tuple((OfficialState(state), day) for _, state, day, _ in listed), over=listed[0][3])
        )
    return reports


def _schools(since: date, within: int, day: date, rule: Disclosure) -> tuple[SchoolLine, ...]:
    rows = AbsenceReport.objects.filter(kind=AbsenceKind.SIXTEEN_HOURS, end_on__gte=since).exclude(
        register_status=RegisterStatus.WITHDRAWN
    )
    found = [
        (brin, end_on, local_day(received_at))
        for brin, end_on, received_at in rows.values_list("brin", "end_on", "received_at")
        if end_on is not None
    ]
    names = dict(Organisation.objects.exclude(brin="").values_list("brin", "name"))
    holidays = dutch_holidays(since.year, day.year + 1)
    return tuple(_school(one, names, rule) for one in rules.by_school(found, within, holidays))


def _school(one: rules.SchoolReports, names: dict[str, str], rule: Disclosure) -> SchoolLine:
    every = safe(one.every, rule)
    timely = None if every is None else safe(one.in_time, rule)
    return SchoolLine(names.get(one.brin, one.brin), every, timely, percentage(timely, every, rule))
