"""What a programme manager counts of escalations: how many stand at which rung, and no case, person or reason."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from sluitend.queries.reports import WorkMeasure, work_page
from sluitend.services import protocols
from sluitend.services.cases import Heighten, heighten
from sluitend.services.cases.opening import ReaderIn
from sluitend.services.protocols import Withdraw
from tests.services.test_ladders import climb
from tests.services.test_protocols import begin
from tests.stories import a_case
from tests.world import NOW, World, acting


def rungs(world: World, who: str = "manager") -> dict[str, int]:
    viewer = world.home.people[who]
    with acting(viewer):
        rows = work_page(viewer, now=NOW).rows
    return {row.measure.value: row.total for row in rows if row.measure.value.startswith("rung_") and row.total}


def test_an_escalation_counts_at_the_last_rung_that_was_taken(world: World) -> None:
    me = world.home.coordinator
    assert rungs(world) == {}
    runs = [begin(me, protocol="process_ladder", case_id=a_case(world.home).case_id) for _ in range(3)]
    assert rungs(world) == {}  # no rung was taken yet
    for run in runs[:2]:
        climb(me, run, "a0_professionals", "a1_meeting")
    assert rungs(world) == {"rung_a0": 2}
    climb(me, runs[0], "a1_meeting", "a2_process_director")
    assert rungs(world) == {"rung_a0": 1, "rung_a1": 1}
    with acting(world.home.manager):
        row = next(one for one in work_page(world.home.manager, now=NOW).rows if one.measure is WorkMeasure.RUNG_A1)
    assert sum(filter(None, row.per_team)) == row.total == 1


def test_what_is_over_and_what_is_of_heightened_safety_does_not_count(world: World) -> None:
    me, home = world.home.coordinator, world.home
    case = a_case(home).case_id
    run = begin(me, protocol="process_ladder", case_id=case)
    climb(me, run, "a0_professionals", "a1_meeting")
    assert rungs(world) == {"rung_a0": 1}
    with acting(me):
        readers = (
            ReaderIn(home.people["protocol"].membership_id, on_call=True),
            ReaderIn(home.people["code"].membership_id),
        )
        heighten(me, Heighten(case, "Dochter is bang.", 1, readers), now=NOW)
    assert rungs(world) == {}
    other = begin(me, protocol="process_ladder", case_id=a_case(home).case_id)
    climb(me, other, "a0_professionals", "a1_meeting")
    assert rungs(world) == {"rung_a0": 1}
    with acting(me):
        protocols.withdraw(me, Withdraw(other, "Het is opgelost.", 2, uuid.uuid4()), now=NOW)
    assert rungs(world) == {}


@pytest.mark.parametrize("who", ["coordinator", "director", "lead", "teacher", "admin"])
def test_nobody_else_counts_it(world: World, who: str) -> None:
    me = world.home.coordinator
    climb(
        me, begin(me, protocol="process_ladder", case_id=a_case(world.home).case_id), "a0_professionals", "a1_meeting"
    )
    with acting(world.home.people[who]), connection.cursor() as cursor:
        cursor.execute("SELECT team, measure, number FROM app_work_counts() WHERE number > 0")
        assert cursor.fetchall() == []
    with acting(world.away.manager), connection.cursor() as cursor:
        cursor.execute("SELECT sum(number) FROM app_work_counts()")
        assert not cursor.fetchone()[0]
