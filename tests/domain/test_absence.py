"""Absence: from when until when, what a row must say, and what may leave (B.1–B.5, sharing rule 11)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluitend.domain.absence import (
    HEADER,
    AbsenceKind,
    AbsenceRow,
    Closing,
    RegisterStatus,
    ReportStatus,
    ReportStep,
    canonical,
    check_closing,
    check_header,
    check_not_ahead,
    check_pass_on,
    check_register,
    check_report,
    check_width,
    leerplicht_end,
    leerplicht_start,
    move,
    must_be_at_school,
    parse_row,
    qualifies_until,
    school_year,
)
from sluitend.domain.absence.states import describe

PAGE = Path(__file__).parents[2] / "docs" / "states" / "verzuim.md"
TODAY = date(2026, 3, 2)
GOOD = {
    "melding_id": "V-1",
    "soort": "16 uur in 4 weken",
    "bsn": "123456782",
    "onderwijsnummer": "",
    "voornamen": "Noor",
    "voorvoegsel": "de",
    "achternaam": "Wit",
    "geboortedatum": "2013-05-04",
    "brin": "12AB",
    "vestiging": "00",
    "begindatum": "2026-02-02",
    "einddatum": "2026-02-20",
    "omvang_uren": "16,5",
    "toelichting": "Vaak te laat of niet aanwezig.",
    "acties_school": "Gesprek met de ouders.",
    "status": "Geregistreerd",
}
births = st.dates(min_value=date(1996, 1, 1), max_value=date(2025, 12, 31))


@pytest.mark.parametrize(
    ("birth", "start"),
    [
        (date(2015, 3, 10), date(2020, 4, 1)),
        (date(2015, 12, 31), date(2021, 1, 1)),
        (date(2016, 2, 29), date(2021, 4, 1)),
        (date(2015, 7, 31), date(2020, 8, 1)),
        (date(2015, 8, 1), date(2020, 9, 1)),
    ],
)
def test_leerplicht_starts_in_the_month_after_the_fifth_birthday(birth: date, start: date) -> None:
    assert leerplicht_start(birth) == start


@pytest.mark.parametrize(
    ("birth", "end"),
    [
        (date(2010, 7, 31), date(2026, 7, 31)),
        (date(2010, 8, 1), date(2027, 7, 31)),
        (date(2010, 1, 15), date(2026, 7, 31)),
        (date(2008, 2, 29), date(2024, 7, 31)),
    ],
)
def test_leerplicht_ends_with_the_school_year_in_which_the_child_turns_sixteen(birth: date, end: date) -> None:
    assert leerplicht_end(birth) == end


@pytest.mark.parametrize(
    ("birth", "free"),
    [
        (date(2010, 1, 15), date(2028, 1, 15)),
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2010, 8, 1), date(2028, 8, 1)),
    ],
)
def test_kwalificatieplicht_lasts_until_the_eighteenth_birthday(birth: date, free: date) -> None:
    assert qualifies_until(birth) == free


def test_twelve_full_school_years_may_end_leerplicht_earlier() -> None:
    assert leerplicht_end(date(2010, 10, 1), 2014) == date(2026, 7, 31)
    assert leerplicht_end(date(2010, 10, 1), 2016) == date(2027, 7, 31)


@given(births)
def test_every_child_has_leerplicht_before_kwalificatieplicht_ends(birth: date) -> None:
    start, end, free = leerplicht_start(birth), leerplicht_end(birth), qualifies_until(birth)
    assert start < end
    assert start.day == 1
    assert (end.month, end.day) == (7, 31)
    assert must_be_at_school(birth, start)
    assert not must_be_at_school(birth, start - timedelta(days=1))
    assert not must_be_at_school(birth, free)
    assert must_be_at_school(birth, free - timedelta(days=1))
    assert 15 <= (end.year - birth.year) <= 17


@given(births)
def test_a_school_year_runs_from_august_to_july(day: date) -> None:
    first, last = school_year(day)
    assert first <= day <= last
    assert last - first in (timedelta(days=364), timedelta(days=365))


def test_a_good_row_is_read_as_it_stands() -> None:
    row = parse_row(GOOD, TODAY)
    assert isinstance(row, AbsenceRow)
    assert row.kind is AbsenceKind.SIXTEEN_HOURS
    assert row.register_status is RegisterStatus.REGISTERED
    assert (row.given_names, row.prefix, row.surname) == ("Noor", "de", "Wit")
    assert row.hours == Decimal("16.5")
    assert row.end_on == date(2026, 2, 20)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("16 uur", AbsenceKind.SIXTEEN_HOURS),
        ("16 Uur in 4 Weken", AbsenceKind.SIXTEEN_HOURS),
        ("langdurig", AbsenceKind.LONG),
        ("Langdurig relatief verzuim", AbsenceKind.LONG),
        ("luxe", AbsenceKind.LUXURY),
        ("18-plus", AbsenceKind.EIGHTEEN_PLUS),
        ("Doorstroompunt 18-plus", AbsenceKind.EIGHTEEN_PLUS),
        ("Doorstroompunt 18-plus verzuim", AbsenceKind.EIGHTEEN_PLUS),
        (" overig ", AbsenceKind.OTHER),
    ],
)
def test_the_kind_is_read_in_the_words_of_the_register_and_in_short(typed: str, kind: AbsenceKind) -> None:
    row = parse_row({**GOOD, "soort": typed}, TODAY)
    assert isinstance(row, AbsenceRow)
    assert row.kind is kind


def test_an_absence_may_begin_and_end_today() -> None:
    row = parse_row({**GOOD, "begindatum": "2026-03-02", "einddatum": "2026-03-02"}, TODAY)
    assert isinstance(row, AbsenceRow)
    assert row.begin_on == row.end_on == TODAY


def test_a_wrong_kind_is_told_with_the_words_there_are() -> None:
    found = parse_row({**GOOD, "soort": "spijbelen"}, TODAY)
    assert isinstance(found, tuple)
    assert str(found[0]).startswith("soort is geen soort van het register. Kies uit: 16 uur in 4 weken, langdurig")
    assert len(str(found[0])) <= 300


@pytest.mark.parametrize("left_out", ["voornamen", "achternaam"])
def test_somebody_with_one_name_can_be_reported(left_out: str) -> None:
    assert isinstance(parse_row({**GOOD, left_out: ""}, TODAY), AbsenceRow)


def test_a_pupil_has_at_least_a_given_name_or_a_surname() -> None:
    found = parse_row({**GOOD, "voornamen": " ", "achternaam": ""}, TODAY)
    assert isinstance(found, tuple)
    assert [(fault.field, str(fault)) for fault in found] == [("achternaam", "Vul een voornaam of een achternaam in.")]


def test_a_field_that_is_not_in_the_header_is_refused_and_not_repeated() -> None:
    """What nobody asked for is not taken in, and not quietly dropped either."""
    found = parse_row({**GOOD, "extra_veld": "x"}, TODAY)
    assert isinstance(found, tuple)
    assert str(found[0]) == "Deze regel heeft een veld dat niet bij een melding hoort. Haal het weg."


def test_a_row_does_not_show_itself_in_traces() -> None:
    shown = repr([parse_row(GOOD, TODAY)])
    assert not any(secret in shown for secret in ("Noor", "Wit", "2013", "123456782", "V-1"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("melding_id", ""),
        ("melding_id", "a b"),
        ("melding_id", "x" * 41),
        ("soort", "spijbelen"),
        ("bsn", "123456789"),
        ("bsn", "12345678"),
        ("bsn", ""),
        ("onderwijsnummer", "12"),
        ("voornamen", "x" * 201),
        ("voorvoegsel", "van den achterhoek in t"),
        ("achternaam", "x" * 201),
        ("geboortedatum", ""),
        ("geboortedatum", "04-05-2013"),
        ("geboortedatum", "2013-02-30"),
        ("geboortedatum", "20130504"),
        ("geboortedatum", "2013-W18-6"),
        ("geboortedatum", "2026-03-03"),
        ("geboortedatum", "1900-01-01"),
        ("brin", "AB12"),
        ("vestiging", "0"),
        ("begindatum", "2026-03-03"),
        ("begindatum", "vandaag"),
        ("begindatum", "2012-01-01"),
        ("einddatum", "2026-01-31"),
        ("omvang_uren", "-1"),
        ("omvang_uren", "16,55"),
        ("omvang_uren", "9999"),
        ("toelichting", "x" * 4001),
        ("status", ""),
        ("status", "open"),
    ],
)
def test_every_fault_is_a_dutch_sentence_that_names_its_field_and_not_what_stood_there(field: str, typed: str) -> None:
    found = parse_row({**GOOD, field: typed}, TODAY)
    assert isinstance(found, tuple)
    assert field in {refusal.field for refusal in found}
    for refusal in found:
        assert str(refusal).endswith(".")
        assert len(typed.strip()) < 4 or typed not in str(refusal)


def test_all_faults_of_a_row_come_at_once() -> None:
    found = parse_row(dict.fromkeys(HEADER, ""), TODAY)
    assert isinstance(found, tuple)
    assert {
        "melding_id",
        "soort",
        "bsn",
        "achternaam",
        "geboortedatum",
        "brin",
        "begindatum",
        "status",
    } == {refusal.field for refusal in found}


@given(st.dictionaries(st.sampled_from(HEADER), st.text(max_size=50)))
def test_no_text_makes_a_row_fail_without_a_sentence(cells: dict[str, str]) -> None:
    found = parse_row(cells, TODAY)
    assert isinstance(found, AbsenceRow) or all(str(refusal) for refusal in found)


@pytest.mark.parametrize("field", [name for name in HEADER if name != "vestiging"])
def test_a_row_with_other_content_has_other_bytes(field: str) -> None:
    other = {
        "melding_id": "V-2",
        "soort": "overig",
        "bsn": "111222333",
        "onderwijsnummer": "123456789",
        "voornamen": "Noora",
        "voorvoegsel": "van",
        "achternaam": "Wits",
        "geboortedatum": "2013-05-05",
        "brin": "12AC",
        "begindatum": "2026-02-03",
        "einddatum": "",
        "omvang_uren": "",
        "toelichting": "",
        "acties_school": "x",
        "status": "Ingetrokken",
    }[field]
    first, second = parse_row(GOOD, TODAY), parse_row({**GOOD, field: other}, TODAY)
    assert isinstance(first, AbsenceRow)
    assert isinstance(second, AbsenceRow), second
    assert canonical(first) != canonical(second)


def test_bytes_of_two_fields_cannot_flow_into_each_other() -> None:
    first = parse_row({**GOOD, "voornamen": "AB", "voorvoegsel": "", "achternaam": "C"}, TODAY)
    second = parse_row({**GOOD, "voornamen": "A", "voorvoegsel": "B", "achternaam": "C"}, TODAY)
    assert isinstance(first, AbsenceRow)
    assert isinstance(second, AbsenceRow)
    assert canonical(first) != canonical(second)


def test_the_first_line_is_exactly_the_sixteen_names() -> None:
    assert check_header(HEADER) is None
    assert check_header(HEADER[:-1]) is not None
    assert check_header((*HEADER, "extra")) is not None
    assert check_header(tuple(reversed(HEADER))) is not None
    assert "status" in str(check_header(HEADER[:-1]))
    assert check_width(16) is None
    assert check_width(15) is not None


R, S, K = RegisterStatus, ReportStatus, ReportStep
FORWARD = {
    (R.REGISTERED, R.HANDLING),
    (R.REGISTERED, R.CLOSED),
    (R.REGISTERED, R.NOTED),
    (R.REGISTERED, R.WITHDRAWN),
    (R.HANDLING, R.CLOSED),
    (R.HANDLING, R.NOTED),
    (R.HANDLING, R.WITHDRAWN),
}


@pytest.mark.parametrize(("before", "after"), list(product(R, R)))
def test_a_report_goes_only_forward_in_the_register(before: RegisterStatus, after: RegisterStatus) -> None:
    """Geregistreerd (school) → In behandeling (gemeente) → Afgesloten | Ter kennisgeving aangenomen; Ingetrokken (B.4)."""
    refused = check_register(before, after)
    assert (refused is None) is (before is after or (before, after) in FORWARD)
    if refused is not None:
        assert refused.field == "status"
        assert before.value in str(refused)
        assert len(str(refused)) <= 300, "an error of a file keeps no more"


@pytest.mark.parametrize(("before", "step"), list(product(S, K)))
def test_a_closed_report_stays_closed(before: ReportStatus, step: ReportStep) -> None:
    """Re-open only as a new report (B.4)."""
    allowed = before is not S.CLOSED
    assert (check_report(before, step) is None) is allowed
    if allowed:
        assert move(before, step) is (S.HANDLING if step is K.CONTACT else S.CLOSED)


def test_the_page_about_states_is_the_tables_themselves() -> None:
    assert PAGE.read_text(encoding="utf-8") == describe()


def test_closing_takes_a_sentence_and_only_a_school_withdraws() -> None:
    assert check_closing(Closing.BACK, "Noor is er elke dag weer.") is None
    assert check_closing(Closing.BACK, " ") is not None
    assert check_closing(Closing.WITHDRAWN, "x") is not None


@pytest.mark.parametrize("left_out", range(2))
def test_passing_on_takes_a_goal_and_a_reason(left_out: int) -> None:
    words = ["Elke dag naar school", "Er is meer nodig dan leerplicht"]
    assert check_pass_on(*words) is None
    words[left_out] = " "
    assert check_pass_on(*words) is not None


def test_contact_is_noted_when_it_has_been() -> None:
    assert check_not_ahead(TODAY, TODAY, "contact_on") is None
    assert check_not_ahead(None, TODAY, "contact_on") is None
    assert check_not_ahead(TODAY + timedelta(days=1), TODAY, "contact_on") is not None
