"""The expected outcomes are worked out by a hand of their own: they share no import with the program, and no file of it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORACLE = ROOT / "tests" / "oracle"
MODULES = sorted(ORACLE.rglob("*.py"))
# The standard library, the package itself, and what runs the tests.
MAY = set(sys.stdlib_module_names) - {"importlib", "runpy", "pkgutil", "subprocess"} | {"pytest"}


def foreign(tree: ast.AST) -> list[str]:
    """Give each import from outside, each import by name, and each mention of the program in code."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if not _may(alias.name)]
        elif isinstance(node, ast.ImportFrom):
            if node.level or not _may(node.module or ""):
                found.append(f"{'.' * node.level}{node.module or ''}")
        elif isinstance(node, ast.Name) and node.id in {"__import__", "eval", "exec"}:
            found.append(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "sluitend" in node.value.lower():
            found.append(node.value)
    return found


def _may(module: str) -> bool:
    return module.partition(".")[0] in MAY or module == "tests.oracle" or module.startswith("tests.oracle.")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_the_expected_outcomes_import_nothing_of_the_program(path: Path) -> None:
    assert foreign(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_loading_them_loads_nothing_of_the_program() -> None:
    names = [f"tests.oracle.{path.stem}" for path in MODULES if path.stem != "__init__"]
    code = f"import sys, {', '.join(names)}; print([name for name in sys.modules if name.startswith('sluitend')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]


def test_the_tables_name_no_file_of_the_program() -> None:
    tables = sorted(ORACLE.rglob("*.toml"))
    assert len(tables) > 20
    assert [path.name for path in tables if "sluitend" in path.read_text(encoding="utf-8").lower()] == []


@pytest.mark.parametrize(
    "code",
    [
        "import sluitend",
        "from sluitend.domain import clock",
        "from tests.world import World",
        "from . import reference",
        "import django",
        "import importlib",
        "__import__('x')",
        "path = 'src/sluitend/content'",
    ],
)
def test_the_look_sees_what_is_foreign(code: str) -> None:
    assert foreign(ast.parse(code)) != []
