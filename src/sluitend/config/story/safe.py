"""What keeps the children of a family safe: a safety plan with its rules and words, two sheets about a child, and the ladder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sluitend.config.story.acts import Act, Do
from sluitend.config.story.lives import Life
from sluitend.domain.safety import ByWhom, Demands, FlightRiskIn, ResidenceIn, SafetyPlanIn
from sluitend.domain.sharing import Viewer
from sluitend.services import safety
from sluitend.services.protocols.safety import EnterSafety, enter_safety

PLAN, RULE, WORD, RISK, STAY, RUNG = range(231, 237)


def safe(life: Life) -> Iterator[Act]:
    """Give the acts about the safety of the children; days to come are told as days from now."""
    given = life.family.given
    if told := given.get("safety_plan"):
        yield life.act(told["ago"], PLAN, _plan(life, told))
        for rule in told["rules"]:
            yield life.act(told["ago"], RULE, _rule(life, rule))
        for word in told["words"]:
            yield life.act(told["ago"], WORD, _word(life, word, told["ago"]))
    for told in given.get("flight_risk", ()):
        yield life.act(told["ago"], RISK, _risk(life, told))
    for told in given.get("residence", ()):
        yield life.act(told["ago"], STAY, _stay(life, told))
    for told in given.get("safety_ladder", ()):
        yield life.act(told["ago"], RUNG, _rung(life, told))


def _plan(life: Life, told: dict[str, Any]) -> Do:
    texts = (
        "concerns",
        "danger",
        "aim",
        "checks",
        "if_broken",
        "ends_when",
        "complicating",
        "child_knows",
        "demands_words",
    )
    demands = Demands(told.get("demands", "none"))
    plan = SafetyPlanIn(
        **{name: told.get(name, "") for name in texts}, next_check=life.day(-told["next"]), demands=demands
    )
    return lambda viewer, now: safety.save_safety_plan(
        viewer, safety.SaveSafetyPlan(life.case, plan, 0, life.lot.key()), now=now
    )


def _rule(life: Life, told: dict[str, str]) -> Do:
    def add(viewer: Viewer, now: datetime) -> None:
        person, helpers = life.persons[told["who"]], told.get("helpers", "")
        command = safety.AddRule(life.case, person, told["does"], told["when"], life.lot.key(), helpers)
        safety.add_rule(viewer, command, now=now)

    return add


def _word(life: Life, told: dict[str, str], ago: int) -> Do:
    def note(viewer: Viewer, now: datetime) -> None:
        person = life.persons[told["who"]] if told["who"] else None
        command = safety.NoteWord(life.case, person, told["words"], life.day(ago), life.lot.key())
        safety.note_word(viewer, command, now=now)

    return note


def _risk(life: Life, told: dict[str, Any]) -> Do:
    def save(viewer: Viewer, now: datetime) -> None:
        risk = FlightRiskIn(
            told["facts"],
            told["from"],
            life.day(told["ago"]),
            told["call"],
            told["decided"],
            told["why"],
            life.day(-told["until"]),
            life.day(-told["review"]),
            told["papers"],
        )
        command = safety.SaveFlightRisk(life.case, life.persons[told["who"]], risk, 0, life.lot.key())
        safety.save_flight_risk(viewer, command, now=now)

    return save


def _rung(life: Life, told: dict[str, Any]) -> Do:
    def enter(viewer: Viewer, now: datetime) -> None:
        child, on = life.persons[told["who"]], life.day(told["ago"])
        command = EnterSafety(life.case, child, told["rung"], on, life.lot.key(), told.get("why", ""))
        enter_safety(viewer, command, now=now)

    return enter


def _stay(life: Life, told: dict[str, Any]) -> Do:
    def save(viewer: Viewer, now: datetime) -> None:
        stay = ResidenceIn(
            told["stays"],
            ByWhom(told["by"]),
            told["decided"],
            told["why"],
            told["knows"],
            life.day(told["ago"]),
            life.day(-told["until"]),
            life.day(-told["review"]),
        )
        command = safety.SaveResidence(life.case, life.persons[told["who"]], stay, 0, life.lot.key())
        safety.save_residence(viewer, command, now=now)

    return save
