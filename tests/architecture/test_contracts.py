"""Who may import whom, and what rules may never reach: the contracts run, and a second look sees what imports do not show."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "sluitend"
# What a rule may use of the standard library: values, text, dates handed to it. No input, no output, no clock, no chance.
PURE = {
    "__future__",
    "abc",
    "bisect",
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "hmac",
    "itertools",
    "math",
    "operator",
    "re",
    "string",
    "types",
    "typing",
    "unicodedata",
    "uuid",
    "zoneinfo",
}
# Read a clock, a file or chance: a rule gets all three as arguments.
IMPURE_CALLS = {"now", "utcnow", "today", "open", "input", "print", "eval", "exec", "__import__", "uuid1", "uuid4"}
# Ways to a database row that no import shows.
ROW_ATTRIBUTES = {"objects", "_default_manager", "_base_manager", "get_model", "get_user_model"}


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((PACKAGE / room).rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def impurities(tree: ast.AST) -> list[str]:
    """Give what a rule's module reaches for that it may not, with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names if not _pure(alias.name)]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and not _pure(node.module or ""):
            found.append((node.lineno, node.module or ""))
        elif isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in IMPURE_CALLS:
                found.append((node.lineno, f"{name}()"))
    return [f"line {line}: {what}" for line, what in sorted(found)]


def _pure(module: str) -> bool:
    return module.partition(".")[0] in PURE or module == "sluitend.domain" or module.startswith("sluitend.domain.")


def rows_reached(tree: ast.AST) -> list[str]:
    """Give each way to a database row in a module of pages or jobs, with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ROW_ATTRIBUTES:
            found.append((node.lineno, node.attr))
        elif isinstance(node, ast.Name) and node.id in ROW_ATTRIBUTES:
            found.append((node.lineno, node.id))
        elif isinstance(node, ast.alias) and node.name in ROW_ATTRIBUTES:
            found.append((node.lineno, node.name))
    return [f"line {line}: {what}" for line, what in sorted(found)]


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "9 kept, 0 broken" in done.stdout


@pytest.mark.parametrize("path", modules("domain"), ids=name_of)
def test_a_rule_reads_no_clock_no_file_and_no_chance(path: Path) -> None:
    assert impurities(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", modules("web", "api", "jobs"), ids=name_of)
def test_a_page_or_a_job_holds_no_database_row(path: Path) -> None:
    assert rows_reached(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    [
        "import os",
        "import django.db",
        "from random import choice",
        "from sluitend.records import models",
        "import sluitend.domainless",
        "from datetime import date; date.today()",
        "import datetime; datetime.datetime.now()",
        "from uuid import uuid4; uuid4()",
        "open('x')",
    ],
)
def test_the_second_look_sees_what_is_not_pure(code: str) -> None:
    assert impurities(ast.parse(code)) != []


@pytest.mark.parametrize(
    "code",
    [
        "from django.contrib.auth import get_user_model",
        "import django.apps; django.apps.apps.get_model('records', 'Case')",
        "Case.objects.all()",
        "case.__class__._default_manager",
    ],
)
def test_the_second_look_sees_a_row(code: str) -> None:
    assert rows_reached(ast.parse(code)) != []


@pytest.mark.parametrize(
    "code", ["from sluitend.domain import sharing", "from .words import N_", "import re", "now = 1"]
)
def test_the_second_look_lets_rules_be_written(code: str) -> None:
    assert impurities(ast.parse(code)) == []
