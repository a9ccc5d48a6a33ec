"""Notices out of a file: new ones are kept, what is known already changes nothing, bad rows are noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO
from uuid import UUID

from sluitend.access.context import today
from sluitend.access.words import FileWords
from sluitend.domain.absence import FileAbout
from sluitend.domain.absence import departure as rules
from sluitend.domain.absence.departure import DepartureRow
from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import Viewer
from sluitend.records import crypto
from sluitend.records.models import AbsenceImport, DepartureNotice
from sluitend.services import files
from sluitend.services.files import Progress, Rows, Tally

from .keeping import HOLDS, WHY, latest_days, notice_of


def receive_file(viewer: Viewer, file: IO[bytes], form: str, *, now: datetime) -> Progress:
    """Take in a file with notices, of form `csv` or `json`; see files.receive."""
    return files.receive(NOTICES, viewer, file, form, now=now)


def waiting_imports(viewer: Viewer) -> tuple[UUID, ...]:
    """Give the files with notices of which something still waits, oldest first."""
    return files.waiting(NOTICES, viewer)


def load_next_piece(viewer: Viewer, import_id: UUID, *, now: datetime) -> Progress:
    """Load the next piece of a file with notices; see files.load_next_piece."""
    return files.load_next_piece(NOTICES, viewer, import_id, now=now)


def _load(batch: AbsenceImport, rows: Rows, viewer: Viewer, now: datetime) -> Tally:
    """Every child of the file is kept alike: nobody is left out but by a fault in its row.

    The word guard reads the reference, the one field in which a sender may write words; a name is a name, whatever it says.
    """
    day, latest, guard = today(now), latest_days(now), FileWords(viewer)
    tally, fresh = Tally(), []
    bad: list[tuple[int, Sequence[Refusal]]] = []
    read = [
        (
            line,
            files.read_cells(
                cells, rules.HEADER, rules.check_width, lambda row: rules.parse_departure(row, day, latest)
            ),
        )
        for line, cells in rows
    ]
    wanted = {row.reference for _, row in read if isinstance(row, DepartureRow)}
    found = DepartureNotice.objects.filter(reference__in=wanted).values_list("reference", "row_digest")
    known = {reference: bytes(digest or b"") for reference, digest in found}
    for line, row in read:
        if not isinstance(row, DepartureRow):
            bad.append((line, row))
            continue
        if needless := guard.check({"kenmerk": row.reference}):
            bad.append((line, needless))
            continue
        digest = crypto.digest("departure_row", rules.departure_bytes(row))
        before = known.get(row.reference)
        if before is None:
            known[row.reference] = digest
            fresh.append(notice_of(viewer, row, now, row_digest=digest))
        elif before == digest:
            tally.same += 1
        else:
            bad.append((line, (rules.CHANGED_ROW,)))
    guard.count(now)
    DepartureNotice.objects.bulk_create(fresh)
    tally.new, tally.bad = len(fresh), len(bad)
    files.note_bad(batch, bad)
    return tally


NOTICES = files.FileKind(
    FileAbout.DEPARTURE,
    "departure",
    "departures.load",
    WHY,
    HOLDS,
    rules.check_header,
    _load,
)
"""Files with notices from civil affairs or schools."""
