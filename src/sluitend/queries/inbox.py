"""The inbox of concerns: what is due first, and what colleagues ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypedDict
from uuid import UUID

from django.db.models import Case, Count, DateField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from sluitend.access import audit, context
from sluitend.domain.outcome import NotFound
from sluitend.domain.person import age_on
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import ReporterKind, SignalStatus
from sluitend.domain.triage import DECIDERS, SECOND_READERS, Outcome
from sluitend.domain.vocabulary import AuditKind, Category, Role
from sluitend.records.models import HiddenMatch, NamedReader, SecondReading, Signal, SignalCaseLink, SignalPerson

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PAGE: Final = 50
FIRST: Final = 20
FIRST_ON_TOP: Final = ("-danger_now", "due", "received_at", "id")
"""Danger now stands first, then what is due first."""
OPEN: Final = (SignalStatus.RECEIVED, SignalStatus.READING, SignalStatus.WITH_COORDINATOR)
TO_DO: Final = (SignalStatus.RECEIVED, SignalStatus.READING)
DONE: Final = (SignalStatus.DECIDED, SignalStatus.ENDED)
VISITORS: Final = DECIDERS | {Role.SECOND_READER, Role.COORDINATOR}
"""Whose page the inbox is; which concerns stand in it, the database says."""


class _Due(TypedDict):
    due: date


@dataclass(frozen=True, slots=True)
class Child:
    """The first child of a concern, as a list shows it. text: name, or a description of who was not named."""

    text: str = field(repr=False)
    age: int | None
    others: int


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One concern in the list. due: when it must be read, or answered by the coordinator it lies with."""

    signal_id: UUID
    number: str
    child: Child
    received_at: datetime
    due: date
    status: SignalStatus
    reporter: str
    kind: ReporterKind
    heightened: bool
    danger_now: bool
    outcome: Outcome | None
    decided_at: datetime | None

    @property
    def unread(self) -> bool:
        """Tell whether nobody opened it yet."""
        return self.status is SignalStatus.RECEIVED


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A concern that a colleague asked the viewer to read along."""

    signal_id: UUID
    number: str
    asked_by: str
    until: date


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A concern at one of the viewer's own cases that waits for their answer."""

    signal_id: UUID
    number: str
    case_number: str
    answer_by: date


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """A concern that touches a case of heightened safety of which the viewer is a named reader."""

    signal_id: UUID
    number: str
    case_number: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The inbox. decides: the viewer decides about concerns, and so has the list."""

    decides: bool
    lines: tuple[SignalLine, ...]
    total: int
    done: bool
    page: int
    pages: int
    readings: tuple[ReadingLine, ...]
    answers: tuple[AnswerLine, ...]
    hidden: tuple[HiddenLine, ...]


def inbox_page(viewer: Viewer, *, now: datetime, page: int = 1, done: bool = False) -> InboxPage:
    """Give the concerns the viewer may read, danger now first and then what is due first; done: those that are decided, newest first.

    Concerns of heightened safety stand in it for their named readers only: for anybody else the database has none.

    Raises:
        NotFound: concerns are not the viewer's work.
    """
    if not viewer.has(*VISITORS):
        raise NotFound
    decides = viewer.has(*DECIDERS)
    rows = _listed(viewer, done=done)
    total = rows.count() if decides else 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    ordered = rows.order_by("-decided_at", "id") if done else rows.order_by(*FIRST_ON_TOP)
    shown = list(ordered[(page - 1) * PAGE : page * PAGE]) if total else []
    lines = tuple(_lines(shown, context.today(now)))
    audit.record(viewer, *(_seen(line) for line in lines), now=now)
    return InboxPage(
        decides=decides,
        lines=lines,
        total=total,
        done=done,
        page=page,
        pages=pages,
        readings=_readings(viewer, now),
        answers=_answers(viewer, now),
        hidden=_hidden(viewer, now),
    )


@dataclass(frozen=True, slots=True)
class InboxWork:
    """What of the inbox waits for the viewer. lines: the first of it, what is due first; late, today, coming: all of it."""

    lines: tuple[SignalLine, ...] = ()
    readings: tuple[ReadingLine, ...] = ()
    hidden: tuple[HiddenLine, ...] = ()
    late: int = 0
    today: int = 0
    coming: int = 0

    @property
    def more(self) -> int:
        """How many concerns wait besides those in lines."""
        return self.late + self.today + self.coming - len(self.lines)


def inbox_work(viewer: Viewer, *, now: datetime) -> InboxWork:
    """Give what waits for the viewer in the inbox, for my work; empty for whose work concerns are not."""
    if not viewer.has(*VISITORS):
        return InboxWork()
    readings, hidden = _readings(viewer, now), _hidden(viewer, now)
    if not viewer.has(*DECIDERS):
        return InboxWork(readings=readings, hidden=hidden)
    day = context.today(now)
    rows = _listed(viewer).filter(status__in=TO_DO)
    lines = tuple(_lines(rows.order_by(*FIRST_ON_TOP)[:FIRST], day))
    audit.record(viewer, *(_seen(line) for line in lines), now=now)
    number = rows.aggregate(
        late=Count("pk", filter=Q(due__lt=day)),
        today=Count("pk", filter=Q(due=day)),
        coming=Count("pk", filter=Q(due__gt=day)),
    )
    return InboxWork(lines, readings, hidden, **number)


def waiting(viewer: Viewer, now: datetime) -> int:
    """Count what waits for the viewer in the inbox, for the menu: a number of concerns, of nobody in particular."""
    number = _listed(viewer).filter(status__in=TO_DO).count() if viewer.has(*DECIDERS) else 0
    if viewer.has(*SECOND_READERS):
        number += _open_readings(viewer, now).count()
    if viewer.has(Role.COORDINATOR):
        number += _open_answers(viewer).count()
    return number


def _listed(viewer: Viewer, *, done: bool = False) -> QuerySet[WithAnnotations[Signal, _Due]]:
    """Concerns about which deciding is the viewer's work: all that are not hidden, and those that name the viewer."""
    answer_by = SignalCaseLink.objects.filter(signal_id=OuterRef("pk"), ended_at=None).values("answer_by")[:1]
    due = Case(
        When(status=SignalStatus.WITH_COORDINATOR, then=Coalesce(Subquery(answer_by), F("read_by"))),
        default=F("read_by"),
        output_field=DateField(),
    )
    rows = Signal.objects.filter(status__in=DONE if done else OPEN).select_related("reporter_organisation")
    if not viewer.has(Role.INTAKE):
        named = NamedReader.objects.filter(membership_id=viewer.membership_id, signal_id=OuterRef("pk"))
        rows = rows.filter(heightened=True, pk__in=named.filter(signal_id__isnull=False).values("signal_id"))
    return rows.annotate(due=due)


def _lines(rows: Iterable[WithAnnotations[Signal, _Due]], today: date) -> Iterable[SignalLine]:
    found = list(rows)
    children = _children([row.pk for row in found])
    for row in found:
        yield SignalLine(
            signal_id=row.pk,
            number=row.number,
            child=_child(children.get(row.pk, []), today),
            received_at=row.received_at,
            due=row.due,
            status=SignalStatus(row.status),
            reporter=row.reporter_organisation.name if row.reporter_organisation else "",
            kind=ReporterKind(row.reporter_kind),
            heightened=row.heightened,
            danger_now=row.danger_now,
            outcome=Outcome(row.outcome) if row.outcome else None,
            decided_at=row.decided_at,
        )


def _children(signals: list[UUID]) -> dict[UUID, list[SignalPerson]]:
    grouped: dict[UUID, list[SignalPerson]] = defaultdict(list)
    if signals:
        columns = ("signal_id", "given_names", "prefix", "surname", "birth_date", "description")
        for row in SignalPerson.objects.filter(signal_id__in=signals, kind="child").order_by("position").only(*columns):
            grouped[row.signal_id].append(row)
    return grouped


def _child(children: list[SignalPerson], today: date) -> Child:
    if not children:
        return Child("", None, 0)
    first = children[0]
    name = " ".join(part for part in (first.given_names, first.prefix, first.surname) if part)
    born = first.birth_date
    age = age_on(born, today) if born and born <= today else None
    return Child(name or first.description, age, len(children) - 1)


def _seen(line: SignalLine) -> audit.Line:
    """A name in a list is a look as well: one line of the log for each concern shown."""
    ref = audit.Ref("signal", line.signal_id, signal_id=line.signal_id)
    return audit.Line(AuditKind.READ, "signal.inbox", ref, (Category.K1, Category.K19), why=audit.Why(rule="F.7b"))


def _open_readings(viewer: Viewer, now: datetime) -> QuerySet[SecondReading]:
    return SecondReading.objects.filter(
        reader_id=viewer.membership_id, read_at=None, until__gte=context.today(now), signal__isnull=False
    )


def _readings(viewer: Viewer, now: datetime) -> tuple[ReadingLine, ...]:
    if not viewer.has(*SECOND_READERS):
        return ()
    rows = _open_readings(viewer, now).select_related("signal", "asked_by").order_by("until", "asked_at")
    return tuple(ReadingLine(r.signal_id, r.signal.number, r.asked_by.display_name, r.until) for r in rows)


def _open_answers(viewer: Viewer) -> QuerySet[SignalCaseLink]:
    holder = Q(case__coordinator_id=viewer.membership_id) | Q(case__deputy_id=viewer.membership_id)
    return SignalCaseLink.objects.filter(holder, ended_at=None, answer="", answer_by__isnull=False)


def _answers(viewer: Viewer, now: datetime) -> tuple[AnswerLine, ...]:
    if not viewer.has(Role.COORDINATOR):
        return ()
    rows = _open_answers(viewer).select_related("signal", "case").order_by("answer_by", "linked_at")
    lines = tuple(AnswerLine(r.signal_id, r.signal.number, r.case.number, r.answer_by) for r in rows if r.answer_by)
    if lines:
        audit.read(viewer, "signal.answers", audit.Ref("signal"), now=now, categories=(Category.K19,), count=len(lines))
    return lines


def _hidden(viewer: Viewer, now: datetime) -> tuple[HiddenLine, ...]:
    rows = HiddenMatch.objects.filter(seen_at=None).select_related("signal", "case").order_by("found_at", "id")
    lines = tuple(HiddenLine(r.signal_id, r.signal.number, r.case.number, r.found_at) for r in rows)
    if lines:
        audit.read(viewer, "signal.hidden", audit.Ref("signal"), now=now, categories=(Category.K19,), count=len(lines))
    return lines
