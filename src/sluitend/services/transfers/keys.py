"""The keys of a municipality and of those it exchanges with: entered by one person, confirmed by another who phoned."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sluitend.access import audit
from sluitend.access.once import once
from sluitend.access.transfers import KEY_TABLE, SECRET_FIELD, own_keys, practises
from sluitend.domain.outcome import NotFound, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer.exchanging import BAD_KEY, ENDED, Keys, check_confirm, check_enter, read_keys
from sluitend.domain.vocabulary import Purpose, Role
from sluitend.records import crypto, exchange
from sluitend.records.models import ExchangeKey, ExchangePeer

WHY = audit.Why(Purpose.AUDIT)


@dataclass(frozen=True, slots=True)
class EnterPeer:
    """The key of a municipality in another installation, as it was copied. phone: whom a second person calls about it."""

    name: str
    phone: str
    key: str
    form_key: UUID


@dataclass(frozen=True, slots=True)
class ConfirmPeer:
    """The digits that were read out on the phone, typed by a second person."""

    peer_id: UUID
    fingerprint: str
    form_key: UUID


def only_admin(viewer: Viewer) -> None:
    """Raise NotFound for anybody but an administrator."""
    if not viewer.has(Role.ADMIN):
        raise NotFound


def make_keys(viewer: Viewer, form_key: UUID, *, now: datetime) -> None:
    """Make keys for this municipality; those in use until now end, and others must be given the new ones.

    Raises:
        NotFound: the viewer is no administrator.
        Refused: people practise here.
    """
    only_admin(viewer)
    refuse_any(practises(viewer))

    def make() -> dict[str, str]:
        pk, secrets = uuid.uuid4(), exchange.new_secrets()
        audit.write(viewer, "exchange.make_keys", audit.Ref("exchange_key", pk), now=now, why=WHY)
        ExchangeKey.objects.filter(ended_at=None).update(ended_at=now)
        ExchangeKey(
            id=pk,
            municipality_id=viewer.municipality_id,
            sign_public=secrets.public.sign,
            box_public=secrets.public.box,
            secret_sealed=crypto.seal(secrets.to_bytes(), table=KEY_TABLE, row=pk, field=SECRET_FIELD),
            made_at=now,
            made_by_id=viewer.membership_id,
        ).save(force_insert=True)
        return {"key": str(pk)}

    once(viewer, form_key, "exchange.make_keys", make, now=now)


def enter_peer(viewer: Viewer, command: EnterPeer, *, now: datetime) -> UUID:
    """Enter the key of another municipality; it counts when another confirmed it.

    Raises:
        NotFound: the viewer is no administrator.
        Refused: no name or number, no whole key, one's own, or there already; or people practise here.
    """
    only_admin(viewer)
    refuse_any(practises(viewer))

    def make() -> dict[str, str]:
        keys, own = read_keys(command.key), own_keys()
        known = frozenset(ExchangePeer.objects.filter(ended_at=None).values_list("sign_public", flat=True))
        refuse_any(*check_enter(command.name, command.phone, keys, own.public if own else None, known))
        if keys is None or not exchange.usable(keys):
            raise Refused(BAD_KEY)
        pk = uuid.uuid4()
        audit.write(
            viewer, "exchange.enter", audit.Ref("exchange_peer", pk), now=now, fields=("name", "phone", "key"), why=WHY
        )
        ExchangePeer(
            id=pk,
            municipality_id=viewer.municipality_id,
            name=command.name.strip(),
            phone=command.phone.strip(),
            sign_public=keys.sign,
            box_public=keys.box,
            entered_at=now,
            entered_by_id=viewer.membership_id,
        ).save(force_insert=True)
        return {"peer": str(pk)}

    return UUID(once(viewer, command.form_key, "exchange.enter", make, now=now)["peer"])


@transaction.atomic
def confirm_peer(viewer: Viewer, command: ConfirmPeer, *, now: datetime) -> None:
    """Confirm a key by the digits that were read out on the phone; another than who entered it.

    Raises:
        NotFound: the viewer is no administrator, or there is no such key.
        Refused: the digits differ, the viewer entered it, it was confirmed or ended already, or people practise here.
    """
    row = _peer(viewer, command.peer_id)
    refuse_any(
        practises(viewer)
        or check_confirm(
            Keys(row.sign_public, row.box_public),
            command.fingerprint,
            entered_by=row.entered_by_id,
            membership=viewer.membership_id,
            confirmed=row.confirmed_at is not None,
            ended=row.ended_at is not None,
        )
    )
    audit.write(viewer, "exchange.confirm", audit.Ref("exchange_peer", row.pk), now=now, why=WHY)
    row.confirmed_at, row.confirmed_by_id = now, viewer.membership_id
    row.save(update_fields=["confirmed_at", "confirmed_by"])


@transaction.atomic
def end_peer(viewer: Viewer, peer_id: UUID, *, now: datetime) -> None:
    """Use a key no longer: nothing goes to it and nothing of it comes in from now on. One person, at once.

    Raises:
        NotFound: the viewer is no administrator, or there is no such key.
        Refused: it ended already.
    """
    row = _peer(viewer, peer_id)
    refuse_any(ENDED if row.ended_at is not None else None)
    audit.write(viewer, "exchange.end", audit.Ref("exchange_peer", row.pk), now=now, why=WHY)
    row.ended_at = now
    row.save(update_fields=["ended_at"])


def _peer(viewer: Viewer, peer_id: UUID) -> ExchangePeer:
    only_admin(viewer)
    row = ExchangePeer.objects.select_for_update(of=("self",)).filter(pk=peer_id).first()
    if row is None:
        raise NotFound
    return row
