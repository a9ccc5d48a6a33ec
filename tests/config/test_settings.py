"""What the browser is told on every page, and what the log may never hold."""

from __future__ import annotations

import logging
import sys
from importlib import reload

import pytest
from django.http import HttpRequest
from django.test import Client
from whitenoise.middleware import WhiteNoiseMiddleware

from sluitend.config import logs, staticfiles
from sluitend.config import settings as our_settings


def test_nothing_is_loaded_or_sent_except_from_and_to_ourselves(client: Client, db: None) -> None:
    policy = client.get("/aanmelden/").headers["Content-Security-Policy"]
    assert set(policy.split("; ")) == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    }


@pytest.mark.parametrize("address", ["/aanmelden/", "/bestaat-niet/"])
def test_no_page_is_kept_framed_or_guessed(client: Client, db: None, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_cookies_are_closed_to_scripts_to_other_sites_and_to_open_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLUITEND_TLS")
    monkeypatch.setenv("SLUITEND_HOSTS", "a.example, b.example")
    try:
        real = reload(our_settings)
        assert real.SESSION_COOKIE_SECURE
        assert real.CSRF_COOKIE_SECURE
        assert real.SESSION_COOKIE_HTTPONLY
        assert real.CSRF_COOKIE_HTTPONLY
        assert real.SESSION_COOKIE_NAME == "__Host-sluitend"
        assert real.SECURE_SSL_REDIRECT
        assert real.SECURE_HSTS_SECONDS >= 365 * 24 * 60 * 60
        assert real.ALLOWED_HOSTS == ["a.example", "b.example"]
        assert real.SECRET_KEY == ""
        assert real.DEBUG is False
    finally:
        monkeypatch.undo()
        reload(our_settings)


def test_nobody_makes_an_account_for_themselves(client: Client, db: None) -> None:
    for address in ("/accounts/signup/", "/aanmelden/nieuw/", "/accounts/password/reset/", "/admin/"):
        assert client.get(address).status_code in {302, 404}
        assert client.get(address, follow=True).request["PATH_INFO"] in {address, "/aanmelden/"}


def test_a_static_files_address_changes_with_its_content() -> None:
    storage = staticfiles.VersionedStaticFilesStorage()
    name = "vendor/components.css"
    assert storage.url(name) == f"/static/{name}?v={staticfiles.content_mark(name)}"
    assert len(staticfiles.content_mark(name)) == 10
    assert storage.url("no/such.css") == "/static/no/such.css"


def test_a_large_style_sheet_travels_compressed(client: Client) -> None:
    served = WhiteNoiseMiddleware(lambda request: pytest.fail(f"not a file: {request.path}"))
    request = HttpRequest()
    request.method, request.path_info, request.path = "GET", "/static/vendor/theme.css", "/static/vendor/theme.css"
    request.META["HTTP_ACCEPT_ENCODING"] = "gzip"
    answer = served(request)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) < 20_000


def test_a_fault_in_the_log_says_where_and_never_what_was_typed() -> None:
    def insert() -> None:
        raise ValueError("Key (bsn)=(999990019) already exists")

    def save() -> None:
        try:
            insert()
        except ValueError as error:
            raise RuntimeError("999990019") from error

    try:
        save()
    except RuntimeError:
        record = logging.LogRecord("a", logging.ERROR, __file__, 1, "it failed", (), sys.exc_info())
    told = logs.NamelessFormatter().format(record)
    assert "999990019" not in told
    assert "builtins.ValueError" in told
    assert "builtins.RuntimeError" in told
    assert "in insert" in told
