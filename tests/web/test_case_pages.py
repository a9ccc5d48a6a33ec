"""The pages of a case: what each persona sees, what leaves a line, what a wrong form keeps."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sluitend.access import audit
from sluitend.domain.case import PersonIn, PersonKind
from sluitend.domain.clock import local_day
from sluitend.records.models import AuditEvent, Case, CasePerson, Goal, Membership, Note
from sluitend.services.people import AddPerson, add_person
from tests import case_stories
from tests.browsing import signed_in
from tests.case_stories import FATHERS_STREET, MOTHERS_STREET, FullCase, a_full_case
from tests.forms import boxes
from tests.services.test_accounts import change
from tests.stories import CRITERIA, a_case
from tests.world import World, acting

KEY = re.compile(r'name="form_key" value="([0-9a-f-]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')


full = case_stories.full


def at(name: str, case: FullCase | UUID, **more: UUID) -> str:
    case_id = case.case_id if isinstance(case, FullCase) else case
    return reverse(name, kwargs={"case_id": case_id, **more})


def hidden(page: str) -> dict[str, str]:
    """Give the hidden fields of the first form that has a key."""
    fields = {"form_key": KEY.search(page)[1]}
    if found := VERSION.search(page):
        fields["version"] = found[1]
    return fields


def send(browser: Client, address: str, **fields: object):
    """Open a form and send it back with these fields."""
    return browser.post(address, hidden(browser.get(address).content.decode()) | fields)


def all_pages(case: FullCase) -> list[str]:
    plain = (
        "case-page", "case-change", "case-team", "case-safety", "case-review", "case-people", "case-person-new",
        "case-household-new", "case-supporter-new", "plan-page", "plan-offer", "plan-what-if", "plan-copy",
        "plan-domain-new", "plan-goal-new",
    )  # fmt: skip
    return [
        *(at(name, case) for name in plain),
        *(at(name, case, person_id=case.child) for name in ("case-person", "case-person-leave", "case-authority")),
        *(at(name, case, person_id=case.child) for name in ("case-informing", "plan-voice-new", "plan-agreement")),
        at("plan-print", case, person_id=case.mother),
        at("case-household", case, household_id=case.households["mother"]),
        at("case-address", case, household_id=case.households["mother"]),
        at("plan-goal", case, goal_id=case.goals["school"]),
        at("plan-goal-drop", case, goal_id=case.goals["school"]),
        at("plan-level", case, domain_id=case.domains["school"]),
    ]


def test_the_coordinator_opens_every_page_of_her_case(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    assert {address: browser.get(address).status_code for address in all_pages(full)} == dict.fromkeys(
        all_pages(full), 200
    )


def test_a_case_says_who_is_away_and_whom_to_call_instead_with_numbers_that_a_phone_calls(
    world: World, full: FullCase
) -> None:
    browser, today = signed_in(world.home.member), local_day(timezone.now())
    page = browser.get(at("case-page", full)).content.decode()
    assert "afwezig" not in page
    untapped = re.sub(r"<a [^>]*tel:[^>]*>[^<]*</a>", "", page)
    assert not re.search(r"0300 ?123|030-0123|>112<|0800 2000", untapped)
    assert 'href="tel:112"' in page
    change(world.home, "coordinator", absent_from=today, absent_until=today + timedelta(days=9))
    page = browser.get(at("case-page", full)).content.decode()
    assert "afwezig tot en met" in page
    assert f"bel vervanger {world.home.coordinator2.name}" in page


def test_the_coordinator_reads_out_of_what_the_case_came_and_who_only_has_a_seat_does_not(
    world: World, full: FullCase
) -> None:
    page = signed_in(world.home.coordinator).get(at("case-page", full)).content.decode()
    assert "Waaruit deze casus kwam" in page
    assert all(criterion.fact in page for criterion in CRITERIA)
    assert f"Besloten door {world.home.coordinator.name}" in page
    seat = signed_in(world.home.member).get(at("case-page", full)).content.decode()
    assert "Waaruit deze casus kwam" not in seat
    assert not any(criterion.fact in seat for criterion in CRITERIA)
    with acting(world.home.privacy, timezone.now()):
        lines = AuditEvent.objects.filter(case_id=full.case_id, action="case.beginning")
        assert [line.membership_id for line in lines] == [world.home.coordinator.membership_id]
        assert set(lines[0].categories) == {"k18", "k19"}


def test_a_child_that_comes_into_a_running_plan_has_no_goal_and_the_plan_and_the_case_say_so(
    world: World, full: FullCase
) -> None:
    browser = signed_in(world.home.coordinator)
    assert "Elk kind een doel" not in browser.get(at("plan-page", full)).content.decode()
    with acting(world.home.coordinator, timezone.now()) as now:
        baby = PersonIn(PersonKind.CHILD, "Lot", "van", "Dijk", local_day(now) - timedelta(days=9), "dochter")
        add_person(world.home.coordinator, AddPerson(full.case_id, baby), now=now)
    plan = browser.get(at("plan-page", full)).content.decode()
    assert "Elk kind een doel" in plan
    assert "Voor Lot staat nog geen doel in het plan." in plan
    assert "Een doel opschrijven: Lot" in browser.get(at("case-page", full)).content.decode()


def test_looking_again_says_before_which_day(world: World, full: FullCase) -> None:
    with acting(world.home.coordinator, timezone.now()):
        review_by = Case.objects.get(pk=full.case_id).review_by
    page = signed_in(world.home.coordinator).get(at("case-review", full)).content.decode()
    assert f'datetime="{review_by.isoformat()}"' in page.split("<main", 1)[1]


def test_every_form_in_which_people_write_says_that_nothing_can_be_attached(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    for name in ("case-notes", "case-action-new", "plan-what-if", "plan-goal-new"):
        page = browser.get(at(name, full)).content.decode().split("<main", 1)[1]
        assert "bijlagen" in page.casefold(), name


def test_a_case_without_a_deputy_asks_for_one(world: World, full: FullCase) -> None:
    alone = a_case(world.home, now=timezone.now() - timedelta(hours=1)).case_id
    browser = signed_in(world.home.coordinator)
    for case, asked in ((full, False), (alone, True)):
        assert ("Kies een vervanger" in browser.get(at("case-page", case)).content.decode()) is asked


OTHERS = ("intake", "lead", "protocol", "code", "manager", "privacy", "admin", "attendance", "teacher", "helper")


@pytest.mark.parametrize("who", OTHERS)
def test_for_everybody_else_it_is_not_there_in_the_same_bytes_as_what_does_not_exist(
    world: World, full: FullCase, who: str
) -> None:
    browser = signed_in(world.home.people[who])
    nowhere = browser.get(reverse("case-page", kwargs={"case_id": uuid4()}))
    for address in all_pages(full):
        page = browser.get(address)
        assert page.status_code == 404
        assert _same(page) == _same(nowhere)


def _same(page) -> tuple[object, ...]:
    body = re.sub(rb"[0-9a-f]{12}|csrfmiddlewaretoken[^>]+", b"", page.content)
    return page.status_code, body, sorted(name for name, _value in page.items())


def test_an_outsider_from_another_municipality_finds_nothing(world: World, full: FullCase) -> None:
    browser = signed_in(world.away.coordinator)
    assert {browser.get(address).status_code for address in all_pages(full)} == {404}
    assert "Gezin Van Dijk" not in browser.get(reverse("case-list")).content.decode()


def test_the_list_holds_only_ones_own_cases_and_each_leaves_a_line(world: World, full: FullCase) -> None:
    other = a_case(world.home, coordinator_id=world.home.coordinator2.membership_id, title="Gezin Anders")
    mine = signed_in(world.home.coordinator).get(reverse("case-list")).content.decode()
    assert full.number in mine
    assert other.number not in mine
    with acting(world.home.privacy, timezone.now()):
        shown = AuditEvent.objects.filter(action="case.list").values_list("case_id", flat=True)
        assert set(shown) == {full.case_id}


def test_a_page_says_why_one_may_see_it_and_until_when(world: World, full: FullCase) -> None:
    page = signed_in(world.home.coordinator).get(at("case-page", full)).content.decode()
    assert "U bent de casusregisseur." in page
    seat = signed_in(world.home.member).get(at("case-page", full)).content.decode()
    assert "U hebt een plaats in het team van deze casus. U ziet deze casus tot en met" in seat
    assert "Alleen de casusregisseur" not in seat


def test_a_colleague_who_is_away_is_marked_and_one_who_never_came_is_not_in_the_list(
    world: World, full: FullCase
) -> None:
    home, now = world.home, timezone.now()
    with acting(home.admin, now):
        audit.write(home.admin, "test.away", audit.Ref("membership"), now=now)
        Membership.objects.filter(pk=home.member.membership_id).update(
            absent_from=date(2026, 1, 1), absent_until=date(2099, 4, 3)
        )
        Membership.objects.filter(pk=home.attendance.membership_id).update(pending=True)
    browser = signed_in(home.coordinator)
    team = browser.get(at("case-team", full)).content.decode()
    assert "Member Vlierdam, gezinswerker (afwezig tot en met 3 april 2099)" in team
    assert "Attendance Vlierdam" not in team
    change = browser.get(at("case-change", full)).content.decode()
    assert "Een collega die de uitnodiging nog niet gebruikte, staat er niet bij." in change


def test_a_team_member_reads_the_plan_without_what_is_about_health(world: World, full: FullCase) -> None:
    for name in ("case-page", "plan-page"):
        page = signed_in(world.home.member).get(at(name, full)).content.decode()
        assert "Ik wil weer naar school." in page
        assert "Ik wil slapen." not in page
        assert "Ik slaap niet van de zorgen." not in page
        assert "Hoofd en gevoel" not in page


def test_the_number_of_statements_does_not_grow_with_the_case(world: World, full: FullCase) -> None:
    me = world.home.coordinator
    browser = signed_in(me)

    def statements(name: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(at(name, full)).status_code == 200
        return len(found)

    names = ("case-page", "case-people", "plan-page")
    browser.get(at("case-page", full))
    before = {name: statements(name) for name in names}
    now = timezone.now()
    with acting(me, now):
        for number in range(5):
            add_person(me, AddPerson(full.case_id, PersonIn(PersonKind.CHILD, f"Kind {number}")), now=now)
        Note.objects.bulk_create(
            Note(
                municipality_id=me.municipality_id,
                case_id=full.case_id,
                author_id=me.membership_id,
                text="x",
                written_at=now,
            )
            for _ in range(40)
        )
    assert {name: statements(name) for name in names} == before


def test_the_list_asks_as_much_for_one_case_as_for_many(world: World) -> None:
    browser, now = signed_in(world.home.coordinator), timezone.now()

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(reverse("case-list")).status_code == 200
        return len(found)

    a_case(world.home, now=now)
    statements()  # the first page of a session asks more
    first = statements()
    for _ in range(3):
        a_case(world.home, now=now)
    assert statements() == first


def test_five_hundred_entries_stand_on_one_page(world: World, full: FullCase) -> None:
    me, now = world.home.coordinator, timezone.now()
    with acting(me, now):
        from sluitend.access import audit

        audit.write(me, "note.write", audit.Ref("case", full.case_id, case_id=full.case_id), now=now)
        Note.objects.bulk_create(
            Note(
                municipality_id=me.municipality_id,
                case_id=full.case_id,
                author_id=me.membership_id,
                text=f"Notitie {number}",
                written_at=now - timedelta(minutes=number),
            )
            for number in range(520)
        )
    browser = signed_in(me)
    page = browser.get(at("case-page", full)).content.decode()
    assert page.count('class="event"') == 500
    older = browser.get(at("case-page", full) + "?pagina=2").content.decode()
    assert "Notitie 519" not in page
    assert "Notitie 519" in older
    assert browser.get(at("case-page", full) + "?pagina=99999999999").status_code == 200


def test_what_is_new_since_one_last_looked_is_marked_once_and_not_ones_own(world: World, full: FullCase) -> None:
    from sluitend.queries.cases import case_page
    from sluitend.services.followup import WriteNote, write_note

    me, other = world.home.coordinator, world.home.coordinator2
    start = timezone.now()

    def new_for(viewer, minutes: int) -> list[str]:
        with acting(viewer, start + timedelta(minutes=minutes)) as now:
            return [entry.words for entry in case_page(viewer, full.case_id, now=now).timeline.new]

    assert new_for(me, 0) == []
    with acting(other, start + timedelta(minutes=100)) as now:
        write_note(other, WriteNote(full.case_id, "Oma belde.", uuid4()), now=now)
    with acting(me, start + timedelta(minutes=101)) as now:
        write_note(me, WriteNote(full.case_id, "Zelf gebeld.", uuid4()), now=now)
    assert new_for(me, 110) == ["Oma belde."]
    assert new_for(me, 115) == ["Oma belde."], "still marked while somebody works in the case"
    assert new_for(me, 300) == []


# --- Heightened safety -----------------------------------------------------------------------------------------------------


def test_a_case_of_heightened_safety_is_nowhere_for_who_is_not_named(world: World) -> None:
    made = a_case(world.home, heightened=True, title="Gezin Kanarie", now=timezone.now())
    for who in ("coordinator2", "intake", "lead", "member", "manager", "attendance", "teacher"):
        browser = signed_in(world.home.people[who])
        for address in ("/", reverse("case-list"), reverse("case-page", kwargs={"case_id": made.case_id})):
            assert b"Kanarie" not in browser.get(address).content
            assert made.number.encode() not in browser.get(address).content
    named = signed_in(world.home.coordinator).get(reverse("case-list")).content.decode()
    assert "Gezin Kanarie" in named


def test_the_plan_on_paper_is_dutch_whatever_the_screen_speaks_unless_english_is_asked_for_now(
    full: FullCase, world: World
) -> None:
    browser = signed_in(world.home.coordinator)
    browser.cookies["taal"] = "en"
    page = at("plan-print", full, person_id=full.mother)
    dutch = browser.get(page).content.decode()
    assert '<html lang="nl"' in dutch
    assert "Wie ik kan bellen" in dutch
    assert "Back to the plan" in dutch  # what is not on the paper speaks the language of the screen
    english = browser.get(f"{page}?taal=en").content.decode()
    assert '<html lang="en"' in english
    assert "Wie ik kan bellen" not in english
    assert "Wie ik kan bellen" in browser.get(page).content.decode()  # nothing of it was kept


def test_under_heightened_safety_no_plan_is_printed_and_the_sentence_stands_where_the_links_would_be(
    world: World,
) -> None:
    made = a_case(world.home, heightened=True, now=timezone.now())
    browser = signed_in(world.home.coordinator)
    page = browser.get(at("plan-print", made.case_id, person_id=made.person_ids[1]))
    assert page.status_code == 409
    assert "drukt u het plan niet af" in page.content.decode()
    assert "Anja" not in page.content.decode()
    plan = browser.get(at("plan-page", made.case_id)).content.decode()
    assert "drukt u het plan niet af" in plan
    assert "afdruk" not in plan.replace("/afdruk/", "AFDRUK")
    assert "Wil het gezin zelf een plan maken" not in plan


def test_when_home_may_not_know_no_page_presses_anybody_to_tell_home(world: World) -> None:
    made = a_case(world.home, heightened=True, now=timezone.now() - timedelta(days=60))
    page = signed_in(world.home.coordinator).get(at("case-page", made.case_id)).content.decode()
    assert "Vertellen dat er een casus is" not in page
    assert "Opschrijven waarom vertellen wacht" in page
    people = page[page.index("Weet van de casus") : page.index("Het hele plan")]
    assert "wettelijke termijn" not in people


def test_turning_it_on_by_its_page_needs_three_people_and_keeps_what_was_typed(world: World, full: FullCase) -> None:
    browser, people = signed_in(world.home.coordinator), world.home.people
    alone = a_case(world.home, now=timezone.now())  # without a deputy
    protocol, code = (str(people[key].membership_id) for key in ("protocol", "code"))
    few = send(
        browser, at("case-safety", alone.case_id), readers=[protocol], on_call=protocol, reason="Dochter is bang."
    )
    assert few.status_code == 422
    assert "ten minste drie mensen" in few.content.decode()
    assert "Dochter is bang." in few.content.decode()
    enough = send(
        browser, at("case-safety", full), readers=[protocol, code], on_call=protocol, reason="Dochter is bang."
    )
    assert enough.status_code == 302
    assert signed_in(world.home.member).get(at("case-page", full)).status_code == 404


# --- Addresses ---------------------------------------------------------------------------------------------------------------


def test_a_protected_address_stands_on_no_page_and_asking_for_it_leaves_its_own_line(world: World) -> None:
    case = a_full_case(world.home, now=timezone.now() - timedelta(hours=1), sheltered=True)
    browser = signed_in(world.home.coordinator)
    form = at("case-household", case, household_id=case.households["mother"])
    asked = at("case-address", case, household_id=case.households["mother"])
    for address in all_pages(case):
        if address not in (form, asked):
            assert MOTHERS_STREET not in browser.get(address).content.decode(), address
    assert MOTHERS_STREET in browser.get(asked).content.decode()
    assert MOTHERS_STREET in browser.get(form).content.decode()
    with acting(world.home.privacy, timezone.now()):
        assert AuditEvent.objects.filter(action="case.address", case_id=case.case_id).count() == 2
    assert signed_in(world.home.member).get(asked).status_code == 404


# --- Forms --------------------------------------------------------------------------------------------------------------------


def test_a_person_said_anew_by_two_shows_both_texts(world: World, full: FullCase) -> None:
    first, second = signed_in(world.home.coordinator), signed_in(world.home.coordinator2)
    address = at("case-person", full, person_id=full.mother)
    mother = {"kind": "adult", "given_names": "Anja", "prefix": "van", "in_family": "on", "reason": "verkeerd"}
    opened = hidden(second.get(address).content.decode())
    assert send(first, address, surname="Dijkman", **mother).status_code == 302
    page = second.post(address, opened | mother | {"surname": "Dijkgraaf"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "Dijkman" in text
    assert "Dijkgraaf" in text
    again = second.post(address, hidden(text) | mother | {"surname": "Dijkgraaf"})
    assert again.status_code == 302
    with acting(world.home.coordinator, timezone.now()):
        assert CasePerson.objects.get(pk=full.mother).surname == "Dijkgraaf"


def test_names_of_every_kind_are_kept_as_they_are_and_shown_harmless(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    address = at("case-person-new", full)
    for name in ("O'Neil", "Ŝmit-Ğ", "X", "Null", "<script>alert(1)</script>", "{{7*7}}", "=HYPERLINK(1)", "é" * 200):
        assert send(browser, address, kind="adult", given_names=name, surname="").status_code == 302
        with acting(world.home.coordinator, timezone.now()):
            assert CasePerson.objects.filter(given_names=name).exists()
    page = browser.get(at("case-people", full)).content.decode()
    assert "<script>alert(1)" not in page
    assert "{{7*7}}" in page
    too_long = send(browser, address, kind="adult", given_names="é" * 201, surname="")
    assert too_long.status_code == 422
    assert send(browser, address, kind="adult", given_names="An\x00ja\u202e", surname="").status_code == 302
    with acting(world.home.coordinator, timezone.now()):
        assert CasePerson.objects.filter(given_names="Anja").count() == 2, "signs that nobody can see are left out"


def test_a_bsn_that_cannot_be_gets_a_sentence_and_is_not_repeated(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    address = at("case-person-new", full)
    page = send(browser, address, kind="child", given_names="Kim", surname="", bsn="123456789")
    assert page.status_code == 422
    assert "Dit BSN klopt niet" in page.content.decode()
    assert send(browser, address, kind="child", given_names="Kim", surname="", bsn="123456782").status_code == 302
    shown = browser.get(at("case-people", full)).content.decode()
    assert "123456782" not in shown
    assert "782" in shown
    team = signed_in(world.home.member).get(at("case-people", full)).content.decode()
    assert "•782" not in team


def test_beside_another_mistake_the_bsn_comes_back_as_three_digits_and_is_not_lost(
    world: World, full: FullCase
) -> None:
    browser = signed_in(world.home.coordinator)
    address = at("case-person-new", full)
    page = send(browser, address, kind="child", given_names="Kim", surname="", birth_date="31-02", bsn="123456782")
    assert page.status_code == 422
    assert "123456782" not in page.content.decode()
    shown = boxes(page)
    assert shown["bsn"] == "••••••782"
    again = browser.post(address, shown | {"kind": "child", "birth_date": ""})
    assert again.status_code == 302
    page = browser.get(at("case-people", full)).content.decode()
    assert "782" in page
    forged = send(browser, address, kind="child", given_names="Kim", surname="", bsn="••••••782", sealed="00")
    assert "Typ het BSN opnieuw" in forged.content.decode()


def test_a_person_with_a_bsn_is_written_down_once_however_often_it_is_sent(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    address = at("case-person-new", full)
    sent = boxes(browser.get(address)) | {"kind": "child", "given_names": "Tweemaal", "bsn": "123456782"}
    assert [browser.post(address, sent).status_code for _ in range(2)] == [302, 302]
    with acting(world.home.coordinator, timezone.now()):
        assert CasePerson.objects.filter(given_names="Tweemaal").count() == 1


def test_a_field_that_the_form_does_not_have_makes_the_whole_form_refused(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    address = at("plan-what-if", full)
    page = send(browser, address, words="We bellen.", coordinator_id=str(uuid4()))
    assert page.status_code == 400
    with acting(world.home.coordinator, timezone.now()):
        assert Case.objects.get().coordinator_id == world.home.coordinator.membership_id


def test_a_form_sent_fifty_times_has_one_effect(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    address = at("plan-goal-new", full)
    fields = hidden(browser.get(address).content.decode()) | {
        "family_words": "Ik wil een eigen kamer.",
        "persons": [str(full.child)],
        "domain": str(full.domains["school"]),
        "measure": "Een deur die dicht kan.",
        "target_on": f"{timezone.now() + timedelta(days=40):%d-%m-%Y}",
    }
    assert {browser.post(address, fields).status_code for _ in range(5)} == {302}
    with acting(world.home.coordinator, timezone.now()):
        assert Goal.objects.filter(family_words="Ik wil een eigen kamer.").count() == 1


def test_words_about_who_people_are_are_written_again_or_stay_as_a_quote(world: World, full: FullCase) -> None:
    browser = signed_in(world.home.coordinator)
    address = at("plan-what-if", full)
    text = "Zij zei: “wij zijn van Turkse afkomst”."
    page = send(browser, address, words=text)
    assert page.status_code == 422
    shown = page.content.decode()
    assert text in shown
    assert 'name="quote"' in shown
    assert browser.post(address, hidden(shown) | {"words": text, "quote": "on"}).status_code == 302


# --- Opening -------------------------------------------------------------------------------------------------------------------


def opening(world: World, **other: object) -> dict[str, object]:
    return {
        "title": "Gezin De Boer",
        "person_1_kind": "child",
        "person_1_given_names": "Kim",
        "person_1_surname": "de Boer",
        "person_2_kind": "adult",
        "person_2_given_names": "Sanne",
        "postcode": "1234 AB",
        "coordinator": str(world.home.coordinator.membership_id),
        "heightened": "nee",
        "a1_fact": "Kim woont hier.",
        "b2_fact": "Zorg over veiligheid, gewogen.",
        "c2_fact": "Moeder vraagt om één regisseur.",
        **other,
    }


def test_a_coordinator_opens_a_case_by_ticking_why(world: World) -> None:
    browser = signed_in(world.home.coordinator)
    page = send(browser, reverse("case-new"), **opening(world))
    assert page.status_code == 302
    shown = browser.get(page["Location"]).content.decode()
    assert "Gezin De Boer" in shown
    assert "Vertellen dat er een casus is" in shown
    assert "wettelijke termijn" in shown


def test_a_wrong_form_says_everything_at_once_and_keeps_what_was_typed(world: World) -> None:
    browser = signed_in(world.home.coordinator)
    wrong = opening(world, title="", a1_fact="", person_1_birth_date="31-02-2015", c2_fact="Moeder vraagt het.")
    page = send(browser, reverse("case-new"), **wrong)
    assert page.status_code == 422
    text = page.content.decode()
    for kept in ("Sanne", "31-02-2015", "Moeder vraagt het."):
        assert kept in text
    assert set(page.context["form"].errors) == {"title", "a1_fact", "person_1_birth_date"}
    assert "Deze dag bestaat niet" in text


def test_one_more_person_keeps_what_was_typed(world: World) -> None:
    browser = signed_in(world.home.coordinator)
    page = send(browser, reverse("case-new"), **opening(world, do="more"))
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="person_4_given_names"' in text
    assert "Moeder vraagt om één regisseur." in text
    with acting(world.home.coordinator, timezone.now()):
        assert not Case.objects.exists()


def test_one_more_person_says_nothing_about_what_is_still_empty_and_the_enter_key_opens(world: World) -> None:
    browser = signed_in(world.home.coordinator)
    text = send(browser, reverse("case-new"), do="more").content.decode()
    assert 'aria-invalid="true"' not in text
    assert text.index('name="do" value="open"') < text.index('name="do" value="more"')


@pytest.mark.parametrize("who", ["intake", "member", "lead", "teacher", "manager", "admin"])
def test_nobody_else_has_the_form_to_open_a_case(world: World, who: str) -> None:
    assert signed_in(world.home.people[who]).get(reverse("case-new")).status_code == 404


def test_the_picture_says_in_words_what_it_draws(world: World, full: FullCase) -> None:
    page = signed_in(world.home.coordinator).get(at("case-people", full)).content.decode()
    drawing = page[page.index('<svg class="ecogram"') : page.index("</svg>", page.index('<svg class="ecogram"'))]
    assert "<title" in drawing
    assert "Riet Dekker" in drawing
    assert " style=" not in drawing
    table = page[page.index('id="netwerk"') :]
    for name in ("Riet Dekker", "Basisschool De Vlier", "Woonstichting De Kade", "Jeugdhulp Het Anker"):
        assert name in table
    assert FATHERS_STREET in page


# --- Two people decide ------------------------------------------------------------------------------------------------


def asked_of(browser: Client) -> str:
    """Give the address of what a colleague asks, as it stands in my work."""
    page = browser.get(reverse("home")).content.decode()
    assert "Een collega vraagt u mee te beslissen" in page
    return re.search(r'href="(/samen/[^"]+)"', page)[1]


def test_the_second_person_confirms_a_wait_on_a_page_of_their_own_without_a_name(world: World, full: FullCase) -> None:
    home = world.home
    me, second = signed_in(home.coordinator), signed_in(home.attendance)
    until = local_day(timezone.now()) + timedelta(days=14)
    page = send(
        me,
        at("case-informing", full, person_id=full.mother),
        knows="wait",
        wait_reason="Zij is opgenomen.",
        wait_until=until.isoformat(),
        second_person=str(home.attendance.membership_id),
    )
    assert page.status_code == 302
    overview = me.get(at("case-people", full)).content.decode()
    assert "Wachten moet nog worden bevestigd" in overview
    assert "door Attendance Vlierdam" in overview
    address = asked_of(second)
    asked = second.get(address).content.decode()
    assert "Zij is opgenomen." in asked
    assert full.number in asked
    assert "Van Dijk" not in asked
    assert "Anja" not in asked
    for outsider in (home.intake, home.coordinator2, world.away.attendance):
        assert signed_in(outsider).get(address).status_code == 404
    assert send(second, address, agrees="ja", words="").status_code == 422
    assert send(second, address, agrees="nee", words="Zij vraagt er naar.").status_code == 302
    assert "Uw collega zei nee" in me.get(reverse("home")).content.decode()
    assert "Een collega is het niet eens met wachten" in me.get(at("case-people", full)).content.decode()


def test_heightened_safety_ends_on_the_page_with_the_yes_of_another(world: World) -> None:
    home = world.home
    made = a_case(home, heightened=True, now=timezone.now() - timedelta(hours=1))
    me, second = signed_in(home.coordinator), signed_in(home.protocol)
    asks = {"second": str(home.protocol.membership_id), "reason": "Moeder woont nu veilig."}
    assert send(me, at("case-safety-off", made.case_id), **asks).status_code == 302
    page = me.get(at("case-page", made.case_id)).content.decode()
    assert "Verhoogde veiligheid blijft aan tot een collega ja zegt" in page
    again = me.get(at("case-safety-off", made.case_id)).content.decode()
    assert "Deze vraag ligt al bij Protocol Vlierdam" in again
    address = asked_of(second)
    assert address in second.get(at("case-page", made.case_id)).content.decode()
    assert signed_in(home.code).get(address).status_code == 404
    assert send(second, address, agrees="ja", words="Ik sprak haar ook.").status_code == 302
    assert "Verhoogde veiligheid" not in me.get(at("case-page", made.case_id)).content.decode().split("Regelen")[0]
    assert second.get(at("case-page", made.case_id)).status_code == 404


def test_a_no_stays_on_the_page_until_it_was_read(world: World) -> None:
    home = world.home
    made = a_case(home, heightened=True, now=timezone.now() - timedelta(hours=1))
    me, second = signed_in(home.coordinator), signed_in(home.code)
    asks = {"second": str(home.code.membership_id), "reason": "Moeder woont nu veilig."}
    send(me, at("case-safety-off", made.case_id), **asks)
    send(second, asked_of(second), agrees="nee", words="De politie raadt het af.")
    page = me.get(at("case-page", made.case_id)).content.decode()
    assert "Code Vlierdam zei nee:" in page
    assert "De politie raadt het af." in page
    close = re.search(r'action="(/casussen/[^"]+/samen/[^"]+/sluiten/)"', page)[1]
    assert signed_in(home.coordinator2).post(close, {"form_key": uuid4()}).status_code == 404
    assert me.post(close, {"form_key": KEY.search(page)[1]}).status_code == 302
    assert "zei nee" not in me.get(at("case-page", made.case_id)).content.decode()
