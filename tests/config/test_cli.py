"""What an administrator types, and what the manual says to type."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sluitend.config import cli, keys, roles

ROOT = Path(__file__).resolve().parents[2]
MANUAL = (ROOT / "docs" / "installatie.md").read_text(encoding="utf-8")


def test_keys_are_made_once_and_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "keys.json"
    assert cli.main(["make-keys", str(path)]) == 0
    made = keys.read(path)
    assert cli.main(["make-keys", str(path)]) == 1
    assert "bestaat al" in capsys.readouterr().err
    assert keys.read(path) == made


def test_the_manual_names_only_commands_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    named = set(re.findall(r"(?:^|`|bin/)sluitend ([a-z-]+)", MANUAL, re.MULTILINE))
    assert named >= {"migrate", "check", "serve", "worker", "make-keys"}
    for command in named:
        with pytest.raises(SystemExit) as ended:
            cli.main([command, "--help"])
        assert ended.value.code == 0, command
    capsys.readouterr()


def test_every_command_in_the_manual_can_be_typed_as_it_stands_there() -> None:
    blocks = re.findall(r"^```(?:sh|ini|cron)\n(.*?)^```", MANUAL.replace("\\\n", " "), re.MULTILINE | re.DOTALL)
    typed = [
        found[1]
        for line in "".join(blocks).splitlines()
        if (found := re.search(r"(?:^|bin/|sluitend_proef )sluitend ((?!-).+?)(?:'|\s+#|$)", line))
        and "=" not in found[1][:5]
    ]
    assert len(typed) > 15
    for written in typed:
        line = re.sub(r"\$+\(date [^)]*\)", "2026-11-24", written)
        assert callable(cli.parser().parse_args(shlex.split(line)).run), line


def test_the_manual_gives_the_roles_what_the_demo_gives_them() -> None:
    manual = re.sub(r"\s+", " ", MANUAL)
    for role, limits in roles.LIMITS.items():
        for name, value in limits.items():
            assert f"ALTER ROLE {role} SET {name} = '{value}';" in manual
    for statement in roles.database_statements(roles.DATABASE):
        assert f"{statement};" in manual
    weak = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
    assert sum(weak in statement for statement in roles.role_statements()) == 3
    assert manual.count(weak) == 3


def test_every_variable_that_is_read_stands_in_the_manual() -> None:
    source = (ROOT / "src/sluitend/config/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"\"(SLUITEND_[A-Z_]+)\"", source)) | {keys.ENVIRONMENT}
    assert [name for name in read if f"`{name}`" not in MANUAL] == []
