"""Letters to choose from, one letter as it is read, and one on paper. Whose letter it is, the database says first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sluitend.access import audit, context
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.letters import (
    CLOSED,
    OFFICER,
    About,
    facts_for,
    may_write_after,
    person_facts,
    reach_of,
    report_facts,
    report_over,
)
from sluitend.content.letters import default_letters
from sluitend.domain.contact import check_home
from sluitend.domain.letters import (
    Blank,
    FilledLetter,
    FilledPart,
    GivenHow,
    LetterState,
    LetterSubject,
    LetterTemplate,
    Pressure,
    check_addressee,
    check_call_first,
    check_change,
    check_ready,
    fill,
)
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.protocol.history import EventKind
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Role
from sluitend.records.models import AbsenceReport, CasePerson, ContactWish, Letter, RunEvent
from sluitend.records.persons import name_of

SHOWS = (Category.K1, Category.K16)
OPEN = "…"  # stands in a preview where the writer still fills something in


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter in a list. text_nl and text_en: what kind of letter it is."""

    letter_id: UUID
    text_nl: str
    text_en: str
    state: LetterState
    written_on: date
    by: str
    given_how: GivenHow | None
    given_on: date | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a letter is about: somebody in a case, or the absence of a child. name: of that person."""

    kind: LetterSubject
    name: str
    case_id: UUID | None
    person_id: UUID | None
    report_id: UUID | None
    case_title: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One letter to choose. refusal: why not now, or None. preview: as far as it fills itself, in both languages."""

    code: str
    text_nl: str
    text_en: str
    law: str
    to_confirm: bool
    voluntary: bool
    typed: tuple[Blank, ...]
    preview: FilledLetter
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class LetterChoice:
    """The letters the viewer may write about this. refusal: why none of them, or None."""

    subject: Subject
    choices: tuple[Choice, ...]
    refusal: Refusal | None

    def choice(self, code: str) -> Choice:
        """Give one of them. Raises NotFound."""
        for one in self.choices:
            if one.code == code:
                return one
        raise NotFound


@dataclass(frozen=True, slots=True)
class ReportLetters:
    """The letters about an absence report. refusal: why no other can be written, or None."""

    rows: tuple[LetterRow, ...]
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter. typed: what the writer filled in, for a form; blanks: in which order.

    may_change, may_read, may_give and may_print: why not, or None. mentions: first names of others in the family that
    stand in it. help_reading: the person asked to have letters explained. run_id and step: of which step it is evidence;
    step_taken: that step was taken since it was written.
    """

    letter_id: UUID
    subject: Subject
    text_nl: str
    text_en: str
    addressee: str
    state: LetterState
    written_on: date
    by: str
    given_how: GivenHow | None
    given_on: date | None
    version: int
    letter: FilledLetter
    letter_en: FilledLetter
    blanks: tuple[Blank, ...]
    typed: dict[str, str]
    mentions: tuple[str, ...]
    help_reading: bool
    run_id: UUID | None
    step: str
    step_taken: bool
    may_change: Refusal | None
    may_read: Refusal | None
    may_give: Refusal | None
    may_print: Refusal | None


def letter_row(row: Letter) -> LetterRow:
    """Make a line of a list from a row with its writer."""
    template = default_letters().get(row.code)
    return LetterRow(
        row.pk,
        template.text_nl if template else row.code,
        template.text_en if template else row.code,
        LetterState(row.state),
        context.today(row.written_at),
        row.written_by.display_name,
        GivenHow(row.given_how) if row.given_how else None,
        row.given_on,
    )


def person_letters(viewer: Viewer, case_id: UUID, person_id: UUID, *, now: datetime) -> LetterChoice:
    """Give the letters to choose from for somebody in a case.

    Raises:
        NotFound: there is no such person in a case that the viewer may change.
    """
    access = case_access(viewer, case_id, now=now)
    row = CasePerson.objects.filter(pk=person_id, case_id=case_id, left_on=None).first()
    if row is None or not access.reads(Category.K16):
        raise NotFound
    audit.read(
        viewer,
        "letter.choose",
        audit.Ref("person", person_id, case_id=case_id, person_id=person_id),
        now=now,
        categories=SHOWS,
        why=audit.Why(ground=access.reason.value, rule="F.7b"),
    )
    about = person_facts(row, heightened=access.heightened)
    refusal = check_home(heightened=access.heightened) or access.check_write(Category.K16)
    return _choice(viewer, about, access.row.title, refusal, now)


def report_letters(viewer: Viewer, report_id: UUID, *, now: datetime) -> LetterChoice:
    """Give the letters to choose from about an absence report, to the parents.

    Raises:
        NotFound: there is no such report for this viewer.
    """
    row = _report(viewer, report_id)
    audit.read(
        viewer,
        "letter.choose",
        audit.Ref("absence_report", report_id),
        now=now,
        categories=(Category.K1, Category.K4),
        why=OFFICER,
    )
    return _choice(viewer, report_facts(row), "", report_over(row, context.today(now)), now)


def letters_of_report(viewer: Viewer, report_id: UUID, *, now: datetime) -> ReportLetters:
    """Give the letters about an absence report, for a page that was logged already; newest first.

    Raises:
        NotFound: there is no such report for this viewer.
    """
    report = _report(viewer, report_id)
    rows = Letter.objects.filter(report_id=report_id).select_related("written_by").order_by("-written_at", "id")
    return ReportLetters(tuple(map(letter_row, rows)), report_over(report, context.today(now)))


def letter_page(viewer: Viewer, letter_id: UUID, *, now: datetime) -> LetterPage:
    """Show one letter.

    Raises:
        NotFound: there is no such letter for this viewer.
    """
    return _page(viewer, letter_id, "letter.page", now)


def printed_letter(viewer: Viewer, letter_id: UUID, *, now: datetime) -> LetterPage:
    """Give a letter on paper.

    Raises:
        NotFound: there is no such letter for this viewer.
        Refused: heightened safety, or nobody read it yet.
    """
    page = _page(viewer, letter_id, "letter.print", now)
    refuse_any(page.may_print)
    return page


def _report(viewer: Viewer, report_id: UUID) -> AbsenceReport:
    row = AbsenceReport.objects.filter(pk=report_id).first() if viewer.has(Role.ATTENDANCE) else None
    if row is None:
        raise NotFound
    return row


def _choice(viewer: Viewer, about: About, title: str, refusal: Refusal | None, now: datetime) -> LetterChoice:
    wish, moments = reach_of(about)
    if refusal is None and about.addressee is not None:
        refusal = check_addressee(about.addressee, today=context.today(now)) or check_call_first(wish, moments)
    mine = [
        template
        for template in default_letters().values()
        if about.subject in template.subjects and not template.roles.isdisjoint(viewer.roles)
    ]
    known = _known(viewer, about)
    choices = []
    for template in mine:
        found = may_write_after(viewer, about, template, wish, moments, now=now)
        choices.append(
            Choice(
                code=template.code,
                text_nl=template.text_nl,
                text_en=template.text_en,
                law=template.law,
                to_confirm=template.to_confirm,
                voluntary=template.pressure is Pressure.VOLUNTARY,
                typed=template.typed,
                preview=_preview(template, known),
                refusal=refusal or next(iter(found), None),
            )
        )
    return LetterChoice(_subject(about, title), tuple(choices), refusal)


def _known(viewer: Viewer, about: About) -> Mapping[Blank, str]:
    """Give what the program fills in, for a preview; nothing where nothing may go home or something is still open."""
    try:
        return {} if about.heightened else facts_for(viewer, about).nl
    except Refused:
        return {}


def _preview(template: LetterTemplate, known: Mapping[Blank, str]) -> FilledLetter:
    return fill(template, {blank: known.get(blank, OPEN) for blank in template.blanks})


def _subject(about: About, title: str) -> Subject:
    return Subject(about.subject, about.name, about.case_id, about.person_id, about.report_id, title)


def _page(viewer: Viewer, letter_id: UUID, action: str, now: datetime) -> LetterPage:
    row = Letter.objects.select_related("written_by").filter(pk=letter_id).first()
    if row is None:
        raise NotFound
    if row.report_id is not None:
        return _report_letter(viewer, row, _report(viewer, row.report_id), action, now)
    if row.case_id is None or row.person_id is None:
        raise NotFound
    return _person_letter(row, row.person_id, case_access(viewer, row.case_id, now=now), action, now)


def _report_letter(viewer: Viewer, row: Letter, report: AbsenceReport, action: str, now: datetime) -> LetterPage:
    why, categories = OFFICER, (Category.K1, Category.K4)
    audit.read(viewer, action, audit.Ref("letter", row.pk), now=now, categories=categories, why=why)
    over = report_over(report, context.today(now))
    gone = None if over is CLOSED else over
    return _shown(row, _subject(report_facts(report), ""), over, over, (), help_reading=False, home=gone)


def _person_letter(row: Letter, person_id: UUID, access: CaseAccess, action: str, now: datetime) -> LetterPage:
    persons = CasePerson.objects.filter(case_id=access.case_id, left_on=None).order_by("position", "id")
    by_id = {person.pk: person for person in persons}
    me = by_id.get(person_id)
    if me is None or not access.reads(Category.K16):
        raise NotFound
    audit.read(
        access.viewer,
        action,
        audit.Ref("letter", row.pk, case_id=access.case_id, person_id=person_id),
        now=now,
        categories=SHOWS,
        why=audit.Why(ground=access.reason.value, rule="F.7b"),
    )
    about = person_facts(me, heightened=access.heightened)
    wish, moments = reach_of(about)
    home = check_home(heightened=access.heightened)
    others = [str(name_of(person)).split(" ")[0] for pk, person in by_id.items() if pk != person_id]
    reading = ContactWish.objects.filter(person_id=person_id, help_reading=True).exists()
    return _shown(
        row,
        _subject(about, access.row.title),
        home or access.check_write(Category.K16),
        check_call_first(wish, moments),
        others,
        help_reading=reading,
        home=home,
    )


def _shown(
    row: Letter,
    subject: Subject,
    refusal: Refusal | None,
    give: Refusal | None,
    others: Iterable[str],
    *,
    help_reading: bool,
    home: Refusal | None = None,
) -> LetterPage:
    line, state, letter = letter_row(row), LetterState(row.state), _letter(row.text)
    template = default_letters().get(row.code)
    return LetterPage(
        letter_id=row.pk,
        subject=subject,
        text_nl=line.text_nl,
        text_en=line.text_en,
        addressee=row.addressee,
        state=state,
        written_on=line.written_on,
        by=line.by,
        given_how=line.given_how,
        given_on=line.given_on,
        version=row.version,
        letter=letter,
        letter_en=_letter(row.text_en),
        blanks=template.typed if template else (),
        typed=dict(row.typed),
        mentions=named_in(letter, others),
        help_reading=help_reading,
        run_id=row.run_id,
        step=row.step,
        step_taken=_taken(row),
        may_change=refusal or check_change(state),
        may_read=refusal or check_change(state),
        may_give=refusal or check_change(state) or check_ready(state) or give,
        may_print=home or check_ready(state),
    )


def _taken(row: Letter) -> bool:
    if row.run_id is None:
        return False
    events = RunEvent.objects.filter(run_id=row.run_id, step=row.step, kind=EventKind.TAKEN, at__gte=row.written_at)
    return events.exists()


def _letter(kept: Any) -> FilledLetter:
    return FilledLetter(kept["title"], tuple(FilledPart(**part) for part in kept["parts"]))


def named_in(letter: FilledLetter, others: Iterable[str]) -> tuple[str, ...]:
    """Give the first names of others that stand in a letter: the reader looks at those before it goes."""
    texts = [letter.title, *(part.text for part in letter.parts)]
    written = {word.casefold() for text in texts for word in re.findall(r"[^\W\d_]+", text)}
    return tuple(dict.fromkeys(name for name in others if name and name.casefold() in written))
