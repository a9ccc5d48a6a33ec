"""Mail: one sentence that there is something new, handed to an SMTP server. Its settings come from the environment."""

from __future__ import annotations

from sluitend.integrations.mail.fake import FakeMailer, ShownMailer
from sluitend.integrations.mail.letter import Letterhead, compose
from sluitend.integrations.mail.smtp import Server, SmtpMailer

__all__ = ["FakeMailer", "Letterhead", "Server", "ShownMailer", "SmtpMailer", "compose"]
