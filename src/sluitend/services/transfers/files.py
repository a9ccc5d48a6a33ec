"""Between two installations: a package as a file, carried by people, and a receipt back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from sluitend.access import audit
from sluitend.access.transfers import CATEGORIES, OFFER_TABLE, own_keys, practises, seal, unseal, why_of
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import (
    ALREADY_ANSWERED,
    NOT_LAID_OUT,
    TransferAnswer,
    TransferKind,
    TransferState,
    Unfit,
    from_plain,
    to_plain,
)
from sluitend.domain.transfer.exchanging import NO_KEY, UNREAD, Keys, check_brought, check_receipt
from sluitend.records import exchange
from sluitend.records.models import ExchangePeer, Membership, Municipality, Transfer, TransferOffer

from .common import enter_transfer, log

RECEIVERS = frozenset(role for kind in TransferKind for role in kind.ruling.receivers)


@dataclass(frozen=True, slots=True)
class Made:
    """A file to carry. Its name says nothing about anybody."""

    name: str
    content: bytes


def package_file(viewer: Viewer, transfer_id: UUID, *, now: datetime) -> Made:
    """Make the file of a handover that was offered to a municipality in another installation.

    Raises:
        NotFound: there is no such handover for the viewer, or it goes to nobody elsewhere.
        Refused: it was not offered yet, it is over, a key is missing, or people practise here.
    """
    working = enter_transfer(viewer, transfer_id, now=now)
    row = working.row
    if row.to_peer_id is None:
        raise NotFound
    refuse_any(practises(viewer))
    refuse_any(NOT_LAID_OUT if working.state is not TransferState.SENT else None)
    package, own, peer = unseal(row), own_keys(), _peer(pk=row.to_peer_id)
    if own is None or peer is None or row.sent_at is None or row.ends_on is None or row.sent_by_id is None:
        raise Refused(NO_KEY)
    log(viewer, "export", row, now=now)
    sender = Municipality.objects.get(pk=viewer.municipality_id)
    member = Membership.objects.get(pk=row.sent_by_id)
    content = {
        "package": to_plain(package),
        "from": sender.name,
        "caller": f"{member.display_name}, {member.function.lower()}",
        "phone": member.phone or sender.phone,
        "sent_at": row.sent_at.isoformat(),
        "ends_on": row.ends_on.isoformat(),
    }
    raw = exchange.write(exchange.Kind.PACKAGE, content, sender=own, receiver=Keys(peer.sign_public, peer.box_public))
    return Made(f"overdracht-{row.pk.hex[:8]}.sluitend", raw)


def bring_in(viewer: Viewer, raw: bytes, *, now: datetime) -> UUID:
    """Take in a file that was brought; from then on it is an offer like any other. Gives its id.

    What is wrong with a file that does not open stays unsaid: another key, another receiver and a changed byte are one.

    Raises:
        NotFound: nothing is handed over to somebody with these roles.
        Refused: it does not open, its time is over, it came in before, it is for another role, or people practise here.
    """
    if not viewer.has(*RECEIVERS):
        raise NotFound
    refuse_any(practises(viewer))
    content, peer = _open(exchange.Kind.PACKAGE, raw)
    try:
        package = from_plain(content["package"])
        sent_at, ends_on = datetime.fromisoformat(content["sent_at"]), date.fromisoformat(content["ends_on"])
        caller, phone = str(content["caller"])[:160], str(content["phone"])[:20]
    except (Unfit, KeyError, ValueError, TypeError) as wrong:
        raise Refused(UNREAD) from wrong
    if sent_at.tzinfo is None:
        raise Refused(UNREAD)
    kind = package.kind
    refuse_any(
        check_brought(
            ends_on=ends_on,
            before=TransferOffer.objects.filter(transfer_ref=package.ref).exists(),
            may_take=viewer.has(*kind.ruling.receivers),
            today=local_day(now),
        )
    )
    pk = uuid.uuid4()
    audit.write(
        viewer,
        "transfer.import",
        audit.Ref("transfer_offer", pk),
        now=now,
        categories=CATEGORIES[kind],
        why=why_of(kind),
    )
    TransferOffer.objects.bulk_create(
        [
            TransferOffer(
                id=pk,
                municipality_id=viewer.municipality_id,
                kind=kind,
                transfer_ref=package.ref,
                from_peer_id=peer.pk,
                from_name=peer.name,  # the name that was confirmed here, not the one the file says
                caller=caller,
                phone=phone,
                package_sealed=seal(package, OFFER_TABLE, pk),
                sent_at=sent_at,
                ends_on=ends_on,
                received_by_id=viewer.membership_id,
            )
        ]
    )
    return pk


def bring(viewer: Viewer, raw: bytes, *, now: datetime) -> None:
    """Take in a file of either kind, for who brings it without a page.

    Raises:
        NotFound, Refused: as for bring_in and bring_receipt.
    """
    try:
        kind = exchange.kind_of(raw)
    except exchange.Unread as wrong:
        raise Refused(UNREAD) from wrong
    if kind is exchange.Kind.RECEIPT:
        bring_receipt(viewer, None, raw, now=now)
    else:
        bring_in(viewer, raw, now=now)


def file_of(viewer: Viewer, shown: UUID, *, now: datetime) -> Made:
    """Make the file that the page with this id in its address gives: of a handover, or the receipt of an offer.

    Raises:
        NotFound, Refused: as for package_file and receipt_file.
    """
    rows = Transfer.objects.filter(Q(pk=shown) | Q(run_id=shown) | Q(report_id=shown)).order_by("-laid_out_at", "-pk")
    found = rows.values_list("pk", flat=True).first()
    if found is not None:
        return package_file(viewer, found, now=now)
    return receipt_file(viewer, shown, now=now)


def receipt_file(viewer: Viewer, offer_id: UUID, *, now: datetime) -> Made:
    """Make the receipt of an answered offer, to carry back: yes with a name, or no with a reason.

    Raises:
        NotFound: there is no such offer for the viewer, or it came from this installation.
        Refused: it was not answered yet, or a key is missing.
    """
    row = TransferOffer.objects.filter(pk=offer_id).exclude(from_peer=None).first()
    if row is None or not viewer.has(*TransferKind(row.kind).ruling.receivers):
        raise NotFound
    refuse_any(practises(viewer), check_receipt(row.answer, row.answered_at))
    own, peer = own_keys(), _peer(pk=row.from_peer_id)
    if own is None or peer is None or row.answered_at is None:
        raise Refused(NO_KEY)
    kind = TransferKind(row.kind)
    ref = audit.Ref("transfer_offer", row.pk, case_id=row.case_id)
    audit.write(viewer, "transfer.receipt", ref, now=now, why=why_of(kind))
    content = {
        "transfer": str(row.transfer_ref),
        "answer": row.answer,
        "name": row.answer_name,
        "reason": row.answer_reason,
        "answered_at": row.answered_at.isoformat(),
    }
    raw = exchange.write(exchange.Kind.RECEIPT, content, sender=own, receiver=Keys(peer.sign_public, peer.box_public))
    return Made(f"ontvangst-{row.transfer_ref.hex[:8]}.sluitend", raw)


def bring_receipt(viewer: Viewer, transfer_id: UUID | None, raw: bytes, *, now: datetime) -> UUID:
    """Take in the receipt of a handover: what the other municipality answered. transfer_id: of which, when that is known.

    Raises:
        NotFound: there is no such handover for the viewer.
        Refused: it does not open, it is of another handover or sender, or it was answered already.
    """
    if not viewer.has(*RECEIVERS):
        raise NotFound
    if transfer_id is not None:
        enter_transfer(viewer, transfer_id, now=now, hidden=True)
    refuse_any(practises(viewer))
    content, peer = _open(exchange.Kind.RECEIPT, raw)
    try:
        of, answer = UUID(content["transfer"]), TransferAnswer(content["answer"])
        name, reason = str(content["name"])[:160], str(content["reason"])[:4000]
        answered_at = datetime.fromisoformat(content["answered_at"])
    except (KeyError, ValueError, TypeError, AttributeError) as wrong:
        raise Refused(UNREAD) from wrong
    refuse_any(UNREAD if transfer_id not in (None, of) or answered_at.tzinfo is None else None)
    row = enter_transfer(viewer, of, now=now, hidden=True).row
    # A receipt of something that was never sent, or from another than it went to, is no receipt.
    refuse_any(UNREAD if peer.pk != row.to_peer_id or row.sent_at is None or row.taken_back_at is not None else None)
    refuse_any(ALREADY_ANSWERED if row.answer else None)
    log(viewer, "receive_receipt", row, now=now, fields=("answer",))
    row.answer, row.answer_name, row.answer_reason, row.answered_at = answer, name, reason, min(answered_at, now)
    row.version += 1
    row.save(update_fields=["answer", "answer_name", "answer_reason", "answered_at", "version"])
    return row.pk


def _open(kind: exchange.Kind, raw: bytes) -> tuple[dict[str, Any], ExchangePeer]:
    """Open a file from somebody whose key two people confirmed."""
    own = own_keys()
    if own is None:
        raise Refused(NO_KEY)
    try:
        peer = _peer(sign_public=exchange.sender_of(raw))
        if peer is None:
            raise Refused(UNREAD)
        content = exchange.read(kind, raw, sender=Keys(peer.sign_public, peer.box_public), receiver=own)
    except exchange.Unread as wrong:
        raise Refused(UNREAD) from wrong
    return content, peer


def _peer(**by: Any) -> ExchangePeer | None:
    return ExchangePeer.objects.filter(confirmed_at__isnull=False, ended_at=None, **by).first()
