"""Status back to the register's file: made once, kept as sent; and where another package leads, that one is followed."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from sluitend.config import export_absence_status
from sluitend.domain.absence import Closing, KeptWhere
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refused
from sluitend.queries import absence_status as queries
from sluitend.records.models import AbsenceReport, AbsenceStatusFile, User
from sluitend.services import absences, flow, settings
from tests.browsing import signed_in
from tests.services.test_absences import ROW, csv_file, load, many
from tests.world import NOW, World, acting, later

HEAD = "melding_id;status;terugkoppeling\r\n"


def handled(world: World, number: int = 1) -> list[uuid.UUID]:
    viewer = world.home.attendance
    load(viewer, csv_file(*many(number)))
    with acting(viewer):
        found = list(AbsenceReport.objects.order_by("melding_id").values_list("pk", flat=True))
        for report in found:
            absences.record_contact(viewer, absences.RecordContact(report, local_day(NOW), None, 1), now=NOW)
    return found


def export(world: World, days: int = 0) -> str:
    viewer, now = world.home.attendance, later(days=days)
    with acting(viewer, now):
        made = absences.export_status(viewer, uuid.uuid4(), now=now)
        return absences.status_text(viewer, made, now=now)


def test_only_what_changed_goes_and_it_is_kept_that_it_was_sent(world: World) -> None:
    first, _second = handled(world, 2)
    assert export(world) == HEAD + "V-0;In behandeling;\r\nV-1;In behandeling;\r\n"
    with pytest.raises(Refused) as caught:
        export(world, 1)
    assert [one.code for one in caught.value.refusals] == ["absence.nothing_to_send"]
    viewer = world.home.attendance
    with acting(viewer, later(days=2)):
        command = absences.WriteFeedback(first, 2, "Er was een gesprek met de ouders.")
        absences.write_feedback(viewer, command, now=later(days=2))
        assert queries.status_page(viewer, now=later(days=2)).waiting == 1
    assert export(world, 3) == HEAD + "V-0;In behandeling;Er was een gesprek met de ouders.\r\n"
    with acting(viewer):
        assert AbsenceStatusFile.objects.count() == 2
        assert set(AbsenceReport.objects.values_list("sent_status", flat=True)) == {"In behandeling"}


@pytest.mark.parametrize(
    ("words", "code"), [("Noor is ziek.", "absence.feedback_health"), ("Een Turks gezin.", "words.not_needed")]
)
def test_feedback_holds_no_health_and_nothing_about_who_people_are(world: World, words: str, code: str) -> None:
    (report,) = handled(world)
    viewer = world.home.attendance
    with acting(viewer), pytest.raises(Refused) as caught:
        absences.write_feedback(viewer, absences.WriteFeedback(report, 2, words), now=NOW)
    assert [one.code for one in caught.value.refusals] == [code]


@pytest.mark.parametrize("who", ["intake", "coordinator", "manager", "privacy", "teacher"])
def test_nobody_else_makes_or_reads_a_file(world: World, who: str) -> None:
    (report,) = handled(world)
    viewer = world.home.people[who]
    with acting(viewer):
        for act in (
            lambda: absences.export_status(viewer, uuid.uuid4(), now=NOW),
            lambda: queries.status_page(viewer, now=NOW),
            lambda: queries.feedback_page(viewer, report, now=NOW),
        ):
            with pytest.raises(NotFound):
                act()
        assert not AbsenceStatusFile.objects.exists()


def test_the_neighbour_finds_no_file_and_sends_nothing_of_us(world: World) -> None:
    handled(world)
    export(world)
    away = world.away.attendance
    with acting(world.home.attendance):
        made = AbsenceStatusFile.objects.get().pk
    with acting(away):
        with pytest.raises(NotFound):
            absences.status_text(away, made, now=NOW)
        with pytest.raises(Refused):
            absences.export_status(away, uuid.uuid4(), now=NOW)


def elsewhere(world: World) -> None:
    with acting(world.home.admin):
        command = settings.ChooseKept(1, KeptWhere.HERE, KeptWhere.ELSEWHERE)
        settings.choose_kept(world.home.admin, command, now=NOW)


def test_where_another_package_leads_its_file_sets_the_state_and_our_buttons_say_why_not(world: World) -> None:
    (report, *_rest) = handled(world, 4)
    viewer = world.home.attendance
    elsewhere(world)
    states = ["In behandeling", "Afgesloten", "Ter kennisgeving aangenomen", "Geregistreerd"]
    rows = [{**ROW, "melding_id": f"V-{n}", "status": word} for n, word in enumerate(states)]
    with acting(viewer):
        made = absences.receive_file(viewer, csv_file(*rows), "csv", now=NOW)
        flow.load_absences(viewer, made.id, now=NOW)
        found = dict(AbsenceReport.objects.order_by("melding_id").values_list("melding_id", "closing"))
        assert list(found.values()) == ["", "elsewhere", "noted", ""]
        assert set(AbsenceReport.objects.filter(closing="").values_list("status", flat=True)) == {"handling"}
        version = AbsenceReport.objects.get(pk=report).version
        for act in (
            lambda: absences.record_contact(
                viewer, absences.RecordContact(report, local_day(NOW), None, version), now=NOW
            ),
            lambda: absences.close_report(viewer, absences.CloseReport(report, Closing.BACK, "x", version), now=NOW),
            lambda: absences.write_feedback(viewer, absences.WriteFeedback(report, version, "x"), now=NOW),
            lambda: absences.export_status(viewer, uuid.uuid4(), now=NOW),
        ):
            with pytest.raises(Refused) as caught:
                act()
            assert [one.code for one in caught.value.refusals] == ["absence.elsewhere"]


def test_here_a_file_sets_no_state_of_ours(world: World) -> None:
    load(world.home.attendance, csv_file(ROW))
    viewer = world.home.attendance
    with acting(viewer):
        made = absences.receive_file(viewer, csv_file({**ROW, "status": "Afgesloten"}), "csv", now=NOW)
        flow.load_absences(viewer, made.id, now=NOW)
        assert AbsenceReport.objects.get().status == "received"


def test_every_page_says_which_system_leads(world: World) -> None:
    (report,) = handled(world)
    browser = signed_in(world.home.attendance)
    pages = ("/verzuim/", f"/verzuim/{report}/", "/verzuim/register/")
    assert all("Leidend is Sluitend." in browser.get(page).content.decode() for page in pages)
    elsewhere(world)
    for page in pages:
        text = browser.get(page).content.decode()
        assert "Leidend is een ander systeem." in text
        assert 'name="closing"' not in text


def test_the_page_makes_the_file_and_gives_it(world: World) -> None:
    handled(world)
    browser = signed_in(world.home.attendance)
    assert browser.post("/verzuim/register/", {"form_key": str(uuid.uuid4())}).status_code == 302
    with acting(world.home.attendance):
        made = AbsenceStatusFile.objects.get().pk
    answer = browser.get(f"/verzuim/register/{made}/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode() == HEAD + "V-0;In behandeling;\r\n"
    assert browser.post("/verzuim/register/", {"form_key": str(uuid.uuid4())}).status_code == 422
    assert signed_in(world.away.attendance).get(f"/verzuim/register/{made}/").status_code == 404


def test_bad_feedback_keeps_what_was_typed(world: World) -> None:
    (report,) = handled(world)
    browser = signed_in(world.home.attendance)
    sent = {"form_key": str(uuid.uuid4()), "version": "2", "words": "Noor is ziek."}
    answer = browser.post(f"/verzuim/{report}/terugkoppeling/", sent)
    assert answer.status_code == 422
    assert "Noor is ziek." in answer.content.decode()
    assert "gaat over gezondheid" in answer.content.decode()


def test_the_command_writes_the_file_and_keeps_nothing_as_sent_when_it_cannot(world: World, tmp_path: Path) -> None:
    handled(world)
    who = User.objects.get(pk=world.home.attendance.user_id).email
    file, said = tmp_path / "stand.csv", []
    file.write_text("van een ander")
    with pytest.raises(export_absence_status.ExportFault, match="bestaat al"):
        export_absence_status.run(file, "vlierdam", who, said.append)
    file.unlink()
    assert export_absence_status.run(file, "vlierdam", who, said.append) == 0
    assert file.read_bytes().decode() == HEAD + "V-0;In behandeling;\r\n"
    with pytest.raises(export_absence_status.ExportFault, match="niets veranderd"):
        export_absence_status.run(tmp_path / "nog.csv", "vlierdam", who, said.append)
    assert not (tmp_path / "nog.csv").exists()
    manager = User.objects.get(pk=world.home.manager.user_id).email
    with pytest.raises(export_absence_status.ExportFault, match="geen leerplichtambtenaar"):
        export_absence_status.run(tmp_path / "nog.csv", "vlierdam", manager, said.append)
