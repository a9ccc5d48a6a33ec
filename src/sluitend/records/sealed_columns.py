"""Which columns hold something sealed, and which a keyed digest: what a change of keys must not forget.

A sealed column is named `sealed` or ends in `_sealed`; what it holds is bound to its table, its row's id and its name.
The digests in a decision's receipt stand in JSON and are not here: a receipt is never rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.apps import apps
from django.db import connection, models

# For which purpose the digests of a column are made: the word with which a service calls `crypto.digest`.
DIGESTS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("absence_import", "content_digest"): "absence_file",
        ("absence_report", "bsn_digest"): "bsn",
        ("absence_report", "row_digest"): "absence_row",
        ("absence_report_change", "after_digest"): "absence_row",
        ("absence_report_change", "before_digest"): "absence_row",
        ("calendar_feed", "token_digest"): "calendar",
        ("case_person", "bsn_digest"): "bsn",
        ("departure_notice", "bsn_digest"): "bsn",
        ("departure_notice", "row_digest"): "departure_row",
        ("running_matter", "bsn_digest"): "bsn",
        ("running_matter", "row_digest"): "running_row",
        ("family_block_key", "digest"): "match",
        ("invitation", "token_digest"): "invitation",
        ("match_key", "digest"): "match",
        ("signal_person", "bsn_digest"): "bsn",
    }
)

# Made without a key of ours: the mark by which a database knows its keys, and the digest of content that is public.
NEITHER = frozenset({("key_mark", "mark"), ("protocol_content", "digest")})


def binary() -> list[tuple[str, str]]:
    """Give table and column of everything that is stored as bytes."""
    return sorted(
        (model._meta.db_table, str(field.column))  # noqa: SLF001 - the documented way to list columns
        for model in apps.get_app_config("records").get_models()
        for field in model._meta.concrete_fields  # noqa: SLF001
        if isinstance(field, models.BinaryField)
    )


def sealed() -> list[tuple[str, str]]:
    """Give table and column of everything that is sealed."""
    return [(table, column) for table, column in binary() if column == "sealed" or column.endswith("_sealed")]


def keys_in_use() -> dict[str, int]:
    """Count what is sealed, by the id of the key that opens it; everything, past municipalities, so as the owner only."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table, column in sealed():
            # What is too short or is no text stands under an empty id: no key opens it.
            cursor.execute(
                f"SELECT coalesce(substring({column} FROM 2 FOR least(get_byte({column}, 0), 255)), ''), count(*) "  # noqa: S608 - names of our own columns
                f"FROM {table} WHERE length({column}) > 0 GROUP BY 1"
            )
            for name, count in cursor.fetchall():
                key = bytes(name).decode("ascii", "replace")
                found[key] = found.get(key, 0) + count
    return found
