"""Write a letter from a template: everything filled, nothing sent, and never where nothing may go home."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from sluitend.access import context
from sluitend.access.letters import About, Facts, about_person, about_report, facts_for, may_write, open_letter
from sluitend.access.once import once
from sluitend.access.step_letters import run_of, step_of
from sluitend.access.words import check_words
from sluitend.content.letters import default_letters
from sluitend.domain.letters import (
    Blank,
    FilledLetter,
    LetterState,
    LetterTemplate,
    check_change,
    check_given,
    fill,
    in_words,
)
from sluitend.domain.outcome import Conflict, NotFound, Refusal, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.records.models import Letter


@dataclass(frozen=True, slots=True)
class WriteLetter:
    """A letter to a person of a case, or to the parents of an absence report. typed: what was filled in, by blank.

    A day is written as 2026-11-24 and a time as 10:00. run_id and step: of which step of a protocol it is evidence.
    """

    code: str
    form_key: UUID
    typed: Mapping[Blank, str] = field(default_factory=dict, repr=False)
    case_id: UUID | None = None
    person_id: UUID | None = None
    report_id: UUID | None = None
    quote: bool = False
    run_id: UUID | None = None
    step: str = ""


@dataclass(frozen=True, slots=True)
class ChangeLetter:
    """A letter filled in anew. version: what the writer started from."""

    letter_id: UUID
    version: int
    form_key: UUID
    typed: Mapping[Blank, str] = field(default_factory=dict, repr=False)
    quote: bool = False


def write_letter(viewer: Viewer, command: WriteLetter, *, now: datetime) -> UUID:
    """Write a letter; it is not ready before a person read it.

    Raises:
        NotFound: there is no such person, report or template for the viewer.
        Refused: heightened safety, a step with which nothing goes home, a child under 12, a call or talk that must come
            first, somebody else's letter, or a blank that is empty.
    """
    template = _template(command.code)
    pk = uuid.uuid4()

    def make() -> dict[str, str]:
        words = _words(viewer, template, command.typed, quote=command.quote, now=now)
        with _about(viewer, command, pk, now=now) as about:
            refuse_any(_check_step(viewer, command, now), *may_write(viewer, about, template, now=now))
            refuse_any(*check_given(template, command.typed, today=context.today(now)), *words)
            facts = facts_for(viewer, about)
            row = Letter(
                id=pk,
                municipality_id=viewer.municipality_id,
                case_id=about.case_id,
                person_id=about.person_id,
                report_id=about.report_id,
                run_id=command.run_id,
                step=command.step if command.run_id else "",
                code=template.code,
            )
            _put(row, template, facts, command.typed, by=viewer.membership_id, now=now)
            row.save(force_insert=True)
        return {"id": str(pk)}

    return UUID(once(viewer, command.form_key, "letter.write", make, now=now)["id"])


def change_letter(viewer: Viewer, command: ChangeLetter, *, now: datetime) -> UUID:
    """Fill in a letter anew; it must be read again.

    Raises:
        NotFound: there is no such letter for the viewer.
        Refused: it was given, or what refuses writing one.
        Conflict: somebody else changed it first.
    """

    def make() -> dict[str, str]:
        row = Letter.objects.filter(pk=command.letter_id).first()
        if row is None:
            raise NotFound
        template = _template(row.code)
        words = _words(viewer, template, command.typed, quote=command.quote, now=now)
        with open_letter(viewer, row.pk, action="letter.change", now=now) as (row, about):
            refuse_any(check_change(LetterState(row.state)))
            refuse_any(*may_write(viewer, about, template, now=now))
            if row.version != command.version:
                by = f"{row.written_by.display_name}, {row.written_by.function.lower()}"
                raise Conflict(dict(row.typed), version=row.version, by=by, at=row.written_at)
            refuse_any(*check_given(template, command.typed, today=context.today(now)), *words)
            _put(row, template, facts_for(viewer, about), command.typed, by=viewer.membership_id, now=now)
            row.version += 1
            row.save(force_update=True)
        return {"id": str(row.pk)}

    return UUID(once(viewer, command.form_key, "letter.change", make, now=now)["id"])


def _check_step(viewer: Viewer, command: WriteLetter, now: datetime) -> Refusal | None:
    """A letter of a step belongs to a run of the same case or report, and to a step that sends something home."""
    if command.run_id is None:
        return None
    run = run_of(command.run_id, case_id=command.case_id, report_id=command.report_id)
    return step_of(viewer, run, command.step, now=now)[1]


def _template(code: str) -> LetterTemplate:
    template = default_letters().get(code)
    if template is None:
        raise NotFound
    return template


def _words(
    viewer: Viewer, template: LetterTemplate, typed: Mapping[Blank, str], *, quote: bool, now: datetime
) -> tuple[Refusal, ...]:
    texts = {blank.value: typed.get(blank, "") for blank in template.typed if blank not in {Blank.DAY, Blank.TIME}}
    return check_words(viewer, texts, quote=quote, now=now)


def _about(viewer: Viewer, command: WriteLetter, pk: UUID, *, now: datetime) -> AbstractContextManager[About]:
    if command.report_id is not None:
        return about_report(viewer, command.report_id, pk, action="letter.write", now=now)
    if command.case_id is None or command.person_id is None:
        raise NotFound
    return about_person(viewer, command.case_id, command.person_id, pk, action="letter.write", now=now)


def _put(
    row: Letter,
    template: LetterTemplate,
    facts: Facts,
    typed: Mapping[Blank, str],
    *,
    by: UUID,
    now: datetime,
) -> None:
    own = {blank: typed[blank] for blank in template.typed}
    row.template_version, row.addressee = template.version, facts.nl[Blank.ADDRESSEE]
    row.typed = {blank.value: words for blank, words in own.items()}
    row.text = asdict(_filled(template, facts.nl, own, english=False))
    row.text_en = asdict(_filled(template, facts.en, own, english=True))
    row.state, row.written_by_id, row.written_at = LetterState.WRITTEN.value, by, now
    row.read_by_id = row.read_at = None


def _filled(
    template: LetterTemplate, known: Mapping[Blank, str], own: Mapping[Blank, str], *, english: bool
) -> FilledLetter:
    given = {blank: words for blank, words in known.items() if blank in template.blanks}
    given |= {blank: in_words(blank, words, english=english) for blank, words in own.items()}
    return fill(template, given, english=english)
