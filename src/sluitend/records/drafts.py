"""What somebody is still writing: sealed as one text, opened for its author only."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sluitend.records.crypto import seal_text, unseal_text

_TABLE, _FIELD = "draft", "sealed"


def seal(draft_id: UUID, content: dict[str, Any]) -> bytes:
    """Seal what was typed into the draft with this id; content holds words and lists of words."""
    return seal_text(json.dumps(content, ensure_ascii=False), table=_TABLE, row=draft_id, field=_FIELD)


def unseal(draft_id: UUID, sealed: bytes | memoryview) -> dict[str, Any]:
    """Open a draft. Raises Unreadable when the key is gone or the draft was moved to another row."""
    content: dict[str, Any] = json.loads(unseal_text(sealed, table=_TABLE, row=draft_id, field=_FIELD))
    return content
