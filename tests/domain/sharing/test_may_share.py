"""The sentences of the sharing rules, one by one, as people meet them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

import pytest

from sluitend.content.sharing import default_matrix
from sluitend.domain.sharing import (
    Answer,
    ConsentAnswer,
    ConsentState,
    Decision,
    Inform,
    Item,
    Matrix,
    check_share,
    may_share,
)
from sluitend.domain.sharing.decide import ALLOWED, NO_CONSENT, REASONS
from sluitend.domain.vocabulary import Category, Party, Purpose, Stage

ON = date(2026, 11, 24)
CHILD, FATHER, SCHOOL = UUID(int=1), UUID(int=2), UUID(int=3)
S2 = frozenset({Stage.S2})
EVERY_STAGE = frozenset(Stage)
DIRECTION = Purpose.ACCESS_AND_DIRECTION
YES = ConsentState(
    partner=SCHOOL,
    category=Category.K16,
    about=CHILD,
    asked_of=frozenset({CHILD, FATHER}),
    asked_on=date(2026, 11, 1),
    answer=ConsentAnswer.YES,
    until=date(2026, 12, 31),
)


def to_school(consent: ConsentState | None, *, on: date = ON, stages: frozenset[Stage] = S2) -> Decision:
    """The coordinator wants to give the school its part of the plan (rule 14)."""
    return share(Party.COORDINATOR, Party.SCHOOL, Category.K16, consent=consent, on=on, stages=stages)


def share(
    sender: Party,
    recipient: Party,
    category: Item,
    *,
    stages: frozenset[Stage] = S2,
    purpose: Purpose = DIRECTION,
    consent: ConsentState | None = None,
    heightened: bool = False,
    on: date = ON,
    matrix: Matrix | None = None,
    written_decision: bool = False,
) -> Decision:
    return may_share(
        sender=sender,
        recipient=recipient,
        category=category,
        stages=stages,
        purpose=purpose,
        consent=consent,
        heightened=heightened,
        matrix=matrix or default_matrix(),
        on=on,
        written_decision=written_decision,
    )


def test_without_consent_the_action_stays_inside_and_the_sentence_says_so() -> None:
    decision = to_school(None)
    assert (decision.answer, decision.allowed, decision.rule) == (Answer.ALLOW_WITH_CONSENT, False, 14)
    assert decision.sentence == NO_CONSENT == "De actie blijft binnen: er is nog geen toestemming."


def test_with_consent_it_goes_and_the_rule_says_how() -> None:
    decision = to_school(YES)
    assert (decision.answer, decision.allowed, decision.reason) == (Answer.ALLOW_WITH_CONSENT, True, ALLOWED)
    assert "schooldeel" in decision.sentence
    assert "school part" in decision.sentence_en
    assert decision.ground == "6(1)(a); toestemming"
    assert decision.inform is Inform.YES


@pytest.mark.parametrize(
    ("consent", "on", "reason"),
    [
        (replace(YES, answer=ConsentAnswer.ASKED), ON, "sharing.no_consent"),
        (replace(YES, answer=ConsentAnswer.NO), ON, "sharing.consent_refused"),
        (replace(YES, answer=ConsentAnswer.WITHDRAWN), ON, "sharing.consent_withdrawn"),
        (replace(YES, category=Category.K5), ON, "sharing.no_consent"),
        (YES, date(2026, 10, 31), "sharing.no_consent"),
        (YES, date(2026, 11, 1), ALLOWED),
        (YES, date(2026, 12, 31), ALLOWED),
        (YES, date(2027, 1, 1), "sharing.consent_ended"),
    ],
)
def test_consent_counts_for_its_own_item_from_the_day_it_was_asked_to_its_last_day(
    consent: ConsentState, on: date, reason: str
) -> None:
    decision = to_school(consent, on=on)
    assert decision.reason == reason
    assert decision.allowed is (reason == ALLOWED)


def test_it_stays_inside_in_a_stage_that_the_rule_does_not_name() -> None:
    assert to_school(YES, stages=frozenset({Stage.S1, Stage.S4})).reason == "sharing.wrong_stage"
    assert to_school(YES, stages=frozenset()).reason == "sharing.wrong_stage"
    assert to_school(YES, stages=frozenset({Stage.S1, Stage.S3})).allowed


def test_it_stays_inside_for_another_purpose() -> None:
    decision = share(Party.COORDINATOR, Party.SCHOOL, Category.K16, consent=YES, purpose=Purpose.MANAGEMENT_INFORMATION)
    assert decision.reason == "sharing.wrong_purpose"


def test_what_no_rule_names_stays_inside() -> None:
    decision = share(Party.HOUSING, Party.SCHOOL, Category.K14, stages=EVERY_STAGE)
    assert (decision.answer, decision.allowed, decision.rule) == (Answer.DENY, False, None)
    assert decision.reason == "sharing.no_rule"


@pytest.mark.parametrize("category", [c for c in Category if c is not Category.K16])
def test_the_school_never_gets_anything_but_its_part_of_the_plan_from_the_coordinator(category: Category) -> None:
    consent = replace(YES, category=category)
    for stage, purpose in product(Stage, Purpose):
        decision = share(
            Party.COORDINATOR,
            Party.SCHOOL,
            category,
            stages=frozenset({stage}),
            purpose=purpose,
            consent=consent,
            written_decision=True,
        )
        assert not decision.allowed


def test_reporting_to_veilig_thuis_never_waits_for_consent() -> None:
    s4 = frozenset({Stage.S4})
    for heightened in (False, True):
        decision = share(
            Party.SCHOOL,
            Party.SAFE_AT_HOME,
            Category.K15,
            stages=s4,
            purpose=Purpose.REPORTING_CODE,
            heightened=heightened,
        )
        assert decision.answer is Answer.ALLOW
        assert decision.inform is (Inform.NOT_PARENTS if heightened else Inform.UNLESS_UNSAFE)


def test_advice_may_always_be_asked_without_a_name() -> None:
    for sender, recipient in product(Party, [Party.ADVISER, Party.LOCAL_TEAM, Party.SAFE_AT_HOME, Party.LKHA]):
        nameless = share(sender, recipient, None, stages=frozenset({Stage.S0}), heightened=True)
        assert (nameless.allowed, nameless.rule) == (True, 1)
    named = share(Party.SCHOOL, Party.ADVISER, Category.K1, stages=frozenset({Stage.S0}))
    assert not named.allowed


def test_from_the_protection_table_on_the_attendance_fact_needs_no_consent_but_a_plan_must_run() -> None:
    def fact(*stages: Stage) -> Decision:
        return share(Party.ATTENDANCE, Party.COORDINATOR, Category.K4, stages=frozenset(stages))

    assert fact(Stage.S2).answer is Answer.ALLOW_WITH_CONSENT
    assert fact(Stage.S2, Stage.S4).answer is Answer.ALLOW
    assert fact(Stage.S3, Stage.S5).answer is Answer.ALLOW
    assert fact(Stage.S4).answer is Answer.DENY
    assert fact(Stage.S2, Stage.S7).answer is Answer.ALLOW_WITH_CONSENT
    assert fact(Stage.S2, Stage.S4).facts_only


def test_police_facts_reach_the_coordinator_only_after_a_written_decision() -> None:
    without = share(Party.POLICE, Party.COORDINATOR, Category.K8)
    assert (without.answer, without.allowed, without.reason) == (Answer.ASK_JURIST, False, "sharing.ask_jurist")
    assert share(Party.POLICE, Party.COORDINATOR, Category.K8, written_decision=True).allowed


def test_a_case_of_the_team_is_no_case_of_the_safety_house() -> None:
    s6 = frozenset({Stage.S6})
    assert not share(Party.POLICE, Party.SAFETY_HOUSE, Category.K8, stages=s6).allowed
    assert share(Party.POLICE, Party.SAFETY_HOUSE, Category.K8, stages=s6, purpose=Purpose.SAFETY_HOUSE).allowed


def test_a_rule_does_not_hold_before_the_law_did() -> None:
    s6 = frozenset({Stage.S6})
    before = share(
        Party.POLICE,
        Party.SAFETY_HOUSE,
        Category.K8,
        stages=s6,
        purpose=Purpose.SAFETY_HOUSE,
        on=date(2025, 2, 28),
    )
    assert before.reason == "sharing.not_in_force"


def test_a_rule_with_a_last_day_holds_up_to_and_including_that_day() -> None:
    rule = next(rule for rule in default_matrix().rules if rule.number == 14)
    matrix = Matrix(version="ends", rules=(replace(rule, valid_to=date(2026, 11, 24)),))
    consent = replace(YES, until=date(2026, 12, 31))

    def on(day: date) -> Decision:
        return share(Party.COORDINATOR, Party.SCHOOL, Category.K16, consent=consent, on=day, matrix=matrix)

    assert on(date(2026, 11, 24)).allowed
    assert on(date(2026, 11, 25)).reason == "sharing.not_in_force"


def test_where_the_municipality_agreed_to_keep_it_inside_it_stays_inside() -> None:
    rule = next(rule for rule in default_matrix().rules if rule.number == 14)
    matrix = Matrix(version="stricter", rules=(replace(rule, answer=Answer.DENY),))
    decision = share(Party.COORDINATOR, Party.SCHOOL, Category.K16, consent=YES, matrix=matrix)
    assert (decision.allowed, decision.reason) == (False, "sharing.rule_denies")


def opened(number: int, *recipients: Party) -> Matrix:
    """A matrix whose content tries to open what the code fixes: a free rule towards these recipients."""
    rule = next(rule for rule in default_matrix().rules if rule.number == number)
    free = replace(
        rule,
        senders=frozenset(Party),
        recipients=frozenset(recipients),
        items=frozenset({None, *Category}),
        stages=None,
        purposes=frozenset(Purpose),
    )
    return Matrix(version="opened", rules=(free,))


@pytest.mark.parametrize(
    ("recipient", "rule"), [(Party.FAMILY_MEMBER, 47), (Party.IMMIGRATION, 49), (Party.RISK_INDEX, 50)]
)
def test_rules_47_49_and_50_stand_whatever_content_says(recipient: Party, rule: int) -> None:
    matrix = opened(20, recipient)
    for sender, item in product(Party, [None, *Category]):
        decision = share(sender, recipient, item, stages=EVERY_STAGE, matrix=matrix, written_decision=True)
        assert (decision.answer, decision.allowed, decision.rule) == (Answer.DENY, False, rule)


def test_one_family_member_gives_nothing_of_another_to_the_family_by_itself() -> None:
    for sender in (Party.FAMILY, Party.FAMILY_MEMBER):
        assert share(sender, Party.FAMILY, Category.K1, matrix=opened(20, Party.FAMILY)).rule == 47


@pytest.mark.parametrize("category", ["k0", "k20", "ethnicity", ""])
def test_the_forbidden_category_is_never_shared_with_anyone(category: str) -> None:
    matrix = opened(20, *Party)
    for sender, recipient in product(Party, Party):
        decision = share(sender, recipient, category, matrix=matrix)  # type: ignore[arg-type]
        assert decision.reason == "sharing.forbidden"


def test_under_heightened_safety_nothing_goes_home_whatever_content_says() -> None:
    own = replace(YES, asked_of=frozenset({CHILD}))
    matrix = opened(20, Party.FAMILY, Party.FAMILY_MEMBER)
    for sender, item in product(Party, [None, *Category]):
        for recipient in (Party.FAMILY, Party.FAMILY_MEMBER):
            decision = share(sender, recipient, item, consent=own, heightened=True, matrix=matrix)
            assert not decision.allowed


def test_under_heightened_safety_nothing_goes_to_a_partner_but_through_veilig_thuis_the_law_or_the_person() -> None:
    reached = set()
    for rule, purpose in product(default_matrix().rules, Purpose):
        for sender, recipient, item in product(rule.senders, rule.recipients, rule.items):
            if recipient in reached:
                continue
            decision = share(sender, recipient, item, stages=EVERY_STAGE, purpose=purpose, heightened=True)
            if decision.allowed:
                reached.add(recipient)
    assert reached == {
        Party.ADVISER,
        Party.LOCAL_TEAM,
        Party.SAFE_AT_HOME,
        Party.LKHA,
        Party.COMENSHA,
        Party.COORDINATOR,
        Party.POLICE,
        Party.CHILD_PROTECTION_BOARD,
        Party.PROTECTION_TABLE,
        Party.CERTIFIED_BODY,
        Party.COLLEGE,
        Party.ATTENDANCE,
        Party.REPORTER,
    }


def test_under_heightened_safety_only_the_persons_own_yes_counts() -> None:
    def named(asked_of: frozenset[UUID]) -> Decision:
        consent = replace(YES, category=Category.K1, asked_of=asked_of)
        return share(
            Party.COORDINATOR,
            Party.LKHA,
            Category.K1,
            consent=consent,
            heightened=True,
            purpose=Purpose.FORCED_MARRIAGE_AND_EXPLOITATION,
        )

    assert named(frozenset({CHILD})).allowed
    assert named(frozenset({CHILD, FATHER})).reason == "sharing.consent_not_own"
    assert named(frozenset({FATHER})).reason == "sharing.consent_not_own"


@pytest.mark.parametrize("item", [None, *Category])
def test_the_reporter_gets_the_same_fixed_sentence_either_way_and_nothing_else(item: Item) -> None:
    s1 = frozenset({Stage.S1})
    plain = share(Party.INTAKE, Party.REPORTER, item, stages=s1)
    hidden = share(Party.INTAKE, Party.REPORTER, item, stages=s1, heightened=True)
    assert plain.allowed is (item is Category.K19)
    assert hidden == plain


def test_a_refusal_carries_the_same_sentence_and_a_yes_is_no_refusal() -> None:
    def check(consent: ConsentState | None) -> object:
        return check_share(
            sender=Party.COORDINATOR,
            recipient=Party.SCHOOL,
            category=Category.K16,
            stages=S2,
            purpose=DIRECTION,
            consent=consent,
            heightened=False,
            matrix=default_matrix(),
            on=ON,
        )

    assert check(YES) is None
    assert str(check(None)) == NO_CONSENT


def test_every_reason_has_a_plain_sentence() -> None:
    for reason, sentence in REASONS.items():
        assert reason.startswith("sharing.")
        assert sentence.endswith(".")
        assert max(len(part.split()) for part in sentence.split(".")) <= 16


def test_a_rule_from_memory_says_that_the_jurist_must_confirm_it() -> None:
    halt = frozenset({Stage.S7})
    assert share(
        Party.ATTENDANCE, Party.HALT, Category.K4, stages=halt, purpose=Purpose.COMPULSORY_EDUCATION
    ).to_confirm
    assert not to_school(YES).to_confirm
