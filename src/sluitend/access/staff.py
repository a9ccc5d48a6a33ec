"""Colleagues: which roles somebody has today, and who may not get a case because it is their own family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sluitend.content.organisations import organisation_types
from sluitend.domain.person import show_phone
from sluitend.domain.sharing import Viewer
from sluitend.domain.staff import MUNICIPAL_PARTIES, ROSTER_ROLES, is_absent
from sluitend.domain.vocabulary import Role
from sluitend.records.models import Membership, SafetyRoster


@dataclass(frozen=True, slots=True)
class Away:
    """That whom to call is away. until: the last day, when known. deputy and phone: whom to call instead, or empty."""

    until: date | None
    deputy: str
    phone: str


def away(coordinator: Membership, deputy: Membership | None, day: date) -> Away | None:
    """Tell whether a coordinator is away, with who stands in for the case, or else for the colleague."""
    if not is_absent(coordinator.absent_from, coordinator.absent_until, day):
        return None
    instead = deputy or coordinator.deputy
    name, phone = (instead.display_name, show_phone(instead.phone)) if instead is not None else ("", "")
    return Away(coordinator.absent_until, name, phone)


def away_of(answer: Sequence[str | None] | None) -> Away | None:
    """Read the same from what the database answers to who may not read the case."""
    if answer is None:
        return None
    until, name, phone = answer
    return Away(date.fromisoformat(until) if until else None, name or "", show_phone(phone or ""))


def at_work(day: date) -> QuerySet[Membership]:
    """Give who works here on a day; somebody who never used the invitation has not begun.

    The organisation is asked for too: one's own place in another municipality can be read here, its organisation not.
    """
    here = Membership.objects.filter(active_from__lte=day, pending=False, organisation__active_from__lte=day)
    return here.exclude(active_until__lt=day).exclude(organisation__active_until__lt=day)


def on_roster(day: date) -> QuerySet[SafetyRoster]:
    """Give who stands on the list of readers of heightened safety on a day."""
    return SafetyRoster.objects.filter(since__lte=day).exclude(until__lt=day)


def named_reader(viewer: Viewer, day: date) -> bool:
    """Tell whether the viewer is on the list of readers of heightened safety."""
    return on_roster(day).filter(membership_id=viewer.membership_id).exists()


def for_roster(day: date) -> QuerySet[Membership]:
    """Give who can stand on the safety roster: municipal workers whose work is with families."""
    municipal = [code for code, kind in organisation_types().items() if kind.party in MUNICIPAL_PARTIES]
    return at_work(day).filter(roles__overlap=sorted(ROSTER_ROLES), organisation__kind__in=municipal)


def roles_of(ids: Iterable[UUID | None], day: date) -> dict[UUID, frozenset[Role]]:
    """Give the roles of those of these members who work here on a day; the others are left out."""
    rows = at_work(day).filter(pk__in={i for i in ids if i})
    return {pk: frozenset(Role(r) for r in roles) for pk, roles in rows.values_list("pk", "roles")}


def free_for(case_id: UUID, member_id: UUID) -> bool:
    """Tell whether somebody can get a case: false when they declared this family to be their own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_case_reader(%s, %s)", [case_id, member_id])
        return bool(cursor.fetchone()[0])
