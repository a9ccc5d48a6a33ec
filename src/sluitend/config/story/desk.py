"""What lies on desks today: concerns to read and to answer, a draft, a colleague who is away, an invitation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sluitend.access import matches
from sluitend.config.hints import email_of, story_file
from sluitend.config.story.acts import Act, Do, Place
from sluitend.config.story.cast import ADMIN
from sluitend.config.story.family import Step, step
from sluitend.config.story.lives import Life
from sluitend.config.story.names import Drawn, Lot
from sluitend.domain.person import Bsn
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import (
    ASKS_FOR_HELP,
    AdultIn,
    AgreedBy,
    AgreedHow,
    Agreement,
    Channel,
    ChildIn,
    Door,
    ReporterKind,
)
from sluitend.domain.triage import LinkAnswer, Outcome
from sluitend.domain.vocabulary import Role
from sluitend.records.models import Membership, Signal
from sluitend.services import accounts, invitations, own_family, signals, triage

FILE = "desk.toml"
DECIDES, READS_ALONG = "intake", "lezer"
STORY = "bureau"


def desk(place: Place, lives: Sequence[Life]) -> Iterator[Act]:
    """Give the acts of the last days; what belongs to a family that is not in this story is left out."""
    told, known = story_file(FILE), {life.family.code: life for life in lives}
    for number, given in enumerate(told["concern"]):
        family, _, child = given.get("about", "").partition(" ")
        if not family or family in known:
            yield from Waiting(place, number, given, known.get(family), child).acts()
    for number, given in enumerate(told["draft"]):
        yield Act(given["ago"], 0, f"{STORY} concept {number}", given["by"], _draft(given))
    for number, given in enumerate(told["outside"]):
        yield Act(given["ago"], 0, f"{STORY} elders {number}", given["by"], _outside(place, given))
    for number, given in enumerate(told["family_block"]):
        yield Act(given["ago"], 0, f"{STORY} eigen {number}", given["by"], _own_family(place, given))
    for number, given in enumerate(told["invitation"]):
        yield Act(given["ago"], 0, f"{STORY} nieuw {number}", ADMIN, _invite(place, given))
    for number, given in enumerate(told["away"]):
        yield Act(given["ago"], 0, f"{STORY} weg {number}", ADMIN, _away(place, given))


@dataclass(slots=True)
class Waiting:
    """A concern that came in lately. life and child: whose, when it is about a family of the story."""

    place: Place
    number: int
    given: Mapping[str, Any]
    life: Life | None
    child: str
    signal_id: UUID | None = None

    def acts(self) -> Iterator[Act]:
        """Give the acts of handing it in and of what happened then."""
        story = f"{STORY} {self.number:02}"
        yield Act(self.given["ago"], 0, story, self.given["by"], self._hand_in)
        for order, text in enumerate(self.given.get("then", ()), start=1):
            taken = step(text)
            by = READS_ALONG if taken.kind in ("agree", "disagree") else DECIDES
            if taken.kind == "answer" and self.life is not None:
                by = self.life.family.coordinator
            yield Act(taken.ago, order, story, by, self._then(taken))

    @property
    def lot(self) -> Lot:
        """Give the lot of this concern, from its beginning."""
        return Lot(f"desk {self.number}")

    def _child(self, lot: Lot) -> tuple[ChildIn, Drawn]:
        if self.given.get("heightened"):
            return ChildIn(description=self.given["description"]), lot.person()
        if self.life is None:
            drawn = lot.person()
            born = self.place.days.born(lot.number(*self.given["ages"]), lot.number(0, 299))
            return ChildIn(drawn.given, drawn.prefix, drawn.surname, born), lot.person((drawn.prefix, drawn.surname))
        person = self.life.family.person(self.child)
        adult = next(p for p in self.life.family.persons if p.key in self.life.family.authority[self.child])
        told = ChildIn(
            person.given, person.prefix, person.surname, self.life.born(person), bsn=Bsn(self.life.bsn(person))
        )
        return told, Drawn(adult.given, adult.prefix, adult.surname)

    def _hand_in(self, viewer: Viewer, now: datetime) -> None:
        lot, kind = self.lot, ReporterKind(self.given.get("kind", "partner"))
        child, adult = self._child(lot)
        heightened = self.given.get("heightened", False)
        on = self.place.days.day(self.given["ago"] + 1)
        asked = not heightened and kind not in ASKS_FOR_HELP
        handed = signals.hand_in(
            viewer,
            signals.HandIn(
                form_key=lot.key(),
                heightened=heightened,
                children=(child,),
                seen=self.given["seen"],
                interpretation=self.given["made_of_it"],
                already_done=self.given["done"],
                kind=kind,
                channel=Channel.ONLINE if kind is ReporterKind.PARTNER else Channel.PHONE,
                reporter_name="" if kind is ReporterKind.PARTNER else lot.person().full,
                reporter_phone=lot.phone(),
                agreement=Agreement(AgreedBy.PARENT, adult.full, AgreedHow.TALK, on) if asked else None,
                adults=() if heightened else (AdultIn(adult.full, "ouder", lot.phone()),),
            ),
            now=now,
        )
        self.signal_id = handed.signal_id

    def _then(self, taken: Step) -> Do:
        return lambda viewer, now: self._take(viewer, taken, Lot(f"desk {self.number} {taken.kind}"), now)

    def _take(self, viewer: Viewer, taken: Step, lot: Lot, now: datetime) -> None:
        assert self.signal_id is not None  # noqa: S101 - it was handed in before
        signal_id, key = self.signal_id, lot.key()
        if taken.kind in ("read", "link"):
            triage.open_signal(viewer, signal_id, now=now)
        version = Signal.objects.values_list("version", flat=True).get(pk=signal_id)
        if taken.kind == "ask":
            reader = self.place.people[READS_ALONG].membership_id
            triage.ask_reader(viewer, triage.AskReader(key, signal_id, reader), now=now)
        elif taken.kind in ("agree", "disagree"):
            triage.give_view(viewer, triage.SecondView(key, signal_id, taken.kind == "agree", taken.words), now=now)
        elif taken.kind == "link":
            (found,) = matches.of_signal(signal_id)
            why = story_file("history.toml")["reasons"]["link"][0]
            triage.link(viewer, triage.Link(key, signal_id, version, found.case_id, why), now=now)
        elif taken.kind == "answer":
            triage.answer(viewer, triage.Answer(key, signal_id, LinkAnswer.CONTACTED, taken.words), now=now)
        elif taken.kind in ("no", "regular"):
            no = taken.kind == "no"
            triage.decide(
                viewer,
                triage.Decide(
                    form_key=key,
                    signal_id=signal_id,
                    version=version,
                    outcome=Outcome.NOT_TAKEN_UP if no else Outcome.REGULAR,
                    reason=taken.words,
                    organisation_id=None if no else self.place.organisations["welfare"],
                    ends_on=self.place.days.today + timedelta(days=90) if no else None,
                ),
                now=now,
            )


def _draft(given: Mapping[str, Any]) -> Do:
    typed = {name: [text] for name, text in given["typed"].items()}
    command = signals.SaveDraft(None, heightened=False, door=Door(given["door"]), typed=typed)
    return lambda viewer, now: signals.save_draft(viewer, command, now=now)


def _outside(place: Place, given: Mapping[str, Any]) -> Do:
    command = signals.OutsideReportIn(Lot("elders").key(), place.days.day(given["ago"]))
    return lambda viewer, now: signals.note_outside_report(viewer, command, now=now)


def _own_family(place: Place, given: Mapping[str, Any]) -> Do:
    lot = Lot("eigen")
    born = place.days.born(given["age"], 7)
    command = own_family.DeclareFamily(lot.key(), given["label"], born, lot.postcode())
    return lambda viewer, now: own_family.declare(viewer, command, now=now)


def _invite(place: Place, given: Mapping[str, Any]) -> Do:
    command = invitations.Invite(
        form_key=Lot("nieuw").key(),
        email=email_of(given, place.town.slug),
        name=given["name"],
        function=given["function"],
        organisation_id=place.organisations[given["at"]],
        roles=frozenset(Role(role) for role in given["roles"]),
    )
    return lambda viewer, now: invitations.invite(viewer, command, now=now)


def _away(place: Place, given: Mapping[str, Any]) -> Do:
    def mark(viewer: Viewer, now: datetime) -> None:
        row = Membership.objects.get(pk=place.people[given["who"]].membership_id)
        accounts.change_member(
            viewer,
            accounts.ChangeMember(
                membership_id=row.pk,
                version=row.version,
                name=row.display_name,
                function=row.function,
                phone=row.phone,
                roles=frozenset(Role(role) for role in row.roles),
                team_id=row.team_id,
                deputy_id=row.deputy_id,
                absent_from=place.days.day(given["ago"]),
                absent_until=place.days.day(given["ago"]) + timedelta(days=given["days"]),
            ),
            now=now,
        )

    return mark
