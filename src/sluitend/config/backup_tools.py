"""PostgreSQL's own pg_dump and pg_restore: where they are, and how they are told the connection without showing it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import pq

from sluitend.config import embedded_pg
from sluitend.config.faults import Fault


class ToolError(Fault):
    """pg_dump or pg_restore is missing, is too old, or failed; the message says what to do."""


def server_major() -> int:
    """Give the major version of the server that Django speaks to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def find(tool: str, major: int, environ: Mapping[str, str] = os.environ) -> Path:
    """Find `pg_dump` or `pg_restore` for a server: of the same version, else the next newer one.

    Raises:
        ToolError: there is none, or only older ones: those do not know everything that the server holds.
    """
    found = {version: path for path, version in reversed(list(_builds(tool, environ)))}
    if fitting := sorted(version for version in found if version >= major):
        return found[fitting[0]]
    where = "Installeer postgresql-client van dezelfde versie als de server, of zet PG_BINDIR op de map ervan."
    if found:
        raise ToolError(f"{tool} {max(found)} is te oud voor deze server: PostgreSQL {major}. {where}")
    raise ToolError(f"{tool} is hier niet. {where}")


def _builds(tool: str, environ: Mapping[str, str]) -> Iterator[tuple[Path, int]]:
    directories = list(embedded_pg.candidates(environ))
    if "PG_BINDIR" not in environ and (on_path := shutil.which(tool)):
        directories.append(Path(on_path).parent)
    for directory in directories:
        path = directory / tool
        if not path.exists():
            continue
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        if number := re.search(r"(\d+)", told):
            yield path, int(number[1])


def connection_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Give the environment with which a tool connects as Django does; a command line can be read by everybody."""
    wanted: dict[str, Any] = connection.settings_dict
    parts = {
        "dbname": wanted["NAME"],
        "user": wanted["USER"],
        "password": wanted["PASSWORD"],
        "host": wanted["HOST"],
        "port": wanted["PORT"],
    } | wanted["OPTIONS"]
    variables = {
        option.keyword.decode(): option.envvar.decode() for option in pq.Conninfo.get_defaults() if option.envvar
    }
    rest = {name: value for name, value in environ.items() if name not in variables.values()}
    told = {
        variables[name]: str(value) for name, value in parts.items() if value not in (None, "") and name in variables
    }
    return {**rest, **told}


def failed(tool: str, said: bytes) -> ToolError:
    """Give what to raise when a tool failed: its first line of fault, which names tables and never what is in them."""
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if "error:" in line] or [""]
    return ToolError(f"{tool} is mislukt. {lines[0].strip()}".strip())
