"""Handing over to another municipality: lay out, tell the family, offer; and at the other end take over or not."""

from __future__ import annotations

from .files import Made, bring, bring_in, bring_receipt, file_of, package_file, receipt_file
from .keys import ConfirmPeer, EnterPeer, confirm_peer, end_peer, enter_peer, make_keys
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
from .shrinking import HandedOver, close_report_after, end_access, handed_over, let_go, note_phoned

__all__ = [
    "AcceptCase",
    "AcceptReport",
    "AnswerNo",
    "ConfirmPeer",
    "EnterPeer",
    "HandedOver",
    "LayOut",
    "LayOutReport",
    "Made",
    "NoteAnswer",
    "PressTransfer",
    "TakeGoal",
    "TakenOver",
    "TellFamily",
    "accept_case",
    "accept_report",
    "answer_no",
    "bring",
    "bring_in",
    "bring_receipt",
    "close_report_after",
    "confirm_peer",
    "end_access",
    "end_peer",
    "enter_peer",
    "file_of",
    "handed_over",
    "lay_out",
    "lay_out_report",
    "let_go",
    "make_keys",
    "note_answer",
    "note_phoned",
    "open_offer",
    "package_file",
    "receipt_file",
    "send",
    "take_back",
    "take_goal",
    "tell_family",
]
