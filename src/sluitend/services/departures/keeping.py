"""Make the row of a notice, and say which days and terms belong to it: for the form and the file alike."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sluitend.access import audit, norms
from sluitend.access.context import today
from sluitend.domain.absence.departure import DepartureKind, DepartureRow
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Purpose
from sluitend.records import crypto
from sluitend.records.models import DepartureNotice

TABLE = "departure_notice"
WHY = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 18 en 19", "41")
HOLDS = (Category.K1, Category.K3)


def latest_days(now: datetime) -> Mapping[DepartureKind, date]:
    """Give per kind the last day that can be told of today (Wet BRP 2.39 and 2.43 lid 1)."""
    day = today(now)
    return {
        DepartureKind.DEPARTURE: day + timedelta(days=norms.value("departure.notice_from", day)),
        DepartureKind.MOVE: day + timedelta(weeks=norms.value("move.notice_from", day)),
        DepartureKind.STRIKE_OFF: day,
    }


def notice_of(viewer: Viewer, row: DepartureRow, now: datetime, *, row_digest: bytes | None = None) -> DepartureNotice:
    """Make the row in the database, its numbers sealed. row_digest: of the row of a file."""
    pk, day = uuid.uuid4(), today(now)
    bsn = row.bsn.reveal() if row.bsn else ""
    return DepartureNotice(
        id=pk,
        municipality_id=viewer.municipality_id,
        kind=row.kind,
        source=row.source,
        reference=row.reference,
        given_names=row.given_names,
        prefix=row.prefix,
        surname=row.surname,
        birth_date=row.birth_date,
        bsn_sealed=_seal(bsn, pk, "bsn_sealed"),
        bsn_digest=crypto.digest("bsn", bsn.encode()) if bsn else None,
        onderwijsnummer_sealed=_seal(row.onderwijsnummer, pk, "onderwijsnummer_sealed"),
        on=row.on,
        brin=row.brin,
        row_digest=row_digest,
        received_at=now,
        begin_due=norms.due_day("departure.begin", day),
        entered_by_id=viewer.membership_id,
        ends_on=norms.due_day("departure.keep", day),
    )


def _seal(value: str, pk: uuid.UUID, field: str) -> bytes | None:
    return crypto.seal_text(value, table=TABLE, row=pk, field=field) if value else None
