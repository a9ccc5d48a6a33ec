"""Telling people that there is a case about them: when and how, or a dated reason to wait that lapses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sluitend.domain.case.status import PersonKind
from sluitend.domain.case.together import Answered
from sluitend.domain.outcome import Refusal
from sluitend.domain.person import age_on
from sluitend.domain.sharing.consent import CHILD_JOINS_FROM
from sluitend.domain.vocabulary import N_, Worded


class InformingState(Worded):
    """Whether somebody knows of the case."""

    TOLD = "told", N_("Weet het")
    WAITING = "waiting", N_("Nog niet verteld, met reden")
    UNCONFIRMED = "unconfirmed", N_("Wachten moet nog worden bevestigd")
    NOT_AGREED = "not_agreed", N_("Een collega is het niet eens met wachten")
    LAPSED = "lapsed", N_("De reden om te wachten is voorbij")
    DUE = "due", N_("Nog niet verteld")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What telling depends on. birth_date: None when unknown. in_family: the family counts this person as family."""

    kind: PersonKind
    birth_date: date | None
    in_family: bool
    holds_authority: bool = False


@dataclass(frozen=True, slots=True)
class InformingIn:
    """That somebody was told, or why that waits. second_person_id: the colleague who must agree with it."""

    told_on: date | None = None
    how: str = field(default="", repr=False)
    wait_reason: str = field(default="", repr=False)
    wait_until: date | None = None
    second_person_id: UUID | None = None


def must_be_told(person: PersonFacts, *, today: date) -> bool:
    """Everybody the file is about is told: adults of the family, who has authority, and children from 12 (AVG 13, 14; F.11).

    A child of unknown age counts as 12: nobody is passed over because a date is missing.
    """
    if person.holds_authority:
        return True
    if person.kind is PersonKind.ADULT:
        return person.in_family
    return person.birth_date is None or age_on(person.birth_date, today) >= CHILD_JOINS_FROM


def informing_state(
    told_on: date | None, wait_until: date | None, second: Answered | None = None, *, today: date
) -> InformingState:
    """Say where telling somebody stands; a reason to wait holds up to and including its last day, and then lapses.

    second: what the colleague said who must agree with waiting. Until that yes the wait is provisional; a no or no
    answer in time ends it.
    """
    if told_on is not None:
        return InformingState.TOLD
    if wait_until is None:
        return InformingState.DUE
    if second is Answered.NO:
        return InformingState.NOT_AGREED
    if wait_until < today or second is Answered.LAPSED:
        return InformingState.LAPSED
    return InformingState.WAITING if second is Answered.YES else InformingState.UNCONFIRMED


def check_informing(
    given: InformingIn, *, teller: UUID, second_able: bool, today: date, weeks: int
) -> tuple[Refusal, ...]:
    """Somebody was told, on a day and in a way; or there is a reason to wait, with a day on which it lapses, decided by two.

    teller: who writes it down. second_able: the second person works here with families, and under heightened safety
    stands on the reading list. weeks: the longest wait.
    """
    if given.told_on is not None:
        found = []
        if given.told_on > today:
            found.append(Refusal("informing.future", N_("Deze dag moet nog komen. Kijk de datum na."), field="told_on"))
        if not given.how.strip():
            found.append(
                Refusal(
                    "informing.how", N_("Schrijf op hoe u het vertelde, zoals “thuis, in een gesprek”."), field="how"
                )
            )
        return tuple(found)
    found = []
    if not given.wait_reason.strip():
        found.append(
            Refusal(
                "informing.reason",
                N_("Schrijf op wanneer u het vertelde, of waarom dat nog moet wachten."),
                field="wait_reason",
                source="AVG 14; UAVG 41",
            )
        )
    latest = today + timedelta(weeks=weeks)
    if given.wait_until is None or not today <= given.wait_until <= latest:
        found.append(
            Refusal(
                "informing.until",
                N_("Kies tot wanneer u wacht: uiterlijk %(latest)s. Daarna kijkt u opnieuw."),
                field="wait_until",
                params={"latest": f"{latest:%d-%m-%Y}"},
            )
        )
    if given.second_person_id is None or given.second_person_id == teller or not second_able:
        found.append(
            Refusal(
                "informing.second",
                N_("Wachten besluit u samen. Kies een collega. Die moet zelf ook ja zeggen."),
                field="second_person",
            )
        )
    return tuple(found)
