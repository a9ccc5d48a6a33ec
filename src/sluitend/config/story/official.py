"""What the attendance desk does beside the reports themselves: two official reports, leave, an exemption, words for schools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sluitend.access.protocols import region_of
from sluitend.config.story.acts import Act, Do, Place
from sluitend.config.story.names import Lot
from sluitend.content.holidays import dutch_holidays
from sluitend.content.official_report import official_items
from sluitend.content.school_holidays import school_free
from sluitend.domain.absence import AbsenceKind, Heard, OfficialState, ReportStatus
from sluitend.domain.absence.leave import DecidedBy, ExemptionArticle, LeaveArticle, school_days
from sluitend.domain.clock import local_day
from sluitend.domain.sharing import Viewer
from sluitend.records.models import AbsenceReport, OfficialReport
from sluitend.services import absences, flow

BOA, OFFICER = "verzuim2", "verzuim"
STORY = "proces-verbaal"
TRIED = "Drie gesprekken thuis, hulp van het lokale team, en Halt. De jongere stopte na het eerste gesprek bij Halt."
HALF = 7  # items that are answered in the draft
SAID = {
    "person_data": "Namen en geboortedatums staan vooraan, nagekeken bij burgerzaken.",
    "period_and_hours": "Vijf weken, 62 lesuren. De teamleider van de school verklaarde dit.",
    "kind_of_absence": "Verzuim zonder geldige reden.",
    "earlier_reports": "Twee meldingen dit schooljaar, en een waarschuwing per brief.",
    "what_school_did": "Gesprekken met de mentor, een later begin van de dag, begeleiding in de klas.",
    "statement": "Vader en de jongere verklaarden. Hun is gezegd dat zij niets hoeven te verklaren.",
    "culpability": "De jongere ging op die dagen werken, en wist dat dit niet mocht.",
    "routes_tried": "Vrijwillige hulp liep drie maanden. Halt is gestopt. De beschermingstafel past hier niet.",
    "interest_of_child": "De jongere wil een diploma halen en vraagt om een leerwerkplek. Die is gezocht.",
    "advice": "Halt: niet geslaagd. De Raad is niet gevraagd.",
    "this_child_only": "Nagelezen door een collega. Er staan alleen feiten in over deze leerling en de ouders.",
    "reviewer": "De jurist van de gemeente las het na.",
}


@dataclass(slots=True)
class Official:
    """One official report. place: where. lot: its own chances. report: chosen when it is begun."""

    place: Place
    lot: Lot
    report: UUID | None = field(default=None)

    def begin(self, viewer: Viewer, now: datetime) -> None:
        """Begin one about the oldest report that is open and has none."""
        open_now = AbsenceReport.objects.exclude(status=ReportStatus.CLOSED).exclude(kind=AbsenceKind.EIGHTEEN_PLUS)
        mine = set(OfficialReport.objects.values_list("report_id", flat=True))
        found = open_now.exclude(pk__in=mine).order_by("received_at", "melding_id").values_list("pk", flat=True).first()
        if found is not None:
            self.report = found
            command = absences.BeginOfficial(found, local_day(now), self.lot.key(), TRIED)
            flow.begin_official(viewer, command, now=now)

    def answer(self, most: int) -> Do:
        """Answer so many items of the list."""

        def answer(viewer: Viewer, now: datetime) -> None:
            for item in official_items()[:most] if self.report else ():
                on = local_day(now) if item.dated else None
                command = absences.AnswerItem(self._known, item.code, SAID[item.code], on, self._version())
                absences.answer(viewer, command, now=now)

        return answer

    def step(self, to: OfficialState, *, session_in: int = 0) -> Do:
        """Take a step; session_in: in how many days the session is."""

        def step(viewer: Viewer, now: datetime) -> None:
            if self.report is None:
                return
            on = local_day(now)
            command = absences.TakeOfficialStep(
                self._known,
                to,
                on,
                self._version(),
                self.lot.key(),
                heard=Heard.STATEMENT if to is OfficialState.HEARD else None,
                session_on=on + timedelta(days=session_in) if to is OfficialState.SESSION else None,
            )
            flow.take_official_step(viewer, command, now=now)

        return step

    @property
    def _known(self) -> UUID:
        if self.report is None:
            raise LookupError("not begun")
        return self.report

    def _version(self) -> int:
        return OfficialReport.objects.values_list("version", flat=True).get(report_id=self.report)


def official_reports(place: Place) -> Iterator[Act]:
    """Give the acts: one that waits for its session, one that is half a draft, and what the desk writes beside them."""
    sent, draft = Official(place, Lot(f"{STORY} 1")), Official(place, Lot(f"{STORY} 2"))
    for ago, order, do in (
        (21, 1, sent.begin),
        (17, 1, sent.step(OfficialState.HEARD)),
        (16, 1, sent.answer(len(SAID))),
        (15, 1, sent.step(OfficialState.SIGNED)),
        (15, 2, sent.step(OfficialState.SENT)),
        (6, 1, sent.step(OfficialState.SESSION, session_in=25)),
        (5, 1, draft.begin),
        (4, 1, draft.answer(HALF)),
    ):
        yield Act(ago, order, STORY, BOA, do)
    lot = Lot("verlof")
    yield Act(3, 1, "verlof", OFFICER, lambda viewer, now: _leave(lot, viewer, now))
    yield Act(2, 1, "verlof", OFFICER, lambda viewer, now: _feedback(lot, viewer, now))


def _leave(lot: Lot, viewer: Viewer, now: datetime) -> None:
    """Leave that the head decided on, and an exemption."""
    found = list(AbsenceReport.objects.order_by("-received_at", "melding_id").values_list("pk", flat=True)[:2])
    day = _school_day(viewer, local_day(now))
    for report in found[:1]:
        command = absences.NoteLeave(
            report, LeaveArticle.ART_14, day, day, DecidedBy.HEAD, granted=True, form_key=lot.key()
        )
        absences.note_leave(viewer, command, now=now)
    for report in found[1:]:
        last = day + timedelta(days=200)
        exempt = absences.NoteExemption(report, ExemptionArticle.ART_15, day, last, lot.key())
        absences.note_exemption(viewer, exempt, now=now)


def _school_day(viewer: Viewer, day: date) -> date:
    """Give this day, or the last one before it on which there was school."""
    years = (day.year - 1, day.year)
    free = dutch_holidays(*years) | school_free(region_of(viewer.municipality_id), years)
    while school_days(day, day, free) == 0:
        day -= timedelta(days=1)
    return day


def _feedback(lot: Lot, viewer: Viewer, now: datetime) -> None:
    """Words for the school with a report that is handled, and a file for the register."""
    row = AbsenceReport.objects.filter(status=ReportStatus.HANDLING).order_by("-received_at", "melding_id").first()
    if row is not None:
        words = "Er was een gesprek met de leerling en de ouders. Wij spraken af dat de mentor elke ochtend belt."
        absences.write_feedback(viewer, absences.WriteFeedback(row.pk, row.version, words), now=now)
        absences.export_status(viewer, lot.key(), now=now)
