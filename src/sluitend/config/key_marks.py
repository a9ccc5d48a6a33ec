"""By which a database knows its keys: a mark of each, written by the owner and read by everybody.

A mark is a keyed digest of a fixed word. It tells whether a key file belongs to this database before anything is
sealed with the wrong key, and it tells nothing about the key.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction

from sluitend.config.faults import Fault
from sluitend.config.keys import Keyring
from sluitend.records import sealed_columns
from sluitend.records.models import KeyMark

DIGESTS = "d"


class KeysDoNotFit(Fault):
    """The key file is not the one of this database, or lacks a key; the message says what to do."""


class Fit(StrEnum):
    """How a key file and a database stand to each other."""

    UNKNOWN = "unknown"  # a new database, not yet written with any key
    RIGHT = "right"
    UNFINISHED = "unfinished"  # a change of keys was broken off where all still works: pages may be shown
    BEHIND = "behind"  # digests are still to be made with a newer key: nobody would be recognised until then


def of_database() -> dict[str, bytes]:
    """Give the marks that the database holds."""
    return {row.name: bytes(row.mark) for row in KeyMark.objects.all()}


def fit(keyring: Keyring) -> Fit:
    """Say how this key file stands to this database.

    Raises:
        KeysDoNotFit: it is the key file of another database, or a key is missing from it.
    """
    marks = of_database()
    require_keys_for(marks, keyring)
    if not marks:
        return Fit.UNKNOWN
    if digests_made_with(marks) != len(keyring.digest_keys):
        return Fit.BEHIND
    return Fit.RIGHT if keyring.digest_waiting is None else Fit.UNFINISHED


def require_keys_for(marks: dict[str, bytes], keyring: Keyring) -> None:
    """Refuse a key file without the very keys of these marks.

    Raises:
        KeysDoNotFit: it is another key file, or a key is missing from it.
    """
    mine = keyring.with_digest_laid().marks()
    if any(name in mine and mine[name] != mark for name, mark in marks.items()):
        raise KeysDoNotFit(
            "Dit sleutelbestand hoort niet bij deze database: wat verzegeld is, gaat er niet mee open. "
            "Zet SLUITEND_KEYS_FILE op het bestand van deze installatie."
        )
    if missing := sorted(set(marks) - set(mine)):
        raise KeysDoNotFit(
            f"In het sleutelbestand ontbreekt {', '.join(missing)}, waarmee deze database is beschreven. "
            "Neem het sleutelbestand van ná de laatste wisseling, of van vóór het weghalen van oude sleutels."
        )


def digests_made_with(marks: dict[str, bytes]) -> int:
    """Give with how many keys the digests of a database were made; 0 when no mark says so."""
    return max((int(name.removeprefix(DIGESTS)) for name in marks if name.startswith(DIGESTS)), default=0)


@transaction.atomic
def remember_first(keyring: Keyring) -> None:
    """Write the marks of a database that has none: from now on it knows its keys. Otherwise nothing changes.

    Raises:
        KeysDoNotFit: something in it was sealed with a key that this file does not hold.
    """
    if KeyMark.objects.exists():
        return
    if unknown := set(sealed_columns.keys_in_use()) - set(keyring.field_keys):
        raise KeysDoNotFit(
            f"In deze database is iets verzegeld met een sleutel die niet in het sleutelbestand staat: {min(unknown)}."
        )
    remember(keyring)


def remember_fields(keyring: Keyring) -> None:
    """Add the marks of the keys that seal; what is known of digests stays as it is."""
    for key, value in keyring.marks().items():
        if not key.startswith(DIGESTS):
            KeyMark.objects.update_or_create(name=key, defaults={"mark": value})


def remember(keyring: Keyring) -> None:
    """Write the marks of these keys, in the transaction that runs; marks of keys that are gone go too."""
    name, mark = keyring.digest_mark()
    KeyMark.objects.exclude(name__in=[name, *keyring.field_keys]).delete()
    KeyMark.objects.update_or_create(name=name, defaults={"mark": mark})
    remember_fields(keyring)
