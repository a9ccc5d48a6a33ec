"""A whole row of any table, for sweeps over all tables: also for tables that did not exist when the sweep was written.

Rows made here pass every check of the table and no rule of the program. A test that is about a rule reaches its state
through the services instead.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import psycopg
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg import sql
from psycopg.types.json import Jsonb

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)

Values = dict[str, Any]

# A moment is a date too, so it stands first.
PLAIN: dict[type[models.Field[Any, Any]], Callable[[], Any]] = {
    models.DateTimeField: lambda: NOW,
    models.DateField: lambda: TODAY,
    models.BooleanField: lambda: True,
    models.DecimalField: lambda: 1,
    models.IntegerField: lambda: 1,
    models.UUIDField: uuid.uuid4,
    models.BinaryField: lambda: b"\x01" * 32,
    models.JSONField: lambda: {"a": 1},
    ArrayField: lambda: ["a"],
}

LETTER = {"title": "Een brief", "parts": [{"heading": "", "text": "Dag.", "strong": False}]}

# What a check over several columns of a table wants.
NEEDED: dict[str, Values] = {
    "letter": {"report_id": None, "state": "written", "typed": {}, "text": LETTER, "text_en": LETTER},
    "destruction": {"confirmed_at": None, "refused_at": None},
    "joint_decision": {
        "kind": "lower",
        "informing_id": None,
        "agrees": None,
        "words": "",
        "answered_at": None,
        "closed_at": None,
    },
    "informing": {"told_on": TODAY},
    "transfer": {"kind": "case", "run_id": None, "report_id": None, "sent_by_id": None},
    "exchange_peer": {"confirmed_at": None, "confirmed_by_id": None},
    "school_leave": {"exempt": True, "article": "", "article_sealed": b"\x01" * 32},
    "running_matter": {"answer": "", "answered_at": None, "case_id": None},
    "protocol_run": {"report_id": None, "departure_id": None, "child_id": None, "ended_by": ""},
}


def tables() -> dict[str, type[models.Model]]:
    """Give every table of the program with its model."""
    return {model._meta.db_table: model for model in apps.get_app_config("records").get_models()}


def words_allowed(model: type[models.Model], column: str) -> list[str]:
    """Give the words that the database lets stand in a column, or nothing when it takes any."""
    for rule in model._meta.constraints:
        if isinstance(rule, models.CheckConstraint):
            for child in rule.condition.children:
                if isinstance(child, tuple) and child[0] == f"{column}__in":
                    return list(child[1])
    return []


def make(
    model: type[models.Model],
    refer: Callable[[models.ForeignKey[Any, Any]], Any],
    text: Callable[[models.Field[Any, Any]], str] = lambda field: field.name[: field.max_length or None],
    **given: Any,
) -> Values:
    """Make one row: column names with values.

    refer: gives the id that a foreign key points at. text: gives the words of a text column. given: values that matter,
    by the name of the column in the database.
    """
    row: Values = {}
    given = NEEDED.get(model._meta.db_table, {}) | given
    for field in model._meta.concrete_fields:
        if field.column in given:
            row[field.column] = given[field.column]
        elif isinstance(field, models.ForeignKey):
            row[field.column] = refer(field)
        elif not isinstance(field, models.AutoField):
            row[field.column] = _value(model, field, text)
    unknown = set(given) - {field.column for field in model._meta.concrete_fields}
    assert not unknown, f"{model._meta.db_table} has no {unknown}"
    return row


def _value(model: type[models.Model], field: models.Field[Any, Any], text: Callable[[Any], str]) -> Any:
    allowed = words_allowed(model, field.name)
    if field.primary_key:
        return field.get_default() if field.has_default() else uuid.uuid4()
    if allowed:
        return next((word for word in allowed if word), allowed[0])
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    return next((make_one() for kind, make_one in PLAIN.items() if isinstance(field, kind)), None) or text(field)


def insert(connection: psycopg.Connection[Any], table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows of one table in one statement."""
    listed = list(rows)
    if not listed:
        return
    columns = list(listed[0])
    jsons = {field.column for field in tables()[table]._meta.concrete_fields if isinstance(field, models.JSONField)}
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            query, [[Jsonb(row[c]) if c in jsons and row[c] is not None else row[c] for c in columns] for row in listed]
        )
