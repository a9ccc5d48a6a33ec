"""The manuals: every picture they show is there, and none lies about that no page shows."""

from __future__ import annotations

import re
from pathlib import Path

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual"
MOST = 3 * 1024 * 1024


def test_every_picture_and_page_that_a_manual_names_is_there_and_every_picture_is_shown() -> None:
    texts = {page.name: page.read_text(encoding="utf-8") for page in MANUAL.glob("*.md")}
    named = {target for text in texts.values() for target in re.findall(r"\]\(([a-z-]+\.(?:png|md))\)", text)}
    there = {file.name for file in MANUAL.iterdir()}
    assert named <= there
    assert {name for name in there if name.endswith(".png")} <= named
    assert set(texts) - {"README.md"} <= set(re.findall(r"\]\(([a-z-]+\.md)\)", texts["README.md"]))


def test_the_pictures_stay_small() -> None:
    assert sum(file.stat().st_size for file in MANUAL.glob("*.png")) < MOST
