"""One run of a protocol as its page shows it: where we are, what may be done now or why not, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context, protocols
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.protocols import Standing, category_of
from sluitend.domain.mandate import check_somebody, rung_at
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.protocol import check
from sluitend.domain.protocol.history import EventKind, Position
from sluitend.domain.protocol.starting import GOES_HOME, UNREADABLE
from sluitend.domain.protocol.steps import EvidenceKind, Fact, Protocol, Step, Text
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Category, Purpose, Worded
from sluitend.queries.asking import Asking, asking_of, named_for
from sluitend.queries.protocol_clocks import ClockRow, about_of, clock_rows, reads
from sluitend.records.models import ProtocolRun, RunEvent

DAY_OF_NOTICE = frozenset({"day_of_departure", "day_of_move"})
"""What a step asks that a notice says: the day of it."""


class StepState(Worded):
    """Where a step stands in a run."""

    DONE = "done", N_("gezet")
    SKIPPED = "skipped", N_("overgeslagen")
    OPEN = "open", N_("nu aan de beurt")
    NEXT = "next", N_("kan hierna volgen")
    LATER = "later", N_("nu niet aan de beurt")


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step in the list of all. on: the day it was last taken or passed over, or opened."""

    code: str
    title: Text
    explain: Text
    state: StepState
    on: date | None
    clock: ClockRow | None


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that is open. may_take, may_skip, may_extend: why not, where the button would be.

    instead: the open steps that close when this one is taken. next: what can follow it, to choose from when it chooses.
    deciders: whose mandate runs for this rung, by id of the mandate. asking: how a decision is asked here, or None.
    known: answers that stand elsewhere already, by code, to begin from.
    """

    step: Step
    clock: ClockRow | None
    may_take: Refusal | None
    may_skip: Refusal | None
    may_extend: Refusal | None
    instead: tuple[Text, ...]
    next: tuple[Step, ...]
    deciders: Mapping[UUID, str] = field(default_factory=dict)
    asking: Asking | None = None
    known: Mapping[str, date] = field(default_factory=dict)

    @property
    def names_decider(self) -> bool:
        """The step is a rung: it says who decided, which is taken from the register of mandates."""
        return rung_at(self.step.code) is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of a step with what was answered. yes_no: the answer is yes or no; text: it is one of the choices."""

    question: Text
    said: str
    text: Text | None
    yes_no: bool
    day: date | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that was done. hidden: its words are of a kind that the viewer may not read.

    left and to: the names of both versions, when the run was moved.
    """

    kind: EventKind
    title: Text | None
    at: datetime
    on: date
    by: str
    second: str
    reason: str
    answers: tuple[Answer, ...]
    until: date | None
    hidden: bool
    left: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class NotedDay:
    """A date that can be written down beside the steps. on: what stands there."""

    fact: Fact
    on: date | None


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run. about: whom or what it is about. problem: its content cannot be read. steps: all, in the protocol's order."""

    run_id: UUID
    version: int
    title: Text
    explain: Text
    source: str
    about: str
    report_id: UUID | None
    departure_id: UUID | None
    case_id: UUID | None
    heightened: bool
    started_on: date
    started_by: str
    ended_on: date | None
    ended_by: Text | None
    withdrawn: bool
    paused: bool
    steps: tuple[StepRow, ...]
    open: tuple[OpenStep, ...]
    clocks: tuple[ClockRow, ...]
    days: tuple[NotedDay, ...]
    history: tuple[EventRow, ...]
    colleagues: Mapping[UUID, str]
    may_pause: Refusal | None
    may_withdraw: Refusal | None
    problem: Refusal | None
    protocol: str = ""

    def opened(self, code: str) -> OpenStep | None:
        """Give the open step with this code; without one the step that is due first."""
        if code:
            return next((one for one in self.open if one.step.code == code), None)
        timed = [clock.step for clock in self.clocks]
        return min(
            self.open,
            key=lambda one: (
                one.may_take is not None,
                timed.index(one.step.code) if one.step.code in timed else len(timed),
            ),
            default=None,
        )


def run_page(viewer: Viewer, run_id: UUID, *, now: datetime) -> RunPage:
    """Show one run.

    Raises:
        NotFound: there is no such run for the viewer, or its kind of data is not theirs to read.
    """
    run = (
        ProtocolRun.objects.select_related("report", "departure", "case", "child", "started_by")
        .filter(pk=run_id)
        .first()
    )
    if run is None:
        raise NotFound
    access = case_access(viewer, run.case_id, now=now) if run.case_id else None
    if not protocols.sees_run(viewer, run, access):
        raise NotFound
    standing = protocols.standing(run, now)
    protocol, position = standing.protocol, standing.position
    shown = {Category.K1, Category.K19, Category(run.category)}
    if protocol is not None:
        shown |= {step.category for step in protocol.steps if step.category and reads(viewer, step.category, access)}
    audit.read(
        viewer,
        "protocol.page",
        audit.Ref("protocol_run", run.pk, case_id=run.case_id, person_id=run.child_id),
        categories=shown,
        why=audit.Why(
            protocol.purpose if protocol else Purpose.ACCESS_AND_DIRECTION,
            access.reason.value if access else "",
            "F.7b",
        ),
        now=now,
    )
    if protocol is None or position is None:
        return _unreadable(run)
    clocks = clock_rows([standing], viewer, now)
    rows = _steps(protocol, position, clocks)
    write = protocols.check_part(viewer, Category(run.category), access)
    heightened = run.heightened or (access is not None and access.heightened)
    look = _Look(viewer, standing, protocol, position, clocks, access, write, heightened, now)
    return RunPage(
        run_id=run.pk,
        version=run.version,
        title=protocol.title,
        explain=protocol.explain,
        source=protocol.source,
        about=about_of(run),
        report_id=run.report_id,
        departure_id=run.departure_id,
        case_id=run.case_id,
        heightened=heightened,
        started_on=run.started_on,
        started_by=f"{run.started_by.display_name}, {run.started_by.function.lower()}",
        ended_on=context.today(run.ended_at) if run.ended_at else None,
        ended_by=protocol.step(position.ended_by).title if protocol.has(position.ended_by) else None,
        withdrawn=position.ended_by == EventKind.WITHDRAWN,
        paused=position.paused,
        steps=rows,
        open=tuple(_open(look, step) for step in protocol.steps if step.code in position.open),
        clocks=clocks,
        days=tuple(NotedDay(fact, position.facts.get(fact.code)) for fact in protocol.facts),
        history=_history(viewer, standing, access),
        colleagues=protocols.colleagues(run, viewer, now),
        may_pause=write or check.check_pause(position, "x"),
        may_withdraw=write or check.check_withdraw(protocol, position, "x"),
        problem=None,
        protocol=run.protocol,
    )


def _steps(protocol: Protocol, position: Position, clocks: Iterable[ClockRow]) -> tuple[StepRow, ...]:
    by_step = {clock.step: clock for clock in clocks}
    following = {code for step in protocol.steps if step.code in position.open for code in step.next}
    rows = []
    for step in protocol.steps:
        code = step.code
        on: date | None = None
        if code in position.open:
            state, on = StepState.OPEN, position.open[code]
        elif code in position.done:
            state, on = StepState.DONE, position.done[code]
        elif code in position.skipped:
            state, on = StepState.SKIPPED, position.skipped[code]
        else:
            state = StepState.NEXT if code in following else StepState.LATER
        rows.append(StepRow(code, step.title, step.explain, state, on, by_step.get(code)))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the open steps of one run are looked at with. write: why its terms and the run as a whole cannot be changed."""

    viewer: Viewer
    standing: Standing
    protocol: Protocol
    position: Position
    clocks: tuple[ClockRow, ...]
    access: CaseAccess | None
    write: Refusal | None
    heightened: bool
    now: datetime


def _open(look: _Look, step: Step) -> OpenStep:
    """Say of an open step what may be done, as if every field were filled in: what is left is why not."""
    protocol, position, code, heightened = look.protocol, look.position, step.code, look.heightened
    nobody = protocols.check_open(look.access) or check.check_who(step, look.viewer.roles)
    home = GOES_HOME if heightened and step.sends_home else None
    taken = check.check_take(protocol, position, code, reason="x", second=True, heightened=heightened)
    skipped = check.check_skip(protocol, position, code, reason="x", heightened=heightened)
    running = next((one for one in look.standing.clocks if one.step == code), None)
    found = named_for(step, look.now)
    return OpenStep(
        step=step,
        clock=next((one for one in look.clocks if one.step == code), None),
        may_take=nobody or home or taken or check_somebody(code, found),
        may_skip=nobody or skipped,
        may_extend=look.write or check.check_extend(running, date.max, "x"),
        instead=tuple(protocol.step(other).title for other in sorted(position.instead_of(code))),
        next=tuple(protocol.step(one) for one in step.next if protocol.step(one).again or not position.passed(one)),
        deciders=found,
        asking=asking_of(look.standing, step, look.access, nobody=nobody, write=look.write, now=look.now),
        known=_known(look.standing.run, step),
    )


def _known(run: ProtocolRun, step: Step) -> dict[str, date]:
    """Give what the notice says already, so that nobody types its day again."""
    if run.departure is None:
        return {}
    return {one.code: run.departure.on for one in step.evidence if one.code in DAY_OF_NOTICE}


def _history(viewer: Viewer, standing: Standing, access: CaseAccess | None) -> tuple[EventRow, ...]:
    """Give what was done, last first; each step is called as in the version in which it was taken."""
    rows = RunEvent.objects.filter(run=standing.run).select_related("by", "second", "left_content").order_by("-seq")
    found = []
    for row, protocol in zip(rows, reversed(standing.versions), strict=True):
        step = protocol.step(row.step) if protocol.has(row.step) else None
        hidden = not reads(viewer, category_of(protocol, row.step), access) and row.by_id != viewer.membership_id
        found.append(
            EventRow(
                kind=EventKind(row.kind),
                title=step.title if step else None,
                at=row.at,
                on=row.on,
                by=f"{row.by.display_name}, {row.by.function.lower()}",
                second=f"{row.second.display_name}, {row.second.function.lower()}" if row.second else "",
                reason="" if hidden else row.reason,
                answers=() if hidden or step is None else tuple(_answers(step, row.evidence)),
                until=row.until,
                hidden=hidden,
                left=row.left_content.content_version if row.left_content else "",
                to=protocol.version if row.left_content else "",
            )
        )
    return tuple(found)


def _answers(step: Step, evidence: Mapping[str, str]) -> Iterable[Answer]:
    for one in step.evidence:
        said = evidence.get(one.code, "")
        if said and one.kind is not EvidenceKind.SECOND_PERSON:
            is_day = one.kind is EvidenceKind.DAY
            yield Answer(
                one.text,
                said,
                one.choices.get(said),
                one.kind is EvidenceKind.YES_NO,
                date.fromisoformat(said) if is_day else None,
            )


def _unreadable(run: ProtocolRun) -> RunPage:
    name = Text(run.protocol, run.protocol)
    return RunPage(
        run.pk, run.version, name, name, "", about_of(run), run.report_id, run.departure_id, run.case_id, run.heightened,
        run.started_on, run.started_by.display_name, context.today(run.ended_at) if run.ended_at else None, None, False, False, (), (),
        (), (), (), {}, UNREADABLE, UNREADABLE, UNREADABLE,
    )  # fmt: skip
