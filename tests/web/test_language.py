"""The screens in English: the switch, the login that keeps it, and what follows the language."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from sluitend.web.dates import in_short
from tests.browsing import signed_in
from tests.forms import post
from tests.web.test_signal_pages import MINIMAL, through_the_door
from tests.world import World

SMALL = """
aan als bij dan dat deze dit een geen het hier hoe iemand kan maar met mijn naar niet nog ook uit uw voor waar wat werd
wie wordt zijn zij
"""
DUTCH = frozenset(SMALL.split())
"""Words without which hardly any Dutch sentence is made; none of them is an English word."""


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the parser calls it
        read_aloud = {"aria-label", "placeholder", "title", "alt", "data-room-left"}
        self.found += [value for name, value in attrs if name in read_aloud and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words(page: str) -> list[str]:
    """Give the words of a page that people read or hear, in lower case."""
    reader = _Words()
    reader.feed(page)
    return [word.strip(".,:;?!()“”·").lower() for word in " ".join(reader.found).split()]


@pytest.fixture
def english(world: World) -> Client:
    client = signed_in(world.home.teacher)
    client.post("/taal/", {"language": "en"})
    return client


def test_the_language_is_changed_by_sending_a_form_and_one_comes_back(world: World) -> None:
    client = signed_in(world.home.teacher)
    assert '<html lang="nl"' in client.get("/hulp/").content.decode()
    assert client.get("/taal/").status_code == 405
    response = client.post("/taal/", {"language": "en", "next": "/hulp/"})
    assert (response.status_code, response["Location"]) == (302, "/hulp/")
    page = client.get("/hulp/").content.decode()
    assert '<html lang="en"' in page
    assert "Is there danger now?" in page


def test_the_language_form_leads_nowhere_else(client: Client, world: World) -> None:
    response = client.post("/taal/", {"language": "en", "next": "https://elders.example/"})
    assert response["Location"] == "/"


def test_a_login_keeps_its_language_on_every_device_and_nobody_else_gets_it(world: World, english: Client) -> None:
    assert '<html lang="en"' in signed_in(world.home.teacher).get("/hulp/").content.decode()
    assert '<html lang="nl"' in signed_in(world.home.intake).get("/hulp/").content.decode()


def test_a_language_that_is_not_there_changes_nothing(world: World, english: Client) -> None:
    english.post("/taal/", {"language": "xx"})
    assert '<html lang="en"' in signed_in(world.home.teacher).get("/hulp/").content.decode()


@pytest.mark.parametrize(
    "name", ["help", "home", "signal-new", "signal-new-advice", "signal-receipt-list", "my-account"]
)
def test_a_page_in_english_has_no_dutch_words(english: Client, name: str) -> None:
    found = words(english.get(reverse(name)).content.decode())
    assert len(found) > 60
    assert sorted(DUTCH.intersection(found)) == []


@pytest.mark.parametrize(
    ("path", "status"), [("/aanmelden/", 200), ("/hulp/", 200), ("/bestaat-niet/", 404), ("/uitnodiging/weg/", 404)]
)
def test_whoever_is_not_signed_in_reads_english_too(client: Client, world: World, path: str, status: int) -> None:
    client.post("/taal/", {"language": "en"})
    answer = client.get(path)
    page = answer.content.decode()
    assert (answer.status_code, '<html lang="en"' in page) == (status, True)
    assert sorted(DUTCH.intersection(words(page))) == []


def test_the_words_that_make_a_sentence_dutch_are_found_on_the_dutch_page(world: World) -> None:
    found = words(signed_in(world.home.teacher).get(reverse("help")).content.decode())
    assert len(DUTCH.intersection(found)) > 10


def test_dates_and_what_the_content_says_follow_the_language(english: Client) -> None:
    refused = post(
        english,
        through_the_door(english),
        **MINIMAL | {"seen": "Noor sleeps badly.", "interpretation": "Een Turks gezin."},
    )
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "You write “" in page
    assert sorted(DUTCH.intersection(words(page)) - {"een"}) == []


@pytest.mark.parametrize(("language", "day"), [("nl", "27 nov 2026"), ("en", "27 Nov 2026")])
def test_a_short_date_is_written_as_its_language_does(language: str, day: str) -> None:
    with override(language):
        assert in_short(date(2026, 11, 27)) == day
