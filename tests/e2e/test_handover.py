"""A family moves to the neighbour, in a real Chromium: laid out, told, talked about, offered, and taken over there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.e2e.visitor import Journey, Visitor

pytestmark = pytest.mark.e2e

FAMILY = "Gezin De Vries"
NAMES = (("Noortje", "de", "Vries"), ("Annemarie", "de", "Vries"))


def test_a_handover_between_two_municipalities(journey: Journey) -> None:
    old = journey.as_("Nienke Postma").follow("Casussen").follow(FAMILY)
    page = lay_out(old)
    tell(old, page)
    talk(old, page)
    old.go(page).reads("Bied het aan").show("klaar-om-aan-te-bieden").press("Bied aan").reads(
        "Hazelmonde kan antwoorden"
    )
    take_over(journey.as_("Dounia Haddad"))
    old.go("/").reads("Hazelmonde gaf antwoord").go(page)
    old.reads("Dounia Haddad, casusregisseur in Hazelmonde neemt het over").show("overgenomen")
    old.press("Schrijf op in het stappenplan").follow("Naar de stappen")
    old.reads("Kijk na vier weken of de hulp is doorgegaan").reads("over 28 dagen").show("controle-gepland")


def lay_out(old: Visitor) -> str:
    """Begin the protocol, choose who takes over, and lay out all but one thing; gives the address of the handover."""
    old.follow("Protocol beginnen of bekijken").choose("Warme overdracht").pick("Om welk kind", "Noortje").press(
        "Begin"
    )
    old.reads("Zet klaar wat mee mag").follow("Naar de overdracht")
    page = old.path
    old.reads("Namen gaan niet mee.").show("naar-wie").follow("Hazelmonde").reads("regel 31").show(
        "wat-meegaat-en-blijft"
    )
    boxes = old.page.locator("main input[type=checkbox]:checked")
    assert boxes.count() > 1
    boxes.first.uncheck()
    old.press("Zet klaar wat meegaat").reads("Klaargezet.")
    return page


def tell(old: Visitor, page: str) -> None:
    """Write down that the family knows; a day that has to come is refused."""
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011
    old.write("Wanneer vertelde u het?", f"{tomorrow:%d-%m-%Y}").choose("huisbezoek").press("Het gezin weet het")
    old.reads("Deze dag moet nog komen").show("nog-niet-verteld")
    old.write("Wanneer vertelde u het?", f"{date.today():%d-%m-%Y}").press("Het gezin weet het")  # noqa: DTZ011
    old.go(page).reads("Praat met z'n drieën").show("eerst-praten")


def talk(old: Visitor, page: str) -> None:
    old.go(page).follow("Stappen van de overdracht", within="body").follow("Praat met z'n drieën")
    old.write("Wie waren erbij?", "Moeder, en de regisseurs van beide gemeenten.").press("Zet deze stap")


def take_over(new: Visitor) -> None:
    """See the least first, open it, and take the family over under one's own name."""
    new.reads("Een andere gemeente biedt een overdracht aan").follow("Overdrachten").show("aangeboden")
    waiting = new.page.locator("main section", has=new.page.get_by_role("heading", name="Aan u aangeboden"))
    waiting.locator("a", has_text="Elzendrecht").last.click()  # the one that came in last
    new.looks().reads("Nienke Postma, casusregisseur").show("wie-dit-aanbiedt").press("Bekijk wat meekomt")
    new.reads("Namen komen niet mee.").show("wat-meekomt").press("Neem het gezin over").reads("Dit is nog leeg.")
    new.write("Hoe heet deze casus?", FAMILY)
    for place, (given, prefix, surname) in enumerate(NAMES, start=1):
        for part, text in (("given_names", given), ("prefix", prefix), ("surname", surname)):
            new.page.locator(f"[name=person_{place}_{part}]").fill(text)
    new.press("Neem het gezin over").reads("Overgenomen.").follow("Naar de casus")
    new.reads("Meegekomen uit een andere gemeente").follow("Bekijk wat meekwam").show("meegekomen")
