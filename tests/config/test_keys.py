"""Everything that must stay secret lies in one file, readable by its owner only, outside the database."""

from __future__ import annotations

import json
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


def test_two_key_files_never_hold_the_same_keys() -> None:
    one, other = keys.generate(), keys.generate()
    assert one.digest_key != other.digest_key
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
        lambda text: text.replace('"format": 1', '"format": 2'),
        lambda text: json.dumps({**json.loads(text), "digest": "c2hvcnQ="}),
        lambda text: json.dumps({**json.loads(text), "digest": "no base64!"}),
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
    assert made.hmac("bsn") != made.hmac("name")
    assert made.hmac("bsn") == made.hmac("bsn")
    assert len(made.hmac("bsn")) == keys.KEY_BYTES


def test_an_old_field_key_keeps_reading_until_it_is_taken_out() -> None:
    first = keys.generate()
    second = first.with_new_field_key()
    assert second.field_current == "k2"
    assert second.field_keys["k1"] == first.field_keys["k1"]
    third = second.without_field_key("k1").with_new_field_key()
    assert set(third.field_keys) == {"k2", "k3"}
    with pytest.raises(keys.KeysError, match="kan niet weg"):
        third.without_field_key("k3")
