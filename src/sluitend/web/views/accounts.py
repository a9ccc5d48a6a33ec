"""The administrator's pages about people: who works here, inviting, changing, links, leaving, functions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.staff import LinkKind
from sluitend.queries import accounts as queries
from sluitend.services import accounts, invitations
from sluitend.web.forms.accounts import FunctionForm, InviteForm, LeaveForm, MemberFilterForm, MemberForm, NewLinkForm
from sluitend.web.labels import sentence
from sluitend.web.request import PageRequest
from sluitend.web.views.pages import form_page


@require_GET
def members(request: PageRequest) -> HttpResponse:
    """List the people of the municipality."""
    page = queries.members(
        request.viewer,
        now=request.now,
        number=_number(request.GET.get("pagina", "")),
        organisation_id=_id(request.GET.get("organisatie", "")),
        name=request.GET.get("naam", "")[:160].replace("\x00", ""),
        with_left=request.GET.get("weg") == "ja",
    )
    asked = {"naam": page.name, "organisatie": str(page.organisation or ""), "weg": "ja" if page.with_left else ""}
    form = MemberFilterForm(initial=asked, options=page.organisations)
    return render(request, "accounts/members.html", {"page": page, "form": form})


@require_http_methods(["GET", "POST"])
def invite(request: PageRequest) -> HttpResponse:
    """Invite somebody, and show the link once."""
    options = queries.invite_options(request.viewer, now=request.now)
    form = InviteForm(request.POST or None, options=options)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        command = invitations.Invite(
            form_key=form.key,
            email=given["email"],
            name=given["name"],
            function=given["function"],
            organisation_id=given["organisation"],
            roles=frozenset(given["roles"]),
            team_id=given["team"],
            phone=given["phone"],
        )
        try:
            return _show_link(request, invitations.invite(request.viewer, command, now=request.now), given["name"])
        except Refused as refused:
            form.add_refusals(refused)
    return form_page(request, "accounts/invite.html", form, functions=options.functions)


@require_http_methods(["GET", "POST"])
def member(request: PageRequest, membership_id: UUID) -> HttpResponse:
    """Show and change one person."""
    page = queries.member(request.viewer, membership_id, now=request.now)
    form = MemberForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        command = accounts.ChangeMember(
            membership_id=membership_id,
            version=form.version,
            name=given["name"],
            function=given["function"],
            phone=given["phone"],
            roles=frozenset(given["roles"]),
            team_id=given["team"],
            deputy_id=given["deputy"],
            absent_from=given["absent_from"],
            absent_until=given["absent_until"],
        )
        try:
            accounts.change_member(request.viewer, command, now=request.now)
        except Refused as refused:
            if accounts.CHANGED_MEANWHILE in refused.refusals:
                stored = {"name": page.name, "function": page.function, "phone": page.phone}
                form.add_conflict(stored, version=page.version, by=_("Een andere beheerder"), at=request.now)
            else:
                form.add_refusals(refused)
        else:
            messages.success(request, _("Opgeslagen. Het geldt vanaf de volgende bladzijde die deze persoon opent."))
            return redirect("admin-member", membership_id=membership_id)
    return form_page(request, "accounts/member.html", form, page=page, link_form=NewLinkForm(auto_id=False))


@require_POST
def new_link(request: PageRequest, membership_id: UUID, kind: str) -> HttpResponse:
    """Make a new one-time link, and show it once."""
    form = NewLinkForm(request.POST)
    if not form.is_valid() or kind not in set(LinkKind):
        raise NotFound
    command = invitations.NewLink(form.key, membership_id, LinkKind(kind))
    try:
        made = invitations.new_link(request.viewer, command, now=request.now)
    except Refused as refused:
        return _refused(request, refused, membership_id)
    return _show_link(request, made, "")


@require_POST
def end_sessions(request: PageRequest, membership_id: UUID) -> HttpResponse:
    """End every session of somebody."""
    accounts.end_sessions(request.viewer, membership_id, now=request.now)
    messages.success(request, _("Alle sessies zijn beëindigd. Deze persoon moet zich opnieuw aanmelden."))
    return redirect("admin-member", membership_id=membership_id)


@require_http_methods(["GET", "POST"])
def leave(request: PageRequest, membership_id: UUID) -> HttpResponse:
    """Take somebody out at once and hand their work over."""
    page = queries.member(request.viewer, membership_id, now=request.now)
    form = LeaveForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        command = accounts.Leave(form.key, membership_id, form.cleaned_data["successor"], form.cleaned_data["reason"])
        try:
            accounts.leave(request.viewer, command, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            messages.success(request, _("%(name)s is weg. Het werk is overgedragen.") % {"name": page.name})
            return redirect("admin-members")
    return form_page(request, "accounts/leave.html", form, page=page)


@require_GET
def functions(request: PageRequest) -> HttpResponse:
    """List the functions that people have."""
    return render(request, "accounts/functions.html", {"rows": queries.functions(request.viewer, now=request.now)})


@require_http_methods(["GET", "POST"])
def function(request: PageRequest) -> HttpResponse:
    """Give a function another name. Which one stands in the address, as `naam`."""
    before = request.GET.get("naam", "")[:120]
    rows = queries.functions(request.viewer, now=request.now)
    found = next((row for row in rows if row.name == before), None)
    if found is None:
        raise NotFound
    form = FunctionForm(request.POST or None, initial={"name": before})
    if request.method == "POST" and form.is_valid():
        accounts.rename_function(request.viewer, before, form.cleaned_data["name"], now=request.now)
        messages.success(request, _("De functie heeft een andere naam."))
        return redirect("admin-functions")
    return form_page(request, "accounts/function.html", form, row=found)


def _show_link(request: PageRequest, made: invitations.MadeLink, name: str) -> HttpResponse:
    """Show a link in the answer to the form itself: it is nowhere stored, so it cannot be shown again."""
    link = request.build_absolute_uri(reverse("invitation", args=[made.token])) if made.token else ""
    return render(request, "accounts/link.html", {"made": made, "link": link, "name": name})


def _refused(request: PageRequest, refused: Refused, membership_id: UUID) -> HttpResponse:
    for refusal in refused.refusals:
        messages.error(request, sentence(refusal))
    return redirect("admin-member", membership_id=membership_id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urls = [
    path("medewerkers/", members, name="admin-members"),
    path("medewerkers/nieuw/", invite, name="admin-invite"),
    path("medewerkers/<uuid:membership_id>/", member, name="admin-member"),
    path("medewerkers/<uuid:membership_id>/link/<slug:kind>/", new_link, name="admin-member-link"),
    path("medewerkers/<uuid:membership_id>/sessies/", end_sessions, name="admin-member-sessions"),
    path("medewerkers/<uuid:membership_id>/weg/", leave, name="admin-member-leave"),
    path("functies/", functions, name="admin-functions"),
    path("functies/naam/", function, name="admin-function"),
]
