"""Absence reports: take in a file, load it in pieces, look into one report, and pass on no more than that a file runs."""

from .leave import NoteExemption, NoteLeave, note_exemption, note_leave
from .load import load_next_piece, receive_file, waiting_imports
from .officer import CloseReport, PassOn, RecordContact, close_report, pass_on, record_contact
from .official import (
    AnswerItem,
    BeginOfficial,
    OfficialDone,
    TakeOfficialStep,
    answer,
    begin,
    take_over,
    take_step,
)
from .progress import Progress, progress_of
from .returning import HandInReturn, hand_in_return
from .status import WriteFeedback, export_status, follow_leading, status_text, write_feedback

__all__ = [
    "AnswerItem",
    "BeginOfficial",
    "CloseReport",
    "HandInReturn",
    "NoteExemption",
    "NoteLeave",
    "OfficialDone",
    "PassOn",
    "Progress",
    "RecordContact",
    "TakeOfficialStep",
    "WriteFeedback",
    "answer",
    "begin",
    "close_report",
    "export_status",
    "follow_leading",
    "hand_in_return",
    "load_next_piece",
    "note_exemption",
    "note_leave",
    "pass_on",
    "progress_of",
    "receive_file",
    "record_contact",
    "status_text",
    "take_over",
    "take_step",
    "waiting_imports",
    "write_feedback",
]
