"""Whoever works on a run reads what another version changes for it, and moves it with a reason."""

from __future__ import annotations

import uuid
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sluitend.access import own_versions, protocols
from sluitend.domain.clock import local_day
from sluitend.records.models import ProtocolRun
from sluitend.services import own_protocols as services
from tests.browsing import signed_in
from tests.forms import boxes, post
from tests.services.test_own_protocols import ours
from tests.services.test_protocols import at_talk
from tests.world import World, acting

CODE = "school_absence"


@pytest.fixture
def run(world: World) -> UUID:
    return at_talk(world, timezone.now())


def hold(world: World) -> None:
    """Let an own version hold, with another term for the first contact."""
    now = timezone.now()
    step, usual = ours()
    admin, director = world.home.admin, world.home.people["director"]
    with acting(admin, now):
        proposal = services.Proposal(CODE, "voorjaar", "Korter.", local_day(now), uuid.uuid4())
        version = services.propose_norms(admin, proposal, {step: usual - 1, "first_contact": 1}, now=now)
    with acting(director, now):
        services.approve(director, version, own_versions.mark_of(protocols.protocols()[CODE]), now=now)


def test_from_the_notice_on_the_run_to_the_other_version(world: World, run: UUID) -> None:
    officer = signed_in(world.home.attendance)
    page, path = reverse("protocol-run", args=[run]), reverse("protocol-move", args=[run])
    assert path not in officer.get(page).content.decode()
    hold(world)
    assert path in officer.get(page).content.decode()
    text = unescape(officer.get(path).content.decode())
    assert "De termijn wordt korter: één werkdag. Eerst: 5 werkdagen." in text
    assert "Bel het gezin of ga langs" in text
    empty = post(officer, path, reason=" ")
    assert empty.status_code == 422
    done = post(officer, path, reason="Onze nieuwe norm.")
    assert done.status_code == 302
    after = unescape(officer.get(page).content.decode())
    assert "Onze nieuwe norm." in after
    assert "naar versie “voorjaar”" in after
    assert path not in after
    assert "Dit protocol loopt al in de versie die nu geldt." in unescape(officer.get(path).content.decode())


def test_in_english_it_says_the_same(world: World, run: UUID) -> None:
    hold(world)
    officer = signed_in(world.home.attendance)
    officer.post("/taal/", {"language": "en"})
    text = unescape(officer.get(reverse("protocol-move", args=[run])).content.decode())
    assert "The term becomes shorter: one working day. Before: 5 working days." in text


def test_who_decides_on_protocols_sees_what_still_runs_in_an_older_version(world: World, run: UUID) -> None:
    hold(world)
    director = signed_in(world.home.people["director"])
    path = reverse("own-protocol-older")
    assert path in director.get(reverse("own-protocol-list")).content.decode()
    text = director.get(path).content.decode()
    assert "voorjaar" in text
    with acting(world.home.attendance, timezone.now()):
        report = ProtocolRun.objects.select_related("report").get(pk=run).report
    assert report is not None
    assert report.surname not in text
    for who in ("attendance", "coordinator", "manager", "teacher"):
        assert signed_in(world.home.people[who]).get(path).status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "director", "teacher"])
def test_for_somebody_else_the_page_is_not_there(world: World, run: UUID, who: str) -> None:
    client: Client = signed_in(world.home.people[who])
    assert client.get(reverse("protocol-move", args=[run])).status_code == 404


def test_a_form_without_what_was_seen_is_looked_at_again(world: World, run: UUID) -> None:
    hold(world)
    officer = signed_in(world.home.attendance)
    path = reverse("protocol-move", args=[run])
    sent = boxes(officer.get(path)) | {"seen": "", "reason": "Nieuwe norm."}
    answer = officer.post(path, sent)
    assert answer.status_code == 422
    assert "Nieuwe norm." in answer.content.decode()
    assert "veranderde terwijl u keek" in answer.content.decode()
