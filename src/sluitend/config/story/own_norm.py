"""A municipality with norms of its own: one is proposed and tried where people practise, under another the program moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sluitend.access.own_versions import mark_of
from sluitend.access.protocols import readable_content
from sluitend.config.story.acts import Act
from sluitend.config.story.cast import ADMIN
from sluitend.config.story.names import Lot
from sluitend.content.protocols import protocols
from sluitend.domain.clock import local_day
from sluitend.domain.protocol.plain import to_plain
from sluitend.domain.protocol.steps import Protocol, Text
from sluitend.domain.sharing import Viewer
from sluitend.records.models import OwnProtocol
from sluitend.services import own_protocols

STORY, DIRECTOR = "eigen norm", "proces"
PROTOCOL, STEP, LENGTH = "process_ladder", "a2_process_director", 6
CARE_STORY, CARE, CARE_STEP, CARE_MONTHS = "eigen nazorg", "after_care", "asked_after_six_months", 5
THEN = Text("Bel het gezin.", "Call the family.")
"""How the program explained that step when the version was made; it says more now."""


def own_norm() -> Iterator[Act]:
    """Give the acts of proposing a shorter norm, and of trying it, which nobody approved yet; and of one that holds."""
    yield Act(64, 0, CARE_STORY, ADMIN, _propose_care)
    yield Act(62, 1, CARE_STORY, DIRECTOR, _approve_care)
    yield Act(4, 0, STORY, ADMIN, _propose)
    yield Act(3, 1, STORY, DIRECTOR, _try_out)  # of the same story: both can fall on one working day


def _propose(viewer: Viewer, now: datetime) -> None:
    proposal = own_protocols.Proposal(
        PROTOCOL,
        "winter",
        "Wie op een besluit wacht, wacht bij ons niet langer dan zes werkdagen.",
        local_day(now) + timedelta(days=14),
        Lot(STORY).key(),
    )
    own_protocols.propose_norms(viewer, proposal, {STEP: LENGTH}, now=now)


def _try_out(viewer: Viewer, now: datetime) -> None:
    version = OwnProtocol.objects.values_list("pk", flat=True).get(protocol=PROTOCOL, name="winter")
    own_protocols.try_out(viewer, version, now=now)


def _propose_care(viewer: Viewer, now: datetime) -> None:
    proposal = own_protocols.Proposal(
        CARE, "voorjaar", "Wij bellen een maand eerder: gezinnen vroegen daarom.", local_day(now), Lot(CARE_STORY).key()
    )
    own_protocols.propose_norms(viewer, proposal, {CARE_STEP: CARE_MONTHS}, now=now)


def _approve_care(viewer: Viewer, now: datetime) -> None:
    """Approve it beside the program of then. No service makes the past, so what the program said then is put under it."""
    row = OwnProtocol.objects.get(protocol=CARE, name="voorjaar")
    program = protocols()[CARE]
    own_protocols.approve(viewer, row.pk, mark_of(program), now=now)
    own = readable_content(row.content) or program
    OwnProtocol.objects.filter(pk=row.pk).update(base=to_plain(_of_then(program)), content=to_plain(_of_then(own)))


def _of_then(protocol: Protocol) -> Protocol:
    steps = tuple(replace(step, explain=THEN) if step.code == CARE_STEP else step for step in protocol.steps)
    return replace(protocol, steps=steps)
