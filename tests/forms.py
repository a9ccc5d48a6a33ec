"""Fill in a form of a page as a browser without JavaScript would: what stands there goes along, what is typed changes it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Boxes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "")
        if tag == "input" and (kind in {"hidden", "text"} or "checked" in given):
            self.found[name] = given.get("value", "on" if "checked" in given else "")
        elif tag in {"textarea", "select"}:
            self.found[name] = ""
            self.area = name if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.found[self.area] = self.found[self.area].removeprefix("\n")
            self.area = ""


def boxes(response: Any, action: str = "") -> dict[str, str]:
    """Give what stands in the form of a page: hidden fields, texts, chosen answers. action: of which form, if several."""
    page = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    if action:
        page = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    reader = _Boxes()
    reader.feed(page)
    reader.found.pop("", None)
    return reader.found


def post(client: Client, path: str, **typed: Any) -> Any:
    """Open the page at this path, fill in these boxes, and send it to the same path."""
    page = client.get(path)
    assert page.status_code == 200, page.status_code
    return client.post(path, {**boxes(page), **typed})


def post_on(client: Client, page: str, action: str, **typed: Any) -> Any:
    """Open a page with several forms, fill in the one with this action, and send it."""
    shown = client.get(page)
    assert shown.status_code == 200, shown.status_code
    return client.post(action, {**boxes(shown, action), **typed})
