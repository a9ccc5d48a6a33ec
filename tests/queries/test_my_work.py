"""My work: what is late, what is for today, what comes; of my own cases, and red only where the law sets the day."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sluitend.access.gate import case_access
from sluitend.domain.action import Alternative, StepKind
from sluitend.domain.followup import WorkGroup, WorkKind, work_group
from sluitend.domain.vocabulary import Category
from sluitend.queries.case_timeline import look
from sluitend.queries.my_work import MyWork, my_work
from sluitend.records.models import AuditEvent
from sluitend.services.followup import WriteNote, write_note
from tests.action_stories import TODAY, a_family, ask, consent, shared, show, step
from tests.case_stories import a_full_case
from tests.services.test_accounts import change
from tests.services.test_followup import close
from tests.stories import a_case
from tests.world import World, acting, later


def work(world: World, who: str = "coordinator", *, days: int = 0) -> MyWork:
    viewer = world.home.people[who]
    with acting(viewer, later(days=days)) as now:
        return my_work(viewer, now=now)


def kinds(items: object) -> list[WorkKind]:
    return [item.kind for item in items]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("days", "group"),
    [(-1, WorkGroup.LATE), (0, WorkGroup.TODAY), (1, WorkGroup.COMING), (7, WorkGroup.COMING), (8, None)],
)
def test_what_is_late_for_today_or_comes_within_a_week_is_shown_and_the_rest_waits(
    days: int, group: WorkGroup | None
) -> None:
    assert work_group(WorkKind.ACTION, TODAY + timedelta(days=days), TODAY, 7) is group


@pytest.mark.parametrize("kind", [WorkKind.CONTRADICTED, WorkKind.DECLINED, WorkKind.BOTTLENECK])
def test_what_waits_for_an_answer_of_mine_stands_apart_whatever_its_day(kind: WorkKind) -> None:
    for days in (-30, 0, 200):
        assert work_group(kind, TODAY + timedelta(days=days), TODAY, 7) is WorkGroup.WAITS


def test_the_plan_is_due_in_six_weeks_by_law(world: World) -> None:
    a_family(world.home)
    assert kinds(work(world).coming) == []
    coming = work(world, days=36).coming
    assert [(item.kind, item.statutory, item.due) for item in coming] == [
        (WorkKind.PLAN, True, TODAY + timedelta(weeks=6))
    ]
    late = work(world, days=43)
    assert kinds(late.late) == [WorkKind.PLAN]
    assert late.late_by_law == 1


def test_only_the_law_makes_something_late_by_law(world: World) -> None:
    a_full_case(world.home)
    found = work(world, days=95)
    assert WorkKind.EVALUATION in kinds(found.late)
    assert {item.kind for item in found.late if item.statutory} == set()
    assert found.late_by_law == 0


def test_answers_of_partners_come_to_the_coordinator(world: World) -> None:
    family = a_family(world.home)
    no, table, stuck = (shared(family, title=title) for title in ("Een", "Twee", "Drie"))
    step(world.home.teacher, no, StepKind.DECLINE, words="Geen plek.", alternative=Alternative.LATER)
    step(world.home.coordinator, table, StepKind.ACCEPT_AT_TABLE)
    step(world.home.teacher, table, StepKind.CONTRADICT, words="Daar weten wij niet van.")
    step(world.home.teacher, stuck, StepKind.ACCEPT)
    step(world.home.teacher, stuck, StepKind.BLOCK, words="De leesjuf is ziek.")
    found = work(world)
    assert found.today == ()
    assert {(item.kind, item.text) for item in found.waits if item.text} == {
        (WorkKind.DECLINED, "Een"),
        (WorkKind.CONTRADICTED, "Twee"),
        (WorkKind.BOTTLENECK, "Drie"),
    }


def test_no_answer_after_five_working_days_is_late(world: World) -> None:
    ask(a_family(world.home), "school")
    assert WorkKind.ASKED_LONG not in kinds(work(world, days=7).late)
    assert WorkKind.ASKED_LONG in kinds(work(world, days=8).late)


def test_an_open_action_that_drops_out_of_sight_waits_for_the_coordinator(world: World) -> None:
    family = a_family(world.home, deputy_id=world.home.coordinator2.membership_id)
    action = ask(family, "school", due_on=TODAY + timedelta(days=21))
    consent(family, "school", items=(Category.K16, Category.K1))
    last = show(family, action)
    step(world.home.teacher, action, StepKind.ACCEPT)
    on, after = (last - TODAY).days, (last - TODAY).days + 1
    assert work(world, days=on).waits == ()
    (found,) = work(world, days=after).waits
    assert (found.kind, found.target, found.due) == (WorkKind.UNSEEN, action, last)
    assert WorkKind.ACTION not in kinds(work(world, days=after).late)
    show(family, action, now=later(days=after))
    assert work(world, days=after).waits == ()


def test_a_case_without_a_deputy_asks_for_one_once_it_is_held_here(world: World) -> None:
    family = a_family(world.home)
    assert [(one.kind, one.case_id) for one in work(world).waits] == [(WorkKind.DEPUTY, family.case_id)]
    assert work(world, "member").waits == ()
    a_full_case(world.home)
    assert kinds(work(world).waits) == [WorkKind.DEPUTY]


def test_what_ends_within_fourteen_days_is_named_and_then_gone(world: World) -> None:
    family = a_family(world.home)
    consent(family, "school", until=TODAY + timedelta(days=20))
    assert kinds(work(world, days=5).coming) == []
    assert kinds(work(world, days=6).coming) == [WorkKind.CONSENT]
    assert kinds(work(world, days=21).late + work(world, days=21).coming) == []


def test_a_reason_to_wait_with_telling_that_lapses_is_named(world: World) -> None:
    a_full_case(world.home)
    assert WorkKind.INFORM in kinds(work(world, days=14).coming)
    assert WorkKind.INFORM in kinds(work(world, days=21).late)


def test_a_member_of_the_team_sees_own_actions_and_not_the_terms_of_the_case(world: World) -> None:
    a_full_case(world.home)
    found = work(world, "member", days=95)
    assert (found.late, found.today, found.cases) == ((), (), 0)


@pytest.mark.parametrize("who", ["coordinator2", "lead", "intake"])
def test_the_cases_of_another_are_not_my_work(world: World, who: str) -> None:
    a_family(world.home)
    found = work(world, who, days=60)
    assert (found.late, found.today, found.coming, found.changed) == ((), (), (), ())


def test_what_others_did_since_i_looked_is_marked_until_i_look(world: World) -> None:
    case = a_full_case(world.home)
    me, other = world.home.coordinator, world.home.member
    with acting(me) as now:
        look(case_access(me, case.case_id, now=now), now=now)
    assert work(world, days=1).changed == ()
    with acting(other, later(days=1)) as now:
        write_note(other, WriteNote(case.case_id, "Noor was op tijd.", uuid.uuid4()), now=now)
    changed = work(world, days=2).changed
    assert [(one.case_id, one.changes) for one in changed] == [(case.case_id, 1)]
    with acting(me, later(days=2)) as now:
        look(case_access(me, case.case_id, now=now), now=now)
    assert work(world, days=3).changed == ()


def test_a_case_i_never_opened_stands_on_top_until_i_do_and_not_for_a_deputy_who_waits(world: World) -> None:
    case = a_full_case(world.home)
    me = world.home.coordinator
    new = work(world).changed
    assert [(one.case_id, one.never_seen) for one in new] == [(case.case_id, True)]
    assert [one.case_id for one in work(world, "member").changed] == [case.case_id]
    with acting(me) as now:
        look(case_access(me, case.case_id, now=now), now=now)
    assert work(world, days=1).changed == ()
    waits = world.home.people["coordinator2"]
    a_case(world.home, deputy_id=waits.membership_id)
    assert len(work(world).changed) == 1
    assert work(world, "coordinator2").changed == ()


def test_after_care_of_an_absent_colleague_is_work_of_the_deputy(world: World) -> None:
    case_id = a_case(world.home, deputy_id=world.home.coordinator2.membership_id).case_id
    close(world, case_id)
    assert kinds(work(world, "coordinator2", days=180).coming) == []
    change(world.home, "coordinator", absent_from=TODAY)
    (talk,) = work(world, "coordinator2", days=180).coming
    assert (talk.kind, talk.case_id, talk.replacing) == (WorkKind.AFTER_CARE, case_id, True)


def test_one_and_three_cases_cost_the_same_number_of_statements(world: World) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            case = a_full_case(world.home)
            with acting(world.home.coordinator) as now:
                look(case_access(world.home.coordinator, case.case_id, now=now), now=now)
        with acting(world.home.coordinator, later(days=95)) as now, CaptureQueriesContext(connection) as captured:
            assert my_work(world.home.coordinator, now=now).late
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_each_case_that_is_shown_leaves_its_line(world: World) -> None:
    first, second = a_family(world.home), a_family(world.home)
    work(world, days=43)
    with acting(world.home.privacy, later(days=43)):
        lines = set(AuditEvent.objects.filter(action="work.mine").values_list("case_id", flat=True))
    assert lines == {first.case_id, second.case_id}
