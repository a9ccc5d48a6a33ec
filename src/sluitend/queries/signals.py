"""What somebody who has a concern sees: whom to phone, their drafts, and what became of what they handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sluitend.access import audit, concern, context, norms
from sluitend.domain.outcome import NotFound
from sluitend.domain.person import show_phone
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import NATIONAL_PHONES, ON_BEHALF, Door, ReporterAnswer, cannot_wait, may_hand_in
from sluitend.domain.vocabulary import Category, Party
from sluitend.records import drafts
from sluitend.records.crypto import Unreadable
from sluitend.records.models import Draft, FormReceipt, Membership, Municipality, OutsideReport, SignalReceipt

DRAFT = "signal"


@dataclass(frozen=True, slots=True)
class Phones:
    """Whom to phone. safety: the municipality's own number for danger at home."""

    municipality: str
    general: str
    hours: str
    safety: str
    danger: str = NATIONAL_PHONES["danger"]
    safe_at_home: str = NATIONAL_PHONES["safe_at_home"]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What the form needs to know of who fills it in.

    read_by: until when a concern handed in now is read. on_behalf: may enter what somebody else tells. may_hold_bsn:
    a law lets their organisation hold a BSN. police: needs the reference of a written decision. phone: their own number.
    """

    phones: Phones
    read_by: date
    on_behalf: bool
    may_hold_bsn: bool
    police: bool
    phone: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """An unfinished concern, opened for its author. door: how they came in; None when home may not know.

    begun: nothing of it was kept yet.
    """

    draft_id: UUID
    heightened: bool
    door: Door | None
    typed: Mapping[str, list[str]] = field(repr=False)
    entry: EntryPage
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """A concern of which the first questions were answered and nothing was typed yet."""

    heightened: bool
    door: Door | None


@dataclass(frozen=True, slots=True)
class HandedInBefore:
    """The draft is gone because it was handed in: its receipt."""

    receipt_id: UUID


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One unfinished concern in the list: when, never about whom."""

    draft_id: UUID
    saved_at: datetime
    last_day: date


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What a reporter may know of a concern they handed in: number, dates, and one fixed sentence (rule 52).

    cannot_wait: they said that there is danger now, and phone instead of waiting.
    """

    receipt_id: UUID
    number: str
    handed_in_at: datetime
    read_by: date
    answer: ReporterAnswer
    answered_at: datetime | None
    cannot_wait: bool


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """That the viewer reported to Veilig Thuis, on a day."""

    reported_on: date


@dataclass(frozen=True, slots=True)
class ReceiptsPage:
    """My concerns: handed in, reported elsewhere, and still being written."""

    lines: tuple[ReceiptLine, ...]
    outside: tuple[OutsideLine, ...]
    drafts: tuple[DraftLine, ...]


def entry_page(viewer: Viewer, *, now: datetime) -> EntryPage:
    """Give what the first pages of a concern show. Raises NotFound for who hands in no concerns."""
    if not may_hand_in(viewer):
        raise NotFound
    place = Municipality.objects.get()
    return EntryPage(
        phones=Phones(place.name, place.phone, place.phone_hours, place.safety_phone),
        read_by=norms.due_day("signal.read", now),
        on_behalf=viewer.has(*ON_BEHALF),
        may_hold_bsn=concern.may_hold_bsn(viewer),
        police=concern.party_of(viewer, context.today(now)) is Party.POLICE,
        phone=show_phone(
            Membership.objects.values_list("phone", flat=True).filter(pk=viewer.membership_id).first() or ""
        ),
    )


def draft_page(
    viewer: Viewer, draft_id: UUID, *, begun: Begun | None = None, now: datetime
) -> DraftPage | HandedInBefore:
    """Open one's own draft, or say which receipt it became. begun: when nothing may have been kept of it yet.

    Raises:
        NotFound: it is not the viewer's, its time is over, or its key is gone.
    """
    row = Draft.objects.filter(pk=draft_id, kind=DRAFT).first()
    if row is None:
        done = FormReceipt.objects.filter(form_key=draft_id, verb="signal.hand_in").first()
        if done is None and begun is not None:
            return DraftPage(draft_id, begun.heightened, begun.door, {}, entry_page(viewer, now=now), begun=True)
        if done is None:
            raise NotFound
        return HandedInBefore(UUID(done.result["receipt"]))
    audit.read(viewer, "signal.draft", audit.Ref("draft", draft_id), now=now, categories=(Category.K18,))
    try:
        content = drafts.unseal(draft_id, row.sealed)
    except Unreadable:
        raise NotFound from None
    return DraftPage(
        draft_id=draft_id,
        heightened=content["heightened"],
        door=Door(content["door"]) if content["door"] else None,
        typed=content["typed"],
        entry=entry_page(viewer, now=now),
    )


def receipts_page(viewer: Viewer, *, now: datetime) -> ReceiptsPage:
    """Give what the viewer handed in, reported elsewhere and is still writing. Raises NotFound as entry_page does."""
    if not may_hand_in(viewer):
        raise NotFound
    own = {"membership_id": viewer.membership_id}
    lines = tuple(_line(row) for row in SignalReceipt.objects.filter(**own).order_by("-handed_in_at", "id")[:100])
    outside = OutsideReport.objects.filter(noted_by_id=viewer.membership_id).order_by("-reported_on", "id")[:20]
    unfinished = Draft.objects.filter(kind=DRAFT).order_by("-saved_at", "id")
    audit.read(
        viewer, "signal.receipts", audit.Ref("signal_receipt"), now=now, categories=(Category.K19,), count=len(lines)
    )
    return ReceiptsPage(
        lines=lines,
        outside=tuple(OutsideLine(row.reported_on) for row in outside),
        drafts=tuple(
            DraftLine(row.pk, row.saved_at, context.today(row.expires_at - timedelta(seconds=1)))
            for row in unfinished.defer("sealed")
        ),
    )


def receipt(viewer: Viewer, receipt_id: UUID, *, now: datetime) -> tuple[ReceiptLine, Phones]:
    """Give one's own receipt, and whom to phone until it is read. Raises NotFound when it is not the viewer's."""
    row = SignalReceipt.objects.filter(pk=receipt_id, membership_id=viewer.membership_id).first()
    if row is None:
        raise NotFound
    audit.read(viewer, "signal.receipt", audit.Ref("signal_receipt", receipt_id), now=now, categories=(Category.K19,))
    return _line(row), entry_page(viewer, now=now).phones


def _line(row: SignalReceipt) -> ReceiptLine:
    answer = ReporterAnswer(row.outcome)
    at_once = cannot_wait(context.today(row.handed_in_at), row.read_by)
    return ReceiptLine(row.pk, row.number, row.handed_in_at, row.read_by, answer, row.outcome_at, at_once)
