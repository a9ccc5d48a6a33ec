"""The reading table and an independent reading of it give the same level, for every line, category and relation."""

from __future__ import annotations

from collections import Counter
from itertools import product
from random import Random

import pytest

from sluitend.content.roles import default_readers
from sluitend.domain.sharing import Given, ReadLevel, Relation, level_for, may_read, readable
from sluitend.domain.vocabulary import Category, Party, Role, Stage
from tests.domain.sharing import oracle

QUESTIONS = 60_000
NOTHING: frozenset[Given] = frozenset()


def test_program_and_oracle_agree_on_who_reads_what() -> None:
    readers = default_readers().readers
    random = Random(20261124)  # noqa: S311 - a repeatable test, no secret
    givens = [NOTHING, *(frozenset({g}) for g in Given), frozenset(Given)]
    levels: Counter[str] = Counter()
    differences = []
    for _ in range(QUESTIONS):
        reader = random.choice(readers)
        category, relation = random.choice(list(Category)), random.choice(list(Relation))
        if random.random() < 0.5:
            relation = random.choice([reader.place, Relation.OWN_ACTION, Relation.OWN_REPORT])
        stages = frozenset(random.sample(list(Stage), random.choice([0, 1, 1, 2])))
        given, heightened, named = random.choice(givens), random.random() < 0.25, random.random() < 0.5
        ours = level_for(
            reader, category, relation, stages=stages, given=given, heightened=heightened, named=named
        ).name.lower()
        theirs = oracle.read(
            reader.code,
            str(category),
            str(relation),
            {str(s) for s in stages},
            {str(g) for g in given},
            heightened=heightened,
            named=named,
        )
        if ours != theirs:
            differences.append((reader.code, category, relation, stages, given, heightened, named, ours, theirs))
        levels[ours] += 1
    assert not differences[:5]
    assert {reader.code for reader in readers} == set(oracle.CELLS)
    assert all(levels[level] >= 200 for level in oracle.ORDER), levels
    assert 0.05 <= 1 - levels["none"] / QUESTIONS <= 0.60


@pytest.mark.parametrize(
    ("role", "party", "code"),
    [
        (Role.COORDINATOR, None, "coordinator"),
        (Role.ATTENDANCE, Party.SCHOOL, "attendance"),
        (Role.PARTNER, Party.SCHOOL, "school"),
        (Role.PARTNER, Party.YOUTH_CARE, "provider"),
        (Role.PARTNER, Party.GP, "provider"),
        (Role.PARTNER, Party.HOUSING, "housing"),
        (Role.PARTNER, Party.CERTIFIED_BODY, "certified_body"),
        (Role.PARTNER, Party.POLICE, "police"),
        (Role.PARTNER, Party.DEBT_HELP, "other_partner"),
        (Role.PARTNER, Party.WELFARE, "other_partner"),
        (Role.PARTNER, None, "other_partner"),
    ],
)
def test_a_partner_reads_by_its_kind_of_organisation(role: Role, party: Party | None, code: str) -> None:
    reader = default_readers().reader_for(role, party)
    assert reader is not None
    assert reader.code == code


def test_every_role_has_a_line() -> None:
    assert all(default_readers().reader_for(role, None) for role in Role)


def test_without_a_relation_nobody_reads_anything() -> None:
    everything = frozenset(Given)
    for role, party, category in product(Role, [None, *Party], Category):
        level = may_read(
            default_readers(), role, category, Relation.NONE, party=party, stages=frozenset(Stage), given=everything
        )
        assert level is ReadLevel.NONE


def test_a_partner_sees_the_own_action_and_its_person_and_nothing_else_of_the_plan() -> None:
    matrix = default_readers()
    action = readable(matrix, {Role.PARTNER}, Relation.OWN_ACTION, party=Party.DEBT_HELP)
    assert action[Category.K1] is ReadLevel.READ
    assert action[Category.K16] is ReadLevel.WRITE
    assert action[Category.K13] is ReadLevel.NONE
    case = readable(matrix, {Role.PARTNER}, Relation.CASE, party=Party.DEBT_HELP)
    assert set(case.values()) == {ReadLevel.NONE, ReadLevel.OWN}


def test_the_programme_manager_and_the_administrator_read_nothing_about_anyone() -> None:
    for role, relation in product([Role.PROGRAMME_MANAGER, Role.ADMIN], Relation):
        levels = readable(default_readers(), {role}, relation, stages=frozenset(Stage), given=frozenset(Given))
        assert set(levels.values()) == {ReadLevel.NONE}


def test_the_team_lead_reads_load_and_terms_and_no_content() -> None:
    levels = readable(default_readers(), {Role.TEAM_LEAD}, Relation.TEAM)
    assert {c for c, level in levels.items() if level} == {Category.K19}


def test_the_process_director_reads_only_while_an_escalation_is_open_in_stage_3_to_5() -> None:
    def level(stage: Stage, *given: Given) -> ReadLevel:
        return may_read(
            default_readers(),
            Role.PROCESS_DIRECTOR,
            Category.K16,
            Relation.CASE,
            stages=frozenset({stage}),
            given=frozenset(given),
        )

    assert level(Stage.S3, Given.ESCALATION) is ReadLevel.READ
    assert level(Stage.S3) is ReadLevel.NONE
    assert level(Stage.S2, Given.ESCALATION) is ReadLevel.NONE


def test_health_opens_for_the_coordinator_as_a_fact_by_consent_and_in_full_in_the_familys_own_words() -> None:
    def level(*given: Given) -> ReadLevel:
        return may_read(default_readers(), Role.COORDINATOR, Category.K7, Relation.CASE, given=frozenset(given))

    assert level() is ReadLevel.NONE
    assert level(Given.CONSENT) is ReadLevel.FACT
    assert level(Given.OWN_WORDS) is ReadLevel.READ


def test_police_facts_open_for_the_coordinator_only_with_a_decision() -> None:
    matrix = default_readers()
    assert may_read(matrix, Role.COORDINATOR, Category.K8, Relation.CASE) is ReadLevel.NONE
    consent = frozenset({Given.CONSENT})
    assert may_read(matrix, Role.COORDINATOR, Category.K8, Relation.CASE, given=consent) is ReadLevel.NONE
    decision = frozenset({Given.DECISION})
    assert may_read(matrix, Role.COORDINATOR, Category.K8, Relation.CASE, given=decision) is ReadLevel.FACT


def test_the_highest_level_over_the_roles_counts() -> None:
    both = readable(default_readers(), {Role.TEAM_MEMBER, Role.COORDINATOR}, Relation.CASE)
    assert both[Category.K1] is ReadLevel.WRITE
    assert both[Category.K6] is ReadLevel.OWN  # the fact of the coordinator, the own help of the member
    assert readable(default_readers(), set(), Relation.CASE) == dict.fromkeys(Category, ReadLevel.NONE)


@pytest.mark.parametrize("role", list(Role))
def test_a_case_of_heightened_safety_is_read_by_named_staff_only(role: Role) -> None:
    for party, relation in product([None, *Party], Relation):
        unnamed = readable(
            default_readers(), {role}, relation, party=party, given=frozenset(Given), heightened=True, named=False
        )
        assert set(unnamed.values()) == {ReadLevel.NONE}
    named = readable(default_readers(), {role}, Relation.CASE, heightened=True, named=True)
    assert (named[Category.K16] is ReadLevel.WRITE) == (role is Role.COORDINATOR)


def test_the_family_sees_nothing_of_a_case_of_heightened_safety() -> None:
    family = default_readers().line("family")
    own = level_for(family, Category.K15, Relation.OWN_SELF)
    hidden = level_for(family, Category.K15, Relation.OWN_SELF, heightened=True, named=True)
    assert (own, hidden) == (ReadLevel.READ, ReadLevel.NONE)
