"""Life domains, levels and goals: nothing obligatory outside what somebody opened with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.plan.words import (
    DomainBasis,
    Level,
    LevelMoment,
)
from sluitend.domain.sharing import SENSITIVE_DOMAINS, check_life_domain
from sluitend.domain.vocabulary import N_, LifeDomain


@dataclass(frozen=True, slots=True)
class DomainIn:
    """A life domain to open. why: one sentence. told_by: the person in whose words; consent: a valid one for this kind."""

    domain: LifeDomain
    why: str = field(repr=False)
    basis: DomainBasis = DomainBasis.NEED
    told_by_id: UUID | None = None
    consent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LevelIn:
    """A level with its one factual sentence. by_family: how the family itself sees it, an offer and never a duty."""

    level: Level
    sentence: str = field(repr=False)
    bron: str
    on: date | None
    moment: LevelMoment
    by_family: bool = False
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GoalIn:
    """A goal in the family's words. domain_id: an open life domain. measure: by what one sees that it works."""

    family_words: str = field(repr=False)
    person_ids: tuple[UUID, ...]
    domain_id: UUID | None
    measure: str = field(repr=False)
    target_on: date | None


ONLY_OWN_WORDS = Refusal(
    "level.only_own_words",
    N_(
        "Bij dit onderwerp schrijft u alleen op wat het gezin zelf zegt. Zet een vinkje bij “zo ziet het gezin het zelf”."
    ),
    field="by_family",
    source="F.7b; AVG 9 en 10",
)


def check_domain(given: DomainIn, *, open_now: Collection[LifeDomain], consent_valid: bool) -> tuple[Refusal, ...]:
    """A life domain opens once, with one sentence why; four of them by consent or in the family's own words only (H.2, F.7b).

    consent_valid: there is a yes for this kind of data that holds today.
    """
    found = []
    if given.domain in open_now:
        found.append(Refusal("domain.open", N_("Dit onderwerp staat al open."), field="domain"))
    if not given.why.strip():
        found.append(Refusal("domain.why", N_("Schrijf in één zin waarom dit hier telt."), field="why"))
    if given.basis is DomainBasis.OWN_WORDS and given.told_by_id is None:
        found.append(Refusal("domain.told_by", N_("Kies wie dit zo vertelde."), field="told_by"))
    if given.basis is DomainBasis.CONSENT and not consent_valid:
        found.append(
            Refusal(
                "domain.no_consent",
                N_("Er is voor dit onderwerp geen toestemming die nu geldt. Vraag die eerst."),
                field="basis",
                source="F.7b",
            )
        )
    else:
        sensitive = check_life_domain(
            given.domain,
            consent=given.basis is DomainBasis.CONSENT,
            own_words=given.basis is DomainBasis.OWN_WORDS,
        )
        if sensitive is not None:
            found.append(sensitive)
    return tuple(found)


def check_close_domain(*, goals_open: bool) -> Refusal | None:
    """A life domain stays open as long as a goal in it is worked on."""
    if not goals_open:
        return None
    return Refusal("domain.goals_open", N_("Bij dit onderwerp loopt nog een doel. Rond dat eerst af."))


def check_level(
    given: LevelIn,
    *,
    domain: LifeDomain,
    basis: DomainBasis,
    has_goal: bool,
    running: bool,
    persons: Collection[UUID],
    today: date,
) -> tuple[Refusal, ...]:
    """A level stands only where a goal is, with one factual sentence, a source and a day (H.2).

    In a domain that stands open by consent the municipality keeps the fact only; there the family speaks for itself.
    running: the plan is being carried out, so that it can be evaluated.
    """
    found = []
    if given.moment is LevelMoment.EVALUATION and not running:
        found.append(Refusal("level.not_running", N_("Evalueren kan pas als het plan loopt."), field="moment"))
    if not has_goal:
        found.append(
            Refusal("level.no_goal", N_("Bij dit onderwerp is nog geen doel. Zonder doel is hier niets in te vullen."))
        )
    if not given.sentence.strip():
        found.append(Refusal("level.sentence", N_("Schrijf in één zin een feit waaruit dit blijkt."), field="sentence"))
    if not given.bron.strip():
        found.append(Refusal("level.bron", N_("Schrijf op van wie u dit weet."), field="bron"))
    if given.on is None or given.on > today:
        found.append(Refusal("level.on", N_("Vul de dag in waarop dit zo was: vandaag of eerder."), field="on"))
    if given.person_id is not None and given.person_id not in persons:
        found.append(Refusal("level.person", N_("Kies iemand uit deze casus."), field="person"))
    if domain in SENSITIVE_DOMAINS and basis is DomainBasis.CONSENT and not given.by_family:
        found.append(ONLY_OWN_WORDS)
    return tuple(found)


def check_goal(
    given: GoalIn, *, persons: Collection[UUID], domains: Collection[UUID], today: date
) -> tuple[Refusal, ...]:
    """A goal is in the family's words, for somebody, in an open life domain, with a measure and a day (H.4)."""
    found = []
    if not given.family_words.strip():
        found.append(
            Refusal(
                "goal.words", N_("Schrijf op wat het gezin wil bereiken, in hun eigen woorden."), field="family_words"
            )
        )
    if not given.person_ids or not set(given.person_ids) <= set(persons):
        found.append(Refusal("goal.persons", N_("Kies voor wie dit doel is."), field="persons"))
    if given.domain_id is None or given.domain_id not in domains:
        found.append(Refusal("goal.domain", N_("Kies bij welk onderwerp dit hoort."), field="domain"))
    if not given.measure.strip():
        found.append(Refusal("goal.measure", N_("Schrijf op waaraan u samen ziet dat het lukt."), field="measure"))
    if given.target_on is None or given.target_on < today:
        found.append(Refusal("goal.target", N_("Kies een dag vanaf vandaag."), field="target_on"))
    return tuple(found)


def check_drop(words: str, *, actions_open: bool) -> tuple[Refusal, ...]:
    """A goal is let go with a reason, when nobody still has something promised for it."""
    found = []
    if not words.strip():
        found.append(Refusal("goal.drop_words", N_("Schrijf op waarom dit doel vervalt."), field="words"))
    if actions_open:
        found.append(
            Refusal("goal.actions_open", N_("Er lopen nog acties voor dit doel. Rond ze af of laat ze vervallen."))
        )
    return tuple(found)
