"""How a family's plan goes on: agreed with, started, looked back on, ended, opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sluitend.config.story.acts import Act, Do
from sluitend.config.story.family import Goal
from sluitend.config.story.lives import Life
from sluitend.domain.followup import NextStep
from sluitend.domain.plan import GoalStatus, LevelMoment
from sluitend.domain.sharing import Viewer
from sluitend.queries.cases import case_page
from sluitend.records.models import AfterCare
from sluitend.services import flow, followup, plans

AGREE, START, COPY, NOTE, EVALUATE, CLOSE, REOPEN, CARE, LOOK = range(160, 250, 10)
LOOKED = 4  # days back: what is newer is marked as changed


def course(life: Life) -> Iterator[Act]:
    """Give the acts from agreement to after-care."""
    given = life.family.given
    for said in given.get("agreement", ()):
        yield life.act(said["ago"], AGREE, _agree(life, said))
    if "start" in given:
        yield life.act(given["start"], START, lambda v, now: _start(life, v, now))
    if copy := given.get("copy"):
        yield life.act(copy["given"], COPY, _copy(life, copy))
    for note in life.family.notes:
        yield life.act(note.ago, NOTE, _note(life, note.text), note.by)
    held = given.get("evaluation", ())
    for place, evaluation in enumerate(held, start=1):
        yield life.act(evaluation["ago"], EVALUATE, _evaluate(life, evaluation, last=place == len(held)))
    if close := given.get("close"):
        yield life.act(close["ago"], CLOSE, _close(life, close))
        for number, text in enumerate(close.get("after_care", ())):
            yield life.act(int(text.split(" ", 1)[0]), CARE, _care(life, number, text))
    if reopen := given.get("reopen"):
        yield life.act(reopen["ago"], REOPEN, _reopen(life, reopen["reason"]))
    yield from _looks(life)


def _looks(life: Life) -> Iterator[Act]:
    """Let everybody who stands in a running case look at it, so that what came later is marked as new."""
    given = life.family.given
    if life.family.opened <= LOOKED or ("close" in given and "reopen" not in given):
        return
    for who in ("", *(seat["who"] for seat in given.get("seats", ()))):
        yield life.act(LOOKED, LOOK, lambda viewer, now: case_page(viewer, life.case, now=now), who)


def _agree(life: Life, said: dict[str, Any]) -> Do:
    return lambda viewer, now: plans.record_agreement(
        viewer,
        plans.RecordAgreement(
            life.case, life.persons[said["who"]], said["agrees"], said["words"], life.day(said["ago"])
        ),
        now=now,
    )


def _start(life: Life, viewer: Viewer, now: datetime) -> None:
    flow.start_plan(viewer, plans.StartPlan(life.case, life.plan_version()), now=now)


def _copy(life: Life, copy: dict[str, int]) -> Do:
    return lambda viewer, now: plans.note_copy(
        viewer, plans.AskedCopy(life.case, life.day(copy["asked"]), life.day(copy["given"])), now=now
    )


def _note(life: Life, text: str) -> Do:
    return lambda viewer, now: followup.write_note(viewer, followup.WriteNote(life.case, text, life.lot.key()), now=now)


def _evaluate(life: Life, told: dict[str, Any], *, last: bool) -> Do:
    results = {key: (result, words) for key, result, words in map(_result, told["results"])}

    def looks_at(goal: Goal) -> bool:
        later = {key for other in life.family.given["evaluation"] for key, _, _ in map(_result, other["results"])}
        return bool(goal.end) and (goal.key in results or (last and goal.key not in later))

    def evaluate(viewer: Viewer, now: datetime) -> None:
        for goal in life.family.goals:
            if looks_at(goal):
                life.level(viewer, goal, goal.end, LevelMoment.EVALUATION, now)
        outcomes = tuple(
            followup.GoalOutcome(life.goals[key], GoalStatus(result), words) for key, (result, words) in results.items()
        )
        flow.evaluate(
            viewer,
            followup.Evaluate(
                case_id=life.case,
                held_on=life.day(told["ago"]),
                words=told["words"],
                next_step=NextStep(told["next"]),
                form_key=life.lot.key(),
                family_words=told["family_words"],
                goals=outcomes,
            ),
            now=now,
        )

    return evaluate


def _result(text: str) -> tuple[str, str, str]:
    what, _, words = text.partition(": ")
    key, _, result = what.partition(" ")
    return key, result, words


def _close(life: Life, told: dict[str, Any]) -> Do:
    return lambda viewer, now: flow.close_case(
        viewer,
        followup.CloseCase(life.case, told["reason"], told["words"], life.lot.key(), told.get("legal_check", "")),
        now=now,
    )


def _reopen(life: Life, reason: str) -> Do:
    return lambda viewer, now: flow.reopen_case(viewer, followup.ReopenCase(life.case, reason, life.lot.key()), now=now)


def _care(life: Life, number: int, text: str) -> Do:
    _, how, words = text.split(" ", 2)
    well = how.removesuffix(":") == "well"

    def hold(viewer: Viewer, now: datetime) -> None:
        moment = AfterCare.objects.filter(case_id=life.case).order_by("due_on")[number]
        flow.hold_after_care(viewer, followup.HoldAfterCare(moment.pk, words, well, life.lot.key()), now=now)

    return hold
