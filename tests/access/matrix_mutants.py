"""Broken walls: each policy and each function they stand on, with one condition taken out or one border moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sluitend.records.policies import TABLES
from sluitend.records.policies.functions import DEFINER

STOOD_ON = (
    "app_cases()",
    "app_signals()",
    "app_blocked_signals()",
    "app_shared_actions()",
    "app_opening()",
    "app_handing_in()",
)
MOVES = (
    (">=", ">"),
    (">=", "<="),
    ("<=", "<"),
    ("<=", ">="),
    ("= app_municipality()", "IS NOT NULL"),
    ("= app_membership()", "IS NOT NULL"),
    ("= app_organisation()", "IS NOT NULL"),
    ("= app_now()", "IS NOT NULL"),
    ("NOT c.heightened", "true"),
    ("NOT s.heightened", "true"),
    ("WHEN c.heightened", "WHEN false"),
    ("c.heightened OR", "true OR"),
    ("ended_at IS NULL", "id IS NOT NULL"),
    ("closed_at IS NULL", "id IS NOT NULL"),
    ("answer = 'yes'", "id IS NOT NULL"),
    ("NOT EXISTS", "EXISTS"),
    ("<> ALL", "= ANY"),
    ("a.outward", "true"),
    ("AND a.organisation_id = s.organisation_id", ""),
    ("app_has('partner', 'attendance', 'code_officer')", "true"),
    ("app_membership() IN (c.coordinator_id, c.deputy_id)", "true"),
    ("c.coordinator_id, c.deputy_id", "c.coordinator_id, c.coordinator_id"),
)

# Broken walls behind which something else says the same. Each with the reason; the list only shrinks.
AGAIN = "the policies that use this list ask the municipality once more"
HERE = "without municipality_id = (SELECT app_municipality())"
ONE_SHARE = "an action has one share at a time, and the action is not open when that one is over or another's"
SAME = {
    "app_cases(): = app_municipality() -> IS NOT NULL (0)": AGAIN,
    "app_shared_actions(): = app_municipality() -> IS NOT NULL (0)": AGAIN,
    "app_opening(): = app_municipality() -> IS NOT NULL (0)": AGAIN,
    "app_handing_in(): = app_municipality() -> IS NOT NULL (0)": AGAIN,
    f"match_key_add: {HERE} (157)": "the whole policy asks the municipality before this part",
    f"hidden_match_read: {HERE} (0)": "the list of cases asks the municipality",
    f"hidden_match_change: {HERE} (0)": "the list of cases asks the municipality",
    f"case_file_read: {HERE} (0)": "the list of cases asks the municipality",
    f"case_file_change: {HERE} (0)": "the list of cases asks the municipality",
    f"action_read: {HERE} (101)": "the list of shared actions asks the municipality of the share",
    f"action_change: {HERE} (101)": "the list of shared actions asks the municipality of the share",
    f"action_share_read: {HERE} (101)": "the list of shared actions asks the municipality of the share",
    "action_share_read: without organisation_id = (SELECT app_organisation()) (206)": ONE_SHARE,
    "action_share_read: without until >= (SELECT app_today()) (277)": ONE_SHARE,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wall with one fault. tables: where to look; verb: what to try there. sql: puts the fault in."""

    name: str
    tables: tuple[str, ...]
    verb: str
    sql: str


def of_functions() -> Iterator[Mutant]:
    """Every border and condition in the functions that the policies stand on, one at a time."""
    for function in STOOD_ON:
        body = DEFINER[function][1]
        for old, new in MOVES:
            for n, found in enumerate(re.finditer(r"(?<![<>])" + re.escape(old), body)):
                broken = body[: found.start()] + new + body[found.end() :]
                sql = broken.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
                yield Mutant(
                    f"{function}: {old} -> {new} ({n})",
                    _tables_on(function),
                    "add" if "ing" in function else "read",
                    sql,
                )


def _tables_on(function: str) -> tuple[str, ...]:
    """The tables whose policies speak of this function, some of them through the table of signals."""
    if function in {"app_signals()", "app_blocked_signals()"}:
        return ("signal", "signal_person", "named_reader")
    if function == "app_cases()":
        return ("case_file", "note", "signal")
    if function == "app_shared_actions()":
        return ("action", "action_share")
    return ("note", "match_key", "named_reader", "signal_person", "decision")


def of_policies() -> Iterator[Mutant]:
    """Every condition of every policy, taken out one at a time."""
    for table, policy in TABLES.items():
        for verb, condition, clause in (
            ("read", policy.read, "USING"),
            ("add", policy.add, "WITH CHECK"),
            ("change", policy.change, "USING"),
            ("delete", policy.delete, "USING"),
        ):
            for start, end in parts(condition):
                if condition[start:end].endswith("IS NOT NULL"):
                    continue  # an empty id stands in no list anyway
                broken = f"{condition[:start]}true{condition[end:]}"
                sql = f"ALTER POLICY {table}_{verb} ON {table} {clause} ({broken})"
                if verb == "change":
                    sql += f" WITH CHECK ({policy.change_to or broken})"
                yield Mutant(f"{table}_{verb}: without {condition[start:end]} ({start})", (table,), verb, sql)


def parts(condition: str) -> Iterator[tuple[int, int]]:
    """Give where each single condition stands, however deep, without going into a sub-query."""
    yield from _parts(condition, 0, len(condition))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    if start == end:
        return
    pieces = list(_split(text, start, end))
    if len(pieces) > 1:
        for a, b in pieces:
            yield from _parts(text, a, b)
    elif text[start:end].startswith("NOT "):
        yield start, end
    elif text[start] == "(" and _closes(text, start) == end - 1 and not text[start + 1 :].startswith("SELECT"):
        yield from _parts(text, start + 1, end - 1)
    else:
        yield start, end


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    depth, begin, at = 0, start, start
    while at < end:
        if text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
        elif depth == 0 and (word := next((w for w in (" AND ", " OR ") if text.startswith(w, at)), "")):
            yield begin, at
            at += len(word) - 1
            begin = at
        at += 1
    yield begin, end


def _closes(text: str, at: int) -> int:
    depth = 0
    for n in range(at, len(text)):
        depth += (text[n] == "(") - (text[n] == ")")
        if depth == 0:
            return n
    raise ValueError(text)
