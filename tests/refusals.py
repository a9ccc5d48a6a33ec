"""What a rule or a service refused, by its code."""

from __future__ import annotations

from typing import Any

import pytest

from sluitend.domain.outcome import Refused


def codes(refusals: object) -> set[str]:
    """Give the codes of what a check found: nothing, one refusal, or several."""
    found = refusals if isinstance(refusals, tuple) else (refusals,)
    return {refusal.code for refusal in found if refusal is not None}


def refused(code: str) -> Any:
    """Expect that what follows is refused with this code."""
    return pytest.raises(Refused, match=code.replace(".", r"\."))
