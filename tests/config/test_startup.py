"""Nothing is served as a role that row-level security does not bind, without keys, or on a database that is behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sluitend.config import database, embedded_pg, keys, roles
from tests.database import conninfo
from tests.settings import fixed_keyring
from tests.smtp import Handler, smtp_server

EMPTY = f"empty_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
OTHER = f"other_role_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture
def environ(pg_server: str, test_database: str, tmp_path: Path) -> dict[str, str]:
    """Give the environment of a right installation on the run's database."""
    keys.write(tmp_path / "keys.json", fixed_keyring())
    return {
        **os.environ,
        database.WEB: conninfo(pg_server, test_database, roles.WEB),
        database.WORKER: conninfo(pg_server, test_database, roles.WORKER),
        database.OWNER: conninfo(pg_server, test_database, roles.OWNER),
        keys.ENVIRONMENT: str(tmp_path / "keys.json"),
        "DJANGO_SETTINGS_MODULE": "sluitend.config.settings",
        "SLUITEND_HOSTS": "sluitend.gemeente.example",
        "SLUITEND_TLS": "1",
    }


def sluitend(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sluitend.config.cli", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)


def refused(environ: dict[str, str], command: str = "serve") -> str:
    """Give the one sentence with which it refuses, without a trace."""
    done = sluitend(environ, command, *(["--bind", "127.0.0.1:1"] if command == "serve" else []))
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_a_right_installation_is_called_right(environ: dict[str, str]) -> None:
    done = sluitend(environ, "check")
    told = [line for line in done.stdout.splitlines() if not line.startswith("goed")]
    assert told == ["let op  Er is geen mailserver (SLUITEND_SMTP_URL): berichten staan alleen in het programma."]
    assert done.returncode == 0


def test_a_mail_server_that_takes_mail_is_called_right(environ: dict[str, str]) -> None:
    with smtp_server(Handler()) as port:
        environ |= {"SLUITEND_SMTP_URL": f"smtp://127.0.0.1:{port}", "SLUITEND_MAIL_FROM": "a@gemeente.example"}
        done = sluitend(environ, "check")
        assert "goed  e-mail" in done.stdout.splitlines()
        assert "mailserver" not in done.stdout
    gone = sluitend(environ, "check")  # it stopped meanwhile
    assert "FOUT  e-mail: De mailserver antwoordt niet" in gone.stdout
    assert gone.returncode == 1


def test_mail_without_a_sender_is_a_sentence_without_the_password(environ: dict[str, str]) -> None:
    environ |= {"SLUITEND_SMTP_URL": "smtp://a:geheim@server", "SLUITEND_MAIL_FROM": ""}
    told = refused(environ)
    assert "SLUITEND_MAIL_FROM" in told
    assert "geheim" not in told


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_neither_serves_as_superuser(environ: dict[str, str], pg_server: str, test_database: str, command: str) -> None:
    strong = conninfo(pg_server, test_database, embedded_pg.SUPERUSER)
    assert "mag te veel" in refused({**environ, database.WEB: strong, database.WORKER: strong}, command)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_neither_serves_as_the_owner_of_the_tables(environ: dict[str, str], command: str) -> None:
    owner = environ[database.OWNER]
    assert "mag te veel" in refused({**environ, database.WEB: owner, database.WORKER: owner}, command)


@pytest.fixture
def other_role(pg_server: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Give a superuser's connection in which `other_role` may be made; it is dropped afterwards."""
    with psycopg.connect(conninfo(pg_server, "postgres", embedded_pg.SUPERUSER), autocommit=True) as connection:
        yield connection
        connection.execute(f"DROP ROLE IF EXISTS {OTHER}")


@pytest.mark.parametrize(
    "rights",
    [
        "BYPASSRLS IN ROLE sluitend_web",
        "CREATEROLE IN ROLE sluitend_web",
        "IN ROLE sluitend_web, sluitend_owner",
    ],
)
def test_it_does_not_serve_as_a_role_that_can_walk_through_the_wall(
    environ: dict[str, str],
    pg_server: str,
    test_database: str,
    other_role: psycopg.Connection[tuple[object, ...]],
    rights: str,
) -> None:
    other_role.execute(f"CREATE ROLE {OTHER} LOGIN {rights}".encode())
    environ[database.WEB] = conninfo(pg_server, test_database, OTHER)
    assert f"{OTHER} mag te veel" in refused(environ)


def test_it_does_not_serve_without_keys(environ: dict[str, str]) -> None:
    del environ[keys.ENVIRONMENT]
    assert "SLUITEND_KEYS_FILE" in refused(environ)


def test_it_does_not_serve_with_keys_that_others_can_read(environ: dict[str, str]) -> None:
    Path(environ[keys.ENVIRONMENT]).chmod(0o644)
    assert "chmod 600" in refused(environ)


def test_it_does_not_serve_a_database_that_is_behind(environ: dict[str, str], as_owner: psycopg.Connection) -> None:  # type: ignore[type-arg]
    row = as_owner.execute(
        "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'records') "
        "RETURNING app, name, applied"
    ).fetchone()
    try:
        assert "sluitend migrate" in refused(environ)
    finally:
        as_owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)


def test_an_empty_database_is_told_apart_from_a_broken_one(environ: dict[str, str], pg_server: str) -> None:
    with psycopg.connect(conninfo(pg_server, "postgres", roles.OWNER), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {EMPTY}")
    try:
        assert "sluitend migrate" in refused({**environ, database.WEB: conninfo(pg_server, EMPTY, roles.WEB)})
    finally:
        with psycopg.connect(conninfo(pg_server, "postgres", roles.OWNER), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {EMPTY}")


@pytest.mark.parametrize(
    "hole",
    [
        "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
        "DROP POLICY note_read ON note",
        "CREATE POLICY note_all ON note USING (true)",
        "DROP TRIGGER note_audited ON note",
        "ALTER TABLE note DISABLE TRIGGER note_audited",
    ],
)
def test_it_does_not_serve_behind_a_wall_with_a_hole(
    environ: dict[str, str],
    as_owner: psycopg.Connection,  # type: ignore[type-arg]
    hole: str,
) -> None:
    as_owner.execute(hole.encode())
    assert "De afscherming van tabel note" in refused(environ)
    assert "FOUT  afscherming" in sluitend(environ, "check").stdout


def test_a_database_that_does_not_answer_is_a_sentence_without_the_password(environ: dict[str, str]) -> None:
    environ[database.WEB] = "host=/nonexistent dbname=x user=sluitend_web password=geheim"
    told = refused(environ)
    assert "antwoordt niet" in told
    assert "geheim" not in told


def test_without_a_connection_it_says_which_variable(environ: dict[str, str]) -> None:
    del environ[database.WEB]
    assert "DATABASE_URL" in refused(environ)


def test_the_worker_is_missed_before_anything_is_served(environ: dict[str, str]) -> None:
    del environ[database.WORKER]
    assert "DATABASE_WORKER_URL" in refused(environ)


def test_check_names_each_thing_that_is_wrong(environ: dict[str, str]) -> None:
    environ |= {"SLUITEND_HOSTS": "", database.WEB: environ[database.OWNER]}
    done = sluitend(environ, "check")
    wrong = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("FOUT")]
    assert wrong == ["databaserol:", "adres:"]
    assert done.returncode == 1


def test_migrating_twice_changes_nothing_and_the_bound_roles_get_no_more_than_rows(
    environ: dict[str, str],
    as_owner: psycopg.Connection,  # type: ignore[type-arg]
) -> None:
    assert sluitend(environ, "migrate", "--quiet").returncode == 0
    too_much = as_owner.execute(
        "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee IN ('sluitend_web', 'sluitend_worker', 'PUBLIC') AND table_schema = 'public' "
        "AND privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')"
    ).fetchall()
    assert too_much == []
    create = "SELECT has_schema_privilege('sluitend_web', 'public', 'CREATE')"
    assert as_owner.execute(create).fetchone() == (False,)
