"""The pages of a case about actions, consent and what follows: typed text stays, forged forms get nothing."""

from __future__ import annotations

import tomllib
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from sluitend.domain.action import StepKind
from sluitend.domain.sharing import ConsentAnswer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import Action, ActionStep, Bottleneck, Consent, Note
from sluitend.services.disclosures import AnswerConsent, answer_consent
from tests.action_stories import Family, a_family, ask, consent, row, shared, step
from tests.browsing import signed_in
from tests.forms import boxes, post, post_on
from tests.world import World, acting

BUDGET: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("registration_budget.toml").read_text(encoding="utf-8")
)["partner_answer"]
ANSWERS = [name for name in BUDGET if name != "most"]
BUTTON = {"accept": "accept", "decline": "decline:later", "finish": "finish", "block": "block"}


@pytest.fixture
def family(world: World) -> Family:
    return a_family(world.home, now=timezone.now())


def at(name: str, family: Family, **more: Any) -> str:
    return reverse(name, kwargs={"case_id": family.case_id, **more})


# --- When it was done -------------------------------------------------------------------------------------------------


def test_what_is_done_says_when_it_was_done_and_is_not_late(world: World) -> None:
    now = timezone.now()
    family = a_family(world.home, now=now - timedelta(days=20))
    action = shared(family, due_on=(now - timedelta(days=9)).date())
    step(world.home.teacher, action, StepKind.ACCEPT, now=now - timedelta(days=8))
    step(world.home.teacher, action, StepKind.FINISH, now=now - timedelta(days=4), words="Het lukt.")
    coordinator, school = signed_in(world.home.coordinator), signed_in(world.home.teacher)
    for browser, page in (
        (coordinator, at("case-action", family, action_id=action)),
        (coordinator, at("case-actions", family)),
        (coordinator, at("plan-page", family)),
        (school, reverse("action-list")),
        (school, reverse("action-page", kwargs={"action_id": action})),
    ):
        shown = browser.get(page).content.decode()
        assert "te laat" not in shown.split("<main", 1)[1], page
        assert "4 dagen geleden" in shown


def test_an_organisation_that_did_its_part_still_stands_around_the_family(world: World, family: Family) -> None:
    action = shared(family)
    for kind, words in ((StepKind.ACCEPT, ""), (StepKind.FINISH, "Het lukt.")):
        step(world.home.teacher, action, kind, now=family.now, words=words)
    page = signed_in(world.home.coordinator).get(at("case-people", family)).content.decode()
    around = page[page.index('id="netwerk"') :]
    school = "Basisschool"
    assert school in around[: around.index("</svg>")]
    assert "klaar: 1" in around[around.index("</svg>") :]


# --- The partner's answer ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ANSWERS)
def test_a_partners_answer_needs_these_inputs_and_no_more(world: World, family: Family, name: str) -> None:
    wanted = BUDGET[name]["inputs"]
    assert len(wanted) <= BUDGET["most"] == 1
    action = shared(family)
    if name in {"finish", "block"}:
        step(world.home.teacher, action, StepKind.ACCEPT, now=family.now)
    browser, page = signed_in(world.home.teacher), reverse("action-page", kwargs={"action_id": action})
    typed = dict.fromkeys(wanted, "Er is nu geen plek.")
    if wanted:
        assert post(browser, page, do=BUTTON[name]).status_code == 422
    assert post(browser, page, do=BUTTON[name], **typed).status_code == 302


@pytest.mark.parametrize("who", ["teacher", "coordinator"])
def test_what_it_is_stuck_on_is_chosen_where_it_gets_stuck_and_nowhere_else(
    world: World, family: Family, who: str
) -> None:
    action = shared(family)
    browser, page = signed_in(world.home.people[who]), reverse("action-page", kwargs={"action_id": action})
    if who == "coordinator":
        page = at("case-action", family, action_id=action)
    assert "stuck_on" not in boxes(browser.get(page))
    step(world.home.teacher, action, StepKind.ACCEPT, now=family.now)
    assert "stuck_on" in boxes(browser.get(page))
    post(browser, page, do="block", words="Zes weken wachten.", stuck_on="waiting")
    with acting(world.home.coordinator, family.now):
        assert Bottleneck.objects.get(action_id=action).kind == "waiting"


@pytest.mark.django_db(transaction=True)
def test_fifty_answers_at_once_are_one_answer(world: World) -> None:
    family = a_family(world.home, now=timezone.now())
    action = shared(family)
    page = reverse("action-page", kwargs={"action_id": action})
    browser = signed_in(world.home.teacher)
    typed = {**boxes(browser.get(page)), "do": "accept"}
    cookies = browser.cookies.output(header="", sep=";")

    def send(_number: int) -> int:
        copy = Client()
        copy.cookies = SimpleCookie(cookies)
        try:
            return copy.post(page, typed).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=10) as pool:
        assert set(pool.map(send, range(50))) == {302}
    with acting(world.home.coordinator, family.now):
        assert ActionStep.objects.filter(action_id=action, kind="accept").count() == 1
        assert Action.objects.get(pk=action).version == 2


# --- Asking and changing ----------------------------------------------------------------------------------------------


def test_from_asking_to_showing_without_javascript(world: World, family: Family) -> None:
    browser = signed_in(world.home.coordinator)
    answer = post(
        browser,
        at("case-action-new", family),
        title="Samen lezen",
        organisation=str(world.home.organisations["youth_care"]),
        concerns=str(family.child),
        due_on=f"{family.today + timedelta(days=9):%d-%m-%Y}",
        kind="help",
    )
    assert answer.status_code == 302
    page = browser.get(answer.url).content.decode()
    assert "Dit zou Jeugdhulp Het Anker zien" in page
    action = uuid.UUID(answer.url.rstrip("/").split("/")[-1])
    shown = post_on(browser, answer.url, at("case-action-share", family, action_id=action))
    assert shown.status_code == 302
    assert row(family, action).outward
    back = post_on(browser, answer.url, at("case-action-hide", family, action_id=action))
    assert back.status_code == 302
    assert not row(family, action).outward


def test_the_screen_says_why_an_action_stays_inside_and_what_to_ask(world: World, family: Family) -> None:
    action = ask(family, "housing", concerns_id=family.mother)
    page = signed_in(world.home.coordinator).get(at("case-action", family, action_id=action)).content.decode()
    assert "De actie blijft binnen: er is nog geen toestemming." in page
    assert "plan, doelen en afspraken, naam en contactgegevens" in page
    assert f"organisatie={world.home.organisations['housing']}&amp;persoon={family.mother}" in page


def test_what_is_missing_for_enforcing_is_said_at_its_place_and_typed_text_stays(world: World, family: Family) -> None:
    answer = post(
        signed_in(world.home.coordinator),
        at("case-action-new", family),
        title="Een proces-verbaal <script>",
        organisation=str(world.home.organisations["leerplicht"]),
        concerns=str(family.child),
        due_on=f"{family.today:%d-%m-%Y}",
        kind="enforce",
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Een proces-verbaal &lt;script&gt;" in page
    assert "Handhaven kan alleen met een grond in de wet" in page
    assert "Handhaven gaat altijd samen met hulp" in page
    assert '<details class="only-enforce" open>' in page


def test_two_who_change_the_same_action_see_both_texts(world: World, family: Family) -> None:
    action = ask(family, "school")
    browser, path = signed_in(world.home.coordinator), at("case-action-change", family, action_id=action)
    old = boxes(browser.get(path))
    assert post(browser, path, title="Twee keer per week lezen").status_code == 302
    answer = browser.post(path, {**old, "title": "Elke dag lezen"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Twee keer per week lezen" in page
    assert "Elke dag lezen" in page
    assert row(family, action).title == "Twee keer per week lezen"
    assert browser.post(path, {**boxes(answer), "title": "Elke dag lezen"}).status_code == 302
    assert row(family, action).title == "Elke dag lezen"


def test_a_field_that_no_form_has_changes_nothing(world: World, family: Family) -> None:
    action = shared(family)
    partner = reverse("action-page", kwargs={"action_id": action})
    for viewer, path in (
        (world.home.teacher, partner),
        (world.home.coordinator, at("case-action-change", family, action_id=action)),
    ):
        browser = signed_in(viewer)
        typed = {**boxes(browser.get(path)), "do": "accept", "outward": "on", "status": "done"}
        assert browser.post(path, typed).status_code == 400
    assert row(family, action).status == "asked"


STRANGE = {
    "nul": "a\x00b",
    "long": "x" * 100_000,
    "direction": "\u202eomgekeerd",
    "emoji": "🧒🏽 was op tijd",
    "formula": "=HYPERLINK(1)",
    "template": "{{7*7}}",
    "many_lines": "a\n" * 20_000,
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_text_is_kept_or_refused_in_words(world: World, family: Family, name: str) -> None:
    answer = post(signed_in(world.home.coordinator), at("case-notes", family), text=STRANGE[name])
    assert answer.status_code == (422 if name in {"long", "many_lines"} else 302)


def test_an_action_of_another_case_is_not_in_this_one(world: World, family: Family) -> None:
    other = a_family(world.home, now=family.now)
    action = ask(other, "school")
    browser = signed_in(world.home.coordinator)
    for name in ("case-action", "case-action-change"):
        assert browser.get(at(name, family, action_id=action)).status_code == 404
    for name in ("case-action-share", "case-action-hide", "case-action"):
        sent = {"form_key": str(uuid.uuid4()), "need": "Daarom.", "do": "drop", "words": "Weg."}
        assert browser.post(at(name, family, action_id=action), sent).status_code in (400, 404)
    assert row(other, action).status == "asked"


# --- Consent, notes, and who comes nowhere ----------------------------------------------------------------------------


def test_consent_is_asked_of_everyone_who_must_be_and_written_down_with_their_words(
    world: World, family: Family
) -> None:
    browser = signed_in(world.home.coordinator)
    path = at("case-consent-new", family) + f"?organisatie={world.home.organisations['school']}&persoon={family.child}"
    page = browser.get(path)
    people = (family.child, family.mother, family.father)
    assert "Van 12 tot 16 jaar" in page.content.decode()
    typed = {**boxes(page), "how": "in een gesprek", **{f"answer_{person}": "yes" for person in people[:2]}}
    assert browser.post(path, typed).status_code == 422
    typed |= {f"answer_{family.father}": "yes", f"words_{family.father}": "Als het Noor helpt."}
    assert browser.post(path, typed).status_code == 302
    assert "Als het Noor helpt." in browser.get(at("case-consents", family)).content.decode()


def test_a_withdrawal_says_what_it_ended(world: World, family: Family) -> None:
    action = shared(family)
    with acting(world.home.coordinator, family.now):
        given = Consent.objects.get(item=Category.K16).pk
    path = at("case-consent", family, consent_id=given)
    answer = post(signed_in(world.home.coordinator), path, person=str(family.mother), answer="withdrawn")
    assert answer.status_code == 302
    assert not row(family, action).outward


def test_a_consent_says_when_it_was_asked_and_a_no_when_it_was_said(world: World, family: Family) -> None:
    asked = family.today - timedelta(days=3)
    consent(family, "school", asked_on=asked)
    browser = signed_in(world.home.coordinator)
    page = browser.get(at("case-consents", family)).content.decode()
    assert f"gevraagd op {date_format(asked, 'j F Y')}" in page
    assert "eindigt" in page
    with acting(world.home.coordinator, family.now) as now:
        given = Consent.objects.get(organisation=world.home.organisations["school"])
        no = AnswerConsent(given.pk, family.mother, ConsentAnswer.WITHDRAWN, uuid.uuid4())
        answer_consent(world.home.coordinator, no, now=now)
    page = browser.get(at("case-consents", family)).content.decode().split("<main", 1)[1]
    assert "eindigt over" not in page
    assert "vandaag" in page


def test_who_received_something_about_a_person_stands_where_that_person_is_taken_out(
    world: World, family: Family
) -> None:
    browser = signed_in(world.home.coordinator)
    leave = at("case-person-leave", family, person_id=family.child)
    assert "Er ging vanuit deze casus nog niets" in browser.get(leave).content.decode()
    shared(family)
    page = browser.get(leave).content.decode()
    assert "Basisschool De Vlier: Iedere ochtend samen lezen in groep 8" in page
    assert "ziet dit nu" in page
    assert "Basisschool" not in browser.get(at("case-person-leave", family, person_id=family.mother)).content.decode()


def test_a_note_takes_one_field(world: World, family: Family) -> None:
    browser = signed_in(world.home.coordinator)
    assert post(browser, at("case-notes", family), text="De wekker helpt.").status_code == 302
    with acting(world.home.coordinator, family.now):
        assert Note.objects.get().text == "De wekker helpt."


PAGES = ("case-actions", "case-action-new", "case-consents", "case-consent-new", "case-notes", "case-evaluation")
PAGES += ("case-closing", "case-reopen")


@pytest.mark.parametrize("who", ["coordinator2", "member", "teacher", "lead", "intake", "manager", "privacy", "admin"])
def test_who_is_not_involved_gets_what_is_not_there(world: World, family: Family, who: str) -> None:
    consent(family, "school")
    browser = signed_in(world.home.people[who])
    nowhere = {"case_id": uuid.uuid4()}
    for name in PAGES:
        there, nothing = browser.get(at(name, family)), browser.get(reverse(name, kwargs=nowhere))
        assert (there.status_code, nothing.status_code) == (404, 404), name
        assert len(there.content) == len(nothing.content), name


def test_the_pages_of_a_case_cost_the_same_with_one_and_with_three_rows(world: World, family: Family) -> None:
    browser = signed_in(world.home.coordinator)
    counts: dict[str, list[int]] = {}
    for number in (1, 2):
        for _ in range(number):
            shared(family)
        for name in ("case-actions", "case-consents", "case-notes", "case-evaluation", "home"):
            path = "/" if name == "home" else at(name, family)
            browser.get(path)
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(path).status_code == 200
            counts.setdefault(name, []).append(len(captured))
    assert {name: found for name, found in counts.items() if found[0] != found[1]} == {}
