"""Where a decision can be asked: at an open rung, whether it waits with somebody, and what was given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access.deciders import deciders
from sluitend.access.gate import CaseAccess
from sluitend.access.protocols import Standing
from sluitend.domain.clock import local_day
from sluitend.domain.escalation import ASKED_ALREADY, HEIGHTENED, DecisionAnswer
from sluitend.domain.mandate import DECIDERS, Rung, rung_at, runs
from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol.steps import Step
from sluitend.records.models import DecisionAsk


@dataclass(frozen=True, slots=True)
class Asking:
    """A rung at which a decision can be asked. refusal: why the viewer cannot ask it now, or None.

    waits_with: who was asked and has not answered, or empty; asked_on: when. lapsed: their mandate is over, so somebody
    else is asked. returned: what the last decider missed, and who that was; both empty when nothing was given back.
    """

    refusal: Refusal | None
    waits_with: str = ""
    asked_on: date | None = None
    lapsed: bool = False
    returned: str = ""
    returned_by: str = ""


def named_for(step: Step, now: datetime) -> Mapping[UUID, str]:
    """Give whose mandate runs for a rung today, with their power and its last day; nothing for another step."""
    rung = rung_at(step.code)
    found = deciders(rung, local_day(now)) if rung is not None else ()
    return {one.mandate_id: f"{one.name}: {one.words}" for one in found}


def asking_of(
    standing: Standing,
    step: Step,
    access: CaseAccess | None,
    *,
    nobody: Refusal | None,
    write: Refusal | None,
    now: datetime,
) -> Asking | None:
    """Say how a decision stands at an open step; None when nobody on screen decides there.

    nobody: why the viewer may not take the step. write: why they may not write in the run; one of both is enough.
    """
    rungs = {rung.value: rung for rung in Rung if DECIDERS[rung]}
    if step.code not in rungs or standing.run.case_id is None or access is None:
        return None
    if standing.run.heightened or access.heightened:
        return Asking(HEIGHTENED)
    refusal = nobody if nobody is not None and write is not None else None
    asks = DecisionAsk.objects.select_related("mandate").filter(run=standing.run, step=step.code)
    last = asks.order_by("-asked_at").first()
    if last is None:
        return Asking(refusal)
    mandate = last.mandate
    if last.answer == DecisionAnswer.RETURNED:
        return Asking(refusal, returned=last.words, returned_by=mandate.decider)
    ended = mandate.ended_at is not None
    if last.answered_at is None and runs(mandate.since, mandate.until, ended=ended, today=local_day(now)):
        return Asking(refusal or ASKED_ALREADY, mandate.decider, local_day(last.asked_at))
    return Asking(refusal, mandate.decider, local_day(last.asked_at), lapsed=last.answered_at is None)
