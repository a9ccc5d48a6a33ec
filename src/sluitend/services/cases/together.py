"""Two people decide: ask the second, take the question back, and answer it as that second; nobody answers for another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from sluitend.access import audit, context, norms
from sluitend.access.gate import change_case
from sluitend.access.once import once
from sluitend.access.together import Asked, able_second, asked, open_questions, question
from sluitend.access.words import check_words
from sluitend.domain.case import (
    SECOND_PERSONS,
    Together,
    check_answer,
    check_none_asked,
    check_reason,
    check_second,
)
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import Case, CaseChange, JointDecision, NamedReader


@dataclass(frozen=True, slots=True)
class AskLower:
    """Ask a colleague of the reading list to decide with one that heightened safety ends. reason: why it is safe now."""

    case_id: UUID
    second_id: UUID | None
    reason: str = field(repr=False)
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class CloseQuestion:
    """Take a question back, or say that one read the answer."""

    case_id: UUID
    decision_id: UUID


@dataclass(frozen=True, slots=True)
class AnswerTogether:
    """What the second person says to a question: yes or no, and why."""

    decision_id: UUID
    agrees: bool | None
    words: str = field(repr=False)
    quote: bool = False
    form_key: UUID | None = None


def ask_lower(viewer: Viewer, command: AskLower, *, now: datetime) -> UUID:
    """Ask a colleague of the reading list to confirm that heightened safety ends; until that yes it stays on.

    Raises:
        NotFound: there is no such case of heightened safety for the viewer.
        Refused: no reason, no second of the list who works here, or a question lies with a colleague already.
    """

    def make() -> dict[str, Any]:
        words = check_words(viewer, {"reason": command.reason}, quote=command.quote, now=now)
        with change_case(viewer, command.case_id, action="together.ask_lower", now=now, fields=("reason",)) as access:
            if not access.heightened:
                raise NotFound
            waiting = open_questions(command.case_id, Together.LOWER).select_related("second").first()
            lies = waiting is not None and waiting.agrees is None and waiting.answer_by >= context.today(now)
            refuse_any(
                check_none_asked(
                    waiting.answer_by if waiting and lies else None, who=waiting.second.display_name if waiting else ""
                ),
                check_second(
                    command.second_id,
                    viewer.membership_id,
                    able=able_second(command.case_id, command.second_id, now, heightened=True),
                ),
                check_reason(command.reason),
                *words,
            )
            open_questions(command.case_id, Together.LOWER).update(closed_at=now)
            made = question(viewer, command.case_id, Together.LOWER, command.second_id, now=now)
            made.reason = command.reason
            made.save(force_insert=True)
            return {"id": str(made.pk)}

    made = make() if command.form_key is None else once(viewer, command.form_key, "case.ask_lower", make, now=now)
    return UUID(made["id"])


def close_question(viewer: Viewer, command: CloseQuestion, *, now: datetime) -> None:
    """Take a question back, or put away the answer after reading it. What was answered stays; nothing else changes.

    Raises:
        NotFound: there is no such open question in a case that the viewer may change.
    """
    with change_case(
        viewer, command.case_id, action="together.close", kind="joint_decision", about=command.decision_id, now=now
    ):
        rows = JointDecision.objects.filter(pk=command.decision_id, case_id=command.case_id, kind=Together.LOWER)
        if not rows.filter(closed_at=None).update(closed_at=now):
            raise NotFound


def answer_together(viewer: Viewer, command: AnswerTogether, *, now: datetime) -> None:
    """Say yes or no as the second person. A yes lets the wait hold, or ends heightened safety; a no leaves it on.

    Raises:
        NotFound: nothing is asked of the viewer here, or the time for it is over.
        Refused: no answer or no reason, or a word must be written again.
    """
    if not viewer.has(*SECOND_PERSONS):
        raise NotFound

    def make() -> dict[str, Any]:
        about = next((one for one in asked() if one.decision_id == command.decision_id), None)
        if about is None:
            raise NotFound
        words = check_words(viewer, {"words": command.words}, quote=command.quote, now=now)
        refuse_any(*check_answer(command.agrees, command.words), *words)
        agrees = bool(command.agrees)
        _line(viewer, about, agrees, now)
        JointDecision.objects.filter(pk=about.decision_id, agrees=None).update(
            agrees=agrees, words=command.words, answered_at=now, closed_at=now if agrees else None
        )
        if agrees and about.kind is Together.LOWER:
            _lower(viewer, about, now)
        return {}

    if command.form_key is None:
        make()
    else:
        once(viewer, command.form_key, "case.answer_together", make, now=now)


def _line(viewer: Viewer, about: Asked, agrees: bool, now: datetime) -> None:
    audit.write(
        viewer,
        "together.yes" if agrees else "together.no",
        audit.Ref("joint_decision", about.decision_id, case_id=about.case_id),
        now=now,
        categories=(Category.K16,),
        fields=("agrees", "words"),
        why=audit.Why(ground="second_person", rule="F.8" if about.kind is Together.LOWER else "UAVG 41"),
    )


def _lower(viewer: Viewer, about: Asked, now: datetime) -> None:
    """End heightened safety: the reading list ends with it, and within some weeks somebody looks whether it was right."""
    asked_by = JointDecision.objects.values_list("asked_by_id", flat=True).get(pk=about.decision_id)
    case = Case.objects.select_for_update().get(pk=about.case_id)
    day = context.today(now)
    ref = audit.Ref("case", case.pk, case_id=case.pk)
    audit.write(viewer, "case.lower", ref, now=now, categories=(Category.K16,), fields=("heightened", "review_by"))
    CaseChange(
        municipality_id=case.municipality_id,
        case=case,
        kind="heightened",
        changed=["heightened"],
        reason=about.reason[:300],
        by_id=asked_by,
        second_id=viewer.membership_id,
        at=now,
    ).save(force_insert=True)
    Case.objects.filter(pk=case.pk).update(
        heightened=False,
        review_by=min(case.review_by, norms.due_day("safety.look_again", day)),
        version=F("version") + 1,
    )
    NamedReader.objects.filter(case_id=case.pk, until__gte=day).update(
        until=day - timedelta(days=1),
        on_call=False,
    )
