"""Mail that there is something new, every minute; and messages whose time is over."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from sluitend.integrations.mail import ShownMailer, SmtpMailer
from sluitend.services import messages


def mailer() -> messages.Mailer | None:
    """Give what hands over mail here: in the demo nothing ever leaves, and without a server nothing can."""
    if messages.is_demo():
        return ShownMailer()
    return SmtpMailer(*settings.SLUITEND_MAIL) if settings.SLUITEND_MAIL else None


@app.periodic(cron="* * * * *")
@app.task(name="messages.send", queueing_lock="messages.send", pass_context=False)
def send(timestamp: int) -> None:
    """Look for everybody whose messages wait; each on its own, so that one mail keeps up no other for long."""
    del timestamp
    hands = mailer()
    for who in messages.due(timezone.now()):
        messages.send_to(who, hands, now=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="messages.end", queueing_lock="messages.end", pass_context=False)
def end(timestamp: int) -> None:
    """Delete what is over; running twice deletes nothing twice."""
    del timestamp
    messages.end_old(timezone.now())
