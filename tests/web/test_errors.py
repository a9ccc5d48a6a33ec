"""When something goes wrong: a clear sentence, a reference, what was typed, and no data of anyone."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from sluitend.config.urls import handler400, handler403, handler404, handler500
from sluitend.config.urls import urlpatterns as project
from sluitend.domain.outcome import Refusal
from sluitend.web.views import errors

REFERENCE = re.compile(r"[0-9a-f]{12}")


def absent(request: HttpRequest) -> HttpResponse:
    raise Http404("case 17 of Noor")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("not for you, Noor")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Noor")


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.POST)} fields")


urlpatterns = [
    *project,
    path("weg/", absent),
    path("dicht/", forbidden),
    path("stuk/", broken),
    path("formulier/", form),
]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@pytest.fixture
def browser(pages_without_database: Any) -> Client:
    """Give a client that shows the page of a failure instead of raising it."""
    pages_without_database.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def test_not_found_and_not_allowed_are_the_same_page(browser: Client) -> None:
    pages = [browser.get(address) for address in ("/weg/", "/dicht/", "/bestaat-niet/")]
    assert {page.status_code for page in pages[:1] + pages[2:]} == {404}
    assert pages[1].status_code == 404
    assert len({page.content for page in pages}) == 1
    assert "Noor" not in pages[0].content.decode()
    assert "0123456789ab" in pages[0].content.decode()


def test_a_mistake_of_ours_says_so_without_a_word_about_anyone(browser: Client) -> None:
    page = browser.get("/stuk/")
    assert page.status_code == 500
    assert "Dit is een fout van ons" in page.content.decode()
    assert "0123456789ab" in page.content.decode()
    assert "Noor" not in page.content.decode()


def test_the_page_for_a_mistake_never_fails_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> str:
        raise OSError

    monkeypatch.setattr(errors, "render_to_string", fail)
    page = errors.server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert REFERENCE.search(page.content.decode())


TYPED = {"seen": "Noor was er niet. <b>", "password": "geheim", "bsn": "111222333", "form_key": "k", "empty": " "}


def test_an_expired_form_gives_back_what_was_typed(browser: Client) -> None:
    page = browser.post("/formulier/", TYPED, headers={"Sec-Fetch-Site": "same-origin"})
    text = page.content.decode()
    assert page.status_code == 403
    assert "Dit formulier is verlopen" in text
    assert "Noor was er niet. &lt;b&gt;" in text
    assert "geheim" not in text
    assert "111222333" not in text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elders.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_another_site_cannot_put_its_words_on_our_page(browser: Client, headers: dict[str, str]) -> None:
    page = browser.post("/formulier/", TYPED, headers=headers)
    assert page.status_code == 403
    assert "Noor" not in page.content.decode()


def test_an_older_browser_is_known_by_the_page_it_came_from(browser: Client) -> None:
    page = browser.post("/formulier/", TYPED, headers={"Referer": "http://testserver/formulier/"})
    assert "Noor was er niet." in page.content.decode()


def test_who_was_signed_out_while_typing_gets_the_text_back() -> None:
    request = RequestFactory().post("/formulier/", TYPED, headers={"Sec-Fetch-Site": "same-origin"})
    page = errors.signed_out(request)
    assert page.status_code == 401
    assert "U bent uitgelogd" in page.content.decode()
    assert "Noor was er niet." in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"seen": "x" * 5_000_000}, 413, "Dit is te veel tekst"),
        ({f"f{number}": "x" for number in range(1500)}, 400, "Dit kunnen wij niet lezen"),
    ],
    ids=["5 MB of text", "1500 fields"],
)
@pytest.mark.parametrize("way", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_more_than_can_be_read_is_a_clear_page(
    pages_without_database: Any, typed: dict[str, str], status: int, said: str, way: str
) -> None:
    pages_without_database.ROOT_URLCONF = __name__
    sent = {"data": typed} if way.startswith("multipart") else {"data": urlencode(typed), "content_type": way}
    page = Client(raise_request_exception=False).post("/formulier/", **sent, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == status
    assert said in page.content.decode()
    assert "Er is niets opgeslagen" in page.content.decode()


def test_when_nothing_can_be_read_the_page_asks_for_patience() -> None:
    page = errors.unavailable(RequestFactory().get("/"))
    assert page.status_code == 503
    assert page["Retry-After"] == "30"
    assert "Er is niets half gedaan" in page.content.decode()


def test_a_refusal_that_no_form_took_says_its_sentence() -> None:
    from django.template.loader import render_to_string

    with translation.override("nl"):
        page = render_to_string(
            "errors/refused.html", {"refusals": [Refusal("a.b", "Deze casus is gesloten.")], "reference": "1"}
        )
    assert "Deze casus is gesloten." in page


@pytest.mark.parametrize("name", ["400", "401", "403_csrf", "404", "413", "500", "503"])
def test_every_error_page_has_one_heading_a_reference_and_a_way_on(name: str) -> None:
    from django.template.loader import render_to_string

    with translation.override("nl"):
        page = render_to_string(f"errors/{name}.html", {"reference": "0123456789ab", "language": "nl"})
    assert page.count("<h1") == 1
    assert "0123456789ab" in page
    assert 'class="utrecht-link" href="/' in page
    assert "viewer" not in page
