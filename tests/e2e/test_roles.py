"""One journey for each other role: from the first click to what came of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from sluitend.config.hints import hints, story_file
from sluitend.domain.absence import HEADER
from tests.e2e.totp import code
from tests.e2e.visitor import Journey, Visitor

pytestmark = pytest.mark.e2e

PASSWORD = "vier rustige blauwe stoelen"
ROW = "{number};16 uur in 4 weken;{bsn};;Jolie;de;Graaf;2012-03-04;99AA;00;{begin};;18;Afwezig zonder bericht.;Gebeld.;Geregistreerd"
BEGIN = date.today() - timedelta(days=9)  # noqa: DTZ011 - the browser's own day


def test_a_concern_is_handed_in_without_javascript(journey: Journey) -> None:
    teacher = journey.as_("Marloes Bakker", javascript=False)
    teacher.follow("Zorg melden").choose("Nee").press("Verder").choose("Ja, het gezin weet het").press("Verder")
    teacher.write("Wat zag u?", "Een leerling van tien wacht elke dag tot zes uur op het plein.")
    teacher.write("Voornaam", "Hugo").write("Achternaam", "Mensah").press("Bewaren en later verder")
    teacher.go("/melden/mijn/").page.get_by_role("link", name="Concept van").first.click()
    teacher.looks().reads("Een leerling van tien wacht")
    teacher.choose("Een ouder met gezag").choose("Aan de telefoon").write("Naam van deze persoon", "Ruth Mensah")
    teacher.press("Versturen").reads("Wij hebben uw melding").show("ontvangst-zonder-javascript")
    journey.as_("Marit de Wolf", javascript=False).follow("Meldingen").follow("Hugo Mensah").reads("tot zes uur")


def test_an_advice_leaves_no_name_and_an_unsafe_door_only_a_date(journey: Journey) -> None:
    helper = journey.as_("Chantal Pinas").follow("Zorg melden").choose("Nee").press("Verder")
    helper.choose("Nee, nog niet besproken").press("Verder").show("raad-zonder-naam")
    helper.go("/melden/gezin/").choose("Nee, want dat is niet veilig").press("Verder").show("veilig-thuis")


def test_an_absence_file_with_a_bad_row(journey: Journey, tmp_path: Path) -> None:
    good = ROW.format(number="M2611-900", bsn="999990019", begin=BEGIN.isoformat())
    bad = ROW.format(number="M2611-901", bsn="999990020", begin=f"{BEGIN:%d-%m-%Y}")
    file = tmp_path / "verzuim.csv"
    file.write_text("\r\n".join([";".join(HEADER), good, bad]) + "\r\n", encoding="utf-8")
    officer = journey.as_("Bas Timmer").follow("Verzuim").show("verzuim").follow("Lees een bestand in")
    officer.page.locator("input[type=file]").set_input_files(file)
    officer.press("Lees in")
    for _ in range(40):
        if (
            "in behandeling" not in officer.page.locator("main").inner_text().lower()
            and officer.page.get_by_text("begindatum").count()
        ):
            break
        officer.page.wait_for_timeout(500)
        officer.page.reload()
    officer.looks().reads("begindatum is geen datum zoals").reads("3").show("verzuim-ingelezen")
    officer.go("/verzuim/").follow("Jolie de Graaf").show("verzuim-melding")


def test_a_team_lead_hands_over(journey: Journey) -> None:
    lead = journey.as_("Carla Winter").follow("Team").show("team").follow("Agnieszka Wolska")
    lead.misses("Gezin Terpstra", "Terpstra").show("team-collega")
    for box in lead.page.locator("main input[type=checkbox]").all():
        box.check()
    lead.pick("Wie neemt", "Youssef").write("Waarom", "Agnieszka is langere tijd afwezig.").press("Draag over")
    lead.show("overgedragen")
    journey.as_("Youssef Amrani").follow("Casussen").reads("Gezin Terpstra").follow("Gezin Terpstra")
    journey.as_("Agnieszka Wolska").follow("Casussen").misses("Gezin Terpstra")


def test_a_programme_manager_sees_numbers_and_never_a_name(journey: Journey) -> None:
    manager = journey.as_("Peter-Jan Smulders").follow("Verslag").show("werk-en-verslag")
    manager.page.locator("main").get_by_role("link", name=re.compile(r"^\d{4}-[12]$")).first.click()
    manager.looks().reads("Gezinnen in de aanpak").misses("Lindqvist", "Terpstra", "Demir").show("verslag")
    with manager.page.expect_download() as told:
        manager.page.get_by_role("link", name=re.compile("pdf", re.IGNORECASE)).first.click()
    assert Path(told.value.path()).read_bytes().startswith(b"%PDF-")


def test_a_privacy_officer_reads_the_log_and_is_in_it(journey: Journey) -> None:
    coordinator = journey.as_("Nienke Postma").follow("Casussen").follow("Gezin De Vries")
    number = re.search(r"C-\w{4}-\w{4}", coordinator.page.locator("h1").inner_text())
    assert number is not None
    privacy = journey.as_("Yvonne Claassen").follow("Logboek").show("logboek")
    privacy.write("Nummer van de casus", number.group()).press("Open het logboek").reads("Nienke Postma")
    privacy.misses("Noortje", "kalender").show("logboek-van-een-casus")
    privacy.page.reload()
    privacy.looks().reads("Yvonne Claassen")


def test_an_administrator_invites_somebody_who_comes_in(journey: Journey) -> None:
    admin = journey.as_("Ruben Hoogland").follow("Inrichting").show("inrichting").follow("Iemand uitnodigen")
    admin.write("E-mailadres", "sanne@elzendrecht.example").write("Naam", "Sanne Oosterhof")
    admin.pick("Organisatie", "Lokaal team").write("Functie", "Casusregisseur").pick("Team", "Zuid")
    admin.choose("Casusregisseur").show("uitnodigen").press("Maak de uitnodiging")
    link = admin.page.locator("main").get_by_text(re.compile(r"/uitnodiging/")).first.inner_text().strip()
    admin.show("link-een-keer")
    sanne = journey.somebody()
    sanne.go(link.removeprefix(journey.address)).reads("Sanne Oosterhof").show("welkom")
    choose_password(sanne, "kort").reads("Kies een langer wachtwoord")
    choose_password(sanne, PASSWORD).reads("Uw wachtwoord is ingesteld")
    sign_in(sanne)
    sanne.reads("Stel uw tweede stap in").show("tweede-stap")
    secret = sanne.page.locator(".secret").inner_text()
    sanne.page.locator("main form").get_by_role("textbox").fill(code(secret))
    sanne.press("Aanzetten").show("herstelcodes").go("/").reads("Mijn werk").show("eerste-dag")
    again = journey.somebody()
    again.go(link.removeprefix(journey.address)).misses("Sanne Oosterhof")  # the link works once


def choose_password(visitor: Visitor, password: str) -> Visitor:
    return visitor.write("Wachtwoord", password).write("Nog een keer", password).press("Wachtwoord instellen")


def sign_in(visitor: Visitor) -> None:
    visitor.go("/aanmelden/").write("E-mailadres", "sanne@elzendrecht.example").write("Wachtwoord", PASSWORD)
    visitor.page.locator("main").get_by_label("Wachtwoord").first.press("Enter")
    visitor.looks()


def test_heightened_safety_stays_with_the_few(journey: Journey) -> None:
    teacher = (
        journey.as_("Marloes Bakker").follow("Zorg melden").choose("Ja, of ik weet het niet zeker").press("Verder")
    )
    teacher.reads("030-0123999").show("verhoogde-veiligheid")
    teacher.write("Wat zag u?", "Een leerling durft niet naar huis en vraagt of zij kan blijven.")
    teacher.write("Of beschrijf het kind", "meisje met rode tas").press("Versturen").reads("Wij hebben uw melding")
    few = journey.as_("Wytske Bouma").follow("Meldingen").follow("Meisje met rode tas").reads("durft niet naar huis")
    few.show("alleen-voor-de-leeslijst")
    hidden = few.path
    for name in (
        "Marit de Wolf",
        "Nienke Postma",
        "Carla Winter",
        "Peter-Jan Smulders",
        "Ruben Hoogland",
        "Bas Timmer",
    ):
        outsider = journey.as_(name).misses("rode tas")
        outsider.go("/meldingen/").misses("rode tas", "Meisje met")
        assert outsider.page.goto(journey.address + hidden).status == 404  # type: ignore[union-attr]
        outsider.looks().misses("rode tas", "durft niet naar huis")
    nothing = journey.as_("Bas Timmer").go("/meldingen/00000000-0000-4000-8000-000000000000/")
    assert without_code(nothing) == without_code(outsider)


def without_code(visitor: Visitor) -> str:
    """Give what a page says, without the code of this one request."""
    return re.sub(r"[0-9a-f]{12}", "", visitor.page.locator("main").inner_text())


def test_everybody_can_open_everything_in_their_menu(journey: Journey) -> None:
    people = [worker for worker in story_file("town-elzendrecht.toml")["workers"] if "hint" in worker]
    assert len(people) == len(hints())
    for worker in people:
        visitor = journey.as_(worker["name"]).show(f"{worker['key']}-begin")
        menu = [link.get_attribute("href") or "/" for link in visitor.page.locator("nav a[href^='/']").all()]
        for path in sorted({path for path in menu if path != "/"}):
            visitor.go(path).show(f"{worker['key']}-{path.strip('/').replace('/', '-')}")
        visitor.context.close()
