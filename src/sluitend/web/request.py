"""The request as a page meets it: who looks, when, and under which reference."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from sluitend.domain.sharing import Viewer
    from sluitend.web.context import Place


class PageRequest(HttpRequest):
    """A request of someone who signed in; the middleware fills these in before any view runs.

    now: the one moment of this request, aware. reference: the code on error pages and in the log. place: the
    municipality in words; places: how many municipalities this person works for.
    """

    viewer: Viewer
    now: datetime
    reference: str
    place: Place
    places: int
    htmx: HtmxDetails
