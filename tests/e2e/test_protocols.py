"""A protocol from its first to its last step in a real Chromium: people decide, clocks only say, and a report may go back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from sluitend.domain.absence import HEADER
from tests.e2e.visitor import Journey, Visitor

pytestmark = pytest.mark.e2e

TODAY = date.today()  # noqa: DTZ011 - the browser's own day
BEGIN = TODAY - timedelta(days=9)
ROW = (
    "{number};16 uur in 4 weken;{bsn};;{given};;{surname};2012-03-04;99AA;00;{begin};{end};18;Afwezig zonder bericht."
    ";Gebeld.;{status}"
)
PUPILS = (("M2611-910", "999990019", "Jolie", "Vermaat"), ("M2611-911", "999990020", "Tibor", "Wessels"))


def dutch(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def a_file(folder: Path, name: str, *statuses: str) -> Path:
    """Write a file of the register about both pupils, each with its status."""
    rows = [
        ROW.format(
            number=number,
            bsn=bsn,
            given=given,
            surname=surname,
            begin=BEGIN,
            end=BEGIN + timedelta(days=2),
            status=status,
        )
        for (number, bsn, given, surname), status in zip(PUPILS, statuses, strict=True)
    ]
    file = folder / name
    file.write_text("\r\n".join([";".join(HEADER), *rows]) + "\r\n", encoding="utf-8")
    return file


def load(officer: Visitor, file: Path, done: str) -> None:
    """Load a file, and wait until the worker did it."""
    officer.go("/verzuim/inlezen/").page.locator("input[type=file]").set_input_files(file)
    officer.press("Lees in")
    here = officer.path
    for _ in range(60):
        if done in officer.page.locator("main").inner_text():
            break
        officer.page.wait_for_timeout(500)
        officer.go(here)
    officer.reads(done)


def test_an_absence_report_to_agreement_with_a_withdrawn_report_in_between(journey: Journey, tmp_path: Path) -> None:
    officer = journey.as_("Bas Timmer").show("thuis-van-leerplicht")
    load(officer, a_file(tmp_path, "eerste.csv", "Geregistreerd", "Geregistreerd"), "2 van 2 regels")
    first, second = (begin(officer, f"{given} {surname}") for _, _, given, surname in PUPILS)
    receive(officer, first)
    choose(officer)
    load(officer, a_file(tmp_path, "tweede.csv", "Geregistreerd", "Ingetrokken"), "2 van 2 regels")
    officer.go(second).reads("Dit protocol is ingetrokken.").reads("De school trok de melding in.").show("ingetrokken")
    talk(officer, first)
    agree(officer)


def begin(officer: Visitor, name: str) -> str:
    """Begin the protocol from the report of a pupil; gives the address of the run."""
    officer.go("/verzuim/").follow(name).follow("Begin een protocol").choose("Schoolverzuim").show("begin-een-protocol")
    officer.press("Begin").reads("De melding van de school is binnen")
    return officer.path


def receive(officer: Visitor, run: str) -> None:
    officer.go(f"{run}?stap=report_received").press("Zet deze stap").reads("Kies een antwoord.")
    officer.choose("16 uur in 4 lesweken").write("Eerste dag van het verzuim", dutch(BEGIN))
    officer.write("Laatste dag in de melding", dutch(BEGIN + timedelta(days=2))).show("wat-de-stap-vraagt")
    officer.press("Zet deze stap").reads("De stap is gezet.").reads("16 uur in 4 lesweken")


def choose(officer: Visitor) -> None:
    officer.reads("Bekijk de melding en kies wat past").choose("Bel het gezin of ga langs").press("Zet deze stap")
    officer.reads("Bel het gezin of ga langs").show("wat-nu-moet")
    officer.page.locator("summary", has_text="De termijnen stilzetten").click()
    still = officer.page.locator("details[open]")
    still.get_by_label("Waarom, en op welke grond?").fill("Gezin is op reis, afgesproken met de school.")
    officer.press("De termijnen stilzetten", within=still).reads("Termijnen staan stil").press(
        "Laat de termijnen weer lopen"
    )
    officer.reads("De termijnen lopen weer.")


def talk(officer: Visitor, run: str) -> None:
    officer.go(run).choose("telefoon").choose("Stap 1: praat met kind en ouders").press("Zet deze stap")
    officer.write("Wat zegt het kind?", "Ik slaap slecht en kom mijn bed niet uit.")
    officer.write("Wat zeggen de ouders?", "Wij werken allebei vroeg.").write("Wat heeft de school", "De mentor belde.")
    officer.choose("Ja").choose("Leg de afspraak").show("gesprek").press("Zet deze stap")


def agree(officer: Visitor) -> None:
    officer.write("Wat is afgesproken?", "Elke dag om half negen bij de mentor.").write(
        "Met wie?", "Jolie en haar moeder"
    )
    officer.press("Zet deze stap").reads("Kijk of het kind weer naar school gaat").show("afspraak")
    officer.go("/").reads("Kijk of het kind weer naar school gaat").show("termijnen-op-de-eerste-bladzijde")


def test_who_holds_a_case_sees_all_its_terms_on_one_line_of_time(journey: Journey) -> None:
    coordinator = journey.as_("Nienke Postma").follow("Casussen")
    coordinator.page.locator("main table a").first.click()
    coordinator.looks().follow("Protocol beginnen of bekijken").show("wat-kan-beginnen")
    coordinator.choose("Opschalen").press("Begin").reads("Loopt").show("opschaling")
    coordinator.page.locator("a.masthead__back").click()
    coordinator.looks().show("protocollen-van-een-casus").follow("Overzicht")
    coordinator.reads("Termijnen van protocollen").show("termijnen-op-een-lijn")
