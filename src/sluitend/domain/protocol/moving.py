"""Moving a run to another version of its protocol: a person decides it, having seen what it changes for this run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol.check import ENDED
from sluitend.domain.protocol.clocks import Clock
from sluitend.domain.protocol.history import Position
from sluitend.domain.protocol.plain import to_plain
from sluitend.domain.protocol.steps import Protocol, Text, both
from sluitend.domain.vocabulary import N_

SAME = Refusal("protocol.move_same", N_("Dit protocol loopt al in de versie die nu geldt."))
OTHER_KIND = Refusal(
    "protocol.move_other_kind",
    N_(
        "De andere versie gaat over iets anders, of mag door anderen worden gelezen. Dit protocol blijft in zijn versie."
    ),
)
NO_STEP = Refusal(
    "protocol.move_no_step",
    N_("Deze stap staat nu open en bestaat niet in de andere versie: %(steps)s. Zet of sla hem eerst over."),
    params={"steps": ""},
)
NO_END = Refusal(
    "protocol.move_no_end", N_("Vanaf waar dit protocol nu staat, leidt in de andere versie geen weg naar een einde.")
)
LAW_LATER = Refusal(
    "protocol.move_law_later",
    N_("De wettelijke termijn van deze stap zou later worden of vervallen: %(steps)s. Dat kan niet."),
    params={"steps": ""},
)
MOVE_REASON = Refusal(
    "protocol.move_reason", N_("Schrijf in één zin waarom dit protocol naar de andere versie gaat."), field="reason"
)
LOOK_AGAIN = Refusal(
    "protocol.move_look_again", N_("De versie die geldt, veranderde terwijl u keek. Kijk eerst wat er nu verandert.")
)


@dataclass(frozen=True, slots=True)
class OpenMove:
    """One open step in both versions. opened_on: stays as it was. before and after: its clock, None without one.

    gone: the other version has no such step.
    """

    step: str
    opened_on: date
    gone: bool
    before: Clock | None
    after: Clock | None

    @property
    def law_later(self) -> bool:
        """The law's own term would end later, or not at all."""
        if self.before is None or not self.before.statutory:
            return False
        return self.after is None or self.after.due.moment > self.before.due.moment


def open_moves(
    new: Protocol, position: Position, before: Iterable[Clock], after: Iterable[Clock]
) -> tuple[OpenMove, ...]:
    """Give what a move means for each step that is open: the same step by its code, with its term before and after."""
    was, becomes = ({clock.step: clock for clock in some} for some in (before, after))
    return tuple(
        OpenMove(code, on, not new.has(code), was.get(code), becomes.get(code)) for code, on in position.open.items()
    )


def leads_to_end(new: Protocol, position: Position) -> bool:
    """Tell whether from where a run stands a way leads to an end in another version; what opens once does not reopen."""
    found: set[str] = set()
    todo = [code for code in position.open if new.has(code)]
    while todo:
        code = todo.pop()
        if code in found:
            continue
        found.add(code)
        step = new.step(code)
        if step.ends:
            return True
        todo += [one for one in step.next if new.step(one).again or not position.passed(one)]
    return False


def check_move(
    old: Protocol, new: Protocol, position: Position, moves: Iterable[OpenMove], *, reason: str
) -> tuple[Refusal, ...]:
    """A run keeps its version until a person moves it: with a reason, to a version in which it can go on.

    Where it stands must exist there, a way must lead on to an end, who may read it stays the same, and no term of the
    law ends later.
    """
    if position.ended:
        return (ENDED,)
    if to_plain(old) == to_plain(new):
        return (SAME,)
    listed = tuple(moves)
    gone = [old.step(one.step).title for one in listed if one.gone and old.has(one.step)]
    later = [old.step(one.step).title for one in listed if one.law_later and not one.gone and old.has(one.step)]
    tests = (
        (OTHER_KIND, _kind(old) != _kind(new)),
        (_named(NO_STEP, gone), bool(gone)),
        (_named(LAW_LATER, later), bool(later)),
        (NO_END, not gone and not leads_to_end(new, position)),
        (MOVE_REASON, not reason.strip()),
    )
    return tuple(refusal for refusal, holds in tests if holds)


def _kind(protocol: Protocol) -> tuple[object, ...]:
    return protocol.subject, protocol.purpose, protocol.category, protocol.heightened


def _named(refusal: Refusal, titles: list[Text]) -> Refusal:
    return Refusal(refusal.code, refusal.sentence, params=both("steps", *titles))
