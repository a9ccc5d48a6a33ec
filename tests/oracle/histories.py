"""Histories made by chance from a seed: mostly what careful people do, and again and again something that may not be.

    histories(number, seed=…) -> Iterator[(protocol, history, moment, calendar)]     all protocols in turn
    one(protocol, seed) -> (history, moment, calendar)                               the same seed gives the same history

`moment` lies somewhere in the history or after its end, often on the edge of an open clock. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.dates import Calendar
from tests.oracle.reference import Entry, Run, complete, started, tables

QUICK, LONG = 5_000, 100_000
SEED = 1969

# Holidays of one region as they could be: what matters is that weeks fall out, and that a year end lies in them.
SCHOOL_HOLIDAYS = tuple(
    (date(year, *first), date(year + over, *last))
    for year in range(2023, 2032)
    for first, last, over in (
        ((2, 14), (2, 22), 0),
        ((7, 11), (8, 23), 0),
        ((10, 17), (10, 25), 0),
        ((12, 19), (1, 3), 1),
    )
)
CALENDAR = Calendar(SCHOOL_HOLIDAYS)
DAY = timedelta(days=1)

WRONG = (
    "unknown_event",
    "unknown_step",
    "unknown_fact",
    "another_step",
    "earlier_day",
    "nobody",
    "wrong_role",
    "no_reason",
    "no_evidence",
    "half_evidence",
    "no_second",
    "same_person_twice",
    "sends_home",
    "skip",
    "skip_without_reason",
    "withdraw_without_reason",
    "again",
    "resume",
    "suspend_without_source",
    "extend_backwards",
)


def histories(number: int, seed: int = SEED) -> Iterator[tuple[str, list[Entry], date, Calendar]]:
    """Give so many histories, the protocols in turn."""
    names = list(tables())
    for index in range(number):
        protocol = names[index % len(names)]
        history, moment, calendar = one(protocol, seed * 1_000_003 + index)
        yield protocol, history, moment, calendar


def one(protocol: str, seed: int) -> tuple[list[Entry], date, Calendar]:
    """Give one history of a protocol, a moment to look at it, and the calendar that holds."""
    chance = Random(seed)  # noqa: S311 - chance for tests
    table = tables()[protocol]
    day = date(2024, 1, 1) + DAY * chance.randrange(365 * 4)
    history = [started(day, heightened=chance.random() < 0.2)]
    run = Run(table, history[0], CALENDAR)
    for _ in range(chance.randrange(1, 26)):
        day += DAY * chance.choice((0, 0, 1, 1, 2, 3, 5, 8, 13, 21, 40, 95))
        entry = wrong(table, run, day, chance) if chance.random() < 0.25 else right(table, run, day, chance)
        run.apply(entry)
        history.append(entry)
        if run.ended and chance.random() < 0.7:
            break
    return history, moment_of(table, history, run, chance), CALENDAR


def moment_of(table: dict[str, Any], history: list[Entry], run: Run, chance: Random) -> date:
    """Give a moment to look: half of the time on the edge of an open clock, where one day makes the difference."""
    first, last = history[0]["day"], max(entry["day"] for entry in history)
    terms = [term for term in (run.due(code) for code in run.open) if term is not None]
    if terms and chance.random() < 0.5:
        begin, due = chance.choice(terms)
        edge = chance.choice((run.warn_from(begin, due), due)) + DAY * chance.choice((-1, 0, 1))
        if edge >= last:
            return edge
    return first + DAY * chance.randrange((last - first).days + 60)


def right(table: dict[str, Any], run: Run, day: date, chance: Random) -> Entry:  # noqa: PLR0911 - one thing a line
    """Give what a careful person could do now: mostly a step, sometimes a fact or a change of a clock."""
    what = chance.random()
    facts = [fact["code"] for fact in table.get("fact", [])]
    if facts and what < 0.1:
        return complete(table, day, "fact", fact=chance.choice(facts), on=day + DAY * chance.randrange(-30, 60))
    if 0.1 <= what < 0.12:
        return complete(table, day, "heightened")
    if 0.12 <= what < 0.13:
        return complete(table, day, "withdrawn")
    open_steps = [code for code in run.steps if code in run.open]
    if not open_steps:
        return complete(table, day, "taken", chance.choice(list(run.steps)))
    if 0.13 <= what < 0.35:
        changed = change_of_clock(table, run, day, chance)
        if changed:
            return changed
    going = [c for c in open_steps if not run.steps[c]["end"]] or open_steps
    code = chance.choice(open_steps if chance.random() < 0.2 else going)
    row = run.steps[code]
    if row["forced_skip"] and run.heightened:
        return complete(table, day, "skipped", code)
    if not row["skip_forbidden"] and chance.random() < 0.2:
        return complete(table, day, "skipped", code)
    more = {"sends_home": True} if row["may_send_home"] and not run.heightened and chance.random() < 0.3 else {}
    return complete(table, day, "taken", code, **more)


def change_of_clock(table: dict[str, Any], run: Run, day: date, chance: Random) -> Entry | None:
    """Give a suspension, a resumption or an extension that could be accepted, or nothing."""
    standing = [code for code, state in run.open.items() if state["suspended"]]
    if standing and chance.random() < 0.8:
        return complete(table, day, "resumed", chance.choice(standing))
    running = [(code, run.due(code)) for code, state in run.open.items() if not state["suspended"]]
    loose = [(code, term[1]) for code, term in running if term is not None and not run.steps[code]["norm"]["fixed"]]
    if not loose:
        return None
    code, due = chance.choice(loose)
    if chance.random() < 0.5:
        return complete(table, day, "suspended", code)
    return complete(table, day, "extended", code, until=due + DAY * chance.randrange(1, 30))


def wrong(table: dict[str, Any], run: Run, day: date, chance: Random) -> Entry:  # noqa: C901, PLR0911, PLR0912 - one case a line
    """Give something that is mostly refused: each way to go wrong in turn, on an open step where there is one."""
    way = chance.choice(WRONG)
    every = list(run.steps)
    code = chance.choice([c for c in every if c in run.open] or every)
    row = run.steps[code]
    if way == "unknown_event":
        return complete(table, day, "forgotten", code)
    if way == "unknown_step":
        return complete(table, day, "taken", "nonsense")
    if way == "unknown_fact":
        return complete(table, day, "fact", fact="nonsense", on=day)
    if way == "another_step":
        return complete(
            table, day, chance.choice(("taken", "skipped", "suspended", "extended")), chance.choice(every), until=day
        )
    if way == "earlier_day":
        return complete(table, day - DAY * chance.randrange(1, 200), "taken", code)
    if way == "nobody":
        return complete(table, day, "taken", code, ("by",))
    if way == "wrong_role":
        return complete(table, day, "taken", code, role="passer_by")
    if way == "no_reason":
        return complete(table, day, "taken", code, ("reason",))
    if way == "no_evidence":
        return complete(table, day, "taken", code, ("evidence",))
    if way == "half_evidence":
        return complete(table, day, "taken", code, evidence=row["evidence"][1:])
    if way == "no_second":
        return complete(table, day, "taken", code, ("second",))
    if way == "same_person_twice":
        return complete(table, day, "taken", code, second="P1")
    if way == "sends_home":
        return complete(table, day, "taken", code, sends_home=True)
    if way == "skip":
        return complete(table, day, "skipped", code)
    if way == "skip_without_reason":
        return complete(table, day, "skipped", code, ("reason",))
    if way == "withdraw_without_reason":
        return complete(table, day, "withdrawn", "", ("reason",))
    if way == "again":
        return complete(table, day, "taken", chance.choice(list(run.done) or every))
    if way == "resume":
        return complete(table, day, "resumed", code)
    if way == "suspend_without_source":
        return complete(table, day, "suspended", code, ("source",))
    return complete(table, day, "extended", code, until=day - DAY * 400)
