"""Handing over to another municipality: lay out, tell the family, offer; and at the other end take over or not."""

from __future__ import annotations

from .laying_out import LayOut, LayOutReport, TellFamily, lay_out, lay_out_report, tell_family
from .receiving import (
    AcceptCase,
    AcceptReport,
    AnswerNo,
    TakeGoal,
    TakenOver,
    accept_case,
    accept_report,
    answer_no,
    open_offer,
    take_goal,
)
from .sending import NoteAnswer, PressTransfer, note_answer, send, take_back

__all__ = [
    "AcceptCase",
    "AcceptReport",
    "AnswerNo",
    "LayOut",
    "LayOutReport",
    "NoteAnswer",
    "PressTransfer",
    "TakeGoal",
    "TakenOver",
    "TellFamily",
    "accept_case",
    "accept_report",
    "answer_no",
    "lay_out",
    "lay_out_report",
    "note_answer",
    "open_offer",
    "send",
    "take_back",
    "take_goal",
    "tell_family",
]
