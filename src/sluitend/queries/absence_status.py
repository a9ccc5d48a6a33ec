"""The page with files for the register: how much waits, and the files that were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sluitend.access import audit
from sluitend.access.kept import absence_kept, check_in_register, check_leads
from sluitend.domain.absence import Closing, KeptWhere, RegisterStatus, ReportStatus
from sluitend.domain.absence import register as rules
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Purpose, Role
from sluitend.records.models import AbsenceReport, AbsenceStatusFile

WHY = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 18 en 21a", "10")
LAST = 10


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that was made."""

    id: UUID
    made_at: datetime
    by: str
    rows: int


@dataclass(frozen=True, slots=True)
class StatusPage:
    """waiting: how many reports changed since the last file. refused: why no file can be made here."""

    waiting: int
    files: tuple[FileLine, ...]
    refused: Refusal | None
    leads: KeptWhere


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """What the school may read about one report, as it is now. sent_at: when it last went along."""

    report_id: UUID
    name: str
    version: int
    words: str
    sent_at: datetime | None
    refused: Refusal | None


def status_page(viewer: Viewer, *, now: datetime) -> StatusPage:
    """Show how much waits for the register, and the last files.

    Raises:
        NotFound: the viewer is no attendance officer.
    """
    _officer(viewer)
    own = AbsenceReport.objects.filter(return_check=None)
    waiting = len(rules.to_send(map(_standing, own.values_list(*_COLUMNS))))
    audit.read(
        viewer,
        "absence.status",
        audit.Ref("absence_status_file"),
        categories=[Category.K4],
        why=WHY,
        now=now,
        count=waiting,
    )
    files = AbsenceStatusFile.objects.select_related("made_by").order_by("-made_at", "id")[:LAST]
    return StatusPage(
        waiting,
        tuple(FileLine(one.pk, one.made_at, one.made_by.display_name, one.rows) for one in files),
        check_leads(viewer),
        absence_kept(viewer),
    )


def feedback_page(viewer: Viewer, report_id: UUID, *, now: datetime) -> FeedbackPage:
    """Show what the school may read about one report.

    Raises:
        NotFound: no such report for this viewer.
    """
    _officer(viewer)
    row = AbsenceReport.objects.filter(pk=report_id).first()
    if row is None:
        raise NotFound
    audit.read(
        viewer,
        "absence.feedback_page",
        audit.Ref("absence_report", row.pk),
        categories=[Category.K1, Category.K4],
        why=WHY,
        now=now,
    )
    name = " ".join(part for part in (row.given_names, row.prefix, row.surname) if part)
    refused = check_in_register(row) or check_leads(viewer)
    return FeedbackPage(row.pk, name, row.version, row.feedback, row.sent_at, refused)


_COLUMNS = ("melding_id", "register_status", "status", "closing", "feedback", "feedback_at", "sent_status", "sent_at")
_Row = tuple[str, str, str, str, str, datetime | None, str, datetime | None]


def _standing(row: _Row) -> rules.Standing:
    key, register, status, closing, feedback, feedback_at, sent, sent_at = row
    return rules.Standing(
        key,
        RegisterStatus(register),
        ReportStatus(status),
        Closing(closing) if closing else None,
        feedback,
        feedback_at,
        RegisterStatus(sent) if sent else None,
        sent_at,
    )


def _officer(viewer: Viewer) -> None:
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound
