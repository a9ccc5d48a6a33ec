"""The main job from end to end: a concern becomes one plan that is carried out, watched and closed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.e2e.visitor import PHONE, Journey, Visitor

pytestmark = pytest.mark.e2e

SEEN = "Sverre kwam deze maand zes keer na tien uur op school. Hij had twee keer geen jas aan."
TODAY = date.today()  # noqa: DTZ011 - the browser's own day


def dutch(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def test_a_concern_becomes_one_plan(journey: Journey) -> None:
    teacher = journey.as_("Marloes Bakker")
    hand_in(teacher)
    intake = journey.as_("Marit de Wolf")
    take_in(intake)
    coordinator = journey.as_("Nienke Postma")
    case = make_plan(coordinator)
    ask_and_share(coordinator, case)
    partner = journey.as_("Chantal Pinas")
    carry_out(partner)
    see_it_through(coordinator, case)
    teacher.go("/melden/mijn/").reads("Wij hebben uw melding gelezen. Iemand gaat ermee aan de slag.")
    teacher.misses("Gezin Lindqvist", "Nienke Postma", "integrale").show("wat-de-melder-leest")


def hand_in(teacher: Visitor) -> None:
    teacher.follow("Zorg melden").show("eerste-vraag").choose("Nee").press("Verder")
    teacher.choose("Ja, het gezin weet het").press("Verder")
    teacher.write("Wat zag u?", SEEN).write("Wat denkt u zelf", "Ik denk dat de ochtenden thuis niet lukken.")
    teacher.write("Voornaam", "Sverre").write("Achternaam", "Lindqvist").write("Geboortedatum", "3-5-2017")
    teacher.write("Naam van een ouder", "Ida Lindqvist").write("Moeder, vader", "moeder")
    teacher.press("Versturen").reads("Wie van het gezin weet dit?").reads(SEEN)  # nothing that was typed is lost
    teacher.choose("Een ouder met gezag").choose("In een gesprek").write("Naam van deze persoon", "Ida Lindqvist")
    teacher.show("melding").press("Versturen").reads("Wij hebben uw melding").show("ontvangst")


def take_in(intake: Visitor) -> None:
    intake.follow("Meldingen").show("inbox").follow("Thijmen de Vries")
    intake.reads("Er loopt misschien al een casus").reads("Nienke Postma").show("melding-met-casus")
    intake.write("Waarom hoort het bij deze casus?", "Zelfde kind, de begeleider noemt zijn moeder.")
    intake.press("Ja, dit is hetzelfde kind").reads("Ligt bij de casusregisseur")
    intake.follow("Meldingen").follow("Sverre Lindqvist").reads("Niet gezocht: vraag de postcode of het BSN")
    intake.follow("Integrale aanpak").pick("Casusregisseur", "Nienke").pick("Vervanger", "Youssef")
    intake.show("besluit-integraal").press("Besluit opslaan").reads("Schrijf bij a de feiten op")
    intake.write("Er is een kind jonger", "Sverre woont in deze gemeente.")
    intake.write("Op drie of meer leefgebieden", "School, geld en slapen gaan niet goed.")
    intake.write("Het gezin vraagt zelf", "Moeder vroeg om één plan.")
    intake.press("Besluit opslaan").reads("Besluiten")


def case_of(coordinator: Visitor, family: str) -> str:
    """Open a family's case from the list; gives the beginning of its addresses."""
    coordinator.follow("Casussen").follow(family)
    return "/" + "/".join(coordinator.page.url.split("/")[3:5])


def make_plan(coordinator: Visitor) -> str:
    coordinator.follow("Casussen").show("casussen")
    case = case_of(coordinator, "Gezin Lindqvist")
    coordinator.show("casus-nieuw").follow("Mensen").follow(re.compile("Wijzigen.*Sverre Lindqvist")).show("persoon")
    coordinator.go(f"{coordinator.path}gezag/").choose("Eenhoofdig ouderlijk gezag").pick("Wie heeft dit gezag?", "Ida")
    coordinator.write("Waar vond u dit?", "BRP").press("Opslaan")
    coordinator.go(f"{case}/plan/").follow("Opschrijven").write("Wanneer bood u dit aan?", dutch(TODAY))
    coordinator.write("Hoe bood u het aan?", "Thuis, in een gesprek").choose("Nee, het gezin wil dat niet")
    coordinator.write("Wanneer zei het gezin dit?", dutch(TODAY)).press("Opslaan")
    open_and_aim(coordinator, case, "School en leren", "Wij zijn elke ochtend op tijd op school.", "Sverre")
    open_and_aim(coordinator, case, "Opvoeden en opgroeien", "De ochtenden thuis zijn rustig.", "Ida")
    return case


def open_and_aim(coordinator: Visitor, case: str, topic: str, words: str, who: str) -> None:
    coordinator.go(f"{case}/plan/").follow("Onderwerp openen").choose(topic).choose("Het is nodig voor het plan")
    coordinator.write("Waarom telt dit hier?", "De ochtenden thuis lukken niet.").press("Open dit onderwerp")
    coordinator.go(f"{case}/plan/").follow("Doel erbij").write("Wat wil het gezin bereiken?", words).choose(who)
    coordinator.pick("Bij welk onderwerp", topic).write("Waaraan ziet u samen", "Vier weken achter elkaar.")
    coordinator.write("Wanneer moet dit lukken?", dutch(TODAY + timedelta(days=60))).press("Opslaan").reads(words)


def ask(coordinator: Visitor, case: str, what: str, organisation: str, goal: str) -> None:
    coordinator.go(f"{case}/acties/").follow("Nieuwe actie").write("Wat gaat er gebeuren?", what)
    coordinator.pick("Welke organisatie", organisation).choose("Sverre").choose("Helpen")
    coordinator.write("Uiterlijk wanneer?", dutch(TODAY + timedelta(days=30))).pick("Bij welk doel", goal)
    coordinator.press("Vraag deze actie")


def ask_and_share(coordinator: Visitor, case: str) -> None:
    ask(
        coordinator, case, "Iedere maandag samen de week bekijken", "Basisschool De Elzenvogel", "Wij zijn elke ochtend"
    )
    coordinator.reads("De actie blijft binnen: er is nog geen toestemming.").show("actie-blijft-binnen")
    coordinator.follow("Vraag toestemming").choose("Ja", of="Wat zei Ida Lindqvist?").choose("In een gesprek")
    coordinator.show("toestemming").press("Schrijf op")
    coordinator.go(f"{case}/acties/").follow("Iedere maandag samen").press("Laat dit zien aan").reads("ziet")
    ask(coordinator, case, "Vier ochtenden samen oefenen", "Jeugdhulp Lisdodde", "De ochtenden thuis")
    coordinator.show("actie-laten-zien").press("Laat dit zien aan Jeugdhulp Lisdodde")
    coordinator.go(f"{case}/plan/als-het-niet-lukt/").write("Wat doet u samen", "Dan bellen wij elkaar dezelfde week.")
    coordinator.press("Opslaan").show("plan-klaar-om-te-beginnen").press("Begin met het plan").reads("Plan uitvoeren")


def carry_out(partner: Visitor) -> None:
    partner.reads("Vier ochtenden samen oefenen").show("partner-mijn-werk").follow("Vier ochtenden samen oefenen")
    partner.reads("Sverre Lindqvist").misses("Ida", "Gezin Lindqvist", "integrale", "De Elzenvogel", "casus")
    partner.show("partner-actie").press("Ja, wij doen dit").reads("Toegezegd").show("partner-ja")
    partner.follow("Mijn werk").follow("Vier ochtenden samen oefenen")
    partner.write("Toelichting", "Vier ochtenden geoefend. Het lukt.").press("Gedaan").reads("Gedaan")


def see_it_through(coordinator: Visitor, case: str) -> None:
    coordinator.follow("Mijn werk").reads("Gezin Lindqvist").show("mijn-werk")
    coordinator.page.set_viewport_size(PHONE)
    coordinator.go(f"{case}/notities/").page.get_by_label("Notitie").focus()
    coordinator.page.keyboard.type("Ida belde: de ochtenden gaan goed.")
    coordinator.page.keyboard.press("Tab")  # with the keyboard alone
    coordinator.enter()
    coordinator.reads("Ida belde: de ochtenden gaan goed.").show("notitie")
    coordinator.go(f"{case}/acties/").follow("Iedere maandag samen").write("Toelichting", "De school belde: klaar.")
    coordinator.press("Toegezegd aan tafel").write("Toelichting", "De school belde: klaar.").press("Gedaan")
    coordinator.go(f"{case}/").show("casus-loopt").go(f"{case}/evaluatie/")
    for number in range(2):
        goal = coordinator.page.get_by_role("group", name="“").nth(number)
        goal.get_by_label("Gehaald", exact=True).check()
        goal.get_by_label("In één zin").fill("Het lukt al vier weken.")
    coordinator.write("Hoe ging het?", "Goed. De ochtenden zijn rustig.").choose("Afronden").show("evaluatie")
    coordinator.press("Schrijf op").go(f"{case}/afsluiten/").choose("De doelen zijn gehaald")
    coordinator.write("Toelichting", "De doelen zijn gehaald.").show("afsluiten").press("Sluit de casus")
    coordinator.go(f"{case}/").reads("Nazorg").show("casus-nazorg")
