"""`make test` runs every part, says in one sentence what it could not run, and never calls that a success."""

from __future__ import annotations

import sys

import pytest

from scripts import run_tests


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Give the options with which each part would have run; every part passes."""
    seen: list[tuple[str, ...]] = []

    def part(_title: str, *options: str) -> bool:
        seen.append(options)
        return True

    monkeypatch.setattr(run_tests, "pytest", part)
    monkeypatch.setattr(sys, "argv", ["run_tests.py"])
    return seen


def test_without_chromium_the_rest_runs_and_one_sentence_tells_why_it_failed(
    parts: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_tests, "find_chromium", lambda: None)
    assert run_tests.main() == 1
    assert len(parts) >= 1
    assert all("e2e" not in options for options in parts)
    assert "apt-get install chromium" in capsys.readouterr().err


def test_with_chromium_the_journeys_run_last(parts: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_tests, "find_chromium", lambda: "/usr/bin/chromium")
    assert run_tests.main() == 0
    assert parts[-1][-1].startswith("e2e")
    assert "not e2e" in parts[0][-1]


def test_one_failed_part_fails_the_whole_and_the_others_still_run(
    parts: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_tests, "find_chromium", lambda: "/usr/bin/chromium")
    record = run_tests.pytest
    monkeypatch.setattr(run_tests, "pytest", lambda title, *options: record(title, *options) and "Chromium" in title)
    assert run_tests.main() == 1
    assert "e2e" in parts[-1][-1]


def test_only_the_long_run_takes_the_long_forms(parts: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_tests, "find_chromium", lambda: "/usr/bin/chromium")
    run_tests.main()
    assert all("not slow" in options[-1] for options in parts)
    parts.clear()
    monkeypatch.setattr(sys, "argv", ["run_tests.py", "--long"])
    run_tests.main()
    assert all("slow" not in options[-1] for options in parts)
