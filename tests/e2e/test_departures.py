"""A child of school age leaves: six questions in a real Chromium, a running measure told at once, and an end with an outcome."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from sluitend.domain.absence.departure import HEADER
from tests.e2e.test_protocols import BEGIN, ROW, dutch, load
from tests.e2e.visitor import Journey, Visitor

pytestmark = pytest.mark.e2e

TODAY = date.today()  # noqa: DTZ011 - the browser's own day
BSN = "999990019"
SIX = (
    "Vraag 1: is er een nieuwe school",
    "Vraag 2: loopt er een verzuimdossier",
    "Vraag 3: loopt er een maatregel",
    "Vraag 4: is het kind zelf aan de balie geweest",
    "Vraag 5: zijn er tekens",
)
ANSWERS = (
    "De moeder noemt een school, met naam en plaats.",
    "Ja, er loopt een melding van verzuim. Die ronden wij hier af.",
    "Ja, er loopt een ondertoezichtstelling. Dat zegt de instelling zelf.",
    "",
    "Nee. De school en de jeugdgezondheidszorg zagen niets.",
)


def test_a_departure_with_a_running_measure_from_notice_to_outcome(journey: Journey, tmp_path: Path) -> None:
    officer = journey.as_("Bas Timmer").reads("Begin met verhuizing naar een andere gemeente").show("mijn-werk")
    load(officer, a_report(tmp_path), "1 van 1 regels")
    officer.go("/vertrek/").show("wat-eerst-moet").follow("Schrijf een melding op").show("het-formulier")
    officer.press("Leg vast en begin").reads("Kies een antwoord.")
    write_down(officer)
    officer.reads("De melding staat erin.").reads("Melding van verzuim").reads("••••••019").misses("Gezin", BSN)
    officer.show("de-vragen-en-wat-al-loopt")
    record = officer.path
    for question, answer in list(zip(SIX, ANSWERS, strict=True))[:3]:
        officer.go(record).follow(question)
        officer.write("Wat is het antwoord", answer).press("Zet deze stap").reads("De stap is gezet.")
    officer.go("/vertrek/").reads("Vertel het meteen aan de gecertificeerde instelling").show("wat-nu-boven-staat")
    officer.go("/").reads("Vertel het meteen aan de gecertificeerde instelling").show("meteen-op-de-eerste-bladzijde")
    officer.go(record).follow("Vertel het meteen aan de gecertificeerde instelling").write(
        "Aan wie vertelde u het?", "Aan de jeugdbeschermer, door de telefoon."
    )
    officer.show("de-instelling-vertellen").press("Zet deze stap").reads("De stap is gezet.")
    finish(officer, record)


def a_report(folder: Path) -> Path:
    """Write a file of the register about the child that leaves later on."""
    from sluitend.domain.absence import HEADER as REGISTER

    row = ROW.format(
        number="M2611-912",
        bsn=BSN,
        given="Jolie",
        surname="Vermaat",
        begin=BEGIN,
        end=BEGIN + timedelta(days=2),
        status="Geregistreerd",
    )
    file = folder / "verzuim.csv"
    file.write_text("\r\n".join([";".join(REGISTER), row]) + "\r\n", encoding="utf-8")
    return file


def write_down(officer: Visitor) -> None:
    officer.choose("vertrek naar het buitenland").choose("burgerzaken").write("Op welke dag?", dutch(TODAY))
    officer.write("Voornamen", "Jolie").write("Achternaam", "Vermaat").write("Geboortedatum", "04-03-2001")
    officer.write("BSN", BSN).press("Leg vast en begin").reads("Op deze dag is dit kind niet 5 tot en met 17 jaar.")
    officer.show("een-ander-dan-een-kind").write("Geboortedatum", "04-03-2012").press("Leg vast en begin")


def finish(officer: Visitor, record: str) -> None:
    """Answer what is left; an end before that is refused with the question that waits."""
    officer.go(record).follow(SIX[4]).write("Wat is het antwoord", ANSWERS[4]).press("Zet deze stap")
    officer.go(record).follow(SIX[3]).choose("het kind kwam zelf").press("Zet deze stap").reads("De stap is gezet.")
    officer.go(record).follow("Vraag 6: sluit met de uitkomst").choose("de instelling met de maatregel gaat verder")
    officer.press("Zet deze stap").reads("Afgerond").show("de-uitkomst")
    officer.go("/vertrek/").misses("Jolie Vermaat").follow("Afgeronde meldingen").reads("Jolie Vermaat").show(
        "afgerond"
    )


def test_departures_out_of_a_file_with_a_row_that_cannot_be(journey: Journey, tmp_path: Path) -> None:
    officer = journey.as_("Bas Timmer").go("/vertrek/").follow("Lees een bestand in").show("een-bestand-kiezen")
    rows = (
        f"BZ-1;uitschrijving;school;999990020;;Tibor;;Wessels;2015-03-04;{TODAY.isoformat()};99AA",
        f"BZ-2;vertrek;burgerzaken;999990032;;Moeder;;Wessels;1985-03-04;{TODAY.isoformat()};",
    )
    file = tmp_path / "vertrek.csv"
    file.write_text("\r\n".join([";".join(HEADER), *rows]) + "\r\n", encoding="utf-8")
    officer.page.locator("input[type=file]").set_input_files(file)
    officer.press("Lees in")
    here = officer.path
    for _ in range(60):
        if "2 van 2 regels" in officer.page.locator("main").inner_text():
            break
        officer.page.wait_for_timeout(500)
        officer.go(here)
    officer.go(here).reads("niet 5 tot en met 17 jaar").show("een-regel-met-een-fout")
    officer.go("/vertrek/").follow("Tibor Wessels").reads("Wacht op een begin").show("nog-niet-begonnen")
    officer.press("Begin").follow("De school schrijft een kind uit").write(
        "Welke reden geeft de school?", "De ouders noemen een andere school."
    )
    officer.press("Zet deze stap").choose("geen van beide").choose("Vertel de school dat uitschrijven niet mag")
    officer.press("Zet deze stap").reads("De stap is gezet.").show("uitschrijven-mag-niet")
