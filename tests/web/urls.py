"""The project's addresses and the gallery of building blocks."""

from __future__ import annotations

from django.urls import path

from sluitend.config.urls import handler400, handler403, handler404, handler500
from sluitend.config.urls import urlpatterns as project
from sluitend.web.views import style

__all__ = ["handler400", "handler403", "handler404", "handler500"]


urlpatterns = [
    *project,
    path("stijl/", style.sample_page, name="style"),
    path("stijl/casus/", style.sample_detail, name="case-sample"),
]
