"""The demo: a database with a fictional municipality in it, served on this machine only.

It acts only on an empty database or on one that carries the marker it wrote itself; so does beginning again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from sluitend import records
from sluitend.config import database, embedded_pg, keys, roles, serve
from sluitend.config.faults import Fault
from sluitend.config.hints import hints
from sluitend.config.supervisor import Supervisor

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 20
# The marker is written before the story, so that a story that was cut off can be thrown away; this says it is whole.
WHOLE = "story: whole"
# What a database is made of. Before the first release these files change in place, and no migration leads from one to the next.
_MADE_OF = ("migrations/*.py", "policies/*.py")
STORY = "sluitend.config.demo_story"  # the module that loads it, as a process of its own


class DemoError(Fault):
    """The demo may not or cannot run; the message is a sentence for people."""


def state_directory(environ: Mapping[str, str] = os.environ) -> Path:
    """Give the directory that the demo keeps: SLUITEND_STATE, for root /var/lib, else the user's state directory."""
    if named := environ.get("SLUITEND_STATE"):
        return Path(named).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/sluitend")  # root lends PostgreSQL another account, which cannot enter /root
    home = environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "sluitend"


@dataclass(frozen=True, slots=True)
class Databases:
    """The connection strings of the three roles."""

    web: str
    worker: str
    owner: str

    def environ(self, base: Mapping[str, str]) -> dict[str, str]:
        """Give an environment that holds all three."""
        return {**base, database.WEB: self.web, database.WORKER: self.worker, database.OWNER: self.owner}


@contextlib.contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Hold the demo's lock; a second demo in the same place is told where the first one is.

    Raises:
        DemoError: a demo runs here already.
    """
    state.mkdir(parents=True, exist_ok=True)
    with (state / ".demo.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            address = lock.read().strip()
            raise DemoError(
                f"De demo draait al{f': {address}' if address else ''}. Stop die eerst met Ctrl-C."
            ) from None
        lock.truncate(0)
        yield


@contextlib.contextmanager
def databases(state: Path, environ: Mapping[str, str]) -> Iterator[Databases]:
    """Give the demo's database: the server that DATABASE_URL names, else an embedded one that stops with the demo.

    Raises:
        DemoError: DATABASE_URL is set without the other two roles.
    """
    named = [environ.get(name, "") for name in (database.WEB, database.WORKER, database.OWNER)]
    if any(named):
        if not all(named):
            raise DemoError(
                f"Zet {database.WEB}, {database.WORKER} en {database.OWNER} alle drie, of geen van drie: "
                "dan start de demo een eigen PostgreSQL."
            )
        yield Databases(*named)
        return
    postgres = embedded_pg.EmbeddedPostgres(state / "pg")
    postgres.start()
    try:
        roles.ensure(postgres.conninfo("postgres", embedded_pg.SUPERUSER))
        yield Databases(*(postgres.conninfo(roles.DATABASE, role) for role in (roles.WEB, roles.WORKER, roles.OWNER)))
    finally:
        postgres.stop()


def version() -> str:
    """Name what this version makes a database of, in twelve characters."""
    room = Path(records.__file__).parent
    whole = hashlib.sha256()
    for found in sorted(path for pattern in _MADE_OF for path in room.glob(pattern)):
        whole.update(found.name.encode() + found.read_bytes())
    return whole.hexdigest()[:12]


def condition(owner: str) -> str:
    """Say what the database is: "empty", "ours", "older" (ours, of another version), "cut off" (half a story) or "foreign".

    Raises:
        DemoError: it does not answer.
    """
    try:
        connection = psycopg.connect(owner)
    except psycopg.OperationalError as error:
        raise DemoError(f"De database antwoordt niet. Klopt {database.OWNER}, en draait PostgreSQL?") from error
    with connection:
        tables = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE relname = 'demo_marker'), "
            "count(*) FILTER (WHERE relname IN ('municipality', 'app_user')) FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'f') "
            "AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
        ).fetchone()
        if tables is None or tables[0] == 0:
            return "empty"
        if tables[1:] != (1, 2):
            return "foreign"
        if connection.execute("SELECT 1 FROM demo_marker").fetchone():
            told = connection.execute("SELECT obj_description('demo_marker'::regclass)").fetchone()
            if told is None or not str(told[0]).startswith(WHOLE):
                return "cut off"
            return "ours" if told == (f"{WHOLE}, {version()}",) else "older"
        people = connection.execute(
            "SELECT EXISTS (SELECT FROM municipality) OR EXISTS (SELECT FROM app_user)"
        ).fetchone()
        return "foreign" if people == (True,) else "empty"


def erase(owner: str) -> None:
    """Throw everything in the database away. Only after `condition` said that it is ours or empty."""
    with psycopg.connect(owner) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
        name = connection.info.dbname
        for statement in roles.database_statements(name):
            connection.execute(statement.encode())


def mark(owner: str, now: datetime) -> None:
    """Write the marker: from now on this database is the demo's, to erase and to sign in to with one click."""
    with psycopg.connect(owner) as connection:
        connection.execute(
            "INSERT INTO demo_marker (id, made_at, anchor_date) VALUES (1, %s, %s)",
            [now, now.astimezone(ZoneInfo("Europe/Amsterdam")).date()],
        )


def mark_whole(owner: str) -> None:
    """Note that the story was loaded to its end, and let the planner count it: nobody waits for that by chance."""
    with psycopg.connect(owner) as connection:
        connection.execute("ANALYZE")
        connection.execute(f"COMMENT ON TABLE demo_marker IS '{WHOLE}, {version()}'")


def key_file(state: Path, environ: Mapping[str, str], *, fresh: bool) -> Path:
    """Give the demo's key file; made when the database is new.

    Raises:
        DemoError: the database was sealed with keys that are gone.
    """
    path = Path(environ.get(keys.ENVIRONMENT) or state / "demo-keys.json")
    if not path.exists():
        if not fresh:
            raise DemoError(f"De sleutels van deze demo zijn weg ({path}). Begin opnieuw met: make demo-reset")
        keys.write(path, keys.generate())
    keys.read(path)
    return path


def free_port(wanted: int | None) -> int:
    """Give the wanted port, or the first free one from 8000.

    Raises:
        DemoError: it is taken, or all of them are.
    """
    for port in [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise DemoError(f"Poort {wanted or FIRST_PORT} is bezet. Kies een andere: sluitend demo --port 8080")


def prepare(data: Databases, environ: dict[str, str], state: Path, *, reset: bool, say: Callable[[str], None]) -> None:
    """Bring the database to a whole demo; adds what the children need to `environ`.

    Raises:
        DemoError: the database is somebody's, the keys are gone, or a step failed.
    """
    found = condition(data.owner)
    if found == "foreign":
        raise DemoError(
            "In deze database staan gegevens die niet van de demo zijn. De demo raakt die niet aan: "
            "geef een lege database, of laat DATABASE_URL weg."
        )
    if found == "older" and not reset:
        raise DemoError(
            "De gegevens van deze demo zijn gemaakt met een andere versie van Sluitend. Begin opnieuw met: make demo-reset"
        )
    if reset or found == "cut off":
        erase(data.owner)
        found = "empty"
        say("De demo begint opnieuw." if reset else "De vorige start is afgebroken; de demo begint opnieuw.")
    environ[keys.ENVIRONMENT] = str(key_file(state, environ, fresh=found == "empty"))
    _step(["sluitend.config.cli", "migrate", "--quiet"], environ, "De database kon niet worden bijgewerkt.")
    if found == "empty":
        say("Het verhaal van de fictieve gemeente wordt geladen ...")
        mark(data.owner, datetime.now(UTC))
        _step([STORY], environ, "Het verhaal kon niet worden geladen.")
        mark_whole(data.owner)


def _step(module: list[str], environ: Mapping[str, str], sentence: str) -> None:
    if subprocess.run([sys.executable, "-m", *module], env=dict(environ), check=False).returncode:
        raise DemoError(f"{sentence} De melding staat hierboven.")


def run(environ: Mapping[str, str], *, reset: bool, port: int | None, say: Callable[[str], None]) -> int:
    """Prepare and serve until Ctrl-C; gives the exit code.

    Raises:
        DemoError: it may not or cannot run.
    """
    state = state_directory(environ)
    own = {**environ, "SLUITEND_TLS": "0", "SLUITEND_HOSTS": "", "SLUITEND_PROXIES": "0"}
    with only_one(state), databases(state, environ) as data:
        own = data.environ(own)
        prepare(data, own, state, reset=reset, say=say)
        chosen = free_port(port)
        address = f"http://{LOOPBACK}:{chosen}/"
        (state / ".demo.lock").write_text(address, encoding="utf-8")
        supervisor = Supervisor([serve.web(own, f"{LOOPBACK}:{chosen}"), serve.worker(own)], say)

        def welcome() -> None:
            if answers(chosen, supervisor):
                say(greeting(address, data.owner))

        code = supervisor.run(welcome)
    say("De demo is gestopt. De gegevens blijven staan.")
    return code


def answers(port: int, supervisor: Supervisor, timeout: float = 60) -> bool:
    """Wait until the server answers; False when it was stopped first or did not come up."""
    end = time.monotonic() + timeout
    while time.monotonic() < end and not supervisor.stopping:
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/aanmelden/")
            connection.getresponse()
            return True
        connection.close()
        time.sleep(0.05)
    return False


def greeting(address: str, owner: str) -> str:
    """Give what the terminal shows when all is up: the address, and who can be signed in as with one click.

    Who works in two places stands where they come in, as on the sign-in page.
    """
    with psycopg.connect(owner) as connection:
        people = connection.execute(
            "SELECT DISTINCT ON (u.email) u.email, u.name, m.function, o.name, g.name FROM app_user u "
            "JOIN membership m ON m.user_id = u.id JOIN organisation o ON o.id = m.organisation_id "
            "JOIN municipality g ON g.id = m.municipality_id ORDER BY u.email, g.name, m.active_from, m.id"
        ).fetchall()
    lines = [
        "",
        f"Sluitend draait: {address}",
        "Alle personen zijn verzonnen. Voer geen gegevens van echte mensen in.",
        "",
    ]
    if people:
        order = {email: place for place, email in enumerate(hints())}
        first = sorted((person for person in people if person[0] in order), key=lambda person: order[person[0]])
        lines.append("Kies op de aanmeldpagina als wie u kijkt:")
        lines += [f"  {name}: {function}, {organisation}" for _, name, function, organisation, _ in first or people]
        if first and len(people) > len(first):
            lines.append(f"  en nog {len(people) - len(first)} anderen")
        lines.append("")
    return "\n".join([*lines, "Stoppen: Ctrl-C. Opnieuw beginnen: make demo-reset."])
