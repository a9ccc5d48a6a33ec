"""Absence reports out of a file: new ones are added, changed ones updated with history, bad rows noted."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.db import connection

from sluitend.access.context import today
from sluitend.access.words import FileWords
from sluitend.content.holidays import dutch_holidays
from sluitend.content.parameters import default_norms
from sluitend.domain import absence as rules
from sluitend.domain.clock import Term, due
from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records import crypto
from sluitend.records.models import AbsenceImport, AbsenceReport, AbsenceReportChange
from sluitend.services import files
from sluitend.services.files import Progress, Rows, Tally

from .progress import TABLE, WHY


def receive_file(viewer: Viewer, file: IO[bytes], form: str, *, now: datetime) -> Progress:
    """Take in a file with absence reports, of form `csv` or `json`; see files.receive."""
    return files.receive(REPORTS, viewer, file, form, now=now)


def waiting_imports(viewer: Viewer) -> tuple[UUID, ...]:
    """Give the files with absence reports of which something still waits, oldest first."""
    return files.waiting(REPORTS, viewer)


def load_next_piece(viewer: Viewer, import_id: UUID, *, now: datetime) -> Progress:
    """Load the next piece of a file with absence reports; see files.load_next_piece."""
    return files.load_next_piece(REPORTS, viewer, import_id, now=now)


def _load(batch: AbsenceImport, rows: Rows, viewer: Viewer, now: datetime) -> Tally:
    tally, guard = Tally(), FileWords(viewer)
    good: dict[str, rules.AbsenceRow] = {}
    bad: list[tuple[int, Sequence[Refusal]]] = []
    day = today(now)
    known = _known(rows)
    stands = {key: rules.RegisterStatus(report.register_status) for key, report in known.items()}
    for line, cells in rows:
        parsed = files.read_cells(cells, rules.HEADER, rules.check_width, lambda row: rules.parse_row(row, day))
        if isinstance(parsed, rules.AbsenceRow):
            before = stands.get(parsed.melding_id)
            wrong = rules.check_register(before, parsed.register_status) if before else None
            needless = guard.check({"toelichting": parsed.explanation, "acties_school": parsed.school_actions})
            if wrong is None and not needless:
                if parsed.melding_id in good:  # twice in one piece: the later line is the newer state
                    tally.same += 1
                good[parsed.melding_id], stands[parsed.melding_id] = parsed, parsed.register_status
                continue
            parsed = (*((wrong,) if wrong else ()), *needless)
        bad.append((line, parsed))
    guard.count(now)
    tally.bad = len(bad)
    files.note_bad(batch, bad)
    fresh = [row for key, row in good.items() if key not in known]
    insert(batch.municipality_id, fresh, now)
    tally.new = len(fresh)
    for key, report in known.items():
        if key not in good:
            continue
        digest = _row_digest(good[key])
        if bytes(report.row_digest) == digest:
            tally.same += 1
        else:
            _update(batch, report.pk, good[key], digest, now)
            tally.changed += 1
    return tally


def _known(rows: Rows) -> dict[str, AbsenceReport]:
    """Give the reports of these rows that were loaded before, by their number: in one argument, for thousands of rows."""
    first = rules.HEADER[0]
    keys = {
        str(cells.get(first, "") if isinstance(cells, dict) else next(iter(cells), "")).strip() for _, cells in rows
    }
    found = AbsenceReport.objects.extra(where=["melding_id = ANY(%s)"], params=[list(keys)])
    return {one.melding_id: one for one in found.only("melding_id", "row_digest", "status", "register_status")}


def _row_digest(row: rules.AbsenceRow) -> bytes:
    return crypto.digest("absence_row", rules.canonical(row))


_COLUMNS: Mapping[str, str] = {
    "id": "uuid",
    "melding_id": "text",
    "kind": "text",
    "given_names": "text",
    "prefix": "text",
    "surname": "text",
    "birth_date": "date",
    "bsn_sealed": "bytea",
    "bsn_digest": "bytea",
    "onderwijsnummer_sealed": "bytea",
    "brin": "text",
    "vestiging": "text",
    "begin_on": "date",
    "end_on": "date",
    "hours": "numeric",
    "explanation": "text",
    "school_actions": "text",
    "register_status": "text",
    "row_digest": "bytea",
    "status": "text",
    "closing": "text",
    "closed_at": "timestamptz",
}
_SAME_FOR_ALL = (
    "municipality_id",
    "received_at",
    "contact_due",
    "talk_due",
    "ends_on",
    "return_check_id",
    "closing_words",
    "version",
)


def insert(
    municipality_id: UUID, rows: Sequence[rules.AbsenceRow], now: datetime, *, check_id: UUID | None = None
) -> None:
    """Add new reports in one statement: two thousand rows cost one round trip, and one argument is read soonest.

    It reads nothing back, so that a school can bring in what it may not see. check_id: the check that they came with.
    """
    if not rows:
        return
    contact, talk, ends = _terms(now)
    values = [_values(uuid.uuid4(), row, now) for row in rows]
    kept = ", ".join(f"decode({name}, 'hex')" if kind == "bytea" else name for name, kind in _COLUMNS.items())
    typed = ", ".join(f"{name} {'text' if kind == 'bytea' else kind}" for name, kind in _COLUMNS.items())
    statement = (
        f"INSERT INTO absence_report ({', '.join(_COLUMNS)}, {', '.join(_SAME_FOR_ALL)}) "  # noqa: S608 - own columns
        f"SELECT {kept}, %s, %s, %s, %s, %s, %s, '', 1 FROM json_to_recordset(%s) AS given({typed})"
    )
    # The literals of SELECT come first in the text, so their values come first too.
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [municipality_id, now, contact, talk, ends, check_id, json.dumps(values, default=_as_text)]
        )


def _as_text(value: object) -> str:
    """Write what JSON does not know: bytes as hexadecimal digits, the rest as PostgreSQL reads it."""
    return value.hex() if isinstance(value, bytes) else str(value)


def _values(report_id: UUID, row: rules.AbsenceRow, now: datetime) -> dict[str, Any]:
    withdrawn = row.register_status == rules.RegisterStatus.WITHDRAWN
    return {
        "id": report_id,
        "melding_id": row.melding_id,
        "kind": row.kind.value,
        "given_names": row.given_names,
        "prefix": row.prefix,
        "surname": row.surname,
        "birth_date": row.birth_date,
        "bsn_sealed": _seal(row.bsn.reveal() if row.bsn else "", report_id, "bsn_sealed"),
        "bsn_digest": crypto.digest("bsn", row.bsn.reveal().encode()) if row.bsn else None,
        "onderwijsnummer_sealed": _seal(row.onderwijsnummer, report_id, "onderwijsnummer_sealed"),
        "brin": row.brin,
        "vestiging": row.vestiging,
        "begin_on": row.begin_on,
        "end_on": row.end_on,
        "hours": row.hours,
        "explanation": row.explanation,
        "school_actions": row.school_actions,
        "register_status": row.register_status.value,
        "row_digest": _row_digest(row),
        "status": rules.ReportStatus.CLOSED.value if withdrawn else rules.ReportStatus.RECEIVED.value,
        "closing": rules.Closing.WITHDRAWN.value if withdrawn else "",
        "closed_at": now if withdrawn else None,
    }


def _seal(value: str, report_id: UUID, field: str) -> bytes | None:
    return crypto.seal_text(value, table=TABLE, row=report_id, field=field) if value else None


def _terms(now: datetime) -> tuple[date, date, date]:
    """First contact and talk by our own norms, and the day the report closes for everybody."""
    day, norms = today(now), default_norms()
    holidays = dutch_holidays(day.year, day.year + 1)
    wanted = ("absence.first_contact", "absence.talk", "absence.keep")
    contact, talk, ends = (due(day, Term.of(norms.at(code, day)), holidays).day for code in wanted)
    return contact, talk, ends


_CONTENT: tuple[str, ...] = (
    "kind",
    "given_names",
    "prefix",
    "surname",
    "birth_date",
    "brin",
    "vestiging",
    "begin_on",
    "end_on",
)
_CONTENT += ("hours", "explanation", "school_actions", "register_status")


def _update(batch: AbsenceImport, report_id: UUID, row: rules.AbsenceRow, digest: bytes, now: datetime) -> None:
    """The same melding_id with other content is an update with history; *Ingetrokken* closes what it opened."""
    report = AbsenceReport.objects.get(pk=report_id)
    values = _values(report_id, row, now)
    changed = [name for name in _CONTENT if getattr(report, name) != values[name]]
    if (report.bsn_digest and bytes(report.bsn_digest)) != values["bsn_digest"]:
        changed.append("bsn")
    AbsenceReportChange(
        municipality_id=batch.municipality_id,
        report_id=report_id,
        batch=batch,
        at=now,
        fields=changed,
        before_digest=bytes(report.row_digest),
        after_digest=digest,
    ).save(force_insert=True)
    for name in (*_CONTENT, "bsn_sealed", "bsn_digest", "onderwijsnummer_sealed", "row_digest"):
        setattr(report, name, values[name])
    status = rules.ReportStatus(report.status)
    if values["closing"] and rules.check_report(status, rules.ReportStep.WITHDRAW) is None:
        report.status = rules.move(status, rules.ReportStep.WITHDRAW).value
        report.closing, report.closed_at = values["closing"], now
    report.version += 1
    report.save()


REPORTS = files.FileKind(
    rules.FileAbout.ABSENCE,
    "absence",
    "absences.load",
    WHY,
    (Category.K1, Category.K4),
    rules.check_header,
    _load,
)
"""Files with absence reports from the register."""
