"""The twelve life domains as content."""

from __future__ import annotations

import pytest

from sluitend.content.life_domains import life_domains, parse_life_domains
from sluitend.content.loader import ContentError, packaged
from sluitend.domain.sharing import SENSITIVE_DOMAINS, About
from sluitend.domain.vocabulary import Category, LifeDomain

TEXT = packaged("life_domains.toml")


def test_all_twelve_are_there_in_both_languages() -> None:
    assert set(life_domains()) == set(LifeDomain)
    assert all(kind.text_nl.endswith("?") and kind.text_en.endswith("?") for kind in life_domains().values())


def test_d07_to_d09_and_d12_open_by_consent_only_and_are_stored_as_health_or_police() -> None:
    closed = {domain: kind.stored_as for domain, kind in life_domains().items() if kind.consent_only}
    assert closed == {
        LifeDomain.D07: Category.K7,
        LifeDomain.D08: Category.K7,
        LifeDomain.D09: Category.K7,
        LifeDomain.D12: Category.K8,
    }
    assert closed == SENSITIVE_DOMAINS


def test_a_domain_says_whom_it_is_about() -> None:
    assert life_domains()[LifeDomain.D05].about == {About.HOUSEHOLD}
    assert life_domains()[LifeDomain.D02].about == {About.CHILD}


@pytest.mark.parametrize(
    ("right", "wrong", "field", "problem"),
    [
        ('stored_as = "k8"', 'stored_as = "k16"', "stored_as", "moet k8 zijn"),
        (
            'consent_only = true\nstored_as = "k8"',
            'consent_only = false\nstored_as = "k8"',
            "consent_only",
            "gaat alleen open",
        ),
        ('code = "d12"', 'code = "d13"', "code", "bestaat niet"),
        ('code = "d12"', 'code = "d11"', "code", "twee keer"),
        ('code = "d12"', 'code = "d12"\nscore = 3', "score", "bestaat niet"),
        ('about = ["child", "adult"]', 'about = ["group"]', "about", "bestaat niet"),
    ],
)
def test_an_error_names_file_entry_and_field(right: str, wrong: str, field: str, problem: str) -> None:
    assert TEXT.count(right) == 1
    with pytest.raises(ContentError) as error:
        parse_life_domains(TEXT.replace(right, wrong))
    assert error.value.file == "life_domains.toml"
    assert error.value.entry.startswith("leefgebied d")
    assert error.value.field == field
    assert problem in error.value.problem


def test_a_missing_domain_is_an_error() -> None:
    with pytest.raises(ContentError, match="d12 ontbreekt"):
        parse_life_domains(TEXT[: TEXT.index('[[domain]]\ncode = "d12"')])
