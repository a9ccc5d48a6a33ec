"""Who may read what inside the program: role × category (F.7b), nothing unless a cell says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeGuard

from sluitend.domain.vocabulary import N_, Category, Party, Role, Stage, Worded

NAMED_UNDER_HEIGHTENED = frozenset(
    {
        Role.COORDINATOR,
        Role.TEAM_MEMBER,
        Role.PROCESS_DIRECTOR,
        Role.ATTENDANCE,
        Role.CODE_OFFICER,
        Role.PROTOCOL_COORDINATOR,
        Role.INTAKE,
        Role.SECOND_READER,
        Role.PRIVACY_OFFICER,
        Role.DPO,
    }
)
"""Staff who can be named as a reader of a case of heightened safety; nobody else reads it in any role (D.3, F.8)."""


class ReadLevel(IntEnum):
    """How much of a category someone sees, from nothing to reading and writing.

    FACT: only that it runs and whom to call. OWN: only one's own reports, actions or part; which those are, the own
    relations answer.
    """

    NONE = 0
    FACT = 1
    OWN = 2
    READ = 3
    WRITE = 4


class Relation(Worded):
    """How the viewer stands to the thing looked at. Ask with the relation that fits the item best."""

    NONE = "none", N_("geen")
    CASE = "case", N_("een plaats in de casus")
    TEAM = "team", N_("een casus van het eigen team")
    SIGNAL = "signal", N_("een melding in de eigen inbox")
    REQUEST = "request", N_("een verzoek in behandeling")
    OWN_ACTION = "own_action", N_("de eigen actie, en de persoon om wie het gaat")
    OWN_REPORT = "own_report", N_("de eigen melding of bijdrage")
    OWN_PART = "own_part", N_("het eigen deel van het plan")
    OWN_SELF = "own_self", N_("de eigen gegevens, of die van het eigen kind")


OWN_RELATIONS = frozenset({Relation.OWN_ACTION, Relation.OWN_REPORT, Relation.OWN_PART, Relation.OWN_SELF})


class Given(Worded):
    """What must be so before a cell opens."""

    CONSENT = "consent", N_("met toestemming")
    DECISION = "decision", N_("met een besluit van de politie (Wpg 19)")
    OWN_WORDS = "own_words", N_("in de eigen woorden van het gezin")
    TAKEN_IN = "taken_in", N_("nadat de melding is aangenomen")
    ESCALATION = "escalation", N_("zolang er een opschaling open is")
    PROTOCOL = "protocol", N_("zolang het protocol loopt")
    LETTER = "letter", N_("met een brief van de Raad (BW 1:255 lid 3)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table.

    level: for who stands in the reader's own place (a case, a signal, a request). own: for one's own items.
    own_action: for one's own action, when that is more. given: levels that open with consent, a decision and so on.
    """

    level: ReadLevel = ReadLevel.NONE
    own: ReadLevel = ReadLevel.NONE
    own_action: ReadLevel = ReadLevel.NONE
    given: Mapping[Given, ReadLevel] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """One line of the table: a role, or a kind of partner.

    code: its name. role: who in the program reads so, or None for a function that has no screens yet. parties: for the
    partner role, the kinds of organisation; empty is every kind without a line of its own. place: the relation its
    cells speak about. stages: the line is open in these only, None is any. only_while: and only while this is so.
    """

    code: str
    text_nl: str
    text_en: str
    role: Role | None
    parties: frozenset[Party]
    place: Relation
    cells: Mapping[Category, Cell]
    stages: frozenset[Stage] | None = None
    only_while: Given | None = None

    def open_in(self, stages: frozenset[Stage], given: frozenset[Given]) -> bool:
        """The line is open for this child, now."""
        if self.stages is not None and self.stages.isdisjoint(stages):
            return False
        return self.only_while is None or self.only_while in given

    def level(self, category: Category, relation: Relation, given: frozenset[Given]) -> ReadLevel:
        """Give the level of one cell, the line being open."""
        cell = self.cells.get(category)
        if cell is None:
            return ReadLevel.NONE
        if relation in OWN_RELATIONS:
            return max(cell.own, cell.own_action) if relation is Relation.OWN_ACTION else cell.own
        level = ReadLevel.NONE
        if relation is self.place:
            level = max((cell.level, *(cell.given[g] for g in cell.given if g in given))) if given else cell.level
        if relation is Relation.CASE and cell.own is not ReadLevel.NONE:
            level = max(level, ReadLevel.OWN)
        return level


@dataclass(frozen=True, slots=True)
class ReadMatrix:
    """A version of the table, with its lines found by role and kind of partner."""

    version: str
    readers: tuple[Reader, ...]
    _by_code: Mapping[str, Reader] = field(init=False, repr=False, compare=False)
    _by_role: Mapping[Role, Reader] = field(init=False, repr=False, compare=False)
    _by_party: Mapping[Party, Reader] = field(init=False, repr=False, compare=False)
    _other_partner: Reader | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the look-ups once."""
        partners = [r for r in self.readers if r.role is Role.PARTNER]
        by_role = {r.role: r for r in self.readers if r.role is not None and r.role is not Role.PARTNER}
        object.__setattr__(self, "_by_code", {r.code: r for r in self.readers})
        object.__setattr__(self, "_by_role", by_role)
        object.__setattr__(self, "_by_party", {party: r for r in partners for party in r.parties})
        object.__setattr__(self, "_other_partner", next((r for r in partners if not r.parties), None))

    def line(self, code: str) -> Reader:
        """Give the line with this code; raise KeyError when there is none."""
        return self._by_code[code]

    def reader_for(self, role: Role, party: Party | None) -> Reader | None:
        """Give the line for this role; for a partner by its kind of organisation. None when there is no line."""
        if role is not Role.PARTNER:
            return self._by_role.get(role)
        if party is None:
            return self._other_partner
        return self._by_party.get(party, self._other_partner)


def level_for(
    reader: Reader | None,
    category: Category,
    relation: Relation,
    *,
    stages: frozenset[Stage] = frozenset(),
    given: frozenset[Given] = frozenset(),
    heightened: bool = False,
    named: bool = False,
) -> ReadLevel:
    """Read only what the table gives this line, here and now; otherwise nothing (F.7b).

    reader: a line of the table, also one without a role, such as the family. stages: those open for this child. given:
    what is so now. heightened: a case of heightened safety, which only staff named as its reader see. Pure.
    """
    if not _sees(reader, stages, given, heightened=heightened, named=named):
        return ReadLevel.NONE
    return reader.level(category, relation, given)


def may_read(
    matrix: ReadMatrix,
    role: Role,
    category: Category,
    relation: Relation,
    *,
    party: Party | None = None,
    stages: frozenset[Stage] = frozenset(),
    given: frozenset[Given] = frozenset(),
    heightened: bool = False,
    named: bool = False,
) -> ReadLevel:
    """Read only what the table gives this role; party is the kind of organisation, for the partner role. Pure."""
    reader = matrix.reader_for(role, party)
    return level_for(reader, category, relation, stages=stages, given=given, heightened=heightened, named=named)


def readable(
    matrix: ReadMatrix,
    roles: Iterable[Role],
    relation: Relation,
    *,
    party: Party | None = None,
    stages: frozenset[Stage] = frozenset(),
    given: frozenset[Given] = frozenset(),
    heightened: bool = False,
    named: bool = False,
) -> dict[Category, ReadLevel]:
    """Give the level of every category: the highest over the viewer's roles; arguments as in may_read."""
    levels = dict.fromkeys(Category, ReadLevel.NONE)
    for role in roles:
        reader = matrix.reader_for(role, party)
        if not _sees(reader, stages, given, heightened=heightened, named=named):
            continue
        for category in reader.cells:
            level = reader.level(category, relation, given)
            levels[category] = max(levels[category], level)
    return levels


def _sees(
    reader: Reader | None, stages: frozenset[Stage], given: frozenset[Given], *, heightened: bool, named: bool
) -> TypeGuard[Reader]:
    """There is a line, it is open, and heightened safety does not hide the case from it."""
    if reader is None or not reader.open_in(stages, given):
        return False
    return not heightened or (named and reader.role in NAMED_UNDER_HEIGHTENED)
