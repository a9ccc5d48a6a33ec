"""Who is in, for how long, and who is out at the next page (T-AUTH)."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import encrypt
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sluitend.access import context
from sluitend.config import accounts as own
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.records.models import AuditEvent, User
from sluitend.services import accounts, organisations
from sluitend.services.accounts import Leave
from sluitend.services.invitations import Invite, accept, invite
from tests.browsing import signed_in
from tests.world import World

PASSWORD = "vier rustige blauwe stoelen"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_login(viewer: Viewer) -> str:
    """Give somebody a password and a second step; gives the e-mail address."""
    user = User.objects.get(pk=viewer.user_id)
    user.set_password(PASSWORD)
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    return user.email


def code(periods: int = 0) -> str:
    counter = int(time.time()) // 30 + periods
    return str(totp.format_hotp_value(totp.hotp_value(SECRET, counter)))


def password_step(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return client.get(reverse("my-account")).status_code == 200


def age(client: Client, **ago: float) -> None:
    """Make the session as old as if its moments were that many seconds ago."""
    session = client.session
    for name, seconds in ago.items():
        session[name] = time.time() - seconds
    session.save()


def act(viewer: Viewer, verb: Any) -> None:
    now = timezone.now()
    with context.acting_as(viewer, now):
        verb(now)


# --- How long -------------------------------------------------------------------------------------------------------


def test_fifteen_minutes_without_a_page_is_out(world: World) -> None:
    client = signed_in(world.home.coordinator)
    assert is_in(client)
    age(client, began=14 * 60, seen=14 * 60)
    assert is_in(client)
    age(client, began=16 * 60, seen=16 * 60)
    answer = client.get(reverse("my-account"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/aanmelden/?next=")
    assert "_auth_user_id" not in client.session


def test_eight_hours_in_all_is_out_however_busy(world: World) -> None:
    client = signed_in(world.home.coordinator)
    assert is_in(client)
    age(client, began=8 * 3600 - 60, seen=30)
    assert is_in(client)
    age(client, began=8 * 3600 + 60, seen=30)
    assert not is_in(client)


def test_what_was_typed_when_time_was_up_is_shown_back(world: World) -> None:
    client = signed_in(world.home.coordinator)
    assert is_in(client)
    age(client, began=3600, seen=3600)
    typed = {"label": "mijn hele lange verhaal", "form_key": str(uuid.uuid4())}
    answer = client.post(reverse("my-family"), typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 401
    assert "mijn hele lange verhaal" in answer.content.decode()


def test_a_page_without_a_session_asks_to_sign_in_and_comes_back(world: World) -> None:
    answer = Client().get("/mijn/account/?pagina=2")
    assert answer["Location"] == "/aanmelden/?next=%2Fmijn%2Faccount%2F%3Fpagina%3D2"


def test_no_page_is_kept_by_the_browser(world: World) -> None:
    assert signed_in(world.home.coordinator).get(reverse("my-account"))["Cache-Control"] == "no-store"
    assert Client().get(reverse("account_login"))["Cache-Control"] == "no-store"


# --- Out at the next page ---------------------------------------------------------------------------------------------


def test_a_leaver_is_out_at_the_next_page(world: World) -> None:
    client = signed_in(world.home.member)
    assert is_in(client)
    command = Leave(uuid.uuid4(), world.home.member.membership_id, None)
    act(world.home.admin, lambda now: accounts.leave(world.home.admin, command, now=now))
    answer = client.get(reverse("my-account"), follow=True)
    assert "U hebt geen toegang meer" in answer.content.decode()
    assert not is_in(client)


def test_a_login_that_was_closed_is_out_at_the_next_page(world: World) -> None:
    client = signed_in(world.home.member)
    assert is_in(client)
    User.objects.filter(pk=world.home.member.user_id).update(is_active=False)
    assert not is_in(client)


def test_all_of_an_organisation_are_out_at_the_next_page(world: World) -> None:
    theirs, others = signed_in(world.home.teacher), signed_in(world.home.teacher2)
    assert is_in(theirs)
    school = world.home.organisations["school"]
    act(world.home.admin, lambda now: organisations.switch_off(world.home.admin, school, now=now))
    assert not is_in(theirs)
    assert is_in(others)
    assert not is_in(signed_in(world.home.teacher))


def test_an_administrator_ends_every_session_of_somebody(world: World) -> None:
    desk, phone = signed_in(world.home.member), signed_in(world.home.member)
    assert is_in(desk)
    assert is_in(phone)
    mine = world.home.member.membership_id
    act(world.home.admin, lambda now: accounts.end_sessions(world.home.admin, mine, now=now))
    assert not is_in(desk)
    assert not is_in(phone)
    assert is_in(signed_in(world.home.member))


def test_a_new_password_ends_the_other_sessions(world: World) -> None:
    client = signed_in(world.home.member)
    assert is_in(client)
    user = User.objects.get(pk=world.home.member.user_id)
    user.set_password("een ander lang wachtwoord")
    user.save()
    assert not is_in(client)


def test_without_a_second_step_there_is_only_setting_it_up(world: World) -> None:
    client = signed_in(world.home.member)
    assert is_in(client)
    Authenticator.objects.filter(user_id=world.home.member.user_id).delete()
    for name in ("my-account", "home", "my-family", "team-load", "admin-index"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_activate_totp")


# --- Two municipalities -----------------------------------------------------------------------------------------------


def in_both(world: World) -> uuid.UUID:
    """Let the teacher of home work for the neighbour too; gives the place there."""
    user = User.objects.get(pk=world.home.teacher.user_id)
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save()
    now = timezone.now()
    wanted = Invite(
        uuid.uuid4(), user.email, "Teacher", "Intern begeleider", world.away.organisations["school"],
        world.home.teacher.roles,
    )  # fmt: skip
    with context.acting_as(world.away.admin, now):
        link = invite(world.away.admin, wanted, now=now)
    assert link.token
    return accept(link.token, password="", signed_in=user.pk, now=now)


def test_one_works_in_one_municipality_at_a_time_and_sees_which(world: World) -> None:
    there = in_both(world)
    client = signed_in(world.home.teacher)
    page = client.get(reverse("my-account")).content.decode()
    assert '<span class="brand__place">Vlierdam</span>' in page
    assert reverse("place-list") in page
    assert "Kleinvoort" in client.get(reverse("place-list")).content.decode()
    assert client.post(reverse("place-choose", args=[there]))["Location"] == "/"
    page = client.get(reverse("my-account")).content.decode()
    assert '<span class="brand__place">Kleinvoort</span>' in page


def test_a_place_that_opens_later_moves_nobody_in_mid_work(world: World) -> None:
    client = Client()
    email = with_login(world.home.teacher)
    password_step(client, email)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert "Vlierdam" in client.get(reverse("my-account")).content.decode()
    in_both(world)  # Kleinvoort comes first in the alphabet
    assert '<span class="brand__place">Vlierdam</span>' in client.get(reverse("my-account")).content.decode()


@pytest.mark.parametrize("whose", ["coordinator", "nobody"])
def test_nobody_switches_to_a_place_that_is_not_theirs(world: World, whose: str) -> None:
    in_both(world)
    client = signed_in(world.home.teacher)
    wanted = world.home.people[whose].membership_id if whose in world.home.people else uuid.uuid4()
    assert client.post(reverse("place-choose", args=[wanted])).status_code == 404
    assert client.session["membership"] == str(world.home.teacher.membership_id)


def test_a_place_written_into_the_session_by_hand_opens_nothing(world: World) -> None:
    client = signed_in(world.home.teacher)
    session = client.session
    session["membership"] = str(world.home.coordinator.membership_id)
    session.save()
    assert not is_in(client)


def test_leaving_one_municipality_leaves_the_other_alone(world: World) -> None:
    there = in_both(world)
    client = signed_in(world.home.teacher)
    command = Leave(uuid.uuid4(), there, None)
    act(world.away.admin, lambda now: accounts.leave(world.away.admin, command, now=now))
    assert is_in(client)
    with pytest.raises(NotFound):
        context.load_viewer(world.home.teacher.user_id, there, timezone.now())


# --- Password and code ------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_counts_from_before(db: None) -> None:
    cache.clear()


def test_a_code_works_once_also_after_its_own_half_minute(world: World) -> None:
    email = with_login(world.home.coordinator)
    used = code(1)  # a phone that runs ahead: right for two more periods, while allauth forgets it after one
    first = Client()
    password_step(first, email)
    assert first.post(reverse("mfa_authenticate"), {"code": used}).status_code == 302
    assert is_in(first)
    cache.delete(f"allauth.mfa.totp.used?user={world.home.coordinator.user_id}&code={used}")
    second = Client()
    password_step(second, email)
    answer = second.post(reverse("mfa_authenticate"), {"code": used})
    assert answer.status_code == 200
    assert not is_in(second)
    fresh = code(-1)  # never the used one, also when a half minute ended since
    assert second.post(reverse("mfa_authenticate"), {"code": fresh}).status_code == 302
    assert "code_used_before" in refusals_of(world, world.home.coordinator)


def refusals_of(world: World, viewer: Viewer) -> list[str]:
    with context.acting_as(world.home.privacy, timezone.now()):
        found = AuditEvent.objects.filter(user_id=viewer.user_id, kind="denied").order_by("id")
        return list(found.values_list("reason_code", flat=True))


def test_wrong_passwords_and_codes_and_signing_in_are_logged(world: World) -> None:
    email = with_login(world.home.coordinator)
    client = Client()
    password_step(client, email, "verkeerd")
    password_step(client, email)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert is_in(client)
    assert refusals_of(world, world.home.coordinator) == ["wrong_password", "wrong_code"]
    with context.acting_as(world.home.privacy, timezone.now()):
        assert AuditEvent.objects.filter(
            user_id=world.home.coordinator.user_id, action="account.sign_in", kind="system"
        ).exists()


def test_guessing_is_slowed_per_account_and_nobody_else_notices(world: World) -> None:
    victim, colleague = with_login(world.home.coordinator), with_login(world.home.intake)
    attacker = Client()
    for _guess in range(5):
        password_step(attacker, victim, "raad maar")
    slowed = password_step(attacker, victim)  # even the right one
    assert slowed.status_code == 200
    assert "_auth_user_id" not in attacker.session
    assert password_step(attacker, colleague).status_code == 302


def test_somebody_who_keeps_guessing_does_not_lock_the_owner_out(world: World) -> None:
    email = with_login(world.home.coordinator)
    own_desk = Client()
    password_step(own_desk, email)
    own_desk.post(reverse("mfa_authenticate"), {"code": code()})
    assert own.DEVICE_COOKIE in own_desk.cookies
    own_desk.post(reverse("account_logout"))
    attacker = Client()
    for _guess in range(8):
        password_step(attacker, email, "raad maar")
    assert password_step(attacker, email).status_code == 200
    assert password_step(own_desk, email).status_code == 302


def test_the_mark_of_a_device_opens_nothing_by_itself_and_does_not_pass_to_another_account(world: World) -> None:
    email, other = with_login(world.home.coordinator), with_login(world.home.intake)
    client = Client()
    password_step(client, email)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    client.post(reverse("account_logout"))
    assert not is_in(client)
    for _guess in range(5):
        password_step(client, other, "raad maar")
    assert password_step(client, other).status_code == 200
    client.cookies[own.DEVICE_COOKIE] = "verzonnen:mark"
    assert password_step(client, email).status_code == 302


def test_an_unknown_address_and_a_wrong_password_answer_the_same(world: World) -> None:
    email = with_login(world.home.coordinator)

    def answer(address: str) -> str:
        page = password_step(Client(), address, "verkeerd").content.decode()
        return page.replace(address, "adres").split("csrfmiddlewaretoken")[0]

    assert answer(email) == answer("niemand@nergens.example")


def test_the_secret_of_the_second_step_lies_sealed(world: World) -> None:
    with_login(world.home.coordinator)
    kept = Authenticator.objects.get(user_id=world.home.coordinator.user_id).data["secret"]
    assert SECRET not in kept
    from allauth.mfa.utils import decrypt

    assert decrypt(kept) == SECRET


def test_asking_the_password_again_knows_the_account(world: World) -> None:
    email = with_login(world.home.coordinator)
    client = Client()
    password_step(client, email)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 302
    wrong = client.post(reverse("account_reauthenticate"), {"password": "verkeerd"})
    assert wrong.status_code == 200
    right = client.post(reverse("account_reauthenticate") + "?next=/mijn/account/", {"password": PASSWORD})
    assert right.status_code == 302
    assert is_in(client)


def test_a_forwarded_address_in_a_header_changes_nothing(world: World) -> None:
    email = with_login(world.home.coordinator)
    for number in range(6):
        answer = Client().post(
            reverse("account_login"),
            {"login": email, "password": "raad maar"},
            headers={"X-Forwarded-For": f"203.0.113.{number}", "X-User-ID": str(world.home.coordinator.user_id)},
        )
    assert answer.status_code == 200
    assert password_step(Client(), email).status_code == 200  # counted per account, whatever the header said
    assert timedelta(seconds=own.CODE_LIFE) >= timedelta(seconds=90)
