"""The official report: its states as a table, the list that must be complete, and what each step asks."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from sluitend.content.loader import ContentError, packaged
from sluitend.content.official_report import AT_LEAST, FILE, official_items, parse_items
from sluitend.domain.absence import Heard, OfficialState, Ruling
from sluitend.domain.absence import official as rules

DAY = date(2026, 3, 2)
S = OfficialState
PAGE = Path(__file__).parents[2] / "docs" / "states" / "proces-verbaal.md"
WAYS = {
    S.DRAFT: {S.HEARD, S.STOPPED},
    S.HEARD: {S.SIGNED, S.STOPPED},
    S.SIGNED: {S.SENT, S.STOPPED},
    S.SENT: {S.SESSION, S.RULED},
    S.SESSION: {S.SESSION, S.RULED},
    S.RULED: {S.FINAL},
    S.FINAL: set(),
    S.STOPPED: set(),
}


@pytest.mark.parametrize(("before", "after"), product(S, S))
def test_first_heard_then_signed_then_sent_and_nothing_is_passed_over(before: S, after: S) -> None:
    """PV states: concept, gehoord, ondertekend, verzonden_OM, zitting_gepland, uitspraak, onherroepelijk (B.7)."""
    refused = rules.check_move(before, after)
    assert (refused is None) == (after in WAYS[before])
    if refused is not None:
        assert refused.params == {"state": before.sentence}


def test_after_sending_only_the_prosecutor_and_the_court_decide() -> None:
    for move in rules.OFFICIAL:
        assert (move.by is rules.SaidBy.PROSECUTION) == (move.before in rules.SENT_ON)
    assert rules.said_by(S.SENT, S.SESSION) is rules.SaidBy.PROSECUTION


def test_what_is_dismissed_is_over_and_never_becomes_final() -> None:
    assert rules.is_over(S.RULED, Ruling.DISMISSED)
    assert not rules.is_over(S.RULED, Ruling.FINE)
    assert rules.check_move(S.RULED, S.FINAL, Ruling.DISMISSED) is not None
    assert rules.check_move(S.RULED, S.FINAL, Ruling.ACQUITTED) is None


def test_without_a_session_there_is_only_a_dismissal_or_a_penal_order() -> None:
    for ruling in Ruling:
        refused = rules.check_ruling(S.SENT, ruling)
        assert (refused is None) == (ruling in {Ruling.DISMISSED, Ruling.PENAL_ORDER})
        assert rules.check_ruling(S.SESSION, ruling) is None
    assert rules.check_ruling(S.SESSION, None) is not None


def test_it_cannot_be_signed_while_an_item_is_open_and_the_refusal_names_the_item() -> None:
    items = [(one.code, one.text.nl) for one in official_items()]
    every = {code for code, _ in items}
    assert rules.check_complete(items, every) == ()
    for code, name in items:
        (refused,) = rules.check_complete(items, every - {code})
        assert refused.params == {"item": name}
        assert str(refused) == f"Nog open op de lijst: {name}."
    assert len(rules.check_complete(items, ())) == len(items) == 12


def test_the_list_can_only_become_longer() -> None:
    text = packaged(FILE)
    assert {one.code for one in official_items()} == AT_LEAST
    with pytest.raises(ContentError, match="kan alleen langer worden"):
        parse_items(text.replace('code = "culpability"', 'code = "something"'))
    with pytest.raises(ContentError, match="dit veld bestaat niet"):
        parse_items(text.replace("dated = true", "dates = true", 1))
    with pytest.raises(ContentError, match="twee keer"):
        parse_items(text.replace('code = "advice"', 'code = "culpability"'))


def test_each_item_has_both_languages_a_source_and_says_what_to_write() -> None:
    for one in official_items():
        assert all((one.text.nl, one.text.en, one.hint.nl, one.hint.en, one.source))
    assert {one.code for one in official_items() if one.dated} == {"period_and_hours", "statement", "reviewer"}


def test_an_official_report_says_what_lighter_was_tried() -> None:
    assert rules.check_tried(" ") is not None
    assert rules.check_tried("Twee gesprekken en Halt.") is None


def test_the_family_is_heard_or_was_invited_twice_with_proof() -> None:
    assert rules.check_heard(None) is not None
    assert all(rules.check_heard(one) is None for one in Heard)


def test_a_step_is_written_down_when_it_has_been_and_not_before_the_one_it_follows() -> None:
    ask = rules.check_on
    assert ask(DAY, after=DAY, today=DAY) is None
    assert ask(DAY + timedelta(1), after=DAY, today=DAY).code == "official.ahead"
    assert ask(DAY - timedelta(1), after=DAY, today=DAY).code == "official.before"


def test_a_session_has_a_day_that_may_still_come() -> None:
    assert rules.check_session(None, DAY) is not None
    assert rules.check_session(DAY - timedelta(1), DAY) is not None
    assert rules.check_session(DAY + timedelta(90), DAY) is None


def test_an_answer_has_words_and_the_day_of_its_document() -> None:
    def codes(words: str, on: date | None, *, dated: bool) -> list[str]:
        return [one.code for one in rules.check_answer(words, on, dated=dated, today=DAY) if one]

    assert codes("Zoals het was.", None, dated=False) == []
    assert codes("", None, dated=True) == ["official.no_words", "official.no_day"]
    assert codes("Iets.", DAY + timedelta(1), dated=True) == ["official.ahead"]


def test_the_page_says_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules.describe_official()
