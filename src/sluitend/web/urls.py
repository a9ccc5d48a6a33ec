"""The addresses of the pages: paths in plain Dutch, names in English."""

from __future__ import annotations

from django.urls import path

from sluitend.web.views import home, pages

urlpatterns = [
    path("", home.home, name="home"),
    path("hulp/", pages.help_page, name="help"),
    path("taal/", pages.set_language, name="set-language"),
]
