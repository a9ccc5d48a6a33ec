"""The official report as a compartment: one officer's own, complete before it is signed, its outcome seen by nobody else."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from sluitend.content.official_report import official_items
from sluitend.domain.absence import Heard, KeptWhere, OfficialState, Ruling
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.queries import official as queries
from sluitend.records.models import AbsenceReport, AuditEvent, OfficialReport, OfficialStep, ProtocolRun, RunEvent
from sluitend.services import absences, flow, protocols, settings
from tests.services.test_absences import ROW, csv_file, load
from tests.world import NOW, Place, World, acting

S = OfficialState
TODAY = local_day(NOW)
TRIED = "Twee gesprekken, hulp van het lokale team en Halt."


def reported(world: World) -> uuid.UUID:
    load(world.home.attendance, csv_file(ROW))
    with acting(world.home.attendance):
        return AbsenceReport.objects.values_list("pk", flat=True).get()


def begin(viewer: Viewer, report: uuid.UUID, **other: object) -> None:
    with acting(viewer):
        command = absences.BeginOfficial(report, TODAY, uuid.uuid4(), **({"tried": TRIED} | other))  # type: ignore[arg-type]
        flow.begin_official(viewer, command, now=NOW)


def step(viewer: Viewer, report: uuid.UUID, to: S, *, on: date = TODAY, **other: object) -> None:
    with acting(viewer):
        version = OfficialReport.objects.values_list("version", flat=True).get(report_id=report)
        command = absences.TakeOfficialStep(report, to, on, version, uuid.uuid4(), **other)  # type: ignore[arg-type]
        flow.take_official_step(viewer, command, now=NOW)


def answer(viewer: Viewer, report: uuid.UUID, code: str, words: str = "Staat erin.") -> None:
    with acting(viewer):
        version = OfficialReport.objects.values_list("version", flat=True).get(report_id=report)
        absences.answer(viewer, absences.AnswerItem(report, code, words, TODAY, version), now=NOW)


def sent(place: Place, report: uuid.UUID) -> None:
    begin(place.boa, report)
    step(place.boa, report, S.HEARD, heard=Heard.STATEMENT)
    for one in official_items():
        answer(place.boa, report, one.code)
    step(place.boa, report, S.SIGNED)
    step(place.boa, report, S.SENT)


def refusals(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in caught.value.refusals]


def test_the_whole_way_from_concept_to_final_each_step_by_a_named_person(world: World) -> None:
    report = reported(world)
    sent(world.home, report)
    step(world.home.boa, report, S.SESSION, session_on=TODAY + timedelta(60))
    step(world.home.boa, report, S.RULED, ruling=Ruling.CONDITIONAL)
    step(world.home.boa, report, S.FINAL)
    with acting(world.home.boa):
        page = queries.official_page(world.home.boa, report, now=NOW)
        assert [one.state for one in reversed(page.history)] == [
            S.DRAFT, S.HEARD, S.SIGNED, S.SENT, S.SESSION, S.RULED, S.FINAL,
        ]  # fmt: skip
        assert {one.by for one in page.history} == {
            f"{world.home.boa.name}, leerplichtambtenaar met opsporingsbevoegdheid"
        }
        assert page.ruling is Ruling.CONDITIONAL
        assert page.next == ()
        assert page.tried == TRIED
    with acting(world.home.privacy):
        assert AuditEvent.objects.filter(action="official.step", categories=["k9"]).count() == 6


def test_it_cannot_be_signed_while_an_item_is_open_and_the_refusal_names_it(world: World) -> None:
    report, boa = reported(world), world.home.boa
    begin(boa, report)
    step(boa, report, S.HEARD, heard=Heard.TWO_INVITATIONS)
    for one in official_items():
        if one.code != "culpability":
            answer(boa, report, one.code)
    with pytest.raises(Refused) as caught:
        step(boa, report, S.SIGNED)
    assert [str(one) for one in caught.value.refusals] == ["Nog open op de lijst: Verwijtbaarheid."]
    with acting(boa):
        assert OfficialReport.objects.get().state == S.HEARD
        (page,) = [one for one in queries.official_page(boa, report, now=NOW).next if one.to is S.SIGNED]
        assert [one.params["item"] for one in page.refused] == ["Verwijtbaarheid"]


@pytest.mark.parametrize("field", ["tried", "item", "why"])
def test_the_word_guard_reads_every_text(world: World, field: str) -> None:
    """No ethnicity, culture, religion, nationality (B.7)."""
    report, boa, words = reported(world), world.home.boa, "Het is een Marokkaans gezin."
    acts = {
        "tried": lambda: begin(boa, report, tried=words),
        "item": lambda: answer(boa, report, "culpability", words),
        "why": lambda: step(boa, report, S.STOPPED, words=words),
    }
    if field != "tried":
        begin(boa, report)
    with pytest.raises(Refused) as caught:
        acts[field]()
    assert refusals(caught) == ["words.not_needed"]


def test_nothing_lighter_tried_is_no_official_report(world: World) -> None:
    report = reported(world)
    with pytest.raises(Refused) as caught:
        begin(world.home.boa, report, tried="  ")
    assert refusals(caught) == ["official.no_tried"]


def test_a_step_out_of_order_is_refused_and_a_sent_report_does_not_stop(world: World) -> None:
    report = reported(world)
    begin(world.home.boa, report)
    with pytest.raises(Refused) as caught:
        step(world.home.boa, report, S.SENT)
    assert refusals(caught) == ["official.not_now"]
    step(world.home.boa, report, S.STOPPED, words="De leerling gaat weer.")
    with acting(world.home.boa):
        assert queries.official_page(world.home.boa, report, now=NOW).next == ()


@pytest.mark.parametrize("who", ["attendance", "boa2", "coordinator", "manager", "privacy", "admin", "teacher"])
def test_only_its_officer_reads_it(world: World, who: str) -> None:
    report = reported(world)
    sent(world.home, report)
    viewer = world.home.people[who]
    with acting(viewer):
        assert not OfficialReport.objects.exists()
        assert not OfficialStep.objects.exists()
        with pytest.raises(NotFound):
            queries.official_page(viewer, report, now=NOW)
        with pytest.raises(NotFound):
            queries.begin_page(viewer, report, now=NOW)
    with pytest.raises((NotFound, OfficialReport.DoesNotExist)):
        step(viewer, report, S.SESSION, session_on=TODAY)


def test_the_neighbour_finds_nothing(world: World) -> None:
    report = reported(world)
    begin(world.home.boa, report)
    away = world.away.boa
    with acting(away):
        assert not OfficialReport.objects.exists()
        assert queries.route_of(away, report).runs is False
        for act in (queries.official_page, queries.begin_page, queries.take_over_page):
            with pytest.raises(NotFound):
                act(away, report, now=NOW)
        with pytest.raises(NotFound):
            absences.take_over(away, report, "Collega is ziek.", form_key=uuid.uuid4(), now=NOW)


def test_another_attendance_officer_sees_yes_or_no_and_nothing_else(world: World) -> None:
    report = reported(world)
    with acting(world.home.attendance):
        assert queries.route_of(world.home.attendance, report) == queries.PenalRoute(runs=False)
    sent(world.home, report)
    with acting(world.home.attendance):
        assert queries.route_of(world.home.attendance, report) == queries.PenalRoute(runs=True)
    step(world.home.boa, report, S.RULED, ruling=Ruling.DISMISSED)
    with acting(world.home.attendance):
        assert queries.route_of(world.home.attendance, report) == queries.PenalRoute(runs=False)
    for who in ("coordinator", "manager", "teacher"):
        with acting(world.home.people[who]):
            assert queries.route_of(world.home.people[who], report) == queries.PenalRoute(runs=False)


def test_a_colleague_takes_it_over_with_a_reason_and_the_first_reads_it_no_more(world: World) -> None:
    report = reported(world)
    begin(world.home.boa, report)
    with acting(world.home.boa2), pytest.raises(Refused):
        absences.take_over(world.home.boa2, report, " ", form_key=uuid.uuid4(), now=NOW)
    with acting(world.home.attendance), pytest.raises(NotFound):
        absences.take_over(world.home.attendance, report, "Ziek.", form_key=uuid.uuid4(), now=NOW)
    with acting(world.home.boa2):
        absences.take_over(world.home.boa2, report, "De collega is ziek.", form_key=uuid.uuid4(), now=NOW)
        page = queries.official_page(world.home.boa2, report, now=NOW)
        assert (page.history[0].taken_over, page.history[0].words) == (True, "De collega is ziek.")
    with acting(world.home.boa), pytest.raises(NotFound):
        queries.official_page(world.home.boa, report, now=NOW)


def test_there_is_one_for_a_report_and_the_same_form_twice_is_one(world: World) -> None:
    report, boa = reported(world), world.home.boa
    command = absences.BeginOfficial(report, TODAY, uuid.uuid4(), TRIED)
    for _ in range(2):
        with acting(boa):
            flow.begin_official(boa, command, now=NOW)
    with acting(boa):
        assert OfficialStep.objects.count() == 1
    for other in (boa, world.home.boa2):
        with pytest.raises(Refused) as caught:
            begin(other, report)
        assert refusals(caught) == ["official.already"]


def test_two_windows_at_once_the_second_looks_first(world: World) -> None:
    report, boa = reported(world), world.home.boa
    begin(boa, report)
    answer(boa, report, "culpability")
    with acting(boa), pytest.raises(Refused) as caught:
        absences.answer(boa, absences.AnswerItem(report, "culpability", "Anders.", None, 1), now=NOW)
    assert refusals(caught) == ["official.changed_meanwhile"]


def test_what_is_signed_does_not_change_any_more(world: World) -> None:
    report = reported(world)
    sent(world.home, report)
    with pytest.raises(Refused) as caught:
        answer(world.home.boa, report, "culpability", "Toch anders.")
    assert refusals(caught) == ["official.signed_already"]


def test_where_another_system_leads_only_dates_are_kept(world: World) -> None:
    """Only its dates where a BOA system exists."""
    report, boa = reported(world), world.home.boa
    with acting(world.home.admin):
        settings.choose_kept(world.home.admin, settings.ChooseKept(1, KeptWhere.ELSEWHERE, KeptWhere.HERE), now=NOW)
    begin(boa, report)
    with pytest.raises(Refused) as caught:
        answer(boa, report, "culpability")
    assert refusals(caught) == ["official.elsewhere"]
    for to in (S.HEARD, S.SIGNED, S.SENT):
        step(boa, report, to, heard=Heard.STATEMENT)
    step(boa, report, S.SESSION, session_on=TODAY + timedelta(30))
    step(boa, report, S.RULED, ruling=Ruling.FINE)
    with acting(boa):
        row = OfficialReport.objects.get()
        assert (row.tried, row.answers, row.ruling, row.state) == ("", {}, "", S.RULED)
        assert set(OfficialStep.objects.values_list("words", "heard", "ruling")) == {("", "", "")}


def test_only_an_administrator_says_which_system_leads(world: World) -> None:
    for who in ("boa", "attendance", "manager"):
        with acting(world.home.people[who]), pytest.raises(NotFound):
            settings.choose_kept(
                world.home.people[who], settings.ChooseKept(1, KeptWhere.HERE, KeptWhere.HERE), now=NOW
            )


def test_the_protocol_follows_and_keeps_no_word_and_no_outcome(world: World) -> None:
    report, boa = reported(world), world.home.boa
    run_to_route_four(world, report)
    sent(world.home, report)
    step(boa, report, S.SESSION, session_on=TODAY + timedelta(60))
    step(boa, report, S.RULED, ruling=Ruling.FINE)
    with acting(world.home.attendance):
        taken = RunEvent.objects.filter(step__startswith="official_report").order_by("seq")
        assert [one.step.removeprefix("official_report_") for one in taken] == [
            "drafted", "heard", "signed", "sent", "session", "ruling",
        ]  # fmt: skip
        assert {one.reason for one in taken} == {"Wat hierover is opgeschreven, staat bij het proces-verbaal."}
        assert all(one.evidence == {} and one.facts == {} for one in taken)


def test_the_calendar_lists_own_sessions_by_day_and_what_waits(world: World) -> None:
    report, boa = reported(world), world.home.boa
    sent(world.home, report)
    step(boa, report, S.SESSION, session_on=TODAY + timedelta(9))
    with acting(boa):
        listed = queries.official_list(boa, now=NOW)
        (day,) = listed.coming
        assert (day.on, day.past, [one.name for one in day.rows]) == (TODAY + timedelta(9), False, ["Noor de Wit"])
        (waits,) = queries.official_list(boa, now=NOW + timedelta(days=12)).waiting
        assert (waits.state, waits.days) == (S.SESSION, 12)
    with acting(world.home.boa2):
        assert queries.official_list(world.home.boa2, now=NOW).waiting == ()
    with acting(world.home.attendance), pytest.raises(NotFound):
        queries.official_list(world.home.attendance, now=NOW)


def run_to_route_four(world: World, report: uuid.UUID) -> None:
    """Walk the protocol of the report up to the choice for route 4, as its officer."""
    officer = world.home.boa
    with acting(officer):
        protocols.start(
            officer,
            protocols.StartRun(
                protocol="school_absence", report_id=report, started_on=TODAY, form_key=uuid.uuid4()
            ),
            now=NOW,
        )  # fmt: skip
        run = ProtocolRun.objects.get()
    said = {"kind_of_absence": "sixteen_hours", "first_day": "2026-02-02", "last_day": "2026-02-20"}
    views = {"child_view": "a", "parents_view": "b", "school_actions": "c"}
    mas = {**views, "culpability": "d", "contra_indications": "e", "consulted": "f"}
    penal = {"culpable": "g", "other_routes_failed_or_unsuited": "h"}
    way: list[tuple[str, dict[str, str], tuple[str, ...]]] = [
        ("report_received", said, ()),
        ("assessed", {}, ("first_contact",)),
        ("first_contact", {"channel": "phone"}, ("ladder_3_decision",)),
        ("ladder_3_decision", views, ()),
        ("mas_choice", mas, ("mas_4_penal",)),
        ("mas_4_penal", penal, ()),
    ]
    for code, evidence, leads_to in way:
        with acting(officer):
            run.refresh_from_db()
            protocols.take(
                officer,
                protocols.TakeStep(
                    run.pk, code, TODAY, run.version, uuid.uuid4(), reason="Omdat het zo is.", evidence=evidence,
                    leads_to=leads_to,
                ),
                now=NOW,
            )  # fmt: skip
