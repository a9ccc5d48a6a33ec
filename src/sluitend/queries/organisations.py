"""The administrator's pages about organisations, and the first page of the set-up with what still needs doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from sluitend.access import audit, context
from sluitend.content.organisations import organisation_types
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import OrganisationType, Viewer
from sluitend.domain.staff import ROSTER_LEAST, check_switch_off
from sluitend.domain.vocabulary import Purpose, Role
from sluitend.records.models import Invitation, Membership, Municipality, Organisation, SafetyRoster

WHY = audit.Why(Purpose.AUDIT)


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation of the list. kind: None when the type is no longer known. people: how many work there now."""

    id: UUID
    name: str
    kind: OrganisationType | None
    contact: str
    people: int
    on: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the organisation, who could be its contact."""

    id: UUID
    name: str
    function: str


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One organisation as the administrator changes it. kinds: the types that can be chosen today."""

    id: UUID
    version: int
    name: str
    kind: str
    phone: str
    email: str
    brin: str
    contact_id: UUID | None
    active_from: date
    on: bool
    colleagues: tuple[Colleague, ...]
    kinds: tuple[OrganisationType, ...]
    switch_off_refused: Refusal | None


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """Where the set-up stands: counts, and what still needs doing.

    roster_short: fewer than three people read signals of heightened safety, or nobody is on call.
    """

    municipality: str
    organisations: int
    people: int
    invited: int
    on_roster: int
    on_call: int
    roster_short: bool
    without_contact: tuple[OrganisationRow, ...]
    without_numbers: bool
    without_lead: bool


def set_up(viewer: Viewer, *, now: datetime) -> SetUpPage:
    """Show where the set-up of the municipality stands.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    _admin(viewer)
    day = context.today(now)
    place = Municipality.objects.get(pk=viewer.municipality_id)
    people = Membership.objects.filter(municipality_id=viewer.municipality_id).exclude(active_until__lt=day)
    seats = list(
        SafetyRoster.objects.filter(municipality_id=viewer.municipality_id, membership__in=people).values_list(
            "on_call", flat=True
        )
    )
    rows = _rows(day)
    return SetUpPage(
        municipality=place.name,
        organisations=sum(row.on for row in rows),
        people=people.filter(pending=False).count(),
        invited=Invitation.objects.filter(used_at__isnull=True, expires_at__gt=now).count(),
        on_roster=len(seats),
        on_call=sum(seats),
        roster_short=len(seats) < ROSTER_LEAST or not any(seats),
        without_contact=tuple(row for row in rows if row.on and not row.contact and row.people),
        without_numbers=not all((place.phone, place.safety_phone, place.independent_help_phone)),
        without_lead=not people.filter(roles__contains=[Role.TEAM_LEAD.value]).exists(),
    )


def organisations(viewer: Viewer, *, now: datetime) -> tuple[OrganisationRow, ...]:
    """List the organisations of the municipality, those that are switched off last.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    _admin(viewer)
    return _rows(context.today(now))


def organisation(viewer: Viewer, organisation_id: UUID, *, now: datetime) -> OrganisationPage:
    """Show one organisation with its people.

    Raises:
        NotFound: the viewer is not an administrator, or the organisation is not here.
    """
    _admin(viewer)
    day = context.today(now)
    row = Organisation.objects.filter(pk=organisation_id).first()
    if row is None:
        raise NotFound
    people = Membership.objects.filter(organisation_id=row.pk).exclude(active_until__lt=day).order_by("display_name")
    colleagues = tuple(Colleague(*person) for person in people.values_list("id", "display_name", "function"))
    audit.read(viewer, "organisation.show", audit.Ref("organisation", row.pk), now=now, why=WHY, count=len(colleagues))
    return OrganisationPage(
        id=row.pk,
        version=row.version,
        name=row.name,
        kind=row.kind,
        phone=row.phone,
        email=row.email,
        brin=row.brin,
        contact_id=row.contact_id,
        active_from=row.active_from,
        on=row.active_until is None or row.active_until >= day,
        colleagues=colleagues,
        kinds=kinds(day, also=row.kind),
        switch_off_refused=check_switch_off(is_own=row.pk == viewer.organisation_id),
    )


def kinds(day: date, *, also: str = "") -> tuple[OrganisationType, ...]:
    """Give the types of organisation in use on a day, and the one that an organisation has already."""
    return tuple(kind for kind in organisation_types().values() if kind.in_use(day) or kind.code == also)


def kinds_for(viewer: Viewer, *, now: datetime) -> tuple[OrganisationType, ...]:
    """Give the types that a new organisation can have.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    _admin(viewer)
    return kinds(context.today(now))


def _admin(viewer: Viewer) -> None:
    if not viewer.has(Role.ADMIN):
        raise NotFound


def _rows(day: date) -> tuple[OrganisationRow, ...]:
    found = Organisation.objects.select_related("contact").order_by("name")
    people = dict(
        Membership.objects.filter(pending=False)
        .filter(Q(active_until__isnull=True) | Q(active_until__gte=day))
        .values_list("organisation_id")
        .annotate(Count("id"))
        .values_list("organisation_id", "id__count")
    )
    known = organisation_types()
    rows = [
        OrganisationRow(
            id=row.pk,
            name=row.name,
            kind=known.get(row.kind),
            contact=row.contact.display_name if row.contact else "",
            people=people.get(row.pk, 0),
            on=row.active_until is None or row.active_until >= day,
        )
        for row in found
    ]
    return tuple(sorted(rows, key=lambda row: not row.on))
