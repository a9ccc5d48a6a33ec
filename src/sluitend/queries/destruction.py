"""The pages about destroying: what is due, what is proposed, and what was destroyed by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context
from sluitend.access.destruction import DueLine, Proposal, due, proposal
from sluitend.content.parameters import default_norms
from sluitend.domain.destruction import CONFIRMERS, NORMS, PROPOSERS, READERS, Kept, check_other_person
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import Destruction

WHY = audit.Why(ground="AVG 5(1)(e)", rule="F.14")
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Term:
    """How long a class is kept, in the words of its norm, and where that is written."""

    kind: Kept
    text_nl: str
    text_en: str
    source: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """What remains of a destruction, or that it was not done. counts: how many of each class."""

    proposed_by: str
    proposed_at: datetime
    ended_by: str
    ended_at: datetime
    ground: str
    counts: tuple[tuple[Kept, int], ...]
    kept_words: str


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A proposal that waits for a second person."""

    destruction_id: UUID
    proposed_by: str
    proposed_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class DestructionPage:
    """What is due (for who proposes), what waits for a second person, and what was destroyed."""

    proposes: bool
    due: tuple[DueLine, ...]
    terms: tuple[Term, ...]
    open: tuple[OpenLine, ...]
    records: tuple[RecordLine, ...]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """One proposal. refused: why the viewer cannot confirm it."""

    proposal: Proposal
    terms: tuple[Term, ...]
    refused: Refusal | None


def destruction_page(viewer: Viewer, *, now: datetime) -> DestructionPage:
    """Show what is due, what waits, and what was destroyed: numbers and dates, no content.

    Raises:
        NotFound: destroying is not the viewer's work, nor watching over it.
    """
    if not viewer.has(*READERS):
        raise NotFound
    lines = due()
    rows = list(
        Destruction.objects.select_related("proposed_by", "confirmed_by", "refused_by").order_by("-proposed_at")
    )
    waiting = [row for row in rows if row.confirmed_at is None and row.refused_at is None]
    ref = audit.Ref("destruction")
    audit.read(viewer, "destruction.list", ref, now=now, categories=(Category.K19,), why=WHY, count=len(lines) or 1)
    return DestructionPage(
        proposes=viewer.has(*PROPOSERS),
        due=lines,
        terms=_terms({line.kind for line in lines}, context.today(now)),
        open=tuple(
            OpenLine(row.pk, row.proposed_by.display_name, row.proposed_at, row.items.count()) for row in waiting
        ),
        records=tuple(_record(row) for row in rows if row not in waiting)[:SHOWN],
    )


def proposal_page(viewer: Viewer, destruction_id: UUID, *, now: datetime) -> ProposalPage:
    """Show one open proposal to who may confirm or keep it.

    Raises:
        NotFound: there is no open proposal for the viewer.
    """
    found = proposal(destruction_id) if viewer.has(*CONFIRMERS) else None
    if found is None or not found.open:
        raise NotFound
    ref = audit.Ref("destruction", destruction_id)
    audit.read(viewer, "destruction.page", ref, now=now, categories=(Category.K19,), why=WHY, count=len(found.items))
    terms = _terms({line.kind for line in found.items}, context.today(now))
    return ProposalPage(found, terms, check_other_person(found.proposer, viewer.user_id))


def destruction_count(viewer: Viewer, now: datetime) -> int:  # noqa: ARG001 - as the menu asks
    """Count what waits in destroying, for the menu: what is due for who proposes, proposals of others for the second."""
    if not viewer.has(*CONFIRMERS):
        return 0
    waiting = Destruction.objects.filter(confirmed_at=None, refused_at=None)
    return len(due()) + waiting.exclude(proposed_by__user_id=viewer.user_id).count()


def _terms(kinds: set[Kept], day: date) -> tuple[Term, ...]:
    found = []
    for kind in Kept:
        if kind in kinds:
            norm = default_norms().at(NORMS[kind], day)
            found.append(Term(kind, norm.text_nl, norm.text_en, norm.source))
    return tuple(found)


def _record(row: Destruction) -> RecordLine:
    by, at = (row.confirmed_by, row.confirmed_at) if row.confirmed_by else (row.refused_by, row.refused_at)
    return RecordLine(
        proposed_by=row.proposed_by.display_name,
        proposed_at=row.proposed_at,
        ended_by=by.display_name if by else "",
        ended_at=at or row.proposed_at,
        ground=row.ground,
        counts=tuple((kind, row.counts[kind]) for kind in Kept if row.counts.get(kind)),
        kept_words=row.refused_words,
    )


__all__ = [
    "DestructionPage",
    "DueLine",
    "OpenLine",
    "ProposalPage",
    "RecordLine",
    "Term",
    "destruction_count",
    "destruction_page",
    "proposal_page",
]
