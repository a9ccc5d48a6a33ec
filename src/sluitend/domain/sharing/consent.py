"""Consent, as small as it can be: one partner, one kind of data, about one person, until one day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Category, Worded

CHILD_JOINS_FROM = 12  # Jeugdwet 7.3.4 and 7.3.5: from 12 the child agrees together with the parents
CHILD_ALONE_FROM = 16  # from 16 the child decides alone

NOBODY_WITH_AUTHORITY = Refusal(
    "consent.nobody_with_authority",
    N_("Het is niet bekend wie gezag heeft over dit kind. Zoek dat eerst uit en schrijf op waar u het vond."),
    field="asked_of",
    source="Jeugdwet 7.3.15",
)
SOMEONE_MISSING = Refusal(
    "consent.someone_missing",
    N_("Niet iedereen is gevraagd. Tot 12 jaar beslissen de ouders met gezag, van 12 tot 16 jaar ook het kind zelf."),
    field="asked_of",
    source="Jeugdwet 7.3.4 en 7.3.5",
)
ONLY_THE_PERSON = Refusal(
    "consent.only_the_person",
    N_("Vanaf 16 jaar geeft iemand zelf toestemming. Vraag het alleen aan die persoon."),
    field="asked_of",
    source="Jeugdwet 7.3.4 en 7.3.5",
)
NOT_AT_HOME = Refusal(
    "consent.not_at_home",
    N_("Hier geldt verhoogde veiligheid. Vraag alleen de persoon zelf, en niemand thuis."),
    field="asked_of",
    source="D.3",
)
ENDS_BEFORE_ASKED = Refusal(
    "consent.ends_before_asked",
    N_("De einddatum ligt voor de dag waarop het is gevraagd."),
    field="until",
)


class ConsentAnswer(Worded):
    """What was answered to one request for consent."""

    ASKED = "asked", N_("Gevraagd, nog geen antwoord")
    YES = "yes", N_("Ja")
    NO = "no", N_("Nee")
    WITHDRAWN = "withdrawn", N_("Ingetrokken")


@dataclass(frozen=True, slots=True)
class ConsentState:
    """One consent as it stands.

    partner: the organisation it is for. category: the one kind of data it is for. about: the person whose data they
    are. asked_of: everyone who was asked. until: the last day on which it holds; a consent without an end does not
    exist.
    """

    partner: UUID
    category: Category
    about: UUID
    asked_of: frozenset[UUID]
    asked_on: date
    answer: ConsentAnswer
    until: date

    @property
    def by_person_alone(self) -> bool:
        """Only the person whose data they are was asked."""
        return self.asked_of == {self.about}


def valid(consent: ConsentState | None, on: date) -> bool:
    """Consent counts while the answer is yes, from the day it was asked up to and including its last day."""
    return consent is not None and consent.answer is ConsentAnswer.YES and consent.asked_on <= on <= consent.until


def find_consent(
    consents: Iterable[ConsentState], *, partner: UUID, category: Category, about: UUID, on: date
) -> ConsentState | None:
    """Give the consent for exactly this partner, this kind of data and this person; None when nothing was asked.

    What was asked last counts; so a later no or withdrawal stands before an older yes.
    """
    fitting = [
        c for c in consents if c.partner == partner and c.category is category and c.about == about and c.asked_on <= on
    ]
    # On the same day the stricter answer counts: a withdrawal is never lost behind a yes.
    return max(fitting, key=lambda c: (c.asked_on, c.answer is not ConsentAnswer.YES, c.until), default=None)


def needed_from(
    about: UUID, age: int, parents_with_authority: frozenset[UUID], *, heightened: bool = False
) -> frozenset[UUID]:
    """Under 12 the parents with authority agree, from 12 the child as well, from 16 the person alone.

    age: in whole years on the day of asking; an adult counts as 16 or older. Under heightened safety nobody at home is
    asked: only the person. Source: Jeugdwet 7.3.4, 7.3.5, 7.3.15; D.3. Empty when the child is under 16 and nobody with
    authority is known.
    """
    if heightened or age >= CHILD_ALONE_FROM:
        return frozenset({about})
    if not parents_with_authority:
        return frozenset()
    if age >= CHILD_JOINS_FROM:
        return parents_with_authority | {about}
    return parents_with_authority


def check_consent(
    consent: ConsentState, *, age: int, parents_with_authority: frozenset[UUID], heightened: bool = False
) -> Refusal | None:
    """Everyone who must agree is asked, and from 16 years nobody but the person; so too under heightened safety."""
    needed = needed_from(consent.about, age, parents_with_authority, heightened=heightened)
    if not needed:
        return NOBODY_WITH_AUTHORITY
    if heightened and consent.asked_of != needed:
        return NOT_AT_HOME
    if age >= CHILD_ALONE_FROM and consent.asked_of != needed:
        return ONLY_THE_PERSON
    if not needed <= consent.asked_of:
        return SOMEONE_MISSING
    if consent.until < consent.asked_on:
        return ENDS_BEFORE_ASKED
    return None
