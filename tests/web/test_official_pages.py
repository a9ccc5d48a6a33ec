"""The pages of the official report: its officer's alone, an item refused by name, and yes or no for everybody else."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from sluitend.content.official_report import official_items
from sluitend.domain.clock import local_day
from sluitend.records.models import OfficialReport
from tests.browsing import signed_in
from tests.web.test_absence_pages import loaded
from tests.world import World, acting

TOMORROW = (local_day(timezone.now()) + timedelta(days=1)).strftime("%d-%m-%Y")
TRIED = "Twee gesprekken, hulp van het lokale team en Halt."


def today() -> str:
    return local_day(timezone.now()).strftime("%d-%m-%Y")


def sent(**fields: str) -> dict[str, str]:
    return {"form_key": str(uuid.uuid4()), "on": today(), **fields}


def version(world: World) -> str:
    with acting(world.home.boa, timezone.now()):
        return str(OfficialReport.objects.values_list("version", flat=True).get())


def begun(world: World) -> tuple[str, object]:
    report, browser = loaded(world), signed_in(world.home.boa)
    home = f"/verzuim/{report}/proces-verbaal/"
    assert browser.post(f"{home}beginnen/", sent(tried=TRIED)).status_code == 302
    return home, browser


def test_it_is_begun_answered_and_signed_and_the_page_names_what_is_open(world: World) -> None:
    home, browser = begun(world)
    page = browser.get(home).content.decode()  # type: ignore[attr-defined]
    assert "12 punten zijn nog open" in page
    assert "Leerplichtwet 22 en 26" in page
    assert "Een advocaat kan helpen." in page
    assert TRIED in page
    heard = sent(heard="two_invitations", version=version(world))
    assert browser.post(f"{home}stap/heard/", heard).status_code == 302  # type: ignore[attr-defined]
    for one in official_items()[:-1]:
        answer = {"words": "Staat erin.", "version": version(world)} | ({"on": today()} if one.dated else {})
        said = {"form_key": str(uuid.uuid4()), **answer}
        assert browser.post(f"{home}lijst/{one.code}/", said).status_code == 302  # type: ignore[attr-defined]
    refused = browser.post(f"{home}stap/signed/", sent(version=version(world)))  # type: ignore[attr-defined]
    assert refused.status_code == 422
    assert "Nog open op de lijst: Nagekeken door een jurist" in refused.content.decode()


@pytest.mark.parametrize(
    ("where", "fields", "says"),
    [
        ("lijst/culpability/", {"words": " "}, "Vul "),
        ("lijst/statement/", {"words": "Moeder verklaarde.", "on": "morgen"}, "datum"),
        ("lijst/culpability/", {"words": "Een islamitisch gezin."}, "islamitisch"),
        ("stap/heard/", {"on": TOMORROW, "heard": "statement"}, "moet nog komen"),
        ("stap/heard/", {"heard": ""}, "Kies"),
        ("stap/stopped/", {"words": ""}, "Vul "),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_keeps_what_was_typed(
    world: World, where: str, fields: dict[str, str], says: str
) -> None:
    home, browser = begun(world)
    on = {} if where == "lijst/culpability/" else {"on": today()}
    given = {"form_key": str(uuid.uuid4()), "version": version(world), **on, **fields}
    answer = browser.post(home + where, given)  # type: ignore[attr-defined]
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert fields.get("words", "").strip() in page


def test_a_step_that_cannot_follow_and_an_item_that_is_not_there_are_not_found(world: World) -> None:
    home, browser = begun(world)
    for where in ("stap/final/", "stap/iets/", "lijst/iets/"):
        assert browser.get(home + where).status_code == 404  # type: ignore[attr-defined]
        assert browser.post(home + where, sent(version="1")).status_code == 404  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "who", ["attendance", "boa2", "intake", "coordinator", "teacher", "manager", "privacy", "admin"]
)
def test_nobody_else_can_tell_one_from_none(world: World, who: str) -> None:
    home, _ = begun(world)
    browser = signed_in(world.home.people[who])
    for where in ("", "stap/heard/", "lijst/culpability/"):
        assert browser.get(home + where).status_code == 404
        if where:
            assert browser.post(home + where, sent(version="1")).status_code == 404


def test_the_neighbour_finds_nothing(world: World) -> None:
    home, _ = begun(world)
    browser = signed_in(world.away.boa)
    for where in ("", "beginnen/", "overnemen/", "stap/heard/"):
        assert browser.get(home + where).status_code == 404
    assert "Noor" not in browser.get("/verzuim/processen-verbaal/").content.decode()


def test_the_report_says_yes_or_no_to_the_plain_officer_and_nothing_to_do(world: World) -> None:
    home, _ = begun(world)
    report = home.removesuffix("proces-verbaal/")
    plain = signed_in(world.home.attendance).get(report).content.decode()
    assert "De strafrechtelijke route loopt: ja." in plain
    assert "proces-verbaal/" not in plain
    assert TRIED not in plain
    colleague = signed_in(world.home.boa2).get(report).content.decode()
    assert "Een collega maakt het proces-verbaal op." in colleague
    assert TRIED not in colleague


def test_a_colleague_takes_it_over(world: World) -> None:
    home, first = begun(world)
    browser = signed_in(world.home.boa2)
    reason = {"form_key": str(uuid.uuid4()), "words": "De collega is ziek."}
    assert browser.post(f"{home}overnemen/", reason).status_code == 302
    assert "De collega is ziek." in browser.get(home).content.decode()
    assert first.get(home).status_code == 404  # type: ignore[attr-defined]


def test_the_list_shows_sessions_by_day_and_costs_the_same_for_more(world: World) -> None:
    home, browser = begun(world)
    for to, more in (("heard", {"heard": "statement"}),):
        assert browser.post(f"{home}stap/{to}/", sent(version=version(world), **more)).status_code == 302  # type: ignore[attr-defined]
    page = browser.get("/verzuim/processen-verbaal/").content.decode()  # type: ignore[attr-defined]
    assert "Noor de Wit" in page
    assert "gehoord" in page
    assert "Er is geen zitting gepland" in page


def test_an_administrator_says_which_system_leads_and_then_only_dates_are_asked(world: World) -> None:
    admin = signed_in(world.home.admin)
    chosen = {"form_key": str(uuid.uuid4()), "version": "1", "absence": "here", "official": "elsewhere"}
    assert admin.post("/inrichting/leerplicht/", chosen).status_code == 302
    assert admin.post("/inrichting/leerplicht/", chosen).status_code == 422  # somebody was first
    report, browser = loaded(world), signed_in(world.home.boa)
    home = f"/verzuim/{report}/proces-verbaal/"
    assert 'name="tried"' not in browser.get(f"{home}beginnen/").content.decode()
    assert browser.post(f"{home}beginnen/", sent()).status_code == 302
    page = browser.get(home).content.decode()
    assert "Alleen de datums staan hier" in page
    assert 'name="heard"' not in browser.get(f"{home}stap/heard/").content.decode()
    assert signed_in(world.home.boa).get("/inrichting/leerplicht/").status_code == 404


@pytest.mark.parametrize(
    ("who", "where", "schools"),
    [
        ("attendance", "/verzuim/cijfers/", True),
        ("boa", "/verzuim/cijfers/", True),
        ("manager", "/verslag/leerplicht/", False),
    ],
)
def test_the_figures_show_points_and_no_name(world: World, who: str, where: str, schools: bool) -> None:
    begun(world)
    page = signed_in(world.home.people[who]).get(where).content.decode()
    assert "Wat waar wacht" in page
    assert ("Hoe snel scholen melden" in page) is schools
    assert "Noor" not in page
    assert ">.</td>" in page


@pytest.mark.parametrize("who", ["intake", "coordinator", "teacher", "privacy", "admin"])
def test_nobody_else_sees_the_figures(world: World, who: str) -> None:
    browser = signed_in(world.home.people[who])
    assert browser.get("/verzuim/cijfers/").status_code == 404
    assert browser.get("/verslag/leerplicht/").status_code == 404
