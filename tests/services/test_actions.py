"""Actions: asked, answered, done; each side takes its own steps, and nothing is there for who has nothing to do with it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from sluitend.domain.action import PROMISE_UNSEEN, Alternative, StepKind
from sluitend.domain.outcome import Conflict, NotFound, Refused
from sluitend.domain.vocabulary import ActionKind
from sluitend.queries.actions import action_page
from sluitend.records.models import Action, ActionShare, ActionStep, AuditEvent, Bottleneck, Membership
from sluitend.services.actions import (
    ChangeAction,
    Reassign,
    SolveBottleneck,
    TakeStep,
    change_action,
    reassign,
    solve_bottleneck,
    take_step,
)
from tests.action_stories import TITLE, TODAY, a_family, ask, row, shared, step
from tests.refusals import refused
from tests.world import NOW, World, acting, later


def test_a_partner_says_yes_in_one_step_without_words(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    assert step(world.home.teacher, action, StepKind.ACCEPT).status == "accepted"
    kept = row(family, action)
    assert (kept.accepted_how, kept.accepted_on, kept.assignee_id) == (
        "itself",
        TODAY,
        world.home.teacher.membership_id,
    )


def test_a_refusal_needs_a_reason_and_an_alternative(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    with refused("action.decline_reason"):
        step(world.home.teacher, action, StepKind.DECLINE)
    with refused("action.decline_alternative"):
        step(world.home.teacher, action, StepKind.DECLINE, words="Wij hebben geen plek.")
    done = step(
        world.home.teacher, action, StepKind.DECLINE, words="Wij hebben geen plek.", alternative=Alternative.LATER
    )
    assert done.status == "declined"
    with acting(world.home.coordinator):
        kept = ActionStep.objects.get(action_id=action, kind="decline")
    assert (kept.words, kept.alternative) == ("Wij hebben geen plek.", "later")


def test_an_acceptance_at_the_table_can_be_contradicted_and_is_asked_again(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    assert step(world.home.coordinator, action, StepKind.ACCEPT_AT_TABLE).status == "accepted"
    assert row(family, action).accepted_how == "at_table"
    with refused("action.contradict_words"):
        step(world.home.teacher, action, StepKind.CONTRADICT)
    assert step(world.home.teacher, action, StepKind.CONTRADICT, words="Ik was daar niet bij.").status == "asked"
    kept = row(family, action)
    assert kept.contradicted
    assert kept.accepted_how == ""


def test_a_promise_at_the_table_is_written_down_only_where_its_organisation_can_contradict_it(world: World) -> None:
    family = a_family(world.home)
    action = ask(family, "school")
    with refused("action.promise_unseen"):
        step(world.home.coordinator, action, StepKind.ACCEPT_AT_TABLE)
    assert row(family, action).status == "asked"
    with acting(world.home.coordinator) as now:
        page = action_page(world.home.coordinator, action, now=now)
    assert StepKind.ACCEPT_AT_TABLE not in page.steps
    assert page.table == PROMISE_UNSEEN
    own = ask(family, "gemeente")
    assert step(world.home.coordinator, own, StepKind.ACCEPT_AT_TABLE).status == "accepted"


def test_what_a_partner_accepted_itself_is_not_contradicted(world: World) -> None:
    action = shared(a_family(world.home))
    step(world.home.teacher, action, StepKind.ACCEPT)
    with refused("action.accepted_yourself"):
        step(world.home.teacher, action, StepKind.CONTRADICT, words="Toch niet.")


def test_a_blocked_action_becomes_a_bottleneck_that_is_solved_by_what_can_be_done(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    step(world.home.teacher, action, StepKind.ACCEPT)
    step(world.home.teacher, action, StepKind.BLOCK, words="De leesjuf is ziek.")
    with acting(world.home.coordinator) as now:
        stuck = Bottleneck.objects.get(action_id=action)
        with refused("bottleneck.what_can"):
            solve_bottleneck(world.home.coordinator, SolveBottleneck(stuck.pk, " ", uuid.uuid4()), now=now)
        solve = SolveBottleneck(stuck.pk, "Een vrijwilliger leest mee.", uuid.uuid4())
        assert solve_bottleneck(world.home.coordinator, solve, now=now).status == "busy"
        with refused("bottleneck.solved"):
            solve_bottleneck(world.home.coordinator, SolveBottleneck(stuck.pk, "Nog eens", uuid.uuid4()), now=now)
        stuck.refresh_from_db()
    assert stuck.what_can == "Een vrijwilliger leest mee."


def test_a_partner_never_reads_a_bottleneck(world: World) -> None:
    action = shared(a_family(world.home))
    step(world.home.teacher, action, StepKind.ACCEPT)
    step(world.home.teacher, action, StepKind.BLOCK, words="De leesjuf is ziek.")
    with acting(world.home.teacher):
        assert not Bottleneck.objects.exists()


@pytest.mark.parametrize(
    "who", ["coordinator2", "member", "teacher2", "helper", "officer", "intake", "lead", "manager"]
)
def test_for_who_has_nothing_to_do_with_it_it_is_not_there(world: World, who: str) -> None:
    action = shared(a_family(world.home))
    with pytest.raises(NotFound):
        step(world.home.people[who], action, StepKind.ACCEPT)
    with acting(world.home.people[who]):
        assert not Action.objects.exists()
        assert not ActionShare.objects.exists()
        assert not ActionStep.objects.exists()


def test_an_outsider_of_another_municipality_finds_nothing(world: World) -> None:
    action = shared(a_family(world.home))
    for who in ("coordinator", "teacher"):
        with pytest.raises(NotFound):
            step(world.away.people[who], action, StepKind.ACCEPT)


def test_a_partner_to_whom_it_was_not_shown_finds_nothing(world: World) -> None:
    action = ask(a_family(world.home), "school")
    with pytest.raises(NotFound):
        step(world.home.teacher, action, StepKind.ACCEPT)


def test_the_same_answer_sent_twice_is_one_answer(world: World) -> None:
    action = shared(a_family(world.home))
    key = uuid.uuid4()
    first = step(world.home.teacher, action, StepKind.ACCEPT, form_key=key)
    second = step(world.home.teacher, action, StepKind.ACCEPT, form_key=key, now=later(days=3))
    assert first == second
    with acting(world.home.coordinator):
        assert ActionStep.objects.filter(action_id=action, kind="accept").count() == 1


def test_an_enforcing_action_is_complete_or_not_made(world: World) -> None:
    family = a_family(world.home)
    force = {"kind": ActionKind.ENFORCE, "title": "Proces-verbaal opmaken"}
    with pytest.raises(Refused) as caught:
        ask(family, "leerplicht", **force)
    codes = {refusal.code for refusal in caught.value.refusals}
    assert codes == {"action.no_legal_title", "action.nothing_lighter", "action.no_help"}
    helped = ask(family, "school")
    complete = {
        "legal_title": "absence_report",
        "lighter_tried": "Drie gesprekken.",
        "remedy": "U vertelt de rechter uw kant.",
        "paired_with_id": helped,
    }
    assert row(family, ask(family, "leerplicht", **force, **complete)).paired_with_id == helped
    with refused("action.help_needed"):
        step(world.home.coordinator, helped, StepKind.DROP, words="Niet meer nodig.")
    with refused("action.title_of_another"):
        ask(family, "school", **force, **complete)


def test_help_of_another_case_does_not_count(world: World) -> None:
    family, other = a_family(world.home), a_family(world.home)
    helped = ask(other, "school")
    with pytest.raises(NotFound):
        ask(family, "leerplicht", kind=ActionKind.ENFORCE, paired_with_id=helped, legal_title="absence_report")


def test_changing_what_is_asked_brings_it_back_inside_and_the_other_text_is_kept(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    viewer = world.home.coordinator
    with acting(viewer) as now:
        change = ChangeAction(action, 1, "Twee keer per week lezen", TODAY + timedelta(days=30), uuid.uuid4())
        change_action(viewer, change, now=now)
        assert not Action.objects.get(pk=action).outward
        with pytest.raises(Conflict) as caught:
            change_action(viewer, ChangeAction(action, 1, "Iets anders", TODAY, uuid.uuid4()), now=now)
    assert caught.value.stored["title"] == "Twee keer per week lezen"
    assert caught.value.version == 2
    with acting(world.home.teacher):
        assert not ActionShare.objects.exists()


def test_the_contact_of_the_organisation_gives_an_action_to_a_colleague(world: World) -> None:
    action = shared(a_family(world.home))
    viewer = world.home.teacher
    with acting(viewer) as now:
        taker = Membership.objects.get(pk=viewer.membership_id)
        reassign(viewer, Reassign(action, taker.pk, uuid.uuid4()), now=now)
        with pytest.raises(NotFound):
            reassign(viewer, Reassign(action, world.home.teacher2.membership_id, uuid.uuid4()), now=now)


def test_every_step_leaves_its_line_with_ground_and_rule(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    step(world.home.teacher, action, StepKind.ACCEPT)
    with acting(world.home.privacy):
        lines = list(AuditEvent.objects.filter(object_id=action).order_by("id").values("action", "rule", "case_id"))
    assert [line["action"] for line in lines] == ["action.ask", "action.share", "action.accept"]
    assert lines[1]["rule"] == "F.7 regel 14"
    assert {line["case_id"] for line in lines} == {family.case_id}


def test_words_about_who_people_are_are_written_again(world: World) -> None:
    with refused("words.not_needed"):
        ask(a_family(world.home), "school", title="Taalles vanwege zijn nationaliteit")


def test_an_action_is_named_so_that_it_can_be_done(world: World) -> None:
    family = a_family(world.home)
    with refused("action.due_before_today"):
        ask(family, "school", due_on=TODAY - timedelta(days=1))
    assert row(family, ask(family, "school")).title == TITLE
    with acting(world.home.coordinator) as now, pytest.raises(NotFound):
        take_step(world.home.coordinator, TakeStep(uuid.uuid4(), StepKind.DROP, uuid.uuid4()), now=NOW)
    assert now == NOW
