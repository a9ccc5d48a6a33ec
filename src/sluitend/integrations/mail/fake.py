"""Stand-ins for a mail server: one for tests, one for the demo, from which nothing ever leaves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sluitend.domain.messages import MailOutcome


class FakeMailer:
    """Keeps what it was given. answers: what it says, one after the other; then that it was sent."""

    def __init__(self, *answers: MailOutcome) -> None:
        """Take the answers to give first."""
        self._answers = list(answers)
        self.given: list[tuple[str, UUID]] = []

    def send(self, to: str, mail_ref: UUID, now: datetime) -> MailOutcome:  # noqa: ARG002 - as a real one
        """Keep the address and the number of the mail, and give the next answer."""
        answer = self._answers.pop(0) if self._answers else MailOutcome.SENT
        if answer in (MailOutcome.SENT, MailOutcome.UNSURE):
            self.given.append((to, mail_ref))
        return answer


class ShownMailer:
    """Sends nothing; the demo shows what would have left."""

    def send(self, to: str, mail_ref: UUID, now: datetime) -> MailOutcome:  # noqa: ARG002 - as a real one
        """Say that it was sent."""
        return MailOutcome.SENT
