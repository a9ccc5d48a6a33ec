"""Open a case and keep its team: who coordinates, who has a seat until when, who may read what is hidden."""

from __future__ import annotations

from sluitend.domain.case import PersonIn
from sluitend.services.cases.opening import OpenCase, OpenedCase, ReaderIn, open_case
from sluitend.services.cases.team import (
    ChangeCase,
    EndSeat,
    GiveSeat,
    Heighten,
    ReviewCase,
    SetReaders,
    change_details,
    end_seat,
    give_seat,
    heighten,
    review_case,
    set_readers,
)
from sluitend.services.cases.together import (
    AnswerTogether,
    AskLower,
    CloseQuestion,
    answer_together,
    ask_lower,
    close_question,
)

__all__ = [
    "AnswerTogether",
    "AskLower",
    "ChangeCase",
    "CloseQuestion",
    "EndSeat",
    "GiveSeat",
    "Heighten",
    "OpenCase",
    "OpenedCase",
    "PersonIn",
    "ReaderIn",
    "ReviewCase",
    "SetReaders",
    "answer_together",
    "ask_lower",
    "change_details",
    "close_question",
    "end_seat",
    "give_seat",
    "heighten",
    "open_case",
    "review_case",
    "set_readers",
]
