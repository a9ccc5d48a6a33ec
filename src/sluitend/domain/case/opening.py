"""What a case needs before it opens."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from sluitend.domain.case.status import PersonKind
from sluitend.domain.outcome import Refusal
from sluitend.domain.person import Bsn, Name, check_birth_date
from sluitend.domain.vocabulary import N_, Role

NUMBER_LETTERS: Final = "BCDFGHJKMNPQRTVWXZ2346789"
"""Letters of a case number. People read it out on the phone: nothing that sounds or looks like another, no vowels."""
NUMBER_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class PersonIn:
    """A person to put in a case. bsn: only where the organisation may hold one; it never shows itself.

    in_family: the family counts this person as family; where somebody lives stands with the household. relation: in
    the family's words, such as "moeder". phone and postcode: in the form that read_phone and read_postcode give; with
    a postcode the case begins with a household there. id: given when the caller must know it beforehand.
    """

    kind: PersonKind
    given_names: str = field(default="", repr=False)
    prefix: str = field(default="", repr=False)
    surname: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    relation: str = ""
    phone: str = field(default="", repr=False)
    postcode: str = field(default="", repr=False)
    house_number: str = field(default="", repr=False)
    bsn: Bsn | None = None
    in_family: bool = True
    id: UUID | None = None

    @property
    def name(self) -> Name:
        """Give the name in its parts."""
        return Name(self.given_names, self.prefix, self.surname)


def new_number(letters: Iterable[str]) -> str:
    """Write drawn letters as a case number: it carries no order, date or place."""
    drawn = "".join(letters)
    return f"C-{drawn[: NUMBER_LENGTH // 2]}-{drawn[NUMBER_LENGTH // 2 :]}"


def check_title(title: str) -> Refusal | None:
    """A case has a name that colleagues recognise."""
    if title.strip():
        return None
    return Refusal("case.title", N_("Geef de casus een naam, zoals “Gezin Van Dijk”."), field="title")


def check_children(persons: Iterable[PersonIn]) -> Refusal | None:
    """A case is about at least one child (A.14, criterion a)."""
    if any(person.kind is PersonKind.CHILD for person in persons):
        return None
    return Refusal("case.child", N_("Een casus gaat over ten minste één kind. Voeg een kind toe."), field="persons")


def check_persons(persons: Collection[PersonIn], *, today: date) -> tuple[Refusal, ...]:
    """Every person has a first name or a surname, and a birth date that can be right. fields: `person_<number>_<part>`."""
    found = []
    for place, person in enumerate(persons, start=1):
        if not (person.given_names.strip() or person.surname.strip()):
            found.append(
                Refusal(
                    "case.nameless",
                    N_("Vul een voornaam of een achternaam in."),
                    field=f"person_{place}_given_names",
                )
            )
        wrong = check_birth_date(person.birth_date, today=today, field=f"person_{place}_birth_date")
        if wrong is not None:
            found.append(wrong)
    return tuple(found)


def check_case_bsn(persons: Iterable[PersonIn], *, may_hold: bool) -> Refusal | None:
    """Of none of the people of a case is a BSN given by an organisation without a law for it (F.3a)."""
    return check_bsn_held(given=any(person.bsn for person in persons), may_hold=may_hold)


def check_bsn_held(*, given: bool, may_hold: bool) -> Refusal | None:
    """An organisation without a law for it never gives or holds a BSN (F.3a)."""
    if may_hold or not given:
        return None
    return Refusal(
        "case.no_bsn", N_("Uw organisatie mag geen BSN gebruiken. Laat het weg."), field="bsn", source="F.3a"
    )


def check_coordinator(roles: frozenset[Role] | None) -> Refusal | None:
    """A case has one coordinator, who works here as a coordinator today. roles: None when nobody was found."""
    if roles is not None and Role.COORDINATOR in roles:
        return None
    return Refusal(
        "case.coordinator",
        N_("Kies een casusregisseur die hier nu werkt en de uitnodiging al gebruikte."),
        field="coordinator",
    )


def check_deputy(deputy: UUID | None, roles: frozenset[Role] | None, coordinator: UUID) -> Refusal | None:
    """The deputy is another coordinator, who works here today. deputy: None when there is none yet."""
    if deputy is None or (deputy != coordinator and roles is not None and Role.COORDINATOR in roles):
        return None
    return Refusal(
        "case.deputy",
        N_("Kies als vervanger een andere casusregisseur die hier nu werkt en de uitnodiging al gebruikte."),
        field="deputy",
    )


def check_own_family(free: bool, *, field: str) -> Refusal | None:
    """Nobody gets a case that they closed for themselves as their own family or acquaintances.

    free: nothing stands in the way. The sentence does not say why, since the reader need not know.
    """
    if free:
        return None
    return Refusal(
        "case.not_this_person", N_("Deze persoon kan deze casus niet krijgen. Kies iemand anders."), field=field
    )
