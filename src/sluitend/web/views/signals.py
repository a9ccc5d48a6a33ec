"""Hand in a concern: the first question, the door, the report as a draft, and the receipt."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
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
    shown_by,
    text_key,
    typed_by,
    with_kept_bsn,
)
from sluitend.web.posted import only_own
from sluitend.web.request import PageRequest
from sluitend.web.views import errors
from sluitend.web.views.pages import form_page

BEGUN, DONE = "signal_begun", "signal_done"
MOST_BEGUN = 5


@require_http_methods(["GET", "POST"])
def start(request: PageRequest) -> HttpResponse:
    """Ask first whether it could get more dangerous if somebody at home hears of this."""
    entry = queries.entry_page(request.viewer, now=request.now)
    form = DangerForm(request.POST or None)
    if not only_own(request, form):
        return errors.bad_request(request)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["danger"]:
            return _begin(request, heightened=True, door=None)
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
        return _begin(request, heightened=False, door=chosen)
    return form_page(request, "signals/door.html", form, entry=entry)


def _begin(request: PageRequest, *, heightened: bool, door: Door | None) -> HttpResponse:
    """Remember the first answers where no later form can change them; a draft is kept when something was typed."""
    draft_id = str(uuid4())
    before = list(request.session.get(BEGUN, {}).items())[1 - MOST_BEGUN :]
    request.session[BEGUN] = {**dict(before), draft_id: {"heightened": heightened, "door": door or ""}}
    return redirect("signal-draft", draft_id=draft_id)


def _begun(request: PageRequest, draft_id: UUID) -> queries.Begun | None:
    found = request.session.get(BEGUN, {}).get(str(draft_id))
    return queries.Begun(found["heightened"], Door(found["door"]) if found["door"] else None) if found else None


def _forget_begun(request: PageRequest, draft_id: UUID) -> None:
    begun = request.session.get(BEGUN, {})
    if begun.pop(str(draft_id), None):
        request.session[BEGUN] = begun


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
    page = queries.draft_page(request.viewer, draft_id, begun=_begun(request, draft_id), now=request.now)
    if isinstance(page, queries.HandedInBefore):
        if request.method == "POST":
            _posted_again(request, draft_id)
        return redirect("signal-receipt", receipt_id=page.receipt_id)
    if request.method == "POST":
        return _posted(request, page)
    number = children_in(page.typed)
    form = ReportForm(shape=_shape(request, page, number), initial={**as_initial(page.typed), "form_key": draft_id})
    return _report(request, form, page)


def _posted(request: PageRequest, page: queries.DraftPage) -> HttpResponse:
    shape = _shape(request, page, children_in(request.POST))
    form = ReportForm(with_kept_bsn(request.POST, page.typed), shape=shape, initial={"form_key": page.draft_id})
    if not only_own(request, form):
        return errors.bad_request(request)
    wanted = request.POST.get("do", "send")
    if wanted == "later":
        kept = _keep(request, page, form)
        if not kept:
            messages.success(request, gettext("Er is niets bewaard: u had nog niets ingevuld."))
        elif page.heightened:
            messages.success(
                request, gettext("Bewaard, veertien dagen lang. Een naam die u nog niet mag geven, is niet bewaard.")
            )
        else:
            messages.success(request, gettext("Bewaard. Alleen u kunt dit lezen, veertien dagen lang."))
        return redirect("signal-receipt-list")
    if wanted == "child":
        kept = _keep(request, page, form, more=1)
        if kept and not page.heightened:
            return redirect(f"{request.path}#kind-{form.shape.children + 1}")
        return _report(request, _with_another_child(request, page, form), page)
    if form.is_valid():
        try:
            done = services.hand_in(request.viewer, form.command(page.draft_id), now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            _forget_begun(request, page.draft_id)
            _remember_done(request, page)
            return redirect("signal-receipt", receipt_id=done.receipt_id)
    else:
        form.add_more(services.problems(request.viewer, form.command(page.draft_id), now=request.now))
    _keep(request, page, form)
    return _report(request, form, page)


def _remember_done(request: PageRequest, page: queries.DraftPage) -> None:
    """Remember of what was handed in the first answers, and by which text it can be told from another one."""
    before = list(request.session.get(DONE, {}).items())[1 - MOST_BEGUN :]
    mine = {"heightened": page.heightened, "door": page.door or "", "text": str(text_key(page.draft_id, request.POST))}
    request.session[DONE] = {**dict(before), str(page.draft_id): mine}


def _posted_again(request: PageRequest, draft_id: UUID) -> None:
    """Say that a form was handed in before; another text than was handed in is kept as a draft of its author."""
    done = request.session.get(DONE, {}).get(str(draft_id))
    text = text_key(draft_id, request.POST)
    if done is not None and done["text"] == str(text):
        messages.info(request, gettext("Deze melding was al binnen. U hoeft niets meer te doen."))
        return
    kept = _kept_anew(request, text, done) if done else None
    if kept is None:
        messages.info(
            request,
            gettext(
                "Deze melding was al binnen. Hebt u daarna nog iets veranderd? Dat is niet verstuurd. "
                "Doe dan een nieuwe melding, of bel."
            ),
        )
        return
    said = gettext("Deze melding was al binnen. Wat u daarna hebt veranderd, is niet verstuurd, maar wel bewaard.")
    here = reverse("signal-draft", args=[kept])
    link = gettext("Lees het, en verstuur het als nieuwe melding")
    messages.warning(request, format_html('{} <a class="utrecht-link" href="{}">{}</a>', said, here, link))


def _kept_anew(request: PageRequest, draft_id: UUID, done: dict[str, Any]) -> UUID | None:
    """Keep what was typed as a new draft with the first answers of the one that was handed in; gives its id.

    draft_id: the same text gives the same draft, however often it is sent.
    """
    door = Door(done["door"]) if done["door"] else None
    page = queries.draft_page(request.viewer, draft_id, begun=queries.Begun(done["heightened"], door), now=request.now)
    if isinstance(page, queries.HandedInBefore):
        return None
    form = ReportForm(request.POST, shape=_shape(request, page, children_in(request.POST)))
    return draft_id if only_own(request, form) and _keep(request, page, form) else None


def _keep(request: PageRequest, page: queries.DraftPage, form: ReportForm, *, more: int = 0) -> bool:
    """Keep what was typed, so that nothing is lost whatever happens next; tell whether there was anything to keep."""
    if page.begun and not form.typed:
        return False
    typed = typed_by(form, children=min(form.shape.children + more, MOST_CHILDREN))
    if typed is not None:
        command = SaveDraft(page.draft_id, page.heightened, page.door, typed, begun=page.begun)
        services.save_draft(request.viewer, command, now=request.now)
        _forget_begun(request, page.draft_id)
    return typed is not None


def _with_another_child(request: PageRequest, page: queries.DraftPage, form: ReportForm) -> ReportForm:
    """Show what was typed with boxes for one more child, where it may not all be kept."""
    number = min(form.shape.children + 1, MOST_CHILDREN)
    initial = {**as_initial(shown_by(form)), "form_key": page.draft_id}
    return ReportForm(shape=_shape(request, page, number), initial=initial)


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
