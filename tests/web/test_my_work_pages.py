"""The first page after signing in: whatever somebody's work is, what waits for them stands there, counted and linked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from sluitend.domain.action import StepKind
from sluitend.queries import inbox
from sluitend.records.models import AuditEvent
from sluitend.services import triage
from tests.action_stories import a_family, shared, step
from tests.browsing import signed_in
from tests.concerns import a_concern
from tests.world import World, acting

pytestmark = pytest.mark.django_db


def first_page(viewer: Any) -> str:
    page = signed_in(viewer).get("/")
    assert page.status_code == 200
    return page.content.decode().split("<main", 1)[1]


def tiles(page: str) -> dict[str, int]:
    found = re.findall(r'tile__name">([^<]+)</span><span class="tile__number">(\d+)', page)
    return {name: int(number) for name, number in found}


def test_a_reader_of_concerns_sees_what_is_due_counted_and_linked(world: World) -> None:
    now = timezone.now()
    late = a_concern(world.home, now=now - timedelta(days=9))
    fresh = a_concern(world.home, now=now)
    page = first_page(world.home.intake)
    shown = tiles(page)
    assert shown["Te laat"] == 1
    assert sum(shown.values()) == 2
    places = [page.index(reverse("signal-take", args=[one.signal_id])) for one in (late, fresh)]
    assert places == sorted(places)
    assert "Beslissen over een melding" in page
    assert "Er ligt nu niets voor u klaar" not in page
    with acting(world.home.privacy, now):
        seen = set(AuditEvent.objects.filter(action="signal.inbox").values_list("object_id", flat=True))
    assert seen == {late.signal_id, fresh.signal_id}


def test_a_long_inbox_is_counted_whole_and_shown_from_what_is_due_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "FIRST", 2)
    now = timezone.now()
    handed = [a_concern(world.home, now=now - timedelta(days=20 - number)) for number in range(3)]
    page = first_page(world.home.intake)
    assert tiles(page)["Te laat"] == 3
    linked = [reverse("signal-take", args=[one.signal_id]) in page for one in handed]
    assert linked == [True, True, False]
    assert "Nog 1 melding die wacht" in page


def test_who_was_asked_to_read_along_sees_that(world: World) -> None:
    now = timezone.now()
    handed = a_concern(world.home, now=now - timedelta(minutes=1))
    reader = world.home.people["second"]
    assert "Meelezen" not in first_page(reader)
    ask_to_read(world, handed.signal_id, now)
    page = first_page(reader)
    assert "Meelezen, gevraagd door" in page
    assert reverse("signal-take", args=[handed.signal_id]) in page


def ask_to_read(world: World, signal_id: Any, now: datetime) -> None:
    viewer, reader = world.home.intake, world.home.people["second"]
    with acting(viewer, now):
        triage.open_signal(viewer, signal_id, now=now)
        triage.ask_reader(viewer, triage.AskReader(uuid4(), signal_id, reader.membership_id), now=now)


@pytest.mark.parametrize("who", ["lead", "admin", "manager", "privacy", "attendance"])
def test_who_has_no_list_of_their_own_sees_where_their_work_is(world: World, who: str) -> None:
    page = first_page(world.home.people[who])
    assert "Waar uw werk is" in page
    assert "tile__number" not in page


@pytest.mark.parametrize("who", ["lead", "admin", "manager", "privacy", "coordinator", "teacher"])
def test_a_concern_does_not_stand_on_the_first_page_of_who_does_not_read_concerns(world: World, who: str) -> None:
    handed = a_concern(world.home, now=timezone.now() - timedelta(days=9))
    page = first_page(world.home.people[who])
    assert reverse("signal-take", args=[handed.signal_id]) not in page
    assert handed.number not in page


def test_the_day_of_an_answer_is_not_the_day_of_the_action(world: World) -> None:
    now = timezone.now()
    family = a_family(world.home, now=now - timedelta(days=20), deputy_id=world.home.coordinator2.membership_id)
    shared(family, due_on=(now + timedelta(days=40)).date())
    page = first_page(world.home.coordinator)
    assert "antwoord verwacht:" in page
    assert "dagen te laat" not in page
    assert tiles(page)["Te laat"] == 1


def test_what_waits_without_a_day_stands_apart_from_what_is_for_today(world: World) -> None:
    now = timezone.now()
    family = a_family(world.home, now=now - timedelta(days=20), deputy_id=world.home.coordinator2.membership_id)
    action = shared(family)
    step(world.home.teacher, action, StepKind.ACCEPT, now=now - timedelta(days=18))
    step(world.home.teacher, action, StepKind.BLOCK, words="De leesjuf is ziek.", now=now - timedelta(days=17))
    shown = tiles(first_page(world.home.coordinator))
    assert (shown["Wacht op u"], shown["Vandaag"]) == (1, 0)


def test_an_action_that_is_stuck_stands_there_once(world: World) -> None:
    family = a_family(world.home, now=timezone.now())
    action = shared(family, title="Samen naar de sportclub", due_on=family.now.date())
    step(world.home.teacher, action, StepKind.ACCEPT, now=family.now)
    step(world.home.teacher, action, StepKind.BLOCK, now=family.now, words="De club is vol.")
    page = first_page(world.home.coordinator)
    assert page.count("Samen naar de sportclub") == 1
    assert "Loopt vast: wat kan wél?" in page
