"""The commands of the two processes that serve people: pages, and work in the background."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from sluitend.config import database
from sluitend.config.supervisor import Child

WORKERS, THREADS = 2, 4


def web(environ: Mapping[str, str], bind: str, workers: int = WORKERS, threads: int = THREADS) -> Child:
    """Give gunicorn, as the web role. bind: `address:port` or `unix:/path`."""
    options = {
        "--bind": bind,
        "--worker-class": "gthread",
        "--workers": str(workers),
        "--threads": str(threads),
        "--timeout": "60",
        "--graceful-timeout": "12",
        "--keep-alive": "5",
        "--log-level": "warning",
        "--max-requests": "5000",  # a slow leak in any library never grows old
        "--max-requests-jitter": "500",
    }
    if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn's heartbeat, a file without a name; a disk can stall it
        options["--worker-tmp-dir"] = "/dev/shm"  # noqa: S108
    parts = [part for pair in options.items() for part in pair]
    command = [sys.executable, "-m", "gunicorn", "sluitend.config.wsgi", "--preload", *parts]
    return Child("De webserver", command, database.as_role(database.WEB, environ))


def worker(environ: Mapping[str, str]) -> Child:
    """Give the worker, as the worker role."""
    rest = {name: value for name, value in environ.items() if name not in {database.WEB, database.OWNER}}
    return Child("Het werk op de achtergrond", [sys.executable, "-m", "sluitend.config.cli", "worker"], rest)
