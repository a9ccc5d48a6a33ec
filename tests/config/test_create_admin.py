"""`sluitend create-admin`: the first administrator of a municipality, and one who lost everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils import timezone

from sluitend.access import context
from sluitend.config import roles
from sluitend.config.cli import parser
from sluitend.config.create_admin import CreateAdminError, create_admin, told
from sluitend.domain.outcome import NotFound
from sluitend.domain.staff import LinkKind
from sluitend.domain.vocabulary import Role
from sluitend.records.models import AuditEvent, Invitation, Membership, Municipality, Organisation, User
from sluitend.services import invitations

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()
PASSWORD = "vier rustige blauwe stoelen"


@pytest.fixture(autouse=True)
def owner(transactional_db: None) -> Iterator[None]:
    """Run as the owner role, as the command does."""
    web = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = roles.OWNER
    yield
    connection.close()
    connection.settings_dict["USER"] = web


def use(token: str) -> None:
    invitations.accept(token, password=PASSWORD, signed_in=None, now=NOW)


def test_a_new_municipality_gets_its_organisation_and_an_administrator() -> None:
    made = create_admin("Vlierdam", " Ada@Vlierdam.example", "Ada Admin", now=NOW)
    assert (made.is_new, made.kind) == (True, LinkKind.INVITE)
    place = Municipality.objects.get()
    assert (place.name, place.slug) == ("Vlierdam", "vlierdam")
    assert Organisation.objects.get().name == "Gemeente Vlierdam"
    member = Membership.objects.get()
    assert (member.roles, member.pending) == ([Role.ADMIN], True)
    link = Invitation.objects.get()
    assert link.expires_at - link.made_at == timedelta(hours=72)
    assert AuditEvent.objects.filter(action="account.create_admin", municipality_id=place.pk).exists()
    lines = list(told(made, "https://sluitend.vlierdam.example/"))
    assert lines[-1] == f"https://sluitend.vlierdam.example/uitnodiging/{made.token}/"
    assert "Vlierdam is gemaakt" in lines[0]


def test_a_new_municipality_can_be_made_for_practice_and_an_existing_one_never_becomes_it() -> None:
    create_admin("Vlierdam", "ada@vlierdam.example", "Ada Admin", now=NOW)
    made = create_admin("Oefendam", "oef@vlierdam.example", "Oef Admin", practice_for="vlierdam", now=NOW)
    assert made.is_new
    practice = Municipality.objects.get(name="Oefendam")
    assert practice.practice_for is not None
    assert practice.practice_for.name == "Vlierdam"
    again = create_admin("Oefendam", "oef2@vlierdam.example", "Tweede", practice_for="Vlierdam", now=NOW)
    assert not again.is_new
    create_admin("Echtdam", "echt@vlierdam.example", "Echt", now=NOW)
    for name, other, said in (
        ("Echtdam", "Vlierdam", "bestaat al"),
        ("Nieuwdam", "Nergens", "bestaat niet"),
        ("Nieuwdam", "Oefendam", "zelf een oefengemeente"),
        ("Nieuwdam", "Vlierdam", "heeft al een oefengemeente"),
    ):
        with pytest.raises(CreateAdminError, match=said):
            create_admin(name, "x@vlierdam.example", "X", practice_for=other, now=NOW)
    assert Municipality.objects.get(name="Echtdam").practice_for is None


def test_the_link_lets_the_administrator_in() -> None:
    made = create_admin("Vlierdam", "ada@vlierdam.example", "Ada Admin", now=NOW)
    user = User.objects.get()
    with pytest.raises(NotFound):
        context.load_viewer(user.pk, None, NOW)
    use(made.token)
    assert context.load_viewer(user.pk, None, NOW).roles == {Role.ADMIN}


def test_a_second_municipality_in_the_same_installation() -> None:
    use(create_admin("Vlierdam", "ada@vlierdam.example", "Ada Admin", now=NOW).token)
    there = create_admin("Kleinvoort", "ada@vlierdam.example", "Ada Admin", now=NOW)
    assert there.kind is LinkKind.INVITE
    assert User.objects.count() == 1
    assert invitations.open_link(there.token, now=NOW).signs_in_first  # the password she has stays hers
    assert create_admin("vlierdam ", "bo@vlierdam.example", "Bo", now=NOW).is_new is False
    assert Municipality.objects.count() == 2


def test_an_administrator_who_lost_everything_begins_anew() -> None:
    use(create_admin("Vlierdam", "ada@vlierdam.example", "Ada Admin", now=NOW).token)
    user = User.objects.get()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    again = create_admin("Vlierdam", "ada@vlierdam.example", "Ada Admin", now=NOW)
    assert again.kind is LinkKind.SECOND_STEP
    assert Authenticator.objects.exists()
    assert Membership.objects.count() == 1
    use(again.token)
    assert not Authenticator.objects.exists()


def test_the_second_link_of_somebody_who_never_came_in_replaces_the_first() -> None:
    first = create_admin("Vlierdam", "ada@vlierdam.example", "Ada Admin", now=NOW)
    second = create_admin("Vlierdam", "ada@vlierdam.example", "Ada Admin", now=NOW)
    with pytest.raises(NotFound):
        use(first.token)
    use(second.token)


def test_who_works_with_families_does_not_become_administrator_beside_it() -> None:
    create_admin("Vlierdam", "ada@vlierdam.example", "Ada Admin", now=NOW)

    connection.cursor().execute("ALTER TABLE membership DISABLE TRIGGER USER")
    Membership.objects.update(roles=[Role.COORDINATOR.value])
    with pytest.raises(CreateAdminError, match="ander werk"):
        create_admin("Vlierdam", "ada@vlierdam.example", "Ada Admin", now=NOW)


@pytest.mark.parametrize(
    ("municipality", "email", "name"),
    [("", "a@b.example", "Ada"), ("Vlierdam", "geen adres", "Ada"), ("Vlierdam", "a@b.example", "  ")],
)
def test_what_cannot_be_is_one_sentence_and_nothing_is_made(municipality: str, email: str, name: str) -> None:
    with pytest.raises(CreateAdminError):
        create_admin(municipality, email, name, now=NOW)
    assert not Municipality.objects.exists()
    assert not User.objects.exists()


def test_the_command_asks_what_it_needs() -> None:
    asked = parser().parse_args(
        ["create-admin", "--municipality", "Vlierdam", "--email", "a@b.example", "--name", "Ada"]
    )
    assert (asked.municipality, asked.email, asked.name, asked.address) == ("Vlierdam", "a@b.example", "Ada", None)
