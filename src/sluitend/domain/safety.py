"""What keeps a child safe beside the plan: a safety plan (H.5), the chance that a child is taken away, where a child stays.

Facts with their source and day, rules that a family can keep, a named decision with an end: never a country or an
origin, and never a number that is added up, counted or sorted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import ReadLevel
from sluitend.domain.vocabulary import N_, Category, Worded


class ByWhom(Worded):
    """On whose decision a child stays somewhere."""

    FAMILY = "family", N_("de ouders en het kind samen (vrijwillig)")
    COURT = "court", N_("de rechter")


class Demands(Worded):
    """Whether a safety plan meets what Veilig Thuis asks at the least (H.5)."""

    NONE = "none", N_("Veilig Thuis stelde geen bodemeisen")
    MET = "met", N_("Ja, dit plan voldoet aan de bodemeisen")
    NOT_MET = "not_met", N_("Nee, dit plan voldoet nog niet aan de bodemeisen")


@dataclass(frozen=True, slots=True)
class SafetyPlanIn:
    """A safety plan as somebody writes it. danger: “wij zijn bang dat…”. checks: who looks, and how often.

    demands: of Veilig Thuis, and whether they are met; demands_words: which they are, and what is missing.
    """

    concerns: str = field(repr=False)
    danger: str = field(repr=False)
    aim: str = field(repr=False)
    checks: str = field(repr=False)
    if_broken: str = field(repr=False)
    ends_when: str = field(repr=False)
    next_check: date
    complicating: str = field(default="", repr=False)
    child_knows: str = field(default="", repr=False)
    demands: Demands = Demands.NONE
    demands_words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FlightRiskIn:
    """Facts that say a child may be taken away, and what was decided. papers: what was agreed about travel documents."""

    facts: str = field(repr=False)
    facts_from: str = field(repr=False)
    facts_on: date
    to_call: str = field(repr=False)
    decided: str = field(repr=False)
    why: str = field(repr=False)
    until: date
    review_on: date
    papers: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ResidenceIn:
    """Where a child stays for a time. stays: with whom; an address stands with the home, where it can be protected."""

    stays: str = field(repr=False)
    by_whom: ByWhom
    decided: str = field(repr=False)
    why: str = field(repr=False)
    who_knows: str = field(repr=False)
    since: date
    until: date
    review_on: date


NOT_YOURS_TO_WRITE = Refusal(
    "safety.not_yours", N_("Dit schrijft wie de casus houdt, of wie dit protocol leidt."), source="F.7b"
)
STAYS_HERE = Refusal(
    "safety.no_print",
    N_(
        "Bij verhoogde veiligheid gaat er niets naar huis. Bespreek de afspraken met de persoon zelf, op een veilige plek."
    ),
    source="D.3; F.8",
)
NEXT_CHECK = Refusal(
    "safety.next_check", N_("Kies vandaag of een latere dag om te kijken of de afspraken werken."), field="next_check"
)
CHECK_TOO_LATE = Refusal(
    "safety.check_too_late", N_("Kies een eerdere dag: een veiligheidsplan ligt niet zo lang stil."), field="next_check"
)
SAID_ON = Refusal("safety.said_on", N_("Deze dag moet nog komen. Kijk de datum na."), field="said_on")
FACTS_ON = Refusal("safety.facts_on", N_("Deze dag moet nog komen. Kijk de datum na."), field="facts_on")
ENDS_PAST = Refusal("safety.until_past", N_("De laatste dag is al geweest. Kies vandaag of later."), field="until")
ENDS_BEFORE = Refusal("safety.until_before", N_("De laatste dag ligt voor de eerste dag."), field="until")
ENDS_FAR = Refusal(
    "safety.until_far", N_("Kies een eerdere laatste dag. Is het dan nog nodig? Dan beslist u opnieuw."), field="until"
)
REVIEW_PAST = Refusal("safety.review_past", N_("Kies vandaag of later om opnieuw te kijken."), field="review_on")
REVIEW_LATE = Refusal("safety.review_late", N_("Kijk opnieuw voor de laatste dag, of op die dag."), field="review_on")
WHICH_DEMANDS = Refusal(
    "safety.which_demands",
    N_("Schrijf op welke bodemeisen Veilig Thuis stelde. Voldoet het plan nog niet? Schrijf dan ook wat er nog moet."),
    field="demands_words",
)
NO_PLAN = Refusal("safety.no_plan", N_("Er is nog geen veiligheidsplan. Schrijf dat eerst."))
ONLY_CHILD = Refusal("safety.only_child", N_("Dit blad is er alleen voor een kind."))


def reads_concerns(levels: Mapping[Category, ReadLevel]) -> bool:
    """Who may know of a protection measure, or writes the concern of forced marriage or exploitation, reads the concerns."""
    return levels[Category.K10] >= ReadLevel.READ or levels[Category.K15] >= ReadLevel.WRITE


def reads_demands(levels: Mapping[Category, ReadLevel]) -> bool:
    """What Veilig Thuis asks at the least is a fact of Veilig Thuis (K11), beside the concerns: who may know both reads it."""
    return reads_concerns(levels) and levels[Category.K11] >= ReadLevel.FACT


def reads_rules(levels: Mapping[Category, ReadLevel]) -> bool:
    """Whoever reads the plan reads what was agreed in the safety plan: they are agreements."""
    return levels[Category.K16] >= ReadLevel.READ or reads_concerns(levels)


def check_write(levels: Mapping[Category, ReadLevel]) -> Refusal | None:
    """A safety plan is written by whoever writes the plan and reads the concerns, or leads the protocol about them."""
    holds = levels[Category.K16] >= ReadLevel.WRITE and reads_concerns(levels)
    return None if holds or levels[Category.K15] >= ReadLevel.WRITE else NOT_YOURS_TO_WRITE


def check_paper(*, heightened: bool) -> Refusal | None:
    """Under heightened safety nothing goes home."""
    return STAYS_HERE if heightened else None


def check_safety_plan(given: SafetyPlanIn, *, today: date, latest: date) -> tuple[Refusal, ...]:
    """A safety plan says what we fear, what must be so, what happens if it is broken, when it ends, and who looks when.

    Where Veilig Thuis set bottom lines, it says which they are and whether it meets them.

    latest: the last day on which somebody looks again.
    """
    found = [_missing(name, getattr(given, name)) for name in _PLAN_ASKS]
    found.append(WHICH_DEMANDS if given.demands is not Demands.NONE and not given.demands_words.strip() else None)
    found.append(NEXT_CHECK if given.next_check < today else None)
    found.append(CHECK_TOO_LATE if given.next_check > latest else None)
    return tuple(one for one in found if one is not None)


def check_rule(does: str, moment: str) -> tuple[Refusal, ...]:
    """A rule says who does what, and when."""
    found = [_missing("does", does), _missing("moment", moment)]
    return tuple(one for one in found if one is not None)


def check_word(words: str, said_on: date, *, today: date) -> tuple[Refusal, ...]:
    """How safe it is, is a sentence by a named person on a day that has been."""
    found = [_missing("words", words), SAID_ON if said_on > today else None]
    return tuple(one for one in found if one is not None)


def check_flight_risk(given: FlightRiskIn, *, today: date, latest: date) -> tuple[Refusal, ...]:
    """That a child may be taken away rests on facts with a source and a day, and on a decision with a reason and an end.

    latest: the last day that may be chosen as its end.
    """
    found = [_missing(name, getattr(given, name)) for name in ("facts", "facts_from", "to_call", "decided", "why")]
    found.append(FACTS_ON if given.facts_on > today else None)
    return (
        *(one for one in found if one is not None),
        *_check_days(today, given.until, given.review_on, today, latest),
    )


def check_residence(given: ResidenceIn, *, today: date, latest: date) -> tuple[Refusal, ...]:
    """Where a child stays rests on a decision by the family or the court, with a reason, a first day and a last one.

    latest: the last day that may be chosen as its end.
    """
    found = [_missing(name, getattr(given, name)) for name in ("stays", "decided", "why", "who_knows")]
    texts = tuple(one for one in found if one is not None)
    return (*texts, *_check_days(given.since, given.until, given.review_on, today, latest))


_PLAN_ASKS = ("concerns", "danger", "aim", "checks", "if_broken", "ends_when")


def _missing(name: str, text: str) -> Refusal | None:
    return None if text.strip() else Refusal("safety.missing", N_("Vul dit in."), field=name)


def _check_days(since: date, until: date, review_on: date, today: date, latest: date) -> tuple[Refusal, ...]:
    found = [
        ENDS_BEFORE if until < since else ENDS_PAST if until < today else None,
        ENDS_FAR if until > latest else None,
        REVIEW_PAST if review_on < today else REVIEW_LATE if review_on > until else None,
    ]
    return tuple(one for one in found if one is not None)
