"""`sluitend backup FILE`: everything in the database as it is at one moment, encrypted, without the keys.

See docs/decisions/0007-backups-are-encrypted.md.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import connection, transaction

from sluitend import __version__
from sluitend.config import backup_tools, installation, key_marks, second_steps, startup
from sluitend.config.backup_file import PIECE, Header, Writer
from sluitend.config.faults import Fault
from sluitend.config.keys import Keyring
from sluitend.records import sealed_columns

# Who is signed in now, and counters of attempts: whoever puts a backup back signs in anew.
WITHOUT_ROWS = ("django_session", "sluitend_cache")


class BackupError(Fault):
    """The backup cannot be made; the message is a sentence for whoever runs the installation."""


def make(file: Path, key_file: Path, keyring: Keyring, say: Callable[[str], None], *, now: datetime) -> None:
    """Write the backup; the file is there when it is whole, and not before.

    Raises:
        BackupError: the file is there already, lies where the keys lie, or cannot be written.
        ToolError: pg_dump is missing, too old, or failed.
    """
    require_place(file, key_file)
    key_marks.remember_first(keyring)
    major = backup_tools.server_major()
    tool = backup_tools.find("pg_dump", major)
    installation.note("backup.make", now=now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])
        header = Header(
            product=__version__,
            made_at=now.isoformat(timespec="seconds"),
            postgres=major,
            migrations=tuple(migrations()),
            municipalities=len(installation.municipalities()),
            needs={name: mark.hex() for name, mark in needed(keyring).items()},
            key=keyring.field_current,
        )
        counts = count_rows()
        with _whole_or_nothing(file) as stream:
            writer = Writer(stream, header, keyring)
            inside = json.dumps({"counts": counts}).encode()
            writer.write(len(inside).to_bytes(4, "big") + inside)
            _dump(tool, snapshot, writer)
            writer.finish()
    say(
        f"Gemaakt: {file} ({dotted(file.stat().st_size)} bytes, {dotted(sum(counts.values()))} rijen, "
        f"{header.municipalities} gemeente(n)). Terugzetten kan alleen met het sleutelbestand."
    )


def require_place(file: Path, key_file: Path) -> None:
    """Refuse a place where something is already, and the place where the keys are.

    Raises:
        BackupError: choose another place.
    """
    if file.exists() or file.is_symlink():
        raise BackupError(f"{file} bestaat al en wordt niet overschreven. Kies een andere naam.")
    if not file.parent.is_dir():
        raise BackupError(f"De map {file.parent} is er niet.")
    if file.parent.resolve() == key_file.parent.resolve():
        raise BackupError(
            "In deze map staat het sleutelbestand. Wie beide heeft, kan alles lezen: "
            "bewaar reservekopieën ergens anders dan de sleutels."
        )


def dotted(number: int) -> str:
    """Write a number as people here do: 14.901."""
    return f"{number:,}".replace(",", ".")


def migrations() -> list[str]:
    """Give the names of all migrations that ran."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY app, name")
        return [name for (name,) in cursor.fetchall()]


def needed(keyring: Keyring) -> dict[str, bytes]:
    """Give the marks of the keys without which not everything in the database can be opened and recognised."""
    name, mark = keyring.digest_mark()
    in_use = {*sealed_columns.keys_in_use(), *second_steps.keys_in_use(), keyring.field_current}
    return {key: value for key, value in keyring.marks().items() if key in in_use} | {name: mark}


def count_rows() -> dict[str, int]:
    """Count the rows of every table that a backup holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        tables = sorted({name for (name,) in cursor.fetchall()} - set(WITHOUT_ROWS))
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - names out of the catalogue
            counts[table] = int(cursor.fetchone()[0])
    return counts


def _dump(tool: Path, snapshot: str, writer: Writer) -> None:
    command = [str(tool), "--format=custom", "--no-owner", f"--snapshot={snapshot}", "--no-password"]
    command += [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, env=backup_tools.connection_environment()
        ) as process:
            output: IO[bytes] = process.stdout  # type: ignore[assignment]
            try:
                while data := output.read(PIECE):
                    writer.write(data)
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            raise backup_tools.failed("pg_dump", said.read())


@contextmanager
def _whole_or_nothing(file: Path) -> Iterator[IO[bytes]]:
    """Write under another name, for the owner only (0600); only what is whole gets the name that was asked for."""
    making = file.with_name(f".{file.name}.{secrets.token_hex(4)}.half")
    try:
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            try:
                os.link(making, file)  # unlike a rename, this never takes the place of a file that came meanwhile
            except FileExistsError:
                raise
            except OSError:  # a file system without links
                if file.exists():
                    raise FileExistsError from None
                making.rename(file)
        finally:
            making.unlink(missing_ok=True)
        directory = os.open(file.parent, os.O_RDONLY)
        with suppress(OSError):
            os.fsync(directory)
        os.close(directory)
    except FileExistsError:
        raise BackupError(f"{file} bestaat al en wordt niet overschreven. Kies een andere naam.") from None
    except OSError as error:
        raise BackupError(f"{file} is niet te schrijven: {error.strerror}.") from error


def run(file: Path, key_file: Path, say: Callable[[str], None], *, now: datetime) -> int:
    """Check that this is a whole installation and the owner role, and make the backup. Gives the exit code."""
    keyring = startup.require_keys()
    startup.require_database()
    startup.require_owner()
    startup.require_whole()
    startup.require_migrations()
    startup.require_own_keys()
    make(file, key_file, keyring, say, now=now)
    return 0
