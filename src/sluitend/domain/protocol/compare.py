"""What changes when a municipality takes another version of a protocol: for the person who has to say yes to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sluitend.domain.protocol import told
from sluitend.domain.protocol.phrases import Filling, Phrase, came_and_went, changed, quoted, switched, title_of
from sluitend.domain.protocol.steps import Protocol, Step
from sluitend.domain.vocabulary import N_, Worded


class Change(Worded):
    """What kind of difference there is between two versions."""

    STEP_ADDED = "step_added", N_("Nieuwe stap")
    STEP_GONE = "step_gone", N_("Stap vervalt")
    WHOLE = "whole", N_("Waar het protocol over gaat")
    FIRST = "first", N_("Waarmee het begint")
    FACTS = "facts", N_("Data die u kunt opschrijven")
    TITLE = "title", N_("Naam")
    EXPLANATION = "explanation", N_("Uitleg")
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
    DONTS = "donts", N_("Wat hier niet mag")


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of difference in a step. fields: those of the step that it is about. tell: says what is different."""

    fields: tuple[str, ...]
    tell: told.Teller


PARTS: Mapping[Change, Part] = {
    Change.TITLE: Part(("title",), told.title),
    Change.EXPLANATION: Part(("explain",), told.explanation),
    Change.WHO: Part(("who", "received_from"), told.who),
    Change.TERM: Part(("deadline",), told.term),
    Change.GROUND: Part(("statutory", "source", "mark"), told.ground),
    Change.NEEDED: Part(
        ("required", "skip", "skip_reasons", "heightened_skip", "needs_reason", "second"),
        told.needed,
    ),
    Change.EVIDENCE: Part(("evidence",), told.evidence),
    Change.FOLLOWS: Part(("next", "chooses", "goes_on", "again"), told.follows),
    Change.BURDEN: Part(("burdens", "coerces", "legal_title", "remedy"), told.burden),
    Change.HOME: Part(("sends_home",), told.home),
    Change.SHOWS: Part(("shows", "category"), told.shows),
    Change.STANDING: Part(("standings",), told.standing),
    Change.SILENCE: Part(("silence",), told.silence),
    Change.DONTS: Part(("donts",), told.donts),
}
"""Everything a step is made of but its code, each field once."""

ONLY_ORDER = N_("Alleen de volgorde of de schrijfwijze is anders.")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. step: its code, or empty for the whole protocol. says: what it is, in a sentence."""

    change: Change
    step: str
    says: Phrase


def differences(old: Protocol, new: Protocol) -> tuple[Difference, ...]:
    """Give everything that differs between two versions of one protocol: what is about the whole, then step by step.

    Raises:
        ValueError: these are two protocols.
    """
    if old.code != new.code:
        raise ValueError(f"{old.code} and {new.code} are two protocols")
    return (*_whole(old, new), *(one for step in new.steps for one in _step(old, new, step)), *_gone(old, new))


def _whole(old: Protocol, new: Protocol) -> Iterator[Difference]:
    for change, phrases in (
        (Change.TITLE, changed(N_("Het protocol heet nu “%(after)s”. Eerst: “%(before)s”."), old.title, new.title)),
        (Change.EXPLANATION, changed(N_("De uitleg wordt: “%(after)s” Eerst: “%(before)s”"), old.explain, new.explain)),
        (Change.WHOLE, _about(old, new)),
        (Change.FIRST, _beginning(old, new)),
        (Change.FACTS, _facts(old, new)),
        (Change.STANDING, _standings(old, new)),
    ):
        for phrase in phrases:
            yield Difference(change, "", phrase)


def _about(old: Protocol, new: Protocol) -> Iterator[Phrase]:
    yield from changed(N_("Het protocol gaat over %(after)s. Eerst: over %(before)s."), old.subject, new.subject)
    yield from changed(N_("Het doel wordt: %(after)s. Eerst: %(before)s."), old.purpose, new.purpose)
    yield from changed(N_("Wat er staat, gaat over: %(after)s. Eerst: %(before)s."), old.category, new.category)
    yield from switched(
        N_("Dit protocol loopt alleen bij verhoogde veiligheid."),
        N_("Dit protocol loopt niet meer alleen bij verhoogde veiligheid."),
        before=old.heightened,
        after=new.heightened,
    )
    yield from switched(
        N_("Dit protocol kunt u intrekken."),
        N_("Dit protocol kunt u niet meer intrekken."),
        before=old.withdrawable,
        after=new.withdrawable,
    )
    yield from changed(N_("De bron wordt: %(after)s. Eerst: %(before)s."), old.source, new.source)


def _beginning(old: Protocol, new: Protocol) -> Iterator[Phrase]:
    if old.first != new.first:
        before = tuple(title_of(old, code) for code in old.first)
        after = tuple(title_of(new, code) for code in new.first)
        yield Phrase(N_("Het protocol begint met: %(after)s. Eerst: %(before)s."), {"before": before, "after": after})


def _facts(old: Protocol, new: Protocol) -> Iterator[Phrase]:
    yield from came_and_went(
        N_("Deze datum kunt u nu opschrijven: %(what)s."),
        N_("Deze datum kunt u niet meer opschrijven: %(what)s."),
        (quoted(one.text) for one in old.facts),
        (quoted(one.text) for one in new.facts),
    )
    was = {one.code: one for one in old.facts}
    for one in new.facts:
        if one.code in was and was[one.code].text == one.text and was[one.code] != one:
            said: dict[str, Filling] = {"text": one.text, "source": one.source, "mark": one.mark}
            yield Phrase(N_("De bron van de datum “%(text)s” wordt: %(source)s (%(mark)s)."), said)


def _standings(old: Protocol, new: Protocol) -> Iterator[Phrase]:
    yield from came_and_went(
        N_("Dit kan er nu ook in register of dossier staan: %(what)s."),
        N_("Dit kan er niet meer in register of dossier staan: %(what)s."),
        (quoted(one.text) for one in old.standings),
        (quoted(one.text) for one in new.standings),
    )
    was = {(one.of, one.code): one for one in old.standings}
    for one in new.standings:
        before = was.get((one.of, one.code))
        if before is not None and before.text == one.text and before != one:
            yield Phrase(N_("Wat na “%(text)s” kan komen, of de bron daarvan, is anders."), {"text": one.text})


def _step(old: Protocol, new: Protocol, step: Step) -> Iterator[Difference]:
    added = not old.has(step.code)
    before = _blank(step) if added else old.step(step.code)
    if added:
        yield Difference(Change.STEP_ADDED, step.code, Phrase(N_("Dit is een nieuwe stap.")))
        yield Difference(Change.EXPLANATION, step.code, Phrase(N_("De uitleg is: “%(text)s”"), {"text": step.explain}))
    two = told.Two(old, new, before, step)
    for change, part in PARTS.items():
        phrases = tuple(part.tell(two))
        for phrase in phrases:
            yield Difference(change, step.code, phrase)
        if not phrases and any(getattr(before, name) != getattr(step, name) for name in part.fields):
            yield Difference(change, step.code, Phrase(ONLY_ORDER))


def _blank(step: Step) -> Step:
    """Give a step that holds nothing yet: what a new one is told against."""
    blank = Step(step.code, step.title, step.explain, frozenset(), step.source)
    return replace(blank, mark=step.mark, category=step.category, goes_on=step.goes_on)


def _gone(old: Protocol, new: Protocol) -> Iterator[Difference]:
    for step in old.steps:
        if not new.has(step.code):
            yield Difference(Change.STEP_GONE, step.code, Phrase(N_("Deze stap vervalt.")))


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
