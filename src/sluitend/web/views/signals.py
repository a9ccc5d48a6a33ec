"""Hand in a concern: the first question, the door, the report as a draft, and the receipt."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sluitend.domain.clock import local_day
from sluitend.domain.outcome import Refused
from sluitend.domain.signal import MOST_CHILDREN, Door
from sluitend.queries import signals as queries
from sluitend.services import signals as services
from sluitend.services.signals import OutsideReportIn, SaveDraft
from sluitend.web.forms.base import BaseForm
from sluitend.web.forms.signal import (
    DangerForm,
    DoorForm,
    OutsideForm,
    ReportForm,
    Shape,
    as_initial,
    children_in,
    typed_by,
)
from sluitend.web.posted import only_own
from sluitend.web.request import PageRequest
from sluitend.web.views import errors
from sluitend.web.views.pages import form_page


@require_http_methods(["GET", "POST"])
def start(request: PageRequest) -> HttpResponse:
    """Ask first whether it could get more dangerous if somebody at home hears of this."""
    entry = queries.entry_page(request.viewer, now=request.now)
    form = DangerForm(request.POST or None)
    if not only_own(request, form):
        return errors.bad_request(request)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["danger"]:
            return _new_draft(request, heightened=True, door=None)
        return redirect("signal-new-door")
    return form_page(request, "signals/start.html", form, entry=entry)


@require_http_methods(["GET", "POST"])
def door(request: PageRequest) -> HttpResponse:
    """Ask whether the family knows, and send the reporter through one of the doors. Nothing is kept here."""
    entry = queries.entry_page(request.viewer, now=request.now)
    form = DoorForm(request.POST or None, asks=entry.on_behalf)
    if not only_own(request, form):
        return errors.bad_request(request)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["door"]
        if chosen is Door.NOT_YET:
            return redirect("signal-new-advice")
        if chosen is Door.UNSAFE:
            return redirect("signal-new-outside")
        return _new_draft(request, heightened=False, door=chosen)
    return form_page(request, "signals/door.html", form, entry=entry)


def _new_draft(request: PageRequest, *, heightened: bool, door: Door | None) -> HttpResponse:
    draft_id = services.save_draft(request.viewer, SaveDraft(None, heightened, door), now=request.now)
    return redirect("signal-draft", draft_id=draft_id)


@require_GET
def advice(request: PageRequest) -> HttpResponse:
    """Say how to get advice without a name, and how to begin the talk with the family. Nothing is kept."""
    return render(request, "signals/advice.html", {"entry": queries.entry_page(request.viewer, now=request.now)})


@require_http_methods(["GET", "POST"])
def outside(request: PageRequest) -> HttpResponse:
    """Send the reporter to Veilig Thuis, and keep that they went there and when."""
    entry = queries.entry_page(request.viewer, now=request.now)
    form = OutsideForm(request.POST or None, initial={"reported_on": local_day(request.now)})
    if not only_own(request, form):
        return errors.bad_request(request)
    if request.method == "POST" and form.is_valid():
        command = OutsideReportIn(form.key, form.cleaned_data["reported_on"])
        try:
            services.note_outside_report(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, gettext("Genoteerd dat u Veilig Thuis hebt ingelicht. Meer bewaren wij niet."))
            return redirect("signal-receipt-list")
    return form_page(request, "signals/outside.html", form, entry=entry)


@require_http_methods(["GET", "POST"])
def draft(request: PageRequest, draft_id: UUID) -> HttpResponse:
    """Fill in the report, keep it for later, or hand it in."""
    page = queries.draft_page(request.viewer, draft_id, now=request.now)
    if isinstance(page, queries.HandedInBefore):
        if request.method == "POST":
            messages.info(
                request,
                gettext(
                    "Deze melding was al binnen. Hebt u daarna nog iets veranderd? Dat is niet verstuurd. "
                    "Doe dan een nieuwe melding, of bel."
                ),
            )
        return redirect("signal-receipt", receipt_id=page.receipt_id)
    if request.method == "POST":
        return _posted(request, page)
    number = children_in(page.typed)
    form = ReportForm(shape=_shape(request, page, number), initial={**as_initial(page.typed), "form_key": draft_id})
    return _report(request, form, page)


def _posted(request: PageRequest, page: queries.DraftPage) -> HttpResponse:
    form = ReportForm(request.POST, shape=_shape(request, page, children_in(request.POST)))
    if not only_own(request, form):
        return errors.bad_request(request)
    wanted = request.POST.get("do", "send")
    if wanted == "later":
        _keep(request, page, form)
        messages.success(request, gettext("Bewaard. Alleen u kunt dit lezen, veertien dagen lang."))
        return redirect("signal-receipt-list")
    if wanted == "child":
        _keep(request, page, form, more=1)
        return redirect(f"{request.path}#kind-{form.shape.children + 1}")
    if form.is_valid():
        try:
            done = services.hand_in(request.viewer, form.command(page.draft_id), now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            return redirect("signal-receipt", receipt_id=done.receipt_id)
    else:
        form.add_more(services.problems(request.viewer, form.command(page.draft_id), now=request.now))
    _keep(request, page, form)
    return _report(request, form, page)


def _keep(request: PageRequest, page: queries.DraftPage, form: ReportForm, *, more: int = 0) -> None:
    """Keep what was typed, so that nothing is lost whatever happens next."""
    typed = typed_by(form, children=min(form.shape.children + more, MOST_CHILDREN))
    if typed is not None:
        command = SaveDraft(page.draft_id, page.heightened, page.door, typed)
        services.save_draft(request.viewer, command, now=request.now)


def _shape(request: PageRequest, page: queries.DraftPage, children: int) -> Shape:
    entry = page.entry
    return Shape(
        heightened=page.heightened,
        door=page.door,
        on_behalf=entry.on_behalf,
        may_hold_bsn=entry.may_hold_bsn,
        police=entry.police,
        phone="" if entry.on_behalf else entry.phone,
        children=children,
        today=local_day(request.now),
    )


def _report(request: PageRequest, form: BaseForm, page: queries.DraftPage) -> HttpResponse:
    return form_page(request, "signals/report.html", form, page=page, entry=page.entry)


@require_POST
def throw_away(request: PageRequest, draft_id: UUID) -> HttpResponse:
    """Throw away one's own draft."""
    services.delete_draft(request.viewer, draft_id, now=request.now)
    messages.success(request, gettext("Het concept is weg."))
    return redirect("signal-receipt-list")


@require_GET
def receipts(request: PageRequest) -> HttpResponse:
    """List what I handed in, reported elsewhere, and am still writing."""
    return render(request, "signals/receipts.html", {"page": queries.receipts_page(request.viewer, now=request.now)})


@require_GET
def receipt(request: PageRequest, receipt_id: UUID) -> HttpResponse:
    """Show the receipt of one concern, and whom to phone until it is read."""
    line, phones = queries.receipt(request.viewer, receipt_id, now=request.now)
    return render(request, "signals/receipt.html", {"line": line, "phones": phones})


urls = [
    path("", start, name="signal-new"),
    path("gezin/", door, name="signal-new-door"),
    path("raad/", advice, name="signal-new-advice"),
    path("veilig-thuis/", outside, name="signal-new-outside"),
    path("mijn/", receipts, name="signal-receipt-list"),
    path("mijn/<uuid:receipt_id>/", receipt, name="signal-receipt"),
    path("<uuid:draft_id>/", draft, name="signal-draft"),
    path("<uuid:draft_id>/weg/", throw_away, name="signal-draft-delete"),
]
