"""The log as the privacy officer and the data protection officer read it: who saw or changed what, when, on what ground.

Names of workers are in it, content never is. Their own looking leaves a line too, and that line is in the same list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from sluitend.access import audit, context
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.staff import CONTROL_ROLES
from sluitend.domain.vocabulary import AuditKind, Category, Purpose
from sluitend.queries.log_words import action_words, ground_words, object_words, reason_words
from sluitend.records.models import AuditEvent, Membership, Organisation

PAGE = 50
REFUSALS_BACK = timedelta(days=30)
WHY = audit.Why(Purpose.AUDIT)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line. what: a Dutch sentence, a translation key. number: how many things it was about."""

    at: datetime
    kind: AuditKind
    what: str
    object: str
    worker: str
    function: str
    organisation: str
    categories: tuple[Category, ...]
    purpose: Purpose | None
    ground: str
    rule: str
    number: int
    reason: str
    reference: str

    @property
    def by_role(self) -> bool:
        """It was open by what somebody is asked to do here, not by a rule about organisations."""
        return self.rule == "F.7b"

    @property
    def rule_number(self) -> str:
        """Give the number of the sharing rule, or what else the rule is called."""
        return self.rule.rpartition("regel ")[2]


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which lines to show. Days are Amsterdam days, both included; None means no limit."""

    first: date | None = None
    last: date | None = None
    kind: AuditKind | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Fifty lines, what happened last first. title: the case's number, or empty for the list of refusals."""

    title: str
    lines: tuple[LogLine, ...]
    total: int
    number: int
    pages: int
    asked: LogFilter


def find_case(viewer: Viewer, number: str, *, now: datetime) -> bool:
    """Tell whether there is a case with this number; asking leaves a line.

    Raises:
        NotFound: the viewer may not read the log.
    """
    _reader(viewer)
    case_id = _case(number)
    line = audit.Line(AuditKind.SEARCH, "log.find", audit.Ref("log", case_id, case_id=case_id), why=WHY)
    audit.record(viewer, line, now=now)
    return case_id is not None


def of_case(viewer: Viewer, number: str, asked: LogFilter, *, now: datetime, page: int = 1) -> LogPage:
    """Show who saw or changed one case.

    Raises:
        NotFound: the viewer may not read the log, or there is no such case here.
    """
    _reader(viewer)
    case_id = _case(number)
    if case_id is None:
        raise NotFound
    audit.read(viewer, "log.case", audit.Ref("log", case_id, case_id=case_id), now=now, why=WHY)
    return _page(AuditEvent.objects.filter(case_id=case_id), number, asked, page)


def refusals(viewer: Viewer, *, now: datetime, page: int = 1) -> LogPage:
    """Show what was refused in the last thirty days.

    Raises:
        NotFound: the viewer may not read the log.
    """
    _reader(viewer)
    asked = LogFilter(first=context.today(now - REFUSALS_BACK), kind=AuditKind.DENIED)
    audit.read(viewer, "log.refusals", audit.Ref("log"), now=now, why=WHY)
    return _page(AuditEvent.objects.filter(municipality_id=viewer.municipality_id), "", asked, page)


def _reader(viewer: Viewer) -> None:
    if not viewer.has(*CONTROL_ROLES):
        raise NotFound


def _case(number: str) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_case_by_number(%s)", [number.strip().upper().replace("\x00", "")])
        found: UUID | None = cursor.fetchone()[0]
    return found


def _page(found: QuerySet[AuditEvent], title: str, asked: LogFilter, page: int) -> LogPage:
    found = found.filter(_asked(asked))
    total = found.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(page, 1), pages)
    rows = list(found.order_by("-at", "-id")[(number - 1) * PAGE : number * PAGE])
    return LogPage(title, _lines(rows), total, number, pages, asked)


def _asked(asked: LogFilter) -> Q:
    wanted = Q()
    if asked.first:
        wanted &= Q(at__gte=_midnight(asked.first))
    if asked.last:
        wanted &= Q(at__lt=_midnight(asked.last + timedelta(days=1)))
    if asked.kind:
        wanted &= Q(kind=asked.kind)
    return wanted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=context.AMSTERDAM)


def _lines(rows: Iterable[AuditEvent]) -> tuple[LogLine, ...]:
    rows = list(rows)
    workers = dict(
        Membership.objects.filter(pk__in={row.membership_id for row in rows if row.membership_id}).values_list(
            "id", "display_name"
        )
    )
    organisations = dict(
        Organisation.objects.filter(pk__in={row.organisation_id for row in rows if row.organisation_id}).values_list(
            "id", "name"
        )
    )
    return tuple(
        LogLine(
            at=row.at,
            kind=AuditKind(row.kind),
            what=action_words(row.action, row.kind),
            object=object_words(row.object_kind),
            worker=workers.get(row.membership_id, "") if row.membership_id else "",
            function=row.role,
            organisation=organisations.get(row.organisation_id, "") if row.organisation_id else "",
            categories=tuple(Category(code) for code in row.categories),
            purpose=Purpose(row.purpose) if row.purpose else None,
            ground=ground_words(row.ground),
            rule=row.rule,
            number=row.count,
            reason=reason_words(row.reason_code),
            reference=row.request_id,
        )
        for row in rows
    )
