"""No byte of a message, a mail or a calendar tells anything of anybody: read in a world where every word is a canary."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse

from sluitend.config import roles
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.integrations.mail import Letterhead, Server, SmtpMailer
from sluitend.services import calendars, messages
from sluitend.services.messages import About, Whom
from tests import crowd_database
from tests.crowd import Crowd
from tests.smtp import HOST, Handler, smtp_server
from tests.world import acting

pytestmark = pytest.mark.xdist_group("message_bytes")  # what they share is made once, in one process

crowd = crowd_database.crowd
looking = crowd_database.looking

HEAD = Letterhead("berichten@h.example", "https://h.example")
WORD = re.compile(r"[^\W_]{4,}")
RANDOM_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
# Words that our own fixed sentences hold.
OURS = {word.casefold() for word in WORD.findall("Sluitend actie termijn bericht berichten agenda email")}


def everybody(crowd: Crowd) -> Iterator[Any]:
    for corner in (crowd.home, crowd.away):
        yield from corner.place.people.values()


@pytest.fixture(scope="module")
def told(crowd: Crowd) -> Crowd:
    """Tell of everything in the world, also what may never be told, in every kind and to everybody there is."""
    for corner in (crowd.home, crowd.away):
        viewer = corner.place.intake
        to = [one.membership_id for one in everybody(crowd)]
        about = [
            About(MessagePage.CASE, pk, case_id=pk)
            for name, pk in corner.ids.items()
            if name in {"case", "other_case", "closed_case", "hidden_case"}
        ]
        about += [
            About(MessagePage.SIGNAL, pk, signal_id=pk)
            for name, pk in corner.ids.items()
            if name in {"signal", "linked", "asked", "left", "hidden_signal"}
        ]
        for one in about:
            for kind in MessageKind:
                with acting(viewer, crowd.now):
                    messages.tell(viewer, kind, one, to=to, now=crowd.now)
                    messages.tell(viewer, kind, one, whom=Whom.HOLDERS, event="x", now=crowd.now)
    return crowd


@pytest.fixture(scope="module")
def mails(told: Crowd) -> list[tuple[str, bytes]]:
    """Let the worker send all of it to a real server."""
    handler, settings = Handler(), connections["default"].settings_dict
    with smtp_server(handler) as port:
        mailer = SmtpMailer(Server(HOST, port, in_clear=True), HEAD)
        connections.close_all()
        settings["USER"] = roles.WORKER
        try:
            noon = (told.now + timedelta(days=1)).replace(hour=12)  # outside the quiet hours, whenever this runs
            while who := messages.due(noon):
                for one in who:
                    messages.send_to(one, mailer, now=noon)
        finally:
            connections.close_all()
            settings["USER"] = roles.WEB
    return handler.got


@pytest.fixture(scope="module")
def files(told: Crowd) -> dict[str, str]:
    """Fetch everybody's calendar."""
    found = {}
    for viewer in everybody(told):
        with acting(viewer, told.now):
            token = calendars.make_address(viewer, uuid.uuid4(), now=told.now)
        cache.clear()
        answer = Client().get(reverse("calendar-feed", args=[token]))
        assert answer.status_code == 200
        found[viewer.name] = answer.content.decode() + str(answer.headers)
    return found


@pytest.fixture
def words(told: Crowd, looking: psycopg.Connection[Any]) -> set[str]:
    """Every word of the world, besides the canaries: of people who work here, organisations, places, case numbers."""
    texts = looking.execute(
        "SELECT display_name FROM membership UNION SELECT function FROM membership UNION SELECT name FROM organisation"
        " UNION SELECT name FROM municipality UNION SELECT number FROM case_file UNION SELECT number FROM signal"
        " UNION SELECT name FROM team UNION SELECT name FROM app_user"
    ).fetchall()
    return {word.casefold() for (text,) in texts for word in WORD.findall(text)} - OURS


def of_the_world(crowd: Crowd, words: set[str], text: str) -> set[str]:
    """Give what of the world stands in a text. A random id is no word, though a part of it can look like half a number."""
    found = {canary.word for canary in crowd.seen_in(text)}
    return found | {word for word in map(str.casefold, WORD.findall(RANDOM_ID.sub(" ", text))) if word in words}


def test_the_look_sees_what_there_is_to_see(told: Crowd, words: set[str]) -> None:
    number = told.home.ids["number"]
    canary = next(iter(told.canaries))
    for text in (f"Zaak {number}", f"x {canary} y", "Basisschool De Vlier", "Coordinator Vlierdam"):
        assert of_the_world(told, words, text), text
    assert len(words) > 40
    assert of_the_world(told, {"bb2f"}, "Zaak BB2F-9DZ2") == {"bb2f"}
    assert of_the_world(told, {"bb2f"}, "UUID('0cbb7ac0-403e-4af1-bb2f-f62fe38e836d')") == set()


def test_a_message_holds_no_word_of_the_world(told: Crowd, words: set[str], looking: psycopg.Connection[Any]) -> None:
    for table in ("message", "message_preference", "calendar_feed"):
        rows = looking.execute(f"SELECT * FROM {table}".encode()).fetchall()
        assert of_the_world(told, words, "\n".join(map(str, rows))) == set()
    assert looking.execute("SELECT count(*) FROM message").fetchone() > (200,)


def test_a_mail_holds_no_word_of_the_world(told: Crowd, words: set[str], mails: list[tuple[str, bytes]]) -> None:
    assert len(mails) > 15
    for to, text in mails:
        said = text.decode().replace(f"To: {to}", "")
        assert of_the_world(told, words, said) == set(), to


def test_all_mails_are_the_same_mail(mails: list[tuple[str, bytes]]) -> None:
    bare = {re.sub(rb"(?m)^(To|Date|Message-ID|X-Peer|X-MailFrom|X-RcptTo): .*$", b"", text) for _to, text in mails}
    assert len(bare) == 1


def test_a_calendar_holds_no_word_of_the_world(told: Crowd, words: set[str], files: dict[str, str]) -> None:
    assert sum("BEGIN:VEVENT" in text for text in files.values()) >= 3
    for who, text in files.items():
        assert of_the_world(told, words, text) == set(), who


def test_what_is_hidden_was_told_to_nobody(told: Crowd, looking: psycopg.Connection[Any]) -> None:
    hidden = [told.home.ids[name] for name in ("hidden_case", "hidden_signal")]
    rows = looking.execute(
        "SELECT count(*) FROM message WHERE case_ref = ANY(%s) OR signal_ref = ANY(%s)", [hidden, hidden]
    ).fetchone()
    assert rows == (0,)
