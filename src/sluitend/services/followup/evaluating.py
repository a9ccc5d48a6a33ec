"""Look back with the family: what became of each goal, in whose words, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sluitend.access import context, norms
from sluitend.access.gate import change_case
from sluitend.access.once import once
from sluitend.access.words import check_words
from sluitend.domain.clock import local_day
from sluitend.domain.followup import NextStep, check_evaluation, check_result
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.plan import GoalStatus
from sluitend.domain.sharing import Viewer
from sluitend.records.models import Case, Evaluation, Goal


@dataclass(frozen=True, slots=True)
class GoalOutcome:
    """What became of one goal, in words."""

    goal_id: UUID
    result: GoalStatus
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Evaluate:
    """An evaluation as it was held. goals: only those of which something can be said; the others go on."""

    case_id: UUID
    held_on: date
    words: str = field(repr=False)
    next_step: NextStep
    form_key: UUID
    family_words: str = field(default="", repr=False)
    goals: tuple[GoalOutcome, ...] = ()
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The evaluation, and before which day the next one is due."""

    evaluation_id: UUID
    case_id: UUID
    next_by: date


def evaluate(viewer: Viewer, command: Evaluate, *, now: datetime) -> Evaluated:
    """Write down an evaluation; the next one is due three months after it.

    Raises:
        NotFound: there is no such case for the viewer, or a goal is not of this case.
        Refused: no plan runs, the day cannot be, or something was not said in words.
    """

    def make() -> dict[str, str]:
        row = Evaluation(
            id=uuid4(),
            municipality_id=viewer.municipality_id,
            case_id=command.case_id,
            held_on=command.held_on,
            words=command.words,
            family_words=command.family_words,
            next_step=command.next_step,
            recorded_by_id=viewer.membership_id,
            recorded_at=now,
        )
        texts = {"words": command.words, "family_words": command.family_words}
        texts |= {goal_field(outcome.goal_id): outcome.words for outcome in command.goals}
        words = check_words(viewer, texts, quote=command.quote, now=now)
        with change_case(
            viewer, command.case_id, action="evaluation.hold", kind="evaluation", about=row.pk, now=now
        ) as access:
            goals = _goals(command)
            opened = Case.objects.values_list("opened_at", flat=True).get(pk=command.case_id)
            checks = check_evaluation(
                access.status,
                command.held_on,
                opened_on=local_day(opened),
                today=context.today(now),
                words=command.words,
            )
            refuse_any(*checks, *_check_goals(command, goals), *words)
            row.save(force_insert=True)
            _decide(command, goals)
            # Only now: for a day that cannot be there is no norm, and no day three months on.
            next_by = norms.due_day("plan.evaluation", command.held_on)
            Case.objects.filter(pk=command.case_id).update(evaluate_by=next_by)
        return {"evaluation": str(row.pk), "next_by": next_by.isoformat()}

    made = once(viewer, command.form_key, "evaluation.hold", make, now=now)
    return Evaluated(UUID(made["evaluation"]), command.case_id, date.fromisoformat(made["next_by"]))


def goal_field(goal_id: UUID) -> str:
    """Name the form field for the words about a goal."""
    return f"words_{goal_id.hex}"


def _goals(command: Evaluate) -> dict[UUID, Goal]:
    wanted = [outcome.goal_id for outcome in command.goals]
    rows = Goal.objects.select_for_update().filter(case_id=command.case_id, pk__in=wanted)
    found = {row.pk: row for row in rows}
    if len(found) != len(set(wanted)):
        raise NotFound
    return found


def _check_goals(command: Evaluate, goals: dict[UUID, Goal]) -> list[Refusal]:
    found = []
    for outcome in command.goals:
        refusal = check_result(GoalStatus(goals[outcome.goal_id].status), outcome.result, outcome.words)
        if refusal is not None:
            found.append(Refusal(refusal.code, refusal.sentence, goal_field(outcome.goal_id)))
    return found


def _decide(command: Evaluate, goals: dict[UUID, Goal]) -> None:
    for outcome in command.goals:
        row = goals[outcome.goal_id]
        row.status, row.result_words, row.decided_on = outcome.result, outcome.words, command.held_on
        row.version += 1
        row.save(update_fields=["status", "result_words", "decided_on", "version"])
