"""What ran before Sluitend: it waits for its coordinator, runs from its own days, and tells nobody what was late already."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from sluitend.access import audit, norms
from sluitend.access.protocols import standing
from sluitend.content.protocols import protocols as content
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.protocol.clocks import Clock
from sluitend.domain.protocol.history import EventKind
from sluitend.domain.protocol.steps import Silence
from sluitend.domain.running import MatterAnswer
from sluitend.domain.sharing import Viewer
from sluitend.queries import running as pages
from sluitend.queries.protocol_clocks import clock_rows, runs_of_case
from sluitend.records.models import (
    Case,
    CasePerson,
    ClockSaid,
    Decision,
    Message,
    ProtocolRun,
    RunEvent,
    RunningMatter,
)
from sluitend.services import outbox, protocols
from sluitend.services import running as services
from sluitend.services.protocols import Extend, TakeStep
from sluitend.services.running import AnswerNo, Confirm, EnterMatter
from tests.services.test_clock_scan import home, messages_of, said, worker  # noqa: F401 - a fixture
from tests.world import NOW, Place, World, acting, later

BEGIN, SINCE = date(2025, 3, 3), date(2025, 10, 6)
BSN = "123456782"


def matter(place: Place, **changed: Any) -> EnterMatter:
    """A child whose plan was adopted in October and should have been looked at in January."""
    given: dict[str, Any] = {
        "reference": "Z-2025/17",
        "protocol": "plan_terms",
        "step": "evaluation",
        "started_on": BEGIN,
        "since": SINCE,
        "coordinator_id": place.coordinator.membership_id,
        "given_names": "Noor",
        "prefix": "de",
        "surname": "Wit",
        "birth_date": date(2014, 5, 6),
        "form_key": uuid.uuid4(),
    }
    return EnterMatter(**given | changed)


def enter(viewer: Viewer, command: EnterMatter, now: datetime = NOW) -> uuid.UUID:
    with acting(viewer, now):
        return services.enter(viewer, command, now=now)


def confirm(viewer: Viewer, matter_id: uuid.UUID, now: datetime = NOW, **how: Any) -> services.Confirmed:
    with acting(viewer, now):
        how.setdefault("title", "Gezin De Wit")
        return services.confirm(viewer, Confirm(matter_id, how.pop("form_key", uuid.uuid4()), **how), now=now)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.refusals}


def test_nothing_runs_before_the_coordinator_says_so(world: World) -> None:
    me = world.home.coordinator
    made = enter(world.home.intake, matter(world.home))
    with acting(me):
        assert not Case.objects.exists()
        assert not ProtocolRun.objects.exists()
        page = pages.matters(me, now=NOW)
        assert [(one.id, one.reference, one.name) for one in page.mine] == [(made, "Z-2025/17", "Noor de Wit")]
        assert pages.waiting_count(me, NOW) == 1
    confirm(me, made)
    with acting(me):
        assert pages.waiting_count(me, NOW) == 0
        assert Case.objects.count() == 1


def test_what_is_confirmed_runs_from_its_own_days_at_the_step_where_it_stood(world: World) -> None:
    me = world.home.coordinator
    done = confirm(me, enter(world.home.intake, matter(world.home)))
    with acting(me):
        run = ProtocolRun.objects.get(case_id=done.case_id)
        assert (run.pk, run.protocol, run.started_on) == (done.run_id, "plan_terms", BEGIN)
        event = RunEvent.objects.get(run=run)
        assert (event.kind, event.step, event.on, event.by_id) == (
            EventKind.ENTERED,
            "evaluation",
            SINCE,
            me.membership_id,
        )
        assert (event.reason, event.evidence) == ("", {})
        case = Case.objects.get(pk=done.case_id)
        assert (case.title, case.coordinator_id) == ("Gezin De Wit", me.membership_id)
        assert Decision.objects.get(case=case).rule == "ran_before"
        assert list(CasePerson.objects.filter(case=case).values_list("given_names", "birth_date")) == [
            ("Noor", date(2014, 5, 6))
        ]
        clock = protocols_clock(run)
        assert clock.started_on == SINCE
        assert clock.due.day < local_day(NOW)


def protocols_clock(run: ProtocolRun) -> Clock:
    (clock,) = [one for one in standing(run, NOW).clocks if one.step == "evaluation"]
    return clock


def test_another_protocol_runs_beside_the_terms_of_the_plan_which_begin_today(world: World) -> None:
    me = world.home.coordinator
    command = matter(world.home, protocol="protection_chain", step="vto_written", since=date(2026, 2, 2))
    done = confirm(me, enter(world.home.intake, command))
    with acting(me):
        runs = dict(ProtocolRun.objects.values_list("protocol", "started_on"))
        assert runs == {"protection_chain": BEGIN, "plan_terms": local_day(NOW)}
        child = CasePerson.objects.get(case_id=done.case_id)
        assert ProtocolRun.objects.get(protocol="protection_chain").child_id == child.pk


def test_what_was_late_stands_in_one_start_list_until_it_is_done(world: World) -> None:
    me, lead = world.home.coordinator, world.home.lead
    done = confirm(me, enter(world.home.intake, matter(world.home)))
    with acting(me):
        (row,) = pages.start_list(me, now=NOW).rows
        assert (row.case_id, row.step, row.title) == (done.case_id, "evaluation", "Gezin De Wit")
        assert row.late_days == (local_day(NOW) - row.due_on).days > 0
    with acting(lead):
        found = pages.start_list(lead, now=NOW)
        assert found.rows == ()
        assert [(one.name, one.late) for one in found.workers or ()] == [(me.name, 1)]
    with acting(me, later(days=1)) as now:
        run = ProtocolRun.objects.get(pk=done.run_id)
        take = TakeStep(
            run.pk, "evaluation", local_day(now), run.version, uuid.uuid4(), evidence=answers(), leads_to=()
        )
        protocols.take(me, take, now=now)
        assert pages.start_list(me, now=now).rows == ()
    with acting(lead, later(days=1)) as now:
        assert pages.start_list(lead, now=now).workers == ()


def answers() -> dict[str, str]:
    step = content()["plan_terms"].step("evaluation")
    return {one.code: "Het gaat beter." if one.kind == "text" else "yes" for one in step.evidence}


def test_a_term_that_somebody_extends_leaves_the_start_list_of_both(world: World) -> None:
    me, lead = world.home.coordinator, world.home.lead
    done = confirm(me, enter(world.home.intake, matter(world.home)))
    with acting(me):
        run = ProtocolRun.objects.get(pk=done.run_id)
        until = local_day(NOW) + timedelta(days=20)
        command = Extend(run.pk, "evaluation", until, "Het gezin vroeg erom.", run.version, uuid.uuid4())
        protocols.extend(me, command, now=NOW)
        assert pages.start_list(me, now=NOW).rows == ()
    with acting(lead):
        assert pages.start_list(lead, now=NOW).workers == ()


def test_no_message_is_sent_of_what_was_late_and_nothing_rises(home: Place, as_owner: Any) -> None:  # noqa: F811
    """The scanner says and tells nothing of what the start list says; the next moment it says as always."""
    me = home.coordinator
    stuck = matter(home, protocol="protection_chain", step="vto_written", reference="Z-2")
    nearly = matter(home, since=local_day(NOW) - timedelta(days=80), reference="Z-3", surname="Bruin")
    for command in (matter(home), stuck, nearly):
        confirm(me, enter(home.intake, command))
    told = messages_of(as_owner)
    assert told == []
    before = said(as_owner)
    assert {word for *_, word in before} == {"warning", "late"}
    with worker():
        first = protocols.scan(NOW + timedelta(minutes=1))
        assert (first.said, first.told) == (0, 0)
        assert said(as_owner) == before
        protocols.scan(later(days=30))
    assert len(messages_of(as_owner)) > 0
    raised = as_owner.execute("SELECT count(*) FROM clock_said WHERE raised AND from_before").fetchone()
    assert raised == (0,)


@pytest.mark.parametrize(("code", "step"), [("plan_terms", "evaluation"), ("process_ladder", "a2_process_director")])
def test_neither_where_it_stands_nor_the_first_steps_of_its_protocol_raise_anything(
    world: World, code: str, step: str
) -> None:
    me = world.home.coordinator
    assert content()[code].step(step).silence is Silence.RAISE
    command = matter(world.home, protocol=code, step=step, started_on=date(2024, 1, 8), since=date(2025, 1, 8))
    confirm(me, enter(world.home.intake, command))
    with acting(me):
        assert set(ClockSaid.objects.values_list("step", "word")) >= {(step, "late")}
        assert not ClockSaid.objects.filter(raised=True).exists()
        assert not ClockSaid.objects.filter(from_before=False).exists()
        assert not ClockSaid.objects.filter(told_at=None).exists()
        assert not any(one.raised for one in clock_rows(runs_of_case(Case.objects.get().pk, NOW), me, NOW))


def test_a_second_matter_of_a_family_joins_the_case_of_the_first(world: World) -> None:
    me = world.home.coordinator
    first = confirm(me, enter(world.home.intake, matter(world.home)))
    other = matter(world.home, reference="Z-18", protocol="protection_chain", step="vto_written")
    second = confirm(me, enter(world.home.intake, other), case_id=first.case_id)
    assert second.case_id == first.case_id
    with acting(me):
        assert Case.objects.count() == 1
        child = CasePerson.objects.get()
        assert ProtocolRun.objects.get(pk=second.run_id).child_id == child.pk
    stranger = enter(world.home.intake, replace(other, reference="Z-19", given_names="Bo", form_key=uuid.uuid4()))
    with pytest.raises(Refused) as refused:
        confirm(me, stranger, case_id=first.case_id)
    assert codes(refused) == {"running.no_such_child"}
    again = enter(world.home.intake, replace(other, reference="Z-20", form_key=uuid.uuid4()))
    with pytest.raises(Refused) as refused:
        confirm(me, again, case_id=first.case_id)
    assert codes(refused) == {"protocol.runs_already"}


@pytest.mark.parametrize("answer", [one for one in MatterAnswer if one is not MatterAnswer.CONFIRMED])
def test_what_is_not_so_goes_with_a_reason_and_its_person_at_once(world: World, answer: MatterAnswer) -> None:
    me, intake = world.home.coordinator, world.home.intake
    made = enter(intake, matter(world.home, bsn=BSN))
    with acting(me):
        services.refuse(me, AnswerNo(made, answer, uuid.uuid4()), now=NOW)
    with acting(intake):
        row = RunningMatter.objects.get(pk=made)
        assert (row.answer, row.case_id) == (answer, None)
        assert (row.given_names, row.prefix, row.surname, row.birth_date) == ("", "", "", None)
        assert (row.bsn_sealed, row.bsn_digest) == (None, None)
        (line,) = pages.matters(intake, now=NOW).entered
        assert line.answer is answer
    with pytest.raises(Refused) as refused:
        confirm(me, made)
    assert codes(refused) == {"running.answered"}


def test_a_yes_is_no_reason_to_refuse(world: World) -> None:
    me = world.home.coordinator
    made = enter(world.home.intake, matter(world.home))
    with acting(me), pytest.raises(Refused) as refused:
        services.refuse(me, AnswerNo(made, MatterAnswer.CONFIRMED, uuid.uuid4()), now=NOW)
    assert codes(refused) == {"running.no_reason"}


def test_a_bsn_is_sealed_and_goes_along_to_the_case_alone(world: World) -> None:
    me = world.home.coordinator
    made = enter(world.home.intake, matter(world.home, bsn=BSN))
    with acting(me):
        row = RunningMatter.objects.get(pk=made)
        assert row.bsn_sealed is not None
        assert BSN.encode() not in bytes(row.bsn_sealed)
        assert BSN not in repr(pages.matter_page(me, made, now=NOW))
    done = confirm(me, made)
    with acting(me):
        assert RunningMatter.objects.get(pk=made).bsn_sealed is None
        assert CasePerson.objects.get(case_id=done.case_id).bsn_sealed is not None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"protocol": "school_absence", "step": "assessed"}, "running.of_a_report"),
        ({"protocol": "forced_marriage", "step": "monitored"}, "running.heightened"),
        ({"protocol": "nothing"}, "running.protocol"),
        ({"step": "rounded_off"}, "running.over"),
        ({"step": "nothing"}, "running.step"),
        ({"started_on": date(2026, 3, 3)}, "running.started_on"),
        ({"since": date(2025, 3, 2)}, "running.since"),
        ({"reference": "de familie"}, "running.reference"),
        ({"reference": BSN}, "running.reference_number"),
        ({"given_names": "", "surname": ""}, "person.nameless"),
        ({"bsn": "123456789"}, "bsn.wrong"),
        ({"coordinator_id": uuid.uuid4()}, "running.coordinator"),
        ({"heightened": True}, "running.named_reader"),
    ],
)
def test_what_cannot_be_right_is_refused_before_it_waits_for_anybody(
    world: World, changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        enter(world.home.intake, matter(world.home, **changed))
    assert code in codes(refused)
    with acting(world.home.intake):
        assert not RunningMatter.objects.exists()


def test_a_reference_comes_in_once_and_the_same_form_twice_is_one(world: World) -> None:
    command = matter(world.home)
    first = enter(world.home.intake, command)
    assert enter(world.home.intake, command) == first
    for viewer in (world.home.intake, world.home.coordinator2):
        with pytest.raises(Refused) as refused:
            enter(viewer, replace(command, form_key=uuid.uuid4()))
        assert codes(refused) == {"running.known"}
    key = uuid.uuid4()
    done = confirm(world.home.coordinator, first, form_key=key)
    assert confirm(world.home.coordinator, first, form_key=key) == done


def test_only_who_takes_in_or_coordinates_enters_and_only_its_coordinator_answers(world: World) -> None:
    place = world.home
    made = enter(place.intake, matter(place))
    for outsider in (place.admin, place.member, place.lead, place.manager, place.teacher, place.attendance):
        with pytest.raises(NotFound):
            enter(outsider, matter(place, reference="Z-99"))
        with acting(outsider), pytest.raises(NotFound):
            pages.matters(outsider, now=NOW)
    for outsider in (place.intake, place.coordinator2, place.lead, world.away.coordinator):
        with pytest.raises(NotFound):
            confirm(outsider, made)
        with acting(outsider), pytest.raises(NotFound):
            services.refuse(outsider, AnswerNo(made, MatterAnswer.WRONG, uuid.uuid4()), now=NOW)
        with acting(outsider), pytest.raises(NotFound):
            pages.matter_page(outsider, made, now=NOW)
    with acting(place.coordinator2):
        assert not RunningMatter.objects.exists()
    with acting(world.away.intake):
        assert not RunningMatter.objects.exists()


def test_the_wall_lets_nobody_say_yes_for_another(world: World) -> None:
    place = world.home
    made = enter(place.intake, matter(place))
    with acting(place.intake):
        audit.write(place.intake, "test.populate", audit.Ref("running_matter", made), now=NOW)
        assert RunningMatter.objects.filter(pk=made).update(since=SINCE) == 0
    with acting(place.coordinator):
        audit.write(place.coordinator, "test.populate", audit.Ref("running_matter", made), now=NOW)
        for change in ({"coordinator_id": place.coordinator2.membership_id}, {"municipality_id": world.away.id}):
            with pytest.raises(DatabaseError), transaction.atomic():
                RunningMatter.objects.filter(pk=made).update(**change)


def test_heightened_safety_is_entered_by_a_named_reader_and_opens_such_a_case(world: World) -> None:
    place = world.home
    command = matter(
        place, heightened=True, protocol="forced_marriage", step="monitored", since=date(2026, 2, 2), reference="Z-5"
    )
    made = enter(place.protocol, command)
    with acting(place.intake):
        assert not RunningMatter.objects.exists()
    done = confirm(place.coordinator, made)
    with acting(place.coordinator):
        case = Case.objects.get(pk=done.case_id)
        assert case.heightened
        assert ProtocolRun.objects.get(pk=done.run_id).heightened
    with acting(place.lead):
        assert pages.start_list(place.lead, now=NOW).workers == ()
    with acting(place.coordinator2):
        assert not Case.objects.exists()
    with pytest.raises(Refused) as refused:
        enter(place.protocol, matter(place, reference="Z-6"))
    assert codes(refused) == {"running.not_yours"}


def test_what_nobody_confirmed_is_erased_after_its_term(home: Place, as_owner: Any) -> None:  # noqa: F811
    days = norms.value("running.wait", local_day(NOW))
    kept = confirm(home.coordinator, enter(home.intake, matter(home)))
    made = enter(home.intake, matter(home, reference="Z-2"))
    last = later(days=days)
    with worker():
        outbox.end_what_is_over(last)
    with acting(home.coordinator, last):
        assert RunningMatter.objects.filter(pk=made).exists()
    over = later(days=days + 1)
    with acting(home.coordinator, over):
        assert not RunningMatter.objects.filter(pk=made).exists()
    with pytest.raises(NotFound):
        confirm(home.coordinator, made, over)
    with worker():
        outbox.end_what_is_over(over)
    left = as_owner.execute("SELECT case_id FROM running_matter").fetchall()
    assert left == [(kept.case_id,)]


def test_every_look_and_every_answer_leaves_its_line(world: World, privacy_lines: Any) -> None:
    me = world.home.coordinator
    made = enter(world.home.intake, matter(world.home))
    with acting(me):
        pages.matter_page(me, made, now=NOW)
    done = confirm(me, made)
    with acting(me):
        pages.start_list(me, now=NOW)
        pages.matters(me, now=NOW)
    lines = privacy_lines(done.case_id)
    assert {"case.open", "protocol.start", "protocol.enter", "running.confirm", "running.start_list"} <= set(lines)


def test_nobody_gets_a_message_when_a_matter_is_confirmed(world: World) -> None:
    confirm(world.home.coordinator, enter(world.home.intake, matter(world.home)))
    for viewer in world.home.people.values():
        with acting(viewer):
            assert not Message.objects.exists()
