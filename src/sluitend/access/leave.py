"""The numbers of the law about leave, out of the dated norms."""

from __future__ import annotations

from datetime import date

from sluitend.access import norms
from sluitend.domain.absence.leave import LeaveNorms


def leave_norms(day: date) -> LeaveNorms:
    """Give what holds for leave that begins on a day."""
    return LeaveNorms(
        norms.value("absence.leave_head", day),
        norms.value("absence.leave_work", day),
        norms.value("absence.leave_first_weeks", day),
    )
