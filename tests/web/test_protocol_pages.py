"""The one page of every protocol: where we are, what is due, what may not and why; and nothing typed is lost."""

from __future__ import annotations

import uuid
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from sluitend.domain.clock import local_day
from sluitend.records.models import AuditEvent, ProtocolRun, RunEvent
from sluitend.services import protocols
from sluitend.services.protocols import StartRun
from tests.browsing import signed_in
from tests.services.test_absences import csv_file, load, many
from tests.services.test_protocols import RECEIVED, a_report, at_talk, begin, take
from tests.stories import a_case
from tests.world import World, acting


def sent(**more: object) -> dict[str, object]:
    return {"form_key": str(uuid.uuid4()), "on": f"{local_day(timezone.now()):%d-%m-%Y}", **more}


def evidence() -> dict[str, object]:
    return {f"evidence_{code}": answer for code, answer in RECEIVED.items()}


def page_of(client: Client, run: UUID, step: str = "") -> str:
    answer = client.get(f"/protocollen/{run}/" + (f"?stap={step}" if step else ""))
    assert answer.status_code == 200
    return answer.content.decode()


def a_run(world: World) -> UUID:
    now = timezone.now()
    return begin(world.home.attendance, now, report_id=a_report(world, now=now))


def test_an_officer_begins_a_protocol_from_the_report(world: World) -> None:
    client, report = signed_in(world.home.attendance), a_report(world, now=timezone.now())
    assert f"/verzuim/{report}/protocollen/" in client.get(f"/verzuim/{report}/").content.decode()
    page = client.get(f"/verzuim/{report}/protocollen/").content.decode()
    assert "Schoolverzuim" in page
    given = {"form_key": str(uuid.uuid4()), "protocol": "school_absence"}
    refused = client.post(f"/verzuim/{report}/protocollen/", {**given, "started_on": "gisteren"})
    assert refused.status_code == 422
    assert 'value="gisteren"' in refused.content.decode()
    day = f"{local_day(timezone.now()):%d-%m-%Y}"
    answer = client.post(f"/verzuim/{report}/protocollen/", {**given, "started_on": day})
    assert answer.status_code == 302
    assert "De melding van de school is binnen" in client.get(answer["Location"]).content.decode()


def test_the_page_asks_what_the_content_asks_and_keeps_what_was_typed(world: World) -> None:
    client, run = signed_in(world.home.attendance), a_run(world)
    page = page_of(client, run, "report_received")
    for question in ("Wat voor verzuim meldt de school?", "Eerste dag van het verzuim"):
        assert question in page
    half = sent(version="1", evidence_kind_of_absence="long", evidence_first_day="ergens in mei", evidence_last_day="")
    answer = client.post(f"/protocollen/{run}/?stap=report_received", half)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="ergens in mei"' in text
    assert 'value="long"' in text
    assert "checked" in text
    with acting(world.home.attendance):
        assert not RunEvent.objects.exists()


def test_a_step_that_was_taken_stands_in_the_list_and_in_what_happened(world: World) -> None:
    client, run = signed_in(world.home.attendance), a_run(world)
    answer = client.post(f"/protocollen/{run}/?stap=report_received", sent(version="1", **evidence()))
    assert answer.status_code == 302
    page = page_of(client, run)
    assert "16 uur in 4 lesweken" in page
    assert "Bekijk de melding en kies wat past" in page
    with acting(world.home.privacy):
        assert AuditEvent.objects.filter(action="protocol.page").exists()


def test_a_choice_opens_only_what_was_chosen(world: World) -> None:
    client, run = signed_in(world.home.attendance), a_run(world)
    client.post(f"/protocollen/{run}/?stap=report_received", sent(version="1", **evidence()))
    client.post(f"/protocollen/{run}/?stap=assessed", sent(version="2", leads_to="first_contact"))
    assert "Termijnen" in page_of(client, run)
    gone = client.post(f"/protocollen/{run}/?stap=assessed", sent(version="3"))
    assert gone.status_code == 302
    assert "Deze stap is nu niet aan de beurt." in page_of(client, run)


def test_two_people_at_once_both_see_what_the_other_wrote(world: World) -> None:
    client, run = signed_in(world.home.attendance), a_run(world)
    now = timezone.now()
    with acting(world.home.attendance, now):
        note = protocols.NoteDay(run, "threshold_reached", local_day(now), 1, uuid.uuid4())
        protocols.note_day(world.home.attendance, note, now=now)
    answer = client.post(f"/protocollen/{run}/?stap=report_received", sent(version="1", **evidence()))
    assert answer.status_code == 409
    assert 'value="02-02-2026"' in answer.content.decode() or 'value="2026-02-02"' in answer.content.decode()


def test_terms_stand_still_run_again_and_get_longer(world: World) -> None:
    now = timezone.now()
    client, run = signed_in(world.home.attendance), at_talk(world, now)
    far = f"{local_day(now) + timedelta(days=60):%d-%m-%Y}"
    for address, given, seen in (
        ("stilzetten/", {"reason": "Gezin is op reis, afspraak met de school."}, "Termijnen staan stil"),
        ("verder/", {}, "Loopt"),
        ("verlengen/?stap=first_contact", {"until": far, "reason": "Gezin is op reis, afspraak."}, "verlengd"),
    ):
        with acting(world.home.attendance):
            version = ProtocolRun.objects.get(pk=run).version
        values = {"form_key": str(uuid.uuid4()), "version": version, **given}
        assert client.post(f"/protocollen/{run}/{address}", values).status_code == 302, address
        assert seen in page_of(client, run)


def test_withdrawing_asks_a_reason_and_ends_the_run(world: World) -> None:
    client, run = signed_in(world.home.attendance), a_run(world)
    values = {"form_key": str(uuid.uuid4()), "version": "1", "reason": ""}
    answer = client.post(f"/protocollen/{run}/intrekken/", values)
    assert answer.status_code == 422
    assert client.post(f"/protocollen/{run}/intrekken/", {**values, "reason": "Dubbel."}).status_code == 302
    page = page_of(client, run)
    assert "Dit protocol is ingetrokken." in page
    assert "Zet deze stap" not in page


@pytest.mark.parametrize("who", ["intake", "coordinator", "teacher", "manager", "privacy", "admin", "lead"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_can_tell_whether_a_run_exists(world: World, who: str, method: str) -> None:
    run = a_run(world)
    client = signed_in(world.home.people[who])
    for address in ("", "overslaan/", "stilzetten/", "verder/", "verlengen/", "datum/", "intrekken/"):
        answers = [getattr(client, method)(f"/protocollen/{one}/{address}") for one in (run, uuid.uuid4())]
        codes = {answer.status_code for answer in answers}
        assert codes == {404} if method == "post" or not address else codes == {405}, address


def test_the_neighbours_officer_sees_nothing(world: World) -> None:
    run = a_run(world)
    assert signed_in(world.away.attendance).get(f"/protocollen/{run}/").status_code == 404


def test_a_field_of_another_form_is_refused(world: World) -> None:
    client, run = signed_in(world.home.attendance), a_run(world)
    answer = client.post(f"/protocollen/{run}/?stap=report_received", sent(version="1", score="9", **evidence()))
    assert answer.status_code == 400


def test_a_coordinator_sees_what_may_be_started_in_a_case_and_why_not(world: World) -> None:
    now = timezone.now()
    case = a_case(world.home, now=now).case_id
    client = signed_in(world.home.coordinator)
    assert f"/casussen/{case}/protocollen/" in client.get(f"/casussen/{case}/").content.decode()
    page = client.get(f"/casussen/{case}/protocollen/").content.decode()
    assert "Dit protocol loopt alleen bij verhoogde veiligheid." in page
    assert "Vertrek van een leerplichtig kind" not in page
    given = {"form_key": str(uuid.uuid4()), "protocol": "process_ladder", "started_on": f"{local_day(now):%d-%m-%Y}"}
    answer = client.post(f"/casussen/{case}/protocollen/", given)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    assert 'class="terms"' in client.get(f"/casussen/{case}/").content.decode()
    for who in ("coordinator2", "intake", "teacher"):
        assert signed_in(world.home.people[who]).get(f"/casussen/{case}/protocollen/").status_code == 404
        assert signed_in(world.home.people[who]).get(answer["Location"]).status_code == 404


def test_one_and_three_runs_cost_the_same_number_of_queries(
    world: World, django_assert_max_num_queries: object, django_assert_num_queries: object
) -> None:
    now, me = timezone.now(), world.home.attendance
    load(me, csv_file(*many(3)), now=now)
    with acting(me, now):
        from sluitend.records.models import AbsenceReport

        reports = list(AbsenceReport.objects.order_by("melding_id").values_list("pk", flat=True))
    client = signed_in(me)

    def at_contact(report: UUID) -> None:
        run = begin(me, now, report_id=report)
        take(me, run, "report_received", now, evidence=RECEIVED)
        take(me, run, "assessed", now, leads_to=("first_contact",))

    at_contact(reports[0])
    client.get("/")
    with django_assert_max_num_queries(40) as few:  # type: ignore[operator]
        assert client.get("/").content.decode().count("?stap=first_contact") == 1
    at_contact(reports[1])
    at_contact(reports[2])
    with django_assert_num_queries(len(few.captured_queries)):  # type: ignore[operator]
        assert client.get("/").content.decode().count("?stap=first_contact") == 3


def test_a_list_of_runs_costs_the_same_number_of_queries(world: World, django_assert_num_queries: object) -> None:
    now, me = timezone.now(), world.home.coordinator
    case = a_case(world.home, now=now).case_id
    client = signed_in(me)

    def ladder() -> None:
        with acting(me, now):
            made = StartRun("process_ladder", local_day(now), uuid.uuid4(), case_id=case)
            run = protocols.start(me, made, now=now).run_id
            protocols.withdraw(me, protocols.Withdraw(run, "Opgelost.", 1, uuid.uuid4()), now=now)

    ladder()
    client.get(f"/casussen/{case}/protocollen/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(f"/casussen/{case}/protocollen/")
    ladder()
    ladder()
    with django_assert_num_queries(len(few.captured_queries)):  # type: ignore[operator]
        client.get(f"/casussen/{case}/protocollen/")


@pytest.mark.parametrize("query", ["?stap=%00", "?stap=nergens", "?stap=" + "x" * 3000, "?stap=1&stap=2"])
def test_odd_addresses_change_nothing(world: World, query: str) -> None:
    client, run = signed_in(world.home.attendance), a_run(world)
    assert client.get(f"/protocollen/{run}/{query}").status_code == 200
