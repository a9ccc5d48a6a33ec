"""Destroy what ended: a signal past its end date, after a person's yes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sluitend.access import audit
from sluitend.access.once import once
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer

ERASING = audit.Why(ground="AVG 5(1)(e)", rule="F.14")


def erase(viewer: Viewer, signal_id: UUID, *, form_key: UUID, now: datetime) -> None:
    """Erase a concern whose end date is past: row, persons, keys, drafts and history. One line without content stays.

    Raises:
        NotFound: it does not stand on the viewer's destruction list.
    """

    def make() -> dict[str, Any]:
        audit.write(viewer, "signal.erase", audit.Ref("signal", signal_id, signal_id=signal_id), now=now, why=ERASING)
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_erase_signal(%s)", [signal_id])
            if not cursor.fetchone()[0]:
                raise NotFound
        return {}

    once(viewer, form_key, "signal.erase", make, now=now)
