"""Every address there is: nobody without a session, and nobody without the role, sees that it exists (T-AUTH, T-MATRIX-4)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sluitend.config.middleware import OPEN, SETTING_UP
from tests.browsing import signed_in
from tests.world import World

DUMMY = {"uuid": lambda: str(uuid.uuid4()), "int": lambda: "1", "slug": lambda: "abc", "str": lambda: "abc"}

# Pages of one's own, and of signing in: everybody who is in has them.
EVERYBODY = (OPEN | SETTING_UP) | {
    "home",
    "my-account",
    "my-family",
    "place-list",
    "message-list",
    "message-read-all",
    "message-settings",
    "message-calendar-make",
    "message-calendar-end",
    "mfa_deactivate_totp",
}
REPORTS = {"report-index", "report-period", "report-make", "report-pdf", "report-attendance"}
NAMELESS = {"decision-list"}
"""What is asked of a named decider, the programme manager at A5 among them: never with a name."""

# Rooms with one kind of reader: first words of the url names, and the roles of tests/world.py that open them.
ROOMS = {
    "admin-": {"admin"},
    "team-": {"lead"},
    "log-": {"privacy"},
    "report-": {"manager"},
}


def addresses(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[tuple[str, str]]:
    """Give every url name with an address for it, its variable parts filled with something that does not exist."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield pattern.name or "", "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: DUMMY[m[1] or "str"](), route)


ALL = sorted(addresses())
CLOSED = [(name, address) for name, address in ALL if name not in OPEN]


def shown(client: Client, address: str, method: str = "get") -> str:
    """Give a page without what differs at every request: reference and token."""
    answer = getattr(client, method)(address, headers={"Sec-Fetch-Site": "same-origin"})
    page = answer.content.decode(errors="replace")
    page = re.sub(r'(value|name)="[^"]*csrf[^"]*"|csrfmiddlewaretoken" value="\w+"', "", page)
    page = re.sub(r"\b[0-9a-f]{12}\b", "", page).replace(address, "")
    return f"{answer.status_code} {sorted(answer.headers.items())}\n{page}"


def test_every_address_has_a_name_of_its_own() -> None:
    names = [name for name, _address in ALL]
    assert "" not in names
    assert len(names) == len(set(names))
    assert len(ALL) > 40


def test_only_the_open_list_is_open(world: World) -> None:
    client = Client()
    for name, address in CLOSED:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/aanmelden/"), name
        assert client.post(address).status_code == 401, name
    assert client.get("/").status_code == 302


def test_what_is_open_answers_without_a_session(world: World) -> None:
    client = Client()
    for name, address in ALL:
        if name in OPEN and name != "mfa_authenticate":  # that one leads to the password first
            assert client.get(address).status_code in (200, 404, 405, 302), name
    assert client.get(reverse("health")).content == b"ok\n"
    page = client.get(reverse("help")).content.decode()
    assert "112" in page
    assert "zet hier niemand in die echt bestaat" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_sees_only_numbers_gets_the_same_nothing_everywhere_else(world: World, method: str) -> None:
    client = signed_in(world.home.manager)
    nothing = shown(client, "/bestaat/niet/", method)
    assert nothing.startswith("404 ")
    asked = [
        (name, shown(client, address, method)) for name, address in CLOSED if name not in EVERYBODY | REPORTS | NAMELESS
    ]
    told = [f"{name}: {page[:3]}" for name, page in asked if page != nothing and not page.startswith("405 ")]
    assert told == []


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_opens_for_its_own_role_only(world: World, room: str) -> None:
    pages = [(name, address) for name, address in CLOSED if name.startswith(room)]
    assert pages
    for who, viewer in world.home.people.items():
        if who in ROOMS[room]:
            continue
        client = signed_in(viewer)
        nothing = shown(client, "/bestaat/niet/")
        for name, address in pages:
            found = shown(client, address)
            assert found == nothing or found.startswith("405 "), (who, name)


def test_a_thing_that_is_there_for_others_is_the_same_nothing_as_one_that_is_not(world: World) -> None:
    client = signed_in(world.away.admin)
    for name, key in (
        ("admin-member", world.home.coordinator.membership_id),
        ("admin-member-leave", world.home.coordinator.membership_id),
        ("admin-organisation", world.home.organisations["school"]),
        ("admin-team", world.home.lead.team_id),
    ):
        there, not_there = reverse(name, args=[key]), reverse(name, args=[uuid.uuid4()])
        assert shown(client, there) == shown(client, not_there), name
        assert shown(client, there).startswith("404 ")
        assert shown(client, there, "post") == shown(client, not_there, "post"), name
