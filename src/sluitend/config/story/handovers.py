"""Two families that move to the neighbour: one was taken over there, one was offered and waits for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sluitend.access.gate import case_access
from sluitend.access.transfers import Receiver, receivers, unseal, weigh_case
from sluitend.config.story.acts import Act, Place, play
from sluitend.config.story.family import Family
from sluitend.config.story.lives import Life
from sluitend.config.story.names import Lot
from sluitend.domain.case import PersonIn
from sluitend.domain.clock import local_day
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import ToldHow
from sluitend.records.models import Case, CasePerson, ProtocolRun, Transfer, TransferOffer
from sluitend.services import protocols, transfers

PROTOCOL = "warm_handover"
LAY_OUT, TELL, TALK, SEND, ANSWER, NOTE = range(500, 560, 10)
TAKEN_OVER = {"claus": 17}  # code of a family, and how many days ago it was laid out
OFFERED = {"lamur": 5}
COORDINATOR, INTAKE = "regie", "intake"


@dataclass(frozen=True, slots=True)
class Move:
    """One family that moves. ago: days back at which it was laid out."""

    life: Life
    ago: int
    lot: Lot

    @property
    def family(self) -> Family:
        """Give who moves."""
        return self.life.family

    def sending(self) -> Iterable[Act]:
        """Give what the coordinator here does: lay out, tell, talk with the three, offer."""
        steps: tuple[tuple[int, int, Callable[[Viewer, datetime], None]], ...] = (
            (0, LAY_OUT, self._lay_out),
            (1, TELL, self._tell),
            (2, TALK, self._talk),
            (3, SEND, self._send),
        )
        for days, order, do in steps:
            yield Act(self.ago - days, order, f"verhuizing {self.family.code}", self.family.coordinator, do)

    def _case(self) -> UUID:
        return Case.objects.values_list("pk", flat=True).get(title=self.family.title)

    def _lay_out(self, viewer: Viewer, now: datetime) -> None:
        case, day = self._case(), local_day(now)
        child = CasePerson.objects.filter(case_id=case, kind="child", left_on=None).order_by("position").first()
        begin = protocols.StartRun(PROTOCOL, day, self.lot.key(), case_id=case, child_id=child.pk if child else None)
        run = protocols.start(viewer, begin, now=now).run_id
        receiver = _neighbour()
        weighed = weigh_case(case_access(viewer, case, now=now), receiver, on=day)
        keep = tuple(one.piece.key for one in weighed.verdicts if one.goes)
        transfers.lay_out(viewer, transfers.LayOut(run, receiver.key, keep, self.lot.key()), now=now)

    def _transfer(self) -> Transfer:
        return Transfer.objects.get(case_id=self._case())

    def _tell(self, viewer: Viewer, now: datetime) -> None:
        row = self._transfer()
        keep = tuple(str(place) for place in range(len(unseal(row).pieces)))
        told = transfers.TellFamily(row.pk, local_day(now), ToldHow.VISIT, keep, row.version, self.lot.key())
        transfers.tell_family(viewer, told, now=now)

    def _talk(self, viewer: Viewer, now: datetime) -> None:
        row = self._transfer()
        version = ProtocolRun.objects.values_list("version", flat=True).get(pk=row.run_id or row.pk)
        present = {"present": "Het gezin, en de regisseurs van beide gemeenten."}
        command = protocols.TakeStep(
            row.run_id or row.pk, "three_way_talk", local_day(now), version, self.lot.key(), evidence=present
        )
        protocols.take(viewer, command, now=now)

    def _send(self, viewer: Viewer, now: datetime) -> None:
        row = self._transfer()
        transfers.send(viewer, transfers.PressTransfer(row.pk, row.version, self.lot.key()), now=now)

    def answering(self, there: Place) -> Act:
        """Give what intake over there does: open it, and name who takes over."""

        def answer(viewer: Viewer, now: datetime) -> None:
            offer = TransferOffer.objects.values_list("pk", flat=True).get(answer="")
            transfers.open_offer(viewer, offer, now=now)
            people = tuple(
                PersonIn(one.kind, one.given, one.prefix, one.surname, self.life.born(one), one.relation)
                for one in self.family.persons
            )
            coordinator = there.people[COORDINATOR].membership_id
            command = transfers.AcceptCase(offer, self.family.title, coordinator, None, people, self.lot.key())
            transfers.accept_case(viewer, command, now=now)

        return Act(self.ago - 4, ANSWER, f"verhuizing {self.family.code}", INTAKE, answer)

    def noting(self) -> Act:
        """Give that the coordinator here wrote the answer down, so that the check of four weeks is planned."""

        def note(viewer: Viewer, now: datetime) -> None:
            row = self._transfer()
            transfers.note_answer(viewer, transfers.PressTransfer(row.pk, row.version, self.lot.key()), now=now)

        return Act(self.ago - 5, NOTE, f"verhuizing {self.family.code}", self.family.coordinator, note)


def _neighbour() -> Receiver:
    return next(one for one in receivers() if one.name == "Hazelmonde")


def play_handovers(here: Place, there: Place, lives: Iterable[Life]) -> None:
    """Play them after the rest of the story: first what goes, then the answer over there, then what is written down here."""
    listed = list(lives)
    gone = [
        Move(life, ago, Lot(f"verhuizing {code}")) for code, ago in TAKEN_OVER.items() for life in _of(listed, code)
    ]
    waiting = [
        Move(life, ago, Lot(f"verhuizing {code}")) for code, ago in OFFERED.items() for life in _of(listed, code)
    ]
    for acts, place in (
        ([act for move in gone for act in move.sending()], here),
        ([move.answering(there) for move in gone], there),
        ([move.noting() for move in gone], here),
        ([act for move in waiting for act in move.sending()], here),
    ):
        play(place, acts, lambda _line: None)


def _of(lives: Iterable[Life], code: str) -> Iterable[Life]:
    return (life for life in lives if life.family.code == code)
