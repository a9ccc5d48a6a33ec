"""One click to look as somebody in the demo.

It works only where the demo wrote its marker in the database and the server listens on this machine alone. Both are
looked at again at every request; there is no setting that makes it work without.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from sluitend.access import context as viewer_context
from sluitend.config.hints import hints
from sluitend.domain.outcome import NotFound
from sluitend.records.models import DemoMarker, Organisation, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MOST = 60
# A request that came through another server says so; then somebody else than this machine may be asking.
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody of the story as the sign-in page shows them. user_id: what the button posts. hint: what to try, or empty."""

    user_id: UUID
    name: str
    function: str
    organisation: str
    municipality: str
    hint: str = ""

    @property
    def has_hint(self) -> bool:
        """Whether there is a line on what to try as this person; who has none stands further down."""
        return bool(self.hint)


def on_this_machine(request: HttpRequest) -> bool:
    """Whether the server listens on this machine alone, and this machine itself is asking for it by that name.

    SERVER_NAME is where the server's socket was bound, as the server itself tells it; no setting and no header of the
    request can change it.
    """
    ends = (request.META.get("SERVER_NAME", ""), request.META.get("REMOTE_ADDR", ""))
    if not all(_is_loopback(end) for end in ends) or settings.PROXIES:
        return False
    if any(request.META.get(name) for name in FORWARDED):
        return False
    host, _port = split_domain_port(request.get_host())
    return host == "localhost" or _is_loopback(host.strip("[]"))


def allowed(request: HttpRequest) -> bool:
    """Whether one click may sign somebody in: the demo's own database, served to this machine only."""
    return on_this_machine(request) and DemoMarker.objects.exists()


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def known() -> tuple[Persona, ...]:
    """Give the people of the story who can sign in today: first who has a hint, in the order in which those are told."""
    now = timezone.now()
    found = []
    told = {email: place for place, email in enumerate(hints())}
    users = User.objects.filter(is_active=True).order_by("email").values_list("pk", "email")[:MOST]
    for user_id, email in sorted(users, key=lambda user: told.get(user[1], len(told))):
        try:
            standing = viewer_context.load_standing(user_id, None, now)
        except NotFound:
            continue
        viewer = standing.viewer
        organisation = Organisation.objects.values_list("name", flat=True).get(pk=viewer.organisation_id)
        found.append(
            Persona(user_id, viewer.name, viewer.function, organisation, standing.municipality, hints().get(email, ""))
        )
    viewer_context.tell_database(None, now)
    return tuple(found)


def context(request: HttpRequest) -> dict[str, Any]:
    """Give the sign-in page its personas, and pages whether this is the demo; looked up only when a template asks."""
    return {
        "demo_personas": SimpleLazyObject(lambda: known() if allowed(request) else ()),
        "in_demo": SimpleLazyObject(lambda: allowed(request)),
    }


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of them; anywhere else this page does not exist."""
    if not allowed(request):
        raise Http404
    chosen = request.POST.get("persona", "")
    persona = next((persona for persona in known() if str(persona.user_id) == chosen), None)
    if persona is None:
        raise Http404
    login(request, User.objects.get(pk=persona.user_id), backend=BACKEND)
    request.session["demo"] = True  # without a second step, which only works here
    return redirect("/")
