"""The twelve life domains, read from life_domains.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sluitend.content.loader import Entry, by_code, no_doubles, packaged, whole
from sluitend.domain.sharing import SENSITIVE_DOMAINS, About, LifeDomainType
from sluitend.domain.vocabulary import Category, LifeDomain

FILE = "life_domains.toml"
_FIELDS = ("code", "text_nl", "text_en", "about", "consent_only", "stored_as")


@cache
def life_domains() -> Mapping[LifeDomain, LifeDomainType]:
    """Give the life domains that come with the program."""
    return parse_life_domains(packaged(FILE))


def parse_life_domains(text: str, file: str = FILE) -> Mapping[LifeDomain, LifeDomainType]:
    """Make the life domains from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or double, or a sensitive domain would open freely; it says where.
    """
    root = whole(file, text)
    root.only("domain")
    entries = list(root.tables("domain", by_code("leefgebied")))
    no_doubles(entries)
    domains = {kind.domain: kind for kind in map(_domain, entries)}
    for domain in LifeDomain:
        if domain not in domains:
            raise root.wrong("domain", f"{domain} ontbreekt")
    return MappingProxyType(domains)


def _domain(entry: Entry) -> LifeDomainType:
    entry.only(*_FIELDS)
    domain = entry.one("code", LifeDomain)
    consent_only, stored_as = entry.flag("consent_only"), entry.one("stored_as", Category)
    if domain in SENSITIVE_DOMAINS:
        if not consent_only:
            raise entry.wrong("consent_only", "dit leefgebied gaat alleen open met toestemming of in eigen woorden")
        if stored_as is not SENSITIVE_DOMAINS[domain]:
            raise entry.wrong("stored_as", f"moet {SENSITIVE_DOMAINS[domain]} zijn; dat staat vast")
    return LifeDomainType(
        domain=domain,
        text_nl=entry.text("text_nl"),
        text_en=entry.text("text_en"),
        about=entry.many("about", About),
        consent_only=consent_only,
        stored_as=stored_as,
    )
