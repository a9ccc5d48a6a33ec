"""Reasons to close a case, read from closing_reasons.toml."""

from __future__ import annotations

from functools import cache

from sluitend.content.loader import by_code, no_doubles, packaged, whole
from sluitend.domain.followup import ClosingReason

FILE = "closing_reasons.toml"


@cache
def closing_reasons() -> dict[str, ClosingReason]:
    """Give the reasons that come with the program, by code."""
    return parse_reasons(packaged(FILE))


def parse_reasons(text: str, file: str = FILE) -> dict[str, ClosingReason]:
    """Make the reasons from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or double; it says where.
    """
    root = whole(file, text)
    root.only("version", "reason")
    entries = list(root.tables("reason", by_code("reden")))
    no_doubles(entries)
    reasons = []
    for entry in entries:
        entry.only("code", "text_nl", "text_en", "needs_check")
        reasons.append(
            ClosingReason(
                code=entry.text("code"),
                text_nl=entry.text("text_nl"),
                text_en=entry.text("text_en"),
                needs_check=entry.flag("needs_check"),
            )
        )
    return {reason.code: reason for reason in reasons}
