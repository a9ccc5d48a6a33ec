"""From a step of a protocol to its letter and back; where nothing goes home, the sentence stands instead."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from sluitend.domain.clock import local_day
from sluitend.records.models import Letter
from sluitend.services import protocols
from sluitend.services.protocols import StartRun
from tests.action_stories import a_family
from tests.browsing import signed_in
from tests.forms import post, post_on
from tests.services.test_protocols import take
from tests.stories import a_case
from tests.world import World, acting

STEP = "letter_sent"


def body(answer: Any) -> str:
    return str(answer.content.decode())


def reaching(world: World, case: uuid.UUID) -> uuid.UUID:
    """Give a run of reaching a family that stands at the letter: called, visited, not found."""
    me, now = world.home.coordinator, timezone.now()
    with acting(me, now):
        run = protocols.start(me, StartRun("reachability", local_day(now), uuid.uuid4(), case_id=case), now=now).run_id
    take(me, run, "channel_asked", now, evidence={"time": "na zes uur", "channel": "phone"}, leads_to=("called",))
    take(me, run, "called", now, evidence={"reached_yes_or_no": "no"})
    return run


def test_from_the_step_to_the_letter_and_back(world: World) -> None:
    family = a_family(world.home, now=timezone.now() - timedelta(hours=1))
    run = reaching(world, family.case_id)
    browser, page = signed_in(world.home.coordinator), reverse("protocol-run", kwargs={"run_id": run})
    text = body(browser.get(f"{page}?stap={STEP}"))
    where = {"case_id": family.case_id, "person_id": family.mother, "code": "gesprek"}
    to_letter = f"{reverse('letter-new', kwargs=where)}?protocol={run}&stap={STEP}"
    assert to_letter.replace("&", "&amp;") in text
    assert reverse("case-people", kwargs={"case_id": family.case_id}) in text
    day = local_day(timezone.now()) + timedelta(days=7)
    typed = {"dag": f"{day:%d-%m-%Y}", "tijd": "10:00", "plek": "thuis", "eigen_woorden": "Ik hoor graag hoe het gaat."}
    made = post(browser, to_letter, **typed)
    assert made.status_code == 302
    letter = body(browser.get(made["Location"]))
    assert f"{page}?stap={STEP}" in letter
    assert made["Location"] in body(browser.get(f"{page}?stap={STEP}"))
    with acting(world.home.coordinator, timezone.now()):
        pk = Letter.objects.get().pk
    read = reverse("letter-read", kwargs={"letter_id": pk})
    assert post_on(browser, made["Location"], read, read="on").status_code == 302
    given = reverse("letter-give", kwargs={"letter_id": pk})
    assert post_on(browser, made["Location"], given, how="handed").status_code == 302
    assert "Zet nu de stap." in body(browser.get(made["Location"]))
    now = timezone.now()
    take(
        world.home.coordinator, run, STEP, now, evidence={"read_by_a_person_before_sending": "yes", "channel": "letter"}
    )
    told = body(browser.get(made["Location"]))
    assert "Die stap is gezet." in told
    assert "Zet nu de stap." not in told


def test_what_stands_in_the_address_and_cannot_be_read_is_no_step(world: World) -> None:
    family = a_family(world.home, now=timezone.now() - timedelta(hours=1))
    browser = signed_in(world.home.coordinator)
    where = {"case_id": family.case_id, "person_id": family.mother, "code": "gesprek"}
    page = reverse("letter-new", kwargs=where)
    assert browser.get(f"{page}?protocol=geen&stap=x").status_code == 200
    day = local_day(timezone.now()) + timedelta(days=7)
    typed = {"dag": f"{day:%d-%m-%Y}", "tijd": "10:00", "plek": "thuis", "eigen_woorden": "Ik hoor graag hoe het gaat."}
    assert post(browser, f"{page}?protocol={uuid.uuid4()}&stap={STEP}", **typed).status_code == 404


def test_under_heightened_safety_the_sentence_stands_where_the_letter_would_be(world: World) -> None:
    made = a_case(world.home, now=timezone.now() - timedelta(hours=1), heightened=True)
    run = reaching(world, made.case_id)
    page = f"{reverse('protocol-run', kwargs={'run_id': run})}?stap={STEP}"
    text = body(signed_in(world.home.coordinator).get(page))
    assert "Bij verhoogde veiligheid gaat er niets naar huis. Deze stap zet u nu niet." in text
    assert "/brief/" not in text
