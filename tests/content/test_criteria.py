"""The entry criteria as content: a person decides, and some things are never a reason."""

from __future__ import annotations

import pytest

from sluitend.content.criteria import NEVER_AT_LEAST, criteria, parse_criteria
from sluitend.content.loader import ContentError, packaged

TEXT = packaged("criteria.toml")


def test_each_group_has_its_criteria_with_the_facts_that_belong_beside_them() -> None:
    assert [one.code for one in criteria().criteria] == ["a1", "a2", "b1", "b2", "c1", "c2"]
    for one in criteria().criteria:
        assert one.code[0] == one.group
        assert one.text_nl
        assert one.text_en
        assert one.evidence_nl
        assert one.evidence_en


def test_protection_asks_one_of_its_conditions_and_the_safety_house_all() -> None:
    assert {extra.code: (extra.needs_all, len(extra.conditions)) for extra in criteria().extra} == {
        "protection": (False, 4),
        "safety_house": (True, 2),
    }


def test_a_decision_is_looked_at_again_within_half_a_year() -> None:
    assert criteria().review_months == 6
    with pytest.raises(ContentError, match="review_months: ligt tussen 1 en 6"):
        parse_criteria(TEXT.replace("review_months = 6", "review_months = 7"))


def test_the_list_of_what_is_never_a_reason_can_only_grow() -> None:
    assert {one.code for one in criteria().never} >= NEVER_AT_LEAST
    longer = TEXT + '[[never]]\ncode = "n10"\ntext_nl = "gerucht"\ntext_en = "rumour"\n'
    assert parse_criteria(longer).never[-1].text_nl == "gerucht"
    shorter = TEXT[: TEXT.index('[[never]]\ncode = "n9"')]
    with pytest.raises(ContentError, match="n9 ontbreekt: deze lijst kan alleen langer worden"):
        parse_criteria(shorter)


@pytest.mark.parametrize(
    ("right", "wrong", "entry", "field"),
    [
        ('group = "c"\ntext_nl = "Het gezin', 'group = "d"\ntext_nl = "Het gezin', "criterium c2", "group"),
        ('code = "c2"', 'code = "c1"', "criterium c1", "code"),
        ('code = "c2"', 'code = "c2"\nweight = 2', "criterium c2", "weight"),
        ('need = "all"', 'need = "most"', "extra safety_house", "need"),
        ('code = "p4"', 'code = "p3"', "voorwaarde p3", "code"),
    ],
)
def test_an_error_names_file_entry_and_field(right: str, wrong: str, entry: str, field: str) -> None:
    assert TEXT.count(right) == 1
    with pytest.raises(ContentError) as error:
        parse_criteria(TEXT.replace(right, wrong))
    assert (error.value.file, error.value.entry, error.value.field) == ("criteria.toml", entry, field)


def test_a_group_without_a_criterion_is_an_error() -> None:
    with pytest.raises(ContentError, match="groep c heeft geen criterium"):
        parse_criteria(TEXT.replace('group = "c"', 'group = "b"'))
