"""The team lead's pages: load and clocks per worker, and handing over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.outcome import Refused
from sluitend.queries import team_load as queries
from sluitend.services import teams as services
from sluitend.web.forms.teams import HandOverForm
from sluitend.web.request import PageRequest
from sluitend.web.views.pages import form_page


@require_GET
def team(request: PageRequest) -> HttpResponse:
    """Show the team: who has how much, and what is late."""
    return render(request, "teams/team.html", {"page": queries.team(request.viewer, now=request.now)})


@require_http_methods(["GET", "POST"])
def worker(request: PageRequest, membership_id: UUID) -> HttpResponse:
    """Show one worker's cases by number and term, and hand some or all of them over."""
    page = queries.worker(request.viewer, membership_id, now=request.now)
    form = HandOverForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        command = services.HandOver(
            form.key, membership_id, form.cleaned_data["taker"], form.case_ids(), form.cleaned_data["reason"]
        )
        try:
            moved = services.hand_over(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            done = ngettext("%(n)d casus is overgedragen.", "%(n)d casussen zijn overgedragen.", moved) % {"n": moved}
            messages.success(request, done)
            return redirect("team-load")
    return form_page(request, "teams/worker.html", form, page=page)


urls = [
    path("", team, name="team-load"),
    path("<uuid:membership_id>/", worker, name="team-worker"),
]
