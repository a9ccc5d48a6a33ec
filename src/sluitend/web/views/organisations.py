"""The administrator's first page, and the pages about organisations."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sluitend.domain.outcome import Refused
from sluitend.queries import organisations as queries
from sluitend.services import organisations as services
from sluitend.web.forms.organisations import ChangeOrganisationForm, OrganisationForm, kind_words
from sluitend.web.labels import sentence
from sluitend.web.request import PageRequest
from sluitend.web.views.pages import form_page


@require_GET
def index(request: PageRequest) -> HttpResponse:
    """Show where the set-up stands and what still needs doing."""
    return render(request, "organisations/index.html", {"page": queries.set_up(request.viewer, now=request.now)})


@require_GET
def organisations(request: PageRequest) -> HttpResponse:
    """List the organisations."""
    rows = queries.organisations(request.viewer, now=request.now)
    shown = [(row, kind_words(row.kind) if row.kind else "") for row in rows]
    return render(request, "organisations/list.html", {"rows": shown})


@require_http_methods(["GET", "POST"])
def add(request: PageRequest) -> HttpResponse:
    """Add an organisation."""
    kinds = queries.kinds_for(request.viewer, now=request.now)
    form = OrganisationForm(request.POST or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_organisation(
                request.viewer, services.AddOrganisation(form.key, _given(form)), now=request.now
            )
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, _("De organisatie staat erbij. Nodig nu iemand uit die er werkt."))
            return redirect("admin-organisation", organisation_id=made)
    return form_page(request, "organisations/new.html", form)


@require_http_methods(["GET", "POST"])
def organisation(request: PageRequest, organisation_id: UUID) -> HttpResponse:
    """Show and change one organisation."""
    page = queries.organisation(request.viewer, organisation_id, now=request.now)
    form = ChangeOrganisationForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        command = services.ChangeOrganisation(
            organisation_id, form.version, _given(form), contact_id=form.cleaned_data["contact"]
        )
        try:
            services.change_organisation(request.viewer, command, now=request.now)
        except Refused as refused:
            if services.CHANGED_MEANWHILE in refused.refusals:
                stored = {"name": page.name, "phone": page.phone, "email": page.email, "brin": page.brin}
                form.add_conflict(stored, version=page.version, by=_("Een andere beheerder"), at=request.now)
            else:
                form.add_refusals(refused)
        else:
            messages.success(request, _("Opgeslagen."))
            return redirect("admin-organisation", organisation_id=organisation_id)
    people = f"{reverse('admin-members')}?organisatie={organisation_id}"
    return form_page(request, "organisations/organisation.html", form, page=page, people_href=people)


@require_POST
def switch_off(request: PageRequest, organisation_id: UUID) -> HttpResponse:
    """Switch an organisation off at once."""
    try:
        services.switch_off(request.viewer, organisation_id, now=request.now)
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("De organisatie staat uit. Iedereen die er werkt, is uitgelogd."))
    return redirect("admin-organisation", organisation_id=organisation_id)


@require_POST
def switch_on(request: PageRequest, organisation_id: UUID) -> HttpResponse:
    """Let the people of an organisation in again."""
    services.switch_on(request.viewer, organisation_id, now=request.now)
    messages.success(request, _("De organisatie staat weer aan."))
    return redirect("admin-organisation", organisation_id=organisation_id)


def _given(form: OrganisationForm) -> services.OrganisationIn:
    given = form.cleaned_data
    return services.OrganisationIn(given["name"], given["kind"], given["phone"], given["email"], given["brin"])


urls = [
    path("", index, name="admin-index"),
    path("organisaties/", organisations, name="admin-organisations"),
    path("organisaties/nieuw/", add, name="admin-organisation-new"),
    path("organisaties/<uuid:organisation_id>/", organisation, name="admin-organisation"),
    path("organisaties/<uuid:organisation_id>/uit/", switch_off, name="admin-organisation-off"),
    path("organisaties/<uuid:organisation_id>/aan/", switch_on, name="admin-organisation-on"),
]
