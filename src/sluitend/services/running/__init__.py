"""Matters that ran before Sluitend did: entered by hand or out of a file, and confirmed by their coordinator."""

from .answering import AnswerNo, Confirm, Confirmed, confirm, refuse
from .entering import EnterMatter, enter
from .load import load_next_piece, receive_file, waiting_imports

__all__ = [
    "AnswerNo",
    "Confirm",
    "Confirmed",
    "EnterMatter",
    "confirm",
    "enter",
    "load_next_piece",
    "receive_file",
    "refuse",
    "waiting_imports",
]
