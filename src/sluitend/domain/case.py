"""A case: one family, one coordinator, a deputy, and who may sit at its table until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing.read import NAMED_UNDER_HEIGHTENED
from sluitend.domain.vocabulary import N_, Role, Worded

NUMBER_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, O, 1 and I: people read it out on the phone
READERS_NEEDED = 3


class CaseStatus(Worded):
    """Where a case stands (H.3); everything before it is a signal, everything after it is keeping."""

    OPENED = "opened", N_("Geopend")
    PLANNING = "planning", N_("Plan maken")
    RUNNING = "running", N_("Plan uitvoeren")
    AFTER_CARE = "after_care", N_("Nazorg")
    CLOSED = "closed", N_("Gesloten")


class PersonKind(Worded):
    """Whether a person of the case is a child (under 18) or an adult; the family says so, the birth date need not be known."""

    CHILD = "child", N_("Kind")
    ADULT = "adult", N_("Volwassene")


class CaseReason(Worded):
    """Why somebody may see a case, in one sentence."""

    COORDINATOR = "coordinator", N_("U bent de casusregisseur.")
    DEPUTY = "deputy", N_("U vervangt de casusregisseur.")
    SEAT = "seat", N_("U hebt een plaats in het team van deze casus.")
    NAMED = "named", N_("U staat op de lijst van mensen die deze casus mogen zien.")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts, as people write it; every part may be unknown."""

    given_names: str = ""
    prefix: str = ""
    surname: str = ""

    def __str__(self) -> str:
        """Give the name as people say it."""
        return " ".join(part for part in (self.given_names, self.prefix, self.surname) if part)


@dataclass(frozen=True, slots=True)
class PersonIn:
    """A person to put in a case. bsn: only where the organisation may hold it; it is sealed and never shown whole.

    in_family: the family counts this person as family; where somebody lives stands with the household. relation: in
    the family's words, such as "moeder". id: given when the caller must know it beforehand.
    """

    kind: PersonKind
    given_names: str = ""
    prefix: str = ""
    surname: str = ""
    birth_date: date | None = None
    relation: str = ""
    phone: str = ""
    bsn: str = field(default="", repr=False)
    in_family: bool = True
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReaderFacts:
    """One person who would be named as a reader of a case of heightened safety."""

    membership_id: UUID
    roles: frozenset[Role]
    on_call: bool


def check_title(title: str) -> Refusal | None:
    """A case has a name that colleagues recognise."""
    if title.strip():
        return None
    return Refusal("case.title", N_("Geef de casus een naam, zoals “gezin Van Dijk”."), field="title")


def check_children(persons: Iterable[PersonIn]) -> Refusal | None:
    """A case is about at least one child (A.14, criterion a)."""
    if any(person.kind is PersonKind.CHILD for person in persons):
        return None
    return Refusal("case.child", N_("Een casus gaat over ten minste één kind. Voeg een kind toe."), field="persons")


def check_named(persons: Iterable[PersonIn]) -> Refusal | None:
    """Every person has at least a first name or a surname."""
    if all(person.given_names.strip() or person.surname.strip() for person in persons):
        return None
    return Refusal("case.person_name", N_("Schrijf van ieder een voornaam of een achternaam op."), field="persons")


def check_coordinator(roles: frozenset[Role] | None) -> Refusal | None:
    """A case has one coordinator, who works here as a coordinator today. roles: None when nobody was found."""
    if roles is not None and Role.COORDINATOR in roles:
        return None
    return Refusal("case.coordinator", N_("Kies een casusregisseur die hier nu werkt."), field="coordinator")


def check_deputy(deputy: UUID | None, roles: frozenset[Role] | None, coordinator: UUID) -> Refusal | None:
    """The deputy is another coordinator, who works here today. deputy: None when there is none yet."""
    if deputy is None or (deputy != coordinator and roles is not None and Role.COORDINATOR in roles):
        return None
    return Refusal("case.deputy", N_("Kies als vervanger een andere casusregisseur die hier nu werkt."), field="deputy")


def check_own_family(free: bool, *, field: str) -> Refusal | None:
    """Nobody gets a case that they closed for themselves as their own family or acquaintances.

    free: nothing stands in the way. The sentence does not say why, since the reader need not know.
    """
    if free:
        return None
    return Refusal(
        "case.not_this_person", N_("Deze persoon kan deze casus niet krijgen. Kies iemand anders."), field=field
    )


def check_named_readers(readers: Iterable[ReaderFacts]) -> Refusal | None:
    """A case of heightened safety has at least three named readers, one of them on call (F.8)."""
    listed = [reader for reader in readers if not reader.roles.isdisjoint(NAMED_UNDER_HEIGHTENED)]
    if len({reader.membership_id for reader in listed}) >= READERS_NEEDED and any(r.on_call for r in listed):
        return None
    return Refusal(
        "case.named_readers",
        N_("Bij verhoogde veiligheid staan er ten minste drie mensen op de leeslijst. Een van hen is bereikbaar."),
        field="readers",
        source="F.8",
    )
