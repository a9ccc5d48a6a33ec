"""Consent: from whom, for exactly what, until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from sluitend.domain.sharing import ConsentAnswer, ConsentState, check_consent, find_consent, needed_from, valid
from sluitend.domain.vocabulary import Category

CHILD, MOTHER, FATHER, SCHOOL, OTHER = (UUID(int=n) for n in range(1, 6))
PARENTS = frozenset({MOTHER, FATHER})
YES = ConsentState(
    partner=SCHOOL,
    category=Category.K16,
    about=CHILD,
    asked_of=PARENTS,
    asked_on=date(2026, 9, 1),
    answer=ConsentAnswer.YES,
    until=date(2026, 12, 31),
)


@pytest.mark.parametrize(
    ("age", "needed"),
    [
        (0, PARENTS),
        (11, PARENTS),
        (12, PARENTS | {CHILD}),
        (15, PARENTS | {CHILD}),
        (16, {CHILD}),
        (17, {CHILD}),
        (41, {CHILD}),
    ],
)
def test_under_12_the_parents_agree_from_12_the_child_as_well_from_16_the_person_alone(
    age: int, needed: frozenset[UUID]
) -> None:
    assert needed_from(CHILD, age, PARENTS) == needed


@pytest.mark.parametrize(
    ("age", "asked_of", "code"),
    [
        (8, PARENTS, None),
        (8, PARENTS | {CHILD}, None),  # asking a young child as well is fine
        (8, {MOTHER}, "consent.someone_missing"),
        (13, PARENTS, "consent.someone_missing"),
        (13, {CHILD}, "consent.someone_missing"),
        (13, PARENTS | {CHILD}, None),
        (16, {CHILD}, None),
        (16, PARENTS, "consent.only_the_person"),
        (16, PARENTS | {CHILD}, "consent.only_the_person"),
    ],
)
def test_everyone_who_must_agree_is_asked_and_from_16_nobody_but_the_person(
    age: int, asked_of: frozenset[UUID], code: str | None
) -> None:
    refusal = check_consent(replace(YES, asked_of=frozenset(asked_of)), age=age, parents_with_authority=PARENTS)
    assert (refusal and refusal.code) == code


def test_without_anyone_known_to_have_authority_nobody_can_agree_for_a_child() -> None:
    refusal = check_consent(YES, age=8, parents_with_authority=frozenset())
    assert refusal is not None
    assert refusal.code == "consent.nobody_with_authority"
    assert needed_from(CHILD, 13, frozenset()) == frozenset()
    assert needed_from(CHILD, 16, frozenset()) == {CHILD}


def test_under_heightened_safety_nobody_at_home_is_asked() -> None:
    assert needed_from(CHILD, 13, PARENTS, heightened=True) == {CHILD}
    refusal = check_consent(
        replace(YES, asked_of=PARENTS | {CHILD}), age=13, parents_with_authority=PARENTS, heightened=True
    )
    assert refusal is not None
    assert refusal.code == "consent.not_at_home"
    own = replace(YES, asked_of=frozenset({CHILD}))
    assert check_consent(own, age=13, parents_with_authority=PARENTS, heightened=True) is None


def test_a_consent_that_ends_before_it_was_asked_is_refused() -> None:
    backwards = replace(YES, until=date(2026, 8, 31))
    refusal = check_consent(backwards, age=8, parents_with_authority=PARENTS)
    assert refusal is not None
    assert refusal.field == "until"
    assert check_consent(replace(YES, until=YES.asked_on), age=8, parents_with_authority=PARENTS) is None


@pytest.mark.parametrize(
    ("consent", "on", "counts"),
    [
        (YES, date(2026, 8, 31), False),
        (YES, date(2026, 9, 1), True),
        (YES, date(2026, 12, 31), True),
        (YES, date(2027, 1, 1), False),
        (replace(YES, answer=ConsentAnswer.NO), date(2026, 10, 1), False),
        (replace(YES, answer=ConsentAnswer.ASKED), date(2026, 10, 1), False),
        (replace(YES, answer=ConsentAnswer.WITHDRAWN), date(2026, 10, 1), False),
        (None, date(2026, 10, 1), False),
    ],
)
def test_consent_counts_while_the_answer_is_yes_from_the_day_asked_to_its_last_day(
    consent: ConsentState | None, on: date, counts: bool
) -> None:
    assert valid(consent, on) is counts


def found(*consents: ConsentState, on: date = date(2026, 10, 1)) -> ConsentState | None:
    return find_consent(consents, partner=SCHOOL, category=Category.K16, about=CHILD, on=on)


def test_consent_is_for_this_partner_this_item_and_this_person_only() -> None:
    assert found(YES) is YES
    assert found(replace(YES, partner=OTHER)) is None
    assert found(replace(YES, category=Category.K5)) is None
    assert found(replace(YES, about=MOTHER)) is None
    assert found() is None


def test_what_was_asked_last_counts() -> None:
    later_no = replace(YES, asked_on=date(2026, 9, 20), answer=ConsentAnswer.NO)
    assert found(YES, later_no) is later_no
    assert found(later_no, YES) is later_no
    assert found(later_no, YES, on=date(2026, 9, 10)) is YES


def test_a_withdrawal_is_not_lost_behind_a_yes_of_the_same_day() -> None:
    withdrawn = replace(YES, answer=ConsentAnswer.WITHDRAWN)
    assert found(YES, withdrawn) is withdrawn
    assert found(withdrawn, YES) is withdrawn
