"""How allauth behaves here: people are invited, guesses are slowed without locking anybody out, codes work once.

Guesses are counted per account and per device. A device that signed in before carries a mark and has a count of its
own, so that a stranger who keeps guessing slows down only themselves, never the colleague at their own desk.
"""

from __future__ import annotations

import base64
import secrets
import time
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from sluitend.access import audit, context
from sluitend.domain.outcome import NotFound
from sluitend.domain.vocabulary import AuditKind, Purpose
from sluitend.records import crypto
from sluitend.records.models import User

DEVICE_COOKIE = ("__Host-" if settings.TLS else "") + "toestel"
DEVICE_DAYS = 90
_DEVICE_SALT = "sluitend.device"

# A code is accepted in its own period and one period to either side; it may work once in all that time.
CODE_LIFE = settings.MFA_TOTP_PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1) + 30

# allauth seals before it knows its row, so the secrets of the second step are bound to their table only.
MFA_TABLE, MFA_ROW = "mfa_authenticator", UUID(int=0)

# How long the password that somebody typed counts for setting up the second step: as long as a page may lie still.
SET_UP_TIME = 15 * 60
_SET_UP_SINCE = "set_up_since"

_SILENT = (
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "mfa/messages/totp_activated.txt",
    "mfa/messages/recovery_codes_generated.txt",
)


def note(user_id: UUID, action: str, reason_code: str = "") -> None:
    """Log a sign-in, or with a reason code a refused one, in every place where this person works.

    Somebody who works nowhere (any more) leaves no line: there is no municipality whose log it would belong to.
    """
    now = timezone.now()
    try:
        viewer = context.load_viewer(user_id, None, now)
    except NotFound:
        return
    audit.record(
        viewer,
        audit.Line(
            AuditKind.DENIED if reason_code else AuditKind.SYSTEM,
            action,
            audit.Ref("account", user_id),
            why=audit.Why(Purpose.AUDIT),
            outcome="denied" if reason_code else "ok",
            reason_code=reason_code,
        ),
        now=now,
    )
    context.tell_database(getattr(current.request, "viewer", None), now)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in only: an account begins with an administrator's invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody makes an account for themselves."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **how: Any
    ) -> None:
        """Leave out that somebody signed in or out, or has codes now: the page itself says so."""
        if message_template not in _SILENT:
            super().add_message(request, level, message_template, *args, **how)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Ask the password once more, counted like a sign-in."""
        assert isinstance(user, User)  # noqa: S101 - the one user model there is
        found = self.authenticate(current.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **how: Any) -> bool:
        """Ask who somebody is before the second step changes; not of who typed the password a moment ago to set it up."""
        since = current.request.session.get(_SET_UP_SINCE, 0.0)
        if app == "allauth.mfa" and 0 <= time.time() - since < SET_UP_TIME:
            return False
        return bool(super().is_reauthentication_required(app=app, **how))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a wrong password for an account that exists; for another nothing is known that could be logged."""
        user = User.objects.filter(email__iexact=credentials.get("email", "")).only("pk").first()
        if user is not None:
            note(user.pk, "account.sign_in", "wrong_password")
        super().authentication_failed(request, **credentials)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **how: Any) -> HttpResponse:
        """Log the sign-in and mark the device."""
        note(user.pk, "account.sign_in")
        if not Authenticator.objects.filter(user=user).exists():
            request.session[_SET_UP_SINCE] = time.time()
        response: HttpResponse = super().post_login(request, user, **how)
        mark_device(request, response, user.pk)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        key = str(super()._get_login_attempts_cache_key(request, **credentials))
        device = _device_of(request)
        if device is None:
            return key
        user = User.objects.filter(email__iexact=credentials.get("email", "")).only("pk").first()
        return f"{key}:{device['device']}" if user is not None and str(user.pk) == device["user"] else key


def mark_device(request: HttpRequest, response: HttpResponse, user_id: UUID) -> None:
    """Leave a mark that this user signed in on this device; it opens nothing."""
    before = _device_of(request)
    mark = before["device"] if before and before["user"] == str(user_id) else secrets.token_urlsafe(16)
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps({"user": str(user_id), "device": mark}, salt=_DEVICE_SALT),
        max_age=DEVICE_DAYS * 24 * 60 * 60,
        secure=settings.TLS,
        httponly=True,
        samesite="Lax",
    )


def _device_of(request: HttpRequest) -> dict[str, str] | None:
    try:
        found: dict[str, str] = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=_DEVICE_SALT, max_age=DEVICE_DAYS * 24 * 60 * 60
        )
    except signing.BadSignature:
        return None
    return found


class WellKnownWords:
    """Refuses a password that is a well-known word with some digits and signs around it, as Dutch offices use them.

    Beside Django's list of common passwords, which is mostly English.
    """

    WORDS = ("wachtwoord", "welkom", "geheim", "sluitend", "gemeente", "password", "qwerty", "azerty")
    LEAST_BESIDE = 8  # characters that are left when the word and the digits are taken out

    def validate(self, password: str, user: object | None = None) -> None:  # noqa: ARG002 - Django's signature
        """Raise ValidationError when too little is left beside the word."""
        left = password.lower()
        for word in self.WORDS:
            left = left.replace(word, "")
        letters = [character for character in left if character.isalpha()]
        if left != password.lower() and len(letters) < self.LEAST_BESIDE:
            raise ValidationError(
                _("Dit wachtwoord gebruiken veel mensen. Kies een ander, bijvoorbeeld een zin."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        """Say what is asked."""
        return _("Geen bekend woord met cijfers erachter.")


class MfaAdapter(DefaultMFAAdapter):
    """The secrets of the second step lie sealed in the database, as everything that opens something does."""

    def encrypt(self, text: str) -> str:
        """Seal a secret with the key file's current key."""
        return base64.b64encode(crypto.seal(text.encode(), table=MFA_TABLE, row=MFA_ROW, field="data")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return crypto.unseal(base64.b64decode(encrypted_text), table=MFA_TABLE, row=MFA_ROW, field="data").decode()


class _Once(BaseAuthenticateForm):
    """A code that was used is refused for as long as it could still be right; allauth itself forgets it sooner."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            digits = "".join(code.split())
            if not cache.add(f"sluitend.code:{self.user.pk}:{digits}", "y", timeout=CODE_LIFE):
                note(self.user.pk, "account.code", "code_used_before")
                raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        note(self.user.pk, "account.code", "wrong_code")
        super()._emit_authentication_failed(authenticator)


class ActivateForm(ActivateTOTPForm):
    """The first code, which shows that the app knows the secret."""

    def __init__(self, *args: Any, **how: Any) -> None:
        """Name the box as the page names what to type."""
        super().__init__(*args, **how)
        self.fields["code"].label = _("Code uit de app")


class CodeForm(_Once, AuthenticateForm):
    """The second step of signing in."""


class ConfirmCodeForm(_Once, ReauthenticateForm):
    """A code asked once more, before something that matters."""
