"""Kinds of organisation, read from organisation_types.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sluitend.content.loader import Entry, by_code, no_doubles, packaged, whole
from sluitend.domain.sharing import NEVER_BSN, OrganisationType, Predecessor
from sluitend.domain.sharing.matrix import NEVER_RULES
from sluitend.domain.vocabulary import Party

FILE = "organisation_types.toml"
_FIELDS = (
    "code", "text_nl", "text_en", "party", "may_hold_bsn", "law", "valid_from", "valid_to", "predecessors", "marks",
)  # fmt: skip


@cache
def organisation_types() -> Mapping[str, OrganisationType]:
    """Give the kinds of organisation that come with the program, by their code."""
    return parse_organisation_types(packaged(FILE))


def parse_organisation_types(text: str, file: str = FILE) -> Mapping[str, OrganisationType]:
    """Make the kinds of organisation from the text of a TOML file, by their code.

    Raises:
        ContentError: something is unknown, missing or double, or a kind may hold a BSN that never may; it says where.
    """
    root = whole(file, text)
    root.only("type")
    entries = list(root.tables("type", by_code("soort")))
    no_doubles(entries)
    return MappingProxyType({kind.code: kind for kind in map(_type, entries)})


def _type(entry: Entry) -> OrganisationType:
    entry.only(*_FIELDS)
    party = entry.one("party", Party)
    if party in NEVER_RULES:
        raise entry.wrong("party", "deze partij krijgt nooit iets en kan geen partner zijn")
    may_hold_bsn = entry.flag("may_hold_bsn")
    law = entry.text("law", "")
    if may_hold_bsn and party in NEVER_BSN:
        raise entry.wrong("may_hold_bsn", "geen wet laat deze partij een BSN gebruiken")
    if may_hold_bsn and not law:
        raise entry.wrong("law", "noem de wet die het BSN toestaat")
    valid_from, valid_to = entry.day("valid_from"), entry.day_or_none("valid_to")
    if valid_to is not None and valid_to < valid_from:
        raise entry.wrong("valid_to", "ligt voor de eerste dag")
    return OrganisationType(
        code=entry.text("code"),
        text_nl=entry.text("text_nl"),
        text_en=entry.text("text_en"),
        party=party,
        may_hold_bsn=may_hold_bsn,
        law=law,
        valid_from=valid_from,
        valid_to=valid_to,
        predecessors=tuple(_predecessor(one) for one in entry.tables("predecessors", _by_name)),
        marks=frozenset(entry.words("marks")),
    )


def _predecessor(entry: Entry) -> Predecessor:
    entry.only("name", "until")
    return Predecessor(name=entry.text("name"), until=entry.day_or_none("until"))


def _by_name(value: Mapping[str, object], place: int) -> str:
    return f"eerdere naam {value.get('name', f'op plaats {place}')}"
