"""What the page of a case says must happen now, for who holds it and for nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sluitend.domain.action import Alternative, StepKind
from sluitend.domain.sharing import Viewer
from sluitend.queries.cases import case_page
from tests.action_stories import TITLE, Family, a_family, ask, shared, step
from tests.world import NOW, World, acting

ACTIONS = {"stuck", "declined", "contradicted", "unanswered", "overdue"}


def asked_for(viewer: Viewer, family: Family, now: datetime) -> set[tuple[str, str]]:
    """Give what the page asks about actions at a moment: the kind and the title."""
    with acting(viewer, now):
        todos = case_page(viewer, family.case_id, now=now).todos
    return {(str(todo.kind), todo.about) for todo in todos if todo.kind in ACTIONS}


@pytest.mark.parametrize(
    ("steps", "days", "kind"),
    [
        ((), 0, ""),
        ((), 30, "unanswered"),
        ((StepKind.ACCEPT,), 0, ""),
        ((StepKind.ACCEPT,), 60, "overdue"),
        ((StepKind.ACCEPT, StepKind.BLOCK), 0, "stuck"),
        ((StepKind.DECLINE,), 0, "declined"),
        ((StepKind.ACCEPT, StepKind.FINISH), 60, ""),
    ],
)
def test_an_action_that_needs_the_coordinator_stands_under_what_must_happen(
    world: World, steps: tuple[StepKind, ...], days: int, kind: str
) -> None:
    family = a_family(world.home)
    action = shared(family, due_on=NOW.date() + timedelta(days=50))
    for one in steps:
        words = "" if one is StepKind.ACCEPT else "Zo is het gegaan."
        other = Alternative.LATER if one is StepKind.DECLINE else None
        step(world.home.teacher, action, one, words=words, alternative=other)
    at = NOW + timedelta(days=days)
    assert asked_for(world.home.coordinator, family, at) == ({(kind, TITLE)} if kind else set())


def test_what_was_never_shown_to_its_organisation_is_not_called_late(world: World) -> None:
    family = a_family(world.home)
    ask(family, "school", due_on=NOW.date() + timedelta(days=50))
    assert asked_for(world.home.coordinator, family, NOW + timedelta(days=60)) == set()
