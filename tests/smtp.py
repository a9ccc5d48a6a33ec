"""A real SMTP server for tests, on this machine: with STARTTLS, with TLS from the first byte, or in the clear."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@dataclass
class Handler:
    """Keeps what arrives. refuse: the answer to a recipient, by address. cut: hang up when the text was given.

    slow: seconds between the text and the answer to it. asked: for how many recipients it was asked.
    """

    refuse: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    slow: float = 0.0
    after_data: str = "250 OK"
    got: list[tuple[str, bytes]] = field(default_factory=list)
    tls: list[bool] = field(default_factory=list)
    asked: int = 0

    async def handle_RCPT(  # noqa: N802 - the server's own name for it
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        self.asked += 1
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        if self.after_data.startswith("250"):
            self.got.append((envelope.rcpt_tos[0], envelope.content))
            self.tls.append(session.ssl is not None)
        if self.cut:
            assert server.transport is not None
            server.transport.close()
        if self.slow:
            await asyncio.sleep(self.slow)
        return self.after_data

    def mails(self) -> list[EmailMessage]:
        found = [message_from_bytes(text, policy=policy.default) for _to, text in self.got]
        return [mail for mail in found if isinstance(mail, EmailMessage)]


def certificate(directory: Path) -> Path:
    """Make a certificate for this machine and keep it with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    begin = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = directory / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def trusting(pem: Path) -> ssl.SSLContext:
    """Trust that certificate and no other."""
    return ssl.create_default_context(cafile=str(pem))


@contextmanager
def smtp_server(
    handler: Handler, *, pem: Path | None = None, implicit: bool = False, login: tuple[str, str] | None = None
) -> Iterator[int]:
    """Run a server; gives its port."""
    how: dict[str, Any] = {}
    if pem is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        how = {"ssl_context": context} if implicit else {"tls_context": context, "require_starttls": True}
    if login is not None:

        def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
            assert isinstance(data, LoginPassword)
            return AuthResult(success=(data.login.decode(), data.password.decode()) == login, handled=False)

        how |= {"authenticator": check, "auth_required": True}
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname=HOST, port=port, **how)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def wait_until(done: Any, seconds: float = 10.0) -> None:
    """Wait until something holds, or fail."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
