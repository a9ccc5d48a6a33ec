"""Every fault in the rules is seen by the comparison with the oracle; a fault that goes unseen is a hole in the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import product

import pytest

from sluitend.content.roles import default_readers
from sluitend.content.sharing import default_matrix
from sluitend.domain.sharing import Answer, ConsentNeed, Matrix, Rule, may_share
from sluitend.domain.sharing.decide import Decision
from sluitend.domain.vocabulary import Category, Party, Purpose, Stage
from tests.domain.sharing import oracle
from tests.domain.sharing.mutants import faulty_copy, matrix_with_rules_of, readers_of, wider_rules, with_rule
from tests.domain.sharing.questions import Question, ask, every_question, expected, guided, outcome

DECIDE, CONSENT, MATRIX, READ = (f"sluitend.domain.sharing.{name}" for name in ("decide", "consent", "matrix", "read"))

FAULTS_IN_DECIDE = {
    "heightened safety is not looked at": (
        "if heightened and rule.number not in HEIGHTENED_RULES:",
        "if False:",
    ),
    "heightened safety opens instead of closes": (
        "if heightened and rule.number not in HEIGHTENED_RULES:",
        "if not heightened and rule.number in HEIGHTENED_RULES:",
    ),
    "a parent's yes counts under heightened safety": (
        "if heightened and not consent.by_person_alone:",
        "if False:",
    ),
    "rule 4 stays open under heightened safety": ("frozenset({1, 10, 19", "frozenset({1, 4, 10, 19"),
    "the fixed sentence to a reporter stops under heightened safety": ("41, 51, 52})", "41, 51})"),
    "a withdrawn consent counts": (
        "if consent.answer in _ANSWERED_NO:",
        "if consent.answer is ConsentAnswer.WITHDRAWN:\n        return ''\n    if consent.answer in _ANSWERED_NO:",
    ),
    "a no counts as a yes": (
        "if consent.answer in _ANSWERED_NO:",
        "if consent.answer is ConsentAnswer.NO:\n        return ''\n    if consent.answer in _ANSWERED_NO:",
    ),
    "a consent counts after its last day": (
        'if on > consent.until:\n        return "sharing.consent_ended"',
        "if on > consent.until:\n        return ''",
    ),
    "an unanswered question counts": ("if not valid(consent, on):", "if False:"),
    "a consent for another category counts": ("consent is None or consent.category != item", "consent is None"),
    "no consent counts": (
        'consent is None or consent.category != item:\n        return "sharing.no_consent"',
        "consent is None or consent.category != item:\n        return ''",
    ),
    "the forbidden category is let through to the rules": ("if item not in _ITEMS:", "if item is NotImplemented:"),
    "immigration control, the risk index and family members may receive": (
        "if recipient in NEVER_RULES:",
        "if recipient is NotImplemented:",
    ),
    "one family member hears what is of another": ("if sender in _FAMILY:", "if False:"),
    "any stage will do": ("if not rule.in_stage(stages):", "if False:"),
    "any purpose will do": ("if purpose not in rule.purposes:", "if False:"),
    "one of stage and purpose is enough": (
        "if purpose not in rule.purposes:",
        "if purpose not in rule.purposes and not rule.in_stage(stages):",
    ),
    "a rule holds before its first day": ("if not rule.in_force(on):", "if False:"),
    "no written decision is needed": (
        "rule.answer is Answer.ASK_JURIST and not written_decision",
        "rule.answer is Answer.ASK_JURIST and written_decision",
    ),
    "a written decision stands for consent": (
        "return _CONSENT if rule.needs_consent(item, stages) else _FREE",
        "return _CONSENT if rule.needs_consent(item, stages) and not written_decision else _FREE",
    ),
    "everything is allowed": ("allowed = reason == ALLOWED", "allowed = True"),
}

FAULTS_IN_MATRIX = {
    "one open stage more is needed than any of the rule's": (
        "not self.stages.isdisjoint(stages)",
        "self.stages <= stages",
    ),
    "consent is never waived": ("return self.consent_waived_in.isdisjoint(stages)", "return True"),
    "consent is always waived": ("return self.consent_waived_in.isdisjoint(stages)", "return False"),
    "listed consent is asked for everything": (
        "if self.consent is ConsentNeed.LISTED and item not in self.consent_for:",
        "if False:",
    ),
    "listed consent is asked for nothing": (
        "if self.consent is ConsentNeed.LISTED and item not in self.consent_for:",
        "if self.consent is ConsentNeed.LISTED:",
    ),
    "sender and recipient are swapped": (
        "self._index.get((sender, recipient, item), ())",
        "self._index.get((recipient, sender, item), ())",
    ),
    "a rule ends before it begins": ("self.valid_from <= on and", "self.valid_from > on and"),
}

FAULTS_IN_READ = {
    "heightened safety is not looked at": ("return not heightened or (named", "return True or (named"),
    "any named person reads under heightened safety": ("(named and reader.role in NAMED_UNDER_HEIGHTENED)", "named"),
    "staff read under heightened safety without being named": ("(named and reader.role in", "(reader.role in"),
    "a star cell is open in every stage": (
        "self.stages is not None and self.stages.isdisjoint(stages)",
        "False",
    ),
    "a star cell is open without its protocol": ("self.only_while is None or self.only_while in given", "True"),
    "consent opens what a decision must open": ("for g in cell.given if g in given", "for g in cell.given if given"),
    "any relation will do": ("if relation is self.place:", "if True:"),
    "an own action opens the level of the case": (
        "        if relation in OWN_RELATIONS:\n",
        "        if relation in OWN_RELATIONS and not cell.level:\n",
    ),
    "what is one's own counts as everything": ("level = max(level, ReadLevel.OWN)", "level = max(level, cell.own)"),
    "an own report opens like an own action": (
        "if relation is Relation.OWN_ACTION else cell.own",
        "if True else cell.own",
    ),
}


def seen(questions: Iterable[Question], matrix: Matrix, share: Callable[..., Decision]) -> bool:
    """The comparison with the oracle turns red."""
    return any(outcome(ask(q, matrix, share)) != expected(q) for q in questions)


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    """Enough questions to see every fault."""
    return list(guided(7, 20_000, default_matrix()))


def test_without_a_fault_nothing_is_seen(questions: list[Question]) -> None:
    assert not seen(questions, default_matrix(), may_share)


@pytest.mark.parametrize("fault", FAULTS_IN_DECIDE)
def test_a_fault_in_the_decision_is_seen(fault: str, questions: list[Question]) -> None:
    copy = faulty_copy(DECIDE, *FAULTS_IN_DECIDE[fault])
    assert seen(questions, default_matrix(), copy.may_share)


def test_things_going_home_under_heightened_safety_is_seen_when_content_opens_the_way() -> None:
    """The default content opens no such way, so the fault shows only with content that does."""
    matrix = default_matrix()
    rule = next(rule for rule in matrix.rules if rule.number == 20)
    opened = with_rule(matrix, rule, replace(rule, recipients=frozenset({Party.FAMILY})))
    questions = [
        Question(
            Party.SAFE_AT_HOME,
            Party.FAMILY,
            Category.K11,
            frozenset({Stage.S4}),
            Purpose.REPORTING_CODE,
            "self",
            True,
            True,
        )
    ]
    assert not seen(questions, opened, may_share)
    copy = faulty_copy(DECIDE, "        if heightened:\n            return _NO_HOME", "        pass")
    assert seen(questions, opened, copy.may_share)


def test_the_freest_of_two_rules_counts_and_the_reverse_is_seen() -> None:
    """No two default rules about the same thing differ in strictness, so the fault shows only with a rule more."""
    matrix = default_matrix()
    strict = next(rule for rule in matrix.rules if rule.number == 14)
    free = replace(strict, part="b", consent=ConsentNeed.NEVER, answer=Answer.ALLOW)
    for rules in ((strict, free), (free, strict)):
        both = Matrix(version="two", rules=rules)
        question = Question(
            Party.COORDINATOR,
            Party.SCHOOL,
            Category.K16,
            frozenset({Stage.S2}),
            Purpose.ACCESS_AND_DIRECTION,
            "none",
            False,
            False,
        )
        assert ask(question, both, may_share).answer is Answer.ALLOW
        copy = faulty_copy(DECIDE, "strictness < waiting[0]", "strictness > waiting[0]")
        assert ask(question, both, copy.may_share).answer is Answer.ALLOW_WITH_CONSENT


@pytest.mark.parametrize("fault", FAULTS_IN_MATRIX)
def test_a_fault_in_the_matrix_is_seen(fault: str, questions: list[Question]) -> None:
    copy = faulty_copy(MATRIX, *FAULTS_IN_MATRIX[fault])
    by_value = {str(need): need for need in copy.ConsentNeed}
    matrix = matrix_with_rules_of(copy, default_matrix())
    for rule in matrix.rules:
        object.__setattr__(rule, "consent", by_value[str(rule.consent)])
    assert seen(questions, matrix, may_share)


# The rows that deny are fixed in the code: with or without them nothing is allowed.
ALLOWING = [rule for rule in default_matrix().rules if rule.answer is not Answer.DENY]


@pytest.mark.parametrize("rule", ALLOWING, ids=lambda rule: f"rule {rule.key}")
def test_a_rule_that_is_wider_or_gone_is_seen(rule: Rule) -> None:
    matrix = default_matrix()
    for name, changed in wider_rules(rule).items():
        changed_rule = rule if changed is None else changed
        questions = every_question((changed_rule,), senders_of=changed_rule.senders - rule.senders)
        assert seen(questions, with_rule(matrix, rule, changed), may_share), f"unseen: rule {rule.key}, {name}"


@pytest.mark.parametrize("fault", FAULTS_IN_READ)
def test_a_fault_in_the_reading_is_seen(fault: str) -> None:
    copy = faulty_copy(READ, *FAULTS_IN_READ[fault])
    readers = readers_of(copy, default_readers())
    givens = [frozenset[str](), *(frozenset({str(g)}) for g in copy.Given), frozenset(str(g) for g in copy.Given)]
    rest = list(
        product(copy.Relation, [Stage.S1, Stage.S4, Stage.S8], givens, [(False, False), (True, False), (True, True)])
    )
    for code, category in product(readers, Category):
        for relation, stage, given, (heightened, named) in rest:
            ours = copy.level_for(
                readers[code],
                category,
                relation,
                stages=frozenset({stage}),
                given=frozenset(copy.Given(g) for g in given),
                heightened=heightened,
                named=named,
            )
            theirs = oracle.read(
                code, str(category), str(relation), {str(stage)}, set(given), heightened=heightened, named=named
            )
            if ours.name.lower() != theirs:
                return
    pytest.fail(f"unseen: {fault}")
