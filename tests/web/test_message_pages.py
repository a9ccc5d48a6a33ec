"""What is new for me, when I hear of it, my calendar behind a secret address, and mail that did not leave."""

from __future__ import annotations

import io
import re
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sluitend.access import audit
from sluitend.domain.action import StepKind
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.sharing import Viewer
from sluitend.queries.calendar import Calendar, CalendarItem, ItemKind
from sluitend.records.models import AuditEvent, Case, Membership
from sluitend.services import messages
from sluitend.services.cases import Heighten, heighten
from sluitend.services.messages import About
from sluitend.web import calendar_file
from sluitend.web.views.messages import FETCHES_AN_HOUR
from tests.action_stories import Family, a_family, shared, step
from tests.browsing import signed_in
from tests.services.test_messages import readers
from tests.services.test_protocols import at_talk
from tests.world import World, acting

LINK = re.compile(r'id="link">([^<]+)<')


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def tell(world: World, to: Viewer, now: datetime, number: int = 1) -> None:
    viewer = world.home.intake
    for _ in range(number):
        with acting(viewer, now):
            about, event = About(MessagePage.HOME), str(uuid.uuid4())
            messages.tell(viewer, MessageKind.TERM_NEAR, about, to=[to.membership_id], event=event, now=now)


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer
    return answer.content.decode()


# -- the list ----------------------------------------------------------------------------------------------------------


def test_what_is_new_is_said_in_one_sentence_and_opens_what_it_is_about(world: World, now: datetime) -> None:
    family = a_family(world.home, now=now)
    action_id = shared(family)
    client = signed_in(world.home.teacher)
    shown = page(client, "message-list")
    assert "Aan uw organisatie is een actie gevraagd." in shown
    assert "(1 niet gelezen)" in page(client, "home")
    link = re.search(r'href="(/berichten/[0-9a-f-]{36}/)"', shown)
    assert link
    answer = client.get(link[1])
    assert (answer.status_code, answer["Location"]) == (302, f"/acties/{action_id}/")
    assert "niet gelezen)" not in page(client, "home")


def test_an_answer_opens_in_the_case(world: World, now: datetime) -> None:
    family = a_family(world.home, now=now)
    action_id = shared(family)
    step(world.home.teacher, action_id, StepKind.ACCEPT, now=now)
    client = signed_in(world.home.coordinator)
    link = re.search(r'href="(/berichten/[0-9a-f-]{36}/)"', page(client, "message-list"))
    assert link
    target = client.get(link[1])["Location"]
    assert target == f"/casussen/{family.case_id}/acties/{action_id}/"
    assert client.get(target).status_code == 200


def test_a_message_of_somebody_else_is_not_there(world: World, now: datetime) -> None:
    tell(world, world.home.coordinator, now)
    link = re.search(r'href="(/berichten/[0-9a-f-]{36}/)"', page(signed_in(world.home.coordinator), "message-list"))
    assert link
    for outsider in (world.home.coordinator2, world.home.admin, world.away.coordinator):
        assert signed_in(outsider).get(link[1]).status_code == 404
        assert "Er is niets nieuws voor u" in page(signed_in(outsider), "message-list")


def test_who_opened_the_case_since_has_seen_it(world: World, now: datetime) -> None:
    family = a_family(world.home, now=now - timedelta(hours=1))
    step(world.home.teacher, shared(family), StepKind.ACCEPT, now=now - timedelta(minutes=5))
    client = signed_in(world.home.coordinator)
    assert "(1 niet gelezen)" in page(client, "home")
    page(client, "case-page", family.case_id)
    assert "niet gelezen)" not in page(client, "home")
    shown = page(client, "message-list")
    assert "Er is niets nieuws voor u" in shown
    assert "Er is een antwoord op een actie." in shown  # among what was read


def test_what_is_over_is_not_shown_before_it_is_thrown_away(world: World, now: datetime) -> None:
    tell(world, world.home.member, now - timedelta(days=91))
    assert "Een termijn loopt bijna af." not in page(signed_in(world.home.member), "message-list")


def test_everything_can_be_marked_as_read(world: World, now: datetime) -> None:
    tell(world, world.home.member, now, 3)
    client = signed_in(world.home.member)
    answer = client.post(reverse("message-read-all"), follow=True)
    shown = answer.content.decode()
    assert "3 berichten zijn nu gelezen." in shown
    assert "Er is niets nieuws voor u" in shown


def test_the_number_of_statements_does_not_grow_with_the_messages(world: World, now: datetime) -> None:
    client = signed_in(world.home.member)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            page(client, "message-list")
        return len(found)

    page(client, "message-list")
    tell(world, world.home.member, now)
    few = count()
    tell(world, world.home.member, now, 55)
    assert count() <= few + 1
    assert "U ziet de nieuwste 50 van 56." in page(client, "message-list")


# -- the choice --------------------------------------------------------------------------------------------------------


def test_one_chooses_when_to_hear(world: World) -> None:
    client = signed_in(world.home.landlord)
    shown = page(client, "message-settings")
    assert "landlord@vlierdam.example" in shown
    assert "Er gaat nu geen e-mail weg" in shown
    sent = {"form_key": str(uuid.uuid4()), "delivery": "daily", "hour": "16"}
    assert client.post(reverse("message-settings"), sent, follow=True).status_code == 200
    shown = page(client, "message-settings")
    assert re.search(r'value="daily"[^>]*checked', shown)
    assert re.search(r'value="16" selected', shown)


def test_without_an_answer_it_asks_again(world: World) -> None:
    client = signed_in(world.home.landlord)
    answer = client.post(reverse("message-settings"), {"form_key": str(uuid.uuid4()), "delivery": "fax", "hour": "99"})
    assert answer.status_code == 422


# -- the calendar ------------------------------------------------------------------------------------------------------


def make_address(viewer: Viewer) -> str:
    answer = signed_in(viewer).post(reverse("message-calendar-make"), {"form_key": str(uuid.uuid4())})
    found = LINK.search(answer.content.decode())
    assert found
    return found[1].removeprefix("http://testserver")


def events(body: bytes) -> list[icalendar.Event]:
    """Read the file back with the library."""
    return list(icalendar.Calendar.from_ical(body.decode()).walk("VEVENT"))


def fetch(address: str, **headers: str) -> Any:
    cache.clear()
    return Client().get(address, headers=headers)


@pytest.fixture
def family(world: World, now: datetime) -> Family:
    """A case with an action that its school took on."""
    made = a_family(world.home, now=now)
    step(world.home.teacher, shared(made), StepKind.ACCEPT, now=now)
    return made


def test_a_calendar_holds_ones_own_terms_and_actions_and_two_words(world: World, family: Family) -> None:
    for who, titles in (
        ("coordinator", {"Sluitend: termijn"}),
        ("teacher", {"Sluitend: actie"}),
        ("landlord", set()),
        ("manager", set()),
    ):
        answer = fetch(make_address(world.home.people[who]))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        found = events(answer.content)
        assert {str(event["SUMMARY"]) for event in found} == titles, who
        for event in found:
            assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "URL", "CLASS", "TRANSP"}
            assert event["URL"] == "http://testserver/"
            assert isinstance(event.decoded("DTSTART"), date)
            assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
            assert "VALUE=DATE" in event.to_ical().decode()


def test_the_day_of_an_action_is_its_day(world: World, family: Family) -> None:
    (event,) = events(fetch(make_address(world.home.teacher)).content)
    assert event.decoded("DTSTART") == family.today + timedelta(days=21)


def test_a_step_of_a_protocol_is_a_term_of_who_takes_it(world: World, now: datetime) -> None:
    at_talk(world, now)
    found = events(fetch(make_address(world.home.attendance)).content)
    assert {str(event["SUMMARY"]) for event in found} == {"Sluitend: termijn"}
    assert all(event.decoded("DTSTART") > now.date() for event in found)
    for other in (world.home.coordinator, world.home.admin, world.away.attendance):
        assert events(fetch(make_address(other)).content) == []


def test_the_same_thing_keeps_its_name_also_at_a_new_address(world: World, family: Family) -> None:
    first = events(fetch(make_address(world.home.coordinator)).content)
    again = events(fetch(make_address(world.home.coordinator)).content)
    assert [event["UID"] for event in first] == [event["UID"] for event in again]
    assert len({event["UID"] for event in first}) == len(first) >= 2
    (other,) = events(fetch(make_address(world.home.teacher)).content)
    assert other["UID"] not in {event["UID"] for event in first}


def test_nothing_of_heightened_safety_stands_in_it(world: World, family: Family, now: datetime) -> None:
    address, partner = make_address(world.home.coordinator), make_address(world.home.teacher)
    assert events(fetch(address).content)
    with acting(world.home.coordinator, now):
        version = Case.objects.get(pk=family.case_id).version
        command = Heighten(family.case_id, reason="Gevaar.", version=version, readers=readers(world))
        heighten(world.home.coordinator, command, now=now)
    assert events(fetch(address).content) == []
    assert events(fetch(partner).content) == []


def test_what_did_not_change_is_not_sent_again(world: World, family: Family) -> None:
    address = make_address(world.home.coordinator)
    first = fetch(address)
    assert first["Cache-Control"] == "private, no-cache"
    again = fetch(address, If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert fetch(address, If_None_Match='"other"').status_code == 200


def test_an_address_ends_and_a_new_one_ends_the_old(world: World, family: Family) -> None:
    viewer = world.home.coordinator
    old = make_address(viewer)
    new = make_address(viewer)
    assert (fetch(old).status_code, fetch(new).status_code) == (404, 200)
    signed_in(viewer).post(reverse("message-calendar-end"))
    gone = fetch(new)
    assert gone.status_code == 404
    assert gone["Cache-Control"] == "no-store"


def test_an_address_is_shown_once(world: World) -> None:
    client, key = signed_in(world.home.coordinator), str(uuid.uuid4())
    shown = [client.post(reverse("message-calendar-make"), {"form_key": key}).content.decode() for _ in range(2)]
    assert LINK.search(shown[0])
    assert not LINK.search(shown[1])
    assert "al een keer getoond" in shown[1]


def test_only_its_digest_is_kept(world: World, past_the_wall: Any) -> None:
    token = make_address(world.home.coordinator).removeprefix("/agenda/").removesuffix(".ics")
    assert len(token) >= 43  # 256 bits
    (kept,) = past_the_wall.execute("SELECT token_digest FROM calendar_feed").fetchone()
    assert token.encode() not in bytes(kept)
    assert len(kept) == 32


def test_it_can_be_read_and_nothing_else(world: World, family: Family) -> None:
    address = make_address(world.home.coordinator)
    assert Client().post(address).status_code == 405
    assert Client().head(address).status_code == 200
    assert Client().get(f"/agenda/{'x' * 43}.ics").status_code == 404


def test_every_fetch_leaves_a_line(world: World, family: Family, now: datetime) -> None:
    address = make_address(world.home.coordinator)
    for _ in range(2):
        fetch(address)
    with acting(world.home.privacy, now):
        lines = AuditEvent.objects.filter(action="calendar.fetch", membership_id=world.home.coordinator.membership_id)
        assert [(line.kind, line.object_kind, line.case_id) for line in lines] == [("read", "calendar", None)] * 2


def test_whoever_leaves_takes_no_calendar_along(world: World, family: Family, now: datetime) -> None:
    address = make_address(world.home.teacher)
    with acting(world.home.admin, now):
        audit.write(world.home.admin, "test.leave", audit.Ref("membership"), now=now)
        yesterday = now.date() - timedelta(days=1)
        Membership.objects.filter(pk=world.home.teacher.membership_id).update(active_until=yesterday)
    assert fetch(address).status_code == 404


def test_one_address_is_not_asked_without_end(world: World) -> None:
    address = make_address(world.home.teacher)
    cache.clear()
    client = Client()
    answers = [client.get(address).status_code for _ in range(FETCHES_AN_HOUR + 1)]
    assert answers == [200] * FETCHES_AN_HOUR + [429]


def test_the_time_zone_in_the_file_is_that_of_amsterdam() -> None:
    """Every clock change of forty years, just before, at and just after it."""
    body = calendar_file.write(Calendar((), date(2026, 3, 2)), "https://h/").decode()
    zone_text = body[body.index("BEGIN:VTIMEZONE") : body.index("END:VTIMEZONE") + len("END:VTIMEZONE")]
    read = tz.tzical(io.StringIO(zone_text)).get("Europe/Amsterdam")
    amsterdam = ZoneInfo("Europe/Amsterdam")
    moment = datetime(1997, 1, 1, 0, 30, tzinfo=UTC)
    while moment.year < 2037:
        assert moment.astimezone(read).utcoffset() == moment.astimezone(amsterdam).utcoffset(), moment
        moment += timedelta(hours=1) if moment.month in (3, 10) and moment.day >= 24 else timedelta(days=1)


def test_the_same_calendar_is_the_same_bytes() -> None:
    items = tuple(CalendarItem(kind, date(2026, 4, 1), f"u{n}") for n, kind in enumerate(ItemKind))
    one = calendar_file.write(Calendar(items, date(2026, 3, 2)), "https://h/")
    assert one == calendar_file.write(Calendar(items, date(2026, 3, 2)), "https://h/")
    assert {str(event["SUMMARY"]) for event in events(one)} == {"Sluitend: termijn", "Sluitend: actie"}


# -- administration and demo -------------------------------------------------------------------------------------------


def test_the_administrator_sees_that_no_mail_leaves(world: World) -> None:
    shown = page(signed_in(world.home.admin), "admin-mail")
    assert "Er gaat geen e-mail weg" in shown
    assert "Er is geen e-mail mislukt" in shown
    assert signed_in(world.home.coordinator).get(reverse("admin-mail")).status_code == 404


def test_what_did_not_leave_can_be_tried_again(world: World, now: datetime, past_the_wall: Any) -> None:
    tell(world, world.home.teacher, now, 2)
    tell(world, world.home.member, now)
    past_the_wall.execute(
        "UPDATE message SET state = 'failed', trouble = 'refused', sending_since = now(), look_at = NULL"
    )
    past_the_wall.execute(
        "UPDATE message SET state = 'unsure', trouble = 'cut_off' WHERE membership_id = %s",
        [world.home.member.membership_id],
    )
    client = signed_in(world.home.admin)
    shown = page(client, "admin-mail")
    assert "teacher@vlierdam.example" in shown
    assert "Het gaat om 2 berichten." in shown
    again = re.findall(r'action="(/inrichting/e-mail/[^"]+)"', shown)
    assert again == [reverse("admin-mail-again", args=[world.home.teacher.membership_id])]
    assert signed_in(world.away.admin).post(again[0]).status_code == 404
    assert client.post(again[0]).status_code == 302
    rows = past_the_wall.execute("SELECT state, count(*) FROM message GROUP BY 1 ORDER BY 1").fetchall()
    assert rows == [("unsure", 1), ("waiting", 2)]


def test_outside_the_demo_nobody_sees_what_was_sent(world: World) -> None:
    for viewer in (world.home.admin, world.home.coordinator):
        assert signed_in(viewer).get(reverse("demo-mail")).status_code == 404
        with acting(viewer), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM app_demo_mail()")
            assert cursor.fetchone() == (0,)


def test_the_demo_shows_what_would_have_left_and_not_what_it_is_about(
    world: World, family: Family, now: datetime, past_the_wall: Any
) -> None:
    past_the_wall.execute("INSERT INTO demo_marker (id, made_at, anchor_date) VALUES (1, now(), now())")
    past_the_wall.execute(
        "UPDATE message SET state = 'sent', sent_at = now(), look_at = NULL, mail_ref = gen_random_uuid()"
    )
    client = signed_in(world.home.landlord)
    answer = client.get(reverse("demo-mail"), SERVER_NAME="127.0.0.1", headers={"Host": "127.0.0.1"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "coordinator@vlierdam.example" in shown
    assert "Subject: Er is iets nieuws voor u" in shown
    assert "Auto-Submitted: auto-generated" in shown
    assert str(family.case_id) not in shown
    assert "Noor" not in shown
