"""Moving a run to the version that holds today: what it changes for this run, and why somebody does it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.queries.protocol_moving import move_page, older_runs
from sluitend.services import protocols
from sluitend.web.forms.protocols import MoveForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Show what changes for a run in the version that holds today, and move it there."""
    page = move_page(request.viewer, run_id, now=request.now)
    form = MoveForm(request.POST or None, initial={"version": page.version, "seen": page.seen})

    def act() -> None:
        given = form.cleaned_data
        command = protocols.MoveRun(run_id, given["seen"], form.version, form.key, form.why, given["quote"])
        protocols.move(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(
            request, gettext("Dit protocol loopt nu in de andere versie. De termijnen zijn opnieuw berekend.")
        )
        return redirect("protocol-run", run_id=run_id)
    return form_page(request, "protocols/move.html", form, page=page)


@require_GET
def older(request: PageRequest) -> HttpResponse:
    """List what still runs in an older version."""
    return render(request, "own_protocols/older.html", {"rows": older_runs(request.viewer, now=request.now)})


urls = [path("protocollen/<uuid:run_id>/andere-versie/", move, name="protocol-move")]
administration = [path("oudere-versies/", older, name="own-protocol-older")]
