"""Decisions that take two: who can be asked, what lies open, and what colleagues ask the viewer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sluitend.access import context, norms
from sluitend.access.staff import free_for, roles_of
from sluitend.domain.case import SECOND_PERSONS, PersonKind, Together
from sluitend.domain.sharing import Viewer
from sluitend.records.models import JointDecision, NamedReader


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the viewer, of a colleague. inside: the viewer may read the case; otherwise no name is told.

    person_kind: who must wait to be told, None when it is not about telling. until: how long the wait lasts. phone: of
    the colleague.
    """

    decision_id: UUID
    kind: Together
    case_id: UUID
    case_number: str
    person_kind: PersonKind | None
    reason: str = field(repr=False)
    until: date | None
    asked_by: str
    phone: str
    asked_at: datetime
    answer_by: date
    inside: bool


def asked() -> tuple[Asked, ...]:
    """Give what is asked of the viewer of this transaction and not answered yet, what is due first on top."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_asked() ORDER BY answer_by, asked_at, decision_id")
        return tuple(_asked(*row) for row in cursor)


def able_second(case_id: UUID, second: UUID | None, now: datetime, *, heightened: bool) -> bool:
    """Tell whether a colleague can decide about this case: works here with families, and is on the list where there is one."""
    day = context.today(now)
    roles = roles_of({second}, day).get(second) if second else None
    if second is None or roles is None or roles.isdisjoint(SECOND_PERSONS) or not free_for(case_id, second):
        return False
    listed = NamedReader.objects.filter(case_id=case_id, membership_id=second, since__lte=day, until__gte=day)
    return not heightened or listed.exists()


def open_questions(case_id: UUID, kind: Together) -> QuerySet[JointDecision]:
    """Give the questions of a case that are not closed, the newest first."""
    return JointDecision.objects.filter(case_id=case_id, kind=kind, closed_at=None).order_by("-asked_at", "-id")


def question(viewer: Viewer, case_id: UUID, kind: Together, second: UUID | None, *, now: datetime) -> JointDecision:
    """Make a question to a colleague, unsaved."""
    if second is None:
        raise ValueError("a question is asked of somebody")
    return JointDecision(
        id=uuid.uuid4(),
        municipality_id=viewer.municipality_id,
        case_id=case_id,
        kind=kind,
        asked_by_id=viewer.membership_id,
        asked_at=now,
        second_id=second,
        answer_by=norms.due_day("together.answer", now),
    )


def _asked(decision_id: UUID, kind: str, case_id: UUID, number: str, person_kind: str, *rest: object) -> Asked:
    whom = PersonKind(person_kind) if person_kind else None
    return Asked(decision_id, Together(kind), case_id, number, whom, *rest)  # type: ignore[arg-type]
