"""The first administrator of a municipality, made by whoever runs the installation: `sluitend create-admin`.

It also helps an administrator who lost password and phone: for somebody who is one already it makes a link with which
both begin anew. It runs as the owner role, which no page and no job ever does.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from sluitend.access import audit, context
from sluitend.config import installation
from sluitend.config.faults import Fault
from sluitend.domain.staff import LinkKind
from sluitend.domain.vocabulary import AuditKind, Purpose, Role
from sluitend.records.models import Membership, Municipality, Organisation, User
from sluitend.services.invitations import make_link

KIND = "municipality"


class CreateAdminError(Fault):
    """This administrator cannot be made; the message is a sentence for whoever runs the installation."""


@dataclass(frozen=True, slots=True)
class MadeAdmin:
    """What was made. token: the secret of the one-time link, shown once."""

    municipality: str
    is_new: bool
    kind: LinkKind
    token: str


@transaction.atomic
def create_admin(municipality: str, email: str, name: str, *, practice_for: str = "", now: datetime) -> MadeAdmin:
    """Make the municipality when it is new, its own organisation, and an administrator with a one-time link.

    practice_for: the name of the municipality for which the new one is practice; a municipality never becomes it later.

    Raises:
        CreateAdminError: the address is none, a name is empty, that person does other work for the municipality, or it
            cannot be practice for the other.
    """
    address = _address(email)
    if not municipality.strip() or not name.strip():
        raise CreateAdminError("Geef de naam van de gemeente en van de beheerder.")
    place = Municipality.objects.filter(name__iexact=municipality.strip()).first()
    is_new = place is None
    real = _practised_for(practice_for, place) if practice_for.strip() else None
    if place is None:
        place = Municipality(
            id=uuid.uuid4(), name=municipality.strip(), slug=_slug(municipality), practice_for=real, created_at=now
        )
    founder = installation.operator(place.pk)
    context.tell_database(founder, now)
    line = audit.Line(
        AuditKind.SYSTEM, "account.create_admin", audit.Ref("municipality", place.pk), why=audit.Why(Purpose.AUDIT)
    )
    audit.record(founder, line, now=now)
    if is_new:
        place.save(force_insert=True)
    organisation = _organisation(place, now)
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = User(email=address, name=name.strip(), made_at=now)
        user.set_unusable_password()
        user.save(force_insert=True)
    membership, kind = _membership(place, organisation, user, name.strip(), now)
    return MadeAdmin(place.name, is_new, kind, make_link(membership, kind, made_by=None, now=now))


def told(made: MadeAdmin, address: str | None = None) -> Iterator[str]:
    """Give what the terminal shows: what was made, and the link, for the only time.

    address: where the pages are, such as https://sluitend.gemeente.example; without it the first host of the settings.
    """
    begin = (address or next(iter(settings.CSRF_TRUSTED_ORIGINS), "http://127.0.0.1:8000")).rstrip("/")
    if made.is_new:
        yield f"De gemeente {made.municipality} is gemaakt. Vul in de inrichting de telefoonnummers in."
    if made.kind is LinkKind.SECOND_STEP:
        yield "Deze beheerder bestond al. Met de link beginnen het wachtwoord en de tweede stap opnieuw."
    yield "Geef deze link aan de beheerder. Hij werkt één keer, 72 uur, en is hierna niet meer te zien:"
    yield f"{begin}{reverse('invitation', args=[made.token])}"


def _practised_for(name: str, place: Municipality | None) -> Municipality:
    """Give the municipality that practises; what holds families never turns into practice, or practice into real."""
    real = Municipality.objects.filter(name__iexact=name.strip()).first()
    if real is None:
        raise CreateAdminError("De gemeente waarvoor dit een oefengemeente wordt, bestaat niet.")
    if real.practice_for_id is not None:
        raise CreateAdminError("Dat is zelf een oefengemeente.")
    if place is not None and place.practice_for_id != real.pk:
        raise CreateAdminError("Deze gemeente bestaat al. Alleen een nieuwe gemeente kan een oefengemeente worden.")
    if place is None and Municipality.objects.filter(practice_for=real).exists():
        raise CreateAdminError("Die gemeente heeft al een oefengemeente.")
    return real


def _address(email: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError:
        raise CreateAdminError("Dit is geen e-mailadres.") from None
    return email.strip().lower()


def _slug(municipality: str) -> str:
    slug = slugify(municipality)[:50] or "gemeente"
    return slug if not Municipality.objects.filter(slug=slug).exists() else f"{slug}-{uuid.uuid4().hex[:6]}"


def _organisation(place: Municipality, now: datetime) -> Organisation:
    own = Organisation.objects.filter(municipality=place, kind=KIND).order_by("active_from", "id").first()
    if own is None:
        own = Organisation(
            municipality=place, name=f"Gemeente {place.name}"[:160], kind=KIND, active_from=context.today(now)
        )
        own.save(force_insert=True)
    return own


def _membership(
    place: Municipality, organisation: Organisation, user: User, name: str, now: datetime
) -> tuple[Membership, LinkKind]:
    day = context.today(now)
    places = Membership.objects.filter(municipality=place, user=user).exclude(active_until__lt=day)
    found = next((row for row in places if Role.ADMIN in row.roles), None)
    if found is not None:
        return found, LinkKind.INVITE if found.pending else LinkKind.SECOND_STEP
    if places.exists():
        raise CreateAdminError("Deze persoon doet al ander werk voor deze gemeente. Een beheerder ziet geen inhoud.")
    before = Membership.objects.filter(organisation=organisation, user=user).first()
    made = before or Membership(municipality=place, user=user, organisation=organisation)
    made.display_name, made.function, made.roles = name[:160], "Beheerder", [Role.ADMIN.value]
    made.active_from, made.active_until, made.pending = day, None, True
    made.save(force_insert=before is None)
    return made, LinkKind.INVITE
