"""A practice municipality follows what is tried in it, and nothing of it leaves: no mail, no count, no exchange."""

from __future__ import annotations

import uuid
from uuid import UUID

import pytest
from django.db import connection

from sluitend.access import audit, context, protocols
from sluitend.access.transfers import receivers
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.protocol import own as rules
from sluitend.domain.report import HalfYear
from sluitend.domain.transfer.exchanging import PRACTICE
from sluitend.queries import own_protocols as pages
from sluitend.queries.exchange import exchange_page
from sluitend.queries.transfers import transfer_list
from sluitend.records.exchange import new_secrets
from sluitend.records.models import AuditEvent, ExchangeKey, Municipality, OwnProtocol
from sluitend.services import messages, reports, transfers
from sluitend.services import own_protocols as services
from sluitend.services.messages import About
from sluitend.services.transfers import EnterPeer
from tests.services.test_clock_scan import worker
from tests.services.test_own_protocols import CODE, approve, in_use, ours, propose
from tests.world import NOW, World, acting


@pytest.fixture(autouse=True)
def practice(world: World) -> None:
    """Let the neighbour be where the home municipality practises."""
    admin = world.away.admin
    with acting(admin, NOW):
        audit.write(admin, "test.populate", audit.Ref("municipality"), now=NOW)
        here = Municipality.objects.filter(pk=admin.municipality_id)
        here.update(practice_for_id=world.home.admin.municipality_id)


def try_out(world: World, version: UUID, who: str = "director") -> None:
    with acting(world.home.people[who], NOW):
        services.try_out(world.home.people[who], version, now=NOW)


def stop(world: World, version: UUID) -> None:
    with acting(world.home.admin, NOW):
        services.stop_trying(world.home.admin, version, now=NOW)


def test_a_proposal_is_tried_there_before_it_is_approved_and_taken_back_in_one_step(world: World) -> None:
    _step, usual = ours()
    version = propose(world.home)
    director = world.home.people["director"]
    with acting(director, NOW):
        page = pages.version_page(director, version, now=NOW)
    assert (page.practice, page.tried_by) == (world.away.name, "")
    try_out(world, version)
    assert (in_use(world.home), in_use(world.away)) == (usual, usual - 1)
    with acting(director, NOW):
        assert pages.version_page(director, version, now=NOW).tried_by == director.name
    stop(world, version)
    assert (in_use(world.home), in_use(world.away)) == (usual, usual)
    with pytest.raises(Refused) as refused:
        stop(world, version)
    assert refused.value.refusals == (rules.NOT_TRIED,)
    with acting(world.home.privacy, NOW):
        lines = AuditEvent.objects.filter(object_id=version).values_list("action", flat=True)
        assert {"protocol_version.try", "protocol_version.stop_trying"} <= set(lines)


def test_what_was_approved_or_taken_back_is_not_tried_any_more(world: World) -> None:
    _step, usual = ours()
    version = propose(world.home)
    try_out(world, version)
    approve(world.home, version)
    assert (in_use(world.home), in_use(world.away)) == (usual - 1, usual)
    with pytest.raises(Refused) as refused:
        try_out(world, version)
    assert refused.value.refusals == (rules.ONLY_WAITING,)


def test_a_municipality_without_one_tries_nothing_and_a_practice_one_has_none_itself(world: World) -> None:
    version = propose(world.away)
    with acting(world.away.admin, NOW), pytest.raises(Refused) as refused:
        services.try_out(world.away.admin, version, now=NOW)
    assert refused.value.refusals == (rules.NO_PRACTICE,)


@pytest.mark.parametrize("who", ["coordinator", "attendance", "manager", "teacher"])
def test_for_everybody_else_there_is_nothing_to_try(world: World, who: str) -> None:
    version = propose(world.home)
    with pytest.raises(NotFound):
        try_out(world, version, who)
    with acting(world.home.people[who], NOW), connection.cursor() as cursor:
        cursor.execute("SELECT app_practice()")
        assert cursor.fetchone() == (None,)


def test_a_real_municipality_follows_nothing_that_is_tried_anywhere(world: World) -> None:
    version = propose(world.home)
    try_out(world, version)
    with acting(world.home.people["attendance"], NOW):
        assert protocols.tried() == {}
    with acting(world.away.people["attendance"], NOW):
        assert set(protocols.tried()) == {CODE}
        assert not OwnProtocol.objects.exists()


def test_nothing_is_counted_there(world: World) -> None:
    manager = world.away.people["manager"]
    with acting(manager, NOW):
        with pytest.raises(Refused) as refused:
            reports.make_report(manager, HalfYear(2025, 2), now=NOW)
        assert refused.value.refusals == (reports.PRACTICE,)
    manager = world.home.people["manager"]
    with acting(manager, NOW):
        assert reports.make_report(manager, HalfYear(2025, 2), now=NOW).made_now


def test_no_mail_leaves_there(world: World) -> None:
    for place in (world.home, world.away):
        sender, to = place.people["director"], place.people["lead"].membership_id
        with acting(sender, NOW):
            audit.write(sender, "test.populate", audit.Ref("message"), now=NOW)
            messages.tell(sender, MessageKind.TERM_NEAR, About(MessagePage.HOME), to=[to], event="proef", now=NOW)
    with worker():
        context.tell_database(None, NOW)
        with connection.cursor() as cursor:
            cursor.execute("SELECT membership_id FROM app_mail_due(%s, 10)", [NOW])
            assert [row[0] for row in cursor.fetchall()] == [world.home.people["lead"].membership_id]


def test_it_exchanges_no_key_and_no_file_and_is_nobodys_partner(world: World) -> None:
    """Nothing of a family goes to where people practise, or the other way: it exchanges no keys and no file."""
    home, away = world.home, world.away
    other = new_secrets().public
    given = EnterPeer("Elders", "0300 111 222", other.text, uuid.uuid4())
    with acting(away.admin):
        for act in (
            lambda: transfers.make_keys(away.admin, uuid.uuid4(), now=NOW),
            lambda: transfers.enter_peer(away.admin, given, now=NOW),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.refusals == (PRACTICE,)
        assert exchange_page(away.admin).practice == PRACTICE
        assert not ExchangeKey.objects.exists()
    for who in ("coordinator", "attendance"):
        viewer = away.people[who]
        with acting(viewer):
            with pytest.raises(Refused) as refused:
                transfers.bring_in(viewer, b"x", now=NOW)
            assert refused.value.refusals == (PRACTICE,)
            with pytest.raises(Refused) as refused:
                transfers.bring_receipt(viewer, None, b"x", now=NOW)
            assert refused.value.refusals == (PRACTICE,)
            assert transfer_list(viewer, now=NOW).practice == PRACTICE
    with acting(home.admin):
        assert exchange_page(home.admin).practice is None
    with acting(home.coordinator):
        assert receivers() == ()
        with pytest.raises(Refused) as refused:
            transfers.bring_in(home.coordinator, b"x", now=NOW)
        assert refused.value.refusals != (PRACTICE,)


def test_nothing_is_offered_to_it_or_by_it(world: World) -> None:
    for place in (world.home, world.away):
        with acting(place.people["coordinator"], NOW), connection.cursor() as cursor:
            cursor.execute("SELECT name FROM app_other_municipalities()")
            assert cursor.fetchall() == []
