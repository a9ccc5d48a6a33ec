"""Where an absence report can go from where it stands: in the register, and with the attendance officer (B.4).

docs/states/verzuim.md is made from these tables, and a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Worded

from .report import RegisterStatus, ReportStatus


class RegisterSide(Worded):
    """Who sets a state in the register."""

    SCHOOL = "school", N_("de school")
    MUNICIPALITY = "municipality", N_("de gemeente")


class ReportStep(Worded):
    """What happens to a report here."""

    CONTACT = "contact", N_("contact of gesprek opschrijven")
    CLOSE = "close", N_("sluiten met een reden")
    WITHDRAW = "withdraw", N_("de school trekt in")


@dataclass(frozen=True, slots=True)
class RegisterMove:
    """One way in the register, and who goes it."""

    before: RegisterStatus
    after: RegisterStatus
    by: RegisterSide


@dataclass(frozen=True, slots=True)
class ReportMove:
    """One way of a report with the officer."""

    before: ReportStatus
    step: ReportStep
    after: ReportStatus


_R, _S, _K = RegisterStatus, ReportStatus, ReportStep

REGISTER: Final = (
    RegisterMove(_R.REGISTERED, _R.HANDLING, RegisterSide.MUNICIPALITY),
    RegisterMove(_R.REGISTERED, _R.CLOSED, RegisterSide.MUNICIPALITY),
    RegisterMove(_R.REGISTERED, _R.NOTED, RegisterSide.MUNICIPALITY),
    RegisterMove(_R.REGISTERED, _R.WITHDRAWN, RegisterSide.SCHOOL),
    RegisterMove(_R.HANDLING, _R.CLOSED, RegisterSide.MUNICIPALITY),
    RegisterMove(_R.HANDLING, _R.NOTED, RegisterSide.MUNICIPALITY),
    RegisterMove(_R.HANDLING, _R.WITHDRAWN, RegisterSide.SCHOOL),
)
"""A file tells where a report stands, not each step on the way: it may have been handled and closed since the last one."""

REPORT: Final = (
    ReportMove(_S.RECEIVED, _K.CONTACT, _S.HANDLING),
    ReportMove(_S.HANDLING, _K.CONTACT, _S.HANDLING),
    ReportMove(_S.RECEIVED, _K.CLOSE, _S.CLOSED),
    ReportMove(_S.HANDLING, _K.CLOSE, _S.CLOSED),
    ReportMove(_S.RECEIVED, _K.WITHDRAW, _S.CLOSED),
    ReportMove(_S.HANDLING, _K.WITHDRAW, _S.CLOSED),
)

_IN_REGISTER = frozenset((move.before, move.after) for move in REGISTER)
_HERE = {(move.before, move.step): move.after for move in REPORT}


def check_register(before: RegisterStatus, after: RegisterStatus) -> Refusal | None:
    """A report goes only forward in the register; what comes after its end is a new report (B.4).

    The same state again is no step: the rest of the row may be corrected.
    """
    if before is after or (before, after) in _IN_REGISTER:
        return None
    return Refusal(
        "absence.register_back",
        N_(
            "status gaat van “%(before)s” naar “%(after)s”. Dat kan niet. Komt er weer verzuim? Dan is dat een nieuwe "
            "melding met een eigen melding_id."
        ),
        "status",
        "B.4",
        params={"before": before.value, "after": after.value},
    )


def check_report(before: ReportStatus, step: ReportStep) -> Refusal | None:
    """A closed report stays closed: what comes after is a new report (B.4)."""
    if (before, step) in _HERE:
        return None
    return Refusal(
        "absence.closed", N_("Deze melding is gesloten. Een nieuwe melding komt er apart bij."), source="B.4"
    )


def move(before: ReportStatus, step: ReportStep) -> ReportStatus:
    """Give where a report stands after a step. Raises KeyError for a step that check_report refuses."""
    return _HERE[before, step]


def describe() -> str:
    """Write both tables as Markdown with diagrams."""
    names = {status: status.name.lower() for status in RegisterStatus}
    ends = [status for status in RegisterStatus if not any(way.before is status for way in REGISTER)]
    lines = [
        "# Toestanden van een verzuimmelding",
        "",
        "Gemaakt uit `sluitend.domain.absence.states`. Verander die tabellen, niet dit bestand.",
        "",
        "## In het register",
        "",
        "Een bestand zegt waar een melding staat, niet elke stap ertussen. Een regel die een andere weg gaat, wordt niet",
        "ingelezen; bij die regel staat waarom. Dezelfde stand opnieuw mag: dan is iets anders in de regel verbeterd.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {names[RegisterStatus.REGISTERED]}",
    ]
    lines += [f"    {names[way.before]} --> {names[way.after]}" for way in REGISTER]
    lines += [*(f"    {names[status]} --> [*]" for status in ends), "```", ""]
    lines += ["| Staat op | Wordt | Door |", "|---|---|---|"]
    lines += [f"| {way.before.value} | {way.after.value} | {way.by.sentence} |" for way in REGISTER]
    lines += ["", "## Bij de leerplichtambtenaar", "", "```mermaid", "stateDiagram-v2", "    [*] --> received"]
    lines += [f"    {way.before.value} --> {way.after.value}: {way.step.value}" for way in REPORT]
    lines += ["    closed --> [*]", "```", "", "| Staat op | Stap | Wordt |", "|---|---|---|"]
    lines += [f"| {way.before.sentence} | {way.step.sentence} | {way.after.sentence} |" for way in REPORT]
    return "\n".join(lines) + "\n"
