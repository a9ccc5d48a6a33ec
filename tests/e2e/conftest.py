"""The journeys: the whole story is loaded once, and each journey begins in a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.serving import copied, environment, served, tell_story
from tests.e2e.visitor import RESULTS, Journey


@pytest.fixture(scope="session")
def told(pg_server: str) -> str:
    """Load the story; gives the server it is on."""
    tell_story(pg_server)
    return pg_server


@pytest.fixture
def journey(told: str, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Give a journey through the program, served on a copy of the story."""
    name = request.node.name.removeprefix("test_")
    failed = request.session.testsfailed
    shutil.rmtree(RESULTS / name, ignore_errors=True)
    with copied(told, f"sluitend_e2e_{name}"[:60]) as database, served(environment(told, database)) as address:
        made = Journey(name, address, browser)
        yield made
        if request.session.testsfailed > failed:
            made.keep_last()
        made.end()
