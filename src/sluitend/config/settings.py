"""Settings, from the environment only. What may be set, and what each means, stands in docs/installatie.md.

Without SLUITEND_KEYS_FILE there is no secret key: tools that need none (migrations' check, types) still load this
module, and everything that does need one refuses.
"""

from __future__ import annotations

import os
import pkgutil
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sluitend import jobs
from sluitend.config import database, keys, mail

PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


# -- secrets and place ---------------------------------------------------------------------------------------------

SLUITEND_KEYS = keys.from_environment()
SECRET_KEY = SLUITEND_KEYS.secret_keys[0] if SLUITEND_KEYS else ""
SECRET_KEY_FALLBACKS = list(SLUITEND_KEYS.secret_keys[1:]) if SLUITEND_KEYS else []

DEBUG = False  # never: its error page shows people's data
ALLOWED_HOSTS = _list("SLUITEND_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _list("SLUITEND_HOSTS") if not host.startswith(".")]

# TLS is the rule; only the demo and the tests, on this machine itself, go without.
TLS = _flag("SLUITEND_TLS", default=True)
PROXIES = int(os.environ.get("SLUITEND_PROXIES", "0"))

# -- parts ---------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "sluitend.web",  # before allauth and Django: its templates win
    "sluitend.records",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sluitend.config.middleware.ViewerMiddleware",  # last: one transaction with the viewer's context around the view
]
ROOT_URLCONF = "sluitend.config.urls"
WSGI_APPLICATION = "sluitend.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sluitend.web.context.frame",
                "sluitend.config.personas.context",
            ],
        },
    }
]

# -- storage -------------------------------------------------------------------------------------------------------

# The web role, unless the command line started this process as another role.
_url = os.environ.get(database.WEB)
DATABASES = {"default": database.parse(_url) if _url else {"ENGINE": "django.db.backends.postgresql", "NAME": ""}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, because every process must count the same: attempts to sign in, one-time codes already used.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "sluitend_cache"}}

# -- people who sign in --------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "sluitend.config.accounts.WellKnownWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "sluitend.config.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator invites; no mail carries a link that opens anything
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Few tries per account (and device, see config/accounts.py); many per address, since a whole town hall shares one.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "120/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sluitend"
MFA_ADAPTER = "sluitend.config.accounts.MfaAdapter"
MFA_FORMS = {
    "activate_totp": "sluitend.config.accounts.ActivateForm",
    "authenticate": "sluitend.config.accounts.CodeForm",
    "reauthenticate": "sluitend.config.accounts.ConfirmCodeForm",
}
MFA_TOTP_PERIOD = 30  # seconds
MFA_TOTP_TOLERANCE = 1  # one period of 30 seconds: a phone's clock is not exact
MFA_RECOVERY_CODES_SHOW_ONCE = True
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# -- language and time ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "taal"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# -- browser -------------------------------------------------------------------------------------------------------

_prefix = "__Host-" if TLS else ""
SESSION_COOKIE_NAME = f"{_prefix}sluitend"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would sign people out who follow a link in a message
SESSION_COOKIE_SECURE = TLS
CSRF_FAILURE_VIEW = "sluitend.web.views.errors.csrf_failure"  # shows what was typed
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = TLS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = TLS

SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],  # the component library's five icons
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

STATIC_URL = "/static/"
# A municipality's own theme.css, logo.svg and favicon.svg, found before the ones in the package.
STATICFILES_DIRS = _list("SLUITEND_HOUSE_STYLE")
STORAGES = {"staticfiles": {"BACKEND": "sluitend.config.staticfiles.VersionedStaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True  # served from the package itself: nothing to collect, nothing to write
WHITENOISE_MAX_AGE = 24 * 60 * 60

# -- jobs ----------------------------------------------------------------------------------------------------------

PROCRASTINATE_IMPORT_PATHS = [f"{jobs.__name__}.{module.name}" for module in pkgutil.iter_modules(jobs.__path__)]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "no_tasks_in_apps"

# -- mail and log --------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # no mail of the framework's own ever leaves
# What leaves is one sentence, by the worker (integrations/mail); without a server it stays in the program.
SLUITEND_MAIL = mail.from_environment(os.environ, f"{'https' if TLS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.')}")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "sluitend.config.logs.NamelessFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "procrastinate": {"level": "WARNING"},
    },
}
