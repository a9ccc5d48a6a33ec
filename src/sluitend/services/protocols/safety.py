"""Enter the safety ladder, at any rung: by anyone in the case, without anybody's leave (decision 13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from sluitend.access import protocols
from sluitend.access.gate import case_access
from sluitend.access.once import once
from sluitend.access.words import check_words
from sluitend.domain.clock import local_day
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.protocol import check
from sluitend.domain.protocol.history import EventKind
from sluitend.domain.protocol.ladder import SAFETY_LADDER
from sluitend.domain.protocol.steps import Protocol
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_
from sluitend.records.models import ProtocolRun
from sluitend.services import messages

from .entering import RunDone, Written, add, open_run
from .start import StartRun, start

ABOVE_ALREADY = Refusal(
    "safety.above_already",
    N_("Deze trede is voor dit kind al voorbij. Kies een hogere trede, of bel de casusregisseur."),
    field="rung",
)
CHOOSE_RUNG = Refusal("safety.rung", N_("Kies een trede van de veiligheidsladder."), field="rung")


@dataclass(frozen=True, slots=True)
class EnterSafety:
    """A rung of the safety ladder for a child of the case. rung: code of its step. reason: for what asks something."""

    case_id: UUID
    child_id: UUID
    rung: str
    on: date
    form_key: UUID
    reason: str = field(default="", repr=False)
    quote: bool = False


def enter_safety(viewer: Viewer, command: EnterSafety, *, now: datetime) -> RunDone:
    """Take a rung of the safety ladder; it begins when it does not run for this child yet. Who holds the case is told.

    Whoever may enter it need not be able to read it: nothing is given back but that it was written down.

    Raises:
        NotFound: there is no such case or child for the viewer.
        Refused: the rung is past, or misses what it asks for; the case is closed.
    """

    def make() -> dict[str, str]:
        access = case_access(viewer, command.case_id, now=now)
        ladder = protocols.catalogue(local_day(now)).get(SAFETY_LADDER)
        if ladder is None:
            raise NotFound
        refuse_any(protocols.check_open(access), _check_rung(ladder, command.rung))
        running = ProtocolRun.objects.select_for_update(of=("self",)).filter(
            case_id=command.case_id, child_id=command.child_id, protocol=SAFETY_LADDER, ended_at=None
        )
        run = running.first()
        if run is None:
            own = uuid5(command.form_key, SAFETY_LADDER)
            begun = start(
                viewer,
                StartRun(SAFETY_LADDER, command.on, own, case_id=command.case_id, child_id=command.child_id),
                now=now,
            )
            run = ProtocolRun.objects.get(pk=begun.run_id)
        entered = open_run(viewer, protocols.standing(run, now), access)
        above = check.check_reachable(entered.protocol, entered.position, command.rung)
        refuse_any(
            ABOVE_ALREADY if above else None,
            check.check_who(ladder.step(command.rung), viewer.roles),
            check.check_take(entered.protocol, entered.position, command.rung, reason=command.reason, second=False)
            if above is None
            else None,
            check.check_day(command.on, run.started_on, now),
            *check_words(viewer, {"reason": command.reason}, quote=command.quote, now=now),
        )
        written = Written(command.rung, command.on, command.reason)
        done = add(entered, EventKind.TAKEN, written, verb="take", now=now)
        about = messages.About(MessagePage.CASE, command.case_id, case_id=command.case_id)
        event = f"{run.pk}:{command.rung}"
        messages.tell(viewer, MessageKind.CONFIRMATION_ASKED, about, whom=messages.Whom.HOLDERS, event=event, now=now)
        return {"run": str(done.run_id)}

    return RunDone(UUID(once(viewer, command.form_key, "protocol.safety", make, now=now)["run"]), ended=False)


def _check_rung(ladder: Protocol, rung: str) -> Refusal | None:
    return None if rung in ladder.first else CHOOSE_RUNG
