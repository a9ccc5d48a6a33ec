"""Keeping hold of a case: notes, evaluations, closing and opening again, after care."""

from __future__ import annotations

from sluitend.services.followup.closing import (
    CloseCase,
    HoldAfterCare,
    ReopenCase,
    close_case,
    hold_after_care,
    reopen_case,
)
from sluitend.services.followup.evaluating import Evaluate, GoalOutcome, evaluate
from sluitend.services.followup.notes import ChangeNote, WriteNote, change_note, write_note

__all__ = [
    "ChangeNote",
    "CloseCase",
    "Evaluate",
    "GoalOutcome",
    "HoldAfterCare",
    "ReopenCase",
    "WriteNote",
    "change_note",
    "close_case",
    "evaluate",
    "hold_after_care",
    "reopen_case",
    "write_note",
]
