"""Move a run to the version of its protocol that holds today: by a person, with a reason, and nothing by machine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sluitend.access import protocols
from sluitend.access.once import once
from sluitend.access.own_versions import mark_of
from sluitend.access.words import check_words
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refused, refuse_any
from sluitend.domain.protocol.history import EventKind, apply
from sluitend.domain.protocol.moving import LOOK_AGAIN, check_move, open_moves
from sluitend.domain.sharing import Viewer

from .entering import Entered, RunDone, Written, check_version, enter, say, settle, write_down
from .start import keep


@dataclass(frozen=True, slots=True)
class MoveRun:
    """A run that goes to the version that holds today. seen: the mark of the version that the viewer looked at."""

    run_id: UUID
    seen: str
    version: int
    form_key: UUID
    reason: str = field(default="", repr=False)
    quote: bool = False


def move(viewer: Viewer, command: MoveRun, *, now: datetime) -> RunDone:
    """Move a run; where it stands stays, its terms are computed anew, and its history keeps both versions.

    Raises:
        NotFound: there is no such run for the viewer, or the program has no such protocol any more.
        Refused: it cannot go on in that version (see check_move), the viewer saw another version, or may not change it.
        Conflict: somebody else did something in this run first.
    """
    entered = enter(viewer, command.run_id, now=now)

    def make() -> dict[str, str]:
        check_version(entered, command.version)
        _move(entered, command, now)
        return {"run": str(entered.run.pk)}

    return RunDone(UUID(once(viewer, command.form_key, "protocol.move", make, now=now)["run"]), ended=False)


def _move(entered: Entered, command: MoveRun, now: datetime) -> None:
    run, day = entered.run, local_day(now)
    new = protocols.catalogue(day).get(run.protocol)
    if new is None:
        raise NotFound
    if command.seen != mark_of(new):
        raise Refused(LOOK_AGAIN)
    region = protocols.region_of(entered.viewer.municipality_id)
    after = protocols.clocks_of(new, entered.position, run.started_on, today=day, region=region)
    moves = open_moves(new, entered.position, entered.clocks, after)
    refuse_any(
        entered.check_whole(),
        *check_move(entered.protocol, new, entered.position, moves, reason=command.reason),
        *check_words(entered.viewer, {"reason": command.reason}, quote=command.quote, now=now),
    )
    written = Written(reason=command.reason)
    event = write_down(entered, EventKind.MOVED, written, verb="move", now=now, left=run.content_id)
    run.content_id = keep(entered.viewer, new, now)
    run.save(update_fields=["content"])
    moved = replace(entered, protocol=new, clocks=after)
    say(moved, now)  # what the terms of the other version have said already is seen by whoever moves it
    settle(moved, apply(new, entered.position, event), now)
