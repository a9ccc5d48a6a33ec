"""Leave as dates with an article, and an exemption as one value with dates, its article sealed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.leave import leave_norms
from sluitend.access.once import once
from sluitend.access.protocols import region_of
from sluitend.content.holidays import dutch_holidays
from sluitend.content.school_holidays import school_free
from sluitend.domain.absence import leave as rules
from sluitend.domain.absence import school_year
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Purpose
from sluitend.records import crypto
from sluitend.records.models import AbsenceReport, SchoolLeave

from .progress import only_officer

TABLE = "school_leave"
WHY = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 5, 5a en 11 tot en met 15", "F.7b")


@dataclass(frozen=True, slots=True)
class NoteLeave:
    """A decision on leave. heard_on: when the head was heard, where the officer decides."""

    report_id: UUID
    article: rules.LeaveArticle
    from_on: date
    until_on: date
    decided_by: rules.DecidedBy
    granted: bool
    form_key: UUID
    heard_on: date | None = None


@dataclass(frozen=True, slots=True)
class NoteExemption:
    """That a pupil is exempt, with its dates."""

    report_id: UUID
    article: rules.ExemptionArticle
    from_on: date
    until_on: date
    form_key: UUID


def note_leave(viewer: Viewer, command: NoteLeave, *, now: datetime) -> None:
    """Write down a decision on leave: dates and article, nothing else.

    Raises:
        NotFound: no such report for this viewer.
        Refused: the law gives this decision to somebody else, or the dates cannot be.
    """

    def make() -> dict[str, str]:
        made = _log(viewer, "absence.leave", now)
        report = _report(command.report_id)
        refuse_any(rules.check_dates(command.from_on, command.until_on))
        days = rules.school_days(command.from_on, command.until_on, _free(viewer, command.from_on))
        refuse_any(
            rules.check_leave(
                command.article,
                command.decided_by,
                days=days,
                before=_before(report, command),
                first=command.from_on,
                norms=leave_norms(command.from_on),
            ),
            rules.check_heard(command.decided_by, command.heard_on, today(now)),
        )
        SchoolLeave(
            id=made,
            municipality_id=viewer.municipality_id,
            report=report,
            exempt=False,
            article=command.article,
            from_on=command.from_on,
            until_on=command.until_on,
            school_days=days,
            decided_by=command.decided_by,
            heard_on=command.heard_on if command.decided_by is rules.DecidedBy.OFFICER else None,
            granted=command.granted,
            noted_by_id=viewer.membership_id,
            noted_at=now,
        ).save(force_insert=True)
        return {"id": str(made)}

    only_officer(viewer)
    once(viewer, command.form_key, "absence.leave", make, now=now)


def note_exemption(viewer: Viewer, command: NoteExemption, *, now: datetime) -> None:
    """Write down that a pupil is exempt; the article is sealed.

    Raises:
        NotFound: no such report for this viewer.
        Refused: the dates cannot be.
    """

    def make() -> dict[str, str]:
        made = _log(viewer, "absence.exempt", now)
        report = _report(command.report_id)
        refuse_any(rules.check_exemption(command.from_on, command.until_on))
        SchoolLeave(
            id=made,
            municipality_id=viewer.municipality_id,
            report=report,
            exempt=True,
            article_sealed=crypto.seal_text(command.article.value, table=TABLE, row=made, field="article_sealed"),
            from_on=command.from_on,
            until_on=command.until_on,
            decided_by=rules.DecidedBy.OFFICER,
            granted=True,
            noted_by_id=viewer.membership_id,
            noted_at=now,
        ).save(force_insert=True)
        return {"id": str(made)}

    only_officer(viewer)
    once(viewer, command.form_key, "absence.exempt", make, now=now)


def _before(report: AbsenceReport, command: NoteLeave) -> int:
    first, last = school_year(command.from_on)
    earlier = SchoolLeave.objects.filter(
        report=report, exempt=False, granted=True, article=command.article, from_on__range=(first, last)
    )
    return int(earlier.aggregate(total=Sum("school_days"))["total"] or 0)


def _free(viewer: Viewer, day: date) -> frozenset[date]:
    years = (day.year, day.year + 1)
    return frozenset(dutch_holidays(*years)) | school_free(region_of(viewer.municipality_id), years)


def _report(report_id: UUID) -> AbsenceReport:
    report = AbsenceReport.objects.select_for_update().filter(pk=report_id).first()
    if report is None:
        raise NotFound
    return report


def _log(viewer: Viewer, action: str, now: datetime) -> UUID:
    made = uuid.uuid4()
    audit.write(
        viewer, action, audit.Ref("school_leave", made), now=now, categories=[Category.K3], fields=["dates"], why=WHY
    )
    return made
