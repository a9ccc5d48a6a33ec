"""The pages about people, organisations, teams, settings and the log, as their readers open them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browsing import signed_in
from tests.world import World

ADMIN_PAGES = (
    "admin-index",
    "admin-members",
    "admin-invite",
    "admin-functions",
    "admin-organisations",
    "admin-organisation-new",
    "admin-settings",
    "admin-roster",
    "admin-teams",
)


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_the_administrator_opens_it(world: World, name: str) -> None:
    page = signed_in(world.home.admin).get(reverse(name))
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_one_member_and_one_organisation(world: World) -> None:
    client = signed_in(world.home.admin)
    for name, key in (
        ("admin-member", world.home.coordinator.membership_id),
        ("admin-member-leave", world.home.coordinator.membership_id),
        ("admin-organisation", world.home.organisations["school"]),
        ("admin-team", world.home.lead.team_id),
    ):
        assert client.get(reverse(name, args=[key])).status_code == 200, name


def test_everybody_has_pages_about_themselves(world: World) -> None:
    client = signed_in(world.home.teacher)
    for name in ("my-account", "my-family", "place-list", "help"):
        assert client.get(reverse(name)).status_code == 200, name


def test_team_and_log(world: World) -> None:
    assert signed_in(world.home.lead).get(reverse("team-load")).status_code == 200
    assert signed_in(world.home.privacy).get(reverse("log-index")).status_code == 200
