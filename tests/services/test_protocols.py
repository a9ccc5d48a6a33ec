"""Running a protocol: begun by who may, moved by people alone, kept in its version, and the same form once."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from sluitend.access.protocols import standing
from sluitend.domain.absence import Closing
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import Conflict, NotFound, Refused
from sluitend.domain.plan import FamilyAnswer, FamilyPlanIn
from sluitend.domain.protocol.steps import EvidenceKind
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import SchoolRegion
from sluitend.queries.cases import case_list
from sluitend.queries.protocol_run import run_page
from sluitend.queries.protocols import case_protocols
from sluitend.records.models import AbsenceReport, AuditEvent, ClockSaid, Plan, ProtocolContent, ProtocolRun, RunEvent
from sluitend.services import absences, flow, protocols
from sluitend.services.cases import ChangeCase, GiveSeat, OpenCase, change_details, give_seat
from sluitend.services.plans import SaveFamilyPlan
from sluitend.services.protocols import Extend, NoteDay, SetStill, SkipStep, StartRun, TakeStep, Withdraw
from sluitend.services.settings import ChangeMunicipality, change_municipality
from tests.services.test_absences import csv_file, load, many
from tests.services.test_clock_scan import worker
from tests.stories import CRITERIA, FAMILY, a_case
from tests.transfer_stories import a_report
from tests.world import NOW, World, acting, later

DAY = local_day(NOW)
RECEIVED = {"kind_of_absence": "sixteen_hours", "first_day": "2026-02-02", "last_day": "2026-02-20"}


def begin(viewer: Viewer, now: datetime = NOW, **about: Any) -> UUID:
    given: dict[str, Any] = {
        "protocol": "school_absence",
        "started_on": local_day(now),
        "form_key": uuid.uuid4(),
        **about,
    }
    with acting(viewer, now):
        return protocols.start(viewer, StartRun(**given), now=now).run_id


def take(viewer: Viewer, run: UUID, step: str, now: datetime = NOW, **others: Any) -> protocols.RunDone:
    with acting(viewer, now):
        values: dict[str, Any] = {
            "on": local_day(now),
            "version": ProtocolRun.objects.values_list("version", flat=True).get(pk=run),
            "form_key": uuid.uuid4(),
            **others,
        }
        return protocols.take(viewer, TakeStep(run, step, **values), now=now)


def at_talk(world: World, now: datetime = NOW) -> UUID:
    """Give a run that stands before the first talk."""
    me = world.home.attendance
    run = begin(me, now, report_id=a_report(world, now=now))
    take(me, run, "report_received", now, evidence=RECEIVED)
    take(me, run, "assessed", now, leads_to=("first_contact",))
    return run


def open_steps(viewer: Viewer, run: UUID, now: datetime = NOW) -> set[str]:
    with acting(viewer, now):
        position = standing(ProtocolRun.objects.get(pk=run), now).position
        assert position is not None
        return set(position.open)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_an_officer_begins_a_protocol_for_a_report_and_its_line_comes_first(world: World) -> None:
    me = world.home.attendance
    run = begin(me, report_id=a_report(world))
    assert "report_received" in open_steps(me, run)
    with acting(world.home.privacy):
        line = AuditEvent.objects.get(action="protocol.start")
        assert (line.object_id, line.membership_id, line.categories) == (run, me.membership_id, ["k19", "k4"])


def test_the_same_form_begins_one_run_and_takes_one_step(world: World) -> None:
    me, report, key = world.home.attendance, a_report(world), uuid.uuid4()
    assert begin(me, report_id=report, form_key=key) == begin(me, report_id=report, form_key=key)
    run, key = begin(me, report_id=report, form_key=key), uuid.uuid4()
    for _ in range(2):
        take(me, run, "report_received", evidence=RECEIVED, form_key=key, version=1)
    with acting(me):
        assert RunEvent.objects.filter(run=run).count() == 1


def test_a_protocol_runs_once_at_a_time(world: World) -> None:
    me, report = world.home.attendance, a_report(world)
    begin(me, report_id=report)
    with pytest.raises(Refused) as refused:
        begin(me, report_id=report)
    assert codes(refused) == ["protocol.runs_already"]


def test_a_step_is_a_decision_with_its_evidence_and_opens_what_follows(world: World) -> None:
    run = at_talk(world)
    assert open_steps(world.home.attendance, run) == {"first_contact"}
    with acting(world.home.attendance):
        event = RunEvent.objects.get(run=run, seq=1)
        assert (event.kind, event.step, event.evidence["kind_of_absence"]) == (
            "taken",
            "report_received",
            "sixteen_hours",
        )
        assert event.facts == {"first_day": "2026-02-02", "last_day": "2026-02-20"}


def test_what_is_missing_is_said_at_its_field(world: World) -> None:
    me = world.home.attendance
    run = begin(me, report_id=a_report(world))
    with pytest.raises(Refused) as refused:
        take(me, run, "report_received", evidence={"kind_of_absence": "smoke", "first_day": "gisteren"})
    assert {one.field for one in refused.value.refusals} == {
        "evidence_kind_of_absence",
        "evidence_first_day",
        "evidence_last_day",
    }
    assert open_steps(me, run) >= {"report_received"}


def test_a_word_about_who_people_are_is_asked_to_be_written_again(world: World) -> None:
    run = at_talk(world)
    command = Withdraw(run, "Het is een Turks gezin.", 3, uuid.uuid4())
    with acting(world.home.attendance), pytest.raises(Refused) as refused:
        protocols.withdraw(world.home.attendance, command, now=NOW)
    assert codes(refused) == ["words.not_needed"]


def test_somebody_else_who_was_first_is_shown_and_nothing_is_lost(world: World) -> None:
    me, other = world.home.attendance, world.home.attendance
    run = begin(me, report_id=a_report(world))
    take(other, run, "report_received", evidence=RECEIVED)
    with pytest.raises(Conflict) as conflict:
        take(me, run, "report_received", evidence=RECEIVED | {"kind_of_absence": "long"}, version=1)
    assert conflict.value.stored["evidence_kind_of_absence"] == "sixteen_hours"
    assert conflict.value.version == 2


def test_terms_stand_still_run_again_and_are_extended_and_each_moves_the_moment_to_look(world: World) -> None:
    me, run = world.home.attendance, at_talk(world)

    def look() -> datetime | None:
        return ProtocolRun.objects.values_list("look_again_at", flat=True).get(pk=run)

    with acting(me):
        first = look()
        assert first is not None
        protocols.suspend(me, SetStill(run, 3, uuid.uuid4(), "Ouders zijn ziek; afspraak met de school."), now=NOW)
        assert look() is None
        protocols.resume(me, SetStill(run, 4, uuid.uuid4()), now=NOW)
        assert look() == first
        far = Extend(run, "first_contact", DAY + timedelta(days=40), "Gezin is op reis tot dan.", 5, uuid.uuid4())
        protocols.extend(me, far, now=NOW)
        after = look()
        assert after is not None
        assert after > first


def test_a_step_that_may_not_be_skipped_is_not(world: World) -> None:
    me = world.home.attendance
    run = begin(me, report_id=a_report(world))
    with acting(me), pytest.raises(Refused) as refused:
        protocols.skip(me, SkipStep(run, "report_received", 1, uuid.uuid4(), "Geen zin"), now=NOW)
    assert codes(refused) == ["protocol.never_skip"]


def test_a_date_is_written_down_beside_the_steps(world: World) -> None:
    me = world.home.attendance
    run = begin(me, report_id=a_report(world))
    with acting(me):
        protocols.note_day(me, NoteDay(run, "threshold_reached", date(2026, 2, 26), 1, uuid.uuid4()), now=NOW)
        (clock,) = standing(ProtocolRun.objects.get(pk=run), NOW).clocks
        assert (clock.step, clock.due.day) == ("report_received", date(2026, 3, 5))
        with pytest.raises(Refused, match="no_fact"):
            protocols.note_day(me, NoteDay(run, "smoke", DAY, 2, uuid.uuid4()), now=NOW)


def test_a_report_that_the_school_takes_back_ends_its_run_once(world: World) -> None:
    """*Ingetrokken* in the file ends what runs for it; the other report goes on."""
    me = world.home.attendance
    rows = many(2)
    load(me, csv_file(*rows))
    with acting(me):
        reports = dict(AbsenceReport.objects.values_list("melding_id", "pk"))
    runs = [begin(me, report_id=reports[row["melding_id"]]) for row in rows]
    file = csv_file(rows[0] | {"status": "Ingetrokken"}, rows[1])
    with acting(me, later(days=1)) as now:
        progress = absences.receive_file(me, file, "csv", now=now)
        flow.load_absences(me, progress.id, now=now)
        flow.load_absences(me, progress.id, now=now)
        ended = list(ProtocolRun.objects.exclude(ended_at=None).values_list("pk", "ended_by"))
        assert ended == [(runs[0], "withdrawn")]
        (event,) = RunEvent.objects.filter(run=runs[0])
        assert (event.kind, event.reason) == ("withdrawn", "De school trok de melding in.")


def test_a_report_is_closed_when_nothing_runs_for_it_any_more(world: World) -> None:
    me = world.home.attendance
    report = a_report(world)
    run = begin(me, report_id=report)
    with acting(me), pytest.raises(Refused) as refused:
        flow.close_absence(me, absences.CloseReport(report, Closing.BACK, "Gaat weer.", 1), now=NOW)
    assert codes(refused) == ["protocol.report_runs"]
    with acting(me):
        protocols.withdraw(me, Withdraw(run, "Dubbel begonnen.", 1, uuid.uuid4()), now=NOW)
        flow.close_absence(me, absences.CloseReport(report, Closing.BACK, "Gaat weer.", 1), now=NOW)
        assert AbsenceReport.objects.get(pk=report).status == "closed"


def test_a_coordinator_begins_in_a_case_and_nobody_else_sees_it(world: World) -> None:
    case, me = a_case(world.home).case_id, world.home.coordinator
    run = begin(me, protocol="process_ladder", case_id=case)
    assert open_steps(me, run)
    for outsider in (world.away.coordinator, world.home.coordinator2, world.home.attendance, world.home.intake):
        with acting(outsider):
            assert not ProtocolRun.objects.filter(protocol="process_ladder").exists()
            with pytest.raises(NotFound):
                protocols.withdraw(outsider, Withdraw(run, "Weg ermee.", 1, uuid.uuid4()), now=NOW)
            with pytest.raises(NotFound):
                begin(outsider, protocol="process_ladder", case_id=case)


@pytest.mark.parametrize("who", ["intake", "coordinator", "teacher", "manager", "admin", "privacy"])
def test_of_an_absence_report_only_its_officer_begins_and_sees_a_run(world: World, who: str) -> None:
    report = a_report(world)
    run = begin(world.home.attendance, report_id=report)
    outsider = world.home.people[who]
    with acting(outsider):
        assert not ProtocolRun.objects.exists()
        assert not RunEvent.objects.exists()
    for attempt in ({"report_id": report}, {"report_id": uuid.uuid4()}):
        with pytest.raises(NotFound):
            begin(outsider, **attempt)
    with acting(outsider), pytest.raises(NotFound):
        protocols.withdraw(outsider, Withdraw(run, "Weg.", 1, uuid.uuid4()), now=NOW)


def test_the_neighbours_officer_sees_nothing(world: World) -> None:
    report = a_report(world)
    run = begin(world.home.attendance, report_id=report)
    away = world.away.attendance
    with acting(away):
        assert not ProtocolRun.objects.exists()
        assert not ProtocolContent.objects.exists()
        with pytest.raises(NotFound):
            protocols.withdraw(away, Withdraw(run, "Weg.", 1, uuid.uuid4()), now=NOW)
    with pytest.raises(NotFound):
        begin(away, report_id=report)


def test_a_run_keeps_the_version_it_began_with(world: World) -> None:
    me = world.home.attendance
    begin(me, report_id=a_report(world))
    with acting(me):
        (kept,) = ProtocolContent.objects.all()
        assert (kept.protocol, kept.content["code"]) == ("school_absence", "school_absence")
        read = standing(ProtocolRun.objects.get(), NOW).protocol
        assert read is not None
        assert read.version == kept.content_version


def test_what_clocks_had_said_is_written_down_when_a_person_is_before_the_scanner(world: World) -> None:
    run, me = at_talk(world), world.home.attendance
    after = later(days=30)
    with acting(me, after):
        assert not ClockSaid.objects.exists()
        protocols.suspend(me, SetStill(run, 3, uuid.uuid4(), "Gezin is op reis."), now=after)
        said = set(ClockSaid.objects.values_list("step", "word"))
        assert said == {("first_contact", "warning"), ("first_contact", "late")}


@pytest.mark.parametrize(
    ("region", "last"), [(SchoolRegion.MIDDLE, date(2026, 10, 12)), (SchoolRegion.NORTH, date(2026, 10, 19))]
)
def test_weeks_of_holiday_in_the_region_of_the_schools_are_no_lesson_weeks(
    world: World, region: SchoolRegion, last: date
) -> None:
    """Four lesson weeks from 14 September 2026: the north has its autumn holiday in the week of 12 October."""
    now = datetime(2026, 9, 14, 9, tzinfo=UTC)
    with acting(world.home.admin, now):
        numbers = ChangeMunicipality(1, "0300 1", "altijd", "0300 2", "Hulp", "0300 3", region)
        change_municipality(world.home.admin, numbers, now=now)
    me, run = world.home.attendance, at_talk(world, now)
    take(me, run, "first_contact", now, evidence={"channel": "phone"}, leads_to=("ladder_1_talk",))
    talked = {"child_view": "wil", "parents_view": "ook", "school_actions": "gebeld", "reasons_checked": "yes"}
    take(me, run, "ladder_1_talk", now, evidence=talked, leads_to=("agreement",))
    take(me, run, "agreement", now, evidence={"agreed_words": "elke dag", "agreed_with": "moeder"})
    with acting(me, now):
        stands = standing(ProtocolRun.objects.get(pk=run), now)
        assert {clock.step: clock.due.day for clock in stands.clocks} == {"attendance_followed": last}
    after = datetime(2026, 10, 20, 9, tzinfo=UTC)
    with worker():
        protocols.scan(after)
    with acting(me, after):
        said = set(ClockSaid.objects.filter(run=run, word="late").values_list("last_day", flat=True))
        assert said == {last}


def opened_with_terms(world: World) -> UUID:
    """Open a case the way a person does."""
    me = world.home.coordinator
    command = OpenCase(None, "Gezin Van Dijk", me.membership_id, None, FAMILY, criteria=CRITERIA, form_key=uuid.uuid4())
    with acting(me):
        first = flow.open_case(me, command, now=NOW)
        assert flow.open_case(me, command, now=NOW) == first
    return first.case_id


def test_opening_a_case_lets_the_clocks_of_its_plan_run_once_and_does_nothing_to_the_family(world: World) -> None:
    case = opened_with_terms(world)
    with acting(world.home.coordinator):
        (run,) = ProtocolRun.objects.filter(case_id=case)
        assert (run.protocol, run.look_again_at, run.version) == ("plan_terms", None, 1)
        assert not RunEvent.objects.filter(run=run).exists()


def test_the_terms_of_a_plan_follow_what_was_done_with_the_plan_itself(world: World) -> None:
    """The six weeks run from the day on which the family said that it makes no plan of its own."""
    case, me = opened_with_terms(world), world.home.coordinator
    given = FamilyPlanIn(DAY, "Thuis, in een gesprek", FamilyAnswer.NO, DAY, "Doet u het maar.")
    with acting(me):
        version = Plan.objects.values_list("version", flat=True).get(case_id=case)
        flow.save_family_plan(me, SaveFamilyPlan(case, given, version), now=NOW)
        now_at = standing(ProtocolRun.objects.get(case_id=case), NOW)
        assert now_at.position is not None
        assert set(now_at.position.open) == {"plan_made"}
        assert [(one.step, one.due.day, one.statutory) for one in now_at.clocks] == [
            ("plan_made", DAY + timedelta(weeks=6), True)
        ]
        events = RunEvent.objects.filter(run__case_id=case).order_by("seq").values_list("step", "by_id")
        assert list(events) == [
            ("family_plan_offered", me.membership_id),
            ("family_plan_dropped", me.membership_id),
        ]
        flow.save_family_plan(me, SaveFamilyPlan(case, given, version + 1), now=NOW)
        assert RunEvent.objects.filter(run__case_id=case).count() == 2


def test_a_case_without_terms_of_its_plan_goes_on_without_them(world: World) -> None:
    case, me = a_case(world.home).case_id, world.home.coordinator
    with acting(me):
        version = Plan.objects.values_list("version", flat=True).get(case_id=case)
        given = FamilyPlanIn(DAY, "Thuis, in een gesprek")
        flow.save_family_plan(me, SaveFamilyPlan(case, given, version), now=NOW)
        assert not ProtocolRun.objects.filter(case_id=case).exists()


def a_code(world: World) -> tuple[UUID, UUID]:
    """Let the reporting code run for a child in a case: what it holds is of a kind that its coordinator only knows runs."""
    made = a_case(world.home)
    run = begin(world.home.coordinator, protocol="reporting_code", case_id=made.case_id, child_id=made.person_ids[0])
    return made.case_id, run


def answers(viewer: Viewer, run: UUID, step: str) -> dict[str, str]:
    """Give an answer to whatever a step asks."""
    with acting(viewer):
        protocol = standing(ProtocolRun.objects.get(pk=run), NOW).protocol
    assert protocol is not None
    given = {EvidenceKind.DAY: DAY.isoformat(), EvidenceKind.YES_NO: "yes", EvidenceKind.TEXT: "Opgeschreven."}
    found = {}
    for one in protocol.step(step).evidence:
        found[one.code] = next(iter(one.choices)) if one.choices else given.get(one.kind, "")
    return found


def test_who_holds_a_case_writes_what_they_did_and_does_not_read_what_others_wrote(world: World) -> None:
    case, run = a_code(world)
    me, deputy = world.home.coordinator, world.home.coordinator2
    (step,) = open_steps(me, run)
    take(me, run, step, evidence=answers(me, run, step), reason="Het kind is niet veilig.")
    with acting(me):
        assert run_page(me, run, now=NOW).history[0].hidden is False
        change_details(
            me,
            ChangeCase(case, "Gezin Van Dijk", deputy.membership_id, "Komt erbij.", 1, form_key=uuid.uuid4()),
            now=NOW,
        )
    with acting(deputy):
        (seen,) = run_page(deputy, run, now=NOW).history
        assert (seen.hidden, seen.reason, seen.answers) == (True, "", ())


def test_who_has_a_seat_and_may_know_nothing_of_it_does_not_see_the_run(world: World) -> None:
    case, run = a_code(world)
    member = world.home.member
    with acting(world.home.coordinator):
        seat = GiveSeat(case, member.membership_id, "Gezinswerker", "Helpt thuis", DAY + timedelta(days=30))
        give_seat(world.home.coordinator, seat, now=NOW)
    with acting(member):
        with pytest.raises(NotFound):
            run_page(member, run, now=NOW)
        assert case_protocols(member, case, now=NOW).running == ()
        with pytest.raises(NotFound):
            protocols.withdraw(member, Withdraw(run, "Weg.", 1, uuid.uuid4()), now=NOW)


def test_the_officer_of_the_code_reads_a_case_of_a_seat_from_when_the_code_runs_in_it(world: World) -> None:
    made, me, officer = a_case(world.home), world.home.coordinator, world.home.code
    with acting(me):
        seat = GiveSeat(
            made.case_id, officer.membership_id, "Aandachtsfunctionaris", "Denkt mee", DAY + timedelta(days=30)
        )
        give_seat(me, seat, now=NOW)

    def sees() -> bool:
        with acting(officer):
            listed = [row.case_id for row in case_list(officer, now=NOW).rows]
            try:
                case_protocols(officer, made.case_id, now=NOW)
            except NotFound:
                return bool(listed)
            return listed == [made.case_id]

    assert not sees()
    run = begin(me, protocol="reporting_code", case_id=made.case_id, child_id=made.person_ids[0])
    assert sees()
    (step,) = open_steps(me, run)
    take(me, run, step, evidence=answers(me, run, step), reason="Het kind is niet veilig.")
    with acting(officer):
        assert run_page(officer, run, now=NOW).history[0].hidden is False
