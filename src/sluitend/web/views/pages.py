"""Pages about the program itself: help, language, and the gallery of building blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language as django_set_language

from sluitend.queries import helps
from sluitend.services import accounts
from sluitend.web.forms.hours import HoursForm
from sluitend.web.posted import only_own
from sluitend.web.request import PageRequest

if TYPE_CHECKING:
    from sluitend.web.forms.base import BaseForm


def form_page(request: HttpRequest, template: str, form: BaseForm, **around: Any) -> HttpResponse:
    """Show a page with a form, with an honest status: 409 when someone was first, 422 when something must be mended.

    around: with a head or a page of heightened safety no explanation says that the family reads it.
    """
    shown = around.get("head") or around.get("page")
    if getattr(shown, "heightened", False) or getattr(getattr(shown, "head", None), "heightened", False):
        form.nothing_goes_home()
    status = 409 if form.conflict else 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **around}, status=status)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the screens and go back to where the reader was; a login keeps it on every device."""
    viewer, chosen = getattr(request, "viewer", None), request.POST.get("language")
    if viewer and chosen in dict(settings.LANGUAGES):
        accounts.choose_language(viewer, chosen)
    return django_set_language(request)


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Say whom to phone, what this program is for, and what it does not do."""
    return render(request, "pages/help.html", {"not_possible": helps.not_possible()})


@require_http_methods(["GET", "POST"])
def hours(request: PageRequest) -> HttpResponse:
    """Count for a school whether absence must be reported; keeps nothing of what was filled in."""
    form = HoursForm(request.POST or None)
    counted = None
    if request.method == "POST":
        if not only_own(request, form):
            raise SuspiciousOperation("a field of another form")
        if form.is_valid():
            given = form.cleaned_data
            counted = helps.count_hours(given["hours"], given["region"], now=request.now)
    return form_page(request, "pages/hours.html", form, counted=counted)
