"""States of actions that many tests begin from, each reached by the services."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sluitend.access import audit
from sluitend.domain.action import StepKind
from sluitend.domain.case.people import AuthorityKind
from sluitend.domain.clock import local_day
from sluitend.domain.sharing import ConsentAnswer, Viewer
from sluitend.domain.vocabulary import ActionKind, Category
from sluitend.records.models import Action, ParentalAuthority
from sluitend.services.actions import ActionDone, AskAction, TakeStep, ask_action, take_step
from sluitend.services.disclosures import RecordConsent, ShareAction, record_consent, share_action
from tests.stories import a_case
from tests.world import NOW, Place, acting

TODAY = date(2026, 3, 2)
TITLE = "Iedere ochtend samen lezen in groep 8"


@dataclass(frozen=True, slots=True)
class Family:
    """A case with a child of twelve, her mother and her father; now: when it was opened."""

    now: datetime
    place: Place
    case_id: UUID
    number: str
    child: UUID
    mother: UUID
    father: UUID

    @property
    def today(self) -> date:
        """The day on which it was opened."""
        return local_day(self.now)


def a_family(place: Place, *, now: datetime = NOW, authority: bool = True, **how: Any) -> Family:
    """Open a case; both parents have authority over the child."""
    made = a_case(place, now=now, **how)
    child, mother, father = made.person_ids
    family = Family(now, place, made.case_id, made.number, child, mother, father)
    if authority:
        viewer = place.coordinator
        with acting(viewer, now):
            audit.write(viewer, "test.authority", audit.Ref("case", made.case_id, case_id=made.case_id), now=now)
            ParentalAuthority.objects.bulk_create(
                ParentalAuthority(
                    municipality_id=place.id,
                    case_id=made.case_id,
                    child_id=child,
                    holder_id=parent,
                    kind=AuthorityKind.JOINT_PARENTAL,
                    bron="BRP",
                    as_of=family.today,
                )
                for parent in (mother, father)
            )
    return family


def ask(family: Family, organisation: str, *, now: datetime | None = None, **how: Any) -> UUID:
    """Ask an organisation for an action about the child, as the coordinator."""
    now = now or family.now
    command = {
        "case_id": family.case_id,
        "organisation_id": family.place.organisations[organisation],
        "concerns_id": family.child,
        "kind": ActionKind.HELP,
        "title": TITLE,
        "due_on": family.today + timedelta(days=21),
        "form_key": uuid.uuid4(),
        **how,
    }
    with acting(family.place.coordinator, now):
        return ask_action(family.place.coordinator, AskAction(**command), now=now).action_id


def consent(family: Family, organisation: str, *, now: datetime | None = None, **how: Any) -> None:
    """Write down that everyone who must be asked said yes to the plan part, for this organisation."""
    now = now or family.now
    yes = dict.fromkeys((family.child, family.mother, family.father), ConsentAnswer.YES)
    command = {
        "case_id": family.case_id,
        "organisation_id": family.place.organisations[organisation],
        "items": (Category.K16,),
        "concerns_id": family.child,
        "answers": yes,
        "asked_on": family.today,
        "until": family.today + timedelta(days=90),
        "how": "in een gesprek",
        "form_key": uuid.uuid4(),
        **how,
    }
    with acting(family.place.coordinator, now):
        record_consent(family.place.coordinator, RecordConsent(**command), now=now)


def show(family: Family, action_id: UUID, *, now: datetime | None = None) -> date:
    """Let the organisation see the action; gives its last day."""
    now = now or family.now
    viewer = family.place.coordinator
    with acting(viewer, now):
        return share_action(viewer, ShareAction(action_id, "Nodig om dit te doen.", uuid.uuid4()), now=now).until


def shared(family: Family, organisation: str = "school", **how: Any) -> UUID:
    """Ask, get consent where a rule wants it, and show."""
    action_id = ask(family, organisation, **how)
    consent(family, organisation, items=(Category.K16, Category.K1))
    show(family, action_id)
    return action_id


def step(viewer: Viewer, action_id: UUID, kind: StepKind, *, now: datetime = NOW, **how: Any) -> ActionDone:
    """Take a step."""
    with acting(viewer, now):
        return take_step(viewer, TakeStep(action_id, kind, how.pop("form_key", uuid.uuid4()), **how), now=now)


def row(family: Family, action_id: UUID) -> Action:
    """Read an action as its coordinator, to see what was stored."""
    with acting(family.place.coordinator, family.now):
        return Action.objects.get(pk=action_id)
