"""Pages about reaching a person of a case: what they wish, when there was contact, and until when an interpreter comes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from sluitend.queries.contact import contact_page
from sluitend.services.contact import LogContact, SaveWish, SetInterpreter, log_contact, save_wish, set_interpreter
from sluitend.web.dates import local_day
from sluitend.web.forms.base import BaseForm
from sluitend.web.forms.case import ConfirmForm
from sluitend.web.forms.contact import ContactForm, InterpreterForm, WishForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done, press
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]


@require_http_methods(ANY)
def overview(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Note contact, above everything about reaching this person."""
    form = ContactForm(request.POST or None, initial={"on": local_day(request.now)})

    def act() -> None:
        command = LogContact(case_id, person_id, form.moment(), form.key, quote=form.cleaned_data["quote"])
        log_contact(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Het contact staat erbij."))
        return redirect("case-contact", case_id=case_id, person_id=person_id)
    return _page(request, case_id, person_id, form, need=InterpreterForm())


@require_http_methods(ANY)
def wish(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down how somebody wants to be reached."""
    page = contact_page(request.viewer, case_id, person_id, now=request.now, action="case.form")
    known = page.wish
    initial: dict[str, object] = {"version": known.version if known else 0}
    if known:
        initial |= {
            "way": known.way,
            "times": known.times,
            "call_first": known.call_first,
            "help_reading": known.help_reading,
        }
    form = WishForm(request.POST or None, initial=initial)

    def act() -> None:
        quote = form.cleaned_data["quote"]
        command = SaveWish(case_id, person_id, form.wish(), form.version, form.key, quote=quote)
        save_wish(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-contact", case_id=case_id, person_id=person_id)
    return form_page(request, "contact/wish.html", form, page=page, head=page.head, case_id=case_id)


@require_http_methods(["POST"])
def interpreter(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Say until which appointment an interpreter is needed."""
    form = InterpreterForm(request.POST)

    def act() -> None:
        command = SetInterpreter(case_id, person_id, form.cleaned_data["until"], form.key)
        set_interpreter(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-contact", case_id=case_id, person_id=person_id)
    return _page(request, case_id, person_id, ContactForm(initial={"on": local_day(request.now)}), need=form)


@require_http_methods(["POST"])
def no_interpreter(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Say that an interpreter is not needed any more."""
    form = ConfirmForm(request.POST)

    def act() -> None:
        set_interpreter(request.viewer, SetInterpreter(case_id, person_id, None, form.key), now=request.now)

    press(request, case_id, form, act)
    return redirect("case-contact", case_id=case_id, person_id=person_id)


def _page(
    request: PageRequest, case_id: UUID, person_id: UUID, form: BaseForm, *, need: InterpreterForm
) -> HttpResponse:
    page = contact_page(request.viewer, case_id, person_id, now=request.now)
    around = {"page": page, "head": page.head, "case_id": case_id, "tab": "people", "need": need, "ends": ConfirmForm()}
    answer = form_page(request, "contact/page.html", form, **around)
    if need.errors:
        answer.status_code = 422
    return answer


urls = [
    path("casussen/<uuid:case_id>/mensen/<uuid:person_id>/bereiken/", overview, name="case-contact"),
    path("casussen/<uuid:case_id>/mensen/<uuid:person_id>/bereiken/wens/", wish, name="case-contact-wish"),
    path("casussen/<uuid:case_id>/mensen/<uuid:person_id>/bereiken/tolk/", interpreter, name="case-interpreter"),
    path(
        "casussen/<uuid:case_id>/mensen/<uuid:person_id>/bereiken/geen-tolk/",
        no_interpreter,
        name="case-no-interpreter",
    ),
]
