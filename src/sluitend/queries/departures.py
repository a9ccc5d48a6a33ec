"""The officer's pages about departure, moving and striking off: the list, one notice, and what runs on that child."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sluitend.access import audit, norms, protocols
from sluitend.access.context import today
from sluitend.domain.absence import AbsenceKind, FileAbout, ReportStatus
from sluitend.domain.absence.departure import DepartureKind, DepartureSource, first_step
from sluitend.domain.followup import WorkGroup, WorkKind, work_group
from sluitend.domain.outcome import NotFound
from sluitend.domain.person import age_on
from sluitend.domain.protocol.clocks import ClockState
from sluitend.domain.protocol.history import Position
from sluitend.domain.protocol.steps import Protocol, Step, Text
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind, Category, Purpose, Role
from sluitend.queries.absences import PAGE_ROWS, ImportLine, file_lines
from sluitend.queries.protocol_clocks import ClockRow, clock_rows, notice_name
from sluitend.queries.protocols import RunLine, lines_of
from sluitend.records import crypto
from sluitend.records.models import AbsenceReport, DepartureNotice, ProtocolRun

WHY = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 16, 18 en 19", "F.7b")
SHOWS = (Category.K1, Category.K3)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the list. due_on: by when somebody begins, or the first term that runs; None when nothing has a day.

    begun: its protocol runs or ran. now: the steps that are open, what has a day first. ended_on: when
    its last run ended.
    """

    id: UUID
    name: str
    birth_date: date
    kind: DepartureKind
    on: date
    due_on: date | None
    statutory: bool
    begun: bool
    now: tuple[Text, ...]
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class NoticeList:
    """A page of notices, what is due first on top. number and pages count from 1."""

    rows: tuple[NoticeRow, ...]
    number: int
    pages: int
    closed: bool


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A step of the run that is open. clock: its term, when it has one."""

    run_id: UUID
    code: str
    title: Text
    clock: ClockRow | None


@dataclass(frozen=True, slots=True)
class Matter:
    """Something else of the officer’s that runs on this child. report_id or departure_id: what it is."""

    report_id: UUID | None
    departure_id: UUID | None
    begun_on: date
    kind: AbsenceKind | DepartureKind


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One notice. reference: of its sender, when it came in a file. bsn, onderwijsnummer: masked to three digits. matters: what runs on this child; searched: by a number.

    running: the run that is open, or None. questions: its open steps. runs: all that ran.
    """

    id: UUID
    name: str
    birth_date: date
    age: int
    kind: DepartureKind
    source: DepartureSource
    on: date
    reference: str
    brin: str
    bsn: str
    onderwijsnummer: str
    received_at: datetime
    begin_due: date
    running: UUID | None
    questions: tuple[OpenQuestion, ...]
    runs: tuple[RunLine, ...]
    matters: tuple[Matter, ...]
    searched: bool

    @property
    def waits(self) -> bool:
        """Whether nobody began with it yet."""
        return not self.runs

    @property
    def moves(self) -> bool:
        """Whether another municipality takes over: a move inside the country."""
        return self.kind is DepartureKind.MOVE

    @property
    def to_hand_over(self) -> tuple[Matter, ...]:
        """Give what of this child can be handed over to attendance there (rule 30)."""
        return tuple(one for one in self.matters if one.report_id is not None) if self.moves else ()


@dataclass(frozen=True, slots=True)
class WaitingNotice:
    """A notice with which nobody began, for the first page of the officers. group: how near its day is."""

    id: UUID
    name: str
    kind: DepartureKind
    due_on: date
    group: WorkGroup


def open_count(viewer: Viewer, now: datetime) -> int:
    """How many notices wait or run for the officers of this municipality; 0 for anybody else."""
    del now
    return _open().count() if viewer.has(Role.ATTENDANCE) else 0


def notice_list(viewer: Viewer, *, number: int = 1, closed: bool = False, now: datetime) -> NoticeList:
    """Give a page of the notices, ordered by what is due; closed: those that are over instead, newest first.

    Raises:
        NotFound: the viewer is no attendance officer.
    """
    only_officer(viewer)
    lines = _over() if closed else _waiting_and_running(viewer, now)
    pages = max(1, -(-len(lines) // PAGE_ROWS))
    number = min(max(number, 1), pages)
    shown = lines[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    audit.record(
        viewer,
        *(
            audit.Line(AuditKind.READ, "departure.inbox", audit.Ref("departure_notice", row.id), SHOWS, why=WHY)
            for row in shown
        ),
        now=now,
    )
    return NoticeList(tuple(shown), number, pages, closed)


def notice_page(viewer: Viewer, departure_id: UUID, *, now: datetime) -> NoticePage:
    """Give one notice, with what else of the officer’s own runs on this child; never anything of a case.

    Raises:
        NotFound: no such notice for this viewer.
    """
    only_officer(viewer)
    row = DepartureNotice.objects.filter(pk=departure_id).first()
    if row is None:
        raise NotFound
    bsn, onderwijsnummer = _number(row, "bsn_sealed"), _number(row, "onderwijsnummer_sealed")
    matters = _matters(row, onderwijsnummer)
    audit.record(
        viewer,
        audit.Line(AuditKind.READ, "departure.page", audit.Ref("departure_notice", row.pk), SHOWS, why=WHY),
        *(
            audit.Line(
                AuditKind.READ,
                "departure.matters",
                audit.Ref("absence_report", one.report_id)
                if one.report_id
                else audit.Ref("departure_notice", one.departure_id),
                (Category.K4,) if one.report_id else SHOWS,
                why=WHY,
            )
            for one in matters
        ),
        now=now,
    )
    standings = protocols.standings(_runs(row), now)
    going = next((one for one in standings if one.run.ended_at is None), None)
    questions: tuple[OpenQuestion, ...] = ()
    if going is not None and going.protocol is not None and going.position is not None:
        clocks = {clock.step: clock for clock in clock_rows([going], viewer, now)}
        questions = tuple(
            OpenQuestion(going.run.pk, step.code, step.title, clocks.get(step.code))
            for step in _open_steps(row, going.protocol, going.position)
        )
    return NoticePage(
        row.pk,
        notice_name(row),
        row.birth_date,
        age_on(row.birth_date, today(now)),
        DepartureKind(row.kind),
        DepartureSource(row.source),
        row.on,
        row.reference if row.row_digest is not None else "",
        row.brin,
        _masked(bsn),
        _masked(onderwijsnummer),
        row.received_at,
        row.begin_due,
        going.run.pk if going else None,
        questions,
        tuple(replace(line, now=()) for line in lines_of(standings)),  # what is open stands above
        matters,
        bool(bsn or onderwijsnummer),
    )


def waiting_notices(viewer: Viewer, *, now: datetime) -> tuple[WaitingNotice, ...]:
    """Give the notices with which nobody began and whose day is near, for the first page of an officer; others get none."""
    if not viewer.has(Role.ATTENDANCE):
        return ()
    day = today(now)
    coming = norms.value("work.coming", day)
    found = []
    for row in _waiting().order_by("begin_due", "id"):
        group = work_group(WorkKind.PROTOCOL, row.begin_due, day, coming)
        if group is not None:
            found.append(WaitingNotice(row.pk, notice_name(row), DepartureKind(row.kind), row.begin_due, group))
    audit.record(
        viewer,
        *(
            audit.Line(AuditKind.READ, "departure.inbox", audit.Ref("departure_notice", one.id), SHOWS, why=WHY)
            for one in found
        ),
        now=now,
    )
    return tuple(found)


def imports(viewer: Viewer) -> Sequence[ImportLine]:
    """Give the last files with notices, newest first.

    Raises:
        NotFound: the viewer is no attendance officer.
    """
    only_officer(viewer)
    return file_lines(FileAbout.DEPARTURE)


def only_officer(viewer: Viewer) -> None:
    """Raise NotFound for anybody but an attendance officer."""
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound


def _has_run(*, ended: bool) -> Q:
    runs = ProtocolRun.objects.filter(departure=OuterRef("pk"), ended_at__isnull=not ended)
    return Q(Exists(runs))


def _open() -> QuerySet[DepartureNotice]:
    """A notice is open until its run ended, and again when somebody begins anew."""
    return DepartureNotice.objects.filter(_has_run(ended=False) | ~_has_run(ended=True))


def _waiting() -> QuerySet[DepartureNotice]:
    """Nobody began with it yet."""
    return DepartureNotice.objects.filter(~_has_run(ended=False), ~_has_run(ended=True))


def _waiting_and_running(viewer: Viewer, now: datetime) -> list[NoticeRow]:
    running = ProtocolRun.objects.filter(departure__isnull=False, ended_at=None).select_related("departure")
    standings = protocols.standings(running, now)
    first: dict[UUID, ClockRow] = {}
    for clock in clock_rows(standings, viewer, now):
        if clock.state is not ClockState.PAUSED:
            first.setdefault(clock.run_id, clock)
    rows = [_row(one, one.begin_due, begun=False) for one in _waiting()]
    for one in standings:
        notice = one.run.departure
        if notice is None:
            continue
        clock_of = first.get(one.run.pk)
        titles: tuple[Text, ...] = ()
        if one.protocol is not None and one.position is not None:
            titles = tuple(step.title for step in _open_steps(notice, one.protocol, one.position))
        if clock_of is not None:  # what has a day is said first
            titles = (clock_of.title, *(title for title in titles if title != clock_of.title))
        due_on = clock_of.due_on if clock_of else None
        statutory = clock_of.statutory if clock_of else False
        rows.append(_row(notice, due_on, begun=True, statutory=statutory, now=titles))
    rows.sort(key=lambda row: (row.due_on is None, row.due_on or row.on, row.on, row.name, row.id))
    return rows


def _open_steps(notice: DepartureNotice, protocol: Protocol, position: Position) -> tuple[Step, ...]:
    """Give what is open; of the ways in which a run can begin only that of this kind of notice."""
    other = set(protocol.first) - {first_step(DepartureKind(notice.kind))}
    return tuple(step for step in protocol.steps if step.code in position.open and step.code not in other)


def _over() -> list[NoticeRow]:
    rows = ProtocolRun.objects.filter(departure__isnull=False).exclude(ended_at=None).select_related("departure")
    closed = set(DepartureNotice.objects.filter(~_has_run(ended=False)).values_list("pk", flat=True))
    last: dict[UUID, NoticeRow] = {}
    for run in rows.order_by("-ended_at", "id"):
        if run.departure is not None and run.ended_at is not None and run.departure.pk in closed:
            ended = _row(run.departure, None, begun=True, ended_on=today(run.ended_at))
            last.setdefault(run.departure.pk, ended)
    return list(last.values())


def _row(
    notice: DepartureNotice,
    due_on: date | None,
    *,
    begun: bool,
    statutory: bool = False,
    now: Iterable[Text] = (),
    ended_on: date | None = None,
) -> NoticeRow:
    return NoticeRow(
        notice.pk,
        notice_name(notice),
        notice.birth_date,
        DepartureKind(notice.kind),
        notice.on,
        due_on,
        statutory,
        begun,
        tuple(now),
        ended_on,
    )


def _runs(notice: DepartureNotice) -> QuerySet[ProtocolRun]:
    runs = ProtocolRun.objects.filter(departure=notice)
    return runs.select_related("departure", "report", "case", "child").order_by("-started_at", "id")


def _number(row: DepartureNotice | AbsenceReport, field: str) -> str:
    table = row._meta.db_table  # noqa: SLF001 - the documented way to a table's name
    return crypto.unseal_text(getattr(row, field), table=table, row=row.pk, field=field)


def _masked(number: str) -> str:
    return "•" * 6 + number[-3:] if number else ""


def _matters(notice: DepartureNotice, onderwijsnummer: str) -> tuple[Matter, ...]:
    """Give what runs on the same child by its number: open absence reports and other open notices, of this compartment."""
    same_day: list[AbsenceReport | DepartureNotice] = [
        *AbsenceReport.objects.filter(birth_date=notice.birth_date).exclude(status=ReportStatus.CLOSED),
        *_open().filter(birth_date=notice.birth_date).exclude(pk=notice.pk),
    ]
    found = []
    for row in same_day:
        by_bsn = notice.bsn_digest is not None and row.bsn_digest is not None
        same = by_bsn and bytes(row.bsn_digest or b"") == bytes(notice.bsn_digest or b"")
        if not same and onderwijsnummer:
            same = _number(row, "onderwijsnummer_sealed") == onderwijsnummer
        if same and isinstance(row, AbsenceReport):
            found.append(Matter(row.pk, None, row.begin_on, AbsenceKind(row.kind)))
        elif same:
            found.append(Matter(None, row.pk, today(row.received_at), DepartureKind(row.kind)))
    return tuple(sorted(found, key=lambda one: (one.begun_on, str(one.report_id or one.departure_id))))
