"""The attendance desk's own rooms in a real Chromium, wide and on a phone: official reports, figures, register, leave."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.e2e.visitor import Journey

pytestmark = pytest.mark.e2e

TODAY = f"{date.today():%d-%m-%Y}"  # noqa: DTZ011 - the browser's own day


def test_an_official_report_is_looked_at_answered_and_refused_while_an_item_is_open(journey: Journey) -> None:
    boa = journey.as_("Shanti Gopal").go("/verzuim/").reads("Leidend is Sluitend.").show("lijst-met-verzuim")
    boa.follow("Processen-verbaal").reads("Zittingen per dag").reads("zitting gepland").show("zittingen-en-wat-wacht")
    boa.page.locator("tr", has_text="concept").get_by_role("link").first.click()
    boa.looks().reads("punten zijn nog open").reads("Leerplichtwet 22 en 26").show("half-concept")
    record = boa.path
    boa.follow("Routes die zijn overwogen en geprobeerd").show("een-punt-van-de-lijst")
    boa.press("Opslaan").reads("Vul").write("Wat staat er in het proces-verbaal?", "Hulp en Halt zijn geprobeerd.")
    boa.press("Opslaan").reads("Opgeslagen.")
    boa.go(record).follow("gehoord").choose("een verklaring").write("Wanneer gebeurde dit?", TODAY)
    boa.show("gehoord").press("Zet deze stap").reads("De stap is gezet.")
    boa.go(f"{record}stap/signed/").write("Wanneer gebeurde dit?", TODAY).press("Zet deze stap")
    boa.reads("Nog open op de lijst: Nagekeken door een jurist").show("nog-niet-te-ondertekenen")
    report = record.removesuffix("proces-verbaal/")
    plain = journey.as_("Bas Timmer").go(report).reads("De strafrechtelijke route loopt: ja.").show("ja-of-nee")
    answer = plain.page.goto(journey.address + record)
    assert answer is not None
    assert answer.status == 404


def test_figures_register_leave_and_which_system_leads(journey: Journey) -> None:
    officer = journey.as_("Bas Timmer").go("/verzuim/cijfers/").reads("Hoe snel scholen melden").show("cijfers")
    officer.go("/verzuim/register/").reads("Gemaakte bestanden").show("terug-naar-het-register")
    officer.go("/verzuim/").page.locator("tbody a").first.click()
    officer.looks().show("een-melding")
    report = re.sub(r"[?#].*", "", officer.path)
    officer.go(f"{report}terugkoppeling/").write("Wat mag de school lezen?", "De leerling is ziek.").press("Opslaan")
    officer.reads("gaat over gezondheid").show("geen-gezondheid")
    officer.go(f"{report}verlof/").reads("Alleen datums").show("verlof")
    officer.go(f"{report}vrijstelling/").show("vrijstelling")
    manager = journey.as_("Peter-Jan Smulders").go("/verslag/leerplicht/").misses("Hoe snel scholen melden")
    manager.reads("Wat waar wacht").show("cijfers-van-de-programmamanager")


def test_the_administrator_says_which_system_leads(journey: Journey) -> None:
    admin = journey.as_("Ruben Hoogland")
    admin.go("/inrichting/leerplicht/").reads("welk systeem is leidend").show("welk-systeem-leidt")
