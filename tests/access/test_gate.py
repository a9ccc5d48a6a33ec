"""The gate of a case: who comes in, why, how far, and the line it leaves."""

from __future__ import annotations

import pytest

from sluitend.access.gate import enter_case
from sluitend.domain.case import CaseReason
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import ReadLevel
from sluitend.domain.vocabulary import Category
from tests.stories import a_case
from tests.world import World, acting

K = (Category.K1, Category.K9, Category.K16)


def test_the_coordinator_enters_and_the_line_says_what_was_shown(world: World, as_owner) -> None:
    made = a_case(world.home)
    with acting(world.home.coordinator) as now:
        access = enter_case(world.home.coordinator, made.case_id, action="case.page", categories=K, now=now)
    assert access.reason is CaseReason.COORDINATOR
    assert access.until is None
    assert access.level(Category.K16) is ReadLevel.WRITE
    assert access.level(Category.K9) is ReadLevel.NONE
    assert access.check(Category.K16) is None
    assert access.check(Category.K9).code == "case.not_yours_to_read"


@pytest.mark.parametrize("who", ["coordinator2", "intake", "lead", "admin", "manager", "privacy", "teacher"])
def test_nobody_else_of_the_municipality_enters(world: World, who: str) -> None:
    made = a_case(world.home)
    with acting(world.home.people[who]) as now, pytest.raises(NotFound):
        enter_case(world.home.people[who], made.case_id, action="case.page", categories=K, now=now)


def test_an_outsider_does_not_enter(world: World) -> None:
    made = a_case(world.home)
    with acting(world.away.coordinator) as now, pytest.raises(NotFound):
        enter_case(world.away.coordinator, made.case_id, action="case.page", categories=K, now=now)
