"""What a protocol's table and a history of what people did mean at a moment: naive, slow, and meant to be obviously right.

Interface
---------
    tables() -> {protocol: table}                     the tables of tests/oracle/tables, as read
    started(day, heightened=False) -> entry           the first entry of each history
    complete(table, day, event, step, without=()) -> entry   an entry in which nothing misses but what `without` names
    refusals(table, history, entry, calendar=…) -> tuple of codes   why the next entry would be refused; () when accepted
    look(table, history, moment, calendar=…) -> dict  the state at the end of the day `moment`: read up to the first entry of a later day

A **history** is a list of plain dicts in the order in which they were written down. The first is `started`. Keys:

    day         date on which a person did it (required)
    event       started | taken | skipped | suspended | resumed | extended | withdrawn | fact | heightened
    step        code of a step: taken, skipped, suspended, resumed, extended
    by, role    the named person and the role in which they decide (required for everything but started)
    reason      words; source: the ground for suspending or extending
    evidence    list of codes; second: the second person; sends_home: true when something goes to the family's address
    until       the new last day (extended); fact, on: which fact, and on which day it was (fact)
    heightened  started only: a case of heightened safety. A table may say so for every history.

`look` gives

    ended       "" | code of the end step | "withdrawn"
    heightened  bool
    steps       per code: status (waiting | open | taken | skipped | closed), opened, done (dates or None), due, warn_from
                (date or None), clock (none | running | warn | late | suspended), statutory (bool: the colour of the clock)
    open        codes of open steps, in the order of the table
    may_take    open steps that a person with role, reason, evidence and second person may take now
    may_skip    open steps that may be skipped now, with a reason where one is asked
    silence     open steps that are late and on which silence raises the ladder between organisations; nothing else ever
                follows from silence
    look_again  the first day after `moment` on which a clock turns to warn or late, or None
    refused     {index in the history: codes} of entries that were refused; a refused entry changes nothing

Rules, in words
---------------
 1. On the first day the steps of `start` open. They are one choice: taking one closes the others.
 2. Taking or skipping an open step makes it done, and opens the steps of its `next` on that day. A step that is open
    already stays open with its old clock. A step that was done opens anew only when it says `again`.
 3. A step with `chooses` offers its `next` as alternatives: when one of those that it opened is taken or skipped, the
    others that it opened close. Without `chooses` all stay open beside each other.
 4. A step cannot be taken or skipped while another open step that leads to it (has it in `next`) is `required` and was
    never done; an `end` not while any open required step was never done. Alternatives that would close do not count.
 5. Skipping: never with `skip_forbidden` or an end; with a reason with `skip_needs_reason`; else freely.
 6. With `forced_skip` in a heightened case the step cannot be taken and needs no reason to be skipped.
 7. Taking needs every item of `evidence`, a reason with `take_needs_reason`, a second person (another one) with
    `second_person`. Roles: one of `who`, or anybody with "anyone".
 8. Nothing is sent to a home in a heightened case, nor by a step without `may_send_home`.
 9. An end, or withdrawing where the table allows it (with a reason), ends everything: nothing is open, no clock runs.
10. Due: the last day of `norm` counted from the latest known of `from` (start, step:… done, fact:…); no known beginning,
    no clock. `rolls`: Atw art. 1 and 2. See dates.py.
11. Suspending stops a clock and needs a reason and a source; resuming moves the due day by the days it stood still since
    it began (a date written down anew begins it anew), and,
    where the norm counts working days or rolls, on to the next working day. Extending sets a later due day, with reason
    and source. A `fixed` term does neither, and a term that is over cannot be suspended: late stays late.
12. Warn: from so many days before the due day as `warn` of the table says: numerator/denominator of the days between
    beginning and due day, rounded up, at least `least_days`. On the due day itself it still warns; a day later it is late.
13. A heightened case stays one, and in it silence raises nothing. Entries go in the order of their days.
14. Nothing else happens by itself: at another moment only clocks look different, never a step.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from tests.oracle.dates import Calendar, end_of_term, on_or_after

Entry = dict[str, Any]
Table = dict[str, Any]

TABLES = Path(__file__).parent / "tables"
DAY = timedelta(days=1)
PLAIN = Calendar()  # the law's holidays, no school holidays

EVENTS = ("taken", "skipped", "suspended", "resumed", "extended", "withdrawn", "fact", "heightened")
# Every way to be refused, in the order in which `refusals` gives them.
REFUSALS = (
    "unknown_event",
    "ended",
    "out_of_order",
    "person_missing",
    "unknown_step",
    "unknown_fact",
    "not_reachable",
    "already_done",
    "required_step_missing",
    "wrong_role",
    "forbidden_in_heightened_safety",
    "may_not_send_home",
    "skip_forbidden",
    "withdraw_forbidden",
    "no_clock",
    "term_is_over",
    "term_is_fixed",
    "already_suspended",
    "not_suspended",
    "not_later",
    "reason_missing",
    "source_missing",
    "evidence_missing",
    "second_person_missing",
)


# ---- tables and entries ----------------------------------------------------------------------------------------------


@cache
def tables() -> Mapping[str, Table]:
    """Read every table; each boolean and list that a step leaves out is filled in as false and empty."""
    found = {}
    for path in sorted(TABLES.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for step in table["step"]:
            for name in FLAGS:
                step.setdefault(name, False)
            step.setdefault("kind", "decision")
            step.setdefault("evidence", [])
            step.setdefault("norm", None)
            step.setdefault("on_silence", "")
        found[table["protocol"]] = table
    return found


FLAGS = (
    "skip_needs_reason",
    "skip_forbidden",
    "forced_skip",
    "take_needs_reason",
    "burdens_family",
    "may_send_home",
    "second_person",
    "chooses",
    "again",
    "end",
)


def step_of(table: Table, code: str) -> dict[str, Any] | None:
    """Give the row of a step, or None."""
    for step in table["step"]:
        if step["code"] == code:
            return dict(step)
    return None


def started(day: date, *, heightened: bool = False) -> Entry:
    """Give the first entry of a history."""
    return {"day": day, "event": "started", "heightened": heightened}


def complete(table: Table, day: date, event: str, step: str = "", without: Collection[str] = (), **more: Any) -> Entry:
    """Give an entry as a careful person makes it, leaving out what `without` names: by, role, reason, source, evidence, second."""
    row = step_of(table, step) or {"who": ["anyone"], "evidence": []}
    entry: Entry = {
        "day": day,
        "event": event,
        "by": "P1",
        "role": "coordinator" if row["who"][0] == "anyone" else row["who"][0],
        "reason": "omdat dit bij dit kind past",
        "source": "besluit van de gemeente",
        "evidence": list(row["evidence"]),
        "second": "P2",
    }
    if step:
        entry["step"] = step
    entry.update(more)
    for name in without:
        entry.pop(name, None)
    return entry


# ---- replaying -------------------------------------------------------------------------------------------------------


class Run:
    """What happened up to now. Made by replaying the history from its beginning, each time anew."""

    def __init__(self, table: Table, first: Entry, calendar: Calendar = PLAIN) -> None:
        if first.get("event") != "started":
            raise ValueError("a history begins with started")
        self.table, self.calendar = table, calendar
        self.steps: dict[str, dict[str, Any]] = {step["code"]: step for step in table["step"]}
        self.start: date = first["day"]
        self.last: date = first["day"]
        self.heightened: bool = bool(table["heightened_safety"] or first.get("heightened"))
        self.ended = ""
        self.facts: dict[str, date] = {}
        self.open: dict[str, dict[str, Any]] = {}  # code: opened, opened_by, changes, suspended
        self.done: dict[str, tuple[str, date]] = {}  # code: (taken or skipped, the last day)
        self.closed: set[str] = set()
        for code in table["start"]:
            self._open(code, "start", self.start)

    def _open(self, code: str, opened_by: str, day: date) -> None:
        if code in self.open:
            return
        if code in self.done and not self.steps[code]["again"]:
            return
        self.closed.discard(code)
        self.open[code] = {"opened": day, "opened_by": opened_by, "changes": [], "suspended": None}

    # -- what may be done

    def alternatives(self, code: str) -> set[str]:
        """The open steps that close when this one is taken or skipped."""
        opener = self.open[code]["opened_by"]
        if opener != "start" and not self.steps[opener]["chooses"]:
            return set()
        return {other for other, state in self.open.items() if state["opened_by"] == opener and other != code}

    def missing(self, code: str) -> set[str]:
        """The open required steps that must be done before this one."""
        step = self.steps[code]
        waiting = {
            other for other in self.open if other != code and self.steps[other]["required"] and other not in self.done
        } - self.alternatives(code)
        return waiting if step["end"] else {other for other in waiting if code in self.steps[other]["next"]}

    def due(self, code: str) -> tuple[date, date] | None:
        """The day from which an open step's clock counts, and its due day; None when no clock runs (yet)."""
        norm = self.steps[code]["norm"]
        if norm is None:
            return None
        names = [norm["from"]] if isinstance(norm["from"], str) else norm["from"]
        known = [day for day in (self._day_of(name) for name in names) if day is not None]
        if not known:
            return None
        begin = max(known)
        last = end_of_term(begin, norm["length"], norm["unit"], self.calendar, rolls=norm["rolls"])
        for kind, value in self.open[code]["changes"]:
            if kind == "extended":
                last = value
            elif (stood_still := (value[1] - max(value[0], begin)).days) > 0:
                last += DAY * stood_still
                if norm["rolls"] or norm["unit"] == "working_days":
                    last = on_or_after(last, self.calendar)
        return begin, last

    def _day_of(self, name: str) -> date | None:
        if name == "start":
            return self.start
        kind, _, code = name.partition(":")
        if kind == "fact":
            return self.facts.get(code)
        return self.done[code][1] if code in self.done else None

    def warn_from(self, begin: date, due: date) -> date:
        rule = self.table["warn"]
        share = (due - begin).days * rule["numerator"]
        before = share // rule["denominator"] + (share % rule["denominator"] > 0)  # rounded up
        return due - DAY * max(rule["least_days"], before)

    def refusals(self, entry: Entry) -> tuple[str, ...]:
        """Why an entry would be refused now."""
        event = entry.get("event")
        if event not in EVENTS:
            return ("unknown_event",)
        if self.ended:
            return ("ended",)
        found: set[str] = set()
        if entry["day"] < self.last:
            found.add("out_of_order")
        if not entry.get("by"):
            found.add("person_missing")
        if event in {"taken", "skipped", "suspended", "resumed", "extended"}:
            found |= self._about_a_step(event, entry)
        elif event == "fact" and entry.get("fact") not in {fact["code"] for fact in self.table.get("fact", [])}:
            found.add("unknown_fact")
        elif event == "withdrawn":
            if not self.table["withdrawable"]:
                found.add("withdraw_forbidden")
            if not entry.get("reason"):
                found.add("reason_missing")
        return tuple(code for code in REFUSALS if code in found)

    def _about_a_step(self, event: str, entry: Entry) -> set[str]:
        code = entry.get("step", "")
        if code not in self.steps:
            return {"unknown_step"}
        if code not in self.open:
            return {"already_done"} if code in self.done and code not in self.closed else {"not_reachable"}
        step = self.steps[code]
        if event == "taken":
            return self._taking(step, entry)
        if event == "skipped":
            return self._skipping(step, entry)
        return self._about_a_clock(event, step, entry)

    def _taking(self, step: dict[str, Any], entry: Entry) -> set[str]:
        found = self._passing(step, entry)
        if step["forced_skip"] and self.heightened:
            found.add("forbidden_in_heightened_safety")
        if step["take_needs_reason"] and not entry.get("reason"):
            found.add("reason_missing")
        if not set(step["evidence"]) <= set(entry.get("evidence", ())):
            found.add("evidence_missing")
        if step["second_person"] and entry.get("second") in {None, "", entry.get("by")}:
            found.add("second_person_missing")
        return found

    def _skipping(self, step: dict[str, Any], entry: Entry) -> set[str]:
        found = self._passing(step, entry)
        if step["skip_forbidden"] or step["end"]:
            found.add("skip_forbidden")
        forced = step["forced_skip"] and self.heightened
        if step["skip_needs_reason"] and not forced and not entry.get("reason"):
            found.add("reason_missing")
        return found

    def _passing(self, step: dict[str, Any], entry: Entry) -> set[str]:
        """What holds for taking and skipping alike."""
        found = set()
        if self.missing(step["code"]):
            found.add("required_step_missing")
        if "anyone" not in step["who"] and entry.get("role") not in step["who"]:
            found.add("wrong_role")
        if entry.get("sends_home"):
            if self.heightened:
                found.add("forbidden_in_heightened_safety")
            if not step["may_send_home"]:
                found.add("may_not_send_home")
        return found

    def _about_a_clock(self, event: str, step: dict[str, Any], entry: Entry) -> set[str]:
        found = set()
        state, term = self.open[step["code"]], self.due(step["code"])
        if event == "resumed":
            return set() if state["suspended"] else {"not_suspended"}
        if term is None:
            found.add("no_clock")
        elif step["norm"]["fixed"]:
            found.add("term_is_fixed")
        elif event == "suspended" and entry["day"] > term[1]:
            found.add("term_is_over")
        if state["suspended"]:
            found.add("already_suspended")
        if event == "extended" and term is not None and not entry.get("until", date.min) > term[1]:
            found.add("not_later")
        if not entry.get("reason"):
            found.add("reason_missing")
        if not entry.get("source"):
            found.add("source_missing")
        return found

    # -- doing it

    def apply(self, entry: Entry) -> tuple[str, ...]:
        """Write an entry down when nothing speaks against it, and give what does."""
        refused = self.refusals(entry)
        if refused:
            return refused
        event, day = entry["event"], entry["day"]
        self.last = day
        if event in {"taken", "skipped"}:
            self._pass(entry["step"], event, day)
        elif event == "suspended":
            self.open[entry["step"]]["suspended"] = day
        elif event == "resumed":
            state = self.open[entry["step"]]
            state["changes"].append(("shifted", (state["suspended"], day)))
            state["suspended"] = None
        elif event == "extended":
            self.open[entry["step"]]["changes"].append(("extended", entry["until"]))
        elif event == "fact":
            self.facts[entry["fact"]] = entry["on"]
        elif event == "heightened":
            self.heightened = True
        else:
            self._end("withdrawn")
        return ()

    def _pass(self, code: str, event: str, day: date) -> None:
        for other in self.alternatives(code):
            del self.open[other]
            if other not in self.done:
                self.closed.add(other)
        del self.open[code]
        self.done[code] = (event, day)
        for following in self.steps[code]["next"]:
            self._open(following, code, day)
        if self.steps[code]["end"]:
            self._end(code)

    def _end(self, how: str) -> None:
        self.ended = how
        self.closed |= {code for code in self.open if code not in self.done}
        self.open = {}


def replay(
    table: Table, history: Iterable[Entry], calendar: Calendar = PLAIN
) -> tuple[Run, dict[int, tuple[str, ...]]]:
    """Give the run after the whole history, and which of its entries were refused and why."""
    entries = list(history)
    run, refused = Run(table, entries[0], calendar), {}
    for index, entry in enumerate(entries[1:], start=1):
        why = run.apply(entry)
        if why:
            refused[index] = why
    return run, refused


def refusals(table: Table, history: Iterable[Entry], entry: Entry, calendar: Calendar = PLAIN) -> tuple[str, ...]:
    """Give why this entry would be refused after that history; empty when it is accepted."""
    return replay(table, history, calendar)[0].refusals(entry)


def look(table: Table, history: Iterable[Entry], moment: date, calendar: Calendar = PLAIN) -> dict[str, Any]:
    """Give the state at the end of a day: see the interface above."""
    run, refused = replay(table, takewhile(lambda entry: entry["day"] <= moment, history), calendar)
    steps = {code: _state_of(run, code, moment) for code in run.steps}
    opened = [code for code in run.steps if code in run.open]
    turns = [
        day
        for code in opened
        if steps[code]["due"] is not None
        for day in (steps[code]["warn_from"], steps[code]["due"] + DAY)
        if day > moment
    ]
    return {
        "ended": run.ended,
        "heightened": run.heightened,
        "steps": steps,
        "open": opened,
        "may_take": [code for code in opened if _may(run, code, "taken")],
        "may_skip": [code for code in opened if _may(run, code, "skipped")],
        "silence": [
            code
            for code in opened
            if steps[code]["clock"] == "late" and run.steps[code]["on_silence"] and not run.heightened
        ],
        "look_again": min(turns, default=None),
        "refused": refused,
    }


def _state_of(run: Run, code: str, moment: date) -> dict[str, Any]:
    state: dict[str, Any] = {
        "status": "waiting",
        "opened": None,
        "done": run.done[code][1] if code in run.done else None,
        "due": None,
        "warn_from": None,
        "clock": "none",
        "statutory": run.steps[code]["statutory"],
    }
    if code not in run.open:
        state["status"] = run.done[code][0] if code in run.done else "closed" if code in run.closed else "waiting"
        return state
    state["status"], state["opened"] = "open", run.open[code]["opened"]
    term = run.due(code)
    if term is None:
        return state
    if run.open[code]["suspended"]:
        state["clock"] = "suspended"
        return state
    begin, due = term
    state["due"], state["warn_from"] = due, run.warn_from(begin, due)
    state["clock"] = "late" if moment > due else "warn" if moment >= state["warn_from"] else "running"
    return state


def _may(run: Run, code: str, event: str) -> bool:
    return run.refusals(complete(run.table, run.last, event, code)) == ()
