"""Pages of the two ladders: entering the safety ladder, asking a decision, and what waits for a decider, and the board."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.escalation import DecisionAnswer
from sluitend.queries.decisions import ask_page, decision, decisions
from sluitend.queries.ladder_board import board
from sluitend.queries.safety_entry import safety_entry
from sluitend.services.decisions import AnswerDecision, AskDecision, answer, ask
from sluitend.services.protocols.safety import EnterSafety, enter_safety
from sluitend.web.dates import local_day
from sluitend.web.forms.ladders import AnswerForm, AskForm, SafetyForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]


@require_http_methods(ANY)
def safety(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Enter the safety ladder for a child of the case, at any rung."""
    page = safety_entry(request.viewer, case_id, now=request.now)
    form = SafetyForm(request.POST or None, page=page, initial={"on": local_day(request.now)})

    def act() -> None:
        given = form.cleaned_data
        command = EnterSafety(
            case_id, form.child_id, given["rung"], given["on"], form.key, given["reason"], given["quote"]
        )
        enter_safety(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Uw stap staat op de veiligheidsladder. De casusregisseur krijgt bericht."))
        return redirect("case-protocols", case_id=case_id)
    return form_page(request, "ladders/safety.html", form, page=page, head=page.head, case_id=case_id)


@require_http_methods(ANY)
def asking(request: PageRequest, run_id: UUID, rung: str) -> HttpResponse:
    """Put a question to whoever decides at an open rung of a run."""
    page = ask_page(request.viewer, run_id, rung, now=request.now)
    form = AskForm(request.POST or None, page=page)

    def act() -> None:
        given = form.cleaned_data
        command = AskDecision(
            run_id,
            page.rung,
            form.mandate_id,
            form.question(),
            form.version,
            form.key,
            given.get("letter_on"),
            given["quote"],
        )
        ask(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("De vraag ligt er. Wie beslist, krijgt bericht dat er iets nieuws is."))
        return redirect(f"{reverse('protocol-run', kwargs={'run_id': run_id})}?stap={rung}")
    return form_page(request, "ladders/ask.html", form, page=page)


@require_GET
def ladders(request: PageRequest) -> HttpResponse:
    """Show at which rung things stand, on both ladders."""
    return render(request, "ladders/board.html", {"page": board(request.viewer, now=request.now)})


@require_GET
def waiting(request: PageRequest) -> HttpResponse:
    """Show what waits for the viewer's decision, and what they answered."""
    return render(request, "ladders/decisions.html", {"page": decisions(request.viewer, now=request.now)})


@require_http_methods(ANY)
def deciding(request: PageRequest, ask_id: UUID) -> HttpResponse:
    """Decide what was asked, or give it back."""
    row = decision(request.viewer, ask_id, now=request.now)
    form = AnswerForm(request.POST or None)
    said: list[DecisionAnswer] = []

    def act() -> None:
        given = form.cleaned_data
        command = AnswerDecision(ask_id, given["answer"], form.key, given["words"], given["quote"])
        said.append(answer(request.viewer, command, now=request.now))

    if done(request, form, act):
        decided = said[0] is DecisionAnswer.DECIDED
        messages.success(
            request,
            gettext("Uw besluit staat in het dossier.")
            if decided
            else gettext("De vraag is terug bij wie hem stelde."),
        )
        return redirect("decision-list")
    return form_page(request, "ladders/decision.html", form, row=row)


urls = [
    path("protocollen/<uuid:run_id>/besluit/<slug:rung>/", asking, name="protocol-ask"),
    path("opschaling/", ladders, name="ladder-board"),
    path("besluiten/", waiting, name="decision-list"),
    path("besluiten/<uuid:ask_id>/", deciding, name="decision-answer"),
    path("casussen/<uuid:case_id>/veiligheid-eerst/", safety, name="case-safety-ladder"),
]
