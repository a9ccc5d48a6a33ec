"""Copies of the rules with one fault in them. Nothing of the program itself is touched."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import fields, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from sluitend.domain.sharing import ConsentNeed, Matrix, ReadMatrix, Rule
from sluitend.domain.vocabulary import Category, Party, Purpose


def faulty_copy(module: str, right: str, wrong: str) -> ModuleType:
    """Give a copy of a module in which one piece of text is replaced; the piece must be there exactly once."""
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text(encoding="utf-8")
    assert source.count(right) == 1, f"the fault no longer fits: {right!r} stands there {source.count(right)} times"
    copy = ModuleType(f"{module}_with_a_fault")
    sys.modules[copy.__name__] = copy  # dataclasses look their own module up
    try:
        exec(compile(source.replace(right, wrong), copy.__name__, "exec"), copy.__dict__)  # noqa: S102
    finally:
        del sys.modules[copy.__name__]
    return copy


def matrix_with_rules_of(copy: ModuleType, matrix: Matrix) -> Matrix:
    """Give the same matrix, made of the faulty copy's own rules."""
    names = [field.name for field in fields(Rule)]
    rules = tuple(copy.Rule(**{name: getattr(rule, name) for name in names}) for rule in matrix.rules)
    faulty: Matrix = copy.Matrix(version=matrix.version, rules=rules)
    return faulty


def readers_of(copy: ModuleType, matrix: ReadMatrix) -> dict[str, Any]:
    """Give the lines of the reading table, made of the faulty copy's own values."""

    def cell(one: Any) -> Any:
        return copy.Cell(
            level=copy.ReadLevel(one.level),
            own=copy.ReadLevel(one.own),
            own_action=copy.ReadLevel(one.own_action),
            given={copy.Given(str(g)): copy.ReadLevel(level) for g, level in one.given.items()},
        )

    return {
        r.code: copy.Reader(
            code=r.code,
            text_nl=r.text_nl,
            text_en=r.text_en,
            role=r.role,
            parties=r.parties,
            place=copy.Relation(str(r.place)),
            cells={category: cell(one) for category, one in r.cells.items()},
            stages=r.stages,
            only_while=None if r.only_while is None else copy.Given(str(r.only_while)),
        )
        for r in matrix.readers
    }


def wider_rules(rule: Rule) -> dict[str, Rule | None]:
    """Give this rule with one thing loosened at a time, and None for the rule left out; only where that differs."""
    wider: dict[str, Rule | None] = {"left out": None}
    if rule.consent is not ConsentNeed.NEVER:
        wider["without consent"] = replace(rule, consent=ConsentNeed.NEVER)
    if rule.stages is not None:
        wider["in every stage"] = replace(rule, stages=None)
    if rule.purposes != frozenset(Purpose):
        wider["for every purpose"] = replace(rule, purposes=frozenset(Purpose))
    if rule.consent_waived_in:
        wider["consent never waived"] = replace(rule, consent_waived_in=frozenset())
    wider["one more recipient"] = replace(rule, recipients=rule.recipients | {Party.RESEARCHER})
    if Category.K9 not in rule.items:
        wider["one more category"] = replace(rule, items=rule.items | {Category.K9})
    wider["one more sender"] = replace(rule, senders=rule.senders | {Party.ARCHIVE})
    return {name: changed for name, changed in wider.items() if changed != rule}


def with_rule(matrix: Matrix, rule: Rule, changed: Rule | None) -> Matrix:
    """Give the matrix with this rule changed, or left out."""
    rules = (changed if one is rule else one for one in matrix.rules)
    return Matrix(version=matrix.version, rules=tuple(one for one in rules if one is not None))
