"""What no protocol may be, whoever wrote it. Each test names the mistake it catches."""

from __future__ import annotations

from sluitend.domain.parameters import Unit
from sluitend.domain.protocol import sound
from sluitend.domain.protocol.steps import Silence, Skip
from tests.domain.protocol.making import protocol, step, text, within


def wrong(*steps, **others) -> set[tuple[str, str]]:
    return {(fault.step, fault.sentence) for fault in sound.faults(protocol(*steps, **others))}


def test_a_protocol_in_which_every_way_leads_to_an_end_is_sound() -> None:
    assert wrong(step("a", "b", "c"), step("b", "z"), step("c", "a", "z", required=True), step("z")) == set()


def test_a_step_that_no_way_leads_to_is_told() -> None:
    assert wrong(step("a"), step("b")) == {("b", sound.UNREACHABLE)}


def test_a_round_without_a_way_out_is_told() -> None:
    assert wrong(step("a", "b", "z", chooses=True), step("b", "c"), step("c", "b"), step("z")) == {("b", sound.BRANCH)}


def test_a_side_branch_may_lead_nowhere_when_something_else_is_always_open() -> None:
    aside = step("aside", goes_on=True)
    assert wrong(step("a", "aside", "z"), aside, step("z")) == set()
    assert wrong(step("a", "aside", "z", chooses=True), aside, step("z")) == {("aside", sound.BRANCH)}
    assert wrong(step("a", "aside"), aside, step("z"), first=("a", "z")) == {("a", sound.BRANCH)}
    assert wrong(step("aside", goes_on=True)) == {("aside", sound.BRANCH)}


def test_a_round_must_always_be_able_to_open_something() -> None:
    """Kills a round whose only way on has been used up."""
    assert wrong(step("a", "b"), step("b", "c", again=True), step("c", "b", "z", chooses=True), step("z")) == {
        ("a", sound.ONCE),
        ("b", sound.ONCE),
    }
    assert wrong(step("a", "b"), step("b", "c"), step("c", "b", "z", chooses=True, again=True), step("z")) == set()
    assert wrong(step("a", "a", "z", again=True), step("z")) == set()


def test_required_steps_that_wait_for_each_other_are_told() -> None:
    one, two = step("b", "c", "z", required=True), step("c", "b", "z", required=True)
    assert ("b", sound.WAITS) in wrong(step("a", "b", "c"), one, two, step("z"))
    assert wrong(step("a", "b"), step("b", "b", "z", required=True, again=True), step("z")) == set()


def test_a_step_on_which_nothing_follows_has_no_next_step() -> None:
    assert wrong(step("a", "z", goes_on=True), step("z")) == {("a", sound.GOES_ON)}


def test_a_step_that_does_not_exist_or_stands_there_twice_is_told() -> None:
    assert ("a", sound.NO_SUCH_STEP) in wrong(step("a", "nowhere"))
    assert ("a", sound.DOUBLE) in wrong(step("a"), step("a"))
    assert ("", sound.NO_SUCH_STEP) in wrong(step("a"), first=("b",))


def test_silence_never_does_anything_to_a_family() -> None:
    heavy = step("a", burdens=True, remedy=text("bezwaar"), silence=Silence.RAISE)
    assert wrong(heavy) == {("a", sound.SILENT)}


def test_under_heightened_safety_nothing_goes_home() -> None:
    assert wrong(step("a", sends_home=True), heightened=True) == {("a", sound.SENDS_HOME)}
    assert wrong(step("a", sends_home=True)) == set()


def test_a_step_that_asks_something_of_the_family_says_what_the_family_can_do() -> None:
    assert wrong(step("a", burdens=True)) == {("a", sound.REMEDY)}


def test_a_step_that_coerces_names_its_legal_title_and_the_remedy() -> None:
    assert wrong(step("a", coerces=True)) == {("a", sound.TITLE), ("a", sound.REMEDY)}
    assert wrong(step("a", coerces=True, legal_title="lpw_22", remedy=text("verzet"))) == set()


def test_a_last_step_that_may_not_be_taken_would_end_nothing() -> None:
    assert ("z", sound.LAST_SKIPPED) in wrong(step("a", "z"), step("z", skip=Skip.ALWAYS))


def test_a_last_step_is_not_required_because_another_end_would_wait_for_it() -> None:
    assert wrong(step("a", "z"), step("z", required=True)) == {("z", sound.LAST_REQUIRED)}


def test_a_term_counts_from_something_that_can_happen() -> None:
    assert wrong(step("a", deadline=within(1, Unit.DAYS, "step:b"))) == {("a", sound.COUNTS_FROM)}
    assert wrong(step("a", deadline=within(1, Unit.DAYS, "fact:b"))) == {("a", sound.COUNTS_FROM)}
    assert wrong(step("a", deadline=within(1))) == set()


def test_nobody_may_take_a_step_without_roles() -> None:
    assert wrong(step("a", who=frozenset())) == {("a", sound.NOBODY)}
