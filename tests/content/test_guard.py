"""The packaged word list proves itself: each rule carries the texts it must and must not point at."""

from __future__ import annotations

import tomllib

import pytest

from sluitend.content.guard import FILE, guard_list, read_guard
from sluitend.content.loader import ContentError, packaged
from sluitend.domain.blindness import Subject, scan

RAW = tomllib.loads(packaged(FILE))
HITS = [(rule["code"], text) for rule in RAW["rule"] for text in rule["hits"]]
PASSES = [text for rule in RAW["rule"] for text in rule["passes"]]


@pytest.mark.parametrize(("code", "text"), HITS)
def test_each_rule_points_at_its_examples(code, text):
    assert code in {hit.rule for hit in scan(text, guard_list())}


@pytest.mark.parametrize("text", PASSES)
def test_innocent_texts_pass_every_rule(text):
    assert scan(text, guard_list()) == ()


def test_every_rule_has_examples_of_both_kinds():
    assert all(len(rule["hits"]) >= 3 and len(rule["passes"]) >= 2 for rule in RAW["rule"])
    assert len(HITS) >= 60
    assert len(PASSES) >= 60


def test_every_subject_that_may_not_be_kept_has_a_rule():
    assert {rule.subject for rule in guard_list().rules} == set(Subject)


@pytest.mark.parametrize(
    "text",
    [
        "Infrastructuur, geloofwaardig, geloof ik, volkstuin, stamt uit 1980.",
        "Mevrouw De Vries-Turk, de heer J. Pool en familie Roma wonen in de Engelsestraat, Poolseweg en Joodsekade.",
        "Fatma Yıldız, Mohamed El Idrissi, Sjoerd Hoekstra, Anna Kowalska en Ravi Ramdin waren er.",
        "Marco Polo, Israel Vargas, India de Wit en China Jansen zitten in groep 4.",
        "Afspraak met mevrouw Christen, de heer Priester, juf Dominee en dokter Abdelkader.",
        "Het gezin woont op de Marokkolaan 3, Islamstraat 4, Surinameplein 12.",
        "De leerling was 16 uur afwezig in vier lesweken. School belde moeder op 3 november.",
        "Vader zei: ik haal het niet. Moeder huilde. De huur is drie maanden niet betaald.",
        "De wijkagent zag twee volwassenen bij de school wachten; het kind stapte in een zwarte auto.",
    ],
)
def test_names_of_people_and_streets_and_plain_facts_pass(text):
    """A name is never a reason to stop anybody who writes."""
    assert scan(text, guard_list()) == ()


def test_the_same_sentence_gets_the_same_answer_for_everybody():
    """Who is named never matters: every people in the list is pointed at in the same sentences."""
    silent = [
        word for word in RAW["lists"]["people_adjectives"] if not scan(f"Het gaat om een {word} vader.", guard_list())
    ]
    assert silent == []
    houses = [scan(f"Zij gaan naar de {house}.", guard_list()) for house in ("kerk", "moskee", "synagoge")]
    assert all(houses)


@pytest.mark.parametrize(
    "quick", ["Turkse vader", "turkse vader", "TURKSE VADER", "Tu\u200brkse vader", "Turksé vader"]
)
def test_capitals_accents_and_invisible_signs_do_not_hide_a_word(quick):
    assert scan(quick, guard_list())


def test_advice_is_there_in_both_languages_and_never_repeats_the_word():
    for rule in guard_list().rules:
        assert rule.advice.endswith((".", "?"))
        assert rule.advice_en != rule.advice
        assert scan(rule.advice, guard_list()) == () or rule.code in {
            "origin",
            "nationality",
            "language",
            "status",
            "orientation",
        }


RULE = {
    "code": '"x"',
    "subject": '"origin"',
    "advice_nl": '"a."',
    "advice_en": '"b."',
    "words": '["abc"]',
    "hits": '["abc"]',
    "passes": '["d"]',
}


def written(rules=1, head="", **change):
    rule = "\n".join(f"{key} = {value}" for key, value in (RULE | change).items())
    return f'version = "1"\narticles = ["de"]\n{head}\n' + f"[[rule]]\n{rule}\n" * rules


def test_a_rule_as_short_as_it_may_be_is_read():
    assert [hit.rule for hit in scan("een abc", read_guard(written()))] == ["x"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (written(words='["@nowhere"]'), "geen lijst @nowhere"),
        (written(words='["Hoofdletter"]'), "klein, zonder accenten"),
        (written(words='["café"]'), "klein, zonder accenten"),
        (written(words='["twee woorden"]'), "als een woord"),
        (written(words='["ab*"]'), "als een woord"),
        (written(words="[]"), "woorden of reeksen"),
        (written(hits="[]"), "hits: is leeg"),
        (written(subject='"nonsense"'), "bestaat niet; kies uit"),
        (written(colour='"red"'), "colour: dit veld bestaat niet"),
        (written(sequences='[[["^"], ["abc"]]]'), "de eerste is nooit"),
        (written(sequences="[[[]]]"), "plaatsen met woorden"),
        (written(head='extra = "x"'), "extra: dit veld bestaat niet"),
        (written(rules=2), "staat er twee keer in"),
    ],
)
def test_a_word_list_that_could_not_work_is_refused(text, why):
    """A rule that can never match would be a wall with a hole."""
    with pytest.raises(ContentError, match=why):
        read_guard(text)
