"""The sharing matrix as content: complete, in both languages, and unable to open what the code fixes."""

from __future__ import annotations

from datetime import date

import pytest

from sluitend.content.loader import ContentError, packaged
from sluitend.content.sharing import default_matrix, parse_matrix
from sluitend.domain.sharing import Answer, ConsentNeed, Inform, tighten
from sluitend.domain.sharing.decide import HEIGHTENED_RULES
from sluitend.domain.sharing.matrix import NEVER_RULES
from sluitend.domain.vocabulary import Category, Party, Purpose, Stage

RULE = """\
version = "test"
[groups]
helpers = ["youth_care", "welfare"]
[[rule]]
number = 14
from = ["coordinator"]
to = ["school"]
categories = ["k16"]
stages = ["s2", "s3"]
purposes = ["p1"]
gdpr = "6(1)(a)"
law = "toestemming"
consent = "always"
answer = "allow_with_consent"
inform = "yes"
text_nl = "Alleen het schooldeel."
text_en = "Only the school part."
marks = ["P"]
valid_from = 2015-01-01
"""


def test_all_53_rules_are_there() -> None:
    assert {rule.number for rule in default_matrix().rules} == set(range(1, 54))


def test_the_default_is_no_loosening_of_itself_and_the_matrix_has_a_version() -> None:
    assert tighten(default_matrix(), default_matrix()) is default_matrix()
    assert default_matrix().version == "2026-11-24"


@pytest.mark.parametrize("rule", default_matrix().rules, ids=lambda rule: rule.key)
def test_every_rule_speaks_both_languages_in_short_sentences_and_names_its_ground(rule) -> None:  # type: ignore[no-untyped-def]
    for text in (rule.text_nl, rule.text_en):
        sentences = [part.split() for part in text.replace("?", ".").replace(":", ".").split(".") if part.strip()]
        assert text.endswith(".")
        assert max(len(words) for words in sentences) <= 24
    assert bool(rule.note_nl) is bool(rule.note_en)
    assert rule.marks
    assert rule.gdpr
    assert rule.law


def test_rules_47_49_and_50_deny_and_name_nothing() -> None:
    fixed = [rule for rule in default_matrix().rules if rule.number in set(NEVER_RULES.values())]
    assert len(fixed) == 3
    assert all(rule.answer is Answer.DENY and not rule.items for rule in fixed)


def test_every_rule_of_heightened_safety_exists_and_tells_nobody_at_home_by_itself_or_is_the_fixed_sentence() -> None:
    assert {rule.number for rule in default_matrix().rules} >= HEIGHTENED_RULES
    home = {rule.number for rule in default_matrix().rules if Party.FAMILY in rule.recipients}
    assert home & HEIGHTENED_RULES == set()


def test_what_a_rule_says_is_read_whole() -> None:
    text = RULE.replace('from = ["coordinator"]', 'from = ["helpers", "intake"]') + "valid_to = 2026-12-31\n"
    (rule,) = parse_matrix(text).rules
    assert rule.senders == {Party.YOUTH_CARE, Party.WELFARE, Party.INTAKE}
    assert rule.recipients == {Party.SCHOOL}
    assert rule.items == {Category.K16}
    assert rule.stages == {Stage.S2, Stage.S3}
    assert rule.purposes == {Purpose.ACCESS_AND_DIRECTION}
    assert (rule.consent, rule.answer, rule.inform) == (ConsentNeed.ALWAYS, Answer.ALLOW_WITH_CONSENT, Inform.YES)
    assert (rule.valid_from, rule.valid_to) == (date(2015, 1, 1), date(2026, 12, 31))
    assert (rule.text_nl, rule.text_en) == ("Alleen het schooldeel.", "Only the school part.")


def test_anyone_is_every_party_and_any_is_no_condition_on_the_stage() -> None:
    text = RULE.replace('["coordinator"]', '["anyone"]').replace('["s2", "s3"]', '["any"]')
    (rule,) = parse_matrix(text).rules
    assert rule.senders == frozenset(Party)
    assert rule.stages is None


@pytest.mark.parametrize(
    ("right", "wrong", "field", "problem"),
    [
        ("number = 14", "number = 54", "number", "53 regels"),
        ("number = 14", 'number = "14"', "number", "een heel getal"),
        ("number = 14", "number = true", "number", "een heel getal"),
        ("number = 14\n", "", "number", "ontbreekt"),
        ('["k16"]', '["k0"]', "categories", "verboden"),
        ('["k16"]', '["k20"]', "categories", "bestaat niet"),
        ('["k16"]', "[]", "categories", "is leeg"),
        ('["k16"]', '["k16", "k16"]', "categories", "twee keer"),
        ('["k16"]', '"k16"', "categories", "een lijst"),
        ('["school"]', '["immigration"]', "to", "krijgt nooit iets"),
        ('["school"]', '["risk_index"]', "to", "krijgt nooit iets"),
        ('["school"]', '["family_member"]', "to", "krijgt nooit iets"),
        ('["school"]', '["anyone"]', "to", "krijgt nooit iets"),
        ('["school"]', '["teacher"]', "to", "“teacher” bestaat niet"),
        ('["s2", "s3"]', '["s12"]', "stages", "“s12” bestaat niet"),
        ('["s2", "s3"]', '["any", "s3"]', "stages", "“any” bestaat niet"),
        ('["p1"]', '["p99"]', "purposes", "bestaat niet"),
        ('["p1"]', "[]", "purposes", "is leeg"),
        ('"always"', '"never"', "consent", "allow_with_consent zonder toestemming"),
        ('"always"', '"listed"', "consent", "in een lijst"),
        ('"always"', '["k6"]', "consent", "niet deelt"),
        ('"allow_with_consent"', '"allow"', "answer", "allow_with_consent"),
        ('"allow_with_consent"', '"yes"', "answer", "bestaat niet"),
        ('inform = "yes"', 'inform = "maybe"', "inform", "bestaat niet"),
        ("Alleen het schooldeel.", " ", "text_nl", "is leeg"),
        ('text_en = "Only the school part."\n', "", "text_en", "ontbreekt"),
        ('["P"]', '["Q"]', "marks", "V, S, M en P"),
        ("2015-01-01", "2015-01-01T00:00:00", "valid_from", "een datum"),
        ("2015-01-01", "2015-01-01\nvalid_to = 2014-12-31", "valid_to", "eerste dag"),
        ("2015-01-01", '2015-01-01\nfacts_only = ["k6"]', "facts_only", "niet deelt"),
        ("2015-01-01", '2015-01-01\nethnicity = "x"', "ethnicity", "bestaat niet"),
    ],
)
def test_an_error_names_file_entry_and_field(right: str, wrong: str, field: str, problem: str) -> None:
    assert RULE.count(right) == 1
    with pytest.raises(ContentError) as error:
        parse_matrix(RULE.replace(right, wrong), file="gemeente.toml")
    assert error.value.file == "gemeente.toml"
    assert error.value.entry.startswith("regel ")
    assert error.value.field == field
    assert problem in error.value.problem
    assert str(error.value).startswith("gemeente.toml: regel ")


def test_consent_cannot_be_waived_where_none_is_asked() -> None:
    free = RULE.replace('"always"', '"never"').replace('"allow_with_consent"', '"allow"')
    with pytest.raises(ContentError, match="er is geen toestemming"):
        parse_matrix(free + 'consent_waived_in = ["s4"]\n')


def test_a_fixed_rule_cannot_be_opened_by_content() -> None:
    opened = RULE.replace("number = 14", "number = 49")
    with pytest.raises(ContentError, match="regel 49: answer: deze regel staat vast"):
        parse_matrix(opened)


def test_a_rule_cannot_stand_there_twice() -> None:
    twice = RULE + RULE[RULE.index("[[rule]]") :]
    with pytest.raises(ContentError, match="regel 14: number: staat er twee keer in"):
        parse_matrix(twice)
    (first, second) = parse_matrix(twice.replace("number = 14", 'number = 14\npart = "b"', 1)).rules
    assert (first.key, second.key) == ("14b", "14")


def test_a_group_may_not_take_the_name_of_a_party_nor_name_what_does_not_exist() -> None:
    with pytest.raises(ContentError, match="school: heet zoals een partij"):
        parse_matrix(RULE.replace("helpers =", "school ="))
    with pytest.raises(ContentError, match="groups: helpers: “nobody” bestaat niet"):
        parse_matrix(RULE.replace('"welfare"]', '"nobody"]'))


def test_a_file_that_is_no_toml_says_so() -> None:
    with pytest.raises(ContentError, match=r"sharing\.toml: is geen geldig TOML-bestand"):
        parse_matrix("[[rule]")


def test_the_packaged_file_is_what_is_read() -> None:
    assert parse_matrix(packaged("sharing.toml")) == default_matrix()
