"""Lock files pin by hash and name no host and no path: they say what to install, never where it came from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
ADDRESS = re.compile(r"\w+://|\bfile:|--(?:extra-)?index-url|--find-links|--trusted-host")


def test_there_are_locks() -> None:
    names = {path.name for path in LOCKS}
    assert names == {f"requirements{part}.lock" for part in ("", "-build", "-dev", "-node")}


@pytest.mark.parametrize("path", LOCKS, ids=lambda p: p.name)
def test_a_lock_names_no_host_and_no_path(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if ADDRESS.search(line)] == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda p: p.name)
def test_every_locked_package_has_a_hash(path: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", path.read_text(encoding="utf-8"), flags=re.IGNORECASE)
    assert [e.split("==")[0] for e in entries if "==" in e and "--hash=sha256:" not in e] == []


def test_the_front_end_lock_says_what_and_not_where() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if name and "integrity" not in facts] == []


def test_the_front_end_lock_stays_that_way() -> None:
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text(encoding="utf-8")
    registries = [p for p in (ROOT / ".npmrc").read_text(encoding="utf-8").splitlines() if "registry=" in p]
    assert registries == []
