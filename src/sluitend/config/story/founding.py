"""Sets a municipality up as its administrator would: settings, teams, organisations, people, the safety roster."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sluitend.access import context
from sluitend.config import database
from sluitend.config.create_admin import create_admin
from sluitend.config.story.acts import Place
from sluitend.config.story.cast import ADMIN, MUNICIPALITY, Town, Worker
from sluitend.config.story.days import Days
from sluitend.config.story.escalations import set_mandates
from sluitend.domain.sharing import Viewer
from sluitend.domain.staff import RosterSeat
from sluitend.records.models import Membership, Municipality, Organisation, User
from sluitend.services import invitations, organisations, settings, teams


def found(town: Town, days: Days, owner: str) -> Place:
    """Set up a municipality, so many days ago that its people worked there before anything is told.

    owner: the connection string of the owner role, which alone makes a municipality and its first administrator.
    """
    now = days.moment(days.begin)
    admin = _first_admin(town, owner, now)
    place = Place(town, admin.municipality_id, days, {ADMIN: admin})
    with context.acting_as(admin, now):
        _describe(place, admin, now)
        _add_organisations(place, admin, now)
        team_ids = {name: teams.add_team(admin, name, form_key=place.lot.key(), now=now) for name in town.teams}
    for worker in town.workers:
        if worker.key != ADMIN:
            place.people[worker.key] = _employ(place, admin, worker, team_ids.get(worker.team), now)
    with context.acting_as(admin, now):
        _name_contacts(place, admin, now)
        set_mandates(place, admin, now)
        if town.roster:
            seats = (RosterSeat(place.people[key].membership_id, key in town.on_call) for key in town.roster)
            settings.set_roster(admin, frozenset(seats), now=now)
    return place


def _first_admin(town: Town, owner: str, now: datetime) -> Viewer:
    worker = town.worker(ADMIN)
    with _as_owner(owner):
        made = create_admin(town.name, worker.email, worker.name, practice_for=town.practice_for, now=now)
    with transaction.atomic():
        membership_id = invitations.accept(made.token, password=_nobody_knows(), signed_in=None, now=now)
        user_id = User.objects.values_list("pk", flat=True).get(email=worker.email)
        return context.load_viewer(user_id, membership_id, now)


@contextmanager
def _as_owner(owner: str) -> Iterator[None]:
    """Let Django's one connection be the owner's for a while."""
    web, own = dict(connection.settings_dict), database.parse(owner)
    connection.close()
    connection.settings_dict.update(
        {name: own[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(web)


def _nobody_knows() -> str:
    return secrets.token_urlsafe(24)


def _describe(place: Place, admin: Viewer, now: datetime) -> None:
    town, version = place.town, Municipality.objects.values_list("version", flat=True).get(pk=place.id)
    settings.change_municipality(
        admin,
        settings.ChangeMunicipality(
            version=version,
            phone=town.phone,
            phone_hours=town.phone_hours,
            safety_phone=town.safety_phone,
            independent_help=town.independent_help,
            independent_help_phone=town.independent_help_phone,
        ),
        now=now,
    )


def _add_organisations(place: Place, admin: Viewer, now: datetime) -> None:
    place.organisations[MUNICIPALITY] = admin.organisation_id
    for number, partner in enumerate(place.town.organisations, start=1):
        given = organisations.OrganisationIn(
            name=partner.name, kind=partner.kind, phone=_phone(number, "200"), email="", brin=partner.brin
        )
        command = organisations.AddOrganisation(place.lot.key(), given)
        place.organisations[partner.key] = organisations.add_organisation(admin, command, now=now)


def _employ(place: Place, admin: Viewer, worker: Worker, team_id: UUID | None, now: datetime) -> Viewer:
    """Invite somebody, who uses the link at once with a password that nobody knows."""
    with context.acting_as(admin, now):
        known = User.objects.filter(email=worker.email).values_list("pk", flat=True).first()
        command = invitations.Invite(
            form_key=place.lot.key(),
            email=worker.email,
            name=worker.name,
            function=worker.function,
            organisation_id=place.organisations[worker.at],
            roles=worker.roles,
            team_id=team_id,
            phone=_phone(place.town.workers.index(worker), "100"),
        )
        made = invitations.invite(admin, command, now=now)
        assert made.token is not None  # noqa: S101 - this form was never sent before
        invitations.accept(made.token, password=_nobody_knows(), signed_in=known, now=now)
        row = Membership.objects.select_related("organisation", "user").get(pk=made.membership_id)
        return context.viewer_of(row)


def _name_contacts(place: Place, admin: Viewer, now: datetime) -> None:
    for key, worker in place.town.contacts.items():
        row = Organisation.objects.get(pk=place.organisations[key])
        organisations.change_organisation(
            admin,
            organisations.ChangeOrganisation(
                organisation_id=row.pk,
                version=row.version,
                organisation=organisations.OrganisationIn(row.name, row.kind, row.phone, row.email, row.brin),
                contact_id=place.people[worker].membership_id,
            ),
            now=now,
        )


def _phone(number: int, block: str) -> str:
    """Give a number with an area code that was never given out, as an administrator types it."""
    return f"0300 {block} {number:03}"
