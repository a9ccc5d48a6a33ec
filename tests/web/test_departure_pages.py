"""The officer's pages about departure: a list by what is due, one notice with what runs on that child, a form, a file."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from sluitend.records.models import AbsenceReport, AuditEvent, DepartureNotice, ProtocolRun
from sluitend.services import protocols
from tests.browsing import signed_in
from tests.domain.test_departure import ROW
from tests.forms import boxes
from tests.services.test_absences import ROW as REPORT
from tests.services.test_absences import csv_file as report_file
from tests.services.test_absences import load as load_reports
from tests.services.test_absences import many as many_reports
from tests.services.test_departures import begun, csv_file, load, many
from tests.stories import a_case
from tests.web.test_absence_pages import upload
from tests.world import World, acting

FORM = {
    "kind": "departure",
    "source": "civil_affairs",
    "given_names": "Noor",
    "prefix": "de",
    "surname": "Wit",
    "birth_date": "04-05-2013",
    "on": "01-03-2026",
    "bsn": "1234 56 782",
    "onderwijsnummer": "",
    "brin": "12ab",
}


def form(**other: str) -> dict[str, str]:
    return FORM | {"form_key": str(uuid.uuid4())} | other


def loaded(world: World, *rows: dict[str, str]) -> UUID:
    load(world.home.attendance, csv_file(*(rows or (ROW,))), now=timezone.now())
    with acting(world.home.attendance, timezone.now()):
        return DepartureNotice.objects.order_by("reference").values_list("pk", flat=True)[0]


def test_a_notice_is_written_down_and_its_questions_follow(world: World) -> None:
    browser = signed_in(world.home.attendance)
    answer = browser.post("/vertrek/nieuw/", form())
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    for words in ("Vraag 1: is er een nieuwe school", "Vraag 4:", "••••••782", "vertrek naar het buitenland", "12AB"):
        assert words in page, words
    assert "123456782" not in page
    assert "123456782" not in answer["Location"]


def test_beside_a_mistake_the_bsn_comes_back_as_three_digits_and_is_not_lost(world: World) -> None:
    browser = signed_in(world.home.attendance)
    wrong = browser.post("/vertrek/nieuw/", form(brin="school"))
    assert wrong.status_code == 422
    assert "56 782" not in wrong.content.decode()
    assert "123456782" not in wrong.content.decode()
    shown = boxes(wrong)
    assert shown["bsn"] == "••••••782"
    answer = browser.post(
        "/vertrek/nieuw/", form(**shown) | {"kind": "departure", "source": "civil_affairs", "brin": ""}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert "••••••782" in browser.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": ""}, "Kies een antwoord."),
        ({"kind": "flight"}, "Dit antwoord staat niet in de lijst."),
        ({"birth_date": "31-02-2013"}, "Dit is geen datum die wij kunnen lezen."),
        ({"birth_date": "04-05-2001"}, "Op deze dag is dit kind niet 5 tot en met 17 jaar."),
        ({"on": "01-03-2036"}, "Op deze dag is dit kind niet 5 tot en met 17 jaar."),
        ({"on": "01-01-2030"}, "Deze dag ligt te ver vooruit."),
        ({"bsn": "123"}, "Een BSN heeft"),
        ({"onderwijsnummer": "abc"}, "Een onderwijsnummer heeft negen cijfers."),
        ({"brin": "school"}, "zoals 12AB."),
        ({"given_names": "", "surname": ""}, "naam"),
        ({"kind": "strike_off"}, "Een uitschrijving komt van de school."),
        ({"surname": "x" * 201}, "teken"),
        ({"form_key": "nee"}, "niet heel aangekomen"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_what_was_typed_stays(
    world: World, sent: dict[str, str], said: str
) -> None:
    browser = signed_in(world.home.attendance)
    answer = browser.post("/vertrek/nieuw/", form(**sent))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="de"' in page
    with acting(world.home.attendance, timezone.now()):
        assert not DepartureNotice.objects.exists()


def test_a_field_that_the_form_does_not_have_is_refused(world: World) -> None:
    """No country, and nothing else of where a child goes, can be sent along."""
    assert signed_in(world.home.attendance).post("/vertrek/nieuw/", form(country="x")).status_code == 400


def test_a_file_is_taken_in_and_its_progress_shown(world: World) -> None:
    browser = signed_in(world.home.attendance)
    assert "kenmerk;soort;bron" in browser.get("/vertrek/inlezen/").content.decode()
    answer = browser.post("/vertrek/inlezen/", upload(csv_file(ROW, {**ROW, "kenmerk": "?"}).getvalue(), "vertrek.csv"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/vertrek/inlezen/")
    assert "0 van 2 regels" in browser.get(answer["Location"]).content.decode()
    elsewhere = answer["Location"].replace("/vertrek/", "/verzuim/")
    assert browser.get(elsewhere).status_code == 404


def test_a_bad_row_stands_with_its_line_its_field_and_what_to_do(world: World) -> None:
    progress = load(world.home.attendance, csv_file(ROW, {**ROW, "kenmerk": "B-2", "bron": "x"}), now=timezone.now())
    page = signed_in(world.home.attendance).get(f"/vertrek/inlezen/{progress.id}/").content.decode()
    assert "bron is burgerzaken of school." in page


def test_a_bad_file_is_refused_with_a_sentence(world: World) -> None:
    answer = signed_in(world.home.attendance).post("/vertrek/inlezen/", upload(b"\xff\xfe\x00"))
    assert answer.status_code == 422
    assert "Dit bestand is geen UTF-8." in answer.content.decode()


def test_the_list_shows_every_child_and_logs_each_look(world: World) -> None:
    loaded(world, *many(3))
    page = signed_in(world.home.attendance).get("/vertrek/").content.decode()
    assert page.count("Noor de Wit") == 3
    assert page.count("Begin ermee") == 3
    with acting(world.home.privacy):
        assert AuditEvent.objects.filter(action="departure.inbox").count() == 3


def test_what_is_due_first_stands_on_top(world: World) -> None:
    """A measure that runs is told at once, so that stands above what merely waits."""
    me, now = world.home.attendance, timezone.now()
    loaded(world, {**ROW, "voornamen": "Wachtende"})
    run = begun(me, now, given_names="Meteen").run_id
    begun(me, now, given_names="Loopt", bsn="")
    with acting(me, now):
        answer = {"answer": "Ja, bij de gecertificeerde instelling."}
        command = protocols.TakeStep(run, "asked_running_measure", now.date(), 2, uuid.uuid4(), evidence=answer)
        protocols.take(me, command, now=now)
    page = signed_in(me).get("/vertrek/").content.decode()
    assert page.index("Meteen") < page.index("Wachtende") < page.index("Loopt")
    assert "Vertel het meteen aan de gecertificeerde instelling" in page
    first = signed_in(me).get("/").content.decode()
    assert "Vertel het meteen aan de gecertificeerde instelling" in first
    assert "Begin met vertrek naar het buitenland" in first


def test_begin_from_the_page_of_a_notice_out_of_a_file(world: World) -> None:
    departure = loaded(world)
    browser = signed_in(world.home.attendance)
    assert "Begin uiterlijk" in browser.get(f"/vertrek/{departure}/").content.decode()
    key = {"form_key": str(uuid.uuid4())}
    for _ in range(2):
        assert browser.post(f"/vertrek/{departure}/", key).status_code == 302
    assert "Vraag 3:" in browser.get(f"/vertrek/{departure}/").content.decode()
    again = browser.post(f"/vertrek/{departure}/", {"form_key": str(uuid.uuid4())})
    assert again.status_code == 422
    assert "Dit protocol loopt hier al." in again.content.decode()


def test_a_striking_off_shows_its_own_first_step(world: World) -> None:
    browser = signed_in(world.home.attendance)
    answer = browser.post("/vertrek/nieuw/", form(kind="strike_off", source="school"))
    page = browser.get(answer["Location"]).content.decode()
    assert "De school schrijft een kind uit op verzoek van de ouders" in page
    assert "Het kind verhuist binnen Nederland" not in page


def test_what_else_runs_on_the_same_child_is_a_fact_with_a_link(world: World) -> None:
    me, now = world.home.attendance, timezone.now()
    load_reports(me, report_file(REPORT, {**REPORT, "melding_id": "V-2", "bsn": "111222333"}), now=now)
    departure = loaded(world)
    page = signed_in(me).get(f"/vertrek/{departure}/").content.decode()
    assert page.count("/verzuim/") - page.count('href="/verzuim/"') == 1
    assert "16 uur in 4 lesweken" in page
    assert REPORT["toelichting"] not in page
    with acting(world.home.privacy):
        assert AuditEvent.objects.filter(action="departure.matters").count() == 1


def test_by_onderwijsnummer_too_and_without_a_number_it_says_so(world: World) -> None:
    me, now = world.home.attendance, timezone.now()
    load_reports(me, report_file({**REPORT, "bsn": "", "onderwijsnummer": "987654321"}), now=now)
    departure = loaded(world, {**ROW, "bsn": "", "onderwijsnummer": "987654321"})
    browser = signed_in(me)
    assert "Melding van verzuim" in browser.get(f"/vertrek/{departure}/").content.decode()
    other = begun(me, now, bsn="").departure_id
    page = browser.get(f"/vertrek/{other}/").content.decode()
    assert "Zonder BSN of onderwijsnummer" in page
    assert "Melding van verzuim" not in page


def test_a_case_is_never_shown_nor_a_closed_report(world: World) -> None:
    me, now = world.home.attendance, timezone.now()
    a_case(world.home)
    load_reports(me, report_file({**REPORT, "status": "Ingetrokken"}), now=now)
    page = signed_in(me).get(f"/vertrek/{loaded(world)}/").content.decode()
    assert "Bij leerplicht loopt er niets anders over dit kind." in page
    assert "/casussen/" not in page


@pytest.mark.parametrize("who", ["intake", "coordinator", "teacher", "manager", "privacy", "admin"])
def test_nobody_else_can_tell_whether_a_notice_exists(world: World, who: str) -> None:
    departure = loaded(world)
    browser = signed_in(world.home.people[who])
    for address in (f"/vertrek/{departure}/", f"/vertrek/{uuid.uuid4()}/", "/vertrek/", "/vertrek/nieuw/"):
        assert browser.get(address).status_code == 404, address


def test_the_neighbour_sees_nothing(world: World) -> None:
    departure = loaded(world)
    browser = signed_in(world.away.attendance)
    assert browser.get(f"/vertrek/{departure}/").status_code == 404
    assert browser.post(f"/vertrek/{departure}/", {"form_key": str(uuid.uuid4())}).status_code == 404
    assert "Noor" not in browser.get("/vertrek/").content.decode()


def test_one_and_ten_notices_cost_the_same_number_of_queries(
    world: World, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    me, now = world.home.attendance, timezone.now()
    browser = signed_in(me)
    loaded(world)
    begun(me, now)
    browser.get("/vertrek/")
    with django_assert_max_num_queries(30) as few:
        browser.get("/vertrek/")
    load(me, csv_file(*many(10)), now=now)
    load_reports(me, report_file(*many_reports(2)), now=now)
    for _ in range(3):
        begun(me, now)
    with django_assert_num_queries(len(few.captured_queries)):
        browser.get("/vertrek/")


def test_a_run_of_a_notice_leads_back_to_it_and_ends_there(world: World) -> None:
    me, now = world.home.attendance, timezone.now()
    done = begun(me, now)
    browser = signed_in(me)
    assert f"/vertrek/{done.departure_id}/" in browser.get(f"/protocollen/{done.run_id}/").content.decode()
    with acting(me, now):
        command = protocols.Withdraw(done.run_id, "Het gezin gaat toch niet.", 2, uuid.uuid4())
        protocols.withdraw(me, command, now=now)
    assert "Afgerond" in browser.get(f"/vertrek/{done.departure_id}/").content.decode()
    assert "Noor de Wit" not in browser.get("/vertrek/").content.decode()
    assert "Noor de Wit" in browser.get("/vertrek/?afgerond=ja").content.decode()


def test_from_a_move_the_way_leads_to_the_handover_of_that_pupil_and_its_day_is_not_typed_again(world: World) -> None:
    """Rule 30: from attendance to attendance; what the notice says already stands in its step."""
    load_reports(world.home.attendance, report_file(REPORT), now=timezone.now())
    with acting(world.home.attendance, timezone.now()):
        report = AbsenceReport.objects.get().pk
    browser = signed_in(world.home.attendance)
    here = browser.post("/vertrek/nieuw/", form(kind="move"))["Location"]
    handover = f"/verzuim/{report}/overdracht/"
    assert handover in browser.get(here).content.decode()
    assert browser.get(handover).status_code == 200
    with acting(world.home.attendance, timezone.now()):
        run = ProtocolRun.objects.get(departure__isnull=False).pk
    page = browser.get(f"/protocollen/{run}/?stap=move_reported")
    assert boxes(page, f"/protocollen/{run}/?stap=move_reported")["evidence_day_of_move"] == "01-03-2026"
    abroad = browser.post("/vertrek/nieuw/", form())["Location"]
    assert handover not in browser.get(abroad).content.decode()
    other = browser.post("/vertrek/nieuw/", form(kind="move", bsn="111222333"))["Location"]
    assert "U hoeft niets over te dragen" in browser.get(other).content.decode()
