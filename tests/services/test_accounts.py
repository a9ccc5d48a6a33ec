"""Changing what somebody does here, and leaving: out at the next page, the work handed over unread."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from sluitend.access import audit, context
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.vocabulary import Role
from sluitend.queries.accounts import member as member_page
from sluitend.records.models import (
    AfterCare,
    AuditEvent,
    Case,
    FamilyBlock,
    FamilyBlockKey,
    Handover,
    MatchKey,
    Membership,
    NamedReader,
    Organisation,
    SafetyRoster,
)
from sluitend.services import accounts
from sluitend.services.accounts import ChangeMember, Leave
from sluitend.services.followup import CloseCase, HoldAfterCare, close_case, hold_after_care
from tests.stories import a_case
from tests.world import NOW, Place, World, acting, later


def change(place: Place, who: str, *, by: str = "admin", **how: Any) -> int:
    with acting(place.people[by]) as now:
        row = Membership.objects.get(pk=place.people[who].membership_id)
        command = {
            "membership_id": row.pk,
            "version": row.version,
            "name": row.display_name,
            "function": row.function,
            "phone": row.phone,
            "roles": frozenset(Role(role) for role in row.roles),
            "team_id": row.team_id,
            "deputy_id": row.deputy_id,
            "absent_from": None,
            "absent_until": None,
            **how,
        }
        return accounts.change_member(place.people[by], ChangeMember(**command), now=now)


def leave(place: Place, who: str, successor: str = "", *, by: str = "admin", now: Any = NOW) -> None:
    command = Leave(
        form_key=uuid.uuid4(),
        membership_id=place.people[who].membership_id,
        successor_id=place.people[successor].membership_id if successor else None,
    )
    with acting(place.people[by], now):
        accounts.leave(place.people[by], command, now=now)


def refused_code(*args: Any, **how: Any) -> str:
    with pytest.raises(Refused) as refused:
        leave(*args, **how)
    return refused.value.refusals[0].code


def of_case(place: Place, case_id: uuid.UUID, who: str) -> Case | None:
    with acting(place.people[who]):
        return Case.objects.filter(pk=case_id).first()


# --- Changing -------------------------------------------------------------------------------------------------------


def test_a_change_holds_from_the_next_page_on(world: World) -> None:
    assert change(world.home, "member", function="Ambulant werker", roles=frozenset({Role.COORDINATOR})) == 2
    found = context.load_viewer(world.home.member.user_id, None, NOW)
    assert found.function == "Ambulant werker"
    assert found.roles == {Role.COORDINATOR}


def test_nothing_changed_leaves_no_line_and_no_version(world: World) -> None:
    assert change(world.home, "member") == 1


def test_two_administrators_do_not_overwrite_each_other(world: World) -> None:
    change(world.home, "member", function="Eerste")
    with pytest.raises(Refused) as refused:
        change(world.home, "member", function="Tweede", version=1)
    assert refused.value.refusals == (accounts.CHANGED_MEANWHILE,)


@pytest.mark.parametrize(
    ("who", "how", "code"),
    [
        (
            "manager",
            {"roles": frozenset({Role.PROGRAMME_MANAGER, Role.COORDINATOR})},
            "account.roles_programme_manager",
        ),
        ("teacher", {"roles": frozenset({Role.COORDINATOR})}, "account.roles_outside"),
        ("privacy", {"roles": frozenset({Role.PRIVACY_OFFICER, Role.INTAKE})}, "account.roles_privacy_officer"),
        ("protocol", {"roles": frozenset({Role.TEAM_LEAD})}, "account.team_missing"),
        ("admin", {"roles": frozenset({Role.PROGRAMME_MANAGER})}, "account.own_roles"),
        ("member", {"absent_from": date(2026, 3, 4), "absent_until": date(2026, 3, 2)}, "account.absence_order"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(world: World, who: str, how: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        change(world.home, who, **how)
    assert code in [one.code for one in refused.value.refusals]
    assert all(one.sentence.endswith(".") for one in refused.value.refusals)


def test_a_deputy_has_used_the_invitation(world: World) -> None:
    with acting(world.home.admin) as now:
        audit.write(world.home.admin, "test.pending", audit.Ref("membership"), now=now)
        Membership.objects.filter(pk=world.home.coordinator2.membership_id).update(pending=True)
    with pytest.raises(Refused, match=r"account\.deputy"):
        change(world.home, "coordinator", deputy_id=world.home.coordinator2.membership_id)


def test_a_deputy_works_at_the_same_organisation(world: World) -> None:
    change(world.home, "coordinator", deputy_id=world.home.coordinator2.membership_id)
    for who in ("coordinator", "teacher"):
        with pytest.raises(Refused):
            change(world.home, "coordinator", deputy_id=world.home.people[who].membership_id)
    with pytest.raises(Refused):
        change(world.home, "coordinator", deputy_id=world.away.coordinator.membership_id)


def test_only_an_administrator_changes_people(world: World) -> None:
    for who in ("coordinator", "lead", "privacy", "manager", "teacher"):
        with pytest.raises(NotFound):
            change(world.home, "member", by=who)


def test_another_municipality_is_not_there(world: World) -> None:
    with acting(world.away.admin) as now, pytest.raises(NotFound):
        accounts.end_sessions(world.away.admin, world.home.member.membership_id, now=now)


def test_a_function_is_renamed_for_everybody_who_has_it(world: World) -> None:
    with acting(world.home.admin) as now:
        assert accounts.rename_function(world.home.admin, "Casusregisseur", "Regisseur", now=now) == 2
        with pytest.raises(NotFound):
            accounts.rename_function(world.home.admin, "Casusregisseur", "Regisseur", now=now)
    assert context.load_viewer(world.away.coordinator.user_id, None, NOW).function == "Casusregisseur"


# --- Leaving --------------------------------------------------------------------------------------------------------


def test_who_leaves_is_out_at_the_next_page(world: World) -> None:
    assert context.load_viewer(world.home.member.user_id, None, NOW)
    leave(world.home, "member")
    with pytest.raises(NotFound):
        context.load_viewer(world.home.member.user_id, None, NOW)


def test_the_cases_go_to_the_colleague_and_the_access_with_them(world: World) -> None:
    case = a_case(world.home)
    assert of_case(world.home, case.case_id, "coordinator2") is None
    leave(world.home, "coordinator", "coordinator2")
    found = of_case(world.home, case.case_id, "coordinator2")
    assert found is not None
    assert found.coordinator_id == world.home.coordinator2.membership_id
    assert of_case(world.home, case.case_id, "coordinator") is None
    with acting(world.home.coordinator2):
        assert Handover.objects.get(case_id=case.case_id).giver_id == world.home.coordinator.membership_id
    with acting(world.home.privacy):
        assert AuditEvent.objects.filter(case_id=case.case_id, action="case.hand_over").exists()


def in_after_care(place: Place) -> uuid.UUID:
    """Close a case of the coordinator: it has its talks to come."""
    case_id = a_case(place).case_id
    command = CloseCase(case_id, reason="reached", words="Het gezin kan verder.", form_key=uuid.uuid4())
    with acting(place.coordinator) as now:
        close_case(place.coordinator, command, now=now)
    return case_id


def test_after_care_of_who_leaves_is_counted_asks_for_a_colleague_and_goes_there_with_its_talks(world: World) -> None:
    case_id = in_after_care(world.home)
    with acting(world.home.admin) as now:
        work = member_page(world.home.admin, world.home.coordinator.membership_id, now=now).work
    assert (work.coordinates, work.after_care, work.kept) == (1, 1, 0)
    assert refused_code(world.home, "coordinator") == "account.leave_successor_needed"
    leave(world.home, "coordinator", "coordinator2")
    with acting(world.home.coordinator2, later(days=184)) as now:
        talk = AfterCare.objects.filter(case_id=case_id).order_by("due_on")[0]
        hold_after_care(world.home.coordinator2, HoldAfterCare(talk.pk, "Goed.", True, uuid.uuid4()), now=now)
    assert of_case(world.home, case_id, "coordinator") is None


def test_a_closed_file_of_who_leaves_can_still_be_opened_by_somebody(world: World) -> None:
    case_id = in_after_care(world.home)
    for days in (184, 366):
        with acting(world.home.coordinator, later(days=days)) as now:
            talk = AfterCare.objects.filter(case_id=case_id, held_on=None).order_by("due_on")[0]
            hold_after_care(world.home.coordinator, HoldAfterCare(talk.pk, "Goed.", True, uuid.uuid4()), now=now)
    with acting(world.home.admin, later(days=366)) as now:
        work = member_page(world.home.admin, world.home.coordinator.membership_id, now=now).work
    assert (work.coordinates, work.after_care, work.kept) == (1, 0, 1)
    leave(world.home, "coordinator", "coordinator2", now=later(days=366))
    found = of_case(world.home, case_id, "coordinator2")
    assert found is not None
    assert found.coordinator_id == world.home.coordinator2.membership_id


def test_the_administrator_still_reads_nothing(world: World) -> None:
    case = a_case(world.home)
    leave(world.home, "coordinator", "coordinator2")
    assert of_case(world.home, case.case_id, "admin") is None


def test_without_a_colleague_the_leave_is_refused_and_nothing_moved(world: World) -> None:
    case = a_case(world.home)
    assert refused_code(world.home, "coordinator") == "account.leave_successor_needed"
    found = of_case(world.home, case.case_id, "coordinator")
    assert found is not None
    assert context.load_viewer(world.home.coordinator.user_id, None, NOW)


def test_a_colleague_who_is_no_coordinator_cannot_take_over(world: World) -> None:
    a_case(world.home)
    assert refused_code(world.home, "coordinator", "member") == "account.leave_successor"


def test_a_colleague_whose_own_family_it_is_does_not_get_it(world: World) -> None:
    case = a_case(world.home)
    its_family_is_of(world.home, "coordinator2", case.case_id)
    assert refused_code(world.home, "coordinator", "coordinator2") == "account.leave_successor"


def test_then_it_goes_to_the_deputy(world: World) -> None:
    change(world.home, "member", roles=frozenset({Role.COORDINATOR, Role.TEAM_MEMBER}))
    case = a_case(world.home, deputy_id=world.home.member.membership_id)
    its_family_is_of(world.home, "coordinator2", case.case_id)
    leave(world.home, "coordinator", "coordinator2")
    found = of_case(world.home, case.case_id, "member")
    assert found is not None
    assert (found.coordinator_id, found.deputy_id) == (world.home.member.membership_id, None)


def its_family_is_of(place: Place, who: str, case_id: uuid.UUID) -> None:
    """Give a case and a worker the same key, as the declaration of one's own family does."""
    viewer = place.people[who]
    digest = b"f" * 32
    with acting(place.coordinator) as now:
        audit.write(place.coordinator, "test.key", audit.Ref("case", case_id), now=now)
        MatchKey.objects.create(
            municipality_id=place.id, case_id=case_id, person_ref=uuid.uuid4(), purpose="p1", kind="bsn", digest=digest
        )
    with acting(viewer) as now:
        audit.write(viewer, "test.block", audit.Ref("family_block"), now=now)
        block = FamilyBlock.objects.create(
            municipality_id=place.id, membership_id=viewer.membership_id, label="zus", declared_at=now
        )
        FamilyBlockKey.objects.create(
            municipality_id=place.id, block=block, membership_id=viewer.membership_id, digest=digest
        )


def test_what_they_declared_about_their_own_family_is_erased(world: World) -> None:
    case = a_case(world.home)
    its_family_is_of(world.home, "member", case.case_id)
    leave(world.home, "member")
    with acting(world.home.member):
        assert not FamilyBlock.objects.exists()
        assert not FamilyBlockKey.objects.exists()


def test_an_organisation_loses_its_contact_and_a_colleague_the_deputy(world: World) -> None:
    change(world.home, "coordinator", deputy_id=world.home.coordinator2.membership_id)
    with acting(world.home.admin) as now:
        audit.write(world.home.admin, "test.contact", audit.Ref("organisation"), now=now)
        Organisation.objects.filter(pk=world.home.organisations["gemeente"]).update(
            contact_id=world.home.coordinator2.membership_id
        )
    leave(world.home, "coordinator2", "coordinator")
    with acting(world.home.admin):
        assert Organisation.objects.get(pk=world.home.organisations["gemeente"]).contact_id is None
        assert Membership.objects.get(pk=world.home.coordinator.membership_id).deputy_id is None


def test_nobody_takes_themselves_out_and_an_administrator_remains(world: World) -> None:
    assert refused_code(world.home, "admin") == "account.self"


def test_only_an_administrator_of_this_municipality_takes_somebody_out(world: World) -> None:
    for who in ("lead", "coordinator", "privacy", "manager", "teacher"):
        with pytest.raises(NotFound):
            leave(world.home, "member", by=who)
    with acting(world.away.admin) as now, pytest.raises(NotFound):
        accounts.leave(
            world.away.admin, Leave(uuid.uuid4(), world.home.member.membership_id, successor_id=None), now=now
        )


def test_the_same_form_twice_is_one_leave(world: World) -> None:
    command = Leave(uuid.uuid4(), world.home.member.membership_id, successor_id=None)
    for _again in range(2):
        with acting(world.home.admin) as now:
            accounts.leave(world.home.admin, command, now=now)
    with acting(world.home.admin):
        assert Membership.objects.get(pk=world.home.member.membership_id).version == 2


# --- Leaving and heightened safety ----------------------------------------------------------------------------------

HEIGHTENED = {"heightened": True}


def a_hidden_case(place: Place) -> uuid.UUID:
    return a_case(place, **HEIGHTENED).case_id


def readers(place: Place, case_id: uuid.UUID, who: str) -> dict[uuid.UUID, bool]:
    with acting(place.people[who]):
        rows = NamedReader.objects.filter(case_id=case_id, until__gte=NOW.date())
        return dict(rows.values_list("membership_id", "on_call"))


def to_roster(place: Place, who: str, *, on_call: bool = False) -> None:
    with acting(place.admin) as now:
        audit.write(place.admin, "test.roster", audit.Ref("safety_roster"), now=now)
        SafetyRoster.objects.create(
            municipality_id=place.id, membership_id=place.people[who].membership_id, on_call=on_call, since=now.date()
        )


def test_a_roster_that_would_fall_short_keeps_its_people(world: World) -> None:
    assert refused_code(world.home, "code") == "account.leave_roster"
    assert refused_code(world.home, "protocol") == "account.leave_roster"
    to_roster(world.home, "intake")
    leave(world.home, "code")
    assert refused_code(world.home, "protocol") == "account.leave_roster"  # the only one on call


def test_a_named_reader_who_leaves_is_replaced_from_the_roster(world: World) -> None:
    case_id = a_hidden_case(world.home)
    before = readers(world.home, case_id, "coordinator")
    to_roster(world.home, "intake", on_call=True)
    to_roster(world.home, "intake2")
    leaving = [key for key in ("protocol", "code", "second") if world.home.people[key].membership_id in before]
    assert leaving
    for key in leaving[:2]:
        leave(world.home, key)
        left = readers(world.home, case_id, "coordinator")
        assert world.home.people[key].membership_id not in left
        assert len(left) >= 3
        assert any(left.values())


def test_a_hidden_case_goes_to_who_can_read_it_already_not_to_who_was_chosen(world: World) -> None:
    case_id = a_hidden_case(world.home)
    to_roster(world.home, "intake", on_call=True)
    may_read = set(readers(world.home, case_id, "coordinator"))
    leave(world.home, "coordinator", "coordinator2")
    assert of_case(world.home, case_id, "coordinator2") is None
    takers = [who for who in ("protocol", "code", "second", "intake") if of_case(world.home, case_id, who)]
    assert takers
    found = of_case(world.home, case_id, takers[0])
    assert found is not None
    assert found.coordinator_id in may_read | {world.home.intake.membership_id}
    assert of_case(world.home, case_id, "coordinator") is None


def test_when_nobody_can_take_the_place_the_leave_is_refused(world: World) -> None:
    """Three readers, and nobody on the roster who is not one of them."""
    case_id = a_hidden_case(world.home)
    third = world.home.second.membership_id
    with acting(world.home.coordinator) as now:
        audit.write(world.home.coordinator, "test.readers", audit.Ref("case", case_id), now=now)
        NamedReader.objects.filter(case_id=case_id, membership_id=third).update(until=later(days=-1).date())
    with acting(world.home.admin) as now:
        audit.write(world.home.admin, "test.roster", audit.Ref("safety_roster"), now=now)
        SafetyRoster.objects.filter(membership_id=third).delete()
    assert len(readers(world.home, case_id, "coordinator")) == 3
    assert refused_code(world.home, "coordinator", "coordinator2") == "account.leave_safety"
    assert of_case(world.home, case_id, "coordinator") is not None
    assert len(readers(world.home, case_id, "coordinator")) == 3
