"""What goes back to the register: words for the school with a report, and a file with what changed since the last one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F

from sluitend.access import audit
from sluitend.access.kept import check_in_register, check_leads
from sluitend.access.once import once
from sluitend.access.words import check_words
from sluitend.content.feedback import health_words
from sluitend.domain.absence import Closing, RegisterStatus, ReportStatus
from sluitend.domain.absence import register as rules
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Category
from sluitend.records.models import AbsenceReport, AbsenceStatusFile

from .progress import WHY, only_officer

CHANGED = Refusal(
    "absence.changed_meanwhile",
    N_("Iemand anders heeft deze melding intussen gewijzigd. Kijk eerst wat er nu staat. Uw tekst staat er nog."),
)
NOTHING = Refusal("absence.nothing_to_send", N_("Er is niets veranderd sinds het vorige bestand."))


@dataclass(frozen=True, slots=True)
class WriteFeedback:
    """What the school may read about a report. version: the state of the report the officer looked at."""

    report_id: UUID
    version: int
    words: str = field(repr=False)
    quote: bool = False


def write_feedback(viewer: Viewer, command: WriteFeedback, *, now: datetime) -> None:
    """Write what the school may read; it goes along with the next file.

    Raises:
        NotFound: no such report for this viewer.
        Refused: another package leads, there is a word about health or about who people are, or it was changed meanwhile.
    """
    only_officer(viewer)
    audit.write(
        viewer,
        "absence.feedback",
        audit.Ref("absence_report", command.report_id),
        now=now,
        categories=[Category.K4],
        fields=["feedback"],
        why=WHY,
    )
    report = AbsenceReport.objects.select_for_update().filter(pk=command.report_id).first()
    if report is None:
        raise NotFound
    refuse_any(check_in_register(report), check_leads(viewer))
    refuse_any(
        CHANGED if report.version != command.version else None,
        rules.check_feedback(command.words, health_words()),
        *check_words(viewer, {"words": command.words}, quote=command.quote, now=now),
    )
    report.feedback, report.feedback_at = command.words.strip(), now
    report.version += 1
    report.save(update_fields=["feedback", "feedback_at", "version"])


def export_status(viewer: Viewer, form_key: UUID, *, now: datetime) -> UUID:
    """Make a file with what changed since the last one, and keep that it was sent; gives its id.

    Raises:
        NotFound: the viewer is no attendance officer.
        Refused: another package leads, or nothing changed.
    """
    only_officer(viewer)

    def make() -> dict[str, str]:
        made = uuid.uuid4()
        audit.write(
            viewer,
            "absence.export",
            audit.Ref("absence_status_file", made),
            now=now,
            categories=[Category.K4],
            fields=["status", "feedback"],
            why=WHY,
        )
        refuse_any(check_leads(viewer))
        own = AbsenceReport.objects.filter(return_check=None).select_for_update().order_by("melding_id")
        rows = {row.melding_id: row for row in own}
        lines = rules.to_send(map(_standing, rows.values()))
        refuse_any(None if lines else NOTHING)
        AbsenceStatusFile(
            id=made,
            municipality_id=viewer.municipality_id,
            made_by_id=viewer.membership_id,
            made_at=now,
            rows=len(lines),
        ).save(force_insert=True)
        changed = []
        for line in lines:
            row = rows[line.melding_id]
            row.sent_status, row.sent_at, row.sent_in_id = line.status.value, now, made
            changed.append(row)
        AbsenceReport.objects.bulk_update(changed, ["sent_status", "sent_at", "sent_in"], batch_size=500)
        return {"id": str(made)}

    return UUID(once(viewer, form_key, "absence.export", make, now=now)["id"])


def status_text(viewer: Viewer, file_id: UUID, *, now: datetime) -> str:
    """Give the text of a file: of an older one, what was not sent again since.

    Raises:
        NotFound: there is no such file for this viewer.
    """
    only_officer(viewer)
    row = AbsenceStatusFile.objects.filter(pk=file_id).first()
    if row is None:
        raise NotFound
    audit.read(
        viewer,
        "absence.export_read",
        audit.Ref("absence_status_file", row.pk),
        now=now,
        categories=[Category.K4],
        why=WHY,
        count=row.rows,
    )
    found = AbsenceReport.objects.filter(sent_in=row).order_by("melding_id")
    return rules.status_file(
        rules.StatusLine(key, RegisterStatus(status), words)
        for key, status, words in found.values_list("melding_id", "sent_status", "feedback")
    )


def follow_leading(viewer: Viewer, *, now: datetime) -> None:
    """Where another package leads, let each report stand where the file says; otherwise do nothing.

    Runs in the transaction that loads a piece of a file, after its line in the log. Running twice changes nothing twice.
    """
    only_officer(viewer)
    if check_leads(viewer) is None:
        return
    new = AbsenceReport.objects.filter(status=ReportStatus.RECEIVED, register_status=RegisterStatus.HANDLING)
    new.update(status=ReportStatus.HANDLING, version=F("version") + 1)
    ends = {RegisterStatus.CLOSED: Closing.ELSEWHERE, RegisterStatus.NOTED: Closing.NOTED}
    for word, closing in ends.items():
        ended = AbsenceReport.objects.filter(register_status=word).exclude(status=ReportStatus.CLOSED)
        ended.update(status=ReportStatus.CLOSED, closing=closing, closed_at=now, version=F("version") + 1)


def _standing(row: AbsenceReport) -> rules.Standing:
    return rules.Standing(
        row.melding_id,
        RegisterStatus(row.register_status),
        ReportStatus(row.status),
        Closing(row.closing) if row.closing else None,
        row.feedback,
        row.feedback_at,
        RegisterStatus(row.sent_status) if row.sent_status else None,
        row.sent_at,
    )
