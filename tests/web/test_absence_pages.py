"""The attendance officer's pages: load a file, see what is wrong with it, work off a report, pass on next to nothing."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sluitend.domain.person import show_phone
from sluitend.records.models import (
    AbsenceImport,
    AbsenceImportPiece,
    AbsencePass,
    AbsenceReport,
    AuditEvent,
    Membership,
    Signal,
    SignalPerson,
)
from tests.browsing import signed_in
from tests.services.test_absences import ROW, csv_file, load, many
from tests.world import World, acting


def upload(content: bytes, name: str = "verzuim.csv") -> dict[str, object]:
    return {"form_key": str(uuid.uuid4()), "file": SimpleUploadedFile(name, content)}


def loaded(world: World, *rows: dict[str, str]) -> uuid.UUID:
    load(world.home.attendance, csv_file(*(rows or (ROW,))), now=timezone.now())
    with acting(world.home.attendance, timezone.now()):
        return AbsenceReport.objects.order_by("melding_id").values_list("pk", flat=True)[0]


def test_a_file_is_taken_in_and_its_progress_shown(world: World) -> None:
    browser = signed_in(world.home.attendance)
    answer = browser.post("/verzuim/inlezen/", upload(csv_file(ROW, {**ROW, "melding_id": "V 2"}).getvalue()))
    assert answer.status_code == 302
    page = browser.get(answer["Location"])
    assert "0 van 2 regels" in page.content.decode()
    assert 'hx-trigger="load delay:2s"' in page.content.decode()


def test_a_bad_file_is_refused_with_a_sentence(world: World) -> None:
    browser = signed_in(world.home.attendance)
    answer = browser.post("/verzuim/inlezen/", upload(b"\xff\xfe\x00"))
    assert answer.status_code == 422
    assert "Dit bestand is geen UTF-8." in answer.content.decode()


@pytest.mark.parametrize(
    "content",
    [csv_file(*many(3000)).getvalue() + b"V-9999;\xff\n", b"melding_id,soort\n", csv_file(ROW).getvalue() + b'"zonder'],
    ids=["a bad byte after 3,000 good rows", "another header", "a row without an end"],
)
def test_of_a_file_that_is_refused_nothing_was_kept(world: World, content: bytes) -> None:
    browser = signed_in(world.home.attendance)
    answer = browser.post("/verzuim/inlezen/", upload(content))
    assert answer.status_code == 422
    with acting(world.home.attendance, timezone.now()):
        assert not AbsenceImport.objects.exists()
        assert not AbsenceImportPiece.objects.exists()
    assert "Nog bezig" not in browser.get("/verzuim/inlezen/").content.decode()


def test_the_inbox_shows_what_is_due_first_and_logs_each_look(world: World) -> None:
    loaded(world, *many(3))
    page = signed_in(world.home.attendance).get("/verzuim/").content.decode()
    assert page.count("Noor de Wit") == 3
    with acting(world.home.privacy):
        assert AuditEvent.objects.filter(action="absence.inbox").count() == 3


def test_one_and_three_reports_cost_the_same_number_of_queries(
    world: World, django_assert_num_queries: object, django_assert_max_num_queries: object
) -> None:
    browser = signed_in(world.home.attendance)
    loaded(world)
    browser.get("/verzuim/")
    with django_assert_max_num_queries(25) as few:  # type: ignore[operator]
        browser.get("/verzuim/")
    load(world.home.attendance, csv_file(*many(3)), now=timezone.now())
    with django_assert_num_queries(len(few.captured_queries)):  # type: ignore[operator]
        browser.get("/verzuim/")


def test_a_report_shows_terms_and_a_masked_bsn(world: World) -> None:
    report = loaded(world)
    page = signed_in(world.home.attendance).get(f"/verzuim/{report}/").content.decode()
    assert "••••••782" in page
    assert "123456782" not in page
    assert "Dit zijn termijnen van de gemeente, niet van de wet." in page


@pytest.mark.parametrize("who", ["intake", "coordinator", "teacher", "manager", "privacy", "admin"])
def test_nobody_else_can_tell_whether_a_report_exists(world: World, who: str) -> None:
    report = loaded(world)
    browser = signed_in(world.home.people[who])
    answers = [browser.get(f"/verzuim/{one}/") for one in (report, uuid.uuid4())]
    assert {answer.status_code for answer in answers} == {404}
    assert _without_reference(answers[0].content) == _without_reference(answers[1].content)
    assert browser.get("/verzuim/").status_code == 404


def test_the_neighbour_sees_nothing(world: World) -> None:
    report = loaded(world)
    browser = signed_in(world.away.attendance)
    assert browser.get(f"/verzuim/{report}/").status_code == 404
    assert "Noor" not in browser.get("/verzuim/").content.decode()


def test_closing_asks_a_sentence_and_keeps_what_was_typed(world: World) -> None:
    report = loaded(world)
    browser = signed_in(world.home.attendance)
    sent = {"form_key": str(uuid.uuid4()), "version": "1", "closing": "back", "words": " "}
    answer = browser.post(f"/verzuim/{report}/sluiten/", sent)
    assert answer.status_code == 422
    assert 'value="back"' in answer.content.decode()
    assert browser.post(f"/verzuim/{report}/sluiten/", {**sent, "words": "Gaat weer."}).status_code == 302
    assert "Gesloten" in browser.get("/verzuim/?gesloten=ja").content.decode()


def test_passing_on_makes_a_signal_with_the_goal_and_nothing_of_the_report(world: World) -> None:
    report = loaded(world)
    browser = signed_in(world.home.attendance)
    sent = {
        "form_key": str(uuid.uuid4()),
        "goal": "Elke dag naar school",
        "why": "Er is meer nodig dan leerplicht",
        "agreed_by": "parent",
        "agreed_name": "mevrouw De Wit",
        "agreed_how": "phone",
        "agreed_on": "01-03-2026",
    }
    for _again in range(2):
        assert browser.post(f"/verzuim/{report}/doorgeven/", sent).status_code == 302
    with acting(world.home.attendance):
        assert AbsencePass.objects.count() == 1
    with acting(world.home.intake, timezone.now()):
        signal = Signal.objects.get()
        words = " ".join([signal.seen, signal.heard, signal.interpretation, signal.already_done])
        assert "Er loopt een dossier bij leerplicht." in words
        assert SignalPerson.objects.filter(surname="Wit", bsn_digest__isnull=True).exists()
        for secret in ("16", "te laat", "12AB", "Gesprek"):
            assert secret not in words
        officer = Membership.objects.get(pk=world.home.attendance.membership_id)
        assert (signal.channel, signal.reporter_phone) == ("leerplicht", officer.phone)
    taken = (
        signed_in(world.home.intake).get(reverse("signal-take", args=[signal.pk])).content.decode().split("<main", 1)[1]
    )
    assert "Wat de melder denkt" not in taken
    assert "Al gedaan" not in taken
    for shown in (
        "Doel",
        "Elke dag naar school",
        "Waarom",
        "Er is meer nodig dan leerplicht",
        show_phone(officer.phone),
    ):
        assert shown in taken


@pytest.mark.parametrize("how", ["withdrawn", "closed"])
def test_of_a_closed_or_withdrawn_report_no_file_runs_any_more_so_there_is_nothing_to_pass_on(
    world: World, how: str
) -> None:
    report = loaded(world)
    browser = signed_in(world.home.attendance)
    if how == "withdrawn":
        load(world.home.attendance, csv_file({**ROW, "status": "Ingetrokken"}), now=timezone.now())
    else:
        sent = {"form_key": str(uuid.uuid4()), "version": "1", "closing": "back", "words": "Gaat weer."}
        browser.post(f"/verzuim/{report}/sluiten/", sent)
    page = browser.get(f"/verzuim/{report}/").content.decode()
    assert "Er loopt geen dossier meer, dus u geeft niets door." in page
    assert f"/verzuim/{report}/doorgeven/" not in page
    sent = {
        "form_key": str(uuid.uuid4()),
        "goal": "Elke dag naar school",
        "why": "Er is meer nodig",
        "agreed_by": "parent",
        "agreed_name": "mevrouw De Wit",
        "agreed_how": "phone",
        "agreed_on": "01-03-2026",
    }
    answer = browser.post(f"/verzuim/{report}/doorgeven/", sent)
    assert answer.status_code == 422
    with acting(world.home.attendance, timezone.now()):
        assert not AbsencePass.objects.exists()


def test_what_the_school_changed_stands_on_the_page_with_its_day_and_without_what_stood_there(world: World) -> None:
    report = loaded(world, {**ROW, "omvang_uren": "17"})
    again = {**ROW, "omvang_uren": "22", "toelichting": "Nu ook hele dagen."}
    load(world.home.attendance, csv_file(again), now=timezone.now())
    page = signed_in(world.home.attendance).get(f"/verzuim/{report}/").content.decode()
    shown = re.sub(r"\s+", " ", page[page.index("Wat de school later wijzigde") :][:400])
    assert re.search(r"Gewijzigd op [^:]+[0-9:]+: uren, toelichting", shown)
    assert "17" not in page.split("Wat de school meldde")[1].split("Wat de school later wijzigde")[0]


def test_without_somebody_who_agreed_it_stays_with_the_officer(world: World) -> None:
    report = loaded(world)
    browser = signed_in(world.home.attendance)
    answer = browser.post(f"/verzuim/{report}/doorgeven/", {"form_key": str(uuid.uuid4()), "goal": "x", "why": "y"})
    assert answer.status_code == 422
    with acting(world.home.attendance):
        assert not AbsencePass.objects.exists()


@pytest.mark.parametrize(
    "query", ["?pagina=10000000000", "?pagina=-1", "?pagina=x", "?pagina=%00", "?naam__startswith=N"]
)
def test_odd_addresses_change_nothing(world: World, query: str) -> None:
    loaded(world)
    assert signed_in(world.home.attendance).get(f"/verzuim/{query}").content.decode().count("Noor de Wit") == 1


def _without_reference(content: bytes) -> bytes:
    import re

    return re.sub(rb"[0-9a-f]{12}|name=\"csrfmiddlewaretoken\" value=\"[^\"]+\"", b"", content)
