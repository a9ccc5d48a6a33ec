"""What runs of protocols do when their case closes, opens again or is asked after: each by whoever did that.

Nobody writes the same thing down twice, and nothing stays open in a case that rests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sluitend.access import protocols
from sluitend.access.gate import case_access
from sluitend.content.closing_reasons import closing_reasons
from sluitend.domain.clock import local_day
from sluitend.domain.followup import AFTER_CARE, PLAN_TERMS
from sluitend.domain.protocol.check import check_skip, check_take
from sluitend.domain.protocol.history import EventKind
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_
from sluitend.records.models import ProtocolRun, RunEvent

from .entering import Entered, Written, add, open_run
from .start import begin_plan_terms

BEFORE_EVALUATION = N_("Het plan stopt voor de eerste evaluatie.")
PLAN_GOES_ON = N_("De casus ging weer open. Dit gold al voor het sluiten.")
AFTER_CARE_DONE = N_("De nazorg is klaar.")
CASE_OPEN_AGAIN = N_("De casus is weer open. Nazorg is nu niet nodig.")

_UP_TO_THE_PLAN = ("family_plan_offered", "family_plan_made", "family_plan_dropped", "plan_made", "plan_adopted")
_ASKED = ("asked_after_six_months", "asked_after_twelve_months")


def end_plan_terms(viewer: Viewer, case_id: UUID, *, reason: str, words: str, now: datetime) -> None:
    """Whoever closes a case rounds off its plan with that; a plan that never came that far is taken back.

    reason: code of the closing reason. words: what was written down about it.
    """
    run = _inside(viewer, case_id, PLAN_TERMS, now)
    if run is None:
        return
    text = closing_reasons()[reason].text_nl
    if "evaluation" in run.position.open and "rounded_off" in run.position.open:
        run = _skip(run, "evaluation", f"{BEFORE_EVALUATION} {text}.", now)
    said = {"last_talk_with_the_family": words}
    if _take(run, "rounded_off", said, now, reason=text) is None:
        _withdraw(run, text, now)


def begin_plan_terms_anew(viewer: Viewer, case_id: UUID, *, plan_goes_on: bool, now: datetime) -> None:
    """When a case opens again the terms of its plan begin anew; after-care that was still to come stops.

    plan_goes_on: a plan ran when it closed. Then what was settled before closing is settled still, from today.
    """
    after = _inside(viewer, case_id, AFTER_CARE, now)
    if after is not None:
        _withdraw(after, CASE_OPEN_AGAIN, now)
    if ProtocolRun.objects.filter(case_id=case_id, protocol=PLAN_TERMS, ended_at=None).exists():
        return
    before = ProtocolRun.objects.filter(case_id=case_id, protocol=PLAN_TERMS).order_by("-started_at").first()
    begin_plan_terms(viewer, case_id, now=now)
    if before is None or not plan_goes_on:
        return
    settled = RunEvent.objects.filter(run=before, step__in=_UP_TO_THE_PLAN).order_by("seq")
    for event in settled.filter(kind__in=(EventKind.TAKEN, EventKind.SKIPPED)):
        run = _inside(viewer, case_id, PLAN_TERMS, now)
        if run is None:
            return
        if event.kind == EventKind.SKIPPED:
            _skip(run, event.step, event.reason or PLAN_GOES_ON, now)
        else:
            _take(run, event.step, event.evidence, now, reason=PLAN_GOES_ON)


def follow_after_care(viewer: Viewer, case_id: UUID, *, words: str, well: bool, last: bool, now: datetime) -> None:
    """Let after-care that runs as a protocol follow what was just written down about how it goes.

    well: it goes well. last: this was the last moment of after-care, and with it the protocol ends.
    """
    run = _inside(viewer, case_id, AFTER_CARE, now)
    if run is None:
        return
    step = next((code for code in _ASKED if code in run.position.open), "")
    asked = _take(run, step, {"family_view": words}, now) if step else None
    if last and (asked is None or not well or _take(asked, "closed_going_well", {}, now) is None):
        _withdraw(asked or run, AFTER_CARE_DONE, now)


def _inside(viewer: Viewer, case_id: UUID, protocol: str, now: datetime) -> Entered | None:
    """Come in to the one run of a protocol in a case, when there is one that can be read."""
    rows = ProtocolRun.objects.select_for_update(of=("self",))
    row = rows.filter(case_id=case_id, protocol=protocol, ended_at=None).first()
    if row is None:
        return None
    standing = protocols.standing(row, now)
    if standing.protocol is None or standing.position is None:
        return None
    return open_run(viewer, standing, case_access(viewer, case_id, now=now))


def _take(run: Entered, step: str, said: Mapping[str, str], now: datetime, *, reason: str = "") -> Entered | None:
    """Take a step when it can be taken, and give the run as it then stands."""
    if check_take(run.protocol, run.position, step, reason=reason, second=False) is not None:
        return None
    written = Written(step, local_day(now), reason, evidence=said)
    add(run, EventKind.TAKEN, written, verb="take", now=now)
    return _again(run, now)


def _skip(run: Entered, step: str, reason: str, now: datetime) -> Entered:
    if check_skip(run.protocol, run.position, step, reason=reason) is not None:
        return run
    add(run, EventKind.SKIPPED, Written(step, reason=reason), verb="skip", now=now)
    return _again(run, now)


def _withdraw(run: Entered, reason: str, now: datetime) -> None:
    add(run, EventKind.WITHDRAWN, Written(reason=reason), verb="withdraw", now=now)


def _again(run: Entered, now: datetime) -> Entered:
    standing = protocols.standing(run.run, now)
    return replace(run, position=standing.position or run.position, clocks=standing.clocks)
