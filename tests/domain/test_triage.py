"""What a decision about a concern must hold: each test repeats the sentence of its rule."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from sluitend.domain import triage
from sluitend.domain.signal import SignalStatus
from sluitend.domain.triage import (
    CHOICES,
    RULES,
    TRACKS,
    CriterionFact,
    LinkAnswer,
    Outcome,
    Phoned,
    check_criteria,
    check_decide,
    check_end,
    check_link,
    check_organisation,
    check_phoned,
    check_reader,
    check_reason,
    check_way,
    check_words_of_reader,
    status_after,
    status_after_answer,
)
from tests.refusals import codes

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def fact(code: str, text: str = "Feit.") -> CriterionFact:
    return CriterionFact(code, code[0], text)


class TestForABAndCTheDeciderWroteTheFacts:
    """And the program looks no further (A.14)."""

    def test_one_of_each_letter_is_enough_whichever_it_is(self) -> None:
        for chosen in itertools.product(("a1", "a2"), ("b1", "b2"), ("c1", "c2")):
            assert check_criteria([fact(code) for code in chosen]) == ()

    @pytest.mark.parametrize("left_out", "abc")
    def test_each_letter_is_asked(self, left_out: str) -> None:
        facts = [fact(f"{letter}1") for letter in "abc" if letter != left_out]
        assert [refusal.field for refusal in check_criteria(facts)] == [f"{left_out}1_fact"]

    def test_spaces_are_no_fact(self) -> None:
        assert len(check_criteria([fact("a1"), fact("b1", "  "), fact("c1")])) == 1

    def test_more_facts_change_nothing(self) -> None:
        few = [fact("a1"), fact("b1"), fact("c1")]
        assert check_criteria([*few, fact("b2"), fact("c2")]) == check_criteria(few)


def test_nothing_here_counts_suggests_or_ranks() -> None:
    banned = ("score", "suggest", "rank", "weight", "risk", "count", "total", "percent")
    assert not [name for name in vars(triage) if any(word in name.lower() for word in banned)]


def test_a_decision_says_why() -> None:
    assert check_reason("Omdat.") is None
    assert codes(check_reason("  ")) == {"triage.no_reason"}


def test_an_organisation_stands_with_it() -> None:
    assert check_organisation(True) is None
    assert codes(check_organisation(False)) == {"triage.no_organisation"}


class TestFirstThePhoneThenTheForm:
    @pytest.mark.parametrize(
        ("phoned", "at", "code"),
        [
            (Phoned.POLICE, NOW, set()),
            (Phoned.POLICE, NOW - timedelta(days=7), set()),
            (None, NOW, {"triage.not_phoned"}),
            (Phoned.POLICE, None, {"triage.no_time"}),
            (None, None, {"triage.not_phoned", "triage.no_time"}),
            (Phoned.POLICE, NOW + timedelta(seconds=1), {"triage.phoned_future"}),
            (Phoned.POLICE, NOW - timedelta(days=7, seconds=1), {"triage.phoned_long_ago"}),
        ],
    )
    def test(self, phoned: Phoned | None, at: datetime | None, code: set[str]) -> None:
        assert codes(check_phoned(phoned, at, now=NOW)) == code


class TestWhatIsNotTakenUpEnds:
    """After today, and no later than the term of the municipality (F.12)."""

    LATEST = date(2027, 3, 2)

    @pytest.mark.parametrize("day", [date(2026, 3, 3), date(2027, 3, 2)])
    def test_within(self, day: date) -> None:
        assert check_end(day, today=TODAY, latest=self.LATEST) is None

    @pytest.mark.parametrize(
        ("day", "code"),
        [(None, "triage.end_past"), (TODAY, "triage.end_past"), (date(2027, 3, 3), "triage.end_late")],
    )
    def test_outside(self, day: date | None, code: str) -> None:
        assert codes(check_end(day, today=TODAY, latest=self.LATEST)) == {code}


class TestWhereAConcernCanGo:
    @pytest.mark.parametrize("now", [SignalStatus.READING, SignalStatus.DECIDED, SignalStatus.ENDED])
    def test_it_is_decided_about_and_decided_again(self, now: SignalStatus) -> None:
        for outcome in set(CHOICES) - {Outcome.DANGER}:
            assert check_decide(now, status_after(outcome)) is None

    def test_first_it_is_read(self) -> None:
        assert codes(check_decide(SignalStatus.RECEIVED, SignalStatus.DECIDED)) == {"triage.not_now"}

    def test_not_while_a_coordinator_owes_an_answer(self) -> None:
        assert codes(check_decide(SignalStatus.WITH_COORDINATOR, SignalStatus.DECIDED)) == {"triage.with_coordinator"}
        assert check_way(SignalStatus.WITH_COORDINATOR, SignalStatus.DECIDED) is None

    def test_what_became_a_case_is_decided_about_there(self) -> None:
        for status in SignalStatus:
            assert codes(check_decide(status, SignalStatus.DECIDED, integral=True)) == {"triage.is_case"}

    def test_another_child_goes_back_to_the_reader(self) -> None:
        assert status_after_answer(LinkAnswer.OTHER_CHILD) is SignalStatus.READING
        for answer in set(LinkAnswer) - {LinkAnswer.OTHER_CHILD}:
            assert status_after_answer(answer) is SignalStatus.DECIDED

    def test_after_phoning_it_is_still_to_be_decided_about(self) -> None:
        assert status_after(Outcome.DANGER) is SignalStatus.READING


class TestAPersonConfirmsALink:
    def test_only_to_a_case_that_was_found(self) -> None:
        case = uuid4()
        assert check_link(case, [case], heightened=False) is None
        assert codes(check_link(case, [uuid4()], heightened=False)) == {"triage.no_such_case"}

    def test_not_when_home_may_not_know(self) -> None:
        case = uuid4()
        assert codes(check_link(case, [case], heightened=True)) == {"triage.link_heightened"}


class TestASecondReader:
    def test_is_a_colleague_who_may_read_it(self) -> None:
        reader = uuid4()
        assert check_reader(reader, [reader]) is None
        assert codes(check_reader(reader, [])) == {"triage.no_reader"}

    def test_agrees_or_not_in_words(self) -> None:
        assert check_words_of_reader(False, "Te vaak.") == ()
        assert codes(check_words_of_reader(None, "")) == {"triage.no_view", "triage.no_words"}


def test_every_outcome_has_its_rule_and_the_choices_ask_for_safety_first() -> None:
    assert set(RULES) == set(Outcome)
    assert CHOICES[0] is Outcome.DANGER
    assert CHOICES[-1] is Outcome.NOT_TAKEN_UP
    assert set(TRACKS) == set(Outcome) - {Outcome.DANGER, Outcome.NOT_TAKEN_UP}
