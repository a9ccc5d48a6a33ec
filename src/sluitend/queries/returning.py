"""The check of the first school week as people see it: a school its own, the officer all schools, a named reader one child.

What a school and the officer see comes from the calendar, the list of schools and what was handed in, and from no case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.gate import case_access
from sluitend.access.return_checks import last_week, next_week, week_on
from sluitend.domain.absence.return_check import (
    SCHOOL,
    CheckWeek,
    SchoolAnswer,
    answer_of,
    check_hand_in,
    speaks_for_school,
)
from sluitend.domain.followup import WorkGroup
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Purpose, Role
from sluitend.records.models import Organisation, ProtocolRun, ReturnCheck
from sluitend.records.persons import name_of

PROTOCOL = "forced_marriage"
WHY = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 16, 18 en 21a", "10")


@dataclass(frozen=True, slots=True)
class SchoolCheck:
    """The check of the viewer's school. refused: why nothing can be handed in now. next_on: when the next one begins."""

    school: str
    week: CheckWeek | None
    next_on: date | None
    answer: SchoolAnswer
    missing: int
    handed_in_at: datetime | None
    refused: Refusal | None


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One school. phone: of the school, or empty. missing: how many of its pupils are not back."""

    name: str
    phone: str
    answer: SchoolAnswer
    missing: int
    handed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """All schools, by name. counted: the day of counting has come. over: handing in is no longer possible."""

    week: CheckWeek | None
    next_on: date | None
    schools: tuple[SchoolLine, ...]
    counted: bool
    over: bool

    @property
    def handed_in(self) -> int:
        """How many schools handed in."""
        return sum(one.answer is not SchoolAnswer.NOT_YET for one in self.schools)

    @property
    def missing(self) -> int:
        """How many pupils are not back, of all schools."""
        return sum(one.missing for one in self.schools)


@dataclass(frozen=True, slots=True)
class ReturnWork:
    """That the viewer's school has to hand in, with how near its day is."""

    due_on: date
    group: WorkGroup


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One school in the case of one child. stands: somebody with this birth date and name is on its list."""

    school: str
    handed_in_at: datetime | None
    stands: bool


@dataclass(frozen=True, slots=True)
class ChildReturn:
    """What the check says about one child. known: the birth date is known here, without which nothing can be seen."""

    child: str
    counted_on: date
    known: bool
    schools: tuple[ChildLine, ...]

    @property
    def stands(self) -> bool:
        """Whether the child stands on a list."""
        return any(one.stands for one in self.schools)


def school_check(viewer: Viewer, *, now: datetime) -> SchoolCheck:
    """Show a school its own check. Holds nothing of a person.

    Raises:
        NotFound: the viewer does not speak for a school.
    """
    if not speaks_for_school(viewer):
        raise NotFound
    day = today(now)
    week, coming = last_week(viewer.municipality_id, day), next_week(viewer.municipality_id, day)
    row = _own(viewer, week)
    return SchoolCheck(
        Organisation.objects.values_list("name", flat=True).get(pk=viewer.organisation_id),
        week,
        coming.first if coming else None,
        answer_of(row.missing if row else None),
        row.missing if row else 0,
        row.handed_in_at if row else None,
        check_hand_in(week, day, handed_in=row is not None),
    )


def return_work(viewer: Viewer, *, now: datetime) -> tuple[ReturnWork, ...]:
    """Give what the viewer's school has to hand in now: nothing or one, for every school on the same days."""
    day = today(now)
    week = week_on(viewer.municipality_id, day) if speaks_for_school(viewer) else None
    if week is None or _own(viewer, week):
        return ()
    group = WorkGroup.COMING if day < week.counted_on else WorkGroup.TODAY
    return (ReturnWork(week.counted_on, group if day <= week.counted_on else WorkGroup.LATE),)


def return_page(viewer: Viewer, *, now: datetime) -> ReturnPage:
    """Show the attendance officer all schools in the newest check: who handed in, and how many are not back.

    Raises:
        NotFound: the viewer is no attendance officer.
    """
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound
    day = today(now)
    week, coming = last_week(viewer.municipality_id, day), next_week(viewer.municipality_id, day)
    audit.read(viewer, "return_check.page", audit.Ref("return_check"), categories=[Category.K4], why=WHY, now=now)
    lines: list[SchoolLine] = []
    if week:
        found = {row.organisation_id: row for row in ReturnCheck.objects.filter(first_on=week.first)}
        schools = Organisation.objects.filter(kind=SCHOOL, active_from__lte=week.first)
        schools = schools.filter(Q(active_until=None) | Q(active_until__gte=week.first)).order_by("name", "id")
        for school in schools:
            row = found.get(school.pk)
            lines.append(
                SchoolLine(
                    school.name,
                    school.phone,
                    answer_of(row.missing if row else None),
                    row.missing if row else 0,
                    row.handed_in_at if row else None,
                )
            )
    return ReturnPage(
        week,
        coming.first if coming else None,
        tuple(lines),
        counted=week is not None and day >= week.counted_on,
        over=week is not None and day > week.until,
    )


def child_return(viewer: Viewer, run_id: UUID, *, now: datetime) -> ChildReturn | None:
    """Show the named readers of a child, in the protocol of that child, what the check of all pupils says.

    Gives None when the run is over, no check is open now, or this kind of data is not the viewer's to read.

    Raises:
        NotFound: there is no such run for this viewer.
    """
    run = ProtocolRun.objects.filter(pk=run_id, protocol=PROTOCOL).select_related("child").first()
    if run is None or run.case_id is None or run.child is None:
        raise NotFound
    access = case_access(viewer, run.case_id, now=now)
    week = week_on(viewer.municipality_id, today(now))
    if week is None or run.ended_at or not access.heightened or not access.reads(Category.K15):
        return None
    audit.read(
        viewer,
        "return_check.child",
        audit.Ref("person", run.child_id, case_id=run.case_id, person_id=run.child_id),
        categories=[Category.K4],
        why=audit.Why(Purpose.FORCED_MARRIAGE_AND_EXPLOITATION, access.reason.value, "D.3"),
        now=now,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT school, handed_in_at, stands FROM app_return_lists(%s, %s)", [run.child_id, week.first])
        rows = cursor.fetchall()
    return ChildReturn(
        str(name_of(run.child)),
        week.counted_on,
        run.child.birth_date is not None,
        tuple(ChildLine(*row) for row in rows),
    )


def _own(viewer: Viewer, week: CheckWeek | None) -> ReturnCheck | None:
    if week is None:
        return None
    return ReturnCheck.objects.filter(organisation_id=viewer.organisation_id, first_on=week.first).first()
