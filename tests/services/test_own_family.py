"""A worker's own family is closed for that worker, by their own word, without a name or a BSN being kept."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from sluitend.access import audit
from sluitend.domain.matching import Traits, match_keys
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.vocabulary import Purpose
from sluitend.queries import accounts as queries
from sluitend.records.keys import keyed
from sluitend.records.models import FamilyBlock, FamilyBlockKey, MatchKey, Signal
from sluitend.services import own_family
from sluitend.services.own_family import DeclareFamily
from tests.concerns import NOOR, a_concern
from tests.stories import a_case, can_read
from tests.world import Place, World, acting

BORN, POSTCODE = date(2013, 9, 1), "8211 AB"


def declare(place: Place, who: str, *, postcode: str = POSTCODE, key: uuid.UUID | None = None) -> uuid.UUID:
    viewer = place.people[who]
    with acting(viewer) as now:
        command = DeclareFamily(key or uuid.uuid4(), "mijn zus", BORN, postcode)
        return own_family.declare(viewer, command, now=now)


def give_keys(place: Place, case_id: uuid.UUID) -> None:
    traits = Traits(birth_date=BORN, postcode=POSTCODE)
    with acting(place.coordinator) as now:
        audit.write(place.coordinator, "test.keys", audit.Ref("case", case_id), now=now)
        for key in match_keys(traits, municipality=place.id, purpose=Purpose.ACCESS_AND_DIRECTION, keyed=keyed):
            MatchKey.objects.create(
                municipality_id=place.id,
                case_id=case_id,
                person_ref=uuid.uuid4(),
                purpose="p1",
                kind=key.kind,
                digest=key.digest,
            )


def test_what_matches_is_closed_at_once_and_only_for_who_said_so(world: World) -> None:
    case = a_case(world.home, deputy_id=world.home.coordinator2.membership_id)
    give_keys(world.home, case.case_id)
    assert can_read(world.home, "coordinator", case.case_id)
    made = declare(world.home, "coordinator")
    assert not can_read(world.home, "coordinator", case.case_id)
    assert can_read(world.home, "coordinator2", case.case_id)
    with acting(world.home.coordinator) as now:
        own_family.withdraw(world.home.coordinator, made, now=now)
    assert can_read(world.home, "coordinator", case.case_id)


def test_a_signal_about_them_leaves_the_inbox_of_who_said_so(world: World) -> None:
    handed_in = a_concern(world.home, children=(NOOR,))
    with acting(world.home.intake):
        assert Signal.objects.filter(pk=handed_in.signal_id).exists()
    declare(world.home, "intake")
    with acting(world.home.intake):
        assert not Signal.objects.filter(pk=handed_in.signal_id).exists()
    with acting(world.home.intake2):
        assert Signal.objects.filter(pk=handed_in.signal_id).exists()


def test_nothing_readable_is_kept(world: World) -> None:
    declare(world.home, "coordinator")
    with acting(world.home.coordinator):
        block = FamilyBlock.objects.get()
        keys = list(FamilyBlockKey.objects.all())
    assert block.label == "mijn zus"
    assert keys
    assert all(len(bytes(key.digest)) == 32 for key in keys)
    columns = {field.attname for model in (FamilyBlock, FamilyBlockKey) for field in model._meta.concrete_fields}
    assert not {name for name in columns if "bsn" in name or "birth" in name or "postcode" in name or "surname" in name}


@pytest.mark.parametrize("who", ["admin", "lead", "privacy", "coordinator2"])
def test_nobody_else_can_see_that_something_was_declared(world: World, who: str) -> None:
    made = declare(world.home, "coordinator")
    viewer = world.home.people[who]
    with acting(viewer) as now:
        assert not FamilyBlock.objects.exists()
        assert not FamilyBlockKey.objects.exists()
        assert queries.my_families(viewer) == ()
        with pytest.raises(NotFound):
            own_family.withdraw(viewer, made, now=now)


def test_the_keys_of_two_municipalities_cannot_be_laid_side_by_side(world: World) -> None:
    declare(world.home, "coordinator")
    declare(world.away, "coordinator")
    found = []
    for place in (world.home, world.away):
        with acting(place.coordinator):
            found.append({bytes(key.digest) for key in FamilyBlockKey.objects.all()})
    assert found[0].isdisjoint(found[1])


@pytest.mark.parametrize("postcode", ["", "   ", "nergens", "8211"])
def test_a_birth_date_alone_recognises_nobody(world: World, postcode: str) -> None:
    with pytest.raises(Refused) as refused:
        declare(world.home, "coordinator", postcode=postcode)
    assert refused.value.refusals[0].field == "postcode"


def test_the_same_form_twice_is_one_declaration(world: World) -> None:
    key = uuid.uuid4()
    assert declare(world.home, "coordinator", key=key) == declare(world.home, "coordinator", key=key)
    with acting(world.home.coordinator):
        assert len(queries.my_families(world.home.coordinator)) == 1
