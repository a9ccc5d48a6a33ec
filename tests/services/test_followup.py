"""Keeping hold: notes, evaluations, closing, opening again, after care; and nothing of it for who is not involved."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from sluitend.domain.action import StepKind
from sluitend.domain.clock import add_months
from sluitend.domain.followup import NextStep
from sluitend.domain.outcome import Conflict, NotFound, Refused
from sluitend.domain.plan import GoalStatus
from sluitend.queries.cases import case_list, case_page
from sluitend.queries.followup import closing_page, evaluation_page, note_page, notes_page
from sluitend.queries.my_work import my_work
from sluitend.records.models import Action, ActionShare, AfterCare, AuditEvent, Case, CaseChange, Goal, Note, TeamSeat
from sluitend.services.followup import (
    ChangeNote,
    CloseCase,
    Evaluate,
    GoalOutcome,
    HoldAfterCare,
    ReopenCase,
    WriteNote,
    change_note,
    close_case,
    evaluate,
    hold_after_care,
    reopen_case,
    write_note,
)
from tests import case_stories
from tests.action_stories import TODAY, a_family, ask, shared, step
from tests.case_stories import FullCase, a_full_case
from tests.refusals import refused
from tests.world import NOW, World, acting, later

case = case_stories.full_case

DECIDED = {
    "school": GoalStatus.REACHED,
    "money": GoalStatus.PARTLY,
    "sleep": GoalStatus.MISSED,
    "boat": GoalStatus.REACHED,
}


def outcomes(case: FullCase, *keys: str) -> tuple[GoalOutcome, ...]:
    return tuple(GoalOutcome(case.goals[key], DECIDED[key], "Dit ging beter dan gedacht.") for key in keys)


def look_back(world: World, case: FullCase, *, now: Any = NOW, **how: Any) -> Any:
    command = {
        "case_id": case.case_id,
        "held_on": TODAY,
        "words": "Het loopt.",
        "next_step": NextStep.GO_ON,
        "form_key": uuid.uuid4(),
        **how,
    }
    with acting(world.home.coordinator, now):
        return evaluate(world.home.coordinator, Evaluate(**command), now=now)


def finish(world: World, case: FullCase) -> None:
    """Give every goal its result and let every action go."""
    look_back(world, case, goals=outcomes(case, *DECIDED))
    with acting(world.home.coordinator):
        open_ones = list(Action.objects.filter(case_id=case.case_id).values_list("pk", flat=True))
    for action in open_ones:
        step(world.home.coordinator, action, StepKind.DROP, words="Niet meer nodig.")


def close(world: World, case_id: uuid.UUID, *, now: Any = NOW, **how: Any) -> Any:
    command = {"reason": "reached", "words": "Het gezin kan verder.", "form_key": uuid.uuid4(), **how}
    with acting(world.home.coordinator, now):
        return close_case(world.home.coordinator, CloseCase(case_id, **command), now=now)


def reopen(world: World, case_id: uuid.UUID, reason: str, *, now: Any) -> Any:
    with acting(world.home.coordinator, now):
        return reopen_case(world.home.coordinator, ReopenCase(case_id, reason, uuid.uuid4()), now=now)


# --- Notes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["coordinator", "member"])
def test_who_sits_at_the_table_writes_a_note(world: World, case: FullCase, who: str) -> None:
    viewer = world.home.people[who]
    with acting(viewer) as now:
        write_note(viewer, WriteNote(case.case_id, "De wekker helpt.", uuid.uuid4()), now=now)
        page = notes_page(viewer, case.case_id, 1, now=now)
    assert "De wekker helpt." in {note.text for note in page.notes if note.mine}


def test_a_note_is_changed_by_its_author_and_two_windows_show_both_texts(world: World) -> None:
    family, viewer = a_family(world.home), world.home.coordinator
    with acting(viewer) as now:
        note = write_note(viewer, WriteNote(family.case_id, "Eerst.", uuid.uuid4()), now=now).note_id
        change_note(viewer, ChangeNote(note, 1, "In het ene venster.", uuid.uuid4()), now=now)
        with pytest.raises(Conflict) as caught:
            change_note(viewer, ChangeNote(note, 1, "In het andere venster.", uuid.uuid4()), now=now)
        assert Note.objects.get(pk=note).text == "In het ene venster."
    assert caught.value.stored == {"text": "In het ene venster."}
    assert caught.value.version == 2


def test_nobody_changes_the_note_of_another(world: World, case: FullCase) -> None:
    with acting(world.home.member) as now:
        note = Note.objects.get(case_id=case.case_id).pk
        with refused("note.not_yours"):
            change_note(world.home.member, ChangeNote(note, 1, "Anders.", uuid.uuid4()), now=now)
        with pytest.raises(NotFound):
            note_page(world.home.member, note, now=now)


@pytest.mark.parametrize("who", ["teacher", "lead", "intake", "manager", "admin"])
def test_for_who_is_not_involved_there_are_no_notes(world: World, case: FullCase, who: str) -> None:
    viewer = world.home.people[who]
    with acting(viewer) as now:
        assert not Note.objects.exists()
        with pytest.raises(NotFound):
            write_note(viewer, WriteNote(case.case_id, "Iets.", uuid.uuid4()), now=now)
        with pytest.raises(NotFound):
            notes_page(viewer, case.case_id, 1, now=now)


def test_an_outsider_finds_nothing(world: World, case: FullCase) -> None:
    with acting(world.away.coordinator) as now, pytest.raises(NotFound):
        evaluation_page(world.away.coordinator, case.case_id, now=now)


# --- Evaluation -------------------------------------------------------------------------------------------------------


def test_an_evaluation_sets_the_next_one_within_three_months_and_keeps_the_familys_words(
    world: World, case: FullCase
) -> None:
    done = look_back(world, case, family_words="Wij slapen weer.", goals=outcomes(case, "school"))
    assert done.next_by == add_months(TODAY, 3)
    with acting(world.home.coordinator) as now:
        page = evaluation_page(world.home.coordinator, case.case_id, now=now)
    assert page.due == done.next_by
    assert page.held[0].family_words == "Wij slapen weer."
    assert {goal.goal_id: goal.status for goal in page.goals}[case.goals["school"]] is GoalStatus.REACHED


def test_what_became_of_a_goal_is_written_down_once(world: World, case: FullCase) -> None:
    look_back(world, case, goals=outcomes(case, "school"))
    with refused("evaluation.goal_decided"):
        look_back(world, case, goals=outcomes(case, "school"))


def test_a_goal_of_another_case_makes_the_whole_answer_void(world: World, case: FullCase) -> None:
    other = a_full_case(world.home)
    with pytest.raises(NotFound):
        look_back(world, case, goals=outcomes(case, "school") + outcomes(other, "money"))
    with acting(world.home.coordinator):
        assert Goal.objects.get(pk=case.goals["school"]).status == GoalStatus.OPEN


@pytest.mark.parametrize(
    ("held_on", "code"),
    [
        (date(2206, 11, 24), "evaluation.in_future"),
        (date(2100, 11, 24), "evaluation.in_future"),
        (date.max, "evaluation.in_future"),
        (date(1999, 1, 1), "evaluation.before_opening"),
        (date(226, 11, 24), "evaluation.before_opening"),
    ],
)
def test_an_evaluation_on_a_day_that_cannot_be_is_refused_at_its_field(
    world: World, case: FullCase, held_on: date, code: str
) -> None:
    with refused(code) as caught:
        look_back(world, case, held_on=held_on)
    assert [refusal.field for refusal in caught.value.refusals] == ["held_on"]


def test_nothing_is_evaluated_before_the_plan_runs(world: World) -> None:
    case = a_full_case(world.home, start=False)
    with refused("evaluation.no_plan"):
        look_back(world, case)


def test_who_reads_the_plan_does_not_evaluate_it(world: World, case: FullCase) -> None:
    command = Evaluate(case.case_id, TODAY, "Goed.", NextStep.GO_ON, uuid.uuid4())
    with acting(world.home.member) as now, pytest.raises(Refused):
        evaluate(world.home.member, command, now=now)


# --- Closing and after ------------------------------------------------------------------------------------------------


def test_a_case_does_not_close_while_something_is_left_hanging(world: World, case: FullCase) -> None:
    with pytest.raises(Refused) as caught:
        close(world, case.case_id)
    assert {refusal.code for refusal in caught.value.refusals} == {"close.goal_open", "close.action_open"}


def test_closing_ends_shares_and_seats_and_plans_after_care(world: World, case: FullCase) -> None:
    finish(world, case)
    done = close(world, case.case_id)
    assert done.ends_on == add_months(TODAY, 240)
    with acting(world.home.coordinator) as now:
        page = closing_page(world.home.coordinator, case.case_id, now=now)
        assert not TeamSeat.objects.filter(case_id=case.case_id, ended_at=None).exists()
    assert [row.due_on for row in page.after] == [add_months(TODAY, 6), add_months(TODAY, 12)]
    assert page.status == "after_care"
    with acting(world.home.member):
        assert not Case.objects.exists()


def test_a_partner_sees_nothing_of_a_closed_case(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    step(world.home.teacher, action, StepKind.ACCEPT)
    step(world.home.teacher, action, StepKind.FINISH, words="Gedaan.")
    close(world, family.case_id)
    with acting(world.home.teacher):
        assert not Action.objects.exists()
    with acting(world.home.coordinator):
        assert ActionShare.objects.get(action_id=action).ended_because == "closed"


def test_closing_because_the_law_does_not_allow_it_keeps_who_looked_it_up(world: World) -> None:
    family = a_family(world.home)
    with refused("close.legal_check"):
        close(world, family.case_id, reason="not_allowed")
    close(world, family.case_id, reason="not_allowed", legal_check="De jurist van de gemeente, mevrouw B.")
    with acting(world.home.coordinator):
        assert CaseChange.objects.get(kind="case.legal_check").reason.startswith("De jurist")


def test_a_reason_that_is_not_on_the_list_is_no_reason(world: World) -> None:
    with refused("close.reason"):
        close(world, a_family(world.home).case_id, reason="zomaar")


def test_after_care_is_held_at_its_time_and_after_both_only_the_file_is_kept(world: World) -> None:
    family, viewer = a_family(world.home), world.home.coordinator
    close(world, family.case_id)
    with acting(viewer) as now:
        first, second = AfterCare.objects.order_by("due_on")
        with refused("after_care.too_early"):
            hold_after_care(viewer, HoldAfterCare(first.pk, "Goed.", True, uuid.uuid4()), now=now)
    half_year, year = later(days=184), later(days=366)
    for moment, now in ((first, half_year), (second, year)):
        with acting(viewer, now):
            done = hold_after_care(viewer, HoldAfterCare(moment.pk, "Het gaat goed.", True, uuid.uuid4()), now=now)
    assert done.status == "closed"
    with acting(viewer, year):
        assert Case.objects.get(pk=family.case_id).status == "closed"


def test_a_case_opens_again_with_a_reason_and_after_care_to_come_is_no_longer_needed(
    world: World, case: FullCase
) -> None:
    finish(world, case)
    close(world, case.case_id)
    soon = later(days=30)
    with refused("reopen.reason"):
        reopen(world, case.case_id, " ", now=soon)
    done = reopen(world, case.case_id, "Er is een nieuwe zorg.", now=soon)
    assert done.status == "running"
    with acting(world.home.coordinator, soon):
        row = Case.objects.get(pk=case.case_id)
        assert (row.closed_at, row.reopened_at) == (None, soon)
        assert not AfterCare.objects.filter(cancelled_on=None).exists()
        assert CaseChange.objects.get(kind="case.reopen").reason == "Er is een nieuwe zorg."
    with refused("reopen.not_closed"):
        reopen(world, case.case_id, "Nog eens.", now=soon)


def test_nothing_is_asked_of_anybody_for_a_closed_case(world: World) -> None:
    family = a_family(world.home)
    close(world, family.case_id)
    with refused("action.case_closed"):
        ask(family, "school")


def test_a_closed_case_has_the_day_of_its_after_care_in_the_list_and_no_term_that_runs(
    world: World, case: FullCase
) -> None:
    viewer = world.home.coordinator
    finish(world, case)
    close(world, case.case_id)
    with acting(viewer, later(days=170)) as now:
        (row,) = case_list(viewer, over=True, now=now).rows
        page = case_page(viewer, case.case_id, now=now)
        work = my_work(viewer, now=now)
    assert row.due is not None
    assert row.due.day == add_months(TODAY, 6)
    told = [person.told for person in page.people.persons if person.told]
    assert told
    assert not any(one.due or one.statutory for one in told)
    assert (work.late, [item.kind for item in work.coming]) == ((), [])


def test_each_of_it_leaves_its_line(world: World, case: FullCase) -> None:
    finish(world, case)
    close(world, case.case_id)
    reopen(world, case.case_id, "Er is een nieuwe zorg.", now=later(days=1))
    with acting(world.home.privacy, later(days=1)):
        lines = set(AuditEvent.objects.filter(case_id=case.case_id, kind="write").values_list("action", flat=True))
    assert {"note.write", "evaluation.hold", "action.drop", "case.close", "case.reopen"} <= lines


def test_the_same_form_sent_twice_closes_once(world: World) -> None:
    family, key = a_family(world.home), uuid.uuid4()
    assert close(world, family.case_id, form_key=key) == close(world, family.case_id, form_key=key)
    with acting(world.home.coordinator, later(days=1)):
        assert AfterCare.objects.count() == 2
