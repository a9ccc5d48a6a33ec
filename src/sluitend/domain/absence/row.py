"""One row of a file with absence reports: checked field by field, each fault a sentence that names its field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import Bsn, Name, check_birth_date, clean_text, read_bsn, read_name
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
HEADER_NAMES: Final = frozenset(HEADER)
LONG_TEXT: Final = 4000
MOST_HOURS: Final = Decimal(2000)

_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")
_BRIN = re.compile(r"[0-9]{2}[A-Z]{2}")
_VESTIGING = re.compile(r"[0-9]{2}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOURS = re.compile(r"[0-9]{1,4}([.,][0-9])?")
_NINE = re.compile(r"[0-9]{9}")
_NAME_FIELDS = {"given_names": "voornamen", "prefix": "voorvoegsel", "surname": "achternaam"}
# The words of the register in full, and the short ones schools use; capitals and dashes do not matter.
_KINDS: Mapping[str, AbsenceKind] = {kind.value.replace("-", " "): kind for kind in AbsenceKind} | {
    "16 uur": AbsenceKind.SIXTEEN_HOURS,
    "langdurig": AbsenceKind.LONG,
    "luxe": AbsenceKind.LUXURY,
    "18 plus": AbsenceKind.EIGHTEEN_PLUS,
    "doorstroompunt 18 plus verzuim": AbsenceKind.EIGHTEEN_PLUS,
    "overig verzuim": AbsenceKind.OTHER,
}
_STATES: Mapping[str, RegisterStatus] = {state.value.casefold(): state for state in RegisterStatus}


@dataclass(frozen=True, slots=True, repr=False)
class AbsenceRow:
    """A row that may be loaded. bsn and onderwijsnummer: one of them is there. hours: with at most one decimal.

    given_names and surname: one of them is there. It does not show itself in traces and logs.
    """

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
    kind = _one_of(cells, "soort", _KINDS, N_("soort is geen soort van het register. Kies uit: %(words)s."), faults)
    status = _one_of(
        cells, "status", _STATES, N_("status is geen stand van het register. Kies uit: %(words)s."), faults
    )
    bsn, onderwijsnummer = _numbers(cells, faults)
    given_names, prefix, surname = _name(cells, faults)
    birth, begin, end = _days(cells, today, faults)
    brin, vestiging = _school(cells, faults)
    hours = _hours(cells.get("omvang_uren", "").strip(), faults)
    rest = {name: _text(cells, name, LONG_TEXT, faults, lines=True) for name in ("toelichting", "acties_school")}
    if not HEADER_NAMES.issuperset(cells):
        faults.add("", N_("Deze regel heeft een veld dat niet bij een melding hoort. Haal het weg."))
    if faults.found or kind is None or status is None or birth is None or begin is None:
        return tuple(faults.found)
    return AbsenceRow(
        melding_id,
        kind,
        bsn,
        onderwijsnummer,
        given_names,
        prefix,
        surname,
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


def _name(cells: Mapping[str, str], faults: _Faults) -> tuple[str, str, str]:
    """A pupil has at least a given name or a surname: people with one name exist."""
    name = read_name(*(cells.get(part, "") for part in ("voornamen", "voorvoegsel", "achternaam")))
    if isinstance(name, Name):
        return name.given_names, name.prefix, name.surname
    faults.found += [replace(fault, field=_NAME_FIELDS[fault.field]) for fault in name]
    return "", "", ""


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


def _one_of(cells: Mapping[str, str], name: str, words: Mapping[str, T], sentence: str, faults: _Faults) -> T | None:
    found = words.get(" ".join(cells.get(name, "").replace("-", " ").split()).casefold())
    if found is None:
        choices = ", ".join(str(word) for word in dict.fromkeys(words.values()))
        faults.found.append(Refusal(f"absence.{name}", sentence, name, params={"words": choices}))
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
