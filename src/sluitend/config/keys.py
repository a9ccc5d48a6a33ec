"""The key file: everything that must stay secret and must never lie in the database or in its backup.

One JSON file, readable by its owner only, named by SLUITEND_KEYS_FILE. It holds Django's secret key, the keys that
seal fields (each with an id that is stored beside what it sealed, so that an old one keeps reading) and one key from
which the keyed digests of each purpose are derived.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sluitend.config.faults import Fault

ENVIRONMENT = "SLUITEND_KEYS_FILE"
KEY_BYTES = 32
FORMAT = 1


class KeysError(Fault):
    """The key file is missing, open to others, or not what it should be; the message says what to do."""


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The keys of one installation.

    secret_keys: Django's, the current one first; the others still read what they signed.
    field_keys: id -> 32 bytes, for sealing fields; `field_current` is the id that seals from now on.
    digest_key: 32 bytes; `hmac` derives a key per purpose from it.
    """

    secret_keys: tuple[str, ...]
    field_keys: Mapping[str, bytes]
    field_current: str
    digest_key: bytes

    def __post_init__(self) -> None:
        if not self.secret_keys or self.field_current not in self.field_keys:
            raise KeysError("In het sleutelbestand ontbreekt de geheime sleutel of de huidige veldsleutel.")
        if any(len(key) != KEY_BYTES for key in (*self.field_keys.values(), self.digest_key)):
            raise KeysError(f"Elke sleutel in het sleutelbestand is {KEY_BYTES} bytes lang; een ervan niet.")

    def hmac(self, purpose: str) -> bytes:
        """Give the digest key of one purpose, such as "bsn": digests of two purposes can never be joined."""
        return hmac.digest(self.digest_key, b"sluitend/digest/" + purpose.encode(), hashlib.sha256)

    def with_new_field_key(self) -> Keyring:
        """Give a keyring that seals with a fresh key and still reads with the old ones."""
        number = 1 + max(int(name.removeprefix("k")) for name in self.field_keys)
        fresh = {**self.field_keys, f"k{number}": secrets.token_bytes(KEY_BYTES)}
        return replace(self, field_keys=fresh, field_current=f"k{number}")

    def without_field_key(self, name: str) -> Keyring:
        """Give a keyring without one old field key. Only when nothing in the database is sealed with it."""
        if name == self.field_current:
            raise KeysError("De huidige veldsleutel kan niet weg.")
        return replace(self, field_keys={k: v for k, v in self.field_keys.items() if k != name})


def generate() -> Keyring:
    """Make a fresh keyring."""
    return Keyring(
        secret_keys=(secrets.token_urlsafe(48),),
        field_keys={"k1": secrets.token_bytes(KEY_BYTES)},
        field_current="k1",
        digest_key=secrets.token_bytes(KEY_BYTES),
    )


def write(path: Path, keyring: Keyring) -> None:
    """Write the key file for its owner only (0600), whole or not at all."""
    content = {
        "format": FORMAT,
        "secret_keys": list(keyring.secret_keys),
        "field": {
            "current": keyring.field_current,
            "keys": {name: base64.b64encode(key).decode() for name, key in keyring.field_keys.items()},
        },
        "digest": base64.b64encode(keyring.digest_key).decode(),
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    making = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        making.replace(path)
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
        if content["format"] != FORMAT:
            raise KeysError(f"Het sleutelbestand {path} heeft een vorm die deze versie niet kent.")
        return Keyring(
            secret_keys=tuple(content["secret_keys"]),
            field_keys={name: base64.b64decode(key) for name, key in content["field"]["keys"].items()},
            field_current=content["field"]["current"],
            digest_key=base64.b64decode(content["digest"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise KeysError(f"Het sleutelbestand {path} is beschadigd: een deel ontbreekt of is onleesbaar.") from error


def from_environment(environ: Mapping[str, str] = os.environ) -> Keyring | None:
    """Read the key file that SLUITEND_KEYS_FILE names; None when it names none."""
    named = environ.get(ENVIRONMENT)
    return read(Path(named)) if named else None
