"""By what two people may turn out to be one, and when a person may be searched for.

A key says nothing by itself: it is a keyed digest, made for one municipality and one purpose, and a match is a
question to a person, never an answer. There is no name in a key: a name is written in many ways, and some people's
names in more ways than others' (docs/decisions/0006-no-name-in-a-match-key.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import Bsn, read_postcode
from sluitend.domain.vocabulary import N_, Purpose, Worded

Keyed = Callable[[bytes], bytes]
T = TypeVar("T")


class KeyKind(Worded):
    """What two people share when they may be one."""

    BSN = "bsn", N_("hetzelfde BSN")
    BIRTH_AND_POSTCODE = "birth_postcode", N_("dezelfde geboortedatum en postcode")


@dataclass(frozen=True, slots=True)
class Traits:
    """What a person is recognised by. Each may be unknown; no name, on purpose."""

    bsn: Bsn | None = None
    birth_date: date | None = field(default=None, repr=False)
    postcode: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MatchKey:
    """One keyed digest of a person; equality is all it can tell."""

    kind: KeyKind
    digest: bytes


def match_keys(traits: Traits, *, municipality: UUID, purpose: Purpose, keyed: Keyed) -> tuple[MatchKey, ...]:
    """Make the keys of a person: the BSN, and the birth date with the postcode; what is unknown gives no key.

    keyed: makes a digest with a secret key; without one, all BSNs are tried out in a minute. Municipality and purpose
    are part of what is digested, so keys of two purposes cannot be laid side by side.
    """
    told: list[tuple[KeyKind, str]] = []
    if traits.bsn is not None:
        told.append((KeyKind.BSN, traits.bsn.reveal()))
    postcode = read_postcode(traits.postcode)
    if traits.birth_date is not None and isinstance(postcode, str) and postcode:
        told.append((KeyKind.BIRTH_AND_POSTCODE, f"{traits.birth_date.isoformat()}|{postcode}"))
    return tuple(MatchKey(kind, keyed(f"{municipality}|{purpose}|{kind}|{words}".encode())) for kind, words in told)


def is_searched(*, bsn: bool, birth_date: bool, postcode: bool) -> bool:
    """Only a person with a whole key is searched for: a BSN, or a birth date with a postcode; a name is none.

    Each tells whether that is known.
    """
    return bsn or (birth_date and postcode)


def shared(one: Collection[MatchKey], other: Collection[MatchKey]) -> frozenset[KeyKind]:
    """Give by which keys two people may be one; empty when by none."""
    return frozenset(key.kind for key in set(one) & set(other))


# --- Searching ------------------------------------------------------------------------------------------------------

NO_PURPOSE = N_("Kies waarvoor u zoekt.")
NOT_FOR_PURPOSE = N_("Voor dit doel zoekt niemand naar een persoon.")
NO_REFERENCE = N_("Noem het nummer van de melding of de casus waarvoor u zoekt.")
NO_KEYS = N_("Vul het BSN in, of de geboortedatum samen met de postcode. Op een naam wordt niet gezocht.")

_NOBODY_IS_SEARCHED_FOR = frozenset({Purpose.MANAGEMENT_INFORMATION, Purpose.AUDIT})


@dataclass(frozen=True, slots=True)
class Search:
    """A search for one person. reference: number of the signal or case it is for."""

    traits: Traits
    purpose: Purpose | None
    reference: str


def check_search(search: Search) -> Refusal | None:
    """A person search needs a whole key, a purpose and the number of the signal or case it is for.

    A whole key is a BSN, or a birth date with a postcode. Nobody is searched for to steer, to account or to audit.
    """
    if search.purpose is None:
        return Refusal("search.no_purpose", NO_PURPOSE, "purpose")
    if search.purpose in _NOBODY_IS_SEARCHED_FOR:
        return Refusal("search.not_for_purpose", NOT_FOR_PURPOSE, "purpose")
    if not search.reference.strip():
        return Refusal("search.no_reference", NO_REFERENCE, "reference")
    traits = search.traits
    postcode = read_postcode(traits.postcode)
    if isinstance(postcode, Refusal):
        return postcode
    if traits.bsn is None and (traits.birth_date is None or not postcode):
        return Refusal("search.no_keys", NO_KEYS, "bsn")
    return None


@dataclass(frozen=True, slots=True)
class Hits(Generic[T]):
    """What a search gives. too_many: there were more than may be shown, so none is; ask for the BSN."""

    found: tuple[T, ...]
    too_many: bool = False


def at_most(found: Sequence[T], most: int) -> Hits[T]:
    """Give the hits when there are no more than `most`; otherwise none, since a choice out of many says nothing."""
    return Hits(tuple(found)) if len(found) <= most else Hits((), too_many=True)
