"""A database of the run's own on real storage settings, with one municipality in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the run's database is: connection strings of the superuser, the owner and the web role; and which build."""

    superuser: str
    owner: str
    web: str
    directory: Path
    postgres: str


# What an administrator would set on a machine with room; nothing that makes a commit less safe.
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB"}


@contextmanager
def database() -> Iterator[Bench]:
    """Start PostgreSQL with fsync and synchronous_commit on, migrate, and point Django at it as the web role."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    directory = Path(tempfile.mkdtemp(prefix="sluitend-bench-", dir=os.environ.get("SLUITEND_BENCH_DIR")))
    directory.chmod(0o711)
    from sluitend.config import database as strings
    from sluitend.config import embedded_pg, roles

    server = embedded_pg.EmbeddedPostgres(directory / "pg", SETTINGS)
    server.start()
    try:
        where = f"host={server.socket_directory}"
        superuser = f"{where} dbname=postgres user={embedded_pg.SUPERUSER}"
        roles.ensure(superuser)
        owner, web = (f"{where} dbname={roles.DATABASE} user={role}" for role in (roles.OWNER, roles.WEB))
        environ = {**os.environ, strings.OWNER: owner, "DJANGO_SETTINGS_MODULE": "sluitend.config.settings"}
        subprocess.run([sys.executable, "-m", "sluitend.config.cli", "migrate", "--quiet"], env=environ, check=True)
        os.environ[strings.WEB] = web
        import django

        django.setup()
        from django.db import connections

        connections["default"].settings_dict.update(strings.parse(web))
        inside = f"{where} dbname={roles.DATABASE} user={embedded_pg.SUPERUSER}"
        with psycopg.connect(inside) as connection:
            assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            (postgres,) = connection.execute("SHOW server_version").fetchone() or ("?",)
        build = "eigen van het systeem" if "PG_BINDIR" in os.environ else "ingebouwd"
        yield Bench(inside, owner, web, directory, f"PostgreSQL {postgres} ({build})")
    finally:
        from django.db import connections

        for own in connections.all():
            own.close()
        server.stop()
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def thrown_away(where: Bench) -> Iterator[None]:
    """Do what leaves rows behind, and put the database back as it was before."""
    from sluitend.config import roles

    def between(*statements: str) -> None:
        from django.db import connections

        for own in connections.all():
            own.close()
        # The one database that nobody copies or renames.
        with psycopg.connect(where.superuser, dbname="postgres", autocommit=True) as server:
            for statement in statements:
                server.execute(statement.encode())

    name = roles.DATABASE
    between(
        f"ALTER DATABASE {name} RENAME TO {name}_kept",
        f"CREATE DATABASE {name} TEMPLATE {name}_kept OWNER {roles.OWNER}",  # the schema is its owner's
    )
    try:
        yield
    finally:
        between(f"DROP DATABASE {name} WITH (FORCE)", f"ALTER DATABASE {name}_kept RENAME TO {name}")
