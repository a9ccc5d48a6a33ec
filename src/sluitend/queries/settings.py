"""The administrator's pages about the municipality itself: numbers and hours, teams, the safety roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from sluitend.access import audit, context
from sluitend.access.staff import for_roster
from sluitend.domain.absence import KeptWhere
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Purpose, Role, SchoolRegion
from sluitend.records.models import Membership, Municipality, SafetyRoster, Team

WHY = audit.Why(Purpose.AUDIT)


@dataclass(frozen=True, slots=True)
class MunicipalityPage:
    """Numbers and hours as they are now, and where the schools lie."""

    version: int
    name: str
    phone: str
    phone_hours: str
    safety_phone: str
    independent_help: str
    independent_help_phone: str
    school_region: SchoolRegion


@dataclass(frozen=True, slots=True)
class KeptPage:
    """Which system leads for official reports and for absence files."""

    version: int
    official: KeptWhere
    absence: KeptWhere


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can stand on the safety roster, and whether they do."""

    id: UUID
    name: str
    function: str
    on_roster: bool
    on_call: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team, who leads it, and how many people are in it."""

    id: UUID
    name: str
    leads: tuple[str, ...]
    people: int


def municipality(viewer: Viewer) -> MunicipalityPage:
    """Show the numbers and hours of the municipality.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    _admin(viewer)
    row = Municipality.objects.get(pk=viewer.municipality_id)
    return MunicipalityPage(
        version=row.version,
        name=row.name,
        phone=row.phone,
        phone_hours=row.phone_hours,
        safety_phone=row.safety_phone,
        independent_help=row.independent_help,
        independent_help_phone=row.independent_help_phone,
        school_region=SchoolRegion(row.school_region),
    )


def kept(viewer: Viewer) -> KeptPage:
    """Show which system leads.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    _admin(viewer)
    row = Municipality.objects.get(pk=viewer.municipality_id)
    return KeptPage(row.version, KeptWhere(row.official_kept), KeptWhere(row.absence_kept))


def roster(viewer: Viewer, *, now: datetime) -> tuple[Candidate, ...]:
    """List who can read signals of heightened safety, those on the roster first.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    _admin(viewer)
    day = context.today(now)
    seats = dict(
        SafetyRoster.objects.filter(municipality_id=viewer.municipality_id).values_list("membership_id", "on_call")
    )
    people = for_roster(day).order_by("display_name").values_list("id", "display_name", "function")
    found = [
        Candidate(key, name, function, on_roster=key in seats, on_call=seats.get(key, False))
        for key, name, function in people
    ]
    audit.read(viewer, "settings.show_roster", audit.Ref("safety_roster"), now=now, why=WHY, count=len(seats))
    return tuple(sorted(found, key=lambda one: not one.on_roster))


def teams(viewer: Viewer, *, now: datetime) -> tuple[TeamRow, ...]:
    """List the teams.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    _admin(viewer)
    day = context.today(now)
    people = Membership.objects.filter(team__isnull=False).filter(
        Q(active_until__isnull=True) | Q(active_until__gte=day)
    )
    counts = dict(people.values("team_id").annotate(number=Count("id")).values_list("team_id", "number"))
    leads: dict[UUID, list[str]] = {}
    for team_id, name in people.filter(roles__contains=[Role.TEAM_LEAD.value]).values_list("team_id", "display_name"):
        leads.setdefault(team_id, []).append(name)
    return tuple(
        TeamRow(key, name, tuple(sorted(leads.get(key, ()))), counts.get(key, 0))
        for key, name in Team.objects.order_by("name").values_list("id", "name")
    )


def _admin(viewer: Viewer) -> None:
    if not viewer.has(Role.ADMIN):
        raise NotFound
