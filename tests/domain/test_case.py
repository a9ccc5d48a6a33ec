"""What a case needs, who sits at its table, what is known about people, and who is told."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from sluitend.domain.case import (
    Answered,
    AuthorityIn,
    AuthorityKind,
    CaseStatus,
    HouseholdIn,
    InformingIn,
    InformingState,
    PersonFacts,
    PersonIn,
    PersonKind,
    ReaderFacts,
    Step,
    answered,
    check_answer,
    check_authority,
    check_case_bsn,
    check_children,
    check_coordinator,
    check_deputy,
    check_household,
    check_informing,
    check_named_readers,
    check_none_asked,
    check_own_family,
    check_persons,
    check_reason,
    check_seat,
    check_second,
    check_supporter,
    check_title,
    current_step,
    informing_state,
    must_be_told,
    new_number,
    way,
)
from sluitend.domain.person import Bsn
from sluitend.domain.vocabulary import Role

TODAY = date(2026, 3, 2)
CHILD = PersonIn(PersonKind.CHILD, "Noor")
ADULT = PersonIn(PersonKind.ADULT, surname="Vos")


def codes(refusals):
    return {refusal.code for refusal in refusals}


def test_a_number_carries_no_order_date_or_place():
    assert new_number("BCDFGHJK") == "C-BCDF-GHJK"


def test_a_case_has_a_name_that_colleagues_recognise():
    assert check_title("  ").field == "title"
    assert check_title("Gezin Vos") is None


def test_a_case_is_about_at_least_one_child():
    assert check_children([ADULT]).code == "case.child"
    assert check_children([ADULT, CHILD]) is None


def test_every_person_has_a_name_and_a_birth_date_that_can_be_right():
    nameless = PersonIn(PersonKind.ADULT, " ", "van", " ")
    unborn = PersonIn(PersonKind.CHILD, "Noor", birth_date=date(2026, 3, 3))
    found = check_persons([CHILD, nameless, unborn], today=TODAY)
    assert [(r.code, r.field) for r in found] == [
        ("case.nameless", "person_2_given_names"),
        ("birth.future", "person_3_birth_date"),
    ]
    assert check_persons([CHILD, ADULT], today=TODAY) == ()


def test_an_organisation_without_a_law_for_it_gives_no_bsn():
    with_bsn = PersonIn(PersonKind.CHILD, "Noor", bsn=Bsn("123456782"))
    assert check_case_bsn([with_bsn], may_hold=False).code == "case.no_bsn"
    assert check_case_bsn([with_bsn], may_hold=True) is None
    assert check_case_bsn([CHILD], may_hold=False) is None


def test_a_person_never_shows_name_or_bsn_in_a_trace():
    assert "Noor" not in repr(PersonIn(PersonKind.CHILD, "Noor", bsn=Bsn("123456782")))
    assert "123456782" not in repr(PersonIn(PersonKind.CHILD, "Noor", bsn=Bsn("123456782")))


@pytest.mark.parametrize("roles", [None, frozenset(), frozenset({Role.TEAM_MEMBER, Role.TEAM_LEAD})])
def test_the_coordinator_works_here_as_a_coordinator(roles):
    assert check_coordinator(roles).field == "coordinator"
    assert check_coordinator(frozenset({Role.COORDINATOR})) is None


def test_the_deputy_is_another_coordinator_or_nobody_yet():
    one, other, coordinator = uuid4(), uuid4(), frozenset({Role.COORDINATOR})
    assert check_deputy(None, None, one) is None
    assert check_deputy(other, coordinator, one) is None
    assert check_deputy(one, coordinator, one).field == "deputy"
    assert check_deputy(other, frozenset({Role.TEAM_MEMBER}), one).field == "deputy"
    assert check_deputy(other, None, one).field == "deputy"


def test_somebody_who_closed_a_family_does_not_get_it_and_the_sentence_does_not_say_why():
    refusal = check_own_family(False, field="coordinator")
    assert "familie" not in refusal.sentence
    assert check_own_family(True, field="coordinator") is None


def test_heightened_safety_has_three_readers_who_may_read_and_one_on_call():
    reader = frozenset({Role.COORDINATOR})
    ids = [uuid4() for _ in range(3)]
    full = [ReaderFacts(ids[0], reader, True), *(ReaderFacts(pk, reader, False) for pk in ids[1:])]
    assert check_named_readers(full) is None
    assert check_named_readers(full[:2]).code == "case.named_readers"
    assert check_named_readers([*full[:2], full[1]]) is not None, "the same person twice is one reader"
    assert check_named_readers([ReaderFacts(pk, reader, False) for pk in ids]) is not None, "nobody on call"
    lead = ReaderFacts(ids[2], frozenset({Role.TEAM_LEAD}), False)
    assert check_named_readers([*full[:2], lead]) is not None, "a team lead reads no case of heightened safety"


def seat(**other):
    given = {
        "roles": frozenset({Role.TEAM_MEMBER}),
        "function": "gezinswerker",
        "reason": "komt elke week",
        "until": TODAY + timedelta(weeks=26),
        "today": TODAY,
        "weeks": 26,
    }
    return codes(check_seat(**given | other))


def test_a_seat_has_a_function_a_reason_and_an_end():
    assert seat() == set()
    assert seat(function=" ") == {"seat.function"}
    assert seat(reason="") == {"seat.reason"}
    for until in (None, TODAY - timedelta(days=1), TODAY + timedelta(weeks=26, days=1)):
        assert seat(until=until) == {"seat.until"}


def test_a_partner_gets_an_action_and_no_seat():
    assert seat(roles=frozenset({Role.PARTNER})) == {"seat.person"}
    assert seat(roles=None) == {"seat.person"}
    assert seat(roles=frozenset({Role.ATTENDANCE})) == set()


def test_under_heightened_safety_only_who_stands_on_the_list_sits_at_the_table():
    assert seat(listed=False) == {"seat.not_listed"}


def test_two_people_on_the_list_decide_that_heightened_safety_ends():
    one, other = uuid4(), uuid4()
    assert check_second(other, one, able=True) is None
    assert check_second(one, one, able=True).code == "case.second_reader"
    assert check_second(other, one, able=False).code == "case.second_reader"
    assert check_second(None, one, able=False).code == "case.second_reader"


def authority(**other):
    child, mother = uuid4(), uuid4()
    given = {"child_id": child, "kind": AuthorityKind.SOLE_PARENTAL, "holder_id": mother, "bron": "BRP", "as_of": TODAY}
    made = AuthorityIn(**given | {k: {"child": child, "mother": mother}.get(v, v) for k, v in other.items()})
    return codes(check_authority(made, children={child}, persons={child, mother}, today=TODAY))


def test_authority_stands_with_its_kind_holder_source_and_day():
    assert authority() == set()
    assert authority(bron=" ") == {"people.bron"}
    assert authority(as_of=None) == {"people.as_of"}
    assert authority(as_of=TODAY + timedelta(days=1)) == {"people.as_of_future"}
    assert authority(child_id=uuid4()) == {"authority.child"}
    assert authority(holder_id="child") == {"authority.holder"}
    assert authority(holder_id=uuid4()) == {"authority.holder"}
    assert authority(holder_id=None) == {"authority.nobody"}


def test_who_holds_authority_need_not_be_in_the_case():
    guardian = {"holder_id": None, "holder_words": "Stichting Voogdij"}
    assert authority(kind=AuthorityKind.GUARDIANSHIP, **guardian) == set()


@pytest.mark.parametrize("kind", [AuthorityKind.NONE_NOW, AuthorityKind.UNDETERMINED])
def test_where_nobody_holds_authority_nobody_is_named(kind):
    assert authority(kind=kind, holder_id=None) == set()
    assert authority(kind=kind) == {"authority.somebody"}


def test_a_household_has_a_name_people_a_source_and_a_day_and_perhaps_an_address():
    one = uuid4()

    def found(label="bij moeder", members=(one,), bron="moeder", as_of=TODAY):
        return codes(check_household(HouseholdIn(label, members, bron, as_of), persons={one}, today=TODAY))

    assert found() == set()
    assert found(label="") == {"household.label"}
    assert found(members=()) == {"household.members"}
    assert found(members=(one, uuid4())) == {"household.members"}
    assert found(bron="") == {"people.bron"}


def test_a_supporter_has_a_name_and_what_they_are_to_the_family():
    assert check_supporter("Riet", "oma") == ()
    assert codes(check_supporter(" ", "")) == {"supporter.name", "supporter.relation"}


def test_what_is_known_about_people_changes_with_a_reason():
    assert check_reason(" ").field == "reason"
    assert check_reason("verhuisd") is None


BORN_TWELVE_AGO = date(2014, 3, 2)


@pytest.mark.parametrize(
    ("person", "told"),
    [
        (PersonFacts(PersonKind.ADULT, None, in_family=True), True),
        (PersonFacts(PersonKind.ADULT, None, in_family=False), False),
        (PersonFacts(PersonKind.ADULT, None, in_family=False, holds_authority=True), True),
        (PersonFacts(PersonKind.CHILD, BORN_TWELVE_AGO, in_family=True), True),
        (PersonFacts(PersonKind.CHILD, BORN_TWELVE_AGO + timedelta(days=1), in_family=True), False),
        (PersonFacts(PersonKind.CHILD, None, in_family=True), True),
    ],
)
def test_adults_of_the_family_who_has_authority_and_children_from_12_are_told(person, told):
    assert must_be_told(person, today=TODAY) is told


def test_a_reason_to_wait_holds_up_to_its_last_day_and_then_lapses():
    assert informing_state(None, None, today=TODAY) is InformingState.DUE
    assert informing_state(None, TODAY, Answered.YES, today=TODAY) is InformingState.WAITING
    assert informing_state(None, TODAY - timedelta(days=1), today=TODAY) is InformingState.LAPSED
    assert informing_state(TODAY, TODAY - timedelta(days=9), today=TODAY) is InformingState.TOLD


def test_until_the_yes_of_a_colleague_a_wait_is_provisional_and_a_no_or_silence_ends_it():
    assert informing_state(None, TODAY, Answered.WAITING, today=TODAY) is InformingState.UNCONFIRMED
    assert informing_state(None, TODAY, None, today=TODAY) is InformingState.UNCONFIRMED
    assert informing_state(None, TODAY, Answered.NO, today=TODAY) is InformingState.NOT_AGREED
    assert informing_state(None, TODAY, Answered.LAPSED, today=TODAY) is InformingState.LAPSED
    assert informing_state(TODAY, TODAY, Answered.NO, today=TODAY) is InformingState.TOLD


def test_a_colleague_answers_up_to_the_last_day_and_silence_is_never_a_yes():
    assert answered(None, TODAY, today=TODAY) is Answered.WAITING
    assert answered(None, TODAY - timedelta(days=1), today=TODAY) is Answered.LAPSED
    assert answered(True, TODAY - timedelta(days=1), today=TODAY) is Answered.YES
    assert answered(False, TODAY, today=TODAY) is Answered.NO


def test_the_second_person_says_yes_or_no_with_a_reason():
    assert check_answer(True, "klopt") == ()
    assert codes(check_answer(None, " ")) == {"together.no_answer", "together.no_words"}


def test_one_question_at_a_time():
    assert check_none_asked(None, who="") is None
    assert str(check_none_asked(TODAY, who="Anja")).startswith("Deze vraag ligt al bij Anja, tot en met 02-03-2026.")


def informing(second_able=True, teller=None, **given):
    made = InformingIn(**given)
    return codes(check_informing(made, teller=teller or uuid4(), second_able=second_able, today=TODAY, weeks=4))


def test_somebody_was_told_on_a_day_and_in_a_way():
    assert informing(told_on=TODAY, how="thuis") == set()
    assert informing(told_on=TODAY, how=" ") == {"informing.how"}
    assert informing(told_on=TODAY + timedelta(days=1), how="thuis") == {"informing.future"}


def test_waiting_needs_a_reason_a_day_and_two_people():
    me, other = uuid4(), uuid4()
    wait = {"wait_reason": "opgenomen", "wait_until": TODAY + timedelta(weeks=4), "second_person_id": other}
    assert informing(teller=me, **wait) == set()
    assert informing(teller=other, **wait) == {"informing.second"}
    assert informing(second_able=False, **wait) == {"informing.second"}
    assert informing(**wait | {"wait_until": TODAY + timedelta(weeks=4, days=1)}) == {"informing.until"}
    assert informing(**wait | {"wait_until": TODAY - timedelta(days=1)}) == {"informing.until"}
    assert informing() == {"informing.reason", "informing.until", "informing.second"}


def test_the_way_of_a_case_leaves_out_the_own_plan_when_home_may_not_know():
    assert way(heightened=False) == tuple(Step)
    assert Step.OWN_PLAN not in way(heightened=True)


@pytest.mark.parametrize(
    ("status", "settled", "near", "step"),
    [
        (CaseStatus.OPENED, False, False, Step.FACTS),
        (CaseStatus.PLANNING, False, False, Step.OWN_PLAN),
        (CaseStatus.PLANNING, True, False, Step.PLAN),
        (CaseStatus.RUNNING, True, False, Step.RUN),
        (CaseStatus.RUNNING, True, True, Step.EVALUATE),
        (CaseStatus.AFTER_CARE, True, True, Step.AFTER_CARE),
        (CaseStatus.CLOSED, True, False, Step.CLOSED),
    ],
)
def test_the_step_of_a_case(status, settled, near, step):
    assert current_step(status, heightened=False, offer_settled=settled, evaluation_near=near) is step
    hidden = current_step(status, heightened=True, offer_settled=settled, evaluation_near=near)
    assert hidden is (Step.PLAN if step is Step.OWN_PLAN else step)
    assert hidden in way(heightened=True)
