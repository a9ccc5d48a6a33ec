"""The page behind a one-time link. A link that does not work (any more) gives one page, whatever the reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sluitend.domain.outcome import NotFound, Refused
from sluitend.services import invitations
from sluitend.web.forms.accounts import AcceptForm, PasswordForm
from sluitend.web.request import PageRequest
from sluitend.web.views.pages import form_page


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: PageRequest, token: str) -> HttpResponse:
    """Set a password, or accept a place with the login one has."""
    try:
        response = _invitation(request, token)
    except NotFound:
        if request.viewer is not None:
            invitations.note_dead_link(request.viewer, now=request.now)
        response = render(request, "accounts/dead_link.html", status=404)
    # The address holds the secret: other pages hear only on which site it was. With "no-referrer" a browser would send
    # the form with `Origin: null`, which is refused.
    response.headers["Referrer-Policy"] = "strict-origin"
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - the log does not get it
    return response


def _invitation(request: PageRequest, token: str) -> HttpResponse:
    link = invitations.open_link(token, now=request.now)
    signed_in = request.user.pk if request.user.is_authenticated else None
    if signed_in is not None and signed_in != link.user_id:
        raise NotFound
    if link.signs_in_first and signed_in is None:
        return render(request, "accounts/sign_in_first.html", {"link": link})
    joins = link.signs_in_first
    form = (AcceptForm if joins else PasswordForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = "" if joins else form.cleaned_data["password"]
        try:
            place = invitations.accept(token, password=password, signed_in=signed_in, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            return _done(request, joins=joins, place=str(place))
    return form_page(request, "accounts/invitation.html", form, link=link, joins=joins)


def _done(request: PageRequest, *, joins: bool, place: str) -> HttpResponse:
    if joins:
        request.session["membership"] = place
        messages.success(request, _("Welkom. U kijkt nu op uw nieuwe plek."))
        return redirect("home")
    messages.success(request, _("Uw wachtwoord is ingesteld. Log nu in."))
    return redirect("account_login")


urls = [path("<str:token>/", invitation, name="invitation")]
