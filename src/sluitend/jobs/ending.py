"""What ends by itself, every hour."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from sluitend.services import outbox


@app.periodic(cron="7 * * * *")
@app.task(name="ending.purge", queueing_lock="ending.purge", pass_context=False)
def purge(timestamp: int) -> None:
    """Delete what is over; running twice deletes nothing twice."""
    del timestamp
    outbox.end_what_is_over(timezone.now())
