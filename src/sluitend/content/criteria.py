"""The entry criteria a person ticks, their extra conditions, and what is never a criterion; read from criteria.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sluitend.content.loader import Entry, by_code, no_doubles, no_shorter, packaged, whole

FILE = "criteria.toml"
GROUPS = ("a", "b", "c")
NEVER_AT_LEAST = frozenset(f"n{number}" for number in range(1, 10))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion (A.14): a person ticks it and writes the facts beside it.

    group: a, b or c; entry asks at least one of each. evidence: what those facts are. marks: as in the matrix.
    """

    code: str
    group: str
    text_nl: str
    text_en: str
    evidence_nl: str
    evidence_en: str
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence with a code, in both languages."""

    code: str
    text_nl: str
    text_en: str


@dataclass(frozen=True, slots=True)
class ExtraConditions:
    """What a heavier track asks besides: any one of the conditions, or all of them."""

    code: str
    text_nl: str
    text_en: str
    needs_all: bool
    conditions: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Criteria:
    """Everything a decider sees when a family may enter; the decision is looked at again within review_months."""

    version: str
    review_months: int
    criteria: tuple[Criterion, ...]
    extra: tuple[ExtraConditions, ...]
    never: tuple[Text, ...]


@cache
def criteria() -> Criteria:
    """Give the criteria that come with the program."""
    return parse_criteria(packaged(FILE))


def parse_criteria(text: str, file: str = FILE) -> Criteria:
    """Make the criteria from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or double, a group has no criterion, or the list of what is never a
            criterion became shorter; it says where.
    """
    root = whole(file, text)
    root.only("version", "review_months", "criterion", "extra", "never")
    entries = list(root.tables("criterion", by_code("criterium")))
    no_doubles(entries)
    found = tuple(map(_criterion, entries))
    for group in GROUPS:
        if group not in {one.group for one in found}:
            raise root.wrong("criterion", f"groep {group} heeft geen criterium")
    extra = list(root.tables("extra", by_code("extra")))
    no_doubles(extra)
    return Criteria(
        version=root.text("version"),
        review_months=_review(root),
        criteria=found,
        extra=tuple(map(_extra, extra)),
        never=_never(root),
    )


def _review(root: Entry) -> int:
    months = root.number("review_months")
    if not 1 <= months <= 6:
        raise root.wrong("review_months", "ligt tussen 1 en 6: uiterlijk na een half jaar wordt opnieuw gekeken")
    return months


def _criterion(entry: Entry) -> Criterion:
    entry.only("code", "group", "text_nl", "text_en", "evidence_nl", "evidence_en", "marks")
    if entry.text("group") not in GROUPS:
        raise entry.wrong("group", "kies uit a, b en c")
    return Criterion(
        code=entry.text("code"),
        group=entry.text("group"),
        text_nl=entry.text("text_nl"),
        text_en=entry.text("text_en"),
        evidence_nl=entry.text("evidence_nl"),
        evidence_en=entry.text("evidence_en"),
        marks=frozenset(entry.words("marks")),
    )


def _extra(entry: Entry) -> ExtraConditions:
    entry.only("code", "text_nl", "text_en", "need", "condition")
    if entry.text("need") not in {"any", "all"}:
        raise entry.wrong("need", "kies uit any en all")
    return ExtraConditions(
        code=entry.text("code"),
        text_nl=entry.text("text_nl"),
        text_en=entry.text("text_en"),
        needs_all=entry.text("need") == "all",
        conditions=_texts(entry, "condition", "voorwaarde"),
    )


def _never(root: Entry) -> tuple[Text, ...]:
    never = _texts(root, "never", "nooit")
    no_shorter(root, "never", (one.code for one in never), NEVER_AT_LEAST)
    return never


def _texts(entry: Entry, field: str, label: str) -> tuple[Text, ...]:
    entries = list(entry.tables(field, by_code(label)))
    no_doubles(entries)
    if not entries:
        raise entry.wrong(field, "is leeg")
    for one in entries:
        one.only("code", "text_nl", "text_en")
    return tuple(Text(one.text("code"), one.text("text_nl"), one.text("text_en")) for one in entries)
