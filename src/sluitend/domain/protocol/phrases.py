"""What is said about a protocol, in sentences with places: the words of content and domain that fill them come later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from sluitend.domain.parameters import Unit
from sluitend.domain.protocol.steps import START, Deadline, Protocol, Text
from sluitend.domain.vocabulary import N_, Role, Worded


@dataclass(frozen=True, slots=True)
class Length:
    """How long a term lasts, as people say it: "1 werkdag", "dezelfde dag"."""

    number: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence, or part of one, in both languages. sentence: Dutch, with places. params: what fills each place."""

    sentence: str
    params: Mapping[str, Filling] = field(default_factory=dict)


Filling: TypeAlias = "str | Text | Worded | Length | Phrase | tuple[Filling, ...]"
"""What fills a place: words, content in both languages, a word of the domain, or several of them as a list."""

BEGINNING = N_("het begin van het protocol")
AFTER_STEP = N_("de stap “%(step)s”")
DAY_OF = N_("de dag bij “%(text)s”")
LAST_OF = N_("de laatste van deze dagen: %(days)s")
QUOTED = N_("“%(text)s”")


def changed(sentence: str, before: Filling, after: Filling) -> Iterator[Phrase]:
    """Say what something was and becomes, when that differs."""
    if before != after:
        yield Phrase(sentence, {"before": before, "after": after})


def switched(yes: str, no: str, *, before: bool, after: bool) -> Iterator[Phrase]:
    """Say what newly holds, or holds no more."""
    if before is not after:
        yield Phrase(yes if after else no)


def came_and_went(came: str, went: str, before: Iterable[Filling], after: Iterable[Filling]) -> Iterator[Phrase]:
    """Say what came in a list and what went out of it."""
    old, new = tuple(before), tuple(after)
    for sentence, found in (
        (came, tuple(one for one in new if one not in old)),
        (went, tuple(one for one in old if one not in new)),
    ):
        if found:
            yield Phrase(sentence, {"what": found})


def quoted(text: Text) -> Phrase:
    """Give content between quotation marks."""
    return Phrase(QUOTED, {"text": text})


def title_of(protocol: Protocol, code: str) -> Filling:
    """Give the title of a step between quotation marks; its code when there is no such step."""
    return quoted(protocol.step(code).title) if protocol.has(code) else code


def people(roles: Iterable[Role]) -> tuple[Filling, ...]:
    """Give roles in the order of the vocabulary."""
    found = set(roles)
    return tuple(role for role in Role if role in found)


def length(deadline: Deadline) -> Length:
    """Give how long a term lasts."""
    return Length(deadline.term.length, deadline.term.unit)


def since(protocol: Protocol, deadline: Deadline) -> Phrase:
    """Say from which day a term counts."""
    days = tuple(_day(protocol, source) for source in deadline.counts_from)
    return days[0] if len(days) == 1 else Phrase(LAST_OF, {"days": days})


def _day(protocol: Protocol, source: str) -> Phrase:
    kind, _, code = source.partition(":")
    if source == START:
        return Phrase(BEGINNING)
    if kind == "step" and protocol.has(code):
        return Phrase(AFTER_STEP, {"step": protocol.step(code).title})
    texts = [fact.text for fact in protocol.facts if fact.code == code]
    texts += [one.text for step in protocol.steps for one in step.evidence if one.code == code]
    return Phrase(DAY_OF, {"text": texts[0] if texts else code})
