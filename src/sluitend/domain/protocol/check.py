"""Whether a person may take a step now; a refusal is the sentence that stands where the button would be."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from sluitend.domain.clock import local_day
from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol.clocks import Clock
from sluitend.domain.protocol.history import Position
from sluitend.domain.protocol.steps import NO, YES, Evidence, EvidenceKind, Protocol, Skip, Step, both
from sluitend.domain.vocabulary import N_, Role

ENDED = Refusal("protocol.ended", N_("Dit protocol is afgerond. Er is geen volgende stap."))
UNKNOWN_STEP = Refusal("protocol.unknown_step", N_("Deze stap staat niet in dit protocol."))
NOT_OPEN = Refusal("protocol.not_open", N_("Deze stap is nu niet aan de beurt."))
NOT_YOURS = Refusal("protocol.not_yours", N_("Deze stap zet iemand met een andere taak."))
NEVER_SKIP = Refusal("protocol.never_skip", N_("Deze stap mag u niet overslaan."))
NEVER_TAKE = Refusal("protocol.never_take", N_("Deze stap zet u hier niet. Dat is te gevaarlijk voor het kind."))
SKIP_REASON = Refusal("protocol.skip_reason", N_("Schrijf in één zin waarom u deze stap overslaat."), field="reason")
BURDEN_REASON = Refusal(
    "protocol.burden_reason",
    N_("Schrijf in één zin waarom deze stap nodig is. Hij vraagt iets van het gezin."),
    field="reason",
)
TAKE_REASON = Refusal("protocol.take_reason", N_("Schrijf in één zin waarom u dit beslist."), field="reason")
EVIDENCE = Refusal("protocol.evidence", N_("Vul dit in. Zonder dit kan de stap niet."))
NEEDS_YES = Refusal("protocol.needs_yes", N_("Deze stap past alleen als het antwoord ja is. Kies een andere stap."))
BAD_CHOICE = Refusal("protocol.bad_choice", N_("Kies een van de antwoorden die er staan."))
SECOND_PERSON = Refusal(
    "protocol.second_person", N_("Deze stap zet u met zijn tweeën. Kies een collega die ook ja zegt."), field="second"
)
REQUIRED_FIRST = Refusal(
    "protocol.required_first", N_("Deze stap kan nog niet. Eerst moet nog: %(steps)s."), params={"steps": ""}
)
NO_NEXT = Refusal("protocol.no_next", N_("Kies een stap die hierop kan volgen."), field="leads_to")
END_ALONE = Refusal(
    "protocol.end_alone", N_("Afronden kan niet samen met een andere stap. Kies één van beide."), field="leads_to"
)
IN_FUTURE = Refusal("protocol.in_future", N_("Deze datum ligt in de toekomst. Kies vandaag of eerder."), field="on")
BEFORE_START = Refusal("protocol.before_start", N_("Deze datum ligt voor het begin van dit protocol."), field="on")
PAUSED = Refusal("protocol.paused", N_("De termijnen staan al stil."))
NOT_PAUSED = Refusal("protocol.not_paused", N_("De termijnen staan niet stil."))
WITHDRAW_REASON = Refusal(
    "protocol.withdraw_reason", N_("Schrijf in één zin waarom dit wordt ingetrokken."), field="reason"
)
PAUSE_REASON = Refusal("protocol.pause_reason", N_("Schrijf waarom, en op welke grond."), field="reason")
NO_CLOCK = Refusal("protocol.no_clock", N_("Voor deze stap loopt geen termijn."))
FIXED = Refusal(
    "protocol.fixed", N_("Deze termijn staat vast. U kunt hem niet verlengen of stilzetten."), field="until"
)
OVER = Refusal("protocol.over", N_("Deze termijn is al voorbij. Stilzetten kan niet meer."))
STAYS_HERE = Refusal("protocol.stays_here", N_("Bij deze stap gaat er niets naar huis."))
NO_FACT = Refusal("protocol.no_fact", N_("Deze datum hoort niet bij dit protocol."))
NO_WITHDRAWAL = Refusal(
    "protocol.no_withdrawal", N_("Dit protocol kunt u niet intrekken. Het eindigt met een beslissing.")
)
EARLIER = Refusal("protocol.earlier", N_("Verlengen kan alleen naar een dag na de laatste dag van nu."), field="until")


def check_who(step: Step, roles: AbstractSet[Role]) -> Refusal | None:
    """A step is taken by somebody whose task it is."""
    return None if step.who & roles else NOT_YOURS


def check_reachable(protocol: Protocol, position: Position, code: str) -> Refusal | None:
    """A step is taken when it is open, in a run that has not ended."""
    if position.ended:
        return ENDED
    if not protocol.has(code):
        return UNKNOWN_STEP
    return None if code in position.open else NOT_OPEN


def missing(protocol: Protocol, position: Position, code: str) -> tuple[Step, ...]:
    """Give the required steps that come first: open, never passed, and leading to this one; for an end all of them.

    What closes when this step is taken does not count.
    """
    step, instead = protocol.step(code), position.instead_of(code)
    return tuple(
        other
        for other in protocol.steps
        if other.required and other.code in position.open and other.code not in {code, *instead}
        if not position.passed(other.code) and (step.ends or code in other.next)
    )


def check_take(
    protocol: Protocol,
    position: Position,
    code: str,
    *,
    reason: str,
    second: bool,
    leads_to: tuple[str, ...] = (),
    heightened: bool = False,
) -> Refusal | None:
    """A step is a decision by a named person; one that refuses, deviates or burdens the family needs a reason.

    second: another person says yes as well. leads_to: which next steps follow, where the step chooses; empty when that
    choice stays open. heightened: the run is about somebody under heightened safety.
    """
    if (refused := check_reachable(protocol, position, code)) is not None:
        return refused
    step = protocol.step(code)
    tests = (
        (NEVER_TAKE, step.skip_when(heightened=heightened or protocol.heightened) is Skip.ALWAYS),
        (TAKE_REASON, step.needs_reason and not reason.strip()),
        (BURDEN_REASON, step.burdens and not reason.strip()),
        (SECOND_PERSON, step.second and not second),
    )
    refused = next((refusal for refusal, holds in tests if holds), None)
    return refused or check_choice(protocol, position, step, leads_to) or check_order(protocol, position, step)


def check_choice(protocol: Protocol, position: Position, step: Step, leads_to: tuple[str, ...]) -> Refusal | None:
    """Whoever chooses at once what follows, names steps that can follow, and an end only by itself."""
    once = {code for code in step.next if position.passed(code) or code == step.code}
    can = {code for code in step.next if protocol.step(code).again or code not in once}
    if not set(leads_to) <= can:
        return NO_NEXT
    several = step.chooses and len(set(leads_to)) > 1
    return END_ALONE if several and any(protocol.step(code).ends for code in leads_to) else None


def check_order(protocol: Protocol, position: Position, step: Step) -> Refusal | None:
    """A required step that is open comes before what follows it, and before an end."""
    left = missing(protocol, position, step.code)
    names = both("steps", *(one.title for one in left))
    return Refusal(REQUIRED_FIRST.code, REQUIRED_FIRST.sentence, params=names) if left else None


def check_send(step: Step, *, heightened: bool) -> Refusal | None:
    """Nothing goes home but with a step that says so, and nothing at all under heightened safety."""
    return None if step.goes_home(heightened=heightened) else STAYS_HERE


def check_evidence(step: Step, given: Mapping[str, str]) -> tuple[Refusal, ...]:
    """What a step asks for is written down with it; a choice is one of its answers."""
    refused = ((one, _answer(one, given.get(one.code, "").strip())) for one in step.evidence)
    return tuple(Refusal(no.code, no.sentence, field=f"evidence_{one.code}") for one, no in refused if no is not None)


def _answer(one: Evidence, answer: str) -> Refusal | None:
    if not answer:
        return EVIDENCE if one.required else None
    answers = {EvidenceKind.CHOICE: set(one.choices), EvidenceKind.YES_NO: {YES, NO}}.get(one.kind, {answer})
    if answer not in answers:
        return BAD_CHOICE
    return NEEDS_YES if one.needs_yes and answer != YES else None


def check_skip(
    protocol: Protocol,
    position: Position,
    code: str,
    *,
    reason: str,
    leads_to: tuple[str, ...] = (),
    heightened: bool = False,
) -> Refusal | None:
    """A step is passed over only where the protocol allows it, and with a reason where it asks one.

    A step that nobody may take here is passed over without one: the protocol itself says why. What follows is chosen as
    when it is taken.
    """
    if (refused := check_reachable(protocol, position, code)) is not None:
        return refused
    step = protocol.step(code)
    skip = step.skip_when(heightened=heightened or protocol.heightened)
    if skip is Skip.NEVER or step.ends:
        return NEVER_SKIP
    if skip is Skip.REASON and not reason.strip():
        return SKIP_REASON
    return check_choice(protocol, position, step, leads_to) or check_order(protocol, position, step)


def check_note(protocol: Protocol, position: Position, code: str) -> Refusal | None:
    """A date is written down when the protocol knows it, and while the run goes on."""
    if position.ended:
        return ENDED
    return None if any(fact.code == code for fact in protocol.facts) else NO_FACT


def check_day(on: date, started_on: date, now: datetime) -> Refusal | None:
    """A step happened today or earlier, and not before the run began."""
    if on > local_day(now):
        return IN_FUTURE
    return BEFORE_START if on < started_on else None


def check_pause(position: Position, reason: str) -> Refusal | None:
    """Every term stands still with a reason and a ground, and only when they run."""
    if position.ended:
        return ENDED
    if position.paused:
        return PAUSED
    return None if reason.strip() else PAUSE_REASON


def check_pause_one(position: Position, clock: Clock | None, on: date, reason: str) -> Refusal | None:
    """One term stands still with a reason and a ground, while it runs and is not over.

    clock: the clock of its step, or None when none runs. on: from which day.
    """
    if position.ended:
        return ENDED
    tests = (
        (NO_CLOCK, clock is None),
        (FIXED, clock is not None and clock.fixed),
        (PAUSED, clock is not None and clock.paused),
        (OVER, clock is not None and on > clock.due.day),
        (PAUSE_REASON, not reason.strip()),
    )
    return next((refusal for refusal, holds in tests if holds), None)


def check_resume(position: Position, step: str = "") -> Refusal | None:
    """Terms run again after they stood still. step: whose term, or empty for every term."""
    if position.ended:
        return ENDED
    still = any(pause.until is None and pause.step == step for pause in position.pauses)
    return None if still else NOT_PAUSED


def check_extend(clock: Clock | None, until: date, reason: str) -> Refusal | None:
    """A term is extended to a later day, with a reason and a ground, while it runs.

    clock: the clock of its step, or None when none runs.
    """
    tests = (
        (NO_CLOCK, clock is None),
        (FIXED, clock is not None and clock.fixed),
        (PAUSED, clock is not None and clock.paused),
        (EARLIER, clock is not None and until <= clock.due.day),
        (PAUSE_REASON, not reason.strip()),
    )
    return next((refusal for refusal, holds in tests if holds), None)


def check_withdraw(protocol: Protocol, position: Position, reason: str) -> Refusal | None:
    """A run is withdrawn with a reason, while it goes on, where the protocol allows it."""
    if position.ended:
        return ENDED
    if not protocol.withdrawable:
        return NO_WITHDRAWAL
    return None if reason.strip() else WITHDRAW_REASON
