"""A running case keeps its version until a person moves it; both versions stay in its history and nothing moves by itself."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from sluitend.access import own_versions, protocols
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import Conflict, NotFound, Refused
from sluitend.domain.protocol import moving
from sluitend.domain.protocol.history import EventKind
from sluitend.domain.protocol.steps import Protocol
from sluitend.queries.protocol_moving import MovePage, move_page, newer_version, older_runs
from sluitend.queries.protocol_run import run_page
from sluitend.records.models import AuditEvent, ProtocolRun, RunEvent
from sluitend.services import protocols as services
from sluitend.services.protocols import MoveRun, scan
from tests.services.test_clock_scan import worker
from tests.services.test_messages import readers
from tests.services.test_own_protocols import approve, made_from_older, ours, propose
from tests.services.test_protocols import at_talk, begin, open_steps, take
from tests.stories import a_case
from tests.world import NOW, World, acting, later

DEFAULT = protocols.protocols()["school_absence"]


def page(world: World, run: UUID, who: str = "attendance") -> MovePage:
    viewer = world.home.people[who]
    with acting(viewer, NOW):
        return move_page(viewer, run, now=NOW)


def move(world: World, run: UUID, who: str = "attendance", **how: Any) -> None:
    viewer = world.home.people[who]
    with acting(viewer, NOW):
        version = ProtocolRun.objects.values_list("version", flat=True).filter(pk=run).first()
        new = protocols.catalogue(local_day(NOW))["school_absence"]
        given = {
            "seen": own_versions.mark_of(new),
            "version": version or 0,
            "form_key": uuid.uuid4(),
            "reason": "Onze nieuwe norm.",
            **how,
        }
        services.move(viewer, MoveRun(run, **given), now=NOW)


def hold(world: World, own: Protocol) -> UUID:
    """Let an own version hold: proposed by one, approved by another."""
    version = made_from_older(world.home, own, DEFAULT)
    approve(world.home, version)
    return version


def test_a_run_is_moved_by_a_person_and_keeps_both_versions_in_its_history(world: World) -> None:
    run = at_talk(world)
    before = page(world, run)
    assert (before.cannot, before.left == before.to) == ((moving.SAME,), True)
    approve(world.home, propose(world.home))
    _step, usual = ours()
    shown = page(world, run)
    assert (shown.left, shown.to, shown.cannot) == (DEFAULT.version, "voorjaar", ())
    (step,) = shown.steps
    assert (step.title, step.title_after) == (DEFAULT.step("first_contact").title,) * 2
    assert shown.changes
    with acting(world.home.attendance, NOW):
        assert newer_version(run, now=NOW) == "voorjaar"
    move(world, run)
    with acting(world.home.attendance, NOW):
        assert newer_version(run, now=NOW) == ""
        last = RunEvent.objects.filter(run_id=run).order_by("seq").last()
        assert last is not None
        assert last.left_content is not None
        assert (last.kind, last.reason, last.left_content.content_version) == (
            EventKind.MOVED,
            "Onze nieuwe norm.",
            DEFAULT.version,
        )
        history = run_page(world.home.attendance, run, now=NOW).history
        assert (history[0].left, history[0].to, history[0].by.split(",")[0]) == (
            DEFAULT.version,
            "voorjaar",
            world.home.attendance.name,
        )
        assert all(row.title for row in history[1:])
        lines = AuditEvent.objects.filter(action="protocol.move", object_id=run)
        with acting(world.home.privacy, NOW):
            assert [line.fields for line in lines] == [["reason", "content"]]
    assert open_steps(world.home.attendance, run) == {"first_contact"}
    assert usual


def test_terms_are_computed_anew_and_what_follows_is_of_the_other_version(world: World) -> None:
    """The own version gives the first contact one working day, and asks whether somebody called twice."""
    run = at_talk(world)
    contact = DEFAULT.step("first_contact")
    assert contact.deadline
    short = replace(contact.deadline, term=replace(contact.deadline.term, length=1))
    steps = tuple(replace(one, deadline=short, second=True) if one is contact else one for one in DEFAULT.steps)
    hold(world, replace(DEFAULT, version="kort", steps=steps))
    (step,) = page(world, run).steps
    assert step.before
    assert step.after
    assert step.after < step.before
    move(world, run)
    with acting(world.home.attendance, NOW):
        standing = protocols.standing(ProtocolRun.objects.get(pk=run), NOW)
    assert [clock.due.day for clock in standing.clocks if clock.step == "first_contact"] == [step.after]
    with pytest.raises(Refused) as refused:
        take(world.home.attendance, run, "first_contact", evidence={"channel": "phone"})
    assert {one.code for one in refused.value.refusals} == {"protocol.second_person"}


def test_the_scanner_reads_a_run_that_was_moved(world: World) -> None:
    run = at_talk(world)
    approve(world.home, propose(world.home))
    move(world, run)
    moment = later(days=60)
    with worker():
        assert scan(moment).said > 0
    with acting(world.home.attendance, moment):
        assert ProtocolRun.objects.get(pk=run).look_again_at is None


def test_a_run_does_not_move_by_itself_when_a_version_begins_or_is_taken_back(world: World) -> None:
    run = at_talk(world)
    approve(world.home, propose(world.home))
    with acting(world.home.attendance, NOW):
        protocol = protocols.standing(ProtocolRun.objects.get(pk=run), NOW).protocol
    assert protocol
    assert protocol.version == DEFAULT.version


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"reason": "  "}, moving.MOVE_REASON.code),
        ({"seen": "0123456789abcdef"}, moving.LOOK_AGAIN.code),
        ({"reason": "Het gezin is islamitisch."}, "words"),
    ],
)
def test_what_keeps_a_run_where_it_is_says_so_and_changes_nothing(world: World, how: dict[str, Any], code: str) -> None:
    run = at_talk(world)
    approve(world.home, propose(world.home))
    with pytest.raises(Refused) as refused:
        move(world, run, **how)
    assert any(code in one.code for one in refused.value.refusals)
    with acting(world.home.attendance, NOW):
        assert newer_version(run, now=NOW) == "voorjaar"


def test_somebody_who_was_first_is_seen_first(world: World) -> None:
    run = at_talk(world)
    approve(world.home, propose(world.home))
    with pytest.raises(Conflict):
        move(world, run, version=1)


def test_the_same_form_twice_moves_once(world: World) -> None:
    run, key = at_talk(world), uuid.uuid4()
    approve(world.home, propose(world.home))
    with acting(world.home.attendance, NOW):
        version = ProtocolRun.objects.get(pk=run).version
    for _ in range(2):
        move(world, run, form_key=key, version=version)
    with acting(world.home.attendance, NOW):
        assert RunEvent.objects.filter(run_id=run, kind=EventKind.MOVED).count() == 1


@pytest.mark.parametrize("who", ["coordinator", "director", "admin", "teacher", "manager"])
def test_for_who_does_not_see_the_run_it_is_not_there(world: World, who: str) -> None:
    run = at_talk(world)
    with pytest.raises(NotFound):
        page(world, run, who)
    with pytest.raises(NotFound):
        move(world, run, who)


def test_the_process_owner_sees_how_many_still_follow_an_older_version_and_nobody_of_a_family(world: World) -> None:
    at_talk(world)
    director = world.home.people["director"]
    with acting(director, NOW):
        assert older_runs(director, now=NOW) == ()
    approve(world.home, propose(world.home))
    with acting(director, NOW):
        (row,) = older_runs(director, now=NOW)
    assert (row.title, row.version, row.to, row.holder, row.number) == (
        DEFAULT.title,
        DEFAULT.version,
        "voorjaar",
        "",
        1,
    )
    away = world.away.people["director"]
    with acting(away, NOW):
        assert older_runs(away, now=NOW) == ()
    for who in ("attendance", "coordinator", "manager", "lead"):
        viewer = world.home.people[who]
        with acting(viewer, NOW), pytest.raises(NotFound):
            older_runs(viewer, now=NOW)


def test_the_database_gives_numbers_to_who_decides_on_protocols_and_counts_no_heightened_safety(world: World) -> None:
    home = world.home
    open_one = a_case(home).case_id
    begin(home.people["coordinator"], protocol="process_ladder", case_id=open_one)
    closed = a_case(
        home, coordinator_id=home.coordinator2.membership_id, heightened=True, readers=readers(world)
    ).case_id
    begin(home.coordinator2, protocol="process_ladder", case_id=closed)
    for place, who, number in (
        (home, "director", 1),
        (home, "admin", 1),
        (home, "coordinator", 0),
        (home, "manager", 0),
        (world.away, "director", 0),
    ):
        with acting(place.people[who], NOW), connection.cursor() as cursor:
            cursor.execute("SELECT protocol, holder, number FROM app_older_runs(%s)", [[b"x"]])
            found = cursor.fetchall()
        assert found == [("process_ladder", home.coordinator.name, 1)][:number]
