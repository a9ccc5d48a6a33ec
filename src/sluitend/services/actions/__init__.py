"""Actions: ask, answer, do, get stuck, finish; each a service of its own."""

from __future__ import annotations

from sluitend.services.actions.ask import AskAction, ChangeAction, ask_action, change_action
from sluitend.services.actions.enter import ActionDone
from sluitend.services.actions.steps import (
    Reassign,
    SolveBottleneck,
    TakeStep,
    reassign,
    solve_bottleneck,
    take_step,
)

__all__ = [
    "ActionDone",
    "AskAction",
    "ChangeAction",
    "Reassign",
    "SolveBottleneck",
    "TakeStep",
    "ask_action",
    "change_action",
    "reassign",
    "solve_bottleneck",
    "take_step",
]
