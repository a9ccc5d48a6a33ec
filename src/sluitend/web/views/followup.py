"""Pages for keeping hold of a case: notes, evaluation, closing and opening again, after care."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from sluitend.domain.outcome import NotFound
from sluitend.queries.followup import closing_page, evaluation_page, note_page, notes_page
from sluitend.services import flow
from sluitend.services.followup import (
    ChangeNote,
    CloseCase,
    Evaluate,
    HoldAfterCare,
    ReopenCase,
    WriteNote,
    change_note,
    write_note,
)
from sluitend.web.dates import in_full, local_day
from sluitend.web.forms.followup import (
    AfterCareForm,
    ChangeNoteForm,
    CloseForm,
    EvaluationForm,
    NoteForm,
    ReopenForm,
    reason_words,
)
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.cases import number_of
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]


@require_http_methods(ANY)
def notes(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write a note, above the notes there are."""
    form = NoteForm(request.POST or None)

    def act() -> None:
        command = WriteNote(case_id, form.cleaned_data["text"], form.key, quote=form.cleaned_data["quote"])
        write_note(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("De notitie staat erbij."))
        return redirect("case-notes", case_id=case_id)
    page = notes_page(request.viewer, case_id, number_of(request), now=request.now)
    around = {"page": page, "head": page.head, "case_id": case_id, "tab": "notes"}
    return form_page(request, "followup/notes.html", form, **around)


@require_http_methods(ANY)
def note(request: PageRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    """Change one's own note; two windows show both texts."""
    page = note_page(request.viewer, note_id, now=request.now)
    if page.case_id != case_id:
        raise NotFound
    form = ChangeNoteForm(request.POST or None, initial={"text": page.text, "version": page.version})

    def act() -> None:
        given = form.cleaned_data
        command = ChangeNote(note_id, form.version, given["text"], form.key, quote=given["quote"])
        change_note(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-notes", case_id=case_id)
    return form_page(request, "followup/note.html", form, page=page, case_id=case_id)


@require_http_methods(ANY)
def evaluation(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write down an evaluation, beside the ones that were held."""
    page = evaluation_page(request.viewer, case_id, now=request.now)
    form = EvaluationForm(request.POST or None, goals=page.goals, initial={"held_on": local_day(request.now)})

    def act() -> None:
        given = form.cleaned_data
        command = Evaluate(
            case_id,
            given["held_on"],
            given["words"],
            given["next_step"],
            form.key,
            family_words=given["family_words"],
            goals=form.outcomes,
            quote=given["quote"],
        )
        next_by = flow.evaluate(request.viewer, command, now=request.now).next_by
        text = gettext("De evaluatie staat erbij. De volgende is uiterlijk %(day)s.")
        messages.success(request, text % {"day": in_full(next_by)})

    if done(request, form, act):
        return redirect("case-evaluation", case_id=case_id)
    return form_page(request, "followup/evaluation.html", form, page=page, head=page.head, case_id=case_id)


@require_http_methods(ANY)
def closing(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Close a case, or see how it was closed and what after care is to come."""
    page = closing_page(request.viewer, case_id, now=request.now)
    form = CloseForm(request.POST or None, reasons=page.reasons)

    def act() -> None:
        given = form.cleaned_data
        command = CloseCase(
            case_id, given["reason"], given["words"], form.key, legal_check=given["legal_check"], quote=given["quote"]
        )
        flow.close_case(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("De casus is gesloten. Na zes en twaalf maanden vraagt u hoe het gaat."))
        return redirect("case-closing", case_id=case_id)
    closed_for = reason_words(page.closing_reason) if page.closing_reason else ""
    around = {"page": page, "head": page.head, "case_id": case_id, "closed_for": closed_for}
    return form_page(request, "followup/closing.html", form, **around)


@require_http_methods(ANY)
def reopen(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Open a closed case again."""
    page = closing_page(request.viewer, case_id, now=request.now)
    form = ReopenForm(request.POST or None)

    def act() -> None:
        command = ReopenCase(case_id, form.cleaned_data["reason"], form.key, quote=form.cleaned_data["quote"])
        flow.reopen_case(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("De casus is weer open."))
        return redirect("case-page", case_id=case_id)
    return form_page(request, "followup/reopen.html", form, page=page, case_id=case_id)


@require_http_methods(ANY)
def after_care(request: PageRequest, case_id: UUID, after_care_id: UUID) -> HttpResponse:
    """Write down how it goes some time after closing."""
    page = closing_page(request.viewer, case_id, now=request.now)
    row = next((one for one in page.after if one.after_care_id == after_care_id), None)
    if row is None:
        raise NotFound
    form = AfterCareForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        command = HoldAfterCare(after_care_id, given["words"], given["well"], form.key, quote=given["quote"])
        flow.hold_after_care(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Genoteerd hoe het gaat."))
        return redirect("case-closing", case_id=case_id)
    return form_page(request, "followup/after_care.html", form, page=page, row=row, case_id=case_id)


urls = [
    path("casussen/<uuid:case_id>/notities/", notes, name="case-notes"),
    path("casussen/<uuid:case_id>/notities/<uuid:note_id>/", note, name="case-note"),
    path("casussen/<uuid:case_id>/evaluatie/", evaluation, name="case-evaluation"),
    path("casussen/<uuid:case_id>/afsluiten/", closing, name="case-closing"),
    path("casussen/<uuid:case_id>/heropenen/", reopen, name="case-reopen"),
    path("casussen/<uuid:case_id>/nazorg/<uuid:after_care_id>/", after_care, name="case-after-care"),
]
