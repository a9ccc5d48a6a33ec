"""What a row of a case points at is of the same case.

A foreign key looks past row-level security: without this, a row of one's own case could point at a person, goal or
action of a case one may not see, and would tell that it exists. Such an id and one that is nowhere now fail alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

SAME_CASE: Mapping[str, Mapping[str, str]] = {
    "action": {"goal_id": "goal", "concerns_id": "case_person", "paired_with_id": "action"},
    "action_share": {"action_id": "action", "consent_id": "consent", "name_consent_id": "consent"},
    "action_step": {"action_id": "action"},
    "agreement": {"person_id": "case_person"},
    "bottleneck": {"action_id": "action"},
    "case_change": {"person_id": "case_person"},
    "child_voice": {"child_id": "case_person"},
    "consent": {"concerns_id": "case_person"},
    "consent_asked": {"consent_id": "consent", "person_id": "case_person"},
    "contact_moment": {"person_id": "case_person"},
    "contact_wish": {"person_id": "case_person"},
    "domain_level": {"domain_id": "open_domain", "person_id": "case_person"},
    "flight_risk": {"person_id": "case_person"},
    "goal": {"plan_id": "plan", "domain_id": "open_domain"},
    "goal_person": {"goal_id": "goal", "person_id": "case_person"},
    "household_member": {"household_id": "household", "person_id": "case_person"},
    "informing": {"person_id": "case_person"},
    "interpreter_need": {"person_id": "case_person"},
    "joint_decision": {"informing_id": "informing"},
    "letter": {"person_id": "case_person", "run_id": "protocol_run"},
    "open_domain": {"told_by_id": "case_person", "consent_id": "consent"},
    "parental_authority": {"child_id": "case_person", "holder_id": "case_person"},
    "protocol_run": {"child_id": "case_person"},
    "residence": {"person_id": "case_person"},
    "safety_rule": {"plan_id": "safety_plan", "person_id": "case_person"},
    "safety_word": {"plan_id": "safety_plan", "person_id": "case_person"},
    "supporter": {"person_id": "case_person"},
    "transfer": {"run_id": "protocol_run"},
}
"""Table, column, and the table of the same case that it points at. A test looks that none is left out."""

_PARENTS = sorted({parent for columns in SAME_CASE.values() for parent in columns.values()})


def constraints() -> Iterator[tuple[str, str, str]]:
    """Give table, name and definition of each constraint; what is pointed at first."""
    for parent in _PARENTS:
        yield parent, f"{parent}_once_in_case", "UNIQUE (case_id, id)"
    for table, columns in SAME_CASE.items():
        for column, parent in columns.items():
            key = f"FOREIGN KEY (case_id, {column}) REFERENCES {parent} (case_id, id) DEFERRABLE INITIALLY DEFERRED"
            yield table, f"{table}_{column}_same_case", key


def sql() -> list[str]:
    """Give the statements that add the constraints."""
    return [f"ALTER TABLE {table} ADD CONSTRAINT {name} {text};" for table, name, text in constraints()]


def undo_sql() -> list[str]:
    """Give the statements that take them away again."""
    return [f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name};" for table, name, _ in reversed([*constraints()])]
