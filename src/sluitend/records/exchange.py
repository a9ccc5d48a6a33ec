"""The file that carries a package between two installations: signed by who sends it, opened by who it is for alone.

First a line that says what it is, then a header of which everything is bound to the rest, then the sealed package. The
package is encrypted (ChaCha20-Poly1305) under a key that only the holder of the receiving key can make (X25519 with a
key used once, HKDF-SHA-256); the whole is signed (Ed25519). Decision 0014 says why it is like this.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sluitend.domain.transfer.exchanging import Keys

FIRST_LINE = b"SLUITEND OVERDRACHT 1\n"
MOST = 2_000_000  # bytes
LONGEST_HEADER = 4_000
SIGNATURE, SIZE, NONCE = 64, 4, bytes(12)  # each file has a key of its own, so its nonce is never used twice
SECRET = 32


class Kind(StrEnum):
    """What a file is."""

    PACKAGE = "package"
    RECEIPT = "receipt"


class Unread(Exception):  # noqa: N818 - it reads as what happened
    """The file is not one of these, was changed on the way, is not for this key, or not from the one expected.

    Which of these it is stays unsaid: whoever brings a wrong file learns nothing about keys.
    """


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secret halves of a municipality's keys."""

    sign: bytes = field(repr=False)
    box: bytes = field(repr=False)

    @property
    def public(self) -> Keys:
        """Give the halves that others may know."""
        sign = Ed25519PrivateKey.from_private_bytes(self.sign).public_key().public_bytes_raw()
        box = X25519PrivateKey.from_private_bytes(self.box).public_key().public_bytes_raw()
        return Keys(sign.hex(), box.hex())

    def to_bytes(self) -> bytes:
        """Write both, to be sealed."""
        return self.sign + self.box

    @classmethod
    def from_bytes(cls, raw: bytes) -> Secrets:
        """Read what to_bytes wrote."""
        return cls(raw[:SECRET], raw[SECRET : 2 * SECRET])


def new_secrets() -> Secrets:
    """Make new keys."""
    return Secrets(Ed25519PrivateKey.generate().private_bytes_raw(), X25519PrivateKey.generate().private_bytes_raw())


def usable(keys: Keys) -> bool:
    """Tell whether something can be sealed for these keys, and a signature of theirs be looked at."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys.sign))
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(keys.box)))
    except ValueError:
        return False
    return True


def write(kind: Kind, content: Mapping[str, Any], *, sender: Secrets, receiver: Keys) -> bytes:
    """Write a file for one receiver."""
    once = X25519PrivateKey.generate()
    header = {
        "kind": kind.value,
        "from": sender.public.sign,
        "to": receiver.box,
        "once": once.public_key().public_bytes_raw().hex(),
    }
    told = json.dumps(header, sort_keys=True).encode()
    start = FIRST_LINE + len(told).to_bytes(SIZE, "big") + told
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(receiver.box)))
    sealed = ChaCha20Poly1305(_key(shared, start)).encrypt(NONCE, json.dumps(content).encode(), start)
    signature = Ed25519PrivateKey.from_private_bytes(sender.sign).sign(start + sealed)
    return start + sealed + signature


def sender_of(raw: bytes) -> str:
    """Give the signing key that a file says it is from, before anything is believed.

    Raises:
        Unread: it is no file of this kind.
    """
    return str(_header(raw)[0]["from"])


def kind_of(raw: bytes) -> Kind:
    """Give what a file says it is, before anything is believed.

    Raises:
        Unread: it is no file of this kind.
    """
    try:
        return Kind(_header(raw)[0]["kind"])
    except ValueError as wrong:
        raise Unread from wrong


def read(kind: Kind, raw: bytes, *, sender: Keys, receiver: Secrets) -> dict[str, Any]:
    """Open a file that is from this sender and for this receiver.

    Raises:
        Unread: it is not, or a byte of it was changed.
    """
    header, start = _header(raw)
    sealed, signature = raw[len(start) : -SIGNATURE], raw[-SIGNATURE:]
    own = receiver.public
    if (header["kind"], header["from"], header["to"]) != (kind.value, sender.sign, own.box):
        raise Unread
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(sender.sign)).verify(signature, start + sealed)
        once = X25519PublicKey.from_public_bytes(bytes.fromhex(header["once"]))
        shared = X25519PrivateKey.from_private_bytes(receiver.box).exchange(once)
        content = json.loads(ChaCha20Poly1305(_key(shared, start)).decrypt(NONCE, sealed, start))
    except (InvalidSignature, InvalidTag, ValueError) as wrong:
        raise Unread from wrong
    if not isinstance(content, dict):
        raise Unread
    return content


def _header(raw: bytes) -> tuple[dict[str, Any], bytes]:
    begin = len(FIRST_LINE) + SIZE
    size = int.from_bytes(raw[len(FIRST_LINE) : begin], "big")
    if (
        not raw.startswith(FIRST_LINE)
        or size > LONGEST_HEADER
        or len(raw) > MOST
        or len(raw) < begin + size + SIGNATURE
    ):
        raise Unread
    try:
        header = json.loads(raw[begin : begin + size])
    except ValueError as wrong:
        raise Unread from wrong
    known = {"kind", "from", "to", "once"}
    if not isinstance(header, dict) or set(header) != known or not all(isinstance(v, str) for v in header.values()):
        raise Unread
    return header, raw[: begin + size]


def _key(shared: bytes, start: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=start).derive(shared)
