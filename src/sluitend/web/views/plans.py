"""Pages of the plan: the whole, each part of it, and the plan on paper for one person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.outcome import NotFound
from sluitend.queries.plan_page import PlanPage, domain_choice, plan_page
from sluitend.queries.printed_plan import printed_plan
from sluitend.services import flow
from sluitend.services.plans import (
    AddGoal,
    AskedCopy,
    ChangeGoal,
    ChangeVoice,
    CloseLifeDomain,
    DropGoal,
    OpenLifeDomain,
    RecordAgreement,
    RecordLevel,
    RecordVoice,
    SaveFamilyPlan,
    StartPlan,
    WriteWhatIf,
    add_goal,
    change_goal,
    change_voice,
    close_domain,
    drop_goal,
    note_copy,
    open_domain,
    record_agreement,
    record_level,
    record_voice,
    write_what_if,
)
from sluitend.web.dates import in_full, local_day
from sluitend.web.forms.base import BaseForm
from sluitend.web.forms.case import ConfirmForm
from sluitend.web.forms.plan import (
    AgreementForm,
    ChangeGoalForm,
    ChangeVoiceForm,
    CopyForm,
    DomainForm,
    DropGoalForm,
    GoalForm,
    LevelForm,
    OfferForm,
    StartForm,
    VoiceForm,
    WhatIfForm,
)
from sluitend.web.request import PageRequest
from sluitend.web.submit import done, press
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]


def _form(request: PageRequest, template: str, form: BaseForm, page: PlanPage, **around: object) -> HttpResponse:
    return form_page(request, template, form, page=page, head=page.head, case_id=page.head.case_id, **around)


def _back(case_id: UUID) -> HttpResponse:
    return redirect("plan-page", case_id=case_id)


@require_GET
def overview(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Show the plan."""
    page = plan_page(request.viewer, case_id, now=request.now)
    around = {
        "page": page,
        "plan": page.plan,
        "head": page.head,
        "case_id": case_id,
        "start_form": StartForm(initial={"version": page.plan.version}),
        "confirm": ConfirmForm(),
    }
    return render(request, "plans/overview.html", around)


@require_http_methods(ANY)
def offer(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write down that the family can make its own plan first, and what it says."""
    page = plan_page(request.viewer, case_id, now=request.now, action="case.form")
    row = page.plan.offer
    initial = {
        "offered_on": row.offered_on,
        "how": row.how,
        "answer": row.answer,
        "answered_on": row.answered_on,
        "answer_words": row.words,
        "no_offer_reason": row.no_offer_reason,
        "version": page.plan.version,
    }
    form = OfferForm(request.POST or None, initial=initial)

    def act() -> None:
        command = SaveFamilyPlan(
            case_id, form.offer(), form.version, quote=form.cleaned_data["quote"], form_key=form.key
        )
        flow.save_family_plan(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return _form(request, "plans/offer.html", form, page)


@require_http_methods(ANY)
def what_if(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write down what everybody does when it does not work out."""
    page = plan_page(request.viewer, case_id, now=request.now, action="case.form")
    form = WhatIfForm(request.POST or None, initial={"words": page.plan.what_if, "version": page.plan.version})

    def act() -> None:
        given = form.cleaned_data
        command = WriteWhatIf(case_id, given["words"], form.version, quote=given["quote"], form_key=form.key)
        write_what_if(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return _form(request, "plans/what_if.html", form, page)


@require_http_methods(ANY)
def copy(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write down that somebody asked for the plan in writing, and when they got it."""
    page = plan_page(request.viewer, case_id, now=request.now, action="case.form")
    initial = {"asked_on": page.plan.copy_asked_on, "given_on": page.plan.copy_given_on}
    form = CopyForm(request.POST or None, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        command = AskedCopy(case_id, given["asked_on"], given["given_on"], form.key)
        note_copy(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return _form(request, "plans/copy.html", form, page)


@require_http_methods(["POST"])
def start(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Start the plan; what is still missing is shown on the plan itself."""
    form = StartForm(request.POST)

    def act() -> None:
        flow.start_plan(request.viewer, StartPlan(case_id, form.version, form.key), now=request.now)

    if press(request, case_id, form, act):
        messages.success(request, gettext("Het plan loopt. Kijk op de dag hieronder samen hoe het gaat."))
    elif form.conflict:
        messages.warning(request, gettext("Iemand anders veranderde het plan net. Kijk het na en begin dan."))
    return _back(case_id)


@require_http_methods(ANY)
def domain_new(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Open a life domain with one sentence why."""
    page = domain_choice(request.viewer, case_id, now=request.now)
    form = DomainForm(request.POST or None, page=page)

    def act() -> None:
        command = OpenLifeDomain(case_id, form.opened(), quote=form.cleaned_data["quote"], form_key=form.key)
        open_domain(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return form_page(request, "plans/domain.html", form, page=page, head=page.head, case_id=case_id)


@require_http_methods(["POST"])
def domain_close(request: PageRequest, case_id: UUID, domain_id: UUID) -> HttpResponse:
    """Close a life domain that no longer matters here."""
    form = ConfirmForm(request.POST)
    command = CloseLifeDomain(case_id, domain_id)
    press(request, case_id, form, lambda: close_domain(request.viewer, command, now=request.now))
    return _back(case_id)


@require_http_methods(ANY)
def level(request: PageRequest, case_id: UUID, domain_id: UUID) -> HttpResponse:
    """Write down how it goes in one life domain."""
    page = plan_page(request.viewer, case_id, now=request.now, action="case.form")
    domain = page.domain(domain_id)
    form = LevelForm(request.POST or None, persons=page.people.persons, initial={"on": local_day(request.now)})

    def act() -> None:
        command = RecordLevel(case_id, domain_id, form.given(), quote=form.cleaned_data["quote"], form_key=form.key)
        record_level(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return _form(request, "plans/level.html", form, page, domain=domain)


@require_http_methods(ANY)
def goal_new(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Add a goal in the family's words."""
    page = plan_page(request.viewer, case_id, now=request.now, action="case.form")
    form = GoalForm(request.POST or None, persons=page.people.persons, domains=page.plan.domains)

    def act() -> None:
        command = AddGoal(case_id, form.goal(), quote=form.cleaned_data["quote"], form_key=form.key)
        add_goal(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return _form(request, "plans/goal.html", form, page, goal=None)


@require_http_methods(ANY)
def goal(request: PageRequest, case_id: UUID, goal_id: UUID) -> HttpResponse:
    """Say a goal anew."""
    page = plan_page(request.viewer, case_id, now=request.now, action="case.form")
    row = page.goal(goal_id)
    initial = {
        "family_words": row.family_words,
        "persons": [str(pk) for pk in row.person_ids],
        "domain": str(row.domain_id or ""),
        "measure": row.measure,
        "target_on": row.target_on,
        "version": row.version,
    }
    form = ChangeGoalForm(request.POST or None, persons=page.people.persons, domains=page.plan.domains, initial=initial)

    def act() -> None:
        command = ChangeGoal(
            case_id, goal_id, form.goal(), form.version, quote=form.cleaned_data["quote"], form_key=form.key
        )
        change_goal(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return _form(request, "plans/goal.html", form, page, goal=row)


@require_http_methods(ANY)
def goal_drop(request: PageRequest, case_id: UUID, goal_id: UUID) -> HttpResponse:
    """Let a goal go, with a reason."""
    page = plan_page(request.viewer, case_id, now=request.now, action="case.form")
    row = page.goal(goal_id)
    form = DropGoalForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        command = DropGoal(case_id, goal_id, given["words"], quote=given["quote"], form_key=form.key)
        drop_goal(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return _form(request, "plans/drop.html", form, page, goal=row)


@require_http_methods(ANY)
def voice_new(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Keep a child's own words on a sheet of their own."""
    page = plan_page(request.viewer, case_id, now=request.now, action="case.form")
    child = page.person(person_id)
    if not child.is_child:
        raise NotFound
    form = VoiceForm(request.POST or None, initial={"on": local_day(request.now)})

    def act() -> None:
        given = form.cleaned_data
        command = RecordVoice(
            case_id,
            person_id,
            given["words"],
            given["on"],
            parents_may_see=given["parents_may_see"],
            decided_by_child=given["decided_by_child"],
            quote=given["quote"],
            form_key=form.key,
        )
        record_voice(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return _form(request, "plans/voice.html", form, page, child=child)


@require_http_methods(ANY)
def voice(request: PageRequest, case_id: UUID, voice_id: UUID) -> HttpResponse:
    """Say a child's words anew, or change whether parents may read them: only whoever listened."""
    page = plan_page(request.viewer, case_id, now=request.now, action="case.form")
    row = page.voice(voice_id)
    initial = {
        "words": row.words,
        "on": row.on,
        "parents_may_see": row.parents_may_see,
        "decided_by_child": row.decided_by_child,
        "version": row.version,
    }
    form = ChangeVoiceForm(request.POST or None, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        command = ChangeVoice(
            case_id,
            voice_id,
            given["words"],
            given["on"],
            form.version,
            parents_may_see=given["parents_may_see"],
            decided_by_child=given["decided_by_child"],
            quote=given["quote"],
            form_key=form.key,
        )
        change_voice(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return _form(request, "plans/voice.html", form, page, child=page.person(row.child_id))


@require_http_methods(ANY)
def agreement(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down whether somebody agrees with the plan, in their own words."""
    page = plan_page(request.viewer, case_id, now=request.now, action="case.form")
    person = page.person(person_id)
    form = AgreementForm(request.POST or None, initial={"on": local_day(request.now)})

    def act() -> None:
        given = form.cleaned_data
        command = RecordAgreement(
            case_id,
            person_id,
            given["agrees"],
            given["words"],
            given["on"],
            given["how"],
            quote=given["quote"],
            form_key=form.key,
        )
        record_agreement(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id)
    return _form(request, "plans/agreement.html", form, page, person=person)


@require_GET
def paper(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Show the plan on paper for one person: in Dutch, whatever the screen speaks, unless English is asked for now."""
    page = printed_plan(request.viewer, case_id, person_id, now=request.now)
    screen, language = get_language() or "nl", "en" if request.GET.get("taal") == "en" else "nl"
    with override(language):
        today = in_full(local_day(request.now))
        around = {"paper": page, "case_id": case_id, "today": today, "screen": screen}
        return render(request, "plans/paper.html", around)


urls = [
    path("casussen/<uuid:case_id>/plan/", overview, name="plan-page"),
    path("casussen/<uuid:case_id>/plan/eigen-plan/", offer, name="plan-offer"),
    path("casussen/<uuid:case_id>/plan/als-het-niet-lukt/", what_if, name="plan-what-if"),
    path("casussen/<uuid:case_id>/plan/op-papier/", copy, name="plan-copy"),
    path("casussen/<uuid:case_id>/plan/beginnen/", start, name="plan-start"),
    path("casussen/<uuid:case_id>/plan/onderwerp/", domain_new, name="plan-domain-new"),
    path("casussen/<uuid:case_id>/plan/onderwerp/<uuid:domain_id>/sluiten/", domain_close, name="plan-domain-close"),
    path("casussen/<uuid:case_id>/plan/onderwerp/<uuid:domain_id>/stand/", level, name="plan-level"),
    path("casussen/<uuid:case_id>/plan/doel/", goal_new, name="plan-goal-new"),
    path("casussen/<uuid:case_id>/plan/doel/<uuid:goal_id>/", goal, name="plan-goal"),
    path("casussen/<uuid:case_id>/plan/doel/<uuid:goal_id>/vervalt/", goal_drop, name="plan-goal-drop"),
    path("casussen/<uuid:case_id>/plan/kind/<uuid:person_id>/", voice_new, name="plan-voice-new"),
    path("casussen/<uuid:case_id>/plan/blad/<uuid:voice_id>/", voice, name="plan-voice"),
    path("casussen/<uuid:case_id>/plan/mening/<uuid:person_id>/", agreement, name="plan-agreement"),
    path("casussen/<uuid:case_id>/plan/<uuid:person_id>/afdruk/", paper, name="plan-print"),
]
