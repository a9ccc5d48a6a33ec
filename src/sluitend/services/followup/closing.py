"""Close a case with a reason, open it again with one, and ask how it goes six and twelve months later."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sluitend.access import audit, context, norms
from sluitend.access.closing import runs_left
from sluitend.access.gate import case_access, change_case
from sluitend.access.once import once
from sluitend.access.words import check_words
from sluitend.content.closing_reasons import closing_reasons
from sluitend.domain.action import OPEN, ShareEnd
from sluitend.domain.case import CaseStatus
from sluitend.domain.followup import (
    after_care_days,
    check_after_care,
    check_close,
    check_reopen,
    status_after_care,
)
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.plan import GoalStatus, PlanStatus
from sluitend.domain.sharing import ReadLevel, Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import (
    Action,
    ActionShare,
    AfterCare,
    Case,
    CaseChange,
    Goal,
    Plan,
    TeamSeat,
)
from sluitend.records.shares import end_shares


@dataclass(frozen=True, slots=True)
class CloseCase:
    """Why a case stops. reason: code of content. legal_check: who looked up what the law says, where it matters.

    after_care: this municipality asks later how it goes; not when another one took over.
    """

    case_id: UUID
    reason: str
    words: str = field(repr=False)
    form_key: UUID
    legal_check: str = field(default="", repr=False)
    quote: bool = False
    after_care: bool = True


@dataclass(frozen=True, slots=True)
class ReopenCase:
    """Why a closed case opens again."""

    case_id: UUID
    reason: str = field(repr=False)
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class HoldAfterCare:
    """How it goes some time after closing. well: it goes well."""

    after_care_id: UUID
    words: str = field(repr=False)
    well: bool | None
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class CaseEnds:
    """The case as it stands: its status, and the last day it is kept."""

    case_id: UUID
    status: CaseStatus
    ends_on: date


def close_case(viewer: Viewer, command: CloseCase, *, now: datetime) -> CaseEnds:
    """Close a case: nobody outside sees anything of it any more, seats end, and after care gets its two days where it is ours.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: no reason or words, a goal without its result, an action or protocol that still runs, or it is closed.
    """
    day = context.today(now)
    kept_until = norms.due_day("case.keep", now)

    def make() -> dict[str, str]:
        texts = {"words": command.words, "legal_check": command.legal_check}
        words = check_words(viewer, texts, quote=command.quote, now=now)
        with change_case(viewer, command.case_id, action="case.close", now=now) as access:
            reason = closing_reasons().get(command.reason)
            refuse_any(
                *check_close(
                    access.status,
                    reason=reason,
                    words=command.words,
                    legal_check=command.legal_check,
                    goals_open=Goal.objects.filter(case_id=command.case_id, status=GoalStatus.OPEN).count(),
                    actions_open=Action.objects.filter(case_id=command.case_id, status__in=OPEN).count(),
                    runs_open=runs_left(command.case_id).count(),
                ),
                *words,
            )
            if command.legal_check.strip():
                _keep(viewer, command.case_id, "case.legal_check", command.legal_check[:300], now)
            shown = ActionShare.objects.filter(case_id=command.case_id, ended_at=None)
            end_shares(list(shown.values_list("action_id", flat=True)), ShareEnd.CLOSED, now)
            TeamSeat.objects.filter(case_id=command.case_id, ended_at=None).update(ended_at=now)
            months = (norms.value("aftercare.first", day), norms.value("aftercare.second", day))
            asks = after_care_days(day, months) if command.after_care else ()
            status = status_after_care(all_held=not asks)
            AfterCare.objects.bulk_create(
                AfterCare(municipality_id=viewer.municipality_id, case_id=command.case_id, due_on=due) for due in asks
            )
            Case.objects.filter(pk=command.case_id).update(
                status=status,
                closed_at=now,
                closing_reason=command.reason,
                closing_words=command.words,
                evaluate_by=None,
                ends_on=kept_until,
                version=access.version + 1,
            )
        return {"ends_on": kept_until.isoformat(), "status": status}

    made = once(viewer, command.form_key, "case.close", make, now=now)
    return CaseEnds(command.case_id, CaseStatus(made["status"]), date.fromisoformat(made["ends_on"]))


def reopen_case(viewer: Viewer, command: ReopenCase, *, now: datetime) -> CaseEnds:
    """Open a closed case again, with a reason; after care that was still to come is no longer needed.

    Raises:
        NotFound: there is no such case for the viewer, or the viewer may not write its plan.
        Refused: it is not closed, it is no longer kept, or no reason was written.
    """
    access = case_access(viewer, command.case_id, now=now)
    if access.levels[Category.K16] < ReadLevel.WRITE:
        raise NotFound
    day = context.today(now)
    kept_until = norms.due_day("case.keep", now)

    def make() -> dict[str, str]:
        case = Case.objects.select_for_update().get(pk=command.case_id)
        status = CaseStatus(case.status)
        refuse_any(
            *check_reopen(status, reason=command.reason, ends_on=case.ends_on, today=day),
            *check_words(viewer, {"reason": command.reason}, quote=command.quote, now=now),
        )
        audit.write(
            viewer,
            "case.reopen",
            audit.Ref("case", command.case_id, case_id=command.case_id),
            now=now,
            categories=(Category.K16,),
            why=audit.Why(ground=access.reason.value, rule="F.7b"),
        )
        _keep(viewer, command.case_id, "case.reopen", command.reason[:300], now)
        AfterCare.objects.filter(case_id=command.case_id, held_on=None).update(cancelled_on=day)
        ran = Plan.objects.filter(case_id=command.case_id, status=PlanStatus.RUNNING).exists()
        case.status = CaseStatus.RUNNING if ran else CaseStatus.PLANNING
        case.closed_at, case.reopened_at, case.ends_on = None, now, kept_until
        case.closing_reason, case.closing_words = "", ""
        case.evaluate_by = norms.due_day("plan.evaluation", now) if ran else None
        case.review_by = norms.due_day("case.review", now)
        case.version += 1
        case.save()
        return {"status": case.status}

    made = once(viewer, command.form_key, "case.reopen", make, now=now)
    return CaseEnds(command.case_id, CaseStatus(made["status"]), kept_until)


def hold_after_care(viewer: Viewer, command: HoldAfterCare, *, now: datetime) -> CaseEnds:
    """Write down how it goes after closing. When both moments were held only the file is kept.

    Raises:
        NotFound: there is no such moment in a case of the viewer.
        Refused: it is too early, it was written down already, or nothing was said.
    """
    row = AfterCare.objects.select_for_update().filter(pk=command.after_care_id, cancelled_on=None).first()
    if row is None:
        raise NotFound
    day = context.today(now)

    def make() -> dict[str, str]:
        words = check_words(viewer, {"words": command.words}, quote=command.quote, now=now)
        with change_case(
            viewer, row.case_id, action="after_care.hold", kind="after_care", about=row.pk, now=now
        ) as access:
            refuse_any(
                *check_after_care(
                    row.due_on,
                    held=row.held_on is not None,
                    early_days=norms.value("aftercare.early", day),
                    today=day,
                    words=command.words,
                    well=command.well,
                ),
                *words,
            )
            row.held_on, row.held_by_id, row.words, row.well = day, viewer.membership_id, command.words, command.well
            row.save(update_fields=["held_on", "held_by", "words", "well"])
            left = AfterCare.objects.filter(case_id=row.case_id, held_on=None, cancelled_on=None).exists()
            status = status_after_care(all_held=not left)
            Case.objects.filter(pk=row.case_id).update(status=status, version=access.version + 1)
        return {"status": status}

    made = once(viewer, command.form_key, "after_care.hold", make, now=now)
    ends_on = Case.objects.values_list("ends_on", flat=True).get(pk=row.case_id)
    return CaseEnds(row.case_id, CaseStatus(made["status"]), ends_on)


def _keep(viewer: Viewer, case_id: UUID, kind: str, reason: str, now: datetime) -> None:
    """Keep why this was done."""
    CaseChange(
        id=uuid4(),
        municipality_id=viewer.municipality_id,
        case_id=case_id,
        kind=kind,
        reason=reason,
        by_id=viewer.membership_id,
        at=now,
    ).save(force_insert=True)
