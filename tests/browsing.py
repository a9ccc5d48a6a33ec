"""Sign in to the real pages in a test, through the real middleware."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.test import Client

from sluitend.domain.sharing import Viewer
from sluitend.records.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(viewer: Viewer) -> Client:
    """Give a browser in which this member is signed in, second step and all."""
    user = User.objects.get(pk=viewer.user_id)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}})
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    session["membership"] = str(viewer.membership_id)
    session.save()
    return client
