"""Looks at the clocks of protocols, every minute."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from sluitend.services import protocols


@app.periodic(cron="* * * * *")
@app.task(name="clocks.scan", queueing_lock="clocks.scan", pass_context=False)
def scan(timestamp: int) -> None:
    """Write down what clocks say and tell who works on it; running twice says and tells nothing twice."""
    del timestamp
    protocols.scan(timezone.now())
