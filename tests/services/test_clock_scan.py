"""The scanner of clocks: in any order, twice, late or killed at any point, it writes the same and tells it once."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sluitend.config import roles
from sluitend.domain.clock import local_day
from sluitend.records.models import AbsenceReport, Message, ProtocolRun, RunEvent
from sluitend.services import protocols
from sluitend.services.protocols import NoteDay, SetStill, StartRun, TakeStep, scanning
from tests.services.test_absences import csv_file, load, many
from tests.stories import a_case
from tests.world import NOW, Place, World, acting, later, new_municipality, populate

RECEIVED = {"kind_of_absence": "sixteen_hours", "first_day": "2026-02-02", "last_day": "2026-02-20"}


class Killed(BaseException):
    """The worker was killed: nothing after this moment runs."""


@contextmanager
def worker() -> Iterator[None]:
    """Be the worker: a connection of its own role."""
    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = roles.WORKER
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = before


def killed_at(number: int) -> Callable[..., Any]:
    """Kill whoever sends statement `number`: before it is sent, or after it was done, by whether the number is odd."""
    sent = iter(range(1, 100_000))

    def wrapper(execute: Callable[..., Any], *statement: Any) -> Any:
        at = next(sent)
        if at == number and number % 2:
            raise Killed
        found = execute(*statement)
        if at == number:
            raise Killed
        return found

    return wrapper


@pytest.fixture
def home(transactional_db: None, as_owner: Any) -> Place:
    """Give a municipality whose rows are really committed."""
    return populate(new_municipality(as_owner, "Vlierdam"), "Vlierdam")


def runs_of(home: Place, number: int) -> list[uuid.UUID]:
    """Begin runs on several days, each with a term before the first talk."""
    me = home.attendance
    load(me, csv_file(*many(number)))
    found = []
    with acting(me):
        reports = list(AbsenceReport.objects.order_by("melding_id").values_list("pk", flat=True))
    for place, report in enumerate(reports):
        with acting(me, later(days=place % 3)) as now:
            day = local_day(now)
            run = protocols.start(me, StartRun("school_absence", day, uuid.uuid4(), report_id=report), now=now).run_id
            first = TakeStep(run, "report_received", day, 1, uuid.uuid4(), evidence=RECEIVED)
            protocols.take(me, first, now=now)
            protocols.take(me, TakeStep(run, "assessed", day, 2, uuid.uuid4(), leads_to=("first_contact",)), now=now)
        found.append(run)
    return found


def said(owner: Any) -> list[tuple[Any, ...]]:
    return owner.execute("SELECT run_id, step, last_day, word FROM clock_said ORDER BY 1, 2, 3, 4").fetchall()


def messages_of(owner: Any) -> list[tuple[Any, ...]]:
    return owner.execute("SELECT membership_id, key FROM message ORDER BY 1, 2").fetchall()


def test_the_web_role_cannot_scan(world: World) -> None:
    for act in (scanning.scan_batch, scanning.tell_batch):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act(NOW)


def test_what_is_due_is_said_once_and_told_once_however_often_it_is_scanned(home: Place, as_owner: Any) -> None:
    runs = runs_of(home, 3)
    with worker():
        assert protocols.scan(NOW) == protocols.Scanned()
        first = protocols.scan(later(days=30))
        assert (first.said, first.told) == (6, 6)
        for moment in (later(days=30), later(days=20), later(days=31)):
            assert protocols.scan(moment).said == 0
    assert {row[0] for row in said(as_owner)} == set(runs)
    assert len(messages_of(as_owner)) == 6
    rows = as_owner.execute("SELECT count(*) FROM audit_event WHERE action = 'protocol.clock'").fetchone()
    assert rows[0] >= 3


def test_telling_many_takes_no_more_statements_than_telling_few(home: Place, as_owner: Any) -> None:
    runs_of(home, 3)
    counted = []
    with worker():
        for moment, most in ((later(days=30), 1), (later(days=30), 5)):
            scanning.scan_batch(moment)
            with CaptureQueriesContext(connection) as asked:
                assert scanning.tell_batch(moment, most) == most
            counted.append(len(asked.captured_queries))
    assert counted[0] == counted[1]
    assert len(messages_of(as_owner)) == 6
    lines = as_owner.execute("SELECT count(*) FROM audit_event WHERE action = 'message.tell'").fetchone()
    assert lines[0] == 6


def test_a_message_says_nothing_but_that_a_term_is_near_or_over(home: Place, as_owner: Any) -> None:
    runs_of(home, 1)
    with worker():
        protocols.scan(later(days=30))
    with acting(home.attendance, later(days=30)):
        assert set(Message.objects.values_list("kind", "page", "target_ref")) == {
            ("term_near", "home", None),
            ("term_passed", "home", None),
        }


def test_scanning_day_by_day_says_the_same_as_scanning_late(home: Place, as_owner: Any) -> None:
    runs_of(home, 4)
    with worker():
        for days in range(31):
            protocols.scan(later(days=days))
        by_day = said(as_owner)
    with as_owner.transaction():
        as_owner.execute("SELECT set_config('app.line', pg_current_xact_id()::text, true)")
        as_owner.execute("DELETE FROM clock_said")
        as_owner.execute("UPDATE protocol_run SET look_again_at = %s", [NOW])
    with worker():
        protocols.scan(later(days=30))
    assert said(as_owner) == by_day
    assert len(by_day) == 8


def killed_over_and_over(home: Place, owner: Any, times: int, seed: int) -> None:
    """Kill the worker at random statements, and in the end let it finish: what it says and tells is the same as undisturbed."""
    number = max(6, times // 5)
    runs_of(home, number)
    chance, moment = random.Random(seed), NOW  # noqa: S311 - the same points at every run
    deaths = 0
    with worker():
        for _ in range(times):
            moment += timedelta(hours=chance.randint(0, 900 // times * 2))
            try:
                with connection.execute_wrapper(killed_at(chance.randint(1, 9))):
                    protocols.scan(moment, batch=chance.randint(1, 4))
            except Killed:
                deaths += 1
                connection.close()  # as a process that is gone: the server undoes what was not committed
        end = later(days=60)
        protocols.scan(end)
        protocols.scan(end)
    assert deaths >= times // 3  # the others came to the end: nothing was due
    words = said(owner)
    assert len(words) == len(set(words)) == 2 * number
    assert len(messages_of(owner)) == 2 * number
    assert owner.execute("SELECT count(*) FROM clock_said WHERE told_at IS NULL").fetchone() == (0,)


def test_killed_twenty_times_nothing_is_lost_and_nothing_doubled(home: Place, as_owner: Any) -> None:
    killed_over_and_over(home, as_owner, 20, 1)


@pytest.mark.slow
def test_killed_two_hundred_times_nothing_is_lost_and_nothing_doubled(home: Place, as_owner: Any) -> None:
    killed_over_and_over(home, as_owner, 200, 2)


def test_a_run_that_somebody_changed_meanwhile_is_left_to_the_next_round(home: Place, as_owner: Any) -> None:
    """Compare and set: what the scanner computed from an older state is not written."""
    (run,) = runs_of(home, 1)
    with worker(), transaction.atomic():
        given = '[{"run": "%s", "expected": "2001-01-01T00:00:00+00:00", "again": null, "said": [{"step": "x", "last_day": "2026-01-01", "word": "late", "raised": false}]}]'
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_clocks_said(%s, %s::jsonb)", [NOW, given % run])
            assert cursor.fetchone() == (0,)
    assert said(as_owner) == []
    assert as_owner.execute("SELECT look_again_at IS NOT NULL FROM protocol_run").fetchone() == (True,)


def test_terms_that_stand_still_say_nothing(home: Place, as_owner: Any) -> None:
    (run,) = runs_of(home, 1)
    with acting(home.attendance):
        protocols.suspend(home.attendance, SetStill(run, 3, uuid.uuid4(), "Gezin is op reis."), now=NOW)
    with worker():
        assert protocols.scan(later(days=60)) == protocols.Scanned()


def test_silence_puts_a_line_on_the_ladder_and_does_nothing_to_the_family(home: Place, as_owner: Any) -> None:
    """A late step that says so is raised between organisations; no event of the run, no letter, no decision comes of it."""
    case, me = a_case(home).case_id, home.coordinator
    with acting(me):
        run = protocols.start(
            me, StartRun("process_ladder", local_day(NOW), uuid.uuid4(), case_id=case), now=NOW
        ).run_id
    with worker():
        protocols.scan(later(days=60))
    assert as_owner.execute("SELECT bool_or(raised) FROM clock_said WHERE word = 'late'").fetchone() == (True,)
    assert as_owner.execute("SELECT bool_or(raised) FROM clock_said WHERE word = 'warning'").fetchone() == (False,)
    with acting(me, later(days=60)):
        assert not RunEvent.objects.filter(run=run).exists()
        assert ProtocolRun.objects.get(pk=run).ended_at is None


def test_of_a_case_of_heightened_safety_nobody_is_told(home: Place, as_owner: Any) -> None:
    made = a_case(home, heightened=True)
    with acting(home.coordinator):
        command = StartRun("process_ladder", local_day(NOW), uuid.uuid4(), case_id=made.case_id)
        protocols.start(home.coordinator, command, now=NOW)
    before = messages_of(as_owner)
    with worker():
        assert protocols.scan(later(days=60)).told == 0
    assert said(as_owner) != []
    assert messages_of(as_owner) == before


def test_an_hour_that_does_not_exist_and_one_that_comes_twice_change_nothing(home: Place, as_owner: Any) -> None:
    runs_of(home, 2)
    with worker():
        for night in (
            datetime.fromisoformat("2026-03-29T00:59:59+00:00"),
            datetime.fromisoformat("2026-10-25T01:30:00+00:00"),
        ):
            protocols.scan(night)
            protocols.scan(night - timedelta(hours=1))
            protocols.scan(night + timedelta(hours=1))
    words = said(as_owner)
    assert len(words) == len(set(words)) == 4
    assert len(messages_of(as_owner)) == 4


def test_a_date_that_is_noted_starts_a_clock(home: Place, as_owner: Any) -> None:
    load(home.attendance, csv_file(*many(1)))
    me = home.attendance
    with acting(me):
        report = AbsenceReport.objects.values_list("pk", flat=True).get()
        run = protocols.start(
            me, StartRun("school_absence", local_day(NOW), uuid.uuid4(), report_id=report), now=NOW
        ).run_id
        assert ProtocolRun.objects.get(pk=run).look_again_at is None
        protocols.note_day(me, NoteDay(run, "threshold_reached", local_day(NOW), 1, uuid.uuid4()), now=NOW)
        assert ProtocolRun.objects.get(pk=run).look_again_at is not None
    with worker():
        assert protocols.scan(later(days=30)).said == 2
