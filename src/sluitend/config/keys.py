"""The key file: everything that must stay secret and must never lie in the database or in its backup.

One JSON file, readable by its owner only, named by SLUITEND_KEYS_FILE. It holds Django's secret key, the keys that
seal fields (each with an id that is stored beside what it sealed, so that an old one keeps reading) and the keys for
keyed digests, each laid over the one before it (docs/decisions/0008-digests-in-layers.md).
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sluitend.config.faults import Fault

ENVIRONMENT = "SLUITEND_KEYS_FILE"
KEY_BYTES = 32
FORMAT = 2
OLDER_FORMAT = 1  # one key for digests, not a list


class KeysError(Fault):
    """The key file is missing, open to others, or not what it should be; the message says what to do."""


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The keys of one installation.

    secret_keys: Django's, the current one first; the others still read what they signed.
    field_keys: id -> 32 bytes, for sealing fields; `field_current` is the id that seals from now on.
    digest_keys: 32 bytes each, the first one first; a digest is made with all of them, one over the other.
    digest_waiting: the key that a change of keys which is not finished lays over all digests, or None.
    """

    secret_keys: tuple[str, ...]
    field_keys: Mapping[str, bytes]
    field_current: str
    digest_keys: tuple[bytes, ...]
    digest_waiting: bytes | None = None

    def __post_init__(self) -> None:
        if not self.secret_keys or self.field_current not in self.field_keys or not self.digest_keys:
            raise KeysError("In het sleutelbestand ontbreekt de geheime sleutel of de huidige veldsleutel.")
        waiting = () if self.digest_waiting is None else (self.digest_waiting,)
        if any(len(key) != KEY_BYTES for key in (*self.field_keys.values(), *self.digest_keys, *waiting)):
            raise KeysError(f"Elke sleutel in het sleutelbestand is {KEY_BYTES} bytes lang; een ervan niet.")

    def digest(self, purpose: str, value: bytes) -> bytes:
        """Give the keyed digest of a value for one purpose, such as "bsn": those of two purposes can never be joined."""
        for key in self.digest_keys:
            value = hmac.digest(_for_purpose(key, purpose), value, hashlib.sha256)
        return value

    def digest_over(self, purpose: str, digest: bytes, made_with: int) -> bytes:
        """Give what a digest made with the first so many keys becomes with all; what it was made of is not needed."""
        for key in self.digest_keys[made_with:]:
            digest = hmac.digest(_for_purpose(key, purpose), digest, hashlib.sha256)
        return digest

    def marks(self) -> dict[str, bytes]:
        """Give the mark of each key by its name: by these a database knows its keys, and nobody learns anything.

        Digest keys are marked together: `d2` is the mark of the first two.
        """
        fields = {name: _for_purpose(key, "mark") for name, key in self.field_keys.items()}
        return {**fields, **self._digest_marks()}

    def digest_mark(self) -> tuple[str, bytes]:
        """Give name and mark of the digest keys that are in use."""
        return list(self._digest_marks().items())[-1]

    def _digest_marks(self) -> dict[str, bytes]:
        marks, mark = {}, b"sluitend"
        for number, key in enumerate(self.digest_keys, 1):
            mark = hmac.digest(_for_purpose(key, "mark"), mark, hashlib.sha256)
            marks[f"d{number}"] = mark
        return marks

    def backup_key(self, name: str, salt: bytes) -> bytes:
        """Give the key of one backup, made of the field key of this name and what is random in that backup.

        Raises:
            KeyError: there is no field key of this name.
        """
        return hmac.digest(self.field_keys[name], b"sluitend/backup/" + salt, hashlib.sha256)

    def with_new_generation(self) -> Keyring:
        """Give a keyring that seals and signs with fresh keys, still reads with the old ones, and has a digest key waiting.

        Raises:
            KeysError: the previous change of keys is not finished.
        """
        if self.digest_waiting is not None:
            raise KeysError("De vorige wisseling van sleutels is nog niet af.")
        number = 1 + max(int(name.removeprefix("k")) for name in self.field_keys)
        return replace(
            self,
            secret_keys=(secrets.token_urlsafe(48), *self.secret_keys),
            field_keys={**self.field_keys, f"k{number}": secrets.token_bytes(KEY_BYTES)},
            field_current=f"k{number}",
            digest_waiting=secrets.token_bytes(KEY_BYTES),
        )

    def with_digest_laid(self) -> Keyring:
        """Give the keyring in which the waiting digest key is in use."""
        if self.digest_waiting is None:
            return self
        return replace(self, digest_keys=(*self.digest_keys, self.digest_waiting), digest_waiting=None)

    def without_old_keys(self) -> Keyring:
        """Give a keyring without the old keys that seal and sign. Only when nothing is sealed with them any more.

        The digest keys stay, all of them: each digest stands on all.

        Raises:
            KeysError: the change of keys is not finished.
        """
        if self.digest_waiting is not None:
            raise KeysError("De wisseling van sleutels is nog niet af. Voer eerst uit: sluitend rotate-keys")
        current = {self.field_current: self.field_keys[self.field_current]}
        return replace(self, secret_keys=self.secret_keys[:1], field_keys=current)


def _for_purpose(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, b"sluitend/digest/" + purpose.encode(), hashlib.sha256)


def generate() -> Keyring:
    """Make a fresh keyring."""
    return Keyring(
        secret_keys=(secrets.token_urlsafe(48),),
        field_keys={"k1": secrets.token_bytes(KEY_BYTES)},
        field_current="k1",
        digest_keys=(secrets.token_bytes(KEY_BYTES),),
    )


def write(path: Path, keyring: Keyring) -> None:
    """Write the key file for its owner only (0600), whole or not at all; a file that was there keeps its owner.

    Raises:
        KeysError: it cannot be written; what was there is still there.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "secret_keys": list(keyring.secret_keys),
        "field": {
            "current": keyring.field_current,
            "keys": {name: base64.b64encode(key).decode() for name, key in keyring.field_keys.items()},
        },
        "digest": [base64.b64encode(key).decode() for key in keyring.digest_keys],
    }
    if keyring.digest_waiting is not None:
        content["digest_waiting"] = base64.b64encode(keyring.digest_waiting).decode()
    try:
        _write(path.resolve(), json.dumps(content, indent=2) + "\n")  # where a link points, not in its place
    except OSError as error:
        raise KeysError(f"Het sleutelbestand {path} is niet te schrijven: {error.strerror}.") from error


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    making = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            with contextlib.suppress(FileNotFoundError):
                before = path.stat()
                if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
                    os.fchown(file.fileno(), before.st_uid, before.st_gid)  # root leaves it readable to the service
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        making.replace(path)
        directory = os.open(path.parent, os.O_RDONLY)
        os.fsync(directory)  # what is sealed from now on can be opened with this file only
        os.close(directory)
    except BaseException:
        making.unlink(missing_ok=True)
        raise


def read(path: Path) -> Keyring:
    """Read the key file.

    Raises:
        KeysError: it is not there, others can read it, or it does not hold keys.
    """
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise KeysError(f"{path} is geen bestand.")
        if facts.st_mode & 0o077:
            raise KeysError(f"Anderen kunnen het sleutelbestand lezen. Sluit het af: chmod 600 {path}")
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise KeysError(f"Het sleutelbestand {path} is niet te lezen: {error.strerror}.") from error
    except ValueError as error:
        raise KeysError(f"Het sleutelbestand {path} is beschadigd: het is geen JSON.") from error
    try:
        if content["format"] not in (FORMAT, OLDER_FORMAT):
            raise KeysError(f"Het sleutelbestand {path} heeft een vorm die deze versie niet kent.")
        return Keyring(
            secret_keys=tuple(content["secret_keys"]),
            field_keys={name: base64.b64decode(key) for name, key in content["field"]["keys"].items()},
            field_current=content["field"]["current"],
            digest_keys=tuple(
                base64.b64decode(key)
                for key in (content["digest"] if content["format"] == FORMAT else [content["digest"]])
            ),
            digest_waiting=base64.b64decode(content["digest_waiting"]) if "digest_waiting" in content else None,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise KeysError(f"Het sleutelbestand {path} is beschadigd: een deel ontbreekt of is onleesbaar.") from error


def from_environment(environ: Mapping[str, str] = os.environ) -> Keyring | None:
    """Read the key file that SLUITEND_KEYS_FILE names; None when it names none."""
    named = environ.get(ENVIRONMENT)
    return read(Path(named)) if named else None
