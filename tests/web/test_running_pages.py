"""The pages of what ran before: entered by one, confirmed by its coordinator, what was late in one start list."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from sluitend.domain.clock import local_day
from sluitend.domain.running import HEADER
from sluitend.records.models import Case, Message, RunningMatter
from sluitend.services import running as services
from tests.browsing import signed_in
from tests.forms import boxes
from tests.services.test_running import matter
from tests.services.test_running_files import ROW, csv_file
from tests.world import Place, World, acting


def entered(place: Place, **changed: Any) -> UUID:
    now = timezone.now()
    with acting(place.intake, now):
        return services.enter(place.intake, matter(place, **changed), now=now)


def form(place: Place, **other: str) -> dict[str, str]:
    return {
        "form_key": str(uuid.uuid4()),
        "reference": "Z-2025-17",
        "stands": "plan_terms:evaluation",
        "started_on": "03-03-2025",
        "since": "06-10-2025",
        "coordinator": str(place.coordinator.membership_id),
        "given_names": "Noor",
        "prefix": "de",
        "surname": "Wit",
        "birth_date": "06-05-2014",
        "bsn": "",
    } | other


def test_a_matter_is_entered_confirmed_and_what_was_late_stands_in_the_start_list(world: World) -> None:
    place = world.home
    intake, coordinator = signed_in(place.intake), signed_in(place.coordinator)
    answer = intake.post("/lopende-zaken/nieuw/", form(place))
    assert answer.status_code == 302, answer.content.decode()
    shown = intake.get("/lopende-zaken/").content.decode()
    assert "Z-2025-17" in shown
    assert "wacht tot" in shown
    listed = coordinator.get("/lopende-zaken/").content.decode()
    assert "Noor de Wit" in listed
    with acting(place.coordinator, timezone.now()):
        address = f"/lopende-zaken/{RunningMatter.objects.get().pk}/"
    page = coordinator.get(address)
    assert boxes(page, f"{address}bevestigen/")["title"] == "Gezin De Wit"
    for words in ("3 maart 2025", "sinds 6 oktober 2025", "Van wat al te laat is, krijgt niemand een bericht"):
        assert words in page.content.decode()
    done = coordinator.post(f"{address}bevestigen/", boxes(page, f"{address}bevestigen/"))
    assert done.status_code == 302, done.content.decode()
    case = coordinator.get(done["Location"]).content.decode()
    assert "Gezin De Wit" in case
    start = coordinator.get("/lopende-zaken/startlijst/").content.decode()
    for words in ("Gezin De Wit", "Termijnen van het plan", "dagen te laat"):
        assert words in start, words
    history = coordinator.get(start.split('href="/protocollen/', 1)[1].split('"')[0].join(("/protocollen/", "")))
    assert "Liep al, en kwam er zo in" in history.content.decode()
    assert "bevestigd" in intake.get("/lopende-zaken/").content.decode()
    with acting(place.coordinator, timezone.now()):
        assert not Message.objects.exists()
        assert Case.objects.count() == 1


def test_a_coordinator_says_no_in_one_choice(world: World) -> None:
    place = world.home
    address = f"/lopende-zaken/{entered(place)}/"
    browser = signed_in(place.coordinator)
    wrong = browser.post(f"{address}niet/", {"form_key": str(uuid.uuid4())})
    assert wrong.status_code == 422
    answer = browser.post(f"{address}niet/", {"form_key": str(uuid.uuid4()), "answer": "not_mine"})
    assert answer.status_code == 302
    shown = signed_in(place.intake).get("/lopende-zaken/").content.decode()
    assert "niet van mij" in shown
    assert "Noor" not in shown
    assert browser.get(address).status_code == 404


def test_a_team_lead_sees_how_many_per_person_and_no_name_of_a_family(world: World) -> None:
    place = world.home
    made = entered(place)
    now = timezone.now()
    with acting(place.coordinator, now):
        services.confirm(place.coordinator, services.Confirm(made, uuid.uuid4(), "Gezin De Wit"), now=now)
    shown = signed_in(place.lead).get("/lopende-zaken/startlijst/").content.decode()
    assert place.coordinator.name in shown
    assert "Wit" not in shown.replace(place.coordinator.name, "")
    team = signed_in(place.lead).get("/team/").content.decode()
    assert "/lopende-zaken/startlijst/" in team


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reference": "gezin de Wit"}, "Een kenmerk heeft alleen letters"),
        ({"reference": ""}, "Dit is nog leeg. Vul het in."),
        ({"stands": ""}, "Kies een antwoord."),
        ({"stands": "plan_terms:nothing"}, "Dit antwoord staat niet in de lijst."),
        ({"started_on": "31-02-2025"}, "Dit is geen datum die wij kunnen lezen."),
        ({"started_on": "01-01-2001"}, "Het begin ligt tussen"),
        ({"since": "01-03-2025"}, "niet eerder aan de beurt"),
        ({"given_names": "", "surname": ""}, "naam"),
        ({"bsn": "123"}, "Een BSN heeft"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_what_was_typed_stays(
    world: World, sent: dict[str, str], said: str
) -> None:
    answer = signed_in(world.home.intake).post("/lopende-zaken/nieuw/", form(world.home, **sent))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="de"' in page
    with acting(world.home.intake, timezone.now()):
        assert not RunningMatter.objects.exists()


def test_a_file_is_handed_in_worked_off_and_its_bad_row_is_shown(world: World) -> None:
    place = world.home
    browser = signed_in(place.intake)
    page = browser.get("/lopende-zaken/inlezen/").content.decode()
    assert ";".join(HEADER) in page
    assert 'href="/lopende-zaken/inlezen/stappen/"' in page
    steps = browser.get("/lopende-zaken/inlezen/stappen/").content.decode()
    assert "protection_chain" in steps
    assert "forced_marriage" not in steps
    file = csv_file(ROW, ROW | {"kenmerk": "Z-18", "stap": "iets"})
    file.name = "zaken.csv"
    answer = browser.post("/lopende-zaken/inlezen/", {"form_key": str(uuid.uuid4()), "file": file})
    assert answer.status_code == 302, answer.content.decode()
    now = timezone.now()
    with acting(place.intake, now):
        (waiting,) = services.waiting_imports(place.intake)
    with acting(place.intake, now):
        services.load_next_piece(place.intake, waiting, now=now)
    shown = browser.get(answer["Location"]).content.decode()
    assert "Deze stap staat niet in dit protocol." in shown
    assert "Noor" not in shown
    assert "Z-17" in browser.get("/lopende-zaken/").content.decode()
    for viewer in (place.coordinator, place.attendance, place.protocol, world.away.intake):
        other = signed_in(viewer)
        assert other.get(answer["Location"]).status_code == 404
        if viewer is not world.away.intake:
            assert other.get("/lopende-zaken/inlezen/").status_code == 404
            assert other.get("/lopende-zaken/inlezen/stappen/").status_code == 404


def test_only_a_named_reader_is_offered_heightened_safety(world: World) -> None:
    place = world.home
    intake, named = signed_in(place.intake), signed_in(place.protocol)
    assert 'name="heightened"' not in intake.get("/lopende-zaken/nieuw/").content.decode()
    assert intake.post("/lopende-zaken/nieuw/", form(place, heightened="on")).status_code == 400
    page = named.get("/lopende-zaken/nieuw/").content.decode()
    assert 'name="heightened"' in page
    assert "U voert alleen zaken met verhoogde veiligheid in." in page
    day = local_day(timezone.now()).strftime("%d-%m-%Y")
    sent = form(place, heightened="on", stands="forced_marriage:monitored", since=day)
    assert named.post("/lopende-zaken/nieuw/", sent).status_code == 302
    shown = signed_in(place.coordinator).get("/lopende-zaken/").content.decode()
    assert "Noor de Wit" in shown
    assert "Noor" not in intake.get("/lopende-zaken/").content.decode()


def test_nobody_else_finds_these_pages(world: World) -> None:
    place = world.home
    address = f"/lopende-zaken/{entered(place)}/"
    for viewer in (place.admin, place.member, place.teacher, place.manager, place.attendance):
        browser = signed_in(viewer)
        for page in ("/lopende-zaken/", "/lopende-zaken/nieuw/", "/lopende-zaken/startlijst/", address):
            assert browser.get(page).status_code == 404, (viewer.function, page)
    for viewer in (place.intake, place.coordinator2, world.away.coordinator):
        browser = signed_in(viewer)
        assert browser.get(address).status_code == 404
        assert browser.post(f"{address}bevestigen/", {"form_key": str(uuid.uuid4()), "title": "x"}).status_code == 404
        assert browser.post(f"{address}niet/", {"form_key": str(uuid.uuid4()), "answer": "wrong"}).status_code == 404
