"""Reads the cells of a row of a file: each fault a sentence that names its field, never what stood in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import Bsn, Name, clean_text, read_bsn, read_name
from sluitend.domain.vocabulary import N_

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NINE = re.compile(r"[0-9]{9}")
_BRIN = re.compile(r"[0-9]{2}[A-Z]{2}")
_NAME_FIELDS: Final = {"given_names": "voornamen", "prefix": "voorvoegsel", "surname": "achternaam"}

NO_BRIN = N_("brin bestaat uit twee cijfers en twee hoofdletters.")

T = TypeVar("T")


def check_names(found: Sequence[str], header: Sequence[str]) -> Refusal | None:
    """The first line of a file is exactly these names, in this order."""
    names = tuple(found)
    if names == tuple(header):
        return None
    missing = [name for name in header if name not in names]
    if missing:
        return Refusal(
            "absence.header_missing",
            N_("De eerste regel is niet goed. Dit ontbreekt: %(names)s. Gebruik een puntkomma (;) tussen de namen."),
            "file",
            params={"names": ", ".join(missing)},
        )
    return Refusal(
        "absence.header_order",
        N_("De eerste regel is niet goed. De namen moeten precies zo staan: %(names)s."),
        "file",
        params={"names": ";".join(header)},
    )


def check_count(cells: int, header: Sequence[str]) -> Refusal | None:
    """Every row has as many fields as the first line."""
    if cells == len(header):
        return None
    return Refusal(
        "absence.width",
        N_("Deze regel heeft %(found)s vakken, het moeten er %(wanted)s zijn. Kijk naar de puntkomma’s."),
        params={"found": str(cells), "wanted": str(len(header))},
    )


class Faults:
    """Collects what is wrong with a row."""

    def __init__(self) -> None:
        self.found: list[Refusal] = []

    def keep(self, value: T | Refusal, otherwise: T) -> T:
        """Give a value that was read, or what stands for it and keep the refusal."""
        if isinstance(value, Refusal):
            self.found.append(value)
            return otherwise
        return value

    def add(self, field: str, sentence: str, code: str = "") -> None:
        """Keep a sentence about a field."""
        params = {"name": field} if "%(name)s" in sentence else {}
        self.found.append(Refusal(code or f"absence.{field}", sentence, field, params=params))


def numbers(cells: Mapping[str, str], faults: Faults) -> tuple[Bsn | None, str]:
    """A row names its pupil by BSN or by onderwijsnummer."""
    typed, onderwijsnummer = cells.get("bsn", "").strip(), cells.get("onderwijsnummer", "").strip()
    bsn = faults.keep(read_bsn(typed, field="bsn"), None) if typed else None
    if onderwijsnummer and not is_onderwijsnummer(onderwijsnummer):
        faults.add("onderwijsnummer", N_("onderwijsnummer heeft negen cijfers."))
    if not typed and not onderwijsnummer:
        faults.add("bsn", N_("bsn en onderwijsnummer zijn allebei leeg. Vul een van de twee in."))
    return bsn, onderwijsnummer


def is_onderwijsnummer(text: str) -> bool:
    """Tell whether this can be an onderwijsnummer: nine digits."""
    return bool(_NINE.fullmatch(text))


def is_brin(text: str) -> bool:
    """Tell whether this can be the number of a school."""
    return bool(_BRIN.fullmatch(text))


def full_name(cells: Mapping[str, str], faults: Faults) -> tuple[str, str, str]:
    """A pupil has at least a given name or a surname: people with one name exist."""
    name = read_name(*(cells.get(part, "") for part in ("voornamen", "voorvoegsel", "achternaam")))
    if isinstance(name, Name):
        return name.given_names, name.prefix, name.surname
    faults.found += [replace(fault, field=_NAME_FIELDS[fault.field]) for fault in name]
    return "", "", ""


def one_of(cells: Mapping[str, str], name: str, words: Mapping[str, T], sentence: str, faults: Faults) -> T | None:
    """Read one of a few words; capitals, spaces and dashes do not matter."""
    found = words.get(" ".join(cells.get(name, "").replace("-", " ").split()).casefold())
    if found is None:
        choices = ", ".join(str(word) for word in dict.fromkeys(words.values()))
        faults.found.append(Refusal(f"absence.{name}", sentence, name, params={"words": choices}))
    return found


def free_text(cells: Mapping[str, str], name: str, limit: int, faults: Faults, *, lines: bool = False) -> str:
    """Read a text of so many characters. lines: it may have several lines."""
    return faults.keep(clean_text(cells.get(name, ""), field=name, limit=limit, lines=lines), "")


def iso_date(cells: Mapping[str, str], name: str, faults: Faults, *, required: bool) -> date | None:
    """Read a date as systems write it."""
    text = cells.get(name, "").strip()
    if not text:
        if required:
            faults.add(name, N_("%(name)s is leeg."))
        return None
    try:
        found = date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        faults.add(name, N_("%(name)s is geen datum zoals 2026-03-31."))
    return found


def digestible(*parts: str) -> bytes:
    """Write parts as bytes that differ whenever a part differs: each with its length before it.

    Only for a keyed digest: it may hold a BSN.
    """
    return b"".join(len(raw).to_bytes(4) + raw for raw in (part.encode() for part in parts))
