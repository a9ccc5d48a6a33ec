"""What people paste, mistype, send twice or forge on the pages of a concern (security.md, bad inputs 11 to 28)."""

from __future__ import annotations

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sluitend.config import roles
from sluitend.domain.signal import Agreement, ChildIn
from sluitend.records.models import AuditEvent, Draft, Signal, SignalPerson
from tests.browsing import signed_in
from tests.concerns import NOOR, SAID_YES, a_concern
from tests.forms import boxes, post
from tests.web.test_signal_pages import MINIMAL, through_the_door
from tests.world import Place, World, acting


@pytest.fixture
def teacher(world: World) -> Client:
    return signed_in(world.home.teacher)


def handed_in(world: World) -> Signal:
    with acting(world.home.intake, timezone.now()):
        return Signal.objects.get()


def child_of(world: World) -> SignalPerson:
    with acting(world.home.intake, timezone.now()):
        return SignalPerson.objects.get()


# --- 21: text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("Noor\x00 huilde.", "Noor huilde."),
        ("Noor \u202ehuilde\u202c.", "Noor huilde."),
        ("No\u200bor huilde.", "Noor huilde."),
        ("Noor 👩‍👧 huilde 😢.", "Noor 👩‍👧 huilde 😢."),
        ("<script>alert(1)</script> {{7*7}} =HYPERLINK(1)", "<script>alert(1)</script> {{7*7}} =HYPERLINK(1)"),
        ("regel een\r\nregel twee", "regel een\nregel twee"),
    ],
)
def test_odd_text_is_kept_without_what_nobody_sees(world: World, teacher: Client, typed: str, stands: str) -> None:
    done = post(teacher, through_the_door(teacher), **MINIMAL | {"seen": typed})
    assert done.status_code == 302
    assert handed_in(world).seen == stands
    with acting(world.home.intake, timezone.now()):
        signal = Signal.objects.get().pk
    page = signed_in(world.home.intake).get(reverse("signal-take", args=[signal])).content.decode()
    assert "<script>alert" not in page


def test_half_a_character_is_refused_in_words_and_not_lost_around_it(world: World, teacher: Client) -> None:
    report = through_the_door(teacher)
    typed = boxes(teacher.get(report)) | MINIMAL
    raw = "&".join(f"{name}={value}" for name, value in typed.items() if name != "seen")
    answer = teacher.post(
        report, f"{raw}&seen=Noor%ED%A0%80huilde".encode(), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Er staat een teken in dat we niet kunnen bewaren, op plaats 5." in text
    assert "Noor" in text
    assert "huilde" in text


@pytest.mark.parametrize("lines", [200_000])
def test_two_hundred_thousand_lines_are_too_long_and_still_on_the_screen(
    world: World, teacher: Client, lines: int
) -> None:
    pasted = "a\n" * lines
    refused = post(teacher, through_the_door(teacher), **MINIMAL | {"seen": pasted})
    assert refused.status_code == 422
    assert "Er passen er 4.000" in refused.content.decode()
    assert refused.content.decode().count("a\n") > lines // 2


def test_five_megabytes_at_once_get_a_clear_answer(world: World, teacher: Client) -> None:
    path = through_the_door(teacher)
    typed = urlencode(
        boxes(teacher.get(path)) | MINIMAL | {"seen": "Zij huilt. " + "x" * 5_000_000, "child_1_bsn": "123456782"}
    )
    how = {"data": typed, "content_type": "application/x-www-form-urlencoded"}
    answer = teacher.post(path, **how, headers={"Sec-Fetch-Site": "same-origin"})
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "Dit is te veel tekst" in page
    assert "Zij huilt. xxx" in page, "what was typed can be copied"
    assert "123456782" not in page
    elsewhere = teacher.post(path, **how, headers={"Sec-Fetch-Site": "cross-site"})
    assert (elsewhere.status_code, "Zij huilt" in elsewhere.content.decode()) == (413, False)
    with acting(world.home.intake, timezone.now()):
        assert not Signal.objects.exists()


# --- 22: names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "O'Neil",
        "van der Ŝmit-Ğ",
        "X",
        "Null",
        "<script>",
        "{{7*7}}",
        "=HYPERLINK(1)",
        "José María",
        "Ö",
        "ن",
        "n" * 200,
    ],
)
def test_a_name_stands_there_as_it_was_typed(world: World, teacher: Client, name: str) -> None:
    done = post(teacher, through_the_door(teacher), **MINIMAL | {"child_1_surname": name})
    assert done.status_code == 302
    assert child_of(world).surname == name
    with acting(world.home.intake, timezone.now()):
        signal = Signal.objects.get().pk
    page = signed_in(world.home.intake).get(reverse("signal-take", args=[signal]))
    assert page.status_code == 200
    assert b"<script></h1>" not in page.content


def test_a_name_of_201_characters_is_refused_and_kept(world: World, teacher: Client) -> None:
    refused = post(teacher, through_the_door(teacher), **MINIMAL | {"child_1_surname": "n" * 201})
    assert refused.status_code == 422
    assert boxes(refused)["child_1_surname"] == "n" * 201


# --- 23 and 24: birth dates and numbers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31-02-2015", "Deze dag bestaat niet"),
        ("29-02-2015", "29 februari bestaat niet in 2015"),
        ("01-01-1900", "1 januari 1900 staat vaak voor"),
        ("01-01-2999", "ligt in de toekomst"),
        ("12-3-15", "Schrijf de geboortedatum als dag-maand-jaar"),
        ("gisteren", "Schrijf de geboortedatum als dag-maand-jaar"),
    ],
)
def test_a_birth_date_that_cannot_be_right(world: World, teacher: Client, typed: str, said: str) -> None:
    refused = post(teacher, through_the_door(teacher), **MINIMAL | {"child_1_birth_date": typed})
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert boxes(refused)["child_1_birth_date"] == typed


@pytest.mark.parametrize("typed", ["", "onbekend", "?", "29-02-2016"])
def test_a_birth_date_may_be_unknown(world: World, teacher: Client, typed: str) -> None:
    assert post(teacher, through_the_door(teacher), **MINIMAL | {"child_1_birth_date": typed}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("111222334", "Dit BSN klopt niet"),
        ("11122233", "Dit nummer heeft 8 cijfers"),
        ("1112223333", "Een BSN heeft er 9"),
        ("elf twee drie", "Een BSN bestaat alleen uit cijfers"),
    ],
)
def test_a_bsn_that_cannot_be_right(world: World, teacher: Client, typed: str, said: str) -> None:
    refused = post(teacher, through_the_door(teacher), **MINIMAL | {"child_1_bsn": typed})
    assert refused.status_code == 422
    assert said in refused.content.decode()


def test_a_bsn_with_spaces_is_a_bsn(world: World, teacher: Client) -> None:
    assert post(teacher, through_the_door(teacher), **MINIMAL | {"child_1_bsn": "111 222 333"}).status_code == 302
    assert child_of(world).bsn_sealed is not None


def test_who_may_hold_no_bsn_has_no_box_for_it_and_cannot_forge_one(world: World) -> None:
    client = signed_in(world.home.landlord)
    report = through_the_door(client)
    typed = boxes(client.get(report)) | MINIMAL
    assert "child_1_bsn" not in typed
    assert client.post(report, typed | {"child_1_bsn": "111222333"}).status_code == 400
    with acting(world.home.intake, timezone.now()):
        assert not Signal.objects.exists()


# --- 13: fields the form does not have --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["heightened", "footing", "status", "kind", "channel", "municipality", "entered_by"])
def test_a_field_that_is_not_asked_is_a_broken_form(world: World, teacher: Client, name: str) -> None:
    report = through_the_door(teacher)
    answer = teacher.post(report, boxes(teacher.get(report)) | MINIMAL | {name: "true"})
    assert answer.status_code == 400
    with acting(world.home.intake, timezone.now()):
        assert not Signal.objects.exists()


def test_the_answer_to_the_first_question_cannot_be_posted_away(world: World, teacher: Client) -> None:
    heightened = post(teacher, reverse("signal-new"), danger="ja").url
    forged = teacher.post(heightened, boxes(teacher.get(heightened)) | MINIMAL)
    assert forged.status_code == 400
    done = post(teacher, heightened, seen="Ze moet in juli weg.", child_1_description="meisje van 15")
    assert done.status_code == 302
    with acting(world.home.protocol, timezone.now()):
        assert Signal.objects.get().heightened


# --- 25: twice, and fifty times at once -------------------------------------------------------------------------------


def test_the_back_button_and_three_days_later_give_the_first_receipt(world: World, teacher: Client) -> None:
    report = through_the_door(teacher)
    typed = boxes(teacher.get(report)) | MINIMAL
    first = teacher.post(report, typed)
    again = teacher.post(report, typed | {"seen": "Iets anders."})
    assert (again.status_code, again.url) == (302, first.url)
    said = teacher.get(again.url).content.decode()
    assert "is niet verstuurd, maar wel bewaard" in said
    assert teacher.get(report).url == first.url
    assert handed_in(world).seen == MINIMAL["seen"]


@pytest.mark.parametrize("danger", [False, True])
def test_another_text_for_what_was_handed_in_is_kept_as_a_draft_of_its_author(
    world: World, teacher: Client, danger: bool
) -> None:
    """Nothing is lost, and the first answers stay what they were."""
    report = post(teacher, reverse("signal-new"), danger="ja").url if danger else through_the_door(teacher)
    mine = {"seen": "Noor huilde.", "child_1_description": "meisje"} if danger else MINIMAL
    typed = boxes(teacher.get(report)) | mine
    first = teacher.post(report, typed)
    assert first.status_code == 302
    same = teacher.get(teacher.post(report, typed).url).content.decode()
    assert "U hoeft niets meer te doen" in same
    with acting(world.home.teacher, timezone.now()):
        assert not Draft.objects.exists(), "the same text twice is no new text"
    for _ in range(2):
        assert teacher.post(report, typed | {"seen": "Iets anders."}).url == first.url
    page = teacher.get(first.url).content.decode()
    with acting(world.home.teacher, timezone.now()):
        draft = Draft.objects.get().pk
    address = reverse("signal-draft", args=[draft])
    assert f'href="{address}"' in page
    kept = teacher.get(address)
    assert boxes(kept)["seen"] == "Iets anders."
    assert ("Zeg niets thuis" in kept.content.decode()) is danger
    with acting(world.home.teacher2, timezone.now()):
        assert not Draft.objects.exists()


def test_another_text_from_another_session_is_told_and_not_kept(world: World, teacher: Client) -> None:
    report = through_the_door(teacher)
    typed = boxes(teacher.get(report)) | MINIMAL
    first = teacher.post(report, typed)
    other = signed_in(world.home.teacher)
    again = other.post(report, typed | {"seen": "Iets anders."})
    assert again.url == first.url
    assert "Dat is niet verstuurd." in other.get(again.url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_fifty_copies_at_once_are_one_concern(world: World) -> None:
    client = signed_in(world.home.teacher)
    report = through_the_door(client)
    typed = boxes(client.get(report)) | MINIMAL
    cookies = client.cookies.output(header="", sep=";")

    def send(_number: int) -> tuple[int, str]:
        copy = Client()
        copy.cookies = SimpleCookie(cookies)
        try:
            answer = copy.post(report, typed)
            return answer.status_code, getattr(answer, "url", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=10) as pool:
        answers = set(pool.map(send, range(50)))
    assert len(answers) == 1
    assert answers.pop()[0] == 302
    with acting(world.home.intake, timezone.now()):
        assert Signal.objects.count() == 1


# --- No line, no page -------------------------------------------------------------------------------------------------


def test_when_the_log_cannot_be_written_nothing_is_shown_and_nothing_is_kept(
    world: World, teacher: Client, as_owner: psycopg.Connection[Any]
) -> None:
    moment = timezone.now()
    yes = Agreement(SAID_YES.by, SAID_YES.name, SAID_YES.how, moment.date() - timedelta(days=1))
    made = a_concern(world.home, now=moment - timedelta(seconds=5), agreement=yes)
    intake = signed_in(world.home.intake)
    report = through_the_door(teacher)
    post(teacher, report, seen="Noor huilde.", do="later")
    typed = boxes(teacher.get(report)) | MINIMAL
    as_owner.execute(f"REVOKE INSERT ON audit_event FROM {roles.WEB}")
    try:
        for path in (
            reverse("signal-inbox"),
            reverse("signal-take", args=[made.signal_id]),
            reverse("triage-decide", args=[made.signal_id, "gewoon"]),
        ):
            answer = intake.get(path)
            assert answer.status_code == 503, path
            assert b"Noor" not in answer.content
            assert made.number.encode() not in answer.content
        assert teacher.post(report, typed).status_code == 503
        assert teacher.get(report).status_code == 503
    finally:
        as_owner.execute(f"GRANT INSERT ON audit_event TO {roles.WEB}")
    with acting(world.home.intake, timezone.now()):
        assert Signal.objects.count() == 1
    assert intake.get(reverse("signal-take", args=[made.signal_id])).status_code == 200


# --- Rows do not multiply statements ----------------------------------------------------------------------------------


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def fresh(place: Place, moment: datetime, **how: Any) -> uuid.UUID:
    yes = Agreement(SAID_YES.by, SAID_YES.name, SAID_YES.how, moment.date() - timedelta(days=1))
    return a_concern(place, now=moment - timedelta(seconds=5), agreement=yes, **how).signal_id


def test_the_lists_ask_as_much_of_the_database_for_one_as_for_three(world: World, teacher: Client) -> None:
    moment = timezone.now()
    intake = signed_in(world.home.intake)
    fresh(world.home, moment)
    paths = (reverse("signal-inbox"), reverse("signal-receipt-list"))
    clients = (intake, teacher)
    [statements(client, path) for client, path in zip(clients, paths, strict=True)]  # caches of the process are warm
    one = [statements(client, path) for client, path in zip(clients, paths, strict=True)]
    fresh(world.home, moment, children=(NOOR, NOOR, NOOR))
    fresh(world.home, moment)
    three = [statements(client, path) for client, path in zip(clients, paths, strict=True)]
    assert one == three


def test_one_concern_asks_as_much_with_one_child_as_with_three(world: World) -> None:
    moment = timezone.now()
    intake = signed_in(world.home.intake)
    one, three = fresh(world.home, moment), fresh(world.home, moment, children=(NOOR, NOOR, NOOR))
    for signal in (one, three):
        intake.get(reverse("signal-take", args=[signal]))
    counted = [statements(intake, reverse("signal-take", args=[signal])) for signal in (one, three)]
    assert counted[0] == counted[1]


# --- Another name, the same work --------------------------------------------------------------------------------------

PEOPLE = [
    {"Sanne": "Ayşe", "Bakker": "Yıldırım", "Daan": "Mohammed", "Visser": "El Amrani"},
    {"Sanne": "Precious", "Bakker": "Owusu", "Daan": "Jayden", "Visser": "Ramdin"},
    {"Sanne": "Zofia", "Bakker": "Wiśniewska", "Daan": "Djordje", "Visser": "Petrović"},
]


def story(place: Place, moment: datetime, called: dict[str, str]) -> list[str]:
    """The same two concerns with people called otherwise; gives what the pages say, with the names taken out."""
    ids = []
    for days, (given, surname) in enumerate((("Sanne", "Bakker"), ("Daan", "Visser")), start=1):
        child = ChildIn(called[given], "", called[surname], moment.date() - timedelta(days=4000 + days))
        yes = Agreement(SAID_YES.by, f"{called[surname]}", SAID_YES.how, moment.date() - timedelta(days=days + 1))
        made = a_concern(
            place,
            now=moment - timedelta(days=days),
            children=(child,),
            agreement=yes,
            seen=f"{called[given]} kwam drie keer zonder jas.",
        )
        ids.append(made.signal_id)
    client = signed_in(place.intake)
    paths = [reverse("signal-inbox")]
    for signal in ids:
        paths += [reverse("signal-take", args=[signal])]
        paths += [reverse("triage-decide", args=[signal, slug]) for slug in ("gevaar", "gewoon", "integraal", "niet")]
    return [blank(client.get(path).content.decode(), place, called) for path in paths]


def blank(page: str, place: Place, called: dict[str, str]) -> str:
    page = page.replace(place.name, "GEMEENTE").replace(place.name.lower(), "gemeente")
    for usual, own in called.items():
        page = page.replace(own, usual)
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", page)
    page = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", page)
    return re.sub(r"\b[B-Z2-9]{4}-[B-Z2-9]{4}\b", "NUMMER", page)


@pytest.mark.parametrize("called", PEOPLE)
def test_people_called_otherwise_change_nothing_but_their_names(world: World, called: dict[str, str]) -> None:
    moment = timezone.now()
    usual = story(world.home, moment, {name: name for name in called})
    renamed = story(world.away, moment, called)
    for one, other in zip(usual, renamed, strict=True):
        assert one == other


def test_every_page_says_that_reading_is_logged(world: World) -> None:
    moment = timezone.now()
    signal = fresh(world.home, moment)
    intake = signed_in(world.home.intake)
    paths = [reverse("signal-inbox"), reverse("signal-take", args=[signal])]
    paths += [reverse("triage-decide", args=[signal, "gewoon"]), reverse("triage-ask", args=[signal])]
    for path in paths:
        with acting(world.home.privacy, moment):
            before = AuditEvent.objects.filter(signal_id=signal, kind="read").count()
        intake.get(path)
        with acting(world.home.privacy, moment):
            assert AuditEvent.objects.filter(signal_id=signal, kind="read").count() > before, path
