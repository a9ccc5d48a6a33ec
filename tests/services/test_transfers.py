"""A handover between two municipalities: what goes along goes once, people decide each step, and nobody reads the other's."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from sluitend.access import audit
from sluitend.access.protocols import standing
from sluitend.access.transfers import receivers, unseal
from sluitend.domain.absence import ReportStatus
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.plan import GoalIn
from sluitend.domain.plan.goals import DomainIn
from sluitend.domain.sharing import ConsentAnswer, Viewer
from sluitend.domain.transfer import Package, PieceKind
from sluitend.domain.vocabulary import Category, LifeDomain
from sluitend.records.models import (
    AbsenceReport,
    AuditEvent,
    Case,
    CasePerson,
    Decision,
    Goal,
    OpenDomain,
    Organisation,
    ProtocolRun,
    Transfer,
    TransferOffer,
)
from sluitend.services import transfers
from sluitend.services.cases import Heighten, OpenCase, ReaderIn, heighten, open_case
from sluitend.services.disclosures import RecordConsent, record_consent
from sluitend.services.plans import OpenLifeDomain, open_domain
from sluitend.services.transfers import AcceptReport, AnswerNo, LayOut, TakeGoal
from tests.case_stories import a_full_case
from tests.stories import FAMILY
from tests.transfer_stories import (
    Moving,
    a_report,
    accept,
    all_that_may,
    begin_run,
    key_of,
    laid_out,
    offer_of,
    offered,
    pass_over,
    press,
    report_laid_out,
    report_offered,
    step,
    talk,
    tell,
    version_of,
)
from tests.world import NOW, World, acting, later

TODAY = local_day(NOW)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def package(viewer: Viewer, transfer: UUID) -> Package:
    with acting(viewer):
        return unseal(Transfer.objects.get(pk=transfer))


def received(viewer: Viewer) -> Package:
    with acting(viewer):
        return unseal(TransferOffer.objects.get())


def open_steps(viewer: Viewer, moving: Moving) -> set[str]:
    with acting(viewer):
        position = standing(ProtocolRun.objects.get(pk=moving.run), NOW).position
        assert position is not None
        return set(position.open)


def log_of(viewer: Viewer) -> list[str]:
    with acting(viewer):
        lines = AuditEvent.objects.filter(action__startswith="transfer.").order_by("id")
        return [action.removeprefix("transfer.") for action in lines.values_list("action", flat=True)]


# -- laying out --------------------------------------------------------------------------------------------------------


def test_what_is_laid_out_is_the_plan_and_that_help_runs_without_a_name(world: World) -> None:
    """Rule 31: that help runs and the plan."""
    moving = laid_out(world)
    made = package(world.home.coordinator, moving.transfer)
    texts = " ".join(one.text for one in made.pieces)
    assert {one.kind for one in made.pieces} == {PieceKind.GOAL, PieceKind.ACTION, PieceKind.WHAT_IF, PieceKind.HELP}
    assert "Ik wil weer naar school." in texts
    assert "Ik wil slapen." not in texts  # of health: with consent only
    assert "Huurachterstand" not in texts  # what the housing association does tells of housing
    assert "Dijk" not in texts
    assert "stil is in huis" not in texts
    assert made.people == ("kind 1", "volwassene 1", "volwassene 2", "kind 2")
    school = next(one for one in made.pieces if one.text.startswith("Ik wil weer naar school."))
    assert school.about == ("kind 1",)
    assert [one.who for one in made.pieces if one.kind is PieceKind.HELP] == ["Jeugdhulp Het Anker"]


def test_the_protocol_follows_what_was_laid_out_and_told(world: World) -> None:
    me = world.home.coordinator
    moving = laid_out(world)
    assert open_steps(me, moving) == {"family_told"}
    tell(world, moving)
    assert open_steps(me, moving) == {"three_way_talk", "handover_sent"}


def test_a_goal_about_health_goes_with_the_consent_of_who_it_is_about(world: World) -> None:
    """K6 and K7 only with consent."""
    me, full = world.home.coordinator, a_full_case(world.home)
    with acting(world.home.admin):
        audit.write(world.home.admin, "test.organisation", audit.Ref("organisation"), now=NOW)
        other = Organisation.objects.create(
            municipality_id=world.home.id,
            name=f"Gemeente {world.away.name}",
            kind="other_municipality",
            active_from=date(2020, 1, 1),
        )
    sleep = f"goal-{full.goals['sleep']}"
    assert sleep not in all_that_may(me, full.case_id, world.away.name)
    with acting(me):
        command = RecordConsent(
            case_id=full.case_id,
            organisation_id=other.pk,
            items=(Category.K7,),
            concerns_id=full.mother,
            answers={full.mother: ConsentAnswer.YES},
            asked_on=TODAY,
            until=TODAY + timedelta(days=30),
            how="gesprek",
            form_key=uuid.uuid4(),
        )
        record_consent(me, command, now=NOW)
    assert sleep in all_that_may(me, full.case_id, world.away.name)


def test_the_worker_takes_out_and_cannot_add(world: World) -> None:
    me, full = world.home.coordinator, a_full_case(world.home)
    run, receiver = begin_run(world, full), key_of(me, world.away.name)
    may = all_that_may(me, full.case_id, world.away.name)
    with acting(me):
        for keep, code in (
            ((*may, f"goal-{full.goals['sleep']}"), "transfer.not_along"),
            (("person",), "transfer.not_along"),
            ((), "transfer.nothing_left"),
        ):
            with pytest.raises(Refused) as refused:
                transfers.lay_out(me, LayOut(run, receiver, keep, uuid.uuid4()), now=NOW)
            assert codes(refused) == [code]
        for wrong, code in (("", "transfer.no_receiver"), ("g-1", "transfer.unknown_receiver")):
            with pytest.raises(Refused) as refused:
                transfers.lay_out(me, LayOut(run, wrong, may, uuid.uuid4()), now=NOW)
            assert codes(refused) == [code]
        made = transfers.lay_out(me, LayOut(run, receiver, may[:1], uuid.uuid4()), now=NOW)
    assert len(package(me, made).pieces) == 1


def test_the_family_takes_out_what_they_do_not_want_to_go(world: World) -> None:
    me = world.home.coordinator
    moving = laid_out(world)
    before = package(me, moving.transfer)
    tell(world, moving, keep=("0",))
    after = package(me, moving.transfer)
    assert after.pieces == before.pieces[:1]
    assert after.people == after.pieces[0].about
    with pytest.raises(Refused) as refused:
        tell(world, moving, keep=("5",))
    assert codes(refused) == ["transfer.not_along"]


def test_laid_out_again_the_family_hears_it_again(world: World) -> None:
    me = world.home.coordinator
    moving = laid_out(world)
    tell(world, moving)
    keys = all_that_may(me, moving.full.case_id, world.away.name)
    with acting(me):
        command = LayOut(moving.run, key_of(me, world.away.name), keys, uuid.uuid4())
        assert transfers.lay_out(me, command, now=NOW) == moving.transfer
    talk(world, moving)
    with pytest.raises(Refused) as refused:
        press(me, "send", moving.transfer)
    assert codes(refused) == ["transfer.tell_first"]


def test_under_heightened_safety_nothing_is_laid_out_and_the_database_refuses_it_too(world: World) -> None:
    me, full = world.home.coordinator, a_full_case(world.home)
    moving = offered(world, full=full)
    readers = tuple(
        ReaderIn(world.home.people[who].membership_id, on_call=who == "protocol")
        for who in ("protocol", "code", "second")
    )
    with acting(me):
        version = Case.objects.values_list("version", flat=True).get(pk=full.case_id)
        heighten(me, Heighten(full.case_id, "Nieuwe dreiging.", version, readers), now=NOW)
    with acting(me):
        with pytest.raises(Refused) as refused:
            transfers.send(me, transfers.PressTransfer(moving.transfer, 3, uuid.uuid4()), now=NOW)
        assert codes(refused) == ["transfer.nothing_goes"]
        with pytest.raises(Refused) as refused:
            transfers.lay_out(me, LayOut(moving.run, "g-1", ("x",), uuid.uuid4()), now=NOW)
        assert codes(refused) == ["transfer.nothing_goes"]
    assert all_that_may(me, full.case_id, world.away.name) == ()
    press(me, "take_back", moving.transfer)  # what lies there already comes back
    with acting(world.away.coordinator):
        assert not TransferOffer.objects.exists()
    row = Transfer(
        municipality_id=world.home.id,
        kind="case",
        case_id=full.case_id,
        to_name="Elders",
        laid_out_at=NOW,
        laid_out_by_id=me.membership_id,
    )
    with acting(me):
        audit.write(me, "test.write", audit.Ref("transfer"), now=NOW)
        with pytest.raises(DatabaseError):
            _save(row)


def _save(row: Transfer) -> None:
    with transaction.atomic():
        row.save(force_insert=True)


# -- offering ----------------------------------------------------------------------------------------------------------


def test_it_goes_only_after_the_family_knows_and_the_three_have_talked(world: World) -> None:
    me, moving = world.home.coordinator, laid_out(world)
    with pytest.raises(Refused) as refused:
        press(me, "send", moving.transfer)
    assert codes(refused) == ["transfer.tell_first"]
    tell(world, moving)
    with pytest.raises(Refused) as refused:
        press(me, "send", moving.transfer)
    assert codes(refused) == ["protocol.required_first"]
    talk(world, moving)
    press(me, "send", moving.transfer)
    assert open_steps(me, moving) == {"handover_accepted", "handover_refused"}
    with acting(world.away.coordinator):
        assert TransferOffer.objects.count() == 1


def test_who_cannot_be_reached_is_passed_over_with_a_reason_in_the_protocol(world: World) -> None:
    me, moving = world.home.coordinator, laid_out(world)
    pass_over(world, moving, "family_told", "Het gezin is op geen enkele manier te bereiken.")
    talk(world, moving)
    press(me, "send", moving.transfer)
    assert received(world.away.coordinator).pieces == package(me, moving.transfer).pieces


def test_what_arrives_is_exactly_what_was_laid_out_and_says_whom_to_phone(world: World) -> None:
    me, moving = world.home.coordinator, offered(world)
    for who in ("coordinator", "intake"):
        with acting(world.away.people[who]):
            offer = TransferOffer.objects.get()
            assert (offer.from_name, offer.kind, offer.caller) == (
                world.home.name,
                "case",
                f"{me.name}, casusregisseur",
            )
            assert offer.phone.startswith("0300 123")
            assert offer.ends_on == TODAY + timedelta(weeks=4)
            assert unseal(offer) == package(me, moving.transfer)


def test_only_who_may_take_it_over_sees_an_offer(world: World) -> None:
    offered(world)
    for who, viewer in world.away.people.items():
        with acting(viewer):
            sees = who in ("coordinator", "coordinator2", "intake", "intake2")
            assert TransferOffer.objects.exists() == sees, who
            assert not Transfer.objects.exists(), who
            assert not Case.objects.exists(), who
    for who, viewer in world.home.people.items():
        with acting(viewer):
            assert not TransferOffer.objects.exists(), who


def test_nobody_offers_past_the_service(world: World) -> None:
    """Who offers and what comes from the rows: what was not sent in this request does not arrive."""
    moving = offered(world)
    with acting(world.home.coordinator, later(hours=1)), connection.cursor() as cursor:
        cursor.execute("SELECT app_offer_transfer(%s, %s, %s)", [moving.transfer, uuid.uuid4(), b"x"])
        assert cursor.fetchone() == (False,)
    with acting(world.away.coordinator), connection.cursor() as cursor:
        cursor.execute("SELECT app_answer_transfer(%s)", [offer_of(world.away.coordinator)])
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT app_take_back_transfer(%s)", [moving.transfer])
        assert cursor.fetchone() == (False,)
    with acting(world.home.member), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM app_other_municipalities()")
        assert cursor.fetchone() == (0,)


def test_the_same_form_sends_once_and_an_old_page_sends_nothing(world: World) -> None:
    me, moving = world.home.coordinator, laid_out(world)
    tell(world, moving)
    talk(world, moving)
    with pytest.raises(Refused) as refused:
        press(me, "send", moving.transfer, version=1)
    assert codes(refused) == ["transfer.changed"]
    key, version = uuid.uuid4(), version_of(me, moving.transfer)
    for _ in range(2):
        press(me, "send", moving.transfer, form_key=key, version=version)
    with acting(world.away.coordinator):
        assert TransferOffer.objects.count() == 1


def test_what_was_taken_back_is_gone_at_the_other_side_and_can_be_laid_out_again(world: World) -> None:
    me, moving = world.home.coordinator, offered(world)
    press(me, "take_back", moving.transfer)
    with acting(world.away.coordinator):
        assert not TransferOffer.objects.exists()
    with acting(me):
        assert Transfer.objects.get().package_sealed is None
    keys = all_that_may(me, moving.full.case_id, world.away.name)
    with acting(me):
        again = transfers.lay_out(me, LayOut(moving.run, key_of(me, world.away.name), keys, uuid.uuid4()), now=NOW)
    assert again != moving.transfer


def test_an_offer_without_an_answer_ends_and_closes_for_everybody(world: World) -> None:
    offered(world)
    offer = offer_of(world.away.coordinator)
    last, over = later(days=28), later(days=29)
    with acting(world.away.coordinator, last) as now:
        transfers.open_offer(world.away.coordinator, offer, now=now)
    with acting(world.away.coordinator, over) as now:
        assert not TransferOffer.objects.exists()
        with pytest.raises(NotFound):
            transfers.open_offer(world.away.coordinator, offer, now=now)


# -- taking over -------------------------------------------------------------------------------------------------------


def test_taken_over_a_case_opens_with_the_coordinator_who_was_named(world: World) -> None:
    moving = offered(world)
    made = accept(world)
    assert made.case_id is not None
    new, old = world.away.coordinator2, world.home.coordinator
    with acting(new):
        case = Case.objects.get()
        assert (case.pk, case.coordinator_id, case.heightened) == (made.case_id, new.membership_id, False)
        assert CasePerson.objects.count() == len(FAMILY)
        assert Decision.objects.get().rule == "31"
        offer = TransferOffer.objects.get()
        assert (offer.case_id, offer.answer) == (case.pk, "accepted")
        assert offer.ends_on == TODAY + timedelta(weeks=6)
        assert {one.kind for one in unseal(offer).pieces} >= {PieceKind.GOAL, PieceKind.HELP}
    with acting(old):
        row = Transfer.objects.get()
        assert (row.answer, row.answer_name) == ("accepted", f"{new.name}, casusregisseur")
        assert not Case.objects.filter(pk=made.case_id).exists()
    press(old, "note_answer", moving.transfer)
    assert open_steps(old, moving) == {"checked_after_four_weeks"}


def test_after_four_weeks_somebody_looks_whether_the_help_went_on(world: World) -> None:
    me, moving = world.home.coordinator, offered(world)
    accept(world)
    press(me, "note_answer", moving.transfer)
    with acting(me):
        clocks = standing(ProtocolRun.objects.get(pk=moving.run), NOW).clocks
        assert [(one.step, one.due.day) for one in clocks] == [("checked_after_four_weeks", TODAY + timedelta(weeks=4))]
    at = later(days=28)
    step(world, moving, "checked_after_four_weeks", at)
    step(world, moving, "old_file_shrunk", at)
    step(world, moving, "closed_handed_over", at)
    with acting(me, at):
        assert ProtocolRun.objects.get(pk=moving.run).ended_by == "closed_handed_over"


def test_intake_takes_over_by_naming_a_coordinator_and_does_not_read_the_case(world: World) -> None:
    offered(world)
    made = accept(world, by="intake")
    with acting(world.away.intake):
        assert not Case.objects.exists()
        assert TransferOffer.objects.get().case_id == made.case_id  # only that they answered it
    with acting(world.away.coordinator):
        assert not TransferOffer.objects.exists()


def test_what_was_not_looked_at_or_was_answered_is_not_taken_over(world: World) -> None:
    offered(world)
    me, offer = world.away.coordinator, offer_of(world.away.coordinator)
    command = transfers.AcceptCase(offer, "Gezin", me.membership_id, None, FAMILY, uuid.uuid4())
    with acting(me), pytest.raises(Refused) as refused:
        transfers.accept_case(me, command, now=NOW)
    assert codes(refused) == ["transfer.not_opened"]
    accept(world, coordinator_id=me.membership_id)
    with pytest.raises(Refused) as refused:
        accept(world, offer=offer, coordinator_id=me.membership_id)
    assert codes(refused) == ["transfer.already_answered"]


def test_without_a_name_or_a_coordinator_nothing_opens_and_nothing_is_answered(world: World) -> None:
    offered(world)
    with pytest.raises(Refused) as refused:
        accept(world, title=" ", persons=(), coordinator_id=world.away.intake.membership_id)
    assert set(codes(refused)) == {"case.title", "case.child", "case.coordinator"}
    with acting(world.away.coordinator):
        assert TransferOffer.objects.get().answer == ""
        assert not Case.objects.exists()


def test_a_case_opens_for_nobody_without_an_offer_that_waits(world: World) -> None:
    me = world.away.coordinator
    command = OpenCase(
        signal_id=None,
        title="Gezin",
        coordinator_id=me.membership_id,
        deputy_id=None,
        persons=FAMILY,
        transfer_id=uuid.uuid4(),
    )
    with acting(me), pytest.raises(NotFound):
        open_case(me, command, now=NOW)


def test_a_no_goes_back_with_its_reason_and_what_came_along_is_erased(world: World) -> None:
    me, moving, other = world.home.coordinator, offered(world), world.away.intake
    offer = offer_of(other)
    with acting(other):
        for reason, code in ((" ", "transfer.no_reason"), ("Het zijn Marokkanen.", "words.not_needed")):
            with pytest.raises(Refused) as refused:
                transfers.answer_no(other, AnswerNo(offer, reason, uuid.uuid4()), now=NOW)
            assert codes(refused)[0].split(".")[0] == code.split(".")[0] or codes(refused) == [code]
        transfers.answer_no(other, AnswerNo(offer, "Het gezin woont hier nog niet.", uuid.uuid4()), now=NOW)
        assert TransferOffer.objects.get().package_sealed is None
    press(me, "note_answer", moving.transfer)
    assert open_steps(me, moving) == {"handover_prepared", "closed_kept_here"}
    with acting(me):
        assert Transfer.objects.get().answer_reason == "Het gezin woont hier nog niet."


def test_what_was_refused_is_laid_out_anew_and_can_be_taken_over(world: World) -> None:
    me, moving, other = world.home.coordinator, offered(world), world.away.coordinator
    with acting(other):
        transfers.answer_no(other, AnswerNo(offer_of(other), "Wat is het plan?", uuid.uuid4()), now=NOW)
    press(me, "note_answer", moving.transfer)
    keys = all_that_may(me, moving.full.case_id, world.away.name)
    with acting(me):
        again = transfers.lay_out(me, LayOut(moving.run, key_of(me, world.away.name), keys, uuid.uuid4()), now=NOW)
    second = Moving(moving.full, moving.run, again)
    tell(world, second)
    talk(world, second)
    press(me, "send", again)
    with acting(other):
        waiting = TransferOffer.objects.values_list("pk", flat=True).get(answer="")
    accept(world, offer=waiting)


def test_a_goal_that_came_along_goes_into_the_plan_as_any_goal(world: World) -> None:
    offered(world)
    made = accept(world)
    assert made.case_id is not None
    me = world.away.coordinator2
    with acting(me):
        offer = TransferOffer.objects.get()
        domain = open_domain(
            me, OpenLifeDomain(made.case_id, DomainIn(LifeDomain.D03, "Noor wil weer naar school.")), now=NOW
        )
        child = CasePerson.objects.get(kind="child").pk
        text = next(one.text for one in unseal(offer).pieces if one.kind is PieceKind.GOAL)
        goal = GoalIn(text.splitlines()[0], (child,), domain, "Vier dagen.", TODAY + timedelta(days=60))
        transfers.take_goal(me, TakeGoal(offer.pk, goal, uuid.uuid4()), now=NOW)
        assert Goal.objects.get().family_words == text.splitlines()[0]
        assert OpenDomain.objects.count() == 1
    with acting(world.away.coordinator), pytest.raises(NotFound):
        transfers.take_goal(world.away.coordinator, TakeGoal(offer.pk, goal, uuid.uuid4()), now=NOW)


def test_both_municipalities_have_their_own_lines(world: World) -> None:
    moving = offered(world)
    accept(world)
    press(world.home.coordinator, "note_answer", moving.transfer)
    assert log_of(world.home.privacy) == ["lay_out", "tell", "send", "answer_arrive", "note_answer"]
    assert log_of(world.away.privacy) == ["arrive", "open", "accept"]
    with acting(world.away.privacy):
        line = AuditEvent.objects.get(action="transfer.accept")
        assert (line.rule, line.ground, line.purpose) == ("31", "Jeugdwet 2.7a", "p1")
        assert line.categories == ["k16", "k5"]
        assert not AuditEvent.objects.filter(case_id=moving.full.case_id).exists()


def test_an_outsider_finds_nothing_of_a_handover(world: World) -> None:
    moving = offered(world)
    for viewer in (world.away.coordinator, world.home.coordinator2, world.home.attendance, world.home.intake):
        if viewer is world.home.coordinator2:
            continue  # the deputy holds the case too
        with acting(viewer):
            for verb in ("send", "take_back", "note_answer"):
                command = transfers.PressTransfer(moving.transfer, 3, uuid.uuid4())
                with pytest.raises(NotFound):
                    getattr(transfers, verb)(viewer, command, now=NOW)
    offer = offer_of(world.away.coordinator)
    with acting(world.home.coordinator), pytest.raises(NotFound):
        transfers.open_offer(world.home.coordinator, offer, now=NOW)


# -- between attendance officers ---------------------------------------------------------------------------------------


def test_attendance_passes_on_kind_dates_and_what_is_open(world: World) -> None:
    """Rule 30: kind, dates, open actions."""
    report = a_report(world)
    report_offered(world, report)
    made = received(world.away.attendance)
    assert made.pupil is not None
    assert made.absence is not None
    assert (made.pupil.surname, made.absence.brin) == ("Wit", "12AB")
    assert "Vaak te laat" not in str(made)
    with acting(world.away.coordinator):
        assert not TransferOffer.objects.exists()


def test_attendance_takes_over_a_pupil_as_a_report_of_its_own(world: World) -> None:
    report = a_report(world)
    transfer = report_offered(world, report)
    me, other = world.home.attendance, world.away.attendance
    with acting(other):
        offer = TransferOffer.objects.get().pk
        transfers.open_offer(other, offer, now=NOW)
        made = transfers.accept_report(other, AcceptReport(offer, uuid.uuid4()), now=NOW)
        row = AbsenceReport.objects.get()
        assert (row.pk, row.status, row.officer_id) == (made.report_id, ReportStatus.RECEIVED, other.membership_id)
        assert (row.surname, row.begin_on, row.bsn_sealed) == ("Wit", date(2026, 2, 2), None)
        assert row.explanation.startswith(f"Overgedragen door {world.home.name}.")
    press(me, "note_answer", transfer)
    with acting(me):
        assert Transfer.objects.get().answer_name == f"{other.name}, leerplichtambtenaar"
        assert AbsenceReport.objects.get().pk == report


def test_a_coordinator_and_an_attendance_officer_do_not_see_each_others_handovers(world: World) -> None:
    report_laid_out(world, a_report(world))
    laid_out(world)
    with acting(world.home.attendance):
        assert [row.kind for row in Transfer.objects.all()] == ["report"]
    with acting(world.home.coordinator):
        assert [row.kind for row in Transfer.objects.all()] == ["case"]


def test_one_can_hand_over_to_the_other_municipalities_alone(world: World) -> None:
    with acting(world.home.coordinator):
        assert [one.name for one in receivers()] == [world.away.name]
