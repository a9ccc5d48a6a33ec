"""A concern of the light history: handed in, read, decided about, and in the end destroyed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sluitend.config.hints import story_file
from sluitend.config.story.acts import Act, Place
from sluitend.config.story.cast import ADMIN
from sluitend.config.story.names import Drawn, Lot, nth_bsn
from sluitend.domain.person import Bsn
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import AdultIn, AgreedBy, AgreedHow, Agreement, Channel, ChildIn, ReporterKind
from sluitend.domain.triage import Outcome
from sluitend.records.models import Signal
from sluitend.services import destruction, signals, triage

TEXTS = "history.toml"
PARTNERS = ("ib", "ib2", "zorg", "zorg2", "begeleider", "coach", "opvang", "wonen", "wonen2")
INTAKE = ("intake", "intake2")
MEETS = {"ib": (4, 12), "ib2": (4, 12), "zorg": (12, 17), "zorg2": (12, 17), "opvang": (2, 4), "self": (12, 17)}
"""Of which ages the children are whom somebody meets at work; who is not named here meets them all. self: a youth who asks."""
ALL = (3, 16)
KINDS = {
    ReporterKind.PARTNER: 70,
    ReporterKind.PARENT: 12,
    ReporterKind.PROFESSIONAL: 9,
    ReporterKind.RESIDENT: 6,
    ReporterKind.YOUTH: 3,
}
OUTCOMES = {Outcome.REGULAR: 68, Outcome.ACT_NOW: 17, Outcome.NOT_TAKEN_UP: 15}
TAKES_UP = ("care1", "care2", "welfare", "school1", "debt_help", "youth_health")
DESTROYED_AFTER = 20  # days after its end in which a concern is destroyed; a few wait for that now


def ages_of(told: Mapping[str, Any], by: str) -> tuple[int, int]:
    """Give from which age to which a text fits who tells it; the first above the second when it fits nobody."""
    low, high = told.get("ages", ALL)
    first, last = MEETS.get(by, ALL)
    return max(low, first), min(high, last)


@dataclass(slots=True)
class Concern:
    """One concern as it is played."""

    place: Place
    number: int
    ago: int
    lot: Lot
    child: Drawn = field(init=False)
    adult: Drawn = field(init=False)
    kind: ReporterKind = field(init=False)
    by: str = field(init=False)
    said: Mapping[str, Any] = field(init=False)
    age: int = field(init=False)
    signal_id: UUID | None = None
    proposal_id: UUID | None = None

    def __post_init__(self) -> None:
        """Draw who it is about and whose concern it is."""
        self.child = self.lot.person()
        self.adult = self.lot.person((self.child.prefix, self.child.surname) if self.lot.chance(60) else None)
        self.kind = self.lot.weighted(KINDS)
        self.by = self.lot.one(PARTNERS if self.kind is ReporterKind.PARTNER else INTAKE)
        who = "self" if self.kind is ReporterKind.YOUTH else self.by
        told = [(one, ages_of(one, who)) for one in story_file(TEXTS)["concern"]]
        self.said, (low, high) = self.lot.one([(one, ages) for one, ages in told if ages[0] <= ages[1]])
        self.age = self.lot.number(low, high)

    @property
    def story(self) -> str:
        """Give the name under which it is played."""
        return f"melding {self.number:04}"

    def hand_in(self) -> Act:
        """Give the act of handing it in, by a partner or by intake on behalf of who called."""
        return Act(self.ago, 0, self.story, self.by, self._hand_in)

    def decide(self) -> Iterator[Act]:
        """Give the act of reading it and deciding about it; and of destroying it, when its end is some weeks past."""
        outcome, kept = self.lot.weighted(OUTCOMES), self.lot.number(240, 350)
        decided = max(self.ago - self.lot.number(0, 2), 0)
        by = self.lot.one(INTAKE)
        yield Act(decided, 1, self.story, by, lambda viewer, now: self._decide(viewer, outcome, kept, now))
        if outcome is Outcome.NOT_TAKEN_UP and decided - kept > DESTROYED_AFTER:
            gone = decided - kept - self.lot.number(3, DESTROYED_AFTER)
            yield Act(gone, 2, self.story, "privacy", self._propose_destroying)
            yield Act(gone, 3, self.story, ADMIN, self._destroy)

    def _propose_destroying(self, viewer: Viewer, now: datetime) -> None:
        self.proposal_id = destruction.propose(viewer, destruction.Propose(self.lot.key(), (self.signal,)), now=now)

    def _destroy(self, viewer: Viewer, now: datetime) -> None:
        assert self.proposal_id is not None  # noqa: S101 - nothing is confirmed before it is proposed
        destruction.confirm(viewer, self.proposal_id, form_key=self.lot.key(), now=now)

    def born(self) -> date:
        """Give the birth date of somebody who was of this age when it was handed in."""
        return self.place.days.born(self.age, self.lot.number(0, 299)) - timedelta(days=self.ago)

    def children(self) -> tuple[ChildIn, ...]:
        """Give the child as it is told; the BSN only where intake writes it down."""
        postcode = self.lot.postcode() if self.lot.chance(40) else ""
        known = self.kind is not ReporterKind.PARTNER and self.lot.chance(50)
        return (
            ChildIn(
                self.child.given,
                self.child.prefix,
                self.child.surname,
                self.born(),
                postcode=postcode,
                house_number=str(self.lot.number(1, 220)) if postcode else "",
                bsn=Bsn(nth_bsn(5000 + self.number)) if known else None,
            ),
        )

    def _hand_in(self, viewer: Viewer, now: datetime) -> None:
        agreed = None
        if self.kind not in (ReporterKind.PARENT, ReporterKind.YOUTH):
            on = self.place.days.day(self.ago + 1)
            agreed = Agreement(AgreedBy.PARENT, self.adult.full, self.lot.one(list(AgreedHow)), on)
        own = self.kind is ReporterKind.PARTNER
        handed = signals.hand_in(
            viewer,
            signals.HandIn(
                form_key=self.lot.key(),
                heightened=False,
                children=self.children(),
                seen=self.said["seen"].format(name=self.child.given),
                interpretation=self.said["made_of_it"],
                already_done=self.said["done"],
                kind=self.kind,
                channel=Channel.ONLINE if own else self.lot.one((Channel.PHONE, Channel.PHONE, Channel.COUNTER)),
                reporter_name="" if own else self.adult.full,
                reporter_phone=self.lot.phone(),
                parents_may_read_reporter=self.lot.chance(70),
                agreement=agreed,
                adults=(AdultIn(self.adult.full, self.lot.one(("moeder", "vader")), self.lot.phone()),),
            ),
            now=now,
        )
        self.signal_id = handed.signal_id

    @property
    def signal(self) -> UUID:
        """Give the concern, once it is handed in."""
        assert self.signal_id is not None  # noqa: S101 - nothing is decided about it before
        return self.signal_id

    def opened(self, viewer: Viewer, now: datetime) -> UUID:
        """Begin to read; gives the concern."""
        triage.open_signal(viewer, self.signal, now=now)
        return self.signal

    def version(self) -> int:
        """Give the version that the decider read."""
        return Signal.objects.values_list("version", flat=True).get(pk=self.signal)

    def _decide(self, viewer: Viewer, outcome: Outcome, kept: int, now: datetime) -> None:
        signal_id = self.opened(viewer, now)
        no = outcome is Outcome.NOT_TAKEN_UP
        triage.decide(
            viewer,
            triage.Decide(
                form_key=self.lot.key(),
                signal_id=signal_id,
                version=self.version(),
                outcome=outcome,
                reason=self.lot.one(story_file(TEXTS)["reasons"][outcome.value]),
                organisation_id=None if no else self.place.organisations[self.lot.one(TAKES_UP)],
                ends_on=now.date() + timedelta(days=kept) if no else None,
            ),
            now=now,
        )
