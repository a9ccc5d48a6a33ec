"""The pages of the protocols are made from the content, and a check fails when they differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluitend.content.protocol_pages import differing, main, pages, write
from sluitend.content.protocols import CODES, protocols

DOCS = Path(__file__).parents[2] / "docs" / "protocols"


def test_the_pages_in_the_repository_are_what_the_content_says() -> None:
    assert differing(DOCS) == []


def test_a_page_that_differs_is_missing_or_too_many_fails_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(tmp_path, check=True) == 1
    assert main(tmp_path) == 0
    assert main(tmp_path, check=True) == 0
    (tmp_path / "departure.md").write_text("anders\n", encoding="utf-8")
    (tmp_path / "benefit_cut.md").write_text("bestaat niet\n", encoding="utf-8")
    assert differing(tmp_path) == ["benefit_cut.md", "departure.md"]
    assert main(tmp_path, check=True) == 1
    assert "run python -m sluitend.content.document" in capsys.readouterr().err
    write(tmp_path)
    assert differing(tmp_path) == []


@pytest.mark.parametrize("code", CODES)
def test_every_step_stands_on_its_page_in_the_diagram_and_in_the_list(code: str) -> None:
    text = pages()[f"{code}.md"]
    for step in protocols()[code].steps:
        assert f"### {step.title.nl}\n\n{step.explain.nl}\n" in text
        assert all(
            f"    {step.code} {'-.->' if step.chooses else '-->'} {following}\n" in text for following in step.next
        )
        assert step.source in text
