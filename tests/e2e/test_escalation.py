"""An escalation goes up from the people who do the work to the alderman, and comes down again; in a real Chromium."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.e2e.visitor import Journey, Visitor

pytestmark = pytest.mark.e2e

SOON = date.today() + timedelta(days=60)  # noqa: DTZ011 - the browser's own day
TRIED = "Drie keer gebeld met de aanbieder. Er is geen plek."
BLOCKS = "De aanbieder heeft een wachtlijst van acht weken."
ASKED = "Regel een plek voor dit gezin binnen twee weken."
LEGAL = "Ja. De jurist van de gemeente keek het na."
DECIDED = "Dit gezin krijgt binnen twee weken een plek."


def test_an_escalation_goes_up_to_the_alderman_and_comes_down_again(journey: Journey) -> None:
    coordinator = journey.as_("Nienke Postma").follow("Casussen").follow("Gezin De Vries")
    case = coordinator.path.rstrip("/")
    run = begin(coordinator)
    rung(coordinator, "A1")
    rung(coordinator, "A2")
    ask(coordinator, run, "a2_process_director")
    director = journey.as_("Joke van Rossem").show("thuis-van-de-procesregisseur")
    decide(director, ASKED, "Ik geef het gezin voorrang. Meer geld mag ik niet geven.")
    director.go("/opschaling/").reads("zonder naam").misses("De Vries").show("bord-zonder-namen")
    let_in(coordinator, case)
    director.go(run).reads("A3:")
    director.page.locator("summary", has_text="Deze stap overslaan").click()
    skipping = director.page.locator("details[open]")
    skipping.get_by_label("Waarom slaat u deze stap over?").fill("De directeur gaat niet over dit geld.")
    director.choose("A4", of="Wat volgt hierop?").press("Deze stap overslaan", within=skipping).reads("A4:")
    ask(coordinator, run, "a4_alderman_or_burgemeester", name="Beste wethouder, Gezin De Vries wacht al lang.")
    alderman = journey.as_("Liesbeth Noordam").show("thuis-van-de-wethouder")
    alderman.misses("De Vries", "Postma op")
    decide(alderman, ASKED, DECIDED)
    alderman.go(run).reads("Deze bladzijde is er niet voor u").go(case + "/").reads("Deze bladzijde is er niet voor u")
    come_down(coordinator, run)
    director.go("/opschaling/").reads("Opschaling").misses(ASKED)


def begin(coordinator: Visitor) -> str:
    """Begin the ladder from the page of the case; gives the address of the run."""
    coordinator.follow("Protocol beginnen of bekijken").choose("Opschalen").press("Begin").reads("A0:")
    return coordinator.path.split("?")[0]


def rung(coordinator: Visitor, up: str) -> None:
    """Take the rung that is open, and choose the next."""
    coordinator.write("Wat is al geprobeerd?", TRIED).write("Welke regel of organisatie", BLOCKS)
    coordinator.write("Wat vraagt u precies", ASKED)
    if coordinator.page.get_by_label("Mag het volgens de wet?").count():
        coordinator.write("Mag het volgens de wet?", LEGAL)
    coordinator.choose(f"{up}:", of="Wat volgt hierop?").press("Zet deze stap").reads("De stap is gezet.").reads(
        f"{up}:"
    )


def ask(coordinator: Visitor, run: str, step: str, name: str = "") -> None:
    """Put the question to whoever decides; with a name in it it is refused, and what was typed stays."""
    coordinator.go(f"{run}?stap={step}").follow("Vraag een besluit").show(f"vraag-{step[:2]}")
    coordinator.write("Mag het volgens de wet?", LEGAL)
    if name:
        coordinator.write("Wat vraagt u precies", name).press("Leg de vraag voor").reads("een naam uit de casus")
        coordinator.write("Wat vraagt u precies", ASKED)
    coordinator.press("Leg de vraag voor").reads("Zonder antwoord is er niets beslist").show(f"wacht-{step[:2]}")


def decide(decider: Visitor, asked: str, words: str) -> None:
    """Answer from the first page."""
    decider.go("/").follow(asked).reads(BLOCKS).reads("geen bevoegdheid uit de wet").misses("De Vries").show("besluit")
    decider.press("Verstuur uw antwoord").reads("Kies een antwoord.")
    decider.choose("Ik beslis").write("Wat beslist u", words).press("Verstuur uw antwoord")
    decider.reads("Uw besluit staat in het dossier.").show("geantwoord")


def let_in(coordinator: Visitor, case: str) -> None:
    """Give the process director a seat, so that they come in to the run while the escalation is open."""
    coordinator.go(f"{case}/team/").pick("Welke collega?", "Joke van Rossem")
    coordinator.write("Wat doet deze collega", "Procesregisseur").write("Waarom is dat nodig?", "De aanbieder zit vol.")
    coordinator.write("Tot en met wanneer?", SOON.isoformat()).press("Geef deze plaats").reads("Joke van Rossem")


def come_down(coordinator: Visitor, run: str) -> None:
    coordinator.go(run).reads(DECIDED).reads("Liesbeth Noordam").show("na-het-besluit")
    coordinator.go(f"{run}?stap=closed_solved").write("Wat loste het op?", "Er kwam een plek.").choose("Ja")
    coordinator.press("Zet deze stap").reads("Afgerond").show("weer-omlaag")
    coordinator.go("/opschaling/").misses("Gezin De Vries").show("bord-van-de-regisseur")


def test_the_administrator_keeps_the_register_and_anyone_in_a_case_enters_the_safety_ladder(journey: Journey) -> None:
    admin = journey.as_("Ruben Hoogland").follow("Inrichting").follow("Mandaatregister").reads("Marijke Blom")
    admin.show("mandaatregister").press("Zet in het register").reads("Kies een antwoord.")
    admin.page.get_by_role("button", name="Beëindig nu").first.click()
    admin.looks().reads("Het mandaat is beëindigd.").reads("Hier beslist vandaag nog niemand")
    member = journey.as_("Tjeerd Hofstra").follow("Casussen")
    member.page.locator("main table a").first.click()
    member.looks().follow("Naar de veiligheidsladder").show("veiligheid-eerst")
    member.page.locator("main").get_by_role("radiogroup").first.get_by_role("radio").first.check()
    member.choose("S2", of="Waar begint u?").press("Zet deze stap").reads("Hij vraagt iets van het gezin")
    member.write("Waarom is dit nodig?", "Het kind had blauwe plekken op de arm.").press("Zet deze stap")
    member.reads("Uw stap staat op de veiligheidsladder.").show("staat-erop")
    mayor = journey.as_("Arend-Jan Feenstra").reads("Er ligt nu niets voor u klaar").follow("Besluiten")
    mayor.reads("Er wacht nu niets op uw besluit").show("burgemeester")
