"""The one plan: the family's own plan first, goals in the family's words, a sheet for each child, agreement or not."""

from __future__ import annotations

from sluitend.domain.plan.goals import (
    ONLY_OWN_WORDS,
    DomainIn,
    GoalIn,
    LevelIn,
    check_close_domain,
    check_domain,
    check_drop,
    check_goal,
    check_level,
)
from sluitend.domain.plan.making import (
    OFFER_NOT_HERE,
    FamilyPlanIn,
    PlanClock,
    StartFacts,
    check_copy,
    check_every_child,
    check_family_plan,
    check_start,
    many_goals,
    offer_settled,
    plan_clock,
)
from sluitend.domain.plan.voices import check_agreement, check_voice, check_voice_shown
from sluitend.domain.plan.words import (
    SETTLED,
    AgreementHow,
    DomainBasis,
    FamilyAnswer,
    GoalStatus,
    Level,
    LevelMoment,
    PlanStatus,
)

__all__ = [
    "OFFER_NOT_HERE",
    "ONLY_OWN_WORDS",
    "SETTLED",
    "AgreementHow",
    "DomainBasis",
    "DomainIn",
    "FamilyAnswer",
    "FamilyPlanIn",
    "GoalIn",
    "GoalStatus",
    "Level",
    "LevelIn",
    "LevelMoment",
    "PlanClock",
    "PlanStatus",
    "StartFacts",
    "check_agreement",
    "check_close_domain",
    "check_copy",
    "check_domain",
    "check_drop",
    "check_every_child",
    "check_family_plan",
    "check_goal",
    "check_level",
    "check_start",
    "check_voice",
    "check_voice_shown",
    "many_goals",
    "offer_settled",
    "plan_clock",
]
