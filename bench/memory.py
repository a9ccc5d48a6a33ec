"""The memory of the web processes together after a thousand mixed requests: what only they hold, and their part of the rest."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from bench.measure import Figure
from bench.place import Bench
from bench.story import Story
from tests.browsing import signed_in

LIMIT_MB = 250
RETRIES = 3
WHY = "twee processen houden elk Django en de regels vast; één proces met meer draden halveert het"


def figures(where: Bench, story: Story, requests: int) -> list[Figure]:
    """Serve as `sluitend serve` does, ask many pages as different people, and read what the processes hold."""
    visits = _visits(story)
    with _served(where) as (port, process):
        began = time.perf_counter()
        asked = _ask_all(port, visits, requests)
        took = time.perf_counter() - began
        held = {pid: _held(pid) for pid in _family(process.pid)}
    whole = sum(held.values()) / 1024
    note = f"{len(held)} processen, {asked} verzoeken in {took:.0f} s, geheugen in MB (PSS)"
    return [Figure("Webprocessen samen na duizend gemengde verzoeken", whole, LIMIT_MB, whole, whole, note, WHY)]


def _visits(story: Story) -> list[tuple[str, str]]:
    """Give addresses with the cookies of who asks."""
    case = {"case_id": story.long}
    wanted = (
        (
            "coordinator",
            ("/", reverse("case-list"), reverse("case-page", kwargs=case), reverse("plan-page", kwargs=case)),
        ),
        ("coordinator", (reverse("case-people", kwargs=case), reverse("case-notes", kwargs=case))),
        ("intake", ("/", reverse("signal-inbox"), reverse("person-search"))),
        ("teacher", ("/", reverse("signal-new"), reverse("signal-receipt-list"))),
        ("attendance", (reverse("absence-inbox"),)),
        ("manager", (reverse("report-index"),)),
        ("admin", (reverse("admin-members"),)),
    )
    found = []
    for who, addresses in wanted:
        cookie = signed_in(story.home.people[who]).cookies[settings.SESSION_COOKIE_NAME].value
        found += [(address, f"{settings.SESSION_COOKIE_NAME}={cookie}") for address in addresses]
    return found


@contextlib.contextmanager
def _served(where: Bench) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    from sluitend.config import database, keys, serve
    from tests.settings import fixed_keyring

    path = where.directory / "keys.json"
    if not path.exists():
        keys.write(path, fixed_keyring())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    rest = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environ = {
        **rest,
        database.WEB: where.web,
        keys.ENVIRONMENT: str(path),
        "SLUITEND_TLS": "0",
        "SLUITEND_HOSTS": "",
        "SLUITEND_PROXIES": "0",
    }
    child = serve.web(environ, f"127.0.0.1:{port}")
    process = subprocess.Popen(list(child.command), env=dict(child.environ))
    try:
        _wait(port, process)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    raise RuntimeError("the web server did not start")


def _ask_all(port: int, visits: list[tuple[str, str]], requests: int) -> int:
    """Ask from four places at once; every answer must be a page."""
    wrong: list[str] = []

    def visitor(part: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for number in range(part, requests, 4):
            address, cookie = visits[number % len(visits)]
            status = 0
            for _try in range(RETRIES):  # a machine that is busy with something else may answer "even geduld"
                connection.request("GET", address, headers={"Cookie": cookie})
                answer = connection.getresponse()
                answer.read()
                status = answer.status
                if status != 503:
                    break
            if status != 200:
                wrong.append(f"{address}: {status}")
        connection.close()

    visitors = [threading.Thread(target=visitor, args=(part,)) for part in range(4)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    assert not wrong, wrong[:5]
    return requests


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(int(child) for child in children)]


def _held(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1])
