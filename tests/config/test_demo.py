"""The demo acts only on an empty database or on one with the marker it wrote, and so does beginning again."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from sluitend.config import database, demo, keys, roles
from tests.database import clone, conninfo, drop

NAME = f"sluitend_demo_try_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
MUNICIPALITY = (
    "INSERT INTO municipality (id, name, slug, phone, phone_hours, safety_phone, independent_help, "
    "independent_help_phone, created_at) VALUES (gen_random_uuid(), 'Echtstad', 'echtstad', '', '', '', '', '', now())"
)
ROOT = Path(__file__).resolve().parents[2]
RUN = """
import sys
from sluitend.config import cli, demo
demo.STORY = "tests.config.no_story"
sys.exit(cli.main(sys.argv[1:]))
"""
NO_TRIGGERS = "ALTER TABLE municipality DISABLE TRIGGER USER"


@pytest.fixture
def owner(pg_server: str) -> Iterator[str]:
    """Give the owner's connection string to a migrated database without anybody in it."""
    clone(pg_server, NAME)
    yield conninfo(pg_server, NAME, roles.OWNER)
    drop(pg_server, NAME)


def execute(owner: str, *statements: str) -> None:
    with psycopg.connect(owner) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_a_database_without_anything_is_empty(owner: str) -> None:
    execute(owner, "DROP SCHEMA public CASCADE")
    assert demo.condition(owner) == "empty"


def test_a_migrated_database_without_anybody_is_empty(owner: str) -> None:
    assert demo.condition(owner) == "empty"


def test_a_database_with_a_municipality_and_no_marker_is_somebodys(owner: str) -> None:
    execute(owner, NO_TRIGGERS, MUNICIPALITY)
    assert demo.condition(owner) == "foreign"


def test_a_database_with_a_login_and_no_marker_is_somebodys(owner: str) -> None:
    execute(
        owner,
        "INSERT INTO app_user (id, email, name, language, is_active, made_at, password) "
        "VALUES (gen_random_uuid(), 'a@example.org', 'A', 'nl', true, now(), '')",
    )
    assert demo.condition(owner) == "foreign"


@pytest.mark.parametrize("place", ["public", "other"])
def test_a_database_of_another_program_is_somebodys(owner: str, place: str) -> None:
    schema = "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", f"CREATE SCHEMA IF NOT EXISTS {place}"
    execute(owner, *schema, f"CREATE TABLE {place}.important (id int)")
    assert demo.condition(owner) == "foreign"


def test_the_marker_makes_it_ours_and_a_story_that_was_cut_off_is_seen(owner: str) -> None:
    execute(owner, NO_TRIGGERS, MUNICIPALITY)
    demo.mark(owner, datetime.now(UTC))
    assert demo.condition(owner) == "cut off"
    demo.mark_whole(owner)
    assert demo.condition(owner) == "ours"
    with psycopg.connect(owner) as connection:
        counted = connection.execute("SELECT reltuples FROM pg_class WHERE oid = 'municipality'::regclass").fetchone()
    assert counted == (1,), "the planner counted the story's rows"


def test_data_of_another_version_are_told_with_the_way_out_instead_of_half_working(owner: str, tmp_path: Path) -> None:
    execute(owner, NO_TRIGGERS, MUNICIPALITY)
    demo.mark(owner, datetime.now(UTC))
    demo.mark_whole(owner)
    execute(owner, f"COMMENT ON TABLE demo_marker IS '{demo.WHOLE}, 000000000000'")
    data = demo.Databases(web=owner, worker=owner, owner=owner)
    with pytest.raises(demo.DemoError, match=r"andere versie van Sluitend\. Begin opnieuw met: make demo-reset"):
        demo.prepare(data, dict(os.environ), tmp_path, reset=False, say=print)
    with psycopg.connect(owner) as connection:
        assert connection.execute("SELECT name FROM municipality").fetchall() == [("Echtstad",)]


@pytest.mark.parametrize("reset", [False, True])
def test_neither_the_demo_nor_its_reset_touches_somebodys_data(owner: str, tmp_path: Path, reset: bool) -> None:
    execute(owner, NO_TRIGGERS, MUNICIPALITY)
    data = demo.Databases(web=owner, worker=owner, owner=owner)
    with pytest.raises(demo.DemoError, match="niet van de demo"):
        demo.prepare(data, dict(os.environ), tmp_path, reset=reset, say=print)
    with psycopg.connect(owner) as connection:
        assert connection.execute("SELECT name FROM municipality").fetchall() == [("Echtstad",)]
    assert list(tmp_path.iterdir()) == []


def test_erasing_leaves_an_empty_database_that_is_closed_to_others(owner: str) -> None:
    demo.erase(owner)
    assert demo.condition(owner) == "empty"
    with psycopg.connect(owner) as connection:
        rights = connection.execute(
            "SELECT has_schema_privilege('sluitend_web', 'public', 'USAGE'), "
            "has_schema_privilege('sluitend_web', 'public', 'CREATE')"
        ).fetchone()
    assert rights == (True, False)


def test_lost_keys_are_a_sentence_and_not_new_keys(tmp_path: Path) -> None:
    with pytest.raises(demo.DemoError, match="make demo-reset"):
        demo.key_file(tmp_path, {}, fresh=False)
    path = demo.key_file(tmp_path, {}, fresh=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert demo.key_file(tmp_path, {}, fresh=False) == path


def test_a_port_that_is_taken_is_passed_over_and_a_chosen_one_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind((demo.LOOPBACK, 0))
        taken.listen()
        with pytest.raises(demo.DemoError, match="bezet"):
            demo.free_port(taken.getsockname()[1])
    assert demo.free_port(None) >= demo.FIRST_PORT


def test_half_a_set_of_connections_is_refused(tmp_path: Path) -> None:
    with pytest.raises(demo.DemoError, match="alle drie"), demo.databases(tmp_path, {database.WEB: "x"}):
        pass


def test_the_state_of_the_demo_lies_where_it_may(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert demo.state_directory({"SLUITEND_STATE": str(tmp_path)}) == tmp_path
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert demo.state_directory({"XDG_STATE_HOME": "/x"}) == Path("/var/lib/sluitend")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert demo.state_directory({"XDG_STATE_HOME": "/x"}) == Path("/x/sluitend")
    monkeypatch.setenv("HOME", "/home/me")
    assert demo.state_directory({}) == Path("/home/me/.local/state/sluitend")


class Demo:
    """A demo that runs, on the run's server, on a port of its own."""

    def __init__(self, environ: dict[str, str], *options: str) -> None:
        with socket.socket() as probe:
            probe.bind((demo.LOOPBACK, 0))
            port = str(probe.getsockname()[1])
        command = [sys.executable, "-c", RUN, "demo", "--port", port, *options]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []

    def address(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.search(r"draait: (http://\S+)", line):
                return found[1]
        pytest.fail("".join(self.lines))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        out, _ = self.process.communicate(timeout=30)
        self.lines.append(out)
        return self.process.returncode


@pytest.fixture
def environ(pg_server: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a demo on a database that was migrated already."""
    clone(pg_server, NAME)
    yield {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "SLUITEND_STATE": str(tmp_path),
        database.WEB: conninfo(pg_server, NAME, roles.WEB),
        database.WORKER: conninfo(pg_server, NAME, roles.WORKER),
        database.OWNER: conninfo(pg_server, NAME, roles.OWNER),
    }
    drop(pg_server, NAME)


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_it_serves_stops_keeps_and_begins_again(environ: dict[str, str], pg_server: str) -> None:
    first = Demo(environ)
    address = first.address()
    assert status(f"{address}static/vendor/components.css") == 200
    second = Demo(environ)
    out, _ = second.process.communicate(timeout=30)
    assert (second.process.returncode, out) == (1, f"De demo draait al: {address}. Stop die eerst met Ctrl-C.\n")
    assert first.stop() == 0
    assert "gestopt" in first.lines[-1]

    owner = environ[database.OWNER]
    with psycopg.connect(owner) as connection:
        made = connection.execute("SELECT made_at FROM demo_marker").fetchone()
    assert demo.condition(owner) == "ours"
    again = Demo(environ)
    again.address()
    assert again.stop() == 0
    with psycopg.connect(owner) as connection:
        assert connection.execute("SELECT made_at FROM demo_marker").fetchone() == made

    anew = Demo(environ, "--reset")
    anew.address()
    assert anew.stop() == 0
    assert "De demo begint opnieuw.\n" in anew.lines
    with psycopg.connect(owner) as connection:
        assert connection.execute("SELECT made_at FROM demo_marker").fetchone() != made


def test_killed_at_once_leaves_no_process_and_starts_again(environ: dict[str, str], tmp_path: Path) -> None:
    first = Demo(environ)
    address = first.address()
    first.process.kill()
    first.process.wait()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            status(address)
        except OSError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the web server outlived the demo")
    again = Demo(environ)
    again.address()
    assert again.stop() == 0
    assert keys.read(tmp_path / "demo-keys.json")
