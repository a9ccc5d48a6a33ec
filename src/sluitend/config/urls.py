"""The addresses: sign-in by allauth, everything else by the pages."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import include, path

from sluitend.config import demo_mail, personas

# Chosen one by one: no sign-up, no mail, no password reset by mail. The names are allauth's own.
sign_in = [
    path("aanmelden/", account.login, name="account_login"),
    path("afmelden/", account.logout, name="account_logout"),
    path("aanmelden/opnieuw/", account.reauthenticate, name="account_reauthenticate"),
    path("aanmelden/geblokkeerd/", account.account_inactive, name="account_inactive"),
    path("aanmelden/code/", mfa.authenticate, name="mfa_authenticate"),
    path("account/wachtwoord/", account.password_change, name="account_change_password"),
    path("account/tweede-stap/", mfa.index, name="mfa_index"),
    path("account/tweede-stap/opnieuw/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/tweede-stap/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/tweede-stap/app/uit/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/herstelcodes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/herstelcodes/nieuw/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/herstelcodes/ophalen/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

urlpatterns = [
    *sign_in,
    path("aanmelden/demo/", personas.sign_in, name="demo-persona"),
    path("berichten/demo/", demo_mail.page, name="demo-mail"),
    path("", include("sluitend.web.urls")),
]

handler400 = "sluitend.web.views.errors.bad_request"
handler403 = "sluitend.web.views.errors.not_found"  # not allowed looks like not there
handler404 = "sluitend.web.views.errors.not_found"
handler500 = "sluitend.web.views.errors.server_error"
