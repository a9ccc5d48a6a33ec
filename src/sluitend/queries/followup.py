"""Notes, evaluations, closing and after care of a case, as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.closing import runs_left
from sluitend.access.gate import CaseAccess, enter_case
from sluitend.content.closing_reasons import closing_reasons
from sluitend.domain.action import OPEN
from sluitend.domain.case import CaseStatus
from sluitend.domain.followup import ALREADY_CLOSED, NO_PLAN_YET, NOT_CLOSED, ClosingReason, NextStep
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.plan import GoalStatus
from sluitend.domain.sharing import ReadLevel, Viewer
from sluitend.domain.vocabulary import Category
from sluitend.queries.case_head import CaseHead, head_of, plan_of
from sluitend.records.models import Action, AfterCare, Evaluation, Goal, Note

SHOWN = (Category.K1, Category.K16)
NOTES_ON_PAGE = 50


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note. mine: the viewer wrote it and can change it."""

    note_id: UUID
    text: str
    author: str
    written_at: datetime
    changed_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class NotesPage:
    """The notes of a case, newest first, one page of them. refusal: why nothing can be written now."""

    head: CaseHead
    notes: tuple[NoteRow, ...]
    number: int
    pages: int
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class NotePage:
    """One note to change."""

    note_id: UUID
    case_id: UUID
    title: str
    text: str
    version: int


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal with what became of it so far."""

    goal_id: UUID
    family_words: str
    status: GoalStatus
    result_words: str


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """An evaluation that was held."""

    held_on: date
    words: str
    family_words: str
    next_step: NextStep
    by: str


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """The evaluations of a case, and what the form for the next one needs. due: before which day."""

    head: CaseHead
    due: date | None
    goals: tuple[GoalRow, ...]
    held: tuple[EvaluationRow, ...]
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class AfterCareRow:
    """One moment of after care. ready: it can be written down now."""

    after_care_id: UUID
    due_on: date
    held_on: date | None
    held_by: str
    words: str
    well: bool | None
    ready: bool


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """What closing or opening again needs.

    goals_open, actions_open, runs_open: what has to be finished first. kept_until: how long the file stays after closing. after:
    the moments of after care.
    """

    head: CaseHead
    status: CaseStatus
    closed_at: datetime | None
    closing_reason: ClosingReason | None
    closing_words: str
    kept_until: date
    goals_open: int
    actions_open: int
    runs_open: int
    reasons: tuple[ClosingReason, ...]
    after: tuple[AfterCareRow, ...]
    may_close: Refusal | None
    may_reopen: Refusal | None


def notes_page(viewer: Viewer, case_id: UUID, number: int, *, now: datetime) -> NotesPage:
    """Show one page of the notes of a case.

    Raises:
        NotFound: there is no such case for this viewer, or the plan is not theirs to read.
    """
    access = _enter(viewer, case_id, "note.list", now)
    rows = Note.objects.filter(case_id=case_id).select_related("author").order_by("-written_at", "id")
    pages = max(1, -(-rows.count() // NOTES_ON_PAGE))
    number = min(max(number, 1), pages)
    shown = rows[(number - 1) * NOTES_ON_PAGE : number * NOTES_ON_PAGE]
    notes = tuple(
        NoteRow(
            note.pk,
            note.text,
            f"{note.author.display_name}, {note.author.function.lower()}",
            note.written_at,
            note.changed_at,
            note.author_id == viewer.membership_id,
        )
        for note in shown
    )
    refusal = access.check_contribute(Category.K16)
    return NotesPage(head_of(access, plan_of(case_id), now=now), notes, number, pages, refusal)


def note_page(viewer: Viewer, note_id: UUID, *, now: datetime) -> NotePage:
    """Show one's own note, to change it.

    Raises:
        NotFound: there is no such note, or somebody else wrote it.
    """
    note = Note.objects.filter(pk=note_id, author_id=viewer.membership_id).first()
    if note is None:
        raise NotFound
    access = _enter(viewer, note.case_id, "note.form", now)
    return NotePage(note.pk, note.case_id, access.row.title, note.text, note.version)


def evaluation_page(viewer: Viewer, case_id: UUID, *, now: datetime) -> EvaluationPage:
    """Show the evaluations of a case and its goals.

    Raises:
        NotFound: there is no such case for this viewer, or the plan is not theirs to read.
    """
    access = _enter(viewer, case_id, "evaluation.page", now)
    goals = Goal.objects.filter(case_id=case_id).exclude(status=GoalStatus.DROPPED).order_by("position")
    held = Evaluation.objects.filter(case_id=case_id).select_related("recorded_by").order_by("-held_on")
    runs = None if access.status is CaseStatus.RUNNING else NO_PLAN_YET
    return EvaluationPage(
        head=head_of(access, plan_of(case_id), now=now),
        due=access.row.evaluate_by,
        goals=tuple(GoalRow(g.pk, g.family_words, GoalStatus(g.status), g.result_words) for g in goals),
        held=tuple(
            EvaluationRow(e.held_on, e.words, e.family_words, NextStep(e.next_step), e.recorded_by.display_name)
            for e in held
        ),
        refusal=access.check_write(Category.K16) or runs,
    )


def closing_page(viewer: Viewer, case_id: UUID, *, now: datetime) -> ClosingPage:
    """Show what closing, opening again and after care need.

    Raises:
        NotFound: there is no such case for this viewer, or the plan is not theirs to read.
    """
    access = _enter(viewer, case_id, "case.closing", now)
    day = context.today(now)
    case = access.row
    early = norms.value("aftercare.early", day)
    after = AfterCare.objects.filter(case_id=case_id, cancelled_on=None).select_related("held_by").order_by("due_on")
    closed = access.status in {CaseStatus.AFTER_CARE, CaseStatus.CLOSED}
    may_write = access.levels[Category.K16] >= ReadLevel.WRITE
    kept_until = case.ends_on if closed else norms.due_day("case.keep", now)
    return ClosingPage(
        head=head_of(access, plan_of(case_id), now=now),
        status=access.status,
        closed_at=case.closed_at,
        closing_reason=closing_reasons().get(case.closing_reason),
        closing_words=case.closing_words,
        kept_until=kept_until,
        goals_open=Goal.objects.filter(case_id=case_id, status=GoalStatus.OPEN).count(),
        actions_open=Action.objects.filter(case_id=case_id, status__in=OPEN).count(),
        runs_open=runs_left(case_id).count(),
        reasons=tuple(closing_reasons().values()),
        after=tuple(
            AfterCareRow(
                row.pk,
                row.due_on,
                row.held_on,
                row.held_by.display_name if row.held_by else "",
                row.words,
                row.well,
                row.held_on is None and may_write and (row.due_on - day).days <= early,
            )
            for row in after
        ),
        may_close=ALREADY_CLOSED if closed else access.check_write(Category.K16),
        may_reopen=(None if may_write else access.check_write(Category.K16)) if closed else NOT_CLOSED,
    )


def _enter(viewer: Viewer, case_id: UUID, action: str, now: datetime) -> CaseAccess:
    access = enter_case(viewer, case_id, action=action, categories=SHOWN, now=now)
    if access.check(Category.K16) is not None:
        raise NotFound
    return access
