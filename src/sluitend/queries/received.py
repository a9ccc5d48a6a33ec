"""Which organisations received something about a person of a case: who must hear that it no longer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context
from sluitend.access.gate import case_access
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import ActionShare


@dataclass(frozen=True, slots=True)
class Received:
    """One action about a person that an organisation saw. until: the last day; running: it sees it today."""

    organisation: str
    title: str
    since: date
    until: date
    running: bool


def received_about(viewer: Viewer, case_id: UUID, person_id: UUID, *, now: datetime) -> tuple[Received, ...]:
    """List who saw what about a person, the newest first; empty for who may not read the plan.

    Raises:
        NotFound: there is no such case for the viewer.
    """
    access = case_access(viewer, case_id, now=now)
    if not access.reads(Category.K16):
        return ()
    day = context.today(now)
    audit.read(
        viewer,
        "person.received",
        audit.Ref("person", person_id, case_id=case_id, person_id=person_id),
        now=now,
        categories=(Category.K1, Category.K16),
        why=audit.Why(ground=access.reason.value, rule="F.7b"),
    )
    rows = ActionShare.objects.filter(case_id=case_id, action__concerns_id=person_id).select_related("organisation")
    found = []
    for row in rows.order_by("-since", "id"):
        last = min(row.until, context.today(row.ended_at)) if row.ended_at else row.until
        running = row.ended_at is None and row.until >= day
        found.append(Received(row.organisation.name, row.shown_title, context.today(row.since), last, running))
    return tuple(found)
