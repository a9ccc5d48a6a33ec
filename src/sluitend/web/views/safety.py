"""Pages about what keeps the children of a case safe: the safety plan and its paper, and two sheets about each child."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.safety import NO_PLAN, Demands
from sluitend.queries.safety import SafetyPage, safety_page, safety_paper
from sluitend.services import safety
from sluitend.web.dates import in_full, local_day
from sluitend.web.forms.base import BaseForm
from sluitend.web.forms.case import ConfirmForm
from sluitend.web.forms.safety import FlightRiskForm, ResidenceForm, RuleForm, SafetyPlanForm, WordForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done, press
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class _Says:
    """What stands above a form, and what is said when it was done."""

    title: str
    told: str


@require_GET
def overview(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Show the safety plan of a case and the sheets about its children."""
    page = safety_page(request.viewer, case_id, now=request.now)
    around = {"page": page, "head": page.head, "case_id": case_id, "confirm": ConfirmForm(), "no_plan": NO_PLAN}
    return render(request, "safety/page.html", around)


@require_http_methods(ANY)
def plan(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write the safety plan."""
    page = _for_form(request, case_id)
    known = page.plan
    initial: dict[str, Any] = {"version": 0, "next_check": page.latest_check, "demands": Demands.NONE}
    initial |= asdict(known) if known else {}
    form = SafetyPlanForm(request.POST or None, initial=initial, knows_demands=page.demands)

    def act() -> None:
        command = safety.SaveSafetyPlan(case_id, form.plan(), form.version, form.key, quote=form.cleaned_data["quote"])
        safety.save_safety_plan(request.viewer, command, now=request.now)

    return _written(
        request, page, form, act, _Says(gettext("Veiligheidsplan"), gettext("Het veiligheidsplan is bewaard."))
    )


@require_http_methods(ANY)
def rule(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Add a rule to the safety plan."""
    page = _for_form(request, case_id)
    form = RuleForm(request.POST or None, persons=page.persons)

    def act() -> None:
        given = form.cleaned_data
        command = safety.AddRule(
            case_id,
            form.person_id,
            given["does"],
            given["moment"],
            form.key,
            helpers=given["helpers"],
            quote=given["quote"],
        )
        safety.add_rule(request.viewer, command, now=request.now)

    return _written(request, page, form, act, _Says(gettext("Afspraak erbij"), gettext("De afspraak staat erbij.")))


@require_http_methods(["POST"])
def stop_rule(request: PageRequest, case_id: UUID, rule_id: UUID) -> HttpResponse:
    """Stop a rule of the safety plan."""
    form = ConfirmForm(request.POST)

    def act() -> None:
        safety.stop_rule(request.viewer, safety.StopRule(case_id, rule_id, form.key), now=request.now)

    press(request, case_id, form, act)
    return redirect("safety-plan", case_id=case_id)


@require_http_methods(ANY)
def word(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write down how safe somebody says it is."""
    page = _for_form(request, case_id)
    form = WordForm(request.POST or None, persons=page.persons, initial={"said_on": local_day(request.now)})

    def act() -> None:
        given = form.cleaned_data
        command = safety.NoteWord(
            case_id, form.person_id, given["words"], given["said_on"], form.key, quote=given["quote"]
        )
        safety.note_word(request.viewer, command, now=request.now)

    return _written(
        request, page, form, act, _Says(gettext("Hoe veilig is het nu?"), gettext("De woorden staan erbij."))
    )


@require_http_methods(ANY)
def flight_risk(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down that a child may be taken away."""
    page = _for_form(request, case_id)
    child = page.child(person_id)
    fresh = {"version": 0, "facts_on": local_day(request.now), "until": page.latest, "review_on": page.latest_check}
    form = FlightRiskForm(request.POST or None, initial=asdict(child.risk) if child.risk else fresh)

    def act() -> None:
        quote = form.cleaned_data["quote"]
        command = safety.SaveFlightRisk(case_id, person_id, form.risk(), form.version, form.key, quote=quote)
        safety.save_flight_risk(request.viewer, command, now=request.now)

    title = gettext("Kan %(name)s worden meegenomen?") % {"name": child.name}
    return _written(request, page, form, act, _Says(title, gettext("Het blad is bewaard.")))


@require_http_methods(ANY)
def residence(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down where a child stays for a time."""
    page = _for_form(request, case_id)
    child, today = page.child(person_id), local_day(request.now)
    fresh = {"version": 0, "since": today, "until": page.latest_check, "review_on": page.latest_check}
    form = ResidenceForm(request.POST or None, initial=asdict(child.stay) if child.stay else fresh)

    def act() -> None:
        quote = form.cleaned_data["quote"]
        command = safety.SaveResidence(case_id, person_id, form.residence(), form.version, form.key, quote=quote)
        safety.save_residence(request.viewer, command, now=request.now)

    title = gettext("Waar blijft %(name)s?") % {"name": child.name}
    return _written(request, page, form, act, _Says(title, gettext("Het blad is bewaard.")))


@require_http_methods(["POST"])
def end_flight_risk(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """End that a child may be taken away."""
    form = ConfirmForm(request.POST)

    def act() -> None:
        safety.end_flight_risk(request.viewer, safety.EndSheet(case_id, person_id, form.key), now=request.now)

    press(request, case_id, form, act)
    return redirect("safety-plan", case_id=case_id)


@require_http_methods(["POST"])
def end_residence(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """End that a child stays somewhere for a time."""
    form = ConfirmForm(request.POST)

    def act() -> None:
        safety.end_residence(request.viewer, safety.EndSheet(case_id, person_id, form.key), now=request.now)

    press(request, case_id, form, act)
    return redirect("safety-plan", case_id=case_id)


@require_GET
def paper(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Show what was agreed on paper for one person: in Dutch, whatever the screen speaks, unless English is asked for."""
    page = safety_paper(request.viewer, case_id, person_id, now=request.now)
    screen, language = get_language() or "nl", "en" if request.GET.get("taal") == "en" else "nl"
    with override(language):
        around = {"paper": page, "case_id": case_id, "today": in_full(local_day(request.now)), "screen": screen}
        return render(request, "safety/paper.html", around)


def _for_form(request: PageRequest, case_id: UUID) -> SafetyPage:
    return safety_page(request.viewer, case_id, now=request.now, action="safety_plan.form")


def _written(
    request: PageRequest, page: SafetyPage, form: BaseForm, act: Callable[[], object], says: _Says
) -> HttpResponse:
    """Do what a form asks and go back to the page of the case, or show the form."""
    if done(request, form, act):
        messages.success(request, says.told)
        return redirect("safety-plan", case_id=page.case_id)
    around = {"page": page, "head": page.head, "case_id": page.case_id, "title": says.title}
    return form_page(request, "safety/form.html", form, **around)


_CHILD = "casussen/<uuid:case_id>/veiligheidsplan/<uuid:person_id>"

urls = [
    path("casussen/<uuid:case_id>/veiligheidsplan/", overview, name="safety-plan"),
    path("casussen/<uuid:case_id>/veiligheidsplan/schrijven/", plan, name="safety-plan-write"),
    path("casussen/<uuid:case_id>/veiligheidsplan/afspraak/", rule, name="safety-rule"),
    path("casussen/<uuid:case_id>/veiligheidsplan/afspraak/<uuid:rule_id>/stopt/", stop_rule, name="safety-rule-stop"),
    path("casussen/<uuid:case_id>/veiligheidsplan/hoe-veilig/", word, name="safety-word"),
    path(f"{_CHILD}/meegenomen/", flight_risk, name="safety-flight-risk"),
    path(f"{_CHILD}/meegenomen/stopt/", end_flight_risk, name="safety-flight-risk-end"),
    path(f"{_CHILD}/verblijf/", residence, name="safety-residence"),
    path(f"{_CHILD}/verblijf/stopt/", end_residence, name="safety-residence-end"),
    path(f"{_CHILD}/afdruk/", paper, name="safety-paper"),
]
