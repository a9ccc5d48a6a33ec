"""Pages for letters: choose one, fill it in, read it, print it, and note how it was given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.queries.letters import LetterChoice, letter_page, person_letters, printed_letter, report_letters
from sluitend.services.contact import (
    ChangeLetter,
    GiveLetter,
    ReadLetter,
    WriteLetter,
    change_letter,
    give_letter,
    read_letter,
    write_letter,
)
from sluitend.web.dates import in_full, local_day
from sluitend.web.forms.contact import GiveForm, LetterForm, ReadForm, shown
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]


@require_GET
def for_person(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Choose a letter to somebody in a case."""
    page = person_letters(request.viewer, case_id, person_id, now=request.now)
    return render(request, "letters/choose.html", {"page": page, "subject": page.subject})


@require_GET
def for_report(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Choose a letter to the parents about an absence report."""
    page = report_letters(request.viewer, report_id, now=request.now)
    return render(request, "letters/choose.html", {"page": page, "subject": page.subject})


@require_http_methods(ANY)
def new_for_person(request: PageRequest, case_id: UUID, person_id: UUID, code: str) -> HttpResponse:
    """Fill in a letter to somebody in a case."""
    page = person_letters(request.viewer, case_id, person_id, now=request.now)
    return _new(request, page, code, case_id=case_id, person_id=person_id)


@require_http_methods(ANY)
def new_for_report(request: PageRequest, report_id: UUID, code: str) -> HttpResponse:
    """Fill in a letter to the parents about an absence report."""
    return _new(request, report_letters(request.viewer, report_id, now=request.now), code, report_id=report_id)


def _new(request: PageRequest, page: LetterChoice, code: str, **about: UUID) -> HttpResponse:
    choice = page.choice(code)
    run_id, step = _step(request)
    form = LetterForm(request.POST or None, blanks=choice.typed, initial={"version": 0})
    made: list[UUID] = []

    def act() -> None:
        quote = form.cleaned_data["quote"]
        command = WriteLetter(code, form.key, form.typed(), quote=quote, run_id=run_id, step=step, **about)
        made.append(write_letter(request.viewer, command, now=request.now))

    if done(request, form, act):
        return redirect("letter-page", letter_id=made[0])
    around = {"subject": page.subject, "choice": choice, "refusal": choice.refusal, "preview": choice.preview}
    return form_page(request, "letters/fill.html", form, **around)


def _step(request: PageRequest) -> tuple[UUID | None, str]:
    """Give the step of a protocol from which one came here; none when the address tells nothing that can be read."""
    try:
        return UUID(request.GET.get("protocol", "")), request.GET.get("stap", "")[:40]
    except ValueError:
        return None, ""


@require_http_methods(ANY)
def change(request: PageRequest, letter_id: UUID) -> HttpResponse:
    """Fill in a letter anew."""
    page = letter_page(request.viewer, letter_id, now=request.now)
    initial = {**shown(page.typed), "version": page.version}
    form = LetterForm(request.POST or None, blanks=page.blanks, initial=initial)

    def act() -> None:
        command = ChangeLetter(letter_id, form.version, form.key, form.typed(), quote=form.cleaned_data["quote"])
        change_letter(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("letter-page", letter_id=letter_id)
    around = {"subject": page.subject, "choice": page, "refusal": page.may_change, "preview": page.letter}
    return form_page(request, "letters/fill.html", form, **around)


@require_GET
def letter(request: PageRequest, letter_id: UUID) -> HttpResponse:
    """Show one letter, to read and to give."""
    return _letter(request, letter_id)


@require_http_methods(["POST"])
def read(request: PageRequest, letter_id: UUID) -> HttpResponse:
    """Say that one read the whole letter."""
    form = ReadForm(request.POST)

    def act() -> None:
        read_letter(request.viewer, ReadLetter(letter_id, form.version, form.key), now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("De brief is nagelezen. U kunt hem nu afdrukken."))
        return redirect("letter-page", letter_id=letter_id)
    return _letter(request, letter_id, read_form=form)


@require_http_methods(["POST"])
def give(request: PageRequest, letter_id: UUID) -> HttpResponse:
    """Note how the letter was given."""
    form = GiveForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        command = GiveLetter(letter_id, form.version, given["how"], given["on"], form.key)
        give_letter(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Opgeschreven hoe de brief is gegeven."))
        return redirect("letter-page", letter_id=letter_id)
    return _letter(request, letter_id, give_form=form)


def _letter(
    request: PageRequest, letter_id: UUID, *, read_form: ReadForm | None = None, give_form: GiveForm | None = None
) -> HttpResponse:
    page = letter_page(request.viewer, letter_id, now=request.now)
    around: dict[str, Any] = {
        "page": page,
        "subject": page.subject,
        "read_form": read_form or ReadForm(initial={"version": page.version}),
        "give_form": give_form or GiveForm(initial={"version": page.version, "on": local_day(request.now)}),
    }
    status = 422 if (read_form and read_form.errors) or (give_form and give_form.errors) else 200
    return render(request, "letters/letter.html", around, status=status)


@require_GET
def paper(request: PageRequest, letter_id: UUID) -> HttpResponse:
    """Show a letter on paper: in Dutch, whatever the screen speaks, unless English is asked for now."""
    page = printed_letter(request.viewer, letter_id, now=request.now)
    screen, language = get_language() or "nl", "en" if request.GET.get("taal") == "en" else "nl"
    with override(language):
        letter_words = page.letter_en if language == "en" else page.letter
        around = {"page": page, "letter": letter_words, "day": in_full(page.written_on), "screen": screen}
        return render(request, "letters/paper.html", around)


urls = [
    path("casussen/<uuid:case_id>/mensen/<uuid:person_id>/brief/", for_person, name="letter-choose"),
    path("casussen/<uuid:case_id>/mensen/<uuid:person_id>/brief/<slug:code>/", new_for_person, name="letter-new"),
    path("verzuim/<uuid:report_id>/brief/", for_report, name="letter-report-choose"),
    path("verzuim/<uuid:report_id>/brief/<slug:code>/", new_for_report, name="letter-report-new"),
    path("brieven/<uuid:letter_id>/", letter, name="letter-page"),
    path("brieven/<uuid:letter_id>/wijzigen/", change, name="letter-change"),
    path("brieven/<uuid:letter_id>/nagelezen/", read, name="letter-read"),
    path("brieven/<uuid:letter_id>/gegeven/", give, name="letter-give"),
    path("brieven/<uuid:letter_id>/afdruk/", paper, name="letter-print"),
]
