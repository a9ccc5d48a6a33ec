"""The code that an authenticator app shows for a secret (RFC 6238), for people in the journeys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

PERIOD = 30


def code(secret: str) -> str:
    """Give the six digits of this moment."""
    plain = secret.replace(" ", "").upper()
    key = base64.b32decode(plain + "=" * (-len(plain) % 8))
    counter = int(time.time()) // PERIOD
    digest = hmac.new(key, counter.to_bytes(8), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 10**6:06}"
