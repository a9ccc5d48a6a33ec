"""The one plan: the family's own plan first, goals in the family's words, a sheet for each child, agreement or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import age_on
from sluitend.domain.sharing import SENSITIVE_DOMAINS, check_life_domain
from sluitend.domain.sharing.consent import CHILD_JOINS_FROM
from sluitend.domain.vocabulary import N_, LifeDomain, Worded


class PlanStatus(Worded):
    """Whether the plan is being made or carried out."""

    MAKING = "making", N_("Plan in opbouw")
    RUNNING = "running", N_("Plan loopt")


class FamilyAnswer(Worded):
    """What the family says to the offer of making its own plan first."""

    YES = "yes", N_("Ja, het gezin maakt zelf een plan")
    THINKING = "thinking", N_("Het gezin denkt er nog over na")
    NO = "no", N_("Nee, het gezin wil dat niet")
    STOPPED = "stopped", N_("Het gezin begon eraan en is gestopt")


class GoalStatus(Worded):
    """Where a goal stands."""

    OPEN = "open", N_("Hier werken we aan")
    REACHED = "reached", N_("Gehaald")
    PARTLY = "partly", N_("Deels gehaald")
    MISSED = "missed", N_("Niet gehaald")
    DROPPED = "dropped", N_("Vervallen")


class DomainBasis(Worded):
    """On what a life domain stands open."""

    NEED = "need", N_("Het is nodig voor het plan")
    CONSENT = "consent", N_("Met toestemming")
    OWN_WORDS = "own_words", N_("In de eigen woorden van het gezin")


class LevelMoment(Worded):
    """When a level is written down: at the start and at an evaluation, and at no other time."""

    START = "start", N_("Bij de start")
    EVALUATION = "evaluation", N_("Bij de evaluatie")


class Level(Worded):
    """How it goes in one life domain (H.2): words by a named person. Never summed, counted or sorted."""

    ACUTE = "1", N_("Acuut: nu iets doen")
    GRAVE = "2", N_("Grote zorg")
    HELD = "3", N_("Zorg, maar houdbaar")
    FAIR = "4", N_("Gaat redelijk")
    GOOD = "5", N_("Gaat goed")


class AgreementHow(Worded):
    """How somebody said whether they agree."""

    TALK = "talk", N_("In een gesprek")
    PHONE = "phone", N_("Aan de telefoon")
    WRITTEN = "written", N_("Op papier of in een bericht")


SETTLED: Final = frozenset({FamilyAnswer.YES, FamilyAnswer.NO, FamilyAnswer.STOPPED})
"""Answers after which it is known who makes the plan."""


@dataclass(frozen=True, slots=True)
class FamilyPlanIn:
    """The offer of a family group plan and the answer, or why it was not offered."""

    offered_on: date | None = None
    how: str = ""
    answer: FamilyAnswer | None = None
    answered_on: date | None = None
    answer_words: str = field(default="", repr=False)
    no_offer_reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PlanClock:
    """From which day the six weeks for the plan run. statutory: the law says so; otherwise it is our own term."""

    start: date
    statutory: bool


@dataclass(frozen=True, slots=True)
class DomainIn:
    """A life domain to open. why: one sentence. told_by: the person in whose words; consent: a valid one for this kind."""

    domain: LifeDomain
    why: str = field(repr=False)
    basis: DomainBasis = DomainBasis.NEED
    told_by_id: UUID | None = None
    consent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LevelIn:
    """A level with its one factual sentence. by_family: how the family itself sees it, an offer and never a duty."""

    level: Level
    sentence: str = field(repr=False)
    bron: str
    on: date | None
    moment: LevelMoment
    by_family: bool = False
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GoalIn:
    """A goal in the family's words. domain_id: an open life domain. measure: by what one sees that it works."""

    family_words: str = field(repr=False)
    person_ids: tuple[UUID, ...]
    domain_id: UUID | None
    measure: str = field(repr=False)
    target_on: date | None


@dataclass(frozen=True, slots=True)
class StartFacts:
    """What starting the plan asks for.

    children: name by child, of those who belong to the case now. goal_persons: for each active goal, whom it is for.
    offer_settled: the family's own plan was answered, or a reason not to offer it stands.
    """

    children: Mapping[UUID, str]
    goal_persons: tuple[frozenset[UUID], ...]
    offer_settled: bool
    heightened: bool
    what_if: str = field(repr=False)


OFFER_NOT_HERE = Refusal(
    "plan.no_offer_here",
    N_("Bij verhoogde veiligheid biedt u dit niet aan. Thuis mag niemand van deze casus horen."),
    source="D.3; F.8",
)
ONLY_OWN_WORDS = Refusal(
    "level.only_own_words",
    N_(
        "Bij dit onderwerp schrijft u alleen op wat het gezin zelf zegt. Zet een vinkje bij “zo ziet het gezin het zelf”."
    ),
    field="by_family",
    source="F.7b; AVG 9 en 10",
)


def plan_clock(
    opened_on: date, answer: FamilyAnswer | None, answered_on: date | None, *, not_offered_on: date | None
) -> PlanClock:
    """Six weeks after it is clear that the family makes no plan of its own, there is a plan (Jeugdwet 4.1.3).

    While nobody knows yet, the term runs from the opening, so that asking late gains nothing. While the family makes
    its own plan the law sets no day; six weeks are then our own term to ask how it goes.
    """
    if answer is FamilyAnswer.YES and answered_on is not None:
        return PlanClock(answered_on, statutory=False)
    if answer in SETTLED and answered_on is not None:
        return PlanClock(answered_on, statutory=True)
    return PlanClock(not_offered_on or opened_on, statutory=True)


def offer_settled(answer: FamilyAnswer | None, no_offer_reason: str) -> bool:
    """Tell whether it is known who makes the plan."""
    return answer in SETTLED or bool(no_offer_reason.strip())


def check_family_plan(given: FamilyPlanIn, *, heightened: bool, opened_on: date, today: date) -> tuple[Refusal, ...]:
    """The family may make its own plan first: say when and how that was offered and what it answered, or why not (Jeugdwet 4.1.2)."""
    if heightened:
        return (OFFER_NOT_HERE,)
    if given.offered_on is None:
        if given.no_offer_reason.strip():
            return ()
        return (
            Refusal(
                "plan.offer",
                N_("Vul in wanneer u dit aanbood. Kon het niet? Schrijf dan op waarom."),
                field="offered_on",
                source="Jeugdwet 4.1.2",
            ),
        )
    found = []
    if given.no_offer_reason.strip():
        found.append(
            Refusal(
                "plan.offered_and_not",
                N_("Er staat dat u het aanbood, en ook waarom niet. Haal een van de twee weg."),
                field="no_offer_reason",
            )
        )
    if not opened_on <= given.offered_on <= today:
        found.append(
            Refusal("plan.offer_day", N_("Kies een dag tussen de opening van de casus en vandaag."), field="offered_on")
        )
    if not given.how.strip():
        found.append(
            Refusal("plan.offer_how", N_("Schrijf op hoe u het aanbood, zoals “thuis, met uitleg”."), field="how")
        )
    if given.answer in SETTLED and (given.answered_on is None or not given.offered_on <= given.answered_on <= today):
        found.append(
            Refusal(
                "plan.answer_day",
                N_("Vul in op welke dag het gezin dit zei: na het aanbod, en niet later dan vandaag."),
                field="answered_on",
            )
        )
    return tuple(found)


def check_domain(given: DomainIn, *, open_now: Collection[LifeDomain], consent_valid: bool) -> tuple[Refusal, ...]:
    """A life domain opens once, with one sentence why; four of them by consent or in the family's own words only (H.2, F.7b).

    consent_valid: there is a yes for this kind of data that holds today.
    """
    found = []
    if given.domain in open_now:
        found.append(Refusal("domain.open", N_("Dit onderwerp staat al open."), field="domain"))
    if not given.why.strip():
        found.append(Refusal("domain.why", N_("Schrijf in één zin waarom dit hier telt."), field="why"))
    if given.basis is DomainBasis.OWN_WORDS and given.told_by_id is None:
        found.append(Refusal("domain.told_by", N_("Kies wie dit zo vertelde."), field="told_by"))
    if given.basis is DomainBasis.CONSENT and not consent_valid:
        found.append(
            Refusal(
                "domain.no_consent",
                N_("Er is voor dit onderwerp geen toestemming die nu geldt. Vraag die eerst."),
                field="basis",
                source="F.7b",
            )
        )
    else:
        sensitive = check_life_domain(
            given.domain,
            consent=given.basis is DomainBasis.CONSENT,
            own_words=given.basis is DomainBasis.OWN_WORDS,
        )
        if sensitive is not None:
            found.append(sensitive)
    return tuple(found)


def check_level(
    given: LevelIn, *, domain: LifeDomain, basis: DomainBasis, has_goal: bool, persons: Collection[UUID], today: date
) -> tuple[Refusal, ...]:
    """A level stands only where a goal is, with one factual sentence, a source and a day (H.2).

    In a domain that stands open by consent the municipality keeps the fact only; there the family speaks for itself.
    """
    found = []
    if not has_goal:
        found.append(
            Refusal("level.no_goal", N_("Bij dit onderwerp is nog geen doel. Zonder doel is hier niets in te vullen."))
        )
    if not given.sentence.strip():
        found.append(Refusal("level.sentence", N_("Schrijf in één zin een feit waaruit dit blijkt."), field="sentence"))
    if not given.bron.strip():
        found.append(Refusal("level.bron", N_("Schrijf op van wie u dit weet."), field="bron"))
    if given.on is None or given.on > today:
        found.append(Refusal("level.on", N_("Vul de dag in waarop dit zo was: vandaag of eerder."), field="on"))
    if given.person_id is not None and given.person_id not in persons:
        found.append(Refusal("level.person", N_("Kies iemand uit deze casus."), field="person"))
    if domain in SENSITIVE_DOMAINS and basis is DomainBasis.CONSENT and not given.by_family:
        found.append(ONLY_OWN_WORDS)
    return tuple(found)


def check_goal(
    given: GoalIn, *, persons: Collection[UUID], domains: Collection[UUID], today: date
) -> tuple[Refusal, ...]:
    """A goal is in the family's words, for somebody, in an open life domain, with a measure and a day (H.4)."""
    found = []
    if not given.family_words.strip():
        found.append(
            Refusal(
                "goal.words", N_("Schrijf op wat het gezin wil bereiken, in hun eigen woorden."), field="family_words"
            )
        )
    if not given.person_ids or not set(given.person_ids) <= set(persons):
        found.append(Refusal("goal.persons", N_("Kies voor wie dit doel is."), field="persons"))
    if given.domain_id is None or given.domain_id not in domains:
        found.append(Refusal("goal.domain", N_("Kies bij welk onderwerp dit hoort."), field="domain"))
    if not given.measure.strip():
        found.append(Refusal("goal.measure", N_("Schrijf op waaraan u samen ziet dat het lukt."), field="measure"))
    if given.target_on is None or given.target_on < today:
        found.append(Refusal("goal.target", N_("Kies een dag vanaf vandaag."), field="target_on"))
    return tuple(found)


def check_every_child(children: Mapping[UUID, str], goal_persons: Iterable[frozenset[UUID]]) -> tuple[Refusal, ...]:
    """Every child of the case has at least one goal (R001)."""
    served = frozenset[UUID]().union(*goal_persons)
    return tuple(
        Refusal(
            "plan.child_goal",
            N_("Voor %(name)s staat nog geen doel in het plan."),
            source="R001",
            params={"name": name},
        )
        for child, name in children.items()
        if child not in served
    )


def many_goals(active: int, *, most: int) -> Refusal | None:
    """A family can carry about five goals at once; more is possible, and the page says so. It stops nobody."""
    if active <= most:
        return None
    return Refusal(
        "plan.many_goals",
        N_("Er lopen %(active)s doelen. Meer dan %(most)s tegelijk is voor een gezin vaak te veel."),
        params={"active": str(active), "most": str(most)},
    )


def check_start(facts: StartFacts) -> tuple[Refusal, ...]:
    """A plan starts when every child has a goal, the family's own plan was offered, and it says what if it does not work.

    Actions may still wait for their answer: they are counted apart.
    """
    found = list(check_every_child(facts.children, facts.goal_persons))
    if not facts.goal_persons:
        found.append(Refusal("plan.no_goals", N_("Er staat nog geen doel in het plan.")))
    if not facts.heightened and not facts.offer_settled:
        found.append(
            Refusal(
                "plan.offer_open",
                N_("Het is nog niet bekend of het gezin zelf een plan wil maken. Vraag dat eerst."),
                source="Jeugdwet 4.1.2",
            )
        )
    if not facts.what_if.strip():
        found.append(Refusal("plan.what_if", N_("Schrijf op wat u samen doet als het niet lukt.")))
    return tuple(found)


def check_voice(words: str, on: date | None, *, today: date) -> tuple[Refusal, ...]:
    """A child's sheet holds the child's own words, and the day on which the child said them."""
    found = []
    if not words.strip():
        found.append(
            Refusal("voice.words", N_("Schrijf op wat het kind zei, in de woorden van het kind."), field="words")
        )
    if on is None or on > today:
        found.append(Refusal("voice.on", N_("Vul de dag van het gesprek in: vandaag of eerder."), field="on"))
    return tuple(found)


def check_voice_shown(
    *,
    parents_may_see: bool,
    decided_by_child: bool,
    birth_date: date | None,
    by_listener: bool,
    heightened: bool,
    today: date,
) -> Refusal | None:
    """Parents read a child's sheet only when the child says so, from 12; before that when the worker who listened says so.

    by_listener: the worker who spoke with the child decides. A child of unknown age decides for itself.
    """
    if not parents_may_see:
        return None
    if heightened:
        return Refusal(
            "voice.heightened",
            N_("Bij verhoogde veiligheid gaat het blad van het kind naar niemand thuis."),
            field="parents_may_see",
            source="D.3; F.8",
        )
    if birth_date is None or age_on(birth_date, today) >= CHILD_JOINS_FROM:
        if decided_by_child:
            return None
        return Refusal(
            "voice.child_decides",
            N_("Vanaf 12 jaar beslist het kind zelf of de ouders dit lezen. Vraag het aan het kind."),
            field="decided_by_child",
            source="Jeugdwet 7.3.10",
        )
    if by_listener or decided_by_child:
        return None
    return Refusal(
        "voice.listener_decides",
        N_("Alleen wie met het kind sprak, beslist of de ouders dit lezen."),
        field="parents_may_see",
    )


def check_agreement(*, agrees: bool | None, words: str, on: date | None, today: date) -> tuple[Refusal, ...]:
    """Each person says in their own words whether they agree; a disagreement is written down and stays (H.4)."""
    found = []
    if agrees is None:
        found.append(Refusal("agreement.agrees", N_("Kies of deze persoon het eens is met het plan."), field="agrees"))
    elif not agrees and not words.strip():
        found.append(
            Refusal(
                "agreement.words",
                N_("Schrijf op waarmee deze persoon het niet eens is, in eigen woorden."),
                field="words",
            )
        )
    if on is None or on > today:
        found.append(Refusal("agreement.on", N_("Vul de dag in: vandaag of eerder."), field="on"))
    return tuple(found)
