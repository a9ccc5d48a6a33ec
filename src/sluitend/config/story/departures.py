"""Three notices: a child that left with a measure running, one that moves and still waits, one struck off at school."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sluitend.config.story.absences import FIRST_BSN, OFFICER
from sluitend.config.story.acts import Act, Do, Place
from sluitend.config.story.names import Lot, nth_bsn
from sluitend.domain.absence import AbsenceKind, ReportStatus
from sluitend.domain.absence.departure import HEADER, DepartureKind, DepartureSource
from sluitend.domain.clock import local_day
from sluitend.domain.sharing import Viewer
from sluitend.records import crypto
from sluitend.records.models import AbsenceReport, ProtocolRun
from sluitend.services import departures, flow, protocols

STORY = "vertrek"
LOADED, STRUCK_OFF = 2, 6  # days back
OWN_BSN = FIRST_BSN - 50  # a number that no report of the story has


def departure_notices(place: Place) -> Iterator[Act]:
    """Give the acts of the days before today: a file with one row that moves, and a striking off with its check."""
    yield Act(STRUCK_OFF, 0, f"{STORY} school", OFFICER, _struck_off(place))
    yield Act(LOADED, 0, f"{STORY} bestand", OFFICER, _load(place))


def departure_today() -> Iterator[Act]:
    """Give the act of today: a child that left, about whom a report runs already, and a measure as it turns out."""
    yield Act(0, 0, f"{STORY} vandaag", OFFICER, _left)


def _struck_off(place: Place) -> Do:
    def enter(viewer: Viewer, now: datetime) -> None:
        lot = Lot(f"{STORY} school")
        who = lot.person()
        command = departures.EnterDeparture(
            DepartureKind.STRIKE_OFF,
            DepartureSource.SCHOOL,
            who.given,
            who.prefix,
            who.surname,
            place.days.born(9, 100),
            local_day(now) - timedelta(days=1),
            lot.key(),
            bsn=nth_bsn(OWN_BSN),
            brin=next(one.brin for one in place.town.organisations if one.brin),
        )
        begun = flow.enter_departure(viewer, command, now=now)
        _take(
            viewer,
            begun.run_id,
            begun.step,
            {"ground": "Het gezin zegt dat er een andere school is."},
            lot=lot,
            now=now,
        )

    return enter


def _load(place: Place) -> Do:
    def load(viewer: Viewer, now: datetime) -> None:
        lot = Lot(f"{STORY} bestand")
        who = lot.person()
        row = {
            "kenmerk": "BZ-4471",
            "soort": "verhuizing",
            "bron": "burgerzaken",
            "bsn": nth_bsn(OWN_BSN + 1),
            "voornamen": who.given,
            "voorvoegsel": who.prefix,
            "achternaam": who.surname,
            "geboortedatum": place.days.born(13, 40).isoformat(),
            "datum": (local_day(now) - timedelta(days=3)).isoformat(),
        }
        text = "\r\n".join([";".join(HEADER), ";".join(row.get(name, "") for name in HEADER)]) + "\r\n"
        progress = departures.receive_file(viewer, io.BytesIO(text.encode()), "csv", now=now)
        while not progress.finished:
            progress = flow.load_departures(viewer, progress.id, now=now)

    return load


def _left(viewer: Viewer, now: datetime) -> None:
    lot, day = Lot(f"{STORY} vandaag"), local_day(now)
    young = AbsenceReport.objects.exclude(kind=AbsenceKind.EIGHTEEN_PLUS).exclude(bsn_sealed=None)
    report = young.exclude(status=ReportStatus.CLOSED).order_by("-received_at", "melding_id").first()
    if report is None:
        return
    bsn = crypto.unseal_text(report.bsn_sealed, table="absence_report", row=report.pk, field="bsn_sealed")
    command = departures.EnterDeparture(
        DepartureKind.DEPARTURE,
        DepartureSource.CIVIL_AFFAIRS,
        report.given_names,
        report.prefix,
        report.surname,
        report.birth_date,
        day,
        lot.key(),
        bsn=bsn,
    )
    run = flow.enter_departure(viewer, command, now=now).run_id
    answer = "Ja, er loopt een ondertoezichtstelling. Dat zegt de gecertificeerde instelling zelf."
    _take(viewer, run, "asked_running_measure", {"answer": answer}, lot=lot, now=now)
    answer = "Ja, er loopt een melding van verzuim. De school wacht nog op een gesprek."
    _take(viewer, run, "asked_open_file", {"answer": answer}, lot=lot, now=now)


def _take(viewer: Viewer, run: UUID, step: str, evidence: dict[str, str], *, lot: Lot, now: datetime) -> None:
    version = ProtocolRun.objects.values_list("version", flat=True).get(pk=run)
    command = protocols.TakeStep(run, step, local_day(now), version, lot.key(), evidence=evidence)
    protocols.take(viewer, command, now=now)
