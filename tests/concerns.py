"""Concerns that many tests begin from, each handed in and decided about by the services."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sluitend.domain.person import Bsn
from sluitend.domain.signal import AgreedBy, AgreedHow, Agreement, Channel, ChildIn, ReporterKind
from sluitend.domain.triage import Outcome
from sluitend.records.models import Signal
from sluitend.services import signals, triage
from sluitend.services.signals import HandedIn, HandIn
from sluitend.services.triage import Decide
from tests.world import NOW, Place, acting

NOOR_BSN = "111222333"
NOOR = ChildIn("Noor", "van", "Dijk", date(2013, 9, 1), postcode="8211AB", house_number="12")
NAMELESS = ChildIn(description="meisje uit groep 6")
SAID_YES = Agreement(AgreedBy.PARENT, "Anja van Dijk", AgreedHow.TALK, date(2026, 3, 1))
SEEN = "Noor kwam deze week drie keer zonder ontbijt en jas op school."


def with_bsn(child: ChildIn = NOOR, digits: str = NOOR_BSN) -> ChildIn:
    """Give the same child with a BSN."""
    return ChildIn(
        child.given_names, child.prefix, child.surname, child.birth_date, bsn=Bsn(digits), postcode=child.postcode
    )


def a_hand_in(**how: Any) -> HandIn:
    """Make what a teacher hands in with the family's agreement; how: other parts of it."""
    usual = {
        "form_key": uuid.uuid4(),
        "heightened": False,
        "children": (NOOR,),
        "seen": SEEN,
        "agreement": SAID_YES,
        "reporter_phone": "+31612345678",
    }
    if how.get("heightened"):
        usual |= {"agreement": None, "children": (NAMELESS,)}
    return HandIn(**(usual | how))


def a_concern(place: Place, *, by: str = "teacher", now: datetime = NOW, **how: Any) -> HandedIn:
    """Hand in a concern in `place`."""
    viewer = place.people[by]
    if by == "intake" and "kind" not in how:
        how |= {"kind": ReporterKind.RESIDENT, "channel": Channel.PHONE}
    with acting(viewer, now):
        return signals.hand_in(viewer, a_hand_in(**how), now=now)


def version_of(place: Place, signal_id: uuid.UUID, *, by: str = "intake", now: datetime = NOW) -> int:
    """Give the version of a signal as its reader sees it."""
    with acting(place.people[by], now):
        return Signal.objects.get(pk=signal_id).version


def opened(place: Place, handed: HandedIn, *, by: str = "intake", now: datetime = NOW) -> int:
    """Open a signal as its reader; gives its version."""
    with acting(place.people[by], now):
        triage.open_signal(place.people[by], handed.signal_id, now=now)
    return version_of(place, handed.signal_id, by=by, now=now)


def a_decision(
    place: Place, handed: HandedIn, outcome: Outcome, *, by: str = "intake", now: datetime = NOW, **how: Any
) -> uuid.UUID:
    """Open a signal and decide about it."""
    usual: dict[str, Any] = {
        "form_key": uuid.uuid4(),
        "signal_id": handed.signal_id,
        "version": opened(place, handed, by=by, now=now),
        "outcome": outcome,
        "reason": "De school en de moeder willen allebei hulp bij de ochtend.",
    }
    if outcome in {Outcome.ACT_NOW, Outcome.REGULAR}:
        usual["organisation_id"] = place.organisations["youth_care"]
    if outcome is Outcome.NOT_TAKEN_UP:
        usual["ends_on"] = date(2026, 5, 2)
    with acting(place.people[by], now):
        return triage.decide(place.people[by], Decide(**(usual | how)), now=now)
