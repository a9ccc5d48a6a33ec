"""Bring a database to this version: migrations, the cache table, and what the two bound roles may do with both."""

from __future__ import annotations

import importlib

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.state import ProjectState

from sluitend.config import key_marks, roles
from sluitend.records import policies

# Tables of the framework, not of a municipality: they hold sessions, sign-in and jobs. The records app grants its own.
GRANTS = {
    "django_migrations": "SELECT",
    "django_content_type": "SELECT",
    "auth_permission": "SELECT",
    "auth_group": "SELECT",
    "auth_group_permissions": "SELECT",
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
    "sluitend_cache": "SELECT, INSERT, UPDATE, DELETE",
    "account_emailaddress": "SELECT, INSERT, UPDATE, DELETE",
    "account_emailconfirmation": "SELECT, INSERT, UPDATE, DELETE",
    "mfa_authenticator": "SELECT, INSERT, UPDATE, DELETE",
    "procrastinate_jobs": "SELECT, INSERT, UPDATE, DELETE",
    "procrastinate_events": "SELECT, INSERT, UPDATE, DELETE",
    "procrastinate_periodic_defers": "SELECT, INSERT, UPDATE, DELETE",
    "procrastinate_workers": "SELECT, INSERT, UPDATE, DELETE",
}


def run(*, verbosity: int = 1) -> None:
    """Migrate as the owner. Running it again changes nothing."""
    first = importlib.import_module("sluitend.records.migrations.0001_initial").Migration
    first.apply = create_whole
    call_command("migrate", verbosity=verbosity, interactive=False)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rights in GRANTS.items():
            cursor.execute(f"REVOKE ALL ON {table} FROM {roles.WEB}, {roles.WORKER}")
            cursor.execute(f"GRANT {rights} ON {table} TO {roles.WEB}, {roles.WORKER}")
            for (sequence,) in _sequences(table):
                cursor.execute(f"GRANT USAGE, SELECT ON SEQUENCE {sequence} TO {roles.WEB}, {roles.WORKER}")
        # PostgreSQL lets everybody call a new function; ours, and the job queue's, are for these two.
        cursor.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {roles.WEB}, {roles.WORKER}")
        for name in policies.FOR_WORKER_ONLY:
            cursor.execute(f"REVOKE EXECUTE ON FUNCTION {name} FROM {roles.WEB}")
    if settings.SLUITEND_KEYS is not None:  # else the first command that has both keys and this role does it
        key_marks.remember_first(settings.SLUITEND_KEYS)


def create_whole(
    self: Migration, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
) -> ProjectState:
    """Apply a migration that only creates as one step: the same tables, in a tenth of the time.

    Django works out all models anew for each of its hundreds of operations. Each table is made here as it is after
    the last one, which is the same SQL: a table's foreign keys are added after all tables are there.
    """
    created = [operation.name for operation in self.operations if isinstance(operation, CreateModel)]
    own = {name.lower() for name in created}
    additions = [operation for operation in self.operations if not isinstance(operation, CreateModel)]
    if any(
        not isinstance(operation, AddField | AddIndex | AddConstraint)
        or getattr(operation, "model_name", "") not in own
        for operation in additions
    ):
        return Migration.apply(self, project_state, schema_editor, collect_sql)
    project_state.__dict__.pop("apps", None)  # worked out once, below, instead of at every operation
    for operation in self.operations:
        operation.state_forwards(self.app_label, project_state)
    for name in created:
        schema_editor.create_model(project_state.apps.get_model(self.app_label, name))
    return project_state


def pending() -> list[str]:
    """Give the names of the migrations that this version has and the database has not."""
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - needs loaded apps

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _sequences(table: str) -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.oid::regclass::text FROM pg_class s JOIN pg_depend d ON d.objid = s.oid "
            "WHERE s.relkind = 'S' AND d.refobjid = %s::regclass AND d.deptype IN ('a', 'i')",
            [table],
        )
        return [(row[0],) for row in cursor.fetchall()]
