"""The official report of an investigating attendance officer: its page, its list, its steps, and the sessions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.queries import official as queries
from sluitend.services import absences as services
from sluitend.services import flow
from sluitend.web.forms.official import BeginForm, ItemForm, StepForm, TakeOverForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page


@require_GET
def listing(request: PageRequest) -> HttpResponse:
    """List the officer's own: sessions by day, and what waits."""
    return render(request, "official/list.html", {"page": queries.official_list(request.viewer, now=request.now)})


@require_GET
def report(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Show one official report to its officer."""
    page = queries.official_page(request.viewer, report_id, now=request.now)
    return render(request, "official/report.html", {"page": page})


@require_http_methods(["GET", "POST"])
def begin(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Decide to draw one up."""
    page = queries.begin_page(request.viewer, report_id, now=request.now)
    form = BeginForm(request.POST or None, page=page)

    def act() -> None:
        data = form.cleaned_data
        command = services.BeginOfficial(report_id, data["on"], form.key, data.get("tried", ""), data["quote"])
        flow.begin_official(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, _("Het proces-verbaal staat in concept."))
        return redirect("official-report", report_id)
    return form_page(request, "official/begin.html", form, page=page)


@require_http_methods(["GET", "POST"])
def item(request: PageRequest, report_id: UUID, code: str) -> HttpResponse:
    """Answer one item of the list."""
    page = queries.official_page(request.viewer, report_id, now=request.now)
    row = page.item(code)
    form = ItemForm(request.POST or None, row=row, version=page.version)

    def act() -> None:
        data = form.cleaned_data
        command = services.AnswerItem(report_id, code, data["words"], data.get("on"), form.version, data["quote"])
        services.answer(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, _("Opgeslagen."))
        return redirect("official-report", report_id)
    return form_page(request, "official/item.html", form, page=page, row=row)


@require_http_methods(["GET", "POST"])
def step(request: PageRequest, report_id: UUID, to: str) -> HttpResponse:
    """Take a step."""
    page = queries.official_page(request.viewer, report_id, now=request.now)
    taken = page.step(to)
    form = StepForm(request.POST or None, page=page, step=taken)

    def act() -> None:
        data = form.cleaned_data
        command = services.TakeOfficialStep(
            report_id,
            taken.to,
            data["on"],
            form.version,
            form.key,
            words=data.get("words", ""),
            heard=data.get("heard"),
            session_on=data.get("session_on"),
            ruling=data.get("ruling"),
            quote=data["quote"],
        )
        flow.take_official_step(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, _("De stap is gezet."))
        return redirect("official-report", report_id)
    return form_page(request, "official/step.html", form, page=page, step=taken)


@require_http_methods(["GET", "POST"])
def take_over(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Take one over from a colleague."""
    name = queries.take_over_page(request.viewer, report_id, now=request.now)
    form = TakeOverForm(request.POST or None)

    def act() -> None:
        services.take_over(request.viewer, report_id, form.cleaned_data["words"], form_key=form.key, now=request.now)

    if done(request, form, act):
        messages.success(request, _("Het proces-verbaal is nu van u."))
        return redirect("official-report", report_id)
    return form_page(request, "official/take_over.html", form, name=name, report_id=report_id)


urls = [
    path("processen-verbaal/", listing, name="absence-official-list"),
    path("<uuid:report_id>/proces-verbaal/", report, name="official-report"),
    path("<uuid:report_id>/proces-verbaal/beginnen/", begin, name="official-begin"),
    path("<uuid:report_id>/proces-verbaal/overnemen/", take_over, name="official-take-over"),
    path("<uuid:report_id>/proces-verbaal/lijst/<slug:code>/", item, name="official-item"),
    path("<uuid:report_id>/proces-verbaal/stap/<slug:to>/", step, name="official-step"),
]
