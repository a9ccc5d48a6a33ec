"""Work off an uploaded file piece by piece.

A piece is one transaction: its good rows are loaded, its bad rows noted with line, field and sentence, its counts added
and the piece itself deleted. Killed half-way, the piece is still there and is done again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F

from sluitend.access import audit
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.records import crypto
from sluitend.records.models import AbsenceImport, AbsenceImportError, AbsenceImportPiece

from .progress import DONE, PIECE_TABLE, WAITING, FileKind, Progress, only_loader, progress_of

T = TypeVar("T")


def waiting(kind: FileKind, viewer: Viewer) -> tuple[UUID, ...]:
    """Give the files of this kind of which something still waits, oldest first."""
    only_loader(viewer, kind.about)
    rows = AbsenceImport.objects.filter(about=kind.about, status=WAITING).order_by("uploaded_at")
    return tuple(rows.values_list("pk", flat=True))


def load_next_piece(kind: FileKind, viewer: Viewer, import_id: UUID, *, now: datetime) -> Progress:
    """Load the next piece of a file; call it until `finished`, each call in a transaction of its own.

    Raises:
        NotFound: there is no such file of this kind for this viewer.
    """
    only_loader(viewer, kind.about)
    audit.write(
        viewer,
        f"{kind.room}.load",
        audit.Ref("absence_import", import_id),
        now=now,
        categories=kind.categories,
        why=kind.why,
    )
    batch = AbsenceImport.objects.select_for_update().filter(pk=import_id, about=kind.about).first()
    if batch is None:
        raise NotFound
    piece = AbsenceImportPiece.objects.filter(batch=batch).order_by("position").first()
    if batch.status != WAITING or piece is None:
        if batch.status == WAITING:
            AbsenceImport.objects.filter(pk=batch.pk).update(status=DONE, finished_at=now)
            batch.refresh_from_db()
        return progress_of(batch)
    rows = json.loads(crypto.unseal(piece.sealed, table=PIECE_TABLE, row=piece.pk, field="sealed"))
    tally = kind.load(batch, rows, viewer, now)
    piece.delete()
    last = not AbsenceImportPiece.objects.filter(batch=batch).exists()
    AbsenceImport.objects.filter(pk=batch.pk).update(
        rows_done=F("rows_done") + len(rows),
        rows_new=F("rows_new") + tally.new,
        rows_changed=F("rows_changed") + tally.changed,
        rows_same=F("rows_same") + tally.same,
        rows_bad=F("rows_bad") + tally.bad,
        status=DONE if last else WAITING,
        finished_at=now if last else None,
    )
    batch.refresh_from_db()
    return progress_of(batch)


def note_bad(batch: AbsenceImport, found: Iterable[tuple[int, Sequence[Refusal]]]) -> None:
    """Note rows that were not loaded: the line, the field and what to do, without what stood in it."""
    AbsenceImportError.objects.bulk_create(
        [
            AbsenceImportError(
                municipality_id=batch.municipality_id,
                batch=batch,
                line=line,
                field=refusal.field[:40],
                sentence=str(refusal)[:300],
            )
            for line, refusals in found
            for refusal in refusals
        ]
    )


def read_cells(
    cells: Any,
    header: Sequence[str],
    check_width: Callable[[int], Refusal | None],
    parse: Callable[[dict[str, str]], T | tuple[Refusal, ...]],
) -> T | tuple[Refusal, ...]:
    """Read a row of a CSV file (a list) or of a JSON file (an object) by the names of its fields."""
    if isinstance(cells, list):
        wrong = check_width(len(cells))
        if wrong is not None:
            return (wrong,)
        cells = dict(zip(header, cells, strict=True))
    return parse({str(key): "" if value is None else str(value) for key, value in cells.items()})
