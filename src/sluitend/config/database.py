"""From a connection string to Django's settings, one role at a time.

The three roles of an installation each have a variable: DATABASE_URL (web), DATABASE_WORKER_URL (jobs) and
DATABASE_OWNER_URL (migrations). A process is started with exactly one of them; see `as_role`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from sluitend.config.faults import Fault

WEB, WORKER, OWNER = "DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_OWNER_URL"


class DatabaseUrlError(Fault):
    """A connection string cannot be read, or the one that is needed is missing."""


def parse(url: str) -> dict[str, Any]:
    """Turn `postgresql://role:password@host:5432/name?sslmode=verify-full` or `host=… dbname=…` into Django settings.

    Raises:
        DatabaseUrlError: it is not a connection string, or names no database or no user.
    """
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(url))
    except ProgrammingError:
        # The string holds a password: the message may not repeat it.
        raise DatabaseUrlError(
            "De verbinding met de database is niet te lezen: gebruik postgresql://rol:wachtwoord@server/naam."
        ) from None
    name, user = parts.pop("dbname", ""), parts.pop("user", "")
    if not name or not user:
        raise DatabaseUrlError("De verbinding met de database moet een database en een rol noemen.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
        "ATOMIC_REQUESTS": False,  # the middleware opens the transaction, with the viewer's context in it
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def as_role(variable: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Give an environment in which DATABASE_URL is the connection of one role and the other two are absent.

    Raises:
        DatabaseUrlError: that variable is not set.
    """
    if not environ.get(variable):
        raise DatabaseUrlError(f"{variable} is niet ingesteld (zie docs/installatie.md).")
    rest = {name: value for name, value in environ.items() if name not in {WEB, WORKER, OWNER}}
    return {**rest, WEB: environ[variable]}
