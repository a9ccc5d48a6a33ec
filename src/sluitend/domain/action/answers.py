"""What belongs to an answer, what is late, and what counts as agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sluitend.domain.action.states import OPEN, PROMISED, ActionStatus, StepKind
from sluitend.domain.case import CaseStatus
from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Worded


class Alternative(Worded):
    """What can be done when an organisation does not take on an action: a refusal never leaves nothing."""

    LATER = "later", N_("Wel later")
    ANOTHER = "another", N_("Wel een andere organisatie")
    OTHERWISE = "otherwise", N_("Wel iets anders")


class AcceptedHow(Worded):
    """Who wrote down that an organisation said yes."""

    ITSELF = "itself", N_("door de organisatie zelf")
    AT_TABLE = "at_table", N_("aan tafel, opgeschreven door de regisseur")


class BottleneckKind(Worded):
    """What an action is stuck on."""

    WAITING = "waiting", N_("Er is een wachtlijst")
    RULE = "rule", N_("Een regel staat het niet toe")
    MONEY = "money", N_("Er is geen geld of geen plek")
    NO_ANSWER = "no_answer", N_("Iemand reageert niet")
    FAMILY = "family", N_("Het past nu niet bij het gezin")
    OTHER = "other", N_("Iets anders")


DECLINE_REASON = Refusal("action.decline_reason", N_("Schrijf in één zin waarom het niet lukt."), field="words")
DECLINE_ALTERNATIVE = Refusal(
    "action.decline_alternative",
    N_("Kies wat er wél kan. Een nee zonder voorstel helpt het gezin niet."),
    field="alternative",
)
BLOCK_REASON = Refusal("action.block_reason", N_("Schrijf in één zin waar het op vastloopt."), field="words")
FINISH_WORDS = Refusal("action.finish_words", N_("Schrijf in één zin wat er is gedaan."), field="words")
DROP_REASON = Refusal("action.drop_reason", N_("Schrijf in één zin waarom de actie vervalt."), field="words")
PUT_BACK_REASON = Refusal("action.put_back_reason", N_("Schrijf in één zin wat er nog moet gebeuren."), field="words")
CONTRADICT_WORDS = Refusal("action.contradict_words", N_("Schrijf in één zin wat er niet klopt."), field="words")
DUE_BEFORE_TODAY = Refusal(
    "action.due_before_today", N_("De datum is al voorbij. Kies vandaag of later."), field="due_on"
)
DUE_TOO_FAR = Refusal(
    "action.due_too_far", N_("De datum ligt meer dan een jaar vooruit. Kies een kleinere stap."), field="due_on"
)
WHAT_CAN = Refusal(
    "bottleneck.what_can", N_("Schrijf op wat er wél kan. Daarmee gaat de actie verder."), field="what_can"
)
ALREADY_SOLVED = Refusal("bottleneck.solved", N_("Dit knelpunt is al opgelost."))

_NEEDS_WORDS = {
    StepKind.DECLINE: DECLINE_REASON,
    StepKind.BLOCK: BLOCK_REASON,
    StepKind.FINISH: FINISH_WORDS,
    StepKind.DROP: DROP_REASON,
    StepKind.PUT_BACK: PUT_BACK_REASON,
    StepKind.CONTRADICT: CONTRADICT_WORDS,
}


def check_words(step: StepKind, words: str) -> Refusal | None:
    """Saying yes or starting asks no words; every other answer asks one sentence."""
    return None if words.strip() else _NEEDS_WORDS.get(step)


def check_alternative(step: StepKind, alternative: Alternative | None) -> Refusal | None:
    """A refusal needs a reason and an alternative."""
    return DECLINE_ALTERNATIVE if step is StepKind.DECLINE and alternative is None else None


def check_due(due_on: date, today: date) -> Refusal | None:
    """An action is due today or later, and within a year: small steps."""
    if due_on < today:
        return DUE_BEFORE_TODAY
    return DUE_TOO_FAR if (due_on - today).days > 366 else None


def check_solve(what_can: str, *, solved: bool) -> Refusal | None:
    """A bottleneck is solved by what can be done, in words."""
    if solved:
        return ALREADY_SOLVED
    return None if what_can.strip() else WHAT_CAN


def is_late(status: ActionStatus, due_on: date, today: date) -> bool:
    """An action is late when its date has passed and something has still to happen."""
    return status in OPEN and due_on < today


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """How many actions a plan has: promised by their organisation, asked and not yet answered, declined.

    inside: their organisation may not see them yet, so nobody was asked.
    """

    promised: int
    asked: int
    declined: int
    inside: int = 0

    @property
    def unanswered(self) -> bool:
        """Something was asked that nobody has said yes to."""
        return self.asked > 0 or self.declined > 0


def count_actions(actions: Iterable[tuple[ActionStatus, bool]]) -> ActionCounts:
    """An action counts when the organisation that does it said yes; what was only asked is counted apart.

    actions: of each where it stands and whether its organisation sees it, or does it from inside the case.
    """
    tally = Counter(actions)

    def number(status: ActionStatus) -> int:
        return tally[status, True] + tally[status, False]

    return ActionCounts(
        promised=sum(number(status) for status in PROMISED),
        asked=tally[ActionStatus.ASKED, True],
        declined=number(ActionStatus.DECLINED),
        inside=tally[ActionStatus.ASKED, False],
    )


NOT_THE_CONTACT = Refusal(
    "action.not_the_contact", N_("Alleen de contactpersoon van uw organisatie geeft een actie aan een collega.")
)
NOT_THIS_COLLEAGUE = Refusal(
    "action.not_this_colleague", N_("Deze collega kan de actie niet krijgen. Kies iemand anders."), field="to"
)
HELP_NEEDED = Refusal(
    "action.help_needed",
    N_("Deze hulp hoort bij een actie om te handhaven. Laat eerst die vervallen, of koppel er andere hulp aan."),
    source="C.6",
)


def check_reassign(*, may: bool, free: bool) -> Refusal | None:
    """An action belongs to its organisation, whose contact gives it to a colleague who can have it.

    may: the viewer is the contact, or there is none yet. free: nothing stands in the way of the colleague; the
    sentence does not say what does.
    """
    if not may:
        return NOT_THE_CONTACT
    return None if free else NOT_THIS_COLLEAGUE


def check_help_needed(needed: bool) -> Refusal | None:
    """Help that goes with force is not dropped while the force goes on (C.6)."""
    return HELP_NEEDED if needed else None


PROMISE_UNSEEN = Refusal(
    "action.promise_unseen",
    N_("Deze organisatie ziet de actie niet. Zij kan dus niet zeggen dat het niet klopt. Laat de actie eerst zien."),
)


def check_at_table(step: StepKind, *, sees: bool) -> Refusal | None:
    """A promise at the table is written down only where its organisation can contradict it.

    sees: the organisation sees the action, or its people stand in the case.
    """
    return PROMISE_UNSEEN if step is StepKind.ACCEPT_AT_TABLE and not sees else None


CASE_IS_CLOSED = Refusal(
    "action.case_closed", N_("Deze casus is gesloten. Open hem eerst weer als er iets moet gebeuren.")
)


def check_runs(status: CaseStatus) -> Refusal | None:
    """Nothing is asked of anybody for a case that is closed; after care is a call, not an action."""
    return CASE_IS_CLOSED if status in {CaseStatus.AFTER_CARE, CaseStatus.CLOSED} else None
