"""Kinds of organisation as content: names change, the law on the BSN does not bend."""

from __future__ import annotations

from datetime import date

import pytest

from sluitend.content.loader import ContentError, packaged
from sluitend.content.organisations import organisation_types, parse_organisation_types
from sluitend.domain.vocabulary import Party

TEXT = packaged("organisation_types.toml")


def test_successors_carry_their_earlier_names() -> None:
    types = organisation_types()
    assert [p.name for p in types["safe_at_home"].predecessors] == [
        "Advies- en Meldpunt Kindermishandeling (AMK)",
        "Steunpunt huiselijk geweld",
    ]
    assert types["transition_point"].predecessors[0].until == date(2025, 12, 31)
    assert not types["transition_point"].in_use(date(2025, 12, 31))
    assert types["transition_point"].in_use(date(2026, 1, 1))


def test_a_kind_with_a_predecessor_begins_after_the_earlier_name_ended() -> None:
    for kind in organisation_types().values():
        assert all(p.until is None or p.until < kind.valid_from for p in kind.predecessors), kind.code


def test_housing_welfare_and_informal_care_never_hold_a_bsn() -> None:
    assert not any(organisation_types()[code].may_hold_bsn for code in ("housing", "welfare", "informal_care"))


def test_whoever_may_hold_a_bsn_names_the_law() -> None:
    assert all(kind.law for kind in organisation_types().values() if kind.may_hold_bsn)


def test_every_kind_speaks_both_languages_and_none_is_immigration_control() -> None:
    for kind in organisation_types().values():
        assert kind.text_nl
        assert kind.text_en
        assert kind.party not in {Party.IMMIGRATION, Party.RISK_INDEX, Party.FAMILY_MEMBER}


@pytest.mark.parametrize(
    ("right", "wrong", "field", "problem"),
    [
        ('party = "halt"', 'party = "immigration"', "party", "kan geen partner zijn"),
        ('party = "halt"', 'party = "army"', "party", "bestaat niet"),
        (
            'party = "housing"\nmay_hold_bsn = false',
            'party = "housing"\nmay_hold_bsn = true',
            "may_hold_bsn",
            "geen wet",
        ),
        ('party = "halt"\nmay_hold_bsn = false', 'party = "halt"\nmay_hold_bsn = true', "law", "noem de wet"),
        ('party = "halt"\nmay_hold_bsn = false', 'party = "halt"\nmay_hold_bsn = 1', "may_hold_bsn", "true of false"),
        ('code = "halt"', 'code = "svb"', "code", "twee keer"),
        ('code = "halt"', 'code = "halt"\nvalid_to = 2001-01-01', "valid_to", "eerste dag"),
        ('code = "halt"', 'code = "halt"\npredecessors = [{ name = "" }]', "name", "is leeg"),
        ('code = "halt"', 'code = "halt"\npredecessors = ["Halt"]', "predecessors", "een lijst van tabellen"),
        ('code = "halt"', 'code = "halt"\ncolour = "red"', "colour", "bestaat niet"),
    ],
)
def test_an_error_names_file_entry_and_field(right: str, wrong: str, field: str, problem: str) -> None:
    assert TEXT.count(right) == 1
    with pytest.raises(ContentError) as error:
        parse_organisation_types(TEXT.replace(right, wrong))
    assert error.value.file == "organisation_types.toml"
    assert error.value.entry.startswith(("soort ", "eerdere naam "))
    assert error.value.field == field
    assert problem in error.value.problem
