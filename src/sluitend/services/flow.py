"""The one place where stages are chained: what happens in one room when something was decided in another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sluitend.access.once import once
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import Agreement, ChildIn
from sluitend.domain.vocabulary import N_
from sluitend.services import absences, signals

ABSENCE_RUNS = N_("Er loopt een dossier bij leerplicht.")


@dataclass(frozen=True, slots=True)
class PassOnAbsence:
    """The officer's decision to pass on that a file runs, with who of the family agreed."""

    report_id: UUID
    goal: str
    why: str
    agreement: Agreement
    form_key: UUID


def pass_on_absence(viewer: Viewer, command: PassOnAbsence, *, now: datetime) -> None:
    """Give intake "a file runs, contact, goal" and nothing else of an absence report (rule 11).

    Raises:
        NotFound: no such report for this viewer.
        Refused: the goal, the reason or the agreement is missing.
    """

    def pass_on() -> dict[str, str]:
        agreed = f"{command.agreement.name}, {command.agreement.on.isoformat()}"
        passed = absences.pass_on(
            viewer, absences.PassOn(command.report_id, command.goal, command.why, agreed), now=now
        )
        child = ChildIn(passed.given_names, passed.prefix, passed.surname, passed.birth_date)
        concern = signals.HandIn(
            form_key=command.form_key,
            heightened=False,
            children=(child,),
            seen=ABSENCE_RUNS,
            happened="",
            interpretation=passed.goal,
            already_done=passed.why,
            reporter_name=passed.contact,
            agreement=command.agreement,
        )
        handed_in = signals.hand_in(viewer, concern, now=now)
        return {"pass": str(passed.pass_id), "receipt": str(handed_in.receipt_id)}

    once(viewer, _other_key(command.form_key), "absence.pass_on", pass_on, now=now)


def _other_key(form_key: UUID) -> UUID:
    """The chain and its link each remember this form: under different keys."""
    return UUID(bytes=form_key.bytes[8:] + form_key.bytes[:8])
