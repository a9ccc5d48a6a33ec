"""Pages of the two ladders: entering the safety ladder."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from sluitend.queries.safety_entry import safety_entry
from sluitend.services.protocols.safety import EnterSafety, enter_safety
from sluitend.web.dates import local_day
from sluitend.web.forms.ladders import SafetyForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]


@require_http_methods(ANY)
def safety(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Enter the safety ladder for a child of the case, at any rung."""
    page = safety_entry(request.viewer, case_id, now=request.now)
    form = SafetyForm(request.POST or None, page=page, initial={"on": local_day(request.now)})

    def act() -> None:
        given = form.cleaned_data
        command = EnterSafety(
            case_id, form.child_id, given["rung"], given["on"], form.key, given["reason"], given["quote"]
        )
        enter_safety(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Uw stap staat op de veiligheidsladder. De casusregisseur krijgt bericht."))
        return redirect("case-protocols", case_id=case_id)
    return form_page(request, "ladders/safety.html", form, page=page, head=page.head, case_id=case_id)


urls = [
    path("casussen/<uuid:case_id>/veiligheid-eerst/", safety, name="case-safety-ladder"),
]
