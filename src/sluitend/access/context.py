"""Tells the database who is asking, for one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role
from sluitend.records.models import Membership

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The reference of the request or job that runs now: shown on error pages, kept in each audit line."""
    return _request_id.get()


def new_request_id() -> str:
    """Make a fresh reference for this request or job and keep it."""
    made = secrets.token_hex(6)
    _request_id.set(made)
    return made


def today(now: datetime) -> date:
    """The date in Amsterdam at this moment."""
    return now.astimezone(AMSTERDAM).date()


def tell_database(viewer: Viewer | None, now: datetime) -> None:
    """Set who is asking for the rest of this transaction; everything empty when nobody is known."""
    values = {
        "app.user": str(viewer.user_id) if viewer else "",
        "app.membership": str(viewer.membership_id) if viewer else "",
        "app.municipality": str(viewer.municipality_id) if viewer else "",
        "app.organisation": str(viewer.organisation_id) if viewer else "",
        "app.roles": ",".join(sorted(viewer.roles)) if viewer else "",
        "app.today": today(now).isoformat(),
        "app.now": now.isoformat(),
        "app.line": "",
    }
    parts = ", ".join("set_config(%s, %s, true)" for _ in values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", [item for pair in values.items() for item in pair])


@contextmanager
def acting_as(viewer: Viewer, now: datetime) -> Iterator[Viewer]:
    """Run one transaction as this viewer: for jobs, the command line, the demo and the tests."""
    new_request_id()
    with transaction.atomic():
        tell_database(viewer, now)
        yield viewer


def viewer_of(membership: Membership) -> Viewer:
    """Make the plain value of who looks from a membership with its user and organisation loaded."""
    return Viewer(
        user_id=membership.user_id,
        membership_id=membership.pk,
        municipality_id=membership.municipality_id,
        organisation_id=membership.organisation_id,
        organisation_type=membership.organisation.kind,
        roles=frozenset(Role(role) for role in membership.roles),
        name=membership.display_name,
        function=membership.function,
        team_id=membership.team_id,
        language=membership.user.language,
    )


def load_viewer(user_id: UUID, membership_id: UUID | None, now: datetime) -> Viewer:
    """Load the viewer of a user: the chosen membership, or the first that is active today.

    Must run inside a transaction. Sets the user for the database first, since a user may read only their own
    memberships before a municipality is known.

    Raises:
        NotFound: the user has no active membership (any more), or the chosen one is not theirs.
    """
    day = today(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user', %s, true)", [str(user_id)])
    rows = Membership.objects.select_related("user").filter(user_id=user_id, user__is_active=True, active_from__lte=day)
    rows = rows.exclude(active_until__lt=day).order_by("municipality_id", "active_from", "id")
    chosen = next((row for row in rows if membership_id is None or row.pk == membership_id), None)
    if chosen is None:
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.municipality', %s, true)", [str(chosen.municipality_id)])
    viewer = viewer_of(chosen)
    tell_database(viewer, now)
    return viewer
