"""The file of a backup: a header that everybody may read, then everything else encrypted, in pieces.

The first line says what it is. The header (JSON after its length in four bytes) tells which version made it and which
keys it needs. Each piece (after its length in four bytes) is AES-256-GCM under a key of this backup alone, which is
made of the key file's current key and a random salt. A piece's number and whether it is the last are part of its nonce:
a file that was cut off, put together or changed anywhere does not open.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sluitend.config.faults import Fault
from sluitend.config.keys import Keyring

FIRST_LINE = b"SLUITEND RESERVEKOPIE 1\n"
PIECE = 1 << 20  # bytes
TAG = 16  # bytes that a piece is longer than what is in it
LONGEST_HEADER = 1 << 22


class BackupFileError(Fault):
    """The file is no backup, is not whole, or cannot be opened with these keys; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of a backup without any key.

    product: version that made it. made_at: ISO date and time. postgres: major version of the server. migrations: names
    of all that ran. municipalities: how many. needs: name -> mark (hex) of each key that is needed, see key_marks.
    key: name of the key that encrypts. salt: hex.
    """

    product: str
    made_at: str
    postgres: int
    migrations: tuple[str, ...]
    municipalities: int
    needs: Mapping[str, str]
    key: str
    salt: str = field(default_factory=lambda: os.urandom(32).hex())

    def marks(self) -> dict[str, bytes]:
        """Give the marks of the keys that are needed."""
        return {name: bytes.fromhex(mark) for name, mark in self.needs.items()}


class Writer:
    """Writes a backup into a stream; what is not finished with `finish` does not open."""

    def __init__(self, stream: IO[bytes], header: Header, keyring: Keyring) -> None:
        told = json.dumps(asdict(header), ensure_ascii=False).encode()
        self._stream = stream
        self._cipher = AESGCM(keyring.backup_key(header.key, bytes.fromhex(header.salt)))
        self._about = hashlib.sha256(told).digest()
        self._number = 0
        self._waiting = bytearray()
        stream.write(FIRST_LINE + len(told).to_bytes(4, "big") + told)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._waiting += data
        while len(self._waiting) > PIECE:  # not `>=`: the last piece must be told to be the last
            self._piece(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def finish(self) -> None:
        """Write what is left, as the last piece."""
        self._piece(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _piece(self, data: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), data, self._about)
        self._stream.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def read_header(path: Path) -> Header:
    """Read what is known without keys.

    Raises:
        BackupFileError: it is no backup.
    """
    with _open(path) as stream:
        return _header(stream, path)[0]


def read(path: Path, keyring: Keyring) -> Iterator[bytes]:
    """Give what is in a backup, piece by piece; only when the last one came was it whole.

    Raises:
        BackupFileError: it is no backup, the key is not there, or it was cut off or changed.
    """
    with _open(path) as stream:
        header, told = _header(stream, path)
        try:
            cipher = AESGCM(keyring.backup_key(header.key, bytes.fromhex(header.salt)))
        except KeyError:
            raise BackupFileError(
                f"Sleutel {header.key} van deze reservekopie staat niet in het sleutelbestand."
            ) from None
        about = hashlib.sha256(told).digest()
        number, more = 0, stream.read(4)
        while more:
            size = int.from_bytes(more, "big")
            sealed = stream.read(size) if TAG <= size <= PIECE + TAG else b""
            more = stream.read(4)
            try:
                yield cipher.decrypt(_nonce(number, last=not more), sealed if len(sealed) == size else b"", about)
            except InvalidTag:
                raise BackupFileError(
                    f"{path} is niet heel: afgebroken, beschadigd of veranderd, of met andere sleutels gemaakt."
                ) from None
            number += 1
        if number == 0:
            raise BackupFileError(f"{path} is niet heel: er staat niets in.")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _open(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise BackupFileError(f"{path} is niet te lezen: {error.strerror}.") from error


def _header(stream: IO[bytes], path: Path) -> tuple[Header, bytes]:
    try:
        ours = stream.read(len(FIRST_LINE)) == FIRST_LINE
        told = stream.read(min(int.from_bytes(stream.read(4), "big"), LONGEST_HEADER)) if ours else b""
        header = Header(**json.loads(told))
        header.marks()
    except (ValueError, TypeError, AttributeError):
        raise BackupFileError(f"{path} is geen reservekopie van Sluitend, of van een nieuwere versie.") from None
    return header, told
