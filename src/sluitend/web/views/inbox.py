"""Take in a concern: the inbox, one concern, deciding, linking, reading along, answering."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.triage import Outcome
from sluitend.queries import inbox as queries
from sluitend.queries.signal_page import DecidePage, decide_page, signal_page
from sluitend.services import flow, triage
from sluitend.web.context import COUNTS
from sluitend.web.forms.base import BaseForm
from sluitend.web.forms.triage import (
    FORMS,
    AnswerForm,
    AskReaderForm,
    DecideForm,
    IntegralForm,
    LinkForm,
    NotSameForm,
    SecondViewForm,
    VersionForm,
)
from sluitend.web.paging import page_number
from sluitend.web.posted import only_own
from sluitend.web.request import PageRequest
from sluitend.web.views import errors
from sluitend.web.views.pages import form_page

COUNTS["signal-inbox"] = queries.waiting

SLUGS = {
    "gevaar": Outcome.DANGER,
    "nu": Outcome.ACT_NOW,
    "gewoon": Outcome.REGULAR,
    "integraal": Outcome.INTEGRAL,
    "niet": Outcome.NOT_TAKEN_UP,
}
SLUG_OF = {outcome: slug for slug, outcome in SLUGS.items()}


@require_GET
def inbox(request: PageRequest) -> HttpResponse:
    """List the concerns that wait, what is due first on top; or those that are decided."""
    done = request.GET.get("lijst") == "klaar"
    page = queries.inbox_page(request.viewer, now=request.now, page=page_number(request), done=done)
    return render(request, "inbox/list.html", {"page": page})


@require_GET
def take(request: PageRequest, signal_id: UUID) -> HttpResponse:
    """Open one concern. The first look by who decides about it is marked."""
    triage.open_signal(request.viewer, signal_id, now=request.now)
    return _signal(request, signal_id)


def _signal(request: PageRequest, signal_id: UUID, *, status: int = 200, **forms: BaseForm) -> HttpResponse:
    """Show one concern, with the forms on it; a form that could not be taken in stands in its place."""
    page = signal_page(request.viewer, signal_id, now=request.now)
    shown: dict[str, Any] = {
        "link_forms": [
            (
                match,
                LinkForm(initial={"version": page.version, "case": match.case_id}),
                NotSameForm(initial={"version": page.version, "case": match.case_id}),
                page.other_children.get(match.case_id),
            )
            for match in page.matches
        ],
        "version_form": VersionForm(initial={"version": page.version}),
        "view_form": SecondViewForm(),
        "answer_form": AnswerForm(),
        "choices": [(SLUG_OF[outcome], outcome) for outcome in page.doors.choices],
        **forms,
    }
    return render(request, "inbox/signal.html", {"page": page, **shown}, status=status)


@require_http_methods(["GET", "POST"])
def decide(request: PageRequest, signal_id: UUID, slug: str) -> HttpResponse:
    """Decide about a concern; each outcome has its own short form."""
    outcome = SLUGS.get(slug)
    if outcome is None:
        raise NotFound
    page = decide_page(request.viewer, signal_id, now=request.now)
    form = FORMS[outcome](request.POST or None, page=page, today=local_day(request.now))
    if not only_own(request, form):
        return errors.bad_request(request)
    if request.method == "POST" and form.is_valid():
        try:
            done = _decided(request, form)
        except Refused as refused:
            _refused(request, form, page, refused)
        else:
            messages.success(request, done)
            return redirect("signal-take", signal_id=signal_id)
    return form_page(request, f"inbox/decide_{slug}.html", form, page=page, outcome=outcome)


def _decided(request: PageRequest, form: DecideForm) -> str:
    command = form.command()
    if isinstance(form, IntegralForm):
        data = form.cleaned_data
        opened = flow.take_in_integral(
            request.viewer,
            flow.TakeInIntegral(command, data["title"], data["coordinator"], data["deputy"], form.given_names()),
            now=request.now,
        )
        return gettext("Casus %(number)s is geopend. De casusregisseur ziet hem nu.") % {"number": opened.number}
    triage.decide(request.viewer, command, now=request.now)
    if command.outcome is Outcome.DANGER:
        return gettext("Genoteerd. Beslis nu nog wat er verder gebeurt.")
    return gettext("Uw besluit is opgeslagen.")


def _refused(request: PageRequest, form: BaseForm, page: DecidePage, refused: Refused) -> None:
    """Show both texts when a colleague was first; otherwise each refusal at its field."""
    if triage.CHANGED not in refused.refusals:
        form.add_refusals(refused)
        return
    latest = page.latest
    by = f"{latest.by}, {latest.function}" if latest else gettext("Een collega")
    stored = {"reason": latest.reason} if latest else {}
    form.add_conflict(stored, version=page.version, by=by, at=latest.at if latest else request.now)


@require_POST
def link(request: PageRequest, signal_id: UUID) -> HttpResponse:
    """Confirm that a concern belongs to an open case."""
    form = LinkForm(request.POST)
    if not only_own(request, form):
        return errors.bad_request(request)
    if form.is_valid():
        data = form.cleaned_data
        command = triage.Link(form.key, signal_id, form.version, data["case"], data["reason"])
        try:
            triage.link(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, gettext("Gekoppeld. De casusregisseur leest de melding en antwoordt u."))
            return redirect("signal-take", signal_id=signal_id)
    return _signal(request, signal_id, status=422, refused_link=form)


@require_POST
def not_same(request: PageRequest, signal_id: UUID) -> HttpResponse:
    """Say that a found case is about another child."""
    form = NotSameForm(request.POST)
    if not only_own(request, form):
        return errors.bad_request(request)
    if form.is_valid():
        command = triage.NotSame(form.key, signal_id, form.version, form.cleaned_data["case"])
        try:
            triage.not_same(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, gettext("Opgeschreven: dit is een ander kind."))
            return redirect("signal-take", signal_id=signal_id)
    return _signal(request, signal_id, status=422, refused_link=form)


@require_POST
def unlink(request: PageRequest, signal_id: UUID) -> HttpResponse:
    """Undo a link: the access that came with it ends at once."""
    form = VersionForm(request.POST)
    if not only_own(request, form):
        return errors.bad_request(request)
    if form.is_valid():
        try:
            triage.unlink(request.viewer, signal_id, version=form.version, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, gettext("Losgemaakt. De casusregisseur ziet deze melding niet meer."))
            return redirect("signal-take", signal_id=signal_id)
    return _signal(request, signal_id, status=422, version_form=form)


@require_http_methods(["GET", "POST"])
def ask(request: PageRequest, signal_id: UUID) -> HttpResponse:
    """Ask a colleague to read along."""
    page = decide_page(request.viewer, signal_id, now=request.now)
    form = AskReaderForm(request.POST or None, options=page.readers)
    if not only_own(request, form):
        return errors.bad_request(request)
    if request.method == "POST" and form.is_valid():
        command = triage.AskReader(form.key, signal_id, form.cleaned_data["reader"])
        try:
            triage.ask_reader(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, gettext("Gevraagd. Uw collega ziet de melding nu ook."))
            return redirect("signal-take", signal_id=signal_id)
    return form_page(request, "inbox/ask.html", form, page=page)


@require_POST
def give_view(request: PageRequest, signal_id: UUID) -> HttpResponse:
    """Say as second reader whether one agrees."""
    form = SecondViewForm(request.POST)
    if not only_own(request, form):
        return errors.bad_request(request)
    if form.is_valid():
        data = form.cleaned_data
        command = triage.SecondView(form.key, signal_id, data["agrees"], data["words"], data["quote"])
        try:
            triage.give_view(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, gettext("Bedankt. Uw oordeel staat bij de melding."))
            return redirect("signal-take", signal_id=signal_id)
    return _signal(request, signal_id, status=422, view_form=form)


@require_POST
def answer(request: PageRequest, signal_id: UUID) -> HttpResponse:
    """Answer as the coordinator of the case this concern was linked to."""
    form = AnswerForm(request.POST)
    if not only_own(request, form):
        return errors.bad_request(request)
    if form.is_valid():
        data = form.cleaned_data
        command = triage.Answer(form.key, signal_id, data["answer"], data["words"], data["quote"])
        try:
            triage.answer(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, gettext("Uw antwoord is verstuurd."))
            return redirect("signal-inbox")
    return _signal(request, signal_id, status=422, answer_form=form)


@require_http_methods(["GET", "POST"])
def heighten(request: PageRequest, signal_id: UUID) -> HttpResponse:
    """From now on home may not know: only the named readers keep it."""
    page = decide_page(request.viewer, signal_id, now=request.now)
    form = VersionForm(request.POST or None, initial={"version": page.version})
    if not only_own(request, form):
        return errors.bad_request(request)
    if request.method == "POST" and form.is_valid():
        try:
            triage.heighten(request.viewer, signal_id, version=form.version, now=request.now)
        except Refused as refused:
            _refused(request, form, page, refused)
        else:
            messages.success(request, gettext("Deze melding ligt nu bij de mensen voor verhoogde veiligheid."))
            return redirect("signal-inbox")
    return form_page(request, "inbox/heighten.html", form, page=page)


@require_POST
def hidden_seen(request: PageRequest, signal_id: UUID) -> HttpResponse:
    """Say that one has seen that this concern touches a case of heightened safety."""
    triage.seen_hidden(request.viewer, signal_id, now=request.now)
    return redirect("signal-inbox")


urls = [
    path("", inbox, name="signal-inbox"),
    path("<uuid:signal_id>/", take, name="signal-take"),
    path("<uuid:signal_id>/besluit/<slug:slug>/", decide, name="triage-decide"),
    path("<uuid:signal_id>/koppelen/", link, name="triage-link"),
    path("<uuid:signal_id>/ander-kind/", not_same, name="triage-not-same"),
    path("<uuid:signal_id>/losmaken/", unlink, name="triage-unlink"),
    path("<uuid:signal_id>/meelezen/", ask, name="triage-ask"),
    path("<uuid:signal_id>/oordeel/", give_view, name="triage-view"),
    path("<uuid:signal_id>/antwoord/", answer, name="triage-answer"),
    path("<uuid:signal_id>/veiligheid/", heighten, name="triage-heighten"),
    path("<uuid:signal_id>/gezien/", hidden_seen, name="triage-hidden-seen"),
]
