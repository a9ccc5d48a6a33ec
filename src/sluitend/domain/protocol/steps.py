"""What a protocol is made of: steps, who may take them, by when, on what ground, and what may follow.

A protocol is content. Nothing in it acts by itself: a step is a decision by a named person, and silence at most raises
the ladder between organisations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sluitend.domain.clock import Term
from sluitend.domain.parameters import Mark
from sluitend.domain.vocabulary import N_, Category, Party, Purpose, Role, Worded


class Subject(Worded):
    """What one run of a protocol is about."""

    CASE = "case", N_("een gezin")
    CHILD = "child", N_("een kind")
    REPORT = "report", N_("een melding van verzuim")
    NOTICE = "notice", N_("een melding van vertrek, verhuizing of uitschrijving")
    ORGANISATIONS = "organisations", N_("de samenwerking tussen organisaties")


class Skip(Worded):
    """Whether a step may be passed over."""

    NEVER = "never", N_("Deze stap mag u niet overslaan.")
    REASON = "reason", N_("Overslaan mag, met een reden.")
    FREE = "free", N_("Overslaan mag, zonder reden.")
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


YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages; Dutch leads."""

    nl: str
    en: str


def both(place: str, *texts: Text, mark: str = "%s") -> dict[str, str]:
    """Fill a place of a refusal with content, and the same place with `_en` behind it for who reads English.

    mark: how each text is written, such as between quotation marks.
    """
    return {
        place: ", ".join(mark % text.nl for text in texts),
        f"{place}_en": ", ".join(mark % text.en for text in texts),
    }


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person writes down with a step.

    code: stable name. text: the question. required: no step without it. choices: for a choice, by code. needs_yes: a
    question of yes or no that keeps the step closed unless the answer is yes.
    """

    code: str
    text: Text
    kind: EvidenceKind
    required: bool = True
    choices: Mapping[str, Text] = field(default_factory=dict)
    needs_yes: bool = False


START = "start"


@dataclass(frozen=True, slots=True)
class Fact:
    """A date that a person may write down at any time in a run, because a term counts from it.

    code: stable name. text: what happened on that day. source and mark: where the term comes from, as in the norm.
    """

    code: str
    text: Text
    source: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Standing:
    """What a register or our own file says while a run stands somewhere; the two are kept apart.

    of: name of the register or file. code: stable name in it. text: what people read. set_by: who may set it. next: the
    codes that may follow.
    """

    of: str
    code: str
    text: Text
    set_by: str
    next: tuple[str, ...]
    source: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a step is taken.

    term: how long, set by law or by us. counts_from: each is `start`, `step:<code>` (the day that step was last taken)
    or `fact:<code>` (a date written down); the term counts from the latest of these that has happened, and does not run
    before one has. fixed: it binds somebody else, so nobody here makes it longer or lets it stand still. rolls: a term
    set by law that ends on a day off runs on; a fixed date in the law does not.
    """

    term: Term
    counts_from: tuple[str, ...] = (START,)
    fixed: bool = False
    rolls: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a decision that a person takes.

    code: stable name. title and explain: what people read, in B1. who: the roles that may decide. source, mark and
    statutory: where it comes from, how sure we are, and whether the law asks it; its term carries the same. received_from:
    who outside does it; a person here then only writes down that it happened.

    next: the steps that open after it. chooses: they are one choice, and taking one closes the others; whoever takes this
    step may also say at once which of them follow. goes_on: nothing follows, and the run does not end with it. again: it
    opens anew when a way leads to it once more; any other step opens once. required: once it is open, neither a step that
    follows it nor an end is taken without it, unless it was skipped as skip allows. heightened_skip: under heightened safety nobody takes it.

    deadline: None when nothing runs out. needs_reason: it refuses or deviates, so it needs a reason. burdens: it asks
    something of the family, so it needs one too. coerces: it can
    happen against their will; legal_title: the code of its title in content. remedy: what the family can do when it does
    not want this. sends_home: something may go to the home. second: somebody else says yes as well. shows: numbers of the
    sharing rules under which the step shows something to another party. category: the kind of data its evidence is, when
    that is another kind than the protocol’s. donts: what may not be done at this moment.
    standings: what a register or file then says, by name of that register or file.
    """

    code: str
    title: Text
    explain: Text
    who: frozenset[Role]
    source: str
    mark: Mark = Mark.PROPOSAL
    statutory: bool = False
    received_from: frozenset[Party] = frozenset()
    next: tuple[str, ...] = ()
    chooses: bool = False
    goes_on: bool = False
    again: bool = False
    required: bool = False
    skip: Skip = Skip.REASON
    skip_reasons: tuple[Text, ...] = ()
    heightened_skip: bool = False
    deadline: Deadline | None = None
    evidence: tuple[Evidence, ...] = ()
    needs_reason: bool = False
    burdens: bool = False
    coerces: bool = False
    legal_title: str = ""
    remedy: Text | None = None
    sends_home: bool = False
    second: bool = False
    shows: tuple[int, ...] = ()
    category: Category | None = None
    donts: tuple[Text, ...] = ()
    silence: Silence = Silence.NOTHING
    standings: Mapping[str, str] = field(default_factory=dict)

    @property
    def ends(self) -> bool:
        """Nothing follows: with this step the run is over."""
        return not self.next and not self.goes_on

    def skip_when(self, *, heightened: bool) -> Skip:
        """Tell whether the step may be passed over. heightened: the run is about somebody under heightened safety."""
        return Skip.ALWAYS if heightened and self.heightened_skip else self.skip

    def goes_home(self, *, heightened: bool) -> bool:
        """Nothing goes home under heightened safety."""
        return self.sends_home and not heightened


@dataclass(frozen=True, slots=True)
class Protocol:
    """One protocol in one version.

    first: the steps that are open from the beginning; they are one choice. category: the kind of data its evidence is,
    which decides who may read it. heightened: it runs only under heightened safety, where nothing goes home. withdrawable: a run may be taken back; otherwise it ends by a decision. facts: the dates that may be
    written down beside the steps. standings: what a register or file can say meanwhile.
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
    withdrawable: bool = True
    facts: tuple[Fact, ...] = ()
    standings: tuple[Standing, ...] = ()
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
