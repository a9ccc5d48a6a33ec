"""Let the protocol of an absence report follow its official report, so that nobody writes the same step down twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sluitend.access import protocols
from sluitend.domain.absence import OfficialState
from sluitend.domain.clock import local_day
from sluitend.domain.protocol import check
from sluitend.domain.protocol.history import EventKind
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_
from sluitend.records.models import ProtocolRun

from .entering import Written, add, open_run

PROTOCOL: Final = "school_absence"
WORDS: Final = N_("Wat hierover is opgeschreven, staat bij het proces-verbaal.")
STEPS: Final = {
    OfficialState.DRAFT: "official_report_drafted",
    OfficialState.HEARD: "official_report_heard",
    OfficialState.SIGNED: "official_report_signed",
    OfficialState.SENT: "official_report_sent",
    OfficialState.SESSION: "official_report_session",
    OfficialState.RULED: "official_report_ruling",
    OfficialState.FINAL: "official_report_irrevocable",
}
"""Which step of the protocol says the same as a state of the official report."""

_PASSED_BY = {OfficialState.RULED: OfficialState.SESSION}


def follow_official(viewer: Viewer, report_id: UUID, state: OfficialState, *, on: date, now: datetime) -> None:
    """Take the step that the viewer just took with the official report; its words and outcome stay there.

    Nothing happens when no protocol runs or no such step is open: the run may stand elsewhere, or be withdrawn.
    """
    if state not in STEPS:
        return
    rows = ProtocolRun.objects.select_for_update(of=("self",)).filter(
        report_id=report_id, protocol=PROTOCOL, ended_at=None
    )
    row = rows.first()
    if row is None:
        return
    before = _PASSED_BY.get(state)
    if before is not None:
        _say(viewer, row, STEPS[before], None, now=now)
    _say(viewer, row, STEPS[state], on, now=now)


def _say(viewer: Viewer, row: ProtocolRun, step: str, on: date | None, *, now: datetime) -> None:
    """Take a step on this day, or pass over it when there is no day."""
    standing = protocols.standing(row, now)
    if standing.protocol is None or standing.position is None or step not in standing.position.open:
        return
    if on is None:
        refused = check.check_skip(standing.protocol, standing.position, step, reason=WORDS)
    else:
        refused = check.check_take(standing.protocol, standing.position, step, reason=WORDS, second=False)
    if refused is None and row.started_on <= (on or local_day(now)) <= local_day(now):
        kind, verb = (EventKind.SKIPPED, "skip") if on is None else (EventKind.TAKEN, "take")
        add(open_run(viewer, standing, None), kind, Written(step, on, WORDS), verb=verb, now=now)
