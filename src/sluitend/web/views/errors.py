"""Pages for when something goes wrong: a clear sentence, a reference, what was typed, and no data of anyone.

Not found and not allowed are the same page, byte for byte but for the reference.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from sluitend.domain.outcome import Refusal

logger = logging.getLogger(__name__)

#: Parts of field names whose contents are never shown back.
_NEVER_BACK = ("csrf", "password", "wachtwoord", "code", "key", "version", "token", "bsn", "secret", "sealed")
_MOST_FIELDS = 40
_MOST_SHOWN = 20_000_000
"""Bytes of a form that is too large to handle but is shown back once: several times all that anybody can paste."""


@dataclass(frozen=True, slots=True)
class TypedText:
    """What was typed in one field, to be copied by its author. name: the field's technical name."""

    name: str
    text: str


def reference_of(request: HttpRequest) -> str:
    """Give the reference of this request, the one in the log; a fresh one when it failed before it got any."""
    return str(getattr(request, "reference", "") or secrets.token_hex(6))


def typed_texts(request: HttpRequest) -> tuple[TypedText, ...]:
    """Give back what was typed, but only when the form came from our own pages.

    Another site could otherwise have its own words shown on this address.
    """
    if request.method != "POST" or not _from_here(request):
        return ()
    try:
        posted = request.POST
    except (UnreadablePostError, SuspiciousOperation, MultiPartParserError):
        return ()  # it cannot be read now either
    return _shown_back(posted)


def _too_large_texts(request: HttpRequest) -> tuple[TypedText, ...]:
    """Give back what was typed in a form that nothing else may read, to somebody who signed in and came from here."""
    kind = request.content_type == "application/x-www-form-urlencoded"
    if getattr(request, "viewer", None) is None or not kind or not _from_here(request):
        return ()
    if int(request.headers.get("Content-Length") or 0) > _MOST_SHOWN:
        return ()
    try:
        return _shown_back(QueryDict(request.read(_MOST_SHOWN), encoding="utf-8"))
    except (UnreadablePostError, SuspiciousOperation, UnicodeDecodeError):
        return ()


def _shown_back(posted: QueryDict) -> tuple[TypedText, ...]:
    found = [
        TypedText(name, value)
        for name in posted
        for value in posted.getlist(name)
        if value.strip() and not any(part in name.lower() for part in _NEVER_BACK)
    ]
    return tuple(found[:_MOST_FIELDS])


def _from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.get_host()


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something this program does not read; 413: it is a form with far too much text."""
    if isinstance(exception, RequestDataTooBig):
        return _page(request, "errors/413.html", 413, typed=_too_large_texts(request))
    return _page(request, "errors/400.html", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403: the form was too old or not ours. What was typed is shown back, so that it can be copied."""
    return _page(request, "errors/403_csrf.html", 403)


def signed_out(request: HttpRequest) -> HttpResponse:
    """401: signed out while typing. What was typed is shown back, so that it can be copied."""
    return _page(request, "errors/401.html", 401)


def refused(request: HttpRequest, refusals: Sequence[Refusal]) -> HttpResponse:
    """409: a rule says no and no form took the sentence. What was typed is shown back."""
    return _page(request, "errors/refused.html", 409, refusals=refusals)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """404: nothing here for this reader, whether it does not exist or may not be seen."""
    return _page(request, "errors/404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a mistake of ours. The page asks nothing of the database, the session or the static files."""
    reference = reference_of(request)
    try:
        return HttpResponse(render_to_string("errors/500.html", {"reference": reference, "language": "nl"}), status=500)
    except Exception:
        logger.exception("the page for a failure failed too, reference %s", reference)
        text = _("Er ging iets mis. Noem deze code als u belt: %(code)s") % {"code": reference}
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: just now nothing can be read or written. Nothing was half done."""
    response = _page(request, "errors/503.html", 503)
    response.headers["Retry-After"] = "30"
    return response


def _page(request: HttpRequest, template: str, status: int, **around: Any) -> HttpResponse:
    shown = {"reference": reference_of(request), "typed": typed_texts(request), **around}
    return render(request, template, shown, status=status)
