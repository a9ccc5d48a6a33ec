"""The one mail that leaves: the same for everybody, but for its address, its day and its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from sluitend.domain.clock import AMSTERDAM
from sluitend.domain.messages import MAIL_BODY, MAIL_SUBJECT

MESSAGES_PATH = "/berichten/"
SETTINGS_PATH = "/berichten/instellen/"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends, and where the program is. sender: an e-mail address. address: `https://host`, without a path."""

    sender: str
    address: str

    @property
    def host(self) -> str:
        """The name after the at sign, of which mails and the list carry theirs."""
        return self.sender.rpartition("@")[2]


def compose(head: Letterhead, to: str, mail_ref: UUID, now: datetime) -> EmailMessage:
    """Write the mail. Plain text, no name of anybody, no picture, no counter, and addresses of two fixed pages."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Sluitend <{head.sender}>"
    mail["To"] = to
    mail["Subject"] = MAIL_SUBJECT
    mail["Date"] = format_datetime(now.astimezone(AMSTERDAM))
    mail["Message-ID"] = f"<{mail_ref}@{head.host}>"
    mail["List-Id"] = f"Sluitend <sluitend.{head.host}>"
    mail["List-Unsubscribe"] = f"<{head.address}{SETTINGS_PATH}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"  # Exchange's own word for the line above
    mail.set_content(MAIL_BODY.format(link=f"{head.address}{MESSAGES_PATH}", settings=f"{head.address}{SETTINGS_PATH}"))
    mail["Content-Language"] = "nl, en"  # after the text, which takes away what was said about an earlier one
    return mail
