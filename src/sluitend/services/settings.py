"""What a municipality fills in about itself: whom to phone, and who reads signals of heightened safety."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from sluitend.access import audit, context
from sluitend.access.staff import for_roster
from sluitend.domain.absence import KeptWhere
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.staff import RosterSeat, check_on_call, check_roster
from sluitend.domain.vocabulary import N_, Purpose, Role, SchoolRegion
from sluitend.records.models import Municipality, SafetyRoster

WHY = audit.Why(Purpose.AUDIT)
_FIELDS = ("phone", "phone_hours", "safety_phone", "independent_help", "independent_help_phone")

CHANGED_MEANWHILE = Refusal(
    "settings.changed_meanwhile", N_("Iemand anders heeft dit intussen opgeslagen. Kijk na wat er nu staat.")
)


@dataclass(frozen=True, slots=True)
class ChangeMunicipality:
    """Numbers and hours as families, reporters and workers see them, and where its schools lie.

    version: the one the administrator started from. school_region: whose school holidays count; None leaves it as it is.
    """

    version: int
    phone: str
    phone_hours: str
    safety_phone: str
    independent_help: str
    independent_help_phone: str
    school_region: SchoolRegion | None = None


@transaction.atomic
def change_municipality(viewer: Viewer, command: ChangeMunicipality, *, now: datetime) -> None:
    """Change the numbers and hours; they show at once on every page and every new print.

    Raises:
        NotFound: the viewer is not an administrator.
        Refused: somebody else changed them meanwhile.
    """
    if not viewer.has(Role.ADMIN):
        raise NotFound
    wanted = {name: getattr(command, name).strip() for name in _FIELDS}
    if command.school_region is not None:
        wanted["school_region"] = command.school_region.value
    ref = audit.Ref("municipality", viewer.municipality_id)
    audit.write(viewer, "settings.change", ref, now=now, fields=tuple(wanted), why=WHY)
    stored = Municipality.objects.filter(pk=viewer.municipality_id, version=command.version)
    if not stored.update(**wanted, version=F("version") + 1):
        raise Refused(CHANGED_MEANWHILE)


@dataclass(frozen=True, slots=True)
class ChooseKept:
    """Where official reports and absence files are kept: here, or in a system of their own that leads."""

    version: int
    official: KeptWhere
    absence: KeptWhere


@transaction.atomic
def choose_kept(viewer: Viewer, command: ChooseKept, *, now: datetime) -> None:
    """Say which system leads from now on; an official report that began keeps what held then.

    Raises:
        NotFound: the viewer is not an administrator.
        Refused: somebody else changed it meanwhile.
    """
    if not viewer.has(Role.ADMIN):
        raise NotFound
    ref = audit.Ref("municipality", viewer.municipality_id)
    audit.write(viewer, "settings.kept", ref, now=now, fields=("official_kept", "absence_kept"), why=WHY)
    stored = Municipality.objects.filter(pk=viewer.municipality_id, version=command.version)
    if not stored.update(official_kept=command.official, absence_kept=command.absence, version=F("version") + 1):
        raise Refused(CHANGED_MEANWHILE)


@transaction.atomic
def set_roster(viewer: Viewer, seats: frozenset[RosterSeat], *, now: datetime) -> None:
    """Say who reads signals of heightened safety from now on: at least three, one of them on call.

    Who was named for a signal or case that is there already stays that until its own date.

    Raises:
        NotFound: the viewer is not an administrator.
        Refused: too few people, nobody on call, or somebody whose role does not allow it.
    """
    if not viewer.has(Role.ADMIN):
        raise NotFound
    day = context.today(now)
    refuse_any(check_roster(seats))
    members = for_roster(day).filter(pk__in=[seat.membership_id for seat in seats])
    if members.count() != len(seats):
        raise Refused(
            Refusal("roster.role", N_("Kies mensen die nu met gezinnen werken bij de gemeente."), field="readers")
        )
    deaf = [seat.membership_id for seat in seats if seat.on_call and not seat.reads]
    names = members.filter(pk__in=deaf).order_by("display_name").values_list("display_name", flat=True) if deaf else ()
    refuse_any(check_on_call(tuple(names)))
    audit.write(viewer, "settings.roster", audit.Ref("safety_roster"), now=now, why=WHY)
    before = {row.membership_id: row for row in SafetyRoster.objects.filter(municipality_id=viewer.municipality_id)}
    wanted = {seat.membership_id: seat.on_call for seat in seats}
    SafetyRoster.objects.filter(membership_id__in=[gone for gone in before if gone not in wanted]).delete()
    for membership_id, on_call in wanted.items():
        row = before.get(membership_id)
        if row is None:
            SafetyRoster.objects.create(
                municipality_id=viewer.municipality_id, membership_id=membership_id, on_call=on_call, since=day
            )
        elif row.on_call != on_call:
            row.on_call = on_call
            row.save(update_fields=["on_call"])
