"""What people do in a run: take or skip a step, let terms stand still, extend one, note a date, withdraw the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from sluitend.access import deciders, protocols
from sluitend.access.gate import case_access
from sluitend.access.once import once
from sluitend.access.staff import free_for
from sluitend.access.words import check_words
from sluitend.domain.absence import RegisterStatus
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import Refusal, refuse_any
from sluitend.domain.protocol import check
from sluitend.domain.protocol.history import EventKind
from sluitend.domain.protocol.starting import GOES_HOME
from sluitend.domain.protocol.steps import EvidenceKind, Step
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_
from sluitend.records.models import ProtocolRun

from .entering import Entered, RunDone, Written, add, check_version, enter, open_run
from .start import PLAN_TERMS

NO_DAY = Refusal("protocol.no_day", N_("Dit is geen datum die wij kunnen lezen. Schrijf de datum zo: 24-11-2026."))
NO_COLLEAGUE = Refusal("protocol.no_colleague", N_("Kies een collega die hier werkt."))
BY_THE_SCHOOL = N_("De school trok de melding in.")


@dataclass(frozen=True, slots=True)
class TakeStep:
    """A decision to take a step. evidence: answers by code. leads_to: which of the next steps follow, where it chooses."""

    run_id: UUID
    step: str
    on: date
    version: int
    form_key: UUID
    reason: str = field(default="", repr=False)
    evidence: Mapping[str, str] = field(default_factory=dict, repr=False)
    leads_to: tuple[str, ...] = ()
    second_id: UUID | None = None
    quote: bool = False


@dataclass(frozen=True, slots=True)
class SkipStep:
    """A decision to pass over a step."""

    run_id: UUID
    step: str
    version: int
    form_key: UUID
    reason: str = field(default="", repr=False)
    leads_to: tuple[str, ...] = ()
    quote: bool = False


@dataclass(frozen=True, slots=True)
class SetStill:
    """Terms that stand still, or run again. step: whose term, or empty for every term."""

    run_id: UUID
    version: int
    form_key: UUID
    reason: str = field(default="", repr=False)
    step: str = ""
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Extend:
    """A term that gets a later last day."""

    run_id: UUID
    step: str
    until: date
    reason: str = field(repr=False)
    version: int
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class NoteDay:
    """A date from which a term counts, written down beside the steps."""

    run_id: UUID
    fact: str
    on: date
    version: int
    form_key: UUID


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A run that is taken back as a whole."""

    run_id: UUID
    reason: str = field(repr=False)
    version: int
    form_key: UUID
    quote: bool = False


def take(viewer: Viewer, command: TakeStep, *, now: datetime) -> RunDone:
    """Take a step. The same form sent again changes nothing.

    Raises:
        NotFound: there is no such run for the viewer.
        Refused: the step is not open, not theirs, or misses what it asks for.
        Conflict: somebody else did something in this run first.
    """

    def act(entered: Entered) -> RunDone:
        step = entered.protocol.step(command.step) if entered.protocol.has(command.step) else None
        evidence, unnamed = deciders.named(step, command.evidence, command.on) if step else ({}, None)
        facts, days = _days(step, evidence) if step else ({}, ())
        texts = {"reason": command.reason, **_texts(step, command.evidence)}
        refuse_any(
            check.check_take(
                entered.protocol,
                entered.position,
                command.step,
                reason=command.reason,
                second=command.second_id is not None,
                leads_to=command.leads_to,
                heightened=entered.heightened,
            ),
            check.check_day(command.on, entered.run.started_on, now),
            *(_check_step(entered, step) if step else ()),
            *(check.check_evidence(step, evidence) if step else ()),
            unnamed,
            *(deciders.check_step_names(step, command.evidence, entered.run.case_id) if step else ()),
            *days,
            *_check_colleagues(entered, command, step, now),
            *check_words(viewer, texts, quote=command.quote, now=now),
        )
        known = {one.code for one in step.evidence} if step else set()
        written = Written(
            command.step,
            command.on,
            command.reason,
            {code: said for code, said in evidence.items() if code in known},
            facts,
            command.leads_to,
            second_id=command.second_id if step and step.second else None,
        )
        return add(entered, EventKind.TAKEN, written, verb="take", now=now)

    return _act(viewer, command, "protocol.take", act, now)


def skip(viewer: Viewer, command: SkipStep, *, now: datetime) -> RunDone:
    """Pass over a step where the protocol allows it.

    Raises:
        NotFound, Refused, Conflict: as for take.
    """

    def act(entered: Entered) -> RunDone:
        step = entered.protocol.step(command.step) if entered.protocol.has(command.step) else None
        refuse_any(
            check.check_skip(
                entered.protocol,
                entered.position,
                command.step,
                reason=command.reason,
                leads_to=command.leads_to,
                heightened=entered.heightened,
            ),
            check.check_who(step, viewer.roles) if step else None,
            *check_words(viewer, {"reason": command.reason}, quote=command.quote, now=now),
        )
        written = Written(command.step, reason=command.reason, leads_to=command.leads_to)
        return add(entered, EventKind.SKIPPED, written, verb="skip", now=now)

    return _act(viewer, command, "protocol.skip", act, now)


def suspend(viewer: Viewer, command: SetStill, *, now: datetime) -> RunDone:
    """Let terms stand still, with a reason and a ground.

    Raises:
        NotFound, Refused, Conflict: as for take.
    """

    def act(entered: Entered) -> RunDone:
        refuse_any(
            entered.check_whole(),
            check.check_pause_one(entered.position, entered.clock(command.step), local_day(now), command.reason)
            if command.step
            else check.check_pause(entered.position, command.reason),
            *check_words(viewer, {"reason": command.reason}, quote=command.quote, now=now),
        )
        return add(entered, EventKind.SUSPENDED, Written(command.step, reason=command.reason), verb="suspend", now=now)

    return _act(viewer, command, "protocol.suspend", act, now)


def resume(viewer: Viewer, command: SetStill, *, now: datetime) -> RunDone:
    """Let terms run again.

    Raises:
        NotFound, Refused, Conflict: as for take.
    """

    def act(entered: Entered) -> RunDone:
        refuse_any(entered.check_whole(), check.check_resume(entered.position, command.step))
        return add(entered, EventKind.RESUMED, Written(command.step), verb="resume", now=now)

    return _act(viewer, command, "protocol.resume", act, now)


def extend(viewer: Viewer, command: Extend, *, now: datetime) -> RunDone:
    """Give a term a later last day, with a reason and a ground.

    Raises:
        NotFound, Refused, Conflict: as for take.
    """

    def act(entered: Entered) -> RunDone:
        refuse_any(
            entered.check_whole(),
            check.check_extend(entered.clock(command.step), command.until, command.reason),
            *check_words(viewer, {"reason": command.reason}, quote=command.quote, now=now),
        )
        written = Written(command.step, reason=command.reason, until=command.until)
        return add(entered, EventKind.EXTENDED, written, verb="extend", now=now)

    return _act(viewer, command, "protocol.extend", act, now)


def note_day(viewer: Viewer, command: NoteDay, *, now: datetime) -> RunDone:
    """Write down a date from which a term of this protocol counts.

    Raises:
        NotFound, Refused, Conflict: as for take.
    """

    def act(entered: Entered) -> RunDone:
        refuse_any(entered.check_whole(), check.check_note(entered.protocol, entered.position, command.fact))
        written = Written(facts={command.fact: command.on})
        return add(entered, EventKind.NOTED, written, verb="note", now=now)

    return _act(viewer, command, "protocol.note", act, now)


def withdraw(viewer: Viewer, command: Withdraw, *, now: datetime) -> RunDone:
    """Take a run back as a whole, with a reason.

    Raises:
        NotFound, Refused, Conflict: as for take.
    """

    def act(entered: Entered) -> RunDone:
        refuse_any(
            entered.check_whole(),
            check.check_withdraw(entered.protocol, entered.position, command.reason),
            *check_words(viewer, {"reason": command.reason}, quote=command.quote, now=now),
        )
        return add(entered, EventKind.WITHDRAWN, Written(reason=command.reason), verb="withdraw", now=now)

    return _act(viewer, command, "protocol.withdraw", act, now)


def end_withdrawn(viewer: Viewer, *, now: datetime) -> int:
    """End what runs for reports that the school took back (*Ingetrokken*); gives how many. Running twice ends nothing twice."""
    gone = ProtocolRun.objects.select_for_update(of=("self",)).filter(
        report__register_status=RegisterStatus.WITHDRAWN, ended_at=None
    )
    listed = list(gone.order_by("id"))
    for standing in protocols.standings(listed, now):
        if standing.protocol is not None:
            written = Written(reason=BY_THE_SCHOOL)
            add(open_run(viewer, standing, None), EventKind.WITHDRAWN, written, verb="withdraw", now=now)
    return len(listed)


def end_for_report(viewer: Viewer, report_id: UUID, reason: str, *, now: datetime) -> None:
    """End what runs for an absence report, by whoever just decided that it stops here."""
    going = ProtocolRun.objects.select_for_update(of=("self",)).filter(report_id=report_id, ended_at=None)
    for standing in protocols.standings(list(going.order_by("id")), now):
        if standing.protocol is not None:
            add(open_run(viewer, standing, None), EventKind.WITHDRAWN, Written(reason=reason), verb="withdraw", now=now)


def follow_plan(
    viewer: Viewer, case_id: UUID, step: str, *, evidence: Mapping[str, str], on: date, now: datetime
) -> None:
    """Let the terms of a plan follow what the viewer just did with the plan itself, so that nobody writes it down twice.

    Nothing happens when no such step is open: the case may be older than its terms, or its run withdrawn.
    """
    run = ProtocolRun.objects.select_for_update(of=("self",)).filter(
        case_id=case_id, protocol=PLAN_TERMS, ended_at=None
    )
    row = run.first()
    standing = protocols.standing(row, now) if row is not None else None
    if standing is None or standing.protocol is None or standing.position is None:
        return
    refused = check.check_take(standing.protocol, standing.position, step, reason="", second=False)
    if refused is None and standing.run.started_on <= on <= local_day(now):
        entered = open_run(viewer, standing, case_access(viewer, case_id, now=now))
        add(entered, EventKind.TAKEN, Written(step, on, evidence=evidence), verb="take", now=now)


def check_report_free(report_id: UUID) -> Refusal | None:
    """A report is closed when no protocol runs for it any more."""
    if not ProtocolRun.objects.filter(report_id=report_id, ended_at=None).exists():
        return None
    return Refusal(
        "protocol.report_runs",
        N_("Voor deze melding loopt nog een protocol. Zet daar eerst de laatste stap, of trek het in."),
    )


class _Command(Protocol):
    """What every act in a run tells: which run, in which version it was seen, and which form."""

    @property
    def run_id(self) -> UUID: ...

    @property
    def version(self) -> int: ...

    @property
    def form_key(self) -> UUID: ...


def _act(viewer: Viewer, command: _Command, verb: str, act: Callable[[Entered], RunDone], now: datetime) -> RunDone:
    entered = enter(viewer, command.run_id, now=now)

    def make() -> dict[str, str]:
        check_version(entered, command.version)
        done = act(entered)
        return {"run": str(done.run_id), "ended": "yes" if done.ended else ""}

    made = once(viewer, command.form_key, verb, make, now=now)
    return RunDone(UUID(made["run"]), bool(made["ended"]))


def _check_step(entered: Entered, step: Step) -> tuple[Refusal | None, ...]:
    home = GOES_HOME if entered.heightened and step.sends_home else None
    return check.check_who(step, entered.viewer.roles), home


def _days(step: Step, given: Mapping[str, str]) -> tuple[dict[str, date], tuple[Refusal, ...]]:
    """Give the dates among the answers, and a refusal for each that is none."""
    facts: dict[str, date] = {}
    wrong = []
    for one in step.evidence:
        said = given.get(one.code, "").strip()
        if one.kind is EvidenceKind.DAY and said:
            try:
                facts[one.code] = date.fromisoformat(said)
            except ValueError:
                wrong.append(Refusal(NO_DAY.code, NO_DAY.sentence, field=f"evidence_{one.code}"))
    return facts, tuple(wrong)


def _texts(step: Step | None, given: Mapping[str, str]) -> dict[str, str]:
    if step is None:
        return {}
    texts = [one.code for one in step.evidence if one.kind is EvidenceKind.TEXT]
    return {f"evidence_{code}": given[code] for code in texts if given.get(code)}


def _check_colleagues(entered: Entered, command: TakeStep, step: Step | None, now: datetime) -> list[Refusal]:
    """A second person works here, is somebody else, and may know what this is about."""
    asked: dict[str, UUID | None] = (
        {"second": command.second_id} if step is not None and step.second and command.second_id else {}
    )
    for one in step.evidence if step is not None else ():
        said = command.evidence.get(one.code, "")
        if one.kind is EvidenceKind.SECOND_PERSON and said:
            asked[f"evidence_{one.code}"] = _uuid(said)
    allowed = protocols.colleagues(entered.run, entered.viewer, now) if asked else {}
    return [
        Refusal(NO_COLLEAGUE.code, NO_COLLEAGUE.sentence, field=name)
        for name, pk in asked.items()
        if pk is None
        or pk not in allowed
        or (entered.run.case_id is not None and not free_for(entered.run.case_id, pk))
    ]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
