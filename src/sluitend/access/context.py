"""Tells the database who is asking, for one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Standing:
    """Who signed in and where they stand now.

    municipality and phone: name and number of the municipality. practice: it is for practice, with nobody real in it. places: how many places this login can choose from.
    second_step: an app for codes was set up. sessions_after: a session that began before this moment is over, or None.
    """

    viewer: Viewer
    municipality: str
    phone: str
    practice: bool
    places: int
    second_step: bool
    sessions_after: datetime | None


def load_standing(user_id: UUID, membership_id: UUID | None, now: datetime) -> Standing:
    """Load where a user stands: in the chosen membership, or in the first that is active today.

    Must run inside a transaction; tells the database who is asking. What changed since the last page (somebody left,
    an organisation was closed) holds from this page on.

    Raises:
        NotFound: the user has no active membership (any more), or the chosen one is not theirs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_place(%s, %s, %s)", [user_id, membership_id, today(now)])
        row = cursor.fetchone()
        names = [column.name for column in cursor.description]
    if row is None:
        raise NotFound
    found = dict(zip(names, row, strict=True))
    viewer = Viewer(
        user_id=user_id,
        membership_id=found["membership_id"],
        municipality_id=found["municipality_id"],
        organisation_id=found["organisation_id"],
        organisation_type=found["organisation_kind"],
        roles=frozenset(Role(role) for role in found["roles"]),
        name=found["worker"],
        function=found["function"],
        team_id=found["team_id"],
        language=found["language"],
    )
    tell_database(viewer, now)
    return Standing(
        viewer,
        municipality=found["municipality"],
        phone=found["phone"],
        practice=found["practice"],
        places=found["places"],
        second_step=found["second_step"],
        sessions_after=found["sessions_after"],
    )


def load_viewer(user_id: UUID, membership_id: UUID | None, now: datetime) -> Viewer:
    """Load only who looks; see load_standing."""
    return load_standing(user_id, membership_id, now).viewer
