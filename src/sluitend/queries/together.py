"""What takes two people: what colleagues ask the viewer, what they said to the viewer, and what lies open in a case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.together import Asked, asked, open_questions
from sluitend.domain.case import SECOND_PERSONS, Answered, Together, answered, check_none_asked
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind, Category
from sluitend.queries.case_head import Colleague, colleague
from sluitend.records.models import Case, JointDecision
from sluitend.records.persons import name_of

WHY = audit.Why(ground="second_person", rule="F.8")


@dataclass(frozen=True, slots=True)
class AskedLine:
    """Something a colleague asks the viewer to decide with them. about: the name or the number of the case."""

    decision_id: UUID
    kind: Together
    about: str
    asked_by: str
    answer_by: date


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A question of the viewer that got a no, or no answer in time. since: from which day it waits for the viewer.

    person_id: about whom it is, for waiting with telling.
    """

    kind: Together
    case_id: UUID
    case_title: str
    who: str
    said: Answered
    since: date
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class TogetherWork:
    """What waits for the viewer in deciding together."""

    asked: tuple[AskedLine, ...] = ()
    said: tuple[SaidLine, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedPage:
    """One question to the viewer. title and person: empty for who stands outside the case."""

    asked: Asked
    title: str = field(repr=False)
    person: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A question about ending heightened safety that lies open. mine: the viewer is asked. words: the reason of a no."""

    decision_id: UUID
    second: Colleague
    asked_by: str
    said: Answered
    answer_by: date
    words: str
    mine: bool

    @property
    def refused(self) -> Refusal | None:
        """Say why nothing else can be asked while this lies with a colleague."""
        waits = self.answer_by if self.said is Answered.WAITING else None
        return check_none_asked(waits, who=self.second.name)


def together_work(viewer: Viewer, *, now: datetime) -> TogetherWork:
    """Give what colleagues ask the viewer, and what they said no to; each shown leaves its line."""
    if not viewer.has(*SECOND_PERSONS):
        return TogetherWork()
    found, day = asked(), context.today(now)
    titles = {pk: title for pk, title in _titles(viewer, found, now).items() if title}
    mine = JointDecision.objects.filter(asked_by_id=viewer.membership_id, closed_at=None, case__closed_at=None)
    rows = mine.select_related("case", "second", "informing").order_by("asked_at", "id")
    said = tuple(line for line in (_said(row, day) for row in rows) if line is not None)
    shown = [*((one.decision_id, one.case_id) for one in found), *((None, line.case_id) for line in said)]
    audit.record(viewer, *(_line(decision, case) for decision, case in shown), now=now)
    lines = (
        AskedLine(one.decision_id, one.kind, titles.get(one.case_id, one.case_number), one.asked_by, one.answer_by)
        for one in found
    )
    return TogetherWork(tuple(lines), said)


def asked_page(viewer: Viewer, decision_id: UUID, *, now: datetime) -> AskedPage:
    """Show one question to the second person: from outside the case the reason and the dates, without a name.

    Raises:
        NotFound: nothing is asked of the viewer here, or the time for it is over.
    """
    one = next((one for one in asked() if one.decision_id == decision_id), None)
    if one is None or not viewer.has(*SECOND_PERSONS):
        raise NotFound
    title = _titles(viewer, (one,), now).get(one.case_id, "")
    ref = audit.Ref("joint_decision", decision_id, case_id=one.case_id)
    categories = (Category.K1, Category.K16) if title else (Category.K16,)
    audit.read(viewer, "together.page", ref, now=now, categories=categories, why=WHY)
    person = ""
    if title and one.kind is Together.WAIT:
        row = JointDecision.objects.select_related("informing__person").get(pk=decision_id)
        person = str(name_of(row.informing.person)) if row.informing else ""
    return AskedPage(one, title, person)


def lower_question(access: CaseAccess, *, now: datetime) -> Question | None:
    """Give the open question about ending heightened safety of a case that the viewer entered; None when there is none."""
    if not access.heightened:
        return None
    row = open_questions(access.case_id, Together.LOWER).select_related("second", "asked_by").first()
    if row is None:
        return None
    return Question(
        decision_id=row.pk,
        second=colleague(row.second),
        asked_by=row.asked_by.display_name,
        said=answered(row.agrees, row.answer_by, today=context.today(now)),
        answer_by=row.answer_by,
        words=row.words,
        mine=row.second_id == access.viewer.membership_id,
    )


def _titles(viewer: Viewer, found: tuple[Asked, ...], now: datetime) -> dict[UUID, str]:
    """Give the names of the cases that the viewer may read, and of no other."""
    titles = {}
    for case in Case.objects.filter(pk__in=[one.case_id for one in found if one.inside]):
        try:
            access = case_access(viewer, case.pk, now=now)
        except NotFound:
            continue
        if access.reads(Category.K1):
            titles[case.pk] = case.title
    return titles


def _said(row: JointDecision, day: date) -> SaidLine | None:
    said = answered(row.agrees, row.answer_by, today=day)
    if said not in {Answered.NO, Answered.LAPSED}:
        return None
    since = context.today(row.answered_at) if row.answered_at else row.answer_by
    person = row.informing.person_id if row.informing else None
    return SaidLine(Together(row.kind), row.case_id, row.case.title, row.second.display_name, said, since, person)


def _line(decision: UUID | None, case: UUID) -> audit.Line:
    ref = audit.Ref("joint_decision", decision, case_id=case)
    return audit.Line(AuditKind.READ, "together.list", ref, categories=(Category.K1, Category.K19), why=WHY)
