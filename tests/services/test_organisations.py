"""Organisations and their kinds, the brake that shuts one out, numbers and hours, the safety roster."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from sluitend.access import audit, context
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.staff import RosterSeat
from sluitend.domain.vocabulary import Role, SchoolRegion
from sluitend.queries import organisations as queries
from sluitend.queries import settings as settings_queries
from sluitend.records.models import Membership, Municipality, Organisation, SafetyRoster
from sluitend.services import organisations, settings, teams
from sluitend.services.organisations import AddOrganisation, ChangeOrganisation, OrganisationIn
from sluitend.services.settings import ChangeMunicipality
from tests.world import NOW, Place, World, acting


def add(place: Place, *, by: str = "admin", key: uuid.UUID | None = None, **how: str) -> uuid.UUID:
    wanted = OrganisationIn(**{"name": "Huisartsen Noord", "kind": "gp", **how})
    with acting(place.people[by]) as now:
        return organisations.add_organisation(place.people[by], AddOrganisation(key or uuid.uuid4(), wanted), now=now)


def change(place: Place, organisation: str, *, contact: str = "", version: int = 1, **how: str) -> None:
    with acting(place.admin) as now:
        row = Organisation.objects.get(pk=place.organisations[organisation])
        wanted = OrganisationIn(**{"name": row.name, "kind": row.kind, **how})
        contact_id = place.people[contact].membership_id if contact else None
        organisations.change_organisation(place.admin, ChangeOrganisation(row.pk, version, wanted, contact_id), now=now)


def codes(refused: Any) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_the_same_form_twice_is_one_organisation(world: World) -> None:
    key = uuid.uuid4()
    assert add(world.home, key=key) == add(world.home, key=key)
    with acting(world.home.admin):
        assert Organisation.objects.filter(name="Huisartsen Noord").count() == 1


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"kind": "kerk"}, "organisation.kind"),
        ({"kind": ""}, "organisation.kind"),
        ({"name": "basisschool de vlier"}, "organisation.name"),
        ({"brin": "ABCD"}, "organisation.brin"),
    ],
)
def test_what_cannot_be_is_refused(world: World, how: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        add(world.home, **how)
    assert codes(refused) == [code]


def test_the_neighbour_may_have_an_organisation_of_the_same_name(world: World) -> None:
    assert add(world.home) != add(world.away)


def test_only_an_administrator_adds_one(world: World) -> None:
    for who in ("lead", "coordinator", "privacy", "manager", "teacher"):
        with pytest.raises(NotFound):
            add(world.home, by=who)


def test_a_kind_that_went_out_of_use_can_be_kept_not_chosen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses
    from datetime import date

    from sluitend.content.organisations import organisation_types

    known = dict(organisation_types())
    known["school"] = dataclasses.replace(known["school"], valid_to=date(2026, 1, 1))
    monkeypatch.setattr(organisations, "organisation_types", lambda: known)
    change(world.home, "school", name="Basisschool De Vlier en Ven")
    with pytest.raises(Refused) as refused:
        add(world.home, kind="school")
    assert codes(refused) == ["organisation.kind"]


def test_a_contact_works_there(world: World) -> None:
    change(world.home, "school", contact="teacher")
    with pytest.raises(Refused) as refused:
        change(world.home, "school", contact="helper", version=2)
    assert codes(refused) == ["organisation.contact"]


def test_a_kind_must_fit_the_roles_of_its_people(world: World) -> None:
    with pytest.raises(Refused) as refused:
        change(world.home, "gemeente", kind="school")
    assert codes(refused) == ["organisation.people"]


def test_two_administrators_do_not_overwrite_each_other(world: World) -> None:
    change(world.home, "school", name="De Vlier")
    with pytest.raises(Refused) as refused:
        change(world.home, "school", name="De Ven")
    assert refused.value.refusals == (organisations.CHANGED_MEANWHILE,)


def test_switched_off_everybody_of_it_is_out_at_the_next_page_and_nobody_else(world: World) -> None:
    with acting(world.home.admin) as now:
        organisations.switch_off(world.home.admin, world.home.organisations["school"], now=now)
    with pytest.raises(NotFound):
        context.load_viewer(world.home.teacher.user_id, None, NOW)
    assert context.load_viewer(world.home.teacher2.user_id, None, NOW)
    assert context.load_viewer(world.home.coordinator.user_id, None, NOW)
    with acting(world.home.admin) as now:
        organisations.switch_on(world.home.admin, world.home.organisations["school"], now=now)
    assert context.load_viewer(world.home.teacher.user_id, None, NOW)


def test_the_brake_does_not_shut_its_own_hand_out(world: World) -> None:
    with acting(world.home.admin) as now, pytest.raises(Refused):
        organisations.switch_off(world.home.admin, world.home.organisations["gemeente"], now=now)


def test_nobody_else_has_the_brake(world: World) -> None:
    for viewer in (world.home.lead, world.home.privacy, world.home.teacher2, world.away.admin):
        with acting(viewer) as now, pytest.raises(NotFound):
            organisations.switch_off(viewer, world.home.organisations["school"], now=now)


def test_the_set_up_says_what_still_needs_doing(world: World) -> None:
    with acting(world.home.admin) as now:
        page = queries.set_up(world.home.admin, now=now)
    assert not page.roster_short
    assert page.without_contact
    with acting(world.home.admin) as now:
        settings.set_roster(
            world.home.admin, frozenset(seats(world.home, protocol=True, code=False, intake=False)), now=now
        )
        assert queries.set_up(world.home.admin, now=now).on_roster == 3
    with acting(world.home.coordinator) as now, pytest.raises(NotFound):
        queries.set_up(world.home.coordinator, now=now)


# --- Numbers, hours and the roster ----------------------------------------------------------------------------------


def numbers(version: int, phone: str) -> ChangeMunicipality:
    return ChangeMunicipality(version, phone, "altijd", "0300 1", "Hulp", "0300 2")


def test_numbers_change_once_and_a_second_administrator_sees_that(world: World) -> None:
    with acting(world.home.admin) as now:
        settings.change_municipality(world.home.admin, numbers(1, "0300 999 999"), now=now)
        with pytest.raises(Refused) as refused:
            settings.change_municipality(world.home.admin, numbers(1, "0300 111 111"), now=now)
        assert Municipality.objects.get(pk=world.home.id).phone == "0300 999 999"
    assert refused.value.refusals == (settings.CHANGED_MEANWHILE,)
    with acting(world.away.admin):
        assert Municipality.objects.get(pk=world.away.id).phone == "0300 123 456"


def test_the_region_of_the_schools_is_a_choice_and_stays_when_it_is_left_out(world: World) -> None:
    with acting(world.home.admin) as now:
        assert settings_queries.municipality(world.home.admin).school_region is SchoolRegion.MIDDLE
        north = replace(numbers(1, "0300 1"), school_region=SchoolRegion.NORTH)
        settings.change_municipality(world.home.admin, north, now=now)
        settings.change_municipality(world.home.admin, numbers(2, "0300 2"), now=now)
        assert settings_queries.municipality(world.home.admin).school_region is SchoolRegion.NORTH
    with acting(world.away.admin):
        assert Municipality.objects.get(pk=world.away.id).school_region == SchoolRegion.MIDDLE


def test_only_an_administrator_changes_the_numbers(world: World) -> None:
    for who in ("lead", "coordinator", "privacy", "manager", "teacher"):
        with acting(world.home.people[who]) as now, pytest.raises(NotFound):
            settings.change_municipality(world.home.people[who], numbers(1, "0"), now=now)
        with acting(world.home.people[who]), pytest.raises(NotFound):
            settings_queries.municipality(world.home.people[who])


def seats(place: Place, **on_call: bool) -> list[RosterSeat]:
    return [RosterSeat(place.people[key].membership_id, flag) for key, flag in on_call.items()]


def set_roster(place: Place, **on_call: bool) -> None:
    with acting(place.admin) as now:
        settings.set_roster(place.admin, frozenset(seats(place, **on_call)), now=now)


def test_the_roster_is_what_was_chosen(world: World) -> None:
    set_roster(world.home, intake=True, intake2=False, protocol=False)
    with acting(world.home.intake):
        rows = dict(SafetyRoster.objects.values_list("membership_id", "on_call"))
    assert rows == {
        seat.membership_id: seat.on_call for seat in seats(world.home, intake=True, intake2=False, protocol=False)
    }


@pytest.mark.parametrize("who", ["teacher", "manager", "privacy", "admin", "lead"])
def test_who_does_not_work_with_families_here_is_not_on_it(world: World, who: str) -> None:
    with pytest.raises(Refused) as refused:
        set_roster(world.home, protocol=True, code=False, **{who: False})
    assert codes(refused) == ["roster.role"]


def test_who_watches_over_the_code_at_a_school_is_no_municipal_worker(world: World) -> None:
    """Who can read signals of heightened safety: municipal workers whose work is with families."""
    with acting(world.home.admin) as now:
        audit.write(world.home.admin, "test.roles", audit.Ref("membership"), now=now)
        Membership.objects.filter(pk=world.home.teacher.membership_id).update(roles=[Role.CODE_OFFICER])
        names = {one.id for one in settings_queries.roster(world.home.admin, now=now)}
    assert world.home.code.membership_id in names
    assert world.home.teacher.membership_id not in names
    with pytest.raises(Refused) as refused:
        set_roster(world.home, protocol=True, code=False, teacher=False)
    assert codes(refused) == ["roster.role"]


def test_two_people_are_not_enough(world: World) -> None:
    with pytest.raises(Refused) as refused:
        set_roster(world.home, protocol=True, code=True)
    assert codes(refused) == ["roster.three"]
    with acting(world.home.admin):
        assert SafetyRoster.objects.count() == 3


def test_who_is_on_call_reads_too(world: World) -> None:
    """Who was taken off the readers and left on call is named, and nothing changes."""
    place = world.home
    chosen = [
        *seats(place, intake=True, intake2=False),
        RosterSeat(place.code.membership_id, on_call=True, reads=False),
    ]
    with acting(place.admin) as now, pytest.raises(Refused) as refused:
        settings.set_roster(place.admin, frozenset(chosen), now=now)
    assert codes(refused) == ["roster.on_call_reads"]
    assert refused.value.refusals[0].params["names"] == place.code.name


def test_a_neighbour_cannot_be_on_it(world: World) -> None:
    strangers = frozenset(seats(world.away, protocol=True, code=False, lead=False))
    with acting(world.home.admin) as now, pytest.raises(Refused):
        settings.set_roster(world.home.admin, strangers, now=now)


# --- Teams ----------------------------------------------------------------------------------------------------------


def test_a_team_is_added_once_and_renamed(world: World) -> None:
    key = uuid.uuid4()
    with acting(world.home.admin) as now:
        first = teams.add_team(world.home.admin, "Oost", form_key=key, now=now)
        assert teams.add_team(world.home.admin, "Oost", form_key=key, now=now) == first
        teams.rename_team(world.home.admin, first, "Oosterkwartier", now=now)
        for name in ("noord", "  "):
            with pytest.raises(Refused):
                teams.rename_team(world.home.admin, first, name, now=now)
        rows = {row.name: row for row in settings_queries.teams(world.home.admin, now=now)}
    assert rows["Oosterkwartier"].people == 0
    assert rows["Noord"].leads == ("Lead Vlierdam",)
    with acting(world.home.lead) as now, pytest.raises(NotFound):
        teams.add_team(world.home.lead, "West", form_key=uuid.uuid4(), now=now)
    assert Role.TEAM_LEAD in world.home.lead.roles
