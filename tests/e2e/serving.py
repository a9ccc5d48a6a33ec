"""The real program on this machine's own address: gunicorn and the worker, on a copy of the database with the story."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from sluitend.config import database, demo, keys, roles, serve
from sluitend.config.supervisor import Child
from tests.database import clone, conninfo, drop
from tests.settings import fixed_keyring

STORY = "sluitend_e2e_story"
ROLES = {database.WEB: roles.WEB, database.WORKER: roles.WORKER, database.OWNER: roles.OWNER}


def environment(server: str, name: str) -> dict[str, str]:
    """Give the environment of the program on one database of the tests' server, with the tests' own keys."""
    path = Path(tempfile.gettempdir()) / f"sluitend-e2e-keys-{os.getuid()}.json"
    if not path.exists():
        keys.write(path, fixed_keyring())
    rest = {variable: value for variable, value in os.environ.items() if variable != "DJANGO_SETTINGS_MODULE"}
    own = {variable: conninfo(server, name, role) for variable, role in ROLES.items()}
    return {
        **rest,
        **own,
        keys.ENVIRONMENT: str(path),
        "SLUITEND_TLS": "0",
        "SLUITEND_HOSTS": "",
        "SLUITEND_PROXIES": "0",
    }


def tell_story(server: str) -> None:
    """Load the whole story as the demo does, once for a server."""
    owner = conninfo(server, STORY, roles.OWNER)
    with contextlib.suppress(demo.DemoError):
        if demo.condition(owner) == "ours":
            return
    clone(server, STORY)
    demo.mark(owner, datetime.now(UTC))
    command = [sys.executable, "-m", "sluitend.config.demo_story"]
    subprocess.run(command, env=environment(server, STORY), check=True, stdout=subprocess.DEVNULL)
    demo.mark_whole(owner)


@contextlib.contextmanager
def copied(server: str, name: str) -> Iterator[str]:
    """Give a copy of the database with the story, for one journey."""
    drop(server, name)
    with psycopg.connect(conninfo(server, "postgres", roles.OWNER), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {STORY} STRATEGY FILE_COPY".encode())
    with psycopg.connect(conninfo(server, name, roles.OWNER), autocommit=True) as connection:
        for statement in roles.database_statements(name):
            connection.execute(statement.encode())
    try:
        yield name
    finally:
        drop(server, name)


@contextlib.contextmanager
def served(environ: Mapping[str, str]) -> Iterator[str]:
    """Serve, with the work in the background, until the journey is over; gives the address."""
    with socket.socket() as probe:
        probe.bind((demo.LOOPBACK, 0))
        port = probe.getsockname()[1]
    children = [serve.web(environ, f"{demo.LOOPBACK}:{port}", workers=1), serve.worker(environ)]
    running = [_start(child) for child in children]
    try:
        _wait(f"http://{demo.LOOPBACK}:{port}/gezond/", running[0])
        yield f"http://{demo.LOOPBACK}:{port}"
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(timeout=30)


def _start(child: Child) -> subprocess.Popen[bytes]:
    return subprocess.Popen(list(child.command), env=dict(child.environ))


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=10).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the program did not start serving")
