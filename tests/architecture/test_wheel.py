"""The package that people install carries its front end, its templates and its content, and says what it needs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "sluitend"


def build(place: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)


@pytest.fixture
def wheel(tmp_path: Path) -> zipfile.ZipFile:
    done = build(ROOT, tmp_path)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(next(tmp_path.glob("*.whl")))


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    held = {name.removeprefix("sluitend/") for name in wheel.namelist() if name.startswith("sluitend/")}
    there = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert there - held == set()
    assert any(name.endswith(".woff2") for name in held)


@pytest.mark.slow
def test_the_wheel_says_what_it_needs_and_under_which_licence_it_comes(wheel: zipfile.ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
    told = wheel.read(name).decode()
    wanted = [
        line.partition("#")[0].strip() for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    ]
    assert told.count("\nRequires-Dist: ") == len([line for line in wanted if line]) > 10
    assert "License-Expression: EUPL-1.2" in told
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())
    entry = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "sluitend = sluitend.config.cli:main" in wheel.read(entry).decode()


@pytest.mark.slow
def test_no_wheel_leaves_without_its_front_end(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "hatch_build.py", "requirements.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(PACKAGE, tmp_path / "src/sluitend", ignore=shutil.ignore_patterns("vendor", "__pycache__"))
    done = build(tmp_path, tmp_path / "out")
    assert done.returncode != 0
    assert "make assets" in done.stderr
    assert not list(tmp_path.glob("out/*.whl"))
