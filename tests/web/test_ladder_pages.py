"""The pages of the two ladders: anyone in a case enters the safety ladder; decisions are asked and answered without names."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
from django.utils import timezone

from sluitend.domain.clock import local_day
from sluitend.records.models import RunEvent
from tests.browsing import signed_in
from tests.services.test_ladders import seat
from tests.stories import a_case
from tests.world import World, acting


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def sent(now: datetime, **more: object) -> dict[str, object]:
    return {"form_key": str(uuid.uuid4()), "on": f"{local_day(now):%d-%m-%Y}", **more}


def test_a_member_of_the_team_finds_and_enters_the_safety_ladder(world: World, now: datetime) -> None:
    made, member = a_case(world.home, now=now), world.home.member
    seat(world, made.case_id, member, now)
    browser, here = signed_in(member), f"/casussen/{made.case_id}/veiligheid-eerst/"
    assert here in browser.get(f"/casussen/{made.case_id}/protocollen/").content.decode()
    page = browser.get(here).content.decode()
    assert "U hoeft niemand om toestemming te vragen" in page
    assert "0800-2000" in page
    half = sent(now, child=str(made.person_ids[0]), rung="s2_veilig_thuis", reason="")
    refused = browser.post(here, half)
    assert refused.status_code == 422
    assert "Hij vraagt iets van het gezin" in refused.content.decode()
    answer = browser.post(here, {**half, "reason": "Noor had blauwe plekken."})
    assert answer.status_code == 302
    assert "staat op de veiligheidsladder" in browser.get(answer["Location"]).content.decode()
    with acting(world.home.coordinator, now):
        assert RunEvent.objects.get(run__protocol="safety_ladder").by_id == member.membership_id


def test_an_outsider_finds_no_safety_ladder(world: World, now: datetime) -> None:
    made = a_case(world.home, now=now)
    for outsider in (world.home.member, world.home.director, world.away.coordinator):
        assert signed_in(outsider).get(f"/casussen/{made.case_id}/veiligheid-eerst/").status_code == 404
