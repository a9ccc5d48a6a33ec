"""Pages about oneself: my account, my own family, and the municipality or organisation where I am now."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sluitend.domain.outcome import Refused
from sluitend.queries import accounts as queries
from sluitend.services import accounts, own_family
from sluitend.web.forms.accounts import FamilyForm
from sluitend.web.request import PageRequest
from sluitend.web.views.pages import form_page


@require_GET
def account(request: PageRequest) -> HttpResponse:
    """Show who I am here and how I sign in."""
    return render(request, "accounts/mine.html", {"page": queries.my_account(request.viewer, now=request.now)})


@require_GET
def places(request: PageRequest) -> HttpResponse:
    """List the municipalities and organisations I work for."""
    return render(request, "accounts/places.html", {"rows": queries.places(request.viewer)})


@require_POST
def choose_place(request: PageRequest, membership_id: UUID) -> HttpResponse:
    """Go on in another municipality or organisation."""
    chosen = accounts.choose_place(request.viewer, membership_id, now=request.now)
    request.session["membership"] = str(chosen)
    return redirect("home")


@require_http_methods(["GET", "POST"])
def family(request: PageRequest) -> HttpResponse:
    """Declare one's own family, and see what one declared."""
    form = FamilyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        command = own_family.DeclareFamily(
            form_key=form.key,
            label=given["label"],
            birth_date=given["birth_date"],
            postcode=given["postcode"],
        )
        try:
            own_family.declare(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(
                request,
                _(
                    "Opgeslagen. Wat hierbij hoort, is vanaf nu voor u gesloten. Was u er casusregisseur? Vraag uw teamleider om het over te dragen."
                ),
            )
            return redirect("my-family")
    return form_page(request, "accounts/family.html", form, rows=queries.my_families(request.viewer))


@require_POST
def withdraw_family(request: PageRequest, family_id: UUID) -> HttpResponse:
    """Take back what one declared."""
    own_family.withdraw(request.viewer, family_id, now=request.now)
    messages.success(request, _("De opgave is weg."))
    return redirect("my-family")


urls = [
    path("mijn/account/", account, name="my-account"),
    path("mijn/gezin/", family, name="my-family"),
    path("mijn/gezin/<uuid:family_id>/weg/", withdraw_family, name="my-family-withdraw"),
    path("wissel/", places, name="place-list"),
    path("wissel/<uuid:membership_id>/", choose_place, name="place-choose"),
]
