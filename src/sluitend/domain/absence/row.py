"""One row of a file with absence reports: checked field by field, each fault a sentence that names its field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import Bsn, check_birth_date
from sluitend.domain.vocabulary import N_

from .cells import (
    NO_BRIN,
    Faults,
    check_count,
    check_names,
    digestible,
    free_text,
    full_name,
    is_brin,
    iso_date,
    numbers,
    one_of,
)
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
_VESTIGING = re.compile(r"[0-9]{2}")
_HOURS = re.compile(r"[0-9]{1,4}([.,][0-9])?")
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
    return check_names(found, HEADER)


def check_width(cells: int) -> Refusal | None:
    """Every row has as many fields as the first line."""
    return check_count(cells, HEADER)


def parse_row(cells: Mapping[str, str], today: date) -> AbsenceRow | tuple[Refusal, ...]:
    """Read one row; gives everything that is wrong with it at once, never what stood in it.

    cells: field name to text, as in HEADER; missing fields are empty. today: date in Amsterdam.
    """
    faults = Faults()
    melding_id = cells.get("melding_id", "").strip()
    if not _ID.fullmatch(melding_id):
        faults.add(
            "melding_id", N_("melding_id ontbreekt of heeft andere tekens dan letters, cijfers, punt of streepje.")
        )
    kind = one_of(cells, "soort", _KINDS, N_("soort is geen soort van het register. Kies uit: %(words)s."), faults)
    status = one_of(cells, "status", _STATES, N_("status is geen stand van het register. Kies uit: %(words)s."), faults)
    bsn, onderwijsnummer = numbers(cells, faults)
    given_names, prefix, surname = full_name(cells, faults)
    birth, begin, end = _days(cells, today, faults)
    brin, vestiging = _school(cells, faults)
    hours = _hours(cells.get("omvang_uren", "").strip(), faults)
    rest = {name: free_text(cells, name, LONG_TEXT, faults, lines=True) for name in ("toelichting", "acties_school")}
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


def _days(cells: Mapping[str, str], today: date, faults: Faults) -> tuple[date | None, date | None, date | None]:
    """Birth comes before the absence begins, begin before end, and nothing begins tomorrow."""
    birth = iso_date(cells, "geboortedatum", faults, required=True)
    begin = iso_date(cells, "begindatum", faults, required=True)
    end = iso_date(cells, "einddatum", faults, required=False)
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


def _school(cells: Mapping[str, str], faults: Faults) -> tuple[str, str]:
    brin, vestiging = cells.get("brin", "").strip(), cells.get("vestiging", "").strip()
    if not is_brin(brin):
        faults.add("brin", NO_BRIN)
    if vestiging and not _VESTIGING.fullmatch(vestiging):
        faults.add("vestiging", N_("vestiging bestaat uit twee cijfers."))
    return brin, vestiging


def _hours(text: str, faults: Faults) -> Decimal | None:
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
    return digestible(
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
