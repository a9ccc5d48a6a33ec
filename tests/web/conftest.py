"""Pages without a database: the real templates and middleware, with a viewer handed in where the database would give one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse

from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role
from sluitend.web.context import COUNTS, Place

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NEEDS_DATABASE = {
    "sluitend.config.middleware.ViewerMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
}


def viewer(*roles: Role, name: str = "Fatima de Boer", function: str = "Casusregisseur") -> Viewer:
    """Make someone who looks, with these roles."""
    return Viewer(UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4), "municipality", frozenset(roles), name, function)


def as_coordinator(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stand in for the middleware that asks the database who is looking."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.viewer = viewer(*Role)
        request.now = NOW
        request.reference = "0123456789ab"
        request.place = Place("Gemeente Voorbeeldstad", "088 123 4567")
        return get_response(request)

    return handle


@pytest.fixture
def pages_without_database(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Serve the project and the gallery to one invented viewer, without a database."""
    for name in list(COUNTS):  # what waits is counted in the database
        monkeypatch.delitem(COUNTS, name)
    kept = [name for name in settings.MIDDLEWARE if name not in NEEDS_DATABASE]
    settings.MIDDLEWARE = [*kept, f"{__name__}.as_coordinator"]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.ROOT_URLCONF = "tests.web.urls"
    return settings
