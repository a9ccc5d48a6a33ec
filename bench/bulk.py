"""Many stored items: copies of one case, one signal and some absence reports that the services made.

Copying goes past triggers and foreign keys, in one statement a table. `check` then looks that a sample of the copies is
what the services make: every foreign key finds its row, and every column holds the same as in the row it was copied
from, but for ids, numbers and digests.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from bench.place import Bench
from bench.story import Story

Reader = psycopg.Connection[dict[str, Any]]
CASES_A_WORKER = 25
CASES_A_PARTNER = 250
# What has to differ from copy to copy; %(n)s is the number of the copy, and the old value stands in {old}.
OWN: dict[tuple[str, str], str] = {
    ("case_file", "number"): "'C' || lpad({n}::text, 8, '0')",
    ("signal", "number"): "'S' || lpad({n}::text, 8, '0')",
    ("signal_receipt", "number"): "'S' || lpad({n}::text, 8, '0')",
    ("absence_report", "melding_id"): "'K' || {n} || '-' || {old}",
    ("organisation", "name"): "{old} || ' ' || {n}",
    ("app_user", "email"): "'k' || {n} || '-' || {old}",
}
DIGESTS = {("match_key", "digest"), ("signal_person", "bsn_digest"), ("case_person", "bsn_digest")}
DIGESTS |= {("absence_report", "bsn_digest"), ("absence_report", "row_digest")}
COPIED = "md5({old}::text || '/' || {n})::uuid"


@dataclass(frozen=True, slots=True)
class Model:
    """Rows to copy: by table the ids of its rows. ids: of all of them.

    staff, users and partners: workers with their logins, and organisations, who get copies too, by group of cases.
    """

    tables: dict[str, list[object]]
    ids: list[UUID]
    staff: list[UUID]
    users: list[UUID]
    partners: list[UUID]

    @property
    def size(self) -> int:
        """How many items one copy is."""
        return sum(map(len, self.tables.values()))


def model_of(where: Bench, story: Story) -> Model:
    """Find every row of the model case and signal, and five absence reports."""
    with psycopg.connect(where.superuser) as connection:
        tables: dict[str, list[object]] = {"case_file": [story.model_case], "signal": [story.model_signal]}
        for table, columns in _columns(connection).items():
            for column, wanted in (
                ("case_id", story.model_case),
                ("signal_id", story.model_signal),
                ("signal_ref", story.model_signal),
            ):
                if column in columns and table != "last_look":
                    _add(connection, tables, table, f"{column} = %s", [wanted])
        _add(connection, tables, "criterion_fact", "decision_id = ANY(%s)", [tables["decision"]])
        _add(connection, tables, "absence_report", "true ORDER BY melding_id LIMIT 5", [])
        workers = [story.home.coordinator, story.home.coordinator2, story.home.member]
        ids = [pk for rows in tables.values() for pk in rows if isinstance(pk, UUID)]
        own = {worker.organisation_id for worker in workers}
        partners = [pk for pk in story.home.organisations.values() if pk not in own]
        return Model(tables, ids, [w.membership_id for w in workers], [w.user_id for w in workers], partners)


def _add(
    connection: psycopg.Connection[tuple[object, ...]],
    tables: dict[str, list[object]],
    table: str,
    wanted: str,
    values: list[object],
) -> None:
    rows = connection.execute(f"SELECT id FROM {table} WHERE {wanted}".encode(), values).fetchall()
    known = tables.setdefault(table, [])
    known += [pk for (pk,) in rows if pk not in known]
    if not known:
        del tables[table]


def _columns(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
        " ORDER BY c.relname, a.attnum"
    ).fetchall()
    for table, column, kind in rows:
        found.setdefault(str(table), {})[str(column)] = str(kind)
    return found


def grow(where: Bench, model: Model, first: int, last: int) -> None:
    """Write the copies numbered from first up to last, and let the planner look at them."""
    with psycopg.connect(where.superuser) as connection:
        connection.execute("SET session_replication_role = replica")
        columns = _columns(connection)
        for table, rows, numbers in _copies(model, first, last):
            own = [column for column in columns[table] if not (table == "audit_event" and column == "id")]
            values = [_value(table, column, columns[table][column]) for column in own]
            quoted = ", ".join(f'"{column}"' for column in own)
            statement = (
                f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {table} m, "
                f"generate_series({numbers[0]}, {numbers[1]}) n WHERE m.id = ANY(%(rows)s) ON CONFLICT DO NOTHING"
            )
            connection.execute(
                statement.encode(),
                {
                    "rows": rows,
                    "ids": model.ids,
                    "staff": [*model.staff, *model.users],
                    "partners": model.partners,
                },
            )
    with psycopg.connect(where.superuser, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _copies(model: Model, first: int, last: int) -> Iterator[tuple[str, list[object], tuple[int, int]]]:
    for table, people, size in (
        ("app_user", model.users, CASES_A_WORKER),
        ("membership", model.staff, CASES_A_WORKER),
        ("organisation", model.partners, CASES_A_PARTNER),
    ):
        yield table, [*people], (first // size, last // size)
    for table, rows in model.tables.items():
        yield table, rows, (first, last)


def _value(table: str, column: str, kind: str) -> str:
    old = f'm."{column}"'
    if (table, column) in OWN:
        return OWN[table, column].format(old=old, n="n")
    if (table, column) in DIGESTS:
        return f"sha256({old} || n::text::bytea)"
    if kind != "uuid" or column == "municipality_id":
        return old
    itself = table in {"app_user", "membership", "organisation"}
    worker, partner = ("n", "n") if itself else (f"(n / {CASES_A_WORKER})", f"(n / {CASES_A_PARTNER})")
    return (
        f"CASE WHEN {old} = ANY(%(ids)s) THEN {COPIED.format(old=old, n='n')}"
        f" WHEN {old} = ANY(%(staff)s) THEN {COPIED.format(old=old, n=worker)}"
        f" WHEN {old} = ANY(%(partners)s) THEN {COPIED.format(old=old, n=partner)} ELSE {old} END"
    )


def stored(where: Bench) -> int:
    """Count the rows of all tables."""
    with psycopg.connect(where.superuser) as connection:
        tables = _columns(connection)
        parts = " + ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        found = connection.execute(f"SELECT {parts}".encode()).fetchone()
        assert found
        return int(str(found[0]))


def check(where: Bench, model: Model, last: int) -> int:
    """Compare a sample of copies with the rows that services made; gives how many values were the same.

    Raises:
        AssertionError: a copy differs, or points at nothing.
    """
    compared = 0
    with psycopg.connect(where.superuser, row_factory=dict_row) as connection:
        for number in random.Random(last).sample(range(1, last + 1), min(last, 5)):
            for table, rows in model.tables.items():
                if table == "audit_event":  # its ids are given out in order, so its copies are found by their case
                    compared += _same_lines(connection, model, number)
                    continue
                for pk in rows:
                    compared += _same_row(connection, table, pk, number)
        _no_key_astray(connection)
    return compared


def _same_row(connection: Reader, table: str, pk: object, number: int) -> int:
    copied = COPIED.format(old="%(pk)s", n="%(n)s")
    query = f"SELECT * FROM {table} WHERE id IN (%(pk)s, {copied}) ORDER BY id = %(pk)s DESC"
    rows = connection.execute(query.encode(), {"pk": pk, "n": number}).fetchall()
    assert len(rows) == 2, f"{table}: copy {number} of {pk} is not there"
    return _same(table, *rows)


def _same_lines(connection: Reader, model: Model, number: int) -> int:
    """Compare the log of a copied case, line by line in a fixed order, since a line's number says nothing."""
    copied = COPIED.format(old="%(case)s", n="%(n)s")
    found = []
    for condition in ("case_id = %(case)s AND id = ANY(%(rows)s)", f"case_id = {copied}"):
        values = {"case": model.tables["case_file"][0], "rows": model.tables["audit_event"], "n": number}
        rows = connection.execute(f"SELECT * FROM audit_event WHERE {condition}".encode(), values).fetchall()
        found.append(
            sorted(
                rows,
                key=lambda row: (
                    *(row[name] for name in ("at", "action", "object_kind", "request_id")),
                    *(str(row[name]) for name in ("fields", "categories")),
                ),
            )
        )
    ours, copies = found
    assert len(ours) == len(copies) > 0, f"the log of copy {number} has {len(copies)} lines, not {len(ours)}"
    return sum(_same("audit_event", *pair) for pair in zip(ours, copies, strict=True))


def _same(table: str, ours: dict[str, object], copy: dict[str, object]) -> int:
    for column, value in ours.items():
        other = copy[column]
        if isinstance(value, UUID) or (table, column) in OWN or (table, column) in DIGESTS or column == "id":
            assert type(value) is type(other), f"{table}.{column}: {other!r} for {value!r}"
            if isinstance(value, bytes):
                assert isinstance(other, bytes)
                assert len(value) == len(other), f"{table}.{column} has another length"
        else:
            assert value == other, f"{table}.{column}: {other!r} for {value!r}"
    return len(ours)


def _no_key_astray(connection: Reader) -> None:
    for key in connection.execute(_KEYS.encode()).fetchall():
        ours, theirs = (", ".join(f"{side}.{name}" for name in key[side]) for side in ("x", "t"))
        given = " AND ".join(f"{name} IS NOT NULL" for name in key["x"])
        query = (
            f"SELECT count(*) AS astray FROM (SELECT * FROM {key['child']} WHERE {given} ORDER BY {key['x'][-1]} LIMIT 1000) x"
            f" WHERE NOT EXISTS (SELECT 1 FROM {key['parent']} t WHERE ({theirs}) = ({ours}))"
        )
        found = connection.execute(query.encode()).fetchone()
        assert found == {"astray": 0}, f"{key['child']}.{key['x']}: rows point at nothing"


_KEYS = """
SELECT c.conrelid::regclass::text AS child, c.confrelid::regclass::text AS parent,
  (SELECT array_agg(a.attname::text ORDER BY k.ord) FROM unnest(c.conkey) WITH ORDINALITY k(num, ord)
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num) AS x,
  (SELECT array_agg(a.attname::text ORDER BY k.ord) FROM unnest(c.confkey) WITH ORDINALITY k(num, ord)
     JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num) AS t
FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
"""
