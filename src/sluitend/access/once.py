"""The same form sent twice has one effect; the second time shows what came of the first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sluitend.domain.sharing import Viewer
from sluitend.records.models import FormReceipt


def once(
    viewer: Viewer, form_key: UUID, verb: str, make: Callable[[], dict[str, Any]], *, now: datetime
) -> dict[str, Any]:
    """Do `make` for this form, or give what it gave before.

    make returns ids and words that fit in JSON, never content. Fifty copies that arrive together wait for the first:
    a lock on the form's key is held until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(form_key.bytes[:8], signed=True)])
    before = FormReceipt.objects.filter(membership_id=viewer.membership_id, form_key=form_key).first()
    if before is not None:
        return dict(before.result)
    result = make()
    FormReceipt.objects.create(
        municipality_id=viewer.municipality_id,
        membership_id=viewer.membership_id,
        form_key=form_key,
        verb=verb,
        result=result,
        at=now,
    )
    return result
