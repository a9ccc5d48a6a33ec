"""What is wrong with a table: each rule that every protocol keeps, said as the fault that breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tests.oracle.dates import is_covered
from tests.oracle.reference import FLAGS

UNITS = {"days", "working_days", "weeks", "school_weeks", "months", "years", "lesson_days"}
MARKS = {"V", "S", "M", "P"}
KEYS = {
    "code", "title_nl", "kind", "who", "norm", "statutory", "source", "mark", "required", "evidence", "next", "on_silence",
    "app_status", "register_status", "note_level", "pseudonymised", "anonymous", *FLAGS,
}  # fmt: skip
LAWS = re.compile(
    r"Lpw|Jeugdwet|BW 1|Wmo 2015|Wet BRP|Besluit verplichte meldcode|Uitvoeringsbesluit|Wet tijdelijk|Sv |AVG|UAVG"
)
PATH = re.compile(r"\.md|\.py|\.toml|[a-z]+/[a-z]+|domain\.|§")
# What no protocol may ask for, or name as evidence: who a family is, in whatever words.
BLIND = re.compile(r"ethnic|origin|nationalit|birthplace|religi|language|surname|skin|migra|roma|caravan")


def faults(table: dict[str, Any]) -> list[str]:
    """Give every fault of a table as read by the reference, in words."""
    return [
        *_of_the_whole(table),
        *(f"{step['code']}: {fault}" for step in table["step"] for fault in _of_a_step(table, step)),
    ]


def _of_the_whole(table: dict[str, Any]) -> Iterator[str]:  # noqa: C901 - one fault a line
    codes = [step["code"] for step in table["step"]]
    if len(set(codes)) != len(codes):
        yield "a code twice"
    for code in table["start"]:
        if code not in codes:
            yield f"start {code} does not exist"
    by_code = {step["code"]: step for step in table["step"]}
    reached = _closure(table["start"], lambda code: by_code[code]["next"] if code in by_code else [])
    for code in codes:
        if code not in reached:
            yield f"{code} is never reached"
    if not any(step["end"] for step in table["step"]):
        yield "no end at all"
    warn = table["warn"]
    if not (0 < warn["numerator"] < warn["denominator"] and warn["least_days"] >= 1 and warn["rounding"] == "up"):
        yield "warn is no share of the term"
    if table["heightened_safety"] and any(step["may_send_home"] or step["on_silence"] for step in table["step"]):
        yield "something leaves a case of heightened safety"
    for row in [*table["step"], *table.get("fact", []), *table.get("limit", [])]:
        if row.get("mark") not in MARKS:
            yield f"{row['code']}: no certainty mark"
        if not row.get("source") or PATH.search(row["source"]):
            yield f"{row['code']}: no source that a reader can look up"


def _of_a_step(table: dict[str, Any], step: dict[str, Any]) -> Iterator[str]:  # noqa: C901, PLR0912 - one fault a line
    codes = {one["code"] for one in table["step"]}
    if set(step) - KEYS:
        yield f"unknown keys {sorted(set(step) - KEYS)}"
    if not re.fullmatch(r"[a-z][a-z0-9_]+", step["code"]) or not step["title_nl"] or not step["who"]:
        yield "no code, title or person"
    for word in [step["code"], *step["evidence"]]:
        if BLIND.search(word):
            yield f"{word} tells who a family is"
    for following in step["next"]:
        if following not in codes:
            yield f"leads to {following}, which does not exist"
    if step["kind"] not in {"decision", "fact_received"}:
        yield "neither a decision nor a fact"
    if step["end"] and (step["next"] or step["required"] or not step["skip_forbidden"]):
        yield "an end is no step among others"
    if step["chooses"] and len(step["next"]) < 2:
        yield "nothing to choose"
    if step["skip_forbidden"] and (step["skip_needs_reason"] or step["forced_skip"]):
        yield "may and may not be skipped"
    if step["required"] and not (step["skip_forbidden"] or step["skip_needs_reason"]):
        yield "required, and skipped without a word"
    if (
        step["required"]
        and step["skip_forbidden"]
        and step["kind"] == "fact_received"
        and step["code"] not in table["start"]
    ):
        yield "waits for ever for somebody else"
    yield from _of_what_it_does(step)
    if step["norm"] is not None:
        yield from _of_a_norm(table, step)


def _of_what_it_does(step: dict[str, Any]) -> Iterator[str]:
    if step["burdens_family"] and not step["take_needs_reason"]:
        yield "burdens the family without a reason"
    if step["burdens_family"] and step["on_silence"]:
        yield "burdens the family and is driven by silence"
    if step["burdens_family"] and step["kind"] != "decision":
        yield "burdens the family and nobody here decides it"
    if step["on_silence"] not in {"", "raise_process_ladder"}:
        yield "silence does something else than raising the ladder between organisations"
    if step["on_silence"] and step["norm"] is None:
        yield "silence without a clock"
    if step["statutory"] and not LAWS.search(step["source"]):
        yield "statutory without a law"
    if step["statutory"] and step["mark"] == "P":
        yield "our own choice is no law"


def _of_a_norm(table: dict[str, Any], step: dict[str, Any]) -> Iterator[str]:
    norm = step["norm"]
    codes = {one["code"] for one in table["step"]}
    facts = {fact["code"] for fact in table.get("fact", [])}
    if set(norm) != {"length", "unit", "from", "rolls", "fixed"} or norm["unit"] not in UNITS or norm["length"] < 0:
        yield "no norm"
        return
    for name in [norm["from"]] if isinstance(norm["from"], str) else norm["from"]:
        kind, _, code = name.partition(":")
        if not (name == "start" or (kind == "step" and code in codes) or (kind == "fact" and code in facts)):
            yield f"counts from {name}, which does not exist"
    if norm["rolls"] and not (step["statutory"] and is_covered(norm["length"], norm["unit"])):
        yield "the law on terms does not move this one"


def _closure(begin: Iterable[str], after: Any) -> set[str]:
    """Give every step that can follow, those of the beginning included."""
    seen: set[str] = set()
    todo = list(begin)
    while todo:
        code = todo.pop()
        if code not in seen:
            seen.add(code)
            todo += after(code)
    return seen
