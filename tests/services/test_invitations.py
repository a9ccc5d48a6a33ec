"""One-time links: shown once, for 72 hours, for one place; never a way into somebody else's login."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator

from sluitend.access import context
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.domain.staff import LinkKind
from sluitend.domain.vocabulary import Role
from sluitend.records.models import AuditEvent, Invitation, Membership, User
from sluitend.services import invitations
from sluitend.services.invitations import Invite, MadeLink, NewLink
from tests.world import NOW, Place, World, acting, later

PASSWORD = "vier rustige blauwe stoelen"


def an_invitation(place: Place, *, now: datetime = NOW, by: str = "admin", **how: Any) -> MadeLink:
    command = {
        "form_key": uuid.uuid4(),
        "email": "nieuw@vlierdam.example",
        "name": "Nina Nieuw",
        "function": "Casusregisseur",
        "organisation_id": place.organisations["gemeente"],
        "roles": frozenset({Role.COORDINATOR}),
        **how,
    }
    with acting(place.people[by], now):
        return invitations.invite(place.people[by], Invite(**command), now=now)


def use(
    link: MadeLink, *, password: str = PASSWORD, signed_in: uuid.UUID | None = None, now: datetime = NOW
) -> uuid.UUID:
    assert link.token
    return invitations.accept(link.token, password=password, signed_in=signed_in, now=now)


def member(link: MadeLink, place: Place) -> Membership:
    with acting(place.admin):
        return Membership.objects.select_related("user").get(pk=link.membership_id)


def standing(user: User, now: datetime = NOW) -> Viewer:
    return context.load_viewer(user.pk, None, now)


def with_password(viewer: Viewer) -> User:
    user = User.objects.get(pk=viewer.user_id)
    user.set_password(PASSWORD)
    user.save()
    return user


def test_a_link_is_shown_once_and_only_its_digest_is_kept(world: World) -> None:
    key = uuid.uuid4()
    first = an_invitation(world.home, form_key=key)
    again = an_invitation(world.home, form_key=key)
    assert first.token
    assert len(first.token) >= 43  # 256 bits
    assert again.token is None
    assert again.membership_id == first.membership_id
    with acting(world.home.admin):
        kept = Invitation.objects.get(membership_id=first.membership_id)
    assert len(bytes(kept.token_digest)) == 32
    assert first.token.encode() not in bytes(kept.token_digest)
    assert kept.expires_at - kept.made_at == timedelta(hours=72)


def test_nobody_gets_in_before_the_link_was_used(world: World) -> None:
    link = an_invitation(world.home)
    user = member(link, world.home).user
    with pytest.raises(NotFound):
        standing(user)
    assert use(link) == link.membership_id
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert standing(user).roles == {Role.COORDINATOR}


def test_a_link_works_once(world: World) -> None:
    link = an_invitation(world.home)
    use(link)
    with pytest.raises(NotFound):
        use(link, password="een heel ander wachtwoord")
    with pytest.raises(NotFound):
        invitations.open_link(link.token, now=NOW)


def test_a_link_works_for_72_hours(world: World) -> None:
    link = an_invitation(world.home)
    assert invitations.open_link(link.token, now=NOW + timedelta(hours=71, minutes=59))
    for moment in (NOW + timedelta(hours=72), later(days=30)):
        with pytest.raises(NotFound):
            invitations.open_link(link.token, now=moment)
        with pytest.raises(NotFound):
            use(link, now=moment)


@pytest.mark.parametrize("token", ["", "x", "é\ud800", "A" * 43, "' OR 1=1 --", "a\x00b"])
def test_an_unknown_link_is_the_same_nothing(world: World, token: str) -> None:
    with pytest.raises(NotFound):
        invitations.open_link(token, now=NOW)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("kort", "Kies een langer wachtwoord"),
        ("password1234", "gebruiken veel mensen"),
        ("nieuw@vlierdam.example", "lijkt te veel op uw e-mailadres"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_still_works(world: World, password: str, said: str) -> None:
    link = an_invitation(world.home)
    with pytest.raises(Refused) as refused:
        use(link, password=password)
    assert any(said in str(one) for one in refused.value.refusals)
    assert {one.field for one in refused.value.refusals} == {"password"}
    assert use(link)


def test_who_has_a_login_keeps_the_password_and_accepts_after_signing_in(world: World) -> None:
    user = with_password(world.home.teacher)
    link = an_invitation(world.away, email="TEACHER@vlierdam.example ", name="Iemand anders")
    assert invitations.open_link(link.token, now=NOW).signs_in_first
    with pytest.raises(NotFound):
        use(link, password="een wachtwoord van een ander", signed_in=None)
    with pytest.raises(NotFound):
        use(link, signed_in=world.home.helper.user_id)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.name == "Teacher Vlierdam"
    assert use(link, signed_in=user.pk) == link.membership_id
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_an_administrator_elsewhere_cannot_open_a_place_here(world: World) -> None:
    """Invited here, not in yet: whoever is first with a password elsewhere still needs this municipality's own link."""
    here = an_invitation(world.home)
    there = an_invitation(world.away, organisation_id=world.away.organisations["gemeente"])
    use(there)
    user = member(here, world.home).user
    assert context.load_viewer(user.pk, None, NOW).municipality_id == world.away.id
    with pytest.raises(NotFound):
        context.load_viewer(user.pk, here.membership_id, NOW)
    assert invitations.open_link(here.token, now=NOW).signs_in_first


def test_a_new_link_ends_the_one_before(world: World) -> None:
    old = an_invitation(world.home)
    with acting(world.home.admin):
        new = invitations.new_link(world.home.admin, NewLink(uuid.uuid4(), old.membership_id, LinkKind.RESET), now=NOW)
    assert new.kind is LinkKind.INVITE  # who did not come in yet gets an invitation again
    with pytest.raises(NotFound):
        use(old)
    assert use(new)


def test_a_reset_changes_the_password_and_nothing_else(world: World) -> None:
    user = with_password(world.home.coordinator)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    link = a_new_link(world.home, "coordinator", LinkKind.RESET)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)  # until the link is used
    use(link, password="negen gele fietsen buiten")
    user.refresh_from_db()
    assert user.check_password("negen gele fietsen buiten")
    assert Authenticator.objects.filter(user=user).exists()


def a_new_link(place: Place, who: str, kind: LinkKind) -> MadeLink:
    with acting(place.admin):
        return invitations.new_link(place.admin, NewLink(uuid.uuid4(), place.people[who].membership_id, kind), now=NOW)


def test_a_new_second_step_takes_the_old_one_away_when_the_link_is_used(world: World) -> None:
    user = with_password(world.home.coordinator)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    link = a_new_link(world.home, "coordinator", LinkKind.SECOND_STEP)
    assert Authenticator.objects.filter(user=user).exists()
    use(link)
    assert not Authenticator.objects.filter(user=user).exists()


def test_the_second_step_of_who_works_elsewhere_too_is_not_ours_to_take_away(world: World) -> None:
    user = with_password(world.home.teacher)
    use(an_invitation(world.away, email=user.email), signed_in=user.pk)
    with pytest.raises(Refused) as refused:
        a_new_link(world.home, "teacher", LinkKind.SECOND_STEP)
    assert refused.value.refusals[0].code == "account.second_step_elsewhere"
    assert a_new_link(world.home, "teacher", LinkKind.RESET).token


def test_only_an_administrator_of_this_municipality_makes_links(world: World) -> None:
    for who in ("coordinator", "lead", "privacy", "manager", "teacher"):
        with pytest.raises(NotFound):
            an_invitation(world.home, by=who)
    with pytest.raises(NotFound), acting(world.away.admin):
        invitations.new_link(
            world.away.admin, NewLink(uuid.uuid4(), world.home.coordinator.membership_id, LinkKind.RESET), now=NOW
        )
    with pytest.raises(NotFound):
        an_invitation(world.away, organisation_id=world.home.organisations["school"])


def test_an_invitation_that_is_refused_leaves_nothing(world: World) -> None:
    with pytest.raises(Refused) as refused:
        an_invitation(world.home, organisation_id=world.home.organisations["school"], email="weg@school.example")
    assert refused.value.refusals[0].code == "account.roles_outside"
    assert not User.objects.filter(email="weg@school.example").exists()


def test_nobody_is_invited_twice_to_the_same_organisation(world: World) -> None:
    an_invitation(world.home)
    with pytest.raises(Refused) as refused:
        an_invitation(world.home)
    assert refused.value.refusals[0].code == "account.here_already"


def test_one_person_does_not_control_their_own_work_through_a_second_place(world: World) -> None:
    with pytest.raises(Refused) as refused:
        an_invitation(
            world.home,
            email="coordinator@vlierdam.example",
            organisation_id=world.home.organisations["leerplicht"],
            roles=frozenset({Role.PRIVACY_OFFICER}),
        )
    assert refused.value.refusals[0].code == "account.roles_control_elsewhere"


def test_making_and_using_a_link_leave_their_lines(world: World, as_owner: psycopg.Connection) -> None:
    link = an_invitation(world.home)
    use(link)
    with acting(world.home.privacy):
        lines = list(AuditEvent.objects.filter(object_id=link.membership_id).values_list("action", "kind"))
    assert ("account.invite", "write") in lines
    assert ("account.used_invite", "write") in lines
