"""Takes up again what a worker left lying when it was killed."""

from __future__ import annotations

from procrastinate.contrib.django import app

SILENT_AFTER = 60
"""Seconds without a sign of life after which a worker counts as gone."""


@app.periodic(cron="* * * * *")
@app.task(name="sweep.stalled", queueing_lock="sweep.stalled", pass_context=False)
def stalled(timestamp: int) -> None:
    """Put jobs of workers that are gone back in the queue; each may run twice without harm."""
    del timestamp
    from asgiref.sync import async_to_sync  # noqa: PLC0415 - only the worker needs it

    async def again() -> None:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER):
            await app.job_manager.retry_job(job)

    async_to_sync(again)()
