"""Write each protocol out as a page for people: what it is, a diagram, and its steps in a list.

`python -m sluitend.content.document` writes these pages too; with `--check` it compares them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from sluitend.content.legal_titles import default_titles
from sluitend.content.protocols import protocols
from sluitend.domain.parameters import Mark
from sluitend.domain.protocol.steps import START, Deadline, Protocol, Silence, Step
from sluitend.domain.staff import FAMILY_ROLES, ROSTER_ROLES
from sluitend.domain.vocabulary import Role

FOLDER = Path("docs/protocols")
MADE_FROM = "Gemaakt uit `src/sluitend/content/protocols/{code}.toml`. Verander dat bestand, niet deze bladzijde."


def pages() -> dict[str, str]:
    """Give each page as Markdown, by the name of its file."""
    return {"README.md": _index(), **{f"{code}.md": page(one) for code, one in protocols().items()}}


def differing(folder: Path) -> list[str]:
    """Name the pages that are not what the content says, or that no content makes."""
    wanted = pages()
    here = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    return sorted(name for name in wanted.keys() | here.keys() if wanted.get(name) != here.get(name))


def write(folder: Path) -> None:
    """Write every page, and take away what no content makes any more."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        path.unlink()
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def main(folder: Path = FOLDER, *, check: bool = False) -> int:
    """Write the pages, or compare them; give 0 when all is well and 1 when one differs."""
    if not check:
        write(folder)
        return 0
    wrong = differing(folder)
    if wrong:
        sys.stderr.write(f"{', '.join(wrong)} in {folder}: run python -m sluitend.content.document\n")
    return 1 if wrong else 0


def _index() -> str:
    lines = [
        "# Protocollen",
        "",
        "Elke stap is een besluit van een mens. Als niemand iets doet, gebeurt er voor een gezin niets: hooguit gaat de ladder",
        "tussen organisaties omhoog. Een termijn uit de wet is rood als hij voorbij is, een eigen termijn geel.",
        "",
    ]
    lines += [f"- [{one.title.nl}]({code}.md): {one.explain.nl}" for code, one in protocols().items()]
    return "\n".join(lines) + "\n"


def page(protocol: Protocol) -> str:
    """Give the page of one protocol as Markdown."""
    parts = [
        f"# {protocol.title.nl}\n",
        MADE_FROM.format(code=protocol.code) + "\n",
        protocol.explain.nl + "\n",
        "\n".join(_about(protocol)) + "\n",
        "\n".join(_diagram(protocol)) + "\n",
        "## Stappen\n",
        "\n".join(_step(protocol, step) for step in protocol.steps),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _about(protocol: Protocol) -> Iterator[str]:
    yield f"- Over: {protocol.subject.sentence}"
    yield f"- Doel: {protocol.purpose.sentence}; soort gegevens: {protocol.category.sentence}"
    yield f"- Bron: {protocol.source}"
    yield f"- Versie: {protocol.version}, geldt vanaf {protocol.valid_from.isoformat()}"
    if protocol.heightened:
        yield "- Altijd onder verhoogde veiligheid: er gaat niets naar huis"
    yield f"- Intrekken: {'kan, met een reden' if protocol.withdrawable else 'kan niet; het eindigt met een besluit'}"
    for fact in protocol.facts:
        yield f"- Datum die telt: {fact.text.nl} ({fact.source}; {fact.mark})"


def _diagram(protocol: Protocol) -> Iterator[str]:
    yield "```mermaid"
    yield "flowchart LR"
    for step in protocol.steps:
        shape = ("([", "])") if step.ends else ("[/", "/]") if step.received_from else ("[", "]")
        title = step.title.nl.replace('"', "'")
        yield f'    {step.code}{shape[0]}"{title}"{shape[1]}'
    for step in protocol.steps:
        arrow = "-.->" if step.chooses else "-->"
        for code in step.next:
            yield f"    {step.code} {arrow} {code}"
    yield "```"
    yield ""
    yield "Een stippellijn is een keuze: wie de ene weg neemt, sluit de andere. Een schuin vak doet iemand van buiten; hier"
    yield "schrijft iemand alleen op dat het is gebeurd. Een rond vak is een einde."


def _step(protocol: Protocol, step: Step) -> str:
    lines = [
        ("Wie", _who(step)),
        ("Van buiten", ", ".join(sorted(party.sentence for party in step.received_from))),
        ("Bron", f"{step.source} ({_ground(step.mark, statutory=step.statutory)})"),
        ("Termijn", _term(protocol, step.deadline) if step.deadline else ""),
        ("Moet", "als de stap openstaat, eindigt het protocol niet zonder deze stap" if step.required else ""),
        ("Overslaan", step.skip.sentence if not step.ends else ""),
        ("Bij verhoogde veiligheid", "deze stap zet u dan niet" if step.heightened_skip else ""),
        ("Vraagt iets van het gezin", "ja, dus met een reden" if step.burdens else ""),
        ("Grond", default_titles()[step.legal_title].law if step.legal_title else ""),
        ("Wat het gezin kan doen", step.remedy.nl if step.remedy else ""),
        ("Naar huis", "hierbij kan iets naar het gezin gaan" if step.sends_home else ""),
        ("Met zijn tweeën", "een collega zegt ook ja" if step.second else ""),
        ("Als niemand iets doet", step.silence.sentence if step.silence is Silence.RAISE else ""),
        ("Regels voor delen", ", ".join(map(str, step.shows))),
        ("Wat u niet doet", " ".join(text.nl for text in step.donts)),
        ("Wat u opschrijft", "; ".join(_plain(one.text.nl) for one in step.evidence)),
        ("Daarna", _following(protocol, step)),
    ]
    listed = "\n".join(f"- {name}: {text}" for name, text in lines if text)
    return f"### {step.title.nl}\n\n{step.explain.nl}\n\n{listed}\n"


def _plain(question: str) -> str:
    return question.removesuffix(".")


def _following(protocol: Protocol, step: Step) -> str:
    if step.ends:
        return "dit is een einde"
    if step.goes_on:
        return "niets; de rest gaat door"
    titles = [protocol.step(code).title.nl for code in step.next]
    return f"{'een van: ' if step.chooses else ''}{'; '.join(titles)}"


def _who(step: Step) -> str:
    if step.who == FAMILY_ROLES | {Role.TEAM_LEAD}:
        return "iedereen die met gezinnen werkt"
    if step.who == ROSTER_ROLES:
        return "een lezer die met naam is genoemd"
    return ", ".join(sorted(role.sentence for role in step.who))


def _ground(mark: Mark, *, statutory: bool) -> str:
    return f"{'de wet vraagt dit; ' if statutory else ''}{mark.sentence[0].lower()}{mark.sentence[1:]}"


def _term(protocol: Protocol, deadline: Deadline) -> str:
    term = deadline.term
    length = f"{term.length} {term.unit.sentence}" if term.length else "dezelfde dag"
    since = " of ".join(_since(protocol, source) for source in deadline.counts_from)
    kind = "uit de wet" if term.statutory else "eigen norm" if term.mark is Mark.PROPOSAL else "geen wet"
    fixed = "; geldt voor een ander, kan niet langer worden" if deadline.fixed else ""
    return f"{length}, vanaf {since} ({kind}{fixed})"


def _since(protocol: Protocol, source: str) -> str:
    if source == START:
        return "het begin"
    kind, _, code = source.partition(":")
    if kind == "step":
        return f"“{protocol.step(code).title.nl}”"
    texts: Iterable[str] = (fact.text.nl for fact in protocol.facts if fact.code == code)
    return next(iter(texts), "een datum die u opschrijft")
