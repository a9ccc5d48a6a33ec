"""What people themselves say: a sheet for each child, and whether each person agrees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sluitend.domain.case import InformingState
from sluitend.domain.outcome import Refusal
from sluitend.domain.person import age_on
from sluitend.domain.sharing.consent import CHILD_JOINS_FROM
from sluitend.domain.vocabulary import N_


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


# --- The plan on paper -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Circle:
    """Whose data stand on the paper for one person.

    own: the person, and for a parent the children under 16 over whom they have authority; from 16 somebody decides
    alone (Jeugdwet 7.3.5). together: other adults with whom the person lives; a child with two homes, or none that we
    know, has nobody here. sheltered: who lives at a protected address where the person does not live. whole_family:
    every other adult of the case lives with this person.
    """

    own: frozenset[UUID]
    together: frozenset[UUID]
    sheltered: frozenset[UUID]
    whole_family: bool


def goal_is_theirs(persons: frozenset[UUID], circle: Circle) -> bool:
    """A goal stands on somebody's paper when it is theirs, and of nobody else but who they live with (rule 47)."""
    return not persons.isdisjoint(circle.own) and persons <= circle.own | circle.together


def check_print(*, heightened: bool) -> Refusal | None:
    """Under heightened safety no plan is printed: paper gets home."""
    if not heightened:
        return None
    return Refusal(
        "plan.no_print",
        N_("Bij verhoogde veiligheid drukt u het plan niet af. Bespreek het met de persoon zelf, op een veilige plek."),
        source="D.3; F.8",
    )


_WAITS = frozenset(
    {InformingState.WAITING, InformingState.UNCONFIRMED, InformingState.NOT_AGREED, InformingState.LAPSED}
)


def check_paper_for(told: InformingState | None) -> Refusal | None:
    """Who may not know of the case yet gets no paper about it: first write down that they were told.

    A reason to wait that is over, or that a colleague does not agree with, tells nobody by itself.
    """
    if told not in _WAITS:
        return None
    return Refusal(
        "plan.no_paper_yet",
        N_("Deze persoon weet nog niet van de casus: vertellen wacht nog. Schrijf eerst op dat het is verteld."),
        source="UAVG 41; F.7, regel 47",
    )
