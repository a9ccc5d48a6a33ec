"""What every change to the people of a case needs: one effect per form, the person, and the reason that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from sluitend.access.once import once
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import CaseChange, CasePerson, Membership

PEOPLE = (Category.K1, Category.K2)


def one(viewer: Viewer, key: UUID | None, verb: str, make: Callable[[], UUID], now: datetime) -> UUID:
    """Make something once for a form, or give the id of what it made before; without a key always make it."""
    if key is None:
        return make()
    return UUID(once(viewer, key, verb, lambda: {"id": str(make())}, now=now)["id"])


def person_of(case_id: UUID, person_id: UUID) -> CasePerson:
    """Give a person who belongs to the case now, locked. Raises NotFound."""
    row = CasePerson.objects.select_for_update().filter(pk=person_id, case_id=case_id, left_on=None).first()
    if row is None:
        raise NotFound
    return row


def persons_of(case_id: UUID) -> dict[UUID, str]:
    """Give the kind of every person who belongs to the case now."""
    return dict(CasePerson.objects.filter(case_id=case_id, left_on=None).values_list("pk", "kind"))


def signed(member: Membership) -> str:
    """Give how somebody is named beside a text: name and function."""
    return f"{member.display_name}, {member.function.lower()}"


def keep_reason(
    viewer: Viewer,
    case_id: UUID,
    kind: str,
    *,
    reason: str,
    now: datetime,
    person: CasePerson | None = None,
    changed: Iterable[str] = (),
    second: UUID | None = None,
) -> None:
    """Keep why something was changed, and the names of what changed: never what it held."""
    CaseChange(
        municipality_id=viewer.municipality_id,
        case_id=case_id,
        kind=kind,
        person=person,
        changed=list(changed),
        reason=reason,
        by_id=viewer.membership_id,
        second_id=second,
        at=now,
    ).save(force_insert=True)
