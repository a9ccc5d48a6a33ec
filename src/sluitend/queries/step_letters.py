"""The letters of the steps of a protocol: which fits the step that is looked at, to whom, and which were made already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sluitend.access import context
from sluitend.access.protocols import standing
from sluitend.access.step_letters import access_to, check_goes_home
from sluitend.content.letters import default_letters
from sluitend.domain.case import PersonKind
from sluitend.domain.letters import Addressee, LetterSubject, check_addressee
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Role
from sluitend.queries.letters import LetterRow, letter_row
from sluitend.records.models import CasePerson, Letter, ProtocolRun
from sluitend.records.persons import name_of


@dataclass(frozen=True, slots=True)
class Fitting:
    """A letter that fits the step, to somebody. person_id and name: None and empty for the parents of a report."""

    code: str
    text_nl: str
    text_en: str
    person_id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class StepLetters:
    """What there is about letters in a run.

    fitting: to make now, for the step that is looked at. refusal: why nothing goes home with it; None too when the step
    sends nothing. sends: the step sends something home. made: by the step they belong to.
    """

    case_id: UUID | None
    report_id: UUID | None
    step: str
    sends: bool
    fitting: tuple[Fitting, ...]
    refusal: Refusal | None
    made: Mapping[str, tuple[LetterRow, ...]]

    @property
    def here(self) -> tuple[LetterRow, ...]:
        """Give the letters of the step that is looked at."""
        return self.made.get(self.step, ())

    @property
    def all(self) -> tuple[LetterRow, ...]:
        """Give every letter of this run."""
        return tuple(row for rows in self.made.values() for row in rows)


def step_letters(viewer: Viewer, run_id: UUID, code: str, *, now: datetime) -> StepLetters:
    """Give the letters of a run for a page that was logged already. code: the step that is looked at, or empty.

    Raises:
        NotFound: there is no such run for the viewer.
    """
    run = ProtocolRun.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound
    access = access_to(viewer, run, now=now)
    protocol = standing(run, now).protocol
    step = protocol.step(code) if protocol is not None and protocol.has(code) else None
    reads = access.reads(Category.K16) if access is not None else viewer.has(Role.ATTENDANCE)
    if step is None or protocol is None or not reads:
        return StepLetters(run.case_id, run.report_id, code, False, (), None, _made(run) if reads else {})
    heightened = run.heightened or (access is not None and access.heightened)
    refusal = check_goes_home(step, heightened=heightened) if step.sends_home else None
    may = step.sends_home and refusal is None and not (access is not None and access.check_write(Category.K16))
    fitting = _fitting(viewer, run, f"{protocol.code}.{code}", now) if may else ()
    return StepLetters(run.case_id, run.report_id, code, step.sends_home, fitting, refusal, _made(run))


def _fitting(viewer: Viewer, run: ProtocolRun, step: str, now: datetime) -> tuple[Fitting, ...]:
    subject = LetterSubject.ABSENCE if run.report_id else LetterSubject.CASE_PERSON
    fits = [
        one
        for one in default_letters().values()
        if step in one.steps and subject in one.subjects and not one.roles.isdisjoint(viewer.roles)
    ]
    if run.case_id is None:
        return tuple(Fitting(one.code, one.text_nl, one.text_en, None, "") for one in fits)
    today = context.today(now)
    rows = CasePerson.objects.filter(case_id=run.case_id, left_on=None, in_family=True).order_by("position")
    people = [
        row for row in rows if check_addressee(Addressee(PersonKind(row.kind), row.birth_date), today=today) is None
    ]
    return tuple(
        Fitting(one.code, one.text_nl, one.text_en, row.pk, str(name_of(row))) for one in fits for row in people
    )


def _made(run: ProtocolRun) -> dict[str, tuple[LetterRow, ...]]:
    rows = Letter.objects.filter(run=run).select_related("written_by").order_by("written_at", "id")
    found: dict[str, tuple[LetterRow, ...]] = {}
    for row in rows:
        found[row.step] = (*found.get(row.step, ()), letter_row(row))
    return found
