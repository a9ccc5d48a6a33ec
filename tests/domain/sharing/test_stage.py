"""The stage of a child follows from what is open, for that child alone."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations

import pytest

from sluitend.domain.sharing import REPORT_STAGES, StageFacts, stages_of
from sluitend.domain.vocabulary import Stage

STAGE_OF_FACT = {
    "advice_without_name": Stage.S0,
    "intake_open": Stage.S1,
    "voluntary_plan": Stage.S2,
    "several_organisations": Stage.S3,
    "pressure": Stage.S3,
    "safe_at_home": Stage.S4,
    "protection_table": Stage.S4,
    "board_investigation": Stage.S4,
    "measure": Stage.S5,
    "safety_house": Stage.S6,
    "penal": Stage.S7,
    "kept_only": Stage.S9,
}


def test_every_fact_stands_in_this_specification() -> None:
    assert {field.name for field in fields(StageFacts)} == set(STAGE_OF_FACT)


@pytest.mark.parametrize("fact", STAGE_OF_FACT)
def test_a_fact_opens_its_stage_and_no_other(fact: str) -> None:
    assert stages_of(StageFacts(**{fact: True})) == {STAGE_OF_FACT[fact]}


def test_without_an_open_fact_there_is_no_stage() -> None:
    assert stages_of(StageFacts()) == frozenset()


def test_several_stages_are_open_at_once() -> None:
    for size in (2, 3, 12):
        for facts in combinations(STAGE_OF_FACT, size):
            assert stages_of(StageFacts(**dict.fromkeys(facts, True))) == {STAGE_OF_FACT[fact] for fact in facts}


def test_the_report_is_no_stage_of_a_child() -> None:
    everything = stages_of(StageFacts(**dict.fromkeys(STAGE_OF_FACT, True)))
    assert everything.isdisjoint(REPORT_STAGES)
    assert everything | REPORT_STAGES == frozenset(Stage)
