"""Go through the pages as a person would: sign in, follow every link, and keep what was shown."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pypdf
from django.test import Client

from sluitend.domain.sharing import Viewer
from tests.browsing import signed_in

# Addresses that end the visit or show no page of ours.
NOT_FOLLOWED = ("/static/", "/afmelden/", "/aanmelden/", "/taal/", "mailto:", "tel:", "http:", "https:")
LINK = re.compile(r"""<(?:a|form|[\w-]+)\b[^>]*?\s(?:href|hx-get|action)="([^"]*)"[^>]*>""")


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer of the program. text: its body as text, also of a PDF. reference: as in the log."""

    path: str
    status: int
    text: str
    headers: str
    reference: str
    name: str


def browser(viewer: Viewer) -> Client:
    """Give a browser in which this member is signed in; a mistake of ours comes out as an answer, not as an exception."""
    client = signed_in(viewer)
    client.raise_request_exception = False
    return client


def ask(client: Client, path: str, method: str = "get", **how: Any) -> Shown:
    """Ask for one page."""
    return shown(path, getattr(client, method)(path, headers={"Sec-Fetch-Site": "same-origin"}, **how))


def shown(path: str, response: Any) -> Shown:
    """Keep what an answer held."""
    match = getattr(response, "resolver_match", None)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return Shown(
        path=path,
        status=response.status_code,
        text=text_of(response.headers.get("Content-Type", ""), content),
        headers="\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items())),
        reference=getattr(response.wsgi_request, "reference", ""),
        name=(match.url_name or "") if match else "",
    )


def text_of(kind: str, content: bytes) -> str:
    """Give a body as text; a PDF with what its pages say."""
    if kind.startswith("application/pdf"):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return "\n".join(page.extract_text() for page in pages)
    return unescape(content.decode(errors="replace"))


def links(page: Shown) -> Iterator[str]:
    """Give the addresses a page leads to, without those of forms that only take what is sent."""
    for found in LINK.finditer(page.text):
        if "<form" in found[0] and 'method="get"' not in found[0].lower():
            continue
        target = urldefrag(found[1]).url
        if target and not target.startswith(NOT_FOLLOWED):
            yield urljoin(page.path, target)


def crawl(
    viewer: Viewer, *, start: tuple[str, ...] = ("/",), most: int = 400, each: Callable[[Shown], None] | None = None
) -> list[Shown]:
    """Follow every link from the first page on; each: called after every answer, before the next is asked."""
    client = browser(viewer)
    waiting, seen, pages = list(start), set(start), []
    while waiting and len(pages) < most:
        page = ask(client, waiting.pop(0))
        pages.append(page)
        if each is not None:
            each(page)
        if page.status in (301, 302, 303):
            location = re.search(r"^Location: (.*)$", page.headers, re.MULTILINE)
            found = [urldefrag(location[1]).url] if location else []
        else:
            found = list(links(page))
        for path in found:
            if path not in seen and not path.startswith(NOT_FOLLOWED) and _once(path, seen):
                seen.add(path)
                waiting.append(path)
    return pages


def _once(path: str, seen: set[str]) -> bool:
    """Of the same page with other filters in its address a few are enough."""
    bare = urlsplit(path).path
    return sum(urlsplit(other).path == bare for other in seen) < 6
