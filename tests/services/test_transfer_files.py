"""Between two installations: keys that two people confirm, a file that only its receiver opens, and a receipt back."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from sluitend.access import audit
from sluitend.access.transfers import own_keys, receivers, unseal
from sluitend.config import handover
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer.exchanging import PRACTICE, Keys, read_keys
from sluitend.queries.transfers import case_transfer
from sluitend.records import exchange
from sluitend.records.exchange import Kind, Unread, new_secrets, read, sender_of, write
from sluitend.records.models import (
    AuditEvent,
    ExchangeKey,
    ExchangePeer,
    Membership,
    Municipality,
    Transfer,
    TransferOffer,
)
from sluitend.services import transfers
from sluitend.services.transfers import AnswerNo, ConfirmPeer, EnterPeer
from tests.transfer_stories import Moving, accept, laid_out, offer_of, press, talk, tell
from tests.world import NOW, Place, World, acting, later

ABROAD = "Elders"


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


# -- the file by itself ------------------------------------------------------------------------------------------------

SENDER, RECEIVER, OTHER = new_secrets(), new_secrets(), new_secrets()
CONTENT = {"package": {"text": "Noor wil weer naar school."}}
FILE = write(Kind.PACKAGE, CONTENT, sender=SENDER, receiver=RECEIVER.public)


def test_a_file_opens_for_its_receiver_and_shows_nothing_on_the_way() -> None:
    assert read(Kind.PACKAGE, FILE, sender=SENDER.public, receiver=RECEIVER) == CONTENT
    assert sender_of(FILE) == SENDER.public.sign
    assert b"Noor" not in FILE
    assert b"school" not in FILE
    again = write(Kind.PACKAGE, CONTENT, sender=SENDER, receiver=RECEIVER.public)
    assert again != FILE  # a key of its own each time


@pytest.mark.parametrize(
    ("kind", "sender", "receiver"),
    [
        (Kind.RECEIPT, SENDER, RECEIVER),
        (Kind.PACKAGE, OTHER, RECEIVER),
        (Kind.PACKAGE, SENDER, OTHER),
        (Kind.PACKAGE, RECEIVER, SENDER),
    ],
)
def test_another_kind_sender_or_receiver_opens_nothing(
    kind: Kind, sender: exchange.Secrets, receiver: exchange.Secrets
) -> None:
    with pytest.raises(Unread):
        read(kind, FILE, sender=sender.public, receiver=receiver)


def test_no_byte_can_be_changed_added_or_left_out() -> None:
    for at in range(len(FILE)):
        changed = FILE[:at] + bytes([FILE[at] ^ 1]) + FILE[at + 1 :]
        with pytest.raises(Unread):
            read(Kind.PACKAGE, changed, sender=SENDER.public, receiver=RECEIVER)
    for wrong in (FILE[:-1], FILE + b"x", FILE[1:], b"", b"SLUITEND OVERDRACHT 2\n", b"x" * 100, FILE[:50]):
        with pytest.raises(Unread):
            read(Kind.PACKAGE, wrong, sender=SENDER.public, receiver=RECEIVER)
        if len(wrong) < 60:
            with pytest.raises(Unread):
                sender_of(wrong)


def test_who_opens_a_file_cannot_pass_it_on_as_if_from_its_sender() -> None:
    """The signature binds the receiver: sealed anew for another, it is no longer signed."""
    start = FILE[: -exchange.SIGNATURE]
    forged = write(Kind.PACKAGE, CONTENT, sender=RECEIVER, receiver=OTHER.public)
    with pytest.raises(Unread):
        read(Kind.PACKAGE, forged, sender=SENDER.public, receiver=OTHER)
    with pytest.raises(Unread):
        read(Kind.PACKAGE, start + forged[-exchange.SIGNATURE :], sender=SENDER.public, receiver=RECEIVER)


def test_keys_are_read_as_they_were_copied_and_their_digits_tell_them_apart() -> None:
    keys = SENDER.public
    assert read_keys(f" {keys.text[:50]}\n{keys.text[50:].upper()} ") == keys
    assert [read_keys(text) for text in ("", "x", keys.text[:-1], keys.text + "0", "g" * 128)] == [None] * 5
    assert [len(group) for group in keys.fingerprint.split()] == [5] * 8
    assert keys.fingerprint != OTHER.public.fingerprint
    assert replace(keys, box=OTHER.public.box).fingerprint != keys.fingerprint
    assert "secret" not in repr(SENDER)
    assert SENDER.sign.hex() not in repr(SENDER)


def test_a_key_for_which_nothing_can_be_sealed_is_not_usable() -> None:
    assert exchange.usable(SENDER.public)
    assert not exchange.usable(Keys(SENDER.public.sign, "00" * 32))


# -- keys on the screen ------------------------------------------------------------------------------------------------


def make_keys(place: Place, now: datetime = NOW) -> Keys:
    with acting(place.admin, now):
        transfers.make_keys(place.admin, uuid.uuid4(), now=now)
        own = own_keys()
        assert own is not None
        return own.public


def second_admin(place: Place) -> Viewer:
    """Give somebody else who is an administrator too."""
    viewer = place.protocol
    with acting(place.admin):
        audit.write(place.admin, "test.role", audit.Ref("membership", viewer.membership_id), now=NOW)
        Membership.objects.filter(pk=viewer.membership_id).update(roles=["admin", "protocol_coordinator"])
    return replace(viewer, roles=viewer.roles | place.admin.roles)


def enter(place: Place, called: str, keys: Keys, **how: str) -> UUID:
    given = {"name": called, "phone": "0300 111 222", "key": keys.text, **how}
    with acting(place.admin):
        return transfers.enter_peer(place.admin, EnterPeer(**given, form_key=uuid.uuid4()), now=NOW)


def confirm(place: Place, peer: UUID, fingerprint: str) -> None:
    second = second_admin(place)
    with acting(second):
        transfers.confirm_peer(second, ConfirmPeer(peer, fingerprint, uuid.uuid4()), now=NOW)


def exchanged(world: World) -> None:
    """Let both municipalities know each other as if they were in two installations."""
    home, away = make_keys(world.home), make_keys(world.away)
    confirm(world.home, enter(world.home, ABROAD, away), away.fingerprint)
    confirm(world.away, enter(world.away, "Vlierdam over de berg", home), home.fingerprint)


def test_a_key_counts_once_a_second_person_typed_the_digits_that_were_read_out(world: World) -> None:
    make_keys(world.home)
    other = new_secrets().public
    peer = enter(world.home, ABROAD, other)
    with acting(world.home.coordinator):
        assert ABROAD not in [one.name for one in receivers()]
    with acting(world.home.admin), pytest.raises(Refused) as refused:
        transfers.confirm_peer(world.home.admin, ConfirmPeer(peer, other.fingerprint, uuid.uuid4()), now=NOW)
    assert codes(refused) == ["exchange.another_confirms"]
    with pytest.raises(Refused) as refused:
        confirm(world.home, peer, "1" * 40)
    assert codes(refused) == ["exchange.other_fingerprint"]
    confirm(world.home, peer, other.fingerprint)
    with acting(world.home.coordinator):
        assert ABROAD in [one.name for one in receivers()]
    with pytest.raises(Refused) as refused:
        confirm(world.home, peer, other.fingerprint)
    assert codes(refused) == ["exchange.already_confirmed"]
    with acting(world.home.admin):
        transfers.end_peer(world.home.admin, peer, now=NOW)
    with acting(world.home.coordinator):
        assert ABROAD not in [one.name for one in receivers()]


def test_what_is_no_key_is_refused_with_all_that_is_wrong(world: World) -> None:
    own = make_keys(world.home)
    for given, wanted in (
        ({"name": " ", "phone": "", "key": "x"}, {"exchange.no_name", "exchange.no_phone", "exchange.bad_key"}),
        ({"key": own.text}, {"exchange.own_key"}),
        ({"key": own.sign + "00" * 32}, {"exchange.own_key"}),
        ({"key": new_secrets().public.sign + "00" * 32}, {"exchange.bad_key"}),
    ):
        with pytest.raises(Refused) as refused:
            enter(world.home, ABROAD, own, **given)
        assert set(codes(refused)) == wanted
    other = new_secrets().public
    enter(world.home, ABROAD, other)
    with pytest.raises(Refused) as refused:
        enter(world.home, "Nog eens", other)
    assert codes(refused) == ["exchange.known_key"]


def test_new_keys_end_the_old_ones_and_the_secret_halves_are_sealed(world: World) -> None:
    old, new = make_keys(world.home), make_keys(world.home, later(days=1))
    assert old != new
    with acting(world.home.coordinator):
        own = own_keys()
        assert own is not None
        assert own.public == new
        row = ExchangeKey.objects.get(ended_at=None)
        assert own.sign not in bytes(row.secret_sealed)
    with acting(world.away.coordinator):
        assert own_keys() is None


def test_keys_are_an_administrators(world: World) -> None:
    for who in ("coordinator", "intake", "privacy", "member"):
        viewer = world.home.people[who]
        with acting(viewer):
            with pytest.raises(NotFound):
                transfers.make_keys(viewer, uuid.uuid4(), now=NOW)
            with pytest.raises(NotFound):
                transfers.end_peer(viewer, uuid.uuid4(), now=NOW)
    with acting(world.home.member):
        assert not ExchangePeer.objects.exists()


# -- a package by file -------------------------------------------------------------------------------------------------


def carried(world: World) -> tuple[Moving, bytes]:
    """Lay out, tell, talk, offer and make the file; give it as it is carried."""
    exchanged(world)
    moving = laid_out(world, to=ABROAD)
    tell(world, moving)
    talk(world, moving)
    me = world.home.coordinator
    press(me, "send", moving.transfer)
    with acting(me):
        made = transfers.package_file(me, moving.transfer, now=NOW)
    assert made.name.startswith("overdracht-")
    assert "Dijk" not in made.name
    return moving, made.content


def bring(viewer: Viewer, raw: bytes, now: datetime = NOW) -> UUID:
    with acting(viewer, now):
        return transfers.bring_in(viewer, raw, now=now)


def receipt(viewer: Viewer, offer: UUID) -> bytes:
    with acting(viewer):
        return transfers.receipt_file(viewer, offer, now=NOW).content


def test_a_file_goes_and_a_receipt_comes_back(world: World) -> None:
    moving, raw = carried(world)
    me, other = world.home.coordinator, world.away.coordinator
    with acting(other):
        assert not TransferOffer.objects.exists()  # nothing goes by itself
    offer = bring(other, raw)
    with acting(other):
        row = TransferOffer.objects.get()
        assert (row.from_name, row.caller) == ("Vlierdam over de berg", f"{me.name}, casusregisseur")
        brought = unseal(row)
    with acting(me):
        assert brought == unseal(Transfer.objects.get())
    with pytest.raises(Refused) as refused:
        receipt(other, offer)
    assert codes(refused) == ["exchange.no_answer_yet"]
    accept(world, offer=offer, coordinator_id=other.membership_id)
    back = receipt(other, offer)
    with acting(me):
        transfers.bring_receipt(me, moving.transfer, back, now=NOW)
        assert Transfer.objects.get().answer_name == f"{other.name}, casusregisseur"
        with pytest.raises(Refused) as refused:
            transfers.bring_receipt(me, moving.transfer, back, now=NOW)
        assert codes(refused) == ["transfer.already_answered"]
    press(me, "note_answer", moving.transfer)


def practise(place: Place, other: Place) -> None:
    """Make of a municipality the place where another practises."""
    with acting(place.admin):
        audit.write(place.admin, "test.populate", audit.Ref("municipality"), now=NOW)
        Municipality.objects.filter(pk=place.id).update(practice_for_id=other.id)


def test_a_file_neither_leaves_nor_enters_where_people_practise(world: World) -> None:
    """Nothing of a family goes to where people practise, or the other way: it exchanges no keys and no file."""
    moving, raw = carried(world)
    me, other = world.home.coordinator, world.away.coordinator
    offer = bring(other, raw)
    accept(world, offer=offer, coordinator_id=other.membership_id)
    back = receipt(other, offer)
    practise(world.away, world.home)
    for refused_there in (lambda: receipt(other, offer), lambda: bring(other, raw)):
        with pytest.raises(Refused) as refused:
            refused_there()
        assert "exchange.practice" in codes(refused)
    with acting(world.away.admin):
        audit.write(world.away.admin, "test.populate", audit.Ref("municipality"), now=NOW)
        Municipality.objects.filter(pk=world.away.id).update(practice_for_id=None)
    practise(world.home, world.away)
    with acting(me):
        with pytest.raises(Refused) as refused:
            transfers.package_file(me, moving.transfer, now=NOW)
        assert codes(refused) == ["exchange.practice"]
        with pytest.raises(Refused) as refused:
            transfers.bring_receipt(me, moving.transfer, back, now=NOW)
        assert codes(refused) == ["exchange.practice"]
        page = case_transfer(me, moving.run, "", now=NOW)
        assert (page.closed, page.receivers) == (PRACTICE, ())


def test_a_no_comes_back_with_its_reason(world: World) -> None:
    moving, raw = carried(world)
    me, other = world.home.coordinator, world.away.intake
    offer = bring(other, raw)
    with acting(other):
        transfers.answer_no(other, AnswerNo(offer, "Het gezin woont hier niet.", uuid.uuid4()), now=NOW)
    back = receipt(other, offer)
    with acting(me):
        transfers.bring_receipt(me, moving.transfer, back, now=NOW)
        assert Transfer.objects.get().answer_reason == "Het gezin woont hier niet."


def test_the_same_file_comes_in_once(world: World) -> None:
    _moving, raw = carried(world)
    bring(world.away.coordinator, raw)
    with pytest.raises(Refused) as refused:
        bring(world.away.intake, raw)
    assert codes(refused) == ["exchange.before"]


def test_a_file_comes_in_until_its_last_day(world: World) -> None:
    _moving, raw = carried(world)
    with pytest.raises(Refused) as refused:
        bring(world.away.coordinator, raw, later(days=29))
    assert codes(refused) == ["exchange.over"]
    bring(world.away.coordinator, raw, later(days=28))


def test_a_file_for_another_task_is_given_to_a_colleague(world: World) -> None:
    _moving, raw = carried(world)
    with pytest.raises(Refused) as refused:
        bring(world.away.attendance, raw)
    assert codes(refused) == ["exchange.not_yours"]
    with pytest.raises(NotFound):
        bring(world.away.member, raw)


def test_what_does_not_open_is_one_sentence_whatever_is_wrong(world: World) -> None:
    """A wrong key, another receiver and a changed byte say the same: detail would reveal."""
    _moving, raw = carried(world)
    with acting(world.home.coordinator):
        own = own_keys()
        assert own is not None
    stranger = write(Kind.PACKAGE, {}, sender=new_secrets(), receiver=own.public)
    empty = write(Kind.PACKAGE, {"package": 1}, sender=own, receiver=exchange_of(world.away))
    for viewer, file in (
        (world.away.coordinator, raw[:-1] + bytes([raw[-1] ^ 1])),
        (world.away.coordinator, b"niets"),
        (world.away.coordinator, b""),
        (world.away.coordinator, empty),
        (world.home.coordinator, raw),
        (world.home.coordinator, stranger),
    ):
        with pytest.raises(Refused) as refused:
            bring(viewer, file)
        assert codes(refused) == ["exchange.unread"]


def exchange_of(place: Place) -> Keys:
    with acting(place.coordinator):
        own = own_keys()
        assert own is not None
        return own.public


def test_a_key_that_is_no_longer_used_opens_nothing(world: World) -> None:
    _moving, raw = carried(world)
    with acting(world.away.admin):
        transfers.end_peer(world.away.admin, ExchangePeer.objects.get().pk, now=NOW)
    with pytest.raises(Refused) as refused:
        bring(world.away.coordinator, raw)
    assert codes(refused) == ["exchange.unread"]


def test_a_receipt_of_another_handover_or_from_another_is_no_receipt(world: World) -> None:
    moving, _raw = carried(world)
    me = world.home.coordinator
    with acting(world.away.coordinator):
        theirs = own_keys()
    with acting(me):
        own = own_keys()
    assert theirs is not None
    assert own is not None
    good = {"transfer": str(moving.transfer), "answer": "accepted", "name": "x", "reason": "", "answered_at": str(NOW)}
    for content, sender in (
        (good | {"transfer": str(uuid.uuid4())}, theirs),
        (good | {"answer": "maybe"}, theirs),
        (good | {"answered_at": "gisteren"}, theirs),
        (good | {"answered_at": "2026-03-02T09:00:00"}, theirs),
        ({}, theirs),
        (good, new_secrets()),
        (good, own),
    ):
        file = write(Kind.RECEIPT, content, sender=sender, receiver=own.public)
        with acting(me), pytest.raises(Refused) as refused:
            transfers.bring_receipt(me, moving.transfer, file, now=NOW)
        assert codes(refused) == ["exchange.unread"], content
    with acting(me):
        assert Transfer.objects.get().answer == ""


def test_no_file_is_made_before_it_was_offered_or_by_who_does_not_hold_the_case(world: World) -> None:
    exchanged(world)
    moving, me = laid_out(world, to=ABROAD), world.home.coordinator
    with acting(me), pytest.raises(Refused) as refused:
        transfers.package_file(me, moving.transfer, now=NOW)
    assert codes(refused) == ["transfer.not_laid_out"]
    for viewer in (world.home.intake, world.home.admin, world.away.coordinator):
        with acting(viewer), pytest.raises(NotFound):
            transfers.package_file(viewer, moving.transfer, now=NOW)


def test_every_file_leaves_its_line_on_its_own_side(world: World) -> None:
    moving, raw = carried(world)
    offer = bring(world.away.coordinator, raw)
    accept(world, offer=offer, coordinator_id=world.away.coordinator.membership_id)
    back = receipt(world.away.coordinator, offer)
    with acting(world.home.coordinator):
        transfers.bring_receipt(world.home.coordinator, moving.transfer, back, now=NOW)
    for place, wanted in ((world.home, {"export", "receive_receipt"}), (world.away, {"import", "receipt", "accept"})):
        with acting(place.privacy):
            actions = AuditEvent.objects.filter(action__startswith="transfer.").values_list("action", flat=True)
            assert wanted <= {action.removeprefix("transfer.") for action in actions}


def test_an_offer_by_file_is_nobodys_in_the_other_installation(world: World) -> None:
    _moving, raw = carried(world)
    bring(world.away.coordinator, raw)
    with acting(world.home.coordinator):
        assert not TransferOffer.objects.exists()
    assert offer_of(world.away.intake)


def test_a_file_is_made_and_taken_in_from_a_shell(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving, _raw = carried(world)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    file = tmp_path / "overdracht.sluitend"
    said: list[str] = []
    home, away = "coordinator@vlierdam.example", f"coordinator@{world.away.name.lower()}.example"
    assert handover.export(file, moving.run, world.home.name.lower(), home, said.append) == 0
    with pytest.raises(handover.HandoverFault, match="bestaat al"):
        handover.export(file, moving.run, world.home.name.lower(), home, said.append)
    with pytest.raises(handover.HandoverFault, match="niets voor deze medewerker"):
        handover.export(tmp_path / "x", moving.run, world.away.name.lower(), away, said.append)
    with pytest.raises(handover.HandoverFault, match="niets voor deze medewerker"):
        handover.bring(file, world.away.name.lower(), "niemand@example.org", said.append)
    with pytest.raises(handover.HandoverFault, match="niet te lezen"):
        handover.bring(tmp_path / "is-er-niet", world.away.name.lower(), away, said.append)
    with pytest.raises(handover.HandoverFault, match="kan niet worden geopend"):
        handover.bring(file, world.home.name.lower(), home, said.append)
    assert handover.bring(file, world.away.name.lower(), away, said.append) == 0
    offer = offer_of(world.away.coordinator)
    accept(world, offer=offer, coordinator_id=world.away.coordinator.membership_id)
    back = tmp_path / "antwoord.sluitend"
    assert handover.export(back, offer, world.away.name.lower(), away, said.append) == 0
    assert handover.bring(back, world.home.name.lower(), home, said.append) == 0
    with acting(world.home.coordinator):
        assert Transfer.objects.get().answer == "accepted"
    assert len(said) == 4
