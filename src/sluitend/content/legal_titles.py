"""The titles in the law on which somebody may enforce, read from legal_titles.toml."""

from __future__ import annotations

from datetime import date
from functools import cache

from sluitend.content.loader import Entry, by_code, no_doubles, packaged, whole
from sluitend.domain.action import LegalTitle, Rung
from sluitend.domain.vocabulary import Party

FILE = "legal_titles.toml"
_FIELDS = (
    "code", "rung", "text_nl", "text_en", "law", "held_by", "remedy_nl", "remedy_en", "marks", "valid_from", "valid_to",
)  # fmt: skip
_MARKS = frozenset("VSMP")
_UNCERTAIN = "M"


@cache
def default_titles() -> dict[str, LegalTitle]:
    """Give the titles that come with the program, by code."""
    return parse_titles(packaged(FILE))


def titles_on(on: date) -> tuple[LegalTitle, ...]:
    """Give the titles that hold on this day, from light to heavy as the file lists them."""
    return tuple(title for title in default_titles().values() if title.in_force(on))


def parse_titles(text: str, file: str = FILE) -> dict[str, LegalTitle]:
    """Make the titles from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or double; it says where.
    """
    root = whole(file, text)
    root.only("version", "title")
    entries = list(root.tables("title", by_code("grond")))
    no_doubles(entries)
    titles = [_title(entry) for entry in entries]
    return {title.code: title for title in titles}


def _title(entry: Entry) -> LegalTitle:
    entry.only(*_FIELDS)
    marks = entry.words("marks")
    if not set(marks) <= _MARKS:
        raise entry.wrong("marks", f"kies uit {', '.join(sorted(_MARKS))}")
    return LegalTitle(
        code=entry.text("code"),
        rung=entry.one("rung", Rung),
        text_nl=entry.text("text_nl"),
        text_en=entry.text("text_en"),
        law=entry.text("law"),
        held_by=entry.many("held_by", Party),
        remedy_nl=entry.text("remedy_nl"),
        remedy_en=entry.text("remedy_en"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day_or_none("valid_to"),
        to_confirm=_UNCERTAIN in marks,
    )
