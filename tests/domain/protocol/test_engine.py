"""A run is what people did; where it stands, what is due and what may be done now follow from that alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluitend.domain.clock import Calendar
from sluitend.domain.parameters import Unit
from sluitend.domain.protocol import check
from sluitend.domain.protocol.clocks import ClockState, clocks, look_again_at, reached, warn_on
from sluitend.domain.protocol.history import Event, EventKind, Extension, replay
from sluitend.domain.protocol.steps import Evidence, EvidenceKind, Skip
from sluitend.domain.vocabulary import Role
from tests.domain.protocol.making import BEGIN, at, fact, protocol, skipped, step, text, took, within

TALK = protocol(
    step("invite", "talk", deadline=within(5, Unit.WORKING_DAYS)),
    step(
        "talk",
        "agree",
        "report",
        chooses=True,
        required=True,
        deadline=within(10, Unit.DAYS, "step:invite"),
        skip=Skip.NEVER,
    ),
    step("agree", "close"),
    step("report", "close", burdens=True, remedy=text("bezwaar"), second=True),
    step("close"),
)
NO_DAYS = Calendar()


def day(number: int) -> date:
    return BEGIN + timedelta(days=number)


def test_a_run_begins_with_its_first_steps_and_opens_what_follows() -> None:
    assert dict(replay(TALK, BEGIN, []).open) == {"invite": BEGIN}
    after = replay(TALK, BEGIN, [took("invite", day(1))])
    assert (dict(after.open), dict(after.done)) == ({"talk": day(1)}, {"invite": day(1)})


def test_a_step_that_chooses_opens_what_was_chosen_and_any_other_opens_all_that_follow() -> None:
    """Kills an engine that opens every branch of a choice, or lets a choice leave out what always follows."""
    events = [took("invite", day(1)), took("talk", day(2), leads_to=("agree",))]
    assert set(replay(TALK, BEGIN, events).open) == {"agree"}
    forked = protocol(step("a", "b", "c"), step("b", "z"), step("c", "z"), step("z"))
    assert set(replay(forked, BEGIN, [took("a", day(1), leads_to=("c",))]).open) == {"b", "c"}


def test_the_beginning_is_one_choice_and_so_is_what_a_step_offers_that_chooses() -> None:
    """Kills an engine in which two ways of one choice go on beside each other."""
    made = protocol(step("a", "z"), step("b", "c", "z", chooses=True), step("c", "z"), step("z"), first=("a", "b"))
    assert set(replay(made, BEGIN, []).open) == {"a", "b"}
    offered = replay(made, BEGIN, [took("b", day(1))])
    assert (set(offered.open), offered.instead_of("c")) == ({"c", "z"}, {"z"})
    assert dict(replay(made, BEGIN, [took("b", day(1)), took("c", day(2))]).open) == {"z": day(2)}


@given(st.sampled_from(["agree", "report"]))
def test_choosing_at_once_is_the_same_as_leaving_the_choice_open_and_then_taking_it(one: str) -> None:
    begun = [took("invite", day(1)), took("talk", day(2))]
    at_once = [took("invite", day(1)), took("talk", day(2), leads_to=(one,))]
    assert replay(TALK, BEGIN, [*begun, took(one, day(3))]) == replay(TALK, BEGIN, [*at_once, took(one, day(3))])


def test_a_step_opens_once_unless_it_says_again() -> None:
    """Kills a round that nobody gets out of."""
    rounds = protocol(step("a", "b", "c"), step("b", "a", "c"), step("c", "b", again=True), step("z"), first=("a", "z"))
    events = [took("a", day(1)), took("b", day(2)), took("c", day(3))]
    assert set(replay(rounds, BEGIN, events).open) == set()
    assert set(replay(rounds, BEGIN, events[:2]).open) == {"c"}
    assert replay(rounds, BEGIN, events[:2]).open["c"] == day(1)
    twice = protocol(step("a", "a", "z", again=True), step("z"))
    assert replay(twice, BEGIN, [took("a", day(1))]).open == {"a": day(1), "z": day(1)}


def test_a_side_branch_does_not_end_the_run() -> None:
    made = protocol(step("a", "aside", "z"), step("aside", goes_on=True), step("z"))
    after = replay(made, BEGIN, [took("a", day(1)), took("aside", day(2))])
    assert (after.ended, set(after.open)) == (False, {"z"})


def test_the_last_step_ends_the_run_and_nothing_stays_open() -> None:
    talked = took("talk", day(2), leads_to=("agree", "report"))
    events = [took("invite", day(1)), talked, took("agree", day(3)), took("close", day(4))]
    end = replay(TALK, BEGIN, events)
    assert (end.ended, end.ended_by, dict(end.open)) == (True, "close", {})
    assert clocks(TALK, end, NO_DAYS, day(5)) == ()
    assert check.check_reachable(TALK, end, "report") == check.ENDED


def test_a_withdrawn_run_has_ended_whatever_was_open() -> None:
    end = replay(TALK, BEGIN, [Event(EventKind.WITHDRAWN, at(day(1)))])
    assert (end.ended_by, dict(end.open)) == ("withdrawn", {})


def test_a_clock_counts_from_what_happened_and_does_not_run_before() -> None:
    (first,) = clocks(TALK, replay(TALK, BEGIN, []), NO_DAYS, BEGIN)
    assert (first.step, first.started_on, first.due.day) == ("invite", BEGIN, date(2026, 11, 9))
    (second,) = clocks(TALK, replay(TALK, BEGIN, [took("invite", day(3))]), NO_DAYS, day(3))
    assert (second.step, second.started_on, second.due.day) == ("talk", day(3), day(13))


def test_a_term_counts_from_a_date_that_was_written_down() -> None:
    made = protocol(step("a", "b"), step("b", deadline=within(14, Unit.DAYS, "fact:letter")), facts=(fact("letter"),))
    assert clocks(made, replay(made, BEGIN, [took("a", day(1))]), NO_DAYS, day(1)) == ()
    (clock,) = clocks(made, replay(made, BEGIN, [took("a", day(3), facts={"letter": day(1)})]), NO_DAYS, day(3))
    assert clock.due.day == day(15)
    noted = Event(EventKind.NOTED, at(day(4)), facts={"letter": day(2)})
    (clock,) = clocks(made, replay(made, BEGIN, [took("a", day(3)), noted]), NO_DAYS, day(4))
    assert clock.due.day == day(16)


def test_a_term_counts_from_the_latest_of_what_it_may_count_from() -> None:
    made = protocol(step("a", "a", "z", again=True, deadline=within(10, Unit.DAYS, "start", "step:a")), step("z"))
    (first,) = clocks(made, replay(made, BEGIN, []), NO_DAYS, BEGIN)
    (second,) = clocks(made, replay(made, BEGIN, [took("a", day(8))]), NO_DAYS, day(8))
    assert (first.due.day, second.due.day) == (day(10), day(18))


def test_a_term_that_binds_somebody_else_never_stands_still_and_is_not_extended() -> None:
    made = protocol(step("a", deadline=within(10, fixed=True)))
    events = [Event(EventKind.SUSPENDED, at(day(2))), Event(EventKind.EXTENDED, at(day(3)), "a", until=day(30))]
    (clock,) = clocks(made, replay(made, BEGIN, events), NO_DAYS, day(5))
    assert (clock.due.day, clock.paused, clock.extended) == (day(10), False, False)
    assert check.check_extend(clock, day(30), "x") == check.FIXED
    assert check.check_pause_one(replay(made, BEGIN, []), clock, day(5), "x") == check.FIXED


def test_a_fixed_date_in_the_law_does_not_run_on_over_a_weekend() -> None:
    rolls, stays = (within(5, Unit.DAYS, statutory=True, rolls=rolls) for rolls in (True, False))
    ends = [
        clocks(made, replay(made, BEGIN, []), NO_DAYS, BEGIN)[0]
        for made in (protocol(step("a", deadline=rolls)), protocol(step("a", deadline=stays)))
    ]
    assert [(clock.due.day, clock.statutory, clock.due.statutory) for clock in ends] == [
        (day(7), True, True),
        (day(5), True, True),
    ]


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (day(6), ClockState.RUNNING),
        (day(7), ClockState.RUNNING),
        (day(11), ClockState.WARNING),
        (day(14), ClockState.LATE),
    ],
)
def test_a_clock_warns_in_the_last_fifth_of_its_term_and_is_late_when_its_last_day_is_over(moment: date, says) -> None:
    (clock,) = clocks(TALK, replay(TALK, BEGIN, [took("invite", day(3))]), NO_DAYS, moment)
    assert (clock.warn_on, clock.state(at(moment))) == (day(11), says)


def test_a_warning_comes_a_day_ahead_at_least_and_rather_early_than_late() -> None:
    assert warn_on(BEGIN, day(1)) == BEGIN
    assert warn_on(BEGIN, day(5)) == day(4)
    assert warn_on(BEGIN, day(6)) == day(4)
    assert warn_on(day(5), day(5)) == day(4)


def test_a_term_that_stands_still_moves_its_last_day_by_as_many_days_and_says_so() -> None:
    stop, go = Event(EventKind.SUSPENDED, at(day(5))), Event(EventKind.RESUMED, at(day(9)))
    began = [took("invite", day(3)), stop]
    (standing,) = clocks(TALK, replay(TALK, BEGIN, began), NO_DAYS, day(7))
    assert (standing.due.day, standing.state(at(day(7)))) == (day(15), ClockState.PAUSED)
    assert look_again_at([standing], at(day(7))) is None
    (again,) = clocks(TALK, replay(TALK, BEGIN, [*began, go]), NO_DAYS, day(20))
    assert (again.due.day, again.state(at(day(20)))) == (day(17), ClockState.LATE)


def test_the_term_of_one_step_stands_still_and_the_others_run_on() -> None:
    made = protocol(
        step("a", "b", "c"), step("b", "z", deadline=within(10)), step("c", "z", deadline=within(10)), step("z")
    )
    events = [took("a", day(0)), Event(EventKind.SUSPENDED, at(day(2)), "b"), Event(EventKind.RESUMED, at(day(5)), "b")]
    halfway = replay(made, BEGIN, events[:2])
    assert (halfway.paused, halfway.stands_still("b"), halfway.stands_still("c")) == (False, True, False)
    running = {clock.step: clock for clock in clocks(made, halfway, NO_DAYS, day(3))}
    assert check.check_pause_one(halfway, running["b"], day(3), "x") == check.PAUSED
    assert check.check_pause_one(halfway, running["c"], day(3), "x") is None
    assert check.check_pause_one(halfway, running["c"], day(3), " ") == check.PAUSE_REASON
    assert check.check_pause_one(halfway, running["c"], day(11), "x") == check.OVER
    assert check.check_pause_one(halfway, running.get("z"), day(3), "x") == check.NO_CLOCK
    assert check.check_resume(halfway, "c") == check.NOT_PAUSED
    assert check.check_resume(halfway, "b") is None
    ends = {clock.step: clock.due.day for clock in clocks(made, replay(made, BEGIN, events), NO_DAYS, day(6))}
    assert ends == {"b": day(13), "c": day(10)}


def test_a_term_that_stood_still_and_then_ends_on_a_day_off_runs_on_like_its_own_end_would() -> None:
    """Algemene termijnenwet 1. Kills an engine that adds the days and forgets the weekend."""
    events = [Event(EventKind.SUSPENDED, at(day(2))), Event(EventKind.RESUMED, at(day(4)))]
    ours, law = (protocol(step("a", deadline=within(10, statutory=statutory))) for statutory in (False, True))
    ends = [clocks(made, replay(made, BEGIN, events), NO_DAYS, day(5))[0].due.day for made in (ours, law)]
    assert ends == [date(2026, 11, 14), date(2026, 11, 16)]


def test_a_term_that_was_over_before_it_was_set_still_stays_over() -> None:
    events = [took("invite", day(3)), Event(EventKind.SUSPENDED, at(day(20))), Event(EventKind.RESUMED, at(day(30)))]
    (clock,) = clocks(TALK, replay(TALK, BEGIN, events), NO_DAYS, day(31))
    assert clock.due.day == day(13)


def test_a_pause_before_a_term_began_does_not_lengthen_it() -> None:
    events = [Event(EventKind.SUSPENDED, at(day(1))), Event(EventKind.RESUMED, at(day(2))), took("invite", day(3))]
    (clock,) = clocks(TALK, replay(TALK, BEGIN, events), NO_DAYS, day(4))
    assert clock.due.day == day(13)


def test_an_extended_term_ends_on_the_day_that_was_given_and_only_later_pauses_move_it() -> None:
    events = [
        took("invite", day(3)),
        Event(EventKind.SUSPENDED, at(day(4))),
        Event(EventKind.RESUMED, at(day(6))),
        Event(EventKind.EXTENDED, at(day(7)), "talk", until=day(20)),
    ]
    (clock,) = clocks(TALK, replay(TALK, BEGIN, events), NO_DAYS, day(8))
    assert (clock.due.day, clock.extended) == (day(20), True)
    assert replay(TALK, BEGIN, events).extended == {"talk": Extension(day(20), day(7))}


def test_an_extended_term_does_not_grow_by_days_before_it_begins() -> None:
    """Kills an engine that counts from the day of the extension: a term may begin on a later date that was written down."""
    made = protocol(step("a", deadline=within(0, Unit.DAYS, "fact:eighteen")), facts=(fact("eighteen"),))
    events = [
        Event(EventKind.NOTED, at(day(1)), facts={"eighteen": day(20)}),
        Event(EventKind.EXTENDED, at(day(2)), "a", until=day(40)),
        Event(EventKind.SUSPENDED, at(day(10)), "a"),
        Event(EventKind.RESUMED, at(day(25)), "a"),
    ]
    (clock,) = clocks(made, replay(made, BEGIN, events), NO_DAYS, day(25))
    assert clock.due.day == day(45)


def test_lesson_weeks_pass_over_weeks_of_holiday() -> None:
    made = protocol(step("a", deadline=within(2, Unit.LESSON_WEEKS)))
    autumn = frozenset(date(2026, 11, 9) + timedelta(days=number) for number in range(7))
    (clock,) = clocks(made, replay(made, BEGIN, []), Calendar(school_free=autumn), BEGIN)
    assert clock.due.day == date(2026, 11, 23)


@given(st.lists(st.integers(0, 40), max_size=6), st.integers(0, 60))
def test_scanning_in_any_order_and_as_often_as_you_like_says_the_same(scans: list[int], last: int) -> None:
    """Kills a scanner that remembers where it was instead of recomputing."""
    position = replay(TALK, BEGIN, [took("invite", day(3))])

    def said(number: int) -> set[tuple[str, date, str]]:
        running = clocks(TALK, position, NO_DAYS, day(number))
        return {(clock.step, clock.due.day, word) for clock, word in reached(running, at(day(number)))}

    once = said(last)
    many = set().union(*(said(number) for number in [*scans, last] if number <= last), said(last))
    assert many == once


@given(st.integers(0, 60))
def test_look_again_is_the_next_moment_at_which_a_clock_says_something_new(number: int) -> None:
    running = clocks(TALK, replay(TALK, BEGIN, [took("invite", day(3))]), NO_DAYS, day(number))
    now = at(day(number))
    later = look_again_at(running, now)
    if later is None:
        assert len(reached(running, now)) == 2
    else:
        before = later - timedelta(seconds=1)
        assert len(reached(running, later)) == len(reached(running, before)) + 1 == len(reached(running, now)) + 1


def test_a_step_is_taken_when_it_is_open() -> None:
    start = replay(TALK, BEGIN, [])
    assert check.check_take(TALK, start, "talk", reason="", second=False) == check.NOT_OPEN
    assert check.check_take(TALK, start, "nothing", reason="", second=False) == check.UNKNOWN_STEP
    assert check.check_take(TALK, start, "invite", reason="", second=False) is None


def test_a_step_that_burdens_the_family_needs_a_reason_and_here_a_second_person() -> None:
    talked = replay(TALK, BEGIN, [took("invite", day(1)), took("talk", day(2), leads_to=("report",))])
    assert check.check_take(TALK, talked, "report", reason=" ", second=True) == check.BURDEN_REASON
    assert check.check_take(TALK, talked, "report", reason="nodig", second=False) == check.SECOND_PERSON
    assert check.check_take(TALK, talked, "report", reason="nodig", second=True) is None


def test_a_run_does_not_end_before_every_required_step_that_is_open_was_taken_or_skipped() -> None:
    made = protocol(step("o", "a", "b"), step("a", "z"), step("b", goes_on=True, required=True), step("z"))
    half = replay(made, BEGIN, [took("o", day(1)), took("a", day(1))])
    refused = check.check_take(made, half, "z", reason="", second=False)
    assert refused is not None
    assert (refused.code, refused.params) == (check.REQUIRED_FIRST.code, {"steps": "b", "steps_en": "b"})
    whole = replay(made, BEGIN, [took("o", day(1)), took("a", day(1)), skipped("b", day(1))])
    assert check.check_take(made, whole, "z", reason="", second=False) is None


def test_a_required_step_that_is_open_comes_before_what_follows_it() -> None:
    """Kills an engine that looks at required steps only at the end: a paper would go before the talk about it."""
    made = protocol(step("a", "b", "c"), step("b", "c", required=True), step("c", "z"), step("z"))
    start = replay(made, BEGIN, [took("a", day(1))])
    for refused in (
        check.check_take(made, start, "c", reason="", second=False),
        check.check_skip(made, start, "c", reason="geen tijd"),
    ):
        assert refused is not None
        assert refused.code == check.REQUIRED_FIRST.code
    talked = replay(made, BEGIN, [took("a", day(1)), took("b", day(1))])
    assert check.check_take(made, talked, "c", reason="", second=False) is None


def test_a_required_step_on_a_way_that_was_not_chosen_binds_nobody() -> None:
    made = protocol(step("a", "b", "z", chooses=True), step("b", "z", required=True, skip=Skip.NEVER), step("z"))
    chosen = replay(made, BEGIN, [took("a", day(1), leads_to=("z",))])
    assert check.check_take(made, chosen, "z", reason="", second=False) is None


def test_whoever_takes_a_step_that_chooses_says_what_follows_and_an_end_stands_alone() -> None:
    made = protocol(step("a", "b", "c", "z", chooses=True), step("b", "z"), step("c", "z"), step("z"))
    start = replay(made, BEGIN, [])

    def says(*leads_to: str) -> object:
        return check.check_take(made, start, "a", reason="", second=False, leads_to=leads_to)

    assert [says(), says("nowhere"), says("b", "z"), says("b", "c"), says("z")] == [
        None,
        check.NO_NEXT,
        check.END_ALONE,
        None,
        None,
    ]
    assert check.check_skip(made, start, "a", reason="al bekend", leads_to=("b", "z")) == check.END_ALONE
    assert check.check_skip(made, start, "a", reason="al bekend", leads_to=("b",)) is None


def test_nobody_chooses_what_has_been_and_does_not_open_again() -> None:
    made = protocol(step("a", "b", "z", chooses=True, again=True), step("b", "a"), step("z"))
    back = replay(made, BEGIN, [took("a", day(1)), took("b", day(2))])
    assert check.check_take(made, back, "a", reason="", second=False, leads_to=("b",)) == check.NO_NEXT
    assert set(replay(made, BEGIN, [took("a", day(1)), took("b", day(2)), took("a", day(3))]).open) == {"z"}
    itself = protocol(step("a", "a", "z", chooses=True), step("z"))
    start = replay(itself, BEGIN, [])
    assert check.check_take(itself, start, "a", reason="", second=False, leads_to=("a",)) == check.NO_NEXT


def test_a_step_is_passed_over_only_where_the_protocol_allows_it_and_with_a_reason() -> None:
    start = replay(TALK, BEGIN, [])
    assert check.check_skip(TALK, start, "invite", reason="") == check.SKIP_REASON
    assert check.check_skip(TALK, start, "invite", reason="al gesproken") is None
    assert check.check_skip(TALK, replay(TALK, BEGIN, [took("invite", day(1))]), "talk", reason="x") == check.NEVER_SKIP


def test_a_step_may_be_passed_over_without_a_reason_where_the_protocol_says_so() -> None:
    made = protocol(step("a", "z", skip=Skip.FREE), step("z"))
    assert check.check_skip(made, replay(made, BEGIN, []), "a", reason="") is None


def test_under_heightened_safety_a_step_may_be_closed_and_nothing_goes_home() -> None:
    made = protocol(step("talk", "z", heightened_skip=True, sends_home=True), step("z"))
    start = replay(made, BEGIN, [])
    assert check.check_take(made, start, "talk", reason="x", second=True, heightened=True) == check.NEVER_TAKE
    assert check.check_skip(made, start, "talk", reason="", heightened=True) is None
    assert check.check_take(made, start, "talk", reason="x", second=True) is None
    assert check.check_skip(made, start, "talk", reason="") == check.SKIP_REASON
    assert [made.step("talk").goes_home(heightened=heightened) for heightened in (True, False)] == [False, True]


def test_a_step_that_is_too_dangerous_here_cannot_be_taken_and_is_passed_over_without_a_reason() -> None:
    made = protocol(step("parents", "z", skip=Skip.ALWAYS), step("z"))
    start = replay(made, BEGIN, [])
    assert check.check_take(made, start, "parents", reason="x", second=True) == check.NEVER_TAKE
    assert check.check_skip(made, start, "parents", reason="") is None


def test_a_step_is_taken_by_somebody_whose_task_it_is() -> None:
    assert check.check_who(TALK.step("talk"), {Role.PARTNER}) == check.NOT_YOURS
    assert check.check_who(TALK.step("talk"), {Role.PARTNER, Role.COORDINATOR}) is None


def test_what_a_step_asks_for_is_written_down_with_it() -> None:
    asks = step(
        "a",
        evidence=(
            Evidence("who", text("Wie?"), EvidenceKind.TEXT),
            Evidence("how", text("Hoe?"), EvidenceKind.CHOICE, required=False, choices={"phone": text("telefoon")}),
        ),
    )
    assert [one.field for one in check.check_evidence(asks, {"how": "smoke"})] == ["evidence_who", "evidence_how"]
    assert check.check_evidence(asks, {"who": "de mentor", "how": "phone"}) == ()
    assert check.check_evidence(asks, {"who": "de mentor"}) == ()


def test_a_question_that_keeps_a_step_closed_opens_it_with_yes_alone() -> None:
    asks = step("a", evidence=(Evidence("twelve", text("Is het kind 12?"), EvidenceKind.YES_NO, needs_yes=True),))
    said = [[one.code for one in check.check_evidence(asks, {"twelve": answer})] for answer in ("yes", "no", "ja", "")]
    assert said == [[], [check.NEEDS_YES.code], [check.BAD_CHOICE.code], [check.EVIDENCE.code]]


def test_a_step_that_refuses_or_deviates_needs_a_reason() -> None:
    made = protocol(step("a", needs_reason=True))
    start = replay(made, BEGIN, [])
    assert check.check_take(made, start, "a", reason=" ", second=False) == check.TAKE_REASON
    assert check.check_take(made, start, "a", reason="te laat", second=False) is None


def test_a_step_happened_today_or_earlier_and_not_before_the_run_began() -> None:
    assert check.check_day(day(2), BEGIN, at(day(1))) == check.IN_FUTURE
    assert check.check_day(day(-1), BEGIN, at(day(1))) == check.BEFORE_START
    assert check.check_day(day(1), BEGIN, at(day(1))) is None


def test_terms_stand_still_with_a_reason_and_run_again_once() -> None:
    running = replay(TALK, BEGIN, [])
    paused = replay(TALK, BEGIN, [Event(EventKind.SUSPENDED, at(day(1)))])
    assert check.check_pause(running, "") == check.PAUSE_REASON
    assert check.check_pause(running, "ziek, artikel 4:15") is None
    assert check.check_pause(paused, "nog eens") == check.PAUSED
    assert check.check_resume(running) == check.NOT_PAUSED
    assert check.check_resume(paused) is None


def test_a_term_is_extended_to_a_later_day_with_a_reason() -> None:
    made = protocol(step("a", deadline=within(9)))
    (clock,) = clocks(made, replay(made, BEGIN, []), NO_DAYS, BEGIN)
    assert check.check_extend(None, day(9), "x") == check.NO_CLOCK
    assert check.check_extend(clock, day(9), "x") == check.EARLIER
    assert check.check_extend(clock, day(10), "") == check.PAUSE_REASON
    assert check.check_extend(clock, day(10), "x") is None
    standing = replay(made, BEGIN, [Event(EventKind.SUSPENDED, at(day(1)), "a")])
    assert check.check_extend(*clocks(made, standing, NO_DAYS, day(2)), day(20), "x") == check.PAUSED


def test_a_date_is_written_down_when_the_protocol_knows_it() -> None:
    made = protocol(step("a"), facts=(fact("letter"),))
    start = replay(made, BEGIN, [])
    assert check.check_note(made, start, "letter") is None
    assert check.check_note(made, start, "party") == check.NO_FACT
    assert check.check_note(made, replay(made, BEGIN, [took("a", day(1))]), "letter") == check.ENDED


def test_a_run_is_withdrawn_with_a_reason_where_the_protocol_allows_it() -> None:
    made = protocol(step("a"), withdrawable=False)
    assert check.check_withdraw(TALK, replay(TALK, BEGIN, []), "") == check.WITHDRAW_REASON
    assert check.check_withdraw(TALK, replay(TALK, BEGIN, []), "ten onrechte") is None
    assert check.check_withdraw(made, replay(made, BEGIN, []), "ten onrechte") == check.NO_WITHDRAWAL


def test_nothing_goes_home_but_with_a_step_that_says_so() -> None:
    quiet, sends = step("a"), step("a", sends_home=True)
    assert check.check_send(quiet, heightened=False) == check.STAYS_HERE
    assert check.check_send(sends, heightened=False) is None
    assert check.check_send(sends, heightened=True) == check.STAYS_HERE
