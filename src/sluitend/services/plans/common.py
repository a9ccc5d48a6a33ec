"""What every change to a plan needs: the plan itself, one effect per form, and the case that begins to plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sluitend.access.once import once
from sluitend.domain.case import CaseStatus
from sluitend.domain.outcome import Conflict, NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind
from sluitend.records.models import AuditEvent, Case, CasePerson, Membership, Plan


def one(viewer: Viewer, key: UUID | None, verb: str, make: Callable[[], UUID], now: datetime) -> UUID:
    """Make something once for a form, or give the id of what it made before; without a key always make it."""
    if key is None:
        return make()
    return UUID(once(viewer, key, verb, lambda: {"id": str(make())}, now=now)["id"])


def plan_of(case_id: UUID) -> Plan:
    """Give the plan of a case, locked. Raises NotFound."""
    plan = Plan.objects.select_for_update().filter(case_id=case_id).first()
    if plan is None:
        raise NotFound
    return plan


def begin_planning(case_id: UUID) -> None:
    """Let a case that was only opened begin to make its plan; any other stays where it is."""
    Case.objects.filter(pk=case_id, status=CaseStatus.OPENED).update(status=CaseStatus.PLANNING)


def persons_of(case_id: UUID) -> set[UUID]:
    """Give everybody who belongs to the case now."""
    return set(CasePerson.objects.filter(case_id=case_id, left_on=None).values_list("pk", flat=True))


def person_of(case_id: UUID, person_id: UUID) -> CasePerson:
    """Give somebody who belongs to the case now. Raises NotFound."""
    person = CasePerson.objects.filter(pk=person_id, case_id=case_id, left_on=None).first()
    if person is None:
        raise NotFound
    return person


def conflict(case_id: UUID, kind: str, about: UUID, *, stored: dict[str, str], version: int) -> Conflict:
    """Say that somebody else saved first: what they saved, and who it was, from the line they left."""
    lines = AuditEvent.objects.filter(case_id=case_id, object_kind=kind, object_id=about, kind=AuditKind.WRITE)
    last = lines.order_by("-id").first()
    by = Membership.objects.filter(pk=last.membership_id).first() if last and last.membership_id else None
    if last is None or by is None:
        raise NotFound
    return Conflict(stored, version=version, by=f"{by.display_name}, {by.function.lower()}", at=last.at)
