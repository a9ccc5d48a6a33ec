"""Files with rows about children: take one in, work it off in pieces, and say of each bad row what to do."""

from .progress import FileKind, Progress, Rows, Tally, only_officer, progress_of
from .taking_in import receive
from .work import load_next_piece, note_bad, read_cells, waiting

__all__ = [
    "FileKind",
    "Progress",
    "Rows",
    "Tally",
    "load_next_piece",
    "note_bad",
    "only_officer",
    "progress_of",
    "read_cells",
    "receive",
    "waiting",
]
