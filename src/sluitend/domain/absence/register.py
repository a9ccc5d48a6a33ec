"""Status back to the register's file: which word of the register a report has, what the school may read, what is new (B.4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_

from .report import Closing, RegisterStatus, ReportStatus
from .states import check_register

STATUS_HEADER: Final = ("melding_id", "status", "terugkoppeling")
SET_HERE: Final = frozenset({RegisterStatus.HANDLING, RegisterStatus.CLOSED, RegisterStatus.NOTED})
"""What the municipality sets. Registering and withdrawing is the school's, so neither goes back."""

ELSEWHERE: Final = Refusal(
    "absence.elsewhere",
    N_("Het verzuimdossier staat in een ander systeem, en dat is leidend. Doe dit daar; hier volgt het vanzelf."),
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_FORMULA: Final = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one report stands, and what was last sent of it. feedback: what the school may read."""

    melding_id: str
    register: RegisterStatus
    status: ReportStatus
    closing: Closing | None
    feedback: str
    feedback_at: datetime | None
    sent: RegisterStatus | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One line of the file."""

    melding_id: str
    status: RegisterStatus
    feedback: str


def register_word(status: ReportStatus, closing: Closing | None) -> RegisterStatus:
    """Statuses of the register: Geregistreerd, In behandeling, Afgesloten, Ter kennisgeving aangenomen, Ingetrokken."""
    if status is ReportStatus.RECEIVED:
        return RegisterStatus.REGISTERED
    if status is ReportStatus.HANDLING:
        return RegisterStatus.HANDLING
    ends = {Closing.NOTED: RegisterStatus.NOTED, Closing.WITHDRAWN: RegisterStatus.WITHDRAWN}
    return RegisterStatus.CLOSED if closing is None else ends.get(closing, RegisterStatus.CLOSED)


def to_send(reports: Iterable[Standing]) -> tuple[StatusLine, ...]:
    """Only what changed since the last file goes back, and only a way that exists in the register (B.4)."""
    return tuple(
        StatusLine(one.melding_id, register_word(one.status, one.closing), one.feedback)
        for one in reports
        if _is_new(one)
    )


def _is_new(one: Standing) -> bool:
    word = register_word(one.status, one.closing)
    if word not in SET_HERE or check_register(one.register, word) is not None:
        return False
    known = one.sent or one.register
    told = one.feedback_at is not None and (one.sent_at is None or one.feedback_at > one.sent_at)
    return word is not known or told


def status_file(lines: Iterable[StatusLine]) -> str:
    """Write the file: a line of names, then melding_id;status;terugkoppeling; no cell is a formula to a spreadsheet."""
    rows = [STATUS_HEADER, *((one.melding_id, one.status.value, one.feedback) for one in lines)]
    return "".join(";".join(map(_cell, row)) + "\r\n" for row in rows)


def _cell(text: str) -> str:
    flat = " ".join(text.split())
    safe = f"'{flat}" if flat.startswith(_FORMULA) else flat
    return '"' + safe.replace('"', '""') + '"' if set(safe) & set(';"') else safe


def check_feedback(words: str, health: Collection[str]) -> Refusal | None:
    """What goes back to the school holds no health data (B.4). health: how words about health begin, in small letters."""
    for found in _WORD.finditer(words):
        if found.group().casefold().startswith(tuple(health)):
            return Refusal(
                "absence.feedback_health",
                N_("“%(word)s” gaat over gezondheid. Dat gaat niet naar de school. Schrijf het zonder."),
                "words",
                "B.4",
                params={"word": found.group()},
            )
    return None
