"""What tests stand on themselves: a state that was kept is the same state for the next test, and nothing more."""

from __future__ import annotations

import pytest
from django.db import connection

from sluitend.config import roles
from sluitend.records.models import AuditEvent, Case, Note
from sluitend.services.followup import WriteNote, write_note
from tests import case_stories
from tests.case_stories import FullCase
from tests.database import Kept, as_opened
from tests.world import World, acting

case = case_stories.full_case


def seen(world: World) -> tuple[int, int, int]:
    with acting(world.home.coordinator):
        mine = Case.objects.count(), Note.objects.count()
    with acting(world.home.privacy):
        return *mine, AuditEvent.objects.count()


@pytest.mark.parametrize("time", [1, 2])
def test_a_state_that_was_put_back_is_as_it_was_made(world: World, case: FullCase, kept: Kept, time: int) -> None:
    """And what the test before did in it is gone: both times it is a case with one note, and the same lines."""
    before = seen(world)
    assert before[:2] == (1, 1)
    with acting(world.home.coordinator) as now:
        write_note(world.home.coordinator, WriteNote(case.case_id, "Van deze test alleen.", case.child), now=now)
    assert seen(world) > before
    assert kept("full case", pytest.fail) is case
    assert seen(world) == before


def test_the_connection_of_a_test_is_as_new_for_the_next(world: World, test_database: str) -> None:
    """Whatever a test set in its session."""

    def told() -> tuple[object, ...]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(current_setting('app.user', true), ''), current_setting('search_path')")
            return tuple(cursor.fetchone())

    before = told()
    assert before[0] == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user', %s, false)", [str(world.home.admin.user_id)])
        cursor.execute("SET search_path = pg_catalog")
    assert told() != before
    assert as_opened(connection, roles.WEB, test_database)
    assert told() == before


def test_another_role_s_connection_and_one_in_the_middle_of_something_are_not_kept(
    world: World, test_database: str
) -> None:
    with acting(world.home.admin):
        assert not as_opened(connection, roles.WEB, test_database)
    assert not as_opened(connection, roles.WORKER, test_database)
