"""What is new for me, when I want to hear of it, the address of my calendar, and mail that did not leave."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages as flash
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from sluitend.domain.messages import MessagePage
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.vocabulary import Role
from sluitend.queries import calendar as calendars
from sluitend.queries import messages as queries
from sluitend.services import calendars as calendar_services
from sluitend.services import messages as services
from sluitend.web import calendar_file
from sluitend.web.context import COUNTS
from sluitend.web.forms.base import BaseForm
from sluitend.web.forms.messages import PreferenceForm
from sluitend.web.request import PageRequest
from sluitend.web.views.pages import form_page

COUNTS["message-list"] = queries.unread

FETCHES_AN_HOUR = 60
"""For one address: a calendar asks a few times a day."""

# Who does actions for an organisation sees them on its own pages; who works in cases, in the case.
_PARTNERS = (Role.PARTNER, Role.ATTENDANCE, Role.CODE_OFFICER)


@require_GET
def listing(request: PageRequest) -> HttpResponse:
    """List what is new, and what was read."""
    return render(request, "messages/list.html", {"page": queries.my_messages(request.viewer, now=request.now)})


@require_GET
def one(request: PageRequest, message_id: UUID) -> HttpResponse:
    """Go to the page of a message, which is read from then on."""
    return redirect(address_of(request, services.open_message(request.viewer, message_id, now=request.now)))


def address_of(request: PageRequest, about: services.About) -> str:
    """Give the page of what a message is about; what is closed by now is simply not there."""
    if about.page is MessagePage.ACTION and about.target_id:
        if request.viewer.has(*_PARTNERS):
            return reverse("action-page", args=[about.target_id])
        return reverse("case-action", args=[about.case_id, about.target_id])
    if about.page is MessagePage.CASE and about.target_id:
        return reverse("case-page", args=[about.target_id])
    if about.page is MessagePage.SIGNAL and about.target_id:
        return reverse("signal-take", args=[about.target_id])
    return reverse("home")


@require_POST
def read_all(request: PageRequest) -> HttpResponse:
    """Mark everything as read."""
    number = services.read_all(request.viewer, now=request.now)
    if number:
        told = ngettext("%(n)d bericht is nu gelezen.", "%(n)d berichten zijn nu gelezen.", number)
        flash.success(request, told % {"n": number})
    return redirect("message-list")


@require_http_methods(["GET", "POST"])
def choose(request: PageRequest) -> HttpResponse:
    """Show and change when I want to hear."""
    page = queries.my_settings(request.viewer)
    form = PreferenceForm(request.POST or None, preference=page.preference)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose(request.viewer, form.preference(page.preference), now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            flash.success(request, _("Opgeslagen."))
            return redirect("message-settings")
    around = {"page": page, "mail": settings.SLUITEND_MAIL is not None, "calendar_key": uuid4()}
    return form_page(request, "messages/settings.html", form, **around)


@require_POST
def make_calendar(request: PageRequest) -> HttpResponse:
    """Make an address for my calendar and show it once, in the answer itself: it is nowhere stored."""
    form = BaseForm(request.POST)
    if not form.is_valid():
        return redirect("message-settings")
    token = calendar_services.make_address(request.viewer, form.key, now=request.now)
    link = request.build_absolute_uri(reverse("calendar-feed", args=[token])) if token else ""
    return render(request, "messages/calendar.html", {"link": link})


@require_POST
def end_calendar(request: PageRequest) -> HttpResponse:
    """End the address of my calendar."""
    if calendar_services.end_address(request.viewer, now=request.now):
        flash.success(request, _("Het adres werkt niet meer. Haal de agenda ook weg uit uw agendaprogramma."))
    return redirect("message-settings")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a calendar to whoever has its address; a calendar program does not sign in."""
    if _too_often(token):
        refused = HttpResponse(status=429, headers={"Retry-After": "3600"})
        refused._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - the address is a secret, the log is not
        return refused
    found = calendars.calendar_of(token, now=request.now)  # type: ignore[attr-defined]
    body = calendar_file.write(found, request.build_absolute_uri(reverse("home")))
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # Kept by the program that asked and by nothing in between; asked again before it is used.
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type=calendar_file.CONTENT_TYPE, headers=headers)


def _too_often(token: str) -> bool:
    key = f"calendar:{hashlib.sha256(token.encode()).hexdigest()}"
    if cache.add(key, 1, timeout=3600):
        return False
    return bool(cache.incr(key) > FETCHES_AN_HOUR)


@require_GET
def trouble(request: PageRequest) -> HttpResponse:
    """Show an administrator whether mail leaves, and whose did not."""
    rows = queries.mail_trouble(request.viewer, now=request.now)
    return render(request, "messages/trouble.html", {"rows": rows, "mail": settings.SLUITEND_MAIL is not None})


@require_POST
def try_again(request: PageRequest, membership_id: UUID) -> HttpResponse:
    """Let the mail of one colleague be tried again."""
    if not services.try_again(request.viewer, membership_id, now=request.now):
        raise NotFound
    flash.success(request, _("De e-mail wordt opnieuw geprobeerd, binnen een paar minuten."))
    return redirect("admin-mail")


urls = [
    path("", listing, name="message-list"),
    path("<uuid:message_id>/", one, name="message-open"),
    path("gelezen/", read_all, name="message-read-all"),
    path("instellen/", choose, name="message-settings"),
    path("agenda/maken/", make_calendar, name="message-calendar-make"),
    path("agenda/uit/", end_calendar, name="message-calendar-end"),
]
feeds = [path("<str:token>.ics", feed, name="calendar-feed")]
administration = [
    path("", trouble, name="admin-mail"),
    path("<uuid:membership_id>/opnieuw/", try_again, name="admin-mail-again"),
]
