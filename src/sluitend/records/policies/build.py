"""Puts the functions, policies, grants and guards into one script for the migration."""

from __future__ import annotations

from . import same_case
from .actions import ACTION_GUARD
from .functions import CONTEXT, DEFINER, GUARDS
from .messages import MESSAGE_GUARD
from .tables import TABLES, Policy
from .together import TOGETHER_GUARD

ROLES = "sluitend_web, sluitend_worker"
UNGUARDED = {"audit_event", "form_receipt", "last_look", "text_guard_count"}


def _table(table: str, policy: Policy) -> list[str]:
    grants = ["SELECT"]
    lines = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT TO {ROLES} USING ({policy.read});",
    ]
    if policy.add:
        grants.append("INSERT")
        lines.append(f"CREATE POLICY {table}_add ON {table} FOR INSERT TO {ROLES} WITH CHECK ({policy.add});")
    if policy.change:
        grants.append("UPDATE")
        check = policy.change_to or policy.change
        lines.append(
            f"CREATE POLICY {table}_change ON {table} FOR UPDATE TO {ROLES} USING ({policy.change}) WITH CHECK ({check});"
        )
    if policy.delete:
        grants.append("DELETE")
        lines.append(f"CREATE POLICY {table}_delete ON {table} FOR DELETE TO {ROLES} USING ({policy.delete});")
    lines.append(f"GRANT {', '.join(grants)} ON {table} TO {ROLES};")
    if table not in UNGUARDED:
        lines.append(
            f"CREATE TRIGGER {table}_audited BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION guard_audited();"
        )
    return lines


def sql() -> str:
    """The whole second wall as one script, for a database whose tables exist and whose roles exist."""
    parts = [
        CONTEXT,
        *(body for _reason, body in DEFINER.values()),
        GUARDS,
        ACTION_GUARD,
        MESSAGE_GUARD,
        TOGETHER_GUARD,
    ]
    for table, policy in TABLES.items():
        parts += _table(table, policy)
    parts += same_case.sql()
    parts += [f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {ROLES};"]
    parts += [f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLES};"]
    parts += [
        f"GRANT SELECT, INSERT, UPDATE ON app_user TO {ROLES};",
        f"GRANT SELECT ON demo_marker, key_mark TO {ROLES};",
    ]
    return "\n".join(parts)


def undo_sql() -> str:
    """Take the second wall down again: for going back in development only."""
    drops = [f"DROP POLICY IF EXISTS {t}_{p} ON {t};" for t in TABLES for p in ("read", "add", "change", "delete")]
    drops += [f"DROP TRIGGER IF EXISTS {t}_audited ON {t};" for t in TABLES]
    drops += [f"ALTER TABLE {t} DISABLE ROW LEVEL SECURITY;" for t in TABLES]
    drops += same_case.undo_sql()
    drops += [
        "DROP TRIGGER IF EXISTS signal_named_readers ON signal;",
        "DROP TRIGGER IF EXISTS case_named_readers ON case_file;",
        "DROP TRIGGER IF EXISTS reader_named_readers ON named_reader;",
        "DROP TRIGGER IF EXISTS audit_line ON audit_event;",
        "DROP TRIGGER IF EXISTS action_answer ON action;",
        "DROP TRIGGER IF EXISTS joint_decision_answer ON joint_decision;",
        "DROP TRIGGER IF EXISTS joint_decision_asked ON joint_decision;",
        "DROP TRIGGER IF EXISTS case_lowered ON case_file;",
        "DROP TRIGGER IF EXISTS case_forgets_messages ON case_file;",
        "DROP TRIGGER IF EXISTS signal_forgets_messages ON signal;",
    ]
    names = [
        "guard_action_answer()",
        "forget_messages()",
        "app_asked_ids()",
        "guard_second_answer()",
        "guard_new_question()",
        "guard_lowered()",
        "guard_named_readers()",
        "guard_audited()",
        "audit_line_written()",
        *reversed(DEFINER),
    ]
    names += ["app_now()", "app_today()", "app_has(text[])", "app_organisation()", "app_municipality()"]
    names += ["app_membership()", "app_user_id()", "app_setting(text)"]
    return "\n".join([*drops, *(f"DROP FUNCTION IF EXISTS {name};" for name in names)])
