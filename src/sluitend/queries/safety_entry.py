"""The page on which anyone in a case enters the safety ladder: for which child, and at which rung."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sluitend.access import context, protocols
from sluitend.access.gate import enter_case
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.protocol.ladder import SAFETY_LADDER
from sluitend.domain.protocol.steps import Step
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.queries.case_head import CaseHead, head_of, plan_of
from sluitend.records.models import CasePerson
from sluitend.records.persons import name_of


@dataclass(frozen=True, slots=True)
class SafetyEntry:
    """The children of the case by id, and the rungs in their order. refusal: why nothing can be entered, or None."""

    head: CaseHead
    children: Mapping[UUID, str]
    rungs: tuple[Step, ...]
    refusal: Refusal | None


def safety_entry(viewer: Viewer, case_id: UUID, *, now: datetime) -> SafetyEntry:
    """Show how the safety ladder is entered; nothing of what runs already.

    Raises:
        NotFound: there is no such case for the viewer.
    """
    access = enter_case(viewer, case_id, action="protocol.safety", categories=(Category.K1,), now=now)
    ladder = protocols.catalogue(context.today(now)).get(SAFETY_LADDER)
    if ladder is None:
        raise NotFound
    children = CasePerson.objects.filter(case_id=case_id, kind="child", left_on=None).order_by("position")
    return SafetyEntry(
        head=head_of(access, plan_of(case_id), now=now),
        children={row.pk: str(name_of(row)) for row in children},
        rungs=tuple(ladder.step(code) for code in ladder.first),
        refusal=protocols.check_open(access),
    )
