"""Rows by which people in signals and cases are recognised: keyed digests, one purpose, one municipality."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sluitend.domain.matching import Traits, match_keys
from sluitend.domain.person import Bsn
from sluitend.domain.vocabulary import Purpose
from sluitend.records.crypto import digest
from sluitend.records.models import MatchKey, Signal, SignalPerson

# For which purposes signals and cases are given keys.
PURPOSES = (Purpose.ACCESS_AND_DIRECTION,)


def add_for_signal(signal: Signal, persons: Sequence[SignalPerson], bsns: Sequence[Bsn | None]) -> None:
    """Write the keys of the children of a signal. bsns: of the persons in the same order, as far as they are known."""
    MatchKey.objects.bulk_create(
        key
        for place, row in enumerate(persons)
        if row.kind == "child"
        for key in rows_for(
            signal.municipality_id,
            row.pk,
            Traits(bsns[place] if place < len(bsns) else None, row.birth_date, row.postcode),
            signal_id=signal.pk,
        )
    )


def rows_for(
    municipality_id: UUID,
    person_ref: UUID,
    traits: Traits,
    *,
    signal_id: UUID | None = None,
    case_id: UUID | None = None,
) -> list[MatchKey]:
    """Make the rows by which a person of a signal or a case is recognised; they are not saved."""
    return [
        MatchKey(
            municipality_id=municipality_id,
            signal_id=signal_id,
            case_id=case_id,
            person_ref=person_ref,
            purpose=purpose,
            kind=key.kind,
            digest=key.digest,
        )
        for purpose in PURPOSES
        for key in match_keys(traits, municipality=municipality_id, purpose=purpose, keyed=keyed)
    ]


def of_declared(municipality_id: UUID, traits: Traits) -> frozenset[bytes]:
    """Give the digests by which somebody whom a worker declared as their own family is recognised.

    The same keys as those of persons in signals and cases, for every purpose for which those are made.
    """
    return frozenset(
        key.digest
        for purpose in PURPOSES
        for key in match_keys(traits, municipality=municipality_id, purpose=purpose, keyed=keyed)
    )


def keyed(value: bytes) -> bytes:
    """Give the keyed digest of a match key."""
    return digest("match", value)
