"""The terms of a plan end with their case, begin anew when it opens again, and after-care goes on."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from sluitend.access.protocols import standing
from sluitend.domain.action import StepKind
from sluitend.domain.clock import add_months, local_day
from sluitend.domain.followup import NextStep
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.plan import FamilyAnswer, FamilyPlanIn, GoalStatus
from sluitend.domain.sharing import Viewer
from sluitend.queries.followup import closing_page
from sluitend.records.models import Action, AfterCare, ClockSaid, ProtocolRun, RunEvent
from sluitend.services import flow, followup, protocols
from sluitend.services.followup import CloseCase, Evaluate, GoalOutcome, HoldAfterCare, ReopenCase
from sluitend.services.plans import SaveFamilyPlan, StartPlan, WriteWhatIf, write_what_if
from sluitend.services.protocols import StartRun, TakeStep
from tests.action_stories import a_family, step
from tests.case_stories import FullCase, a_full_case
from tests.services.test_clock_scan import worker
from tests.world import NOW, World, acting, later

DAY = local_day(NOW)
SAID = "Noor gaat weer naar school. Oma helpt als het moeilijk wordt."
ENOUGH = "De doelen zijn gehaald"


def a_case_with_terms(world: World, *, plan: bool = True, evaluated: bool = True) -> FullCase:
    """Give a case with the clocks of its plan, ready to be closed; plan: it came as far as a plan that runs."""
    case, me = a_full_case(world.home, start=False), world.home.coordinator
    with acting(me):
        protocols.begin_plan_terms(me, case.case_id, now=NOW)
        if plan:
            no = FamilyPlanIn(DAY, "Thuis, in een gesprek", FamilyAnswer.NO, DAY, "Doet u het maar.")
            flow.save_family_plan(me, SaveFamilyPlan(case.case_id, no, version=1), now=NOW)
            write_what_if(me, WriteWhatIf(case.case_id, "Dan bellen we elkaar.", version=2), now=NOW)
            flow.start_plan(me, StartPlan(case.case_id, 3), now=NOW)
    if evaluated:
        look_back(world, case)
    with acting(me):
        open_ones = list(Action.objects.filter(case_id=case.case_id).values_list("pk", flat=True))
    for action in open_ones:
        step(me, action, StepKind.DROP, words="Niet meer nodig.")
    return case


def look_back(world: World, case: FullCase, *, form_key: UUID | None = None) -> None:
    goals = tuple(GoalOutcome(goal, GoalStatus.REACHED, "Dat lukt nu.") for goal in case.goals.values())
    command = Evaluate(case.case_id, DAY, "Het loopt.", NextStep.CLOSE, form_key or uuid.uuid4(), "Fijn.", goals)
    with acting(world.home.coordinator):
        flow.evaluate(world.home.coordinator, command, now=NOW)


def close(world: World, case: UUID, *, now: datetime = NOW, **how: Any) -> None:
    command = {"reason": "reached", "words": SAID, "form_key": uuid.uuid4(), **how}
    with acting(world.home.coordinator, now):
        flow.close_case(world.home.coordinator, CloseCase(case, **command), now=now)


def reopen(world: World, case: UUID, *, now: datetime, form_key: UUID | None = None) -> None:
    command = ReopenCase(case, "Er is een nieuwe zorg.", form_key or uuid.uuid4())
    with acting(world.home.coordinator, now):
        flow.reopen_case(world.home.coordinator, command, now=now)


def runs(viewer: Viewer, case: UUID, protocol: str = "plan_terms", now: datetime = NOW) -> list[ProtocolRun]:
    with acting(viewer, now):
        return list(ProtocolRun.objects.filter(case_id=case, protocol=protocol).order_by("started_at"))


def moves(viewer: Viewer, run: ProtocolRun, now: datetime = NOW) -> list[tuple[str, str]]:
    with acting(viewer, now):
        return list(RunEvent.objects.filter(run=run).order_by("seq").values_list("kind", "step"))


def test_whoever_closes_a_case_rounds_off_its_plan_with_the_reason(world: World) -> None:
    case, me = a_case_with_terms(world), world.home.coordinator
    close(world, case.case_id)
    (run,) = runs(me, case.case_id)
    assert (run.ended_by, run.closed_by_id, run.look_again_at) == ("rounded_off", me.membership_id, None)
    with acting(me):
        last = RunEvent.objects.filter(run=run).latest("seq")
    assert (last.by_id, last.reason, last.evidence) == (me.membership_id, ENOUGH, {"last_talk_with_the_family": SAID})


def test_the_scanner_finds_nothing_open_in_a_closed_case(world: World) -> None:
    case = a_case_with_terms(world)
    close(world, case.case_id)
    with worker():
        assert protocols.scan(later(days=400)).said == 0
    with acting(world.home.coordinator, later(days=400)):
        assert not ClockSaid.objects.filter(run__case_id=case.case_id).exists()


def test_a_plan_that_stops_before_its_first_evaluation_says_so(world: World) -> None:
    case, me = a_case_with_terms(world, evaluated=False), world.home.coordinator
    with acting(me), pytest.raises(Refused, match=r"close\.goal_open"):
        flow.close_case(me, CloseCase(case.case_id, "moved", SAID, uuid.uuid4()), now=NOW)
    with acting(me):
        goals = tuple(GoalOutcome(goal, GoalStatus.MISSED, "Zij verhuizen.") for goal in case.goals.values())
        followup.evaluate(
            me, Evaluate(case.case_id, DAY, "Zij gaan.", NextStep.CLOSE, uuid.uuid4(), goals=goals), now=NOW
        )
    close(world, case.case_id, reason="moved")
    (run,) = runs(me, case.case_id)
    assert moves(me, run)[-2:] == [("skipped", "evaluation"), ("taken", "rounded_off")]


def test_terms_of_a_plan_that_was_never_made_are_taken_back_with_the_reason(world: World) -> None:
    family, me = a_family(world.home), world.home.coordinator
    with acting(me):
        protocols.begin_plan_terms(me, family.case_id, now=NOW)
    close(world, family.case_id)
    (run,) = runs(me, family.case_id)
    assert run.ended_by == "withdrawn"
    assert moves(me, run) == [("withdrawn", "")]


def test_a_case_does_not_close_while_another_protocol_runs(world: World) -> None:
    """A case closes with a reason, when every goal has its result and no action or protocol is left hanging."""
    case, me = a_case_with_terms(world), world.home.coordinator
    begun = StartRun("reachability", DAY, uuid.uuid4(), case_id=case.case_id)
    with acting(me):
        protocols.start(me, begun, now=NOW)
        assert closing_page(me, case.case_id, now=NOW).runs_open == 1
    with pytest.raises(Refused, match=r"close\.run_open"):
        close(world, case.case_id)
    (run,) = runs(me, case.case_id)
    assert run.ended_at is None  # nothing was done by half


def test_opening_again_begins_the_terms_anew_with_what_was_settled_before(world: World) -> None:
    case, me, soon = a_case_with_terms(world), world.home.coordinator, later(days=30)
    close(world, case.case_id)
    key = uuid.uuid4()
    reopen(world, case.case_id, now=soon, form_key=key)
    reopen(world, case.case_id, now=soon, form_key=key)
    old, new = runs(me, case.case_id, now=soon)
    assert old.ended_by == "rounded_off"
    with acting(me, soon):
        stands = standing(new, soon)
        assert stands.position is not None
        assert set(stands.position.open) == {"plan_in_writing", "evaluation", "rounded_off"}
        assert [(one.step, one.due.day) for one in stands.clocks] == [("evaluation", add_months(local_day(soon), 3))]
        assert RunEvent.objects.get(run=new, step="family_plan_dropped").evidence == {
            "answer_of_the_family": "Doet u het maar."
        }


def test_a_case_without_a_plan_that_ran_opens_again_at_the_offer(world: World) -> None:
    family, me, soon = a_family(world.home), world.home.coordinator, later(days=30)
    close(world, family.case_id)
    reopen(world, family.case_id, now=soon)
    (run,) = runs(me, family.case_id, now=soon)
    assert moves(me, run, soon) == []
    assert run.started_on == local_day(soon)


def test_the_same_form_sent_again_after_opening_closes_nothing(world: World) -> None:
    case, key = a_case_with_terms(world), uuid.uuid4()
    close(world, case.case_id, form_key=key)
    reopen(world, case.case_id, now=later(days=1))
    close(world, case.case_id, form_key=key, now=later(days=2))
    assert runs(world.home.coordinator, case.case_id, now=later(days=2))[-1].ended_at is None


def test_the_same_evaluation_sent_again_moves_the_terms_once(world: World) -> None:
    case, key, me = a_case_with_terms(world, evaluated=False), uuid.uuid4(), world.home.coordinator
    look_back(world, case, form_key=key)
    look_back(world, case, form_key=key)
    (run,) = runs(me, case.case_id)
    assert moves(me, run).count(("taken", "evaluation")) == 1


def after_care(world: World, *, now: datetime = NOW) -> tuple[UUID, UUID]:
    """Give a case for which after-care was agreed as a protocol, and its run."""
    case, me = a_case_with_terms(world), world.home.coordinator
    begun = StartRun("after_care", DAY, uuid.uuid4(), case_id=case.case_id)
    with acting(me):
        run = protocols.start(me, begun, now=NOW).run_id
        agreed = TakeStep(run, "after_care_agreed", DAY, 1, uuid.uuid4(), evidence={"family_agrees": "yes"})
        protocols.take(me, agreed, now=NOW)
    close(world, case.case_id)
    return case.case_id, run


def hold(world: World, case: UUID, number: int, now: datetime, *, well: bool = True) -> None:
    me = world.home.coordinator
    with acting(me, now):
        moment = AfterCare.objects.filter(case_id=case).order_by("due_on")[number]
        flow.hold_after_care(me, HoldAfterCare(moment.pk, "Het gaat.", well, uuid.uuid4()), now=now)


def test_after_care_runs_on_after_closing_and_follows_what_was_written_down(world: World) -> None:
    case, run_id = after_care(world)
    me, half, year = world.home.coordinator, later(days=184), later(days=366)
    with acting(me):
        assert ProtocolRun.objects.get(pk=run_id).ended_at is None
    hold(world, case, 0, half)
    hold(world, case, 1, year)
    with acting(me, year):
        run = ProtocolRun.objects.get(pk=run_id)
        assert run.ended_by == "closed_going_well"
    assert [name for _, name in moves(me, run, year)] == [
        "after_care_agreed",
        "asked_after_six_months",
        "asked_after_twelve_months",
        "closed_going_well",
    ]


def test_after_care_that_does_not_go_well_ends_without_saying_that_it_does(world: World) -> None:
    case, run_id = after_care(world)
    me, year = world.home.coordinator, later(days=366)
    hold(world, case, 0, later(days=184))
    hold(world, case, 1, year, well=False)
    with acting(me, year):
        assert ProtocolRun.objects.get(pk=run_id).ended_by == "withdrawn"


def test_after_care_stops_when_the_case_opens_again(world: World) -> None:
    case, run_id = after_care(world)
    reopen(world, case, now=later(days=30))
    with acting(world.home.coordinator, later(days=30)):
        assert ProtocolRun.objects.get(pk=run_id).ended_by == "withdrawn"


@pytest.mark.parametrize("who", ["teacher", "member", "manager", "admin"])
def test_nobody_else_closes_a_case_or_its_terms(world: World, who: str) -> None:
    case, viewer = a_case_with_terms(world), world.home.people[who]
    with acting(viewer), pytest.raises((NotFound, Refused)):
        flow.close_case(viewer, CloseCase(case.case_id, "reached", SAID, uuid.uuid4()), now=NOW)
    assert runs(world.home.coordinator, case.case_id)[0].ended_at is None


def test_an_outsider_finds_no_case_to_close(world: World) -> None:
    case, away = a_case_with_terms(world), world.away.coordinator
    with acting(away), pytest.raises(NotFound):
        flow.close_case(away, CloseCase(case.case_id, "reached", SAID, uuid.uuid4()), now=NOW)
    assert runs(away, case.case_id) == []
