"""What must be destroyed, and what is proposed for it: classes, numbers and dates, never content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sluitend.domain.destruction import Kept
from sluitend.records.models import Destruction


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something past its end date. begun_on: received or opened; None where only a proposal still tells of it."""

    kind: Kept
    object_id: UUID
    number: str
    begun_on: date | None
    ended_on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal with what is on it. proposer: the login of who proposed it. open: nobody confirmed or refused it."""

    destruction_id: UUID
    proposer: UUID
    proposed_by: str
    proposed_at: datetime
    open: bool
    items: tuple[DueLine, ...]


def due() -> tuple[DueLine, ...]:
    """Give what is past its end date and in no proposal, the oldest first; nothing for who is no privacy officer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, object_id, number, begun_on, ended_on FROM app_destruction_list()")
        return tuple(DueLine(Kept(kind), *rest) for kind, *rest in cursor)


def proposal(destruction_id: UUID) -> Proposal | None:
    """Give a proposal of this municipality to who may read it, or nothing."""
    row = Destruction.objects.select_related("proposed_by").filter(pk=destruction_id).first()
    if row is None:
        return None
    items = row.items.order_by("ended_on", "number", "id")
    return Proposal(
        destruction_id=row.pk,
        proposer=row.proposed_by.user_id,
        proposed_by=row.proposed_by.display_name,
        proposed_at=row.proposed_at,
        open=row.confirmed_at is None and row.refused_at is None,
        items=tuple(DueLine(Kept(i.kind), i.object_ref, i.number, None, i.ended_on) for i in items),
    )
