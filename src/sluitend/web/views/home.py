"""The first page after signing in: my work."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sluitend.web.request import PageRequest
from sluitend.web.views import my_work


@require_GET
def home(request: PageRequest) -> HttpResponse:
    """Show what waits for the viewer, by what the viewer is asked to do here."""
    if my_work.waits_here(request.viewer):
        return my_work.page(request)
    return render(request, "pages/home.html")
