"""docs/figures.md: what was measured, on which machine, what was missed and why."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import django

from bench.measure import Figure

KEPT = Path(__file__).resolve().parent.parent / "docs" / "figures.md"
TITLES: Mapping[str, str] = {
    "pages": "Bladzijden en handelingen",
    "import": "Verzuimmeldingen inlezen",
    "guards": "Wat elke bewaking kost",
    "memory": "Geheugen",
    "clocks": "Termijnen die lopen",
    "growth": "Met meer bewaarde gegevens",
}
TOLD: Mapping[str, str] = {
    "pages": (
        "Een *lege pagina* is een antwoord zonder inhoud achter sessie, inlogcontrole en transactie. Een *kale bladzijde* "
        "is een lijst van 50 rijen in het raam van elke bladzijde, uit een sjabloon en zonder database. De casuspagina "
        "toont haar 500 regels in één antwoord."
    ),
    "import": (
        "De kale COPY zet dezelfde rijen in dezelfde tabel met dezelfde indexen, zonder controle, verzegeling, logboek of "
        "triggers."
    ),
    "guards": (
        "Het deel van de tijd dat wegvalt als één bewaking uit staat; om en om gemeten, alleen in deze meting. Rond de nul "
        "is het verschil kleiner dan de ruis, en kan het getal negatief zijn."
    ),
    "memory": "Alle processen van `sluitend serve` samen; gedeeld geheugen telt bij elk naar rato mee.",
    "clocks": (
        "De *kale vraag* leest langs de index dezelfde dossiers met wat mensen erin deden. De ronde leest ze ook, speelt elk "
        "opnieuw af, schrijft op wat de klok zegt met een regel in het logboek, en bericht wie eraan werkt. De lopende "
        "protocollen zijn kopieën van een dat langs de services is gemaakt; een steekproef is vergeleken."
    ),
    "growth": (
        "Dezelfde metingen naast steeds meer gegevens. Die zijn kopieën van een casus, een melding en verzuimmeldingen die "
        "langs de services zijn gemaakt; van een steekproef is elke kolom vergeleken en elke verwijzing nagelopen."
    ),
}


def machine(postgres: str) -> str:
    """Say on what it ran, as far as it matters."""
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((line.partition(":")[2].strip() for line in facts.splitlines() if line.startswith("model name")), "?")
    memory = int(Path("/proc/meminfo").read_text(encoding="utf-8").split()[1])
    return (
        f"{os.cpu_count()} rekenkernen ({model}), {round(memory / 1024 / 1024)} GB geheugen, {platform.system()} "
        f"{platform.release()}, {postgres}, Python {platform.python_version()}, Django {django.get_version()}"
    )


def table(figures: Iterable[Figure]) -> str:
    """Write figures as a Markdown table."""
    lines = ["| Wat | Gemeten | Grens | Middelste helft | Bij |", "|---|---:|---:|---|---|"]
    for figure in figures:
        limit = "" if figure.limit is None else f"≤ {number(figure.limit)}"
        mark = "" if figure.held else " **boven de grens**"
        spread = f"{number(figure.lowest)} – {number(figure.highest)}"
        lines.append(f"| {figure.name} | {number(figure.ratio)}{mark} | {limit} | {spread} | {figure.note} |")
    return "\n".join(lines)


def number(value: float) -> str:
    """Write a number as Dutch people do, with the digits that mean something."""
    return (f"{value:.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.2f}").replace(".", ",")


def missed(found: Mapping[str, Sequence[Figure]]) -> str:
    """Say which limits were missed, why, and what would bring them there."""
    lines = [
        f"- {figure.name}: {number(figure.ratio)}, grens {number(figure.limit or 0)}. {figure.why.capitalize()}."
        for figures in found.values()
        for figure in figures
        if not figure.held
    ]
    lines += [f"- {TITLES[part]}: niet gemeten." for part, figures in found.items() if not figures]
    return "\n".join(lines) if lines else "Alle grenzen zijn gehaald."


def text(found: Mapping[str, Sequence[Figure]], postgres: str, minutes: float, load: float) -> str:
    """Write the page."""
    day = datetime.datetime.now(tz=datetime.UTC).date()
    parts = [
        "# Cijfers",
        (
            f"Gemeten met `make bench` op {day:%d-%m-%Y}, in {minutes:.0f} minuten: {machine(postgres)}. Drukte van de machine "
            f"bij het begin (gemiddeld aantal wachtende processen): {number(load)}."
        ),
        (
            "Elke verhouding is de mediaan van paren die om en om in dezelfde run zijn gemeten. Het logboek, de triggers, de "
            "rijbeveiliging en `synchronous_commit` staan aan. Geen bladzijde onthoudt gegevens van mensen tussen twee "
            "verzoeken."
        ),
        "## Gemist\n\n" + missed(found),
    ]
    for part, figures in found.items():
        measured = (
            table(figures)
            if figures
            else "In deze run niet gemeten: er ging iets mis, zie de uitvoer van `make bench`."
        )
        parts.append(f"## {TITLES[part]}\n\n{TOLD[part]}\n\n{measured}")
    return "\n\n".join(parts) + "\n"
