"""How far a file is worked off, and what every module of this room shares."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sluitend.access import audit
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Purpose, Role
from sluitend.records.models import AbsenceImport

TABLE = "absence_report"
PIECE_TABLE = "absence_import_piece"
WHY = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 18 en 21a", "10")

WAITING, DONE, REPEATED = "waiting", "done", "repeated"


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


def only_officer(viewer: Viewer) -> None:
    """Raise NotFound for anybody but an attendance officer."""
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound
