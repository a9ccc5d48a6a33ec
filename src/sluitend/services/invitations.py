"""One-time links: somebody is invited, gets a new password, or gets a new second step. Nobody signs up, no mail leaves.

The link's secret (256 bits) is shown to the administrator once; only its digest is stored. A link belongs to one place
in one municipality. It never sets the password of a login that has one, unless it was made as a reset: otherwise an
administrator could take over the login of somebody who also works for another municipality.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from sluitend.access import audit, context
from sluitend.access.once import once
from sluitend.access.parties import party_of
from sluitend.content.parameters import default_norms
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.staff import LinkKind, check_other_person, check_roles, check_team
from sluitend.domain.vocabulary import N_, Purpose, Role
from sluitend.records.crypto import digest
from sluitend.records.models import Invitation, Membership, Organisation, Team, User

WHY = audit.Why(Purpose.AUDIT)

_PASSWORD = {
    "password_too_short": N_("Kies een langer wachtwoord: ten minste 12 tekens."),
    "password_too_common": N_("Dit wachtwoord gebruiken veel mensen. Kies een ander, bijvoorbeeld een zin."),
    "password_too_similar": N_("Dit wachtwoord lijkt te veel op uw e-mailadres. Kies een ander."),
}
_PASSWORD_OTHER = N_("Dit wachtwoord is te makkelijk te raden. Kies een ander, bijvoorbeeld een zin.")


@dataclass(frozen=True, slots=True)
class Invite:
    """Who is invited, to do what. form_key: the same key is the same invitation."""

    form_key: UUID
    email: str
    name: str
    function: str
    organisation_id: UUID
    roles: frozenset[Role]
    team_id: UUID | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A new link for somebody who is here already. kind: what it does."""

    form_key: UUID
    membership_id: UUID
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link that was made. token: its secret, only in the answer that made it; None when the form was sent again."""

    membership_id: UUID
    kind: LinkKind
    token: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenLink:
    """What somebody sees who opens a link that works.

    signs_in_first: the login has a password already, so its owner accepts the place after signing in.
    """

    kind: LinkKind
    user_id: UUID
    email: str
    name: str
    function: str
    organisation: str
    municipality: str
    expires_at: datetime
    signs_in_first: bool


@dataclass(frozen=True, slots=True)
class _Found:
    user_id: UUID
    membership_id: UUID
    municipality_id: UUID
    organisation_id: UUID
    municipality: str
    organisation: str
    organisation_kind: str
    worker: str
    function: str
    kind: str
    expires_at: datetime


@transaction.atomic
def invite(viewer: Viewer, command: Invite, *, now: datetime) -> MadeLink:
    """Invite somebody: a login when there is none yet, a place that opens with the link, and the link.

    Raises:
        NotFound: the viewer is not an administrator, or the organisation or team is not theirs.
        Refused: roles that do not go together, or somebody who works for this organisation already.
    """
    if not viewer.has(Role.ADMIN):
        raise NotFound
    made: list[str] = []

    def make() -> dict[str, str]:
        membership_id = uuid.uuid4()
        membership = _place(viewer, command, membership_id, now)
        made.append(make_link(membership, LinkKind.INVITE, made_by=viewer.membership_id, now=now))
        return {"membership": str(membership.pk), "expires_at": _expiry(now).isoformat()}

    result = once(viewer, command.form_key, "account.invite", make, now=now)
    return MadeLink(
        UUID(result["membership"]),
        LinkKind.INVITE,
        made[0] if made else None,
        datetime.fromisoformat(result["expires_at"]),
    )


@transaction.atomic
def new_link(viewer: Viewer, command: NewLink, *, now: datetime) -> MadeLink:
    """Make a new link; older links of the same place stop working. What the link changes, changes when it is used.

    Raises:
        NotFound: the viewer is not an administrator, or that place is not here.
        Refused: the place is closed, or the second step belongs to another municipality too.
    """
    if not viewer.has(Role.ADMIN):
        raise NotFound
    membership = Membership.objects.select_related("user").filter(pk=command.membership_id).first()
    if membership is None or membership.municipality_id != viewer.municipality_id:
        raise NotFound
    kind = LinkKind.INVITE if membership.pending else command.kind
    refuse_any(_check_open(membership, now), check_second_step(membership.user_id, kind))
    made: list[str] = []

    def make() -> dict[str, str]:
        ref = audit.Ref("membership", membership.pk)
        audit.write(viewer, f"account.link_{kind}", ref, now=now, why=WHY)
        made.append(make_link(membership, kind, made_by=viewer.membership_id, now=now))
        return {"expires_at": _expiry(now).isoformat()}

    result = once(viewer, command.form_key, "account.link", make, now=now)
    return MadeLink(membership.pk, kind, made[0] if made else None, datetime.fromisoformat(result["expires_at"]))


def check_second_step(user_id: UUID, kind: LinkKind) -> Refusal | None:
    """The second step of a login is taken away only where the login works for no other municipality."""
    if kind is not LinkKind.SECOND_STEP:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_only_here(%s)", [user_id])
        (only_here,) = cursor.fetchone()
    if only_here:
        return None
    return Refusal(
        "account.second_step_elsewhere",
        N_(
            "Deze login werkt ook buiten uw gemeente. Een nieuwe tweede stap kan alleen de beheerder van de installatie geven."
        ),
    )


def open_link(token: str, *, now: datetime) -> OpenLink:
    """Look what a link does. Used, expired, unknown and withdrawn are the same.

    Raises:
        NotFound: the link does not work (any more).
    """
    found = _find(token, now)
    user = User.objects.get(pk=found.user_id)
    kind = LinkKind(found.kind)
    return OpenLink(
        kind=kind,
        user_id=user.pk,
        email=user.email,
        name=found.worker,
        function=found.function,
        organisation=found.organisation,
        municipality=found.municipality,
        expires_at=found.expires_at,
        signs_in_first=_joins(user, kind),
    )


@transaction.atomic
def accept(token: str, *, password: str, signed_in: UUID | None, now: datetime) -> UUID:
    """Use a link: set the password, or accept a place with the login one has. Gives the place that is open now.

    signed_in: the user who is signed in, if any. The transaction is that of the link's own place from here on.

    Raises:
        NotFound: the link does not work (any more), or is somebody else's.
        Refused: the password is too short or too easy to guess.
    """
    found = _find(token, now)
    user = User.objects.get(pk=found.user_id)
    kind = LinkKind(found.kind)
    joins = _joins(user, kind)
    if signed_in != user.pk and (joins or signed_in is not None):
        raise NotFound
    if not joins:
        _check_password(password, user)
    holder = Viewer(
        user_id=user.pk,
        membership_id=found.membership_id,
        municipality_id=found.municipality_id,
        organisation_id=found.organisation_id,
        organisation_type=found.organisation_kind,
        roles=frozenset(),
        name=found.worker,
        function=found.function,
    )
    context.tell_database(holder, now)
    audit.write(holder, f"account.used_{kind}", audit.Ref("membership", found.membership_id), now=now, why=WHY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_use_invitation(%s)", [_digest(token)])
        (first,) = cursor.fetchone()
    if not first:
        raise NotFound
    if not joins:
        user.set_password(password)
        user.save(update_fields=["password"])
    if kind is LinkKind.SECOND_STEP:
        Authenticator.objects.filter(user_id=user.pk).delete()
    return found.membership_id


def note_dead_link(viewer: Viewer, *, now: datetime) -> None:
    """Log that somebody who is signed in opened a link that is not theirs or does not work."""
    audit.denied(viewer, "account.link", audit.Ref("invitation"), reason_code="not_found", now=now)


def _place(viewer: Viewer, command: Invite, membership_id: UUID, now: datetime) -> Membership:
    organisation = Organisation.objects.filter(pk=command.organisation_id).first()
    if organisation is None or (command.team_id and not Team.objects.filter(pk=command.team_id).exists()):
        raise NotFound
    email = command.email.strip().lower()
    user = User.objects.filter(email__iexact=email).first()
    places = list(Membership.objects.filter(user=user, municipality_id=viewer.municipality_id)) if user else []
    before = next((place for place in places if place.organisation_id == organisation.pk), None)
    refuse_any(
        _check_organisation(organisation, now),
        _check_new_here(before, now),
        check_roles(command.roles, party=party_of(organisation.kind, context.today(now))),
        check_other_person(command.roles, _roles_elsewhere(places, before, now)),
        check_team(command.roles, command.team_id),
    )
    if user is None:
        user = User(email=email, name=command.name, made_at=now)
        user.set_unusable_password()
        user.save(force_insert=True)
    place = before or Membership(
        id=membership_id, municipality_id=viewer.municipality_id, user=user, organisation=organisation
    )
    place.display_name, place.function, place.phone = command.name, command.function, command.phone
    place.roles = sorted(command.roles)
    place.team_id = command.team_id
    place.deputy = place.absent_from = place.absent_until = None
    place.active_from, place.active_until, place.pending = context.today(now), None, True
    place.version = place.version + 1 if before else 1
    audit.write(viewer, "account.invite", audit.Ref("membership", place.pk), now=now, why=WHY)
    place.save(force_insert=before is None)
    return place


def make_link(membership: Membership, kind: LinkKind, *, made_by: UUID | None, now: datetime) -> str:
    """Make a link for a place and give its secret; older links of that place stop working.

    Write the line of the log first. made_by: the administrator, or None for whoever runs this installation.
    """
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(membership_id=membership.pk, used_at__isnull=True).update(used_at=now)
    Invitation.objects.create(
        municipality_id=membership.municipality_id,
        user_id=membership.user_id,
        membership_id=membership.pk,
        made_by_id=made_by,
        kind=kind,
        token_digest=_digest(token),
        made_at=now,
        expires_at=_expiry(now),
    )
    return token


def _expiry(now: datetime) -> datetime:
    return now + timedelta(hours=default_norms().at("account.invitation", context.today(now)).value)


def _digest(token: str) -> bytes:
    return digest("invitation", token.encode("utf-8", "replace"))


def _find(token: str, now: datetime) -> _Found:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_invitation(%s, %s)", [_digest(token), now])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    return _Found(*row)


def _joins(user: User, kind: LinkKind) -> bool:
    """Whether the login is in use already: an invitation then adds a place and leaves the password alone."""
    return kind is LinkKind.INVITE and bool(user.password) and user.has_usable_password()


def _check_open(membership: Membership, now: datetime) -> Refusal | None:
    if membership.active_until is None or membership.active_until >= context.today(now):
        return None
    return Refusal("account.closed", N_("Deze persoon werkt hier niet meer. Nodig de persoon opnieuw uit."))


def _check_organisation(organisation: Organisation, now: datetime) -> Refusal | None:
    if organisation.active_until is None or organisation.active_until >= context.today(now):
        return None
    return Refusal(
        "account.organisation_closed", N_("Deze organisatie is uitgezet. Kies een andere."), field="organisation"
    )


def _check_new_here(before: Membership | None, now: datetime) -> Refusal | None:
    if before is None or (before.active_until is not None and before.active_until < context.today(now)):
        return None
    return Refusal("account.here_already", N_("Deze persoon staat al bij deze organisatie."), field="email")


def _roles_elsewhere(places: Iterable[Membership], before: Membership | None, now: datetime) -> frozenset[Role]:
    day = context.today(now)
    active = [p for p in places if p is not before and (p.active_until is None or p.active_until >= day)]
    return frozenset(Role(role) for place in active for role in place.roles)


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(
            *(
                Refusal(
                    f"account.{problem.code or 'password'}",
                    _PASSWORD.get(problem.code or "", _PASSWORD_OTHER),
                    field="password",
                )
                for problem in error.error_list
            )
        ) from None
