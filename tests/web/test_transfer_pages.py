"""The pages of a handover: what goes and what stays, telling, offering; and at the other end the least first."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sluitend.access.transfers import own_keys
from sluitend.domain.clock import local_day
from sluitend.domain.plan.goals import DomainIn
from sluitend.domain.vocabulary import LifeDomain
from sluitend.records.models import AbsenceReport, Case, ExchangePeer, Goal, Transfer, TransferOffer
from sluitend.services.plans import OpenLifeDomain, open_domain
from tests.browsing import signed_in
from tests.case_stories import a_full_case
from tests.forms import boxes
from tests.services.test_transfer_files import second_admin
from tests.transfer_stories import (
    Moving,
    a_report,
    accept,
    all_that_may,
    begin_run,
    key_of,
    laid_out,
    offer_of,
    offered,
    press,
    report_offered,
    step,
    talk,
    tell,
)
from tests.world import World, acting


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def me(world: World) -> Client:
    return signed_in(world.home.coordinator)


@pytest.fixture
def other(world: World) -> Client:
    return signed_in(world.away.coordinator)


def text_of(answer: Any) -> str:
    page = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def run_path(run: UUID) -> str:
    return reverse("transfer-case", args=[run])


def offer_path(offer: UUID, name: str = "transfer-offer") -> str:
    return reverse(name, args=[offer])


def send(client: Client, page: str, action: str, **typed: Any) -> Any:
    shown = client.get(page)
    assert shown.status_code == 200
    return client.post(action, {**boxes(shown, action), **typed})


# -- who hands over ----------------------------------------------------------------------------------------------------


def test_the_page_asks_first_who_takes_over_and_says_what_stays_and_why(
    world: World, me: Client, now: datetime
) -> None:
    full = a_full_case(world.home, now=now)
    path = run_path(begin_run(world, full, now))
    page = text_of(me.get(path))
    assert world.away.name in page
    assert "Namen gaan niet mee. Het gezin noemt ze zelf, in het gesprek met zijn drieën." in page
    assert "Alleen het plan gaat mee, en dat er hulp loopt." in page
    assert "Woonstichting De Kade" in page  # what they do stays, and why
    assert "Huurachterstand" not in page
    chosen = text_of(me.get(path, {"naar": key_of(world.home.coordinator, world.away.name, now)}))
    assert "Dit mag mee volgens regel 31 (Jeugdwet 2.7a)" in chosen
    assert "Doel uit het plan: Ik wil weer naar school." in chosen
    assert "over kind 1" in chosen


def test_from_laying_out_to_taking_over_on_the_screen(world: World, me: Client, other: Client, now: datetime) -> None:
    full = a_full_case(world.home, now=now)
    run = begin_run(world, full, now)
    path = run_path(run)
    with_key = f"{path}?naar={key_of(world.home.coordinator, world.away.name, now)}"
    keys = all_that_may(world.home.coordinator, full.case_id, world.away.name, now)
    answer = send(me, with_key, with_key, keep=list(keys[:2]))
    assert (answer.status_code, answer["Location"]) == (302, path)
    with acting(world.home.coordinator, now):
        transfer = Transfer.objects.get().pk
    assert "Het gezin weet het" in text_of(me.get(path))
    told = reverse("transfer-tell", args=[transfer])
    assert send(me, path, told, told_how="visit", keep=["0", "1"]).status_code == 302
    assert "Praat met z'n drieën" in text_of(me.get(path))
    moving = Moving(full, run, transfer)
    talk(world, moving, now)
    assert send(me, path, reverse("transfer-send", args=[transfer])).status_code == 302
    assert "kan antwoorden tot en met" in text_of(me.get(path))

    home = text_of(other.get("/"))
    assert "Een andere gemeente biedt een overdracht aan" in home
    listed = text_of(other.get(reverse("transfer-list")))
    assert world.home.name in listed
    assert "Ik wil weer naar school" not in listed
    offer = offer_of(world.away.coordinator, now)
    page = text_of(other.get(offer_path(offer)))
    assert "Ik wil weer naar school" not in page
    assert "Coordinator Vlierdam, casusregisseur, 030-0123" in page
    assert send(other, offer_path(offer), offer_path(offer, "transfer-offer-open")).status_code == 302
    page = text_of(other.get(offer_path(offer)))
    assert "Ik wil weer naar school" in page
    assert "Kind 1" in page
    taken = send(
        other,
        offer_path(offer),
        offer_path(offer, "transfer-offer-accept"),
        title="Gezin Van Dijk",
        coordinator=str(world.away.coordinator.membership_id),
        person_1_kind="child",
        person_1_given_names="Noor",
        do="open",
    )
    assert taken.status_code == 302
    page = text_of(other.get(offer_path(offer)))
    assert "Naar de casus" in page
    assert "Zet het doel in het plan" in page

    assert "gaf antwoord" in text_of(me.get("/"))
    page = text_of(me.get(path))
    assert f"Coordinator {world.away.name}, casusregisseur in {world.away.name} neemt het over" in page
    assert send(me, path, reverse("transfer-note", args=[transfer])).status_code == 302
    assert "Kijk na vier weken of de hulp is doorgegaan" in text_of(me.get(reverse("protocol-run", args=[run])))


def test_bad_input_is_said_and_what_was_typed_stays(world: World, me: Client, other: Client, now: datetime) -> None:
    moving = laid_out(world, now=now)
    path, told = run_path(moving.run), reverse("transfer-tell", args=[moving.transfer])
    tomorrow = local_day(now) + timedelta(days=1)
    for typed, said in (
        ({"told_on": "gisteren", "told_how": "visit", "keep": ["0"]}, "Schrijf de datum zo"),
        ({"told_on": "01-01-2020", "told_how": "visit", "keep": ["0"]}, "Toen stond dit nog niet klaar"),
        ({"told_on": f"{tomorrow:%d-%m-%Y}", "told_how": "visit", "keep": ["0"]}, "Deze dag moet nog komen"),
        ({"told_how": "duif", "keep": ["0"]}, "staat niet in de lijst"),
        ({"told_how": "visit", "keep": ["99"]}, "niet in de lijst"),
        ({"told_how": "visit", "keep": []}, "Er gaat nu niets mee"),
    ):
        answer = send(me, path, told, **typed)
        assert answer.status_code == 422, typed
        assert said in text_of(answer), typed
    assert 'value="gisteren"' in send(me, path, told, told_on="gisteren", told_how="visit", keep=["0"]).content.decode()
    chosen = f"{path}?naar={key_of(world.home.coordinator, world.away.name, now)}"
    answer = send(me, chosen, chosen, keep=["person"])
    assert answer.status_code == 422
    tell(world, moving, now)
    talk(world, moving, now)
    send(me, path, reverse("transfer-send", args=[moving.transfer]))
    offer = offer_of(world.away.coordinator, now)
    send(other, offer_path(offer), offer_path(offer, "transfer-offer-open"))
    answer = send(other, offer_path(offer), offer_path(offer, "transfer-offer-refuse"), reason="")
    assert answer.status_code == 422
    answer = send(
        other,
        offer_path(offer),
        offer_path(offer, "transfer-offer-accept"),
        title="",
        coordinator="",
        person_1_given_names="Noor",
        do="open",
    )
    assert answer.status_code == 422
    assert 'value="Noor"' in answer.content.decode()
    more = send(
        other, offer_path(offer), offer_path(offer, "transfer-offer-accept"), person_1_given_names="Noor", do="more"
    )
    assert more.status_code == 200
    assert 'value="Noor"' in more.content.decode()


def test_an_old_page_sends_nothing_and_says_so(world: World, me: Client, now: datetime) -> None:
    moving = laid_out(world, now=now)
    tell(world, moving, now)
    talk(world, moving, now)
    path, action = run_path(moving.run), reverse("transfer-send", args=[moving.transfer])
    old = boxes(me.get(path), action)
    answer = me.post(action, old | {"version": "1"}, follow=True)
    assert "Iemand anders deed intussen iets met deze overdracht" in unescape(answer.content.decode())


def test_no_goes_back_with_its_reason(world: World, me: Client, other: Client, now: datetime) -> None:
    moving = offered(world, now=now)
    offer = offer_of(world.away.coordinator, now)
    send(other, offer_path(offer), offer_path(offer, "transfer-offer-open"))
    answer = send(
        other, offer_path(offer), offer_path(offer, "transfer-offer-refuse"), reason="Het gezin woont hier niet."
    )
    assert answer.status_code == 302
    page = text_of(me.get(run_path(moving.run)))
    assert "Het gezin woont hier niet." in page
    assert "Schrijf op in het stappenplan" in page


def test_what_was_offered_is_taken_back_on_the_screen(world: World, me: Client, now: datetime) -> None:
    moving = offered(world, now=now)
    path = run_path(moving.run)
    assert send(me, path, reverse("transfer-take-back", args=[moving.transfer])).status_code == 302
    assert "teruggetrokken" in text_of(me.get(path))


def test_the_new_coordinator_finds_what_came_along_on_the_case_and_puts_a_goal_in_the_plan(
    world: World, now: datetime
) -> None:
    offered(world, now=now)
    made = accept(world, now=now)
    assert made.case_id is not None
    viewer = world.away.coordinator2
    new = signed_in(viewer)
    page = new.get(reverse("case-page", args=[made.case_id]))
    assert "Meegekomen uit een andere gemeente" in text_of(page)
    with acting(viewer, now):
        given = DomainIn(LifeDomain.D03, "Noor wil weer naar school.")
        domain = open_domain(viewer, OpenLifeDomain(made.case_id, given), now=now)
        offer = TransferOffer.objects.get().pk
        person = Case.objects.get().persons.get(kind="child").pk
    path = reverse("transfer-offer-goal", args=[offer, 0])
    shown = new.get(path)
    assert "Ik wil weer naar school." in text_of(shown)
    answer = new.post(path, boxes(shown) | {"persons": [str(person)], "domain": str(domain)})
    assert answer.status_code == 302
    with acting(viewer, now):
        assert Goal.objects.get().family_words == "Ik wil weer naar school."
    assert new.get(reverse("transfer-offer-goal", args=[offer, 99])).status_code == 404


def test_a_pupil_goes_from_attendance_to_attendance(world: World, now: datetime) -> None:
    report = a_report(world, now)
    mine, theirs = signed_in(world.home.attendance), signed_in(world.away.attendance)
    assert "Draag over" in text_of(mine.get(reverse("absence-report", args=[report])))
    path = reverse("transfer-report", args=[report])
    page = text_of(mine.get(path, {"naar": key_of(world.home.attendance, world.away.name, now)}))
    assert "regel 30 (Leerplichtwet 16 en 19)" in page
    assert "Mee gaat alleen: soort, dagen en wat nog openstaat." in page
    report_offered(world, report, now)
    assert "kan antwoorden tot en met" in text_of(mine.get(path))
    with acting(world.away.attendance, now):
        offer = TransferOffer.objects.get().pk
    send(theirs, offer_path(offer), offer_path(offer, "transfer-offer-open"))
    assert "Noor de Wit" in text_of(theirs.get(offer_path(offer)))
    answer = send(theirs, offer_path(offer), offer_path(offer, "transfer-offer-accept-report"))
    assert answer.status_code == 302
    with acting(world.away.attendance, now):
        assert AbsenceReport.objects.count() == 1
    assert "neemt het over" in text_of(mine.get(path))
    with acting(world.home.attendance, now):
        transfer = Transfer.objects.get().pk
    assert "Schrijf op en sluit de melding" in text_of(mine.get(path))
    assert send(mine, path, reverse("transfer-note", args=[transfer])).status_code == 302
    with acting(world.home.attendance, now):
        assert AbsenceReport.objects.get().closing == "moved"
    text = text_of(mine.get(path))
    assert "of het daar doorging, uiterlijk" in text
    assert "Deze melding is gesloten" not in text
    assert send(mine, path, reverse("transfer-phoned", args=[transfer])).status_code == 302
    assert "Hier is niets meer te doen." in text_of(mine.get(path))


def test_the_last_steps_say_what_they_do_and_the_page_of_the_handover_says_that_it_is_over(
    world: World, me: Client, now: datetime
) -> None:
    moving = offered(world, now=now)
    accept(world, now=now)
    press(world.home.coordinator, "note_answer", moving.transfer, now)
    step(world, moving, "checked_after_four_weeks", now)
    run, page = reverse("protocol-run", args=[moving.run]), reverse("transfer-case", args=[moving.run])
    assert "Zet de laatste twee stappen." in text_of(me.get(page))
    for code, said in (
        ("old_file_shrunk", "ziet niemand van buiten de casus nog"),
        ("closed_handed_over", "Dan sluit deze stap ook de casus."),
    ):
        here = f"{run}?stap={code}"
        assert said in text_of(me.get(here))
        assert send(me, here, here).status_code == 302
    with acting(world.home.coordinator, now):
        assert Case.objects.get(pk=moving.full.case_id).closing_reason == "moved"
    text = text_of(me.get(page))
    assert "Hier is niets meer te doen." in text
    assert "Zet de laatste twee stappen." not in text


def test_keys_are_exchanged_on_the_screen_and_a_file_goes_and_comes_back(
    world: World, me: Client, other: Client, now: datetime
) -> None:
    ours, theirs = signed_in(world.home.admin), signed_in(world.away.admin)
    path = reverse("admin-exchange")
    for client in (ours, theirs):
        assert send(client, path, reverse("admin-exchange-make")).status_code == 302
    keys = {}
    for client, place in ((ours, world.home), (theirs, world.away)):
        with acting(place.coordinator, now):
            own = own_keys()
            assert own is not None
            keys[place.name] = own.public
        assert own.public.fingerprint in text_of(client.get(path))
    bad = send(ours, path, path, name="Elders", phone="0300 111", public_key="abc")
    assert bad.status_code == 422
    assert "Dit is geen hele sleutel" in text_of(bad)
    for client, place, far in ((ours, world.home, world.away), (theirs, world.away, world.home)):
        key = keys[far.name]
        assert (
            send(client, path, path, name=f"{far.name} ver", phone="0300 111", public_key=key.text).status_code == 302
        )
        assert "Een ander dan wie de sleutel invoerde" in text_of(client.get(path))
        second = signed_in(second_admin(place))
        with acting(place.admin, now):
            confirm = reverse("admin-exchange-confirm", args=[ExchangePeer.objects.get().pk])
        wrong = send(second, path, confirm, fingerprint="12345")
        assert wrong.status_code == 422
        assert "Deze cijfers horen niet bij deze sleutel" in text_of(wrong)
        assert send(second, path, confirm, fingerprint=key.fingerprint).status_code == 302
    moving = laid_out(world, now=now, to=f"{world.away.name} ver")
    tell(world, moving, now)
    talk(world, moving, now)
    run = run_path(moving.run)
    assert send(me, run, reverse("transfer-send", args=[moving.transfer])).status_code == 302
    assert "Haal het bestand op" in text_of(me.get(run))
    file = me.get(reverse("transfer-file", args=[moving.transfer]))
    assert "attachment" in file["Content-Disposition"]
    bring = reverse("transfer-bring")
    nothing = other.post(bring, boxes(other.get(bring)) | {"file": SimpleUploadedFile("x.sluitend", b"niets")})
    assert nothing.status_code == 422
    assert "Dit bestand kan niet worden geopend" in text_of(nothing)
    taken = other.post(bring, boxes(other.get(bring)) | {"file": SimpleUploadedFile("x.sluitend", file.content)})
    offer = offer_of(world.away.coordinator, now)
    assert taken["Location"] == offer_path(offer)
    send(other, offer_path(offer), offer_path(offer, "transfer-offer-open"))
    send(other, offer_path(offer), offer_path(offer, "transfer-offer-refuse"), reason="Het gezin woont hier niet.")
    assert "Haal het antwoord op" in text_of(other.get(offer_path(offer)))
    back = other.get(offer_path(offer, "transfer-offer-receipt"))
    receipt = reverse("transfer-receipt", args=[moving.transfer])
    done = me.post(receipt, boxes(me.get(receipt)) | {"file": SimpleUploadedFile("x.sluitend", back.content)})
    assert done["Location"] == run
    assert "Het gezin woont hier niet." in text_of(me.get(run))


def test_what_is_not_theirs_is_the_same_nothing(world: World, me: Client, other: Client, now: datetime) -> None:
    moving = offered(world, now=now)
    offer = offer_of(world.away.coordinator, now)
    for client, paths in (
        (other, [run_path(moving.run), reverse("transfer-tell", args=[moving.transfer])]),
        (me, [offer_path(offer), offer_path(offer, "transfer-offer-open")]),
        (signed_in(world.away.attendance), [offer_path(offer), run_path(moving.run)]),
        (signed_in(world.home.member), [reverse("transfer-list")]),
    ):
        for path in paths:
            method = client.post if path.endswith(("verteld/", "openen/")) else client.get
            assert method(path).status_code == 404, path
    assert other.get(run_path(uuid.uuid4())).status_code == 404


def test_today_is_what_the_form_begins_with(world: World, me: Client, now: datetime) -> None:
    moving = laid_out(world, now=now)
    page = me.get(run_path(moving.run)).content.decode()
    assert f'value="{local_day(now):%d-%m-%Y}"' in page
