"""What takes two people, walked through by both: waiting with telling, ending heightened safety, destroying."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.e2e.visitor import Journey

pytestmark = pytest.mark.e2e

SOON = date.today() + timedelta(days=14)  # noqa: DTZ011 - the browser's own day


def test_a_colleague_confirms_that_telling_waits(journey: Journey) -> None:
    me = journey.as_("Devon Ramdin").follow("Casussen").follow("Gezin van ’t Hoff").follow("Alles over de mensen")
    me.page.get_by_role("link", name="Verteld of niet").first.click()
    me.choose("Nee, dat moet nog wachten").write("Waarom moet het wachten?", "Ligt in het ziekenhuis.")
    me.write("Tot wanneer?", SOON.isoformat()).pick("Welke collega beslist met u mee?", "Bas Timmer").press("Opslaan")
    me.reads("Wachten moet nog worden bevestigd").show("wachten-voorlopig")
    second = journey.as_("Bas Timmer").show("mijn-werk-van-de-tweede").follow("Een collega vraagt u mee te beslissen")
    second.reads("Ligt in het ziekenhuis.").misses("Hoff", "Puck").show("samen-besluiten")
    second.choose("Nee").write("Waarom?", "Zij kan gebeld worden.").press("Geef uw antwoord").reads("U zei nee.")
    me.go("/").reads("Uw collega zei nee").show("een-nee-terug")


def test_heightened_safety_ends_with_the_yes_of_another(journey: Journey) -> None:
    me = journey.as_("Eline van der Spek").follow("Casussen").follow("Gezin Van Wijngaarden")
    me.follow("Verhoogde veiligheid uitzetten").show("veiligheid-uit-vragen")
    me.pick("Welke collega van de leeslijst", "Wytske Bouma").write("Waarom is het nu veilig?", "Zij woont nu elders.")
    me.press("Vraag uw collega").reads("Verhoogde veiligheid blijft aan tot een collega ja zegt").show("blijft-aan")
    second = journey.as_("Wytske Bouma").follow("Een collega vraagt u mee te beslissen").show("kan-het-uit")
    second.choose("Ja").write("Waarom?", "Ik sprak haar en de politie.").press("Geef uw antwoord")
    second.reads("Verhoogde veiligheid is uit.")
    me.go("/casussen/").follow("Gezin Van Wijngaarden").misses("Bel niet naar huis").show("weer-gewoon")


def test_two_people_destroy_what_was_kept_long_enough(journey: Journey) -> None:
    first = journey.as_("Yvonne Claassen").follow("Vernietigen").reads("Bewaartijd voorbij").show("lijst")
    first.press("Stel voor om te vernietigen").reads("Er is nog niets vernietigd")
    first.page.get_by_role("link", name="om te vernietigen").first.click()
    first.reads("U stelde dit zelf voor.").show("niet-zelf")
    second = journey.as_("Ruben Hoogland").follow("Vernietigen")
    second.page.get_by_role("link", name="om te vernietigen").first.click()
    second.show("voorstel").press("Bevestig en vernietig").reads("melding die niet is opgepakt").show("verklaring")
