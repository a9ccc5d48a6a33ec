"""The actions of a case as its coordinator and team see them: list, one action, asking, showing, solving."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sluitend.domain.action import ActionStatus, StepKind
from sluitend.domain.outcome import NotFound
from sluitend.domain.vocabulary import N_
from sluitend.queries.actions import ActionPage, action_page, ask_options, case_actions
from sluitend.services.actions import (
    AskAction,
    ChangeAction,
    Reassign,
    SolveBottleneck,
    TakeStep,
    ask_action,
    change_action,
    reassign,
    solve_bottleneck,
    take_step,
)
from sluitend.services.disclosures import ShareAction, TakeBack, share_action, take_back
from sluitend.web.dates import in_full
from sluitend.web.forms.actions import (
    AskActionForm,
    ChangeActionForm,
    ConfirmForm,
    ReassignForm,
    ShareForm,
    SolveForm,
    StepForm,
)
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]
BUTTONS = (
    (StepKind.ACCEPT, N_("Wij doen dit")),
    (StepKind.ACCEPT_AT_TABLE, N_("Toegezegd aan tafel")),
    (StepKind.FINISH, N_("Gedaan")),
    (StepKind.START, N_("Begonnen")),
    (StepKind.RESUME, N_("Gaat weer verder")),
    (StepKind.BLOCK, N_("Loopt vast")),
    (StepKind.ASK_AGAIN, N_("Opnieuw vragen")),
    (StepKind.PUT_BACK, N_("Toch niet klaar")),
    (StepKind.DROP, N_("Laten vervallen")),
)
DECLINES = (
    ("decline:later", N_("Nee, wel later")),
    ("decline:another", N_("Nee, wel een andere organisatie")),
    ("decline:otherwise", N_("Nee, wel iets anders")),
)


@require_GET
def listing(request: PageRequest, case_id: UUID) -> HttpResponse:
    """List the actions of a case, with what is stuck."""
    page = case_actions(request.viewer, case_id, now=request.now)
    around = {"page": page, "head": page.head, "case_id": case_id, "tab": "actions"}
    return render(request, "actions/list.html", around)


@require_http_methods(ANY)
def new(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Ask an organisation for an action."""
    options = ask_options(request.viewer, case_id, now=request.now)
    form = AskActionForm(request.POST or None, options=options)
    made: list[UUID] = []

    def act() -> None:
        given = form.cleaned_data
        command = AskAction(
            case_id=case_id,
            organisation_id=UUID(given["organisation"]),
            concerns_id=UUID(given["concerns"]),
            kind=given["kind"],
            title=given["title"],
            due_on=given["due_on"],
            form_key=form.key,
            goal_id=form.chosen("goal"),
            legal_title=given["legal_title"],
            lighter_tried=given["lighter_tried"],
            remedy=given["remedy"],
            paired_with_id=form.chosen("paired_with"),
            quote=given["quote"],
        )
        made.append(ask_action(request.viewer, command, now=request.now).action_id)

    if done(request, form, act):
        return _back(case_id, made[0])
    return form_page(request, "actions/new.html", form, options=options, case_id=case_id)


@require_http_methods(ANY)
def one(request: PageRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    """Show one action with what its organisation sees or would see, and take a step."""
    _page(request, case_id, action_id)
    if request.method != "POST":
        return _show(request, case_id, action_id)
    form = StepForm(request.POST)
    if done(request, form, lambda: press(request, action_id, form)):
        return _back(case_id, action_id)
    return _show(request, case_id, action_id, step=form)


def press(request: PageRequest, action_id: UUID, form: StepForm) -> StepKind:
    """Take the step of the button that was pressed. Raises NotFound for a button that does not exist."""
    pressed = form.step
    if pressed is None:
        raise NotFound
    kind, alternative = pressed
    given = form.cleaned_data
    command = TakeStep(
        action_id,
        kind,
        form.key,
        words=given["words"],
        alternative=alternative,
        quote=given["quote"],
        **({"stuck_on": given["stuck_on"]} if given["stuck_on"] else {}),
    )
    take_step(request.viewer, command, now=request.now)
    return kind


@require_http_methods(ANY)
def change(request: PageRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    """Change what is asked; two people who do so at once see both texts."""
    page = _page(request, case_id, action_id)
    options = ask_options(request.viewer, case_id, now=request.now)
    initial = {
        "title": page.row.title,
        "due_on": page.row.due_on,
        "goal": str(page.goal_id or ""),
        "version": page.version,
    }
    form = ChangeActionForm(request.POST or None, options=options, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        goal = UUID(given["goal"]) if given["goal"] else None
        command = ChangeAction(
            action_id, form.version, given["title"], given["due_on"], form.key, goal_id=goal, quote=given["quote"]
        )
        change_action(request.viewer, command, now=request.now)

    if done(request, form, act):
        return _back(case_id, action_id)
    return form_page(request, "actions/change.html", form, page=page, case_id=case_id)


@require_POST
def share(request: PageRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    """Let the organisation see what the preview showed."""
    _page(request, case_id, action_id)
    form = ShareForm(request.POST)

    def act() -> None:
        command = ShareAction(action_id, form.cleaned_data["need"], form.key)
        until = share_action(request.viewer, command, now=request.now).until
        text = gettext("De organisatie ziet deze actie nu, tot en met %(until)s.")
        messages.success(request, text % {"until": in_full(until)})

    if done(request, form, act):
        return _back(case_id, action_id)
    return _show(request, case_id, action_id, share=form)


@require_POST
def hide(request: PageRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    """Take an action back inside."""
    _page(request, case_id, action_id)
    form = ConfirmForm(request.POST)
    if done(request, form, lambda: take_back(request.viewer, TakeBack(action_id, form.key), now=request.now)):
        messages.success(request, gettext("De organisatie ziet deze actie niet meer."))
        return _back(case_id, action_id)
    return _show(request, case_id, action_id, hide=form)


@require_POST
def assign(request: PageRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    """Give an action of the own organisation to somebody who stands in the case."""
    page = _page(request, case_id, action_id)
    form = ReassignForm(request.POST, colleagues=page.colleagues)

    def act() -> None:
        reassign(request.viewer, Reassign(action_id, UUID(form.cleaned_data["to"]), form.key), now=request.now)

    if done(request, form, act):
        return _back(case_id, action_id)
    return _show(request, case_id, action_id, assign=form)


@require_http_methods(ANY)
def solve(request: PageRequest, case_id: UUID, bottleneck_id: UUID) -> HttpResponse:
    """Write down what can be done about a bottleneck."""
    page = case_actions(request.viewer, case_id, now=request.now)
    row = next((found for found in page.bottlenecks + page.solved if found.bottleneck_id == bottleneck_id), None)
    if row is None:
        raise NotFound
    form = SolveForm(request.POST or None, initial={"what_can": row.what_can})

    def act() -> None:
        given = form.cleaned_data
        command = SolveBottleneck(
            bottleneck_id, given["what_can"], form.key, goes_on=given["goes_on"], quote=given["quote"]
        )
        solve_bottleneck(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Het knelpunt is opgelost."))
        return redirect("case-actions", case_id=case_id)
    return form_page(request, "actions/solve.html", form, page=page, row=row, case_id=case_id)


def _back(case_id: UUID, action_id: UUID) -> HttpResponse:
    return redirect("case-action", case_id=case_id, action_id=action_id)


def _page(request: PageRequest, case_id: UUID, action_id: UUID) -> ActionPage:
    page = action_page(request.viewer, action_id, now=request.now)
    if page.case_id != case_id:
        raise NotFound
    return page


def _show(
    request: PageRequest,
    case_id: UUID,
    action_id: UUID,
    *,
    step: StepForm | None = None,
    share: ShareForm | None = None,
    hide: ConfirmForm | None = None,
    assign: ReassignForm | None = None,
) -> HttpResponse:
    page = _page(request, case_id, action_id)
    buttons = [(kind.value, gettext(text)) for kind, text in BUTTONS if kind in page.steps]
    declines = [(value, gettext(text)) for value, text in DECLINES] if StepKind.DECLINE in page.steps else []
    failed = next((form for form in (step, share, hide, assign) if form is not None), None)
    context = {
        "page": page,
        "case_id": case_id,
        "buttons": buttons,
        "declines": declines,
        "share_form": share or ShareForm(),
        "hide_form": hide or ConfirmForm(),
        "assign_form": assign or (ReassignForm(colleagues=page.colleagues) if page.colleagues else None),
        "failed": failed,
        "K": StepKind.__members__,
        "waits": page.row.status is ActionStatus.ASKED,
    }
    return form_page(request, "actions/action.html", step or StepForm(), **context)


urls = [
    path("casussen/<uuid:case_id>/acties/", listing, name="case-actions"),
    path("casussen/<uuid:case_id>/acties/nieuw/", new, name="case-action-new"),
    path("casussen/<uuid:case_id>/acties/<uuid:action_id>/", one, name="case-action"),
    path("casussen/<uuid:case_id>/acties/<uuid:action_id>/wijzigen/", change, name="case-action-change"),
    path("casussen/<uuid:case_id>/acties/<uuid:action_id>/laten-zien/", share, name="case-action-share"),
    path("casussen/<uuid:case_id>/acties/<uuid:action_id>/terughalen/", hide, name="case-action-hide"),
    path("casussen/<uuid:case_id>/acties/<uuid:action_id>/collega/", assign, name="case-action-assign"),
    path("casussen/<uuid:case_id>/knelpunten/<uuid:bottleneck_id>/", solve, name="case-bottleneck"),
]
