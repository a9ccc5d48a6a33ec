"""Runs of protocols: begin one, do what it asks, and let its clocks be looked at. People decide; clocks only say."""

from .acts import (
    Extend,
    NoteDay,
    SetStill,
    SkipStep,
    TakeStep,
    Withdraw,
    check_report_free,
    end_withdrawn,
    extend,
    follow_plan,
    note_day,
    resume,
    skip,
    suspend,
    take,
    withdraw,
)
from .entering import RunDone
from .scanning import Scanned, scan
from .start import StartRun, begin_plan_terms, start

__all__ = [
    "Extend",
    "NoteDay",
    "RunDone",
    "Scanned",
    "SetStill",
    "SkipStep",
    "StartRun",
    "TakeStep",
    "Withdraw",
    "begin_plan_terms",
    "check_report_free",
    "end_withdrawn",
    "extend",
    "follow_plan",
    "note_day",
    "resume",
    "scan",
    "skip",
    "start",
    "suspend",
    "take",
    "withdraw",
]
