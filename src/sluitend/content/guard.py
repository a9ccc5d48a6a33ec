"""The word list of the free-text guard, read from guard.toml into the value that domain.blindness scans with."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from sluitend.content.loader import Entry, by_code, no_doubles, packaged, whole
from sluitend.domain.blindness import CAPITAL, GuardList, GuardRule, Subject

FILE = "guard.toml"


@cache
def guard_list() -> GuardList:
    """Give the word list that comes with the program."""
    return read_guard(packaged(FILE))


def read_guard(text: str, file: str = FILE) -> GuardList:
    """Make a word list from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or double, or a word is written so that it could never match; it
            says where.
    """
    root = whole(file, text)
    root.only("version", "articles", "lists", "rule")
    lists = root.table("lists")
    named = {name: lists.words(name) for name in lists.values}
    entries = list(root.tables("rule", by_code("regel")))
    no_doubles(entries)
    rules = tuple(_rule(entry, named) for entry in entries)
    return GuardList(version=root.text("version"), rules=rules, articles=frozenset(root.words("articles")))


def _rule(entry: Entry, named: Mapping[str, Sequence[str]]) -> GuardRule:
    entry.only("code", "subject", "advice_nl", "advice_en", "words", "sequences", "names_pass", "hits", "passes")
    entry.words("hits")
    entry.words("passes")
    words = tuple(_spread(entry, "words", entry.words("words", empty=True), named))
    runs = tuple(_sequence(entry, run, named) for run in entry.values.get("sequences", []))
    if not words and not runs:
        raise entry.wrong("words", "een regel heeft woorden of reeksen nodig")
    return GuardRule(
        code=entry.text("code"),
        subject=entry.one("subject", Subject),
        advice=entry.text("advice_nl"),
        advice_en=entry.text("advice_en"),
        sequences=((words,), *runs) if words else runs,
        names_pass="names_pass" in entry.values and entry.flag("names_pass"),
    )


def _sequence(
    entry: Entry, run: Sequence[Sequence[str]], named: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, ...], ...]:
    places = tuple(tuple(_spread(entry, "sequences", place, named)) for place in run)
    if not places or not all(places) or any(word.startswith(CAPITAL) for word in places[0]):
        raise entry.wrong("sequences", f"een reeks heeft plaatsen met woorden; de eerste is nooit {CAPITAL}")
    return places


def _spread(entry: Entry, field: str, words: Sequence[str], named: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Fill in the named lists and refuse what could never match a folded word."""
    for word in words:
        if word.startswith("@"):
            if word[1:] not in named:
                raise entry.wrong(field, f"er is geen lijst {word}")
            yield from _spread(entry, field, named[word[1:]], named)
        elif word != CAPITAL and not _can_match(word.removeprefix(CAPITAL)):
            raise entry.wrong(field, f"schrijf “{word}” als een woord, klein, zonder accenten of tekens")
        else:
            yield word


def _can_match(word: str) -> bool:
    stem = word.removesuffix("*")
    short = stem != word and len(stem) < GuardList.SHORTEST
    return stem.isalnum() and not short and stem == unicodedata.normalize("NFKD", stem).casefold()
