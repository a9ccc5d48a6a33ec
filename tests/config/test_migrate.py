"""Making all tables in one step gives the very tables that Django's own way gives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from sluitend.config import database, embedded_pg, roles
from tests.database import conninfo, drop

MIGRATE = "import django; django.setup(); from sluitend.config import migrate; {change}; migrate.run(verbosity=0)"
DJANGO = "from django.db.migrations import Migration; migrate.create_whole = Migration.apply"


def schema(server: str, name: str, change: str) -> str:
    """Make a database, migrate it, and give its schema as text."""
    with psycopg.connect(conninfo(server, "postgres", roles.OWNER), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    with psycopg.connect(conninfo(server, name, roles.OWNER)) as connection:
        for statement in roles.database_statements(name):
            connection.execute(statement.encode())
    environ = {
        **os.environ,
        database.WEB: conninfo(server, name, roles.OWNER),
        "DJANGO_SETTINGS_MODULE": "sluitend.config.settings",
    }
    try:
        subprocess.run([sys.executable, "-c", MIGRATE.format(change=change)], env=environ, check=True)
        command = [
            str(Path(embedded_pg.find_binaries().directory) / "pg_dump"),
            "-s",
            "-d",
            conninfo(server, name, "postgres"),
        ]
        dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    finally:
        drop(server, name)
    return "\n".join(line for line in dump.splitlines() if not line.startswith(("--", "\\"))).replace(name, "NAME")


@pytest.mark.slow
def test_one_step_makes_the_same_tables(pg_server: str) -> None:
    whole = schema(pg_server, "made_whole", "pass")
    assert whole.count("CREATE TABLE") > 50
    assert whole == schema(pg_server, "made_by_django", DJANGO)
