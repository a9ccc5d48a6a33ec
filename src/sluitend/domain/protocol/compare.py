"""What changes when a municipality takes another version of a protocol: for the person who has to say yes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sluitend.domain.protocol.steps import Deadline, Protocol, Step
from sluitend.domain.vocabulary import N_, Worded


class Change(Worded):
    """What kind of difference there is between two versions."""

    STEP_ADDED = "step_added", N_("Nieuwe stap")
    STEP_GONE = "step_gone", N_("Stap vervalt")
    FIRST = "first", N_("Waarmee het begint")
    TERM = "term", N_("Termijn")
    GROUND = "ground", N_("Grond van de termijn")
    WHO = "who", N_("Wie de stap zet")
    FOLLOWS = "follows", N_("Wat erop volgt")
    NEEDED = "needed", N_("Verplicht of over te slaan")
    EVIDENCE = "evidence", N_("Wat u erbij opschrijft")
    BURDEN = "burden", N_("Wat de stap van het gezin vraagt")
    HOME = "home", N_("Wat er naar huis gaat")
    SHOWS = "shows", N_("Wat een ander te zien krijgt")
    STANDING = "standing", N_("Wat het register zegt")
    SILENCE = "silence", N_("Wat er gebeurt als niemand iets doet")
    WORDS = "words", N_("Tekst")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. step: its code, or empty for the whole protocol. before and after: in codes and numbers."""

    change: Change
    step: str
    before: str
    after: str


def _term(step: Step) -> str:
    if step.deadline is None:
        return ""
    return f"{step.deadline.term.length} {step.deadline.term.unit} {' '.join(step.deadline.counts_from)}"


def _ground(step: Step) -> str:
    return f"{'statutory' if step.statutory else 'ours'} {step.mark} {step.source} {_bound(step.deadline)}".strip()


def _bound(deadline: Deadline | None) -> str:
    return "" if deadline is None else "fixed " * deadline.fixed + "rolls" * deadline.rolls


def _needed(step: Step) -> str:
    hidden = " never_under_heightened_safety" * step.heightened_skip
    asks = " reason" * step.needs_reason + " second" * step.second
    return f"{'required' if step.required else 'optional'} {step.skip}{hidden}{asks}"


def _follows(step: Step) -> str:
    return f"{'one of ' * step.chooses}{', '.join(step.next)}{' goes_on' * step.goes_on}{' again' * step.again}"


def _shows(step: Step) -> str:
    return ", ".join([*map(str, step.shows), *([step.category] if step.category else [])])


_PARTS: Mapping[Change, Callable[[Step], str]] = {
    Change.TERM: _term,
    Change.GROUND: _ground,
    Change.WHO: lambda step: ", ".join([*sorted(step.who), *sorted(step.received_from)]),
    Change.FOLLOWS: _follows,
    Change.NEEDED: _needed,
    Change.EVIDENCE: lambda step: ", ".join(f"{one.code}{'' if one.required else '?'}" for one in step.evidence),
    Change.BURDEN: lambda step: f"{'burdens ' * step.burdens}{'coerces ' * step.coerces}{step.legal_title}".strip(),
    Change.HOME: lambda step: "sends" if step.sends_home else "",
    Change.SHOWS: _shows,
    Change.SILENCE: lambda step: step.silence,
    Change.STANDING: lambda step: ", ".join(f"{name}: {code}" for name, code in sorted(step.standings.items())),
    Change.WORDS: lambda step: " ".join([step.title.nl, step.explain.nl, *(one.nl for one in step.donts)]),
}


def differences(old: Protocol, new: Protocol) -> tuple[Difference, ...]:
    """Give everything that differs between two versions of one protocol, in the order of the new one.

    Raises:
        ValueError: these are two protocols.
    """
    if old.code != new.code:
        raise ValueError(f"{old.code} and {new.code} are two protocols")
    return tuple(_all(old, new))


def _all(old: Protocol, new: Protocol) -> Iterator[Difference]:
    if old.first != new.first:
        yield Difference(Change.FIRST, "", ", ".join(old.first), ", ".join(new.first))
    for step in new.steps:
        if not old.has(step.code):
            yield Difference(Change.STEP_ADDED, step.code, "", step.title.nl)
            continue
        before = old.step(step.code)
        for change, part in _PARTS.items():
            if part(before) != part(step):
                yield Difference(change, step.code, part(before), part(step))
    for step in old.steps:
        if not new.has(step.code):
            yield Difference(Change.STEP_GONE, step.code, step.title.nl, "")


@dataclass(frozen=True, slots=True)
class NewlyOpen:
    """Who gets to see or do more. step: its code. roles: who may take it and could not. rules: new sharing rules."""

    step: str
    roles: tuple[str, ...]
    rules: tuple[int, ...]


def newly_open(old: Protocol, new: Protocol) -> tuple[NewlyOpen, ...]:
    """Give the steps under which somebody newly does or sees something; what only became narrower is not in it."""
    found = []
    for step in new.steps:
        before = old.step(step.code) if old.has(step.code) else None
        roles = step.who - (before.who if before else frozenset())
        rules = set(step.shows) - set(before.shows if before else ())
        if roles or rules:
            found.append(NewlyOpen(step.code, tuple(sorted(roles)), tuple(sorted(rules))))
    return tuple(found)
