"""What whoever runs the installation does from a shell, as the log of each municipality shows it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sluitend.access import audit, context
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind, Purpose
from sluitend.records.models import Municipality


def operator(municipality_id: UUID) -> Viewer:
    """Whoever runs the installation, as the log names them: nobody of the municipality."""
    nobody = UUID(int=0)
    return Viewer(
        nobody, nobody, municipality_id, nobody, "municipality", frozenset(), "", "Beheerder van de installatie"
    )


def municipalities() -> list[UUID]:
    """Give every municipality; as the owner role only, a bound role sees its own."""
    return list(Municipality.objects.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def note(action: str, *, now: datetime, count: int = 1) -> None:
    """Leave one line in the log of each municipality: what was done to the installation, without content."""
    for municipality_id in municipalities():
        note_for(municipality_id, action, now=now, count=count)


def note_for(municipality_id: UUID, action: str, *, now: datetime, count: int = 1) -> None:
    """Leave a line in the log of one municipality, in the transaction that runs: what follows may write there."""
    viewer = operator(municipality_id)
    context.tell_database(viewer, now)
    line = audit.Line(
        AuditKind.SYSTEM, action, audit.Ref("installation"), why=audit.Why(Purpose.AUDIT), count=max(1, count)
    )
    audit.record(viewer, line, now=now)
