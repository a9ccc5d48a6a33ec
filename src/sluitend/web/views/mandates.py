"""The administrator's page of the register of mandates: who decides at which rung, and until when."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from sluitend.queries.mandates import register
from sluitend.services.mandates import end_mandate, set_mandate
from sluitend.web.dates import local_day
from sluitend.web.forms.case import ConfirmForm
from sluitend.web.forms.mandates import MandateForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def mandates(request: PageRequest) -> HttpResponse:
    """Show the register, and put a mandate in it."""
    page = register(request.viewer, now=request.now)
    form = MandateForm(request.POST or None, page=page, initial={"since": local_day(request.now)})

    def act() -> None:
        set_mandate(request.viewer, form.mandate(), form_key=form.key, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Het mandaat staat in het register."))
        return redirect("admin-mandates")
    return form_page(request, "settings/mandates.html", form, page=page, ends=ConfirmForm())


@require_http_methods(["POST"])
def end(request: PageRequest, mandate_id: UUID) -> HttpResponse:
    """End a mandate now."""
    register(request.viewer, now=request.now)  # whoever may not look here finds nothing, whatever was sent
    form = ConfirmForm(request.POST)
    if done(request, form, lambda: end_mandate(request.viewer, mandate_id, now=request.now)):
        messages.success(
            request, gettext("Het mandaat is beëindigd. Wat nog wachtte, moet aan een ander worden gevraagd.")
        )
    for text in form.non_field_errors():
        messages.warning(request, str(text))
    return redirect("admin-mandates")


urls = [
    path("mandaten/", mandates, name="admin-mandates"),
    path("mandaten/<uuid:mandate_id>/beeindigen/", end, name="admin-mandate-end"),
]
