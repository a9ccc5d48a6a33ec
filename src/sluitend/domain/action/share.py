"""What of an action leaves the case: only the part for that organisation, on a rule, and never more than is shown.

The name of the person goes with the part of the plan it belongs to: a promise about nobody means nothing, and the
reading table (F.7b) lets a partner read the person of their own action. Everything else of K1 (the birth date) goes
only when a rule says so for K1 itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import ConsentAnswer, ConsentState, Decision, Matrix, may_share
from sluitend.domain.vocabulary import N_, ActionKind, Category, LifeDomain, Party, Purpose, Stage, Worded

NEVER_ABOUT_A_CHILD = frozenset({Party.HOUSING})
"""Rule 16: a housing association gets the agreement on rent or nuisance, never anything about a child."""

SCHOOL_PART_ONLY = frozenset({Party.SCHOOL, Party.ATTENDANCE})
"""Rules 12 and 14: school and the attendance officer get the school part of the plan and nothing else."""

PROGRAMME_WORDS = (
    "integrale aanpak",
    "casus",
    "casusregisseur",
    "regisseur",
    "multiprobleem",
    "multiproblem",
    "procesregie",
    "opschaling",
)
"""Words that would tell a partner that a family is in a programme."""

ABOUT_A_CHILD = Refusal(
    "share.about_a_child",
    N_("Een woningcorporatie krijgt nooit iets over een kind. Kies een volwassene, of laat de actie binnen."),
    source="F.7, regel 16",
)
NOT_SCHOOL_PART = Refusal(
    "share.not_school_part",
    N_("School en leerplicht krijgen alleen het schooldeel van het plan. Deze actie hoort bij een ander doel."),
    source="F.7, regels 12 en 14",
)
NOT_CONCERNING = Refusal(
    "share.unknown_kind",
    N_("Voor dit soort organisatie is er geen regel. Daarom blijft de actie binnen."),
    source="F.7",
)
OWN_ORGANISATION = Refusal(
    "share.own_organisation",
    N_("Dit is een actie van uw eigen organisatie. Wie hem doet, heeft een plaats in het team nodig."),
)
NO_NEED = Refusal("share.need", N_("Schrijf op waarom deze organisatie dit moet weten."), field="need")
NOBODY_TO_CALL = Refusal(
    "share.nobody_to_call", N_("Er is geen telefoonnummer van u bekend. Laat de beheerder dat eerst invullen.")
)
_SAYS_TOO_MUCH = N_("In de tekst staat “%(word)s”. Dat hoort niet bij wat deze organisatie mag zien. Haal het weg.")


class ShareEnd(Worded):
    """Why an organisation no longer sees an action."""

    CONSENT = "consent", N_("De toestemming is er niet meer.")
    TAKEN_BACK = "taken_back", N_("De regisseur haalde de actie terug.")
    CHANGED = "changed", N_("De actie is veranderd.")
    DROPPED = "dropped", N_("De actie is vervallen.")
    CLOSED = "closed", N_("De casus is gesloten.")
    HEIGHTENED = "heightened", N_("Er geldt verhoogde veiligheid.")


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything an organisation sees of one action; the copy that is kept is exactly this.

    title: what is asked. kind: help, prevent or enforce. person: the name of the person it concerns. birth_date: only
    when a rule lets it go. due_on: before which day. legal_title: for an enforcing action, its title in plain words.
    caller and phone: whom to call, without a function.
    """

    title: str
    kind: ActionKind
    person: str
    birth_date: date | None
    due_on: date
    legal_title: str
    caller: str
    phone: str


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """What decides whether an action may leave the case.

    recipient: the kind of organisation in the matrix, or None when it has none there. about_child: the person it
    concerns is a child. goal: the life domain of its goal, or None. stages: those open for that person. part, name:
    the consents for the plan part (K16) and for the name (K1), or None. heightened: heightened safety.
    """

    recipient: Party | None
    about_child: bool
    goal: LifeDomain | None
    stages: frozenset[Stage]
    part: ConsentState | None
    name: ConsentState | None
    heightened: bool


@dataclass(frozen=True, slots=True)
class ShareDecision:
    """Whether it may go, on which rule, and how much of the person goes with it.

    part: the answer for the plan part. name: the answer for K1. missing: categories that still need a consent.
    refusal: why it stays inside, or None. with_birth_date: more of K1 than the name goes too.
    """

    part: Decision | None
    name: Decision | None
    refusal: Refusal | None
    missing: tuple[Category, ...] = ()
    with_birth_date: bool = False

    @property
    def allowed(self) -> bool:
        """It may go now."""
        return self.refusal is None and self.part is not None

    @property
    def categories(self) -> tuple[Category, ...]:
        """The kinds of data that go."""
        return (Category.K1, Category.K16) if self.allowed else ()


_WAITS_FOR_CONSENT = frozenset(
    {
        "sharing.no_consent",
        "sharing.consent_refused",
        "sharing.consent_withdrawn",
        "sharing.consent_ended",
        "sharing.consent_not_own",
    }
)


def decide_share(facts: ShareFacts, *, matrix: Matrix, on: date) -> ShareDecision:
    """An action leaves only when a rule lets its part of the plan go to this organisation; otherwise it stays inside."""
    if facts.recipient is None:
        return ShareDecision(None, None, NOT_CONCERNING)
    part = _ask(facts, facts.recipient, Category.K16, facts.part, matrix=matrix, on=on)
    name = _ask(facts, facts.recipient, Category.K1, facts.name, matrix=matrix, on=on)
    refusal = _why_not(facts, part, name if name.reason != "sharing.no_rule" else None)
    mendable = refusal is not None and refusal.code in _WAITS_FOR_CONSENT
    missing = tuple(
        category
        for category, decision in ((Category.K16, part), (Category.K1, name))
        if mendable and decision.reason in _WAITS_FOR_CONSENT
    )
    return ShareDecision(
        part,
        name,
        refusal,
        missing=missing,
        with_birth_date=name.allowed,
    )


def _ask(
    facts: ShareFacts,
    recipient: Party,
    category: Category,
    consent: ConsentState | None,
    *,
    matrix: Matrix,
    on: date,
) -> Decision:
    return may_share(
        sender=Party.COORDINATOR,
        recipient=recipient,
        category=category,
        stages=facts.stages,
        purpose=Purpose.ACCESS_AND_DIRECTION,
        consent=consent,
        heightened=facts.heightened,
        matrix=matrix,
        on=on,
    )


def _why_not(facts: ShareFacts, part: Decision, name: Decision | None) -> Refusal | None:
    """Give what stands in the way; what no consent can mend comes first, so that nobody is asked for one in vain."""
    if not part.allowed and part.reason not in _WAITS_FOR_CONSENT:
        return Refusal(part.reason, part.sentence, source=_source(part))
    if facts.recipient in NEVER_ABOUT_A_CHILD and facts.about_child:
        return ABOUT_A_CHILD
    if facts.recipient in SCHOOL_PART_ONLY and facts.goal not in (None, LifeDomain.D03):
        return NOT_SCHOOL_PART
    if not part.allowed:
        return Refusal(part.reason, part.sentence, source=_source(part))
    if name is not None and not name.allowed:
        return Refusal(name.reason, name.sentence, source=_source(name))
    return None


def _source(decision: Decision) -> str:
    return f"F.7, regel {decision.rule}" if decision.rule else "F.7"


def share_until(consents: Iterable[ConsentState | None], due_on: date, *, on: date, days_after: int) -> date:
    """What is shared ends by itself: days_after days after the action is due, and never later than its consent."""
    own_end = max(due_on, on) + timedelta(days=days_after)
    return min([own_end, *(consent.until for consent in consents if consent is not None)])


def joint_answer(answers: Iterable[ConsentAnswer]) -> ConsentAnswer:
    """Everyone who was asked says yes, or it is no yes: one withdrawal ends it, one refusal refuses it."""
    given = set(answers)
    for answer in (ConsentAnswer.WITHDRAWN, ConsentAnswer.NO, ConsentAnswer.ASKED):
        if answer in given:
            return answer
    return ConsentAnswer.YES if given else ConsentAnswer.ASKED


def check_shown_text(text: str, never: Iterable[str]) -> Refusal | None:
    """A partner reads about their own action and person, never who else is involved, the case or the programme.

    never: names of other people and organisations and the number of the case; the words of the programme come with it.
    """
    for word in (*never, *PROGRAMME_WORDS):
        if word.strip() and _holds(text, word):
            return Refusal("share.says_too_much", _SAYS_TOO_MUCH, field="title", params={"word": word})
    return None


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _holds(text: str, word: str) -> bool:
    # Whole words only: "Jan" is not in "januari".
    return re.search(rf"(?<!\w){re.escape(_fold(word))}(?!\w)", _fold(text)) is not None
