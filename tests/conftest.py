"""What every test stands on: a PostgreSQL of the run's own, and a connection as the web role."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import ADVICE, ARGUMENTS, find_chromium
from tests.database import Keeper, Kept, Server, as_opened, clone, conninfo, drop

# Every worker reads all tests, and tests start the program some hundreds of times: what was compiled once is kept.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

SERVER_VARIABLE = "SLUITEND_TEST_SERVER"  # from the controlling process to its workers
_server: Server | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pg", choices=["embedded", "system"], default="embedded", help="which PostgreSQL build runs")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--pg") == "system":
        builds = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
        if not builds:
            raise pytest.UsageError("--pg=system: no PostgreSQL in /usr/lib/postgresql")
        os.environ["PG_BINDIR"] = str(builds[-1].parent)
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        _start_server()  # before the workers start: they share it


def pytest_unconfigure() -> None:
    global _server  # noqa: PLW0603 - pytest's hooks share nothing else
    if _server is not None:
        _server.stop()
        _server = None
        os.environ.pop(SERVER_VARIABLE, None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker("e2e")
    if config.getoption("--pg") == "system":  # the rest ran on the embedded one and would tell nothing new
        asks = {"db", "transactional_db", "pg_server"}
        without = [
            i for i in items if not asks & set(getattr(i, "fixturenames", ())) and not i.get_closest_marker("django_db")
        ]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in set(without)]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave alone what lives until the end: looking through the whole program again and again costs a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _start_server() -> str:
    global _server  # noqa: PLW0603
    _server = Server()
    os.environ[SERVER_VARIABLE] = _server.start()
    return os.environ[SERVER_VARIABLE]


@pytest.fixture(scope="session")
def pg_server() -> str:
    """Give the socket directory of the run's server; without a test that asks for it none is started."""
    return os.environ.get(SERVER_VARIABLE) or _start_server()


@pytest.fixture(scope="session")
def test_database(pg_server: str) -> Iterator[str]:
    """Give the name of this process's own clone of the migrated template."""
    name = f"sluitend_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    clone(pg_server, name)
    yield name
    drop(pg_server, name)


@pytest.fixture(scope="session")
def keeper(pg_server: str, test_database: str) -> Iterator[Keeper]:
    """Give who keeps this process's clone as it was."""
    made = Keeper(pg_server, test_database)
    yield made
    made.close()


@pytest.fixture(scope="session")
def django_db_setup(
    pg_server: str, test_database: str, keeper: Keeper, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Point Django at the clone, as the web role; after a test that really commits its rows are taken out again.

    Its connection stays open from one test to the next, as new: opening one and learning every table's policies again
    costs more than most tests.
    """
    from django.db import connections
    from django.test import TransactionTestCase

    from sluitend.config import roles
    from sluitend.config.database import parse

    with django_db_blocker.unblock():
        for alias in connections:
            connections[alias].close()
            wanted = parse(conninfo(pg_server, test_database, roles.WEB))
            connections[alias].settings_dict.update({k: wanted[k] for k in ("NAME", "USER", "HOST", "CONN_MAX_AGE")})

    def clean(_case: TransactionTestCase) -> None:
        for connection in connections.all(initialized_only=True):
            if not as_opened(connection, roles.WEB, test_database):
                connection.close()
        keeper.empty()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", clean)
        patch.setattr(TransactionTestCase, "_should_reload_connections", lambda _case: False)
        yield
    with django_db_blocker.unblock():
        for connection in connections.all():
            connection.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Give a real Chromium: one for the whole run, because a process drives no second one beside it."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if path is None:
        pytest.fail(ADVICE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def as_owner(pg_server: str, test_database: str, keeper: Keeper, transactional_db: None) -> Iterator[Any]:
    """Give a psycopg connection as the owner role, autocommitting: for rows that only the owner makes.

    A test may also break a table or a right on purpose; the database is then made anew after it.
    """
    import psycopg

    from sluitend.config import roles

    with psycopg.connect(conninfo(pg_server, test_database, roles.OWNER), autocommit=True) as connection:
        yield connection
    if keeper.changed():
        keeper.close()
        clone(pg_server, test_database)
        keeper.changed()  # what it looks like now is right again


@pytest.fixture(scope="session")
def kept(keeper: Keeper) -> Kept:
    """Give the states that this process made before, so that the next test need not make them again."""
    return Kept(keeper)


@pytest.fixture
def world(db: None, transactional_db: None, pg_server: str, test_database: str, kept: Kept) -> Any:
    """Give two municipalities with people in every role; see tests/world.py. The same ones for every test."""
    import psycopg

    from sluitend.config import roles
    from tests.world import World, new_municipality, populate

    def make() -> World:
        with psycopg.connect(conninfo(pg_server, test_database, roles.OWNER), autocommit=True) as owner:
            return World(*(populate(new_municipality(owner, name), name) for name in ("Vlierdam", "Kleinvoort")))

    made = kept("world", make)
    places = (replace(p, people={**p.people}, organisations={**p.organisations}) for p in (made.home, made.away))
    return World(*places)


@pytest.fixture
def past_the_wall(pg_server: str, test_database: str, transactional_db: None) -> Iterator[Any]:
    """Give a superuser's psycopg connection that policies and triggers do not bind: for rows no service could write."""
    import psycopg

    from sluitend.config.embedded_pg import SUPERUSER

    with psycopg.connect(conninfo(pg_server, test_database, SUPERUSER), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection
