"""Signing in, the second step and what belongs to it: our own pages, in plain Dutch, without a way around."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sluitend.access import audit, context
from sluitend.config import accounts
from sluitend.domain.sharing import Viewer
from sluitend.records.models import User
from tests.browsing import signed_in
from tests.world import World

PASSWORD = "vier rustige blauwe stoelen"


@pytest.fixture
def somebody(world: World) -> Viewer:
    """Give someone a password; the second step is not there yet."""
    who = world.home.coordinator
    now = timezone.now()
    with context.acting_as(world.home.admin, now):
        audit.write(world.home.admin, "test.password", audit.Ref("user", who.user_id), now=now)
        user = User.objects.get(pk=who.user_id)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return who


def set_up(client: Client, who: Viewer) -> str:
    """Sign in for the first time and set up the second step; give the last page."""
    page = sign_in(client, who).content.decode()
    return str(client.post(reverse("mfa_activate_totp"), {"code": code_for(page)}, follow=True).content.decode())


def sign_in(client: Client, who: Viewer, password: str = PASSWORD) -> Any:
    email = User.objects.filter(pk=who.user_id).values_list("email", flat=True).first()
    return client.post("/aanmelden/", {"login": email, "password": password}, follow=True)


def code_for(page: str) -> str:
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert secret
    moment = next(totp.yield_hotp_counters_from_time())
    return str(totp.format_hotp_value(totp.hotp_value(secret[1], moment)))


def test_the_sign_in_page_says_that_only_invented_people_belong_here(client: Client, db: None) -> None:
    page = client.get("/aanmelden/").content.decode()
    assert "Alleen verzonnen personen" in page
    assert "inzien" in page
    assert "Wachtwoord vergeten? Vraag uw beheerder" in page
    assert 'autocomplete="current-password"' in page
    assert "Kijk rond als" not in page


def test_a_wrong_password_says_so_in_dutch_and_keeps_the_address(client: Client, somebody: Viewer) -> None:
    answer = sign_in(client, somebody, "verkeerd")
    page = answer.content.decode()
    assert "Er is nog 1 ding niet goed" in page
    assert "coordinator@" in page
    assert "verkeerd" not in page


def test_the_first_time_one_sets_up_the_second_step_and_gets_codes(client: Client, somebody: Viewer) -> None:
    page = sign_in(client, somebody).content.decode()
    assert "Code uit de app" in page
    assert "Stel uw tweede stap in" in page  # the password was typed a moment ago: it is not asked again
    assert 'src="data:image/svg+xml' in page
    page = client.post(reverse("mfa_activate_totp"), {"code": code_for(page)}, follow=True).content.decode()
    assert "Uw herstelcodes" in page
    assert "U ziet deze codes maar één keer" in page
    assert "gegenereerd" not in page  # the page says it itself, in plain words
    assert len(re.findall(r'<li class="number">', page)) == 10
    assert client.get("/").status_code == 200


def test_a_password_typed_longer_ago_is_asked_again(client: Client, somebody: Viewer) -> None:
    sign_in(client, somebody)
    session = client.session
    session["set_up_since"] -= accounts.SET_UP_TIME + 1
    session.save()
    assert "Bent u het nog?" in client.get(reverse("mfa_activate_totp"), follow=True).content.decode()


def test_who_has_a_second_step_is_asked_before_it_changes(client: Client, somebody: Viewer) -> None:
    set_up(client, somebody)
    client.post(reverse("account_logout"))
    again = signed_in(somebody)
    assert again.get(reverse("mfa_generate_recovery_codes")).status_code == 302


def test_a_wrong_code_is_told_at_its_place(client: Client, somebody: Viewer) -> None:
    sign_in(client, somebody)
    page = client.post(reverse("mfa_activate_totp"), {"code": "12"}).content.decode()
    assert 'aria-invalid="true"' in page
    assert 'value="12"' in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mfa_index", "Inloggen met code"),
        ("account_change_password", "Wachtwoord wijzigen"),
        ("account_logout", "Wilt u uitloggen?"),
        ("mfa_generate_recovery_codes", "Herstelcodes maken"),
        ("mfa_deactivate_totp", "App uitzetten"),
        ("home", "Mijn werk"),
        ("help", "Hulp bij dit programma"),
    ],
)
def test_every_page_of_ones_own_account_is_ours(client: Client, somebody: Viewer, name: str, said: str) -> None:
    set_up(client, somebody)
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page
    assert "sluitend-theme" in page
    assert page.count("<h1") == 1


def test_the_next_time_the_code_is_asked(client: Client, somebody: Viewer) -> None:
    set_up(client, somebody)
    client.post(reverse("account_logout"))
    page = sign_in(client, somebody).content.decode()
    assert "Vul de code uit uw app in" in page
    assert client.get("/").status_code == 302


def test_nobody_signs_up_or_resets_by_mail(client: Client, db: None) -> None:
    for address in ("/aanmelden/registreren/", "/accounts/signup/", "/accounts/password/reset/"):
        assert client.get(address).status_code in (302, 404)
    page = client.get("/aanmelden/").content.decode()
    assert "signup" not in page
    assert "password/reset" not in page
