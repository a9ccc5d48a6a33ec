"""The twelve life domains as the sharing rules see them: four open by consent or in the family's own words only."""

from __future__ import annotations

from dataclasses import dataclass

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Category, LifeDomain, Worded

SENSITIVE_DOMAINS = {
    LifeDomain.D07: Category.K7,
    LifeDomain.D08: Category.K7,
    LifeDomain.D09: Category.K7,
    LifeDomain.D12: Category.K8,
}
"""Body, mind, substances, police: as which category they are stored. Fixed; content cannot take one out."""

NEEDS_CONSENT = Refusal(
    "life_domain.needs_consent",
    N_("Dit onderwerp gaat alleen open met toestemming, of in de eigen woorden van het gezin."),
    field="domain",
    source="F.7b; AVG 9 en 10",
)


class About(Worded):
    """Whom a life domain speaks about."""

    CHILD = "child", N_("kind")
    YOUTH = "youth", N_("jongere")
    ADULT = "adult", N_("volwassene")
    HOUSEHOLD = "household", N_("huishouden")


@dataclass(frozen=True, slots=True)
class LifeDomainType:
    """One life domain (H.2).

    about: whom it speaks about. consent_only: it opens by consent or in the family's own words. stored_as: the category
    its sentences belong to.
    """

    domain: LifeDomain
    text_nl: str
    text_en: str
    about: frozenset[About]
    consent_only: bool
    stored_as: Category


def check_life_domain(domain: LifeDomain, *, consent: bool, own_words: bool) -> Refusal | None:
    """D07 to D09 and D12 are opened by consent or in the family's own words only (F.7b)."""
    if domain in SENSITIVE_DOMAINS and not (consent or own_words):
        return NEEDS_CONSENT
    return None
