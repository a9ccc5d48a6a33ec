"""Whoever says yes to another version of a protocol sees everything that changes, and who newly sees what."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from sluitend.domain.parameters import Mark
from sluitend.domain.protocol.compare import Change, Difference, NewlyOpen, differences, newly_open
from sluitend.domain.protocol.steps import Evidence, EvidenceKind, Silence, Skip, Step
from sluitend.domain.vocabulary import Category, Party, Role
from tests.domain.protocol.making import protocol, step, text, within

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
}
# What a difference in these would be is told by another field, or by nobody: they hold no rule.
APART = {"code", "skip_reasons", "remedy"}


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_every_part_of_a_step_that_can_differ_is_told(name: str) -> None:
    new = replace(OLD, steps=(replace(OLD.step("a"), **{name: OTHERS[name]}), OLD.step("b")))
    assert [one.step for one in differences(OLD, new)] == ["a"]
    assert differences(OLD, OLD) == ()


def test_no_part_of_a_step_is_forgotten() -> None:
    assert {one.name for one in fields(Step)} == OTHERS.keys() | APART


def test_a_new_step_one_that_is_gone_and_another_beginning_are_told() -> None:
    new = protocol(step("c", "a"), step("a", deadline=within(5), source="verzonnen"))
    assert set(differences(OLD, new)) == {
        Difference(Change.FIRST, "", "a", "c"),
        Difference(Change.STEP_ADDED, "c", "", "c"),
        Difference(Change.FOLLOWS, "a", "b", ""),
        Difference(Change.STEP_GONE, "b", "b", ""),
    }


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
