"""A list asks the database as much for a thousand rows as for one."""

from __future__ import annotations

import uuid
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench import absences, bulk
from bench.place import Bench
from bench.story import Story, answer_for_partners
from sluitend.config.embedded_pg import SUPERUSER
from sluitend.config.roles import OWNER, WEB
from sluitend.records.models import DepartureNotice, ProtocolRun
from sluitend.services import flow, protocols
from tests.browsing import signed_in
from tests.case_stories import FullCase, a_full_case
from tests.concerns import a_concern
from tests.database import conninfo
from tests.domain.test_departure import ROW
from tests.services.test_departures import csv_file, load
from tests.world import World, acting

COLLEAGUES = """
INSERT INTO {table} ({columns}) SELECT {values} FROM {table} m, generate_series({first}, {last}) n
WHERE m.id = '{row}'
"""
LISTS = (
    ("coordinator", "home"),
    ("coordinator", "case-list"),
    ("coordinator", "case-people"),
    ("coordinator", "case-page"),
    ("coordinator", "case-notes"),
    ("coordinator", "case-actions"),
    ("coordinator", "case-consents"),
    ("intake", "home"),
    ("intake", "signal-inbox"),
    ("teacher", "home"),
    ("teacher", "action-list"),
    ("teacher", "signal-receipt-list"),
    ("attendance", "absence-inbox"),
    ("lead", "team-load"),
    ("admin", "admin-members"),
    ("admin", "admin-organisations"),
    ("privacy", "log-index"),
    ("privacy", "log-case"),
)
"""Who opens which list. Those of a case are of one whose notes, actions and log grow too."""


class Crowded:
    """A municipality in which everything can be multiplied: cases with all in them, concerns, reports, colleagues."""

    def __init__(self, world: World, where: Bench) -> None:
        now = timezone.now() - timedelta(days=1)
        self.home, self.where = world.home, where
        self.full: FullCase = a_full_case(self.home, now=now)
        answer_for_partners(self.full, now)
        signal = a_concern(self.home, now=now)
        absences.load(self.home, absences.write_file(where, 5, "M"))
        told = Story(self.home, self.full.case_id, self.full.case_id, signal.signal_id, signal.number)
        found = bulk.model_of(where, told)
        # Without workers and partners of their own, all copies are the same people's work.
        self.model = bulk.Model(found.tables, found.ids, [], [], [])
        self.copies = 0
        self.browsers = {who: signed_in(self.home.people[who]) for who, _name in LISTS}
        self.statements()  # who never looked anywhere is asked less

    def grow(self, copies: int) -> None:
        """Bring everything to this number of copies."""
        first, self.copies = self.copies + 1, copies
        bulk.grow(self.where, self.model, first, copies)
        with psycopg.connect(self.where.superuser) as past:
            past.execute("SET session_replication_role = replica")
            for table, row in (
                ("membership", self.home.member.membership_id),
                ("organisation", self.home.organisations["housing"]),
            ):
                self._more(past, table, str(row), first)
            for table in ("note", "action", "consent", "audit_event"):
                rows = past.execute(f"SELECT id FROM {table} WHERE case_id = %s LIMIT 1".encode(), [self.full.case_id])
                self._more(past, table, str(next(rows)[0]), first)
            past.execute("ANALYZE")  # as the server does by itself, but for the tests' server

    def _more(self, past: psycopg.Connection[tuple[object, ...]], table: str, row: str, first: int) -> None:
        fresh = {"id": "gen_random_uuid()", "user_id": "m.user_id", "name": "m.name || n"}
        if table == "membership":  # a user has one place at an organisation; the copies are nobody's login
            fresh["user_id"] = "gen_random_uuid()"
        columns = past.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        names = [str(name) for (name,) in columns if (table, name) != ("audit_event", "id")]
        values = [fresh.get(name, f'm."{name}"') for name in names]
        quoted = ", ".join(f'"{name}"' for name in names)
        statement = COLLEAGUES.format(
            table=table, columns=quoted, values=", ".join(values), first=first, last=self.copies, row=row
        )
        past.execute(statement.encode())

    def statements(self) -> dict[tuple[str, str], int]:
        """Count what each list asks."""
        return {(who, name): self._asked(who, name) for who, name in LISTS}

    def _asked(self, who: str, name: str) -> int:
        place = {"case_id": self.full.case_id} if name.startswith("case-") and name != "case-list" else {}
        if name == "log-case":
            place = {"number": self.full.number}
        return asked(self.browsers[who], reverse(name, kwargs=place))


def asked(browser: Client, address: str) -> int:
    """Count what one page asks."""
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200, address
    # Once a minute a session is written; that is not the list.
    return sum("SAVEPOINT" not in one["sql"] and "django_session" not in one["sql"] for one in found)


@pytest.fixture
def crowded(world: World, pg_server: str, test_database: str, tmp_path_factory: pytest.TempPathFactory) -> Crowded:
    roles = (conninfo(pg_server, test_database, role) for role in (SUPERUSER, OWNER, WEB))
    where = Bench(*roles, tmp_path_factory.mktemp("reports"), "")
    return Crowded(world, where)


def test_every_list_asks_as_much_for_ten_rows_as_for_one(crowded: Crowded) -> None:
    one = crowded.statements()
    crowded.grow(9)
    assert crowded.statements() == one


@pytest.mark.parametrize("name", ["departure-inbox", "home"])
def test_the_list_of_departures_asks_as_much_for_three_as_for_one(world: World, name: str) -> None:
    """Of each: with which nobody began, of which the questions run, and which are over."""
    me, now = world.home.attendance, timezone.now()
    browser, address = signed_in(me), reverse(name)

    def more(first: int, last: int) -> None:
        """Bring each to this number."""
        rows = [{**ROW, "kenmerk": f"{state}-{n}"} for n in range(first, last + 1) for state in ("W", "L", "K")]
        load(me, csv_file(*rows), now=now)
        with acting(me, now):
            for n in range(first, last + 1):
                running, over = (DepartureNotice.objects.get(reference=f"{state}-{n}") for state in ("L", "K"))
                for one in (running, over):
                    begun = flow.begin_departure(me, one.pk, form_key=uuid.uuid4(), now=now)
                version = ProtocolRun.objects.get(pk=begun.run_id).version
                protocols.withdraw(me, protocols.Withdraw(begun.run_id, "Dubbel.", version, uuid.uuid4()), now=now)

    more(1, 1)
    asked(browser, address)  # the first look of all reads what is kept from then on
    lists = [address] if name == "home" else [address, f"{address}?afgerond=ja"]
    one = [asked(browser, each) for each in lists]
    more(2, 3)
    assert [asked(browser, each) for each in lists] == one
    assert browser.get(lists[0]).content.decode().count("Noor de Wit") >= 3


def test_no_list_asks_more_for_a_thousand_rows(crowded: Crowded) -> None:
    """And what an organisation shares is looked up by key, also with the plan kept from who looked first and has nothing.

    Fewer statements are possible: who is not on the first page is not asked about.
    """
    few = crowded.statements()
    crowded.grow(1_000)
    many = crowded.statements()
    assert {one: asked for one, asked in many.items() if asked > few[one]} == {}
    with acting(crowded.home.people["teacher"], timezone.now()), connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT cardinality(app_shared_actions()) AS shared")
        read = cursor.fetchone()[0][0]["Plan"]["Shared Hit Blocks"]
        cursor.execute("SELECT cardinality(app_shared_actions())")
        shared = cursor.fetchone()[0]
    assert shared > 1_000
    assert read < 20 * shared
