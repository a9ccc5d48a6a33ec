"""Absence reports: files as the register gives them, loaded as an officer loads them, and what she did with each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sluitend.config.hints import story_file
from sluitend.config.story.acts import Act, Do, Place
from sluitend.config.story.ladder import Ladder
from sluitend.config.story.names import Lot, nth_bsn
from sluitend.domain.absence import HEADER, AbsenceKind, Closing, RegisterStatus, ReportStatus
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import AgreedBy, AgreedHow, Agreement
from sluitend.records.models import AbsenceReport
from sluitend.services import absences, flow

FILES = 12
OFFICER, COLLEAGUE = "verzuim", "verzuim2"
STORY = "verzuim"
TEXTS = "history.toml"
FIRST_BSN = 1000
KINDS = {
    AbsenceKind.SIXTEEN_HOURS: 52,
    AbsenceKind.OTHER: 20,
    AbsenceKind.LUXURY: 15,
    AbsenceKind.LONG: 9,
    AbsenceKind.EIGHTEEN_PLUS: 4,
}
CLOSINGS = {Closing.BACK: 55, Closing.REFERRED: 25, Closing.NOTED: 12, Closing.MOVED: 4, Closing.UNFOUNDED: 4}
PASSED_ON = 1  # days back: intake has this still to read
UNTOUCHED = 12  # days: what came in later, nobody looked at yet
CLOSED_AFTER = 40  # days: of what is older, most is closed
RECENT = 70  # days: for what came in since, the protocol may still run
ENOUGH = 4  # reports in a file, so that a few can be taken up


@dataclass(slots=True)
class File:
    """One file as it came from the register. first: number of its first report."""

    place: Place
    lot: Lot
    ago: int
    first: int
    rows: int
    bad: bool
    reports: list[UUID] = field(default_factory=list)

    def acts(self) -> Iterator[Act]:
        """Give the acts of loading it and of handling what is in it."""
        officer = OFFICER if self.lot.chance(70) else COLLEAGUE
        yield Act(self.ago, 0, f"{STORY} {self.first:04}", officer, self._load)
        for number in range(self.rows):
            if self.ago > UNTOUCHED and self.lot.chance(90):
                spoken = self.ago - self.lot.number(1, 7)
                yield Act(spoken, 1, f"{STORY} {self.first:04}", officer, self._contact(number, spoken))
            if self.ago > CLOSED_AFTER and self.lot.chance(85):
                closed = self.ago - self.lot.number(14, 35)
                yield Act(closed, 2, f"{STORY} {self.first:04}", officer, self._close(number))
            else:
                yield from self._ladder(number, officer)

    def _ladder(self, number: int, officer: str) -> Iterator[Act]:
        """Let the protocol run for some of the reports that are still open."""
        lot = Lot(f"{STORY} protocol {self.first + number}")
        fresh = self.ago <= UNTOUCHED
        if self.rows < ENOUGH or (fresh and number % 4 != 1) or self.ago > RECENT:
            return
        began = self.ago - 1 if fresh else self.ago - lot.number(8, 12)
        steps = lot.number(0, 1) if fresh else lot.number(2, 3)

        def report() -> UUID | None:
            found = self._report(number)
            return found[0] if found else None

        yield from Ladder(self.place, lot, f"{STORY} {self.first:04}", officer, report, began, steps).acts()

    def text(self) -> str:
        """Write the file: the header of the register, a row a report, and in a bad one a date that cannot be."""
        told = io.StringIO()
        writer = csv.writer(told, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADER)
        for number in range(self.first, self.first + self.rows):
            writer.writerow(self._row(number, wrong=self.bad and number == self.first + self.rows - 1))
        return told.getvalue()

    def _row(self, number: int, *, wrong: bool) -> tuple[str, ...]:
        lot = Lot(f"verzuim {number}")
        who, kind = lot.person(), lot.weighted(KINDS)
        age = lot.number(18, 20) if kind is AbsenceKind.EIGHTEEN_PLUS else lot.number(6, 16)
        begin = self.place.days.day(self.ago + lot.number(9, 25))
        end = begin + timedelta(days=lot.number(0, 20)) if kind is not AbsenceKind.LUXURY else begin
        said = story_file(TEXTS)["absence"]
        return (
            f"M{self.place.days.day(self.ago):%y%m}{number:05}",
            kind.value,
            nth_bsn(FIRST_BSN + number),
            "",
            who.given,
            who.prefix,
            who.surname,
            self.place.days.born(age, lot.number(0, 299)).isoformat(),
            lot.one([partner.brin for partner in self.place.town.organisations if partner.brin]),
            "00",
            f"{begin:%d-%m-%Y}" if wrong else begin.isoformat(),
            min(end, self.place.days.day(self.ago)).isoformat(),
            str(lot.number(16, 60)) if kind is not AbsenceKind.LUXURY else str(lot.number(5, 15)),
            lot.one(said["why"]),
            lot.one(said["done"]),
            RegisterStatus.REGISTERED.value,
        )

    def _load(self, viewer: Viewer, now: datetime) -> None:
        known = set(AbsenceReport.objects.values_list("pk", flat=True))
        file = io.BytesIO(self.text().encode())
        progress = absences.receive_file(viewer, file, "csv", now=now)
        while not progress.finished:
            progress = absences.load_next_piece(viewer, progress.id, now=now)
        fresh = AbsenceReport.objects.exclude(pk__in=known).order_by("melding_id")
        self.reports = list(fresh.values_list("pk", flat=True))

    def _report(self, number: int) -> tuple[UUID, int] | None:
        """Give the report and its version; None for a row that was not loaded."""
        if number >= len(self.reports):
            return None
        pk = self.reports[number]
        return pk, AbsenceReport.objects.values_list("version", flat=True).get(pk=pk)

    def _contact(self, number: int, ago: int) -> Do:
        def note(viewer: Viewer, now: datetime) -> None:
            on: date = self.place.days.day(ago)
            talked = on if self.lot.chance(60) else None
            if found := self._report(number):
                absences.record_contact(viewer, absences.RecordContact(found[0], on, talked, found[1]), now=now)

        return note

    def _close(self, number: int) -> Do:
        def close(viewer: Viewer, now: datetime) -> None:
            closing = self.lot.weighted(CLOSINGS)
            words = story_file(TEXTS)["absence"]["closing"][closing.value]
            if found := self._report(number):
                absences.close_report(viewer, absences.CloseReport(found[0], closing, words, found[1]), now=now)

        return close


def absence_reports(place: Place, number: int) -> Iterator[Act]:
    """Give the acts of so many reports, in files over the whole time; the last file holds a bad row."""
    if not number:
        return
    lot = Lot(STORY)
    reach = place.days.ago(place.days.first_half_year.starts_on)
    files = min(FILES, number)
    first = 0
    for at in range(files):
        rows = number * (at + 1) // files - first
        ago = max(reach - 10 - at * (reach - 10) // max(files - 1, 1), 3)
        last = at == files - 1
        file = File(place, lot, ago, first, rows, bad=last and rows > 1)
        yield from file.acts()
        if at == files - 2:
            yield Act(PASSED_ON, 3, f"{STORY} {first:04}", OFFICER, _pass_on(file, lot, PASSED_ON))
        first += rows


def _pass_on(file: File, lot: Lot, ago: int) -> Do:
    """Pass on that a file runs, with a parent's agreement, and nothing else of it."""

    def pass_on(viewer: Viewer, now: datetime) -> None:
        still_open = AbsenceReport.objects.exclude(status=ReportStatus.CLOSED).order_by("received_at", "melding_id")
        report = still_open.filter(pk__in=file.reports).first() or still_open.last()
        if report is None:
            return
        agreement = Agreement(
            AgreedBy.PARENT, f"Moeder van {report.given_names}", AgreedHow.TALK, file.place.days.day(ago + 1)
        )
        said = story_file(TEXTS)["absence"]
        flow.pass_on_absence(
            viewer, flow.PassOnAbsence(report.pk, said["goal"], said["needed"], agreement, lot.key()), now=now
        )

    return pass_on
