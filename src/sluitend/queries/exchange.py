"""The administrator's page of keys: our own, with the digits to read out, and those of other municipalities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sluitend.access import context
from sluitend.access.transfers import practises
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer.exchanging import ANOTHER_CONFIRMS, Keys
from sluitend.domain.vocabulary import Role
from sluitend.records.models import ExchangeKey, ExchangePeer


@dataclass(frozen=True, slots=True)
class Peer:
    """The key of another municipality. cannot_confirm: why the viewer does not confirm it, or None."""

    id: UUID
    name: str
    phone: str
    entered_by: str
    entered_on: date
    confirmed_by: str
    cannot_confirm: Refusal | None


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """own: our public keys, or None while there are none. made_on: since when. practice: why nothing is exchanged here, or None."""

    own: Keys | None
    made_on: date | None
    peers: tuple[Peer, ...]
    practice: Refusal | None


def exchange_page(viewer: Viewer) -> ExchangePage:
    """Show the keys. Nothing here is about anybody.

    Raises:
        NotFound: the viewer is no administrator.
    """
    if not viewer.has(Role.ADMIN):
        raise NotFound
    row = ExchangeKey.objects.filter(ended_at=None).first()
    peers = ExchangePeer.objects.filter(ended_at=None).select_related("entered_by", "confirmed_by")
    return ExchangePage(
        own=Keys(row.sign_public, row.box_public) if row else None,
        made_on=context.today(row.made_at) if row else None,
        peers=tuple(_peer(viewer, one) for one in peers.order_by("name", "pk")),
        practice=practises(viewer),
    )


def _peer(viewer: Viewer, row: ExchangePeer) -> Peer:
    own = row.entered_by_id == viewer.membership_id
    return Peer(
        row.pk,
        row.name,
        row.phone,
        row.entered_by.display_name,
        context.today(row.entered_at),
        row.confirmed_by.display_name if row.confirmed_by else "",
        ANOTHER_CONFIRMS if own else None,
    )
