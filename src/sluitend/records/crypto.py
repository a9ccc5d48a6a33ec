"""Sealing of fields, and the keyed digests by which people are recognised.

A sealed value is bound to its table, row and field: copied to another row it cannot be opened. The keys live in the
key file, outside the database and outside its backup.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    class Keyring(Protocol):
        """The part of the key file that sealing and digesting use."""

        @property
        def field_keys(self) -> Mapping[str, bytes]:
            """Id of a key and the key."""

        @property
        def field_current(self) -> str:
            """Id of the key that seals now."""

        def digest(self, purpose: str, value: bytes) -> bytes:
            """Keyed digest of a value for one purpose."""


NONCE = 12


class Unreadable(Exception):  # noqa: N818 - it reads as what happened
    """A sealed value cannot be opened: unknown key, other row, or damaged. The rest of the page still works."""


def _keys() -> Keyring:
    keyring: Keyring | None = settings.SLUITEND_KEYS
    if keyring is None:
        raise RuntimeError("no key file: set SLUITEND_KEYS_FILE")
    return keyring


def _bound(table: str, row: UUID, field: str, key_id: str) -> bytes:
    return "|".join((table, str(row), field, key_id)).encode()


def seal(value: bytes, *, table: str, row: UUID, field: str) -> bytes:
    """Seal bytes for one field of one row with the current key (AES-256-GCM); gives key id, nonce and ciphertext."""
    keys = _keys()
    key_id = keys.field_current
    nonce = os.urandom(NONCE)
    sealed = AESGCM(keys.field_keys[key_id]).encrypt(nonce, value, _bound(table, row, field, key_id))
    return bytes([len(key_id)]) + key_id.encode() + nonce + sealed


def unseal(sealed: bytes | memoryview, *, table: str, row: UUID, field: str) -> bytes:
    """Open what seal made for this very field.

    Raises:
        Unreadable: the key is not known, the value belongs to another row or field, or it was changed.
    """
    raw = bytes(sealed)
    try:
        size = raw[0]
        key_id = raw[1 : 1 + size].decode()
        nonce, body = raw[1 + size : 1 + size + NONCE], raw[1 + size + NONCE :]
        return AESGCM(_keys().field_keys[key_id]).decrypt(nonce, body, _bound(table, row, field, key_id))
    except (InvalidTag, KeyError, IndexError, UnicodeDecodeError, ValueError) as error:
        raise Unreadable(table, field) from error


def digest(purpose: str, value: bytes) -> bytes:
    """Give the keyed digest (HMAC-SHA-256) of a value for one purpose; without the key nobody can enumerate it."""
    return _keys().digest(purpose, value)


def current_key() -> str:
    """Give the id of the key that seals now."""
    return _keys().field_current


def key_of(sealed: bytes | memoryview) -> str:
    """Give the id of the key that sealed this; empty when it is no sealed value.

    The same in SQL: `convert_from(substring(value FROM 2 FOR get_byte(value, 0)), 'UTF8')`.
    """
    raw = bytes(sealed[:256])
    return raw[1 : 1 + raw[0]].decode("ascii", "replace") if raw else ""


def seal_again(sealed: bytes | memoryview, *, table: str, row: UUID, field: str) -> bytes:
    """Seal with the current key what an older one sealed.

    Raises:
        Unreadable: it cannot be opened.
    """
    return seal(unseal(sealed, table=table, row=row, field=field), table=table, row=row, field=field)


def seal_text(value: str, *, table: str, row: UUID, field: str) -> bytes:
    """Seal text as UTF-8."""
    return seal(value.encode(), table=table, row=row, field=field)


def unseal_text(sealed: bytes | memoryview | None, *, table: str, row: UUID, field: str) -> str:
    """Open sealed text; empty when nothing was sealed."""
    return unseal(sealed, table=table, row=row, field=field).decode() if sealed is not None else ""
