"""A notice that a child departs, moves or is struck off: which rows are kept, and what is said of the others (B.9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluitend.domain.absence.departure import (
    HEADER,
    DepartureKind,
    DepartureRow,
    DepartureSource,
    check_age,
    check_brin,
    check_day,
    check_header,
    check_onderwijsnummer,
    check_source,
    check_width,
    departure_bytes,
    parse_departure,
)
from sluitend.domain.blindness import check_name

TODAY = date(2026, 3, 2)
LATEST = {
    DepartureKind.DEPARTURE: TODAY + timedelta(days=5),
    DepartureKind.MOVE: TODAY + timedelta(days=28),
    DepartureKind.STRIKE_OFF: TODAY,
}
ROW = {
    "kenmerk": "BZ-2026-17",
    "soort": "vertrek",
    "bron": "burgerzaken",
    "bsn": "123456782",
    "onderwijsnummer": "",
    "voornamen": "Noor",
    "voorvoegsel": "de",
    "achternaam": "Wit",
    "geboortedatum": "2013-05-04",
    "datum": "2026-03-01",
    "brin": "12AB",
}


def read(**other: str) -> DepartureRow | tuple[str, ...]:
    found = parse_departure(ROW | other, TODAY, LATEST)
    return found if isinstance(found, DepartureRow) else tuple(one.field for one in found)


def test_a_row_is_read() -> None:
    row = read()
    assert isinstance(row, DepartureRow)
    assert (row.kind, row.source, row.on, row.brin) == (
        DepartureKind.DEPARTURE,
        DepartureSource.CIVIL_AFFAIRS,
        date(2026, 3, 1),
        "12AB",
    )
    assert (row.given_names, row.prefix, row.surname) == ("Noor", "de", "Wit")
    assert "123456782" not in repr(row)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("kenmerk", ""),
        ("kenmerk", "een kenmerk"),
        ("kenmerk", "x" * 41),
        ("kenmerk", "123456782"),
        ("soort", ""),
        ("soort", "emigratie"),
        ("bron", "buurvrouw"),
        ("bsn", "123456789"),
        ("bsn", ""),
        ("onderwijsnummer", "12"),
        ("achternaam", "x" * 201),
        ("geboortedatum", ""),
        ("geboortedatum", "04-05-2013"),
        ("geboortedatum", "2026-04-01"),
        ("datum", "2026-02-30"),
        ("datum", "morgen"),
        ("brin", "ab12"),
    ],
)
def test_a_fault_names_its_field_and_never_repeats_what_stood_there(field: str, text: str) -> None:
    found = parse_departure(ROW | {field: text}, TODAY, LATEST)
    assert not isinstance(found, DepartureRow)
    assert field in {one.field for one in found}
    for one in found:
        assert str(one).endswith(".")
        assert len(text) < 3 or text not in str(one)


def test_a_name_of_nothing_is_named() -> None:
    assert read(voornamen="", achternaam="") == ("achternaam",)


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    assert set(read(kenmerk="", soort="", datum="")) == {"kenmerk", "soort", "datum"}


@pytest.mark.parametrize(
    ("birth", "kept"),
    [
        ("2008-03-01", False),  # turned 18 on the day itself
        ("2008-03-02", True),  # 17, the last day
        ("2021-03-01", True),  # turned 5 on the day itself
        ("2021-03-02", False),  # still 4
        ("2020-02-29", True),
    ],
)
def test_every_child_of_5_to_17_on_that_day_and_nobody_else(birth: str, kept: bool) -> None:
    """Every child of 5 to 17 on that day is looked at, and nobody else; nobody selects among them (B.9)."""
    assert isinstance(read(geboortedatum=birth), DepartureRow) is kept
    if not kept:
        assert read(geboortedatum=birth) == ("geboortedatum",)


def test_a_day_before_birth_is_no_age_at_all() -> None:
    assert check_age(date(2020, 1, 2), date(2020, 1, 1), "birth_date") is not None


@pytest.mark.parametrize("kind", DepartureKind)
def test_a_day_is_told_no_earlier_than_the_law_lets_it(kind: DepartureKind) -> None:
    """Departure is told at most five days before it, a move four weeks; striking off is told when it happened."""
    assert check_day(kind, LATEST[kind], LATEST, "on") is None
    assert check_day(kind, LATEST[kind] + timedelta(days=1), LATEST, "on") is not None


def test_striking_off_is_told_by_the_school() -> None:
    """Striking off is told by the head of the school (Leerplichtwet 18)."""
    assert read(soort="uitschrijving") == ("bron",)
    assert isinstance(read(soort="Uitschrijving", bron="School"), DepartureRow)
    assert check_source(DepartureKind.MOVE, DepartureSource.SCHOOL, "source") is None


def test_a_country_or_anything_else_of_where_they_go_does_not_fit() -> None:
    assert read(bestemming="ver weg") == ("",)
    assert not any("land" in name for name in HEADER)
    assert [name for name in HEADER if check_name(name)] == []


def test_the_first_line_is_exactly_the_names() -> None:
    assert check_header(HEADER) is None
    assert check_header(HEADER[1:]).code == "absence.header_missing"  # type: ignore[union-attr]
    assert check_header(HEADER[::-1]).code == "absence.header_order"  # type: ignore[union-attr]
    assert check_width(len(HEADER)) is None
    assert check_width(3) is not None


def test_numbers_may_be_left_out_by_hand_and_are_looked_at_when_given() -> None:
    assert check_onderwijsnummer("", "onderwijsnummer") is None
    assert check_onderwijsnummer("123456789", "onderwijsnummer") is None
    assert check_onderwijsnummer("12345678a", "onderwijsnummer") is not None
    assert check_brin("", "brin") is None
    assert check_brin("12AB", "brin") is None
    assert check_brin("12ab", "brin") is not None


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("kenmerk", "BZ-2026-18"),
        ("soort", "verhuizing"),
        ("bron", "school"),
        ("bsn", "111222333"),
        ("brin", ""),
        ("voornamen", "Noo"),
        ("voorvoegsel", ""),
        ("achternaam", "Witte"),
        ("geboortedatum", "2013-05-05"),
        ("datum", "2026-02-28"),
        ("onderwijsnummer", "123456789"),
    ],
)
def test_two_rows_that_differ_have_other_bytes(field: str, text: str) -> None:
    one, other = read(), read(**{field: text})
    assert isinstance(one, DepartureRow)
    assert isinstance(other, DepartureRow)
    assert departure_bytes(one) != departure_bytes(other)
