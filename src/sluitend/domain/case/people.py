"""Household, family and authority: three things that are kept apart, each with its source and its day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Worded


class AuthorityKind(Worded):
    """Who decides about a child, in the types of the BRP (BRP API Personen 2.7.0, `gezag`)."""

    JOINT_PARENTAL = "joint_parental", N_("Gezamenlijk ouderlijk gezag")
    SOLE_PARENTAL = "sole_parental", N_("Eenhoofdig ouderlijk gezag")
    JOINT = "joint", N_("Gezamenlijk gezag van een ouder en een ander")
    GUARDIANSHIP = "guardianship", N_("Voogdij")
    NONE_NOW = "none_now", N_("Tijdelijk geen gezag")
    UNDETERMINED = "undetermined", N_("Gezag niet te bepalen")


HELD = frozenset(AuthorityKind) - {AuthorityKind.NONE_NOW, AuthorityKind.UNDETERMINED}
"""Kinds that somebody holds; the other two say that nobody does, or that nobody knows."""


@dataclass(frozen=True, slots=True)
class AuthorityIn:
    """That somebody has authority over a child.

    holder_id: a person of the case; holder_words: who is not in it, such as a guardianship body. bron: where this comes
    from. as_of: the day of that source.
    """

    child_id: UUID
    kind: AuthorityKind
    holder_id: UUID | None = None
    holder_words: str = field(default="", repr=False)
    bron: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class HouseholdIn:
    """Who lives at one address. address_protected: nobody outside this household may learn it."""

    label: str
    members: tuple[UUID, ...]
    bron: str
    as_of: date | None
    street: str = field(default="", repr=False)
    house_number: str = field(default="", repr=False)
    postcode: str = field(default="", repr=False)
    city: str = field(default="", repr=False)
    address_protected: bool = False


def _check_source(bron: str, as_of: date | None, *, today: date) -> tuple[Refusal, ...]:
    found = []
    if not bron.strip():
        found.append(
            Refusal("people.bron", N_("Schrijf op waar u dit vond, zoals “BRP” of “moeder zelf”."), field="bron")
        )
    if as_of is None:
        found.append(Refusal("people.as_of", N_("Vul de datum in waarop dit zo was."), field="as_of"))
    elif as_of > today:
        found.append(Refusal("people.as_of_future", N_("Deze dag moet nog komen. Kijk de datum na."), field="as_of"))
    return tuple(found)


def check_authority(
    given: AuthorityIn, *, children: Collection[UUID], persons: Collection[UUID], today: date
) -> tuple[Refusal, ...]:
    """Authority over a child stands with its kind, its holder, its source and its day (G.4).

    children, persons: of this case. A holder need not live with the child, and need not be in the case.
    """
    found = list(_check_source(given.bron, given.as_of, today=today))
    if given.child_id not in children:
        found.append(Refusal("authority.child", N_("Kies een kind uit deze casus."), field="child"))
    if given.holder_id is not None and (given.holder_id not in persons or given.holder_id == given.child_id):
        found.append(Refusal("authority.holder", N_("Kies een ander uit deze casus."), field="holder"))
    named = given.holder_id is not None or bool(given.holder_words.strip())
    if given.kind in HELD and not named:
        found.append(Refusal("authority.nobody", N_("Kies wie dit gezag heeft, of schrijf het op."), field="holder"))
    if given.kind not in HELD and named:
        found.append(
            Refusal(
                "authority.somebody",
                N_("Bij deze soort heeft niemand het gezag. Laat de persoon leeg."),
                field="holder",
            )
        )
    return tuple(found)


def check_household(given: HouseholdIn, *, persons: Collection[UUID], today: date) -> tuple[Refusal, ...]:
    """A household has a name, at least one person of this case, a source and a day; the address may be unknown."""
    found = list(_check_source(given.bron, given.as_of, today=today))
    if not given.label.strip():
        found.append(Refusal("household.label", N_("Geef dit huis een naam, zoals “bij moeder”."), field="label"))
    if not given.members or not set(given.members) <= set(persons):
        found.append(Refusal("household.members", N_("Kies wie hier woont."), field="members"))
    return tuple(found)


def check_supporter(name: str, relation: str) -> tuple[Refusal, ...]:
    """Somebody the family itself names as support has a name, and words for what they are to the family."""
    found = []
    if not name.strip():
        found.append(Refusal("supporter.name", N_("Schrijf de naam op zoals het gezin die noemt."), field="name"))
    if not relation.strip():
        found.append(
            Refusal("supporter.relation", N_("Schrijf op wie dit is, zoals “oma” of “buurvrouw”."), field="relation")
        )
    return tuple(found)


def check_reason(reason: str) -> Refusal | None:
    """What is known about people changes with a reason, so that anybody can follow it later."""
    if reason.strip():
        return None
    return Refusal("people.reason", N_("Schrijf op waarom u dit wijzigt."), field="reason")
