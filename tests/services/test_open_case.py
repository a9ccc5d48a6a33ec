"""Opening a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from sluitend.access import audit
from sluitend.domain.outcome import NotFound, Refused
from sluitend.queries.cases import open_form
from sluitend.records.models import Case, CasePerson, HouseholdMember, Membership, NamedReader
from sluitend.services import own_family
from sluitend.services.cases import ReaderIn
from sluitend.services.own_family import DeclareFamily
from sluitend.services.people import ChangePerson, change_person
from tests.stories import CHILD, FATHER, MOTHER, a_case
from tests.world import World, acting, later


def test_a_case_has_a_number_that_says_nothing(world: World) -> None:
    numbers = {a_case(world.home).number for _ in range(5)}
    assert len(numbers) == 5
    assert all(number.startswith("C-") and len(number) == 11 for number in numbers)


def test_without_a_decision_only_a_coordinator_opens_a_case(world: World) -> None:
    with pytest.raises(NotFound):
        a_case(world.home, by="intake")


def test_a_coordinator_opens_a_case_for_another_that_she_cannot_read(world: World) -> None:
    made = a_case(world.home, by="coordinator2")
    with acting(world.home.coordinator2):
        assert not Case.objects.exists()
    with acting(world.home.coordinator):
        assert Case.objects.get().pk == made.case_id
        assert CasePerson.objects.count() == 3


def test_a_case_is_about_a_child(world: World) -> None:
    with pytest.raises(Refused, match=r"case\.child"):
        a_case(world.home, persons=(MOTHER, FATHER))


def test_a_case_needs_the_criteria_with_their_facts(world: World) -> None:
    with pytest.raises(Refused, match=r"triage\.no_fact"):
        a_case(world.home, criteria=())


def test_the_coordinator_works_here_as_a_coordinator(world: World) -> None:
    for other in (world.home.teacher, world.away.coordinator):
        with pytest.raises(Refused, match=r"case\.coordinator"):
            a_case(world.home, coordinator_id=other.membership_id)


def not_yet_here(world: World, who: str) -> None:
    with acting(world.home.admin) as now:
        audit.write(world.home.admin, "test.pending", audit.Ref("membership"), now=now)
        Membership.objects.filter(pk=world.home.people[who].membership_id).update(pending=True)


def test_who_never_used_the_invitation_gets_no_case_and_is_no_deputy(world: World) -> None:
    """Nobody answers for a family who never signed in."""
    not_yet_here(world, "coordinator2")
    other = world.home.coordinator2.membership_id
    with pytest.raises(Refused, match=r"case\.coordinator"):
        a_case(world.home, coordinator_id=other)
    with pytest.raises(Refused, match=r"case\.deputy") as caught:
        a_case(world.home, deputy_id=other)
    assert "de uitnodiging al gebruikte" in str(caught.value.refusals[0])


def test_who_never_used_the_invitation_is_not_offered_and_who_is_away_is_marked(world: World) -> None:
    not_yet_here(world, "coordinator2")
    me = world.home.coordinator
    with acting(world.home.admin) as now:
        audit.write(world.home.admin, "test.away", audit.Ref("membership"), now=now)
        away = Membership.objects.filter(pk=me.membership_id)
        away.update(absent_from=date(2026, 2, 20), absent_until=date(2026, 3, 6))
    with acting(me) as now:
        page = open_form(me, now=now)
    assert [(one.id, one.away, one.away_until) for one in page.coordinators] == [
        (me.membership_id, True, date(2026, 3, 6))
    ]
    with acting(me, later(days=5)) as now:
        assert not open_form(me, now=now).coordinators[0].away


def test_partners_open_nothing(world: World) -> None:
    with pytest.raises(NotFound):
        a_case(world.home, by="teacher")


def test_heightened_safety_names_its_readers_from_the_roster(world: World) -> None:
    made = a_case(world.home, heightened=True)
    with acting(world.home.coordinator):
        readers = set(NamedReader.objects.filter(case_id=made.case_id).values_list("membership_id", flat=True))
    people = world.home.people
    assert readers == {people[key].membership_id for key in ("coordinator", "protocol", "code", "second")}


# --- Own family by declaration -----------------------------------------------------------------------------------------


NOOR_AT_HOME = replace(CHILD, postcode="1234AB", house_number="4")


def declare(world: World, who: str) -> None:
    family = DeclareFamily(uuid4(), "mijn nichtje", CHILD.birth_date, "1234 AB")
    with acting(world.home.people[who]) as now:
        own_family.declare(world.home.people[who], family, now=now)


def test_a_case_does_not_open_for_a_coordinator_who_closed_this_family(world: World) -> None:
    declare(world, "coordinator")
    with pytest.raises(Refused) as caught:
        a_case(world.home, by="coordinator2", persons=(NOOR_AT_HOME, MOTHER))
    assert [(r.code, r.field) for r in caught.value.refusals] == [("case.not_this_person", "coordinator")]
    with acting(world.home.coordinator2):
        assert not Case.objects.exists()


def test_a_case_that_turns_out_to_be_about_their_own_family_closes_for_a_coordinator_at_once(world: World) -> None:
    made = a_case(world.home, deputy_id=world.home.coordinator2.membership_id, persons=(NOOR_AT_HOME, MOTHER))
    declare(world, "coordinator")
    with acting(world.home.coordinator):
        assert not Case.objects.exists()
        assert not CasePerson.objects.exists()
    with acting(world.home.coordinator2):
        assert Case.objects.get().pk == made.case_id


def test_a_corrected_birth_date_opens_the_case_again_for_whom_it_was_closed(world: World) -> None:
    deputy = world.home.coordinator2
    made = a_case(world.home, deputy_id=deputy.membership_id, persons=(NOOR_AT_HOME, MOTHER))
    declare(world, "coordinator")
    other = replace(NOOR_AT_HOME, birth_date=date(2013, 9, 2))
    with acting(deputy) as now:
        change = ChangePerson(made.case_id, made.person_ids[0], other, "verkeerd overgenomen", version=1)
        change_person(deputy, change, now=now)
    with acting(world.home.coordinator):
        assert Case.objects.get().pk == made.case_id


def test_whoever_closed_this_family_does_not_come_on_the_reading_list(world: World) -> None:
    declare(world, "code")
    people = world.home.people
    listed = tuple(
        ReaderIn(people[key].membership_id, on_call=key == "protocol") for key in ("protocol", "code", "attendance")
    )
    with pytest.raises(Refused, match=r"case\.named_readers"):
        a_case(world.home, heightened=True, persons=(NOOR_AT_HOME, MOTHER), readers=listed[:2])
    made = a_case(world.home, heightened=True, persons=(NOOR_AT_HOME, MOTHER), readers=listed)
    with acting(world.home.coordinator):
        readers = set(NamedReader.objects.filter(case_id=made.case_id).values_list("membership_id", flat=True))
    assert readers == {people[key].membership_id for key in ("coordinator", "protocol", "attendance")}


def test_addresses_that_came_with_people_begin_as_a_household(world: World) -> None:
    made = a_case(world.home, persons=(NOOR_AT_HOME, replace(MOTHER, postcode="1234AB", house_number="4"), FATHER))
    with acting(world.home.coordinator):
        living = set(HouseholdMember.objects.values_list("household__postcode", "person_id"))
    assert living == {("1234AB", made.person_ids[0]), ("1234AB", made.person_ids[1])}
