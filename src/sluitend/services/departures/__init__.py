"""Notices that a child of school age departs, moves or is struck off: entered by hand, or out of a file."""

from sluitend.services.files import Progress

from .entering import EnterDeparture, Entered, NoticeFacts, enter, notice_facts
from .load import load_next_piece, receive_file, waiting_imports

__all__ = [
    "EnterDeparture",
    "Entered",
    "NoticeFacts",
    "Progress",
    "enter",
    "load_next_piece",
    "notice_facts",
    "receive_file",
    "waiting_imports",
]
