"""How a family is reached: what they wish, when there was contact, and the letters they get."""

from __future__ import annotations

from sluitend.services.contact.giving import GiveLetter, ReadLetter, give_letter, read_letter
from sluitend.services.contact.letters import ChangeLetter, WriteLetter, change_letter, write_letter
from sluitend.services.contact.reach import (
    LogContact,
    SaveWish,
    SetInterpreter,
    log_contact,
    save_wish,
    set_interpreter,
)

__all__ = [
    "ChangeLetter",
    "GiveLetter",
    "LogContact",
    "ReadLetter",
    "SaveWish",
    "SetInterpreter",
    "WriteLetter",
    "change_letter",
    "give_letter",
    "log_contact",
    "read_letter",
    "save_wish",
    "set_interpreter",
    "write_letter",
]
