"""Leave and exemption of a pupil, as dates."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.queries import school_leave as queries
from sluitend.services import absences as services
from sluitend.web.forms.leave import ExemptionForm, LeaveForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page


@require_http_methods(["GET", "POST"])
def leave(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Show what there is, and write down a decision on leave."""
    page = queries.leave_page(request.viewer, report_id, now=request.now)
    form = LeaveForm(request.POST or None, head_days=page.head_days)

    def act() -> None:
        data = form.cleaned_data
        command = services.NoteLeave(
            report_id,
            data["article"],
            data["from_on"],
            data["until_on"],
            data["decided_by"],
            data["granted"],
            form.key,
            data["heard_on"],
        )
        services.note_leave(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, _("Opgeslagen."))
        return redirect("absence-leave", report_id)
    return form_page(request, "absences/leave.html", form, page=page)


@require_http_methods(["GET", "POST"])
def exemption(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Write down that a pupil is exempt."""
    page = queries.leave_page(request.viewer, report_id, now=request.now)
    form = ExemptionForm(request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        command = services.NoteExemption(report_id, data["article"], data["from_on"], data["until_on"], form.key)
        services.note_exemption(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, _("Opgeslagen. Het artikel is verzegeld."))
        return redirect("absence-leave", report_id)
    return form_page(request, "absences/exemption.html", form, page=page)


@require_GET
def article(request: PageRequest, report_id: UUID, leave_id: UUID) -> HttpResponse:
    """Open the article of an exemption."""
    page = queries.exemption_page(request.viewer, report_id, leave_id, now=request.now)
    return render(request, "absences/article.html", {"page": page})


urls = [
    path("<uuid:report_id>/verlof/", leave, name="absence-leave"),
    path("<uuid:report_id>/vrijstelling/", exemption, name="absence-exemption"),
    path("<uuid:report_id>/vrijstelling/<uuid:leave_id>/", article, name="absence-exemption-article"),
]
