"""A school hands in the check of the first school week: everybody is back, or who is not, each as an ordinary report."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.once import once
from sluitend.access.return_checks import last_week
from sluitend.domain import absence as rules
from sluitend.domain.absence.return_check import (
    NOT_BACK,
    CheckWeek,
    Pupil,
    check_hand_in,
    check_number,
    check_pupil,
    speaks_for_school,
)
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.person import Name, check_birth_date, read_name
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import Organisation, ReturnCheck

from .load import insert
from .progress import WHY


@dataclass(frozen=True, slots=True)
class HandInReturn:
    """Who is not back, of all pupils of the school; nobody when everybody is."""

    form_key: UUID
    pupils: Sequence[Pupil] = field(default=(), repr=False)


def hand_in_return(viewer: Viewer, command: HandInReturn, *, now: datetime) -> int:
    """Hand in the check for the viewer's school; gives how many are not back.

    Raises:
        NotFound: the viewer does not speak for a school.
        Refused: it is too early, too late or done already; a pupil has no name or need not be at school. The field of a
            refusal about the pupil in place n, from 1, is `pupil_n_` and its part.
    """
    if not speaks_for_school(viewer):
        raise NotFound

    def make() -> dict[str, int]:
        day, made = today(now), uuid.uuid4()
        audit.write(
            viewer,
            "return_check.hand_in",
            audit.Ref("return_check", made),
            now=now,
            categories=[Category.K1, Category.K4] if command.pupils else [],
            fields=["missing"],
            why=WHY,
        )
        week = last_week(viewer.municipality_id, day)
        before = ReturnCheck.objects.filter(
            organisation_id=viewer.organisation_id, first_on=week.first if week else day
        )
        refuse_any(check_hand_in(week, day, handed_in=before.exists()), check_number(len(command.pupils)))
        if week is None:  # said above
            raise Refused
        names = _names(command.pupils, week, day)
        check = _keep(viewer, made, week, len(names), now)
        _report(viewer, check, week, names, now)
        return {"missing": len(names)}

    return int(once(viewer, command.form_key, "return_check.hand_in", make, now=now)["missing"])


def _names(pupils: Sequence[Pupil], week: CheckWeek, day: date) -> list[tuple[Name, date]]:
    found, wrong = [], []
    for place, pupil in enumerate(pupils, start=1):
        at = f"pupil_{place}_"
        name = read_name(pupil.given_names, pupil.prefix, pupil.surname)
        bad = [] if isinstance(name, Name) else list(name)
        born = check_birth_date(pupil.birth_date, today=day, field="birth_date")
        born = born or check_pupil(pupil.birth_date, week.counted_on, "birth_date")
        bad += [born] if born else []
        wrong += [_at(one, at) for one in bad]
        if isinstance(name, Name):
            found.append((name, pupil.birth_date))
    refuse_any(*wrong)
    return found


def _at(refusal: Refusal, at: str) -> Refusal:
    return Refusal(refusal.code, refusal.sentence, at + refusal.field, refusal.source, refusal.params)


def _keep(viewer: Viewer, made: UUID, week: CheckWeek, missing: int, now: datetime) -> ReturnCheck:
    check = ReturnCheck(
        id=made,
        municipality_id=viewer.municipality_id,
        organisation_id=viewer.organisation_id,
        first_on=week.first,
        missing=missing,
        handed_in_by_id=viewer.membership_id,
        handed_in_at=now,
    )
    try:
        with transaction.atomic():
            check.save(force_insert=True)
    except IntegrityError:  # a colleague handed it in at the same moment
        refuse_any(check_hand_in(week, today(now), handed_in=True))
    return check


def _report(
    viewer: Viewer, check: ReturnCheck, week: CheckWeek, names: Sequence[tuple[Name, date]], now: datetime
) -> None:
    """Bring each of them in as the register would, under a number of its own; the register itself knows nothing of it."""
    brin = Organisation.objects.values_list("brin", flat=True).get(pk=viewer.organisation_id)
    rows = [
        rules.AbsenceRow(
            melding_id=f"zomer-{uuid.uuid4().hex[:12]}",
            kind=rules.AbsenceKind.OTHER,
            bsn=None,
            onderwijsnummer="",
            given_names=name.given_names,
            prefix=name.prefix,
            surname=name.surname,
            birth_date=birth_date,
            brin=brin,
            vestiging="",
            begin_on=week.first,
            end_on=None,
            hours=None,
            explanation=NOT_BACK,
            school_actions="",
            register_status=rules.RegisterStatus.REGISTERED,
        )
        for name, birth_date in names
    ]
    insert(viewer.municipality_id, rows, now, check_id=check.pk)
