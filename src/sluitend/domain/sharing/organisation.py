"""Kinds of organisation: by which name they go, as which party they share, and whether they may hold a BSN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sluitend.domain.vocabulary import Party

NEVER_BSN = frozenset({Party.HOUSING, Party.WELFARE, Party.FAMILY, Party.FAMILY_MEMBER, Party.REPORTER, Party.ADVISER})
"""Housing associations, welfare and informal carers: no law lets them hold a BSN (F.3a), whatever content says."""


@dataclass(frozen=True, slots=True)
class Predecessor:
    """A name from before, and the last day on which it was used; None when the name went without a fixed day."""

    name: str
    until: date | None


@dataclass(frozen=True, slots=True)
class OrganisationType:
    """One kind of organisation (C.1).

    code: its stable name. text_nl, text_en: what people read. party: how it stands in the sharing matrix. may_hold_bsn:
    a law lets it hold a BSN; law: which. predecessors: earlier names. valid_from, valid_to: first and last day on which
    it can be chosen. marks: as in the matrix.
    """

    code: str
    text_nl: str
    text_en: str
    party: Party
    may_hold_bsn: bool
    law: str
    valid_from: date
    valid_to: date | None = None
    predecessors: tuple[Predecessor, ...] = ()
    marks: frozenset[str] = frozenset()

    def in_use(self, on: date) -> bool:
        """It can be chosen from its first up to and including its last day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
