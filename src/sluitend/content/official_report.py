"""What an official report holds before it is signed, read from official_report.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sluitend.content.loader import Entry, by_code, no_doubles, no_shorter, packaged, whole
from sluitend.domain.parameters import Mark
from sluitend.domain.protocol.steps import Text

FILE = "official_report.toml"
AT_LEAST = frozenset(
    {
        "person_data",
        "period_and_hours",
        "kind_of_absence",
        "earlier_reports",
        "what_school_did",
        "statement",
        "culpability",
        "routes_tried",
        "interest_of_child",
        "advice",
        "this_child_only",
        "reviewer",
    }
)
_FIELDS = ("code", "text_nl", "text_en", "hint_nl", "hint_en", "dated", "source", "mark")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the list. text: its name. hint: what to write. dated: the day of the document belongs to it."""

    code: str
    text: Text
    hint: Text
    dated: bool
    source: str
    mark: Mark


@cache
def official_items() -> tuple[Item, ...]:
    """Give the list that comes with the program."""
    return parse_items(packaged(FILE))


def parse_items(text: str, file: str = FILE) -> tuple[Item, ...]:
    """Make the list from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or double, or the list became shorter; it says where.
    """
    root = whole(file, text)
    root.only("version", "item")
    root.text("version")
    entries = list(root.tables("item", by_code("punt")))
    no_doubles(entries)
    found = tuple(map(_item, entries))
    no_shorter(root, "item", (one.code for one in found), AT_LEAST)
    return found


def _item(entry: Entry) -> Item:
    entry.only(*_FIELDS)
    return Item(
        entry.text("code"),
        Text(entry.text("text_nl"), entry.text("text_en")),
        Text(entry.text("hint_nl"), entry.text("hint_en")),
        entry.flag("dated", default=False),
        entry.text("source"),
        entry.one("mark", Mark),
    )
