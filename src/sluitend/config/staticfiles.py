"""Static files straight from the package, with their content's mark in the address."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@lru_cache(maxsize=1024)
def content_mark(name: str) -> str:
    """Give the first characters of the file's digest, or nothing when there is no such file."""
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10] if isinstance(found, str) else ""


class VersionedStaticFilesStorage(StaticFilesStorage):
    """Addresses such as `/static/app.css?v=1f3a…`: a new release's files are never mixed with cached old ones.

    Django's own manifest storage does this too, but needs a writable directory and a collecting step at every start.
    """

    def url(self, name: str | None) -> str:
        """Give the file's address with the mark of its content."""
        mark = content_mark(name or "")
        return f"{super().url(name)}?v={mark}" if mark else super().url(name)
