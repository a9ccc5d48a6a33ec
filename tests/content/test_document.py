"""The page with the rules is made from the content, and a check fails when they differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluitend.content.document import main, page
from sluitend.content.roles import default_readers
from sluitend.content.sharing import default_matrix

DOCS = Path(__file__).parents[2] / "docs" / "rules"


def test_the_page_in_the_repository_is_what_the_content_says() -> None:
    assert main(["--check", str(DOCS)]) == 0


def test_a_page_that_differs_or_is_missing_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", str(tmp_path)]) == 1
    assert main([str(tmp_path)]) == 0
    assert main(["--check", str(tmp_path)]) == 0
    written = tmp_path / "sharing.md"
    written.write_text(written.read_text(encoding="utf-8") + "en nog iets\n", encoding="utf-8")
    assert main(["--check", str(tmp_path)]) == 1
    assert "is not what the content says" in capsys.readouterr().err


def test_every_rule_and_every_reader_stands_on_the_page() -> None:
    text = page()
    assert all(f"### Regel {number}\n" in text for number in range(1, 54))
    assert all(rule.text_nl in text for rule in default_matrix().rules)
    assert all(f"### {reader.text_nl}\n" in text for reader in default_readers().readers)
