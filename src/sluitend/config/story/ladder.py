"""What an attendance officer did with some reports: the first steps of the protocol, each on its own day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sluitend.config.story.acts import Act, Place
from sluitend.config.story.names import Lot
from sluitend.domain.clock import local_day
from sluitend.domain.sharing import Viewer
from sluitend.records.models import AbsenceReport, ProtocolRun
from sluitend.services import protocols

PROTOCOL = "school_absence"
KINDS = {
    "16 uur in 4 weken": "sixteen_hours",
    "langdurig": "long",
    "luxe": "luxury",
    "18-plus": "eighteen_plus",
}
TALK = {
    "child_view": "Ik kom mijn bed niet uit. Op school vind ik het te druk.",
    "parents_view": "Wij gaan om zes uur de deur uit. Dan weten wij niet of het lukt.",
    "school_actions": "De mentor belde drie keer en paste het rooster aan.",
    "reasons_checked": "yes",
}
AGREED = {
    "agreed_words": "Elke dag om half negen bij de mentor. Na twee weken kijken wij samen terug.",
    "agreed_with": "De leerling, zijn moeder en de mentor",
}


@dataclass(frozen=True, slots=True)
class Ladder:
    """A run for one report. report: gives it once the file is loaded. began: days back. steps: how many follow."""

    place: Place
    lot: Lot
    story: str
    officer: str
    report: Callable[[], UUID | None]
    began: int
    steps: int

    def acts(self) -> Iterator[Act]:
        """Give the acts: begin, call, talk, agree."""
        yield Act(self.began, 4, self.story, self.officer, self._begin)
        following = (
            (1, "first_contact", {"channel": "phone"}, ("ladder_1_talk",)),
            (3, "ladder_1_talk", TALK, ("agreement",)),
            (0, "agreement", AGREED, ()),
        )
        ago = self.began
        for order, (days, step, evidence, leads_to) in enumerate(following[: self.steps], start=5):
            ago -= days
            if ago < 0:
                return
            yield Act(ago, order, self.story, self.officer, self._take(step, evidence, leads_to))

    def _begin(self, viewer: Viewer, now: datetime) -> None:
        pk = self.report()
        if pk is None:
            return
        row = AbsenceReport.objects.get(pk=pk)
        command = protocols.StartRun(PROTOCOL, local_day(row.received_at), self.lot.key(), report_id=pk)
        protocols.start(viewer, command, now=now)
        last = row.end_on or row.begin_on
        received = {
            "kind_of_absence": KINDS.get(row.kind, "other"),
            "first_day": row.begin_on.isoformat(),
            "last_day": last.isoformat(),
        }
        self._take("report_received", received, ())(viewer, now)
        self._take("assessed", {}, ("first_contact",))(viewer, now)

    def _take(
        self, step: str, evidence: dict[str, str], leads_to: tuple[str, ...]
    ) -> Callable[[Viewer, datetime], None]:
        def take(viewer: Viewer, now: datetime) -> None:
            run = ProtocolRun.objects.filter(report_id=self.report(), ended_at=None).first()
            if run is not None:
                command = protocols.TakeStep(
                    run.pk, step, local_day(now), run.version, self.lot.key(), evidence=evidence, leads_to=leads_to
                )
                protocols.take(viewer, command, now=now)

        return take
