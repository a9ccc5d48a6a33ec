"""Handing over to another municipality: what goes along and what stays, telling the family, offering; and the list."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sluitend.queries import transfers as queries
from sluitend.queries.transfers import TransferPage
from sluitend.services import transfers as services
from sluitend.services.handing_over import note_transfer_answer
from sluitend.web.context import COUNTS
from sluitend.web.dates import local_day
from sluitend.web.forms.base import BaseForm
from sluitend.web.forms.transfers import LayOutForm, TellForm, TransferPressForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]
COUNTS["transfer-list"] = queries.open_count


@require_GET
def listing(request: PageRequest) -> HttpResponse:
    """List what is offered here and what goes from here."""
    return render(request, "transfers/list.html", {"page": queries.transfer_list(request.viewer, now=request.now)})


@require_http_methods(ANY)
def of_case(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Show the handover of a case, and lay out what goes along."""
    page = queries.case_transfer(request.viewer, run_id, request.GET.get("naar", ""), now=request.now)

    def act(form: LayOutForm, receiver: str) -> None:
        services.lay_out(request.viewer, services.LayOut(run_id, receiver, form.kept, form.key), now=request.now)

    return _lay_out(request, page, act)


@require_http_methods(ANY)
def of_report(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Show the handover of an absence report, and lay out what goes along."""
    page = queries.report_transfer(request.viewer, report_id, request.GET.get("naar", ""), now=request.now)

    def act(form: LayOutForm, receiver: str) -> None:
        command = services.LayOutReport(report_id, receiver, form.kept, form.key)
        services.lay_out_report(request.viewer, command, now=request.now)

    return _lay_out(request, page, act)


def _lay_out(request: PageRequest, page: TransferPage, act: Callable[[LayOutForm, str], None]) -> HttpResponse:
    form = LayOutForm(request.POST or None, goes=page.goes)
    receiver = page.receiver.key if page.receiver else ""
    if done(request, form, lambda: act(form, receiver)):
        messages.success(request, gettext("Klaargezet. Vertel het gezin nu wat er meegaat."))
        return redirect(_address(page))
    return _page(request, page, lay_out=form)


def _address(page: TransferPage) -> str:
    if page.run_id is not None:
        return reverse("transfer-case", kwargs={"run_id": page.run_id})
    return reverse("transfer-report", kwargs={"report_id": page.report_id})


def _page(
    request: PageRequest, page: TransferPage, *, lay_out: LayOutForm | None = None, tell: TellForm | None = None
) -> HttpResponse:
    laid = page.laid
    version = {"version": laid.version if laid else 0}
    around = {
        "page": page,
        "laid": laid,
        "here": _address(page),
        "lay_out": lay_out or LayOutForm(goes=page.goes),
        "tell": tell or _tell_form(request, page),
        "press": TransferPressForm(initial=version),
    }
    sent: BaseForm = tell or lay_out or around["press"]  # type: ignore[assignment]
    return form_page(request, "transfers/page.html", sent, **around)


def _tell_form(request: PageRequest, page: TransferPage) -> TellForm:
    laid = page.laid
    initial = {"version": laid.version if laid else 0, "told_on": local_day(request.now)}
    data = request.POST if request.method == "POST" and "told_on" in request.POST else None
    return TellForm(data, pieces=laid.pieces if laid else (), initial=initial)


def _of(request: PageRequest, transfer_id: UUID) -> TransferPage:
    """Give the page of a handover; whoever may not see it finds nothing, whatever was sent."""
    run_id, report_id = queries.place_of(request.viewer, transfer_id)
    if run_id is not None:
        return queries.case_transfer(request.viewer, run_id, "", now=request.now)
    assert report_id is not None  # noqa: S101 - a handover is of one of the two
    return queries.report_transfer(request.viewer, report_id, "", now=request.now)


@require_POST
def tell(request: PageRequest, transfer_id: UUID) -> HttpResponse:
    """Write down that the family knows."""
    page = _of(request, transfer_id)
    form = TellForm(request.POST, pieces=page.laid.pieces if page.laid else ())

    def act() -> None:
        given = form.cleaned_data
        command = services.TellFamily(
            transfer_id, given["told_on"], given["told_how"], form.kept, form.version, form.key
        )
        services.tell_family(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Opgeschreven. Wat meegaat, ligt nu vast."))
        return redirect(_address(page))
    return _page(request, page, tell=form)


def _press(request: PageRequest, transfer_id: UUID, act: Callable[..., UUID], told: str) -> HttpResponse:
    page = _of(request, transfer_id)
    form = TransferPressForm(request.POST)

    def do() -> None:
        act(request.viewer, services.PressTransfer(transfer_id, form.version, form.key), now=request.now)

    if done(request, form, do):
        messages.success(request, told)
    for text in form.non_field_errors():
        messages.warning(request, str(text))
    return redirect(_address(page))


@require_POST
def send(request: PageRequest, transfer_id: UUID) -> HttpResponse:
    """Offer it to the other municipality."""
    return _press(request, transfer_id, services.send, gettext("Aangeboden. De andere gemeente ziet het nu."))


@require_POST
def take_back(request: PageRequest, transfer_id: UUID) -> HttpResponse:
    """Take back what was offered."""
    return _press(request, transfer_id, services.take_back, gettext("Teruggetrokken."))


@require_POST
def note(request: PageRequest, transfer_id: UUID) -> HttpResponse:
    """Write the answer of the other municipality down."""
    return _press(request, transfer_id, note_transfer_answer, gettext("Opgeschreven."))


@require_POST
def phoned(request: PageRequest, transfer_id: UUID) -> HttpResponse:
    """Write down that somebody phoned after the weeks of the norm."""
    return _press(request, transfer_id, services.note_phoned, gettext("Opgeschreven dat u belde."))


urls = [
    path("overdrachten/", listing, name="transfer-list"),
    path("protocollen/<uuid:run_id>/overdracht/", of_case, name="transfer-case"),
    path("verzuim/<uuid:report_id>/overdracht/", of_report, name="transfer-report"),
    path("overdrachten/<uuid:transfer_id>/verteld/", tell, name="transfer-tell"),
    path("overdrachten/<uuid:transfer_id>/aanbieden/", send, name="transfer-send"),
    path("overdrachten/<uuid:transfer_id>/terugtrekken/", take_back, name="transfer-take-back"),
    path("overdrachten/<uuid:transfer_id>/antwoord/", note, name="transfer-note"),
    path("overdrachten/<uuid:transfer_id>/gebeld/", phoned, name="transfer-phoned"),
]
