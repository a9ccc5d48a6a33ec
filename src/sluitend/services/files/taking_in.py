"""Take in a file: checked as a whole, cut into sealed pieces, its content nowhere else.

The file is read in parts, so memory does not grow with its size.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import itertools
import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from sluitend.access import audit
from sluitend.domain.outcome import Refusal, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_
from sluitend.records import crypto
from sluitend.records.models import AbsenceImport, AbsenceImportPiece
from sluitend.services import outbox

from .progress import DONE, PIECE_TABLE, REPEATED, WAITING, FileKind, Progress, only_loader, progress_of

PIECE_ROWS = 2000
READ_BYTES = 256 * 1024
MAX_BYTES = 200 * 1024 * 1024
LONGEST_FIELD = 100_000

NumberedRow = tuple[int, list[str] | dict[str, Any]]


def receive(kind: FileKind, viewer: Viewer, file: IO[bytes], form: str, *, now: datetime) -> Progress:
    """Take in a file of this kind, of form `csv` or `json`. The same file again gives the import that already has it.

    Raises:
        NotFound: loading such files is not the viewer’s work.
        Refused: not UTF-8, another header, not a list, a row that has no end, or too large; nothing was kept.
    """
    only_loader(viewer, kind.about)
    audit.write(
        viewer,
        f"{kind.room}.receive_file",
        audit.Ref("absence_import"),
        now=now,
        categories=kind.categories,
        why=kind.why,
    )
    # What is refused half-way takes its own rows back, whoever keeps the transaction around it.
    with transaction.atomic():
        return _keep_file(kind, viewer, file, form, now)


def _keep_file(kind: FileKind, viewer: Viewer, file: IO[bytes], form: str, now: datetime) -> Progress:
    source = _Source(file)
    batch = AbsenceImport(
        municipality_id=viewer.municipality_id,
        uploaded_by_id=viewer.membership_id,
        about=kind.about,
        form=form,
        content_digest=b"",
        size=0,
        status=WAITING,
        uploaded_at=now,
    )
    batch.save(force_insert=True)
    total = 0
    rows = _csv_rows(source, kind) if form == "csv" else _json_rows(source)
    for position, piece in enumerate(_pieces(rows)):
        _keep(batch, position, piece)
        total += len(piece)
    batch.size, batch.rows_total = source.size, total
    batch.content_digest = crypto.digest("absence_file", source.sha256.digest())
    before = (
        AbsenceImport.objects.filter(about=kind.about, content_digest=batch.content_digest, status__in=(WAITING, DONE))
        .exclude(pk=batch.pk)
        .order_by("uploaded_at")
        .first()
    )
    if before is not None:
        AbsenceImportPiece.objects.filter(batch=batch).delete()
        batch.status = REPEATED
    elif total == 0:
        batch.status = DONE
    if batch.status != WAITING:
        batch.finished_at = now
    batch.save()
    if batch.status == WAITING:
        outbox.defer(kind.task, viewer, lock=f"{kind.task}.{batch.pk}", import_id=batch.pk)
    return progress_of(before or batch)


def _keep(batch: AbsenceImport, position: int, piece: list[NumberedRow]) -> None:
    made = AbsenceImportPiece(
        id=uuid.uuid4(), municipality_id=batch.municipality_id, batch=batch, position=position, first_line=piece[0][0]
    )
    made.sealed = crypto.seal(json.dumps(piece).encode(), table=PIECE_TABLE, row=made.pk, field="sealed")
    made.save(force_insert=True)


def _pieces(rows: Iterable[NumberedRow]) -> Iterator[list[NumberedRow]]:
    rest = iter(rows)
    while piece := list(itertools.islice(rest, PIECE_ROWS)):
        yield piece


class _Source:
    """Reads a file in parts as text, and keeps its size and digest on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.size = 0

    def texts(self) -> Iterator[str]:
        """Give the file's text in parts; a byte order mark is left out."""
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            while part := self._file.read(READ_BYTES):
                self.size += len(part)
                self.sha256.update(part)
                if self.size > MAX_BYTES:
                    raise _refused("absence.too_large", N_("Dit bestand is groter dan 200 MB. Splits het in delen."))
                yield decoder.decode(part)
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise _refused(
                "absence.not_utf8",
                N_("Dit bestand is geen UTF-8. Sla het op als UTF-8 en lees het dan opnieuw in."),
            ) from None

    def lines(self) -> Iterator[str]:
        """Give the text line by line, line ends kept."""
        rest = ""
        for text in self.texts():
            rest += text
            whole, end, rest = rest.rpartition("\n")
            if end:
                yield from (line + "\n" for line in whole.split("\n"))  # not splitlines: names hold odd separators
        if rest:
            yield rest


def _refused(code: str, sentence: str, **params: str) -> Refused:
    return Refused(Refusal(code, sentence, field="file", params=params))


def _csv_rows(source: _Source, kind: FileKind) -> Iterator[NumberedRow]:
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(source.lines(), delimiter=";", strict=True)
    try:
        refuse_any(kind.check_header(next(reader, [])))
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error:
        raise _refused(
            "absence.row_without_end",
            N_("Regel %(line)s is niet te lezen. Kijk of elk aanhalingsteken ook sluit."),
            line=str(reader.line_num),
        ) from None


def _json_rows(source: _Source) -> Iterator[NumberedRow]:
    """Read a list of objects one by one, without holding the whole file."""
    decoder = json.JSONDecoder()
    texts = source.texts()
    rest, number, opened = "", 0, False
    wrong = _refused("absence.not_a_list", N_("Dit bestand is geen JSON-lijst van meldingen."))
    for text in itertools.chain(texts, [""]):
        rest = (rest + text).lstrip()
        if not opened and rest:
            if not rest.startswith("["):
                raise wrong
            rest, opened = rest[1:].lstrip(), True
        while opened and rest and not rest.startswith("]"):
            try:
                value, end = decoder.raw_decode(rest)
            except ValueError:
                if len(rest) > 4 * LONGEST_FIELD or not text:
                    raise wrong from None
                break
            number += 1
            yield number, value if isinstance(value, dict) else {}
            rest = rest[end:].lstrip()
            rest = rest[1:].lstrip() if rest.startswith(",") else rest
    if not opened or rest.strip() != "]":
        raise wrong
