"""The check of the first school week: all schools are asked alike, and no page knows whether somebody is feared for.

The pages are walked with the clock of Django set, as in the journey of a forced marriage.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sluitend.records.models import AbsenceReport, AuditEvent, Message, ProtocolRun
from sluitend.services import protocols
from sluitend.services.protocols import StartRun
from tests.browsing import signed_in
from tests.concerns import a_concern
from tests.forms import boxes
from tests.web.test_forced_marriage_journey import SATURDAY, YOUTH, taken_in
from tests.world import World, acting

MONDAY = datetime(2026, 8, 31, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 9, 4, 9, 0, tzinfo=UTC)
YARA = {
    "pupil_1_given_names": YOUTH.given_names,
    "pupil_1_prefix": "",
    "pupil_1_surname": YOUTH.surname,
    "pupil_1_birth_date": "02-05-2010",
}
LOOKED_AT = {
    "teacher": ("home", "return-check", "return-pupils", "action-list"),
    "teacher2": ("home", "return-check", "return-pupils"),
    "attendance": ("home", "absence-return", "absence-inbox", "departure-inbox"),
    "intake": ("home",),
    "coordinator2": ("home", "case-list"),
    "manager": ("home",),
}


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    with patch("django.utils.timezone.now", return_value=moment):
        yield moment


def body(answer: Any) -> str:
    return str(answer.content.decode())


def plain(text: str) -> str:
    """Leave out what differs each time a page is made: tokens, keys of forms, ids of rows."""
    text = re.sub(r'(csrfmiddlewaretoken|form_key|nonce)"?[^>]*?(value|=)="?[\w-]+"?', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|zomer-[0-9a-f]{12}", "", text)


def address(name: str) -> str:
    return reverse(name)


def send(browser: Client, name: str, **typed: str) -> Any:
    page = address(name)
    return browser.post(page, {**boxes(browser.get(page)), **typed})


def hand_in(browser: Client, **typed: str) -> Any:
    return send(browser, "return-pupils", **typed, do="hand-in") if typed else send(browser, "return-check")


def looks(world: World) -> dict[tuple[str, str], tuple[str, list[str]]]:
    """Give what each sees on each page, and every statement that it took."""
    found = {}
    for who, names in LOOKED_AT.items():
        browser = signed_in(world.home.people[who])
        for name in names:
            browser.get(address(name))
            with CaptureQueriesContext(
                connection,
            ) as asked:
                page = plain(body(browser.get(address(name))))
            found[who, name] = page, [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in asked.captured_queries]
    return found


def first_week(world: World) -> list[Any]:
    """Walk the whole week: asked on Monday, counted on Friday, handed in by one and by the other, and what came of it."""
    seen: list[Any] = []
    for moment in (MONDAY - timedelta(days=3), MONDAY, FRIDAY):
        with at(moment):
            seen.append(looks(world))
    with at(FRIDAY):
        for who, typed in (("teacher", YARA), ("teacher2", {})):
            with CaptureQueriesContext(connection) as asked:
                answer = hand_in(signed_in(world.home.people[who]), **typed)
            seen += [answer.status_code, answer["Location"], len(asked.captured_queries), looks(world)]
    for viewer in (world.home.people[who] for who in LOOKED_AT):
        with acting(viewer, FRIDAY):
            seen.append(Message.objects.count())
    seen.append([one.body for one in mail.outbox])
    return seen


def undone(world: World) -> list[Any]:
    """Walk the week, and leave nothing of it."""
    seen: list[Any] = []
    with transaction.atomic():
        seen = first_week(world)
        transaction.set_rollback(True)
    return seen


def a_fear(world: World) -> UUID:
    """Let the named readers begin with a concern that a pupil is married off in the summer; gives the run."""
    with at(SATURDAY):
        handed = a_concern(
            world.home, now=SATURDAY - timedelta(hours=34), heightened=True, own_wish=True, children=(YOUTH,)
        )
        case, child = taken_in(world, handed.signal_id)
        reader = world.home.protocol
        with acting(reader, SATURDAY):
            started = StartRun("forced_marriage", date(2026, 8, 15), uuid.uuid4(), case_id=case, child_id=child)
            return protocols.start(reader, started, now=SATURDAY).run_id


def test_nothing_differs_whether_or_not_somebody_is_feared_for(world: World) -> None:
    """Same list, same order, same timing, same bytes: the pages, the statements and the messages of both worlds."""
    without = undone(world)
    a_fear(world)
    there = undone(world)
    for before, after in zip(without, there, strict=True):
        if isinstance(before, dict):
            for place, (page, asked) in before.items():
                assert after[place][0] == page, place
                assert after[place][1] == asked, place
        else:
            assert before == after
    assert without == there


def test_the_comparison_sees_an_ordinary_concern(world: World) -> None:
    """What does show somewhere is seen: otherwise the test above would say nothing."""
    with at(FRIDAY):
        before = looks(world)
        a_concern(world.home, now=FRIDAY)
        after = looks(world)
    assert {place for place in before if before[place] != after[place]} == {("intake", "home")}


def run_page(world: World, who: str, run: UUID) -> Any:
    return signed_in(world.home.people[who]).get(reverse("protocol-run", kwargs={"run_id": run}))


def test_the_named_readers_see_it_in_their_own_case_alone(world: World) -> None:
    run = a_fear(world)
    with at(MONDAY - timedelta(days=3)):
        assert "De controle van alle leerlingen" not in body(run_page(world, "protocol", run))
    with at(FRIDAY):
        page = body(run_page(world, "protocol", run))
        assert page.count("nog niet ingeleverd") == 2
        assert "Yara Molenaar staat op geen lijst die is ingeleverd." in page
        hand_in(signed_in(world.home.teacher2))
        assert "Yara Molenaar staat op geen lijst" in body(run_page(world, "code", run))
        hand_in(signed_in(world.home.teacher), **YARA)
        page = body(run_page(world, "protocol", run))
        assert "Yara Molenaar staat op de lijst van een school" in page
        assert (page.count("staat op de lijst<"), page.count("staat niet op de lijst<")) == (1, 1)
        for who in ("attendance", "teacher", "intake", "coordinator2", "admin"):
            assert run_page(world, who, run).status_code == 404
        with acting(world.home.protocol, FRIDAY):
            child = ProtocolRun.objects.get(pk=run).child_id
        for who in ("attendance", "teacher", "intake", "coordinator2", "admin"):
            with acting(world.home.people[who], FRIDAY), connection.cursor() as cursor:
                cursor.execute("SELECT * FROM app_return_lists(%s, %s)", [child, date(2026, 8, 31)])
                assert cursor.fetchall() == []
        with acting(world.home.privacy, FRIDAY):
            lines = AuditEvent.objects.filter(action="return_check.child")
            assert {line.person_id for line in lines} == {child}


@pytest.mark.parametrize(
    "other",
    [
        {"pupil_1_birth_date": "03-05-2010"},
        {"pupil_1_given_names": "Noor", "pupil_1_surname": "Bakker"},
    ],
)
def test_another_pupil_is_not_taken_for_the_child(world: World, other: dict[str, str]) -> None:
    run = a_fear(world)
    with at(FRIDAY):
        hand_in(signed_in(world.home.teacher), **YARA | other)
        assert "staat op geen lijst die is ingeleverd" in body(run_page(world, "protocol", run))


def test_a_school_writes_down_one_pupil_after_another(world: World) -> None:
    with at(FRIDAY):
        browser = signed_in(world.home.teacher)
        assert "Is iedereen terug na de zomervakantie?" in body(browser.get("/"))
        assert "vrijdag 4 september" in body(browser.get(address("return-check")))
        page = address("return-pupils")
        more = send(browser, "return-pupils", **YARA, do="more")
        assert more.status_code == 200
        assert "Leerling 2" in body(more)
        assert 'value="Molenaar"' in body(more)
        second = {"pupil_2_given_names": "Sam", "pupil_2_prefix": "", "pupil_2_surname": "", "pupil_2_birth_date": "x"}
        data = {"form_key": str(uuid.uuid4()), **YARA, **second, "do": "hand-in"}
        wrong = browser.post(page, data)
        assert wrong.status_code == 422
        assert 'value="Molenaar"' in body(wrong)
        grown = browser.post(page, data | {"pupil_2_birth_date": "04-09-2008"})
        assert grown.status_code == 422
        assert "hoeft op die dag niet naar school" in body(grown)
        done = browser.post(page, data | {"pupil_2_birth_date": "04-09-2012"}, follow=True)
        assert "Uw school heeft ingeleverd" in body(done)
        assert "2 leerlingen gemeld" in body(done)
        assert "Molenaar" not in body(done)
        assert "Is iedereen terug na de zomervakantie?" not in body(browser.get("/"))
    with acting(world.home.attendance, FRIDAY):
        assert AbsenceReport.objects.count() == 2


def test_the_officer_sees_what_to_do_next(world: World) -> None:
    with at(MONDAY):
        officer = signed_in(world.home.attendance)
        page = body(officer.get(address("absence-return")))
        assert page.count("Wacht tot de school telt") == 2
        assert "Na de zomer" in body(officer.get(address("absence-inbox")))
    with at(FRIDAY):
        officer = signed_in(world.home.attendance)
        assert "Vraag de school in te leveren" in body(officer.get(address("absence-return")))
        hand_in(signed_in(world.home.teacher), **YARA)
        page = body(officer.get(address("absence-return")))
        assert "Pak de meldingen op" in page
        assert "Molenaar" not in page
        assert "Yara Molenaar" in body(officer.get(address("absence-inbox")))


def test_others_are_not_here(world: World) -> None:
    with at(FRIDAY):
        for who in ("helper", "coordinator", "attendance"):
            for name in ("return-check", "return-pupils"):
                assert signed_in(world.home.people[who]).get(address(name)).status_code == 404
        for who in ("teacher", "coordinator", "protocol"):
            assert signed_in(world.home.people[who]).get(address("absence-return")).status_code == 404


def test_the_page_of_a_school_outside_the_week(world: World) -> None:
    with at(MONDAY):
        page = body(signed_in(world.home.teacher).get(address("return-check")))
        assert "Inleveren kan vanaf de vijfde schooldag" in page
    with at(FRIDAY + timedelta(days=60)):
        page = body(signed_in(world.home.teacher).get(address("return-check")))
        assert "Deze controle is voorbij" in page
        assert "De volgende controle begint op" in page
