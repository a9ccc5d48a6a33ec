"""The first page after signing in: my work."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sluitend.web.request import PageRequest
from sluitend.web.views import my_work


@require_GET
def home(request: PageRequest) -> HttpResponse:
    """Show what waits for the viewer, by what the viewer is asked to do here."""
    return my_work.page(request)
