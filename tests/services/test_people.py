"""The people of a case: who they are, where they live, who has authority, who was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from sluitend.domain.case import AuthorityIn, AuthorityKind, HouseholdIn, InformingIn, PersonIn, PersonKind
from sluitend.domain.outcome import Conflict, NotFound, Refused
from sluitend.domain.person import Bsn
from sluitend.records.models import (
    AuditEvent,
    CaseChange,
    CasePerson,
    Household,
    HouseholdMember,
    Informing,
    ParentalAuthority,
    Supporter,
)
from sluitend.records.persons import masked_bsn
from sluitend.services.people import (
    AddPerson,
    ChangePerson,
    EndSupporter,
    LetGo,
    NameSupporter,
    RecordAuthority,
    RecordInforming,
    SaveHousehold,
    add_person,
    change_person,
    end_supporter,
    let_go,
    name_supporter,
    record_authority,
    record_informing,
    save_household,
)
from tests.stories import CHILD, MOTHER, a_case
from tests.world import NOW, World, acting

TODAY = NOW.date()
BSN = Bsn("123456782")


def test_somebody_is_put_in_the_case_once_however_often_the_form_is_sent(world: World) -> None:
    made, key = a_case(world.home), uuid4()
    sem = PersonIn(PersonKind.CHILD, "Sem", "", "Vos", date(2018, 1, 5), "zoon")
    with acting(world.home.coordinator) as now:
        ids = {add_person(world.home.coordinator, AddPerson(made.case_id, sem, key), now=now) for _ in range(3)}
        assert CasePerson.objects.filter(case_id=made.case_id).count() == 4
    assert len(ids) == 1


def test_a_changed_person_keeps_the_reason_and_the_names_of_the_fields_never_what_they_held(world: World) -> None:
    made = a_case(world.home)
    mother = made.person_ids[1]
    new = replace(MOTHER, surname="Dijkstra", bsn=BSN)
    command = ChangePerson(made.case_id, mother, new, "Naam stond fout in de melding.", version=1)
    with acting(world.home.coordinator) as now:
        change_person(world.home.coordinator, command, now=now)
        row, change = CasePerson.objects.get(pk=mother), CaseChange.objects.get()
    assert (row.surname, row.version, masked_bsn(row)) == ("Dijkstra", 2, "••••••782")
    assert (change.changed, change.reason) == (["surname", "bsn"], "Naam stond fout in de melding.")


def test_an_empty_bsn_keeps_what_is_there_and_only_a_tick_takes_it_out(world: World) -> None:
    made = a_case(world.home, persons=(replace(CHILD, bsn=BSN), MOTHER))
    command = ChangePerson(made.case_id, made.person_ids[0], CHILD, "nagekeken", version=1)
    with acting(world.home.coordinator) as now:
        change_person(world.home.coordinator, command, now=now)
        assert masked_bsn(CasePerson.objects.get(pk=made.person_ids[0])) == "••••••782"
        change_person(world.home.coordinator, replace(command, version=2, drop_bsn=True), now=now)
        assert CasePerson.objects.get(pk=made.person_ids[0]).bsn_sealed is None


def test_the_second_of_two_writers_sees_both_texts_and_nothing_is_lost(world: World) -> None:
    made = a_case(world.home, deputy_id=world.home.coordinator2.membership_id)
    mother = made.person_ids[1]
    first = ChangePerson(made.case_id, mother, replace(MOTHER, surname="Een"), "a", version=1)
    with acting(world.home.coordinator) as now:
        change_person(world.home.coordinator, first, now=now)
    with acting(world.home.coordinator2) as now, pytest.raises(Conflict) as caught:
        change_person(world.home.coordinator2, replace(first, person=replace(MOTHER, surname="Twee")), now=now)
    assert caught.value.stored["surname"] == "Een"
    assert caught.value.version == 2
    assert caught.value.by == "Coordinator Vlierdam, casusregisseur"


def test_a_change_without_a_reason_is_refused_and_leaves_no_line(world: World, privacy_lines) -> None:
    made = a_case(world.home)
    with acting(world.home.coordinator) as now, pytest.raises(Refused, match=r"people\.reason"):
        change_person(
            world.home.coordinator, ChangePerson(made.case_id, made.person_ids[1], MOTHER, " ", version=1), now=now
        )
    assert "person.change" not in privacy_lines(made.case_id)


def test_words_about_who_people_are_must_be_written_again(world: World) -> None:
    made = a_case(world.home)
    reason = "Moeder is van Turkse afkomst."
    with acting(world.home.coordinator) as now, pytest.raises(Refused, match=r"words\.not_needed"):
        change_person(
            world.home.coordinator, ChangePerson(made.case_id, made.person_ids[1], MOTHER, reason, version=1), now=now
        )


def test_what_was_kept_about_somebody_put_here_by_mistake_goes_at_once(world: World) -> None:
    made = a_case(world.home)
    father = made.person_ids[2]
    with acting(world.home.coordinator) as now:
        let_go(world.home.coordinator, LetGo(made.case_id, father, "verkeerde man", TODAY, mistake=True), now=now)
        row = CasePerson.objects.get(pk=father)
    assert not any((row.given_names, row.surname, row.relation, row.phone, row.birth_date, row.bsn_sealed))
    assert row.taken_out_at == NOW


def test_a_case_keeps_at_least_one_child(world: World) -> None:
    made = a_case(world.home)
    with acting(world.home.coordinator) as now, pytest.raises(Refused, match=r"case\.child"):
        let_go(world.home.coordinator, LetGo(made.case_id, made.person_ids[0], "weg", TODAY), now=now)


def test_a_household_says_who_lives_there_and_a_child_can_have_two_homes(world: World) -> None:
    made = a_case(world.home)
    child, mother, father = made.person_ids
    at_mother = HouseholdIn("bij moeder", (child, mother), "moeder", TODAY, "Dorpsstraat", "4", "1234AB", "Vlierdam")
    at_father = HouseholdIn("bij vader", (child, father), "vader", TODAY)
    with acting(world.home.coordinator) as now:
        home = save_household(world.home.coordinator, SaveHousehold(made.case_id, at_mother), now=now)
        save_household(world.home.coordinator, SaveHousehold(made.case_id, at_father), now=now)
        alone = SaveHousehold(made.case_id, replace(at_mother, members=(mother,)), home, 1, "Noor woont bij vader")
        save_household(world.home.coordinator, alone, now=now)
        living = HouseholdMember.objects.filter(until=None).values_list("household__label", "person_id")
        assert set(living) == {("bij moeder", mother), ("bij vader", child), ("bij vader", father)}
        with pytest.raises(Conflict):
            save_household(world.home.coordinator, alone, now=now)
        assert Household.objects.get(pk=home).version == 2


def test_authority_ends_with_what_comes_after_it(world: World) -> None:
    made = a_case(world.home)
    child, mother, father = made.person_ids
    both = AuthorityIn(child, AuthorityKind.JOINT_PARENTAL, mother, bron="BRP", as_of=TODAY)
    with acting(world.home.coordinator) as now:
        first = record_authority(world.home.coordinator, RecordAuthority(made.case_id, both), now=now)
        alone = replace(both, kind=AuthorityKind.SOLE_PARENTAL, holder_id=father)
        record_authority(world.home.coordinator, RecordAuthority(made.case_id, alone, ends=(first,)), now=now)
        assert ParentalAuthority.objects.get(ended_on=None).holder_id == father
        with pytest.raises(NotFound):
            record_authority(world.home.coordinator, RecordAuthority(made.case_id, alone, ends=(first,)), now=now)
        assert ParentalAuthority.objects.count() == 2, "one wrong id and nothing is done"


def test_waiting_with_telling_is_decided_by_two(world: World) -> None:
    made = a_case(world.home)
    wait = InformingIn(
        wait_reason="ligt in het ziekenhuis",
        wait_until=TODAY + timedelta(weeks=4),
        second_person_id=world.home.member.membership_id,
    )
    with acting(world.home.coordinator) as now:
        command = RecordInforming(made.case_id, made.person_ids[1], wait)
        record_informing(world.home.coordinator, command, now=now)
        for wrong in (world.home.coordinator, world.home.teacher, world.home.manager, world.away.member):
            alone = replace(wait, second_person_id=wrong.membership_id)
            with pytest.raises(Refused, match=r"informing\.second"):
                record_informing(world.home.coordinator, replace(command, informing=alone), now=now)
        assert Informing.objects.get().second_person_id == world.home.member.membership_id


def test_the_database_itself_refuses_to_wait_alone(world: World) -> None:
    made = a_case(world.home)
    me = world.home.coordinator
    from django.db import IntegrityError

    from sluitend.access import audit

    with acting(me) as now:
        audit.write(me, "test.line", audit.Ref("case", made.case_id, case_id=made.case_id), now=now)
        with pytest.raises(IntegrityError, match="informing_told_or_waiting"):
            Informing.objects.create(
                municipality_id=me.municipality_id,
                case_id=made.case_id,
                person_id=made.person_ids[1],
                told_by_id=me.membership_id,
                wait_reason="x",
                wait_until=TODAY,
                second_person_id=me.membership_id,
                recorded_at=now,
            )


def test_the_family_names_its_own_support_and_ends_it(world: World) -> None:
    made = a_case(world.home)
    with acting(world.home.coordinator) as now:
        command = NameSupporter(made.case_id, "Riet Dekker", "oma", made.person_ids[1], "Die belt mama altijd.")
        riet = name_supporter(world.home.coordinator, command, now=now)
        end_supporter(world.home.coordinator, EndSupporter(made.case_id, riet), now=now)
        assert Supporter.objects.get().ended_on == TODAY
        with pytest.raises(NotFound):
            end_supporter(world.home.coordinator, EndSupporter(made.case_id, riet), now=now)


@pytest.mark.parametrize("who", ["coordinator2", "intake", "member", "lead", "teacher", "manager", "privacy"])
def test_nobody_else_of_the_municipality_changes_a_person(world: World, who: str) -> None:
    made = a_case(world.home)
    command = ChangePerson(made.case_id, made.person_ids[1], MOTHER, "x", version=1)
    with acting(world.home.people[who]) as now, pytest.raises(NotFound):
        change_person(world.home.people[who], command, now=now)


def test_an_outsider_changes_nothing_and_a_person_of_another_case_is_not_there(world: World) -> None:
    here, elsewhere = a_case(world.home), a_case(world.home)
    command = ChangePerson(here.case_id, elsewhere.person_ids[1], MOTHER, "x", version=1)
    with acting(world.home.coordinator) as now, pytest.raises(NotFound):
        change_person(world.home.coordinator, command, now=now)
    with acting(world.away.coordinator) as now, pytest.raises(NotFound):
        change_person(world.away.coordinator, replace(command, person_id=here.person_ids[1]), now=now)


def test_every_change_leaves_a_line_with_who_what_and_why(world: World) -> None:
    made = a_case(world.home)
    sem = PersonIn(PersonKind.CHILD, "Sem")
    with acting(world.home.coordinator) as now:
        pk = add_person(world.home.coordinator, AddPerson(made.case_id, sem), now=now)
    with acting(world.home.privacy):
        line = AuditEvent.objects.get(action="person.add")
    assert (line.person_id, line.case_id, line.categories) == (pk, made.case_id, ["k1", "k2"])
    assert (line.rule, line.ground) == ("F.7b", "coordinator")
