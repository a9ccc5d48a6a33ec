"""Where a child stands. Computed per child from open facts; several stages may be open at once (F.7)."""

from __future__ import annotations

from dataclasses import dataclass

from sluitend.domain.vocabulary import Stage

REPORT_STAGES = frozenset({Stage.S8})
"""A report speaks about closed periods and about nobody: it has a stage of its own, not that of a child."""


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What is open for one child today. Every fact is off until a record says otherwise.

    advice_without_name: someone asks for advice and names nobody.
    intake_open: a signal about the child waits for or is under a decision.
    voluntary_plan: a plan is being made or carried out with the family's agreement.
    several_organisations: organisations met about the child. pressure: the talk of choices (C.6, rung 2) was held;
    pressure has no legal title, the plan stays voluntary.
    safe_at_home: a report to Veilig Thuis is decided upon or made, and not ended.
    protection_table: a request to the protection table is being made or runs.
    board_investigation: the child protection board is asked or investigates.
    measure: an order of the court runs (supervision, provisional supervision, guardianship).
    safety_house: the child is spoken about in a Zorg- en Veiligheidshuis.
    penal: an official report, a referral to Halt or a criminal case is open.
    kept_only: everything is closed; the file is only kept until its end date.
    """

    advice_without_name: bool = False
    intake_open: bool = False
    voluntary_plan: bool = False
    several_organisations: bool = False
    pressure: bool = False
    safe_at_home: bool = False
    protection_table: bool = False
    board_investigation: bool = False
    measure: bool = False
    safety_house: bool = False
    penal: bool = False
    kept_only: bool = False


def stages_of(facts: StageFacts) -> frozenset[Stage]:
    """Give every stage that is open for this child; none when nothing is open."""
    open_when = {
        Stage.S0: facts.advice_without_name,
        Stage.S1: facts.intake_open,
        Stage.S2: facts.voluntary_plan,
        Stage.S3: facts.several_organisations or facts.pressure,
        Stage.S4: facts.safe_at_home or facts.protection_table or facts.board_investigation,
        Stage.S5: facts.measure,
        Stage.S6: facts.safety_house,
        Stage.S7: facts.penal,
        Stage.S9: facts.kept_only,
    }
    return frozenset(stage for stage, is_open in open_when.items() if is_open)
