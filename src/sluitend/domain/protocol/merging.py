"""The program moved under a municipality's own version: what it was, what it is now, and what the municipality has."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol.compare import PARTS, Change, Difference, differences
from sluitend.domain.protocol.steps import Protocol, Step
from sluitend.domain.vocabulary import N_

KEEP_REASON = Refusal(
    "own_protocol.keep_reason", N_("Schrijf in één zin waarom de gemeente haar eigen versie houdt."), field="keep_why"
)
NOT_MOVED = Refusal(
    "own_protocol.not_moved", N_("Het programma is niet veranderd sinds u deze versie goedkeurde of hield.")
)
NOT_IN_USE = Refusal("own_protocol.not_in_use", N_("Dit kan alleen bij een versie die is goedgekeurd en nog geldt."))

Key: TypeAlias = tuple[str, Change]
"""Where something differs: the code of the step (empty for the whole protocol), and what kind of difference it is."""

_WHOLE = (
    "title",
    "explain",
    "subject",
    "purpose",
    "category",
    "source",
    "heightened",
    "withdrawable",
    "facts",
    "standings",
)


@dataclass(frozen=True, slots=True)
class Moved:
    """One part that is different in the program now. program: what changed there. yours: what the municipality changed.

    same: the municipality has it as the program has it now.
    """

    key: Key
    program: tuple[Difference, ...]
    yours: tuple[Difference, ...]
    same: bool

    @property
    def conflict(self) -> bool:
        """Both changed it, and not to the same."""
        return bool(self.yours) and not self.same


def moved_parts(base: Protocol, own: Protocol, default: Protocol) -> tuple[Moved, ...]:
    """Give every part that moved in the program from base to default, beside what the own version has there."""
    program, yours = _grouped(base, default), _grouped(base, own)
    apart = _grouped(own, default)
    found = []
    for key, changed in program.items():
        code, _change = key
        if _added(code, base) and (code, Change.STEP_ADDED) in program and key[1] is not Change.STEP_ADDED:
            continue  # a new step is one choice, whatever it holds
        found.append(Moved(key, _with_parts(program, key, changed), yours.get(key, ()), key not in apart))
    return tuple(found)


def _added(code: str, base: Protocol) -> bool:
    return bool(code) and not base.has(code)


def _with_parts(
    program: dict[Key, tuple[Difference, ...]], key: Key, changed: tuple[Difference, ...]
) -> tuple[Difference, ...]:
    if key[1] is not Change.STEP_ADDED:
        return changed
    return tuple(one for other, some in program.items() if other[0] == key[0] for one in some)


def _grouped(old: Protocol, new: Protocol) -> dict[Key, tuple[Difference, ...]]:
    found: dict[Key, list[Difference]] = {}
    for one in differences(old, new):
        found.setdefault((one.step, one.change), []).append(one)
    return {key: tuple(listed) for key, listed in found.items()}


def merged(base: Protocol, own: Protocol, default: Protocol, take: AbstractSet[Key]) -> Protocol:
    """Give the own version with what is taken from the program as it is now; all else stays as the municipality has it.

    take: which parts that moved are taken. Steps of the municipality's own stay, and stay where they can be reached.
    """
    new = {name: getattr(default, name) for name in ("first", "valid_from")}
    new |= {name: _whole(name, base, own, default) for name in _WHOLE}
    return replace(own, **new, steps=tuple(_steps(base, own, default, take)))


def _whole(name: str, base: Protocol, own: Protocol, default: Protocol) -> Any:
    """What is about the whole protocol follows the program, where the municipality did not choose otherwise."""
    mine = getattr(own, name)
    return getattr(default, name) if mine == getattr(base, name) else mine


def _steps(base: Protocol, own: Protocol, default: Protocol, take: AbstractSet[Key]) -> Iterator[Step]:
    ours = {step.code for step in own.steps if not base.has(step.code) and not default.has(step.code)}
    for step in default.steps:
        if not own.has(step.code):
            if base.has(step.code) or (step.code, Change.STEP_ADDED) in take:
                yield step
        elif not base.has(step.code):
            yield own.step(step.code)
        else:
            yield _step(base.step(step.code), own.step(step.code), step, take, ours)
    for step in own.steps:
        gone = base.has(step.code) and not default.has(step.code)
        if step.code in ours or (gone and (step.code, Change.STEP_GONE) not in take):
            yield step


def _step(before: Step, mine: Step, now: Step, take: AbstractSet[Key], ours: AbstractSet[str]) -> Step:
    changed: dict[str, Any] = {}
    for change, part in PARTS.items():
        if (now.code, change) in take:
            changed |= {name: getattr(now, name) for name in part.fields if getattr(before, name) != getattr(now, name)}
    if "next" in changed:
        changed["next"] = (*changed["next"], *(code for code in mine.next if code in ours))
    return replace(mine, **changed)


def check_keep(*, in_use: bool, moved: bool, reason: str) -> tuple[Refusal, ...]:
    """A municipality keeps its own version beside a program that moved, with a reason; it says so once per move."""
    if not in_use:
        return (NOT_IN_USE,)
    tests = ((NOT_MOVED, not moved), (KEEP_REASON, not reason.strip()))
    return tuple(refusal for refusal, holds in tests if holds)
