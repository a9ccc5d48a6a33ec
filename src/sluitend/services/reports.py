"""Makes the half-year report: counts one closed period once, makes the numbers safe, and keeps only those."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.content.parameters import default_norms
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.report import (
    Counts,
    Disclosure,
    Flow,
    FlowPart,
    HalfYear,
    Measure,
    build_tables,
    check_closed,
)
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Purpose, Role
from sluitend.records.models import Municipality, ReportSnapshot

PRACTICE = Refusal("report.practice", N_("Dit is een oefengemeente. Hier wordt niets geteld."))


@dataclass(frozen=True, slots=True)
class MadeReport:
    """The report of one period: its id, and whether it was made now or stood there already."""

    id: UUID
    made_now: bool


def disclosure(on: datetime) -> Disclosure:
    """The figures of I.5 as they hold on this date."""
    norms, day = default_norms(), today(on)
    return Disclosure(
        minimum=norms.at("report.cell_minimum", day).value,
        base=norms.at("report.rounding", day).value,
        percentage_from=norms.at("report.percentage_denominator", day).value,
    )


def count_period(period: HalfYear) -> Counts:
    """Count one closed half-year; empty for anybody but a programme manager, and for a period that is not over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT measure, cell, number FROM app_period_counts(%s, %s)", [period.year, period.half])
        return {(measure, cell): number for measure, cell, number in cursor.fetchall()}


def make_report(viewer: Viewer, period: HalfYear, *, now: datetime) -> MadeReport:
    """Make the report of a closed half-year, once: numbers that were published do not move afterwards.

    Raises:
        NotFound: the viewer is not a programme manager.
        Refused: the period is not over, or the flow does not add up.
    """
    if not viewer.has(Role.PROGRAMME_MANAGER):
        raise NotFound
    refuse_any(check_closed(period, today(now)))
    if Municipality.objects.filter(pk=viewer.municipality_id, practice_for__isnull=False).exists():
        raise Refused(PRACTICE)
    audit.write(
        viewer,
        "report.make",
        audit.Ref("report"),
        now=now,
        fields=[period.code],
        why=audit.Why(Purpose.MANAGEMENT_INFORMATION, "I.5", "43"),
    )
    before = ReportSnapshot.objects.filter(period=period.code).values_list("pk", flat=True).first()
    if before is not None:
        return MadeReport(before, made_now=False)
    counts = count_period(period)
    for measure in (Measure.CASES, Measure.CHILDREN):
        if not Flow(*(counts.get((measure, part), 0) for part in FlowPart)).balances():
            raise Refused(
                Refusal(
                    "report.flow",
                    N_("De tellingen kloppen niet met elkaar. Het verslag is niet gemaakt. Meld dit aan de beheerder."),
                    source="I-17",
                )
            )
    tables = build_tables(counts, disclosure(now))
    row = ReportSnapshot(
        municipality_id=viewer.municipality_id,
        period=period.code,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        status="final",
        cells=[
            {
                "measure": table.measure,
                "rows": [list(pair) for pair in table.rows],
                "percentages": [list(pair) for pair in table.percentages],
            }
            for table in tables
        ],
        made_at=now,
        made_by_id=viewer.membership_id,
    )
    row.save(force_insert=True)
    return MadeReport(row.pk, made_now=True)
