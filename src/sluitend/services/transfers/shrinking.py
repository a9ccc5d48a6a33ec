"""After a yes the old file grows small by itself: with the step of whoever decided, and nothing is left to do by hand.

What goes home stays out of it: the family heard before what went along, and the other municipality has the lead now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from sluitend.access import audit
from sluitend.access.gate import case_access
from sluitend.access.kept import check_set_here
from sluitend.access.once import once
from sluitend.domain.absence import Closing, ReportStatus
from sluitend.domain.action import OPEN, ShareEnd, StepKind
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import Refused, refuse_any
from sluitend.domain.plan import GoalStatus
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import TransferAnswer, TransferState, check_phoned
from sluitend.domain.vocabulary import N_, ActionKind
from sluitend.records.models import Action, ActionShare, Goal, TeamSeat, Transfer
from sluitend.records.shares import end_shares
from sluitend.services.absences import CloseReport, close_report
from sluitend.services.actions import TakeStep, take_step
from sluitend.services.plans import DropGoal, drop_goal

from .common import CHANGED, enter_transfer, log
from .sending import PressTransfer

WORDS = N_("Overgedragen aan %(place)s op %(day)s.")
"""All that the old file says of it: to whom, and on which day."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A case that another municipality took over. words: what the old file says of it."""

    case_id: UUID
    words: str


def handed_over(viewer: Viewer, run_id: UUID, *, now: datetime) -> HandedOver | None:
    """Give what was handed over with a run; None when nobody took it over."""
    row = Transfer.objects.filter(run_id=run_id, answer=TransferAnswer.ACCEPTED).order_by("-answered_at").first()
    if row is None or row.case_id is None or row.answered_at is None:
        return None
    case_access(viewer, row.case_id, now=now)
    return HandedOver(row.case_id, words_of(row.to_name, local_day(row.answered_at)))


def words_of(place: str, day: date) -> str:
    """Say to whom it was handed over, and on which day."""
    return WORDS % {"place": place, "day": f"{day:%d-%m-%Y}"}


def end_access(viewer: Viewer, handed: HandedOver, *, now: datetime) -> None:
    """Once another municipality took over, nobody at the table or outside sees the old file any more (rule 31).

    Who holds the case still does, until it closes. What went along is erased here: the other side has it.
    """
    case_id = handed.case_id
    audit.write(
        viewer,
        "transfer.shrink",
        audit.Ref("case", case_id, case_id=case_id),
        now=now,
        fields=("seats", "shares", "package"),
        why=audit.Why(rule="31"),
    )
    shown = ActionShare.objects.filter(case_id=case_id, ended_at=None)
    end_shares(list(shown.values_list("action_id", flat=True)), ShareEnd.TAKEN_BACK, now)
    TeamSeat.objects.filter(case_id=case_id, ended_at=None).update(ended_at=now)
    erase_package(Transfer.objects.filter(case_id=case_id, answer=TransferAnswer.ACCEPTED).values_list("pk", flat=True))


def let_go(viewer: Viewer, handed: HandedOver, *, key: UUID, now: datetime) -> None:
    """Let the goals and actions of the old file go: the other municipality goes on with them. key: of the form."""
    rows = Action.objects.filter(case_id=handed.case_id, status__in=OPEN)
    forced = list(rows.filter(kind=ActionKind.ENFORCE).order_by("pk").values_list("pk", flat=True))
    for pk in (*forced, *rows.exclude(pk__in=forced).order_by("pk").values_list("pk", flat=True)):
        take_step(viewer, TakeStep(pk, StepKind.DROP, uuid5(key, f"action {pk}"), handed.words), now=now)
    goals = Goal.objects.filter(case_id=handed.case_id, status=GoalStatus.OPEN).order_by("pk")
    for pk in goals.values_list("pk", flat=True):
        drop_goal(viewer, DropGoal(handed.case_id, pk, handed.words, form_key=uuid5(key, f"goal {pk}")), now=now)


def erase_package(transfers: Iterable[UUID]) -> None:
    """Erase what went along: the other municipality has it, and here the file itself is kept for its own term."""
    Transfer.objects.filter(pk__in=list(transfers)).update(package_sealed=None)


def close_report_after(
    viewer: Viewer, transfer_id: UUID, *, end_runs: Callable[[UUID, str], None], now: datetime
) -> None:
    """Close an absence report that another municipality took over, with the reason that the pupil moved (rule 30).

    end_runs: ends what runs for a report, with these words. Nothing happens without a yes, or where another package sets
    the states: that one closes it.
    """
    rows = Transfer.objects.filter(pk=transfer_id, answer=TransferAnswer.ACCEPTED).select_related("report")
    row = rows.first()
    report = row.report if row is not None else None
    if row is None or report is None or row.answered_at is None:
        return
    log(viewer, "shrink", row, now=now, fields=("package",))
    erase_package([row.pk])
    if report.status == ReportStatus.CLOSED or check_set_here(viewer, report) is not None:
        return
    words = words_of(row.to_name, local_day(row.answered_at))
    end_runs(report.pk, words)
    close_report(viewer, CloseReport(report.pk, Closing.MOVED, words, report.version), now=now)


def note_phoned(viewer: Viewer, command: PressTransfer, *, now: datetime) -> UUID:
    """Write down that somebody phoned the new municipality after the weeks of the norm, about an absence report.

    Raises:
        NotFound: there is no such handover for the viewer.
        Refused: it was not taken over, or somebody phoned already.
    """

    def make() -> dict[str, str]:
        working = enter_transfer(viewer, command.transfer_id, now=now)
        row = working.row
        if row.version != command.version:
            raise Refused(CHANGED)
        accepted = working.state is TransferState.ACCEPTED and row.report_id is not None
        refuse_any(check_phoned(accepted=accepted, phoned=row.checked_at is not None))
        log(viewer, "check", row, now=now, fields=("checked_at",))
        row.checked_at, row.version = now, row.version + 1
        row.save(update_fields=["checked_at", "version"])
        return {"transfer": str(row.pk)}

    enter_transfer(viewer, command.transfer_id, now=now)
    return UUID(once(viewer, command.form_key, "transfer.check", make, now=now)["transfer"])
