"""Open a case and keep its team: who coordinates, who has a seat until when, who may read what is hidden."""

from __future__ import annotations

from sluitend.domain.case import PersonIn
from sluitend.services.cases.opening import OpenCase, OpenedCase, ReaderIn, open_case

__all__ = ["OpenCase", "OpenedCase", "PersonIn", "ReaderIn", "open_case"]
