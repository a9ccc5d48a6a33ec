"""Read a signal and decide about it; every decision leaves its receipt."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import concern, context, norms
from sluitend.access.once import once
from sluitend.access.signal_gate import SignalAccess, signal_access
from sluitend.access.words import check_words
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import SignalStatus
from sluitend.domain.triage import (
    RULES,
    CriterionFact,
    Outcome,
    Phoned,
    check_criteria,
    check_decide,
    check_end,
    check_organisation,
    check_phoned,
    check_reason,
    status_after,
)
from sluitend.records.models import CriterionFact as CriterionRow
from sluitend.records.models import Decision, Organisation, Signal
from sluitend.services.triage.common import deciding, receipt_digest, settle, texts, write

BY_ANOTHER_WAY = frozenset({Outcome.INTEGRAL, Outcome.TO_CASE})
"""Decided together with what follows: services.flow opens a case, `link` gives it to the case that runs."""


@dataclass(frozen=True, slots=True)
class Decide:
    """What somebody decides about a concern.

    version: of the signal as the decider read it. organisation_id: who takes it up, on the regular track and for
    acting now. phoned and phoned_at: whom and when, when there is danger now. criteria: for the integral track.
    ends_on: when it is not taken up. quote: words that the guard points at are a necessary quote.
    """

    form_key: UUID
    signal_id: UUID
    version: int
    outcome: Outcome
    reason: str = field(default="", repr=False)
    organisation_id: UUID | None = None
    phoned: Phoned | None = None
    phoned_at: datetime | None = None
    criteria: tuple[CriterionFact, ...] = ()
    ends_on: date | None = None
    quote: bool = False


def open_signal(viewer: Viewer, signal_id: UUID, *, now: datetime) -> None:
    """Mark that somebody whose work it is has begun to read; a second look changes nothing.

    Raises:
        NotFound: it is not there for the viewer.
    """
    access = signal_access(viewer, signal_id, now=now)
    if not access.decides or access.status is not SignalStatus.RECEIVED:
        return
    write(viewer, "signal.first_read", access, now=now)
    Signal.objects.filter(pk=signal_id, first_read_at=None).update(first_read_at=now, status=SignalStatus.READING)


def decide(viewer: Viewer, command: Decide, *, now: datetime) -> UUID:
    """Decide about a concern, and keep the receipt of it. Gives the id of the decision.

    The same form sent again gives the first decision. An integral decision goes through services.flow, which opens the
    case with it, and a link to an open case through `link`.

    Raises:
        NotFound: it is not there for the viewer, or deciding about it is not their work.
        Refused: something is missing, somebody was first (`triage.changed`), or it can no longer be decided here.
    """
    if command.outcome in BY_ANOTHER_WAY:
        raise NotFound
    made = once(
        viewer, command.form_key, "signal.decide", lambda: {"id": str(record(viewer, command, now=now))}, now=now
    )
    return UUID(made["id"])


def record(viewer: Viewer, command: Decide, *, now: datetime) -> UUID:
    """Decide inside a transaction and form that the caller guards; otherwise as decide."""
    access = deciding(viewer, command.signal_id, command.version, now)
    row = access.row
    _check(viewer, command, access, now)
    decision = Decision(
        id=uuid.uuid4(),
        municipality_id=viewer.municipality_id,
        signal=row,
        kind="triage",
        outcome=command.outcome,
        reason=command.reason,
        organisation_id=command.organisation_id,
        rule=RULES[command.outcome],
        rule_version=concern.rules_version(command.outcome),
        danger_phoned=command.phoned or "",
        danger_phoned_at=command.phoned_at,
        decided_by_id=viewer.membership_id,
        decided_at=now,
        ends_on=command.ends_on,
        inputs=_digests(row, command),
    )
    write(viewer, f"signal.decide_{command.outcome}", access, now=now, rule=decision.rule, fields=("outcome", "reason"))
    decision.save(force_insert=True)
    CriterionRow.objects.bulk_create(
        CriterionRow(
            municipality_id=viewer.municipality_id,
            decision=decision,
            code=one.code,
            fact=one.fact,
            fact_source=one.source,
            fact_on=one.on,
        )
        for one in command.criteria
        if one.fact
    )
    settle(access, command.outcome, now, ends_on=command.ends_on)
    return decision.pk


def _check(viewer: Viewer, command: Decide, access: SignalAccess, now: datetime) -> None:
    today = context.today(now)
    found: list[Refusal | None] = [
        check_decide(access.status, status_after(command.outcome), integral=access.integral)
        if command.outcome is not Outcome.DANGER
        else None
    ]
    if command.outcome is not Outcome.INTEGRAL:
        found.append(check_reason(command.reason))
    if command.outcome in {Outcome.ACT_NOW, Outcome.REGULAR}:
        found.append(check_organisation(_works_here(command.organisation_id, today)))
    if command.outcome is Outcome.DANGER:
        found += check_phoned(command.phoned, command.phoned_at, now=now)
    if command.outcome is Outcome.INTEGRAL:
        found += check_criteria(command.criteria)
    if command.outcome is Outcome.NOT_TAKEN_UP:
        found.append(check_end(command.ends_on, today=today, latest=norms.due_day("signal.refused_keep", now)))
    written = {"reason": command.reason}
    written |= {f"{one.code}_fact": one.fact for one in command.criteria}
    found += check_words(viewer, written, quote=command.quote, now=now)
    refuse_any(*found)


def _works_here(organisation: UUID | None, today: date) -> bool:
    rows = Organisation.objects.filter(active_from__lte=today).exclude(active_until__lt=today)
    return organisation is not None and rows.filter(pk=organisation).exists()


def _digests(row: Signal, command: Decide) -> Mapping[str, str]:
    """Keyed digests of what the decider had before them and wrote: they prove it later and tell nothing."""
    people = row.persons.order_by("position").values_list(
        "given_names", "prefix", "surname", "birth_date", "description"
    )
    said = {
        "persons": repr(list(people)),
        "reason": command.reason,
        **{f"{one.code}.fact": one.fact for one in command.criteria},
    }
    return {**texts(row), **{name: receipt_digest(text) for name, text in said.items() if text}}
