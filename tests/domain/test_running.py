"""A matter that ran before: what is written down of it, and that its run goes on from where it stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluitend.content.protocols import protocols
from sluitend.domain import running as rules
from sluitend.domain.clock import Calendar
from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol.clocks import clocks
from sluitend.domain.protocol.history import Event, EventKind, replay
from sluitend.domain.protocol.moving import leads_to_end
from sluitend.domain.protocol.starting import IN_CASE
from sluitend.domain.protocol.steps import START
from sluitend.domain.protocol.way import way_to
from sluitend.domain.running import MatterRow
from sluitend.domain.vocabulary import Role
from tests.domain.protocol.making import at

BEGIN, SINCE, TODAY = date(2025, 9, 1), date(2026, 1, 12), date(2026, 3, 2)
ENTERABLE = [
    (code, step.code)
    for code, protocol in protocols().items()
    if protocol.subject in IN_CASE
    for step in protocol.steps
    if rules.check_step(protocol, step.code) is None
]


@pytest.mark.parametrize(("code", "step"), ENTERABLE)
def test_a_run_that_was_going_on_stands_at_its_step_and_can_go_on_to_an_end(code: str, step: str) -> None:
    protocol = protocols()[code]
    position = replay(protocol, BEGIN, [Event(EventKind.ENTERED, at(TODAY), step, SINCE)])
    assert position.open[step] == SINCE
    assert position.instead_of(step) == frozenset()
    assert not position.ended
    assert leads_to_end(protocol, position)
    assert step not in position.before
    assert position.before <= position.done.keys()
    assert set(position.done.values()) <= {SINCE}


@pytest.mark.parametrize(("code", "step"), ENTERABLE)
def test_its_term_counts_from_the_day_it_came_there_or_from_its_own_beginning(code: str, step: str) -> None:
    protocol = protocols()[code]
    deadline = protocol.step(step).deadline
    position = replay(protocol, BEGIN, [Event(EventKind.ENTERED, at(TODAY), step, SINCE)])
    running = {clock.step: clock for clock in clocks(protocol, position, Calendar(frozenset(), frozenset()), TODAY)}
    if deadline is None or all(one.startswith("fact:") for one in deadline.counts_from):
        assert step not in running
        return
    only_start = deadline.counts_from == (START,) or not any(
        one.startswith("step:") and position.passed(one.removeprefix("step:")) for one in deadline.counts_from
    )
    assert running[step].started_on == (BEGIN if only_start else SINCE)


def test_a_choice_on_the_way_is_closed_and_what_runs_beside_it_stays_open() -> None:
    chain = protocols()["protection_chain"]
    at_first = replay(chain, BEGIN, [Event(EventKind.ENTERED, at(TODAY), "vto_written", SINCE)])
    assert set(at_first.open) == {"vto_written"}
    for code in chain.first:
        assert way_to(chain, code) == (code,)
    beside = [
        (step.code, other)
        for step in chain.steps
        if len(step.next) > 1 and not step.chooses and way_to(chain, step.code) is not None
        for other in step.next
    ]
    assert beside
    for code, other in beside:
        way = way_to(chain, other)
        if way is None or way[-2:-1] != (code,):
            continue
        position = replay(chain, BEGIN, [Event(EventKind.ENTERED, at(TODAY), other, SINCE)])
        assert {one for one in chain.step(code).next if one not in position.done} <= set(position.open)


def test_a_step_that_ends_or_does_not_exist_is_not_where_a_matter_stands() -> None:
    plan = protocols()["plan_terms"]
    assert _code(rules.check_step(plan, "rounded_off")) == "running.over"
    assert _code(rules.check_step(plan, "no_such_step")) == "running.step"
    assert rules.check_step(plan, "evaluation") is None


def test_what_belongs_to_a_report_or_to_heightened_safety_does_not_come_in_like_this() -> None:
    known = protocols()
    assert _code(rules.check_protocol(known["school_absence"], heightened=False)) == "running.of_a_report"
    assert _code(rules.check_protocol(known["departure"], heightened=True)) == "running.of_a_report"
    assert _code(rules.check_protocol(known["forced_marriage"], heightened=False)) == "running.heightened"
    assert rules.check_protocol(known["forced_marriage"], heightened=True) is None
    assert rules.check_protocol(known["protection_chain"], heightened=False) is None


@pytest.mark.parametrize(
    ("started_on", "since", "wrong"),
    [
        (BEGIN, SINCE, set()),
        (TODAY, TODAY, set()),
        (date(2008, 1, 1), SINCE, set()),
        (date(2007, 12, 31), SINCE, {"running.started_on"}),
        (TODAY + timedelta(days=1), TODAY, {"running.started_on", "running.since"}),
        (BEGIN, TODAY + timedelta(days=1), {"running.since_future"}),
        (BEGIN, BEGIN - timedelta(days=1), {"running.since"}),
    ],
)
def test_a_matter_began_in_the_past_and_came_to_its_step_after_that(
    started_on: date, since: date, wrong: set[str]
) -> None:
    assert {one.code for one in rules.check_days(started_on, since, today=TODAY)} == wrong


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("Z-2026/17", ""),
        ("a" * 40, ""),
        ("a" * 41, "running.reference"),
        ("", "running.reference"),
        ("gezin de Vries", "running.reference"),
        ("123456782", "running.reference_number"),
        ("12345678", "running.reference_number"),
    ],
)
def test_a_matter_has_a_reference_of_its_own_which_is_nobodys_number(reference: str, code: str) -> None:
    assert _code(rules.check_reference(reference)) == code


def test_a_matter_of_heightened_safety_is_entered_by_a_named_reader_alone() -> None:
    assert rules.check_enterer(enters=False, named=True, heightened=True) is None
    assert _code(rules.check_enterer(enters=True, named=False, heightened=True)) == "running.named_reader"
    assert rules.check_enterer(enters=True, named=False, heightened=False) is None
    assert _code(rules.check_enterer(enters=False, named=True, heightened=False)) == "running.not_yours"


def test_whose_it_is_works_here_as_a_coordinator() -> None:
    assert rules.check_coordinator(frozenset({Role.COORDINATOR})) is None
    assert _code(rules.check_coordinator(frozenset({Role.INTAKE}))) == "running.coordinator"
    assert _code(rules.check_coordinator(None)) == "running.coordinator"


def test_a_matter_is_answered_once_before_the_day_on_which_it_is_erased() -> None:
    assert rules.check_waiting(False, TODAY, TODAY) is None
    assert _code(rules.check_waiting(True, TODAY, TODAY)) == "running.answered"
    assert _code(rules.check_waiting(False, TODAY - timedelta(days=1), TODAY)) == "running.gone"


GOOD = {
    "kenmerk": "Z-17",
    "protocol": "Termijnen van het plan",
    "stap": "evaluation",
    "begin": "2025-09-01",
    "stap_sinds": "2026-01-12",
    "casusregisseur": "regie@vlierdam.example",
    "voornamen": "Noor",
    "voorvoegsel": "de",
    "achternaam": "Wit",
    "geboortedatum": "2014-05-06",
    "bsn": "",
}


def test_a_row_of_a_file_is_read() -> None:
    row = rules.parse_matter(GOOD, TODAY)
    assert isinstance(row, MatterRow)
    assert (row.reference, row.since, row.account) == ("Z-17", SINCE, "regie@vlierdam.example")
    assert "Noor" not in repr(row)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"kenmerk": ""}, {"kenmerk"}),
        ({"protocol": " "}, {"protocol"}),
        ({"stap": "", "casusregisseur": ""}, {"stap", "casusregisseur"}),
        ({"begin": "1-9-2025"}, {"begin"}),
        ({"stap_sinds": "2025-08-31"}, {"stap_sinds"}),
        ({"voornamen": "", "achternaam": ""}, {"achternaam"}),
        ({"geboortedatum": "2030-01-01"}, {"geboortedatum"}),
        ({"bsn": "123456789"}, {"bsn"}),
        ({"woonplaats": "x"}, {""}),
        ({"heightened": "ja"}, {""}),
    ],
)
def test_everything_that_is_wrong_with_a_row_is_said_with_its_field(changed: dict[str, str], fields: set[str]) -> None:
    found = rules.parse_matter({**GOOD, **changed}, TODAY)
    assert isinstance(found, tuple)
    assert {one.field for one in found} == fields
    typed = [text for text in changed.values() if len(text) > 2]
    assert not any(text in str(one) for one in found for text in typed)


def test_a_protocol_and_a_step_are_called_by_code_or_by_their_name_on_the_screen() -> None:
    titles = {code: one.title for code, one in protocols().items()}
    for code, title in titles.items():
        assert rules.called(code.upper(), titles) == code
        assert rules.called(f"  {title.nl.upper()} ", titles) == code
    assert rules.called("iets anders", titles) is None


def _code(refusal: Refusal | None) -> str:
    return refusal.code if refusal else ""
