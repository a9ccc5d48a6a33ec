"""Titles in the law on which somebody may enforce: those of C.6, and none that the law does not give (A.6)."""

from __future__ import annotations

import pytest

from sluitend.content.legal_titles import default_titles, parse_titles
from sluitend.content.loader import ContentError
from sluitend.domain.action import Rung
from sluitend.domain.vocabulary import Party

ONE = """
version = "1"
[[title]]
code = "x"
rung = "5"
text_nl = "iets"
text_en = "something"
law = "BW 1:255"
held_by = ["certified_body"]
remedy_nl = "zo"
remedy_en = "so"
marks = ["V"]
valid_from = 2015-01-01
"""


def test_every_rung_that_has_a_title_is_there() -> None:
    assert {title.rung for title in default_titles().values()} == set(Rung)


def test_pressure_has_no_title() -> None:
    with pytest.raises(ContentError, match="“2” bestaat niet"):
        parse_titles(ONE.replace('rung = "5"', 'rung = "2"'))


@pytest.mark.parametrize("word", ["uitkering", "kinderbijslag", "bijstand", "korten", "verlag", "participatiewet"])
def test_no_benefit_is_cut_to_make_people_take_help(word: str) -> None:
    for title in default_titles().values():
        assert word not in f"{title.text_nl} {title.law}".lower()


def test_no_order_under_penalty_for_absence() -> None:
    penalties = [t for t in default_titles().values() if "dwangsom" in t.text_nl.lower()]
    assert penalties
    for title in penalties:
        assert Party.ATTENDANCE not in title.held_by
        assert "Leerplicht" not in title.law
        assert "verzuim" not in title.text_nl.lower()


def test_each_title_says_in_both_languages_how_to_object() -> None:
    for title in default_titles().values():
        assert title.remedy_nl
        assert title.remedy_en


def test_what_was_written_from_memory_is_marked_for_the_jurist() -> None:
    titles = default_titles()
    assert titles["house_ban"].to_confirm
    assert not titles["written_instruction"].to_confirm


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (('law = "BW 1:255"', 'law = ""'), "law: is leeg"),
        (('marks = ["V"]', 'marks = ["Q"]'), "marks: kies uit"),
        (('held_by = ["certified_body"]', 'held_by = ["x"]'), "held_by"),
        (('text_en = "something"', 'texten = "something"'), "texten: dit veld bestaat niet"),
    ],
)
def test_a_mistake_is_named(change: tuple[str, str], problem: str) -> None:
    with pytest.raises(ContentError, match=problem):
        parse_titles(ONE.replace(*change))
