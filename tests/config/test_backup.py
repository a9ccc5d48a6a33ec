"""A backup holds everything but the keys, opens only with them, and what is put back is what there was."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction

from sluitend.config import backup, backup_file, backup_tools, database, keys, restore, roles
from sluitend.config.embedded_pg import SUPERUSER
from sluitend.records.models import Case, Signal
from tests import installed as made
from tests.crowd_database import WORKER
from tests.database import conninfo, drop
from tests.installed import Installed
from tests.settings import fixed_keyring
from tests.world import acting

pytestmark = pytest.mark.xdist_group("installed")  # what they share is made once, in one process

installed = made.installed
TARGET = f"sluitend_restored_{WORKER}"


@pytest.fixture
def target(pg_server: str) -> Iterator[str]:
    """Give the name of an empty database with the roles, as the manual makes it."""
    with psycopg.connect(conninfo(pg_server, "postgres", SUPERUSER), autocommit=True) as connection:
        drop(pg_server, TARGET)
        connection.execute(f"CREATE DATABASE {TARGET} OWNER {roles.OWNER} TEMPLATE template0".encode())
    with psycopg.connect(conninfo(pg_server, TARGET, SUPERUSER), autocommit=True) as connection:
        for statement in roles.database_statements(TARGET):
            connection.execute(statement.encode())
    yield TARGET
    drop(pg_server, TARGET)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "today.backup"


@pytest.fixture(scope="module")
def looked_at(
    pg_server: str, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installed, Path]]:
    """Give an installation and its backup, for tests that change neither."""
    directory = tmp_path_factory.mktemp("looked_at")
    with made.copy(pg_server, django_db_blocker, directory, "looked_at") as one:
        file = directory / "today.backup"
        one.done("backup", file)
        yield one, file


def moved(one: Installed, name: str) -> Installed:
    """The same installation, on another database."""
    return Installed(**{field: getattr(one, field) for field in Installed.__dataclass_fields__} | {"name": name})


# --- There and back -------------------------------------------------------------------------------------------------


def test_what_is_put_back_is_what_there_was_and_works_for_people(
    installed: Installed, target: str, file: Path, settings: Any
) -> None:
    said = installed.done("backup", file)
    assert re.fullmatch(
        rf"Gemaakt: {file} \([0-9.]+ bytes, [0-9.]+ rijen, 2 gemeente\(n\)\)\. Terugzetten kan .*\.\n", said
    )
    before = installed.counts()
    there = moved(installed, target)
    assert "nageteld" in there.done("restore", file)
    after = there.counts()
    # Nobody is signed in; the log has the line of putting back; the rest is the same to the row.
    assert before["audit_event"] + 2 == after["audit_event"]
    for table in ("audit_event", *backup.WITHOUT_ROWS):
        before.pop(table), after.pop(table)
    assert after == before
    assert after["draft"] == after["absence_import_piece"] == 1
    assert "FOUT" not in there.run("check").stdout
    analyzed = "SELECT count(*) FROM pg_class WHERE relname = 'case_file' AND reltuples = %s"
    assert there.sql(analyzed, before["case_file"]) == [(1,)]
    with there.inside(settings):
        there.works_for_people()


def test_the_walls_stand_again(installed: Installed, target: str, file: Path, settings: Any) -> None:
    """Each policy, guard, grant and function is there again, and they do what they did."""
    installed.done("backup", file)
    there = moved(installed, target)
    there.done("restore", file)
    queries = (
        "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
        "SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
        (
            "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE table_schema = 'public' ORDER BY 1, 2, 3"
        ),
        (
            "SELECT proname, prosecdef, proconfig, proacl::text[] @> ARRAY['sluitend_web=X/sluitend_owner']"
            " FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
        ),
        (
            "SELECT conname, contype, convalidated FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1, 2"
        ),
        "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
        "SELECT has_schema_privilege('sluitend_web', 'public', 'CREATE'), has_schema_privilege('sluitend_web', 'public', 'USAGE')",
    )
    for query in queries:
        assert there.sql(query) == installed.sql(query)
    with there.inside(settings):
        with transaction.atomic():  # nobody
            assert (Case.objects.count(), Signal.objects.count()) == (0, 0)
        with acting(there.world.home.coordinator):
            case = Case.objects.get(pk=there.known_case)
            with pytest.raises(DatabaseError, match="without its audit line"), transaction.atomic():
                Case.objects.filter(pk=case.pk).update(title="Anders")


def test_a_table_made_anew_by_the_demo_goes_there_and_back(installed: Installed, target: str, file: Path) -> None:
    """A database whose schema was made again belongs to the owner role in another way."""
    with psycopg.connect(installed.url(roles.OWNER), autocommit=True) as owner:
        owner.execute("ALTER SCHEMA public OWNER TO sluitend_owner")
        owner.execute("COMMENT ON SCHEMA public IS NULL")
    installed.done("backup", file)
    moved(installed, target).done("restore", file)


# --- The file -------------------------------------------------------------------------------------------------------


def test_a_backup_shows_nothing_without_the_keys(looked_at: tuple[Installed, Path]) -> None:
    """Names lie open in the database; in a backup that goes astray nothing does, and no key is in it."""
    installed, file = looked_at
    content = file.read_bytes()
    ring = keys.read(installed.key_file)
    for secret in (b"Dijk", b"Noor", b"Vlierdam", b"case_file", b"PGDMP", made.KNOWN_BSN.encode()):
        assert secret not in content
    for key in (*ring.field_keys.values(), *ring.digest_keys, ring.secret_keys[0].encode()):
        assert key not in content
        assert key not in b"".join(backup_file.read(file, ring))
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in file.parent.iterdir()) == ["keys", file.name]


def test_a_backup_says_what_it_is_and_which_keys_it_needs(looked_at: tuple[Installed, Path]) -> None:
    installed, file = looked_at
    header = backup_file.read_header(file)
    assert header.municipalities == 2
    assert "records.0001_initial" in header.migrations
    assert set(header.needs) == {"k1", "d1"}
    assert header.marks().items() <= keys.read(installed.key_file).marks().items()
    said = installed.done("restore", file, "--only-check", **{database.OWNER: ""})
    assert "2 gemeente(n)" in said
    assert "is heel" in said


def test_counts_and_rows_are_of_one_moment(installed: Installed, target: str, file: Path) -> None:
    """What is written while the backup is made is neither counted nor in it."""
    script = (
        "import os, sys, psycopg; from pathlib import Path; from sluitend.config import cli, database;"
        "url = os.environ['DATABASE_OWNER_URL']; cli.load_django(database.OWNER);"
        "from django.utils import timezone; from sluitend.config import backup; dump = backup._dump;"
        "write = lambda: psycopg.connect(url, autocommit=True).execute("
        "\"INSERT INTO django_content_type (app_label, model) VALUES ('meanwhile', 'x')\");"
        "backup._dump = lambda *a: (write(), dump(*a));"
        "backup.run(Path(sys.argv[1]), cli.key_file(), print, now=timezone.now())"
    )
    subprocess.run([sys.executable, "-c", script, str(file)], env=installed.environ, check=True, timeout=60)
    meanwhile = "SELECT count(*) FROM django_content_type WHERE app_label = 'meanwhile'"
    there = moved(installed, target)
    there.done("restore", file)
    assert (installed.sql(meanwhile), there.sql(meanwhile)) == ([(1,)], [(0,)])


def test_each_municipality_can_see_that_a_copy_was_made(looked_at: tuple[Installed, Path]) -> None:
    installed, _file = looked_at
    lines = installed.sql("SELECT municipality_id, kind FROM audit_event WHERE action = 'backup.make'")
    assert sorted(lines) == sorted((place.id, "system") for place in (installed.world.home, installed.world.away))


def test_nothing_is_overwritten_and_nothing_lies_beside_the_keys(looked_at: tuple[Installed, Path], file: Path) -> None:
    installed, _file = looked_at
    file.write_bytes(b"yesterday")
    assert "bestaat al" in installed.refused("backup", file)
    assert file.read_bytes() == b"yesterday"
    assert "sleutelbestand" in installed.refused("backup", installed.key_file.with_name("today.backup"))
    assert [path.name for path in installed.key_file.parent.iterdir()] == ["keys.json"]
    assert "is er niet" in installed.refused("backup", file.parent / "nowhere" / "x")


def test_a_dump_that_fails_half_way_leaves_no_file(
    looked_at: tuple[Installed, Path], file: Path, tmp_path: Path
) -> None:
    installed, _file = looked_at
    tools = tmp_path / "bin"
    tools.mkdir()
    real = backup_tools.find("pg_dump", int(installed.sql("SHOW server_version_num")[0][0]) // 10000)
    for name in ("pg_dump", "pg_restore"):
        (tools / name).write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && exec {real} --version\n'
            "echo half; echo 'pg_dump: error: could not go on' >&2; exit 1\n",
            encoding="utf-8",
        )
        (tools / name).chmod(0o755)
    assert "could not go on" in installed.refused("backup", file, PG_BINDIR=str(tools))
    assert list(file.parent.iterdir()) == []


def test_a_backup_whose_maker_is_killed_is_never_taken_for_a_whole_one(installed: Installed, file: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from sluitend.config import cli, database;"
        "from sluitend.config import backup_file;"
        "backup_file.Writer.finish = lambda self: (self._stream.flush(), os.kill(os.getpid(), signal.SIGKILL));"
        "cli.main(['backup', sys.argv[1]])"
    )
    done = subprocess.run([sys.executable, "-c", script, str(file)], env=installed.environ, check=False, timeout=60)
    assert done.returncode == -9
    assert not file.exists()
    (half,) = file.parent.iterdir()
    assert "niet heel" in installed.refused("restore", half, "--only-check")
    installed.done("backup", file)


def without_last_piece(data: bytes) -> bytes:
    """Cut it off exactly between two pieces: all that is left is right in itself."""
    place = len(backup_file.FIRST_LINE)
    ends = [place + 4 + int.from_bytes(data[place : place + 4], "big")]
    while ends[-1] < len(data):
        ends.append(ends[-1] + 4 + int.from_bytes(data[ends[-1] : ends[-1] + 4], "big"))
    assert ends[-1] == len(data)
    return data[: ends[-2]]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda data: data[:-1], "niet heel"),
        (without_last_piece, "niet heel"),
        (lambda data: without_last_piece(without_last_piece(data)), "niets in"),
        (lambda data: data[: len(data) // 2], "niet heel"),
        (lambda data: data + b"\0\0\0\1x", "niet heel"),
        (lambda data: data[:-40] + bytes([data[-40] ^ 1]) + data[-39:], "niet heel"),
        (lambda data: data.replace(b'"municipalities": 2', b'"municipalities": 3'), "niet heel"),
        (lambda data: data[:40], "geen reservekopie"),
        (lambda data: data[:0], "geen reservekopie"),
        (lambda data: b"PGDMP" + data, "geen reservekopie"),
        (lambda data: data.replace(b'"needs"', b'"noods"'), "geen reservekopie"),
    ],
)
def test_a_damaged_backup_does_not_open(tmp_path: Path, damage: Any, sentence: str) -> None:
    ring, file = fixed_keyring(), tmp_path / "file"
    header = backup_file.Header("1", "2026-01-01", 15, (), 2, {"k1": ring.marks()["k1"].hex()}, "k1")
    with file.open("wb") as stream:
        writer = backup_file.Writer(stream, header, ring)
        for _ in range(3):
            writer.write(os.urandom(backup_file.PIECE // 2 + 7))
        writer.finish()
    restore.check_file(file, ring)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(backup_file.BackupFileError, match=sentence):
        restore.check_file(file, ring)


def test_pieces_of_any_length_come_back_as_they_were(tmp_path: Path) -> None:
    ring, file = fixed_keyring(), tmp_path / "file"
    for size in (0, 1, backup_file.PIECE - 1, backup_file.PIECE, backup_file.PIECE + 1, 3 * backup_file.PIECE):
        data = os.urandom(size)
        with file.open("wb") as stream:
            writer = backup_file.Writer(stream, backup_file.Header("1", "", 15, (), 0, {}, "k1"), ring)
            writer.write(data)
            writer.finish()
        assert b"".join(backup_file.read(file, ring)) == data


def test_a_key_file_from_halfway_a_change_of_keys_does_not_take_a_backup_from_after_it(tmp_path: Path) -> None:
    half = fixed_keyring().with_new_generation()
    after, file = half.with_digest_laid(), tmp_path / "file"
    name, mark = after.digest_mark()
    with file.open("wb") as stream:
        writer = backup_file.Writer(stream, backup_file.Header("1", "", 15, (), 0, {name: mark.hex()}, "k2"), after)
        writer.finish()
    restore.check_file(file, after)
    with pytest.raises(restore.RestoreError, match="van tijdens een wisseling"):
        restore.check_file(file, half)


def test_a_damaged_backup_is_refused_before_anything_is_written(
    looked_at: tuple[Installed, Path], target: str, tmp_path: Path
) -> None:
    installed, file = looked_at
    (tmp_path / "cut").write_bytes(file.read_bytes()[:-1])
    there = moved(installed, target)
    assert "niet heel" in there.refused("restore", tmp_path / "cut")
    assert there.sql("SELECT nspname FROM pg_namespace WHERE nspname = 'sluitend_restoring'") == []


# --- The tools ------------------------------------------------------------------------------------------------------


def tool(directory: Path, name: str, version: str) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n", encoding="utf-8")
    (directory / name).chmod(0o755)


def test_the_tool_of_the_servers_own_version_is_taken_else_the_next_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("15.4", "17.1", "18.0"):
        tool(tmp_path / version / "bin", "pg_dump", version)
    places = [tmp_path / version / "bin" for version in ("18.0", "15.4", "17.1")]
    monkeypatch.setattr(backup_tools.embedded_pg, "candidates", lambda _environ: iter(places))
    monkeypatch.setenv("PATH", "")
    assert backup_tools.find("pg_dump", 15) == places[1] / "pg_dump"
    assert backup_tools.find("pg_dump", 16) == places[2] / "pg_dump"
    with pytest.raises(backup_tools.ToolError, match=r"pg_dump 18 is te oud .* PostgreSQL 19"):
        backup_tools.find("pg_dump", 19)
    with pytest.raises(backup_tools.ToolError, match="pg_restore is hier niet"):
        backup_tools.find("pg_restore", 15)


def test_a_missing_tool_is_one_sentence(looked_at: tuple[Installed, Path], file: Path, tmp_path: Path) -> None:
    installed, _file = looked_at
    (tmp_path / "empty").mkdir()
    assert "pg_dump is hier niet" in installed.refused("backup", file, PG_BINDIR=str(tmp_path / "empty"))
    said = installed.run("check", PG_BINDIR=str(tmp_path / "empty")).stdout
    assert "let op  Vanaf deze computer kan geen reservekopie" in said


def test_no_password_stands_on_a_command_line(looked_at: tuple[Installed, Path]) -> None:
    """Everybody on the machine can read a command line; nobody else can read the environment."""
    installed, _file = looked_at
    script = (
        "from sluitend.config import cli, database; cli.load_django(database.OWNER);"
        "from sluitend.config.backup_tools import connection_environment as e;"
        "found = e(); print(*(f'{k}={found[k]}' for k in sorted(found) if k.startswith('PG')), sep='\\n')"
    )
    url = "postgresql://o:s%20ecret@db.example:5433/sluitend?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    environ = installed.environ | {database.OWNER: url, "PGHOST": "elsewhere"}
    environ.pop("PG_BINDIR", None)
    told = subprocess.run([sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True)
    assert told.stdout.split("\n")[:-1] == [
        "PGDATABASE=sluitend",
        "PGHOST=db.example",
        "PGPASSWORD=s ecret",
        "PGPORT=5433",
        "PGSSLMODE=verify-full",
        "PGSSLROOTCERT=/etc/ca.pem",
        "PGUSER=o",
    ]


# --- Where it may be put back ---------------------------------------------------------------------------------------


def test_only_an_empty_database_takes_a_backup(looked_at: tuple[Installed, Path]) -> None:
    installed, file = looked_at
    before = installed.counts()
    assert "niet leeg" in installed.refused("restore", file)
    assert installed.counts() == before


def test_the_right_keys_are_there_before_anything_is_written(installed: Installed, target: str, file: Path) -> None:
    installed.done("backup", file)
    there = moved(installed, target)
    right = keys.read(installed.key_file)
    keys.write(installed.key_file, keys.generate())
    assert "hoort niet bij" in there.refused("restore", file)
    other = keys.Keyring(right.secret_keys, {"k2": os.urandom(32)}, "k2", right.digest_keys)
    keys.write(installed.key_file, other)
    assert "ontbreekt k1" in there.refused("restore", file)
    assert there.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]
    keys.write(installed.key_file, right)
    there.done("restore", file)


def test_a_backup_of_a_newer_version_is_refused(installed: Installed, target: str, file: Path) -> None:
    installed.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', now())")
    installed.done("backup", file)
    assert "nieuwere versie" in moved(installed, target).refused("restore", file)


def test_only_the_owner_makes_or_takes_a_backup(looked_at: tuple[Installed, Path], file: Path) -> None:
    installed, _file = looked_at
    web = {database.OWNER: installed.url(roles.WEB)}
    assert "niet de eigenaar" in installed.refused("backup", file, **web)
    assert "niet de eigenaar" in installed.refused("restore", file, **web)


# Puts a backup back, and is killed at a line that begins with these words, half-way the rows, or after migrating.
KILLED = """
import os, signal, sys
from pathlib import Path
from sluitend.config import cli, database
cli.load_django(database.OWNER)
from django.utils import timezone
from sluitend.config import migrate, restore

file, moment = sys.argv[1:]
inside, run = restore._inside, migrate.run

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

def half(pieces):
    found = inside(pieces)
    yield next(found)
    dump = b"".join(found)
    yield dump[: len(dump) // 2]
    kill()

def migrated(**how):
    run(**how)
    kill()

if moment == "in the rows":
    restore._inside = half
if moment == "migrate":
    migrate.run = migrated
restore.run(Path(file), lambda line: kill() if line.startswith(moment) else None, now=timezone.now())
"""


@pytest.mark.parametrize(
    "moment",
    ["in the rows", "migrate", *(pytest.param(m, marks=pytest.mark.slow) for m in ("Terugzetten", "Nakijken"))],
)
def test_broken_off_half_way_it_serves_nothing_and_begins_anew(
    installed: Installed, target: str, file: Path, settings: Any, moment: str
) -> None:
    installed.done("backup", file)
    there = moved(installed, target)
    done = subprocess.run([sys.executable, "-c", KILLED, str(file), moment], env=there.environ, check=False, timeout=60)
    assert done.returncode == -9
    for command in (("serve", "--bind", "127.0.0.1:1"), ("migrate",), ("backup", file.with_name("b"))):
        assert "terugzetten van een reservekopie" in there.refused(*command)
    assert "FOUT  terugzetten" in there.run("check").stdout
    there.done("restore", file)
    with there.inside(settings):
        there.works_for_people()
    assert "niet leeg" in there.refused("restore", file)


def test_what_did_not_come_back_is_noticed(looked_at: tuple[Installed, Path], target: str, tmp_path: Path) -> None:
    """A count that differs from what was counted when it was made keeps the database closed."""
    installed, file = looked_at
    ring, header = keys.read(installed.key_file), backup_file.read_header(file)
    inside = restore._inside(backup_file.read(file, ring))
    counts = json.loads(next(inside))["counts"]
    told = json.dumps({"counts": counts | {"note": 999}}).encode()
    with (other := tmp_path / "other").open("wb") as stream:
        writer = backup_file.Writer(stream, header, ring)
        writer.write(len(told).to_bytes(4, "big") + told)
        for piece in inside:
            writer.write(piece)
        writer.finish()
    there = moved(installed, target)
    assert "tabel note telt anders" in there.refused("restore", other)
    assert "terugzetten" in there.refused("serve", "--bind", "127.0.0.1:1")
