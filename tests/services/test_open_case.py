"""Opening a case."""

from __future__ import annotations

import pytest

from sluitend.domain.outcome import NotFound, Refused
from sluitend.records.models import Case, CasePerson, NamedReader
from tests.stories import FATHER, MOTHER, a_case
from tests.world import World, acting


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


def test_partners_open_nothing(world: World) -> None:
    with pytest.raises(NotFound):
        a_case(world.home, by="teacher")


def test_heightened_safety_names_its_readers_from_the_roster(world: World) -> None:
    made = a_case(world.home, heightened=True)
    with acting(world.home.coordinator):
        readers = set(NamedReader.objects.filter(case_id=made.case_id).values_list("membership_id", flat=True))
    people = world.home.people
    assert readers == {people[key].membership_id for key in ("coordinator", "protocol", "code", "lead")}
