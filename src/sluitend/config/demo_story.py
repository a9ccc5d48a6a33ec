"""Loads the demo's story into a database that was just marked: a process of its own, as the web role."""

from __future__ import annotations

import importlib
import importlib.util
import os
import signal
import sys

import django
from django.utils import timezone


def main() -> int:
    """Load it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who stops the demo half-way gets no pages of Python
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluitend.config.settings")
    django.setup()
    found = importlib.util.find_spec("sluitend.config.story")
    if found is not None and found.origin:  # the story is written after the way it is started
        importlib.import_module("sluitend.config.story").load(timezone.now())
    return 0


if __name__ == "__main__":
    sys.exit(main())
