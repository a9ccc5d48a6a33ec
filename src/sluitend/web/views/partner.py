"""The pages of a partner: what my organisation owes, and one answer in one click and one sentence."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sluitend.domain.action import StepKind
from sluitend.domain.vocabulary import N_
from sluitend.queries.partner import PartnerAction, partner_action, partner_list, waiting_count
from sluitend.services.actions import Reassign, reassign
from sluitend.web.context import COUNTS
from sluitend.web.forms.actions import ReassignForm, StepForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.actions import press
from sluitend.web.views.pages import form_page

COUNTS["action-list"] = waiting_count

THANKS = {
    StepKind.ACCEPT: N_("Dank u. Uw toezegging staat genoteerd."),
    StepKind.DECLINE: N_("Dank u. Wij weten nu dat het niet lukt, en wat wel kan."),
    StepKind.CONTRADICT: N_("Dank u. Wij vragen het u opnieuw; er staat nu niets toegezegd."),
    StepKind.START: N_("Genoteerd: u bent begonnen."),
    StepKind.BLOCK: N_("Genoteerd: het loopt vast. Iemand zoekt met u uit wat wel kan."),
    StepKind.RESUME: N_("Genoteerd: het gaat weer verder."),
    StepKind.FINISH: N_("Dank u. De actie is klaar."),
}


@require_GET
def listing(request: PageRequest) -> HttpResponse:
    """List what the organisation owes, what waits for an answer first."""
    return render(request, "partner/list.html", {"page": partner_list(request.viewer, now=request.now)})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: PageRequest, action_id: UUID) -> HttpResponse:
    """Show one action, and take the answer."""
    if request.method != "POST":
        return _show(request, partner_action(request.viewer, action_id, now=request.now), StepForm())
    form = StepForm(request.POST)
    taken: list[StepKind] = []
    if done(request, form, lambda: taken.append(press(request, action_id, form))):
        messages.success(request, gettext(THANKS[taken[0]]))
        if taken[0] is StepKind.START:
            return redirect("action-page", action_id=action_id)
        return redirect("action-list")
    return _show(request, partner_action(request.viewer, action_id, now=request.now), form)


@require_POST
def assign(request: PageRequest, action_id: UUID) -> HttpResponse:
    """Give an action to a colleague."""
    page = partner_action(request.viewer, action_id, now=request.now)
    form = ReassignForm(request.POST, colleagues=_colleagues(page))

    def act() -> None:
        reassign(request.viewer, Reassign(action_id, UUID(form.cleaned_data["to"]), form.key), now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("De actie staat nu bij uw collega."))
        return redirect("action-page", action_id=action_id)
    return _show(request, page, StepForm(), form)


def _colleagues(page: PartnerAction) -> list[tuple[UUID, str]]:
    return [(one.membership_id, f"{one.name}, {one.function}") for one in page.colleagues]


def _show(
    request: PageRequest, page: PartnerAction, form: StepForm, assign_form: ReassignForm | None = None
) -> HttpResponse:
    colleagues = _colleagues(page)
    if assign_form is None and len(colleagues) > 1:
        assign_form = ReassignForm(colleagues=colleagues)
    context = {"page": page, "assign_form": assign_form, "K": StepKind.__members__}
    return form_page(request, "partner/action.html", form, **context)


urls = [
    path("acties/", listing, name="action-list"),
    path("acties/<uuid:action_id>/", one, name="action-page"),
    path("acties/<uuid:action_id>/collega/", assign, name="action-assign"),
]
