"""Mail leaves for who wants it, when they want it, once: also when the worker is killed, and never for heightened safety."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections, transaction

from sluitend.access import audit
from sluitend.config import roles
from sluitend.domain.action import StepKind
from sluitend.domain.messages import Delivery, MailOutcome, MessageKind, MessagePage, MessageState, Preference
from sluitend.domain.sharing import Viewer
from sluitend.integrations.mail import FakeMailer, Letterhead, Server, SmtpMailer
from sluitend.records.models import LastLook, Membership, Message
from sluitend.services import messages
from sluitend.services.cases import Heighten, heighten
from sluitend.services.messages import About
from tests.action_stories import a_family, row, shared, step
from tests.services.test_messages import readers
from tests.smtp import HOST, Handler, smtp_server
from tests.world import NOW, World, acting

DAY = timedelta(days=1)
EVENING = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)  # half past nine in Amsterdam
KILLS = 20
SEED = 20261124


@contextmanager
def as_worker() -> Iterator[None]:
    """Let the connection be the worker's for a while."""
    settings = connections["default"].settings_dict
    connection.close()
    settings["USER"] = roles.WORKER
    try:
        yield
    finally:
        connection.close()
        settings["USER"] = roles.WEB


def rounds(mailer: messages.Mailer | None, now: datetime) -> list[MailOutcome]:
    """Let the worker look once, as its job does."""
    with as_worker():
        found = [messages.send_to(who, mailer, now=now) for who in messages.due(now)]
    return [outcome for outcome in found if outcome]


def tell(world: World, to: str = "coordinator", *, now: datetime = NOW, event: str = "") -> None:
    """Tell somebody something, as intake."""
    viewer = world.home.intake
    with acting(viewer, now):
        about, people = About(MessagePage.HOME), [world.home.people[to].membership_id]
        messages.tell(viewer, MessageKind.TERM_NEAR, about, to=people, event=event or str(uuid.uuid4()), now=now)


def states(viewer: Viewer, now: datetime = NOW) -> list[str]:
    with acting(viewer, now):
        return list(Message.objects.order_by("created_at", "id").values_list("state", flat=True))


def choose(viewer: Viewer, delivery: Delivery, hour: int = 8, now: datetime = NOW) -> None:
    with acting(viewer, now):
        messages.choose(viewer, Preference(delivery, hour), now=now)


def test_the_web_role_cannot_look_for_whom_mail_waits(world: World) -> None:
    for call in (lambda: messages.due(NOW), lambda: messages.end_old(NOW)):
        with pytest.raises(ProgrammingError), transaction.atomic():
            call()


def test_an_answer_goes_out_as_one_mail_and_is_then_sent(world: World) -> None:
    action_id = shared(a_family(world.home))
    mailer = FakeMailer()
    assert rounds(mailer, NOW) == [MailOutcome.SENT]
    step(world.home.teacher, action_id, StepKind.ACCEPT)
    assert rounds(mailer, NOW) == [MailOutcome.SENT]
    assert [to for to, _ref in mailer.given] == ["teacher@vlierdam.example", "coordinator@vlierdam.example"]
    assert states(world.home.coordinator) == [MessageState.SENT]
    assert rounds(mailer, NOW + DAY) == []  # and never again


def test_while_another_worker_looks_for_somebody_no_second_mail_leaves(
    world: World, past_the_wall: psycopg.Connection[Any]
) -> None:
    """Each would take the rows that the other left, and both would send a mail."""
    tell(world)
    key = f"mail {world.home.coordinator.membership_id}"
    past_the_wall.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
    assert rounds(FakeMailer(), NOW) == []
    past_the_wall.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])
    assert rounds(FakeMailer(), NOW) == [MailOutcome.SENT]


def test_what_waits_for_one_person_leaves_in_one_mail(world: World) -> None:
    for _ in range(3):
        tell(world)
    mailer = FakeMailer()
    assert rounds(mailer, NOW) == [MailOutcome.SENT]
    assert len(mailer.given) == 1
    assert states(world.home.coordinator) == [MessageState.SENT] * 3


def test_in_the_evening_it_waits_for_the_morning(world: World) -> None:
    tell(world, now=EVENING)
    mailer = FakeMailer()
    assert rounds(mailer, EVENING) == []
    assert rounds(mailer, datetime(2026, 3, 3, 5, 59, tzinfo=UTC)) == []
    assert rounds(mailer, datetime(2026, 3, 3, 6, 0, tzinfo=UTC)) == [MailOutcome.SENT]


def test_once_a_day_is_one_mail_at_the_chosen_hour(world: World) -> None:
    choose(world.home.coordinator, Delivery.DAILY, 16)
    mailer = FakeMailer()
    for hour in range(3):
        now = NOW + timedelta(hours=hour)
        tell(world, now=now)
        assert rounds(mailer, now) == []
    assert rounds(mailer, datetime(2026, 3, 2, 15, 0, tzinfo=UTC)) == [MailOutcome.SENT]
    assert len(mailer.given) == 1


def test_who_wants_it_here_only_gets_no_mail(world: World) -> None:
    choose(world.home.coordinator, Delivery.IN_APP)
    tell(world)
    assert rounds(FakeMailer(), NOW) == []
    assert states(world.home.coordinator) == [MessageState.IN_APP]


def test_without_a_server_it_stays_here_and_is_not_poured_out_later(world: World) -> None:
    tell(world)
    assert rounds(None, NOW) == []
    assert states(world.home.coordinator) == [MessageState.IN_APP]
    assert rounds(FakeMailer(), NOW + DAY) == []


def test_of_what_was_read_or_is_old_no_mail_leaves(world: World) -> None:
    tell(world)
    with acting(world.home.coordinator):
        messages.read_all(world.home.coordinator, now=NOW)
    tell(world, "member")
    assert rounds(FakeMailer(), NOW + 8 * DAY) == []
    assert states(world.home.coordinator) == states(world.home.member) == [MessageState.IN_APP]


def test_of_what_was_seen_in_its_case_no_mail_leaves(world: World) -> None:
    family = a_family(world.home)
    step(world.home.teacher, shared(family), StepKind.ACCEPT)
    viewer = world.home.coordinator
    with acting(viewer):
        LastLook(
            municipality_id=viewer.municipality_id, membership_id=viewer.membership_id, case_id=family.case_id, at=NOW
        ).save(force_insert=True)
    mailer = FakeMailer()
    rounds(mailer, NOW)
    assert mailer.given == []


def test_of_a_request_that_was_answered_no_mail_leaves(world: World) -> None:
    family = a_family(world.home)
    step(world.home.teacher, shared(family), StepKind.ACCEPT)
    shared(family)
    mailer = FakeMailer()
    rounds(mailer, NOW)
    assert sorted(to for to, _ref in mailer.given) == ["coordinator@vlierdam.example", "teacher@vlierdam.example"]
    assert sorted(states(world.home.teacher)) == [MessageState.IN_APP, MessageState.SENT]


def test_what_waits_for_its_mail_is_gone_when_home_may_not_know(world: World) -> None:
    home, family = world.home, a_family(world.home)
    action_id = shared(family)
    choose(home.coordinator, Delivery.DAILY, 16)
    assert rounds(FakeMailer(), NOW) == [MailOutcome.SENT]  # the school's
    step(home.teacher, action_id, StepKind.ACCEPT)
    with acting(home.coordinator):
        version = row(family, action_id).case.version
        command = Heighten(family.case_id, reason="Gevaar.", version=version, readers=readers(world))
        heighten(home.coordinator, command, now=NOW)
    assert rounds(FakeMailer(), NOW + DAY) == []


def test_it_is_tried_again_later_and_given_up_visibly(world: World) -> None:
    tell(world)
    mailer = FakeMailer(*[MailOutcome.NOT_NOW] * 8)
    tries, now = 0, NOW
    for _ in range(12 * 60):
        tries += len(rounds(mailer, now)) if now.minute % 5 == 0 else 0
        now += timedelta(minutes=5)
        if states(world.home.coordinator) == [MessageState.FAILED]:
            break
    assert tries == 8
    admin = world.home.admin
    with acting(admin, now):
        with connection.cursor() as cursor:
            cursor.execute("SELECT worker, state, trouble, number FROM app_mail_trouble()")
            assert cursor.fetchall() == [("Coordinator Vlierdam", "failed", "unreachable", 1)]
        assert messages.try_again(admin, world.home.coordinator.membership_id, now=now) == 1
    assert rounds(mailer, now) == [MailOutcome.SENT]


def test_nobody_but_the_administrator_of_the_place_sees_whose_mail_failed(world: World) -> None:
    tell(world)
    rounds(FakeMailer(MailOutcome.REFUSED), NOW)
    seen = []
    for place in (world.home, world.away):
        for key, viewer in place.people.items():
            with acting(viewer), connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM app_mail_trouble()")
                if cursor.fetchone()[0]:
                    seen.append(f"{place.name} {key}")
    assert seen == ["Vlierdam admin"]


def test_an_address_that_is_refused_is_not_tried_again(world: World) -> None:
    tell(world)
    assert rounds(FakeMailer(MailOutcome.REFUSED), NOW) == [MailOutcome.REFUSED]
    assert states(world.home.coordinator) == [MessageState.FAILED]
    assert rounds(FakeMailer(), NOW + DAY) == []


def test_what_may_have_arrived_is_not_sent_again_also_not_by_hand(world: World) -> None:
    tell(world)
    assert rounds(FakeMailer(MailOutcome.UNSURE), NOW) == [MailOutcome.UNSURE]
    with acting(world.home.admin):
        assert messages.try_again(world.home.admin, world.home.coordinator.membership_id, now=NOW) == 0
    assert rounds(FakeMailer(), NOW + DAY) == []
    assert states(world.home.coordinator) == [MessageState.UNSURE]


def test_for_who_left_nothing_waits(world: World, past_the_wall: psycopg.Connection[Any]) -> None:
    tell(world)
    with acting(world.home.admin):
        audit.write(world.home.admin, "test.leave", audit.Ref("membership"), now=NOW)
        left = Membership.objects.filter(pk=world.home.coordinator.membership_id)
        left.update(active_until=NOW.date() - DAY)
    assert rounds(FakeMailer(), NOW) == []
    with as_worker():
        messages.end_old(NOW)
    assert past_the_wall.execute("SELECT state, look_at FROM message").fetchall() == [("in_app", None)]


def test_a_message_ends_after_ninety_days_and_leaves_a_line(world: World) -> None:
    tell(world)
    with as_worker():
        assert messages.end_old(NOW + 89 * DAY) == 0
        assert messages.end_old(NOW + 90 * DAY) == 1
        assert messages.end_old(NOW + 90 * DAY) == 0
    assert states(world.home.coordinator) == []


# -- killed ------------------------------------------------------------------------------------------------------------


def work(port: int, now: datetime) -> None:
    """Be a worker for one round, with a real server; in a process of its own."""
    connections["default"].settings_dict["USER"] = roles.WORKER
    mailer = SmtpMailer(Server(HOST, port, in_clear=True), Letterhead("a@vlierdam.example", "https://h.example"))
    for who in messages.due(now):
        messages.send_to(who, mailer, now=now)


def killed_worker(port: int, now: datetime, reached: Callable[[], bool], after: float) -> None:
    """Start a worker, and kill it so many seconds after it reached a point, wherever it then is."""
    connection.close()  # the child must not share it
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            work(port, now)
        os._exit(0)
    end = time.monotonic() + 10
    while not reached() and time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            return  # done before it got there
        time.sleep(0.0005)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def some_point(chance: random.Random, handler: Handler) -> Callable[[], bool]:
    """Give a point of a round by chance: its start, the naming of a recipient, or the text of a mail, the first or a later one."""
    which, many = chance.choice(["start", "asked", "got", "got"]), chance.randint(1, 4)
    asked, got = handler.asked + many, len(handler.got) + many
    return {"start": lambda: True, "asked": lambda: handler.asked >= asked, "got": lambda: len(handler.got) >= got}[
        which
    ]


def test_a_worker_killed_at_any_point_sends_nothing_twice_and_loses_no_message(
    world: World, past_the_wall: psycopg.Connection[Any]
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - where it is killed, not a secret
    people = list(world.home.people)
    now, handler = NOW, Handler(slow=0.01)
    with smtp_server(handler) as port:
        for _ in range(KILLS):
            for to in chance.sample(people, 6):
                if to != "intake":
                    tell(world, to, now=now)
            killed_worker(port, now, some_point(chance, handler), chance.choice([0.0, chance.uniform(0.0, 0.03)]))
            now += timedelta(minutes=1)
        now += timedelta(minutes=20)
        with as_worker():
            work_on(port, now)
    rows = past_the_wall.execute("SELECT state, mail_ref, sent_at FROM message").fetchall()
    arrived = [str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in handler.mails()]
    assert len(arrived) == len(set(arrived)), "a mail left twice"
    assert {state for state, *_ in rows} <= {"sent", "unsure"}
    sent = {str(ref) for state, ref, _at in rows if state == "sent"}
    unsure = {str(ref) for state, ref, _at in rows if state == "unsure"}
    assert sent <= set(arrived), "called sent, and it did not arrive"
    assert set(arrived) <= sent | unsure, "it arrived, and nobody knows"
    assert not sent & unsure
    assert unsure, "nobody was killed while sending: the test proves nothing"
    assert sent


def work_on(port: int, now: datetime) -> None:
    """Look until nothing is left to do, as worker."""
    mailer = SmtpMailer(Server(HOST, port, in_clear=True), Letterhead("a@vlierdam.example", "https://h.example"))
    while who := messages.due(now):
        for one in who:
            messages.send_to(one, mailer, now=now)


def test_two_workers_at_once_send_one_mail(world: World, past_the_wall: psycopg.Connection[Any]) -> None:
    handler = Handler(slow=0.02)
    for _ in range(3):
        tell(world)
        tell(world, "member")
    with smtp_server(handler) as port:
        connection.close()
        children = []
        for _ in range(4):
            child = os.fork()
            if child == 0:
                with contextlib.suppress(BaseException):
                    work(port, NOW)
                os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
    assert sorted(to for to, _text in handler.got) == ["coordinator@vlierdam.example", "member@vlierdam.example"]
    assert past_the_wall.execute("SELECT DISTINCT state FROM message").fetchall() == [("sent",)]
