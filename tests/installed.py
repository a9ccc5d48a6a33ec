"""An installation with a database of its own and people's work in it, for tests of backup, restore and change of keys.

Everything in it was made by services. A test gets a copy, works on it with the command `sluitend` as an administrator
does, and looks at it through pages and services as the people who work with it do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sluitend.access.context import today
from sluitend.config import database, keys, roles
from sluitend.domain.absence.leave import ExemptionArticle
from sluitend.domain.person import Bsn
from sluitend.domain.signal import Agreement
from sluitend.domain.vocabulary import Role
from sluitend.queries.calendar import calendar_of
from sluitend.records import drafts
from sluitend.records.models import AbsenceReport, Case, CasePerson, Draft, Signal, User
from sluitend.records.persons import bsn_of
from sluitend.services import absences, calendars, own_family, running, transfers
from sluitend.services.invitations import Invite, invite
from tests import crowd_database
from tests.browsing import signed_in
from tests.concerns import SAID_YES, a_concern, with_bsn
from tests.config.test_sign_in import code, is_in, password_step, with_login
from tests.crowd import IN_DRAFT, Corner, furnish
from tests.database import clone, conninfo, drop
from tests.services.test_absences import ROW, csv_file
from tests.services.test_running import BSN as WAITS
from tests.services.test_running import matter
from tests.settings import fixed_keyring
from tests.stories import CHILD, MOTHER, a_case
from tests.transfer_stories import offered
from tests.world import World, acting, new_municipality, populate

KNOWN_BSN = "123456782"
BORN, POSTCODE = date(2013, 9, 1), "8211 AB"
FILE = [ROW | {"melding_id": f"Z-{n}", "onderwijsnummer": "123456789"} for n in range(3)]

_made: dict[str, tuple[World, Corner, uuid.UUID, str, str, str]] = {}


@dataclass
class Installed:
    """A copy: its database, its key file, and what is in it. token: of an invitation. paper: a code on paper.

    address: the secret of a calendar.
    """

    server: str
    name: str
    key_file: Path
    world: World
    home: Corner
    known_case: uuid.UUID
    token: str
    paper: str
    address: str
    blocker: Any

    def url(self, role: str) -> str:
        return conninfo(self.server, self.name, role)

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a right installation on this database."""
        return {
            **os.environ,
            database.WEB: self.url(roles.WEB),
            database.WORKER: self.url(roles.WORKER),
            database.OWNER: self.url(roles.OWNER),
            keys.ENVIRONMENT: str(self.key_file),
            "DJANGO_SETTINGS_MODULE": "sluitend.config.settings",
            "SLUITEND_HOSTS": "sluitend.gemeente.example",
            "SLUITEND_TLS": "1",
        }

    def run(self, *arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run the command `sluitend`."""
        command = [sys.executable, "-m", "sluitend.config.cli", *map(str, arguments)]
        return subprocess.run(
            command, env=self.environ | environ, capture_output=True, text=True, timeout=120, check=False
        )

    def done(self, *arguments: object, **environ: str) -> str:
        """Run it and give what it said; it must go well."""
        result = self.run(*arguments, **environ)
        assert result.returncode == 0, result
        return result.stdout

    def refused(self, *arguments: object, **environ: str) -> str:
        """Run it and give the one sentence with which it refuses, without a trace."""
        result = self.run(*arguments, **environ)
        assert result.returncode == 1, result
        assert result.stderr.count("\n") == 1, result.stderr
        return result.stderr

    def sql(self, query: str, *values: object, role: str = roles.OWNER) -> list[tuple[Any, ...]]:
        """Ask the database itself."""
        with psycopg.connect(self.url(role), autocommit=True) as connection:
            cursor = connection.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def counts(self) -> dict[str, int]:
        """Count the rows of every table."""
        tables = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        return {name: self.sql(f"SELECT count(*) FROM {name}")[0][0] for (name,) in self.sql(tables)}

    @contextmanager
    def inside(self, settings: Any) -> Iterator[None]:
        """Let pages and services work on this database, with its keys."""
        settings.SLUITEND_KEYS = keys.read(self.key_file)
        with crowd_database.inside(self.name, self.blocker):
            yield

    def works_for_people(self) -> None:
        """What must work after anything that was done to the installation; inside `inside`."""
        home, away, now = self.world.home, self.world.away, timezone.now()
        # Sealed text opens, for its author.
        with acting(home.teacher, now):
            row = Draft.objects.get(pk=self.home.draft)
            assert drafts.unseal(row.pk, row.sealed)["typed"] == {"seen": [IN_DRAFT]}
        # A sealed BSN opens, and the same BSN finds the case.
        with acting(home.coordinator, now):
            child = CasePerson.objects.get(case_id=self.known_case, kind="child")
            bsn = bsn_of(child)
            assert bsn is not None
            assert bsn.reveal() == KNOWN_BSN
        signal = self.sql("SELECT number FROM signal WHERE id = %s", self.home.signal)[0][0]
        asked = {"form_key": str(uuid.uuid4()), "purpose": "p1", "reference": signal, "bsn": KNOWN_BSN}
        found = signed_in(home.intake2).post("/zoeken/", asked).content.decode()
        assert "Regisseur: Coordinator Vlierdam" in found
        # Signing in with an app, and with a code on paper.
        for second in (code(), self.paper):
            browser = Client()
            password_step(browser, self.sql("SELECT email FROM app_user WHERE id = %s", home.member.user_id)[0][0])
            browser.post(reverse("mfa_authenticate"), {"code": second})
            assert is_in(browser)
        # An invitation that was given before still opens.
        assert Client().get(reverse("invitation", args=[self.token])).status_code == 200
        # So does the secret address of a calendar.
        with transaction.atomic():
            assert calendar_of(self.address, now=now).items is not None
        # Own family stays closed for who declared it: also a concern that comes in only now.
        fresh = a_concern(home, now=now, agreement=agreed(now)).signal_id
        for reader, sees in ((home.intake, False), (home.intake2, True)):
            with acting(reader, now):
                assert Signal.objects.filter(pk=fresh).exists() is sees
        # The same file is known, and the same rows in another file change nothing.
        with acting(home.attendance, now):
            assert absences.receive_file(home.attendance, csv_file(*FILE), "csv", now=now).finished
            progress = absences.receive_file(home.attendance, csv_file(*FILE[:2]), "csv", now=now)
        while not progress.finished:
            with acting(home.attendance, now):
                progress = absences.load_next_piece(home.attendance, progress.id, now=now)
        assert (progress.rows_same, progress.rows_new, progress.rows_changed) == (2, 0, 0)
        # An outsider sees nothing.
        with acting(away.coordinator, now):
            assert not Case.objects.filter(pk=self.known_case).exists()
            assert Case.objects.count() == 1


def make(server: str, blocker: Any) -> str:
    """Make the database that others are copied from, once a process."""
    name = f"sluitend_installed_{crowd_database.WORKER}"
    if name in _made:
        return name
    clone(server, name)
    now = timezone.now() - timedelta(minutes=10)
    with crowd_database.inside(name, blocker):
        with psycopg.connect(conninfo(server, name, roles.OWNER), autocommit=True) as owner:
            places = [populate(new_municipality(owner, place), place) for place in ("Vlierdam", "Kleinvoort")]
        world = World(*places)
        corner = furnish(world.home, now)
        furnish(world.away, now, small=True)
        _made[name] = (world, corner, *more(world, now))
    return name


def more(world: World, now: datetime) -> tuple[uuid.UUID, str, str, str]:
    """Add what opens something or by which somebody is recognised."""
    home = world.home
    case = a_case(home, persons=(replace(CHILD, bsn=Bsn(KNOWN_BSN)), MOTHER), now=now)
    a_concern(home, now=now, children=(with_bsn(),), agreement=agreed(now))
    with acting(home.intake, now):
        own_family.declare(home.intake, own_family.DeclareFamily(uuid.uuid4(), "mijn zus", BORN, POSTCODE), now=now)
    with acting(home.admin, now):
        link = invite(
            home.admin,
            Invite(
                uuid.uuid4(),
                "nieuw@vlierdam.example",
                "Nieuw",
                "Gezinswerker",
                home.organisations["gemeente"],
                frozenset({Role.TEAM_MEMBER}),
            ),
            now=now,
        )
    with acting(home.attendance, now):
        progress = absences.receive_file(home.attendance, csv_file(*FILE), "csv", now=now)
    while not progress.finished:
        with acting(home.attendance, now):
            progress = absences.load_next_piece(home.attendance, progress.id, now=now)
    with acting(home.attendance, now):  # one that waits, in sealed pieces
        absences.receive_file(home.attendance, csv_file(ROW | {"melding_id": "W-1"}), "csv", now=now)
    with acting(home.intake, now):  # one that waits for its coordinator
        running.enter(home.intake, matter(home, bsn=WAITS, started_on=today(now), since=today(now)), now=now)
    with acting(home.coordinator, now):
        address = calendars.make_address(home.coordinator, uuid.uuid4(), now=now)
    assert address
    with acting(home.attendance, now):
        report = AbsenceReport.objects.values_list("pk", flat=True).order_by("melding_id")[0]
        day = today(now)
        exempt = absences.NoteExemption(report, ExemptionArticle.ART_5_B, day, day, uuid.uuid4())
        absences.note_exemption(home.attendance, exempt, now=now)
    offered(world, now=now)
    with acting(home.admin, now):
        transfers.make_keys(home.admin, uuid.uuid4(), now=now)
    with_login(home.intake2)
    with_login(home.member)
    user = User.objects.get(pk=home.member.user_id)
    paper = RecoveryCodes.activate(user).get_unused_codes()[0]
    assert Authenticator.objects.filter(user=user).count() == 2
    assert link.token
    return case.case_id, link.token, paper, address


def agreed(now: datetime) -> Agreement:
    """Give a family's agreement of today."""
    return Agreement(SAID_YES.by, SAID_YES.name, SAID_YES.how, today(now))


@contextmanager
def copy(server: str, blocker: Any, directory: Path, suffix: str) -> Iterator[Installed]:
    """Give a copy of the installation, with a key file of its own in this directory."""
    source = make(server, blocker)
    name = f"{source}_{suffix}"
    crowd_database.copy(server, source, name)
    (directory / "keys").mkdir()
    key_file = directory / "keys" / "keys.json"
    keys.write(key_file, fixed_keyring())
    world, corner, case, *opens = _made[source]
    yield Installed(server, name, key_file, world, corner, case, *opens, blocker)
    drop(server, name)


@pytest.fixture
def installed(pg_server: str, django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Installed]:
    """Give a copy that a test may change."""
    with copy(pg_server, django_db_blocker, tmp_path, "copy") as one:
        yield one
