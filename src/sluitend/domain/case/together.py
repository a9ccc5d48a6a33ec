"""What two people decide: one asks, the other says yes or no themselves, and until then the safer state holds."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from sluitend.domain.case.readers import SEATED
from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Role, Worded

SECOND_PERSONS: Final = SEATED | {Role.INTAKE, Role.SECOND_READER}
"""Who can decide together with a coordinator: who works with families here, and is no partner."""


class Together(Worded):
    """What takes two people."""

    WAIT = "wait", N_("Nog even wachten met vertellen dat er een casus is")
    LOWER = "lower", N_("Verhoogde veiligheid uitzetten")


class Answered(Worded):
    """Where a question to a colleague stands."""

    WAITING = "waiting", N_("Wacht op uw collega")
    YES = "yes", N_("Uw collega zei ja")
    NO = "no", N_("Uw collega zei nee")
    LAPSED = "lapsed", N_("Uw collega zei niets op tijd")


def answered(agrees: bool | None, answer_by: date, *, today: date) -> Answered:
    """A colleague answers up to and including the last day for it; silence is never a yes."""
    if agrees is not None:
        return Answered.YES if agrees else Answered.NO
    return Answered.WAITING if answer_by >= today else Answered.LAPSED


def check_second(second: UUID | None, first: UUID, *, able: bool) -> Refusal | None:
    """Two people on the reading list decide that heightened safety ends. able: the second stands on it, and works here."""
    if second is not None and second != first and able:
        return None
    return Refusal(
        "case.second_reader",
        N_("Dit besluit u samen. Kies een collega van de leeslijst. Die moet zelf ook ja zeggen."),
        field="second",
        source="F.8",
    )


def check_none_asked(open_until: date | None, *, who: str) -> Refusal | None:
    """One question at a time: what lies with a colleague is answered or taken back first. open_until: None when nothing lies there."""
    if open_until is None:
        return None
    return Refusal(
        "together.asked",
        N_("Deze vraag ligt al bij %(who)s, tot en met %(until)s. Wacht op het antwoord, of trek de vraag in."),
        params={"who": who, "until": f"{open_until:%d-%m-%Y}"},
    )


def check_answer(agrees: bool | None, words: str) -> tuple[Refusal, ...]:
    """The second person says yes or no, with a reason that stays."""
    found = []
    if agrees is None:
        found.append(Refusal("together.no_answer", N_("Bent u het ermee eens? Kies ja of nee."), field="agrees"))
    if not words.strip():
        found.append(Refusal("together.no_words", N_("Schrijf in een paar woorden op waarom."), field="words"))
    return tuple(found)
