"""A team lead sees load and clocks, never content, and hands cases over with the access."""

from __future__ import annotations

import re
import uuid
from dataclasses import astuple
from datetime import date, timedelta
from typing import Any

import pytest

from sluitend.domain.clock import add_months
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.vocabulary import Role
from sluitend.queries import team_load as queries
from sluitend.records.models import AuditEvent, Handover
from sluitend.services import teams
from sluitend.services.teams import HandOver
from tests.services.test_accounts import change, in_after_care, its_family_is_of
from tests.stories import FAMILY, a_case, can_read
from tests.world import NOW, Place, World, acting, later


def hand_over(place: Place, *cases: uuid.UUID, to: str = "coordinator2", by: str = "lead", **how: Any) -> int:
    command = {
        "form_key": uuid.uuid4(),
        "giver_id": place.coordinator.membership_id,
        "taker_id": place.people[to].membership_id,
        "case_ids": cases,
        "reason": "Ziek tot half april.",
        **how,
    }
    with acting(place.people[by]) as now:
        return teams.hand_over(place.people[by], HandOver(**command), now=now)


def everything(value: object) -> str:
    return repr(astuple(value)) if hasattr(value, "__dataclass_fields__") else repr(value)


def test_the_lead_sees_numbers_and_dates_and_no_family(world: World) -> None:
    case = a_case(world.home)
    with acting(world.home.lead) as now:
        page = queries.team(world.home.lead, now=now)
        one = queries.worker(world.home.lead, world.home.coordinator.membership_id, now=now)
    shown = everything(page) + everything(one)
    assert case.number in shown
    for canary in ("Gezin Van Dijk", *(p.given_names for p in FAMILY), *(p.surname for p in FAMILY), "06 1234 5678"):
        assert not re.search(rf"\b{canary}\b", shown), canary
    mine = next(worker for worker in page.workers if worker.name == "Coordinator Vlierdam")
    assert (len(mine.cases), mine.late) == (1, 0)
    assert mine.next_due is not None
    assert not can_read(world.home, "lead", case.case_id)


def test_a_term_that_passed_counts_as_late(world: World) -> None:
    a_case(world.home)
    with acting(world.home.lead, later(days=100)) as now:
        page = queries.team(world.home.lead, now=now)
    assert page.late == 1


def test_nothing_of_heightened_safety_is_in_it(world: World) -> None:
    hidden = a_case(world.home, heightened=True)
    with acting(world.home.lead) as now:
        page = queries.team(world.home.lead, now=now)
        with pytest.raises(NotFound):
            hand_over(world.home, hidden.case_id)
    assert page.cases == 0
    assert hidden.number not in everything(page)


def test_looking_leaves_its_lines(world: World) -> None:
    case = a_case(world.home)
    with acting(world.home.lead) as now:
        queries.worker(world.home.lead, world.home.coordinator.membership_id, now=now)
    with acting(world.home.privacy):
        lines = AuditEvent.objects.filter(case_id=case.case_id, action="team.worker")
        assert lines.values_list("membership_id", flat=True).get() == world.home.lead.membership_id


@pytest.mark.parametrize("who", ["coordinator", "admin", "manager", "privacy", "teacher"])
def test_who_leads_no_team_has_no_such_page(world: World, who: str) -> None:
    with acting(world.home.people[who]) as now, pytest.raises(NotFound):
        queries.team(world.home.people[who], now=now)
    with pytest.raises(NotFound):
        hand_over(world.home, a_case(world.home).case_id, by=who)


def test_access_moves_with_the_case_at_once(world: World) -> None:
    case = a_case(world.home)
    assert can_read(world.home, "coordinator", case.case_id)
    assert hand_over(world.home, case.case_id) == 1
    assert can_read(world.home, "coordinator2", case.case_id)
    assert not can_read(world.home, "coordinator", case.case_id)
    assert not can_read(world.home, "lead", case.case_id)
    with acting(world.home.coordinator2):
        kept = Handover.objects.get(case_id=case.case_id)
    assert (kept.reason, kept.decided_by_id) == ("Ziek tot half april.", world.home.lead.membership_id)


def test_all_cases_of_an_absent_colleague_go_together(world: World) -> None:
    cases = [a_case(world.home, now=NOW + timedelta(seconds=n)) for n in range(3)]
    change(world.home, "coordinator", absent_from=date(2026, 3, 1))
    assert hand_over(world.home, *(case.case_id for case in cases)) == 3
    with acting(world.home.lead) as now:
        found = queries.worker(world.home.lead, world.home.coordinator.membership_id, now=now)
    assert found.worker.absent
    assert found.worker.cases == ()


def test_after_care_of_an_absent_colleague_is_in_the_load_and_goes_along(world: World) -> None:
    case_id = in_after_care(world.home)
    change(world.home, "coordinator", absent_from=date(2026, 3, 1))
    with acting(world.home.lead) as now:
        found = queries.worker(world.home.lead, world.home.coordinator.membership_id, now=now)
    (shown,) = found.worker.cases
    assert (shown.id, shown.next_due()) == (case_id, add_months(NOW.date(), 6))
    assert hand_over(world.home, case_id) == 1
    assert can_read(world.home, "coordinator2", case_id)
    assert not can_read(world.home, "coordinator", case_id)


def test_all_or_none(world: World) -> None:
    mine, family = a_case(world.home), a_case(world.home, now=NOW + timedelta(seconds=1))
    its_family_is_of(world.home, "coordinator2", family.case_id)
    with pytest.raises(Refused) as refused:
        hand_over(world.home, mine.case_id, family.case_id)
    assert can_read(world.home, "coordinator", mine.case_id)
    assert can_read(world.home, "coordinator", family.case_id)
    (said,) = refused.value.refusals
    assert family.number in str(said)
    assert "familie" not in str(said)


@pytest.mark.parametrize("to", ["member", "intake", "teacher", "lead"])
def test_only_a_coordinator_takes_over(world: World, to: str) -> None:
    case = a_case(world.home)
    with pytest.raises(Refused):
        hand_over(world.home, case.case_id, to=to)
    assert can_read(world.home, "coordinator", case.case_id)


def test_a_coordinator_of_the_neighbour_cannot_take_over(world: World) -> None:
    case = a_case(world.home)
    with pytest.raises(Refused):
        hand_over(world.home, case.case_id, taker_id=world.away.coordinator.membership_id)


def test_a_case_of_another_team_or_municipality_is_not_there(world: World) -> None:
    elsewhere = a_case(world.away)
    with pytest.raises(NotFound):
        hand_over(world.home, elsewhere.case_id)
    case = a_case(world.home)
    change(world.home, "lead", team_id=None, roles=frozenset({Role.INTAKE}))
    with pytest.raises(NotFound):
        hand_over(world.home, elsewhere.case_id, case.case_id)


def test_a_reason_and_a_case_are_needed(world: World) -> None:
    case = a_case(world.home)
    for cases, how, code in (((), {}, "team.no_case"), ((case.case_id,), {"reason": "  "}, "team.no_reason")):
        with pytest.raises(Refused) as refused:
            hand_over(world.home, *cases, **how)
        assert refused.value.refusals[0].code == code


def test_the_same_form_twice_moves_once(world: World) -> None:
    case, key = a_case(world.home), uuid.uuid4()
    assert hand_over(world.home, case.case_id, form_key=key) == hand_over(world.home, case.case_id, form_key=key)
    with acting(world.home.coordinator2):
        assert Handover.objects.filter(case_id=case.case_id).count() == 1
