"""Loads the demo's story into a database that was just marked: a process of its own, as the web role."""

from __future__ import annotations

import importlib
import os
import sys

import django
from django.utils import timezone


def main() -> int:
    """Load it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluitend.config.settings")
    django.setup()
    story = importlib.import_module("sluitend.config.story")
    if hasattr(story, "load"):  # the story is written after the way it is started
        story.load(timezone.now())
    return 0


if __name__ == "__main__":
    sys.exit(main())
