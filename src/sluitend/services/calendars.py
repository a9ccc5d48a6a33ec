"""The secret address of one's own calendar: made, shown once, and ended."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sluitend.access import audit
from sluitend.access.once import once
from sluitend.domain.sharing import Viewer
from sluitend.records.crypto import digest
from sluitend.records.models import CalendarFeed


@transaction.atomic
def make_address(viewer: Viewer, form_key: UUID, *, now: datetime) -> str | None:
    """Make a new address and give its secret, which is kept nowhere; an older one stops working.

    Gives None when the form was sent again: what was shown once is not shown twice.
    """
    made: list[str] = []

    def make() -> dict[str, str]:
        token = secrets.token_urlsafe(32)
        _end(viewer, "calendar.make", now)
        CalendarFeed(
            municipality_id=viewer.municipality_id,
            membership_id=viewer.membership_id,
            token_digest=digest("calendar", token.encode()),
            made_at=now,
        ).save(force_insert=True)
        made.append(token)
        return {}

    once(viewer, form_key, "calendar.make", make, now=now)
    return made[0] if made else None


@transaction.atomic
def end_address(viewer: Viewer, *, now: datetime) -> int:
    """End the address: from now on it opens nothing. Gives how many there were."""
    return _end(viewer, "calendar.end", now)


def _end(viewer: Viewer, action: str, now: datetime) -> int:
    audit.write(viewer, action, audit.Ref("calendar", viewer.membership_id), now=now)
    return CalendarFeed.objects.filter(membership_id=viewer.membership_id, ended_at=None).update(ended_at=now)
