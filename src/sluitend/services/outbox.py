"""Work for later, put down in the transaction that asks for it, and done as the member who asked.

A job holds ids only. It may run twice: what it calls has one effect however often it is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from sluitend.access import context
from sluitend.domain.sharing import Viewer


def defer(task: str, viewer: Viewer, *, lock: str = "", **ids: UUID) -> None:
    """Put work down for the worker. It is gone when this transaction rolls back. lock: jobs with the same one wait."""
    names = {name: str(value) for name, value in ids.items()}
    configured = app.configure_task(task, lock=lock or None)
    configured.defer(user_id=str(viewer.user_id), membership_id=str(viewer.membership_id), **names)


@contextmanager
def as_member(user_id: UUID, membership_id: UUID, now: datetime) -> Iterator[Viewer]:
    """Run one transaction as a member, with the rights they have at this moment.

    Raises:
        NotFound: the member left, or was switched off, since the work was put down.
    """
    context.new_request_id()
    with transaction.atomic():
        yield context.load_viewer(user_id, membership_id, now)


def end_what_is_over(now: datetime) -> int:
    """Delete drafts of more than fourteen days and what forms gave long ago; gives how many. For the worker alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_purge(%s)", [now])
        return int(cursor.fetchone()[0])
