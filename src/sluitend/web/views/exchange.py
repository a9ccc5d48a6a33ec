"""Exchange keys with municipalities in other installations, and carry files to and from them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sluitend.domain.outcome import Refused
from sluitend.queries.exchange import ExchangePage, exchange_page
from sluitend.queries.transfers import place_of, transfer_list
from sluitend.services import transfers as services
from sluitend.web.forms.base import BaseForm
from sluitend.web.forms.transfers import FingerprintForm, KeyForm, OfferPressForm, PackageFileForm
from sluitend.web.labels import sentence
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page

MOST = 2_000_001  # bytes that are read of a file: one more than fits


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: PageRequest) -> HttpResponse:
    """Show the keys, and enter one of another municipality."""
    page = exchange_page(request.viewer)
    form = KeyForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        command = services.EnterPeer(given["name"], given["phone"], given["public_key"], form.key)
        services.enter_peer(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("De sleutel staat er. Een andere beheerder belt nu en bevestigt hem."))
        return redirect("admin-exchange")
    return _page(request, page, form, form)


def _page(
    request: PageRequest, page: ExchangePage, enter: KeyForm, sent: BaseForm, confirming: UUID | None = None
) -> HttpResponse:
    rows = [(one, sent if one.id == confirming else FingerprintForm(auto_id=f"id_{one.id}_%s")) for one in page.peers]
    return form_page(request, "transfers/keys.html", sent, page=page, enter=enter, rows=rows, press=OfferPressForm())


@require_POST
def make(request: PageRequest) -> HttpResponse:
    """Make keys of our own."""
    exchange_page(request.viewer)
    form = OfferPressForm(request.POST)
    if done(request, form, lambda: services.make_keys(request.viewer, form.key, now=request.now)):
        messages.success(request, gettext("De nieuwe sleutel staat hieronder. Geef hem aan de andere gemeenten."))
    for text in form.non_field_errors():
        messages.warning(request, str(text))
    return redirect("admin-exchange")


@require_POST
def confirm(request: PageRequest, peer_id: UUID) -> HttpResponse:
    """Confirm a key by the digits that were read out."""
    page = exchange_page(request.viewer)
    form = FingerprintForm(request.POST, auto_id=f"id_{peer_id}_%s")

    def act() -> None:
        command = services.ConfirmPeer(peer_id, form.cleaned_data["fingerprint"], form.key)
        services.confirm_peer(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Bevestigd. Deze gemeente staat nu in de lijst bij een overdracht."))
        return redirect("admin-exchange")
    return _page(request, page, KeyForm(), form, peer_id)


@require_POST
def end(request: PageRequest, peer_id: UUID) -> HttpResponse:
    """Use a key no longer."""
    exchange_page(request.viewer)
    form = OfferPressForm(request.POST)
    if done(request, form, lambda: services.end_peer(request.viewer, peer_id, now=request.now)):
        messages.success(request, gettext("Deze sleutel wordt niet meer gebruikt."))
    for text in form.non_field_errors():
        messages.warning(request, str(text))
    return redirect("admin-exchange")


def _file(made: services.Made) -> HttpResponse:
    response = HttpResponse(made.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@require_GET
def package(request: PageRequest, transfer_id: UUID) -> HttpResponse:
    """Give the file of a handover."""
    try:
        return _file(services.package_file(request.viewer, transfer_id, now=request.now))
    except Refused as refused:
        return _back(request, transfer_id, refused)


def _back(request: PageRequest, transfer_id: UUID, refused: Refused | None = None) -> HttpResponse:
    for one in refused.refusals if refused else ():
        messages.warning(request, sentence(one))
    run_id, report_id = place_of(request.viewer, transfer_id)
    if run_id is not None:
        return redirect("transfer-case", run_id=run_id)
    return redirect("transfer-report", report_id=report_id)


@require_GET
def receipt(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Give the receipt of an offer."""
    try:
        return _file(services.receipt_file(request.viewer, offer_id, now=request.now))
    except Refused as refused:
        for one in refused.refusals:
            messages.warning(request, sentence(one))
        return redirect("transfer-offer", offer_id=offer_id)


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: PageRequest) -> HttpResponse:
    """Take in a file that was brought from another installation."""
    page = transfer_list(request.viewer, now=request.now)
    form = PackageFileForm(request.POST or None, request.FILES or None)
    taken: list[UUID] = []

    def act() -> None:
        raw = form.cleaned_data["file"].read(MOST)
        taken.append(services.bring_in(request.viewer, raw, now=request.now))

    if done(request, form, act):
        messages.success(request, gettext("Ingelezen. Hieronder staat wie dit aanbiedt."))
        return redirect("transfer-offer", offer_id=taken[0])
    return form_page(request, "transfers/bring.html", form, receipt=False, practice=page.practice)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_receipt(request: PageRequest, transfer_id: UUID) -> HttpResponse:
    """Take in the receipt that came back."""
    place_of(request.viewer, transfer_id)
    form = PackageFileForm(request.POST or None, request.FILES or None)

    def act() -> None:
        raw = form.cleaned_data["file"].read(MOST)
        services.bring_receipt(request.viewer, transfer_id, raw, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Het antwoord van de andere gemeente staat erbij."))
        return _back(request, transfer_id)
    return form_page(request, "transfers/bring.html", form, receipt=True)


administration = [
    path("", keys, name="admin-exchange"),
    path("nieuw/", make, name="admin-exchange-make"),
    path("<uuid:peer_id>/bevestigen/", confirm, name="admin-exchange-confirm"),
    path("<uuid:peer_id>/stoppen/", end, name="admin-exchange-end"),
]
urls = [
    path("overdrachten/bestand/", bring, name="transfer-bring"),
    path("overdrachten/<uuid:transfer_id>/bestand/", package, name="transfer-file"),
    path("overdrachten/<uuid:transfer_id>/ontvangst/", bring_receipt, name="transfer-receipt"),
    path("overdrachten/aangeboden/<uuid:offer_id>/ontvangst/", receipt, name="transfer-offer-receipt"),
]
