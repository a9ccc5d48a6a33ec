"""A municipality may tighten a protocol, never loosen it. Each case names the change that must not pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sluitend.domain.parameters import Mark
from sluitend.domain.protocol import own
from sluitend.domain.protocol.steps import Evidence, EvidenceKind, Silence, Skip, Step
from sluitend.domain.vocabulary import Category, Role
from tests.domain.protocol.making import protocol, step, text, within

ASKED = Evidence("who", text("Wie?"), EvidenceKind.TEXT)
STRICT: dict[str, Any] = {
    "deadline": within(5),
    "required": True,
    "skip": Skip.NEVER,
    "heightened_skip": True,
    "second": True,
    "evidence": (ASKED,),
    "donts": (text("niet bellen"),),
    "needs_reason": True,
    "burdens": True,
    "remedy": text("bezwaar"),
}
DEFAULT = protocol(step("a", "b", **STRICT), step("b", "z", deadline=within(14), statutory=True), step("z"))


def changed(code: str, **others: Any) -> set[tuple[str, str]]:
    steps = tuple(replace(one, **others) if one.code == code else one for one in DEFAULT.steps)
    found = own.not_own(DEFAULT, replace(DEFAULT, version="gemeente 1", steps=steps))
    return {(one.step, one.sentence) for one in found}


@pytest.mark.parametrize(
    "tighter",
    [
        {"deadline": within(3)},
        {"deadline": within(8)},
        {"title": text("Bel het gezin")},
        {"evidence": (ASKED, Evidence("when", text("Wanneer?"), EvidenceKind.DAY))},
        {"donts": (text("niet bellen"), text("niet mailen"))},
    ],
    ids=["shorter", "longer, for it is our own norm", "other words", "asks more", "says more of what may not"],
)
def test_its_own_norms_and_words_and_more_care_are_a_municipalitys(tighter: dict[str, Any]) -> None:
    assert changed("a", **tighter) == set()


@pytest.mark.parametrize(
    ("code", "looser", "sentence"),
    [
        ("b", {"deadline": within(21)}, own.LAW_TERM),
        ("b", {"deadline": None}, own.LAW_TERM),
        ("b", {"source": "eigen idee"}, own.LAW_SOURCE),
        ("b", {"statutory": False}, own.LAW_SOURCE),
        ("a", {"statutory": True}, own.LAW_CLAIM),
        ("a", {"required": False}, own.REQUIRED),
        ("a", {"skip": Skip.REASON}, own.SKIP),
        ("b", {"skip": Skip.ALWAYS}, own.SKIP),
        ("a", {"heightened_skip": False}, own.DANGER),
        ("a", {"sends_home": True}, own.HOME),
        ("a", {"second": False}, own.SECOND),
        ("a", {"evidence": ()}, own.EVIDENCE),
        ("a", {"evidence": (replace(ASKED, required=False),)}, own.EVIDENCE),
        ("a", {"donts": ()}, own.DONTS),
        ("a", {"coerces": True, "legal_title": "x"}, own.COERCION),
        ("a", {"burdens": False}, own.REASON),
        ("a", {"needs_reason": False}, own.REASON),
        ("a", {"shows": (12,)}, own.OPENS),
        ("a", {"who": frozenset({Role.COORDINATOR, Role.PARTNER})}, own.OPENS),
        ("a", {"silence": Silence.RAISE}, own.SILENCE),
        ("a", {"category": Category.K4}, own.KIND),
    ],
)
def test_what_loosens_is_refused_with_its_sentence(code: str, looser: dict[str, Any], sentence: str) -> None:
    assert (code, sentence) in changed(code, **looser)


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ({"statutory": True}, own.LAW_CLAIM),
        ({"coerces": True, "legal_title": "x"}, own.COERCION),
        ({"sends_home": True}, own.HOME),
        ({"shows": (12,)}, own.OPENS),
        ({}, ""),
    ],
)
def test_a_step_of_its_own_claims_no_law_coerces_nobody_and_shows_nothing(
    others: dict[str, Any], sentence: str
) -> None:
    added: Step = step("own", "z", **others)
    steps = (replace(DEFAULT.steps[0], next=("b", "own")), *DEFAULT.steps[1:], added)
    found = own.not_own(DEFAULT, replace(DEFAULT, version="gemeente 1", steps=steps))
    assert {one.sentence for one in found if one.step == "own"} == ({sentence} if sentence else set())


def test_a_term_of_the_inspectorate_is_not_a_municipalitys_to_choose() -> None:
    theirs = replace(DEFAULT, steps=(replace(DEFAULT.steps[0], mark=Mark.SECONDARY), *DEFAULT.steps[1:]))
    longer = replace(theirs.steps[0], deadline=within(9))
    found = own.not_own(theirs, replace(theirs, version="gemeente 1", steps=(longer, *theirs.steps[1:])))
    assert found == (own.NotOwn("a", own.NOT_OURS),)
    assert [own.is_ours(one) for one in (DEFAULT.steps[0], theirs.steps[0], DEFAULT.steps[1], step("x"))] == [
        True,
        False,
        False,
        False,
    ]


def test_a_step_of_the_program_cannot_be_left_out() -> None:
    found = own.not_own(DEFAULT, replace(DEFAULT, version="gemeente 1", steps=DEFAULT.steps[1:]))
    assert own.NotOwn("a", own.STEP_GONE) in found


def test_it_stays_the_same_protocol_about_the_same_with_a_name_of_its_own() -> None:
    assert own.not_own(DEFAULT, DEFAULT) == (own.NotOwn("", own.SAME_VERSION),)
    assert own.not_own(DEFAULT, replace(DEFAULT, code="x")) == (own.NotOwn("", own.OTHER_PROTOCOL),)
    other = replace(DEFAULT, version="gemeente 1", category=Category.K5, first=("b",))
    assert {one.sentence for one in own.not_own(DEFAULT, other)} == {own.KIND, own.BEGINNING}
