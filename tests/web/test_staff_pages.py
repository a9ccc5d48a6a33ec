"""The pages about people, organisations, teams, settings and the log, as their readers open them."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sluitend.access import audit, context
from sluitend.records.models import AuditEvent, Invitation, User
from tests.browsing import signed_in
from tests.stories import a_case
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


# --- Inviting and links ---------------------------------------------------------------------------------------------


def typed(place: Any, **how: Any) -> dict[str, Any]:
    """Give what an administrator types to invite somebody."""
    return {
        "form_key": str(uuid.uuid4()),
        "email": "Nina@Vlierdam.example",
        "name": "Nina Nieuw",
        "organisation": str(place.organisations["gemeente"]),
        "function": "Casusregisseur",
        "phone": "",
        "team": "",
        "roles": ["coordinator"],
        **how,
    }


def an_invitation(world: World, **how: Any) -> str:
    """Invite somebody on the page; gives the path of the link that is shown."""
    page = signed_in(world.home.admin).post(reverse("admin-invite"), typed(world.home, **how))
    assert page.status_code == 200
    found = re.search(r"http://testserver(/uitnodiging/[^<]+/)", page.content.decode())
    assert found
    return found[1]


PASSWORD = "vier rustige blauwe stoelen"


def choose(client: Client, path: str, password: str = PASSWORD, again: str = "") -> Any:
    form = {"form_key": str(uuid.uuid4()), "password": password, "again": again or password}
    return client.post(path, form)


def test_from_invitation_to_signing_in(world: World) -> None:
    path = an_invitation(world)
    client = Client()
    page = client.get(path)
    assert page["Referrer-Policy"] == "strict-origin"
    said = page.content.decode()
    for words in ("Welkom, Nina Nieuw", "Vlierdam", "nina@vlierdam.example", "Ten minste 12 tekens"):
        assert words in said
    assert choose(client, path)["Location"] == "/aanmelden/"
    answer = client.post("/aanmelden/", {"login": "nina@vlierdam.example", "password": "vier rustige blauwe stoelen"})
    assert answer.status_code == 302
    assert client.get("/")["Location"] == reverse("mfa_activate_totp")


def test_the_link_is_shown_once(world: World) -> None:
    client, form = signed_in(world.home.admin), typed(world.home)
    first = client.post(reverse("admin-invite"), form).content.decode()
    again = client.post(reverse("admin-invite"), form).content.decode()
    assert "/uitnodiging/" in first
    assert "/uitnodiging/" not in again
    assert "Deze link is al een keer getoond" in again


def test_a_link_that_does_not_work_is_one_page_whatever_the_reason(world: World, as_owner: Any) -> None:
    used, expired = an_invitation(world), an_invitation(world, email="oud@vlierdam.example")
    choose(Client(), used)
    now = timezone.now()
    with context.acting_as(world.home.admin, now):
        audit.write(world.home.admin, "test.old", audit.Ref("invitation"), now=now)
        Invitation.objects.filter(user__email="oud@vlierdam.example").update(expires_at=now - timedelta(seconds=1))
    client = Client()
    pages = [client.get(path) for path in (used, expired, "/uitnodiging/" + "A" * 43 + "/", "/uitnodiging/x/")]
    assert {page.status_code for page in pages} == {404}
    bodies = {re.sub(r'(name="next" value|value)="[^"]*"', "", page.content.decode()) for page in pages}
    assert len(bodies) == 1
    assert "Deze link werkt niet" in bodies.pop()
    assert "maakte" not in choose(client, used).content.decode()


def test_an_invitation_of_one_organisation_in_another_hand_is_not_there_and_is_logged(world: World) -> None:
    path = an_invitation(world)
    stranger = signed_in(world.away.teacher)
    assert stranger.get(path).status_code == 404
    assert choose(stranger, path).status_code == 404
    with context.acting_as(world.away.privacy, timezone.now()):
        found = AuditEvent.objects.filter(user_id=world.away.teacher.user_id, kind="denied")
        assert set(found.values_list("action", flat=True)) == {"account.link"}
    assert choose(Client(), path).status_code == 302


def test_the_secret_of_a_link_stays_out_of_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    path = an_invitation(world)
    assert signed_in(world.away.teacher).get(path).status_code == 404
    assert choose(Client(), path, "kort").status_code == 422
    assert path.split("/")[2] not in caplog.text


def test_two_passwords_that_differ_are_told_and_none_is_shown_back(world: World) -> None:
    path = an_invitation(world)
    page = choose(Client(), path, "vier rustige blauwe stoelen", "vier rustige blauwe tafels")
    assert page.status_code == 422
    assert "niet gelijk" in page.content.decode()
    assert "stoelen" not in page.content.decode()
    for weak in ("welkom123456", "Wachtwoord2026!", "kort"):
        assert choose(Client(), path, weak).status_code == 422, weak
    assert choose(Client(), path).status_code == 302


def test_what_was_typed_stays_when_an_invitation_is_refused(world: World) -> None:
    form = typed(world.home, organisation=str(world.home.organisations["school"]), name="Bo van ’t Hek")
    page = signed_in(world.home.admin).post(reverse("admin-invite"), form)
    assert page.status_code == 422
    said = page.content.decode()
    assert "Deze organisatie hoort niet bij de gemeente" in said
    assert "Bo van ’t Hek" in said


def test_a_login_that_exists_is_asked_to_sign_in_first(world: World) -> None:
    user = User.objects.get(pk=world.away.teacher.user_id)
    user.set_password("een eigen lang wachtwoord")
    user.save()
    path = an_invitation(world, email=user.email)
    assert "Meld u eerst aan" in Client().get(path).content.decode()
    client = signed_in(world.away.teacher)
    page = client.get(path).content.decode()
    assert "U houdt uw eigen wachtwoord" in page
    assert 'type="password"' not in page
    assert client.post(path, {"form_key": str(uuid.uuid4())})["Location"] == "/"
    assert "Vlierdam" in client.get(reverse("my-account")).content.decode()


# --- Changing and leaving -------------------------------------------------------------------------------------------


def test_two_administrators_at_once_see_both_texts(world: World) -> None:
    client = signed_in(world.home.admin)
    address = reverse("admin-settings")
    form = {"version": "1", "phone": "0300 1", "phone_hours": "altijd", "safety_phone": "0300 2"}
    form |= {"independent_help": "Hulp", "independent_help_phone": "0300 3"}
    assert client.post(address, {**form, "form_key": str(uuid.uuid4())}).status_code == 302
    page = client.post(address, {**form, "phone": "0300 9", "form_key": str(uuid.uuid4())})
    assert page.status_code == 409
    said = page.content.decode()
    assert "Iemand anders heeft dit intussen opgeslagen" in said
    assert "0300 9" in said
    assert "0300 1" in said
    assert 'name="version" value="2"' in said


def test_the_administrator_takes_somebody_out_and_chooses_who_takes_over(world: World) -> None:
    a_case(world.home)
    client = signed_in(world.home.admin)
    address = reverse("admin-member-leave", args=[world.home.coordinator.membership_id])
    page = client.get(address).content.decode()
    assert "1 casus" in page
    assert "Gezin Van Dijk" not in page
    form = {"form_key": str(uuid.uuid4()), "successor": "", "reason": "Nieuwe baan."}
    assert "Kies wie de casussen overneemt" in client.post(address, form).content.decode()
    form |= {"form_key": str(uuid.uuid4()), "successor": str(world.home.coordinator2.membership_id)}
    assert client.post(address, form)["Location"] == reverse("admin-members")


def test_where_leaving_is_impossible_the_reason_stands_in_place_of_the_button(world: World) -> None:
    page = signed_in(world.home.admin).get(reverse("admin-member", args=[world.home.admin.membership_id]))
    assert "U kunt uzelf niet weghalen" in page.content.decode()


# --- Team and log ---------------------------------------------------------------------------------------------------


def test_the_lead_hands_over_on_the_page_and_sees_no_family(world: World) -> None:
    case = a_case(world.home)
    client = signed_in(world.home.lead)
    address = reverse("team-worker", args=[world.home.coordinator.membership_id])
    pages = client.get(reverse("team-load")).content.decode() + client.get(address).content.decode()
    assert case.number in pages
    for canary in ("Van Dijk", "Anja", "Bram", "06 1234 5678"):
        assert canary not in pages
    form = {
        "form_key": str(uuid.uuid4()),
        "cases": [str(case.case_id)],
        "taker": str(world.home.coordinator2.membership_id),
        "reason": "Ziek.",
    }
    assert client.post(address, form)["Location"] == reverse("team-load")


def test_control_opens_a_log_by_number_and_sees_herself_in_it(world: World) -> None:
    case = a_case(world.home)
    client = signed_in(world.home.privacy)
    answer = client.post(reverse("log-index"), {"form_key": str(uuid.uuid4()), "number": case.number.lower()})
    assert answer["Location"] == reverse("log-case", args=[case.number])
    page = client.get(answer["Location"]).content.decode()
    assert "bekeek het logboek van de casus" in page
    assert "Privacy Vlierdam" in page
    assert "opende de casus" in page
    assert "Van Dijk" not in page
    unknown = client.post(reverse("log-index"), {"form_key": str(uuid.uuid4()), "number": "C-XXXX-XXXX"})
    assert unknown.status_code == 422
    assert "Er is geen casus met dit nummer" in unknown.content.decode()


@pytest.mark.parametrize("query", ["pagina=999999999999", "pagina=-1", "van=gisteren", "soort=xyz", "tot=31-02-2026"])
def test_a_question_that_makes_no_sense_is_answered_as_well_as_can_be(world: World, query: str) -> None:
    case = a_case(world.home)
    client = signed_in(world.home.privacy)
    assert client.get(reverse("log-case", args=[case.number]) + "?" + query).status_code == 200
    members = signed_in(world.home.admin).get(reverse("admin-members") + "?" + query + "&organisatie=x&naam=%00")
    assert members.status_code == 200


def test_the_number_of_queries_of_the_list_does_not_grow_with_its_rows(world: World) -> None:
    client = signed_in(world.home.admin)

    def queries_of(name: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        return len(asked)

    names = ("admin-members", "admin-index", "admin-organisations", "admin-teams", "admin-roster")
    client.get(reverse("home"))  # the first page of a session also writes when it began
    before = [queries_of(name) for name in names]
    for number in range(12):
        an_invitation(world, email=f"nog{number}@vlierdam.example")
    assert [queries_of(name) for name in names] == before
