"""Works off files with absence reports."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sluitend.domain.outcome import NotFound
from sluitend.services import flow, outbox


@app.task(name="absences.load", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def load(user_id: str, membership_id: str, import_id: str) -> None:
    """Load a file piece by piece, each piece in a transaction of its own; stops when the officer has left."""
    while True:
        now = timezone.now()
        try:
            with outbox.as_member(UUID(user_id), UUID(membership_id), now) as viewer:
                progress = flow.load_absences(viewer, UUID(import_id), now=now)
        except NotFound:
            return
        if progress.finished:
            return
