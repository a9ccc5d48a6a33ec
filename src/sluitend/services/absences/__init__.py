"""Absence reports: take in a file, load it in pieces, look into one report, and pass on no more than that a file runs."""

from .load import load_next_piece, waiting_imports
from .officer import CloseReport, PassOn, RecordContact, close_report, pass_on, record_contact
from .progress import Progress, progress_of
from .receive import receive_file

__all__ = [
    "CloseReport",
    "PassOn",
    "Progress",
    "RecordContact",
    "close_report",
    "load_next_piece",
    "pass_on",
    "progress_of",
    "receive_file",
    "record_contact",
    "waiting_imports",
]
