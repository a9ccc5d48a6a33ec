"""An action leaves only when a rule lets its part of the plan go to this organisation; otherwise it stays inside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from sluitend.content.sharing import default_matrix
from sluitend.domain.action import ShareFacts, check_shown_text, decide_share, joint_answer, share_until
from sluitend.domain.sharing import ConsentAnswer, ConsentState
from sluitend.domain.vocabulary import Category, LifeDomain, Party, Stage

TODAY = date(2026, 3, 2)
PARTNER, CHILD, PARENT = uuid4(), uuid4(), uuid4()
YES = ConsentState(
    partner=PARTNER,
    category=Category.K16,
    about=CHILD,
    asked_of=frozenset({PARENT}),
    asked_on=TODAY - timedelta(days=3),
    answer=ConsentAnswer.YES,
    until=TODAY + timedelta(days=30),
)
SCHOOL = ShareFacts(
    recipient=Party.SCHOOL,
    about_child=True,
    goal=LifeDomain.D03,
    stages=frozenset({Stage.S2}),
    part=YES,
    name=None,
    heightened=False,
)
HOUSING = replace(
    SCHOOL, recipient=Party.HOUSING, about_child=False, goal=None, name=replace(YES, category=Category.K1)
)


def reason(facts: ShareFacts, on: date = TODAY) -> str:
    refusal = decide_share(facts, matrix=default_matrix(), on=on).refusal
    return refusal.code if refusal else ""


def test_the_school_gets_its_part_with_consent_by_rule_14_and_the_name_alone() -> None:
    decision = decide_share(SCHOOL, matrix=default_matrix(), on=TODAY)
    assert decision.allowed
    assert decision.part is not None
    assert decision.part.rule == 14
    assert decision.part.ground
    assert not decision.with_birth_date


def test_youth_care_gets_its_part_without_consent_by_rule_5_with_the_birth_date() -> None:
    facts = replace(SCHOOL, recipient=Party.YOUTH_CARE, part=None)
    decision = decide_share(facts, matrix=default_matrix(), on=TODAY)
    assert decision.allowed
    assert decision.part is not None
    assert decision.part.rule == 5
    assert decision.with_birth_date


@pytest.mark.parametrize(
    ("consent", "code"),
    [
        (None, "sharing.no_consent"),
        (replace(YES, answer=ConsentAnswer.ASKED), "sharing.no_consent"),
        (replace(YES, answer=ConsentAnswer.NO), "sharing.consent_refused"),
        (replace(YES, answer=ConsentAnswer.WITHDRAWN), "sharing.consent_withdrawn"),
        (replace(YES, until=TODAY - timedelta(days=1)), "sharing.consent_ended"),
        (replace(YES, category=Category.K6), "sharing.no_consent"),
    ],
)
def test_with_consent_means_a_consent_that_counts_today(consent: ConsentState | None, code: str) -> None:
    assert reason(replace(SCHOOL, part=consent)) == code
    decision = decide_share(replace(SCHOOL, part=consent), matrix=default_matrix(), on=TODAY)
    assert decision.missing == (Category.K16,)
    assert decision.categories == ()


def test_a_housing_association_needs_consent_for_the_name_too() -> None:
    assert reason(HOUSING) == ""
    assert reason(replace(HOUSING, name=None)) == "sharing.no_consent"
    decision = decide_share(replace(HOUSING, name=None), matrix=default_matrix(), on=TODAY)
    assert decision.missing == (Category.K1,)


def test_a_housing_association_never_gets_anything_about_a_child() -> None:
    assert reason(replace(HOUSING, about_child=True)) == "share.about_a_child"


@pytest.mark.parametrize("goal", [goal for goal in LifeDomain if goal is not LifeDomain.D03])
@pytest.mark.parametrize("recipient", [Party.SCHOOL, Party.ATTENDANCE])
def test_school_and_the_attendance_officer_get_the_school_part_only(goal: LifeDomain, recipient: Party) -> None:
    assert reason(replace(SCHOOL, recipient=recipient, goal=goal)) == "share.not_school_part"
    unasked = decide_share(
        replace(SCHOOL, recipient=recipient, goal=goal, part=None), matrix=default_matrix(), on=TODAY
    )
    assert unasked.refusal is not None
    assert (unasked.refusal.code, unasked.missing) == ("share.not_school_part", ()), "no consent is asked in vain"
    assert reason(replace(SCHOOL, recipient=recipient, goal=LifeDomain.D03)) == ""
    assert reason(replace(SCHOOL, recipient=recipient, goal=None)) == ""


@pytest.mark.parametrize("recipient", list(Party))
def test_under_heightened_safety_nothing_leaves(recipient: Party) -> None:
    facts = replace(SCHOOL, recipient=recipient, heightened=True, name=replace(YES, category=Category.K1))
    assert reason(facts) != ""


@pytest.mark.parametrize("stages", [frozenset(), frozenset({Stage.S1}), frozenset({Stage.S9})])
def test_nothing_leaves_before_there_is_a_plan_or_after_the_end(stages: frozenset[Stage]) -> None:
    assert reason(replace(SCHOOL, stages=stages)) == "sharing.wrong_stage"


def test_only_the_organisations_that_a_rule_names_get_anything() -> None:
    everyone = {
        party
        for party in Party
        if reason(replace(HOUSING, recipient=party, stages=frozenset({Stage.S2, Stage.S3}))) == ""
    }
    everyone -= {Party.FAMILY, Party.OTHER_MUNICIPALITY}  # nobody asks these to do an action
    assert everyone == {Party.LOCAL_TEAM, Party.YOUTH_CARE, Party.ATTENDANCE, Party.SCHOOL, Party.HOUSING}
    assert reason(replace(SCHOOL, recipient=None)) == "share.unknown_kind"


def test_what_is_shared_ends_by_itself_and_never_after_its_consent() -> None:
    due = TODAY + timedelta(days=10)
    assert share_until([None], due, on=TODAY, days_after=28) == due + timedelta(days=28)
    assert share_until([YES, None], due, on=TODAY, days_after=28) == YES.until
    late = TODAY - timedelta(days=50)
    assert share_until([], late, on=TODAY, days_after=28) == TODAY + timedelta(days=28)


@pytest.mark.parametrize(
    ("answers", "joint"),
    [
        (["yes", "yes"], "yes"),
        (["yes", "no"], "no"),
        (["yes", "asked"], "asked"),
        (["no", "asked"], "no"),
        (["yes", "withdrawn", "no"], "withdrawn"),
        ([], "asked"),
    ],
)
def test_everyone_who_was_asked_says_yes_or_it_is_no_yes(answers: list[str], joint: str) -> None:
    assert joint_answer([ConsentAnswer(a) for a in answers]) is ConsentAnswer(joint)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Overleg met Het Anker over de begeleiding", "Het Anker"),
        ("Samen met Émile naar school fietsen", "Emile"),
        ("Zie casus C-ABCD-2345", "C-ABCD-2345"),
        ("Dit gezin zit in de integrale aanpak", "integrale aanpak"),
        ("Vraag de regisseur", "regisseur"),
    ],
)
def test_a_partner_never_reads_who_else_is_involved_nor_the_case_nor_the_programme(text: str, word: str) -> None:
    refused = check_shown_text(text, ["Het Anker", "Emile", "C-ABCD-2345"])
    assert refused is not None
    assert refused.params["word"] == word or refused.params["word"] in text.lower()


def test_a_word_that_only_holds_a_name_is_no_name() -> None:
    assert check_shown_text("In januari beginnen we met lezen", ["Jan", ""]) is None
