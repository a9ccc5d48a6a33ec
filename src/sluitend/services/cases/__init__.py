"""Open a case and keep its team: who coordinates, who has a seat until when, who may read what is hidden."""

from __future__ import annotations

from sluitend.domain.case import PersonIn
from sluitend.services.cases.opening import OpenCase, OpenedCase, ReaderIn, open_case
from sluitend.services.cases.team import (
    ChangeCase,
    EndSeat,
    GiveSeat,
    ReviewCase,
    SetHeightened,
    SetReaders,
    change_details,
    end_seat,
    give_seat,
    review_case,
    set_heightened,
    set_readers,
)

__all__ = [
    "ChangeCase",
    "EndSeat",
    "GiveSeat",
    "OpenCase",
    "OpenedCase",
    "PersonIn",
    "ReaderIn",
    "ReviewCase",
    "SetHeightened",
    "SetReaders",
    "change_details",
    "end_seat",
    "give_seat",
    "open_case",
    "review_case",
    "set_heightened",
    "set_readers",
]
