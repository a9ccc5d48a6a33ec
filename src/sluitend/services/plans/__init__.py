"""Make the one plan: the family's own plan first, goals in its words, a sheet for each child, agreement or not."""

from __future__ import annotations

from sluitend.services.plans.goals import (
    AddGoal,
    ChangeGoal,
    CloseLifeDomain,
    DropGoal,
    OpenLifeDomain,
    RecordLevel,
    add_goal,
    change_goal,
    close_domain,
    drop_goal,
    open_domain,
    record_level,
)
from sluitend.services.plans.making import (
    AskedCopy,
    SaveFamilyPlan,
    StartPlan,
    WriteWhatIf,
    note_copy,
    save_family_plan,
    start_plan,
    write_what_if,
)
from sluitend.services.plans.voices import (
    ChangeVoice,
    RecordAgreement,
    RecordVoice,
    change_voice,
    record_agreement,
    record_voice,
)

__all__ = [
    "AddGoal",
    "AskedCopy",
    "ChangeGoal",
    "ChangeVoice",
    "CloseLifeDomain",
    "DropGoal",
    "OpenLifeDomain",
    "RecordAgreement",
    "RecordLevel",
    "RecordVoice",
    "SaveFamilyPlan",
    "StartPlan",
    "WriteWhatIf",
    "add_goal",
    "change_goal",
    "change_voice",
    "close_domain",
    "drop_goal",
    "note_copy",
    "open_domain",
    "record_agreement",
    "record_level",
    "record_voice",
    "save_family_plan",
    "start_plan",
    "write_what_if",
]
