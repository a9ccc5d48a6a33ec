"""The pages about the safety of the children: found from the case, what was typed stays, and nothing goes home where it may not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sluitend.domain.clock import local_day
from sluitend.records.models import FlightRisk, Residence, SafetyPlan, SafetyRule, SafetyWord
from tests import case_stories
from tests.browsing import signed_in
from tests.case_stories import FullCase
from tests.forms import boxes, post, post_on
from tests.stories import a_case
from tests.world import World, acting

TYPED = {
    "concerns": "Noor zag twee keer ruzie. Dat zei zij zelf.",
    "danger": "Wij zijn bang dat Noor gewond raakt.",
    "aim": "Noor slaapt rustig.",
    "checks": "oma, iedere vrijdag",
    "if_broken": "Dan bellen wij dezelfde dag.",
    "ends_when": "Drie maanden zonder ruzie.",
}


full = case_stories.full


def at(name: str, full: FullCase, **more: object) -> str:
    return reverse(name, kwargs={"case_id": full.case_id, **more})


def body(answer: Any) -> str:
    return str(answer.content.decode())


def shown(days: int) -> str:
    return f"{local_day(timezone.now()) + timedelta(days=days):%d-%m-%Y}"


def written(browser: Any, full: FullCase) -> None:
    assert post(browser, at("safety-plan-write", full), **TYPED).status_code == 302


def test_the_way_to_it_stands_on_the_case_and_on_the_plan(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    for page in ("case-page", "plan-page"):
        assert at("safety-plan", full) in body(browser.get(at(page, full)))


def test_a_plan_its_rules_and_words_are_written_and_read(world: World, full: FullCase) -> None:
    browser, page = signed_in(world.home.coordinator), at("safety-plan", full)
    assert "Er is nog geen veiligheidsplan" in body(browser.get(page))
    written(browser, full)
    who = {"person": str(full.mother)}
    assert (
        post(browser, at("safety-rule", full), **who, does="brengt Noor naar oma", moment="bij ruzie").status_code
        == 302
    )
    assert post(browser, at("safety-word", full), **who, words="Een 6, het is rustiger.").status_code == 302
    assert post(browser, at("safety-word", full), person="self", words="Een 5, het is nieuw.").status_code == 302
    text = body(browser.get(page))
    for words in (*TYPED.values(), "brengt Noor naar oma", "Een 6, het is rustiger.", "Een 5, het is nieuw."):
        assert words in text
    with acting(world.home.coordinator, timezone.now()):
        rule = SafetyRule.objects.get()
        assert SafetyWord.objects.filter(person=None).count() == 1
    answer = post_on(browser, page, at("safety-rule-stop", full, rule_id=rule.pk))
    assert answer.status_code == 302
    assert "Gestopt op" in body(browser.get(page))


def test_what_was_typed_stays_when_something_is_missing(world: World, full: FullCase) -> None:
    browser, page = signed_in(world.home.coordinator), at("safety-plan-write", full)
    answer = post(browser, page, **{**TYPED, "danger": "", "next_check": shown(300)})
    assert answer.status_code == 422
    assert boxes(answer)["concerns"] == TYPED["concerns"]
    answer = post(browser, page, **TYPED, next_check=shown(300))
    assert answer.status_code == 422
    assert "een veiligheidsplan ligt niet zo lang stil" in body(answer)
    answer = post(browser, page, **TYPED, next_check="31-02-2026")
    assert answer.status_code == 422
    with acting(world.home.coordinator, timezone.now()):
        assert not SafetyPlan.objects.exists()


def test_the_bottom_lines_of_veilig_thuis_are_asked_and_shown(world: World, full: FullCase) -> None:
    """H.5: bodemeisen VT met?"""
    browser, page = signed_in(world.home.coordinator), at("safety-plan-write", full)
    assert "Voldoet dit plan aan de bodemeisen van Veilig Thuis?" in body(browser.get(page))
    answer = post(browser, page, **TYPED, demands="not_met")
    assert answer.status_code == 422
    assert "Schrijf op welke bodemeisen Veilig Thuis stelde." in body(answer)
    words = "Iedere week ziet een hulpverlener Noor."
    assert post(browser, page, **TYPED, demands="not_met", demands_words=words).status_code == 302
    text = body(browser.get(at("safety-plan", full)))
    assert "Nee, dit plan voldoet nog niet aan de bodemeisen" in text
    assert words in text
    assert boxes(browser.get(page))["demands_words"] == words


def test_two_who_write_at_once_both_see_both_texts(world: World, full: FullCase) -> None:
    browser, page = signed_in(world.home.coordinator), at("safety-plan-write", full)
    written(browser, full)
    first = boxes(browser.get(page))
    assert post(browser, page, **{**TYPED, "aim": "In het ene venster."}).status_code == 302
    answer = browser.post(page, {**first, "aim": "In het andere venster."})
    assert answer.status_code == 409
    assert "In het ene venster." in body(answer)
    assert "In het andere venster." in body(answer)


def test_the_sheets_of_a_child_are_written_and_ended(world: World, full: FullCase) -> None:
    browser, page = signed_in(world.home.coordinator), at("safety-plan", full)
    risk = {
        "facts": "Noor zegt dat haar tas klaarstaat.",
        "facts_from": "Noor zelf",
        "to_call": "Eerst de regisseur",
        "decided": "School belt meteen",
        "why": "Noor is bang",
    }
    stay = {
        "stays": "bij oma Riet",
        "by_whom": "court",
        "decided": "Beschikking van 1 maart",
        "why": "Rust",
        "who_knows": "beide ouders",
    }
    one = {"person_id": full.child}
    assert post(browser, at("safety-flight-risk", full, **one), **risk).status_code == 302
    assert post(browser, at("safety-residence", full, **one), **stay).status_code == 302
    text = body(browser.get(page))
    for words in ("Noor zegt dat haar tas klaarstaat.", "bij oma Riet", "de rechter", "Beschikking van 1 maart"):
        assert words in text
    assert "Opnieuw kijken: waar blijft het kind?" in body(browser.get(at("case-page", full)))
    for name in ("safety-flight-risk-end", "safety-residence-end"):
        assert post_on(browser, page, at(name, full, **one)).status_code == 302
    with acting(world.home.coordinator, timezone.now()):
        assert not FlightRisk.objects.filter(ended_on=None).exists()
        assert not Residence.objects.filter(ended_on=None).exists()


def test_nothing_of_a_country_or_an_address_is_asked(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    for name in ("safety-flight-risk", "safety-residence"):
        fields = boxes(browser.get(at(name, full, person_id=full.child)))
        assert not {field for field in fields if "land" in field or "country" in field or "street" in field}


def test_the_paper_of_one_person_opens_in_dutch_or_english(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    written(browser, full)
    post(browser, at("safety-rule", full), person=str(full.mother), does="belt oma", moment="bij ruzie")
    page = at("safety-paper", full, person_id=full.mother)
    paper = body(browser.get(page))
    assert "belt oma" in paper
    assert TYPED["danger"] not in paper
    assert 'lang="en"' in body(browser.get(f"{page}?taal=en"))
    assert browser.get(at("safety-paper", full, person_id=full.place.coordinator.user_id)).status_code == 404


def test_at_the_table_one_reads_what_was_agreed(world: World, full: FullCase) -> None:
    written(signed_in(world.home.coordinator), full)
    browser = signed_in(world.home.member)
    text = body(browser.get(at("safety-plan", full)))
    assert TYPED["aim"] in text
    assert TYPED["danger"] not in text
    assert "Kan het kind worden meegenomen?" not in text
    page = at("safety-plan-write", full)
    answer = browser.post(page, {**boxes(browser.get(page)), **TYPED})
    assert answer.status_code == 422
    assert "Dit schrijft wie de casus houdt" in body(answer)


@pytest.mark.parametrize("who", ["teacher", "intake", "lead", "manager", "attendance"])
def test_for_others_there_is_no_such_page(world: World, full: FullCase, who: str) -> None:
    written(signed_in(world.home.coordinator), full)
    browser = signed_in(world.home.people[who])
    one = {"person_id": full.child}
    for page in (
        at("safety-plan", full),
        at("safety-plan-write", full),
        at("safety-flight-risk", full, **one),
        at("safety-paper", full, **one),
    ):
        assert browser.get(page).status_code == 404


def test_under_heightened_safety_nothing_is_printed(world: World) -> None:
    now = timezone.now() - timedelta(hours=1)
    made = a_case(world.home, now=now, heightened=True)
    browser, where = signed_in(world.home.coordinator), {"case_id": made.case_id}
    assert post(browser, reverse("safety-plan-write", kwargs=where), **TYPED).status_code == 302
    text = body(browser.get(reverse("safety-plan", kwargs=where)))
    assert "Bij verhoogde veiligheid gaat er niets naar huis." in text
    paper = reverse("safety-paper", kwargs={**where, "person_id": made.person_ids[1]})
    assert paper not in text
    assert browser.get(paper).status_code == 409
