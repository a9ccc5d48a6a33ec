"""Changing keys loses nothing, may be killed at any moment, and afterwards nothing needs the old ones."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

import sluitend
from sluitend.config import keys, roles
from sluitend.records import sealed_columns
from tests import installed as made
from tests.installed import Installed

pytestmark = pytest.mark.xdist_group("installed")  # what they share is made once, in one process

installed = made.installed

# Says each line as the command does, and is killed at the first line with these words in it.
KILLED = (
    "import os, signal, sys; from sluitend.config import cli, database; cli.load_django(database.OWNER);"
    "from pathlib import Path; from sluitend.config import rotate; from django.utils import timezone;"
    "say = lambda line: os.kill(os.getpid(), signal.SIGKILL) if sys.argv[2] in line else None;"
    "rotate.run(Path(sys.argv[1]), say, now=timezone.now(), batch=1)"
)


def everything_sealed(one: Installed) -> dict[str, set[str]]:
    """Give by table and column the ids of the keys that sealed what is there."""
    found = {}
    for table, column in sealed_columns.sealed():
        rows = one.sql(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
        found[f"{table}.{column}"] = {bytes(value)[1 : 1 + bytes(value)[0]].decode() for (value,) in rows}
    return found


def digests(one: Installed) -> dict[tuple[str, str], list[tuple[Any, bytes]]]:
    return {
        (table, column): one.sql(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY id")
        for table, column in sealed_columns.DIGESTS
    }


# --- Nothing is forgotten -------------------------------------------------------------------------------------------


def test_every_column_of_bytes_is_sealed_or_a_digest() -> None:
    """A column that stands nowhere would still need the old key after it was thrown away."""
    known = {*sealed_columns.sealed(), *sealed_columns.DIGESTS, *sealed_columns.NEITHER}
    assert [name for name in sealed_columns.binary() if name not in known] == []


def test_each_digest_is_made_for_the_purpose_that_stands_in_the_list() -> None:
    """Laid over for another purpose than it was made for, a digest would never be found again."""
    source = "".join(path.read_text(encoding="utf-8") for path in Path(sluitend.__file__).parent.rglob("*.py"))
    made_for = set(re.findall(r"\bdigest\(\s*\"([a-z_]+)\"", source))
    assert [purpose for purpose in sealed_columns.DIGESTS.values() if purpose not in made_for] == []


def test_in_the_tests_installation_there_is_something_to_change_in_every_column(installed: Installed) -> None:
    """Otherwise the tests below could not see that a column was forgotten."""
    assert {name for name, used in everything_sealed(installed).items() if used != {"k1"}} <= UNUSED
    assert {f"{t}.{c}" for (t, c), rows in digests(installed).items() if not rows} <= UNUSED


# A column with nothing in it in these tests, with the reason.
UNUSED = {
    "absence_report_change.after_digest",  # no report changed
    "absence_report_change.before_digest",
}


# --- A change of keys -----------------------------------------------------------------------------------------------


def test_everything_is_sealed_anew_and_everybody_is_still_recognised(installed: Installed, settings: Any) -> None:
    before, counts = digests(installed), installed.counts()
    receipts = installed.sql("SELECT id, inputs FROM decision ORDER BY id")
    said = installed.done("rotate-keys")
    assert "Kopieer" in said
    assert "--drop-old" in said
    ring = keys.read(installed.key_file)
    assert (ring.field_current, ring.digest_waiting, len(ring.digest_keys)) == ("k2", None, 2)
    assert {key for used in everything_sealed(installed).values() for key in used} == {"k2"}
    after = digests(installed)
    for column, rows in before.items():
        assert [row for row, _ in after[column]] == [row for row, _ in rows]
        assert not {bytes(value) for _, value in after[column]} & {bytes(value) for _, value in rows}, column
    assert installed.sql("SELECT id, inputs FROM decision ORDER BY id") == receipts
    changed = {table for table, count in installed.counts().items() if count != counts[table]}
    assert changed == {"audit_event", "key_mark"}
    assert "FOUT" not in installed.run("check").stdout
    with installed.inside(settings):
        installed.works_for_people()


def test_each_municipality_sees_it_in_its_log_without_content(installed: Installed) -> None:
    installed.done("rotate-keys")
    installed.done("rotate-keys", "--drop-old")
    for place in (installed.world.home, installed.world.away):
        lines = installed.sql(
            "SELECT action, kind, object_kind, object_id, fields FROM audit_event"
            " WHERE municipality_id = %s AND action LIKE 'keys.%%'",
            place.id,
        )
        assert {line[0] for line in lines} >= {"keys.rotate", "keys.digests", "keys.seal", "keys.drop_old"}
        assert {line[1:] for line in ((*line[:4], tuple(line[4])) for line in lines)} == {
            ("system", "installation", None, ())
        }


def test_the_old_keys_go_when_nothing_needs_them_and_everything_still_works(
    installed: Installed, settings: Any
) -> None:
    installed.done("rotate-keys")
    assert "let op  Er staan oude sleutels" in installed.run("check").stdout
    said = installed.done("rotate-keys", "--drop-old")
    assert "k1" in said
    ring = keys.read(installed.key_file)
    assert (set(ring.field_keys), len(ring.secret_keys), len(ring.digest_keys)) == ({"k2"}, 1, 2)
    assert "geen oude sleutels" in installed.done("rotate-keys", "--drop-old")
    assert "let op  Er staan" not in installed.run("check").stdout
    with installed.inside(settings):
        installed.works_for_people()


@pytest.mark.slow
def test_it_may_be_done_again_and_again(installed: Installed, settings: Any) -> None:
    for _ in range(3):
        installed.done("rotate-keys")
    installed.done("rotate-keys", "--drop-old")
    installed.done("rotate-keys")
    assert keys.read(installed.key_file).field_current == "k5"
    with installed.inside(settings):
        installed.works_for_people()


def test_old_keys_stay_while_something_needs_them(installed: Installed) -> None:
    installed.done("migrate", "--quiet")
    ring = keys.read(installed.key_file)
    keys.write(installed.key_file, ring.with_new_generation().with_digest_laid())
    # The file is ahead of the database: somebody put it there, and nothing was sealed anew.
    assert "rotate-keys" in installed.refused("rotate-keys", "--drop-old")
    installed.done("rotate-keys")
    assert keys.read(installed.key_file).field_current == "k2"
    row, sealed = installed.sql("SELECT id, bsn_sealed FROM case_person WHERE bsn_sealed IS NOT NULL")[0]
    with psycopg.connect(installed.url("postgres"), autocommit=True) as strong:
        strong.execute("SET session_replication_role = replica")
        strong.execute("UPDATE case_person SET bsn_sealed = set_byte(bsn_sealed, 2, ascii('1')) WHERE id = %s", [row])
    assert "k1 is nog iets verzegeld" in installed.refused("rotate-keys", "--drop-old")
    assert "k1" in keys.read(installed.key_file).field_keys
    assert sealed is not None
    done = installed.run("rotate-keys")
    assert (done.returncode, "1 waarden gaan met geen enkele sleutel open" in done.stdout) == (2, True)


# --- Killed half-way ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment",
    [
        "absence_report: 2",
        "sommen tot",
        *(
            pytest.param(words, marks=pytest.mark.slow)
            for words in ("Sleutel k2", "signal_person: 1", "omgezet", "Klaar")
        ),
    ],
)
def test_killed_anywhere_it_still_works_and_goes_on(installed: Installed, settings: Any, moment: str) -> None:
    key_file = installed.key_file
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(key_file), moment],
        env=installed.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == -9, done
    ring = keys.read(key_file)
    assert ring.field_current == "k2"
    assert "k1" in ring.field_keys
    # Until the digests are all changed, and from then on, all works with the key file as it is.
    assert "FOUT" not in installed.run("check").stdout
    with installed.inside(settings):
        installed.works_for_people()
    installed.done("rotate-keys")
    ring = keys.read(key_file)
    again = moment in ("omgezet", "Klaar")  # it was finished: this was another change
    assert ring.field_current == ("k3" if again else "k2")
    assert {key for used in everything_sealed(installed).values() for key in used} == {ring.field_current}
    installed.done("rotate-keys", "--drop-old")


def test_killed_between_the_database_and_the_key_file_nothing_is_served_until_it_is_finished(
    installed: Installed, settings: Any
) -> None:
    """The one moment at which the two do not agree: digests are changed, and the key file does not say so yet."""
    script = (
        "import os, signal, sys; from sluitend.config import cli, database; cli.load_django(database.OWNER);"
        "from pathlib import Path; from sluitend.config import keys, rotate; from django.utils import timezone;"
        "write = keys.write; done = [];"
        "keys.write = lambda *a: os.kill(os.getpid(), signal.SIGKILL) if done else (done.append(1), write(*a));"
        "rotate.run(Path(sys.argv[1]), print, now=timezone.now())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(installed.key_file)],
        env=installed.environ,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == -9
    for command in (
        ("serve", "--bind", "127.0.0.1:1"),
        ("worker",),
        ("backup", installed.key_file.parent.parent / "b"),
    ):
        assert "wisseling van sleutels is niet af" in installed.refused(*command)
    before = digests(installed)
    installed.done("rotate-keys")
    assert digests(installed) == before
    assert keys.read(installed.key_file).field_current == "k2"
    with installed.inside(settings):
        installed.works_for_people()


# --- When it may not ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [roles.WEB, roles.WORKER])
def test_it_waits_for_pages_and_jobs_to_stop(installed: Installed, role: str) -> None:
    """A process holds the keys that it began with: what it would write meanwhile, nobody would find again."""
    before = installed.key_file.read_bytes()
    with psycopg.connect(installed.url(role)):
        assert "Stop eerst de dienst" in installed.refused("rotate-keys")
        assert "Stop eerst de dienst" in installed.refused("rotate-keys", "--drop-old")
    assert installed.key_file.read_bytes() == before


def test_two_do_not_change_keys_at_once(installed: Installed) -> None:
    before = installed.key_file.read_bytes()
    with psycopg.connect(installed.url(roles.OWNER)) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('sluitend.rotate'))")
        assert "Er loopt al een wisseling" in installed.refused("rotate-keys")
    assert installed.key_file.read_bytes() == before


def test_another_database_s_key_file_is_told(installed: Installed) -> None:
    installed.done("migrate", "--quiet")  # the first command that has both, writes the marks
    right = keys.read(installed.key_file)
    keys.write(installed.key_file, keys.generate())
    for command in (("serve", "--bind", "127.0.0.1:1"), ("rotate-keys",)):
        assert "hoort niet bij deze database" in installed.refused(*command)
    said = installed.run("check")
    assert "FOUT  sleutels van deze database: Dit sleutelbestand hoort niet bij" in said.stdout
    assert said.returncode == 1
    only_new = right.with_new_generation().with_digest_laid().without_old_keys()
    keys.write(installed.key_file, keys.Keyring(right.secret_keys, only_new.field_keys, "k2", right.digest_keys))
    assert "ontbreekt k1" in installed.refused("serve", "--bind", "127.0.0.1:1")


def test_a_database_without_marks_takes_none_from_a_wrong_key_file(installed: Installed) -> None:
    other = keys.generate().with_new_generation().with_digest_laid().without_old_keys()
    keys.write(installed.key_file, other)
    assert "niet in het sleutelbestand staat: k1" in installed.refused("migrate", "--quiet")
    assert installed.sql("SELECT * FROM key_mark") == []


def test_a_key_file_keeps_mode_and_place(installed: Installed) -> None:
    installed.done("rotate-keys")
    assert installed.key_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in installed.key_file.parent.iterdir()] == ["keys.json"]
    assert set(json.loads(installed.key_file.read_text(encoding="utf-8"))) == {
        "format",
        "secret_keys",
        "field",
        "digest",
    }


def test_a_backup_from_before_a_change_of_keys_is_brought_to_the_new_ones(
    installed: Installed, settings: Any, tmp_path: Path, pg_server: str
) -> None:
    from tests.config.test_backup import TARGET, moved
    from tests.database import conninfo, drop

    (tmp_path / "b").mkdir()
    installed.done("backup", tmp_path / "b" / "old")
    installed.done("rotate-keys")
    with psycopg.connect(conninfo(pg_server, "postgres", roles.OWNER), autocommit=True) as owner:
        drop(pg_server, TARGET)
        owner.execute(f"CREATE DATABASE {TARGET} TEMPLATE template0".encode())
    try:
        there = moved(installed, TARGET)
        there.done("restore", tmp_path / "b" / "old")
        assert "FOUT" not in there.run("check").stdout
        with there.inside(settings):
            there.works_for_people()
        drop(pg_server, TARGET)
        with psycopg.connect(conninfo(pg_server, "postgres", roles.OWNER), autocommit=True) as owner:
            owner.execute(f"CREATE DATABASE {TARGET} TEMPLATE template0".encode())
        installed.done("rotate-keys", "--drop-old")
        assert "ontbreekt k1" in there.refused("restore", tmp_path / "b" / "old")
    finally:
        drop(pg_server, TARGET)
