"""`sluitend restore FILE`: put a backup into an empty database, and prove that what came back is what went in.

Everything that can be known before the first write is checked before it. From then until the last check a mark stands
in the database that keeps every page closed; when it was broken off, the same command begins anew.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from sluitend.config import (
    backup,
    backup_file,
    backup_tools,
    installation,
    key_marks,
    migrate,
    roles,
    rotate_digests,
    second_steps,
    startup,
)
from sluitend.config.faults import Fault
from sluitend.config.keys import Keyring
from sluitend.records import crypto, sealed_columns

Say = Callable[[str], None]


class RestoreError(Fault):
    """The backup cannot be put back; the message is a sentence for whoever runs the installation."""


def run(file: Path, say: Say, *, now: datetime) -> int:
    """Check, put back, bring to this version, and check again. Gives the exit code.

    Raises:
        RestoreError: the database is not empty, or what came back is not what went in.
        BackupFileError: the file is no backup or is not whole.
        KeysDoNotFit: the key file does not hold the keys of this backup.
        ToolError: pg_restore is missing, too old, or failed.
    """
    keyring = startup.require_keys()
    startup.require_database()
    startup.require_owner()
    header = check_file(file, keyring, say)
    tool = require_room(header)
    begin()
    say("Terugzetten ...")
    counts = _restore(tool, file, keyring)
    say("Nakijken ...")
    finish(header, counts, keyring, now=now)
    say(
        f"Klaar: {backup.dotted(sum(counts.values()))} rijen teruggezet en nageteld, "
        "de afscherming staat, en wat verzegeld is gaat open. Iedereen meldt zich opnieuw aan."
    )
    return 0


def check_file(file: Path, keyring: Keyring, say: Say = lambda _line: None) -> backup_file.Header:
    """Read a backup from its first byte to its last, without a database: is it whole, and do these keys open it?

    Raises:
        RestoreError: a newer version made it.
        BackupFileError: it is no backup, or not whole.
        KeysDoNotFit: these are not the keys it needs.
    """
    header = backup_file.read_header(file)
    say(
        f"Reservekopie van {header.made_at}, Sluitend {header.product}, {header.municipalities} gemeente(n). "
        f"Nodig: {', '.join(sorted(header.needs))}."
    )
    key_marks.require_keys_for(header.marks(), keyring)
    if key_marks.digests_made_with(header.marks()) > len(keyring.digest_keys):
        raise RestoreError("Dit sleutelbestand is van tijdens een wisseling van sleutels. Neem dat van erna.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(header.migrations) - known):
        raise RestoreError(
            f"Deze reservekopie is gemaakt met een nieuwere versie ({header.product}): {unknown[0]} kent deze versie "
            "niet. Installeer eerst die versie."
        )
    for _piece in backup_file.read(file, keyring):
        pass
    say("De reservekopie is heel en met dit sleutelbestand te openen.")
    return header


def require_room(header: backup_file.Header) -> Path:
    """Give the tool, when server and database can take this backup.

    Raises:
        RestoreError: something is in the database, the server is older, or a role is missing.
        ToolError: pg_restore is missing or too old.
    """
    major = backup_tools.server_major()
    if major < header.postgres:
        raise RestoreError(
            f"De reservekopie komt van PostgreSQL {header.postgres}; deze server is ouder ({major}). "
            "Neem een server die minstens zo nieuw is."
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_roles WHERE rolname IN (%s, %s)), "
            "EXISTS (SELECT FROM pg_namespace WHERE nspname = %s), "
            "EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema')",
            [roles.WEB, roles.WORKER, startup.RESTORING],
        )
        bound, broken_off, filled = cursor.fetchone()
    if bound != 2:
        raise RestoreError(
            f"De rollen {roles.WEB} en {roles.WORKER} zijn er niet. Maak ze eerst (docs/installatie.md)."
        )
    if filled and not broken_off:
        raise RestoreError("Deze database is niet leeg. Terugzetten gaat alleen in een lege database.")
    return backup_tools.find("pg_restore", major)


def begin() -> None:
    """Put the mark that keeps pages closed; when it stands there, empty what the try that was broken off left behind."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = %s)", [startup.RESTORING])
        if cursor.fetchone()[0]:
            cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        else:
            cursor.execute(f"CREATE SCHEMA {startup.RESTORING}")


def finish(header: backup_file.Header, counts: dict[str, int], keyring: Keyring, *, now: datetime) -> None:
    """Check what came back, bring it to this version and these keys, and take the mark away.

    Raises:
        RestoreError: it is not what went in; the mark stays.
    """
    if (found := backup.count_rows()) != counts:
        wrong = sorted(name for name in {*found, *counts} if found.get(name) != counts.get(name))
        raise RestoreError(f"Niet alles is teruggekomen: tabel {wrong[0]} telt anders dan bij het maken.")
    name = str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        for statement in roles.database_statements(connection.ops.quote_name(name)):
            cursor.execute(statement)
        cursor.execute("ANALYZE")  # without it the first day is fifty times as slow
    migrate.run(verbosity=0)
    with transaction.atomic():
        rotate_digests.lay(header.marks(), keyring, now=now)
        key_marks.remember(keyring)
    startup.require_migrations()
    startup.require_walls()
    require_readable(keyring)
    with transaction.atomic(), connection.cursor() as cursor:
        installation.note("backup.restore", now=now)
        cursor.execute("ANALYZE")
        cursor.execute(f"DROP SCHEMA {startup.RESTORING}")


def require_readable(keyring: Keyring) -> None:
    """Open one value of each sealed column, and of the second steps.

    Raises:
        RestoreError: one does not open.
    """
    with connection.cursor() as cursor:
        for table, column in sealed_columns.sealed():
            cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL LIMIT 1")  # noqa: S608 - our own names
            for row, value in cursor.fetchall():
                _open(table, column, row, value)
    if second_steps.keys_in_use() - set(keyring.field_keys):
        raise RestoreError("Een geheim van de tweede stap is met deze sleutels niet te openen.")


def _open(table: str, column: str, row: UUID, value: memoryview) -> None:
    try:
        crypto.unseal(value, table=table, row=row, field=column)
    except crypto.Unreadable:
        raise RestoreError(f"Wat verzegeld is in {table} gaat met deze sleutels niet open.") from None


def _restore(tool: Path, file: Path, keyring: Keyring) -> dict[str, int]:
    """Hand the dump to pg_restore as one transaction; gives the counts that were noted when it was made."""
    command = [str(tool), "--no-owner", "--exit-on-error", "--single-transaction", "--no-password"]
    environment = backup_tools.connection_environment()
    command.append(f"--dbname={environment['PGDATABASE']}")
    connection.close()
    inside = _inside(backup_file.read(file, keyring))
    counts: dict[str, int] = json.loads(next(inside))["counts"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said, stderr=said, env=environment) as process:
            put: IO[bytes] = process.stdin  # type: ignore[assignment]
            try:
                with suppress(BrokenPipeError):  # it stopped early; its exit code says why
                    for piece in inside:
                        put.write(piece)
                    put.close()
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            raise backup_tools.failed("pg_restore", said.read())
    return counts


def _inside(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Split what is in a backup: first what was noted when it was made, then the dump in pieces."""
    data = b""
    while len(data) < 4 or len(data) < 4 + int.from_bytes(data[:4], "big"):
        data += next(pieces)
    size = 4 + int.from_bytes(data[:4], "big")
    yield data[4:size]
    yield data[size:]
    yield from pieces
