"""The people of a concern, as a case takes them over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sluitend.access.signal_gate import signal_access
from sluitend.domain.case import PersonIn, PersonKind
from sluitend.domain.person import Bsn
from sluitend.domain.sharing import Viewer
from sluitend.records.crypto import Unreadable, unseal_text
from sluitend.records.models import SignalPerson


def persons_for_case(
    viewer: Viewer, signal_id: UUID, names: Mapping[UUID, str], *, now: datetime
) -> tuple[PersonIn, ...]:
    """Give the people of a concern in the order they were told. names: of those who were described only.

    Raises:
        NotFound: the concern is not there for the viewer.
    """
    row = signal_access(viewer, signal_id, now=now).row
    return tuple(_person(one, names) for one in SignalPerson.objects.filter(signal=row).order_by("position"))


def _person(row: SignalPerson, names: Mapping[UUID, str]) -> PersonIn:
    return PersonIn(
        kind=PersonKind.CHILD if row.kind == "child" else PersonKind.ADULT,
        given_names=row.given_names or names.get(row.pk, ""),
        prefix=row.prefix,
        surname=row.surname,
        birth_date=row.birth_date,
        relation=row.relation,
        phone=row.phone,
        postcode=row.postcode,
        house_number=row.house_number,
        bsn=_bsn(row),
    )


def _bsn(row: SignalPerson) -> Bsn | None:
    """Open the number; one whose key is gone goes no further, and the rest does."""
    if row.bsn_sealed is None:
        return None
    try:
        return Bsn(unseal_text(row.bsn_sealed, table="signal_person", row=row.pk, field="bsn_sealed"))
    except (Unreadable, ValueError):
        return None
