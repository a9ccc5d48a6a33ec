"""A PostgreSQL of our own: found, started once, shared by a second process, kept when its owner is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sluitend.config import embedded_pg
from sluitend.config.embedded_pg import EmbeddedPostgres, PostgresError, find_binaries

FAST = {"fsync": "off"}
OWNER = """
import os, sys, time
from pathlib import Path
from sluitend.config.embedded_pg import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), {"fsync": "off"})
print(server.start(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a directory that another account may enter: root lends PostgreSQL one."""
    made = tmp_path_factory.mktemp("pg")
    if os.geteuid() == 0:
        for directory in (made, *list(made.parents)[:-2]):
            directory.chmod(directory.stat().st_mode | 0o011)
    yield made
    EmbeddedPostgres(made / "data", FAST).stop()


def number_of_rows(server: EmbeddedPostgres) -> int:
    with psycopg.connect(server.conninfo("postgres", embedded_pg.SUPERUSER)) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    return int(row[0]) if row else -1


def test_it_starts_keeps_what_was_written_and_starts_again(place: Path) -> None:
    server = EmbeddedPostgres(place / "data", FAST)
    assert server.start() is True
    with psycopg.connect(server.conninfo("postgres", embedded_pg.SUPERUSER), autocommit=True) as connection:
        assert connection.execute("SELECT lower('ÉÜŞ')").fetchone() == ("éüş",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        connection.execute("CREATE TABLE kept AS SELECT 1")
    server.stop()
    assert not (place / "data" / "postmaster.pid").exists()
    assert server.start() is True
    assert number_of_rows(server) == 1
    server.stop()


def test_a_second_process_is_a_guest_and_its_end_stops_nothing(place: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(place / "data")], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "True\n"
        guest = EmbeddedPostgres(place / "data", FAST)
        assert guest.start() is False
        guest.stop()
        assert psycopg.connect(guest.conninfo("postgres", embedded_pg.SUPERUSER)).closed is False
        owner.kill()


def test_after_a_kill_the_next_start_has_everything(place: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(place / "data")], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        server = EmbeddedPostgres(place / "data", FAST)
        with psycopg.connect(server.conninfo("postgres", embedded_pg.SUPERUSER), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1")
        owner.kill()
        owner.wait()
    assert server.start() is True
    assert number_of_rows(server) == 1
    server.stop()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's signal is Linux's")
def test_the_server_goes_when_its_owner_is_killed(place: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(place / "data")], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        pid = int((place / "data" / "postmaster.pid").read_text().splitlines()[0])
        owner.kill()
        owner.wait()
    end = time.monotonic() + 20
    while time.monotonic() < end and Path(f"/proc/{pid}").exists():
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()


def test_a_process_number_from_before_a_crash_is_not_believed(place: Path) -> None:
    server = EmbeddedPostgres(place / "data", FAST)
    server.start()
    lines = (place / "data" / "postmaster.pid").read_text().splitlines()
    server.stop()
    stale = place / "data" / "postmaster.pid"
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    stale.chmod(0o644)
    assert server._postmaster() is None


def test_a_data_directory_is_only_opened_by_the_version_that_made_it(place: Path) -> None:
    (place / "data").mkdir()
    (place / "data" / "PG_VERSION").write_text("14\n")
    with pytest.raises(PostgresError, match="PostgreSQL 14 is hier niet"):
        EmbeddedPostgres(place / "data")
    (place / "data" / "PG_VERSION").unlink()


def test_a_long_path_gets_a_short_closed_place_for_its_socket(place: Path) -> None:
    long = place / ("d" * 100)
    long.mkdir()
    long.chmod(0o711)
    server = EmbeddedPostgres(long / "data", FAST)
    try:
        server.start()
        assert len(str(server.socket_directory)) < embedded_pg.LONGEST_SOCKET_DIRECTORY
        assert server.socket_directory.stat().st_mode & 0o777 == 0o700
        psycopg.connect(server.conninfo("postgres", embedded_pg.SUPERUSER)).close()
        server.stop()
        server.socket_directory.chmod(0o755)
        with pytest.raises(PostgresError, match="staat open"):
            server.start()
    finally:
        server.stop()
        server.socket_directory.rmdir()


def test_what_pg_bindir_names_is_what_runs_or_nothing(tmp_path: Path) -> None:
    with pytest.raises(PostgresError, match="PG_BINDIR"):
        find_binaries({"PG_BINDIR": str(tmp_path)})


def test_a_build_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    for name in ("initdb", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.3'\n")
        (tmp_path / name).chmod(0o755)
    with pytest.raises(PostgresError, match="15 of nieuwer"):
        find_binaries({"PG_BINDIR": str(tmp_path)})


@pytest.mark.skipif(os.geteuid() != 0, reason="only root copies binaries")
def test_root_copies_binaries_only_to_a_place_that_root_alone_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = tmp_path / "pgbin"
    planted.mkdir(mode=0o777)
    planted.chmod(0o777)
    monkeypatch.setattr(embedded_pg, "ROOT_BINARIES", planted)
    with pytest.raises(PostgresError, match="alleen root"):
        EmbeddedPostgres._copy_for_account(find_binaries())


def test_ctrl_c_in_the_terminal_does_not_reach_it(place: Path) -> None:
    server = EmbeddedPostgres(place / "data", FAST)
    server.start()
    pid = int((place / "data" / "postmaster.pid").read_text().splitlines()[0])
    assert os.getpgid(pid) != os.getpgid(0)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    server.stop()
