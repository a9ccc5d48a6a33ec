"""What the catalogue of the database says about its own walls: owners, grants, policies, functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from sluitend.config import roles
from sluitend.records import policies
from sluitend.records.policies import OPEN_TABLES, TABLES
from sluitend.records.policies.functions import DEFINER
from tests.database import conninfo

BOUND = (roles.WEB, roles.WORKER)

# Tables of people that a page or a job may empty row by row; a row of every other table only ends.
MAY_DELETE = {
    "absence_import_piece": "a piece of a file goes once it is loaded",
    "contact_moment": "somebody was put in a case by mistake",
    "contact_wish": "somebody was put in a case by mistake",
    "draft": "its author throws it away",
    "family_block": "its author takes it back",
    "family_block_key": "its author takes it back",
    "flight_risk": "somebody was put in a case by mistake",
    "form_receipt": "old ones are swept",
    "goal_person": "a goal is for other children now",
    "interpreter_need": "the last appointment was",
    "letter": "somebody was put in a case by mistake",
    "match_key": "a name or birth date was corrected",
    "residence": "somebody was put in a case by mistake",
    "safety_roster": "somebody leaves the roster",
    "safety_rule": "somebody was put in a case by mistake",
    "safety_word": "somebody was put in a case by mistake",
}


@pytest.fixture(scope="module")
def catalogue(pg_server: str, test_database: str) -> Iterator[psycopg.Connection[Any]]:
    """Give the owner's look at a migrated database."""
    with psycopg.connect(conninfo(pg_server, test_database, roles.OWNER), autocommit=True) as connection:
        yield connection


def rows(catalogue: psycopg.Connection[Any], query: str, *values: object) -> list[tuple[Any, ...]]:
    return catalogue.execute(query.encode(), values).fetchall()


def test_web_and_worker_own_nothing_and_are_bound(catalogue: psycopg.Connection[Any]) -> None:
    found = rows(
        catalogue,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,"
        " (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid),"
        " (SELECT count(*) FROM pg_proc p WHERE p.proowner = r.oid),"
        " (SELECT count(*) FROM pg_auth_members m WHERE m.member = r.oid)"
        " FROM pg_roles r WHERE rolname = ANY(%s) ORDER BY rolname",
        list(BOUND),
    )
    assert found == [(role, False, False, False, False, False, 0, 0, 0) for role in sorted(BOUND)]


def test_the_owner_is_no_superuser(catalogue: psycopg.Connection[Any]) -> None:
    assert rows(catalogue, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [
        (False, False)
    ]


@pytest.mark.parametrize("role", BOUND)
def test_nobody_makes_tables_or_temporary_tables(catalogue: psycopg.Connection[Any], role: str) -> None:
    """A temporary table of the same name would be found first, also inside a function of the owner."""
    assert rows(
        catalogue,
        "SELECT has_schema_privilege(%s, 'public', 'CREATE'), has_database_privilege(%s, current_database(), 'TEMP'),"
        " has_database_privilege(%s, current_database(), 'CREATE')",
        *[role] * 3,
    ) == [(False, False, False)]


@pytest.mark.parametrize("role", BOUND)
def test_nobody_truncates_refers_or_adds_triggers(catalogue: psycopg.Connection[Any], role: str) -> None:
    """TRUNCATE passes every policy; a foreign key or a trigger of one's own looks past them."""
    found = rows(
        catalogue,
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND (has_table_privilege(%s, c.oid, 'TRUNCATE') OR has_table_privilege(%s, c.oid, 'REFERENCES')"
        "  OR has_table_privilege(%s, c.oid, 'TRIGGER'))",
        *[role] * 3,
    )
    assert found == []


@pytest.mark.parametrize("role", BOUND)
def test_a_row_is_deleted_only_where_somebody_must(catalogue: psycopg.Connection[Any], role: str) -> None:
    found = rows(
        catalogue,
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND has_table_privilege(%s, c.oid, 'DELETE')",
        role,
    )
    assert {name for (name,) in found} & set(TABLES) == set(MAY_DELETE)


@pytest.mark.parametrize("role", BOUND)
def test_a_line_of_the_log_is_added_and_never_touched(catalogue: psycopg.Connection[Any], role: str) -> None:
    privileges = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    asked = ", ".join(f"has_any_column_privilege('{role}', 'audit_event', '{p}')" for p in privileges[:3])
    asked += ", " + ", ".join(f"has_table_privilege('{role}', 'audit_event', '{p}')" for p in privileges[3:])
    assert rows(catalogue, f"SELECT {asked}") == [(True, True, False, False, False, False, False)]


def test_every_policy_asks_something(catalogue: psycopg.Connection[Any]) -> None:
    """No policy is `true`, each speaks of the municipality or of the reader, and each binds both roles."""
    found = rows(
        catalogue, "SELECT tablename, policyname, roles::text[], qual, with_check, permissive FROM pg_policies"
    )
    assert {name for name, *_ in found} == set(TABLES)
    for table, policy, bound, using, check, permissive in found:
        assert set(bound) == set(BOUND), policy
        assert permissive == "PERMISSIVE", policy
        for condition in filter(None, (using, check)):
            assert re.search(r"app_(municipality|user_id|membership)\(\)", condition), (table, policy, condition)
        assert using or check, policy


def test_no_view_looks_past_the_walls(catalogue: psycopg.Connection[Any]) -> None:
    found = rows(
        catalogue,
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm', 'f')",
    )
    assert found == []


def definers(catalogue: psycopg.Connection[Any]) -> list[tuple[str, list[str] | None, str]]:
    return [
        (name, config, body)
        for name, config, body in rows(
            catalogue,
            "SELECT p.proname, p.proconfig, p.prosrc FROM pg_proc p"
            " WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace",
        )
    ]


def test_every_function_of_the_owner_is_known_and_finds_only_our_own_names(catalogue: psycopg.Connection[Any]) -> None:
    """pg_temp stands last and by name: left out, PostgreSQL looks there first."""
    known = {name.split("(")[0] for name in DEFINER} | {"guard_named_readers", "forget_messages"}
    found = definers(catalogue)
    assert {name for name, *_ in found} == known
    for name, config, _body in found:
        assert "search_path=public, pg_temp" in (config or []), name


def test_every_function_of_the_owner_asks_who_asks(catalogue: psycopg.Connection[Any]) -> None:
    """What looks past the walls looks at the municipality, the membership or a secret itself, or at what is shared."""
    secrets = {"app_place", "app_invitation", "app_use_invitation", "guard_named_readers", "app_case_reader"}
    secrets |= {"app_calendar", "forget_messages"}  # a secret address; a trigger on rows that were changed anyway
    secrets |= {name.partition("(")[0] for name in policies.FOR_WORKER_ONLY}  # no page can call these
    for name, _config, body in definers(catalogue):
        assert name in secrets or re.search(r"app_(municipality|membership|user_id|shared_actions)\(\)", body), name


def test_only_our_roles_call_our_functions(catalogue: psycopg.Connection[Any]) -> None:
    """PostgreSQL lets everybody call a new function unless that is taken away."""
    found = rows(
        catalogue,
        "SELECT DISTINCT p.proname FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE p.pronamespace = 'public'::regnamespace AND a.grantee = 0",
    )
    assert found == []


def test_only_our_roles_come_in(catalogue: psycopg.Connection[Any]) -> None:
    found = rows(
        catalogue,
        "SELECT coalesce(r.rolname, 'public'), a.privilege_type FROM pg_database d,"
        " aclexplode(d.datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE d.datname = current_database()"
        " AND coalesce(r.rolname, 'public') <> %s",
        roles.OWNER,
    )
    assert set(found) == {(role, "CONNECT") for role in BOUND}


@pytest.mark.parametrize("role", BOUND)
def test_open_tables_are_no_wider_than_they_must_be(catalogue: psycopg.Connection[Any], role: str) -> None:
    """Tables without row-level security: nobody writes the framework's own, nobody removes a login."""
    read_only = {"django_migrations", "django_content_type", "demo_marker", "key_mark", "auth_permission", "auth_group"}
    read_only |= {"auth_group_permissions"}
    for table in OPEN_TABLES:
        may = {
            verb
            for verb in ("INSERT", "UPDATE", "DELETE")
            if rows(catalogue, f"SELECT has_table_privilege('{role}', '{table}', '{verb}')") == [(True,)]
        }
        if table in read_only:
            assert not may, table
        if table == "app_user":
            assert "DELETE" not in may


HOLES = [
    ("GRANT TRUNCATE ON note TO sluitend_web", test_nobody_truncates_refers_or_adds_triggers),
    ("GRANT REFERENCES ON note TO sluitend_web", test_nobody_truncates_refers_or_adds_triggers),
    ("GRANT DELETE ON note TO sluitend_web", test_a_row_is_deleted_only_where_somebody_must),
    ("GRANT UPDATE (action) ON audit_event TO sluitend_web", test_a_line_of_the_log_is_added_and_never_touched),
    ("GRANT DELETE ON audit_event TO sluitend_web", test_a_line_of_the_log_is_added_and_never_touched),
    ("GRANT DELETE ON app_user TO sluitend_web", test_open_tables_are_no_wider_than_they_must_be),
    ("GRANT INSERT ON demo_marker TO sluitend_web", test_open_tables_are_no_wider_than_they_must_be),
    ("CREATE POLICY wide ON note TO sluitend_web, sluitend_worker USING (true)", test_every_policy_asks_something),
    ("CREATE POLICY wide ON note USING (municipality_id = app_municipality())", test_every_policy_asks_something),
    ("CREATE VIEW everything AS SELECT * FROM note", test_no_view_looks_past_the_walls),
    (
        "CREATE FUNCTION app_peek() RETURNS uuid LANGUAGE sql SECURITY DEFINER AS 'SELECT app_membership()'",
        test_every_function_of_the_owner_is_known_and_finds_only_our_own_names,
    ),
    (
        "ALTER FUNCTION app_cases() RESET search_path",
        test_every_function_of_the_owner_is_known_and_finds_only_our_own_names,
    ),
    (
        "CREATE FUNCTION app_peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM note'",
        test_every_function_of_the_owner_asks_who_asks,
    ),
    ("CREATE FUNCTION app_loose() RETURNS int LANGUAGE sql AS 'SELECT 1'", test_only_our_roles_call_our_functions),
]


@pytest.mark.parametrize(("hole", "check"), HOLES, ids=[hole[:50] for hole, _check in HOLES])
def test_a_hole_in_the_wall_is_seen(catalogue: psycopg.Connection[Any], hole: str, check: Any) -> None:
    names = check.__code__.co_varnames[: check.__code__.co_argcount]
    with catalogue.transaction(force_rollback=True):
        catalogue.execute(hole.encode())
        with pytest.raises(AssertionError):
            check(catalogue, *([roles.WEB] if "role" in names else []))
