"""One transaction around each page, with the database told who is asking.

What goes wrong inside a page ends here: not-found and not-allowed become the same page, a refusal that no form took
becomes a page with its sentence, and a database that cannot be read or written becomes "even geduld" with nothing
half done. Whatever fails, the transaction rolls back first.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib import auth
from django.db import Error as DatabaseError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.http import urlencode

from sluitend.access import audit, context
from sluitend.config import personas
from sluitend.content.parameters import default_norms
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.web.context import Place
from sluitend.web.views import errors

STAMP_EVERY = 60  # seconds: not every page needs to write the session

# The one answer that the program which asked may keep, and asks for again each time.
KEPT_PRIVATELY = "calendar-feed"
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
        KEPT_PRIVATELY,
        "help",
        "help-hours",
    }
)
# Pages for people who signed in and still have to set up their second step.
SETTING_UP = OPEN | {"mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_index"}
SETTING_UP |= {"mfa_download_recovery_codes", "account_reauthenticate", "mfa_reauthenticate", "account_change_password"}


class AnyRequest(HttpRequest):
    """A request of anybody, also of somebody nobody knows. failed: what went wrong inside the page, if anything."""

    viewer: Viewer | None
    now: datetime
    reference: str
    place: Place
    places: int
    failed: list[Exception]


class ViewerMiddleware:
    """Builds the viewer, opens the transaction, and turns what fails into a page."""

    def __init__(self, get_response: Callable[[AnyRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: AnyRequest) -> HttpResponse:
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
        if not (_url_name(request) == KEPT_PRIVATELY and response.status_code in (200, 304)):
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: AnyRequest, exception: Exception) -> HttpResponse | None:
        """Keep what the view raised until the transaction is rolled back; unknown errors stay Django's."""
        if isinstance(exception, ImmediateHttpResponse | ReauthenticationRequired):
            return None  # allauth sends somebody to another page this way, and keeps that in the session
        transaction.set_rollback(True)
        if isinstance(exception, NotFound | Refused | DatabaseError):
            request.failed.append(exception)
            return HttpResponse(status=500)
        return None

    def _inside(self, request: AnyRequest, now: datetime) -> HttpResponse:
        name = _url_name(request)
        if not request.user.is_authenticated:
            context.tell_database(None, now)
            return self.get_response(request) if name in OPEN or name is None else _to_sign_in(request)
        if _too_long(request, now):
            return self._out(request, name, now)
        try:
            standing = self._standing(request, now)
        except NotFound:
            context.tell_database(None, now)
            if name in OPEN:
                return self.get_response(request)
            auth.logout(request)
            return redirect("account_inactive")
        if standing.sessions_after and request.session["began"] < standing.sessions_after.timestamp():
            return self._out(request, name, now)
        return self._signed_in(request, name, standing)

    def _signed_in(self, request: AnyRequest, name: str | None, standing: context.Standing) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(standing.viewer.language)
            request.LANGUAGE_CODE = translation.get_language()
        # What a query says in two languages follows the screen, and a choice on this device comes first.
        request.viewer = replace(standing.viewer, language=request.LANGUAGE_CODE)
        request.place = Place(standing.municipality, standing.phone, standing.practice)
        request.places = standing.places
        second_step = standing.second_step or (request.session.get("demo") and personas.on_this_machine(request))
        if not second_step and name not in SETTING_UP:
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _standing(self, request: AnyRequest, now: datetime) -> context.Standing:
        chosen = request.session.get("membership")
        user_id = request.user.pk
        if user_id is None:
            raise NotFound
        standing = context.load_standing(user_id, uuid.UUID(chosen) if chosen else None, now)
        if not chosen:
            # Kept, so that a place that opens later never moves somebody to another municipality in mid-work.
            request.session["membership"] = str(standing.viewer.membership_id)
        return standing

    def _out(self, request: AnyRequest, name: str | None, now: datetime) -> HttpResponse:
        """Sign out; an open page still opens, for somebody nobody knows."""
        auth.logout(request)
        context.tell_database(None, now)
        return self.get_response(request) if name in OPEN else _to_sign_in(request)

    def _failed(self, request: AnyRequest, error: Exception, now: datetime) -> HttpResponse:
        if isinstance(error, Refused):
            return errors.refused(request, error.refusals)
        if isinstance(error, NotFound):
            if request.viewer is not None:
                _log_denial(request, request.viewer, now)
            return errors.not_found(request)
        request.viewer = None  # the page may not ask the database anything
        return errors.unavailable(request)


def _url_name(request: AnyRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None


def _too_long(request: AnyRequest, now: datetime) -> bool:
    """Too long without a page, or too long in all: sign in again (norms session.idle and session.absolute)."""
    norms, day = default_norms(), context.today(now)
    idle = timedelta(minutes=norms.at("session.idle", day).value)
    absolute = timedelta(hours=norms.at("session.absolute", day).value)
    session = request.session
    stamp = now.timestamp()
    began = session.setdefault("began", stamp)
    seen = session.setdefault("seen", stamp)
    if stamp - seen > idle.total_seconds() or stamp - began > absolute.total_seconds():
        return True
    if stamp - seen > STAMP_EVERY:
        session["seen"] = stamp
    return False


def _to_sign_in(request: AnyRequest) -> HttpResponse:
    """To the sign-in page and then back here; what was typed meanwhile is shown, so that it is not lost."""
    if request.method not in ("GET", "HEAD"):
        return errors.signed_out(request)
    target = f"?{urlencode({'next': request.get_full_path()})}" if request.path != "/" else ""
    return redirect(f"/aanmelden/{target}")


def _log_denial(request: AnyRequest, viewer: Viewer, now: datetime) -> None:
    match = request.resolver_match
    wanted = next((value for value in match.kwargs.values() if isinstance(value, uuid.UUID)), None) if match else None
    action = match.url_name or "page" if match else "page"
    audit.denied(viewer, action, audit.Ref("page", wanted), reason_code="not_found", now=now)
