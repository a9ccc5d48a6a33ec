"""A concern of forced marriage from the first word to the return check: opened on a Saturday in August, no trace at home.

The clock of a browser cannot be moved while the program runs in a process of its own, so this journey walks the real
pages with the clock of Django set.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sluitend.content.protocols import protocols as packaged
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.signal import ChildIn
from sluitend.domain.triage import Outcome
from sluitend.queries.printed_plan import printed_plan
from sluitend.records.models import ContactMoment, Letter, Message, ProtocolRun, RunEvent, Signal
from sluitend.services import calendars, contact, flow, protocols, triage
from sluitend.services.protocols import StartRun
from tests.browsing import signed_in
from tests.concerns import a_concern
from tests.forms import post_on
from tests.services.test_clock_scan import worker
from tests.stories import CRITERIA
from tests.world import World, acting

SATURDAY = datetime(2026, 8, 15, 21, 30, tzinfo=UTC)  # half past eleven in the evening, in the summer holiday
MONDAY = date(2026, 8, 17)
YOUTH = ChildIn("Yara", "", "Molenaar", date(2010, 5, 2))
NOT_NOW = "Praat niet eerst met de ouders."
OTHERS = {
    "intake": ("signal-inbox", "home"),
    "lead": ("team-load", "home"),
    "attendance": ("absence-inbox", "case-list", "home"),
    "member": ("case-list", "home"),
    "coordinator2": ("case-list", "home"),
    "manager": ("home",),
    "admin": ("home",),
}


@pytest.fixture
def saturday() -> Iterator[datetime]:
    """Let it be Saturday evening for every page."""
    with patch("django.utils.timezone.now", return_value=SATURDAY):
        yield SATURDAY


def body(answer: Any) -> str:
    return str(answer.content.decode())


def plain(text: str) -> str:
    """Leave out what differs each time a page is made."""
    return re.sub(r'(csrfmiddlewaretoken|form_key|nonce)"?[^>]*?(value|=)="?[\w-]+"?', "", text)


def seen_by_others(world: World) -> dict[tuple[str, str], tuple[str, int]]:
    """Give what everybody else sees on their lists, and how often each page asked the database."""
    found = {}
    for who, names in OTHERS.items():
        browser = signed_in(world.home.people[who])
        for name in names:
            assert browser.get(reverse(name)).status_code == 200  # what is kept after a first look
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = browser.get(reverse(name))
            found[who, name] = plain(body(answer)), len(asked)
    return found


def taken_in(world: World, signal: UUID) -> tuple[UUID, UUID]:
    """Let the reader on call open the concern and the case; gives the case and the youth."""
    on_call = world.home.protocol
    with acting(on_call, SATURDAY):
        triage.open_signal(on_call, signal, now=SATURDAY)
        version = Signal.objects.values_list("version", flat=True).get(pk=signal)
        decide = triage.Decide(
            form_key=uuid.uuid4(),
            signal_id=signal,
            version=version,
            outcome=Outcome.INTEGRAL,
            criteria=CRITERIA,
        )
        command = flow.TakeInIntegral(
            decide, title="Gezin Molenaar", coordinator_id=world.home.coordinator.membership_id
        )
        opened = flow.take_in_integral(on_call, command, now=SATURDAY)
    return opened.case_id, opened.person_ids[0]


def step(browser: Client, run: UUID, code: str, **answers: str) -> Any:
    page = f"{reverse('protocol-run', kwargs={'run_id': run})}?stap={code}"
    return post_on(browser, page, page, **answers)


def look(browser: Client, run: UUID, code: str) -> str:
    return body(browser.get(f"{reverse('protocol-run', kwargs={'run_id': run})}?stap={code}"))


def test_a_concern_of_forced_marriage_is_opened_on_a_saturday_in_august_and_leaves_no_trace(
    world: World, saturday: datetime
) -> None:
    home, away = world.home, world.away.coordinator
    before = seen_by_others(world)

    # Friday at school: the teacher hands in, by the youth's own wish, and nobody is told anything.
    handed = a_concern(home, now=SATURDAY - timedelta(hours=34), heightened=True, own_wish=True, children=(YOUTH,))
    assert nothing_left(world)

    # Saturday night: the reader on call opens it.
    on_call = home.protocol
    case, youth = taken_in(world, handed.signal_id)
    browser = signed_in(on_call)
    assert "Gezin Molenaar" in body(browser.get(reverse("case-page", kwargs={"case_id": case})))
    with acting(on_call, saturday):
        started = StartRun("forced_marriage", date(2026, 8, 15), uuid.uuid4(), case_id=case, child_id=youth)
        run = protocols.start(on_call, started, now=saturday).run_id

    # What may not be done stands there before anything is done.
    first = look(browser, run, "signal_recorded")
    for words in (
        NOT_NOW,
        "Bemiddel niet",
        "Stuur niets naar het huisadres",
        "Zet geen afspraak in een gedeelde agenda",
    ):
        assert words in first
    assert step(browser, run, "signal_recorded", **literal()).status_code == 302
    with acting(on_call, saturday):
        assert ProtocolRun.objects.get(pk=run).heightened

    # The parents first: that step cannot be taken, by nobody.
    never = look(browser, run, "talked_with_parents_first")
    assert "Deze stap zet u hier niet. Dat is te gevaarlijk voor het kind." in never

    # It opens with the yes of a second reader, asked by phone: without one it stays closed, and only readers can say yes.
    page = look(browser, run, "opened_by_named_reader")
    assert home.people["code"].name in page
    assert home.people["intake"].name not in page
    alone = step(browser, run, "opened_by_named_reader")
    assert alone.status_code == 422
    second = str(home.people["code"].membership_id)
    assert step(browser, run, "opened_by_named_reader", second=second).status_code == 302
    with acting(on_call, saturday):
        opened = RunEvent.objects.get(run=run, step="opened_by_named_reader")
    assert (opened.by_id, opened.second_id) == (on_call.membership_id, home.people["code"].membership_id)

    # Consult first, within a working day: that is Monday.
    consult = look(browser, run, "consulted")
    assert NOT_NOW in consult
    assert "17 augustus" in consult
    consulted = {"evidence_consulted_whom": "safe_at_home", "evidence_anonymous_yes_or_no": "yes"}
    assert step(browser, run, "consulted", evidence_day="15-08-2026", **consulted).status_code == 302

    # The return check hides in the ordinary check of all pupils of the first school week.
    text = look(browser, run, "consulted")
    assert "Kijk in de eerste schoolweek of de jongere terug is" in text
    check = packaged()["forced_marriage"].step("return_checked")
    assert (
        check.explain.nl
        == "Dit gebeurt in de gewone controle van alle leerlingen. Vraag nooit apart naar deze leerling."
    )
    assert not check.sends_home

    # Nothing goes home by any way, also when the terms pass.
    no_way_home(world, case, youth)
    with worker():
        protocols.scan(saturday + timedelta(days=60))
    assert nothing_left(world)
    assert mail.outbox == []

    # And for everybody else nothing changed: not a word, and not a question more to the database.
    assert seen_by_others(world) == before
    for outsider in (home.people["intake"], home.people["attendance"], home.people["teacher"], away):
        answer = signed_in(outsider).get(reverse("protocol-run", kwargs={"run_id": run}))
        assert answer.status_code == 404


def literal() -> dict[str, str]:
    return {
        "evidence_literal_facts": "Zij zei: “Ik moet trouwen in de vakantie en ik wil dat niet.”",
        "evidence_youth_spoken_alone_or_not_yet": "yes",
    }


def nothing_left(world: World) -> bool:
    """Tell that no letter, message or contact is there for anybody, whoever looks."""
    for viewer in world.home.people.values():
        with acting(viewer, SATURDAY + timedelta(days=61)):
            if Message.objects.exists() or Letter.objects.exists() or ContactMoment.objects.exists():
                return False
    return True


def no_way_home(world: World, case: UUID, youth: UUID) -> None:
    """No letter, no print, no appointment in anybody's calendar."""
    for viewer in (world.home.coordinator, world.home.protocol):
        with acting(viewer, SATURDAY) as now, pytest.raises((Refused, NotFound)):
            printed_plan(viewer, case, youth, now=now)
        letter = contact.WriteLetter("rechten", uuid.uuid4(), {}, case_id=case, person_id=youth)
        with acting(viewer, SATURDAY) as now, pytest.raises((Refused, NotFound)):
            contact.write_letter(viewer, letter, now=now)
    for viewer in world.home.people.values():
        with acting(viewer, SATURDAY) as now:
            token = calendars.make_address(viewer, uuid.uuid4(), now=now)
        feed = body(Client().get(reverse("calendar-feed", args=[token])))
        assert "BEGIN:VCALENDAR" in feed
        assert "BEGIN:VEVENT" not in feed


@pytest.mark.usefixtures("saturday")
def test_an_ordinary_concern_does_show_on_the_list_of_intake(world: World) -> None:
    """The comparison of the journey sees what it should not see there."""
    before = seen_by_others(world)
    a_concern(world.home, now=SATURDAY - timedelta(hours=34))
    changed = {where for where, shown in seen_by_others(world).items() if shown != before[where]}
    assert ("intake", "signal-inbox") in changed
