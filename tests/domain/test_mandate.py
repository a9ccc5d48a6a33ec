"""The register of mandates and the question to a decider, as rules over plain values."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from sluitend.domain.escalation import Question, check_question, names_in
from sluitend.domain.mandate import (
    DECIDERS,
    POWERS,
    MandateGround,
    MandateIn,
    Power,
    Rung,
    check_mandate,
    ground_of,
    runs,
)
from sluitend.domain.vocabulary import Role

TODAY = date(2026, 3, 2)
GOOD = MandateIn(
    Rung.A4, uuid.uuid4(), "", frozenset({Power.POLITICAL}), "Beslist over wachttijd.", "Convenant 2026, artikel 7.",
    TODAY, TODAY + timedelta(days=300),
)  # fmt: skip
NAMES = ("Noor", "Dijk", "Anja Maria", "Bo", "de Groot", "Yılmaz-Şahin")


def codes(given: MandateIn, *roles: Role) -> set[str]:
    return {one.code for one in check_mandate(given, frozenset(roles), TODAY)}


def test_a_mandate_names_who_decides_what_on_what_ground_and_its_last_day() -> None:
    """A mandate names who decides, what, on what ground, and its last day."""
    assert codes(GOOD, Role.ALDERMAN) == set()
    assert codes(replace(GOOD, until=None), Role.ALDERMAN) == {"mandate.no_end"}
    assert codes(replace(GOOD, words=" "), Role.ALDERMAN) == {"mandate.no_words"}
    assert codes(replace(GOOD, basis=""), Role.ALDERMAN) == {"mandate.no_basis"}
    assert codes(replace(GOOD, powers=frozenset()), Role.ALDERMAN) == {"mandate.no_power"}
    assert codes(replace(GOOD, powers=frozenset({Power.BUDGET})), Role.ALDERMAN) == {"mandate.other_power"}
    assert codes(replace(GOOD, until=TODAY - timedelta(days=1)), Role.ALDERMAN) == {"mandate.order"}
    before = replace(GOOD, since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1))
    assert codes(before, Role.ALDERMAN) == {"mandate.over"}


@pytest.mark.parametrize("role", sorted(set(Role) - DECIDERS[Rung.A4]))
def test_only_the_role_of_a_rung_decides_there(role: Role) -> None:
    assert codes(GOOD, role) == {"mandate.not_a_decider"}


def test_somebody_elsewhere_is_written_down_with_name_and_function() -> None:
    elsewhere = replace(GOOD, rung=Rung.A3, member_id=None, powers=frozenset({Power.ORGANISATION}))
    assert codes(elsewhere) == {"mandate.no_decider"}
    assert codes(replace(elsewhere, decider="R. Bakker, directeur")) == set()


def test_only_the_request_of_the_mayor_stands_in_the_law_and_only_the_mayor_makes_it() -> None:
    """Power to push through is an agreement between partners; only the mayor's request stands in the law."""
    assert {rung for rung in Rung if ground_of(rung) is MandateGround.STATUTE} == {Rung.MAYOR}
    assert DECIDERS[Rung.MAYOR] == {Role.MAYOR}
    assert "zonder macht over het oordeel van de professional" in Power.POLITICAL.sentence
    assert set(POWERS) == set(DECIDERS) == set(Rung)


def test_a_mandate_runs_on_its_first_and_its_last_day_and_not_after_it_was_ended() -> None:
    last = TODAY + timedelta(days=3)
    days = [TODAY + timedelta(days=n) for n in range(-1, 5)]
    assert [runs(TODAY, last, ended=False, today=day) for day in days] == [False, True, True, True, True, False]
    assert not runs(TODAY, last, ended=True, today=TODAY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Noor gaat niet naar school.", ("Noor",)),
        ("De school van noor belde niet.", ("noor",)),
        ("Noors school belde niet.", ("Noors",)),
        ("Gezin Van Dijk wacht.", ("Dijk",)),
        ("Anja belde. Maria ook.", ("Anja", "Maria")),
        ("Mevrouw Sahin wacht.", ("Sahin",)),
        ("Bo wacht.", ("Bo",)),
        ("De school werkt bo niet mee.", ()),
        ("De grootste vraag is: wie betaalt?", ()),
        ("Het gezin wacht al acht weken op hulp in het noorden.", ()),
        ("", ()),
    ],
)
def test_a_name_of_the_case_is_found_as_it_was_typed(text: str, found: tuple[str, ...]) -> None:
    assert names_in(text, NAMES) == found


def test_from_a2_up_a_question_names_nobody_unless_the_decision_needs_it() -> None:
    """From A2 up it is written without names, unless the decision needs identity; then it says why."""
    question = Question("Wij belden drie keer.", "De wachtlijst.", "Geef Noor voorrang.", "Ja, de jurist keek.")
    (refused,) = check_question(question, NAMES)
    assert (refused.code, refused.field, refused.params["name"]) == ("escalation.name", "asked", "Noor")
    assert check_question(replace(question, asked="Geef het kind voorrang."), NAMES) == ()
    assert check_question(replace(question, identity="De aanbieder moet weten om wie het gaat."), NAMES) == ()
    empty = check_question(Question("", " ", "", ""), NAMES)
    assert [one.field for one in empty] == ["tried", "blocks", "asked", "legal"]
