"""The officer's pages about departure, moving and striking off: the list, one notice, entering one, loading a file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.absence import FileAbout
from sluitend.domain.absence.departure import HEADER
from sluitend.queries import departures as queries
from sluitend.services import departures as services
from sluitend.services import flow
from sluitend.web.context import COUNTS
from sluitend.web.forms.bsn import with_bsn
from sluitend.web.forms.case import ConfirmForm
from sluitend.web.forms.departures import NoticeForm
from sluitend.web.paging import page_number
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.files import FileRoom, choose_file, show_file
from sluitend.web.views.pages import form_page

COUNTS["departure-inbox"] = queries.open_count

FILES = FileRoom(
    FileAbout.DEPARTURE,
    "departure-inbox",
    "departure-upload",
    "departure-import",
    _("Vertrek"),
    _("Meldingen van vertrek inlezen"),
    ";".join(HEADER),
    lambda viewer, file, form, now: services.receive_file(viewer, file, form, now=now),
    queries.imports,
)


@require_GET
def inbox(request: PageRequest) -> HttpResponse:
    """Show the open notices, what is due first on top; or those that are over."""
    closed = request.GET.get("afgerond") == "ja"
    page = queries.notice_list(request.viewer, number=page_number(request), closed=closed, now=request.now)
    return render(request, "departures/inbox.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """Enter a notice by hand, and begin with it."""
    queries.only_officer(request.viewer)
    form = NoticeForm(with_bsn(request) if request.method == "POST" else None)
    begun: list[UUID] = []

    def act() -> None:
        begun.append(flow.enter_departure(request.viewer, form.command(), now=request.now).departure_id)

    if done(request, form, act):
        messages.success(request, gettext("De melding staat erin. Dit zijn de vragen."))
        return redirect("departure-page", departure_id=begun[0])
    return form_page(request, "departures/new.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: PageRequest, departure_id: UUID) -> HttpResponse:
    """Show one notice, and begin with it."""
    page = queries.notice_page(request.viewer, departure_id, now=request.now)
    form = ConfirmForm(request.POST or None)

    def act() -> None:
        flow.begin_departure(request.viewer, departure_id, form_key=form.key, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("U begint. Dit zijn de vragen."))
        return redirect("departure-page", departure_id=departure_id)
    return form_page(request, "departures/notice.html", form, page=page)


@require_http_methods(["GET", "POST"])
def upload(request: PageRequest) -> HttpResponse:
    """Take in a file with notices."""
    return choose_file(request, FILES)


@require_GET
def import_page(request: PageRequest, import_id: UUID) -> HttpResponse:
    """Show how far a file is loaded, and the rows that were not."""
    return show_file(request, FILES, import_id)


urls = [
    path("", inbox, name="departure-inbox"),
    path("nieuw/", new, name="departure-new"),
    path("inlezen/", upload, name="departure-upload"),
    path("inlezen/<uuid:import_id>/", import_page, name="departure-import"),
    path("<uuid:departure_id>/", notice, name="departure-page"),
]
