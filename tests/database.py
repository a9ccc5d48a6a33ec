"""The tests' PostgreSQL: one server a run, one migrated template, one clone a process, tests as the web role."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

import sluitend
from sluitend.config import database, embedded_pg, roles

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(sluitend.__file__).parent
CACHE = ROOT / "var" / "test-pg"
KEPT = 6
TEMPLATE = "sluitend_template"
Rows = list[tuple[str, bytes]]
"""Rows as the database copies them out: table with columns, and content."""
# A test's data may be lost with the machine; a test's time may not.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "100",
}


def conninfo(server: str, name: str, role: str) -> str:
    """Give the connection string to one database of the server, whose socket directory is `server`."""
    return f"host={server} dbname={name} user={role}"


class Server:
    """A server in a directory of its own, with a migrated template in it; gone when the run ends."""

    def __init__(self) -> None:
        self._directory = Path(tempfile.mkdtemp(prefix="sluitend-test-"))
        self._directory.chmod(0o711)  # root lends the server another account, which must be able to get here
        self._postgres: embedded_pg.EmbeddedPostgres | None = None

    def start(self) -> str:
        """Start, from the kept copy when the migrations are the same as then. Gives the socket directory."""
        found = embedded_pg.find_binaries()
        kept = CACHE / f"{found.major}-{migrations_key(found)}"
        copied = self._take(kept)
        server = self._launch()
        if not copied:
            with psycopg.connect(conninfo(server, "postgres", embedded_pg.SUPERUSER), autocommit=True) as connection:
                connection.execute("SELECT 1")
            self._make_template(server)
            self._stop_server()
            self._keep(kept)
            server = self._launch()
        return server

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self._stop_server()
        shutil.rmtree(self._directory, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self._directory / "pg"

    def _launch(self) -> str:
        self._postgres = embedded_pg.EmbeddedPostgres(self._data, FAST)
        self._postgres.start()
        return str(self._postgres.socket_directory)

    def _stop_server(self) -> None:
        if self._postgres is not None:
            self._postgres.stop()
            self._postgres = None

    @staticmethod
    def _make_template(server: str) -> None:
        roles.ensure(conninfo(server, "postgres", embedded_pg.SUPERUSER), TEMPLATE)
        with psycopg.connect(conninfo(server, "postgres", embedded_pg.SUPERUSER), autocommit=True) as connection:
            connection.execute(f"ALTER ROLE {roles.OWNER} CREATEDB")  # it makes the clones
        environ = {
            **os.environ,
            database.OWNER: conninfo(server, TEMPLATE, roles.OWNER),
            "DJANGO_SETTINGS_MODULE": "sluitend.config.settings",
        }
        command = [sys.executable, "-m", "sluitend.config.cli", "migrate", "--quiet"]
        subprocess.run(command, env=environ, check=True)

    def _take(self, kept: Path) -> bool:
        try:
            shutil.copytree(kept, self._data)
        except (FileNotFoundError, shutil.Error):
            shutil.rmtree(self._data, ignore_errors=True)
            return False
        kept.touch()
        self._hand_over()
        return True

    def _hand_over(self) -> None:
        """Give a copied data directory the modes and the owner that the server asks for."""
        self._data.chmod(0o700)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "nobody:", str(self._data)], check=True)

    def _keep(self, kept: Path) -> None:
        CACHE.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=CACHE))
        shutil.copytree(self._data, making / "pg")
        with contextlib.suppress(OSError):  # another run kept the same one first
            (making / "pg").rename(kept)
        shutil.rmtree(making, ignore_errors=True)
        old = sorted((p for p in CACHE.iterdir() if p != kept), key=lambda p: p.stat().st_mtime, reverse=True)
        for path in old[KEPT:]:
            if time.time() - path.stat().st_mtime > 3600:
                shutil.rmtree(path, ignore_errors=True)


def migrations_key(found: embedded_pg.Binaries) -> str:
    """Give a digest of everything that decides what a migrated database holds."""
    digest = hashlib.sha256(str(found.directory).encode())
    files = [
        *(PACKAGE / "records").rglob("*.py"),
        *(PACKAGE / "records").rglob("*.sql"),
        *(PACKAGE / "content").rglob("*.toml"),
        *(PACKAGE / "config" / name for name in ("roles.py", "migrate.py", "settings.py")),
        ROOT / "requirements.lock",
        Path(__file__),
    ]
    for path in sorted(files):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def clone(server: str, name: str) -> None:
    """Make a fresh database from the template, as the owner; an older one of that name goes first."""
    drop(server, name)
    with psycopg.connect(conninfo(server, "postgres", roles.OWNER), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    with psycopg.connect(conninfo(server, name, roles.OWNER), autocommit=True) as connection:
        for statement in roles.database_statements(name):
            connection.execute(statement.encode())


AS_OPENED = (
    b"CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP; RESET SESSION AUTHORIZATION; RESET ALL"
)


def as_opened(connection: Any, role: str, name: str) -> bool:
    """Bring Django's connection back to what it was when it was opened.

    False: it is closed, broken, still in a transaction, or another role's or database's: open another one.
    """
    inner = connection.connection
    if inner is None or connection.in_atomic_block or connection.errors_occurred:
        return False
    if inner.info.transaction_status != TransactionStatus.IDLE or (inner.info.user, inner.info.dbname) != (role, name):
        return False
    try:
        inner.execute(AS_OPENED)
        connection.ensure_timezone()
    except psycopg.OperationalError:
        return False
    return True


class Kept:
    """States of one process that tests begin from: each made once, by the services, and put back for the next test.

    They stand in the two municipalities of the fixture `world`, which a test has before it asks for one.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._made: dict[str, tuple[Any, Rows]] = {}

    def __call__(self, name: str, make: Callable[[], Any]) -> Any:
        """Give what `make` gave at first, with every row there was after it."""
        if name in self._made:
            made, rows = self._made[name]
            self._keeper.empty()
            self._keeper.put(rows)
        else:
            made = make()
            self._made[name] = made, self._keeper.take()
        return made


TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"


TIDY_EVERY = 25  # tests: without it every search walks past what all tests before it deleted
LINE_NUMBER = ("audit_event", '"id"')
CATALOGUES = ("pg_class", "pg_attribute", "pg_constraint", "pg_description", "pg_policy", "pg_proc", "pg_trigger")


class Keeper:
    """Keeps one process's clone as it was: empties it after a test, and tells whether a test changed its shape.

    It looks through one superuser's connection that stays open, because opening one costs more than the work itself.
    """

    def __init__(self, server: str, name: str) -> None:
        self._where = conninfo(server, name, embedded_pg.SUPERUSER)
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        tables = [table for (table,) in self._open().execute(TABLES).fetchall()]
        self._filled = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)
        self._kept: set[str] = set()
        self._kept = set(self.filled())  # of a fresh clone: the migrations' own rows
        own = [table for table in tables if table not in self._kept]
        self._tidy = f"VACUUM (PARALLEL 0) {', '.join(own)}"
        self._emptied = 0
        self._shape = self.shape()

    def close(self) -> None:
        """Let the clone go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Give the connection; past triggers and keys."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._where, autocommit=True)
            self._connection.execute("SET session_replication_role = replica")
        return self._connection

    def filled(self) -> list[str]:
        """Give the tables that hold rows which are not the migrations' own."""
        found = self._open().execute(self._filled.encode(), prepare=True).fetchall()
        return [table for (table,) in found if table not in self._kept]

    def empty(self) -> None:
        """Delete every row that a test committed; much quicker than a new clone."""
        if filled := self.filled():
            self._open().execute("; ".join(f"DELETE FROM {table}" for table in filled).encode())
        self._emptied += 1
        if self._emptied % TIDY_EVERY == 0:
            self._open().execute(self._tidy.encode())

    def shape(self) -> list[tuple[object, ...]]:
        """Give a mark of the clone's tables, policies, triggers, functions and rights: another one after any change."""
        parts = (f"SELECT '{table}', count(*), max(xmin::text::bigint) FROM {table}" for table in CATALOGUES)
        return self._open().execute(" UNION ALL ".join(parts).encode()).fetchall()

    def changed(self) -> bool:
        """Tell whether its shape is another one than at the last look."""
        before, self._shape = self._shape, self.shape()
        return before != self._shape

    def take(self) -> Rows:
        """Take a copy of every row that is not the migrations' own."""
        return [self._copied(table) for table in self.filled()]

    def _copied(self, table: str) -> tuple[str, bytes]:
        # A line of the log gets a fresh number, so that it never meets a later one.
        columns = (
            "SELECT attname FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
        )
        names = [f'"{name}"' for (name,) in self._open().execute(columns, [table]).fetchall()]
        target = f"{table} ({', '.join(name for name in names if (table, name) != LINE_NUMBER)})"
        with self._open().cursor().copy(f"COPY {target} TO STDOUT (FORMAT binary)".encode()) as read:
            return target, b"".join(read)

    def put(self, rows: Rows) -> None:
        """Put rows back that were taken."""
        connection = self._open()
        for target, content in rows:
            with connection.cursor().copy(f"COPY {target} FROM STDIN (FORMAT binary)".encode()) as write:
                write.write(content)


def drop(server: str, name: str) -> None:
    """Drop a clone, whoever is still connected."""
    with psycopg.connect(conninfo(server, "postgres", embedded_pg.SUPERUSER), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
