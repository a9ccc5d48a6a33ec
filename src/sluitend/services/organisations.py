"""The organisations a municipality works with: added, changed, switched off at once and on again."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from sluitend.access import audit, context
from sluitend.access.once import once
from sluitend.content.organisations import organisation_types
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.sharing import OrganisationType, Viewer
from sluitend.domain.staff import check_roles, check_switch_off
from sluitend.domain.vocabulary import N_, Purpose, Role
from sluitend.records.models import Membership, Organisation

WHY = audit.Why(Purpose.AUDIT)
_BRIN = re.compile(r"[0-9]{2}[A-Z]{2}")

CHANGED_MEANWHILE = Refusal(
    "organisation.changed_meanwhile", N_("Iemand anders heeft dit intussen opgeslagen. Kijk na wat er nu staat.")
)


@dataclass(frozen=True, slots=True)
class OrganisationIn:
    """What is known of an organisation. kind: code of its type. brin: a school's number, or empty."""

    name: str
    kind: str
    phone: str = ""
    email: str = ""
    brin: str = ""


@dataclass(frozen=True, slots=True)
class AddOrganisation:
    """An organisation that the municipality starts to work with."""

    form_key: UUID
    organisation: OrganisationIn


@dataclass(frozen=True, slots=True)
class ChangeOrganisation:
    """An organisation as it should be. contact_id: who hands out its actions, or None."""

    organisation_id: UUID
    version: int
    organisation: OrganisationIn
    contact_id: UUID | None


@transaction.atomic
def add_organisation(viewer: Viewer, command: AddOrganisation, *, now: datetime) -> UUID:
    """Add an organisation; gives its id.

    Raises:
        NotFound: the viewer is not an administrator.
        Refused: an unknown kind, a name that is there already, or a school number that cannot be one.
    """
    _admin(viewer)

    def make() -> dict[str, str]:
        wanted = command.organisation
        refuse_any(
            _check_kind(wanted.kind, "", context.today(now)), _check_brin(wanted.brin), _check_name(wanted.name, None)
        )
        made = Organisation(
            id=uuid.uuid4(),
            municipality_id=viewer.municipality_id,
            name=wanted.name.strip(),
            kind=wanted.kind,
            phone=wanted.phone,
            email=wanted.email,
            brin=wanted.brin.upper(),
            active_from=context.today(now),
        )
        audit.write(viewer, "organisation.add", audit.Ref("organisation", made.pk), now=now, why=WHY)
        made.save(force_insert=True)
        return {"organisation": str(made.pk)}

    return UUID(once(viewer, command.form_key, "organisation.add", make, now=now)["organisation"])


@transaction.atomic
def change_organisation(viewer: Viewer, command: ChangeOrganisation, *, now: datetime) -> None:
    """Change what is known of an organisation, and who its contact is.

    Raises:
        NotFound: the viewer is not an administrator, or the organisation is not here.
        Refused: changed meanwhile; an unknown kind; a kind that does not fit the roles of its people; a name that is
            there already; or a contact who does not work there.
    """
    found = _organisation(viewer, command.organisation_id)
    if found.version != command.version:
        raise Refused(CHANGED_MEANWHILE)
    wanted = command.organisation
    refuse_any(
        _check_kind(wanted.kind, found.kind, context.today(now)),
        _check_brin(wanted.brin),
        _check_name(wanted.name, found.pk),
        _check_contact(found, command.contact_id, now),
        _check_people_fit(found, wanted.kind, now),
    )
    audit.write(viewer, "organisation.change", audit.Ref("organisation", found.pk), now=now, why=WHY)
    found.name, found.kind = wanted.name.strip(), wanted.kind
    found.phone, found.email, found.brin = wanted.phone, wanted.email, wanted.brin.upper()
    found.contact_id = command.contact_id
    found.version += 1
    found.save(update_fields=["name", "kind", "phone", "email", "brin", "contact_id", "version"])


@transaction.atomic
def switch_off(viewer: Viewer, organisation_id: UUID, *, now: datetime) -> None:
    """Switch an organisation off: the next page that any of its people asks for signs them out.

    Always possible, except for one's own: it is the brake for an account that fell into wrong hands.

    Raises:
        NotFound: the viewer is not an administrator, or the organisation is not here.
        Refused: it is the administrator's own.
    """
    found = _organisation(viewer, organisation_id)
    refuse_any(check_switch_off(is_own=found.pk == viewer.organisation_id))
    day = context.today(now)
    if found.active_until is None or found.active_until >= day:
        audit.write(viewer, "organisation.switch_off", audit.Ref("organisation", found.pk), now=now, why=WHY)
        found.active_until = day - timedelta(days=1)
        found.version += 1
        found.save(update_fields=["active_until", "version"])


@transaction.atomic
def switch_on(viewer: Viewer, organisation_id: UUID, *, now: datetime) -> None:
    """Let the people of an organisation in again.

    Raises:
        NotFound: the viewer is not an administrator, or the organisation is not here.
    """
    found = _organisation(viewer, organisation_id)
    if found.active_until is not None:
        audit.write(viewer, "organisation.switch_on", audit.Ref("organisation", found.pk), now=now, why=WHY)
        found.active_until = None
        found.version += 1
        found.save(update_fields=["active_until", "version"])


def _admin(viewer: Viewer) -> None:
    if not viewer.has(Role.ADMIN):
        raise NotFound


def _organisation(viewer: Viewer, organisation_id: UUID) -> Organisation:
    _admin(viewer)
    found = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    return found


def _check_kind(kind: str, before: str, day: date) -> Refusal | None:
    """A kind can be chosen while it is in use; an organisation may keep one that went out of use."""
    known: OrganisationType | None = organisation_types().get(kind)
    if known is not None and (known.in_use(day) or kind == before):
        return None
    return Refusal("organisation.kind", N_("Kies een soort uit de lijst."), field="kind")


def _check_brin(brin: str) -> Refusal | None:
    if not brin or _BRIN.fullmatch(brin.upper()):
        return None
    return Refusal(
        "organisation.brin", N_("Een schoolnummer (BRIN) heeft twee cijfers en twee letters, zoals 12AB."), field="brin"
    )


def _check_name(name: str, own: UUID | None) -> Refusal | None:
    others = Organisation.objects.filter(name__iexact=name.strip())
    if not (others.exclude(pk=own) if own else others).exists():
        return None
    return Refusal("organisation.name", N_("Er is al een organisatie met deze naam."), field="name")


def _check_contact(organisation: Organisation, contact_id: UUID | None, now: datetime) -> Refusal | None:
    day = context.today(now)
    if contact_id is None:
        return None
    works = Membership.objects.filter(pk=contact_id, organisation_id=organisation.pk).exclude(active_until__lt=day)
    if works.exists():
        return None
    return Refusal(
        "organisation.contact", N_("Kies als contactpersoon iemand die nu bij deze organisatie werkt."), field="contact"
    )


def _check_people_fit(organisation: Organisation, kind: str, now: datetime) -> Refusal | None:
    """The kind decides which roles people of an organisation can have."""
    if kind == organisation.kind:
        return None
    known = organisation_types().get(kind)
    people = Membership.objects.filter(organisation_id=organisation.pk).exclude(active_until__lt=context.today(now))
    for roles in people.values_list("roles", flat=True):
        if known and check_roles((Role(role) for role in roles), party=known.party):
            return Refusal(
                "organisation.people",
                N_(
                    "Mensen van deze organisatie hebben rollen die niet bij deze soort passen. Verander eerst hun rollen."
                ),
                field="kind",
            )
    return None
