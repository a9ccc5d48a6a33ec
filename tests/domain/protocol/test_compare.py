"""Whoever says yes to another version of a protocol sees everything that changes, and who newly sees what."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from sluitend.content.protocols import protocols
from sluitend.domain.parameters import Mark, Unit
from sluitend.domain.protocol.compare import ONLY_ORDER, PARTS, Change, NewlyOpen, differences, newly_open
from sluitend.domain.protocol.phrases import Length, Phrase
from sluitend.domain.protocol.steps import Evidence, EvidenceKind, Protocol, Silence, Skip, Step, Subject
from sluitend.domain.vocabulary import Category, Party, Role
from tests.domain.protocol.making import fact, protocol, step, text, within

OLD = protocol(step("a", "b", deadline=within(5)), step("b"))

OTHERS: dict[str, Any] = {
    "title": text("anders"),
    "explain": text("anders"),
    "who": frozenset({Role.ATTENDANCE}),
    "next": (),
    "required": True,
    "skip": Skip.NEVER,
    "deadline": within(6),
    "evidence": (Evidence("x", text("Wat?"), EvidenceKind.TEXT),),
    "burdens": True,
    "coerces": True,
    "legal_title": "lpw_22",
    "sends_home": True,
    "shows": (12,),
    "silence": Silence.RAISE,
    "second": True,
    "statutory": True,
    "source": "anders",
    "mark": Mark.LAW,
    "received_from": frozenset({Party.SCHOOL}),
    "chooses": True,
    "goes_on": True,
    "again": True,
    "heightened_skip": True,
    "needs_reason": True,
    "category": Category.K4,
    "donts": (text("niet"),),
    "standings": {"register": "closed"},
    "skip_reasons": (text("ziek"),),
    "remedy": text("bezwaar"),
}


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_every_part_of_a_step_that_can_differ_is_told(name: str) -> None:
    new = replace(OLD, steps=(replace(OLD.step("a"), **{name: OTHERS[name]}), OLD.step("b")))
    assert {one.step for one in differences(OLD, new)} == {"a"}
    assert differences(OLD, OLD) == ()


def test_no_part_of_a_step_is_forgotten_and_none_is_told_twice() -> None:
    told = [name for part in PARTS.values() for name in part.fields]
    assert sorted(told) == sorted({one.name for one in fields(Step)} - {"code"})
    assert {one.name for one in fields(Step)} == OTHERS.keys() | {"code"}


def said(old: Protocol, new: Protocol) -> list[tuple[str, str]]:
    return [(one.step, plain(one.says)) for one in differences(old, new)]


def plain(given: Any) -> str:
    """Fill the places of a sentence with the Dutch words, as a page does."""
    if isinstance(given, Phrase):
        return given.sentence % {name: plain(one) for name, one in given.params.items()}
    if isinstance(given, tuple):
        return ", ".join(map(plain, given))
    if isinstance(given, Length):
        return f"{given.number} {given.unit.sentence}"
    return str(getattr(given, "nl", "") or getattr(given, "sentence", given))


def test_a_new_step_one_that_is_gone_and_another_beginning_are_told() -> None:
    new = protocol(step("c", "a"), step("a", deadline=within(5), source="verzonnen"))
    assert said(OLD, new) == [
        ("", "Het protocol begint met: “c”. Eerst: “a”."),
        ("c", "Dit is een nieuwe stap."),
        ("c", "De uitleg is: “c”"),
        ("c", "Wie deze stap zet: Casusregisseur."),
        ("c", "Hierna kan: “a”."),
        ("a", "Hierna kan niet meer: “b”."),
        ("a", "Met deze stap is het protocol afgerond."),
        ("b", "Deze stap vervalt."),
    ]


QUESTION = Evidence("x", text("Wat?"), EvidenceKind.CHOICE, choices={"one": text("Een"), "two": text("Twee")})


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ({}, {"title": text("Bel")}, "De stap heet nu “Bel”. Eerst: “a”."),
        ({"deadline": within(5)}, {"deadline": within(3)}, "De termijn wordt korter: 3 dagen. Eerst: 5 dagen."),
        ({"deadline": within(5)}, {"deadline": within(8)}, "De termijn wordt langer: 8 dagen. Eerst: 5 dagen."),
        (
            {"deadline": within(5)},
            {"deadline": within(5, Unit.WORKING_DAYS)},
            "De termijn wordt anders: 5 werkdagen. Eerst: 5 dagen.",
        ),
        ({}, {"deadline": within(5)}, "Er komt een termijn: 5 dagen, geteld vanaf het begin van het protocol."),
        ({"deadline": within(5)}, {}, "De termijn van 5 dagen vervalt."),
        (
            {"deadline": within(5)},
            {"deadline": within(5, Unit.DAYS, "step:b")},
            "De termijn telt vanaf de stap “b”. Eerst: vanaf het begin van het protocol.",
        ),
        (
            {"deadline": within(5)},
            {"deadline": within(5, fixed=True)},
            "Deze termijn staat vast: niemand verlengt hem hier of zet hem stil.",
        ),
        (
            {},
            {"who": frozenset({Role.COORDINATOR, Role.TEAM_LEAD})},
            "Mag deze stap nu ook zetten: Teamleider.",
        ),
        ({"who": frozenset({Role.ADMIN})}, {"who": frozenset(Role)}, "Medewerker meldingen, Tweede lezer"),
        ({"who": frozenset(Role)}, {}, "Mag deze stap niet meer zetten: "),
        ({}, {"required": True}, "Deze stap is nu verplicht."),
        ({}, {"skip_reasons": (text("ziek"),)}, "Nieuwe reden om over te slaan: “ziek”."),
        ({"skip_reasons": (text("ziek"),)}, {}, "Geen reden meer om over te slaan: “ziek”."),
        (
            {},
            {"evidence": (replace(QUESTION, kind=EvidenceKind.TEXT, choices={}),)},
            "Nieuwe vraag, verplicht: “Wat?” U antwoordt met een of twee zinnen.",
        ),
        ({"evidence": (QUESTION,)}, {}, "Deze vraag vervalt: “Wat?”."),
        (
            {"evidence": (QUESTION,)},
            {"evidence": (replace(QUESTION, choices={"one": text("Een")}),)},
            "Geen antwoord meer bij “Wat?”: “Twee”.",
        ),
        (
            {"evidence": (QUESTION,)},
            {"evidence": (replace(QUESTION, required=False),)},
            "Deze vraag mag nu leeg blijven: “Wat?”",
        ),
        ({}, {"next": ("b", "c")}, "Hierna kan nu ook: “c”."),
        ({"next": ("b", "c")}, {"next": ("c",)}, "Hierna kan niet meer: “b”."),
        ({}, {"sends_home": True}, "Bij deze stap kan er iets naar huis gaan."),
        ({}, {"shows": (12,)}, "Een ander krijgt hier iets te zien, volgens regel voor delen: 12."),
        ({}, {"donts": (text("niet bellen"),)}, "Nieuw bij wat hier niet mag: “niet bellen”."),
        ({"donts": (text("x"), text("y"))}, {"donts": (text("y"), text("x"))}, ONLY_ORDER),
        (
            {"standings": {"register": "open"}},
            {"standings": {"register": "closed"}},
            "In het register staat dan: closed. Eerst: open.",
        ),
        ({}, {"remedy": text("bezwaar")}, "Wat het gezin kan doen als het niet wil: “bezwaar” Eerst: “–”"),
        ({}, {"statutory": True}, "Deze stap staat nu in de wet."),
        ({}, {"category": Category.K4}, "Wie dat mag lezen, is dus anders."),
    ],
)
def test_each_difference_is_a_sentence_that_anybody_can_read(
    before: dict[str, Any], after: dict[str, Any], sentence: str
) -> None:
    old, new = (protocol(replace(step("a", "b"), **one), step("b"), step("c")) for one in (before, after))
    (told,) = [words for code, words in said(old, new) if code == "a"][:1]
    assert sentence in told


def test_what_the_whole_protocol_is_about_is_told_without_a_step() -> None:
    new = replace(OLD, subject=Subject.CHILD, withdrawable=False, heightened=True, facts=(fact("vertrek"),))
    assert said(OLD, new) == [
        ("", "Het protocol gaat over een kind. Eerst: over een gezin."),
        ("", "Dit protocol loopt alleen bij verhoogde veiligheid."),
        ("", "Dit protocol kunt u niet meer intrekken."),
        ("", "Deze datum kunt u nu opschrijven: “vertrek”."),
    ]


def test_every_place_of_a_sentence_is_filled_between_any_two_protocols_with_the_same_steps() -> None:
    """Each shipped protocol against one in which every step holds something else: no sentence breaks."""
    for shipped in protocols().values():
        bare = replace(shipped, steps=tuple(Step(s.code, s.title, s.explain, s.who, "") for s in shipped.steps))
        for old, new in ((bare, shipped), (shipped, bare)):
            for code, words in said(old, new):
                assert words, code
                assert "%(" not in words


def test_a_norm_that_is_no_longer_the_laws_is_told_apart_from_its_length() -> None:
    new = replace(OLD, steps=(replace(OLD.step("a"), statutory=True), OLD.step("b")))
    assert [one.change for one in differences(OLD, new)] == [Change.GROUND]


def test_who_newly_sees_or_does_something_stands_apart_and_who_no_longer_does_not() -> None:
    wider = replace(OLD.step("a"), who=frozenset({Role.COORDINATOR, Role.INTAKE}), shows=(12,))
    assert newly_open(OLD, replace(OLD, steps=(wider, OLD.step("b")))) == (NewlyOpen("a", ("intake",), (12,)),)
    assert newly_open(replace(OLD, steps=(wider, OLD.step("b"))), OLD) == ()


def test_two_protocols_are_not_compared() -> None:
    with pytest.raises(ValueError, match="two protocols"):
        differences(OLD, replace(OLD, code="other"))
