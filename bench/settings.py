"""Settings of the bench: those of the tests, with the limits' own addresses beside the project's."""

# ruff: noqa: F403 - everything as it is
from tests.settings import *

ROOT_URLCONF = "bench.urls"
