"""As which party an organisation stands in the sharing rules, and what a partner may do with their own action."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sluitend.access.gate import CaseAccess
from sluitend.content.organisations import organisation_types
from sluitend.content.roles import default_readers
from sluitend.domain.sharing import ReadLevel, Relation, Viewer, readable
from sluitend.domain.vocabulary import Category, Party
from sluitend.records.models import TeamSeat


def party_of(kind: str, on: date) -> Party | None:
    """Give the party of a kind of organisation; None when the kind is not known or no longer in use."""
    known = organisation_types().get(kind)
    return known.party if known is not None and known.in_use(on) else None


def own_action_level(viewer: Viewer, on: date) -> ReadLevel:
    """Say how much of the plan the viewer reads in their own action (F.7b)."""
    levels = readable(
        default_readers(), viewer.roles, Relation.OWN_ACTION, party=party_of(viewer.organisation_type, on)
    )
    return levels[Category.K16]


def organisations_inside(access: CaseAccess, day: date) -> frozenset[UUID]:
    """Give the organisations whose people know the case from inside: for them nothing has to be shared."""
    seats = TeamSeat.objects.filter(case_id=access.case_id, ended_at=None, since__lte=day, until__gte=day)
    own = {access.row.coordinator.organisation_id}
    if access.row.deputy is not None:
        own.add(access.row.deputy.organisation_id)
    return frozenset({*seats.values_list("membership__organisation_id", flat=True), *own})
