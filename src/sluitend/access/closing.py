"""What still runs in a case and keeps it from closing: for the service that closes it and the page that says why not."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from sluitend.domain.followup import BESIDE_CLOSING
from sluitend.records.models import ProtocolRun


def runs_left(case_id: UUID) -> QuerySet[ProtocolRun]:
    """Give the protocols that run in a case, but for the terms of its plan, which end with it, and its after-care."""
    return ProtocolRun.objects.filter(case_id=case_id, ended_at=None).exclude(protocol__in=BESIDE_CLOSING)
