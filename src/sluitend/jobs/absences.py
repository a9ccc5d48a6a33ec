"""Works off files: absence reports, notices of departure, and matters that ran before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.services import flow, outbox, running


@app.task(name="absences.load", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def load(user_id: str, membership_id: str, import_id: str) -> None:
    """Load a file with absence reports."""
    _work_off(user_id, membership_id, lambda viewer, now: flow.load_absences(viewer, UUID(import_id), now=now))


@app.task(name="departures.load", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def load_departures(user_id: str, membership_id: str, import_id: str) -> None:
    """Load a file with notices of departure."""
    _work_off(user_id, membership_id, lambda viewer, now: flow.load_departures(viewer, UUID(import_id), now=now))


@app.task(name="running.load", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def load_running(user_id: str, membership_id: str, import_id: str) -> None:
    """Load a file with running matters."""
    _work_off(user_id, membership_id, lambda viewer, now: running.load_next_piece(viewer, UUID(import_id), now=now))


def _work_off(user_id: str, membership_id: str, load_piece: Callable[[Viewer, datetime], Any]) -> None:
    """Load piece by piece, each in a transaction of its own; stops when who sent it has left."""
    while True:
        now = timezone.now()
        try:
            with outbox.as_member(UUID(user_id), UUID(membership_id), now) as viewer:
                progress = load_piece(viewer, now)
        except NotFound:
            return
        if progress.finished:
            return
