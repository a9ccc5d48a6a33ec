"""Come in to one run of a protocol, and write down what was done: for every service of this room."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, protocols
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.protocols import Standing, category_of, level_of
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import Conflict, NotFound, Refusal, Refused
from sluitend.domain.protocol.clocks import Clock, ClockState, look_again_at, reached
from sluitend.domain.protocol.history import Event, EventKind, Position, apply
from sluitend.domain.protocol.starting import UNREADABLE
from sluitend.domain.protocol.steps import Protocol, Silence
from sluitend.domain.sharing import ReadLevel, Viewer
from sluitend.domain.vocabulary import Category, Purpose, Role
from sluitend.records.models import ClockSaid, ProtocolRun, RunEvent


@dataclass(frozen=True, slots=True)
class RunDone:
    """A run after something was done in it."""

    run_id: UUID
    ended: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote down with an event. evidence: answers by code. facts: the dates among them."""

    step: str = ""
    on: date | None = None
    reason: str = field(default="", repr=False)
    evidence: Mapping[str, str] = field(default_factory=dict, repr=False)
    facts: Mapping[str, date] = field(default_factory=dict)
    leads_to: tuple[str, ...] = ()
    until: date | None = None
    second_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """One run that the viewer may work in, locked until the transaction ends."""

    viewer: Viewer
    run: ProtocolRun = field(repr=False)
    protocol: Protocol
    position: Position
    clocks: tuple[Clock, ...]
    access: CaseAccess | None
    why: audit.Why

    @property
    def heightened(self) -> bool:
        """Tell whether it is about somebody under heightened safety."""
        return self.run.heightened or (self.access is not None and self.access.heightened)

    def clock(self, step: str) -> Clock | None:
        """Give the clock of an open step."""
        return next((one for one in self.clocks if one.step == step), None)

    def check_whole(self) -> Refusal | None:
        """What touches the whole run, such as its terms, is for who writes its kind of data (F.7b), not for who takes a step."""
        return protocols.check_part(self.viewer, Category(self.run.category), self.access)


def enter(viewer: Viewer, run_id: UUID, *, now: datetime) -> Entered:
    """Come in to a run to do something in it.

    Raises:
        NotFound: there is no such run for the viewer, or its kind of data is not theirs to read.
        Refused: its case is closed, or its content cannot be read any more.
    """
    run = ProtocolRun.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    access = case_access(viewer, run.case_id, now=now) if run.case_id else None
    if not protocols.sees_run(viewer, run, access):
        raise NotFound
    if (refused := protocols.check_open(access)) is not None:
        raise Refused(refused)
    return open_run(viewer, protocols.standing(run, now), access)


def open_run(viewer: Viewer, standing: Standing, access: CaseAccess | None) -> Entered:
    """Make the value of a run that was loaded and checked.

    Raises:
        Refused: its content cannot be read any more.
    """
    if standing.protocol is None or standing.position is None:
        raise Refused(UNREADABLE)
    return Entered(
        viewer,
        standing.run,
        standing.protocol,
        standing.position,
        standing.clocks,
        access,
        why_of(standing.protocol, access),
    )


def why_of(protocol: Protocol, access: CaseAccess | None) -> audit.Why:
    """Give why the data of a run are used, for the log."""
    ground = access.reason.value if access is not None else "Leerplichtwet 16 en 22"
    return audit.Why(Purpose(protocol.purpose), ground, "F.7b")


def check_version(entered: Entered, version: int) -> None:
    """Somebody else did something first: both stay, and the writer looks again.

    Raises:
        Conflict: with what was written meanwhile.
    """
    run = entered.run
    if run.version == version:
        return
    last = RunEvent.objects.filter(run=run).select_related("by").order_by("-seq").first()
    if last is None:
        raise Conflict({}, version=run.version, by="", at=run.started_at)
    level = level_of(entered.viewer, category_of(entered.protocol, last.step), entered.access)
    hidden = level < ReadLevel.READ and last.by_id != entered.viewer.membership_id
    stored = (
        {} if hidden else {"reason": last.reason, **{f"evidence_{code}": said for code, said in last.evidence.items()}}
    )
    raise Conflict(stored, version=run.version, by=f"{last.by.display_name}, {last.by.function.lower()}", at=last.at)


def add(entered: Entered, kind: EventKind, written: Written, *, verb: str, now: datetime) -> RunDone:
    """Write down what was done, with its line in the log first, and when to look again."""
    event = write_down(entered, kind, written, verb=verb, now=now)
    settle(entered, apply(entered.protocol, entered.position, event), now)
    return RunDone(entered.run.pk, entered.run.ended_at is not None)


def write_down(
    entered: Entered, kind: EventKind, written: Written, *, verb: str, now: datetime, left: UUID | None = None
) -> Event:
    """Write down what was done, with its line in the log first. left: the version that the run leaves, when it moves."""
    run, protocol = entered.run, entered.protocol
    category = category_of(protocol, written.step)
    audit.write(
        entered.viewer,
        f"protocol.{verb}",
        audit.Ref("protocol_run", run.pk, case_id=run.case_id, person_id=run.child_id),
        now=now,
        categories=sorted({category, Category.K19}),
        fields=[*_fields(written), *(["content"] if left else [])],
        why=entered.why,
    )
    if kind is not EventKind.ENTERED:
        say(entered, now)
    day = written.on or local_day(now)
    RunEvent(
        id=uuid.uuid4(),
        municipality_id=run.municipality_id,
        run=run,
        seq=(RunEvent.objects.filter(run=run).order_by("-seq").values_list("seq", flat=True).first() or 0) + 1,
        kind=kind,
        step=written.step,
        at=now,
        on=day,
        by_id=entered.viewer.membership_id,
        second_id=written.second_id,
        reason=written.reason.strip(),
        evidence={code: said for code, said in written.evidence.items() if said},
        leads_to=list(written.leads_to),
        until=written.until,
        facts={code: one.isoformat() for code, one in written.facts.items()},
        left_content_id=left,
    ).save(force_insert=True)
    return Event(kind, now, written.step, day, written.leads_to, written.until, written.facts)


def settle(entered: Entered, position: Position, now: datetime) -> None:
    """Keep with the run what follows from where it stands now: when to look again, and that it ended."""
    run, today = entered.run, local_day(now)
    region = protocols.region_of(entered.viewer.municipality_id)
    running = protocols.clocks_of(entered.protocol, position, run.started_on, today=today, region=region)
    run.look_again_at = look_again_at(running, now)
    if position.ended:
        run.ended_at, run.ended_by, run.closed_by_id = now, position.ended_by, entered.viewer.membership_id
    run.version += 1
    run.save(update_fields=["look_again_at", "ended_at", "ended_by", "closed_by", "version"])


def say(entered: Entered, now: datetime, *, from_before: bool = False) -> None:
    """Write down what the clocks had said before this was done, when the scanner did not come by in time.

    from_before: the run comes in as it stood. What was late already stands in the start list: nobody gets a message of
    it, and it raises nothing between organisations.
    """
    ClockSaid.objects.bulk_create(
        [
            ClockSaid(
                municipality_id=entered.run.municipality_id,
                run=entered.run,
                step=clock.step,
                last_day=clock.due.day,
                word=word,
                raised=not from_before and raises(entered.protocol, clock, word),
                from_before=from_before,
                said_at=now,
                told_at=now,  # whoever does something here sees it
            )
            for clock, word in reached(entered.clocks, now)
        ],
        ignore_conflicts=True,
    )


def raises(protocol: Protocol, clock: Clock, word: ClockState) -> bool:
    """Silence puts a line on the ladder between organisations where the protocol says so, and does nothing else."""
    return word is ClockState.LATE and protocol.step(clock.step).silence is Silence.RAISE


def _fields(written: Written) -> Sequence[str]:
    given = {"step": written.step, "reason": written.reason, "until": written.until, "leads_to": written.leads_to}
    return [name for name, value in given.items() if value] + [f"evidence.{code}" for code in written.evidence]


def only_officer(viewer: Viewer) -> None:
    """Raise NotFound for anybody but an attendance officer."""
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound
