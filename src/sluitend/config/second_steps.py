"""The secrets of the second step of signing in: sealed inside JSON, bound to their table only (see accounts.py)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator

from sluitend.config.accounts import MFA_ROW, MFA_TABLE
from sluitend.records import crypto

# Where the adapter's `encrypt` puts what it made: the secret of an app, the seed of the codes on paper, or older codes.
SECRET, SEED, CODES = "secret", "seed", "migrated_codes"


def keys_in_use() -> set[str]:
    """Give the ids of the keys that sealed a second step."""
    found: set[str] = set()

    def note(text: str) -> str:
        found.add(_key(text))
        return text

    for data in Authenticator.objects.values_list("data", flat=True):
        _each(data, note)
    return found


def seal_again() -> int:
    """Seal with the current key what an older one sealed; gives how many could not be opened and stay as they are."""
    unreadable = 0

    def anew(text: str) -> str:
        nonlocal unreadable
        if _key(text) == crypto.current_key():
            return text
        try:
            sealed = crypto.seal_again(base64.b64decode(text), table=MFA_TABLE, row=MFA_ROW, field="data")
        except (crypto.Unreadable, binascii.Error):
            unreadable += 1
            return text
        return base64.b64encode(sealed).decode()

    for row in Authenticator.objects.order_by("pk").iterator():
        data = _each(row.data, anew)
        if data != row.data:
            Authenticator.objects.filter(pk=row.pk).update(data=data)
    return unreadable


def _key(text: str) -> str:
    try:
        return crypto.key_of(base64.b64decode(text, validate=True))
    except binascii.Error:
        return ""


def _each(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Give the data with each sealed text in it changed."""
    changed = dict(data)
    for name in (SECRET, SEED):
        if name in changed:
            changed[name] = change(changed[name])
    if CODES in changed:
        changed[CODES] = [change(text) for text in changed[CODES]]
    return changed
