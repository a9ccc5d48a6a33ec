"""What keeps a child safe beside the plan: a safety plan, the chance that a child is taken away, where a child stays."""

from __future__ import annotations

from sluitend.services.safety.plan import (
    AddRule,
    NoteWord,
    SaveSafetyPlan,
    StopRule,
    add_rule,
    end_with_case,
    note_word,
    save_safety_plan,
    stop_rule,
)
from sluitend.services.safety.sheets import (
    EndSheet,
    SaveFlightRisk,
    SaveResidence,
    end_flight_risk,
    end_residence,
    save_flight_risk,
    save_residence,
)

__all__ = [
    "AddRule",
    "EndSheet",
    "NoteWord",
    "SaveFlightRisk",
    "SaveResidence",
    "SaveSafetyPlan",
    "StopRule",
    "add_rule",
    "end_flight_risk",
    "end_residence",
    "end_with_case",
    "note_word",
    "save_flight_risk",
    "save_residence",
    "save_safety_plan",
    "stop_rule",
]
