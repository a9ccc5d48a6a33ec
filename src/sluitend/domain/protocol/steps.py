"""What a protocol is made of: steps, who may take them, by when, on what ground, and what may follow.

A protocol is content. Nothing in it acts by itself: a step is a decision by a named person, and silence at most raises
the ladder between organisations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sluitend.domain.clock import Term
from sluitend.domain.vocabulary import N_, Category, Purpose, Role, Worded


class Subject(Worded):
    """What one run of a protocol is about."""

    CASE = "case", N_("een gezin")
    CHILD = "child", N_("een kind")
    REPORT = "report", N_("een melding van verzuim")
    ORGANISATIONS = "organisations", N_("de samenwerking tussen organisaties")


class Skip(Worded):
    """Whether a step may be passed over."""

    NEVER = "never", N_("Deze stap mag u niet overslaan.")
    REASON = "reason", N_("Overslaan mag, met een reden.")
    ALWAYS = "always", N_("Deze stap zet u hier niet.")


class Silence(Worded):
    """What happens when a step is not taken in time: never anything to a family."""

    NOTHING = "nothing", N_("Er gebeurt niets vanzelf. De stap blijft staan, en blijft zichtbaar.")
    RAISE = "raise", N_("De stap komt op de opschalingsladder tussen organisaties. Voor het gezin gebeurt er niets.")


class EvidenceKind(Worded):
    """In what form something is written down with a step."""

    TEXT = "text", N_("een of twee zinnen")
    DAY = "day", N_("een datum")
    YES_NO = "yes_no", N_("ja of nee")
    CHOICE = "choice", N_("een keuze")
    SECOND_PERSON = "second_person", N_("een tweede medewerker")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages; Dutch leads."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person writes down with a step.

    code: stable name. text: the question. required: no step without it. choices: for a choice, by code.
    """

    code: str
    text: Text
    kind: EvidenceKind
    required: bool = True
    choices: Mapping[str, Text] = field(default_factory=dict)


START = "start"


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a step is taken.

    term: how long, set by law or by us. counts_from: `start`, `step:<code>` (the day that step was taken) or
    `fact:<code>` (a date written down as evidence). A clock that counts from what has not happened does not run yet.
    """

    term: Term
    counts_from: str = START


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a decision that a person takes.

    code: stable name. title and explain: what people read, in B1. who: the roles that may decide. next: the steps that
    may follow; a step without any ends the run. required: the run cannot end without it, unless it was skipped as skip
    allows. deadline: None when nothing runs out. burdens: it asks something of the family, so it needs a reason.
    coerces: it can happen against their will; legal_title: the code of its title in content. remedy: what the family can
    do when it does not want this. sends_home: something may go to the home.
    second: somebody else says yes as well. shows: numbers of the sharing rules under which the step shows something
    to another party. outcome: code of how the run ended, on a last step. source: where the step comes from.
    """

    code: str
    title: Text
    explain: Text
    who: frozenset[Role]
    source: str
    next: tuple[str, ...] = ()
    required: bool = False
    skip: Skip = Skip.REASON
    skip_reasons: tuple[Text, ...] = ()
    deadline: Deadline | None = None
    evidence: tuple[Evidence, ...] = ()
    burdens: bool = False
    coerces: bool = False
    legal_title: str = ""
    remedy: Text | None = None
    sends_home: bool = False
    second: bool = False
    shows: tuple[int, ...] = ()
    silence: Silence = Silence.NOTHING

    @property
    def ends(self) -> bool:
        """Nothing follows: with this step the run is over."""
        return not self.next


@dataclass(frozen=True, slots=True)
class Protocol:
    """One protocol in one version.

    first: the steps that are open from the beginning. category: the kind of data its evidence is, which decides who
    may read it. heightened: it runs only under heightened safety, where nothing goes home.
    """

    code: str
    version: str
    title: Text
    explain: Text
    subject: Subject
    purpose: Purpose
    category: Category
    first: tuple[str, ...]
    steps: tuple[Step, ...]
    source: str
    heightened: bool = False
    valid_from: date = date(2015, 1, 1)

    def step(self, code: str) -> Step:
        """Give a step by its code.

        Raises:
            LookupError: the protocol has no such step.
        """
        for one in self.steps:
            if one.code == code:
                return one
        raise LookupError(f"{self.code} has no step {code}")

    def has(self, code: str) -> bool:
        """Tell whether there is a step with this code."""
        return any(one.code == code for one in self.steps)
