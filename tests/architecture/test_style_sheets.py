"""A page loads the style sheet of every class that it wears; without it the page stands there unstyled and nothing tells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "src" / "sluitend" / "web"
TEMPLATES, STATIC = WEB / "templates", WEB / "static"
EVERYWHERE = ("app.css", "theme.css")
OF_ROOMS = ("case.css", "protocol.css")


def classes_of(sheet: str) -> set[str]:
    """Give the classes that a style sheet knows."""
    return set(re.findall(r"\.([a-zA-Z_][\w-]*)", (STATIC / sheet).read_text(encoding="utf-8")))


def chain(page: Path) -> str:
    """Give the text of a page with that of everything it extends."""
    text = page.read_text(encoding="utf-8")
    above = re.search(r'{% extends "([^"]+)" %}', text)
    return text + (chain(TEMPLATES / above[1]) if above else "")


def worn(text: str) -> set[str]:
    """Give the words that stand in the class attributes of a text."""
    return {word for found in re.findall(r'class="([^"]*)"', text) for word in re.findall(r"[\w-]+", found)}


PAGES = sorted(page for page in TEMPLATES.rglob("*.html") if "{% extends" in page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("sheet", OF_ROOMS)
def test_a_page_loads_the_sheet_of_a_room_whose_classes_it_wears(sheet: str) -> None:
    shared = {name for one in EVERYWHERE for name in classes_of(one)}
    only_here = classes_of(sheet) - shared
    assert only_here
    bare = {
        str(page.relative_to(TEMPLATES)): sorted(found)
        for page in PAGES
        if sheet not in (whole := chain(page)) and (found := worn(whole) & only_here)
    }
    assert bare == {}
