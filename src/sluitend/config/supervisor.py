"""One command, one process tree: starts children, starts them again when they stop, and takes all of them down with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from sluitend.config.processes import die_with_parent

GRACE = 15.0  # seconds for a request or a job that runs, before it is killed
SHORT_LIFE = 10.0  # seconds; a child that lives shorter did not start well
MOST_SHORT_LIVES = 5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Child:
    """A process to keep alive: its name for people, its command and its whole environment."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    short_lives: int = 0

    def start(self) -> None:
        """Start in a session of its own, so that Ctrl-C in the terminal reaches only the supervisor."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            list(self.command),
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - the supervisor starts no threads
        )


@dataclass(slots=True)
class Supervisor:
    """Runs children until a stop signal comes, or until one of them cannot be kept alive.

    say: prints one line for people.
    """

    children: Sequence[Child]
    say: Callable[[str], None]
    _stopping: threading.Event = field(default_factory=threading.Event)
    _in_a_hurry: bool = False

    def run(self, when_started: Callable[[], None] = lambda: None) -> int:
        """Start all, call `when_started` once, keep all alive; gives the exit code. Returns only when all are gone."""
        before = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            for child in self.children:
                child.start()
            when_started()
            code = 0
            while not self._stopping.wait(0.1):
                alive = [self._keep_alive(child) for child in self.children]  # look at each, also after a failing one
                if not all(alive):
                    code = 1
                    break
            return code
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    @property
    def stopping(self) -> bool:
        """Whether a stop signal has come."""
        return self._stopping.is_set()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._in_a_hurry = self._stopping.is_set()
        self._stopping.set()

    def _keep_alive(self, child: Child) -> bool:
        """Start the child again when it stopped, later each time; False when that has no use any more."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                child.start()
            return True
        code = child.process.poll()
        if code is None:
            return True
        child.short_lives = child.short_lives + 1 if now - child.started < SHORT_LIFE else 0
        if child.short_lives >= MOST_SHORT_LIVES:
            self.say(f"{child.name} stopt telkens direct na de start (code {code}). Alles wordt gestopt.")
            return False
        self.say(f"{child.name} stopte (code {code}) en start opnieuw.")
        child.process, child.start_at = None, now + 0.1 * 2**child.short_lives
        return True

    def _stop_all(self) -> None:
        """Ask all to stop, wait, then kill what is left with everything it started."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        end = time.monotonic() + GRACE
        while any(p.poll() is None for p in running) and time.monotonic() < end and not self._in_a_hurry:
            time.sleep(0.02)
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
