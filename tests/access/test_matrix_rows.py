"""The second wall compared with an oracle, as sets: every table, every member, reading, adding, changing, deleting.

The worlds are made by chance and hold every kind of tie just before, on and just after its day. A second part breaks
the walls one by one and asks whether the comparison sees it.
"""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from sluitend.config.embedded_pg import SUPERUSER
from sluitend.config.roles import WEB
from sluitend.records.policies import TABLES
from sluitend.records.policies.same_case import SAME_CASE
from tests.access import matrix_oracle as oracle
from tests.access.matrix_mutants import SAME, Mutant, of_functions, of_policies
from tests.access.matrix_oracle import Eye
from tests.access.matrix_world import Maker, Rows, write
from tests.anyrow import NOW, TODAY, Values, insert, tables
from tests.database import conninfo

pytestmark = pytest.mark.xdist_group("matrix_rows")  # what they share is made once, in one process

Connection = psycopg.Connection[Any]
SMALL = {"cases": 24, "signals": 24, "members": 20}
LARGE = {"cases": 90, "signals": 90, "members": 40}


@pytest.fixture(scope="module")
def full(pg_server: str, test_database: str) -> Iterator[tuple[Connection, Rows]]:
    """Give one world and a connection whose transaction is never committed."""
    with psycopg.connect(conninfo(pg_server, test_database, SUPERUSER)) as connection:
        rows = Maker(1, **SMALL).world()
        write(connection, rows)
        yield connection, rows
        connection.rollback()


def look_as(connection: Connection, member: Values) -> None:
    """Become this member in the web role, with a line in the log so that only the walls can refuse."""
    settings = {
        "app.user": member["user_id"],
        "app.membership": member["id"],
        "app.municipality": member["municipality_id"],
        "app.organisation": member["organisation_id"],
        "app.roles": ",".join(member["roles"]),
        "app.today": TODAY.isoformat(),
        "app.now": NOW.isoformat(),
    }
    parts = ", ".join("set_config(%s, %s, true)" for _ in settings)
    connection.execute(
        f"SELECT {parts}, set_config('app.line', pg_current_xact_id()::text, true)".encode(),
        [text for pair in settings.items() for text in map(str, pair)],
    )
    connection.execute(f"SET LOCAL ROLE {WEB}".encode())


def eyes_of(rows: Rows) -> list[Eye]:
    return [Eye(member, rows) for member in rows.members]


def ids(connection: Connection, query: str) -> set[Any]:
    return {row[0] for row in connection.execute(query.encode()).fetchall()}


def wrong_reads(connection: Connection, rows: Rows, tables: list[str], eyes: list[Eye]) -> list[str]:
    """Give the tables in which a member sees another set of rows than the oracle says."""
    found = []
    for eye in eyes:
        with connection.transaction(force_rollback=True):
            look_as(connection, eye.member)
            for table in tables:
                seen = ids(connection, f"SELECT id FROM {table}")
                meant = {row["id"] for row in rows.of(table) if oracle.READ[table](eye, row)}
                found += difference(table, eye, seen, meant, "reads")
    return found


def wrong_changes(connection: Connection, rows: Rows, tables: list[str], eyes: list[Eye]) -> list[str]:
    """Give the tables in which a member can change or delete another set of rows than the oracle says.

    The statements look at no row, so that what a member may read does not stand in for what they may change.
    """
    found = []
    for eye in eyes:
        for table in tables:
            for verb, query, rules in (
                ("changes", f"UPDATE {table} SET {same(table, eye)}", oracle.CHANGE),
                ("deletes", f"DELETE FROM {table}", oracle.DELETE),
            ):
                rule = rules.get(table, oracle.nobody)
                meant = {row["id"] for row in rows.of(table) if rule(eye, row)}
                if meant or rule is not oracle.nobody:
                    found += difference(table, eye, touched(connection, table, eye, query), meant, verb)
    return found


def same(table: str, eye: Eye) -> str:
    """A change that every row of one's own municipality takes."""
    return "phone_hours = 'x'" if table == "municipality" else f"municipality_id = '{eye.home}'"


def touched(connection: Connection, table: str, eye: Eye, query: str) -> set[Any]:
    """Try it as this member, look as nobody's guest which rows moved or went, and undo it."""
    places = f"SELECT id, ctid::text FROM {table}"
    try:
        with connection.transaction(force_rollback=True):
            before = set(connection.execute(places.encode()).fetchall())
            look_as(connection, eye.member)
            connection.execute(query.encode())
            connection.execute(b"RESET ROLE")
            return {row[0] for row in before - set(connection.execute(places.encode()).fetchall())}
    except psycopg.errors.InsufficientPrivilege:
        return set()
    except psycopg.errors.UniqueViolation:
        return {"rows of another municipality, which now clash"}
    except psycopg.DatabaseError as refused:
        if refused.diag.context is None or "function guard_" not in refused.diag.context:
            raise
        return {"rows that no policy kept apart, and only a guard did"}


def difference(table: str, eye: Eye, seen: set[Any], meant: set[Any], verb: str) -> list[str]:
    if seen == meant:
        return []
    return [f"{eye.who} {verb} {table}: {len(seen - meant)} rows too many, {len(meant - seen)} too few"]


def wrong_adds(
    connection: Connection, rows: Rows, tables: list[str], eyes: list[Eye], *, tries: int
) -> tuple[list[str], int]:
    """Try to add copies of rows that exist, as each member; give what went otherwise than meant, and how many went in."""
    chance = random.Random(7)  # noqa: S311 - the same tries at every run
    found, went_in = [], 0
    for eye in eyes:
        with connection.transaction(force_rollback=True):
            look_as(connection, eye.member)
            for table in tables:
                rule = oracle.ADD.get(table, oracle.nobody)
                for row in some_copies(chance, rows.of(table), eye, rule, tries):
                    meant, done = rule(eye, row), added(connection, table, row)
                    went_in += done
                    if meant != done:
                        found.append(f"{eye.who} adds to {table}: {done}, should be {meant}")
    return found, went_in


def some_copies(
    chance: random.Random, listed: list[Values], eye: Eye, rule: oracle.Rule, tries: int
) -> Iterator[Values]:
    """Copies of rows with a new id: some as they are, some with this member as author, some of the other municipality."""
    picked = chance.sample(listed, min(tries, len(listed)))
    allowed = [row for row in listed if rule(eye, row)]
    picked += chance.sample(allowed, min(2, len(allowed)))
    authors = [
        c for c in listed[0] if c in {"membership_id", "entered_by_id", "opened_by_id", "decided_by_id", "by_id"}
    ]
    authors += [
        c for c in listed[0] if c in {"raised_by_id", "asked_by_id", "noted_by_id", "started_by_id", "received_by_id"}
    ]
    for row in picked:
        fresh = {**row, "id": uuid.uuid4()} if isinstance(row["id"], uuid.UUID) else {**row, "id": -1}
        yield fresh
        yield {**fresh, **dict.fromkeys(authors, eye.me), "municipality_id": eye.home}
        others = [r["id"] for r in eye.rows.of("municipality") if r["id"] != eye.home]
        yield {**fresh, **dict.fromkeys(authors, eye.me), "municipality_id": others[0]}
        if "received_at" in row or "opened_at" in row:
            yield {
                **fresh,
                **dict.fromkeys(authors, eye.me),
                **{c: NOW for c in ("received_at", "opened_at") if c in row},
            }


def added(connection: Connection, table: str, row: Values) -> bool:
    """Tell whether the wall let a row in. What another check of the table says comes after the wall."""
    columns = {c: v for c, v in row.items() if c != "municipality_id" or table != "municipality"}
    try:
        with connection.transaction(force_rollback=True):
            insert(connection, table, [columns])
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.errors.IntegrityError:
        return True
    return True


def test_the_oracle_knows_every_table() -> None:
    """A new table fails here until the oracle says who reads, adds and changes its rows."""
    assert set(oracle.READ) == set(TABLES)
    assert set(oracle.ADD) | {"municipality"} == set(TABLES)


def test_rights_are_given_where_somebody_may(full: tuple[Connection, Rows]) -> None:
    """What nobody may do by any policy, nobody has the right to; and the other way round."""
    connection, _rows = full
    for table in TABLES:
        for rules, privilege in ((oracle.ADD, "INSERT"), (oracle.CHANGE, "UPDATE"), (oracle.DELETE, "DELETE")):
            (given,) = connection.execute("SELECT has_table_privilege(%s, %s, %s)", [WEB, table, privilege]).fetchone()
            assert given == (rules.get(table, oracle.nobody) is not oracle.nobody), (table, privilege)


def test_everybody_reads_exactly_what_the_oracle_says(full: tuple[Connection, Rows]) -> None:
    connection, rows = full
    assert wrong_reads(connection, rows, list(TABLES), eyes_of(rows)) == []


def test_everybody_changes_exactly_what_the_oracle_says(full: tuple[Connection, Rows]) -> None:
    connection, rows = full
    assert wrong_changes(connection, rows, list(TABLES), eyes_of(rows)) == []


def test_everybody_adds_only_where_the_oracle_says(full: tuple[Connection, Rows]) -> None:
    """Also not to another municipality, to a case that is not theirs, or in a colleague's name."""
    connection, rows = full
    found, went_in = wrong_adds(connection, rows, list(TABLES), eyes_of(rows)[:20], tries=1)
    assert found == []
    assert went_in > 300


def test_the_world_is_not_empty(full: tuple[Connection, Rows]) -> None:
    """Every table holds rows that somebody sees and rows that somebody does not; every tie holds somewhere."""
    _connection, rows = full
    eyes = eyes_of(rows)
    for table in TABLES:
        read = [oracle.READ[table](eye, row) for eye, row in itertools.product(eyes, rows.of(table))]
        assert any(read), table
        assert not all(read), table
    for name in ("family", "named", "seats", "cases", "held", "opening", "asked", "signals", "handing_in", "shared"):
        assert sum(bool(getattr(eye, name) - {None}) for eye in eyes) >= 2, name


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 8))
def test_everybody_reads_and_changes_what_the_oracle_says_in_larger_worlds(
    pg_server: str, test_database: str, seed: int
) -> None:
    with psycopg.connect(conninfo(pg_server, test_database, SUPERUSER)) as connection:
        rows = Maker(seed, **LARGE).world()
        write(connection, rows)
        assert wrong_reads(connection, rows, list(TABLES), eyes_of(rows)) == []
        assert wrong_changes(connection, rows, list(TABLES), eyes_of(rows)) == []
        assert wrong_adds(connection, rows, list(TABLES), eyes_of(rows), tries=6)[0] == []
        connection.rollback()


def seen(connection: Connection, rows: Rows, mutant: Mutant, eyes: list[Eye]) -> bool:
    """Put one fault in, tell whether the comparison sees it, and take it out again."""
    with connection.transaction(force_rollback=True):
        connection.execute(mutant.sql.encode())
        for eye in eyes:
            tables, who = list(mutant.tables), [eye]
            if mutant.verb == "read":
                wrong = wrong_reads(connection, rows, tables, who)
            elif mutant.verb == "add":
                wrong = wrong_adds(connection, rows, tables, who, tries=30)[0]
            else:
                wrong = wrong_changes(connection, rows, tables, who)
            if wrong:
                return True
    return False


def survivors(connection: Connection, rows: Rows, mutants: list[Mutant]) -> list[str]:
    eyes = eyes_of(rows)
    return [m.name for m in mutants if m.name not in SAME and not seen(connection, rows, m, eyes)]


def test_a_broken_wall_is_seen(full: tuple[Connection, Rows]) -> None:
    connection, rows = full
    picked = [*of_functions()][::9] + [*of_policies()][::25]
    assert survivors(connection, rows, picked) == []
    assert len(picked) > 15


@pytest.mark.slow
def test_every_broken_wall_is_seen(pg_server: str, test_database: str) -> None:
    with psycopg.connect(conninfo(pg_server, test_database, SUPERUSER)) as connection:
        rows = Maker(2, **LARGE).world()
        write(connection, rows)
        mutants = [*of_functions(), *of_policies()]
        assert survivors(connection, rows, mutants) == []
        assert len(mutants) > 200
        assert set(SAME) <= {mutant.name for mutant in mutants}
        connection.rollback()


def test_what_a_row_of_a_case_points_at_is_of_that_case() -> None:
    """The list in the policies leaves no reference out."""
    found: dict[str, dict[str, str]] = {}
    with_case = {t: m for t, m in tables().items() if "case_id" in {f.column for f in m._meta.concrete_fields}}
    for table, model in with_case.items():
        for field in model._meta.concrete_fields:
            target = field.related_model._meta.db_table if field.is_relation else ""
            if target in with_case:
                found.setdefault(table, {})[field.column] = target
    assert found == {table: dict(columns) for table, columns in SAME_CASE.items()}


@pytest.mark.parametrize("table", sorted(SAME_CASE))
def test_a_row_that_points_into_another_case_fails_as_one_that_points_nowhere(
    full: tuple[Connection, Rows], table: str
) -> None:
    """No key tells that something exists in a case that one may not see (the oracle of foreign keys)."""
    connection, rows = full
    for column, parent in SAME_CASE[table].items():
        row = next(row for row in rows.of(table) if row["municipality_id"] == municipality_of(rows, row["case_id"]))
        taken = {other.get(column) for other in rows.of(table)}  # a table may take each only once
        others = [other["id"] for other in rows.of(parent) if other["case_id"] != row["case_id"]]
        elsewhere = next((other for other in others if other not in taken), others[0])
        for wrong in (elsewhere, uuid.uuid4()):
            with connection.transaction(force_rollback=True):
                connection.execute(b"SELECT set_config('app.line', pg_current_xact_id()::text, true)")
                connection.execute(f"SET CONSTRAINTS {table}_{column}_same_case IMMEDIATE".encode())
                with pytest.raises(psycopg.errors.ForeignKeyViolation), connection.transaction():
                    connection.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s".encode(), [wrong, row["id"]])


def municipality_of(rows: Rows, case: Any) -> Any:
    return next(row["municipality_id"] for row in rows.of("case_file") if row["id"] == case)


# Tables in which a row may belong to two things: a case or a signal or a report, or a case and one's own work in it.
TWO_TIES = {
    "running_matter",
    "decision",
    "named_reader",
    "signal_case_link",
    "second_reading",
    "action",
    "letter",
    "protocol_run",
    "transfer",
    "transfer_offer",
}


def test_nobody_moves_a_row_to_where_they_may_not_look(full: tuple[Connection, Rows]) -> None:
    connection, rows = full
    moved = 0
    for eye in eyes_of(rows)[:20]:
        away = next(row["id"] for row in rows.of("municipality") if row["id"] != eye.home)
        closed = next(c["id"] for c in rows.of("case_file", eye.home) if c["id"] not in eye.cases | eye.opening)
        for table in TABLES:
            rule = oracle.CHANGE.get(table, oracle.nobody)
            if table == "municipality" or not any(rule(eye, row) for row in rows.of(table)):
                continue
            tries = [f"municipality_id = '{away}'"]
            if "case_id" in rows.of(table)[0] and table not in TWO_TIES | {"last_look"}:
                tries.append(f"case_id = '{closed}'")
            for change in tries:
                moved += 1
                with connection.transaction(force_rollback=True):
                    look_as(connection, eye.member)
                    # a policy, or the guard that holds a partner to the answer
                    with (
                        pytest.raises(psycopg.DatabaseError, match=r"policy|stands outside|not rewritten"),
                        connection.transaction(),
                    ):
                        connection.execute(f"UPDATE {table} SET {change}".encode())
    assert moved > 100
