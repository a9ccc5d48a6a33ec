"""What every verb about a signal does: hold it for its decider, write the line, put an outcome on it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, norms
from sluitend.access.signal_gate import SignalAccess, signal_access
from sluitend.domain.outcome import NotFound, Refusal, Refused
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import ReporterAnswer, SignalStatus
from sluitend.domain.triage import TRACKS, Outcome, status_after
from sluitend.domain.vocabulary import N_, Category
from sluitend.records.crypto import digest
from sluitend.records.models import Signal, SignalReceipt

CHANGED = Refusal(
    "triage.changed",
    N_("Iemand anders heeft deze melding intussen behandeld. Lees eerst wat er staat."),
)


def deciding(viewer: Viewer, signal_id: UUID, version: int | None, now: datetime) -> SignalAccess:
    """Hold a signal for who decides about it; version: as the decider read it, None when that does not matter.

    Raises:
        NotFound: it is not there for the viewer, or deciding about it is not their work.
        Refused: somebody was first (CHANGED).
    """
    access = signal_access(viewer, signal_id, now=now, lock=True)
    if not access.decides:
        raise NotFound
    if version is not None and version != access.row.version:
        raise Refused(CHANGED)
    return access


def settle(access: SignalAccess, outcome: Outcome, now: datetime, *, ends_on: date | None = None) -> None:
    """Put a decision on the signal, and the one fixed sentence on the reporter's receipt (rule 52)."""
    row = access.row
    if outcome is Outcome.DANGER:
        Signal.objects.filter(pk=row.pk).update(danger_now=True, version=row.version + 1)
        return
    linked = outcome is Outcome.TO_CASE
    Signal.objects.filter(pk=row.pk).update(
        status=SignalStatus.WITH_COORDINATOR if linked else status_after(outcome),
        track=TRACKS.get(outcome, ""),
        outcome=outcome,
        decided_at=now,
        ends_on=ends_on or norms.due_day("signal.taken_up_keep", now),
        version=row.version + 1,
    )
    if row.heightened:
        return  # nothing of it goes anywhere, also not that somebody decided
    told = ReporterAnswer.NOT_TAKEN_UP if outcome is Outcome.NOT_TAKEN_UP else ReporterAnswer.TAKEN_UP
    SignalReceipt.objects.filter(signal_ref=row.pk).update(outcome=told, outcome_at=now)


def reopen(row: Signal, now: datetime) -> None:
    """Take the outcome off a signal: it is to be decided about again, and kept no longer than one that is not taken up."""
    Signal.objects.filter(pk=row.pk).update(
        status=SignalStatus.READING,
        track="",
        outcome="",
        decided_at=None,
        ends_on=norms.due_day("signal.refused_keep", now),
        version=row.version + 1,
    )


def write(
    viewer: Viewer,
    action: str,
    access: SignalAccess,
    *,
    now: datetime,
    case_id: UUID | None = None,
    rule: str = "F.7b",
    fields: tuple[str, ...] = (),
) -> None:
    """Write the line of a change to a signal, with the reason for which the viewer may make it."""
    ref = audit.Ref("signal", access.row.pk, case_id=case_id, signal_id=access.row.pk)
    categories = {access.content, Category.K19}
    why = audit.Why(ground=access.reason.value, rule=rule)
    audit.write(viewer, action, ref, now=now, categories=categories, fields=fields, why=why)


def texts(row: Signal) -> dict[str, str]:
    """Give keyed digests of what was told: they prove later what a decider had before them, and tell nothing."""
    names = ("seen", "heard", "heard_from", "happened", "interpretation", "already_done")
    return {name: receipt_digest(getattr(row, name)) for name in names if getattr(row, name)}


def receipt_digest(text: str) -> str:
    """Give the keyed digest of a text for a receipt."""
    return digest("receipt", text.encode()).hex()
