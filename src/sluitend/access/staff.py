"""Colleagues: which roles somebody has today, and who may not get a case because it is their own family."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from sluitend.domain.vocabulary import Role
from sluitend.records.models import Membership


def roles_of(ids: Iterable[UUID | None], day: date) -> dict[UUID, frozenset[Role]]:
    """Give the roles of those of these members who work here on a day; the others are left out."""
    rows = Membership.objects.filter(pk__in={i for i in ids if i}, active_from__lte=day).exclude(active_until__lt=day)
    return {pk: frozenset(Role(r) for r in roles) for pk, roles in rows.values_list("pk", "roles")}


def free_for(case_id: UUID, member_id: UUID) -> bool:
    """Tell whether somebody can get a case: false when they declared this family to be their own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_case_reader(%s, %s)", [case_id, member_id])
        return bool(cursor.fetchone()[0])
