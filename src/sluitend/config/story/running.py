"""What ran before the town began: a file with matters of two coordinators. One runs now and was late already, two wait."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sluitend.config.story.acts import Act, Do, Place
from sluitend.config.story.names import Lot
from sluitend.domain.clock import local_day
from sluitend.domain.running import HEADER, MatterAnswer
from sluitend.domain.sharing import Viewer
from sluitend.records.models import Membership, RunningMatter
from sluitend.services import running

STORY, INTAKE, COORDINATOR, COLLEAGUE = "lopende zaken", "intake", "regie", "regie2"
LOADED, ANSWERED = 6, 5  # days back


@dataclass(frozen=True, slots=True)
class Matter:
    """One row of the file. began and since: days before it was loaded. age: of the child, in years."""

    reference: str
    protocol: str
    step: str
    coordinator: str
    began: int
    since: int
    age: int


MATTERS = (
    Matter("Z-2026-031", "Termijnen van het plan", "evaluation", COORDINATOR, 300, 130, 11),
    Matter("Z-2026-044", "protection_chain", "vtb_sent", COORDINATOR, 60, 9, 8),
    Matter("Z-2026-052", "reachability", "channel_asked", COLLEAGUE, 20, 20, 14),
    Matter("Z-2026-057", "plan_terms", "evaluation", COLLEAGUE, 200, 80, 6),
    Matter("Z-2026-058", "forced_marriage", "monitored", COLLEAGUE, 30, 20, 16),
)
RUNS, NOT_HERS = "Z-2026-031", "Z-2026-057"


def running_matters(place: Place) -> Iterator[Act]:
    """Give the acts of loading the file, of a coordinator who says yes, and of one who says that hers is another's."""
    yield Act(LOADED, 0, STORY, INTAKE, _load(place))
    yield Act(ANSWERED, 1, STORY, COORDINATOR, _confirm)
    yield Act(ANSWERED, 2, STORY, COLLEAGUE, _refuse)


def _load(place: Place) -> Do:
    def load(viewer: Viewer, now: datetime) -> None:
        lot, day = Lot(STORY), local_day(now)
        lines = [";".join(HEADER)]
        for one in MATTERS:
            who = lot.person()
            account = Membership.objects.select_related("user").get(pk=place.people[one.coordinator].membership_id)
            row = {
                "kenmerk": one.reference,
                "protocol": one.protocol,
                "stap": one.step,
                "begin": (day - timedelta(days=one.began)).isoformat(),
                "stap_sinds": (day - timedelta(days=one.since)).isoformat(),
                "casusregisseur": account.user.email,
                "voornamen": who.given,
                "voorvoegsel": who.prefix,
                "achternaam": who.surname,
                "geboortedatum": place.days.born(one.age, 70).isoformat(),
            }
            lines.append(";".join(row.get(name, "") for name in HEADER))
        file = io.BytesIO(("\r\n".join(lines) + "\r\n").encode())
        progress = running.receive_file(viewer, file, "csv", now=now)
        while not progress.finished:
            progress = running.load_next_piece(viewer, progress.id, now=now)

    return load


def _confirm(viewer: Viewer, now: datetime) -> None:
    row = RunningMatter.objects.get(reference=RUNS)
    surname = " ".join(filter(None, (row.prefix, row.surname)))
    title = f"Gezin {surname[:1].upper()}{surname[1:]}"
    running.confirm(viewer, running.Confirm(row.pk, Lot(f"{STORY} ja").key(), title), now=now)


def _refuse(viewer: Viewer, now: datetime) -> None:
    row = RunningMatter.objects.get(reference=NOT_HERS)
    running.refuse(viewer, running.AnswerNo(row.pk, MatterAnswer.NOT_MINE, Lot(f"{STORY} nee").key()), now=now)
