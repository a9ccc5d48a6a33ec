"""Destroying: what is due, a proposal, and the second person who confirms it or keeps it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from sluitend.domain.destruction import MOST
from sluitend.queries.destruction import destruction_count, destruction_page, proposal_page
from sluitend.services import destruction
from sluitend.web.context import COUNTS
from sluitend.web.forms.base import BaseForm
from sluitend.web.forms.destruction import KeepForm, ProposeForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]
COUNTS["destruction-list"] = destruction_count


@require_http_methods(ANY)
def listing(request: PageRequest) -> HttpResponse:
    """Show what is due, and propose to destroy it; show what waits, and what was destroyed."""
    page = destruction_page(request.viewer, now=request.now)
    form = ProposeForm(request.POST or None, lines=page.due, most=MOST)

    def act() -> None:
        chosen = tuple(UUID(pk) for pk in form.cleaned_data["items"])
        destruction.propose(request.viewer, destruction.Propose(form.key, chosen), now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Voorgesteld. Er is nog niets vernietigd: een ander moet het bevestigen."))
        return redirect("destruction-list")
    return form_page(request, "destruction/list.html", form, page=page)


@require_http_methods(ANY)
def one(request: PageRequest, destruction_id: UUID) -> HttpResponse:
    """Show a proposal, and confirm it as another person than who made it."""
    page = proposal_page(request.viewer, destruction_id, now=request.now)
    form = BaseForm(request.POST or None)

    def act() -> None:
        destruction.confirm(request.viewer, destruction_id, form_key=form.key, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Vernietigd. De verklaring staat hieronder."))
        return redirect("destruction-list")
    return form_page(request, "destruction/proposal.html", form, page=page)


@require_http_methods(ANY)
def keep(request: PageRequest, destruction_id: UUID) -> HttpResponse:
    """Destroy nothing of a proposal, with a reason."""
    page = proposal_page(request.viewer, destruction_id, now=request.now)
    form = KeepForm(request.POST or None)

    def act() -> None:
        command = destruction.Keep(form.key, destruction_id, form.cleaned_data["words"])
        destruction.keep(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Er is niets vernietigd. De regels staan weer op de lijst."))
        return redirect("destruction-list")
    return form_page(request, "destruction/keep.html", form, page=page)


urls = [
    path("", listing, name="destruction-list"),
    path("<uuid:destruction_id>/", one, name="destruction-one"),
    path("<uuid:destruction_id>/niet/", keep, name="destruction-keep"),
]
