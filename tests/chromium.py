"""Where this machine's Chromium is, and what to say when it has none."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "google-chrome-stable")
# As root there is no sandbox to go into; the only pages it opens are our own. Nothing of it calls out.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADVICE = (
    "The journeys did not run: there is no Chromium here. Set CHROMIUM to one, or ask an administrator for "
    "`apt-get install chromium libatomic1 fonts-dejavu-core`."
)


def find_chromium() -> str | None:
    """Give the path of a Chromium: $CHROMIUM, else the first of the known names."""
    named = os.environ.get("CHROMIUM")
    return next((found for name in ((named,) if named else NAMES) if (found := shutil.which(name))), None)
