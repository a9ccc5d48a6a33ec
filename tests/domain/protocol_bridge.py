"""Say the entries of the independent reference to the engine, and the engine's answers in the reference's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sluitend.content.holidays import dutch_holidays
from sluitend.content.protocols import protocols
from sluitend.domain.clock import Calendar, local_day
from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol import check
from sluitend.domain.protocol.clocks import Clock, ClockState, clocks, look_again_at
from sluitend.domain.protocol.history import Event, EventKind, Position, apply, begin
from sluitend.domain.protocol.steps import YES, Evidence, EvidenceKind, Silence, Step
from sluitend.domain.vocabulary import Role
from tests.oracle.reference import tables

Entry = Mapping[str, Any]

WORDS = {
    check.ENDED.code: {"ended"},
    check.UNKNOWN_STEP.code: {"unknown_step"},
    check.NOT_OPEN.code: {"not_reachable", "already_done"},
    check.NOT_YOURS.code: {"wrong_role"},
    check.NEVER_TAKE.code: {"forbidden_in_heightened_safety"},
    check.STAYS_HERE.code: {"forbidden_in_heightened_safety", "may_not_send_home"},
    check.NEVER_SKIP.code: {"skip_forbidden"},
    check.NO_WITHDRAWAL.code: {"withdraw_forbidden"},
    check.NO_CLOCK.code: {"no_clock"},
    check.FIXED.code: {"term_is_fixed"},
    check.OVER.code: {"term_is_over"},
    check.PAUSED.code: {"already_suspended"},
    check.NOT_PAUSED.code: {"not_suspended"},
    check.EARLIER.code: {"not_later"},
    check.TAKE_REASON.code: {"reason_missing"},
    check.BURDEN_REASON.code: {"reason_missing"},
    check.SKIP_REASON.code: {"reason_missing"},
    check.WITHDRAW_REASON.code: {"reason_missing"},
    check.PAUSE_REASON.code: {"reason_missing", "source_missing"},
    check.EVIDENCE.code: {"evidence_missing"},
    check.SECOND_PERSON.code: {"second_person_missing"},
    check.REQUIRED_FIRST.code: {"required_step_missing"},
    check.NO_FACT.code: {"unknown_fact"},
}
CLOCKS = {
    ClockState.RUNNING: "running",
    ClockState.WARNING: "warn",
    ClockState.LATE: "late",
    ClockState.PAUSED: "suspended",
}
SAYS_NOTHING_OF = {"unknown_event", "out_of_order", "person_missing"}
"""What the engine leaves to those who call it: an event has a kind and a person, and is written down in its order."""


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


@cache
def calendar_of(ranges: tuple[tuple[date, date], ...]) -> Calendar:
    free = {first + timedelta(days=n) for first, last in ranges for n in range((last - first).days + 1)}
    return Calendar(dutch_holidays(2023, 2033), frozenset(free))


def answer(one: Evidence) -> str:
    match one.kind:
        case EvidenceKind.YES_NO:
            return YES
        case EvidenceKind.CHOICE:
            return next(iter(one.choices))
        case EvidenceKind.DAY:
            return "2026-11-24"
        case _:
            return "woorden"


class Walk:
    """One run of a protocol of the program, walked by the entries of the reference."""

    def __init__(self, code: str, first: Entry, calendar: Calendar) -> None:
        self.protocol, self.calendar = protocols()[code], calendar
        self.who = {row["code"]: set(row["who"]) for row in tables()[code]["step"]}
        self.position: Position = begin(self.protocol, first["day"])
        self.heightened = bool(self.protocol.heightened or first.get("heightened"))

    def clocks(self, today: date) -> dict[str, Clock]:
        return {clock.step: clock for clock in clocks(self.protocol, self.position, self.calendar, today)}

    def refusals(self, entry: Entry) -> list[Refusal]:
        """Ask the engine as a service does."""
        reason = entry.get("reason") or ""
        with_source = reason if entry.get("source") else ""
        code, today = entry.get("step", ""), entry["day"]
        if entry["event"] in {"suspended", "resumed", "extended"}:
            refused = check.check_reachable(self.protocol, self.position, code)
            if refused is None and entry["event"] == "resumed":
                refused = check.check_resume(self.position, code)
            elif refused is None:
                clock = self.clocks(today).get(code)
                refused = (
                    check.check_pause_one(self.position, clock, today, with_source)
                    if entry["event"] == "suspended"
                    else check.check_extend(clock, entry.get("until", date.min), with_source)
                )
            return [refused] if refused else []
        asked: list[Refusal | None] = []
        match entry["event"]:
            case "taken":
                asked = self._taking(code, entry, reason)
            case "skipped":
                skip = check.check_skip(self.protocol, self.position, code, reason=reason, heightened=self.heightened)
                asked = [skip, *self._passing(code, entry)]
            case "fact":
                asked = [check.check_note(self.protocol, self.position, entry.get("fact", ""))]
            case "withdrawn":
                asked = [check.check_withdraw(self.protocol, self.position, reason)]
            case _:
                asked = [check.ENDED] if self.position.ended else []
        return [one for one in asked if one is not None]

    def _taking(self, code: str, entry: Entry, reason: str) -> list[Refusal | None]:
        second = entry.get("second") not in {None, "", entry.get("by")}
        take = check.check_take(
            self.protocol, self.position, code, reason=reason, second=second, heightened=self.heightened
        )
        if check.check_reachable(self.protocol, self.position, code):
            return [take]
        given = {
            one.code: answer(one) for one in self.protocol.step(code).evidence if one.code in entry.get("evidence", ())
        }
        return [take, *self._passing(code, entry), *check.check_evidence(self.protocol.step(code), given)]

    def _passing(self, code: str, entry: Entry) -> list[Refusal | None]:
        if check.check_reachable(self.protocol, self.position, code):
            return []
        step = self.protocol.step(code)
        stranger = entry.get("role") not in self.who[code] and "anyone" not in self.who[code]
        roles = frozenset() if stranger else frozenset({next(iter(step.who))})
        sends = check.check_send(step, heightened=self.heightened) if entry.get("sends_home") else None
        return [check.check_who(step, roles), sends]

    def apply(self, entry: Entry) -> None:
        if entry["event"] == "heightened":
            self.heightened = True
            return
        noted = entry["event"] == "fact"
        event = Event(
            kind=EventKind.NOTED if noted else EventKind(entry["event"]),
            at=noon(entry["day"]),
            step="" if noted or entry["event"] == "withdrawn" else entry.get("step", ""),
            on=entry["day"],
            until=entry.get("until") if entry["event"] == "extended" else None,
            facts={entry["fact"]: entry["on"]} if noted else {},
        )
        self.position = apply(self.protocol, self.position, event)

    def _can(self, step: Step) -> tuple[bool, bool]:
        take = check.check_take(
            self.protocol, self.position, step.code, reason="x", second=True, heightened=self.heightened
        )
        skip = check.check_skip(self.protocol, self.position, step.code, reason="x", heightened=self.heightened)
        return take is None, skip is None

    def look(self, moment: date) -> dict[str, Any]:
        """Give what the reference's `look` gives, as far as the engine knows it."""
        now, position = noon(moment), self.position
        running = self.clocks(moment)
        words = {code: CLOCKS[clock.state(now)] for code, clock in running.items()}
        told = {code: clock for code, clock in running.items() if words[code] != "suspended"}
        again = look_again_at(running.values(), now)
        opened = [step for step in self.protocol.steps if step.code in position.open]
        can = {step.code: self._can(step) for step in opened}
        return {
            "ended": position.ended_by,
            "open": {step.code: position.open[step.code] for step in opened},
            "done": {
                code: max(day for passed in (position.done, position.skipped) if (day := passed.get(code)))
                for code in {*position.done, *position.skipped}
            },
            "due": {code: clock.due.day for code, clock in told.items()},
            "warn_from": {code: clock.warn_on for code, clock in told.items()},
            "clock": words,
            "red": {code for code, clock in told.items() if clock.statutory},
            "may_take": {code for code, (take, _) in can.items() if take},
            "may_skip": {code for code, (_, skip) in can.items() if skip},
            "silence": {
                step.code
                for step in opened
                if step.silence is Silence.RAISE and words.get(step.code) == "late" and not self.heightened
            },
            "look_again": local_day(again) if again else None,
        }


def expected(seen: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the reference saw, in the same form."""
    steps: Mapping[str, Mapping[str, Any]] = seen["steps"]
    opened = {code: steps[code] for code in seen["open"]}
    told = {code: state for code, state in opened.items() if state["due"] is not None}
    return {
        "ended": seen["ended"],
        "open": {code: state["opened"] for code, state in opened.items()},
        "done": {code: state["done"] for code, state in steps.items() if state["done"]},
        "due": {code: state["due"] for code, state in told.items()},
        "warn_from": {code: state["warn_from"] for code, state in told.items()},
        "clock": {code: state["clock"] for code, state in opened.items() if state["clock"] != "none"},
        "red": {code for code, state in told.items() if state["statutory"]},
        "may_take": set(seen["may_take"]),
        "may_skip": set(seen["may_skip"]),
        "silence": set(seen["silence"]),
        "look_again": seen["look_again"],
    }


def walk(code: str, history: Iterable[Entry], refused: Mapping[int, tuple[str, ...]], calendar: Calendar) -> Walk:
    """Walk a history, and raise AssertionError where engine and reference do not refuse alike.

    refused: what the reference refused, by place in the history.
    """
    entries = list(history)
    run = Walk(code, entries[0], calendar)
    for index, entry in enumerate(entries[1:], start=1):
        theirs = set(refused.get(index, ()))
        if theirs & SAYS_NOTHING_OF:
            continue
        ours = [WORDS[refusal.code] for refusal in run.refusals(entry)]
        assert bool(ours) is bool(theirs), (code, index, entry, ours, theirs)
        assert all(words & theirs for words in ours), (code, index, entry, ours, theirs)
        if not theirs:
            run.apply(entry)
    return run


def roles_of(words: Iterable[str]) -> frozenset[Role] | None:
    """Give the roles of the program that the reference's words name; None when a word names somebody outside."""
    known = {
        "coordinator": Role.COORDINATOR,
        "attendance_officer": Role.ATTENDANCE,
        "attendance_boa": Role.ATTENDANCE_BOA,
        "local_team_member": Role.TEAM_MEMBER,
        "reporting_code_officer": Role.CODE_OFFICER,
        "team_lead": Role.TEAM_LEAD,
        "process_director": Role.PROCESS_DIRECTOR,
        "protocol_coordinator": Role.PROTOCOL_COORDINATOR,
        "programme_manager": Role.PROGRAMME_MANAGER,
        "partner": Role.PARTNER,
    }
    found = [known.get(word) for word in words]
    return None if None in found else frozenset(role for role in found if role)
