"""One transaction around each page, with the database told who is asking.

What goes wrong inside a page ends here: not-found and not-allowed become the same page, a refusal that no form took
becomes a page with its sentence, and a database that cannot be read or written becomes "even geduld" with nothing
half done. Whatever fails, the transaction rolls back first.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import auth
from django.db import Error as DatabaseError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from sluitend.access import audit, context
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer

IDLE = timedelta(minutes=15)  # BIO2 5.17 and the session terms of content/parameters.toml
ABSOLUTE = timedelta(hours=8)
STAMP_EVERY = 60  # seconds: not every page needs to write the session

# Pages for people who have not signed in, by url name.
OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "mfa_authenticate",
        "invitation",
        "set-language",
        "demo-persona",
        "health",
        "help",
    }
)
# Pages for people who signed in and still have to set up their second step.
SETTING_UP = OPEN | {"mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_index"}
SETTING_UP |= {"mfa_download_recovery_codes", "account_reauthenticate", "mfa_reauthenticate", "account_change_password"}


class ViewerMiddleware:
    """Builds the viewer, opens the transaction, and turns what fails into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request inside one transaction."""
        reference = context.new_request_id()
        now = timezone.now()
        request.now = now
        request.reference = reference
        request.viewer = None
        failed: list[Exception] = []
        request.failed = failed
        try:
            with transaction.atomic():
                response = self._inside(request, now)
                if failed or response.status_code >= 500:
                    transaction.set_rollback(True)
        except DatabaseError as error:
            failed.append(error)
            response = None
        if failed or response is None:
            response = self._failed(request, failed[0], now)
        response.headers["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Keep what the view raised until the transaction is rolled back; unknown errors stay Django's."""
        transaction.set_rollback(True)
        if isinstance(exception, NotFound | Refused | DatabaseError):
            request.failed.append(exception)
            return HttpResponse(status=500)
        return None

    def _inside(self, request: HttpRequest, now: datetime) -> HttpResponse:
        context.tell_database(None, now)
        name = _url_name(request)
        user = request.user
        if user.is_authenticated and _too_long(request, now):
            auth.logout(request)
            return redirect("account_login")
        if not user.is_authenticated:
            return self.get_response(request) if name in OPEN or name is None else _to_sign_in(request)
        if name not in SETTING_UP and not request.session.get("demo") and not is_mfa_enabled(user):
            return redirect("mfa_activate_totp")
        try:
            chosen = request.session.get("membership")
            request.viewer = context.load_viewer(user.pk, uuid.UUID(chosen) if chosen else None, now)
        except NotFound:
            if name in OPEN:
                return self.get_response(request)
            auth.logout(request)
            return redirect("account_inactive")
        if "django_language" not in request.session and not request.COOKIES.get("taal"):
            translation.activate(request.viewer.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)

    def _failed(self, request: HttpRequest, error: Exception, now: datetime) -> HttpResponse:
        if isinstance(error, Refused):
            return render(request, "errors/refused.html", {"refusals": error.refusals}, status=409)
        if isinstance(error, NotFound):
            if request.viewer is not None:
                _log_denial(request, request.viewer, now)
            return render(request, "errors/404.html", status=404)
        request.viewer = None  # the page may not ask the database anything
        return render(request, "errors/503.html", status=503)


def _url_name(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None


def _too_long(request: HttpRequest, now: datetime) -> bool:
    """Fifteen minutes without a page, or eight hours in all: sign in again."""
    session = request.session
    stamp = now.timestamp()
    began = session.setdefault("began", stamp)
    seen = session.setdefault("seen", stamp)
    if stamp - seen > IDLE.total_seconds() or stamp - began > ABSOLUTE.total_seconds():
        return True
    if stamp - seen > STAMP_EVERY:
        session["seen"] = stamp
    return False


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = f"?next={request.path}" if request.method == "GET" and request.path != "/" else ""
    return redirect(f"/aanmelden/{target}")


def _log_denial(request: HttpRequest, viewer: Viewer, now: datetime) -> None:
    match = request.resolver_match
    wanted = next((value for value in match.kwargs.values() if isinstance(value, uuid.UUID)), None) if match else None
    action = match.url_name or "page" if match else "page"
    audit.denied(viewer, action, audit.Ref("page", wanted), reason_code="not_found", now=now)
