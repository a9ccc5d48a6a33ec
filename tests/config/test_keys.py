"""Everything that must stay secret lies in one file, readable by its owner only, outside the database."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sluitend.config import keys


def test_a_key_file_is_read_back_as_it_was_written_and_closed_to_others(tmp_path: Path) -> None:
    made = keys.generate()
    path = tmp_path / "new" / "keys.json"
    keys.write(path, made)
    assert keys.read(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["keys.json"]


def test_a_link_to_a_key_file_stays_a_link(tmp_path: Path) -> None:
    keys.write(tmp_path / "real.json", keys.generate())
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    made = keys.generate()
    keys.write(tmp_path / "link.json", made)
    assert (tmp_path / "link.json").is_symlink()
    assert keys.read(tmp_path / "real.json") == made


def test_a_key_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(keys.KeysError, match="niet te schrijven"):
        keys.write(tmp_path / "file" / "keys.json", keys.generate())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can write for somebody else")
def test_root_leaves_the_file_to_whose_it_was(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys.write(path, keys.generate())
    os.chown(path, 65534, 65534)
    keys.write(path, keys.generate())
    assert (path.stat().st_uid, path.stat().st_gid, path.stat().st_mode & 0o777) == (65534, 65534, 0o600)


def test_two_key_files_never_hold_the_same_keys() -> None:
    one, other = keys.generate(), keys.generate()
    assert one.digest_keys != other.digest_keys
    assert one.field_keys != other.field_keys
    assert one.secret_keys != other.secret_keys


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    keys.write(path, keys.generate())
    path.chmod(mode)
    with pytest.raises(keys.KeysError, match="chmod 600"):
        keys.read(path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "",
        lambda _: "{}",
        lambda _: "[]",
        lambda text: text.replace('"format": 2', '"format": 3'),
        lambda text: json.dumps({**json.loads(text), "digest": ["c2hvcnQ="]}),
        lambda text: json.dumps({**json.loads(text), "digest": ["no base64!"]}),
        lambda text: json.dumps({**json.loads(text), "digest": []}),
        lambda text: json.dumps({**json.loads(text), "digest_waiting": "c2hvcnQ="}),
        lambda text: json.dumps({**json.loads(text), "secret_keys": []}),
        lambda text: json.dumps({**json.loads(text), "field": {"current": "k2", "keys": {}}}),
        lambda text: json.dumps({**json.loads(text), "field": None}),
    ],
)
def test_a_damaged_file_is_one_sentence_and_shows_no_key(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "keys.json"
    made = keys.generate()
    keys.write(path, made)
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(keys.KeysError) as caught:
        keys.read(path)
    assert made.secret_keys[0] not in str(caught.value)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(keys.KeysError, match="niet te lezen"):
        keys.read(tmp_path / "keys.json")


def test_no_name_in_the_environment_is_no_keys() -> None:
    assert keys.from_environment({}) is None


def test_a_keyring_never_shows_its_keys_when_printed() -> None:
    made = keys.generate()
    assert made.secret_keys[0] not in repr(made)


def test_digests_of_two_purposes_can_never_be_joined() -> None:
    made = keys.generate()
    assert made.digest("bsn", b"1") != made.digest("name", b"1")
    assert made.digest("bsn", b"1") == made.digest("bsn", b"1")
    assert len(made.digest("bsn", b"1")) == keys.KEY_BYTES


def test_a_key_file_with_one_digest_key_is_still_read(tmp_path: Path) -> None:
    made, path = keys.generate(), tmp_path / "keys.json"
    keys.write(path, made)
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "format": 1, "digest": content["digest"][0]}), encoding="utf-8")
    assert keys.read(path) == made


def test_a_new_generation_seals_anew_and_still_reads_the_old(tmp_path: Path) -> None:
    first = keys.generate()
    second = first.with_new_generation()
    assert second.field_current == "k2"
    assert second.field_keys["k1"] == first.field_keys["k1"]
    assert second.secret_keys[1:] == first.secret_keys
    keys.write(tmp_path / "keys.json", second)
    assert keys.read(tmp_path / "keys.json") == second
    with pytest.raises(keys.KeysError, match="nog niet af"):
        second.with_new_generation()
    with pytest.raises(keys.KeysError, match="nog niet af"):
        second.without_old_keys()


def test_the_waiting_key_changes_no_digest_until_it_is_laid_and_then_turns_old_ones_into_new() -> None:
    """An old digest becomes the new one without what it was made of."""
    first = keys.generate()
    second = first.with_new_generation()
    old = first.digest("bsn", b"123456782")
    assert second.digest("bsn", b"123456782") == old
    third = second.with_digest_laid()
    assert third.digest("bsn", b"123456782") == third.digest_over("bsn", old, 1) != old
    assert third.with_digest_laid() == third
    fourth = third.with_new_generation().with_digest_laid()
    assert fourth.digest_over("bsn", old, 1) == fourth.digest("bsn", b"123456782")
    assert fourth.digest_over("bsn", old, 3) == old


def test_old_keys_go_but_every_digest_stays_what_it_is() -> None:
    used = keys.generate().with_new_generation().with_digest_laid()
    bare = used.without_old_keys()
    assert set(bare.field_keys) == {"k2"}
    assert len(bare.secret_keys) == 1
    assert bare.digest("bsn", b"1") == used.digest("bsn", b"1")
    assert bare.with_new_generation().field_current == "k3"


def test_a_mark_tells_keys_apart_and_is_no_key() -> None:
    one, other = keys.generate(), keys.generate()
    assert set(one.marks()) == {"k1", "d1"}
    assert not set(one.marks().values()) & set(other.marks().values())
    assert not set(one.marks().values()) & {*one.field_keys.values(), *one.digest_keys}
    changed = one.with_new_generation()
    assert changed.marks().items() > one.marks().items()
    assert set(changed.with_digest_laid().marks()) == {"k1", "k2", "d1", "d2"}
    assert changed.digest_mark() == one.digest_mark() != changed.with_digest_laid().digest_mark()


def test_the_key_of_a_backup_is_another_one_for_each_backup() -> None:
    made = keys.generate()
    assert made.backup_key("k1", b"a") != made.backup_key("k1", b"b")
    assert made.backup_key("k1", b"a") not in made.field_keys.values()
