"""The plan as a whole: the family may make its own first, the six weeks, what it needs to start, a copy on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.plan.words import (
    SETTLED,
    FamilyAnswer,
)
from sluitend.domain.vocabulary import N_


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


def check_copy(asked_on: date | None, given_on: date | None, *, heightened: bool, today: date) -> tuple[Refusal, ...]:
    """Whoever asks for the plan in writing gets it; under heightened safety nothing on paper goes home."""
    if heightened:
        return (
            Refusal(
                "plan.no_paper",
                N_(
                    "Bij verhoogde veiligheid gaat er niets op papier naar huis. Bespreek het plan met de persoon zelf."
                ),
                source="D.3; F.8",
            ),
        )
    found = []
    if asked_on is None or asked_on > today:
        found.append(
            Refusal("plan.asked_on", N_("Vul in wanneer erom is gevraagd: vandaag of eerder."), field="asked_on")
        )
    elif given_on is not None and not asked_on <= given_on <= today:
        found.append(
            Refusal("plan.given_on", N_("Kies een dag na de vraag, en niet later dan vandaag."), field="given_on")
        )
    return tuple(found)
