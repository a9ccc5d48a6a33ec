"""Notices of departure: entered by hand or from a file, kept alike for every child, open for the officer alone."""

from __future__ import annotations

import io
import json
import uuid
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from sluitend.content.protocols import protocols as shipped
from sluitend.domain.absence.departure import HEADER, DepartureKind, DepartureSource
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.protocol.starting import NOT_YOURS_TO_START, check_start
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role
from sluitend.records.models import (
    AbsenceImport,
    AbsenceImportError,
    AbsenceImportPiece,
    DepartureNotice,
    MatchKey,
    ProtocolRun,
    RunEvent,
)
from sluitend.services import absences, departures, flow, protocols
from sluitend.services.departures import EnterDeparture
from sluitend.services.files import taking_in
from tests.domain.test_departure import ROW
from tests.services.test_absences import ROW as REPORT
from tests.services.test_absences import csv_file as report_file
from tests.world import NOW, World, acting, later

MANY_NUMBERS = ("111222333", "123456782")


def csv_file(*rows: dict[str, str]) -> io.BytesIO:
    lines = [";".join(HEADER), *(";".join(row.get(name, "") for name in HEADER) for row in rows)]
    return io.BytesIO(("\n".join(lines) + "\n").encode())


def many(count: int, **other: str) -> list[dict[str, str]]:
    return [{**ROW, "kenmerk": f"BZ-{number}", **other} for number in range(count)]


def load(viewer: Viewer, file: io.BytesIO, form: str = "csv", now: datetime = NOW) -> departures.Progress:
    with acting(viewer, now):
        progress = departures.receive_file(viewer, file, form, now=now)
    while not progress.finished:
        with acting(viewer, now):
            progress = flow.load_departures(viewer, progress.id, now=now)
    return progress


def by_hand(**other: Any) -> EnterDeparture:
    given: dict[str, Any] = {
        "kind": DepartureKind.DEPARTURE,
        "source": DepartureSource.CIVIL_AFFAIRS,
        "given_names": "Noor",
        "prefix": "de",
        "surname": "Wit",
        "birth_date": date(2013, 5, 4),
        "on": date(2026, 3, 1),
        "bsn": "123456782",
        "form_key": uuid.uuid4(),
    }
    return EnterDeparture(**(given | other))


def begun(viewer: Viewer, now: datetime = NOW, **other: Any) -> flow.BegunDeparture:
    with acting(viewer, now):
        return flow.enter_departure(viewer, by_hand(**other), now=now)


def refused_fields(viewer: Viewer, **other: Any) -> set[str]:
    with acting(viewer), pytest.raises(Refused) as refused:
        departures.enter(viewer, by_hand(**other), now=NOW)
    return {one.field for one in refused.value.refusals}


def test_good_rows_are_kept_and_a_bad_row_is_named_with_line_field_and_sentence(world: World) -> None:
    rows = [ROW, {**ROW, "kenmerk": "BZ-2", "geboortedatum": "2004-01-01"}, {**ROW, "kenmerk": "BZ-3"}]
    progress = load(world.home.attendance, csv_file(*rows))
    assert (progress.rows_new, progress.rows_bad, progress.rows_done) == (2, 1, 3)
    with acting(world.home.attendance):
        assert set(DepartureNotice.objects.values_list("reference", flat=True)) == {"BZ-2026-17", "BZ-3"}
        error = AbsenceImportError.objects.get()
        assert (error.line, error.field) == (3, "geboortedatum")
        assert "niet 5 tot en met 17 jaar" in error.sentence


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_reference_that_says_who_people_are_is_refused_with_its_line_and_without_the_word(
    world: World, form: str
) -> None:
    """Words about who people are get written again (F.10): in a file as in what is typed."""
    rows = [ROW, {**ROW, "kenmerk": "turks-gezin"}, {**ROW, "kenmerk": "BZ-3", "achternaam": "Turk"}]
    file = csv_file(*rows) if form == "csv" else io.BytesIO(json.dumps(rows).encode())
    progress = load(world.home.attendance, file, form)
    assert (progress.rows_new, progress.rows_bad) == (2, 1)
    with acting(world.home.attendance):
        assert set(DepartureNotice.objects.values_list("reference", flat=True)) == {"BZ-2026-17", "BZ-3"}
        error = AbsenceImportError.objects.get()
        assert (error.line, error.field) == (3 if form == "csv" else 2, "kenmerk")
        assert "kenmerk zegt wie mensen zijn" in error.sentence
        assert "turks" not in error.sentence


def test_the_same_as_json(world: World) -> None:
    file = io.BytesIO(json.dumps([ROW, {**ROW, "kenmerk": "BZ-2", "land": "x"}]).encode())
    progress = load(world.home.attendance, file, "json")
    assert (progress.rows_new, progress.rows_bad) == (1, 1)


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    first = load(world.home.attendance, csv_file(*many(3)))
    second = load(world.home.attendance, csv_file(*many(3)), now=NOW + timedelta(days=1))
    assert second.id == first.id
    with acting(world.home.attendance):
        assert DepartureNotice.objects.count() == 3
        assert not AbsenceImportPiece.objects.exists()


def test_the_same_rows_in_another_file_change_nothing_and_other_content_is_told(world: World) -> None:
    load(world.home.attendance, csv_file(*many(2)))
    rows = [*many(1), {**ROW, "kenmerk": "BZ-1", "datum": "2026-02-01"}, {**ROW, "kenmerk": "BZ-9"}]
    progress = load(world.home.attendance, csv_file(*rows))
    assert (progress.rows_same, progress.rows_bad, progress.rows_new) == (1, 1, 1)
    with acting(world.home.attendance):
        assert set(DepartureNotice.objects.values_list("on", flat=True)) == {date(2026, 3, 1)}
        assert "eigen kenmerk" in AbsenceImportError.objects.get().sentence


def test_a_row_twice_in_one_file_is_kept_once(world: World) -> None:
    progress = load(world.home.attendance, csv_file(ROW, ROW, {**ROW, "achternaam": "Zwart"}))
    assert (progress.rows_new, progress.rows_same, progress.rows_bad) == (1, 1, 1)


def test_killed_half_way_it_can_be_run_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_in, "PIECE_ROWS", 2)
    viewer = world.home.attendance
    with acting(viewer):
        progress = departures.receive_file(viewer, csv_file(*many(5)), "csv", now=NOW)
    with acting(viewer):
        departures.load_next_piece(viewer, progress.id, now=NOW)

    def killed() -> None:
        with acting(viewer):
            departures.load_next_piece(viewer, progress.id, now=NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    with acting(viewer):
        assert DepartureNotice.objects.count() == 2
        assert departures.waiting_imports(viewer) == (progress.id,)
    again = load(viewer, csv_file(*many(5)))
    assert (again.id, again.rows_new, again.rows_done) == (progress.id, 5, 5)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", "absence.not_utf8"),
        (b"kenmerk,soort\n", "absence.header_missing"),
        (b"", "absence.header_missing"),
        (";".join(reversed(HEADER)).encode(), "absence.header_order"),
        (";".join((*HEADER, "land")).encode(), "absence.header_order"),
        (";".join(HEADER).encode() + b'\n"zonder eind', "absence.row_without_end"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(world: World, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused, acting(world.home.attendance):
        departures.receive_file(world.home.attendance, io.BytesIO(content), "csv", now=NOW)
    assert [one.code for one in refused.value.refusals] == [code]
    with acting(world.home.attendance):
        assert not AbsenceImport.objects.exists()


def test_a_file_of_one_kind_is_not_worked_off_as_another(world: World) -> None:
    viewer = world.home.attendance
    with acting(viewer):
        reports = absences.receive_file(viewer, report_file(REPORT), "csv", now=NOW)
        notices = departures.receive_file(viewer, csv_file(ROW), "csv", now=NOW)
    with acting(viewer), pytest.raises(NotFound):
        departures.load_next_piece(viewer, reports.id, now=NOW)
    with acting(viewer), pytest.raises(NotFound):
        absences.load_next_piece(viewer, notices.id, now=NOW)
    with acting(viewer):
        assert absences.waiting_imports(viewer) == (reports.id,)
        assert departures.waiting_imports(viewer) == (notices.id,)


def test_notices_and_their_runs_open_only_for_the_officer_of_that_municipality(world: World) -> None:
    load(world.home.attendance, csv_file(*many(2)))
    run = begun(world.home.attendance).run_id
    for outsider in (
        world.away.attendance,
        world.home.intake,
        world.home.coordinator,
        world.home.teacher,
        world.home.lead,
        world.home.privacy,
        world.home.admin,
    ):
        with acting(outsider):
            assert not DepartureNotice.objects.exists()
            assert not ProtocolRun.objects.filter(pk=run).exists()
            assert not RunEvent.objects.filter(run_id=run).exists()
    for outsider in (world.home.intake, world.home.coordinator, world.home.teacher):
        with acting(outsider), pytest.raises(NotFound):
            departures.receive_file(outsider, csv_file(ROW), "csv", now=NOW)
        with acting(outsider), pytest.raises(NotFound):
            flow.enter_departure(outsider, by_hand(), now=NOW)
    with acting(world.home.attendance):
        mine = DepartureNotice.objects.values_list("pk", flat=True)[0]
    with acting(world.away.attendance), pytest.raises(NotFound):
        flow.begin_departure(world.away.attendance, mine, form_key=uuid.uuid4(), now=NOW)


def test_notices_are_not_matched_with_cases(world: World) -> None:
    load(world.home.attendance, csv_file(*many(2)))
    begun(world.home.attendance)
    with acting(world.home.attendance):
        assert not MatchKey.objects.exists()


def test_what_came_in_is_changed_by_nobody(world: World) -> None:
    load(world.home.attendance, csv_file(ROW))
    with pytest.raises(Exception, match="permission denied"), acting(world.home.attendance):
        DepartureNotice.objects.update(surname="Anders")


def test_the_numbers_are_sealed(world: World) -> None:
    load(world.home.attendance, csv_file({**ROW, "onderwijsnummer": "987654321"}))
    with acting(world.home.attendance):
        row = DepartureNotice.objects.get()
        for sealed in (row.bsn_sealed, row.bsn_digest, row.row_digest):
            assert b"123456782" not in bytes(sealed)
        assert b"987654321" not in bytes(row.onderwijsnummer_sealed)


def test_by_hand_the_protocol_begins_and_what_is_known_is_not_asked_again(world: World) -> None:
    done = begun(world.home.attendance)
    with acting(world.home.attendance):
        notice = DepartureNotice.objects.get(pk=done.departure_id)
        assert notice.begin_due == date(2026, 3, 9)
        run = ProtocolRun.objects.get(departure=notice)
        assert (run.pk, run.protocol, run.report_id, run.case_id) == (done.run_id, "departure", None, None)
        event = RunEvent.objects.get(run=run)
        assert (event.step, event.by_id) == ("departure_reported", world.home.attendance.membership_id)
        assert event.evidence == {"day_of_departure": "2026-03-01", "within_age": "yes"}


@pytest.mark.parametrize(
    ("kind", "source"),
    [(DepartureKind.MOVE, DepartureSource.CIVIL_AFFAIRS), (DepartureKind.STRIKE_OFF, DepartureSource.SCHOOL)],
)
def test_a_move_and_a_striking_off_begin_with_their_own_step(
    world: World, kind: DepartureKind, source: DepartureSource
) -> None:
    done = begun(world.home.attendance, kind=kind, source=source)
    with acting(world.home.attendance):
        taken = [event.kind for event in RunEvent.objects.filter(run_id=done.run_id)]
        assert taken == (["noted"] if kind is DepartureKind.STRIKE_OFF else [])
    assert done.step == f"{kind}_reported"


def test_the_same_form_enters_and_begins_once(world: World) -> None:
    key = uuid.uuid4()
    first, second = begun(world.home.attendance, form_key=key), begun(world.home.attendance, form_key=key)
    assert first == second
    with acting(world.home.attendance):
        assert (DepartureNotice.objects.count(), ProtocolRun.objects.count(), RunEvent.objects.count()) == (1, 1, 1)


def test_a_notice_is_begun_once_at_a_time(world: World) -> None:
    me = world.home.attendance
    done = begun(me)
    with acting(me), pytest.raises(Refused) as refused:
        flow.begin_departure(me, done.departure_id, form_key=uuid.uuid4(), now=NOW)
    assert [one.code for one in refused.value.refusals] == ["protocol.runs_already"]
    with acting(me):
        protocols.withdraw(me, protocols.Withdraw(done.run_id, "Vergissing.", 2, uuid.uuid4()), now=NOW)
        again = flow.begin_departure(me, done.departure_id, form_key=uuid.uuid4(), now=NOW)
    assert again.run_id != done.run_id


def test_the_protocol_of_a_departure_runs_for_a_notice_alone(world: World) -> None:
    from tests.stories import a_case
    from tests.transfer_stories import a_report

    me = world.home.attendance
    report = a_report(world)
    done = begun(me)
    for about in ({"report_id": report}, {"departure_id": done.departure_id}):
        code = "departure" if "report_id" in about else "school_absence"
        command = protocols.StartRun(code, NOW.date(), uuid.uuid4(), **about)
        with acting(me), pytest.raises(Refused) as refused:
            protocols.start(me, command, now=NOW)
        assert [one.code for one in refused.value.refusals] == ["protocol.not_about"]
    case = a_case(world.home).case_id
    command = protocols.StartRun("departure", NOW.date(), uuid.uuid4(), case_id=case)
    with acting(world.home.coordinator), pytest.raises(Refused) as refused:
        protocols.start(world.home.coordinator, command, now=NOW)
    assert [one.code for one in refused.value.refusals] == ["protocol.not_about"]


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        ({"given_names": "", "surname": ""}, {"surname"}),
        ({"bsn": "123"}, {"bsn"}),
        ({"onderwijsnummer": "12"}, {"onderwijsnummer"}),
        ({"brin": "school"}, {"brin"}),
        ({"birth_date": date(2026, 3, 3)}, {"birth_date"}),
        ({"birth_date": date(2001, 1, 1)}, {"birth_date"}),
        ({"on": date(2026, 3, 8)}, {"on"}),
        ({"on": date(2026, 3, 31), "kind": DepartureKind.MOVE}, {"on"}),
        ({"kind": DepartureKind.STRIKE_OFF}, {"source"}),
    ],
)
def test_by_hand_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(
    world: World, other: dict[str, Any], fields: set[str]
) -> None:
    assert refused_fields(world.home.attendance, **other) >= fields
    with acting(world.home.attendance):
        assert not DepartureNotice.objects.exists()


def test_by_hand_a_number_may_be_missing(world: World) -> None:
    done = begun(world.home.attendance, bsn="")
    with acting(world.home.attendance):
        notice = DepartureNotice.objects.get(pk=done.departure_id)
        assert (notice.bsn_sealed, notice.bsn_digest, notice.onderwijsnummer_sealed) == (None, None, None)


def test_a_protocol_is_begun_by_whose_task_its_first_step_is() -> None:
    """A protocol is started once at a time, for what it is about, by somebody whose task one of its first steps is."""
    facts = {"about_report": False, "about_notice": True, "has_child": False, "runs": False, "heightened": False}
    protocol = shipped()["departure"]
    assert check_start(protocol, frozenset({Role.COORDINATOR}), **facts) is NOT_YOURS_TO_START
    assert check_start(protocol, frozenset({Role.ATTENDANCE}), **facts) is None


def walk(viewer: Viewer, run: UUID, step: str, now: datetime = NOW, **others: Any) -> protocols.RunDone:
    from tests.services.test_protocols import take

    return take(viewer, run, step, now, **others)


def test_all_six_questions_come_before_the_end_and_a_measure_is_told_at_once(world: World) -> None:
    me = world.home.attendance
    run = begun(me).run_id
    for step in ("asked_new_school", "asked_open_file", "asked_running_measure", "asked_signs_of_stay"):
        walk(me, run, step, evidence={"answer": "De moeder zegt: ja."})
    with pytest.raises(Refused):
        walk(me, run, "closed_with_outcome", evidence={"outcome": "with_measure"})
    walk(me, run, "asked_in_person", evidence={"in_person_or_whole_household": "in_person"})
    walk(me, run, "informed_gi_or_rvdk", evidence={"told_whom": "De jeugdbeschermer."})
    assert walk(me, run, "closed_with_outcome", evidence={"outcome": "with_measure"}).ended


def test_an_ended_term_closes_it_for_everybody(world: World) -> None:
    load(world.home.attendance, csv_file(ROW))
    done = begun(world.home.attendance)
    now = later(days=5 * 366)
    with acting(world.home.attendance, now):
        assert not DepartureNotice.objects.exists()
        assert not ProtocolRun.objects.filter(pk=done.run_id).exists()


def test_ten_times_the_rows_cost_the_same_number_of_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    viewer = world.home.attendance
    for rows in (many(1), many(200, achternaam="Zwart", datum="2026-02-27")):
        with acting(viewer):
            progress = departures.receive_file(viewer, csv_file(*rows), "csv", now=NOW)
        with acting(viewer), django_assert_max_num_queries(12):  # type: ignore[operator]
            departures.load_next_piece(viewer, progress.id, now=NOW)
