"""Come to an action: loaded for one change, with the sides the viewer acts for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sluitend.access import audit, context
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.parties import own_action_level
from sluitend.domain.action import ActionStatus, Alternative, Side, StepKind
from sluitend.domain.messages import MessagePage
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import ReadLevel, Viewer
from sluitend.records.models import Action, ActionStep
from sluitend.services.messages import About


@dataclass(frozen=True, slots=True)
class ActionDone:
    """An action as it stands after a service: its case, and where it stands."""

    action_id: UUID
    case_id: UUID
    status: ActionStatus


@dataclass(frozen=True, slots=True)
class Entered:
    """An action with the sides the viewer may act for. access: the case, when the viewer stands in it."""

    action: Action
    access: CaseAccess | None
    sides: tuple[Side, ...]

    @property
    def ref(self) -> audit.Ref:
        """What a line in the log is about."""
        return audit.Ref("action", self.action.pk, case_id=self.action.case_id, person_id=self.action.concerns_id)

    @property
    def why(self) -> audit.Why:
        """On what ground the viewer is here."""
        return audit.Why(rule="F.7b", ground=self.access.reason.value if self.access else "own_action")


def about(action: Action) -> About:
    """Give what a message about an action opens."""
    return About(MessagePage.ACTION, action.pk, case_id=action.case_id)


def enter(viewer: Viewer, action_id: UUID, now: datetime) -> Entered:
    """Load an action for one change, with the sides the viewer acts for. Raises NotFound when there is none."""
    action = Action.objects.select_for_update().filter(pk=action_id).first()
    if action is None:
        raise NotFound
    access: CaseAccess | None = None
    try:
        access = case_access(viewer, action.case_id, now=now)
    except NotFound:
        access = None
    own = action.organisation_id == viewer.organisation_id
    own = own and own_action_level(viewer, context.today(now)) >= ReadLevel.WRITE
    sides = ([Side.CASE] if access is not None else []) + ([Side.ORGANISATION] if own else [])
    if not sides:
        raise NotFound
    return Entered(action, access, tuple(sides))


def add_step(
    viewer: Viewer,
    action: Action,
    step: StepKind,
    side: Side,
    now: datetime,
    *,
    words: str = "",
    alternative: Alternative | None = None,
) -> None:
    """Add a step to the history of an action."""
    ActionStep(
        municipality_id=action.municipality_id,
        action=action,
        case_id=action.case_id,
        kind=step,
        side=side,
        by_id=viewer.membership_id,
        organisation_id=viewer.organisation_id,
        words=words,
        alternative=alternative or "",
        at=now,
    ).save(force_insert=True)
