"""A municipality that thinks of a norm of its own: proposed by its administrator, tried in the practice municipality."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sluitend.config.story.acts import Act
from sluitend.config.story.cast import ADMIN
from sluitend.config.story.names import Lot
from sluitend.domain.clock import local_day
from sluitend.domain.sharing import Viewer
from sluitend.records.models import OwnProtocol
from sluitend.services import own_protocols

STORY, DIRECTOR = "eigen norm", "proces"
PROTOCOL, STEP, LENGTH = "process_ladder", "a2_process_director", 6


def own_norm() -> Iterator[Act]:
    """Give the acts of proposing a shorter norm, and of trying it; nobody approved it yet."""
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
