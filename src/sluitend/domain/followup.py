"""Keeping hold: evaluate within three months, close with a reason, open again when needed, call back after closing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sluitend.domain.case import CaseStatus
from sluitend.domain.clock import add_months
from sluitend.domain.outcome import Refusal
from sluitend.domain.plan import GoalStatus
from sluitend.domain.vocabulary import N_, Worded

DECIDED = frozenset({GoalStatus.REACHED, GoalStatus.PARTLY, GoalStatus.MISSED})
"""What can become of a goal, as the family and the worker see it."""


class NextStep(Worded):
    """What was decided at an evaluation."""

    GO_ON = "go_on", N_("Doorgaan met dit plan")
    CHANGE = "change", N_("Het plan veranderen")
    LESS = "less", N_("Minder hulp")
    MORE = "more", N_("Meer hulp, of iemand erbij die kan beslissen")
    CLOSE = "close", N_("Afronden")


@dataclass(frozen=True, slots=True)
class ClosingReason:
    """A reason to close a case, from content. needs_check: what the law says was looked up, and is written down (R018)."""

    code: str
    text_nl: str
    text_en: str
    needs_check: bool = False


EVALUATED_IN_FUTURE = Refusal(
    "evaluation.in_future", N_("De evaluatie moet al geweest zijn. Kies vandaag of eerder."), field="held_on"
)
BEFORE_OPENING = Refusal("evaluation.before_opening", N_("Deze dag ligt voor de start van de casus."), field="held_on")
NO_PLAN_YET = Refusal("evaluation.no_plan", N_("Er is nog geen plan dat loopt. Begin eerst met het plan."))
NO_WORDS = Refusal("evaluation.words", N_("Schrijf in een paar zinnen hoe het ging."), field="words")
GOAL_DECIDED = Refusal("evaluation.goal_decided", N_("Van dit doel is al opgeschreven wat ervan is gekomen."))
GOAL_RESULT = Refusal("evaluation.goal_result", N_("Kies wat er van dit doel is gekomen."))
GOAL_WORDS = Refusal("evaluation.goal_words", N_("Schrijf in één zin wat er van dit doel is gekomen."))
NO_CHECK = Refusal(
    "close.legal_check",
    N_("Schrijf op wie heeft nagekeken dat de wet dit niet toestaat, en wat het antwoord was."),
    field="legal_check",
)
GOAL_OPEN = Refusal("close.goal_open", N_("Schrijf eerst van ieder doel op wat ervan is gekomen."))
ACTION_OPEN = Refusal("close.action_open", N_("Er lopen nog acties. Rond ze af of laat ze vervallen."))
RUN_OPEN = Refusal("close.run_open", N_("Er loopt nog een protocol. Zet daar eerst de laatste stap, of trek het in."))
NO_REASON = Refusal("close.reason", N_("Kies waarom de casus stopt."), field="reason")
NO_CLOSING_WORDS = Refusal("close.words", N_("Schrijf in een paar zinnen waarom de casus nu stopt."), field="words")
ALREADY_CLOSED = Refusal("close.closed", N_("Deze casus is al gesloten."))
NOT_CLOSED = Refusal("reopen.not_closed", N_("Deze casus loopt nog. Heropenen is niet nodig."))
NO_REOPEN_REASON = Refusal("reopen.reason", N_("Schrijf op waarom de casus weer opengaat."), field="reason")
KEPT_PERIOD_OVER = Refusal("reopen.over", N_("De bewaartijd is voorbij. Open een nieuwe casus."))
TOO_EARLY = Refusal("after_care.too_early", N_("Dit nazorgmoment is nog niet aan de beurt."))
ALREADY_HELD = Refusal("after_care.held", N_("Dit nazorgmoment is al opgeschreven."))
NO_AFTER_CARE_WORDS = Refusal("after_care.words", N_("Schrijf in één zin hoe het nu gaat."), field="words")
GOES_WELL = Refusal("after_care.well", N_("Kies of het goed gaat."), field="well")

_CLOSED = frozenset({CaseStatus.AFTER_CARE, CaseStatus.CLOSED})

PLAN_TERMS = "plan_terms"
AFTER_CARE = "after_care"
BESIDE_CLOSING = frozenset({PLAN_TERMS, AFTER_CARE})
"""Protocols that do not keep a case from closing: one ends with it, the other is for what comes after."""


def evaluate_by(started_or_evaluated_on: date, months: int) -> date:
    """A plan is evaluated within three months of its start, and then within three months of the last evaluation."""
    return add_months(started_or_evaluated_on, months)


def check_evaluation(
    status: CaseStatus, held_on: date, *, opened_on: date, today: date, words: str
) -> tuple[Refusal, ...]:
    """An evaluation speaks about a plan that runs, on a day that has been, in words."""
    found = [
        None if status is CaseStatus.RUNNING else NO_PLAN_YET,
        EVALUATED_IN_FUTURE if held_on > today else None,
        BEFORE_OPENING if held_on < opened_on else None,
        None if words.strip() else NO_WORDS,
    ]
    return tuple(refusal for refusal in found if refusal is not None)


def check_result(now: GoalStatus, result: GoalStatus, words: str) -> Refusal | None:
    """What became of a goal is written down once, in words."""
    if now is not GoalStatus.OPEN:
        return GOAL_DECIDED
    if result not in DECIDED:
        return GOAL_RESULT
    return None if words.strip() else GOAL_WORDS


def check_close(
    status: CaseStatus,
    *,
    reason: ClosingReason | None,
    words: str,
    legal_check: str,
    goals_open: int,
    actions_open: int,
    runs_open: int,
) -> tuple[Refusal, ...]:
    """A case closes with a reason, when every goal has its result and no action or protocol is left hanging.

    runs_open: protocols that run, but for those of BESIDE_CLOSING.
    """
    if status in _CLOSED:
        return (ALREADY_CLOSED,)
    found = [
        None if reason is not None else NO_REASON,
        None if words.strip() else NO_CLOSING_WORDS,
        NO_CHECK if reason is not None and reason.needs_check and not legal_check.strip() else None,
        GOAL_OPEN if goals_open else None,
        ACTION_OPEN if actions_open else None,
        RUN_OPEN if runs_open else None,
    ]
    return tuple(refusal for refusal in found if refusal is not None)


def check_reopen(status: CaseStatus, *, reason: str, ends_on: date, today: date) -> tuple[Refusal, ...]:
    """A closed case can be opened again with a reason, while it is kept."""
    if status not in _CLOSED:
        return (NOT_CLOSED,)
    if ends_on < today:
        return (KEPT_PERIOD_OVER,)
    return () if reason.strip() else (NO_REOPEN_REASON,)


def after_care_days(closed_on: date, months: Iterable[int]) -> tuple[date, ...]:
    """After care is asked about at six and at twelve months after closing."""
    return tuple(add_months(closed_on, number) for number in months)


def check_after_care(
    due_on: date, *, held: bool, early_days: int, today: date, words: str, well: bool | None
) -> tuple[Refusal, ...]:
    """After care is written down once, around its day, with one sentence on how things go now."""
    if held:
        return (ALREADY_HELD,)
    if (due_on - today).days > early_days:
        return (TOO_EARLY,)
    found = [None if words.strip() else NO_AFTER_CARE_WORDS, GOES_WELL if well is None else None]
    return tuple(refusal for refusal in found if refusal is not None)


def status_after_care(all_held: bool) -> CaseStatus:
    """A case is in after care until both moments were written down; then only its file is kept."""
    return CaseStatus.CLOSED if all_held else CaseStatus.AFTER_CARE


class WorkKind(Worded):
    """What waits for somebody, in the words of my work."""

    PLAN = "plan", N_("Plan maken")
    WRITTEN_COPY = "written_copy", N_("Plan op papier geven")
    EVALUATION = "evaluation", N_("Evalueren")
    DECIDE = "decide", N_("Beslissen over een melding")
    SIGNAL = "signal", N_("Antwoord geven op een melding")
    CONTRADICTED = "contradicted", N_("Tegengesproken: vraag het opnieuw")
    DECLINED = "declined", N_("Niet toegezegd: zoek iets anders")
    ASKED_LONG = "asked_long", N_("Nog geen antwoord: bel even")
    BOTTLENECK = "bottleneck", N_("Loopt vast: wat kan wél?")
    UNSEEN = "unseen", N_("De organisatie ziet dit niet meer: laat het opnieuw zien")
    DEPUTY = "deputy", N_("Kies een vervanger")
    ACTION = "action", N_("Afspraak met een ander")
    OWN_ACTION = "own_action", N_("Uw actie")
    UNTAKEN = "untaken", N_("Nog niemand doet dit: geef het aan een collega")
    REVIEW = "review", N_("Opnieuw bekijken: gelden de redenen nog?")
    INFORM = "inform", N_("Uitstel van vertellen loopt af")
    SEAT = "seat", N_("Plaats in het team loopt af")
    CONSENT = "consent", N_("Toestemming loopt af")
    AFTER_CARE = "after_care", N_("Nazorg")
    PROTOCOL = "protocol", N_("Stap van een protocol")


class WorkGroup(Worded):
    """How near something is; later is not shown."""

    LATE = "late", N_("Te laat")
    WAITS = "waits", N_("Wacht op u")
    TODAY = "today", N_("Vandaag")
    COMING = "coming", N_("Komt eraan")


NOW_KINDS = frozenset({WorkKind.CONTRADICTED, WorkKind.DECLINED, WorkKind.BOTTLENECK, WorkKind.UNSEEN, WorkKind.DEPUTY})
"""What has no day of its own and still waits for somebody: it says since when, and stands apart from what has a day."""


def work_group(kind: WorkKind, due: date, today: date, coming_days: int) -> WorkGroup | None:
    """My work shows what is late, what waits without a day, what is for today and what comes within a few days.

    Something that ends by itself is never late: it is gone when it has ended.
    """
    if kind in NOW_KINDS:
        return WorkGroup.WAITS
    if due == today:
        return WorkGroup.TODAY
    if due < today:
        return WorkGroup.LATE
    return WorkGroup.COMING if (due - today).days <= coming_days else None
