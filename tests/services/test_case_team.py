"""The team of a case: deputy, seats that end, and who may read what home may not know."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from sluitend.domain.outcome import Conflict, NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.queries.people import team_page
from sluitend.records.models import Case, CasePerson, NamedReader, TeamSeat
from sluitend.services.cases import (
    ChangeCase,
    EndSeat,
    GiveSeat,
    Heighten,
    ReaderIn,
    SetReaders,
    change_details,
    end_seat,
    give_seat,
    heighten,
    set_readers,
)
from tests.stories import a_case
from tests.world import NOW, World, acting, later

TODAY = NOW.date()


def sees(viewer: Viewer, case_id: UUID, when=NOW) -> bool:
    with acting(viewer, when):
        case, persons = Case.objects.filter(pk=case_id).exists(), CasePerson.objects.filter(case_id=case_id).exists()
    assert case is persons
    return case


def seat_for(viewer: Viewer, case_id: UUID, days: int = 14) -> GiveSeat:
    return GiveSeat(case_id, viewer.membership_id, "gezinswerker", "komt elke week", TODAY + timedelta(days=days))


def test_a_seat_opens_the_case_until_its_last_day_and_ending_it_closes_the_case_at_once(world: World) -> None:
    made, member = a_case(world.home), world.home.member
    assert not sees(member, made.case_id)
    with acting(world.home.coordinator) as now:
        seat = give_seat(world.home.coordinator, seat_for(member, made.case_id), now=now)
    assert sees(member, made.case_id, later(days=14))
    assert not sees(member, made.case_id, later(days=15))
    with acting(world.home.coordinator) as now:
        end_seat(world.home.coordinator, EndSeat(made.case_id, seat), now=now)
        with pytest.raises(NotFound):
            end_seat(world.home.coordinator, EndSeat(made.case_id, seat), now=now)
    assert not sees(member, made.case_id)


@pytest.mark.parametrize("who", ["teacher", "manager", "admin", "privacy", "intake"])
def test_nobody_gets_a_seat_whose_work_is_not_at_the_table(world: World, who: str) -> None:
    made = a_case(world.home)
    with acting(world.home.coordinator) as now, pytest.raises(Refused, match=r"seat\.person"):
        give_seat(world.home.coordinator, seat_for(world.home.people[who], made.case_id), now=now)


def test_nobody_of_another_municipality_gets_a_seat(world: World) -> None:
    made = a_case(world.home)
    with acting(world.home.coordinator) as now, pytest.raises(Refused, match=r"seat\.person"):
        give_seat(world.home.coordinator, seat_for(world.away.member, made.case_id), now=now)


def test_who_has_a_seat_gives_none(world: World) -> None:
    made = a_case(world.home)
    with acting(world.home.coordinator) as now:
        give_seat(world.home.coordinator, seat_for(world.home.member, made.case_id), now=now)
    with acting(world.home.member) as now, pytest.raises(Refused, match=r"case\.not_yours_to_write"):
        give_seat(world.home.member, seat_for(world.home.attendance, made.case_id), now=now)


def test_a_deputy_gets_the_case_and_the_one_before_loses_it(world: World) -> None:
    made, deputy = a_case(world.home), world.home.coordinator2
    change = ChangeCase(made.case_id, "Gezin Van Dijk", deputy.membership_id, "vakantie", version=1)
    with acting(world.home.coordinator) as now:
        change_details(world.home.coordinator, change, now=now)
    assert sees(deputy, made.case_id)
    with acting(world.home.coordinator) as now:
        with pytest.raises(Conflict):
            change_details(world.home.coordinator, change, now=now)
        back = ChangeCase(made.case_id, "Gezin Van Dijk", None, "terug", version=2)
        change_details(world.home.coordinator, back, now=now)
    assert not sees(deputy, made.case_id)


# --- Heightened safety ---------------------------------------------------------------------------------------------------


def heightened(world: World, **how):
    return a_case(world.home, heightened=True, **how)


def test_only_who_stands_on_the_list_sees_a_case_that_home_may_not_know_of(world: World) -> None:
    made = heightened(world)
    seen = {key for key, viewer in world.home.people.items() if sees(viewer, made.case_id)}
    assert seen == {"coordinator", "protocol", "code", "second"}


def test_turning_it_on_takes_the_case_from_every_seat_at_once(world: World) -> None:
    made, member = a_case(world.home), world.home.member
    people = world.home.people
    readers = (ReaderIn(people["protocol"].membership_id, on_call=True), ReaderIn(people["code"].membership_id))
    with acting(world.home.coordinator) as now:
        give_seat(world.home.coordinator, seat_for(member, made.case_id), now=now)
        on = Heighten(made.case_id, "dochter is bang", version=1, readers=readers)
        heighten(world.home.coordinator, on, now=now)
    assert not sees(member, made.case_id)
    assert sees(world.home.protocol, made.case_id)
    with acting(world.home.coordinator) as now, pytest.raises(Refused, match=r"seat\.not_listed"):
        give_seat(world.home.coordinator, seat_for(world.home.attendance, made.case_id), now=now)


def test_it_is_not_saved_with_fewer_than_three_readers_or_nobody_on_call(world: World) -> None:
    made, people = a_case(world.home), world.home.people
    few = Heighten(made.case_id, "bang", 1, (ReaderIn(people["protocol"].membership_id, on_call=True),))
    quiet = Heighten(made.case_id, "bang", 1, tuple(ReaderIn(people[k].membership_id) for k in ("protocol", "code")))
    for command in (few, quiet):
        with acting(world.home.coordinator) as now, pytest.raises(Refused, match=r"case\.named_readers"):
            heighten(world.home.coordinator, command, now=now)
    with acting(world.home.coordinator):
        assert not Case.objects.get().heightened
        assert not NamedReader.objects.exists()


def test_the_database_itself_refuses_a_list_that_became_too_short(world: World) -> None:
    from django.db import DatabaseError, connection, transaction

    from sluitend.access import audit

    made, me = heightened(world), world.home.coordinator
    with acting(me) as now:
        audit.write(me, "test.line", audit.Ref("case", made.case_id, case_id=made.case_id), now=now)
        with transaction.atomic(), connection.cursor() as cursor:
            NamedReader.objects.exclude(membership_id=me.membership_id).update(until=TODAY - timedelta(days=1))
            with pytest.raises(DatabaseError, match="three named readers"):
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)


def test_who_is_taken_off_the_list_reads_nothing_from_now_on(world: World) -> None:
    made, people = heightened(world), world.home.people
    new = tuple(ReaderIn(people[key].membership_id, on_call=key == "code") for key in ("code", "attendance"))
    with acting(world.home.coordinator) as now:
        set_readers(world.home.coordinator, SetReaders(made.case_id, new, "andere bezetting", 1), now=now)
    assert not sees(world.home.protocol, made.case_id)
    assert sees(world.home.code, made.case_id)
    assert sees(world.home.attendance, made.case_id)


def test_a_list_that_lapses_leaves_the_case_with_whoever_holds_it(world: World) -> None:
    made = heightened(world)
    half_a_year = later(days=200)
    assert sees(world.home.coordinator, made.case_id, half_a_year)
    assert not sees(world.home.protocol, made.case_id, half_a_year)


def test_the_seat_of_another_case_is_not_there(world: World) -> None:
    here, elsewhere = a_case(world.home), a_case(world.home, coordinator_id=world.home.coordinator2.membership_id)
    with acting(world.home.coordinator2) as now:
        seat = give_seat(world.home.coordinator2, seat_for(world.home.member, elsewhere.case_id), now=now)
    with acting(world.home.coordinator) as now, pytest.raises(NotFound):
        end_seat(world.home.coordinator, EndSeat(here.case_id, seat), now=now)
    with acting(world.home.coordinator2):
        assert TeamSeat.objects.get().ended_at is None


def test_a_seat_is_offered_to_colleagues_who_do_not_see_the_case_already(world: World) -> None:
    home = world.home
    made = a_case(home, deputy_id=home.coordinator2.membership_id)
    with acting(home.coordinator) as now:
        offered = {choice.id for choice in team_page(home.coordinator, made.case_id, now=now).colleagues}
    assert home.member.membership_id in offered
    assert offered.isdisjoint({home.coordinator.membership_id, home.coordinator2.membership_id})
