"""The official report (proces-verbaal) of an attendance officer: where it can go, who says so, and when it is complete.

Sources: Leerplichtwet 16 and 22; the states and the list are ours (B.7). Nothing here happens by itself: each step is a
decision of a named person, or something that person heard from the prosecutor or the court.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Worded


class OfficialState(Worded):
    """Where an official report stands."""

    DRAFT = "draft", N_("concept")
    HEARD = "heard", N_("gehoord")
    SIGNED = "signed", N_("ondertekend")
    SENT = "sent", N_("verzonden naar het Openbaar Ministerie")
    SESSION = "session", N_("zitting gepland")
    RULED = "ruled", N_("uitspraak")
    FINAL = "final", N_("onherroepelijk")
    STOPPED = "stopped", N_("gestopt voor het verzenden")


class Ruling(Worded):
    """What the prosecutor or the court decided."""

    FINE = "fine", N_("boete")
    CONDITIONAL = "conditional", N_("voorwaardelijk")
    ACQUITTED = "acquitted", N_("vrijspraak")
    WITHOUT_PENALTY = "guilty_without_penalty", N_("schuldig zonder straf")
    DISMISSED = "dismissed", N_("sepot")
    PENAL_ORDER = "penal_order", N_("strafbeschikking")


class Heard(Worded):
    """What shows that parents and youth were heard, or could be."""

    STATEMENT = "statement", N_("een verklaring")
    TWO_INVITATIONS = "two_invitations", N_("twee uitnodigingen met bewijs")


class SaidBy(Worded):
    """Whose decision a step is."""

    OFFICER = "officer", N_("de opsporingsambtenaar")
    PROSECUTION = "prosecution", N_("het Openbaar Ministerie of de rechter; de opsporingsambtenaar schrijft het op")


class KeptWhere(Worded):
    """Where a municipality keeps something."""

    HERE = "here", N_("Hier, in Sluitend")
    ELSEWHERE = "elsewhere", N_("In een ander systeem; dat is leidend")


@dataclass(frozen=True, slots=True)
class OfficialMove:
    """One way an official report can go, and whose decision that is."""

    before: OfficialState
    after: OfficialState
    by: SaidBy


_S = OfficialState

OFFICIAL: Final = (
    OfficialMove(_S.DRAFT, _S.HEARD, SaidBy.OFFICER),
    OfficialMove(_S.HEARD, _S.SIGNED, SaidBy.OFFICER),
    OfficialMove(_S.SIGNED, _S.SENT, SaidBy.OFFICER),
    OfficialMove(_S.SENT, _S.SESSION, SaidBy.PROSECUTION),
    OfficialMove(_S.SENT, _S.RULED, SaidBy.PROSECUTION),
    OfficialMove(_S.SESSION, _S.SESSION, SaidBy.PROSECUTION),
    OfficialMove(_S.SESSION, _S.RULED, SaidBy.PROSECUTION),
    OfficialMove(_S.RULED, _S.FINAL, SaidBy.PROSECUTION),
    OfficialMove(_S.DRAFT, _S.STOPPED, SaidBy.OFFICER),
    OfficialMove(_S.HEARD, _S.STOPPED, SaidBy.OFFICER),
    OfficialMove(_S.SIGNED, _S.STOPPED, SaidBy.OFFICER),
)
"""A session can be planned again on another day; with a dismissal or a penal order there is none."""

SENT_ON: Final = frozenset({_S.SENT, _S.SESSION, _S.RULED, _S.FINAL})
"""From here on it is about a criminal offence (AVG 10): only the investigating officer reads it."""

WITHOUT_SESSION: Final = frozenset({Ruling.DISMISSED, Ruling.PENAL_ORDER})
_BY = {(move.before, move.after): move.by for move in OFFICIAL}


def next_states(state: OfficialState, ruling: Ruling | None = None) -> tuple[OfficialState, ...]:
    """Give where it can go from here. What was dismissed cannot become final: there is nothing left to wait for."""
    if is_over(state, ruling):
        return ()
    return tuple(move.after for move in OFFICIAL if move.before is state)


def is_over(state: OfficialState, ruling: Ruling | None) -> bool:
    """Nothing follows any more: it is final, it was stopped, or it was dismissed."""
    return state in {_S.FINAL, _S.STOPPED} or (state is _S.RULED and ruling is Ruling.DISMISSED)


def said_by(before: OfficialState, after: OfficialState) -> SaidBy:
    """Whose decision a step is. Raises KeyError for a step that check_move refuses."""
    return _BY[before, after]


def check_move(before: OfficialState, after: OfficialState, ruling: Ruling | None = None) -> Refusal | None:
    """First heard, then signed, then sent; what comes after is up to the prosecutor and the court (Leerplichtwet 22)."""
    if after in next_states(before, ruling):
        return None
    return Refusal(
        "official.not_now",
        N_("Dit kan nu niet: het proces-verbaal staat op “%(state)s”. Kijk eerst wat er nu staat."),
        source="Leerplichtwet 22",
        params={"state": before.sentence},
    )


def check_tried(tried: str) -> Refusal | None:
    """An official report comes last: it says which lighter routes were tried, or why they do not fit (MAS route 4)."""
    if tried.strip():
        return None
    return Refusal(
        "official.no_tried",
        N_("Schrijf op wat eerst is geprobeerd, of waarom een lichtere route niet past."),
        "tried",
        "Methodische Aanpak Schoolverzuim, route 4",
    )


def check_why(words: str, field: str = "words") -> Refusal | None:
    """Stopping, and taking over from a colleague, takes a reason."""
    return None if words.strip() else Refusal("official.no_why", N_("Schrijf in één zin waarom."), field)


def check_heard(heard: Heard | None) -> Refusal | None:
    """The officer hears parents and youth; who does not come was invited twice, with proof (Leerplichtwet 22)."""
    if heard is not None:
        return None
    return Refusal(
        "official.not_heard",
        N_("Kies wat er is: een verklaring, of twee uitnodigingen met bewijs."),
        "heard",
        "Leerplichtwet 22",
    )


def check_session(session_on: date | None, on: date) -> Refusal | None:
    """A planned session has a day, and that is not before it was planned."""
    if session_on is None:
        return Refusal("official.no_session", N_("Vul de dag van de zitting in."), "session_on")
    if session_on < on:
        return Refusal("official.session_past", N_("De zitting ligt voor de dag waarop u dit hoorde."), "session_on")
    return None


def check_ruling(before: OfficialState, ruling: Ruling | None) -> Refusal | None:
    """A ruling says what came of it; without a session that is a dismissal or a penal order."""
    if ruling is None:
        return Refusal("official.no_ruling", N_("Kies wat de uitkomst is."), "ruling")
    if before is _S.SENT and ruling not in WITHOUT_SESSION:
        return Refusal(
            "official.needs_session",
            N_("Zonder zitting kan alleen een sepot of een strafbeschikking. Schrijf eerst de zitting op."),
            "ruling",
        )
    return None


def check_on(on: date, *, after: date, today: date) -> Refusal | None:
    """A step is written down when it has been, and not before the one it follows."""
    if on > today:
        return Refusal("official.ahead", N_("Deze dag moet nog komen. Schrijf het op als het gebeurd is."), "on")
    if on < after:
        return Refusal("official.before", N_("Deze dag ligt voor de stap ervoor. Kijk de datum na."), "on")
    return None


def check_complete(items: Iterable[tuple[str, str]], answered: Collection[str]) -> tuple[Refusal, ...]:
    """It cannot be signed while an item of the list is open; the refusal names the item.

    items: code and name of each. answered: the codes that have an answer. Source: the list is ours (B.7).
    """
    return tuple(
        Refusal("official.item_open", N_("Nog open op de lijst: %(item)s."), source="B.7", params={"item": name})
        for code, name in items
        if code not in answered
    )


def check_answer(words: str, on: date | None, *, dated: bool, today: date) -> tuple[Refusal | None, ...]:
    """Each item is answered in words, and with the day of the document where there is one."""
    no_words = None if words.strip() else Refusal("official.no_words", N_("Schrijf op wat er staat."), "words")
    if dated and on is None:
        return no_words, Refusal("official.no_day", N_("Vul de dag in waarop dit was."), "on")
    if on is not None and on > today:
        return no_words, Refusal("official.ahead", N_("Deze dag moet nog komen."), "on")
    return (no_words,)


NOT_HERE: Final = Refusal(
    "official.elsewhere",
    N_("Het proces-verbaal staat in het systeem van de opsporingsambtenaar. Hier staan alleen de datums."),
)

REPORT_CLOSED: Final = Refusal(
    "official.report_closed",
    N_("Deze melding is gesloten. Een proces-verbaal begint bij een melding die loopt."),
)


def describe_official() -> str:
    """Write the table as Markdown with a diagram; docs/states/proces-verbaal.md is this text and a test compares them."""
    ends = (_S.FINAL, _S.STOPPED)
    lines = [
        "# Toestanden van een proces-verbaal",
        "",
        "Gemaakt uit `sluitend.domain.absence.official`. Verander die tabel, niet dit bestand.",
        "",
        "Elke stap zet een mens met een naam. Na een sepot volgt niets meer.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {_S.DRAFT.value}",
        *(f"    {move.before.value} --> {move.after.value}" for move in OFFICIAL),
        *(f"    {state.value} --> [*]" for state in ends),
        "```",
        "",
        "| Staat op | Wordt | Besluit van |",
        "|---|---|---|",
        *(f"| {move.before.sentence} | {move.after.sentence} | {move.by.sentence} |" for move in OFFICIAL),
        "",
        "Uitkomsten: " + ", ".join(ruling.sentence for ruling in Ruling) + ".",
    ]
    return "\n".join(lines) + "\n"
