"""A municipality's own version of a protocol beside the program's: the two contents, and by what each is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from sluitend.access.protocols import readable_content
from sluitend.content.protocols import protocols
from sluitend.domain.protocol.plain import to_plain
from sluitend.domain.protocol.steps import Protocol
from sluitend.records.models import OwnProtocol


def digest(plain: Mapping[str, Any]) -> bytes:
    """Give by what the content of a protocol is known: the same content always gives the same."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).digest()


def mark_of(protocol: Protocol) -> str:
    """Give the mark that a page shows and a form sends back: which content somebody looked at."""
    return digest(to_plain(protocol)).hex()[:16]


@dataclass(frozen=True, slots=True)
class Versions:
    """An own version with the program's at the time it was made or approved (base), and the program's now (default)."""

    own: Protocol
    base: Protocol
    default: Protocol

    @property
    def moved(self) -> bool:
        """Tell whether the program's own version changed since."""
        return to_plain(self.base) != to_plain(self.default)


def versions_of(row: OwnProtocol) -> Versions | None:
    """Read an own version; None when it cannot be read any more, or the program has no such protocol any more."""
    own, base = readable_content(row.content), readable_content(row.base)
    default = protocols().get(row.protocol)
    return Versions(own, base, default) if own and base and default else None


def practice_place() -> str:
    """Give the name of the municipality in which this one practises; nothing when it has none, or is not told to tell."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_practice()")
        return str(cursor.fetchone()[0] or "")
