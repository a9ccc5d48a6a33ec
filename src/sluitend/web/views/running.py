"""The pages of what ran before Sluitend: the list, entering one by hand, confirming one, and the start list."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.absence import FileAbout
from sluitend.domain.running import HEADER
from sluitend.queries import running as queries
from sluitend.queries.running import MatterPage
from sluitend.services import running as services
from sluitend.web.context import COUNTS
from sluitend.web.forms.running import ConfirmMatterForm, MatterForm, RefuseMatterForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.files import FileRoom, choose_file, show_file
from sluitend.web.views.pages import form_page

COUNTS["running-list"] = queries.waiting_count

FILES = FileRoom(
    FileAbout.RUNNING,
    "running-list",
    "running-upload",
    "running-import",
    _("Lopende zaken"),
    _("Lopende zaken inlezen"),
    ";".join(HEADER),
    lambda viewer, file, form, now: services.receive_file(viewer, file, form, now=now),
    queries.imports,
    "running-steps",
)


@require_GET
def matters(request: PageRequest) -> HttpResponse:
    """Show what waits for the viewer, and what became of what they entered."""
    return render(request, "running/list.html", {"page": queries.matters(request.viewer, now=request.now)})


@require_GET
def start_list(request: PageRequest) -> HttpResponse:
    """Show what was late already when it was confirmed; numbers alone for a team lead."""
    return render(request, "running/start_list.html", {"page": queries.start_list(request.viewer, now=request.now)})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """Enter one matter by hand."""
    page = queries.enter_page(request.viewer, now=request.now)
    initial = {"coordinator": str(page.me)}
    form = MatterForm(request.POST or None, page=page, initial=initial)

    def act() -> None:
        services.enter(request.viewer, form.command(), now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Ingevoerd. Het loopt pas als de casusregisseur het bevestigt."))
        return redirect("running-list")
    return form_page(request, "running/new.html", form, entering=page)


@require_http_methods(["GET", "POST"])
def upload(request: PageRequest) -> HttpResponse:
    """Take in a file with running matters."""
    return choose_file(request, FILES)


@require_GET
def import_page(request: PageRequest, import_id: UUID) -> HttpResponse:
    """Show how far a file is loaded, and the rows that were not."""
    return show_file(request, FILES, import_id)


@require_GET
def steps(request: PageRequest) -> HttpResponse:
    """Show what a file may write for a protocol and its steps."""
    return render(request, "running/steps.html", {"protocols": queries.known_steps(request.viewer, now=request.now)})


@require_GET
def matter(request: PageRequest, matter_id: UUID) -> HttpResponse:
    """Show one matter to its coordinator."""
    page = queries.matter_page(request.viewer, matter_id, now=request.now)
    form = ConfirmMatterForm(cases=page.cases, initial={"title": _title(page)})
    return _matter(request, page, confirm=form)


@require_http_methods(["POST"])
def confirm(request: PageRequest, matter_id: UUID) -> HttpResponse:
    """Let a matter run as it was entered."""
    page = queries.matter_page(request.viewer, matter_id, now=request.now)
    form = ConfirmMatterForm(request.POST, cases=page.cases)
    confirmed: list[services.Confirmed] = []

    def act() -> None:
        confirmed.append(services.confirm(request.viewer, form.command(matter_id), now=request.now))

    if done(request, form, act):
        messages.success(request, gettext("Bevestigd. Het loopt nu hier. Wat al te laat was, staat in de startlijst."))
        return redirect("case-page", case_id=confirmed[0].case_id)
    return _matter(request, page, confirm=form)


@require_http_methods(["POST"])
def refuse(request: PageRequest, matter_id: UUID) -> HttpResponse:
    """Say that a matter does not run like this."""
    page = queries.matter_page(request.viewer, matter_id, now=request.now)
    form = RefuseMatterForm(request.POST)

    def act() -> None:
        services.refuse(request.viewer, form.command(matter_id), now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Opgeslagen. De naam is gewist; wie het invoerde, ziet uw antwoord."))
        return redirect("running-list")
    return _matter(request, page, refuse=form)


def _matter(
    request: PageRequest,
    page: MatterPage,
    *,
    confirm: ConfirmMatterForm | None = None,
    refuse: RefuseMatterForm | None = None,
) -> HttpResponse:
    around = {
        "page": page,
        "confirm": confirm or ConfirmMatterForm(cases=page.cases, initial={"title": _title(page)}),
        "refuse": refuse or RefuseMatterForm(),
    }
    form = refuse or around["confirm"]
    return form_page(request, "running/matter.html", form, **around)  # type: ignore[arg-type]


def _title(page: MatterPage) -> str:
    return gettext("Gezin %(name)s") % {"name": page.surname} if page.surname else ""


urls = [
    path("", matters, name="running-list"),
    path("nieuw/", new, name="running-new"),
    path("inlezen/", upload, name="running-upload"),
    path("inlezen/stappen/", steps, name="running-steps"),
    path("inlezen/<uuid:import_id>/", import_page, name="running-import"),
    path("startlijst/", start_list, name="running-start-list"),
    path("<uuid:matter_id>/", matter, name="running-matter"),
    path("<uuid:matter_id>/bevestigen/", confirm, name="running-confirm"),
    path("<uuid:matter_id>/niet/", refuse, name="running-refuse"),
]
