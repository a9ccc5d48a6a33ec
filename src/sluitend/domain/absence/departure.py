"""That a child of school age departs, moves or is struck off at school: what is known of it, and what may be entered (B.9).

Where a child goes is known as "abroad" or "another municipality", which the kind already says; never as a country.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import Bsn, age_on, check_birth_date
from sluitend.domain.vocabulary import N_, Worded

from .cells import (
    NO_BRIN,
    Faults,
    check_count,
    check_names,
    digestible,
    full_name,
    is_brin,
    is_onderwijsnummer,
    iso_date,
    numbers,
    one_of,
)
from .education import FIRST_AGE, QUALIFIED_AGE

HEADER: Final[tuple[str, ...]] = (
    "kenmerk",
    "soort",
    "bron",
    "bsn",
    "onderwijsnummer",
    "voornamen",
    "voorvoegsel",
    "achternaam",
    "geboortedatum",
    "datum",
    "brin",
)
_NAMES: Final = frozenset(HEADER)
_REFERENCE = re.compile(r"[A-Za-z0-9._/-]{1,40}")


class DepartureKind(Worded):
    """What happened to the child’s place in the registry or at school."""

    DEPARTURE = "departure", N_("vertrek naar het buitenland")
    MOVE = "move", N_("verhuizing naar een andere gemeente")
    STRIKE_OFF = "strike_off", N_("uitschrijving door de school")


class DepartureSource(Worded):
    """Who told the municipality."""

    CIVIL_AFFAIRS = "civil_affairs", N_("burgerzaken")
    SCHOOL = "school", N_("de school")


_KINDS: Mapping[str, DepartureKind] = {
    "vertrek": DepartureKind.DEPARTURE,
    "verhuizing": DepartureKind.MOVE,
    "uitschrijving": DepartureKind.STRIKE_OFF,
}
_SOURCES: Mapping[str, DepartureSource] = {
    "burgerzaken": DepartureSource.CIVIL_AFFAIRS,
    "school": DepartureSource.SCHOOL,
}


@dataclass(frozen=True, slots=True, repr=False)
class DepartureRow:
    """A notice that may be kept. reference: how its sender knows it. bsn and onderwijsnummer: in a file one of them is there.

    on: the day of departure, of the move, or of striking off. It does not show itself in traces and logs.
    """

    reference: str
    kind: DepartureKind
    source: DepartureSource
    bsn: Bsn | None
    onderwijsnummer: str
    given_names: str
    prefix: str
    surname: str
    birth_date: date
    on: date
    brin: str


def check_header(found: Sequence[str]) -> Refusal | None:
    """The first line of a file is exactly the eleven names, in this order."""
    return check_names(found, HEADER)


def check_width(cells: int) -> Refusal | None:
    """Every row has as many fields as the first line."""
    return check_count(cells, HEADER)


def check_age(birth: date, on: date, field: str) -> Refusal | None:
    """Every child of 5 to 17 on that day is looked at, and nobody else; nobody selects among them (B.9)."""
    if on >= birth and FIRST_AGE <= age_on(birth, on) < QUALIFIED_AGE:
        return None
    return Refusal(
        "departure.age",
        N_("Op deze dag is dit kind niet 5 tot en met 17 jaar. Voor een andere leeftijd is hier niets te doen."),
        field,
        "B.9",
    )


def check_day(kind: DepartureKind, on: date, latest: Mapping[DepartureKind, date], field: str) -> Refusal | None:
    """Departure is told at most five days before it, a move four weeks; striking off is told when it happened.

    latest: per kind the last day that can be told of today. Source: Wet BRP 2.39 and 2.43 lid 1; Leerplichtwet 18.
    """
    if on <= latest[kind]:
        return None
    return Refusal(
        "departure.ahead",
        N_("Deze dag ligt te ver vooruit. Zo vroeg kan niemand het melden. Kijk de datum na."),
        field,
        "Wet BRP 2.39 en 2.43 lid 1",
    )


def check_source(kind: DepartureKind, source: DepartureSource, field: str) -> Refusal | None:
    """Striking off is told by the head of the school (Leerplichtwet 18)."""
    if kind is not DepartureKind.STRIKE_OFF or source is DepartureSource.SCHOOL:
        return None
    return Refusal("departure.not_school", N_("Een uitschrijving komt van de school."), field, "Leerplichtwet 18")


def check_onderwijsnummer(text: str, field: str) -> Refusal | None:
    """An onderwijsnummer has nine digits."""
    return None if not text or is_onderwijsnummer(text) else Refusal("departure.onderwijsnummer", NINE_DIGITS, field)


def check_brin(text: str, field: str) -> Refusal | None:
    """The number of a school is two digits and two capitals."""
    return None if not text or is_brin(text) else Refusal("departure.brin", NO_SCHOOL_NUMBER, field)


NINE_DIGITS = N_("Een onderwijsnummer heeft negen cijfers.")
NO_SCHOOL_NUMBER = N_("Het nummer van een school bestaat uit twee cijfers en twee hoofdletters, zoals 12AB.")


def parse_departure(
    cells: Mapping[str, str], today: date, latest: Mapping[DepartureKind, date]
) -> DepartureRow | tuple[Refusal, ...]:
    """Read one row of a file; gives everything that is wrong with it at once, never what stood in it.

    cells: field name to text, as in HEADER; missing fields are empty. today: date in Amsterdam. latest: as in check_day.
    """
    faults = Faults()
    reference = cells.get("kenmerk", "").strip()
    if not _REFERENCE.fullmatch(reference):
        faults.add("kenmerk", N_("kenmerk ontbreekt of heeft andere tekens dan letters, cijfers, punt of streepje."))
    elif is_onderwijsnummer(reference):  # it stands in lists and logs, where no number of a person may stand
        faults.add("kenmerk", N_("kenmerk is het nummer van de melding. Gebruik geen BSN of onderwijsnummer."))
    kind = one_of(cells, "soort", _KINDS, N_("soort is vertrek, verhuizing of uitschrijving."), faults)
    source = one_of(cells, "bron", _SOURCES, N_("bron is burgerzaken of school."), faults)
    bsn, onderwijsnummer = numbers(cells, faults)
    given_names, prefix, surname = full_name(cells, faults)
    birth = iso_date(cells, "geboortedatum", faults, required=True)
    on = iso_date(cells, "datum", faults, required=True)
    brin = cells.get("brin", "").strip()
    if brin and not is_brin(brin):
        faults.add("brin", NO_BRIN)
    if not _NAMES.issuperset(cells):
        faults.add("", N_("Deze regel heeft een veld dat niet bij een melding hoort. Haal het weg."))
    found = [check_birth_date(birth, today=today, field="geboortedatum")]
    if birth is not None and on is not None:
        found.append(check_age(birth, on, "geboortedatum"))
    if kind is not None and on is not None:
        found.append(check_day(kind, on, latest, "datum"))
    if kind is not None and source is not None:
        found.append(check_source(kind, source, "bron"))
    faults.found += filter(None, found)
    if faults.found or kind is None or source is None or birth is None or on is None:
        return tuple(faults.found)
    return DepartureRow(
        reference, kind, source, bsn, onderwijsnummer, given_names, prefix, surname, birth, on, brin
    )  # fmt: skip


def departure_bytes(row: DepartureRow) -> bytes:
    """Write a row as bytes that differ whenever its content differs. Only for a keyed digest: it holds the BSN."""
    return digestible(
        row.reference,
        row.kind.value,
        row.source.value,
        row.bsn.reveal() if row.bsn else "",
        row.onderwijsnummer,
        row.given_names,
        row.prefix,
        row.surname,
        row.birth_date.isoformat(),
        row.on.isoformat(),
        row.brin,
    )


_FIRST_STEPS: Mapping[DepartureKind, str] = {
    DepartureKind.DEPARTURE: "departure_reported",
    DepartureKind.MOVE: "move_reported",
    DepartureKind.STRIKE_OFF: "strike_off_reported",
}


def first_step(kind: DepartureKind) -> str:
    """Give the step of the protocol with which a notice of this kind begins."""
    return _FIRST_STEPS[kind]


CHANGED_ROW = Refusal(
    "departure.other_content",
    N_("Dit kenmerk is al bekend, met andere gegevens. Is dit een nieuwe melding? Geef haar een eigen kenmerk."),
    "kenmerk",
)
"""What came in stays as it came in: another row under the same reference is not loaded, and is told."""
