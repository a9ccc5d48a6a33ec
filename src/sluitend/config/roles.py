"""The three database roles and the database, made by a superuser before anything else.

The owner makes tables and policies. The web and worker roles own nothing, are bound by every policy, and may do only
what a migration granted them. `sql()` is also what the manual shows to whoever runs a server of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from psycopg import sql

OWNER, WEB, WORKER = "sluitend_owner", "sluitend_web", "sluitend_worker"
DATABASE = "sluitend"

# What a request or a job may take before PostgreSQL gives up on it: a stuck one must not hold the others.
LIMITS = {
    WEB: {"statement_timeout": "20s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s"},
    WORKER: {"lock_timeout": "10s", "idle_in_transaction_session_timeout": "10min"},
}


def role_statements() -> Iterator[str]:
    """Give the SQL that brings the three roles to what they should be; running it again changes nothing."""
    for role in (OWNER, WEB, WORKER):
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN "
            f"CREATE ROLE {role} LOGIN; END IF; END $$"
        )
        yield f"ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
    for role, limits in LIMITS.items():
        for name, value in limits.items():
            yield f"ALTER ROLE {role} SET {name} = '{value}'"


def database_statements(database: str) -> Iterator[str]:
    """Give the SQL, run inside the database, that closes it to every role but these three."""
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {database} TO {WEB}, {WORKER}"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {WEB}, {WORKER}"


def ensure(superuser: str, database: str = DATABASE) -> bool:
    """Make the roles and the database where they are missing.

    Args:
        superuser: connection string of a superuser to any database of the server.
        database: the database's name, a plain identifier.

    Returns:
        True when the database was made now.
    """
    with psycopg.connect(superuser, autocommit=True) as connection:
        for statement in role_statements():
            connection.execute(statement.encode())
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (database, OWNER))))
    with psycopg.connect(superuser, dbname=database, autocommit=True) as connection:
        for statement in database_statements(database):
            connection.execute(statement.encode())
    return known is None
