"""What goes along to another municipality, what stays and why: computed by the sharing rules (F.7, rules 30 and 31).

The worker takes out, and never adds: what no rule lets go cannot be ticked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import SENSITIVE_DOMAINS, ConsentState, Decision, Matrix, find_consent, may_share
from sluitend.domain.vocabulary import N_, Category, LifeDomain, Party, Purpose, Role, Stage, Worded


class TransferKind(Worded):
    """Which file is handed over: that decides the rule, and who may take it over."""

    CASE = "case", N_("Van casusregisseur naar casusregisseur")
    REPORT = "report", N_("Van leerplicht naar leerplicht")

    @property
    def ruling(self) -> Ruling:
        """Give under which rule it goes, for which purpose, from which party, and whose it is at the other end."""
        return _RULINGS[self]


@dataclass(frozen=True, slots=True)
class Ruling:
    """rule: number in F.7. law: as it stands on the page. receivers: roles that are offered it."""

    rule: int
    sender: Party
    purpose: Purpose
    law: str
    receivers: frozenset[Role]


_RULINGS: Mapping[TransferKind, Ruling] = MappingProxyType(
    {
        TransferKind.CASE: Ruling(
            31,
            Party.COORDINATOR,
            Purpose.ACCESS_AND_DIRECTION,
            "Jeugdwet 2.7a",
            frozenset({Role.COORDINATOR, Role.INTAKE}),
        ),
        TransferKind.REPORT: Ruling(
            30,
            Party.ATTENDANCE,
            Purpose.COMPULSORY_EDUCATION,
            "Leerplichtwet 16 en 19",
            frozenset({Role.ATTENDANCE}),
        ),
    }
)


class PieceKind(Worded):
    """What a file is made of, as far as a handover is asked about it."""

    GOAL = "goal", N_("Doel uit het plan")
    ACTION = "action", N_("Afspraak die nog loopt")
    WHAT_IF = "what_if", N_("Wat er gebeurt als het anders loopt")
    HELP = "help", N_("Dat er hulp loopt, en wie u belt")
    PUPIL = "pupil", N_("Naam en geboortedatum")
    SCHOOL = "school", N_("School")
    ABSENCE = "absence", N_("Soort verzuim en dagen")
    OPEN_STEP = "open_step", N_("Wat nog moet gebeuren")
    PERSON = "person", N_("Namen, adressen en telefoonnummers")
    FAMILY = "family", N_("Wie bij wie hoort, en wie gezag heeft")
    VOICE = "voice", N_("De eigen woorden van een kind")
    NOTE = "note", N_("Notities en hoe het per leefgebied gaat")
    CONCERN = "concern", N_("Meldingen die bij de casus horen")
    NUMBERS = "numbers", N_("BSN en onderwijsnummer")
    EXPLANATION = "explanation", N_("Uren, toelichting en wat de school deed")


_NOT_THE_PLAN = frozenset({PieceKind.VOICE, PieceKind.NOTE})
_NOT_NEEDED = frozenset({PieceKind.NUMBERS, PieceKind.EXPLANATION})

ONLY_THE_PLAN = N_("Alleen het plan gaat mee, en dat er hulp loopt. Dit hoort daar niet bij.")
NOT_NEEDED = N_("Mee gaat alleen: soort, dagen en wat nog openstaat. Dit is daarvoor niet nodig.")
NAMES_BY_THE_FAMILY = N_("Namen gaan niet mee. Het gezin noemt ze zelf, in het gesprek met zijn drieën.")
_SENTENCES = {
    "sharing.no_rule": N_("Er is geen regel die dit laat gaan. Daarom blijft het hier."),
    "sharing.no_consent": N_("Dit gaat alleen mee met toestemming, en die is er niet."),
    "sharing.consent_refused": N_("Dit blijft hier: er is geen toestemming gegeven."),
    "sharing.consent_withdrawn": N_("Dit blijft hier: de toestemming is ingetrokken."),
    "sharing.consent_ended": N_("Dit blijft hier: de toestemming is verlopen."),
    "sharing.consent_not_own": N_("Dit blijft hier: bij verhoogde veiligheid telt alleen het ja van de persoon zelf."),
    "sharing.wrong_stage": N_("Dit gaat pas mee als er een plan is. Tot die tijd blijft het hier."),
}
"""What a no says here; any other reason says what the sharing rules say."""

HELPS = frozenset({Party.LOCAL_TEAM, Party.YOUTH_CARE, Party.YOUTH_HEALTH, Party.WELFARE})
"""Whose work may be told as "help runs" (K5). That others are at work says more than that, and is of its own category."""

_TELLS: Mapping[Party, Category] = MappingProxyType(
    {
        Party.POLICE: Category.K8,
        Party.PROSECUTION: Category.K9,
        Party.PROBATION: Category.K9,
        Party.HALT: Category.K9,
        Party.SAFETY_HOUSE: Category.K8,
        Party.SAFE_AT_HOME: Category.K11,
        Party.CHILD_PROTECTION_BOARD: Category.K10,
        Party.PROTECTION_TABLE: Category.K10,
        Party.CERTIFIED_BODY: Category.K10,
        Party.GP: Category.K7,
        Party.ADDICTION_CARE: Category.K7,
        Party.WORK_AND_INCOME: Category.K12,
        Party.DEBT_HELP: Category.K13,
        Party.HOUSING: Category.K14,
        Party.ATTENDANCE: Category.K4,
    }
)


def category_of_action(party: Party | None) -> Category:
    """An action is part of the plan (K16), unless who does it tells more: that the police act is of the police (K8)."""
    return _TELLS.get(party, Category.K16) if party is not None else Category.K16


def category_of_goal(domain: LifeDomain | None) -> Category:
    """A goal is part of the plan (K16), unless its life domain is one of health or police (K7, K8)."""
    return SENSITIVE_DOMAINS.get(domain, Category.K16) if domain is not None else Category.K16


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a file. key: tells it from the others. text: what would go along; empty for what never goes.

    who: who does it or whom to call. on: its day. about: the persons it concerns, for consent.
    """

    key: str
    kind: PieceKind
    category: Category
    text: str = field(default="", repr=False)
    who: str = field(default="", repr=False)
    on: date | None = None
    about: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a piece may go along. rule: of F.7, when one speaks. sentence: by which rule, or why it stays."""

    piece: Piece
    goes: bool
    rule: int | None
    sentence: str
    sentence_en: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What the rules are asked with. partner: the other municipality as an organisation here, for consent; or None."""

    kind: TransferKind
    heightened: bool
    stages: frozenset[Stage]
    matrix: Matrix
    on: date
    consents: tuple[ConsentState, ...] = ()
    partner: UUID | None = None


def weigh(pieces: Iterable[Piece], question: Question) -> tuple[Verdict, ...]:
    """Attendance passes on kind, dates and what is open (rule 30); a coordinator that help runs and the plan (rule 31).

    Help of content and health (K6, K7) go with consent only, and everything that no rule names stays. Under heightened
    safety neither rule holds, so nothing goes. Pure.
    """
    return tuple(_weigh(piece, question) for piece in pieces)


def _weigh(piece: Piece, question: Question) -> Verdict:
    if piece.kind in _NOT_THE_PLAN:
        return Verdict(piece, False, None, ONLY_THE_PLAN)
    if piece.kind in _NOT_NEEDED:
        return Verdict(piece, False, None, NOT_NEEDED)
    asked = [_ask(piece, about, question) for about in sorted(piece.about)] or [_ask(piece, None, question)]
    # Consent counts for everybody whom it concerns: one who did not agree keeps it here.
    found = next((one for one in asked if not one.allowed), asked[0])
    if found.allowed:
        return Verdict(piece, True, found.rule, found.sentence, found.sentence_en)
    if piece.kind is PieceKind.PERSON and found.reason == "sharing.no_rule":
        return Verdict(piece, False, found.rule, NAMES_BY_THE_FAMILY)
    return Verdict(piece, False, found.rule, _SENTENCES.get(found.reason, found.sentence), found.sentence_en)


def _ask(piece: Piece, about: UUID | None, question: Question) -> Decision:
    ruling = question.kind.ruling
    consent = None
    if about is not None and question.partner is not None:
        consent = find_consent(
            question.consents, partner=question.partner, category=piece.category, about=about, on=question.on
        )
    return may_share(
        sender=ruling.sender,
        recipient=Party.OTHER_MUNICIPALITY,
        category=piece.category,
        stages=question.stages,
        purpose=ruling.purpose,
        consent=consent,
        heightened=question.heightened,
        matrix=question.matrix,
        on=question.on,
    )


NOTHING_LEFT = Refusal(
    "transfer.nothing_left", N_("Er gaat nu niets mee. Laat ten minste één ding staan, of bel alleen."), field="keep"
)


def check_kept(kept: Iterable[str], may_go: Iterable[str]) -> Refusal | None:
    """What the worker leaves in is part of what may go: taking out is free, adding is not possible."""
    left, allowed = set(kept), set(may_go)
    if not left <= allowed:
        return Refusal(
            "transfer.not_along",
            N_("Intussen is er iets veranderd in wat mee mag. Kijk opnieuw wat er meegaat."),
            field="keep",
        )
    return None if left else NOTHING_LEFT


def packed(verdicts: Iterable[Verdict], kept: Iterable[str]) -> tuple[Piece, ...]:
    """Give the pieces that go along: those that may, without what the worker took out."""
    left = set(kept)
    return tuple(one.piece for one in verdicts if one.goes and one.piece.key in left)
