"""One click signs somebody in only in the demo's own database and only on this machine; elsewhere it does not exist."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from sluitend.config import personas

HERE = {"SERVER_NAME": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}
USER, MUNICIPALITY, ORGANISATION, MEMBERSHIP = (uuid.uuid4() for _ in range(4))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def somebody(past_the_wall: psycopg.Connection[Any]) -> None:
    """Put one municipality with one person who can sign in into the database."""
    rows: dict[str, dict[str, Any]] = {
        "municipality": {
            "id": MUNICIPALITY,
            "name": "Verzonnen",
            "slug": "verzonnen",
            "school_region": "midden",
            "created_at": datetime.now(UTC),
        },
        "app_user": {"id": USER, "email": "a@example.org", "name": "Anna", "is_active": True, "made_at": "2026-01-01"},
        "organisation": {
            "id": ORGANISATION,
            "municipality_id": MUNICIPALITY,
            "name": "Gemeente",
            "kind": "municipality",
        },
        "membership": {
            "id": MEMBERSHIP,
            "municipality_id": MUNICIPALITY,
            "user_id": USER,
            "organisation_id": ORGANISATION,
            "display_name": "Anna de Wit",
            "function": "Casusregisseur",
            "roles": ["coordinator"],
        },
    }
    for table, given in rows.items():
        columns = past_the_wall.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
            " AND (column_default IS NULL OR column_name = ANY (%s))",
            [table, list(given)],
        ).fetchall()
        filler = {"date": "2026-01-01", "integer": 1, "boolean": False, "timestamp with time zone": "2026-01-01"}
        values = {name: given.get(name, filler.get(kind, "")) for name, kind in columns}
        names, places = ", ".join(values), ", ".join(["%s"] * len(values))
        past_the_wall.execute(f"INSERT INTO {table} ({names}) VALUES ({places})".encode(), list(values.values()))


@pytest.fixture
def marked(somebody: None, past_the_wall: psycopg.Connection[Any]) -> None:
    """Make that database the demo's."""
    past_the_wall.execute("INSERT INTO demo_marker (id, made_at, anchor_date) VALUES (1, now(), '2026-01-01')")


def post(client: Client, user: uuid.UUID = USER, **meta: str) -> int:
    return client.post(reverse("demo-persona"), {"persona": str(user)}, **{**HERE, **meta}).status_code


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_one_click_signs_in_without_a_second_step(marked: None, client: Client) -> None:
    assert post(client) == 302
    assert signed_in(client)
    assert client.session["demo"] is True


def test_without_the_marker_there_is_no_such_page(somebody: None, client: Client) -> None:
    assert post(client) == 404
    assert not signed_in(client)


@pytest.mark.parametrize(
    "meta",
    [
        {"SERVER_NAME": "0.0.0.0"},  # noqa: S104 - the address that must be refused
        {"SERVER_NAME": "192.168.1.5"},
        {"SERVER_NAME": ""},
        {"REMOTE_ADDR": "192.168.1.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
    ],
)
def test_from_or_to_another_machine_there_is_no_such_page(marked: None, client: Client, meta: dict[str, str]) -> None:
    assert post(client, **meta) == 404
    assert not signed_in(client)


def test_somebody_who_is_not_in_the_story_cannot_be_chosen(marked: None, client: Client) -> None:
    assert post(client, uuid.uuid4()) == 404
    assert client.post(reverse("demo-persona"), {"persona": "x' OR 1=1"}, **HERE).status_code == 404
    assert client.post(reverse("demo-persona"), {}, **HERE).status_code == 404


def test_looking_is_not_signing_in(marked: None, client: Client) -> None:
    assert client.get(reverse("demo-persona"), **HERE).status_code == 405


def test_it_needs_the_token_of_our_own_form(marked: None) -> None:
    assert post(Client(enforce_csrf_checks=True)) == 403


def test_the_sign_in_page_names_them_with_function_and_organisation(marked: None) -> None:
    with transaction.atomic():
        found = personas.known()
    assert [(p.name, p.function, p.organisation) for p in found] == [("Anna de Wit", "Casusregisseur", "Gemeente")]


def test_no_setting_is_about_personas() -> None:
    assert [name for name in dir(settings) if "PERSONA" in name or "DEMO" in name] == []


def test_asked_for_by_another_name_there_is_no_such_page(marked: None, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["sluitend.gemeente.example", "127.0.0.1"]
    assert post(client, HTTP_HOST="sluitend.gemeente.example") == 404
    assert post(client, HTTP_HOST="127.0.0.1:8000") == 302


def test_behind_a_proxy_there_is_no_such_page(marked: None, client: Client, settings: Any) -> None:
    settings.PROXIES = 1
    assert post(client) == 404
    assert not signed_in(client)


def test_the_sign_in_page_shows_them_only_where_one_click_works(marked: None, client: Client) -> None:
    address = reverse("account_login")
    assert "Anna de Wit" in client.get(address, **HERE).content.decode()
    for meta in ({"SERVER_NAME": "0.0.0.0"}, {"REMOTE_ADDR": "192.168.1.7"}):  # noqa: S104 - what must be refused
        page = client.get(address, **{**HERE, "HTTP_HOST": "127.0.0.1", **meta}).content.decode()
        assert "Anna de Wit" not in page


def test_the_second_step_is_skipped_only_on_this_machine(marked: None, client: Client) -> None:
    assert post(client) == 302
    mine = reverse("my-account")
    assert client.get(mine, **HERE).status_code == 200
    from_elsewhere = client.get(mine, **{**HERE, "REMOTE_ADDR": "192.168.1.7"})
    assert from_elsewhere["Location"] == reverse("mfa_activate_totp")


def test_a_real_session_does_not_become_a_demo_one(marked: None, client: Client) -> None:
    from sluitend.records.models import User

    client.force_login(User.objects.get(pk=USER), backend=personas.BACKEND)
    assert client.get(reverse("my-account"), **HERE)["Location"] == reverse("mfa_activate_totp")
