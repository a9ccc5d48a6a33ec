"""Rows by which people in signals and cases are recognised: keyed digests, one purpose, one municipality."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sluitend.domain.person import Bsn, fold
from sluitend.domain.vocabulary import Purpose
from sluitend.records.crypto import digest
from sluitend.records.models import MatchKey, Signal, SignalPerson


def add_for_signal(signal: Signal, persons: Sequence[SignalPerson], bsns: Sequence[Bsn | None]) -> None:
    """Write the keys of the children of a signal."""
    rows = []
    for place, row in enumerate(persons):
        found = []
        if row.kind == "child" and row.birth_date and row.surname:
            found.append(("name", f"{fold(row.surname)}|{row.birth_date}"))
        bsn = bsns[place] if place < len(bsns) else None
        if bsn:
            found.append(("bsn", bsn.reveal()))
        rows += [
            MatchKey(
                municipality_id=signal.municipality_id,
                signal=signal,
                person_ref=row.pk,
                purpose=Purpose.ACCESS_AND_DIRECTION,
                kind=kind,
                digest=digest("p1", value.encode()),
            )
            for kind, value in found
        ]
    MatchKey.objects.bulk_create(rows)


def of_declared(
    *, given_names: str, prefix: str, surname: str, birth_date: date | None, postcode: str
) -> frozenset[bytes]:
    """Give the digests by which somebody whom a worker declared as their own family is recognised.

    The same keys as those of persons in signals and cases, so that equality is enough.
    """
    del given_names, prefix, postcode
    if not (birth_date and surname):
        return frozenset()
    return frozenset({digest("p1", f"{fold(surname)}|{birth_date}".encode())})
