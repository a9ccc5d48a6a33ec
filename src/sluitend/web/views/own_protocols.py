"""A municipality's own versions of protocols: look, propose, approve, take back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sluitend.queries import own_protocols as queries
from sluitend.services import own_protocols as services
from sluitend.web.forms.own_protocols import (
    AnewForm,
    ApproveForm,
    FileForm,
    KeepForm,
    NormsForm,
    PressForm,
    ProposalForm,
)
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page


@require_GET
def listing(request: PageRequest) -> HttpResponse:
    """List the protocols and what holds."""
    return render(request, "own_protocols/list.html", {"lines": queries.listing(request.viewer, now=request.now)})


@require_GET
def one(request: PageRequest, code: str) -> HttpResponse:
    """Show one protocol with its terms and its own versions."""
    page = queries.protocol_page(request.viewer, code, now=request.now)
    return render(request, "own_protocols/protocol.html", {"page": page})


@require_http_methods(["GET", "POST"])
def norms(request: PageRequest, code: str) -> HttpResponse:
    """Propose other lengths for the terms that are ours."""
    page = queries.protocol_page(request.viewer, code, now=request.now)
    form = NormsForm(request.POST or None, norms=page.norms)
    made: list[UUID] = []

    def act() -> None:
        made.append(services.propose_norms(request.viewer, _proposal(form, code), form.lengths(), now=request.now))

    if done(request, form, act):
        return _proposed(request, made[0])
    return form_page(request, "own_protocols/norms.html", form, page=page)


@require_http_methods(["GET", "POST"])
def file(request: PageRequest, code: str) -> HttpResponse:
    """Propose a whole protocol from a file."""
    page = queries.protocol_page(request.viewer, code, now=request.now)
    form = FileForm(request.POST or None, request.FILES or None)
    made: list[UUID] = []

    def act() -> None:
        content = form.cleaned_data["file"].read(services.MOST + 1)
        made.append(services.propose_file(request.viewer, _proposal(form, code), content, now=request.now))

    if done(request, form, act):
        return _proposed(request, made[0])
    return form_page(request, "own_protocols/file.html", form, page=page)


def _proposal(form: ProposalForm, code: str) -> services.Proposal:
    data = form.cleaned_data
    return services.Proposal(code, data["name"], data["why"], data["valid_from"], form.key)


def _proposed(request: PageRequest, version_id: UUID) -> HttpResponse:
    messages.success(request, _("Het voorstel staat klaar. Een ander keurt het goed."))
    return redirect("own-protocol-version", version_id)


@require_GET
def download(request: PageRequest, code: str) -> HttpResponse:
    """Give the file of the program's own version."""
    name, text = services.packaged_file(request.viewer, code)
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def version(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Show one own version as what it changes."""
    page = queries.version_page(request.viewer, version_id, now=request.now)
    around = {"page": page, "form": PressForm(), "approving": ApproveForm(initial={"seen": page.seen})}
    return render(request, "own_protocols/version.html", around)


@require_POST
def approve(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Approve what somebody else proposed."""
    queries.version_page(
        request.viewer, version_id, now=request.now
    )  # whoever may not see it finds nothing, whatever was sent
    form = ApproveForm(request.POST)

    def act() -> None:
        services.approve(request.viewer, version_id, form.cleaned_data["seen"], now=request.now)

    if done(request, form, act):
        messages.success(request, _("Goedgekeurd. Wat vanaf die dag begint, volgt deze versie."))
    return _back(request, form, version_id)


def _pressed(request: PageRequest, version_id: UUID, act: Callable[[], object], said: str) -> HttpResponse:
    """Do what a button on the page of a version asks; whoever may not see it finds nothing, whatever was sent."""
    queries.version_page(request.viewer, version_id, now=request.now)
    form = PressForm(request.POST)
    if done(request, form, act):
        messages.success(request, said)
    return _back(request, form, version_id)


@require_POST
def take_back(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Take a version back."""

    def act() -> None:
        services.take_back(request.viewer, version_id, now=request.now)

    return _pressed(request, version_id, act, _("Teruggenomen. Wat nu begint, volgt weer de versie van daarvoor."))


@require_POST
def try_out(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Try a proposal in the practice municipality."""

    def act() -> None:
        services.try_out(request.viewer, version_id, now=request.now)

    return _pressed(request, version_id, act, _("De oefengemeente volgt nu dit voorstel. Hier verandert niets."))


@require_POST
def stop_trying(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Stop trying a proposal in the practice municipality."""

    def act() -> None:
        services.stop_trying(request.viewer, version_id, now=request.now)

    return _pressed(request, version_id, act, _("De oefengemeente volgt weer wat daarvoor gold."))


@require_http_methods(["GET", "POST"])
def keep(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Show where the program moved under an own version, and keep it with a reason."""
    page = queries.version_page(request.viewer, version_id, now=request.now)
    form = KeepForm(request.POST or None, initial={"seen": page.seen})

    def act() -> None:
        given = form.cleaned_data
        services.keep_own(request.viewer, version_id, given["keep_why"], given["seen"], now=request.now)

    if done(request, form, act):
        messages.success(request, _("Uw versie blijft zoals zij is. De reden staat erbij."))
        return redirect("own-protocol-version", version_id)
    return form_page(request, "own_protocols/moved.html", form, page=page)


@require_http_methods(["GET", "POST"])
def anew(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Propose an own version again, with what is taken from the program as it is now."""
    page = queries.version_page(request.viewer, version_id, now=request.now)
    form = AnewForm(request.POST or None, parts=page.parts)
    made: list[UUID] = []

    def act() -> None:
        proposal = _proposal(form, page.code)
        made.append(services.propose_anew(request.viewer, proposal, version_id, form.taken, now=request.now))

    if done(request, form, act):
        return _proposed(request, made[0])
    return form_page(request, "own_protocols/anew.html", form, page=page)


def _back(request: PageRequest, form: PressForm, version_id: UUID) -> HttpResponse:
    for text in form.non_field_errors():
        messages.warning(request, str(text))
    return redirect("own-protocol-version", version_id)


urls = [
    path("", listing, name="own-protocol-list"),
    path("versies/<uuid:version_id>/", version, name="own-protocol-version"),
    path("versies/<uuid:version_id>/goedkeuren/", approve, name="own-protocol-approve"),
    path("versies/<uuid:version_id>/terugnemen/", take_back, name="own-protocol-take-back"),
    path("versies/<uuid:version_id>/proberen/", try_out, name="own-protocol-try"),
    path("versies/<uuid:version_id>/niet-meer-proberen/", stop_trying, name="own-protocol-stop-trying"),
    path("versies/<uuid:version_id>/houden/", keep, name="own-protocol-keep"),
    path("versies/<uuid:version_id>/opnieuw/", anew, name="own-protocol-anew"),
    path("<slug:code>/", one, name="own-protocol"),
    path("<slug:code>/termijnen/", norms, name="own-protocol-norms"),
    path("<slug:code>/bestand/", file, name="own-protocol-file"),
    path("<slug:code>/bestand/ophalen/", download, name="own-protocol-download"),
]
