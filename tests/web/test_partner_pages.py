"""The pages of a partner: one action, one click, one sentence; and nothing of the rest of the case."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from sluitend.domain.action import PROGRAMME_WORDS, StepKind
from sluitend.domain.sharing import ConsentAnswer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import AuditEvent, Consent, Organisation
from sluitend.services.disclosures import AnswerConsent, answer_consent
from tests.action_stories import TITLE, Family, a_family, ask, consent, row, shared, show, step
from tests.browsing import signed_in
from tests.services.test_accounts import change
from tests.world import Place, World, acting

SEEN = re.compile(r'<section class="card seen">.*?</section>', re.DOTALL)
KEY = re.compile(r'name="form_key" value="([0-9a-f-]+)"')


def family_now(place: Place) -> Family:
    return a_family(place, now=timezone.now())


def seen(page: str) -> str:
    found = SEEN.search(page)
    assert found
    return found[0]


def partner_page(action: uuid.UUID) -> str:
    return reverse("action-page", kwargs={"action_id": action})


def case_page(family: Family, action: uuid.UUID) -> str:
    return reverse("case-action", kwargs={"case_id": family.case_id, "action_id": action})


def test_the_preview_and_the_page_of_the_partner_are_the_same_to_the_byte(world: World) -> None:
    for organisation, who in (("school", "teacher"), ("youth_care", "helper")):
        family = family_now(world.home)
        action = ask(family, organisation)
        consent(family, organisation)
        coordinator = signed_in(world.home.coordinator)
        before = seen(coordinator.get(case_page(family, action)).content.decode())
        show(family, action)
        after = seen(coordinator.get(case_page(family, action)).content.decode())
        partner = seen(signed_in(world.home.people[who]).get(partner_page(action)).content.decode())
        assert before == after == partner
        assert "Noor van Dijk" in partner


@pytest.mark.parametrize("answered", [False, True])
def test_no_page_of_a_partner_holds_anything_else_of_the_case(world: World, answered: bool) -> None:
    family = family_now(world.home)
    action = shared(family)
    ask(family, "youth_care", title="Gesprekken met moeder over slapen")
    shared(family, "leerplicht")
    if answered:
        step(world.home.coordinator, action, StepKind.ACCEPT_AT_TABLE, words="Anja zei dit.", now=family.now)
        step(world.home.teacher, action, StepKind.BLOCK, words="De leesjuf is ziek.", now=family.now)
    browser = signed_in(world.home.teacher)
    with acting(world.home.admin, family.now):
        others = [name for name in Organisation.objects.values_list("name", flat=True) if "Vlier" not in name[:20]]
    canaries = [family.number, "Gezin Van Dijk", "Anja", "Bram", "Vos", "Gesprekken met moeder", str(family.case_id)]
    canaries += [str(person) for person in (family.child, family.mother, family.father)]
    canaries += [name for name in others if name != "Basisschool De Vlier"] + [*PROGRAMME_WORDS]
    for address in ("/", reverse("action-list"), partner_page(action)):
        page = browser.get(address)
        assert page.status_code == 200
        shown = page.content.decode().casefold()
        assert "noor van dijk" in shown
        found = [word for word in canaries if re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", shown)]
        assert found == []


def test_yes_takes_one_click(world: World) -> None:
    family = family_now(world.home)
    action = shared(family)
    browser = signed_in(world.home.teacher)
    page = browser.get(partner_page(action)).content.decode()
    key = KEY.search(page)
    assert key
    answer = browser.post(partner_page(action), {"form_key": key[1], "do": "accept"}, follow=True)
    assert "Uw toezegging staat genoteerd" in answer.content.decode()
    assert row(family, action).status == "accepted"


def test_a_promise_that_somebody_else_wrote_down_says_who_and_when_and_how_to_say_no(world: World) -> None:
    family = family_now(world.home)
    action = shared(family)
    step(world.home.coordinator, action, StepKind.ACCEPT_AT_TABLE, words="Anja zei dit.", now=family.now)
    page = signed_in(world.home.teacher).get(partner_page(action)).content.decode()
    assert "Opgeschreven door Coordinator Vlierdam op" in page
    assert "Klopt dat niet?" in page
    assert "Anja" not in page


def test_the_case_says_in_place_of_the_button_why_a_promise_cannot_be_written_down(world: World) -> None:
    family = family_now(world.home)
    page = signed_in(world.home.coordinator).get(case_page(family, ask(family, "school"))).content.decode()
    assert 'value="accept_at_table"' not in page
    assert "Zij kan dus niet zeggen dat het niet klopt." in page


def test_the_case_says_until_when_an_open_action_was_seen_and_why_no_longer(world: World) -> None:
    now = timezone.now() - timedelta(days=60)
    for consent_for, why in ((200, "Het zicht eindigt vanzelf"), (30, "Toen liep de toestemming af")):
        family = a_family(world.home, now=now)
        action = ask(family, "school", due_on=family.today + timedelta(days=20))
        until = family.today + timedelta(days=consent_for)
        consent(family, "school", items=(Category.K16, Category.K1), until=until)
        last = show(family, action)
        page = signed_in(world.home.coordinator).get(case_page(family, action)).content.decode()
        assert f"zag dit tot en met {date_format(last, 'j F Y')}" in page
        assert why in page
        assert "Nog niet gevraagd" not in page
        listed = signed_in(world.home.coordinator).get(reverse("case-actions", args=[family.case_id]))
        assert "ziet de actie niet meer" in listed.content.decode()
    assert signed_in(world.home.teacher).get(partner_page(action)).status_code == 404


def test_a_partner_reads_that_whom_to_call_is_away_and_who_stands_in(world: World) -> None:
    family = family_now(world.home)
    action, browser = shared(family), signed_in(world.home.teacher)
    assert "afwezig" not in browser.get(partner_page(action)).content.decode()
    change(world.home, "coordinator", deputy_id=world.home.coordinator2.membership_id, absent_from=family.today)
    page = browser.get(partner_page(action)).content.decode()
    assert f"bel vervanger {world.home.coordinator2.name}" in page


def test_no_takes_one_click_and_one_sentence_and_what_was_typed_stays(world: World) -> None:
    family = family_now(world.home)
    action = shared(family)
    browser = signed_in(world.home.teacher)
    sent = {"form_key": str(uuid.uuid4()), "do": "decline:later"}
    answer = browser.post(partner_page(action), sent)
    assert answer.status_code == 422
    assert "Schrijf in één zin waarom het niet lukt" in answer.content.decode()
    answer = browser.post(partner_page(action), {**sent, "words": "Pas na de <b>zomer</b> is er plek"}, follow=True)
    assert answer.status_code == 200
    assert row(family, action).status == "declined"
    shown = browser.get(partner_page(action)).content.decode()
    assert "Pas na de &lt;b&gt;zomer&lt;/b&gt; is er plek" in shown
    assert "Wel later" in shown


def test_what_was_typed_is_still_there_after_a_refusal(world: World) -> None:
    action = shared(family_now(world.home))
    words = "Wij kennen zijn nationaliteit niet"
    sent = {"form_key": str(uuid.uuid4()), "do": "decline:later", "words": words}
    answer = signed_in(world.home.teacher).post(partner_page(action), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "letterlijk citaat" in answer.content.decode()


def test_a_button_that_does_not_exist_is_not_there(world: World) -> None:
    action = shared(family_now(world.home))
    for pressed in ("", "drop_table", "decline:never", "accept:later:x"):
        sent = {"form_key": str(uuid.uuid4()), "do": pressed}
        assert signed_in(world.home.teacher).post(partner_page(action), sent).status_code in (404, 422)


@pytest.mark.parametrize(
    "who", ["teacher2", "helper", "landlord", "officer", "coordinator2", "lead", "manager", "admin"]
)
def test_what_is_not_yours_looks_like_what_is_not_there(world: World, who: str) -> None:
    action = shared(family_now(world.home))
    browser = signed_in(world.home.people[who])
    other = browser.get(partner_page(action))
    none = browser.get(partner_page(uuid.uuid4()))
    assert other.status_code == none.status_code == 404
    assert _without_reference(other.content) == _without_reference(none.content)


def test_a_partner_whose_consent_was_withdrawn_finds_nothing_at_the_next_request(world: World) -> None:
    family = family_now(world.home)
    action = shared(family)
    browser = signed_in(world.home.teacher)
    assert browser.get(partner_page(action)).status_code == 200
    viewer = world.home.coordinator
    with acting(viewer, family.now) as now:
        given = Consent.objects.get(item=Category.K16)
        withdraw = AnswerConsent(given.pk, family.mother, ConsentAnswer.WITHDRAWN, uuid.uuid4())
        answer_consent(viewer, withdraw, now=now)
    assert browser.get(partner_page(action)).status_code == 404
    sent = {"form_key": str(uuid.uuid4()), "do": "accept"}
    assert browser.post(partner_page(action), sent).status_code == 404
    assert TITLE not in browser.get(reverse("action-list")).content.decode()
    assert row(family, action).status == "asked"


def test_the_list_says_when_in_words(world: World) -> None:
    family = family_now(world.home)
    shared(family, due_on=family.today + timedelta(days=3))
    page = signed_in(world.home.teacher).get(reverse("action-list")).content.decode()
    assert "over 3 dagen" in page
    assert "Zegt u ja of nee?" in page


def test_one_and_three_actions_cost_the_same_number_of_statements(world: World) -> None:
    browser = signed_in(world.home.teacher)
    browser.get(reverse("action-list"))
    counts = []
    for number in (1, 2):
        for _ in range(number):
            shared(family_now(world.home))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("action-list")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_every_look_of_a_partner_leaves_its_line_with_rule_and_ground(world: World) -> None:
    family = family_now(world.home)
    action = shared(family)
    signed_in(world.home.teacher).get(partner_page(action))
    with acting(world.home.privacy, family.now):
        line = AuditEvent.objects.get(action="action.partner")
    assert (line.object_id, line.case_id, line.person_id) == (action, family.case_id, family.child)
    assert (line.rule, line.ground, line.categories) == ("F.7 regel 14", "6(1)(a); toestemming", ["k1", "k16"])


def test_without_its_line_the_page_shows_nothing(world: World, as_owner: Any) -> None:
    action = shared(family_now(world.home))
    browser = signed_in(world.home.teacher)
    as_owner.execute("REVOKE INSERT ON audit_event FROM sluitend_web")
    try:
        page = browser.get(partner_page(action))
    finally:
        as_owner.execute("GRANT INSERT ON audit_event TO sluitend_web")
    assert page.status_code == 503
    assert "Noor" not in page.content.decode()


def _without_reference(page: bytes) -> bytes:
    return re.sub(rb"[0-9a-f]{12}", b"", re.sub(rb'value="[A-Za-z0-9]{64}"', b"", page))
