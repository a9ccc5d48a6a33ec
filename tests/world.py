"""A small world for tests: two municipalities that never met, their organisations, one member for each role.

Rows of the set-up (municipalities, organisations, logins, memberships) are written directly, as an administrator;
every further state is reached by calling services.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from django.db import connection

from sluitend.access import audit, context
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role
from sluitend.records.models import Membership, Organisation, SafetyRoster, Team, User

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
START = date(2020, 1, 1)

ORGANISATIONS = {
    "gemeente": ("Lokaal team {place}", "local_team"),
    "leerplicht": ("Team leerplicht {place}", "attendance"),
    "school": ("Basisschool De Vlier", "school"),
    "school2": ("Vlier College", "school"),
    "youth_care": ("Jeugdhulp Het Anker", "youth_care"),
    "housing": ("Woonstichting De Kade", "housing"),
    "police": ("Politie basisteam {place}", "police"),
}
MEMBERS: dict[str, tuple[str, str, frozenset[Role], str]] = {
    "admin": ("gemeente", "Beheerder", frozenset({Role.ADMIN}), ""),
    "intake": ("gemeente", "Medewerker meldingen", frozenset({Role.INTAKE}), "Noord"),
    "intake2": ("gemeente", "Medewerker meldingen", frozenset({Role.INTAKE, Role.SECOND_READER}), "Noord"),
    "coordinator": ("gemeente", "Casusregisseur", frozenset({Role.COORDINATOR}), "Noord"),
    "coordinator2": ("gemeente", "Casusregisseur", frozenset({Role.COORDINATOR}), "Noord"),
    "member": ("gemeente", "Gezinswerker", frozenset({Role.TEAM_MEMBER}), "Noord"),
    "lead": ("gemeente", "Teamleider", frozenset({Role.TEAM_LEAD}), "Noord"),
    "protocol": ("gemeente", "Protocolcoördinator", frozenset({Role.PROTOCOL_COORDINATOR}), ""),
    "code": ("gemeente", "Aandachtsfunctionaris", frozenset({Role.CODE_OFFICER}), ""),
    "director": ("gemeente", "Procesregisseur", frozenset({Role.PROCESS_DIRECTOR}), ""),
    "alderman": ("gemeente", "Wethouder jeugd", frozenset({Role.ALDERMAN}), ""),
    "mayor": ("gemeente", "Burgemeester", frozenset({Role.MAYOR}), ""),
    "manager": ("gemeente", "Programmamanager", frozenset({Role.PROGRAMME_MANAGER}), ""),
    "privacy": ("gemeente", "Privacy officer", frozenset({Role.PRIVACY_OFFICER}), ""),
    "attendance": ("leerplicht", "Leerplichtambtenaar", frozenset({Role.ATTENDANCE}), ""),
    "boa": (
        "leerplicht",
        "Leerplichtambtenaar met opsporingsbevoegdheid",
        frozenset({Role.ATTENDANCE, Role.ATTENDANCE_BOA}),
        "",
    ),
    "boa2": (
        "leerplicht",
        "Leerplichtambtenaar met opsporingsbevoegdheid",
        frozenset({Role.ATTENDANCE, Role.ATTENDANCE_BOA}),
        "",
    ),
    "teacher": ("school", "Intern begeleider", frozenset({Role.PARTNER}), ""),
    "teacher2": ("school2", "Zorgcoördinator", frozenset({Role.PARTNER}), ""),
    "helper": ("youth_care", "Jeugdhulpverlener", frozenset({Role.PARTNER}), ""),
    "landlord": ("housing", "Sociaal beheerder", frozenset({Role.PARTNER}), ""),
    "officer": ("police", "Wijkagent", frozenset({Role.PARTNER}), ""),
    "second": ("gemeente", "Tweede lezer", frozenset({Role.SECOND_READER}), ""),
}


@dataclass(slots=True)
class Place:
    """One municipality with its people: `people["coordinator"]` is a Viewer."""

    id: uuid.UUID
    name: str
    people: dict[str, Viewer] = field(default_factory=dict)
    organisations: dict[str, uuid.UUID] = field(default_factory=dict)

    def __getattr__(self, key: str) -> Viewer:
        """Give the member with this key."""
        try:
            return self.people[key]
        except KeyError:
            raise AttributeError(key) from None


@dataclass(slots=True)
class World:
    """A municipality, and a neighbour whose members are outsiders to everything in it."""

    home: Place
    away: Place


@contextmanager
def acting(viewer: Viewer, now: datetime = NOW) -> Iterator[datetime]:
    """Act as this viewer in one (nested) transaction; gives the moment."""
    with context.acting_as(viewer, now):
        yield now


def new_municipality(owner: psycopg.Connection[Any], name: str) -> uuid.UUID:
    """Write a municipality as the owner role: only the command line can do this in real life."""
    made = uuid.uuid5(uuid.NAMESPACE_URL, f"test:{name}")
    if owner.execute("SELECT 1 FROM municipality WHERE id = %s", [made]).fetchone():
        return made
    with owner.transaction():
        owner.execute(
            "INSERT INTO audit_event (municipality_id, at, kind, action, role, object_kind, categories, fields, purpose,"
            " ground, rule, outcome, reason_code, count, request_id)"
            " VALUES (%s, now(), 'system', 'test.place', '', 'municipality', '{}', '{}', '', '', '', 'ok', '', 1, '')",
            [made],
        )
        owner.execute(
            "INSERT INTO municipality (id, name, slug, phone, phone_hours, safety_phone, independent_help,"
            " independent_help_phone, created_at) VALUES (%s, %s, %s, '0300 123 456', "
            "'werkdagen van 8.30 tot 17.00 uur', '0300 123 999', 'Cliëntondersteuning', '0300 555 111', now())",
            [made, name, name.lower()],
        )
    return made


def populate(municipality_id: uuid.UUID, name: str, now: datetime = NOW) -> Place:
    """Give a municipality its organisations, teams, members and safety roster."""
    place = Place(municipality_id, name)
    admin_user = uuid.uuid4()
    founder = Viewer(
        user_id=admin_user,
        membership_id=uuid.uuid4(),
        municipality_id=municipality_id,
        organisation_id=uuid.uuid4(),
        organisation_type="local_team",
        roles=frozenset({Role.ADMIN}),
        name="Oprichter",
        function="Oprichter",
    )
    with context.acting_as(founder, now):
        audit.write(founder, "test.populate", audit.Ref("municipality", municipality_id), now=now)
        organisations = {
            key: Organisation(
                municipality_id=municipality_id, name=label.format(place=name), kind=kind, active_from=START
            )
            for key, (label, kind) in ORGANISATIONS.items()
        }
        Organisation.objects.bulk_create(organisations.values())
        place.organisations = {key: row.pk for key, row in organisations.items()}
        teams = {label: Team(municipality_id=municipality_id, name=label) for label in ("Noord", "Zuid")}
        Team.objects.bulk_create(teams.values())
        users, members = [], {}
        for key, (organisation, function, roles, team) in MEMBERS.items():
            user = User(email=f"{key}@{name.lower()}.example", name=f"{key.title()} {name}", made_at=now)
            users.append(user)
            members[key] = Membership(
                municipality_id=municipality_id,
                user=user,
                organisation=organisations[organisation],
                team=teams.get(team),
                display_name=user.name,
                function=function,
                phone="0300 123 4" + f"{len(users):02}",
                roles=sorted(roles),
                active_from=START,
            )
        User.objects.bulk_create(users)
        Membership.objects.bulk_create(members.values())
        SafetyRoster.objects.bulk_create(
            SafetyRoster(
                municipality_id=municipality_id, membership=members[key], on_call=key == "protocol", since=START
            )
            for key in ("protocol", "code", "second")
        )
        place.people = {key: context.viewer_of(row) for key, row in members.items()}
    return place


def as_nobody() -> None:
    """Forget who is asking, for the rest of this transaction."""
    with connection.cursor() as cursor:
        for name in ("user", "membership", "municipality", "organisation", "roles"):
            cursor.execute("SELECT set_config(%s, '', true)", [f"app.{name}"])


def later(days: int = 0, hours: int = 0) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(days=days, hours=hours)


__all__ = ["NOW", "Place", "World", "acting", "as_nobody", "later", "new_municipality", "populate"]
