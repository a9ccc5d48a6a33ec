"""Small protocols for tests of the engine, apart from every real one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sluitend.domain.clock import Term
from sluitend.domain.parameters import Mark, Unit
from sluitend.domain.protocol.history import Event, EventKind
from sluitend.domain.protocol.steps import START, Deadline, Fact, Protocol, Step, Subject, Text
from sluitend.domain.vocabulary import Category, Purpose, Role

BEGIN = date(2026, 11, 2)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def text(words: str) -> Text:
    return Text(words, words)


def step(code: str, *following: str, **others: object) -> Step:
    values: dict[str, object] = {"who": frozenset({Role.COORDINATOR}), "source": "verzonnen", **others}
    return Step(code=code, title=text(code), explain=text(code), next=following, **values)  # type: ignore[arg-type]


def within(length: int, unit: Unit = Unit.DAYS, *counts_from: str, statutory: bool = False, **others: bool) -> Deadline:
    return Deadline(Term(length, unit, statutory, "artikel 1" if statutory else ""), counts_from or (START,), **others)


def fact(code: str) -> Fact:
    return Fact(code, text(code), "verzonnen", Mark.PROPOSAL)


def protocol(*steps: Step, first: tuple[str, ...] = (), **others: object) -> Protocol:
    values: dict[str, object] = {"heightened": False, **others}
    return Protocol(
        code="proef",
        version="1",
        title=text("Proef"),
        explain=text("Proef"),
        subject=Subject.CASE,
        purpose=Purpose.ACCESS_AND_DIRECTION,
        category=Category.K16,
        first=first or (steps[0].code,),
        steps=steps,
        source="verzonnen",
        **values,  # type: ignore[arg-type]
    )


def took(code: str, day: date, **others: object) -> Event:
    return Event(EventKind.TAKEN, at(day), code, **others)  # type: ignore[arg-type]


def skipped(code: str, day: date) -> Event:
    return Event(EventKind.SKIPPED, at(day), code)
