"""Make the row of a matter, and say who may enter one: for the form and the file alike."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sluitend.access import audit, norms, protocols
from sluitend.access.concern import may_hold_bsn
from sluitend.access.context import today
from sluitend.domain import running as rules
from sluitend.domain.case import check_bsn_held
from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol.steps import Protocol
from sluitend.domain.running import MatterIn
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Purpose
from sluitend.records import crypto
from sluitend.records.models import RunningMatter

TABLE = "running_matter"
WHY = audit.Why(Purpose.ACCESS_AND_DIRECTION, "", "F.7b")
HOLDS = (Category.K1, Category.K19)


def enters(viewer: Viewer) -> bool:
    """Tell whether it is the viewer's work to enter what runs already."""
    return viewer.has(*rules.ENTERERS)


def check_matter(viewer: Viewer, row: MatterIn, known: Mapping[str, Protocol]) -> Sequence[Refusal | None]:
    """Give what is wrong with where a matter stands. known: the protocols that can run today."""
    protocol = known.get(row.protocol)
    if protocol is None:
        return (Refusal("running.protocol", rules.NO_PROTOCOL, "protocol"),)
    wrong = rules.check_protocol(protocol, heightened=row.heightened)
    return (
        wrong,
        rules.check_step(protocol, row.step) if wrong is None else None,
        check_bsn_held(given=row.bsn is not None, may_hold=may_hold_bsn(viewer)),
    )


def catalogue(now: datetime) -> Mapping[str, Protocol]:
    """Give the protocols that can run today, by code."""
    return protocols.catalogue(today(now))


def matter_of(viewer: Viewer, row: MatterIn, now: datetime) -> RunningMatter:
    """Make the row in the database, its BSN sealed; it is not saved."""
    pk = uuid.uuid4()
    bsn = row.bsn.reveal() if row.bsn else ""
    return RunningMatter(
        id=pk,
        municipality_id=viewer.municipality_id,
        reference=row.reference,
        protocol=row.protocol,
        step=row.step,
        started_on=row.started_on,
        since=row.since,
        heightened=row.heightened,
        given_names=row.given_names,
        prefix=row.prefix,
        surname=row.surname,
        birth_date=row.birth_date,
        bsn_sealed=crypto.seal_text(bsn, table=TABLE, row=pk, field="bsn_sealed") if bsn else None,
        bsn_digest=crypto.digest("bsn", bsn.encode()) if bsn else None,
        row_digest=digest_of(row),
        coordinator_id=row.coordinator_id,
        entered_by_id=viewer.membership_id,
        entered_at=now,
        ends_on=norms.due_day("running.wait", now),
    )


def digest_of(row: MatterIn) -> bytes:
    """Give the keyed digest by which the same matter is known again."""
    return crypto.digest("running_row", rules.matter_bytes(row))
