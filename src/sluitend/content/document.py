"""Write the rules for sharing and reading out as a page for people; `--check` fails when the page is not up to date.

Run as `python -m sluitend.content.document [--check] [FOLDER]`; FOLDER is docs/rules unless given. Without one, the pages
of the protocols in docs/protocols are written or compared too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from sluitend.content import protocol_pages
from sluitend.content.criteria import Criteria, criteria
from sluitend.content.life_domains import life_domains
from sluitend.content.organisations import organisation_types
from sluitend.content.roles import default_readers
from sluitend.content.sharing import default_matrix
from sluitend.domain.sharing import (
    TO_CONFIRM,
    Answer,
    Cell,
    ConsentNeed,
    Item,
    LifeDomainType,
    OrganisationType,
    Reader,
    ReadLevel,
    Rule,
)
from sluitend.domain.sharing.decide import HEIGHTENED_RULES
from sluitend.domain.vocabulary import Category, Party, Stage, Worded

ANSWERS = {
    Answer.ALLOW: "ja",
    Answer.ALLOW_WITH_CONSENT: "ja, met toestemming",
    Answer.ASK_JURIST: "alleen na een schriftelijk besluit",
    Answer.DENY: "nooit",
}
PARTLY = "ja, voor een deel met toestemming"
LEVELS = {
    ReadLevel.NONE: "–",
    ReadLevel.FACT: "feit",
    ReadLevel.OWN: "eigen",
    ReadLevel.READ: "lezen",
    ReadLevel.WRITE: "schrijven",
}
INTRODUCTION = f"""\
# Regels voor delen en lezen

Deze bladzijde is gemaakt uit de bestanden in `src/sluitend/content`. Verander die, en maak de bladzijde opnieuw met
`python -m sluitend.content.document`.

Wat hier niet staat, mag niet. Bij een regel met “M” geldt: {TO_CONFIRM[0].lower()}{TO_CONFIRM[1:]}

Een gemeente mag strenger zijn, nooit ruimer. Vast in de code staan: de verboden categorie (afkomst, nationaliteit,
taal, geloof, huidskleur, seksuele voorkeur en alles wat daarop wijst), de regels 47, 49 en 50, en verhoogde veiligheid.
"""
HEIGHTENED = """\
## Verhoogde veiligheid

Er gaat niets naar huis. Alleen deze regels blijven over: {rules}. Toestemming telt dan alleen van de persoon zelf. De
ouders horen niets. Alleen medewerkers die met naam op de lijst staan, lezen mee.
"""


def page() -> str:
    """Give the whole page as Markdown."""
    matrix, readers, found = default_matrix(), default_readers(), criteria()
    parts = [
        INTRODUCTION,
        "## Categorieën en stappen\n",
        _table(("", "Categorie"), [(c.upper(), c.sentence) for c in Category]),
        _table(("", "Stap"), [(s.upper(), s.sentence) for s in Stage]),
        f"## Delen\n\nVersie {matrix.version}.\n",
        "\n".join(_rules(matrix.rules)),
        HEIGHTENED.format(rules=_listed(str(number) for number in sorted(HEIGHTENED_RULES))),
        f"## Lezen\n\nVersie {readers.version}. Wat iemand ziet, elk binnen de eigen casussen.\n",
        "\n".join(_reader(reader) for reader in readers.readers),
        "## Leefgebieden\n",
        _table(("", "Leefgebied", "Over wie", "Gaat open", "Bewaard als"), map(_life_domain, life_domains().values())),
        "## Soorten organisaties\n",
        _table(
            ("Soort", "Deelt als", "BSN", "Eerdere namen", "Vanaf", "Bron"), map(_kind, organisation_types().values())
        ),
        "\n".join(_criteria(found)),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} en {last}" if first else last


def _words(members: Iterable[Worded]) -> str:
    return _listed(member.sentence for member in sorted(members))


def _parties(parties: frozenset[Party]) -> str:
    return Party.ANYONE.sentence if parties == frozenset(Party) else _words(parties)


def _item(item: Item) -> str:
    return "zonder naam" if item is None else f"{item.sentence} ({item.upper()})"


def _items(items: Iterable[Item]) -> str:
    order: Callable[[Item], int] = lambda item: -1 if item is None else list(Category).index(item)  # noqa: E731
    return _listed(_item(item) for item in sorted(items, key=order))


def _rules(rules: Sequence[Rule]) -> Iterator[str]:
    for number, rows in groupby(rules, key=lambda rule: rule.number):
        yield f"### Regel {number}\n"
        yield from (_rule(row) for row in rows)


def _rule(rule: Rule) -> str:
    lines = [
        ("Van", _parties(rule.senders)),
        ("Naar", _parties(rule.recipients)),
        ("Wat", _items(rule.items) if rule.items else "niets"),
        ("Alleen het feit", _items(rule.facts_only) if rule.facts_only else ""),
        ("Stap", "elke" if rule.stages is None else _listed(stage.upper() for stage in sorted(rule.stages))),
        ("Doel", _listed(purpose.sentence for purpose in sorted(rule.purposes)) if rule.purposes else ""),
        ("Antwoord", PARTLY if rule.consent is ConsentNeed.LISTED else ANSWERS[rule.answer]),
        ("Toestemming", _consent(rule)),
        ("Familie", rule.inform.sentence if rule.answer is not Answer.DENY else ""),
        ("Grond", f"AVG {rule.gdpr}; {rule.law}" if rule.gdpr[0].isdigit() else f"{rule.gdpr}; {rule.law}"),
        ("Bron", _listed(sorted(rule.marks)) + (f". {TO_CONFIRM}" if rule.to_confirm else "")),
        ("Geldt", _days(rule)),
        ("Zo gelezen", rule.note_nl),
    ]
    title = f"**{rule.key}** {rule.text_nl}\n" if rule.part else f"{rule.text_nl}\n"
    return "\n".join([title, *(f"- {name}: {text}" for name, text in lines if text), ""])


def _consent(rule: Rule) -> str:
    if rule.consent is ConsentNeed.NEVER:
        return "" if rule.answer is Answer.DENY else "niet nodig"
    need = "altijd" if rule.consent is ConsentNeed.ALWAYS else f"voor {_items(rule.consent_for)}"
    if rule.consent_waived_in:
        need += f", behalve als {_listed(s.upper() for s in sorted(rule.consent_waived_in))} open is"
    return need


def _days(rule: Rule) -> str:
    until = f" tot en met {rule.valid_to.isoformat()}" if rule.valid_to else ""
    return f"vanaf {rule.valid_from.isoformat()}{until}"


def _reader(reader: Reader) -> str:
    when = []
    if reader.stages is not None:
        when.append(f"in stap {_listed(s.upper() for s in sorted(reader.stages))}")
    if reader.only_while is not None:
        when.append(reader.only_while.sentence)
    closed = f"Alleen {', '.join(when)}.\n\n" if when else ""
    rows = [(_item(c), _cell(reader.cells[c])) for c in Category if c in reader.cells]
    cells = _table(("Categorie", "Wat"), rows) if rows else "Niets.\n"
    return f"### {reader.text_nl}\n\n{closed}{cells}"


def _cell(cell: Cell) -> str:
    parts = [LEVELS[cell.level]] if cell.level else []
    parts += [f"{LEVELS[level]} {given.sentence}" for given, level in cell.given.items()]
    if cell.own:
        parts.append(f"eigen: {LEVELS[cell.own]}")
    if cell.own_action:
        parts.append(f"eigen actie: {LEVELS[cell.own_action]}")
    return "; ".join(parts)


def _life_domain(kind: LifeDomainType) -> tuple[str, ...]:
    opens = "met toestemming, of in de eigen woorden van het gezin" if kind.consent_only else "met één zin waarom"
    return kind.domain.upper(), kind.domain.sentence, _words(kind.about), opens, kind.stored_as.upper()


def _kind(kind: OrganisationType) -> tuple[str, ...]:
    names = [f"{p.name} (t/m {p.until.isoformat()})" if p.until else p.name for p in kind.predecessors]
    bsn = f"ja: {kind.law}" if kind.may_hold_bsn else "nee"
    marks = ", ".join(sorted(kind.marks))
    return kind.text_nl, kind.party.sentence, bsn, "; ".join(names) or "–", kind.valid_from.isoformat(), marks


def _criteria(found: Criteria) -> Iterator[str]:
    yield "## Wanneer een gezin in de integrale aanpak kan\n"
    yield (
        "Een persoon beslist en schrijft de feiten erbij; het programma telt niets en stelt niets voor. Uit elke groep "
        f"klopt minstens één criterium. Binnen {found.review_months} maanden wordt opnieuw gekeken.\n"
    )
    yield _table(("", "Criterium", "Wat erbij staat"), [(c.code, c.text_nl, c.evidence_nl) for c in found.criteria])
    for extra in found.extra:
        need = "alles hiervan" if extra.needs_all else "minstens één hiervan"
        yield f"Extra bij {extra.text_nl}, {need}:\n"
        yield "".join(f"- {one.text_nl}\n" for one in extra.conditions)
    yield "Nooit een reden:\n"
    yield "".join(f"- {one.text_nl}\n" for one in found.never)


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with `--check` compare it; give 0 when all is well and 1 when the page differs."""
    folders = [Path(argument) for argument in arguments if argument != "--check"]
    path = (folders[0] if folders else Path("docs/rules")) / "sharing.md"
    if not folders and (differs := protocol_pages.main(check="--check" in arguments)):
        return differs
    if "--check" in arguments:
        if path.is_file() and path.read_text(encoding="utf-8") == page():
            return 0
        sys.stderr.write(f"{path} is not what the content says: run python -m sluitend.content.document\n")
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
