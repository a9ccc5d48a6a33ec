"""One row of a file with absence reports: checked field by field, each fault a sentence that names its field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import NAME_LIMIT, Bsn, check_birth_date, clean_text, read_bsn
from sluitend.domain.vocabulary import N_

from .report import AbsenceKind, RegisterStatus

HEADER: Final[tuple[str, ...]] = (
    "melding_id",
    "soort",
    "bsn",
    "onderwijsnummer",
    "voornamen",
    "voorvoegsel",
    "achternaam",
    "geboortedatum",
    "brin",
    "vestiging",
    "begindatum",
    "einddatum",
    "omvang_uren",
    "toelichting",
    "acties_school",
    "status",
)
LONG_TEXT: Final = 4000
MOST_HOURS: Final = Decimal(2000)

_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")
_BRIN = re.compile(r"[0-9]{2}[A-Z]{2}")
_VESTIGING = re.compile(r"[0-9]{2}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOURS = re.compile(r"[0-9]{1,4}([.,][0-9])?")
_NINE = re.compile(r"[0-9]{9}")


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """A row that may be loaded. bsn and onderwijsnummer: one of them is there. hours: with at most one decimal."""

    melding_id: str
    kind: AbsenceKind
    bsn: Bsn | None
    onderwijsnummer: str
    given_names: str
    prefix: str
    surname: str
    birth_date: date
    brin: str
    vestiging: str
    begin_on: date
    end_on: date | None
    hours: Decimal | None
    explanation: str
    school_actions: str
    register_status: RegisterStatus


def check_header(found: Sequence[str]) -> Refusal | None:
    """The first line of a file is exactly the sixteen names, in this order."""
    names = tuple(found)
    if names == HEADER:
        return None
    missing = [name for name in HEADER if name not in names]
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
        params={"names": ";".join(HEADER)},
    )


def check_width(cells: int) -> Refusal | None:
    """Every row has as many fields as the first line."""
    if cells == len(HEADER):
        return None
    return Refusal(
        "absence.width",
        N_("Deze regel heeft %(found)s vakken, het moeten er %(wanted)s zijn. Kijk naar de puntkomma’s."),
        params={"found": str(cells), "wanted": str(len(HEADER))},
    )


T = TypeVar("T")


class _Faults:
    """Collects what is wrong with a row."""

    def __init__(self) -> None:
        self.found: list[Refusal] = []

    def keep(self, value: T | Refusal, otherwise: T) -> T:
        if isinstance(value, Refusal):
            self.found.append(value)
            return otherwise
        return value

    def add(self, field: str, sentence: str) -> None:
        params = {"name": field} if "%(name)s" in sentence else {}
        self.found.append(Refusal(f"absence.{field}", sentence, field, params=params))


def parse_row(cells: Mapping[str, str], today: date) -> AbsenceRow | tuple[Refusal, ...]:
    """Read one row; gives everything that is wrong with it at once, never what stood in it.

    cells: field name to text, as in HEADER; missing fields are empty. today: date in Amsterdam.
    """
    faults = _Faults()
    melding_id = cells.get("melding_id", "").strip()
    if not _ID.fullmatch(melding_id):
        faults.add(
            "melding_id", N_("melding_id ontbreekt of heeft andere tekens dan letters, cijfers, punt of streepje.")
        )
    kind = _one_of(cells, "soort", AbsenceKind, N_("soort is niet een van de soorten van het register."), faults)
    status = _one_of(cells, "status", RegisterStatus, N_("status is niet een van de standen van het register."), faults)
    bsn, onderwijsnummer = _numbers(cells, faults)
    names = {name: _name(cells, name, faults) for name in ("voornamen", "achternaam")}
    birth, begin, end = _days(cells, today, faults)
    brin, vestiging = _school(cells, faults)
    hours = _hours(cells.get("omvang_uren", "").strip(), faults)
    rest = {name: _text(cells, name, LONG_TEXT, faults, lines=True) for name in ("toelichting", "acties_school")}
    prefix = _text(cells, "voorvoegsel", 20, faults)
    if faults.found or kind is None or status is None or birth is None or begin is None:
        return tuple(faults.found)
    return AbsenceRow(
        melding_id,
        kind,
        bsn,
        onderwijsnummer,
        names["voornamen"],
        prefix,
        names["achternaam"],
        birth,
        brin,
        vestiging,
        begin,
        end,
        hours,
        rest["toelichting"],
        rest["acties_school"],
        status,
    )


def _numbers(cells: Mapping[str, str], faults: _Faults) -> tuple[Bsn | None, str]:
    """A report names its pupil by BSN or by onderwijsnummer."""
    typed, onderwijsnummer = cells.get("bsn", "").strip(), cells.get("onderwijsnummer", "").strip()
    bsn = faults.keep(read_bsn(typed, field="bsn"), None) if typed else None
    if onderwijsnummer and not _NINE.fullmatch(onderwijsnummer):
        faults.add("onderwijsnummer", N_("onderwijsnummer heeft negen cijfers."))
    if not typed and not onderwijsnummer:
        faults.add("bsn", N_("bsn en onderwijsnummer zijn allebei leeg. Vul een van de twee in."))
    return bsn, onderwijsnummer


def _name(cells: Mapping[str, str], name: str, faults: _Faults) -> str:
    before = len(faults.found)
    value = _text(cells, name, NAME_LIMIT, faults)
    if not value and len(faults.found) == before:
        faults.add(name, N_("%(name)s is leeg."))
    return value


def _days(cells: Mapping[str, str], today: date, faults: _Faults) -> tuple[date | None, date | None, date | None]:
    """Birth comes before the absence begins, begin before end, and nothing begins tomorrow."""
    birth = _date(cells, "geboortedatum", faults, required=True)
    begin = _date(cells, "begindatum", faults, required=True)
    end = _date(cells, "einddatum", faults, required=False)
    wrong = check_birth_date(birth, today=today, field="geboortedatum")
    if wrong is not None:
        faults.found.append(wrong)
    if begin is not None and begin > today:
        faults.add("begindatum", N_("begindatum ligt in de toekomst."))
    if begin is not None and end is not None and end < begin:
        faults.add("einddatum", N_("einddatum ligt voor begindatum."))
    if birth is not None and begin is not None and begin < birth:
        faults.add("begindatum", N_("begindatum ligt voor de geboortedatum."))
    return birth, begin, end


def _school(cells: Mapping[str, str], faults: _Faults) -> tuple[str, str]:
    brin, vestiging = cells.get("brin", "").strip(), cells.get("vestiging", "").strip()
    if not _BRIN.fullmatch(brin):
        faults.add("brin", N_("brin bestaat uit twee cijfers en twee hoofdletters."))
    if vestiging and not _VESTIGING.fullmatch(vestiging):
        faults.add("vestiging", N_("vestiging bestaat uit twee cijfers."))
    return brin, vestiging


W = TypeVar("W", AbsenceKind, RegisterStatus)


def _one_of(cells: Mapping[str, str], name: str, words: type[W], sentence: str, faults: _Faults) -> W | None:
    wanted = cells.get(name, "").strip().casefold()
    found = next((word for word in words if word.value.casefold() == wanted), None)
    if found is None:
        faults.add(name, sentence)
    return found


def _text(cells: Mapping[str, str], name: str, limit: int, faults: _Faults, *, lines: bool = False) -> str:
    return faults.keep(clean_text(cells.get(name, ""), field=name, limit=limit, lines=lines), "")


def _date(cells: Mapping[str, str], name: str, faults: _Faults, *, required: bool) -> date | None:
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


def _hours(text: str, faults: _Faults) -> Decimal | None:
    if not text:
        return None
    if not _HOURS.fullmatch(text) or Decimal(text.replace(",", ".")) > MOST_HOURS:
        faults.add(
            "omvang_uren", N_("omvang_uren is een aantal uren van 0 tot 2000, met hooguit een cijfer na de komma.")
        )
        return None
    return Decimal(text.replace(",", "."))


def canonical(row: AbsenceRow) -> bytes:
    """Write a row as bytes that differ whenever its content differs: each field with its length before it.

    Only for a keyed digest: it holds the BSN.
    """
    parts = (
        row.melding_id,
        row.kind.value,
        row.bsn.reveal() if row.bsn else "",
        row.onderwijsnummer,
        row.given_names,
        row.prefix,
        row.surname,
        row.birth_date.isoformat(),
        row.brin,
        row.vestiging,
        row.begin_on.isoformat(),
        row.end_on.isoformat() if row.end_on else "",
        f"{row.hours:.1f}" if row.hours is not None else "",
        row.explanation,
        row.school_actions,
        row.register_status.value,
    )
    return b"".join(len(raw).to_bytes(4) + raw for raw in (part.encode() for part in parts))
