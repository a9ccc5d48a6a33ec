"""Which roles go together, who stands on the safety roster, who is away."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from sluitend.domain.staff import (
    FAMILY_ROLES,
    MUNICIPAL_PARTIES,
    ROSTER_ROLES,
    RosterSeat,
    check_absence,
    check_may_leave,
    check_other_person,
    check_roles,
    check_roster,
    check_team,
    is_absent,
)
from sluitend.domain.vocabulary import Party, Role

HERE = Party.LOCAL_TEAM


def refused(*roles: Role, party: Party | None = HERE) -> str:
    check = check_roles(roles, party=party)
    return check.code.removeprefix("account.roles_") if check else ""


@pytest.mark.parametrize(
    "roles",
    [
        {Role.INTAKE},
        {Role.INTAKE, Role.SECOND_READER},
        {Role.COORDINATOR, Role.TEAM_MEMBER},
        {Role.COORDINATOR, Role.TEAM_LEAD},
        {Role.PROTOCOL_COORDINATOR, Role.CODE_OFFICER},
        {Role.ATTENDANCE},
        {Role.ATTENDANCE, Role.ATTENDANCE_BOA},
        {Role.PROGRAMME_MANAGER},
        {Role.PROGRAMME_MANAGER, Role.ADMIN},
        {Role.ADMIN},
        {Role.PRIVACY_OFFICER},
        {Role.DPO},
    ],
)
def test_work_that_goes_together(roles: set[Role]) -> None:
    assert refused(*roles) == ""


@pytest.mark.parametrize("role", sorted(FAMILY_ROLES | {Role.TEAM_LEAD}))
def test_a_programme_manager_sees_numbers_never_names(role: Role) -> None:
    assert refused(Role.PROGRAMME_MANAGER, role) in {"programme_manager", "partner"}


@pytest.mark.parametrize("role", sorted(FAMILY_ROLES | {Role.TEAM_LEAD}))
def test_an_administrator_sees_no_content(role: Role) -> None:
    assert refused(Role.ADMIN, role) in {"admin", "partner"}


@pytest.mark.parametrize("control", [Role.PRIVACY_OFFICER, Role.DPO])
@pytest.mark.parametrize("role", sorted(Role))
def test_who_controls_does_no_other_work(control: Role, role: Role) -> None:
    assert bool(refused(control, role)) == (control is not role)


def test_somebody_of_another_organisation_is_a_partner_or_helps_with_the_reporting_code() -> None:
    outside = [party for party in Party if party not in MUNICIPAL_PARTIES]
    for party in [*outside, None]:
        assert refused(Role.PARTNER, party=party) == ""
        assert refused(Role.PARTNER, Role.CODE_OFFICER, party=party) == ""
        for role in set(Role) - {Role.PARTNER, Role.CODE_OFFICER}:
            assert refused(role, party=party) == "outside"


def test_a_partner_has_no_role_beside_it() -> None:
    assert refused(Role.PARTNER, Role.INTAKE) == "partner"
    assert refused(Role.PARTNER) == ""


def test_investigating_powers_belong_to_an_attendance_officer() -> None:
    """Officers sworn (16), opsporing (16 lid 5): the power is of the attendance officer (B.7)."""
    assert refused(Role.ATTENDANCE_BOA) == "attendance_boa"
    assert refused(Role.ATTENDANCE_BOA, Role.COORDINATOR) == "attendance_boa"
    assert refused(Role.ATTENDANCE_BOA, Role.ATTENDANCE, Role.COORDINATOR) == ""


def test_nobody_is_without_a_role() -> None:
    assert refused() == "none"


def test_the_data_protection_officer_is_another_person_than_the_privacy_officer() -> None:
    check = check_other_person({Role.DPO}, {Role.PRIVACY_OFFICER})
    assert check is not None
    assert "iemand anders dan de privacy officer" in check.sentence
    assert check_other_person({Role.PRIVACY_OFFICER}, {Role.DPO}) is not None
    assert check_other_person({Role.DPO}, ()) is None


def test_two_places_of_one_person_make_no_forbidden_pair() -> None:
    assert check_other_person({Role.PROGRAMME_MANAGER}, {Role.COORDINATOR}) is not None
    assert check_other_person({Role.INTAKE}, {Role.ADMIN}) is not None
    assert check_other_person({Role.INTAKE}, {Role.DPO}) is not None
    assert check_other_person({Role.INTAKE}, {Role.COORDINATOR}) is None


def test_a_team_lead_leads_a_team() -> None:
    assert check_team({Role.TEAM_LEAD}, None) is not None
    assert check_team({Role.TEAM_LEAD}, uuid.uuid4()) is None
    assert check_team({Role.INTAKE}, None) is None


def seats(*on_call: bool) -> list[RosterSeat]:
    return [RosterSeat(uuid.uuid4(), flag) for flag in on_call]


def test_three_people_read_what_is_unsafe_and_one_of_them_is_on_call() -> None:
    assert check_roster(seats(True, False, False)) is None
    assert check_roster(seats(True, True)).code == "roster.three"
    assert check_roster(seats(False, False, False)).code == "roster.on_call"
    assert check_roster([]).code == "roster.three"


def test_a_team_lead_sees_load_and_clocks_per_worker_and_no_content() -> None:
    """Team lead: load and clocks per worker; no content (F.7b). So she reads no signal of heightened safety either."""
    assert Role.TEAM_LEAD not in ROSTER_ROLES
    assert FAMILY_ROLES - {Role.PARTNER} == ROSTER_ROLES


def test_the_same_person_twice_is_one_person() -> None:
    one = RosterSeat(uuid.uuid4(), on_call=True)
    assert check_roster([one, one, one]).code == "roster.three"


def test_an_absence_has_a_first_day_and_ends_after_it() -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 6)
    assert check_absence(first, last) is None
    assert check_absence(first, None) is None
    assert check_absence(None, None) is None
    assert check_absence(first, first) is None
    assert check_absence(last, first).code == "account.absence_order"
    assert check_absence(None, last).code == "account.absence_start"


def test_both_dates_are_days_of_absence() -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 6)
    assert [is_absent(first, last, date(2026, 3, day)) for day in (1, 2, 6, 7)] == [False, True, True, False]
    assert is_absent(first, None, date(2030, 1, 1))
    assert not is_absent(None, None, first)


def test_nobody_takes_themselves_or_the_last_administrator_out() -> None:
    assert check_may_leave(is_self=True, is_last_admin=False).code == "account.self"
    assert check_may_leave(is_self=False, is_last_admin=True).code == "account.last_admin"
    assert check_may_leave(is_self=False, is_last_admin=False) is None
