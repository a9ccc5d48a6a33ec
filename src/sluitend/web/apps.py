"""The pages: server-rendered HTML that works without JavaScript."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, template tags and static files of the pages."""

    name = "sluitend.web"
    label = "web"
    verbose_name = "Schermen"
