"""Content and engine agree with what an independent hand wrote down from the law, and with its slow reference."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sluitend.content.holidays import dutch_holidays
from sluitend.content.not_done import not_done
from sluitend.content.parameters import default_norms
from sluitend.content.protocols import CODES, protocols
from sluitend.domain.absence import Absent, leerplicht_end, leerplicht_start, must_be_at_school, sixteen_hours
from sluitend.domain.clock import Term, due
from sluitend.domain.parameters import Unit
from sluitend.domain.protocol.steps import Protocol, Silence, Skip, Step
from sluitend.domain.vocabulary import Role
from sluitend.domain.workdays import add_working_days, is_working_day
from tests.domain.protocol_bridge import calendar_of, expected, roles_of, walk
from tests.oracle import dates
from tests.oracle.histories import CALENDAR, LONG, QUICK, histories
from tests.oracle.reference import look, replay, tables

Row = Mapping[str, Any]

ROWS = tomllib.loads((Path(dates.__file__).parent / "calendar.toml").read_text(encoding="utf-8"))
NEVER = tomllib.loads((Path(dates.__file__).parent / "never.toml").read_text(encoding="utf-8"))["never"]
HOLIDAYS = dutch_holidays(2000, 2045)
DAY = timedelta(days=1)
SCHOOL_FREE = calendar_of(CALENDAR.school_holidays).school_free
# Who outside decides is not one of our roles; somebody here writes it down.
WRITTEN_DOWN_FOR = {"a3_managers", "a4_alderman_or_burgemeester", "a5_national", "closed_stays_as_bottleneck"}

TODAY = date(2026, 11, 24)


def _code(row: Row) -> str:
    return str(row["code"])


STEPS = [
    pytest.param(protocol, protocol.step(row["code"]), row, id=f"{code}:{row['code']}")
    for code, protocol in protocols().items()
    for row in tables()[code]["step"]
    if protocol.has(row["code"])
]


# ---- content equals the tables ---------------------------------------------------------------------------------------


def test_there_is_a_protocol_for_each_table_and_a_table_for_each_protocol() -> None:
    assert set(tables()) == set(CODES) == set(protocols())


@pytest.mark.parametrize("code", CODES)
def test_a_protocol_has_the_steps_beginnings_and_dates_of_its_table(code: str) -> None:
    protocol, table = protocols()[code], tables()[code]
    assert [step.code for step in protocol.steps] == [row["code"] for row in table["step"]]
    assert list(protocol.first) == table["start"]
    assert (protocol.withdrawable, protocol.heightened) == (table["withdrawable"], table["heightened_safety"])
    assert {fact.code for fact in protocol.facts} == {fact["code"] for fact in table.get("fact", [])}


@pytest.mark.parametrize(("protocol", "step", "row"), STEPS)
def test_what_follows_and_what_is_needed_is_as_expected(protocol: Protocol, step: Step, row: Row) -> None:
    assert (list(step.next), step.ends) == (row["next"], row["end"])
    assert (step.chooses, step.again) == (row["chooses"], row["again"])
    assert (step.required, step.second) == (row["required"], row["second_person"])
    assert {one.code for one in step.evidence if one.required} == set(row["evidence"])
    assert step.skip is _skip(row)
    assert step.skip_when(heightened=True) is (Skip.ALWAYS if row["forced_skip"] else _skip(row))


def _skip(row: Row) -> Skip:
    if row["skip_forbidden"]:
        return Skip.NEVER
    if row["skip_needs_reason"]:
        return Skip.REASON
    return Skip.ALWAYS if row["forced_skip"] else Skip.FREE


@pytest.mark.parametrize(("protocol", "step", "row"), STEPS)
def test_what_a_step_does_to_a_family_is_as_expected(protocol: Protocol, step: Step, row: Row) -> None:
    assert (step.burdens, step.burdens or step.needs_reason) == (row["burdens_family"], row["take_needs_reason"])
    assert step.sends_home is row["may_send_home"]
    assert step.silence is (Silence.RAISE if row["on_silence"] else Silence.NOTHING)
    assert not step.coerces or step.burdens


@pytest.mark.parametrize(("protocol", "step", "row"), STEPS)
def test_norm_ground_and_certainty_are_as_expected(protocol: Protocol, step: Step, row: Row) -> None:
    assert (step.statutory, step.mark.value) == (row["statutory"], row["mark"])
    norm, deadline = row["norm"], step.deadline
    assert (deadline is None) is (norm is None)
    if deadline is None:
        return
    length, unit = _unit(norm["length"], norm["unit"])
    assert (deadline.term.length, deadline.term.unit) == (length, unit)
    assert list(deadline.counts_from) == ([norm["from"]] if isinstance(norm["from"], str) else norm["from"])
    assert (deadline.fixed, deadline.rolls and deadline.term.statutory) == (norm["fixed"], norm["rolls"])
    assert (deadline.term.statutory, deadline.term.mark) == (step.statutory, step.mark)
    assert deadline.term.source


def _unit(length: int, unit: str) -> tuple[int, Unit]:
    if unit == "years":
        return 12 * length, Unit.MONTHS
    return length, Unit({"school_weeks": "lesson_weeks"}.get(unit, unit))


@pytest.mark.parametrize(("protocol", "step", "row"), STEPS)
def test_who_takes_a_step_is_as_expected(protocol: Protocol, step: Step, row: Row) -> None:
    expected_roles = roles_of(row["who"])
    if expected_roles is None or step.code in WRITTEN_DOWN_FOR:
        assert step.who
    else:
        assert step.who == expected_roles
    assert (row["kind"] == "fact_received") is bool(step.received_from)
    assert not step.who & {Role.ADMIN, Role.DPO, Role.PRIVACY_OFFICER}


def test_the_ladder_tells_its_level_and_where_names_stay_away() -> None:
    ladder, table = protocols()["process_ladder"], tables()["process_ladder"]
    for row in (row for row in table["step"] if "note_level" in row):
        names = "none" if row.get("anonymous") else "pseudonym" if row.get("pseudonymised") else "named"
        assert ladder.step(row["code"]).standings == {"level": str(row["note_level"]), "names": names}


def test_what_the_register_says_and_what_our_file_says_are_two_lists() -> None:
    protocol, table = protocols()["school_absence"], tables()["school_absence"]
    for of, list_of, word in (("register", "register_status", "register_status"), ("file", "app_status", "app_status")):
        listed = {one.code: set(one.next) for one in protocol.standings if one.of == of}
        assert listed == {row["code"]: set(row["next"]) for row in table[list_of]}
        said = {step.code: step.standings.get(of) for step in protocol.steps}
        assert said == {row["code"]: row.get(word) for row in table["step"]}


LIMITS = {
    "talk_at_latest": "absence.talk",
    "reports_apart": "absence.reports_apart",
    "active_goals": "plan.active_goals",
    "action_list_after_meeting": "plan.action_list",
    "erase_unfounded": "signal.unfounded_keep",
    "departure_notice_not_earlier": "departure.notice_from",
    "move_notice_not_earlier": "move.notice_from",
    "move_notice_at_latest": "move.notice_until",
    "continuity_after_move": "move.continuity",
    "rvdk_absence_investigation": "protection.board_absence",
    "restraining_order_first": "protection.house_ban",
    "restraining_order_longest": "protection.house_ban_longest",
    "head_may_grant_leave": "absence.leave_head",
    "halt_signal": "absence.halt_hours",
    "prosecutor_signal": "absence.prosecutor_hours",
}
LATE = {"halt_signal": "absence.halt_late", "prosecutor_signal": "absence.prosecutor_late"}
AGES = {"minimum_age", "no_prosecution_below"}
"""An age below which the law forbids something is no term, and nothing here counts with it."""


@pytest.mark.parametrize("limit", [one for table in tables().values() for one in table.get("limit", [])], ids=_code)
def test_a_limit_beside_the_steps_is_a_norm_with_the_same_number_and_ground(limit: Row) -> None:
    if limit["code"] in AGES:
        return
    norm = default_norms().at(LIMITS[limit["code"]], TODAY)
    number = limit.get("at_most") or limit.get("lesson_days_at_most") or limit.get("hours_over")
    length, unit = _unit(limit["norm"]["length"], limit["norm"]["unit"]) if "norm" in limit else (number, None)
    assert norm.value == length
    assert unit in {norm.unit, None}
    assert (norm.statutory, norm.mark.value) == (limit["statutory"], limit["mark"])
    if "late_over" in limit:
        assert default_norms().at(LATE[limit["code"]], TODAY).value == limit["late_over"]


def test_forced_marriage_says_each_thing_not_to_do() -> None:
    steps = protocols()["forced_marriage"].steps
    assert len({text.nl for text in steps[0].donts}) == len(tables()["forced_marriage"]["do_not"])


def test_what_may_not_be_done_is_in_no_protocol_and_says_what_exists_instead() -> None:
    assert {row["code"] for row in NEVER} <= {one.code for one in not_done()}
    codes = {step.code for protocol in protocols().values() for step in protocol.steps} | set(CODES)
    assert not codes & {row["code"] for row in NEVER}


# ---- the engine agrees with the reference ----------------------------------------------------------------------------


def _until(moment: date, entry: Row) -> bool:
    return bool(entry["day"] <= moment)


def _agree(number: int) -> None:
    for code, history, moment, calendar in histories(number):
        table = tables()[code]
        read = list(takewhile(partial(_until, moment), history))
        run = walk(code, read, replay(table, read, calendar)[1], calendar_of(calendar.school_holidays))
        seen = look(table, history, moment, calendar)
        ours, theirs = run.look(moment), expected(seen)
        assert ours == theirs, (code, {name for name in ours if ours[name] != theirs[name]}, read)


def test_engine_and_reference_agree_over_five_thousand_histories() -> None:
    _agree(QUICK)


@pytest.mark.slow
def test_engine_and_reference_agree_over_a_hundred_thousand_histories() -> None:
    _agree(LONG)


# ---- days, ages and hours --------------------------------------------------------------------------------------------


def _named(row: Row) -> str:
    return f"{row.get('from', row.get('on', row.get('born')))} {row['why']}"


@pytest.mark.parametrize("row", ROWS["day"], ids=_named)
def test_a_day_worked_out_by_hand_is_a_working_day_or_not(row: Row) -> None:
    assert is_working_day(row["on"], HOLIDAYS) is row["working"]


@pytest.mark.parametrize("row", ROWS["working_days"], ids=_named)
def test_working_days_worked_out_by_hand_end_on_that_day(row: Row) -> None:
    assert add_working_days(row["from"], row["count"], HOLIDAYS) == row["ends"]


@pytest.mark.parametrize("row", ROWS["term"], ids=_named)
def test_a_term_worked_out_by_hand_ends_on_that_day(row: Row) -> None:
    length, unit = _unit(row["length"], row["unit"])
    assert due(row["from"], Term(length, unit, row.get("rolls", True), "x"), HOLIDAYS).day == row["ends"]


@pytest.mark.parametrize("row", ROWS["age"], ids=_named)
def test_leerplicht_worked_out_by_hand_runs_from_day_to_day(row: Row) -> None:
    free = calendar_of(tuple((first, last) for first, last in row.get("school_holidays", ()))).school_free | HOLIDAYS
    assert (leerplicht_start(row["born"], free), leerplicht_end(row["born"])) == (row["from"], row["until"])


def test_over_every_birth_date_of_thirty_years_leerplicht_runs_alike() -> None:
    law, free = dates.Calendar(CALENDAR.school_holidays), HOLIDAYS | SCHOOL_FREE
    for born in (date(1996, 1, 1) + DAY * n for n in range(30 * 365 + 8)):
        start, end = dates.compulsory_from(born, law), dates.compulsory_until(born)
        assert (leerplicht_start(born, free), leerplicht_end(born)) == (start, end)
        for day in (start - DAY, start, end, end + DAY, dates.birthday(born, 18) - DAY, dates.birthday(born, 18)):
            held = dates.duty(born, day, law) in {"compulsory", "qualification"}
            assert must_be_at_school(born, day, free) is held, (born, day)


def _hours(number: int) -> None:
    norms = default_norms()
    for seed in range(number):
        chance = Random(seed)  # noqa: S311 - chance for tests
        first = date(2024, 1, 1) + DAY * chance.randrange(700)
        days = [first + DAY * chance.randrange(chance.choice((10, 40, 90))) for _ in range(chance.randrange(1, 30))]
        absences = [(day, Fraction(chance.randrange(1, 33), 4), chance.random() < 0.2) for day in days]
        apart = chance.choice((0, 7))
        ours = sixteen_hours(
            [Absent(*one) for one in absences],
            HOLIDAYS | SCHOOL_FREE,
            hours=norms.at("absence.threshold_hours", first).value,
            weeks=norms.at("absence.threshold_weeks", first).value,
            apart=apart,
        )
        assert [(one.begin, one.end) for one in ours] == dates.sixteen_hour_reports(absences, CALENDAR, apart=apart)


def test_sixteen_hours_in_four_lesson_weeks_are_reported_alike() -> None:
    _hours(1_000)


@pytest.mark.slow
def test_sixteen_hours_are_reported_alike_for_thirty_thousand_pupils() -> None:
    _hours(30_000)
