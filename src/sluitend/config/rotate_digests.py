"""Lay a new digest key over every digest in the database, in one transaction: all of them, or none.

What a digest was made of is not needed, and often not kept; see docs/decisions/0008-digests-in-layers.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sluitend.config import installation, key_marks
from sluitend.config.keys import KEY_BYTES, Keyring
from sluitend.records import sealed_columns

BATCH = 5000


def lay(
    marks: dict[str, bytes], keyring: Keyring, *, now: datetime, say: Callable[[str], None] = lambda _line: None
) -> int:
    """Bring every digest from the keys that these marks speak of to all keys in use; gives how many changed.

    Must run in a transaction in which nobody else writes: a digest that is written beside it would be left behind.
    """
    made_with = key_marks.digests_made_with(marks)
    if made_with == len(keyring.digest_keys):
        return 0
    done = 0
    with transaction.atomic():
        for municipality_id in installation.municipalities():
            installation.note_for(municipality_id, "keys.digests", now=now)
            for (table, column), purpose in sealed_columns.DIGESTS.items():
                for rows in _batches(table, column, municipality_id):
                    changed = [(row, keyring.digest_over(purpose, bytes(old), made_with)) for row, old in rows]
                    write(table, column, changed)
                    done += len(changed)
                    say(f"{table}: {done} sleutelsommen tot nu toe")
    return done


def write(table: str, column: str, changed: list[tuple[UUID, bytes]]) -> None:
    """Write these values by the row's id, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {column} = v.new FROM unnest(%s::uuid[], %s::bytea[]) AS v(id, new) "  # noqa: S608 - our own names
            "WHERE t.id = v.id",
            [[row for row, _new in changed], [new for _row, new in changed]],
        )


def _batches(table: str, column: str, municipality_id: UUID) -> Iterator[list[tuple[UUID, memoryview]]]:
    last = UUID(int=0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {column} FROM {table} WHERE municipality_id = %s AND id > %s AND length({column}) = %s "  # noqa: S608
                f"ORDER BY id LIMIT {BATCH}",
                [municipality_id, last, KEY_BYTES],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]
