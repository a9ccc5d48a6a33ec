"""`sluitend rotate-keys`: new keys for everything that is sealed and for every digest, without losing anything half-way.

The order makes each moment a safe one to be killed at: the key file first gets the new keys beside the old ones; what
is sealed is sealed anew in batches, and opens with either; digests change in one transaction with the mark that says
so; then the key file says so too. The same command goes on where it was broken off.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from sluitend.config import installation, key_marks, keys, roles, rotate_digests, second_steps, startup
from sluitend.config.faults import Fault
from sluitend.config.keys import Keyring
from sluitend.records import crypto, sealed_columns

BATCH = 500
ONE_AT_A_TIME = "sluitend.rotate"

Say = Callable[[str], None]


class RotateError(Fault):
    """The keys cannot be changed now; the message is a sentence for whoever runs the installation."""


def run(key_file: Path, say: Say, *, now: datetime, batch: int = BATCH) -> int:
    """Change to new keys, or go on with a change that was broken off. Gives 0, or 2 when something does not open.

    Raises:
        RotateError: pages or jobs still run on this database.
        NotReady, KeysDoNotFit: something about this installation is not right.
    """
    keyring = _begin(key_file)
    marks = key_marks.of_database()
    if keyring.digest_waiting is None and key_marks.fit(keyring) is not key_marks.Fit.BEHIND:
        keyring = keyring.with_new_generation()
        keys.write(key_file, keyring)
        installation.note("keys.rotate", now=now)
        say(
            f"Sleutel {keyring.field_current} is gemaakt. Kopieer {key_file} nu naar de plek waar u de sleutels bewaart."
        )
    else:
        say("De wisseling die is afgebroken, gaat verder.")
    _use(keyring)
    key_marks.remember_fields(keyring)
    unreadable = _seal_all(say, now, batch)
    with transaction.atomic():
        _require_quiet()
        keyring = keyring.with_digest_laid()
        digests = rotate_digests.lay(marks, keyring, now=now, say=say)  # nothing, when it was broken off after this
        key_marks.remember(keyring)
    keys.write(key_file, keyring)
    _use(keyring)
    say(f"{digests} sleutelsommen omgezet.")
    if unreadable:
        say(f"{unreadable} waarden gaan met geen enkele sleutel open en zijn gebleven zoals ze waren.")
    say(
        f"Klaar. Alles is verzegeld met {keyring.field_current}. Kopieer {key_file} opnieuw, maak een reservekopie, en "
        "haal dan de oude sleutels weg met: sluitend rotate-keys --drop-old"
    )
    return 2 if unreadable else 0


def drop_old(key_file: Path, say: Say, *, now: datetime) -> int:
    """Take the old keys out of the key file, when nothing needs them any more. Gives the exit code.

    Raises:
        RotateError: something is still sealed with an old key, or pages or jobs still run.
        KeysError: the change of keys is not finished.
    """
    keyring = _begin(key_file)
    startup.require_own_keys()
    bare = keyring.without_old_keys()
    gone = sorted(set(keyring.field_keys) - set(bare.field_keys))
    if not gone and len(keyring.secret_keys) == 1:
        say("Er zijn geen oude sleutels.")
        return 0
    if still := sorted({*sealed_columns.keys_in_use(), *second_steps.keys_in_use()} & set(gone)):
        raise RotateError(f"Met {', '.join(still)} is nog iets verzegeld. Voer eerst uit: sluitend rotate-keys")
    with transaction.atomic():
        installation.note("keys.drop_old", now=now)
        key_marks.remember(bare)  # first: a key too many in the file does no harm, one too few does
    keys.write(key_file, bare)
    say(
        f"Weggehaald: {', '.join(gone) or 'een oude geheime sleutel'}. Reservekopieën van vóór de wisseling gaan alleen "
        "open met het oude sleutelbestand: bewaar dat apart, zo lang u die reservekopieën bewaart."
    )
    return 0


def _begin(key_file: Path) -> Keyring:
    startup.require_keys()
    startup.require_database()
    startup.require_owner()
    startup.require_whole()
    startup.require_migrations()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [ONE_AT_A_TIME])  # until this process ends
        if not cursor.fetchone()[0]:
            raise RotateError("Er loopt al een wisseling van sleutels op deze database.")
    keyring = keys.read(key_file)
    key_marks.remember_first(keyring)
    key_marks.fit(keyring)  # another database's keys are refused here
    with transaction.atomic():
        _require_quiet()
    return keyring


def _require_quiet() -> None:
    """Refuse while pages or jobs run: a process holds the keys that it began with.

    The lock makes a process that starts now wait before it compares its keys.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE key_mark IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename IN (%s, %s)",
            [roles.WEB, roles.WORKER],
        )
        if cursor.fetchone()[0]:
            raise RotateError("Sluitend draait nog op deze database. Stop eerst de dienst (serve en worker).")


def _use(keyring: Keyring) -> None:
    settings.SLUITEND_KEYS = keyring  # what is sealed from here on in this process


def _seal_all(say: Say, now: datetime, batch: int) -> int:
    """Seal with the current key everything that an older one sealed; gives how many values do not open."""
    unreadable = 0
    for table, column in sealed_columns.sealed():
        for municipality_id in installation.municipalities():
            done, last = 0, UUID(int=0)
            while rows := _next(table, column, municipality_id, last, batch):
                last = rows[-1][0]
                changed = []
                for row, value in rows:
                    try:
                        changed.append((row, crypto.seal_again(value, table=table, row=row, field=column)))
                    except crypto.Unreadable:
                        unreadable += 1
                if changed:
                    with transaction.atomic():
                        installation.note_for(municipality_id, "keys.seal", now=now, count=len(changed))
                        rotate_digests.write(table, column, changed)
                done += len(changed)
                say(f"{table}: {done} opnieuw verzegeld")
    with transaction.atomic():
        return unreadable + second_steps.seal_again()


def _next(table: str, column: str, municipality_id: UUID, last: UUID, batch: int) -> list[tuple[UUID, memoryview]]:
    """Give the next values that the current key did not seal."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {column} FROM {table} WHERE municipality_id = %s AND id > %s AND length({column}) > 0 "  # noqa: S608 - our own names
            f"AND substring({column} FROM 2 FOR get_byte({column}, 0)) <> %s ORDER BY id LIMIT {int(batch)}",
            [municipality_id, last, crypto.current_key().encode()],
        )
        return list(cursor.fetchall())
