"""How far an uploaded file is worked off, and what kinds of file there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sluitend.access import audit
from sluitend.domain.absence import FileAbout
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Role
from sluitend.records.models import AbsenceImport

PIECE_TABLE = "absence_import_piece"
WAITING, DONE, REPEATED = "waiting", "done", "repeated"

Rows = Sequence[tuple[int, Any]]


@dataclass(slots=True)
class Tally:
    """What became of the rows of a piece. bad: rows that were not loaded."""

    new: int = 0
    changed: int = 0
    same: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file. room: first word of its lines in the log. task: the job that works it off.

    check_header: of the first line of a CSV file. load: loads the good rows of a piece and notes the bad ones.
    """

    about: FileAbout
    room: str
    task: str
    why: audit.Why
    categories: tuple[Category, ...]
    check_header: Callable[[Sequence[str]], Refusal | None]
    load: Callable[[AbsenceImport, Rows, Viewer, datetime], Tally] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is worked off; rows_bad counts rows that were not loaded, each with its own sentence."""

    id: UUID
    status: str
    rows_total: int
    rows_done: int
    rows_new: int
    rows_changed: int
    rows_same: int
    rows_bad: int

    @property
    def finished(self) -> bool:
        """Whether nothing of the file waits any more."""
        return self.status != WAITING


def progress_of(row: AbsenceImport) -> Progress:
    """Make the value of a row."""
    return Progress(
        row.pk,
        row.status,
        row.rows_total,
        row.rows_done,
        row.rows_new,
        row.rows_changed,
        row.rows_same,
        row.rows_bad,
    )


def only_loader(viewer: Viewer, about: FileAbout) -> None:
    """Raise NotFound for anybody whose work it is not to load such a file."""
    if not viewer.has(about.loader):
        raise NotFound


def only_officer(viewer: Viewer) -> None:
    """Raise NotFound for anybody but an attendance officer."""
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound
