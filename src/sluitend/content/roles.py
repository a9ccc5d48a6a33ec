"""The reading table, role × category, read from roles.toml."""

from __future__ import annotations

from functools import cache

from sluitend.content.loader import Entry, by_code, no_doubles, packaged, whole
from sluitend.domain.sharing import Cell, Given, Reader, ReadLevel, ReadMatrix, Relation
from sluitend.domain.vocabulary import Category, Party, Role, Stage

FILE = "roles.toml"
_FIELDS = ("code", "role", "parties", "text_nl", "text_en", "place", "stages", "only_while", "cells", "all")
_LEVELS = {"fact": ReadLevel.FACT, "read": ReadLevel.READ, "write": ReadLevel.WRITE}
_CELL_FIELDS = ("level", "own", "own_action")
_OWN = "own"


@cache
def default_readers() -> ReadMatrix:
    """Give the reading table that comes with the program."""
    return parse_readers(packaged(FILE))


def parse_readers(text: str, file: str = FILE) -> ReadMatrix:
    """Make the reading table from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or double, or a role of the program has no line; it says where.
    """
    root = whole(file, text)
    root.only("version", "reader")
    entries = list(root.tables("reader", by_code("rol")))
    no_doubles(entries)
    readers = tuple(_reader(entry) for entry in entries)
    _one_line_each(entries, readers)
    for role in Role:
        if role not in {reader.role for reader in readers}:
            raise root.wrong("reader", f"de rol {role} heeft geen regel")
    return ReadMatrix(version=root.text("version"), readers=readers)


def _reader(entry: Entry) -> Reader:
    entry.only(*_FIELDS)
    role = entry.one("role", Role) if "role" in entry.values else None
    parties = entry.many("parties", Party, empty=True)
    if parties and role is not Role.PARTNER:
        raise entry.wrong("parties", "alleen de rol partner kent soorten organisaties")
    own_only = entry.text("place") == _OWN
    if "all" in entry.values:
        cells = dict.fromkeys(Category, Cell(level=_level(entry, "all")))
    else:
        cells = _cells(entry.table("cells"))
    if own_only and any(cell.level or cell.given for cell in cells.values()):
        raise entry.wrong("place", "met place = own kan een cel alleen own hebben")
    return Reader(
        code=entry.text("code"),
        text_nl=entry.text("text_nl"),
        text_en=entry.text("text_en"),
        role=role,
        parties=parties,
        place=Relation.NONE if own_only else entry.one("place", Relation),
        cells=cells,
        stages=entry.many("stages", Stage) if "stages" in entry.values else None,
        only_while=entry.one("only_while", Given) if "only_while" in entry.values else None,
    )


def _cells(table: Entry) -> dict[Category, Cell]:
    return {table.member(code, Category, code): _cell(table.table(code)) for code in table.values}


def _cell(entry: Entry) -> Cell:
    entry.only(*_CELL_FIELDS, *Given)
    levels = {field: _level(entry, field) for field in entry.values}
    return Cell(
        **{field: levels[field] for field in _CELL_FIELDS if field in levels},
        given={given: levels[given] for given in Given if given in levels},
    )


def _level(entry: Entry, field: str) -> ReadLevel:
    word = entry.text(field)
    if word not in _LEVELS:
        raise entry.wrong(field, f"“{word}” bestaat niet; kies uit {', '.join(_LEVELS)}")
    return _LEVELS[word]


def _one_line_each(entries: list[Entry], readers: tuple[Reader, ...]) -> None:
    """Every role has one line; the partner role has one per kind of organisation and one for the rest."""
    seen: set[object] = set()
    for entry, reader in zip(entries, readers, strict=True):
        keys = reader.parties or {None}
        for key in [(reader.role, party) for party in keys] if reader.role else []:
            if key in seen:
                raise entry.wrong("role", f"de rol {reader.role} heeft hier al een regel voor")
            seen.add(key)
