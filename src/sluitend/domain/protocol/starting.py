"""Whether a protocol may be started here, and by whom."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol.ladder import SAFETY_LADDER
from sluitend.domain.protocol.steps import Protocol, Subject
from sluitend.domain.vocabulary import N_, Role

NOT_ABOUT = Refusal("protocol.not_about", N_("Dit protocol gaat niet over zo’n dossier."))
RUNS_ALREADY = Refusal("protocol.runs_already", N_("Dit protocol loopt hier al."))
HEIGHTENED_ONLY = Refusal(
    "protocol.heightened_only", N_("Dit protocol loopt alleen bij verhoogde veiligheid. Zet die eerst aan.")
)
NOT_YOURS_TO_START = Refusal("protocol.not_yours_to_start", N_("Dit protocol begint iemand met een andere taak."))
NO_CHILD = Refusal("protocol.no_child", N_("Kies om welk kind het gaat."), field="child")
GOES_HOME = Refusal(
    "protocol.goes_home", N_("Bij verhoogde veiligheid gaat er niets naar huis. Deze stap zet u nu niet.")
)
CLOSED_PART = Refusal("protocol.closed_part", N_("Deze stap staat in een afgesloten deel. Dat is niet van u."))
UNREADABLE = Refusal(
    "protocol.unreadable",
    N_("Deze versie van het protocol kan het programma niet meer lezen. Vraag uw beheerder om hulp."),
)

CLOSED_CASE = Refusal("case.closed", N_("Deze casus is gesloten. Open hem eerst weer als er iets verandert."))

IN_CASE = frozenset({Subject.CASE, Subject.CHILD, Subject.ORGANISATIONS})


def check_start(
    protocol: Protocol,
    roles: AbstractSet[Role],
    *,
    about_report: bool,
    has_child: bool,
    runs: bool,
    heightened: bool,
    about_notice: bool = False,
) -> Refusal | None:
    """A protocol is started once at a time, for what it is about, by somebody whose task one of its first steps is.

    about_report: it would run for an absence report; about_notice: for a notice of departure; else in a case. runs: it
    runs here already. heightened: what it is about stands under heightened safety.
    """
    subjects = {Subject.REPORT} if about_report else {Subject.NOTICE} if about_notice else IN_CASE
    fits = protocol.subject in subjects
    tests = (
        (NOT_ABOUT, not fits),
        (NOT_YOURS_TO_START, not any(protocol.step(code).who & roles for code in protocol.first)),
        (HEIGHTENED_ONLY, protocol.heightened and not heightened),
        (RUNS_ALREADY, runs),
        (NO_CHILD, protocol.subject is Subject.CHILD and not has_child),
    )
    return next((refusal for refusal, holds in tests if holds), None)


def check_enter(protocol: Protocol, *, has_child: bool, runs: bool, heightened: bool) -> Refusal | None:
    """A run that goes on already is entered once, for what it is about; whoever began it was somebody else.

    runs: it runs here already. heightened: what it is about stands under heightened safety.
    """
    tests = (
        (NOT_ABOUT, protocol.subject not in IN_CASE),
        (HEIGHTENED_ONLY, protocol.heightened and not heightened),
        (RUNS_ALREADY, runs),
        (NO_CHILD, protocol.subject is Subject.CHILD and not has_child),
    )
    return next((refusal for refusal, holds in tests if holds), None)


def check_begin(protocol: Protocol, *, closed: bool, writes: bool, sees: bool) -> Refusal | None:
    """Whoever may take a first step begins a protocol of a kind they write or see; the safety ladder asks nobody's leave.

    closed: the case rests. writes: its kind of data is theirs to write. sees: they would see where it stands. That one of
    the first steps is theirs is checked with check_start.
    """
    if closed:
        return CLOSED_CASE
    return None if writes or sees or protocol.code == SAFETY_LADDER else CLOSED_PART
