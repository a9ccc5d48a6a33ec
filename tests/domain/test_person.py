"""What people type about a person is kept whole, or refused with a plain sentence; a BSN never shows itself."""

from __future__ import annotations

import copy
import json
import pickle
import traceback
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import (
    Bsn,
    Name,
    RightsAge,
    age_on,
    check_birth_date,
    clean_text,
    fold,
    passes_eleven_test,
    read_birth_date,
    read_bsn,
    read_name,
    read_phone,
    read_postcode,
    rights_age,
    show_phone,
    show_postcode,
)

TODAY = date(2026, 11, 24)


def code(outcome):
    return outcome.code if isinstance(outcome, Refusal) else None


# --- Text -----------------------------------------------------------------------------------------------------------

KEPT = [
    "O'Neil",
    "van der Ŝmit-Ğ",
    "Q",
    "Null",
    "None",
    "<script>alert(1)</script>",
    "{{7*7}}",
    '=HYPERLINK("x")',
    "Łukasz Żółć",
    "Ólafur Þórsson",
    "محمد",
    "Нина",
    "李",
    "n̈",
    "👨‍👩‍👧 met 👍🏽",
    "क्‍ष",
    "می‌خواهم",
    "a" * 200,
    "'; drop table person; --",
    "../../etc/passwd",
    "100% & meer",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_people_write_is_kept_literally(text):
    assert clean_text(text, field="x", limit=200) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jan\x00sen", "Jansen"),
        ("Jan\u202enesnaJ\u202c", "JannesnaJ"),
        ("Jan\u2067sen\u2069", "Jansen"),
        ("Jan\u200bsen", "Jansen"),
        ("Jan\u200dsen\u200c", "Jansen"),
        ("\ufeffJansen", "Jansen"),
        ("Jan\u00adsen", "Jansen"),
        ("Jan\x1b[31msen", "Jan[31msen"),
        ("  Jan \t\n sen ", "Jan sen"),
        ("e\u0301", "é"),
        ("Jan\ufffesen", "Jansen"),
    ],
)
def test_signs_nobody_can_see_go(typed, kept):
    """NUL, control characters, direction overrides and zero-width signs are taken out; the letters stay."""
    assert clean_text(typed, field="x", limit=200) == kept


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x85"])
def test_lines_stay_lines_in_a_long_text(end):
    assert clean_text(f"  een  twee{end}\tdrie ", field="x", limit=200, lines=True) == "een  twee\n\tdrie"


def test_a_lone_surrogate_is_refused_with_its_place():
    refusal = clean_text("Jan\ud83dsen", field="note", limit=200)
    assert refusal == clean_text("Jan\ufffdsen", field="note", limit=200), "so is the sign for one that got lost"
    assert (refusal.code, refusal.field) == ("text.not_storable", "note")
    assert str(refusal) == "Er staat een teken in dat we niet kunnen bewaren, op plaats 4. Haal het weg."


@pytest.mark.parametrize("text", ["x" * 5_000_000, "x\n" * 200_000])
def test_a_text_that_does_not_fit_says_how_long_it_is(text):
    refusal = clean_text(text, field="note", limit=4000, lines=True)
    length = "5.000.000" if len(text) == 5_000_000 else "399.999"
    assert str(refusal) == f"Deze tekst heeft {length} tekens. Er passen er 4.000. Maak de tekst korter."


def test_the_limit_counts_what_is_kept():
    assert clean_text("  " + "x" * 10 + "\x00" * 50, field="x", limit=10) == "x" * 10
    assert code(clean_text("x" * 11, field="x", limit=10)) == "text.too_long"


@given(st.text(alphabet=st.characters()), st.booleans())
def test_a_cleaned_text_can_be_stored_and_stays_as_it_is(text, lines):
    """Cleaning twice is cleaning once, and the result has no NUL and can be written as UTF-8."""
    cleaned = clean_text(text, field="x", limit=10_000, lines=lines)
    if isinstance(cleaned, str):
        assert clean_text(cleaned, field="x", limit=10_000, lines=lines) == cleaned
        assert "\x00" not in cleaned.encode().decode()
        assert lines or "\n" not in cleaned
    else:
        assert any("\ud800" <= character <= "\udfff" for character in text)


@given(st.text(alphabet=st.characters(categories=["L", "Nd"]), min_size=1, max_size=50))
def test_letters_and_digits_of_any_script_are_never_lost(text):
    assert clean_text(text, field="x", limit=500) == unicodedata.normalize("NFC", text)


# --- Name -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (("Jan", "van der", "Berg"), "Jan van der Berg"),
        (("", "", "Sukarno"), "Sukarno"),
        (("Ayşe", "", ""), "Ayşe"),
        (("Q", "", "E"), "Q E"),
        (("Sean", "", "O'Neil"), "Sean O'Neil"),
        (("Ibrahim", "van der", "Ŝmit-Ğ"), "Ibrahim van der Ŝmit-Ğ"),
        (("Null", "", "<script>"), "Null <script>"),
    ],
)
def test_a_name_is_shown_whole_as_it_was_written(parts, whole):
    assert str(read_name(*parts)) == whole


def test_a_name_of_two_hundred_signs_fits_and_one_more_does_not():
    assert str(read_name("a" * 200, "", "b" * 200)) == f"{'a' * 200} {'b' * 200}"
    (refusal,) = read_name("a" * 201, "", "b")
    assert (refusal.code, refusal.field) == ("text.too_long", "given_names")


def test_every_wrong_part_of_a_name_is_told():
    refusals = read_name("a\ud800", "x" * 21, "b" * 201)
    assert [refusal.field for refusal in refusals] == ["given_names", "prefix", "surname"]


@pytest.mark.parametrize("parts", [("", "", ""), (" ", "van", "\u200b")])
def test_a_person_has_at_least_a_given_name_or_a_surname(parts):
    (refusal,) = read_name(*parts)
    assert str(refusal) == "Vul een voornaam of een achternaam in."


def test_a_name_stays_out_of_traces():
    assert "Jansen" not in repr([Name("Piet", "", "Jansen")])


def test_a_list_is_ordered_by_surname_without_prefix_capitals_and_accents():
    names = [Name("B", "van", "Zée"), Name("A", "de", "Ŝmit"), Name("C", "", "smet"), Name("A", "", "Łoś")]
    assert [name.surname for name in sorted(names, key=lambda name: name.folded)] == ["Łoś", "smet", "Ŝmit", "Zée"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Ğül-Yıldız", "gul yildiz"), ("O'Neil", "oneil"), ("  Straße ", "strasse"), ("Ærø", "aero"), ("İpek", "ipek")],
)
def test_folding_gives_small_plain_letters(text, folded):
    assert fold(text) == folded


# --- BSN ------------------------------------------------------------------------------------------------------------


def bsn_digits(eight):
    """Complete eight digits to a number that passes the eleven-test, or None when no ninth digit does."""
    rest = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), eight, strict=True)) % 11
    return None if rest == 10 or eight + str(rest) == "0" * 9 else eight + str(rest)


valid_bsns = st.from_regex(r"[0-9]{8}", fullmatch=True).map(bsn_digits).filter(bool)


@given(valid_bsns, st.sampled_from(["{}", " {} ", "{}\u200b", "{}\u00a0"]))
def test_a_number_that_passes_the_eleven_test_is_a_bsn(digits, frame):
    """The weighted sum of the nine digits is divisible by eleven."""
    assert read_bsn(frame.format(digits)).reveal() == digits
    spaced = f"{digits[:3]} {digits[3:6]}.{digits[6:8]}-{digits[8]}"
    assert read_bsn(spaced) == Bsn(digits)


@given(valid_bsns, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(digits, place, shift):
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert code(read_bsn(wrong)) == "bsn.wrong"


@given(valid_bsns, st.integers(0, 7))
def test_two_digits_swapped_are_always_seen(digits, place):
    """Neighbouring weights differ by less than eleven, so a swap changes the sum."""
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert swapped == digits or code(read_bsn(swapped)) == "bsn.wrong"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Vul het BSN in."),
        (" - ", "Vul het BSN in."),
        ("12345678A", "Een BSN bestaat alleen uit cijfers."),
        ("١٢٣٤٥٦٧٨٢", "Een BSN bestaat alleen uit cijfers."),
        ("²23456782", "Een BSN bestaat alleen uit cijfers."),
        (
            "12345672",
            "Dit nummer heeft 8 cijfers. Een BSN heeft er 9. Begint het met een 0? Typ die er dan bij.",
        ),
        ("1234567", "Dit nummer heeft 7 cijfers. Een BSN heeft er 9."),
        ("1234567820", "Dit nummer heeft 10 cijfers. Een BSN heeft er 9."),
        ("123456789", "Dit BSN klopt niet. Kijk het nummer nog eens na."),
        ("000000000", "Dit BSN klopt niet. Kijk het nummer nog eens na."),
    ],
)
def test_a_wrong_bsn_gets_a_sentence_that_does_not_repeat_it(typed, sentence):
    refusal = read_bsn(typed, field="child_bsn")
    assert (str(refusal), refusal.field) == (sentence, "child_bsn")
    assert len(typed) < 5 or typed not in repr(refusal)


def test_a_bsn_of_eight_digits_is_not_filled_up():
    """A zero in front would often make a valid number, of somebody else."""
    assert passes_eleven_test("0" + "12345672")
    assert code(read_bsn("12345672")) == "bsn.eight"
    assert isinstance(read_bsn("012345672"), Bsn)


def test_a_screen_shows_the_last_three_digits():
    assert Bsn("123456782").masked() == "••••••782"


@dataclass
class Holder:
    bsn: Bsn


def test_a_bsn_shows_itself_nowhere():
    """Never in text, trace, log, message, copy, job or cache."""
    bsn = Bsn("123456782")
    for shown in (
        str(bsn),
        repr(bsn),
        f"{bsn}",
        f"{bsn!r}",
        "%s" % bsn,  # noqa: UP031
        repr([bsn]),
        repr(Holder(bsn)),
        repr(asdict(Holder(bsn))),
        repr(copy.deepcopy(bsn)),
        repr(Refusal("x", "%(bsn)s", params={"bsn": bsn})),
    ):
        assert "123456782" not in shown
        assert "782" not in shown
    for travel in (pickle.dumps, json.dumps):
        with pytest.raises(TypeError):
            travel(bsn)
    with pytest.raises(AttributeError):
        bsn.other = 1
    try:
        Bsn("123456789")
    except ValueError:
        assert "123456789" not in traceback.format_exc().split("Error:")[-1]


def test_equal_numbers_are_one_person():
    assert Bsn("123456782") == Bsn("123456782") != Bsn("111222333")
    assert len({Bsn("123456782"), Bsn("123456782"), Bsn("111222333")}) == 2
    assert Bsn("123456782") != "123456782"


# --- Birth date and age ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "birth"),
    [
        ("2012-02-29", date(2012, 2, 29)),
        ("29-02-2012", date(2012, 2, 29)),
        ("9-2-2012", date(2012, 2, 9)),
        ("9/2/2012", date(2012, 2, 9)),
        ("9.2.2012", date(2012, 2, 9)),
        (" 24-11-2026 ", TODAY),
        ("24-11-1906", date(1906, 11, 24)),
        ("", None),
        ("onbekend", None),
        ("Niet  bekend", None),
    ],
)
def test_a_birth_date_may_be_unknown_and_is_read_as_people_write_it(typed, birth):
    assert read_birth_date(typed, today=TODAY) == birth


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1900-01-01", "1 januari 1900 staat vaak voor “onbekend”. Laat het vak leeg als u de datum niet weet."),
        ("25-11-2026", "Deze geboortedatum ligt in de toekomst."),
        ("29-02-2011", "29 februari bestaat niet in 2011. Kijk de geboortedatum na."),
        ("1900-02-29", "29 februari bestaat niet in 1900. Kijk de geboortedatum na."),
        ("31-04-2012", "Deze dag bestaat niet. Kijk de geboortedatum na."),
        ("12-31-2012", "Deze dag bestaat niet. Kijk de geboortedatum na."),
        ("0000-01-01", "Deze dag bestaat niet. Kijk de geboortedatum na."),
        ("23-11-1905", "Deze geboortedatum ligt meer dan 120 jaar terug. Kijk het jaar na."),
        (
            "3 mei 2012",
            "Schrijf de geboortedatum als dag-maand-jaar, zoals 31-12-2015. Of laat het vak leeg als u de datum niet weet.",
        ),
        (
            "01-02-12",
            "Schrijf de geboortedatum als dag-maand-jaar, zoals 31-12-2015. Of laat het vak leeg als u de datum niet weet.",
        ),
    ],
)
def test_a_birth_date_that_cannot_be_gets_a_sentence(typed, sentence):
    assert str(read_birth_date(typed, today=TODAY)) == sentence


def test_the_same_check_serves_a_date_that_was_picked():
    assert check_birth_date(None, today=TODAY) is None
    assert check_birth_date(TODAY, today=TODAY) is None
    assert check_birth_date(TODAY + timedelta(days=1), today=TODAY).code == "birth.future"


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2014, 11, 24), date(2026, 11, 23), 11),
        (date(2014, 11, 24), date(2026, 11, 24), 12),
        (date(2012, 2, 29), date(2025, 2, 28), 12),
        (date(2012, 2, 29), date(2025, 3, 1), 13),
        (date(2012, 2, 29), date(2028, 2, 28), 15),
        (date(2012, 2, 29), date(2028, 2, 29), 16),
        (TODAY, TODAY, 0),
        (date(2008, 12, 31), date(2027, 1, 1), 18),
    ],
)
def test_age_in_whole_years(birth, day, age):
    """Someone born on 29 February turns a year older on 1 March in other years."""
    assert age_on(birth, day) == age


def test_nobody_has_an_age_before_birth():
    with pytest.raises(ValueError, match="not born"):
        age_on(TODAY, TODAY - timedelta(days=1))


@given(st.dates(date(1906, 1, 1), date(2026, 11, 24)), st.integers(0, 40_000))
def test_age_grows_by_one_a_year_and_never_falls(birth, days):
    day = birth + timedelta(days=days)
    tomorrow = day + timedelta(days=1)
    assert age_on(birth, tomorrow) - age_on(birth, day) in {0, 1}
    assert abs(age_on(birth, day) - days / 365.25) <= 1.01


@pytest.mark.parametrize(
    ("years", "rights"),
    [
        (0, RightsAge.UNDER_12),
        (11, RightsAge.UNDER_12),
        (12, RightsAge.FROM_12),
        (15, RightsAge.FROM_12),
        (16, RightsAge.FROM_16),
        (17, RightsAge.FROM_16),
        (18, RightsAge.ADULT),
        (60, RightsAge.ADULT),
    ],
)
def test_who_exercises_rights_follows_from_age(years, rights):
    """Under 12 the parents, from 12 the child and the parents together, from 16 the young person alone."""
    birthday = date(TODAY.year - years, 11, 24)
    assert rights_age(birthday, TODAY) is rights
    still = rights_age(birthday + timedelta(days=1), TODAY) if years else rights
    assert (still is rights) == (years not in {12, 16, 18})


def test_an_unknown_age_is_asked_for():
    assert rights_age(None, TODAY) is RightsAge.UNKNOWN


# --- Address and phone ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["1234AB", "1234 ab", " 1234  AB ", "1234-ab"])
def test_a_postcode_is_read_in_one_form(typed):
    assert read_postcode(typed) == "1234AB"
    assert show_postcode("1234AB") == "1234 AB"
    assert read_postcode(" ") == show_postcode("") == ""


@pytest.mark.parametrize(
    "typed", ["0234AB", "1234", "1234A", "1234ABC", "AB1234", "1234SS", "12345", "B-1000", "1234 Ab1", "١234AB"]
)
def test_a_wrong_postcode_gets_a_sentence(typed):
    assert str(read_postcode(typed)) == "Een postcode heeft 4 cijfers en 2 letters, zoals 1234 AB. De eerste is geen 0."


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("06 12345678", "+31612345678", "06 12345678"),
        ("06-12 34 56 78", "+31612345678", "06 12345678"),
        ("+31 6 12345678", "+31612345678", "06 12345678"),
        ("+31 (0)6 12345678", "+31612345678", "06 12345678"),
        ("0031612345678", "+31612345678", "06 12345678"),
        ("(0320) 278 911", "+31320278911", "0320-278911"),
        ("0300100022", "+31300100022", "030-0100022"),
        ("088 123 4567", "+31881234567", "088-1234567"),
        ("112", "112", "112"),
        ("14 0320", "140320", "140320"),
        ("0800-2000", "08002000", "0800 2000"),
        ("0900 1234567", "09001234567", "0900 1234567"),
        ("+32 470 12 34 56", "+32470123456", "+32470123456"),
        ("0049 30 123456", "+4930123456", "+4930123456"),
        ("", "", ""),
    ],
)
def test_a_phone_number_is_read_in_one_form_and_shown_as_people_dial_it(typed, kept, shown):
    assert read_phone(typed) == kept
    assert show_phone(kept) == shown
    assert show_phone(shown) == shown
    assert read_phone(shown) == kept
    assert len(kept) <= 20


@pytest.mark.parametrize(
    "typed",
    [
        "06 1234567",
        "06 123456789",
        "+31 12 345 678",
        "bel na zes",
        "00000000",
        "+31 12",
        "+",
        "12",
        "0612345678x",
        "٠612345678",
    ],
)
def test_a_wrong_phone_number_gets_a_sentence(typed):
    assert show_phone(typed) == typed
    assert (
        str(read_phone(typed))
        == "Dit telefoonnummer klopt niet. Een Nederlands nummer heeft 10 cijfers, zoals 06 12345678."
    )
