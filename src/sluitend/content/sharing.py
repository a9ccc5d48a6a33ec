"""The sharing matrix, read from sharing.toml; a municipality's own version is read by the same function."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sluitend.content.loader import Entry, packaged, whole
from sluitend.domain.sharing import Answer, ConsentNeed, Inform, Item, Matrix, Rule
from sluitend.domain.sharing.matrix import NEVER_RULES, RULE_NUMBERS
from sluitend.domain.vocabulary import Category, Party, Purpose, Stage

FILE = "sharing.toml"
_FIELDS = (
    "number", "part", "from", "to", "categories", "facts_only", "stages", "purposes", "gdpr", "law", "consent",
    "consent_waived_in", "answer", "inform", "text_nl", "text_en", "note_nl", "note_en", "marks", "valid_from",
    "valid_to",
)  # fmt: skip
_NAMELESS = "nameless"
_FORBIDDEN = "k0"
_MARKS = frozenset("VSMP")
_NEVER_NUMBERS = frozenset(NEVER_RULES.values())

Groups = Mapping[str, frozenset[Party]]


@cache
def default_matrix() -> Matrix:
    """Give the matrix that comes with the program: all 53 rules."""
    matrix = parse_matrix(packaged(FILE))
    missing = set(RULE_NUMBERS) - {rule.number for rule in matrix.rules}
    if missing:
        raise Entry(FILE, "", {}).wrong("rule", f"regel {min(missing)} ontbreekt")
    return matrix


def parse_matrix(text: str, file: str = FILE) -> Matrix:
    """Make a matrix from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing, double or against what the code fixes; it says where.
    """
    root = whole(file, text)
    root.only("version", "groups", "rule")
    groups = _groups(root.table("groups"))
    entries = list(
        root.tables("rule", lambda v, place: f"regel {v.get('number', f'op plaats {place}')}{v.get('part', '')}")
    )
    rules = tuple(_rule(entry, groups) for entry in entries)
    seen: set[str] = set()
    for entry, rule in zip(entries, rules, strict=True):
        if rule.key in seen:
            raise entry.wrong("number", "staat er twee keer in")
        seen.add(rule.key)
    return Matrix(version=root.text("version"), rules=rules)


def _groups(table: Entry) -> Groups:
    groups = {name: table.many(name, Party) for name in table.values}
    for name in groups:
        if name in set(Party):
            raise table.wrong(name, "heet zoals een partij")
    return {**groups, Party.ANYONE.value: frozenset(Party)}


def _rule(entry: Entry, groups: Groups) -> Rule:
    entry.only(*_FIELDS)
    number = entry.number("number")
    if number not in RULE_NUMBERS:
        raise entry.wrong("number", "er zijn 53 regels: kies een getal van 1 tot en met 53")
    answer = entry.one("answer", Answer)
    fixed = number in _NEVER_NUMBERS
    items = _items(entry, "categories", empty=fixed)
    need, listed = _consent(entry)
    rule = Rule(
        number=number,
        part=entry.text("part", ""),
        senders=_parties(entry, "from", groups),
        recipients=_parties(entry, "to", groups),
        items=items,
        facts_only=_items(entry, "facts_only", empty=True),
        stages=None if entry.words("stages") == ("any",) else entry.many("stages", Stage),
        purposes=entry.many("purposes", Purpose, empty=fixed),
        gdpr=entry.text("gdpr"),
        law=entry.text("law"),
        consent=need,
        consent_for=listed,
        consent_waived_in=entry.many("consent_waived_in", Stage, empty=True),
        answer=answer,
        inform=entry.one("inform", Inform),
        text_nl=entry.text("text_nl"),
        text_en=entry.text("text_en"),
        note_nl=entry.text("note_nl", ""),
        note_en=entry.text("note_en", ""),
        marks=_marks(entry),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day_or_none("valid_to"),
    )
    _fits_together(entry, rule)
    return rule


def _fits_together(entry: Entry, rule: Rule) -> None:
    fixed = rule.number in _NEVER_NUMBERS
    if fixed and (rule.answer is not Answer.DENY or rule.items):
        raise entry.wrong("answer", "deze regel staat vast: er wordt nooit iets gedeeld")
    if not fixed and not rule.recipients.isdisjoint(NEVER_RULES):
        raise entry.wrong("to", "deze ontvanger krijgt nooit iets; dat staat vast")
    if rule.answer is Answer.ALLOW and rule.consent is not ConsentNeed.NEVER:
        raise entry.wrong("answer", "vraagt de regel toestemming, schrijf dan allow_with_consent")
    if rule.answer is Answer.ALLOW_WITH_CONSENT and rule.consent is ConsentNeed.NEVER:
        raise entry.wrong("consent", "allow_with_consent zonder toestemming bestaat niet")
    if not rule.facts_only <= rule.items:
        raise entry.wrong("facts_only", "noemt een categorie die de regel niet deelt")
    if not rule.consent_for <= rule.items:
        raise entry.wrong("consent", "noemt een categorie die de regel niet deelt")
    if rule.consent_waived_in and rule.consent is ConsentNeed.NEVER:
        raise entry.wrong("consent_waived_in", "er is geen toestemming om te laten vervallen")
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise entry.wrong("valid_to", "ligt voor de eerste dag")


def _parties(entry: Entry, field: str, groups: Groups) -> frozenset[Party]:
    parties: set[Party] = set()
    for word in entry.words(field):
        parties |= groups[word] if word in groups else {entry.member(field, Party, word)}
    return frozenset(parties)


def _items(entry: Entry, field: str, *, empty: bool) -> frozenset[Item]:
    return frozenset(_item(entry, field, word) for word in entry.words(field, empty=empty))


def _item(entry: Entry, field: str, word: str) -> Item:
    if word == _FORBIDDEN:
        raise entry.wrong(field, "k0 is verboden: afkomst en alles wat daarop wijst wordt nooit gedeeld")
    return None if word == _NAMELESS else entry.member(field, Category, word)


def _consent(entry: Entry) -> tuple[ConsentNeed, frozenset[Item]]:
    if isinstance(entry.values.get("consent"), list):
        return ConsentNeed.LISTED, _items(entry, "consent", empty=False)
    need = entry.one("consent", ConsentNeed)
    if need is ConsentNeed.LISTED:
        raise entry.wrong("consent", "noem de categorieën in een lijst")
    return need, frozenset()


def _marks(entry: Entry) -> frozenset[str]:
    marks = frozenset(entry.words("marks"))
    if not marks <= _MARKS:
        raise entry.wrong("marks", "kies uit V, S, M en P")
    return marks
