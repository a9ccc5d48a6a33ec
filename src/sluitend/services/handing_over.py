"""The end of a handover at who hands over: the step that a person takes there makes the old file small, and closes it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from sluitend.access.once import once
from sluitend.domain.sharing import Viewer
from sluitend.services import flow, followup, protocols, transfers

SHRINKS, CLOSES, MOVED = "old_file_shrunk", "closed_handed_over", "moved"
"""The last steps of a handover, and the reason with which a case that was handed over closes."""


def take_protocol_step(viewer: Viewer, command: protocols.TakeStep, *, now: datetime) -> protocols.RunDone:
    """Take a step of a run, and do with it what it says where it closes a handover that another municipality took over.

    Making the old file small ends what others see of it; closing the handover lets goals and actions go and closes the
    case, kept until its own last day. Both or neither.

    Raises:
        NotFound, Refused, Conflict: as in protocols.take, and as in close_case for the last step.
    """

    def make() -> dict[str, str]:
        with transaction.atomic():
            done = protocols.take(viewer, command, now=now)
            handed = (
                transfers.handed_over(viewer, command.run_id, now=now) if command.step in {SHRINKS, CLOSES} else None
            )
            if handed is not None and command.step == SHRINKS:
                transfers.end_access(viewer, handed, now=now)
            elif handed is not None:
                transfers.let_go(viewer, handed, key=command.form_key, now=now)
                closing = followup.CloseCase(
                    handed.case_id, MOVED, handed.words, uuid5(command.form_key, "close"), after_care=False
                )
                flow.close_case(viewer, closing, now=now)
        return {"run": str(done.run_id), "ended": "yes" if done.ended else ""}

    made = once(viewer, uuid5(command.form_key, "with the file"), "protocol.take_with_file", make, now=now)
    return protocols.RunDone(UUID(made["run"]), bool(made["ended"]))


def note_transfer_answer(viewer: Viewer, command: transfers.PressTransfer, *, now: datetime) -> UUID:
    """Write the answer of the other municipality down. An absence report that was taken over closes with it.

    Raises:
        NotFound, Refused: as in transfers.note_answer.
    """

    def make() -> dict[str, str]:
        with transaction.atomic():
            noted = transfers.note_answer(viewer, command, now=now)
            transfers.close_report_after(
                viewer,
                noted,
                end_runs=lambda report, words: protocols.end_for_report(viewer, report, words, now=now),
                now=now,
            )
        return {"transfer": str(noted)}

    return UUID(
        once(viewer, uuid5(command.form_key, "with the file"), "transfer.note_and_close", make, now=now)["transfer"]
    )
