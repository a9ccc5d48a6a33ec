"""How a family wants to be reached, and when there was contact: the way they chose, and never through a child.

No language stands here, nor where anybody comes from: only that an interpreter is needed for some appointments, until
a day after which that is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Worded


class Way(Worded):
    """How we reach somebody, or were in contact with them."""

    CALL = "call", N_("Bellen")
    VISIT = "visit", N_("Op huisbezoek")
    IN_PERSON = "in_person", N_("Ergens anders afspreken")
    LETTER = "letter", N_("Met een brief")


TALKS = frozenset({Way.CALL, Way.VISIT, Way.IN_PERSON})


class Interpreter(Worded):
    """Who helped to understand each other; only whether there was an interpreter is kept."""

    NOBODY = "nobody", N_("Niemand, dat was niet nodig")
    ADULT = "adult", N_("Een tolk")
    CHILD = "child", N_("Een kind uit het gezin")


@dataclass(frozen=True, slots=True)
class WishIn:
    """How somebody wants to be reached, as they say it. help_reading: they want a letter to be explained."""

    way: Way | None
    times: str = ""
    call_first: bool = False
    help_reading: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """Since when somebody wants a call before a letter."""

    call_first: bool
    on: date
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """That there was contact, or that it was tried."""

    way: Way
    on: date
    reached: bool
    noted_at: datetime

    @property
    def is_talk(self) -> bool:
        """Tell whether people could speak with each other."""
        return self.way in TALKS


@dataclass(frozen=True, slots=True)
class MomentIn:
    """Contact as it is noted: in which way, on which day, whether it worked, one sentence of fact."""

    way: Way
    on: date
    reached: bool
    words: str = ""
    interpreter: Interpreter = Interpreter.NOBODY


def check_home(*, heightened: bool) -> Refusal | None:
    """Under heightened safety nothing goes home: no letter, no call, no visit that anybody there could see (D.3)."""
    if not heightened:
        return None
    return Refusal(
        "contact.heightened",
        N_("Bij verhoogde veiligheid gaat er niets naar huis. Overleg met iemand van de leeslijst."),
        source="D.3; F.8",
    )


def check_wish(wish: WishIn) -> Refusal | None:
    """A wish says at least one thing."""
    if wish.way or wish.times.strip() or wish.call_first or wish.help_reading:
        return None
    return Refusal("contact.no_wish", N_("Vul ten minste één ding in, of ga terug."), field="way")


def check_moment(given: MomentIn, *, today: date) -> tuple[Refusal, ...]:
    """Contact was on a day that came, has one sentence when it worked, and never a child as interpreter."""
    checks = (
        None
        if given.on <= today
        else Refusal("contact.future", N_("Deze dag moet nog komen. Kijk de datum na."), field="on"),
        None
        if given.words.strip() or not given.reached
        else Refusal("contact.words", N_("Schrijf in één zin op waar het over ging."), field="words"),
        check_interpreter(given.interpreter),
    )
    return tuple(check for check in checks if check is not None)


def check_interpreter(interpreter: Interpreter) -> Refusal | None:
    """A child never is the interpreter, also not for a moment."""
    if interpreter is not Interpreter.CHILD:
        return None
    return Refusal(
        "contact.child_interprets",
        N_("Een kind tolkt nooit, ook niet even. Maak een nieuwe afspraak met een tolk. Noteer dat het nu niet lukte."),
        field="interpreter",
    )


def check_need(until: date, *, today: date, weeks: int) -> Refusal | None:
    """An interpreter is needed for a series of appointments, so there is a last day; after it, nothing of it is left."""
    if today <= until <= today + timedelta(weeks=weeks):
        return None
    return Refusal(
        "contact.need_until",
        N_("Kies de dag van de laatste afspraak: vanaf vandaag, en binnen %(weeks)s weken."),
        field="until",
        params={"weeks": str(weeks)},
    )
