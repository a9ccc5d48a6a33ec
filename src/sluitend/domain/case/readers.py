"""Who may see a case besides its coordinator: seats with an end, and the reading list of heightened safety."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing.read import NAMED_UNDER_HEIGHTENED
from sluitend.domain.vocabulary import N_, Role

READERS_NEEDED: Final = 3
"""Three, so that the list still holds when one is ill and one is away."""

SEATED: Final = frozenset(
    {
        Role.COORDINATOR,
        Role.TEAM_MEMBER,
        Role.PROCESS_DIRECTOR,
        Role.ATTENDANCE,
        Role.CODE_OFFICER,
        Role.PROTOCOL_COORDINATOR,
    }
)
"""Who can have a seat at the table of a case. A partner gets an action, and sees that."""


@dataclass(frozen=True, slots=True)
class ReaderFacts:
    """One person who would be named as a reader of a case of heightened safety."""

    membership_id: UUID
    roles: frozenset[Role]
    on_call: bool


def check_named_readers(readers: Iterable[ReaderFacts]) -> Refusal | None:
    """A case of heightened safety has at least three named readers, one of them on call (F.8)."""
    able = [reader for reader in readers if not reader.roles.isdisjoint(NAMED_UNDER_HEIGHTENED)]
    if len({reader.membership_id for reader in able}) >= READERS_NEEDED and any(r.on_call for r in able):
        return None
    return Refusal(
        "case.named_readers",
        N_(
            "Bij verhoogde veiligheid staan er ten minste drie mensen op de leeslijst. Een van hen is altijd te bellen."
        ),
        field="readers",
        source="F.8",
    )


def check_seat(
    roles: frozenset[Role] | None,
    *,
    function: str,
    reason: str,
    until: date | None,
    today: date,
    weeks: int,
    listed: bool = True,
) -> tuple[Refusal, ...]:
    """A seat has a function, a reason and an end; who sits works here, and is no partner.

    roles: of who would sit, None when nobody was found. weeks: the longest a seat lasts. listed: under heightened
    safety, whether they stand on the reading list.
    """
    found = []
    if roles is None or roles.isdisjoint(SEATED):
        found.append(
            Refusal(
                "seat.person",
                N_("Kies een collega die hier nu met gezinnen werkt. Een partner krijgt een actie, geen plaats."),
                field="membership",
            )
        )
    elif not listed:
        found.append(
            Refusal(
                "seat.not_listed",
                N_(
                    "Bij verhoogde veiligheid zit alleen wie op de leeslijst staat aan tafel. Zet deze collega daar eerst op."
                ),
                field="membership",
                source="F.8",
            )
        )
    if not function.strip():
        found.append(Refusal("seat.function", N_("Schrijf op wat deze collega doet in deze casus."), field="function"))
    if not reason.strip():
        found.append(Refusal("seat.reason", N_("Schrijf op waarom dit nodig is."), field="reason"))
    latest = today + timedelta(weeks=weeks)
    if until is None or not today <= until <= latest:
        found.append(
            Refusal(
                "seat.until",
                N_("Kies een einddatum tussen vandaag en %(latest)s. Daarna kan het opnieuw."),
                field="until",
                params={"latest": f"{latest:%d-%m-%Y}"},
            )
        )
    return tuple(found)
