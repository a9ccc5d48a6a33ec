"""What another municipality offers: look, take over with a name, or not with a reason; and what came along, in its case."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from sluitend.domain.outcome import NotFound
from sluitend.queries.plan_page import plan_page
from sluitend.queries.transfer_offers import OfferPage, offer_page
from sluitend.services import transfers as services
from sluitend.web.dates import local_day
from sluitend.web.forms.case import MOST_ROWS, rows_in
from sluitend.web.forms.plan import GoalForm
from sluitend.web.forms.transfers import AcceptForm, OfferPressForm, RefuseForm, rows_for
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]


@require_http_methods(["GET", "HEAD"])
def one(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Show an offer."""
    return _page(request, offer_page(request.viewer, offer_id, now=request.now))


def _page(
    request: PageRequest, page: OfferPage, *, accept: AcceptForm | None = None, refuse: RefuseForm | None = None
) -> HttpResponse:
    form = refuse or accept or OfferPressForm()
    around = {
        "page": page,
        "accept": accept or _accept_form(request, page),
        "refuse": refuse or RefuseForm(),
        "press": OfferPressForm(),
        "full": False,
    }
    return form_page(request, "transfers/offer.html", form, **around)


def _accept_form(request: PageRequest, page: OfferPage, *, rows: int = 0, sent: bool = False) -> AcceptForm:
    people = page.package.people if page.package else ()
    return AcceptForm(
        request.POST if sent else None,
        coordinators=page.coordinators,
        people=people,
        today=local_day(request.now),
        rows=min(max(rows, rows_for(people)), MOST_ROWS),
        initial={"coordinator": str(page.me)},
    )


@require_POST
def open_it(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Open an offer: from then on what came along is shown."""
    offer_page(request.viewer, offer_id, now=request.now)
    form = OfferPressForm(request.POST)
    done(request, form, lambda: services.open_offer(request.viewer, offer_id, now=request.now))
    for text in form.non_field_errors():
        messages.warning(request, str(text))
    return redirect("transfer-offer", offer_id=offer_id)


@require_POST
def accept(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Take a family over. The button for one more person sends everything along."""
    page = offer_page(request.viewer, offer_id, now=request.now)
    more = request.POST.get("do") == "more"
    form = _accept_form(request, page, rows=rows_in(request.POST) + more, sent=True)
    if more:
        form.errors.clear()  # nothing was handed in yet: nobody is told what is still missing
        return _page(request, page, accept=form)
    taken: list[services.TakenOver] = []

    def act() -> None:
        command = services.AcceptCase(
            offer_id,
            form.cleaned_data["title"],
            form.coordinator_id,
            form.deputy_id,
            form.persons(),
            form.key,
            quote=form.cleaned_data["quote"],
        )
        taken.append(services.accept_case(request.viewer, command, now=request.now))

    if done(request, form, act):
        text = gettext("Overgenomen. Casus %(number)s is geopend. De andere gemeente ziet wie het overneemt.")
        messages.success(request, text % {"number": taken[0].number})
        return redirect("transfer-offer", offer_id=offer_id)
    return _page(request, page, accept=form)


@require_POST
def accept_report(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Take a pupil over."""
    offer_page(request.viewer, offer_id, now=request.now)
    form = OfferPressForm(request.POST)
    taken: list[services.TakenOver] = []

    def act() -> None:
        command = services.AcceptReport(offer_id, form.key)
        taken.append(services.accept_report(request.viewer, command, now=request.now))

    if done(request, form, act) and taken[0].report_id is not None:
        messages.success(request, gettext("Overgenomen. De leerling staat nu bij uw verzuimmeldingen."))
        return redirect("absence-report", report_id=taken[0].report_id)
    for text in form.non_field_errors():
        messages.warning(request, str(text))
    return redirect("transfer-offer", offer_id=offer_id)


@require_POST
def refuse(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Do not take over, with a reason."""
    page = offer_page(request.viewer, offer_id, now=request.now)
    form = RefuseForm(request.POST)

    def act() -> None:
        command = services.AnswerNo(offer_id, form.cleaned_data["reason"], form.key, quote=form.cleaned_data["quote"])
        services.answer_no(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Uw antwoord gaat terug. Wat meekwam, is hier gewist."))
        return redirect("transfer-list")
    return _page(request, page, refuse=form)


@require_http_methods(ANY)
def goal(request: PageRequest, offer_id: UUID, place: int) -> HttpResponse:
    """Put a goal that came along in the plan of the case here, as the family says it now."""
    offer = offer_page(request.viewer, offer_id, now=request.now)
    piece = dict(offer.goals).get(place)
    if offer.case_id is None or piece is None:
        raise NotFound
    page = plan_page(request.viewer, offer.case_id, now=request.now, action="case.form")
    words, _, measure = piece.text.partition("\n")
    initial = {"family_words": words, "measure": measure, "target_on": piece.on}
    form = GoalForm(request.POST or None, persons=page.people.persons, domains=page.plan.domains, initial=initial)

    def act() -> None:
        command = services.TakeGoal(offer_id, form.goal(), form.key, quote=form.cleaned_data["quote"])
        services.take_goal(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Het doel staat in het plan."))
        return redirect("transfer-offer", offer_id=offer_id)
    around = {"page": page, "head": page.head, "case_id": offer.case_id, "goal": None}
    return form_page(request, "plans/goal.html", form, **around)


urls = [
    path("overdrachten/aangeboden/<uuid:offer_id>/", one, name="transfer-offer"),
    path("overdrachten/aangeboden/<uuid:offer_id>/openen/", open_it, name="transfer-offer-open"),
    path("overdrachten/aangeboden/<uuid:offer_id>/overnemen/", accept, name="transfer-offer-accept"),
    path("overdrachten/aangeboden/<uuid:offer_id>/leerling/", accept_report, name="transfer-offer-accept-report"),
    path("overdrachten/aangeboden/<uuid:offer_id>/niet/", refuse, name="transfer-offer-refuse"),
    path("overdrachten/aangeboden/<uuid:offer_id>/doel/<int:place>/", goal, name="transfer-offer-goal"),
]
