"""A municipality chooses a norm of its own on the screen, in a real Chromium: two people, and back in one step."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sluitend.content.protocols import protocols
from tests.e2e.test_protocols import PUPILS, a_file, begin, dutch, load, receive
from tests.e2e.visitor import Journey, Visitor

pytestmark = pytest.mark.e2e

TODAY = date.today()  # noqa: DTZ011 - the browser's own day
STEP = protocols()["school_absence"].step("first_contact")
SHORT = 1


def test_a_municipality_changes_a_norm_on_screen_a_run_follows_it_and_it_is_taken_back(
    journey: Journey, tmp_path: Path
) -> None:
    assert STEP.deadline
    usual = STEP.deadline.term.length
    admin, director, officer = (journey.as_(name) for name in ("Ruben Hoogland", "Joke van Rossem", "Bas Timmer"))
    load(officer, a_file(tmp_path, "verzuim.csv", "Geregistreerd", "Geregistreerd"), "2 van 2 regels")
    version = propose(admin)
    admin.reads("Een ander dan u keurt dit goed.").reads(
        f"De termijn wordt korter: één werkdag. Eerst: {usual} werkdagen."
    )
    director.follow("Protocollen").reads("1 voorstel wacht").go(version).show("wat-er-verandert")
    director.reads("Niemand. Deze versie laat niemand meer zien of doen dan eerst.")
    try_out(journey, director)
    director.press("Goedkeuren")
    director.reads("Goedgekeurd door Joke van Rossem").show("goedgekeurd")
    first = term_of(officer, 0)
    director.follow("Protocollen").reads("Eigen versie “voorjaar”")
    admin.go(version).press("Terugnemen").reads("Teruggenomen door Ruben Hoogland").show("teruggenomen")
    run = officer.path
    assert TODAY < first < term_of(officer, 1)
    move_back(officer, run)
    director.follow("Protocollen").follow("Wat nog in een oudere versie loopt").reads(
        "Alles loopt in de versie die nu geldt"
    )


def try_out(journey: Journey, director: Visitor) -> None:
    """Try a proposal in the practice municipality, which says on its pages what it is, and take that back."""
    director.press("Probeer dit eerst in de oefengemeente").reads("Niet meer proberen").show("geprobeerd")
    practice = journey.as_("Oefenaar Leerplicht").reads("Oefengemeente: alleen verzonnen personen.")
    practice.show("oefengemeente")
    director.press("Niet meer proberen").reads("De oefengemeente volgt weer wat daarvoor gold.")


def propose(admin: Visitor) -> str:
    """Propose a shorter term for the first contact; gives the address of the version."""
    admin.follow("Protocollen").show("protocollen").follow("Schoolverzuim").show("termijnen-die-nu-gelden")
    admin.follow("Andere termijnen voorstellen").press("Stel dit voor").reads("Vul een datum in").show("eerst-invullen")
    admin.write(f"{STEP.title.nl}: na hoeveel", str(SHORT)).write("Naam van deze versie", "voorjaar")
    admin.write("Waarom doet de gemeente dit anders?", "Sneller bellen helpt.")
    admin.write("Vanaf wanneer?", dutch(TODAY)).press("Stel dit voor").reads("Het voorstel staat klaar.")
    return admin.path


def term_of(officer: Visitor, number: int) -> date:
    """Let a run come to the first contact; gives the last day of its term, as the page shows it."""
    _number, _bsn, given, surname = PUPILS[number]
    run = begin(officer, f"{given} {surname}")
    receive(officer, run)
    officer.choose(STEP.title.nl).press("Zet deze stap").reads("De stap is gezet.")
    shown = officer.page.locator("main p", has_text=re.compile("^Uiterlijk")).locator("time").first
    expect(shown).to_be_visible()
    return date.fromisoformat(str(shown.get_attribute("datetime")))


def move_back(officer: Visitor, run: str) -> None:
    """Move the run that followed the own version to the one of the program, after reading what changes for it."""
    officer.go(run).reads("Dit protocol loopt in een oudere versie").follow("Kijk wat er verandert")
    officer.reads("De termijn wordt langer").show("wat-er-voor-dit-protocol-verandert")
    officer.press("Zet over naar deze versie").reads("Dit is nog leeg.")
    officer.write("Waarom gaat dit protocol", "De eigen norm is teruggenomen.").press("Zet over naar deze versie")
    officer.reads("Van versie “voorjaar” naar versie").misses("Kijk wat er verandert").show("overgezet")
