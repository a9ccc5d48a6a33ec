"""The check of the first school week: two schools say that everybody is back, one names a pupil, one did not answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sluitend.access.return_checks import weeks_in
from sluitend.config.story.absences import OFFICER
from sluitend.config.story.acts import Act, Do, Place
from sluitend.config.story.names import Lot
from sluitend.domain.absence import Closing, ReportStatus
from sluitend.domain.absence.return_check import Pupil
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import SchoolRegion
from sluitend.records.models import AbsenceReport
from sluitend.services import absences

STORY = "na de zomer"
ANSWERS = {"ib": 0, "zorg": 1, "zorg2": 0}  # who hands in for a school, and how many are not back
CLOSED_AFTER = 8  # days


def return_check(place: Place) -> Iterator[Act]:
    """Give the acts of the newest check that is over, when people worked here already."""
    over = [place.days.ago(week.counted_on) for week in weeks_in(SchoolRegion.MIDDLE)]
    over = [ago for ago in over if CLOSED_AFTER < ago < place.days.begin]
    if not over:
        return
    counted = min(over)
    for who, missing in ANSWERS.items():
        yield Act(counted, 0, f"{STORY} {who}", who, _hand_in(place, who, missing))
    yield Act(counted - CLOSED_AFTER, 1, f"{STORY} zorg", OFFICER, _close)


def _hand_in(place: Place, who: str, missing: int) -> Do:
    def hand_in(viewer: Viewer, now: datetime) -> None:
        lot = Lot(f"{STORY} {who}")
        drawn = [lot.person() for _ in range(missing)]
        pupils = [Pupil(one.given, one.prefix, one.surname, place.days.born(13, 60)) for one in drawn]
        absences.hand_in_return(viewer, absences.HandInReturn(lot.key(), pupils), now=now)

    return hand_in


def _close(viewer: Viewer, now: datetime) -> None:
    words = "De vlucht was uitgesteld. De leerling is er weer."
    for report in AbsenceReport.objects.exclude(return_check=None).exclude(status=ReportStatus.CLOSED):
        command = absences.CloseReport(report.pk, Closing.BACK, words, report.version)
        absences.close_report(viewer, command, now=now)
