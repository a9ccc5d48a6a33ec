"""Leave and exemption of a pupil, for the attendance desk: an exemption is one word with dates until its article is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.leave import leave_norms
from sluitend.domain.absence.leave import DecidedBy, ExemptionArticle, LeaveArticle
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Purpose, Role
from sluitend.records import crypto
from sluitend.records.models import AbsenceReport, SchoolLeave

WHY = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 5, 5a en 11 tot en met 15", "F.7b")


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """Leave, or an exemption: then there is no article here and no number of days."""

    id: UUID
    exempt: bool
    article: LeaveArticle | None
    from_on: date
    until_on: date
    school_days: int
    decided_by: DecidedBy
    granted: bool


@dataclass(frozen=True, slots=True)
class LeavePage:
    """Everything of one pupil, newest first. head_days: up to so many school days the head decides today."""

    report_id: UUID
    name: str
    rows: tuple[LeaveRow, ...]
    head_days: int


@dataclass(frozen=True, slots=True)
class ExemptionPage:
    """One exemption with its article, after a look of its own in the log."""

    report_id: UUID
    name: str
    article: ExemptionArticle
    from_on: date
    until_on: date


def leave_page(viewer: Viewer, report_id: UUID, *, now: datetime) -> LeavePage:
    """Show leave and exemptions as dates.

    Raises:
        NotFound: no such report for this viewer.
    """
    report = _report(viewer, report_id)
    audit.read(
        viewer,
        "absence.leave_page",
        audit.Ref("absence_report", report.pk),
        categories=[Category.K1, Category.K3],
        why=WHY,
        now=now,
    )
    rows = SchoolLeave.objects.filter(report=report).order_by("-from_on", "id")
    return LeavePage(report.pk, _name(report), tuple(map(_row, rows)), leave_norms(today(now)).head_days)


def exemption_page(viewer: Viewer, report_id: UUID, leave_id: UUID, *, now: datetime) -> ExemptionPage:
    """Open the article of one exemption.

    Raises:
        NotFound: no such exemption for this viewer.
    """
    report = _report(viewer, report_id)
    row = SchoolLeave.objects.filter(pk=leave_id, report=report, exempt=True).first()
    if row is None:
        raise NotFound
    audit.read(
        viewer,
        "absence.exemption_article",
        audit.Ref("school_leave", row.pk),
        categories=[Category.K1, Category.K3],
        why=WHY,
        now=now,
    )
    article = crypto.unseal_text(row.article_sealed, table="school_leave", row=row.pk, field="article_sealed")
    return ExemptionPage(report.pk, _name(report), ExemptionArticle(article), row.from_on, row.until_on)


def _report(viewer: Viewer, report_id: UUID) -> AbsenceReport:
    report = AbsenceReport.objects.filter(pk=report_id).first() if viewer.has(Role.ATTENDANCE) else None
    if report is None:
        raise NotFound
    return report


def _name(report: AbsenceReport) -> str:
    return " ".join(part for part in (report.given_names, report.prefix, report.surname) if part)


def _row(row: SchoolLeave) -> LeaveRow:
    return LeaveRow(
        row.pk,
        row.exempt,
        LeaveArticle(row.article) if row.article else None,
        row.from_on,
        row.until_on,
        row.school_days,
        DecidedBy(row.decided_by),
        row.granted,
    )
