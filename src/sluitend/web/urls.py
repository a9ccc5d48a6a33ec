"""The addresses of the pages: paths in plain Dutch, names in English."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
