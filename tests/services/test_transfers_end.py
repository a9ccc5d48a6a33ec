"""After a yes: the old file grows small with the step of a person, and somebody phones once after the weeks of the norm."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from sluitend.access.destruction import due
from sluitend.access.norms import due_day
from sluitend.domain.absence import ReportStatus
from sluitend.domain.action import OPEN
from sluitend.domain.case import CaseStatus
from sluitend.domain.clock import local_day
from sluitend.domain.followup import WorkGroup
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.queries.transfers import case_transfer, report_transfer, transfer_work
from sluitend.records.models import (
    AbsenceReport,
    Action,
    ActionShare,
    AfterCare,
    AuditEvent,
    Case,
    Goal,
    ProtocolRun,
    TeamSeat,
    Transfer,
    TransferOffer,
)
from sluitend.services import transfers
from sluitend.services.handing_over import note_transfer_answer, take_protocol_step
from sluitend.services.protocols import StartRun, TakeStep, start
from sluitend.services.transfers import AcceptReport, AnswerNo, PressTransfer, handed_over
from tests.case_stories import a_full_case
from tests.transfer_stories import Moving, a_report, accept, begin_run, offered, press, report_offered, step
from tests.world import NOW, World, acting, later

TODAY = local_day(NOW)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def take_last(world: World, moving: Moving, code: str, at: datetime, *, key: uuid.UUID | None = None) -> None:
    """Take one of the last steps as the page does."""
    me = world.home.coordinator
    with acting(me, at):
        version = ProtocolRun.objects.values_list("version", flat=True).get(pk=moving.run)
        command = TakeStep(moving.run, code, local_day(at), version, key or uuid.uuid4())
        take_protocol_step(me, command, now=at)


def phoned(world: World) -> tuple[Moving, datetime]:
    """Bring a handover as far as the look after four weeks."""
    moving, at = offered(world), later(days=28)
    accept(world)
    press(world.home.coordinator, "note_answer", moving.transfer)
    step(world, moving, "checked_after_four_weeks", at)
    return moving, at


def test_the_step_that_makes_the_old_file_small_ends_what_others_see_and_erases_what_went_along(world: World) -> None:
    """Once another municipality took over, nobody at the table or outside sees the old file any more (rule 31)."""
    moving, at = phoned(world)
    me, member, case = world.home.coordinator, world.home.member, moving.full.case_id
    with acting(member, at):
        assert Case.objects.filter(pk=case).exists()
    with acting(me, at):
        assert TeamSeat.objects.filter(case_id=case, ended_at=None).exists()
        assert Transfer.objects.get().package_sealed is not None
    take_last(world, moving, "old_file_shrunk", at)
    with acting(member, at):
        assert not Case.objects.exists()
        assert not Goal.objects.exists()
    with acting(world.home.teacher, at):
        assert not Action.objects.exists()
    with acting(me, at):
        assert not TeamSeat.objects.filter(case_id=case, ended_at=None).exists()
        assert not ActionShare.objects.filter(case_id=case, ended_at=None).exists()
        row = Transfer.objects.get()
        assert (row.package_sealed, row.to_name, row.answered_at) == (None, world.away.name, NOW)
        assert Case.objects.get(pk=case).closed_at is None
        assert case_transfer(me, moving.run, "", now=at).laid is not None
    with acting(world.home.privacy, at):
        assert AuditEvent.objects.filter(action="transfer.shrink", case_id=case).count() == 1


def test_the_last_step_closes_the_case_with_its_last_day_and_says_only_to_whom_and_when(world: World) -> None:
    """Nothing is left to do by hand: goals and actions go, seats and terms end, and after its term all of it is destroyed."""
    moving, at = phoned(world)
    me, case, key = world.home.coordinator, moving.full.case_id, uuid.uuid4()
    take_last(world, moving, "old_file_shrunk", at)
    take_last(world, moving, "closed_handed_over", at, key=key)
    with acting(me, at):
        row = Case.objects.get(pk=case)
        said = f"Overgedragen aan {world.away.name} op {TODAY:%d-%m-%Y}."
        assert (row.status, row.closing_reason, row.closing_words) == (CaseStatus.CLOSED, "moved", said)
        assert row.ends_on == due_day("case.keep", at)
        assert set(Goal.objects.filter(case_id=case).values_list("status", flat=True)) <= {"dropped"}
        assert not Action.objects.filter(case_id=case, status__in=OPEN).exists()
        assert not AfterCare.objects.filter(case_id=case).exists()
        assert not ProtocolRun.objects.filter(case_id=case, ended_at=None).exists()
        assert ProtocolRun.objects.get(pk=moving.run).ended_by == "closed_handed_over"
    over = datetime.combine(row.ends_on + timedelta(days=1), time(12), UTC)
    with acting(me, over):
        assert not Case.objects.exists()
        assert not Transfer.objects.exists()
    with acting(world.home.privacy, over):
        assert case in {line.object_id for line in due()}


def test_the_last_step_is_refused_whole_while_another_protocol_runs(world: World) -> None:
    moving, at = phoned(world)
    me, case = world.home.coordinator, moving.full.case_id
    take_last(world, moving, "old_file_shrunk", at)
    with acting(me, at):
        start(me, StartRun("reachability", local_day(at), uuid.uuid4(), case_id=case), now=at)
    with pytest.raises(Refused) as refused:
        take_last(world, moving, "closed_handed_over", at)
    assert codes(refused) == ["close.run_open"]
    with acting(me, at):
        assert Case.objects.get(pk=case).closed_at is None
        assert ProtocolRun.objects.get(pk=moving.run).ended_at is None
        assert Goal.objects.filter(case_id=case, status="open").exists()


def test_without_a_yes_the_last_steps_touch_nothing_of_the_file(world: World) -> None:
    """What the protocol says is not enough: another municipality must have taken over."""
    full = a_full_case(world.home)
    moving = Moving(full, begin_run(world, full), uuid.uuid4())
    with acting(world.home.coordinator):
        assert handed_over(world.home.coordinator, moving.run, now=NOW) is None


def taken_over(world: World) -> tuple[UUID, UUID]:
    """Hand over an absence report for which a protocol runs; give the report and the handover, answered and not noted."""
    report, me, other = a_report(world), world.home.attendance, world.away.attendance
    with acting(me):
        start(me, StartRun("school_absence", TODAY, uuid.uuid4(), report_id=report), now=NOW)
    transfer = report_offered(world, report)
    with acting(other):
        offer = TransferOffer.objects.get().pk
        transfers.open_offer(other, offer, now=NOW)
        transfers.accept_report(other, AcceptReport(offer, uuid.uuid4()), now=NOW)
    return report, transfer


def note(viewer: Viewer, transfer: UUID, now: datetime = NOW) -> None:
    with acting(viewer, now):
        version = Transfer.objects.get(pk=transfer).version
        note_transfer_answer(viewer, PressTransfer(transfer, version, uuid.uuid4()), now=now)


def test_a_report_that_was_taken_over_closes_with_the_press_of_who_wrote_that_down(world: World) -> None:
    report, transfer = taken_over(world)
    me = world.home.attendance
    note(me, transfer)
    with acting(me):
        row = AbsenceReport.objects.get(pk=report)
        said = f"Overgedragen aan {world.away.name} op {TODAY:%d-%m-%Y}."
        assert (row.status, row.closing, row.closing_words) == (ReportStatus.CLOSED, "moved", said)
        assert not ProtocolRun.objects.filter(report_id=report, ended_at=None).exists()
        assert Transfer.objects.get().package_sealed is None


def test_a_report_that_was_not_taken_over_stays_open(world: World) -> None:
    report, me, other = a_report(world), world.home.attendance, world.away.attendance
    transfer = report_offered(world, report)
    with acting(other):
        offer = TransferOffer.objects.get().pk
        transfers.open_offer(other, offer, now=NOW)
        transfers.answer_no(other, AnswerNo(offer, "Het kind woont hier niet.", uuid.uuid4()), now=NOW)
    note(me, transfer)
    with acting(me):
        assert AbsenceReport.objects.get(pk=report).status == ReportStatus.RECEIVED
        version = Transfer.objects.get().version
        with pytest.raises(Refused) as refused:
            transfers.note_phoned(me, PressTransfer(transfer, version, uuid.uuid4()), now=NOW)
        assert codes(refused) == ["transfer.not_taken_over"]


def test_after_the_weeks_of_the_same_norm_who_sent_it_is_asked_to_phone_once(world: World) -> None:
    """The look after a moved absence report counts from the same step of the protocol as that of a case."""
    report, transfer = taken_over(world)
    me = world.home.attendance
    note(me, transfer)
    due_on = TODAY + timedelta(weeks=4)
    for days, shown in ((0, None), (28, WorkGroup.TODAY), (29, WorkGroup.LATE)):
        at = later(days=days)
        with acting(me, at):
            calls = transfer_work(me, now=at).calls
            assert [(one.report_id, one.due_on, one.group) for one in calls] == (
                [(report, due_on, shown)] if shown else []
            )
            page = report_transfer(me, report, "", now=at)
            assert page.laid is not None
            assert (page.laid.phone_on, page.laid.phoned_on) == (due_on, None)
    at = later(days=29)
    press(me, "note_phoned", transfer, at)
    with acting(me, at):
        assert transfer_work(me, now=at).calls == ()
    with pytest.raises(Refused) as refused:
        press(me, "note_phoned", transfer, at)
    assert codes(refused) == ["transfer.phoned_already"]
    for outsider in (world.home.coordinator, world.away.attendance):
        with acting(outsider, at):
            assert transfer_work(outsider, now=at).calls == ()
            with pytest.raises(NotFound):
                transfers.note_phoned(outsider, PressTransfer(transfer, 9, uuid.uuid4()), now=at)
