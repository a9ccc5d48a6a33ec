"""Runs of protocols: begin one, do what it asks, and let its clocks be looked at. People decide; clocks only say."""

from .acts import (
    Extend,
    NoteDay,
    SetStill,
    SkipStep,
    TakeStep,
    Withdraw,
    check_report_free,
    end_for_report,
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
from .following import follow_official
from .moving import MoveRun, move
from .running import EnterRun, enter_running
from .scanning import Scanned, scan
from .start import StartRun, begin_plan_terms, start
from .with_case import begin_plan_terms_anew, end_plan_terms, follow_after_care

__all__ = [
    "EnterRun",
    "Extend",
    "MoveRun",
    "NoteDay",
    "RunDone",
    "Scanned",
    "SetStill",
    "SkipStep",
    "StartRun",
    "TakeStep",
    "Withdraw",
    "begin_plan_terms",
    "begin_plan_terms_anew",
    "check_report_free",
    "end_for_report",
    "end_plan_terms",
    "end_withdrawn",
    "enter_running",
    "extend",
    "follow_after_care",
    "follow_official",
    "follow_plan",
    "move",
    "note_day",
    "resume",
    "scan",
    "skip",
    "start",
    "suspend",
    "take",
    "withdraw",
]
