"""The second wall: what the database itself refuses, whatever the program asks."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from sluitend.access import audit
from sluitend.records.models import AuditEvent, Membership, Organisation, Team
from tests.world import World, acting, as_nobody


def test_nobody_sees_nothing(world: World) -> None:
    with transaction.atomic():
        as_nobody()
        assert not Organisation.objects.exists()
        assert not Membership.objects.exists()


def test_a_member_sees_only_their_own_municipality(world: World) -> None:
    with acting(world.away.intake):
        names = set(Organisation.objects.values_list("municipality_id", flat=True))
    assert names == {world.away.id}


def test_no_write_without_its_audit_line(world: World) -> None:
    with acting(world.home.admin), pytest.raises(DatabaseError, match="audit line"), transaction.atomic():
        Team.objects.create(municipality_id=world.home.id, name="Oost")


def test_a_write_with_its_line_passes(world: World) -> None:
    with acting(world.home.admin) as now:
        audit.write(world.home.admin, "test.team", audit.Ref("team"), now=now)
        Team.objects.create(municipality_id=world.home.id, name="Oost")


def test_a_line_cannot_be_changed_or_removed(world: World) -> None:
    with acting(world.home.privacy) as now:
        audit.write(world.home.privacy, "test.line", audit.Ref("team"), now=now)
        with pytest.raises(ProgrammingError), transaction.atomic():
            AuditEvent.objects.update(action="x")
        with pytest.raises(ProgrammingError), transaction.atomic():
            AuditEvent.objects.all().delete()


def test_another_municipality_cannot_be_written(world: World) -> None:
    with acting(world.home.admin) as now:
        audit.write(world.home.admin, "test.team", audit.Ref("team"), now=now)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Team.objects.create(municipality_id=world.away.id, name="Oost")


def test_every_table_has_a_policy_or_a_reason(world: World, as_owner: psycopg.Connection) -> None:
    from sluitend.records.policies import OPEN_TABLES, TABLES

    rows = as_owner.execute(
        "SELECT relname, relrowsecurity FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE relkind = 'r' AND nspname = 'public'"
    ).fetchall()
    walled = {name for name, walled in rows if walled}
    bare = {name for name, walled in rows if not walled}
    assert walled == set(TABLES)
    assert bare == set(OPEN_TABLES)


def test_every_definer_function_stands_on_the_list(world: World, as_owner: psycopg.Connection) -> None:
    from sluitend.records.policies.functions import DEFINER

    found = {
        row[0]
        for row in as_owner.execute(
            "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE prosecdef AND nspname = 'public'"
        ).fetchall()
    }
    assert found == {name.split("(")[0] for name in DEFINER} | {"guard_named_readers", "forget_messages"}
    assert all(reason for reason, _body in DEFINER.values())


def test_the_web_role_is_bound(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, (SELECT count(*) FROM pg_class WHERE relowner = r.oid)"
            " FROM pg_roles r WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, 0)
