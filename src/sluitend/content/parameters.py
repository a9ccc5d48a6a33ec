"""The norms of the program, read from parameters.toml; a municipality's own version is read by the same function."""

from __future__ import annotations

from functools import cache

from sluitend.content.loader import Entry, by_code, packaged, whole
from sluitend.domain.parameters import Mark, Norm, Norms, Unit

FILE = "parameters.toml"
_FIELDS = ("code", "text_nl", "text_en", "value", "unit", "mark", "statutory", "source", "valid_from", "valid_to")


@cache
def default_norms() -> Norms:
    """Give the norms that come with the program."""
    return read_norms(packaged(FILE))


def read_norms(text: str, file: str = FILE) -> Norms:
    """Make norms from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or impossible; it says where.
    """
    root = whole(file, text)
    root.only("version", "norm")
    norms = tuple(_norm(entry) for entry in root.tables("norm", by_code("norm")))
    try:
        return Norms(root.text("version"), norms)
    except ValueError as error:
        raise root.wrong("norm", f"perioden kloppen niet ({error})") from None


def _norm(entry: Entry) -> Norm:
    entry.only(*_FIELDS)
    mark, statutory, value = entry.one("mark", Mark), entry.flag("statutory"), entry.number("value")
    if statutory and mark is Mark.PROPOSAL:
        raise entry.wrong("mark", "een norm uit de wet is geen eigen keuze (P)")
    if value < 0:
        raise entry.wrong("value", "is kleiner dan 0")
    return Norm(
        code=entry.text("code"),
        text_nl=entry.text("text_nl"),
        text_en=entry.text("text_en"),
        value=value,
        unit=entry.one("unit", Unit),
        mark=mark,
        statutory=statutory,
        source=entry.text("source"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day_or_none("valid_to"),
    )
