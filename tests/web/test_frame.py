"""The frame of every page: the menu of each role, who is looking, the languages, and nothing inline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory

import sluitend.web
from sluitend.domain.vocabulary import Role
from sluitend.web import context
from sluitend.web.labels import label, listed, roles_in_words, sentence
from sluitend.web.navigation import NavItem, nav_for
from tests.web.conftest import NOW, viewer

WEB = Path(sluitend.web.__file__).parent
OWN_TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


@pytest.mark.parametrize(
    ("role", "lines"),
    [
        (Role.INTAKE, "home signal-new signal-inbox person-search transfer-list running-list"),
        (Role.SECOND_READER, "home signal-new signal-inbox"),
        (
            Role.COORDINATOR,
            "home signal-new signal-inbox case-list person-search ladder-board transfer-list running-list",
        ),
        (Role.TEAM_MEMBER, "home signal-new case-list action-list ladder-board"),
        (Role.TEAM_LEAD, "home signal-new ladder-board decision-list team-load"),
        (Role.PROCESS_DIRECTOR, "home signal-new case-list ladder-board decision-list own-protocol-list"),
        (Role.ATTENDANCE, "home signal-new absence-inbox departure-inbox transfer-list"),
        (Role.CODE_OFFICER, "home signal-new signal-inbox ladder-board"),
        (Role.PROTOCOL_COORDINATOR, "home signal-new signal-inbox case-list person-search ladder-board"),
        (Role.PARTNER, "home signal-new action-list"),
        (Role.PROGRAMME_MANAGER, "home decision-list report-index"),
        (Role.ALDERMAN, "home decision-list"),
        (Role.MAYOR, "home decision-list"),
        (Role.PRIVACY_OFFICER, "home destruction-list log-index"),
        (Role.DPO, "home destruction-list log-index"),
        (Role.ADMIN, "home destruction-list own-protocol-list admin-index"),
    ],
)
def test_each_role_has_its_own_menu(role: Role, lines: str) -> None:
    assert [item.url_name for item in nav_for(viewer(role))] == lines.split()


def test_every_role_has_a_menu_and_someone_without_a_role_has_none() -> None:
    assert all(nav_for(viewer(role)) for role in Role)
    assert nav_for(viewer()) == ()


def test_a_programme_manager_has_no_way_to_people() -> None:
    """The programme manager sees numbers only, never a name, by any route."""
    assert not {"signal-inbox", "case-list", "action-list"} & {
        item.url_name for item in nav_for(viewer(Role.PROGRAMME_MANAGER))
    }


def test_roles_are_said_in_words() -> None:
    assert roles_in_words(viewer(Role.COORDINATOR, Role.TEAM_LEAD)) == "Casusregisseur en teamleider"
    assert listed(["a", "b", "c"]) == "a, b en c"
    with pytest.raises(TypeError):
        label("coordinator")  # type: ignore[arg-type]


def test_a_page_shows_the_menu_who_looks_and_where(client: Client, pages_without_database: Any) -> None:
    page = client.get("/stijl/casus/").content.decode()
    assert re.findall(r'<a class="menu__link" href="([^"]+)" aria-current="page">', page) == ["/casussen/"]
    assert "Fatima de Boer" in page
    assert "Gemeente Voorbeeldstad" in page
    assert "088-1234567" in page
    assert "Alleen verzonnen personen" in page
    assert 'href="#inhoud"' in page
    assert 'id="inhoud"' in page
    assert '<html lang="nl"' in page


def test_a_menu_line_without_a_page_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (NavItem("no-such-page", "Nergens", "home", ()), NavItem("help", "Hulp", "info", ()))
    monkeypatch.setattr(context, "nav_for", lambda _: lines)
    drawn = context.menu(RequestFactory().get("/"), viewer(Role.ADMIN))
    assert [(line.text, line.href) for line in drawn] == [("Hulp", "/hulp/")]


def test_a_query_may_count_what_waits(
    client: Client, pages_without_database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def two(who: Any, now: Any) -> int:
        asked.append((who.name, now))
        return 2

    monkeypatch.setitem(context.COUNTS, "signal-inbox", two)
    assert "(2 open)" in client.get("/hulp/").content.decode()
    assert asked == [("Fatima de Boer", NOW)]


@pytest.mark.parametrize("path", ["/stijl/", "/stijl/casus/", "/hulp/"])
def test_no_page_has_inline_script_or_style(client: Client, pages_without_database: Any, path: str) -> None:
    page = client.get(path).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert all(re.search(r"\ssrc=", tag) for tag in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize("template", OWN_TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_no_template_has_inline_script_or_style(template: Path) -> None:
    text = template.read_text()
    assert not re.search(
        r"<style|\sstyle=|\son(click|change|submit|load|input)=|hx-on|javascript:|\|safe|autoescape off", text
    )
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    """A municipality replaces one file of tokens; nothing else names a colour."""
    rules = (WEB / "static/app.css").read_text()
    assert not re.findall(
        r"#[0-9a-fA-F]{3,8}\b(?!-)|\bhsl|\brgb\((?!0 0 0 /)", rules
    )  # a shadow is black with some air
    used = set(re.findall(r"var\((--basis-[a-z0-9-]+)", rules))
    known = set(
        re.findall(
            r"(--basis-[a-z0-9-]+):",
            (WEB / "static/theme.css").read_text() + (WEB / "static/vendor/theme.css").read_text(),
        )
    )
    assert used <= known


def test_a_municipality_replaces_the_house_style_by_its_own_file(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "theme.css").write_text(".sluitend-theme { --basis-focus-color: black; }")
    settings.STATICFILES_DIRS = [str(tmp_path)]
    finders.get_finder.cache_clear()
    try:
        assert finders.find("theme.css") == str(tmp_path / "theme.css")
        assert str(finders.find("app.css")).endswith("web/static/app.css")
    finally:
        finders.get_finder.cache_clear()


def test_who_works_for_two_municipalities_can_go_to_the_other(client: Client, pages_without_database: Any) -> None:
    request = RequestFactory().get("/")
    assert context.frame(request)["switch_place"] == ""
    request.places = 2  # type: ignore[attr-defined]
    assert context.frame(request)["switch_place"] == "/wissel/"


def test_every_refusal_sentence_may_hold_places() -> None:
    from sluitend.domain.outcome import Refusal

    assert sentence(Refusal("a.b", "100% zeker")) == "100% zeker"
    assert sentence(Refusal("a.b", "Na %(day)s.", params={"day": "1 mei"})) == "Na 1 mei."


def test_a_form_page_tells_honestly_how_it_went(client: Client, pages_without_database: Any) -> None:
    assert client.get("/stijl/").status_code == 200
    assert client.post("/stijl/", {"seen": "x"}).status_code == 422
    right = {
        "form_key": "4b2b9a52-0f3c-4a43-8f2d-5b8f1b3d8b11", "version": "3", "danger": "nee", "seen": "Noor was er niet.",
        "on": "24-11-2026", "track": "integral", "read": "on",
    }  # fmt: skip
    response = client.post("/stijl/", right)
    assert response.status_code == 409
    assert "Intussen opgeslagen tekst" in response.content.decode()
