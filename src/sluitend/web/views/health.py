"""Whether the program and its database answer, for whoever watches over the machine. It tells nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Answer "ok". Every page opens a transaction first, so without a database this one says 503 like the others."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


urls = [path("", health, name="health")]
