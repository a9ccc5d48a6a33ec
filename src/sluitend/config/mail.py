"""The settings of mail, from the environment: a server and a sender, or none of both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from sluitend.config.faults import Fault
from sluitend.integrations.mail import Letterhead, Server

SERVER = "SLUITEND_SMTP_URL"
SENDER = "SLUITEND_MAIL_FROM"
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")


class MailFault(Fault):
    """Mail is half set, or wrongly; the message is a sentence for whoever runs this installation."""


class MailSettings(NamedTuple):
    """Where mail is handed over, and what stands above it."""

    server: Server
    head: Letterhead


def from_environment(environ: Mapping[str, str], address: str) -> MailSettings | None:
    """Give the settings, or None when no server is named: messages then stay in the program.

    address: where the program itself is, `https://host`.

    Raises:
        MailFault: the address of the server is wrong, or there is no sender.
    """
    url, sender = environ.get(SERVER, "").strip(), environ.get(SENDER, "").strip()
    if not url:
        return None
    if not _ADDRESS.fullmatch(sender):
        raise MailFault(f"{SENDER} is leeg of klopt niet. Zet het op het e-mailadres waar berichten vandaan komen.")
    try:
        server = Server.parse(url)
    except ValueError as error:
        raise MailFault(str(error)) from None
    return MailSettings(server, Letterhead(sender, address))
