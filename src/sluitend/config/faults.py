"""Faults that are expected of a machine or of whoever sets it up: shown as one sentence, without a trace."""

from __future__ import annotations


class Fault(RuntimeError):  # noqa: N818 - it reads as what it is
    """Something outside the program is not as it must be; the message is a sentence that says what to do."""
