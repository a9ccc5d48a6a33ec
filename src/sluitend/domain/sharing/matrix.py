"""The sharing matrix (F.7): dated rules as values, looked up by sender, recipient and category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sluitend.domain.vocabulary import N_, Category, Party, Purpose, Stage, Worded

RULE_NUMBERS = range(1, 54)
NEVER_RULES: Mapping[Party, int] = {Party.FAMILY_MEMBER: 47, Party.IMMIGRATION: 49, Party.RISK_INDEX: 50}
"""Recipients that get nothing, whatever content says, and the rule that says so."""

UNCERTAIN = "M"
"""The mark of a rule written from memory: it says "laat dit bevestigen door uw jurist"."""

Item = Category | None
"""What is shared; None is a question or a count without a name or any other identifying detail."""


class Answer(StrEnum):
    """What the matrix says, from free to never."""

    ALLOW = "allow"
    ALLOW_WITH_CONSENT = "allow_with_consent"
    ASK_JURIST = "ask_jurist"
    DENY = "deny"

    @property
    def strictness(self) -> int:
        """Give 0 for the freest answer, 3 for never."""
        return _STRICTNESS[self]


_STRICTNESS = {Answer.ALLOW: 0, Answer.ALLOW_WITH_CONSENT: 1, Answer.ASK_JURIST: 2, Answer.DENY: 3}


class ConsentNeed(StrEnum):
    """When consent is needed: never, always, or for the categories the rule lists."""

    NEVER = "never"
    ALWAYS = "always"
    LISTED = "listed"


class Inform(Worded):
    """Who tells the family, and when."""

    YES = "yes", N_("Vertel het de familie.")
    BEFORE = "before", N_("Vertel het de familie vooraf.")
    COPY_FIRST = "copy_first", N_("De ouders lezen het eerst zelf, behalve als dat onveilig is.")
    UNLESS_UNSAFE = "unless_unsafe", N_("Vertel het de familie, behalve als dat onveilig is.")
    BY_SAFE_AT_HOME = "by_safe_at_home", N_("Veilig Thuis vertelt het de familie.")
    GENERAL_NOTICE = "general_notice", N_("Dit staat in de uitleg over privacy.")
    NOT_PARENTS = "not_parents", N_("Vertel het niet aan de ouders. Overleg eerst.")
    NO = "no", N_("De familie hoeft hiervan niets te horen.")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the matrix.

    number: 1 to 53; part: a letter when a number has more rows. senders, recipients: fully written out. items: what
    may go; facts_only: of these only that it runs and whom to call. stages: one of these must be open for the child,
    None is any. purposes: the entries of the register it serves. gdpr and law: the ground. consent, consent_for,
    consent_waived_in: when consent is needed. answer: ASK_JURIST means only after a written decision. text_nl and
    text_en: the condition as people read it. note_nl and note_en: how the row was read where its source leaves room.
    marks: V read in the law, S in another source, M from memory, P our proposal. valid_from, valid_to: first and last
    day.
    """

    number: int
    senders: frozenset[Party]
    recipients: frozenset[Party]
    items: frozenset[Item]
    stages: frozenset[Stage] | None
    purposes: frozenset[Purpose]
    gdpr: str
    law: str
    consent: ConsentNeed
    answer: Answer
    inform: Inform
    text_nl: str
    text_en: str
    valid_from: date
    valid_to: date | None = None
    part: str = ""
    facts_only: frozenset[Item] = frozenset()
    consent_for: frozenset[Item] = frozenset()
    consent_waived_in: frozenset[Stage] = frozenset()
    marks: frozenset[str] = frozenset()
    note_nl: str = ""
    note_en: str = ""

    @property
    def key(self) -> str:
        """Give the number with its part, as in `39b`."""
        return f"{self.number}{self.part}"

    @property
    def to_confirm(self) -> bool:
        """A rule from memory must be confirmed by the municipality's jurist."""
        return UNCERTAIN in self.marks

    def in_force(self, on: date) -> bool:
        """The rule holds from its first up to and including its last day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def in_stage(self, stages: frozenset[Stage]) -> bool:
        """At least one stage of the rule is open, or the rule asks for none."""
        return self.stages is None or not self.stages.isdisjoint(stages)

    def needs_consent(self, item: Item, stages: frozenset[Stage]) -> bool:
        """Consent is needed for this item, unless a stage that waives it is open."""
        if self.consent is ConsentNeed.NEVER:
            return False
        if self.consent is ConsentNeed.LISTED and item not in self.consent_for:
            return False
        return self.consent_waived_in.isdisjoint(stages)


@dataclass(frozen=True, slots=True)
class Matrix:
    """A version of the matrix: its rules, and an index so that one question costs one look-up.

    Rows towards a recipient that never gets anything are left out of the index: content cannot bring them back.
    """

    version: str
    rules: tuple[Rule, ...]
    _index: Mapping[tuple[Party, Party, Item], tuple[Rule, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the index once."""
        object.__setattr__(self, "_index", _index(self.rules))

    def rules_for(self, sender: Party, recipient: Party, item: Item) -> tuple[Rule, ...]:
        """Give the rules that speak about this item from this sender to this recipient; empty when none does."""
        return self._index.get((sender, recipient, item), ())


def _index(rules: Iterable[Rule]) -> Mapping[tuple[Party, Party, Item], tuple[Rule, ...]]:
    index: dict[tuple[Party, Party, Item], list[Rule]] = {}
    for rule in rules:
        for recipient in rule.recipients:
            if recipient in NEVER_RULES:
                continue
            for sender in rule.senders:
                for item in rule.items:
                    index.setdefault((sender, recipient, item), []).append(rule)
    return {key: tuple(found) for key, found in index.items()}
