"""The reading table as content."""

from __future__ import annotations

import pytest

from sluitend.content.loader import ContentError, packaged
from sluitend.content.roles import default_readers, parse_readers
from sluitend.domain.vocabulary import Role

TEXT = packaged("roles.toml")


def test_every_role_has_a_line_and_every_line_speaks_both_languages() -> None:
    readers = default_readers().readers
    assert {reader.role for reader in readers if reader.role} == set(Role)
    assert all(reader.text_nl and reader.text_en for reader in readers)


@pytest.mark.parametrize(
    ("right", "wrong", "field", "problem"),
    [
        ('k1 = { level = "write", own = "read" }', 'k0 = { level = "write" }', "k0", "bestaat niet"),
        ('k1 = { level = "write", own = "read" }', 'k1 = { level = "all" }', "level", "kies uit fact, read, write"),
        ('k1 = { level = "write", own = "read" }', 'k1 = { power = "read" }', "power", "bestaat niet"),
        ('role = "team_lead"', 'role = "chief"', "role", "bestaat niet"),
        ('role = "team_lead"', 'role = "intake"', "role", "heeft hier al een regel voor"),
        ('role = "team_lead"', 'role = "team_lead"\nparties = ["school"]', "parties", "alleen de rol partner"),
        ('place = "team"', 'place = "world"', "place", "bestaat niet"),
        ('place = "team"', 'place = "own"', "place", "kan een cel alleen own hebben"),
        ('only_while = "letter"', 'only_while = "monday"', "only_while", "bestaat niet"),
        ('parties = ["housing"]', 'parties = ["school"]', "role", "heeft hier al een regel voor"),
        ('code = "dpo"', 'code = "intake"', "code", "twee keer"),
    ],
)
def test_an_error_names_file_entry_and_field(right: str, wrong: str, field: str, problem: str) -> None:
    assert TEXT.count(right) == 1
    with pytest.raises(ContentError) as error:
        parse_readers(TEXT.replace(right, wrong))
    assert error.value.file == "roles.toml"
    assert error.value.entry.startswith("rol ")
    assert error.value.field == field
    assert problem in error.value.problem


def test_a_role_without_a_line_is_an_error() -> None:
    start = TEXT.index('[[reader]]\ncode = "admin"')
    with pytest.raises(ContentError, match="de rol admin heeft geen regel"):
        parse_readers(TEXT[:start])
