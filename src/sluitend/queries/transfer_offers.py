"""What another municipality offers, at the side of who receives: the least first, and after opening what came along."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context
from sluitend.access.gate import case_access
from sluitend.access.transfers import CATEGORIES, unseal, why_of
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import Package, PackedPiece, PieceKind, TransferKind, check_answer
from sluitend.domain.vocabulary import Role
from sluitend.queries.cases import Choice, colleagues_on, coordinators_among
from sluitend.queries.transfers import OfferLine, line_of
from sluitend.records.models import TransferOffer


@dataclass(frozen=True, slots=True)
class OfferPage:
    """One offer. package: what came along, once somebody opened it and while it is kept; else None.

    closed: why it cannot be answered any more, or None. may_answer: it is for the viewer's role. case_id and report_id:
    what it became, when the viewer may open that. answered_by: the name that went back. coordinators: to choose from.
    """

    line: OfferLine
    package: Package | None = field(repr=False)
    opened_by: str
    opened_on: date | None
    closed: Refusal | None
    case_id: UUID | None
    report_id: UUID | None
    answer_name: str
    answer_reason: str = field(repr=False)
    answered_on: date | None
    coordinators: tuple[Choice, ...]
    me: UUID

    @property
    def goals(self) -> tuple[tuple[int, PackedPiece], ...]:
        """Give the goals that came along, each with its place."""
        listed = self.package.pieces if self.package else ()
        return tuple((place, one) for place, one in enumerate(listed) if one.kind is PieceKind.GOAL)


def offer_page(viewer: Viewer, offer_id: UUID, *, now: datetime) -> OfferPage:
    """Show one offer.

    What came along is shown once somebody opened it, and after a yes only to who works in what it became.

    Raises:
        NotFound: there is no such offer for the viewer.
    """
    row = TransferOffer.objects.select_related("opened_by").filter(pk=offer_id).first()
    if row is None:
        raise NotFound
    kind = TransferKind(row.kind)
    case_id = _case(viewer, row, now)
    if not viewer.has(*kind.ruling.receivers) and case_id is None:
        raise NotFound
    shows = row.opened_at is not None and row.package_sealed is not None
    if row.case_id is not None and case_id is None:
        shows = False
    audit.read(
        viewer,
        "transfer.offer" if shows else "transfer.offer_head",
        audit.Ref("transfer_offer", row.pk, case_id=row.case_id),
        categories=CATEGORIES[kind] if shows else (),
        why=why_of(kind),
        now=now,
    )
    day = context.today(now)
    return OfferPage(
        line=line_of(row),
        package=unseal(row) if shows else None,
        opened_by=f"{row.opened_by.display_name}, {row.opened_by.function.lower()}" if row.opened_by else "",
        opened_on=context.today(row.opened_at) if row.opened_at else None,
        closed=check_answer(row.answered_at, row.ends_on, day),
        case_id=case_id,
        report_id=row.report_id if viewer.has(Role.ATTENDANCE) else None,
        answer_name=row.answer_name,
        answer_reason=row.answer_reason,
        answered_on=context.today(row.answered_at) if row.answered_at else None,
        coordinators=coordinators_among(colleagues_on(day)) if kind is TransferKind.CASE and not row.answer else (),
        me=viewer.membership_id,
    )


def _case(viewer: Viewer, row: TransferOffer, now: datetime) -> UUID | None:
    if row.case_id is None:
        return None
    try:
        return case_access(viewer, row.case_id, now=now).case_id
    except NotFound:
        return None
