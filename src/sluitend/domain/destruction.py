"""Destroying what is kept long enough: one person proposes, another confirms, and one line without content stays (F.12, F.14)."""

from __future__ import annotations

from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Role, Worded

PROPOSERS = frozenset({Role.PRIVACY_OFFICER})
"""Who draws up what must be destroyed."""

CONFIRMERS = frozenset({Role.PRIVACY_OFFICER, Role.ADMIN})
"""Who can be the second: a second privacy officer, or an administrator. Neither sees content, only numbers and dates."""

READERS = PROPOSERS | CONFIRMERS | {Role.DPO}
"""Who reads what was destroyed. The data protection officer supervises, and carries no processing task (F.7b)."""

MOST = 100
"""The most that one proposal holds: a list that nobody can oversee is not looked at."""


class Kept(Worded):
    """What can be destroyed at the end of its term, as classes of F.12."""

    SIGNAL_REFUSED = "signal_refused", N_("melding die niet is opgepakt")
    SIGNAL_TAKEN = "signal_taken", N_("melding die is opgepakt")
    CASE = "case", N_("casus met plan en acties")
    ABSENCE = "absence", N_("verzuimmelding")
    DEPARTURE = "departure", N_("melding van vertrek of uitschrijving")


NORMS = {
    Kept.SIGNAL_REFUSED: "signal.refused_keep",
    Kept.SIGNAL_TAKEN: "signal.taken_up_keep",
    Kept.CASE: "case.keep",
    Kept.ABSENCE: "absence.keep",
    Kept.DEPARTURE: "departure.keep",
}
"""Which norm says how long a class is kept."""


def check_chosen(chosen: int) -> Refusal | None:
    """A proposal names at least one thing, and no more than somebody can oversee."""
    if not chosen:
        return Refusal("destruction.none", N_("Kies ten minste één regel."), field="items")
    if chosen > MOST:
        return Refusal(
            "destruction.many",
            N_("Kies ten hoogste %(most)s regels tegelijk. Dan kan uw collega ze nakijken."),
            field="items",
            params={"most": str(MOST)},
        )
    return None


def check_other_person(proposer: UUID, confirmer: UUID) -> Refusal | None:
    """Two different people destroy: who proposes does not confirm, in no other place either. Both: of a login."""
    if proposer != confirmer:
        return None
    return Refusal(
        "destruction.same_person",
        N_("U stelde dit zelf voor. Een ander moet het bevestigen: een privacy officer of een beheerder."),
        source="F.12",
    )


def check_why_not(words: str) -> Refusal | None:
    """Who says no says why."""
    if words.strip():
        return None
    return Refusal("destruction.no_words", N_("Schrijf op waarom dit nu niet wordt vernietigd."), field="words")
