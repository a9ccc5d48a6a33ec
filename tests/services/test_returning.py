"""The check of the first school week: each school hands in once, and what comes of it are ordinary reports of absence."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError

from sluitend.access import audit
from sluitend.domain.absence import AbsenceKind, Closing, KeptWhere, ReportStatus
from sluitend.domain.absence.return_check import NOT_BACK, Pupil, SchoolAnswer
from sluitend.domain.followup import WorkGroup
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.queries import absence_status
from sluitend.queries import returning as pages
from sluitend.records.models import AbsenceReport, ReturnCheck
from sluitend.services import absences, settings
from sluitend.services.absences import HandInReturn
from tests.world import World, acting

# In the region Midden the summer holiday of 2026 ends on 30 August: the fifth school day is Friday 4 September.
FRIDAY = datetime(2026, 9, 4, 10, 0, tzinfo=UTC)
FIRST = date(2026, 8, 31)
SAM = Pupil("Sam", "de", "Wit", date(2013, 5, 4))
NOOR = Pupil("Noor", "", "Bakker", date(2010, 2, 1))


def hand_in(viewer: Viewer, *pupils: Pupil, now: datetime = FRIDAY, key: uuid.UUID | None = None) -> int:
    with acting(viewer, now):
        return absences.hand_in_return(viewer, HandInReturn(key or uuid.uuid4(), pupils), now=now)


def refused(viewer: Viewer, *pupils: Pupil, now: datetime = FRIDAY) -> dict[str, str]:
    with pytest.raises(Refused) as wrong:
        hand_in(viewer, *pupils, now=now)
    return {one.code: one.field for one in wrong.value.refusals}


def officer_page(world: World, now: datetime = FRIDAY) -> pages.ReturnPage:
    with acting(world.home.attendance, now):
        return pages.return_page(world.home.attendance, now=now)


def test_each_pupil_enters_as_an_ordinary_report_of_absence(world: World) -> None:
    assert hand_in(world.home.teacher, SAM, NOOR) == 2
    with acting(world.home.attendance, FRIDAY):
        rows = list(AbsenceReport.objects.order_by("surname"))
    assert [(row.given_names, row.prefix, row.surname, row.birth_date) for row in rows] == [
        ("Noor", "", "Bakker", NOOR.birth_date),
        ("Sam", "de", "Wit", SAM.birth_date),
    ]
    for row in rows:
        assert (row.kind, row.status, row.begin_on) == (AbsenceKind.OTHER, ReportStatus.RECEIVED, FIRST)
        assert (row.explanation, row.bsn_sealed, row.hours) == (NOT_BACK, None, None)
        assert row.contact_due > FRIDAY.date()


def test_the_officer_sees_of_every_school_where_it_stands(world: World) -> None:
    page = officer_page(world)
    assert [(one.name, one.answer) for one in page.schools] == [
        ("Basisschool De Vlier", SchoolAnswer.NOT_YET),
        ("Vlier College", SchoolAnswer.NOT_YET),
    ]
    hand_in(world.home.teacher)
    hand_in(world.home.teacher2, SAM)
    page = officer_page(world)
    assert [(one.answer, one.missing) for one in page.schools] == [
        (SchoolAnswer.ALL_BACK, 0),
        (SchoolAnswer.SOME_AWAY, 1),
    ]
    assert (page.handed_in, page.missing, page.counted, page.over) == (2, 1, True, False)
    with acting(world.away.attendance, FRIDAY):
        there = pages.return_page(world.away.attendance, now=FRIDAY)
    assert {one.answer for one in there.schools} == {SchoolAnswer.NOT_YET}


def test_a_school_hands_in_once_from_the_day_of_counting_until_the_last_day(world: World) -> None:
    """A school hands in once, from the day of counting until the last day."""
    teacher = world.home.teacher
    assert refused(teacher, now=FRIDAY - timedelta(days=1)) == {"return.too_early": ""}
    assert refused(teacher, now=FRIDAY + timedelta(days=29)) == {"return.too_late": ""}
    key = uuid.uuid4()
    assert [hand_in(teacher, SAM, key=key) for _ in range(2)] == [1, 1]
    assert refused(teacher, NOOR) == {"return.once": ""}
    with acting(world.home.attendance, FRIDAY):
        assert AbsenceReport.objects.count() == 1


def test_what_is_wrong_is_said_at_the_pupil_and_nothing_is_kept(world: World) -> None:
    nameless = Pupil("", "", "", date(2012, 1, 1))
    grown = Pupil("Lea", "", "Smit", date(2008, 9, 4))
    assert refused(world.home.teacher, SAM, nameless, grown) == {
        "person.nameless": "pupil_2_surname",
        "return.no_duty": "pupil_3_birth_date",
    }
    with acting(world.home.attendance, FRIDAY):
        assert not AbsenceReport.objects.exists()
        assert not ReturnCheck.objects.exists()


@pytest.mark.parametrize("who", ["helper", "officer", "attendance", "coordinator", "protocol", "admin", "intake"])
def test_only_a_school_hands_in(world: World, who: str) -> None:
    viewer = world.home.people[who]
    with pytest.raises(NotFound):
        hand_in(viewer)
    with acting(viewer, FRIDAY), pytest.raises(NotFound):
        pages.school_check(viewer, now=FRIDAY)


@pytest.mark.parametrize("who", ["teacher", "coordinator", "protocol", "intake", "manager"])
def test_only_the_officer_sees_all_schools(world: World, who: str) -> None:
    viewer = world.home.people[who]
    with acting(viewer, FRIDAY), pytest.raises(NotFound):
        pages.return_page(viewer, now=FRIDAY)


def test_a_school_sees_its_own_check_and_no_report(world: World) -> None:
    hand_in(world.home.teacher, SAM)
    for viewer, seen in ((world.home.teacher, SchoolAnswer.SOME_AWAY), (world.home.teacher2, SchoolAnswer.NOT_YET)):
        with acting(viewer, FRIDAY):
            page = pages.school_check(viewer, now=FRIDAY)
            assert (page.answer, AbsenceReport.objects.count()) == (seen, 0)
            assert ReturnCheck.objects.count() == (seen is SchoolAnswer.SOME_AWAY)


def test_a_school_is_asked_from_the_first_day_of_the_week(world: World) -> None:
    teacher = world.home.teacher

    def work(day: int) -> list[tuple[date, WorkGroup]]:
        now = FRIDAY + timedelta(days=day)
        with acting(teacher, now):
            return [(one.due_on, one.group) for one in pages.return_work(teacher, now=now)]

    assert work(-5) == []
    assert work(-4) == [(FRIDAY.date(), WorkGroup.COMING)]
    assert work(0) == [(FRIDAY.date(), WorkGroup.TODAY)]
    assert work(1) == [(FRIDAY.date(), WorkGroup.LATE)]
    assert work(29) == []
    hand_in(teacher)
    assert work(0) == []


def test_a_report_from_the_check_is_handled_here_and_goes_to_no_register(world: World) -> None:
    hand_in(world.home.teacher, SAM)
    officer = world.home.attendance
    with acting(officer, FRIDAY):
        report = AbsenceReport.objects.get()
        assert absence_status.feedback_page(officer, report.pk, now=FRIDAY).refused
        absences.close_report(
            officer, absences.CloseReport(report.pk, Closing.BACK, "Sam is er weer.", report.version), now=FRIDAY
        )
        with pytest.raises(Refused) as nothing:
            absences.export_status(officer, uuid.uuid4(), now=FRIDAY)
    assert {one.code for one in nothing.value.refusals} == {"absence.nothing_to_send"}
    with acting(officer, FRIDAY):
        words = absences.WriteFeedback(report.pk, report.version + 1, "Wij belden.")
        with pytest.raises(Refused) as none:
            absences.write_feedback(officer, words, now=FRIDAY)
    assert "absence.not_in_register" in {one.code for one in none.value.refusals}


def test_where_another_package_leads_it_is_still_handled_here(world: World) -> None:
    with acting(world.home.admin, FRIDAY):
        elsewhere = settings.ChooseKept(1, KeptWhere.HERE, KeptWhere.ELSEWHERE)
        settings.choose_kept(world.home.admin, elsewhere, now=FRIDAY)
    hand_in(world.home.teacher, SAM)
    officer = world.home.attendance
    with acting(officer, FRIDAY):
        report = AbsenceReport.objects.get()
        closing = absences.CloseReport(report.pk, Closing.BACK, "Sam is er weer.", report.version)
        absences.close_report(officer, closing, now=FRIDAY)


def test_a_school_brings_in_no_report_beside_its_check(world: World) -> None:
    """The wall: a partner adds a report only with the check that it hands in at that moment."""
    hand_in(world.home.teacher, SAM)
    with acting(world.home.attendance, FRIDAY):
        values = AbsenceReport.objects.values().get()
    later = FRIDAY + timedelta(minutes=1)
    for viewer in (world.home.teacher, world.home.teacher2, world.away.teacher):
        row = AbsenceReport(**values | {"id": uuid.uuid4(), "melding_id": "x", "received_at": later})
        with acting(viewer, later):
            audit.write(viewer, "return_check.hand_in", audit.Ref("return_check"), now=later)
            with pytest.raises(ProgrammingError, match="row-level security"):
                AbsenceReport.objects.bulk_create([row])
