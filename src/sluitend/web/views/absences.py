"""The attendance officer's pages: inbox, one report, loading a file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.absence import HEADER, FileAbout
from sluitend.domain.outcome import Refused
from sluitend.domain.signal import Agreement
from sluitend.domain.vocabulary import Role
from sluitend.queries import absences as queries
from sluitend.queries.attendance_figures import figures as attendance_figures
from sluitend.queries.letters import letters_of_report
from sluitend.services import absences as services
from sluitend.services import flow
from sluitend.web.context import COUNTS
from sluitend.web.forms.absences import CloseForm, ContactForm, PassOnForm
from sluitend.web.paging import page_number
from sluitend.web.request import PageRequest
from sluitend.web.views.files import FileRoom, choose_file, show_file

COUNTS["absence-inbox"] = queries.open_count

FILES = FileRoom(
    FileAbout.ABSENCE,
    "absence-inbox",
    "absence-upload",
    "absence-import",
    _("Verzuim"),
    _("Meldingen van verzuim inlezen"),
    ";".join(HEADER),
    lambda viewer, file, form, now: services.receive_file(viewer, file, form, now=now),
    queries.imports,
)


@require_GET
def inbox(request: PageRequest) -> HttpResponse:
    """Show the open reports, those due first; or the closed ones."""
    closed = request.GET.get("gesloten") == "ja"
    page = queries.inbox(request.viewer, number=page_number(request), closed=closed, now=request.now)
    return render(request, "absences/inbox.html", {"page": page})


@require_GET
def figures(request: PageRequest) -> HttpResponse:
    """Show the work figures of the desk: lead times, what waits, and how schools report."""
    page = attendance_figures(request.viewer, Role.ATTENDANCE, now=request.now)
    return render(request, "reports/attendance.html", {"page": page, "back": "absence"})


@require_http_methods(["GET", "POST"])
def upload(request: PageRequest) -> HttpResponse:
    """Take in a file with absence reports."""
    return choose_file(request, FILES)


@require_GET
def import_page(request: PageRequest, import_id: UUID) -> HttpResponse:
    """Show how far a file is loaded, and the rows that were not."""
    return show_file(request, FILES, import_id)


@require_GET
def report(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Show one report with what can be done."""
    return _report(request, report_id)


@require_http_methods(["POST"])
def contact(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Note contact and talk."""
    form = ContactForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        command = services.RecordContact(report_id, data["contact_on"], data["talk_on"], form.version)
        try:
            services.record_contact(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, gettext("Opgeslagen."))
            return redirect("absence-report", report_id=report_id)
    return _report(request, report_id, contact=form, status=422)


@require_http_methods(["POST"])
def close(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Close a report."""
    form = CloseForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        command = services.CloseReport(report_id, data["closing"], data["words"], form.version)
        try:
            flow.close_absence(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, gettext("De melding is gesloten."))
            return redirect("absence-inbox")
    return _report(request, report_id, close=form, status=422)


@require_http_methods(["POST"])
def pass_on(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Pass on that a file runs."""
    form = PassOnForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        agreement = Agreement(data["agreed_by"], data["agreed_name"], data["agreed_how"], data["agreed_on"])
        command = flow.PassOnAbsence(report_id, data["goal"], data["why"], agreement, form.key)
        try:
            flow.pass_on_absence(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(
                request, gettext("Doorgegeven: dat er een dossier loopt, uw naam en nummer, het doel en waarom.")
            )
            return redirect("absence-report", report_id=report_id)
    return _report(request, report_id, pass_on=form, status=422)


def _report(
    request: PageRequest,
    report_id: UUID,
    *,
    contact: ContactForm | None = None,
    close: CloseForm | None = None,
    pass_on: PassOnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = queries.report_page(request.viewer, report_id, now=request.now)
    initial = {"contact_on": page.contact_on, "talk_on": page.talk_on, "version": page.version}
    context = {
        "page": page,
        "contact": contact or ContactForm(initial=initial),
        "close": close or CloseForm(initial={"version": page.version}),
        "pass_on": pass_on or PassOnForm(),
        "letters": letters_of_report(request.viewer, report_id, now=request.now),
    }
    return render(request, "absences/report.html", context, status=status)


urls = [
    path("", inbox, name="absence-inbox"),
    path("cijfers/", figures, name="absence-figures"),
    path("inlezen/", upload, name="absence-upload"),
    path("inlezen/<uuid:import_id>/", import_page, name="absence-import"),
    path("<uuid:report_id>/", report, name="absence-report"),
    path("<uuid:report_id>/contact/", contact, name="absence-contact"),
    path("<uuid:report_id>/sluiten/", close, name="absence-close"),
    path("<uuid:report_id>/doorgeven/", pass_on, name="absence-pass-on"),
]
