"""The pages for reaching a family and its letters: what was typed stays, and nothing goes home where that is not safe."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sluitend.domain.clock import local_day
from sluitend.records.models import AbsenceReport, ContactMoment, ContactWish, InterpreterNeed, Letter
from tests import case_stories
from tests.browsing import signed_in
from tests.case_stories import FullCase
from tests.forms import boxes, post, post_on
from tests.services.test_absences import ROW, csv_file, load
from tests.stories import a_case
from tests.world import World, acting

full = case_stories.full


def at(name: str, case: FullCase, **more: object) -> str:
    return reverse(name, kwargs={"case_id": case.case_id, "person_id": case.mother, **more})


def body(answer) -> str:
    return answer.content.decode()


def a_letter(browser, full: FullCase) -> str:
    """Write an invitation and give the address of its page."""
    day = local_day(timezone.now()) + timedelta(days=7)
    typed = {
        "dag": f"{day:%d-%m-%Y}",
        "tijd": "10:00",
        "plek": "bij u thuis",
        "eigen_woorden": "Ik hoor graag hoe het gaat.",
    }
    answer = post(browser, at("letter-new", full, code="gesprek"), **typed)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_contact_is_noted_from_the_page_of_a_person(world: World, full: FullCase) -> None:
    browser, address = signed_in(world.home.coordinator), at("case-contact", full)
    assert address in body(browser.get(reverse("case-people", kwargs={"case_id": full.case_id})))
    answer = post_on(browser, address, address, way="call", reached="ja", words="Over dinsdag gesproken.")
    assert answer.status_code == 302
    assert "Over dinsdag gesproken." in body(browser.get(address))


def test_what_was_typed_stays_when_a_child_interpreted(world: World, full: FullCase) -> None:
    browser, address = signed_in(world.home.coordinator), at("case-contact", full)
    answer = post_on(
        browser,
        address,
        address,
        way="visit",
        reached="ja",
        words="Over school gesproken.",
        interpreter="child",
    )
    assert answer.status_code == 422
    assert "Een kind tolkt nooit, ook niet even." in body(answer)
    assert boxes(answer, address)["words"] == "Over school gesproken."
    with acting(world.home.coordinator, timezone.now()):
        assert not ContactMoment.objects.exists()


def test_a_wish_and_the_second_who_writes_one(world: World, full: FullCase) -> None:
    browser, address = signed_in(world.home.coordinator), at("case-contact-wish", full)
    page = browser.get(address)
    first = {**boxes(page), "way": "call", "times": "na zes uur", "call_first": "on"}
    assert browser.post(address, first).status_code == 302
    second = {**boxes(page), "form_key": str(uuid4()), "way": "visit", "times": "niet op woensdag"}
    answer = browser.post(address, second)
    assert answer.status_code == 409
    assert "niet op woensdag" in body(answer)
    assert "na zes uur" in body(answer)
    shown = body(browser.get(at("case-contact", full)))
    assert "Dit gezin wil eerst gebeld worden of bezoek krijgen." in shown
    assert at("letter-choose", full) not in shown, "the sentence stands where the button would be"
    with acting(world.home.coordinator, timezone.now()):
        assert ContactWish.objects.get().version == 1


def test_an_interpreter_is_said_with_a_last_day_and_taken_back(world: World, full: FullCase) -> None:
    browser, page = signed_in(world.home.coordinator), at("case-contact", full)
    day = local_day(timezone.now()) + timedelta(days=20)
    far = post_on(browser, page, at("case-interpreter", full), until="01-01-2099")
    assert far.status_code == 422
    assert "01-01-2099" in body(far)
    assert post_on(browser, page, at("case-interpreter", full), until=f"{day:%d-%m-%Y}").status_code == 302
    assert "Regel bij elke afspraak een tolk" in body(browser.get(page))
    assert post_on(browser, page, at("case-no-interpreter", full)).status_code == 302
    with acting(world.home.coordinator, timezone.now()):
        assert not InterpreterNeed.objects.exists()


def test_a_letter_goes_from_choosing_to_paper_to_given(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    choose = body(browser.get(at("letter-choose", full)))
    assert "Uitnodiging voor een gesprek" in choose
    assert "Schriftelijke waarschuwing" not in choose
    assert "Bespreek dit eerst met de persoon zelf" in choose
    address = a_letter(browser, full)
    shown = browser.get(address)
    assert "Beste Anja van Dijk" in body(shown)
    assert f"{address}afdruk/" not in body(shown)
    assert browser.get(f"{address}afdruk/").status_code == 409, "nobody read it yet"
    unticked = post_on(browser, address, f"{address}nagelezen/")
    assert unticked.status_code == 422
    assert post_on(browser, address, f"{address}nagelezen/", read="on").status_code == 302
    paper = browser.get(f"{address}afdruk/")
    assert "om 10.00 uur" in body(paper)
    english = body(browser.get(f"{address}afdruk/?taal=en"))
    assert "Would you like to talk with me?" in english
    assert post_on(browser, address, f"{address}gegeven/", how="handed").status_code == 302
    assert "Ik gaf de brief zelf en las hem samen met hen" in body(browser.get(at("case-contact", full)))


def test_a_letter_that_is_not_whole_keeps_what_was_typed_at_its_fields(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    answer = post(
        browser,
        at("letter-new", full, code="gesprek"),
        dag="1 maart 2020",
        tijd="half tien",
        plek="thuis",
        eigen_woorden="Dag.",
    )
    assert answer.status_code == 422
    kept = boxes(answer)
    assert (kept["tijd"], kept["plek"], kept["eigen_woorden"].strip()) == ("half tien", "thuis", "Dag.")
    assert "Schrijf de tijd zo: 10:00." in body(answer)
    assert "Deze dag is voorbij." in body(answer)


def test_the_second_who_changes_a_letter_sees_both_texts(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    address = a_letter(browser, full)
    page = browser.get(f"{address}wijzigen/")
    assert browser.post(f"{address}wijzigen/", {**boxes(page), "plek": "op kantoor"}).status_code == 302
    second = {**boxes(page), "form_key": str(uuid4()), "plek": "in de bibliotheek"}
    answer = browser.post(f"{address}wijzigen/", second)
    assert answer.status_code == 409
    assert "in de bibliotheek" in body(answer)
    assert "op kantoor" in body(answer)


def test_under_heightened_safety_every_page_says_that_nothing_goes_home(world: World) -> None:
    made = a_case(world.home, heightened=True, now=timezone.now() - timedelta(hours=1))
    browser = signed_in(world.home.coordinator)
    where = {"case_id": made.case_id, "person_id": made.person_ids[1]}
    for name, more in (
        ("case-contact", {}),
        ("case-contact-wish", {}),
        ("letter-choose", {}),
        ("letter-new", {"code": "gesprek"}),
    ):
        page = browser.get(reverse(name, kwargs={**where, **more}))
        assert "Bij verhoogde veiligheid gaat er niets naar huis." in body(page), name
        assert 'type="submit"' not in body(page).split("<main")[1], name
    forced = {
        "form_key": str(uuid4()),
        "version": "0",
        "dag": "01-01-2099",
        "tijd": "10:00",
        "plek": "x",
        "eigen_woorden": "x",
    }
    answer = browser.post(reverse("letter-new", kwargs={**where, "code": "gesprek"}), forced)
    assert answer.status_code == 422
    with acting(world.home.coordinator, timezone.now()):
        assert not Letter.objects.exists()


OTHERS = ("intake", "lead", "protocol", "code", "manager", "privacy", "admin", "attendance", "teacher", "helper")


def test_for_everybody_else_and_from_elsewhere_no_page_is_there(world: World, full: FullCase) -> None:
    letter = a_letter(signed_in(world.home.coordinator), full)
    pages = [
        at("case-contact", full), at("case-contact-wish", full), at("letter-choose", full),
        at("letter-new", full, code="gesprek"), letter, f"{letter}wijzigen/", f"{letter}afdruk/",
    ]  # fmt: skip
    posts = [at("case-interpreter", full), at("case-no-interpreter", full), f"{letter}nagelezen/", f"{letter}gegeven/"]
    for viewer in (*(world.home.people[key] for key in OTHERS), world.away.coordinator, world.away.attendance):
        browser = signed_in(viewer)
        assert {browser.get(page).status_code for page in pages} == {404}, viewer.function
        assert {browser.post(page, {"form_key": str(uuid4())}).status_code for page in posts} == {404}, viewer.function


def test_one_and_three_rows_cost_the_same_number_of_queries(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    address = at("case-contact", full)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(address).status_code == 200
        return len(found)

    post_on(browser, address, address, way="call", reached="nee")
    a_letter(browser, full)
    cost()
    first = cost()
    for _ in range(2):
        post_on(browser, address, address, way="call", reached="nee")
        a_letter(browser, full)
    assert cost() == first


def test_the_officer_writes_to_the_parents_from_the_report(world: World) -> None:
    now = timezone.now() - timedelta(hours=1)
    load(world.home.attendance, csv_file(ROW), now=now)
    with acting(world.home.attendance, now):
        report = AbsenceReport.objects.get().pk
    browser = signed_in(world.home.attendance)
    page = body(browser.get(reverse("absence-report", args=[report])))
    choose = reverse("letter-report-choose", args=[report])
    assert choose in page
    assert "In een melding staat niet hoe de ouders te bereiken zijn." in page
    assert "Schriftelijke waarschuwing over verzuim" in body(browser.get(choose))
    answer = post(browser, f"{choose}waarschuwing_verzuim/", eigen_woorden="Dit is de tweede melding dit jaar.")
    assert answer.status_code == 302
    assert "Beste ouders of verzorgers van Noor de Wit" in body(browser.get(answer["Location"]))
    for viewer in (world.home.coordinator, world.home.admin, world.away.attendance):
        other = signed_in(viewer)
        assert {other.get(one).status_code for one in (choose, answer["Location"])} == {404}
