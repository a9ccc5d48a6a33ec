"""The administrator's pages about the municipality itself: numbers and hours, the safety roster, teams."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sluitend.domain.outcome import NotFound, Refused
from sluitend.queries import settings as queries
from sluitend.services import settings as services
from sluitend.services import teams
from sluitend.web.forms.settings import KeptForm, MunicipalityForm, RosterForm
from sluitend.web.forms.teams import TeamForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page


@require_http_methods(["GET", "POST"])
def municipality(request: PageRequest) -> HttpResponse:
    """Show and change the numbers and hours."""
    page = queries.municipality(request.viewer)
    form = MunicipalityForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in _FIELDS}
        try:
            services.change_municipality(
                request.viewer, services.ChangeMunicipality(version=form.version, **given), now=request.now
            )
        except Refused as refused:
            if services.CHANGED_MEANWHILE not in refused.refusals:
                raise
            stored = {name: str(getattr(page, name)) for name in _FIELDS}
            form.add_conflict(stored, version=page.version, by=_("Een andere beheerder"), at=request.now)
        else:
            messages.success(request, _("Opgeslagen. De nummers staan nu op elke bladzijde."))
            return redirect("admin-settings")
    return form_page(request, "settings/municipality.html", form, page=page)


_FIELDS = ("phone", "phone_hours", "safety_phone", "independent_help", "independent_help_phone", "school_region")


@require_http_methods(["GET", "POST"])
def kept(request: PageRequest) -> HttpResponse:
    """Show and choose which system leads for absence and for official reports."""
    page = queries.kept(request.viewer)
    form = KeptForm(request.POST or None, page=page)

    def act() -> None:
        data = form.cleaned_data
        command = services.ChooseKept(form.version, data["official"], data["absence"])
        services.choose_kept(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, _("Opgeslagen."))
        return redirect("admin-kept")
    return form_page(request, "settings/kept.html", form)


@require_http_methods(["GET", "POST"])
def roster(request: PageRequest) -> HttpResponse:
    """Show and change who reads signals of heightened safety."""
    candidates = queries.roster(request.viewer, now=request.now)
    form = RosterForm(request.POST or None, candidates=candidates)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_roster(request.viewer, form.seats(), now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, _("Het veiligheidsrooster is opgeslagen."))
            return redirect("admin-roster")
    return form_page(request, "settings/roster.html", form, candidates=candidates)


@require_http_methods(["GET", "POST"])
def team_list(request: PageRequest) -> HttpResponse:
    """List the teams, and add one."""
    rows = queries.teams(request.viewer, now=request.now)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            teams.add_team(request.viewer, form.cleaned_data["name"], form_key=form.key, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, _("Het team staat erbij."))
            return redirect("admin-teams")
    return form_page(request, "settings/teams.html", form, rows=rows)


@require_http_methods(["GET", "POST"])
def team(request: PageRequest, team_id: UUID) -> HttpResponse:
    """Give a team another name."""
    row = next((one for one in queries.teams(request.viewer, now=request.now) if one.id == team_id), None)
    if row is None:
        raise NotFound
    form = TeamForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        try:
            teams.rename_team(request.viewer, team_id, form.cleaned_data["name"], now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, _("Het team heeft een andere naam."))
            return redirect("admin-teams")
    return form_page(request, "settings/team.html", form, row=row)


urls = [
    path("gegevens/", municipality, name="admin-settings"),
    path("leerplicht/", kept, name="admin-kept"),
    path("veiligheidsrooster/", roster, name="admin-roster"),
    path("teams/", team_list, name="admin-teams"),
    path("teams/<uuid:team_id>/", team, name="admin-team"),
]
