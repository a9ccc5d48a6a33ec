"""What the database itself gives of actions and consents, to everybody, in every state a share can be in."""

from __future__ import annotations

import uuid
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from sluitend.access import audit
from sluitend.domain.sharing import Viewer
from sluitend.records.models import (
    Action,
    ActionShare,
    ActionStep,
    Bottleneck,
    Case,
    CasePerson,
    Consent,
    ConsentAsked,
    FamilyBlock,
    FamilyBlockKey,
    MatchKey,
)
from sluitend.services.disclosures import TakeBack, take_back
from tests.action_stories import TODAY, Family, a_family, ask, shared
from tests.world import NOW, World, acting, later


def seen(viewer: Viewer, days: int = 0) -> set[UUID]:
    with acting(viewer, later(days=days)):
        return set(Action.objects.values_list("pk", flat=True))


def everything(world: World) -> dict[str, UUID]:
    """Make one action in each state: shown, only asked, taken back, ended, of another organisation, hidden, elsewhere."""
    home, made = world.home, {}
    made["shown"] = shared(a_family(home))
    made["asked"] = ask(a_family(home), "school")
    made["back"] = shared(a_family(home))
    with acting(home.coordinator) as now:
        take_back(home.coordinator, TakeBack(made["back"], uuid.uuid4()), now=now)
    made["of_youth_care"] = shared(a_family(home), "youth_care")
    made["of_school2"] = shared(a_family(home), "school2")
    made["hidden"] = ask(a_family(home, heightened=True), "school")
    made["away"] = shared(a_family(world.away))
    return made


EXPECTED = {
    "teacher": {"shown"},
    "teacher2": {"of_school2"},
    "helper": {"of_youth_care"},
    "coordinator": {"shown", "asked", "back", "of_youth_care", "of_school2", "hidden"},
    "protocol": {"hidden"},
    "code": {"hidden"},
    "second": {"hidden"},
}


def test_each_sees_exactly_these_actions_and_nobody_else_sees_any(world: World) -> None:
    made = everything(world)
    names = {pk: name for name, pk in made.items()}
    for who, viewer in world.home.people.items():
        assert {names[pk] for pk in seen(viewer)} == EXPECTED.get(who, set()), who
    for who, viewer in world.away.people.items():
        assert {names[pk] for pk in seen(viewer)} == ({"away"} if who in {"teacher", "coordinator"} else set()), who


def test_a_partner_reads_no_case_no_person_no_consent_and_no_bottleneck(world: World) -> None:
    everything(world)
    with acting(world.home.teacher):
        for model in (Case, CasePerson, Consent, ConsentAsked, Bottleneck):
            assert not model.objects.exists(), model
        assert ActionShare.objects.count() == 1
        assert not ActionStep.objects.exists()  # the one step was taken by somebody else's organisation


def test_the_last_day_of_a_share_is_its_last(world: World) -> None:
    action = shared(a_family(world.home), due_on=TODAY + timedelta(days=5))
    assert seen(world.home.teacher, days=33) == {action}
    assert seen(world.home.teacher, days=34) == set()


def test_a_partner_cannot_bring_its_action_into_view_nor_prolong_it(world: World) -> None:
    family = a_family(world.home)
    hidden = ask(family, "school")
    action = shared(a_family(world.home))
    viewer = world.home.teacher
    with acting(viewer) as now:
        audit.write(viewer, "test.forge", audit.Ref("action"), now=now)
        assert Action.objects.filter(pk=hidden).update(outward=True) == 0
        assert ActionShare.objects.update(until=TODAY + timedelta(days=900)) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Action.objects.filter(pk=action).update(organisation_id=world.home.organisations["police"])
        for column in ({"title": "Iets anders"}, {"due_on": TODAY}, {"kind": "enforce"}, {"outward": False}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Action.objects.filter(pk=action).update(**column)
        assert Action.objects.filter(pk=action).update(status="accepted") == 1


def test_what_is_of_my_own_family_stays_closed_for_me_and_open_for_my_colleague(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    _declare(world, family)
    assert seen(world.home.teacher) == set()
    assert seen(world.home.coordinator) == {action}


def _declare(world: World, family: Family) -> None:
    """Give the teacher a block on a key of this case."""
    me = world.home.coordinator
    with acting(me) as now:
        key = MatchKey.objects.filter(case_id=family.case_id).first()
        if key is None:
            audit.write(me, "test.key", audit.Ref("case", family.case_id, case_id=family.case_id), now=now)
            key = MatchKey(
                municipality_id=world.home.id,
                case_id=family.case_id,
                purpose="p1",
                kind="bsn",
                digest=b"k" * 32,
                person_ref=family.child,
            )
            key.save(force_insert=True)
        digest = bytes(key.digest)
    viewer = world.home.teacher
    with acting(viewer) as now:
        audit.write(viewer, "test.block", audit.Ref("family_block"), now=now)
        block = FamilyBlock(
            id=uuid.uuid4(),
            municipality_id=world.home.id,
            membership_id=viewer.membership_id,
            label="Familie",
            declared_at=NOW,
        )
        block.save(force_insert=True)
        FamilyBlockKey(
            municipality_id=world.home.id, block=block, membership_id=viewer.membership_id, digest=digest
        ).save(force_insert=True)
