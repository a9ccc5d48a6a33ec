"""The full world of tests/crowd.py, made once a process and copied for whoever needs it whole.

A module that uses these says `crowd = crowd_database.crowd`. `crowd` is one copy for all tests of a module, which look
and leave the rows as they are; `fresh_crowd` is a copy for one test that changes things.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from sluitend.config import roles
from sluitend.config.embedded_pg import SUPERUSER
from tests.crowd import Crowd, build
from tests.database import clone, conninfo, drop
from tests.world import World, new_municipality, populate

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
_made: dict[str, Crowd] = {}


@contextmanager
def inside(name: str, blocker: Any) -> Iterator[None]:
    """Let Django speak to this database, as the web role."""
    with blocker.unblock():
        settings = connections["default"].settings_dict
        before = settings["NAME"]
        connections.close_all()
        settings["NAME"] = name
        try:
            yield
        finally:
            connections.close_all()
            settings["NAME"] = before


@contextmanager
def past_the_wall(server: str, name: str) -> Iterator[psycopg.Connection[Any]]:
    """Give a superuser's connection that no policy, trigger or key binds."""
    with psycopg.connect(conninfo(server, name, SUPERUSER), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def template(server: str, blocker: Any) -> str:
    """Make the world, once a process; give the name of its database."""
    name = f"sluitend_crowd_{WORKER}"
    if name not in _made:
        clone(server, name)
        with inside(name, blocker), past_the_wall(server, name) as past:
            with psycopg.connect(conninfo(server, name, roles.OWNER), autocommit=True) as owner:
                places = [populate(new_municipality(owner, place), place) for place in ("Vlierdam", "Kleinvoort")]
            _made[name] = build(World(*places), past, timezone.now())
            past.execute("ANALYZE")
    return name


def copy(server: str, source: str, name: str) -> None:
    """Copy a database of the tests, rows and all."""
    drop(server, name)
    with psycopg.connect(conninfo(server, "postgres", roles.OWNER), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY".encode())
    with psycopg.connect(conninfo(server, name, roles.OWNER), autocommit=True) as connection:
        for statement in roles.database_statements(name):
            connection.execute(statement.encode())


@contextmanager
def copied(server: str, suffix: str, blocker: Any) -> Iterator[Crowd]:
    source = template(server, blocker)
    name = f"{source}_{suffix}"
    copy(server, source, name)
    with inside(name, blocker):
        yield _made[source]
    drop(server, name)


@pytest.fixture(scope="module")
def crowd(pg_server: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Crowd]:
    """Give the full world, shared by the tests of one module."""
    with copied(pg_server, "shared", django_db_blocker) as made:
        yield made


@pytest.fixture
def fresh_crowd(pg_server: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Crowd]:
    """Give the full world to one test alone."""
    with copied(pg_server, "fresh", django_db_blocker) as made:
        yield made


@pytest.fixture
def crowd_owner(pg_server: str, fresh_crowd: Crowd) -> Iterator[psycopg.Connection[Any]]:
    """Give the owner's connection to the world of this test: for breaking what must then be seen."""
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(conninfo(pg_server, name, roles.OWNER), autocommit=True) as connection:
        yield connection


@pytest.fixture
def looking(pg_server: str) -> Iterator[psycopg.Connection[Any]]:
    """Give a connection that sees every row of the world in use: for reading the log and the rows themselves."""
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(conninfo(pg_server, name, SUPERUSER), autocommit=True) as connection:
        yield connection
