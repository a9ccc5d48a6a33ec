"""Status back to the register: words for the school, and a file with what changed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.queries import absence_status as queries
from sluitend.services import absences as services
from sluitend.web.forms.absences import FeedbackForm
from sluitend.web.forms.own_protocols import PressForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page


@require_http_methods(["GET", "POST"])
def status(request: PageRequest) -> HttpResponse:
    """Show what waits for the register, and make a file of it."""
    page = queries.status_page(request.viewer, now=request.now)
    form = PressForm(request.POST or None)
    if done(request, form, lambda: services.export_status(request.viewer, form.key, now=request.now)):
        messages.success(request, _("Het bestand is gemaakt. Haal het op en lees het in het register in."))
        return redirect("absence-status")
    return form_page(request, "absences/status.html", form, page=page)


@require_GET
def status_file(request: PageRequest, file_id: UUID) -> HttpResponse:
    """Give a file."""
    text = services.status_text(request.viewer, file_id, now=request.now)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="verzuimstatus-{request.now:%Y-%m-%d}.csv"'
    return response


@require_http_methods(["GET", "POST"])
def feedback(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Write what the school may read about a report."""
    page = queries.feedback_page(request.viewer, report_id, now=request.now)
    form = FeedbackForm(request.POST or None, initial={"words": page.words, "version": page.version})

    def act() -> None:
        data = form.cleaned_data
        command = services.WriteFeedback(report_id, form.version, data["words"], data["quote"])
        services.write_feedback(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, _("Opgeslagen. Het gaat mee met het volgende bestand."))
        return redirect("absence-report", report_id)
    return form_page(request, "absences/feedback.html", form, page=page)


urls = [
    path("register/", status, name="absence-status"),
    path("register/<uuid:file_id>/", status_file, name="absence-status-file"),
    path("<uuid:report_id>/terugkoppeling/", feedback, name="absence-feedback"),
]
