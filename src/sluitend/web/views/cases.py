"""The pages of a case: the list, the case itself, opening one, its team, and what is kept hidden."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.outcome import NotFound
from sluitend.queries.cases import case_list, case_page, open_form
from sluitend.queries.people import team_page
from sluitend.services import flow
from sluitend.services.cases import (
    AskLower,
    ChangeCase,
    EndSeat,
    GiveSeat,
    Heighten,
    ReviewCase,
    SetReaders,
    ask_lower,
    change_details,
    end_seat,
    give_seat,
    heighten,
    review_case,
    set_readers,
)
from sluitend.web.components.ecogram import network_of
from sluitend.web.dates import local_day
from sluitend.web.forms.case import (
    MOST_ROWS,
    ChangeCaseForm,
    ConfirmForm,
    LowerForm,
    OpenCaseForm,
    ReadersForm,
    ReviewForm,
    SeatForm,
    readers_of,
    rows_in,
)
from sluitend.web.forms.people import chosen
from sluitend.web.request import PageRequest
from sluitend.web.submit import done, press
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]
_MOST_PAGES = 6  # digits of a page number that anybody can mean


def number_of(request: PageRequest) -> int:
    """Read which page of a list is asked; anything that is no number is the first."""
    given = request.GET.get("pagina", "")
    return int(given) if given.isdecimal() and len(given) <= _MOST_PAGES else 1


@require_GET
def listing(request: PageRequest) -> HttpResponse:
    """List the cases that the viewer holds or has a seat in."""
    over = request.GET.get("toon") == "gesloten"
    page = case_list(request.viewer, now=request.now, number=number_of(request), over=over)
    return render(request, "cases/list.html", {"page": page})


@require_GET
def one(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Show one case."""
    page = case_page(request.viewer, case_id, now=request.now, number=number_of(request))
    actions = [*page.plan.loose, *(row for goal in page.plan.goals for row in goal.actions)] if page.plan else []
    around = {"page": page, "head": page.head, "case_id": case_id, "network": network_of(page.people, actions)}
    around["ends"] = ConfirmForm()
    return render(request, "cases/page.html", around)


@require_http_methods(ANY)
def new(request: PageRequest) -> HttpResponse:
    """Open a case without a concern behind it. The button for one more person sends everything along."""
    page = open_form(request.viewer, now=request.now)
    more = request.method == "POST" and request.POST.get("do") == "more"
    rows = min(rows_in(request.POST) + more, MOST_ROWS)
    form = OpenCaseForm(None, page=page, today=local_day(request.now), rows=rows)
    if request.method == "POST":
        form = OpenCaseForm(request.POST, page=page, today=local_day(request.now), rows=rows)
    if not more:
        opened: list[UUID] = []
        if done(request, form, lambda: opened.append(_open(request, form))):
            return redirect("case-page", case_id=opened[0])
    if more:
        form.errors.clear()  # nothing was handed in yet: nobody is told what is still missing
    return form_page(request, "cases/new.html", form, page=page, full=rows == MOST_ROWS)


def _open(request: PageRequest, form: OpenCaseForm) -> UUID:
    made = flow.open_case(request.viewer, form.command(), now=request.now)
    text = gettext("Casus %(number)s is geopend. Schrijf nu op wie het al weet.")
    messages.success(request, text % {"number": made.number})
    return made.case_id


@require_http_methods(ANY)
def change(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Give a case another name or deputy."""
    page = team_page(request.viewer, case_id, now=request.now)
    row = page.head
    initial = {"title": row.title, "deputy": str(page.deputy_id or ""), "version": row.version}
    others = [c for c in page.coordinators if c.id != page.coordinator_id]
    form = ChangeCaseForm(request.POST or None, coordinators=others, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        command = ChangeCase(
            case_id,
            given["title"],
            chosen(given["deputy"]),
            given["reason"],
            form.version,
            quote=given["quote"],
            form_key=form.key,
        )
        change_details(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-page", case_id=case_id)
    return form_page(request, "cases/change.html", form, head=row, case_id=case_id)


@require_http_methods(ANY)
def team(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Show who sits at the table, and give a colleague a seat."""
    page = team_page(request.viewer, case_id, now=request.now)
    form = SeatForm(request.POST or None, colleagues=page.colleagues)

    def act() -> None:
        given = form.cleaned_data
        command = GiveSeat(
            case_id,
            UUID(given["membership"]),
            given["function"],
            given["reason"],
            given["until"],
            quote=given["quote"],
            form_key=form.key,
        )
        give_seat(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Uw collega ziet de casus nu."))
        return redirect("case-team", case_id=case_id)
    ends = ConfirmForm()
    return form_page(request, "cases/team.html", form, page=page, head=page.head, case_id=case_id, ends=ends)


@require_http_methods(["POST"])
def seat_end(request: PageRequest, case_id: UUID, seat_id: UUID) -> HttpResponse:
    """End a seat now."""
    form = ConfirmForm(request.POST)
    command = EndSeat(case_id, seat_id)
    if press(request, case_id, form, lambda: end_seat(request.viewer, command, now=request.now)):
        messages.success(request, gettext("Deze plaats is beëindigd. Uw collega ziet de casus niet meer."))
    return redirect("case-team", case_id=case_id)


@require_http_methods(ANY)
def safety(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Turn heightened safety on, or say anew who may see the case."""
    page = team_page(request.viewer, case_id, now=request.now)
    head = page.head
    listed = page.people.readers
    initial = {
        "version": head.version,
        "readers": [str(row.membership_id) for row in listed],
        "on_call": str(next((row.membership_id for row in listed if row.on_call), "")),
    }
    form = ReadersForm(request.POST or None, colleagues=page.readers, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        readers = readers_of(given)
        if head.heightened:
            renewed = SetReaders(case_id, readers, given["reason"], form.version, form_key=form.key)
            set_readers(request.viewer, renewed, now=request.now)
        else:
            on = Heighten(case_id, given["reason"], form.version, readers, form_key=form.key)
            heighten(request.viewer, on, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Vanaf nu zien alleen de mensen op de leeslijst deze casus."))
        return redirect("case-page", case_id=case_id)
    return form_page(request, "cases/safety.html", form, page=page, head=head, case_id=case_id)


@require_http_methods(ANY)
def lower(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Ask a colleague of the list to decide with one that heightened safety ends."""
    page = team_page(request.viewer, case_id, now=request.now)
    if not page.head.heightened:
        raise NotFound
    form = LowerForm(request.POST or None, listed_here=page.seconds)

    def act() -> None:
        given = form.cleaned_data
        asked = AskLower(case_id, chosen(given["second"]), given["reason"], quote=given["quote"], form_key=form.key)
        ask_lower(request.viewer, asked, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Gevraagd. Verhoogde veiligheid blijft aan tot uw collega ja zegt."))
        return redirect("case-page", case_id=case_id)
    refused = page.head.may_write or (page.question.refused if page.question else None)
    return form_page(request, "cases/lower.html", form, page=page, head=page.head, case_id=case_id, refused=refused)


@require_http_methods(ANY)
def review(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write down that the reasons for the case still hold."""
    page = team_page(request.viewer, case_id, now=request.now)
    form = ReviewForm(request.POST or None, initial={"version": page.head.version})

    def act() -> None:
        given = form.cleaned_data
        command = ReviewCase(case_id, given["reason"], form.version, quote=given["quote"], form_key=form.key)
        review_case(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-page", case_id=case_id)
    return form_page(request, "cases/review.html", form, head=page.head, case_id=case_id)


urls = [
    path("casussen/", listing, name="case-list"),
    path("casussen/openen/", new, name="case-new"),
    path("casussen/<uuid:case_id>/", one, name="case-page"),
    path("casussen/<uuid:case_id>/wijzigen/", change, name="case-change"),
    path("casussen/<uuid:case_id>/team/", team, name="case-team"),
    path("casussen/<uuid:case_id>/team/<uuid:seat_id>/eindigen/", seat_end, name="case-seat-end"),
    path("casussen/<uuid:case_id>/veiligheid/", safety, name="case-safety"),
    path("casussen/<uuid:case_id>/veiligheid/uit/", lower, name="case-safety-off"),
    path("casussen/<uuid:case_id>/nog-nodig/", review, name="case-review"),
]
