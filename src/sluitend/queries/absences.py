"""The attendance officer's pages: her inbox, one report, and how far a file is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.kept import absence_kept, check_set_here
from sluitend.domain.absence import (
    AbsenceKind,
    Closing,
    FileAbout,
    KeptWhere,
    RegisterStatus,
    ReportField,
    ReportStatus,
    check_pass_on_open,
    compulsory_until,
)
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.person import age_on
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind, Category, Purpose, Role
from sluitend.queries.official import PenalRoute, route_of
from sluitend.queries.protocols import RunLine, lines_of_report
from sluitend.records import crypto
from sluitend.records.models import AbsenceImport, AbsenceImportError, AbsencePass, AbsenceReport, AbsenceReportChange

PAGE_ROWS = 50
MOST_CHANGES = 20
WHY = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 16", "F.7b")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of the inbox."""

    id: UUID
    name: str
    birth_date: date
    kind: AbsenceKind
    brin: str
    received_at: datetime
    due_on: date
    waiting_for: str
    status: ReportStatus


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of reports, those due first. number and pages count from 1.

    investigates: has a list of official reports. leads: which system leads.
    """

    rows: tuple[ReportRow, ...]
    open_count: int
    number: int
    pages: int
    closed: bool
    investigates: bool
    leads: KeptWhere


@dataclass(frozen=True, slots=True)
class PassLine:
    """That this report was passed on."""

    at: datetime
    goal: str
    why: str
    consent_words: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """That the school changed a report in the register: when and what, not what stood there."""

    at: datetime
    fields: tuple[ReportField, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything of one report. bsn: masked to three digits. runs: the protocols that run or ran for it.

    changes: the last ones, newest first. no_pass: why it cannot be passed on now, or None.
    penal: whether the criminal route runs, yes or no. leads: which system leads. closed_here: why no state is set here.
    """

    id: UUID
    version: int
    name: str
    birth_date: date
    age: int
    leerplicht_until: date
    qualifies_until: date
    bsn: str
    melding_id: str
    kind: AbsenceKind
    register_status: RegisterStatus
    brin: str
    vestiging: str
    begin_on: date
    end_on: date | None
    hours: Decimal | None
    explanation: str
    school_actions: str
    received_at: datetime
    contact_due: date
    contact_on: date | None
    talk_due: date
    talk_on: date | None
    status: ReportStatus
    closing: Closing | None
    closing_words: str
    closed_at: datetime | None
    changes: tuple[ChangeLine, ...]
    passes: tuple[PassLine, ...]
    no_pass: Refusal | None
    runs: tuple[RunLine, ...]
    penal: PenalRoute
    leads: KeptWhere
    closed_here: Refusal | None

    @property
    def open(self) -> bool:
        """Whether anything can still be done with it."""
        return self.status is not ReportStatus.CLOSED


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not loaded: its line in the file, its field, and what to do."""

    line: int
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """How far a file is loaded, and a page of the rows that were not."""

    id: UUID
    uploaded_at: datetime
    finished: bool
    rows_total: int
    rows_done: int
    rows_new: int
    rows_changed: int
    rows_same: int
    rows_bad: int
    errors: tuple[BadRow, ...]
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One earlier file."""

    id: UUID
    uploaded_at: datetime
    finished: bool
    rows_new: int
    rows_changed: int
    rows_bad: int


def _officer(viewer: Viewer) -> None:
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound


def _name(row: AbsenceReport) -> str:
    return " ".join(part for part in (row.given_names, row.prefix, row.surname) if part)


def _page(number: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE_ROWS))
    return min(max(number, 1), pages), pages


def open_count(viewer: Viewer, now: datetime) -> int:
    """How many reports wait for the officers of this municipality; 0 for anybody else."""
    del now
    if not viewer.has(Role.ATTENDANCE):
        return 0
    return AbsenceReport.objects.exclude(status=ReportStatus.CLOSED).count()


def inbox(viewer: Viewer, *, number: int = 1, closed: bool = False, now: datetime) -> Inbox:
    """Give a page of the inbox, ordered by what is due; closed: the closed ones instead, newest first.

    Raises:
        NotFound: the viewer is no attendance officer.
    """
    _officer(viewer)
    rows = AbsenceReport.objects.all()
    rows = rows.filter(status=ReportStatus.CLOSED) if closed else rows.exclude(status=ReportStatus.CLOSED)
    total = rows.count()
    number, pages = _page(number, total)
    order = ("-closed_at", "id") if closed else ("contact_due", "id")
    found = list(rows.order_by(*order)[(number - 1) * PAGE_ROWS : number * PAGE_ROWS])
    audit.record(
        viewer,
        *(
            audit.Line(
                AuditKind.READ,
                "absence.inbox",
                audit.Ref("absence_report", row.pk),
                [Category.K1, Category.K4],
                why=WHY,
            )
            for row in found
        ),
        now=now,
    )
    lines = tuple(
        ReportRow(
            row.pk,
            _name(row),
            row.birth_date,
            AbsenceKind(row.kind),
            row.brin,
            row.received_at,
            row.talk_due if row.contact_on else row.contact_due,
            "talk" if row.contact_on else "contact",
            ReportStatus(row.status),
        )
        for row in found
    )
    return Inbox(
        lines, total if not closed else 0, number, pages, closed, viewer.has(Role.ATTENDANCE_BOA), absence_kept(viewer)
    )


def report_page(viewer: Viewer, report_id: UUID, *, now: datetime) -> ReportPage:
    """Give one report.

    Raises:
        NotFound: no such report for this viewer.
    """
    _officer(viewer)
    row = AbsenceReport.objects.filter(pk=report_id).first()
    if row is None:
        raise NotFound
    audit.read(
        viewer,
        "absence.page",
        audit.Ref("absence_report", row.pk),
        categories=[Category.K1, Category.K3, Category.K4],
        why=WHY,
        now=now,
    )
    passes = AbsencePass.objects.filter(report=row).order_by("-passed_at")
    until, free = compulsory_until(row.birth_date)
    bsn = crypto.unseal_text(row.bsn_sealed, table="absence_report", row=row.pk, field="bsn_sealed")
    return ReportPage(
        row.pk,
        row.version,
        _name(row),
        row.birth_date,
        age_on(row.birth_date, today(now)),
        until,
        free,
        "•" * 6 + bsn[-3:] if bsn else "",
        row.melding_id,
        AbsenceKind(row.kind),
        RegisterStatus(row.register_status),
        row.brin,
        row.vestiging,
        row.begin_on,
        row.end_on,
        row.hours,
        row.explanation,
        row.school_actions,
        row.received_at,
        row.contact_due,
        row.contact_on,
        row.talk_due,
        row.talk_on,
        ReportStatus(row.status),
        Closing(row.closing) if row.closing else None,
        row.closing_words,
        row.closed_at,
        _changes(row),
        tuple(PassLine(one.passed_at, one.goal, one.why, one.consent_words) for one in passes),
        check_pass_on_open(ReportStatus(row.status)),
        lines_of_report(row.pk, now=now),
        route_of(viewer, row.pk),
        absence_kept(viewer),
        check_set_here(viewer, row),
    )


def _changes(row: AbsenceReport) -> tuple[ChangeLine, ...]:
    rows = AbsenceReportChange.objects.filter(report=row).order_by("-at", "id")[:MOST_CHANGES]
    # What is sealed without a digest is not compared field by field: a change of nothing else is one of that number.
    return tuple(
        ChangeLine(one.at, tuple(map(ReportField, one.fields)) or (ReportField.ONDERWIJSNUMMER,)) for one in rows
    )


def imports(viewer: Viewer) -> Sequence[ImportLine]:
    """Give the last files, newest first.

    Raises:
        NotFound: the viewer is no attendance officer.
    """
    _officer(viewer)
    return file_lines(FileAbout.ABSENCE)


def file_lines(about: FileAbout) -> list[ImportLine]:
    """Give the last files of one kind, newest first; for the pages of who loads them."""
    rows = AbsenceImport.objects.filter(about=about).exclude(status="repeated").order_by("-uploaded_at")[:10]
    return [
        ImportLine(row.pk, row.uploaded_at, row.status == "done", row.rows_new, row.rows_changed, row.rows_bad)
        for row in rows
    ]


def import_page(
    viewer: Viewer, import_id: UUID, *, number: int = 1, about: FileAbout = FileAbout.ABSENCE
) -> ImportPage:
    """Give how far one file is loaded and a page of its faults. Holds nothing of a person.

    Raises:
        NotFound: no such file for this viewer.
    """
    if not viewer.has(about.loader):
        raise NotFound
    row = AbsenceImport.objects.filter(pk=import_id, about=about).first()
    if row is None:
        raise NotFound
    errors = AbsenceImportError.objects.filter(batch=row)
    number, pages = _page(number, errors.count())
    shown = errors.order_by("line", "field")[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    return ImportPage(
        row.pk,
        row.uploaded_at,
        row.status == "done",
        row.rows_total,
        row.rows_done,
        row.rows_new,
        row.rows_changed,
        row.rows_same,
        row.rows_bad,
        tuple(BadRow(one.line, one.field, one.sentence) for one in shown),
        number,
        pages,
    )
