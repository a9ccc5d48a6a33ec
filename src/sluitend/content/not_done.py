"""What is not done here because no law gives a ground for it, with what exists instead; read from not_done.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sluitend.content.loader import Entry, by_code, no_doubles, no_shorter, packaged, whole
from sluitend.domain.parameters import Mark
from sluitend.domain.protocol.steps import Text

FILE = "not_done.toml"
AT_LEAST = frozenset(
    {
        "benefit_cut_for_absence",
        "child_benefit_below_sixteen",
        "order_under_penalty_for_absence",
        "compulsory_preschool",
        "automatic_sanction",
    }
)
_FIELDS = (
    "code", "text_nl", "text_en", "why_nl", "why_en", "instead_nl", "instead_en", "source", "mark",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotDone:
    """One thing that is not done. why: in plain words. instead: what exists. source and mark: as in a norm."""

    code: str
    text: Text
    why: Text
    instead: Text
    source: str
    mark: Mark


@cache
def not_done() -> tuple[NotDone, ...]:
    """Give the list that comes with the program."""
    return parse_not_done(packaged(FILE))


def parse_not_done(text: str, file: str = FILE) -> tuple[NotDone, ...]:
    """Make the list from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or double, or the list became shorter; it says where.
    """
    root = whole(file, text)
    root.only("version", "not_done")
    root.text("version")
    entries = list(root.tables("not_done", by_code("niet")))
    no_doubles(entries)
    found = tuple(map(_one, entries))
    no_shorter(root, "not_done", (one.code for one in found), AT_LEAST)
    return found


def _one(entry: Entry) -> NotDone:
    entry.only(*_FIELDS)
    text, why, instead = (
        Text(entry.text(f"{field}_nl"), entry.text(f"{field}_en")) for field in ("text", "why", "instead")
    )
    return NotDone(entry.text("code"), text, why, instead, entry.text("source"), entry.one("mark", Mark))
