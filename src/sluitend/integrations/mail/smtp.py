"""Hand a mail to an SMTP server, step by step, so that it is known whether it may have left.

Before the server was given the text, nothing left, and it can be tried again. Once the text is on its way and no
answer came, nobody knows; then it is not sent again.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sluitend.domain.messages import MailOutcome
from sluitend.integrations.mail.letter import Letterhead, compose

TIMEOUT = 20  # seconds for each step
_LINE_BEGINS_WITH_A_DOT = re.compile(rb"(?m)^\.")  # it would end the mail; RFC 5321, 4.5.2
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over. implicit_tls: TLS from the first byte (smtps), else STARTTLS (smtp).

    in_clear: without TLS at all, only for a server on this machine itself.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    implicit_tls: bool = False
    in_clear: bool = False

    @classmethod
    def parse(cls, url: str) -> Server:
        """Read `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`.

        Raises:
            ValueError: it is no such address; the message is a Dutch sentence without the address in it.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("SLUITEND_SMTP_URL klopt niet. Schrijf: smtp://naam:wachtwoord@server:587")
        try:
            port = parts.port or _PORTS[parts.scheme]
        except ValueError:
            raise ValueError("De poort in SLUITEND_SMTP_URL klopt niet.") from None
        implicit = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            implicit_tls=implicit,
            in_clear=not implicit and _is_this_machine(parts.hostname),
        )


class SmtpMailer:
    """Sends by SMTP. Mail with a password or over a network goes through TLS, with a certificate that is checked."""

    def __init__(self, server: Server, head: Letterhead, tls: ssl.SSLContext | None = None) -> None:
        """Keep where and as whom. tls: what certificates are trusted; the system's own when left out."""
        self._server, self._head = server, head
        self._tls = tls or ssl.create_default_context()

    def send(self, to: str, mail_ref: UUID, now: datetime) -> MailOutcome:
        """Send one mail and say what came of it; the connection is made for it and closed after it."""
        mail = compose(self._head, to, mail_ref, now)
        try:
            connection = self.connect()
        except (OSError, smtplib.SMTPException):
            return MailOutcome.NOT_NOW
        try:
            return self._hand_over(connection, to, mail.as_bytes())
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.quit()

    def connect(self) -> smtplib.SMTP:
        """Open a connection that is ready to take mail.

        Raises:
            OSError, smtplib.SMTPException: the server does not answer, has no TLS, or does not know us.
        """
        server = self._server
        if server.implicit_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT, context=self._tls, local_hostname=self._head.host
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT, local_hostname=self._head.host)
        try:
            connection.ehlo()
            if not server.implicit_tls and (not server.in_clear or server.user):
                connection.starttls(context=self._tls)
                connection.ehlo()
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _hand_over(self, connection: smtplib.SMTP, to: str, text: bytes) -> MailOutcome:
        try:
            refused = self._announce(connection, to)
        except (OSError, smtplib.SMTPException):
            return MailOutcome.NOT_NOW  # the text was not given yet
        except UnicodeError:
            return MailOutcome.REFUSED  # an address that this server cannot take
        if refused is not None:
            return refused
        try:
            connection.send(_LINE_BEGINS_WITH_A_DOT.sub(b"..", text) + b".\r\n")
            code, _ = connection.getreply()
        except (OSError, smtplib.SMTPException):
            return MailOutcome.UNSURE
        return MailOutcome.SENT if code == 250 else _answered(code)

    def _announce(self, connection: smtplib.SMTP, to: str) -> MailOutcome | None:
        """Say from whom and to whom; gives why the text is not asked for, or None when it is."""
        code, _ = connection.mail(self._head.sender)
        if code != 250:
            return MailOutcome.NOT_NOW  # about us, whatever the code: a person can mend that
        code, _ = connection.rcpt(to)
        if code not in (250, 251):
            return _answered(code)
        code, _ = connection.docmd("DATA")
        return None if code == 354 else _answered(code)


def _answered(code: int) -> MailOutcome:
    """A server that says 5xx means it for good."""
    return MailOutcome.REFUSED if code >= 500 else MailOutcome.NOT_NOW


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
