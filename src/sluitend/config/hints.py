"""Who of the demo's story stands on the sign-in page, each with one line on what to try.

Apart from the story itself, so that a server that shows pages does not load what tells it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

TOWNS = ("elzendrecht", "hazelmonde", "oefenstad")


@cache
def story_file(name: str) -> Mapping[str, Any]:
    """Read a file of the story, once."""
    file = resources.files("sluitend.config").joinpath("story", name)
    return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))


def email_of(worker: Mapping[str, Any], slug: str) -> str:
    """Give the address with which somebody of the story signs in: no such domain exists."""
    return str(worker.get("login", f"{worker['key']}@{slug}.example"))


@cache
def hints() -> Mapping[str, str]:
    """Give the line on what to try by e-mail address, in the order in which the story names people."""
    told = [(email_of(worker, slug), worker) for slug in TOWNS for worker in story_file(f"town-{slug}.toml")["workers"]]
    return MappingProxyType({email: worker["hint"] for email, worker in told if "hint" in worker})
