"""The project's addresses and the two limits: an empty view behind session and login, a bare page without a database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from sluitend.config.urls import handler400, handler403, handler404, handler500
from sluitend.config.urls import urlpatterns as project

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def nothing(request: HttpRequest) -> HttpResponse:
    """Answer nothing, after everything that stands before a page."""
    return HttpResponse("")


urlpatterns = [*project, path("leeg/", nothing, name="bench-empty")]
