"""One command takes all its processes up and down; what stops is started again, what cannot start is given up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUN = """
import os, sys
from sluitend.config import supervisor
from sluitend.config.supervisor import Child, Supervisor
if len(sys.argv) > 2:
    supervisor.GRACE = float(sys.argv[2])
def say(line): print(line, flush=True)
children = [Child(name, [sys.executable, "-c", code], dict(os.environ)) for name, code in eval(sys.argv[1])]
def started(): say("started " + " ".join(str(c.process.pid) for c in children))
sys.exit(Supervisor(children, say).run(started))
"""
SLEEP = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)
WITH_CHILD = (
    "import subprocess, sys, time, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print('grandchild', p.pid, flush=True);"
    "time.sleep(60)"
)


def start(children: list[tuple[str, str]], *options: str) -> tuple[subprocess.Popen[str], list[int]]:
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, repr(children), *options], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    return process, [int(pid) for pid in wait_for(process, "started ").split()[1:]]


def wait_for(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return line
    pytest.fail(f"it never said {words!r}")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_takes_all_down_and_is_no_fault(number: signal.Signals) -> None:
    process, pids = start([("a", SLEEP), ("b", SLEEP)])
    process.send_signal(number)
    assert process.wait(10) == 0
    assert [pid for pid in pids if alive(pid)] == []


def test_what_stops_is_started_again() -> None:
    process, pids = start([("a", SLEEP)])
    os.kill(pids[0], signal.SIGKILL)
    assert "a stopte (code -9)" in wait_for(process, "opnieuw")
    time.sleep(1)
    assert process.poll() is None
    process.terminate()
    assert process.wait(10) == 0


def test_what_never_starts_is_given_up_with_a_sentence_and_takes_the_rest_along() -> None:
    process, pids = start([("a", "raise SystemExit(3)"), ("b", SLEEP)])
    assert "code 3" in wait_for(process, "Alles wordt gestopt")
    assert process.wait(10) == 1
    assert gone(pids[1])


def test_a_child_that_does_not_listen_is_killed_with_everything_it_started() -> None:
    process, pids = start([("a", WITH_CHILD)], "0.5")
    grandchild = int(wait_for(process, "grandchild").split()[1])
    process.terminate()
    assert process.wait(10) == 0
    assert gone(pids[0])
    assert gone(grandchild)


def test_a_second_ctrl_c_does_not_wait() -> None:
    process, pids = start([("a", STUBBORN)], "60")
    wait_for(process, "deaf")
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    assert gone(pids[0])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's signal is Linux's")
def test_children_do_not_outlive_a_supervisor_that_is_killed() -> None:
    process, pids = start([("a", SLEEP), ("b", SLEEP)])
    process.kill()
    process.wait()
    assert all(gone(pid) for pid in pids)


def test_ctrl_c_in_the_terminal_reaches_only_the_supervisor() -> None:
    process, pids = start([("a", SLEEP)])
    assert os.getpgid(pids[0]) != os.getpgid(process.pid)
    process.terminate()
    process.wait(10)
