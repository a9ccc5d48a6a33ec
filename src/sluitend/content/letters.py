"""The letters to the family, read from letters.toml: what a letter must say is looked at here, before anybody writes it."""

from __future__ import annotations

import re
from functools import cache

from sluitend.content.loader import Entry, by_code, no_doubles, packaged, whole
from sluitend.domain.letters import (
    Blank,
    LetterPart,
    LetterSubject,
    LetterTemplate,
    Pressure,
    Says,
    blanks_in,
    must_say,
)
from sluitend.domain.vocabulary import Role

FILE = "letters.toml"
_FIELDS = (
    "code", "text_nl", "text_en", "title_nl", "title_en", "roles", "subjects", "pressure", "voluntary_nl",
    "voluntary_en", "coerces_nl", "coerces_en", "talk_first", "law", "marks", "steps", "part",
)  # fmt: skip
_PART_FIELDS = ("says", "heading_nl", "heading_en", "text_nl", "text_en")
_MARKS = frozenset("VSMP")
_UNCERTAIN = "M"
_CONTACT = (Blank.WORKER, Blank.PHONE)
_BRACE = re.compile(r"[{}]")
_NEVER = re.compile(r"\b(drang|dwang|dwingen|multiprobleem\w*|probleemgezin\w*)\b", re.IGNORECASE)


@cache
def default_letters() -> dict[str, LetterTemplate]:
    """Give the letters that come with the program, by code."""
    return parse_letters(packaged(FILE))


def parse_letters(text: str, file: str = FILE) -> dict[str, LetterTemplate]:
    """Make the letters from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or double, a letter does not say what it must, its two languages have
            other blanks, or it has a word that no family should read; it says where.
    """
    root = whole(file, text)
    root.only("version", "letter")
    entries = list(root.tables("letter", by_code("brief")))
    no_doubles(entries)
    if not entries:
        raise root.wrong("letter", "is leeg")
    letters = [_letter(entry, root.text("version")) for entry in entries]
    return {letter.code: letter for letter in letters}


def _letter(entry: Entry, version: str) -> LetterTemplate:
    entry.only(*_FIELDS)
    pressure = _pressure(entry)
    marks = entry.words("marks")
    if not set(marks) <= _MARKS:
        raise entry.wrong("marks", f"kies uit {', '.join(sorted(_MARKS))}")
    pressed = "" if pressure is Pressure.NONE else pressure.value
    letter = LetterTemplate(
        code=entry.text("code"),
        version=version,
        text_nl=entry.text("text_nl"),
        text_en=entry.text("text_en"),
        title_nl=entry.text("title_nl"),
        title_en=entry.text("title_en"),
        roles=entry.many("roles", Role),
        subjects=entry.many("subjects", LetterSubject),
        pressure=pressure,
        pressed_nl=entry.text(f"{pressed}_nl") if pressed else "",
        pressed_en=entry.text(f"{pressed}_en") if pressed else "",
        talk_first=entry.flag("talk_first"),
        law=entry.text("law"),
        to_confirm=_UNCERTAIN in marks,
        steps=tuple(entry.words("steps")) if "steps" in entry.values else (),
        parts=tuple(map(_part, entry.tables("part", lambda _value, place: f"{entry.name}, deel {place}"))),
    )
    _look_at(entry, letter)
    return letter


def _pressure(entry: Entry) -> Pressure:
    pressure = entry.one("pressure", Pressure)
    for other in (Pressure.VOLUNTARY, Pressure.COERCES):
        for field in (f"{other}_nl", f"{other}_en"):
            if other is not pressure and field in entry.values:
                raise entry.wrong(field, f"hoort niet bij pressure = {pressure}")
    return pressure


def _part(entry: Entry) -> LetterPart:
    entry.only(*_PART_FIELDS)
    return LetterPart(
        says=entry.one("says", Says),
        heading_nl=entry.text("heading_nl", ""),
        heading_en=entry.text("heading_en", ""),
        text_nl=entry.text("text_nl"),
        text_en=entry.text("text_en"),
    )


def _look_at(entry: Entry, letter: LetterTemplate) -> None:
    """Look whether the letter says what it must, the same in both languages, in words that hurt nobody."""
    missing = must_say(letter.pressure) - {part.says for part in letter.parts}
    if missing:
        raise entry.wrong("part", f"{min(missing)} ontbreekt: dat moet in deze brief staan")
    pairs = [("title", letter.title_nl, letter.title_en), (letter.pressure.value, letter.pressed_nl, letter.pressed_en)]
    for part in letter.parts:
        pairs += [("heading", part.heading_nl, part.heading_en), ("text", part.text_nl, part.text_en)]
        named = blanks_in(part.text_nl)
        if part.says is Says.CONTACT and not all(blank in named for blank in _CONTACT):
            raise entry.wrong("part", "wie te bellen is, en op welk nummer, moet in de brief staan")
    for field, dutch, english in pairs:
        for name in blanks_in(dutch + english):
            if name not in set(Blank):
                raise entry.wrong(field, f"{{{name}}} bestaat niet; kies uit {', '.join(Blank)}")
        if sorted(blanks_in(dutch)) != sorted(blanks_in(english)):
            raise entry.wrong(field, "in het Engels staan andere plekken om in te vullen dan in het Nederlands")
        if _BRACE.search(re.sub(r"\{\w*\}", "", dutch + english)):
            raise entry.wrong(field, "een accolade staat los")
        if found := _NEVER.search(dutch):
            raise entry.wrong(field, f"“{found[0]}” hoort niet in een brief aan een gezin")
