"""The pages of the two ladders: anyone in a case enters the safety ladder; decisions are asked and answered without names."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from sluitend.domain.clock import local_day
from sluitend.domain.mandate import Rung
from sluitend.records.models import Case, Mandate, ProtocolRun, RunEvent
from tests.browsing import signed_in
from tests.services.test_decisions import at_rung, mandate, put
from tests.services.test_ladders import seat
from tests.services.test_safety import write
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
    for page in (f"/casussen/{made.case_id}/", f"/casussen/{made.case_id}/protocollen/"):
        assert here in browser.get(page).content.decode()
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


def test_the_process_director_is_offered_no_paper_that_is_not_theirs_to_read(world: World, now: datetime) -> None:
    case, _run = at_rung(world)
    seat(world, case, world.home.director, now)
    write(world.home.coordinator, case)
    for viewer, papers in ((world.home.director, False), (world.home.coordinator, True)):
        browser = signed_in(viewer)
        for here in (f"/casussen/{case}/plan/", f"/casussen/{case}/veiligheidsplan/"):
            shown = browser.get(here)
            assert shown.status_code == 200
            assert ("/afdruk/" in shown.content.decode()) is papers, here
            assert ("Op papier" in shown.content.decode()) is papers, here


def a_question(world: World, now: datetime, rung: Rung = Rung.A4) -> tuple[UUID, UUID]:
    """Give a case and a question to the alderman about it."""
    case, run = at_rung(world, rung)
    given = mandate(world, rung, world.home.alderman, now=now)
    return case, put(world.home.coordinator, run, given, rung, now=now)


def test_the_administrator_keeps_the_register_of_mandates(world: World, now: datetime) -> None:
    browser, here = signed_in(world.home.admin), "/inrichting/mandaten/"
    assert here in browser.get("/inrichting/").content.decode()
    page = browser.get(here).content.decode()
    assert "Er staat nog niemand in het register" in page
    assert "geeft de wet niemand doorzettingsmacht" in page
    given = {
        "form_key": str(uuid.uuid4()),
        "rung": "a4_alderman_or_burgemeester",
        "member": str(world.home.alderman.membership_id),
        "powers": ["political"],
        "words": "Beslist over wachttijd.",
        "basis": "Convenant 2026, artikel 7",
        "since": f"{local_day(now):%d-%m-%Y}",
        "until": "",
    }
    refused = browser.post(here, given)
    assert refused.status_code == 422
    assert 'value="Beslist over wachttijd."' in refused.content.decode()
    far = local_day(now) + timedelta(days=200)
    assert browser.post(here, {**given, "until": f"{far:%d-%m-%Y}"}).status_code == 302
    page = browser.get(here).content.decode()
    assert "Een afspraak tussen partners, geen bevoegdheid uit de wet" in page
    assert "zonder macht over het oordeel van de professional" in page
    with acting(world.home.admin, now):
        pk = Mandate.objects.get().pk
    assert browser.post(f"{here}{pk}/beeindigen/", {"form_key": str(uuid.uuid4())}).status_code == 302
    assert "Beëindig nu" not in browser.get(here).content.decode()
    for outsider in (world.home.coordinator, world.home.alderman, world.home.lead):
        assert signed_in(outsider).get(here).status_code == 404


def test_a_decider_finds_what_waits_on_the_first_page_and_sees_nothing_of_the_family(
    world: World, now: datetime
) -> None:
    case, question = a_question(world, now)
    browser = signed_in(world.home.alderman)
    home = browser.get("/").content.decode()
    assert f"/besluiten/{question}/" in home
    pages = [home, browser.get("/besluiten/").content.decode(), browser.get(f"/besluiten/{question}/").content.decode()]
    with acting(world.home.coordinator, now):
        number = Case.objects.get(pk=case).number
        run = ProtocolRun.objects.get(case_id=case).pk
    for page in pages:
        assert "Geef dit kind voorrang." in page
        for word in ("Noor", "Dijk", "Anja", "Bram", "Vos", number, str(case), str(run)):
            assert word not in page
    assert "De aanbieder heeft een wachtlijst." in pages[2]
    assert "Ja. De jurist keek het na." in pages[2]
    assert "Convenant jeugd 2026, artikel 7." in pages[2]
    for nowhere in (f"/casussen/{case}/", f"/protocollen/{run}/", "/casussen/"):
        assert browser.get(nowhere).status_code in {404, 200}
        assert "Noor" not in browser.get(nowhere).content.decode()


def test_a_decider_answers_on_the_page_and_what_was_typed_stays(world: World, now: datetime) -> None:
    _, question = a_question(world, now)
    browser, here = signed_in(world.home.alderman), f"/besluiten/{question}/"
    half = {"form_key": str(uuid.uuid4()), "answer": "", "words": "Dit kind gaat voor."}
    refused = browser.post(here, half)
    assert refused.status_code == 422
    assert "Dit kind gaat voor." in refused.content.decode()
    assert browser.post(here, {**half, "answer": "decided"}).status_code == 302
    assert "Dit kind gaat voor." in browser.get(here).content.decode()
    assert browser.post(here, {**half, "form_key": str(uuid.uuid4()), "answer": "returned"}).status_code == 404
    for outsider in (world.home.mayor, world.home.coordinator, world.home.director, world.away.alderman):
        assert signed_in(outsider).get(here).status_code == 404


def test_a_decision_is_asked_from_the_page_of_the_run(world: World, now: datetime) -> None:
    _, run = at_rung(world)
    given, browser = mandate(world, Rung.A2, world.home.director, now=now), signed_in(world.home.coordinator)
    here = f"/protocollen/{run}/besluit/a2_process_director/"
    assert here in browser.get(f"/protocollen/{run}/").content.decode()
    page = browser.get(here).content.decode()
    assert "Opgeschreven." in page  # what the step before said, to begin from
    assert "Director Vlierdam, procesregisseur" in page
    with acting(world.home.coordinator, now):
        version = ProtocolRun.objects.get(pk=run).version
    sent = {
        "form_key": str(uuid.uuid4()), "version": version, "mandate": str(given), "tried": "Drie keer gebeld.",
        "blocks": "De wachtlijst.", "asked": "Geef Noor voorrang.", "legal": "Ja.", "identity": "",
    }  # fmt: skip
    refused = browser.post(here, sent)
    assert refused.status_code == 422
    assert "een naam uit de casus" in refused.content.decode()
    assert browser.post(here, {**sent, "asked": "Geef het kind voorrang."}).status_code == 302
    assert "Zonder antwoord is er niets beslist" in browser.get(f"/protocollen/{run}/").content.decode()
    for outsider in (world.home.alderman, world.home.director, world.away.coordinator):
        assert signed_in(outsider).get(here).status_code == 404
    assert browser.get(f"/protocollen/{run}/besluit/a1_meeting/").status_code == 404


def test_the_board_is_found_in_the_menu_and_names_only_own_cases(world: World, now: datetime) -> None:
    case, _ = a_question(world, now)
    mine = signed_in(world.home.coordinator).get("/opschaling/").content.decode()
    assert "Gezin Van Dijk" in mine
    assert "Geef dit kind voorrang." in mine
    assert "/opschaling/" in signed_in(world.home.lead).get("/").content.decode()
    other = signed_in(world.home.lead).get("/opschaling/").content.decode()
    assert "zonder naam" in other
    assert "Geef dit kind voorrang." in other
    for word in ("Noor", "Dijk", str(case), "/protocollen/"):
        assert word not in other
    for nobody in (world.home.alderman, world.home.admin, world.home.teacher):
        assert signed_in(nobody).get("/opschaling/").status_code == 404
