"""The count of the word guard: never whose text, and nobody waits for a colleague to be counted."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest
from django.db import connection

from sluitend.access.words import check_words
from sluitend.domain.sharing import Viewer
from tests.world import World, acting, later

TEXTS = {"seen": "Noor kwam zonder jas op school.", "heard": ""}


def save(viewer: Viewer, days: int = 0) -> None:
    with acting(viewer, later(days)) as now:
        check_words(viewer, TEXTS, quote=False, now=now)


def counted(as_owner: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    return as_owner.execute(
        "SELECT organisation_id, month, sum(saves), sum(hits), count(*) FROM text_guard_count GROUP BY 1, 2 ORDER BY 2"
    ).fetchall()


def test_saves_are_counted_by_organisation_and_month_in_one_row(
    world: World, past_the_wall: psycopg.Connection[Any]
) -> None:
    for days in (0, 1, 40):
        save(world.home.teacher, days)
    assert [row[1:] for row in counted(past_the_wall)] == [
        (later().date().replace(day=1), 2, 0, 1),
        (later(40).date().replace(day=1), 1, 0, 1),
    ]


def test_two_colleagues_who_save_at_once_do_not_wait_for_each_other(
    world: World, past_the_wall: psycopg.Connection[Any]
) -> None:
    failed: list[Exception] = []

    def colleague() -> None:
        try:
            with acting(world.home.member, later()) as now:
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '500ms'")
                check_words(world.home.member, TEXTS, quote=False, now=now)
        except Exception as error:  # noqa: BLE001 - told below, in the thread that can fail
            failed.append(error)
        finally:
            connection.close()

    save(world.home.intake)
    with acting(world.home.intake, later()) as now:
        check_words(world.home.intake, TEXTS, quote=False, now=now)
        other = threading.Thread(target=colleague)
        other.start()
        other.join(timeout=20)
    assert not failed
    ((_organisation, _month, saves, hits, rows),) = counted(past_the_wall)
    assert (saves, hits, rows) == (3, 0, 2)
    save(world.home.intake)
    assert counted(past_the_wall)[0][4] == 2, "a free row is used again"


@pytest.mark.parametrize("who", ["officer", "teacher"])
def test_a_word_that_is_not_needed_is_counted_without_who_wrote_it(
    world: World, past_the_wall: psycopg.Connection[Any], who: str
) -> None:
    viewer = world.home.people[who]
    with acting(viewer, later()) as now:
        assert check_words(viewer, {"seen": "Het gezin is Marokkaans."}, quote=False, now=now)
    assert counted(past_the_wall)[0][:4] == (viewer.organisation_id, later().date().replace(day=1), 1, 1)
