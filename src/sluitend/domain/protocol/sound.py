"""What every protocol must be, whoever wrote it: no dead end, nothing skipped that must be done, nothing by silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sluitend.domain.protocol.steps import START, EvidenceKind, Protocol, Silence, Skip, Step, Subject
from sluitend.domain.vocabulary import N_


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a protocol: which step (or empty), and a sentence with its parameters filled in by who shows it."""

    step: str
    sentence: str
    word: str = ""


NO_STEPS = N_("het protocol heeft geen eerste stap")
NO_SUCH_STEP = N_("deze stap bestaat niet")
DOUBLE = N_("deze stap staat er twee keer in")
UNREACHABLE = N_("geen weg leidt naar deze stap")
BRANCH = N_("deze stap kan de enige zijn die openstaat, en van hier leidt geen weg naar een einde")
ONCE = N_("in een rondje moet er altijd een uitweg zijn die opnieuw open kan")
WAITS = N_("verplichte stappen wachten in een rondje op elkaar")
GOES_ON = N_("een stap waar niets op volgt, heeft geen volgende stap")
NOBODY = N_("niemand mag deze stap zetten")
SILENT = N_("niet reageren mag voor een gezin nooit gevolgen hebben")
SENDS_HOME = N_("bij verhoogde veiligheid gaat er niets naar huis")
TITLE = N_("een stap die dwingt, noemt de wettelijke grond")
REMEDY = N_("een stap die iets vraagt van het gezin, zegt wat het gezin kan doen als het dat niet wil")
COUNTS_FROM = N_("de termijn telt vanaf iets wat niet bestaat")
STATUTORY_SOURCE = N_("een wettelijke termijn noemt zijn artikel")
LAST_REQUIRED = N_("een laatste stap is niet verplicht: elk ander einde zou erop wachten")
LAST_SKIPPED = N_("een laatste stap kan niet worden overgeslagen")


def faults(protocol: Protocol) -> tuple[Fault, ...]:
    """Give everything that is wrong with a protocol; nothing when it may run."""
    structure = tuple(_structure(protocol))
    return structure or (*_ways(protocol), *(fault for step in protocol.steps for fault in _step(protocol, step)))


def _structure(protocol: Protocol) -> Iterator[Fault]:
    if not protocol.first:
        yield Fault("", NO_STEPS)
    codes = [step.code for step in protocol.steps]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Fault(code, DOUBLE)
    for code in protocol.first:
        if code not in codes:
            yield Fault("", NO_SUCH_STEP, code)
    for step in protocol.steps:
        for code in step.next:
            if code not in codes:
                yield Fault(step.code, NO_SUCH_STEP, code)


def _ways(protocol: Protocol) -> Iterator[Fault]:
    """A run always has an open step from which a way leads to an end, and never two that wait for each other.

    It begins with a choice of such steps. Such a step opens another one, unless it is a choice: then each of what it
    offers must be one. From a circle a way leads out over steps that always open.
    """
    forward = reachable(protocol, protocol.first)
    alive = {
        step.code for step in protocol.steps if any(protocol.step(c).ends for c in reachable(protocol, (step.code,)))
    }
    leading_out = _leading_out(protocol)
    alone = {*protocol.first, *(code for step in protocol.steps if step.chooses for code in step.next)}
    for step in protocol.steps:
        if step.code not in forward:
            yield Fault(step.code, UNREACHABLE)
        elif step.code in alone - alive:
            yield Fault(step.code, BRANCH)
        elif step.code in alive and step.code not in leading_out:
            yield Fault(step.code, ONCE)
        if step.goes_on and step.next:
            yield Fault(step.code, GOES_ON)
        if step.required and _waits_for_itself(protocol, step):
            yield Fault(step.code, WAITS)


def _leading_out(protocol: Protocol) -> frozenset[str]:
    """Give the steps from which a way leads to an end over steps that always open, whatever was taken before."""
    found = {step.code for step in protocol.steps if step.ends}
    while more := {
        step.code
        for step in protocol.steps
        if step.code not in found and any(code in found and _opens(protocol, step, code) for code in step.next)
    }:
        found |= more
    return frozenset(found)


def _opens(protocol: Protocol, step: Step, code: str) -> bool:
    """Tell whether a step always opens what follows: it opens again, is off the circle, or only this step opens it, once."""
    one = protocol.step(code)
    off_circle = step.code not in reachable(protocol, one.next)
    return one.ends or one.again or off_circle or (not step.again and _only_by(protocol, step, code))


def _only_by(protocol: Protocol, step: Step, code: str) -> bool:
    return code not in reachable(protocol, protocol.first, without=step.code)


def _waits_for_itself(protocol: Protocol, step: Step) -> bool:
    """A circle of required steps only: each would come before the other."""
    found: set[str] = set()
    todo = [code for code in step.next if code != step.code]
    while todo:
        code = todo.pop()
        if code not in found and protocol.step(code).required:
            found.add(code)
            todo += [one for one in protocol.step(code).next if one != code]
    return step.code in found


def reachable(protocol: Protocol, start: tuple[str, ...], without: str = "") -> frozenset[str]:
    """Give the steps that can be reached from these, themselves included; without: a step nobody goes through."""
    found: set[str] = set()
    todo = [code for code in start if code != without]
    while todo:
        code = todo.pop()
        if code not in found:
            found.add(code)
            todo += [one for one in protocol.step(code).next if one != without]
    return frozenset(found)


def _step(protocol: Protocol, step: Step) -> Iterator[Fault]:
    if not step.who:
        yield Fault(step.code, NOBODY)
    if step.silence is Silence.RAISE and protocol.subject is not Subject.ORGANISATIONS and step.burdens:
        yield Fault(step.code, SILENT)
    if protocol.heightened and step.sends_home:
        yield Fault(step.code, SENDS_HOME)
    if step.ends and step.required:
        yield Fault(step.code, LAST_REQUIRED)
    if step.ends and (step.skip is Skip.ALWAYS or step.heightened_skip):
        yield Fault(step.code, LAST_SKIPPED)
    if step.coerces and not step.legal_title:
        yield Fault(step.code, TITLE)
    if (step.burdens or step.coerces) and step.remedy is None:
        yield Fault(step.code, REMEDY)
    yield from _deadline(protocol, step)


def _deadline(protocol: Protocol, step: Step) -> Iterator[Fault]:
    if step.deadline is None:
        return
    dates = {one.code for other in protocol.steps for one in other.evidence if one.kind is EvidenceKind.DAY}
    dates |= {fact.code for fact in protocol.facts}
    for source in step.deadline.counts_from:
        kind, _, code = source.partition(":")
        known = {START: not code, "step": protocol.has(code), "fact": code in dates}
        if not known.get(kind, False):
            yield Fault(step.code, COUNTS_FROM, source)
    if step.deadline.term.statutory and not step.deadline.term.source:
        yield Fault(step.code, STATUTORY_SOURCE)
