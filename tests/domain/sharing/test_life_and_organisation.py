"""Sensitive life domains, and kinds of organisation."""

from __future__ import annotations

from datetime import date

import pytest

from sluitend.domain.sharing import NEVER_BSN, OrganisationType, check_life_domain
from sluitend.domain.vocabulary import LifeDomain, Party

SENSITIVE = {LifeDomain.D07, LifeDomain.D08, LifeDomain.D09, LifeDomain.D12}


@pytest.mark.parametrize("domain", list(LifeDomain))
def test_d07_to_d09_and_d12_open_by_consent_or_in_the_familys_own_words_only(domain: LifeDomain) -> None:
    refusal = check_life_domain(domain, consent=False, own_words=False)
    assert (refusal is not None) is (domain in SENSITIVE)
    assert check_life_domain(domain, consent=True, own_words=False) is None
    assert check_life_domain(domain, consent=False, own_words=True) is None


def test_housing_associations_and_welfare_never_hold_a_bsn() -> None:
    assert {Party.HOUSING, Party.WELFARE} <= NEVER_BSN


def test_a_kind_of_organisation_is_in_use_from_its_first_to_its_last_day() -> None:
    kind = OrganisationType(
        code="x",
        text_nl="X",
        text_en="X",
        party=Party.SCHOOL,
        may_hold_bsn=False,
        law="",
        valid_from=date(2015, 1, 1),
        valid_to=date(2026, 12, 31),
    )
    days = [date(2014, 12, 31), date(2015, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [kind.in_use(day) for day in days] == [False, True, True, False]
