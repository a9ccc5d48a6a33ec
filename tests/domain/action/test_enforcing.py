"""An enforcing action names its title, what lighter was tried and how to object, and goes with help (C.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from sluitend.domain.action import ActionStatus, LegalTitle, Pair, Rung, check_enforcing
from sluitend.domain.vocabulary import ActionKind, Party

TODAY = date(2026, 3, 2)
TITLE = LegalTitle(
    code="absence_report",
    rung=Rung.PENAL,
    text_nl="Proces-verbaal wegens verzuim",
    text_en="Official report for absence",
    law="Leerplichtwet 22 en 26",
    held_by=frozenset({Party.ATTENDANCE}),
    remedy_nl="U vertelt de rechter uw kant.",
    remedy_en="You tell the court your side.",
    valid_from=date(2015, 1, 1),
)
HELP = Pair(uuid4(), ActionKind.HELP, ActionStatus.ASKED)
COMPLETE = {
    "organisation": Party.ATTENDANCE,
    "lighter_tried": "Drie gesprekken en een brief.",
    "remedy": "U vertelt de rechter uw kant.",
    "help_with_it": HELP,
    "on": TODAY,
}


def codes(title: LegalTitle | None = TITLE, kind: ActionKind = ActionKind.ENFORCE, **other: object) -> set[str]:
    return {refusal.code for refusal in check_enforcing(kind, title, **{**COMPLETE, **other})}  # type: ignore[arg-type]


def test_a_complete_enforcing_action_passes() -> None:
    assert codes() == set()


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"lighter_tried": " "}, "action.nothing_lighter"),
        ({"remedy": ""}, "action.no_remedy"),
        ({"help_with_it": None}, "action.no_help"),
        ({"help_with_it": replace(HELP, kind=ActionKind.PREVENT)}, "action.no_help"),
        ({"help_with_it": replace(HELP, status=ActionStatus.DECLINED)}, "action.help_is_over"),
        ({"help_with_it": replace(HELP, status=ActionStatus.DROPPED)}, "action.help_is_over"),
        ({"organisation": Party.SCHOOL}, "action.title_of_another"),
        ({"organisation": None}, "action.title_of_another"),
    ],
)
def test_it_names_its_title_what_was_tried_how_to_object_and_goes_with_help(
    missing: dict[str, object], code: str
) -> None:
    assert codes(**missing) == {code}


def test_without_a_title_in_the_law_nobody_enforces() -> None:
    assert codes(title=None) == {"action.no_legal_title"}


def test_a_title_holds_between_its_days() -> None:
    assert codes(title=replace(TITLE, valid_to=date(2026, 3, 1))) == {"action.title_not_in_force"}
    assert codes(title=replace(TITLE, valid_to=TODAY)) == set()
    assert codes(title=replace(TITLE, valid_from=date(2026, 3, 3))) == {"action.title_not_in_force"}


def test_everything_that_is_missing_is_said_at_once() -> None:
    found = codes(title=None, lighter_tried="", remedy="", help_with_it=None)
    assert found == {"action.no_legal_title", "action.nothing_lighter", "action.no_help"}
    assert codes(lighter_tried="", remedy="") == {"action.nothing_lighter", "action.no_remedy"}


@pytest.mark.parametrize("kind", [ActionKind.HELP, ActionKind.PREVENT])
def test_help_and_prevention_need_no_title_and_carry_none(kind: ActionKind) -> None:
    assert codes(title=None, kind=kind, lighter_tried="", remedy="", help_with_it=None) == set()
    assert codes(kind=kind) == {"action.title_without_force"}
