"""What people decide about a concern, and what a decision must hold. The program counts, suggests and ranks nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import WAYS, SignalStatus
from sluitend.domain.vocabulary import N_, Role, Track, Worded

DECIDERS: Final = frozenset({Role.INTAKE, Role.PROTOCOL_COORDINATOR, Role.CODE_OFFICER})
"""Who decides about a concern they may read. The last two see only concerns of heightened safety that name them."""

SECOND_READERS: Final = frozenset({Role.INTAKE, Role.SECOND_READER, Role.PROTOCOL_COORDINATOR, Role.CODE_OFFICER})

PHONED_AT_MOST: Final = timedelta(days=7)


class Outcome(Worded):
    """The five things that can be decided about a concern, and the one that a link to an open case decides."""

    DANGER = "danger", N_("Er is nu gevaar: eerst bellen")
    ACT_NOW = "act_now", N_("Nu iets doen")
    REGULAR = "regular", N_("Gewone aanpak door een organisatie")
    INTEGRAL = "integral", N_("Integrale aanpak: één gezin, één plan, één regisseur")
    NOT_TAKEN_UP = "not_taken_up", N_("Niet oppakken")
    TO_CASE = "to_case", N_("Hoort bij een casus die al loopt")


CHOICES: Final = (Outcome.DANGER, Outcome.ACT_NOW, Outcome.REGULAR, Outcome.INTEGRAL, Outcome.NOT_TAKEN_UP)
"""In the order in which a reader asks them: is it safe now, does it bear waiting, who can help, and only then no."""

TRACKS: Final = {
    Outcome.ACT_NOW: Track.ACT_NOW,
    Outcome.REGULAR: Track.REGULAR,
    Outcome.INTEGRAL: Track.INTEGRAL,
    Outcome.TO_CASE: Track.INTEGRAL,
}

RULES: Final = {
    Outcome.DANGER: "D.3",
    Outcome.ACT_NOW: "spoor 3",
    Outcome.REGULAR: "spoor 2",
    Outcome.INTEGRAL: "A.14",
    Outcome.NOT_TAKEN_UP: "F.12",
    Outcome.TO_CASE: "F.7, regel 53",
}
"""Which rule a decision stands on, for its receipt."""


class Phoned(Worded):
    """Whom somebody phones when there is danger now."""

    POLICE = "police", N_("112: politie, brandweer of ambulance")
    SAFE_AT_HOME = "safe_at_home", N_("Veilig Thuis: 0800 2000, dag en nacht")
    CRISIS = "crisis", N_("De crisisdienst van de gemeente")
    OTHER = "other", N_("Iemand anders; ik schrijf hieronder wie")


class LinkAnswer(Worded):
    """What a coordinator answers to a concern that belongs to their case."""

    CONTACTED = "contacted", N_("Ik heb contact gehad met het gezin")
    ALREADY_KNOWN = "already_known", N_("Dit wist ik al, het staat in het plan")
    OTHER_CHILD = "other_child", N_("Dit gaat over een ander kind")
    NO_CONCERN = "no_concern", N_("Ik heb het uitgezocht: er is geen zorg")


@dataclass(frozen=True, slots=True)
class CriterionFact:
    """One entry criterion with the facts that carry it, their source, and the day they are from.

    code and group: as in the content; entry asks one of each group (A.14).
    """

    code: str
    group: str
    fact: str = field(repr=False)
    source: str = ""
    on: date | None = None


def may_decide(viewer: Viewer) -> bool:
    """Tell whether deciding about concerns is the viewer's work; which concerns, the database says."""
    return viewer.has(*DECIDERS)


def check_way(now: SignalStatus, wanted: SignalStatus, *, integral: bool = False) -> Refusal | None:
    """A concern goes only where it can go from where it stands; one that became a case is decided about there."""
    if integral:
        return Refusal(
            "triage.is_case",
            N_("Uit deze melding kwam een casus. Beslissen doet de casusregisseur nu, in die casus."),
        )
    if wanted in WAYS[now]:
        return None
    return Refusal("triage.not_now", N_("Dit kan nu niet met deze melding."))


def check_decide(now: SignalStatus, wanted: SignalStatus, *, integral: bool = False) -> Refusal | None:
    """Who reads a concern decides about it once it was opened, and not while a coordinator owes an answer."""
    if now is SignalStatus.WITH_COORDINATOR and not integral:
        return Refusal(
            "triage.with_coordinator",
            N_("Deze melding ligt bij de casusregisseur. Wacht op het antwoord, of maak de koppeling eerst los."),
        )
    return check_way(now, wanted, integral=integral)


def check_reason(reason: str) -> Refusal | None:
    """A decision says why, in words that the family may read."""
    if reason.strip():
        return None
    return Refusal("triage.no_reason", N_("Schrijf op waarom. Het gezin mag dit later lezen."), field="reason")


def check_criteria(facts: Iterable[CriterionFact]) -> tuple[Refusal, ...]:
    """For (a), (b) and (c) the decider wrote the facts; the program looks no further (A.14)."""
    missing = dict.fromkeys("abc")
    for one in facts:
        if one.fact.strip():
            missing.pop(one.group, None)
    return tuple(
        Refusal(
            "triage.no_fact",
            N_("Schrijf bij %(group)s de feiten op waarop u dit baseert."),
            field=f"{group}1_fact",
            source="A.14",
            params={"group": group},
        )
        for group in missing
    )


def check_organisation(works_here: bool) -> Refusal | None:
    """When one organisation takes it up, its name stands with the decision. works_here: it was chosen, and is here today."""
    if works_here:
        return None
    return Refusal("triage.no_organisation", N_("Kies welke organisatie dit oppakt."), field="organisation")


def check_phoned(phoned: Phoned | None, at: datetime | None, *, now: datetime) -> tuple[Refusal, ...]:
    """When there is danger now, somebody phoned: whom, and at what time. First the phone, then the form."""
    found = []
    if phoned is None:
        found.append(Refusal("triage.not_phoned", N_("Bel eerst. Kies dan wie u belde."), field="phoned"))
    if at is None:
        found.append(Refusal("triage.no_time", N_("Hoe laat belde u? Schrijf het zo: 14:30."), field="phoned_time"))
    elif at > now:
        found.append(Refusal("triage.phoned_future", N_("Deze tijd moet nog komen. Kijk hem na."), field="phoned_time"))
    elif now - at > PHONED_AT_MOST:
        found.append(
            Refusal(
                "triage.phoned_long_ago", N_("Dit is meer dan een week geleden. Kijk de datum na."), field="phoned_on"
            )
        )
    return tuple(found)


def check_end(ends_on: date | None, *, today: date, latest: date) -> Refusal | None:
    """A concern that is not taken up ends on a day: after today, and no later than the term of the municipality (F.12)."""
    if ends_on is None or ends_on <= today:
        return Refusal("triage.end_past", N_("Kies een einddatum na vandaag."), field="ends_on", source="F.12")
    if ends_on > latest:
        return Refusal(
            "triage.end_late",
            N_("Zo lang mogen wij dit niet bewaren. De laatste dag is %(latest)s."),
            field="ends_on",
            source="F.12",
            params={"latest": f"{latest:%d-%m-%Y}"},
        )
    return None


def check_reader(reader: UUID, able: Collection[UUID]) -> Refusal | None:
    """A second reader is a colleague who may read this concern and was not asked before; never the one who asks."""
    if reader in able:
        return None
    return Refusal("triage.no_reader", N_("Kies een collega uit de lijst."), field="reader")


def check_words_of_reader(agrees: bool | None, words: str) -> tuple[Refusal, ...]:
    """A second reader agrees or not, in words of their own; the words stay beside the decision."""
    found = []
    if agrees is None:
        found.append(Refusal("triage.no_view", N_("Bent u het ermee eens? Kies ja of nee."), field="agrees"))
    if not words.strip():
        found.append(Refusal("triage.no_words", N_("Schrijf in een paar woorden op waarom."), field="words"))
    return tuple(found)


def check_link(case_id: UUID, found: Collection[UUID], *, heightened: bool) -> Refusal | None:
    """A person confirms a link, and only to a case that was found for this concern (rule 53).

    heightened: home may not know of the concern; then it does not go to the table of an ordinary case.
    """
    if case_id not in found:
        return Refusal("triage.no_such_case", N_("Deze casus is niet gevonden bij deze melding."))
    if heightened:
        return Refusal(
            "triage.link_heightened",
            N_("Hier geldt verhoogde veiligheid, en bij deze casus nog niet. Bel de casusregisseur; koppel niet."),
            source="F.8",
        )
    return None


def status_after(outcome: Outcome) -> SignalStatus:
    """Give where a concern stands after a decision; after phoning it is still to be decided about."""
    if outcome is Outcome.DANGER:
        return SignalStatus.READING
    return SignalStatus.ENDED if outcome is Outcome.NOT_TAKEN_UP else SignalStatus.DECIDED


def status_after_answer(answer: LinkAnswer) -> SignalStatus:
    """Give where a concern stands after the coordinator's answer: another child goes back to the reader."""
    return SignalStatus.READING if answer is LinkAnswer.OTHER_CHILD else SignalStatus.DECIDED
