"""The project's addresses, the gallery of building blocks, and a page for every line of the menu."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sluitend.config.urls import handler400, handler403, handler404, handler500
from sluitend.config.urls import urlpatterns as project
from sluitend.web.views import style

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def stand_in(request: HttpRequest) -> HttpResponse:
    """Give any page with the frame around it."""
    return render(request, "pages/home.html")


MENU = (
    "signal-new",
    "signal-inbox",
    "case-list",
    "action-list",
    "absence-inbox",
    "team-load",
    "report-index",
    "log-index",
    "admin-index",
    "place-list",
)

urlpatterns = [
    *project,
    path("stijl/", style.sample_page, name="style"),
    path("stijl/casus/", style.sample_detail, name="case-sample"),
    *(path(f"proef/{name}/", stand_in, name=name) for name in MENU),
]
