"""The page of the plan, and what its forms offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sluitend.access import context
from sluitend.access.gate import enter_case
from sluitend.content.life_domains import life_domains
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.plan import (
    PlanStatus,
    StartFacts,
    check_every_child,
    check_paper_for,
    check_print,
    check_start,
    offer_settled,
)
from sluitend.domain.sharing import SENSITIVE_DOMAINS, ConsentAnswer, Viewer
from sluitend.domain.vocabulary import Category, LifeDomain
from sluitend.queries.case_head import CaseHead, answer_of, head_of, plan_of
from sluitend.queries.case_people import People, PersonRow, load_people, named
from sluitend.queries.plan import DomainRow, GoalRow, PlanParts, VoiceRow, load_plan
from sluitend.records.models import Consent

SHOWS = (Category.K1, Category.K2, Category.K16, Category.K19)


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper for one person of the family. refusal: why it is not made yet, or None."""

    person_id: UUID
    name: str
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan. missing: what it still needs before it can start, or while it runs. may_contribute: why the viewer adds no child's sheet.

    may_print: why nothing goes on paper, or None; papers: for each person of the family, and none for a viewer who may
    not read what stands on them.
    """

    head: CaseHead
    people: People
    plan: PlanParts
    missing: tuple[Refusal, ...]
    may_contribute: Refusal | None
    may_print: Refusal | None
    papers: tuple[Paper, ...]

    def person(self, person_id: UUID) -> PersonRow:
        """Give one person of this page. Raises NotFound."""
        for row in self.people.persons:
            if row.person_id == person_id:
                return row
        raise NotFound

    def goal(self, goal_id: UUID) -> GoalRow:
        """Give one goal that is worked on. Raises NotFound."""
        for row in self.plan.open_goals:
            if row.goal_id == goal_id:
                return row
        raise NotFound

    def domain(self, domain_id: UUID) -> DomainRow:
        """Give one open life domain. Raises NotFound."""
        for row in self.plan.domains:
            if row.domain_id == domain_id:
                return row
        raise NotFound

    def voice(self, voice_id: UUID) -> VoiceRow:
        """Give one sheet that the viewer wrote. Raises NotFound."""
        for row in self.plan.voices:
            if row.voice_id == voice_id and row.mine:
                return row
        raise NotFound


@dataclass(frozen=True, slots=True)
class ClosedDomain:
    """A life domain that can be opened. question: what it asks. sensitive: by consent or in own words only."""

    domain: LifeDomain
    question_nl: str
    question_en: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class ConsentChoice:
    """A consent that holds today and is not about an organisation."""

    consent_id: UUID
    item: Category
    about: str


@dataclass(frozen=True, slots=True)
class DomainChoice:
    """What opening a life domain offers."""

    head: CaseHead
    closed: tuple[ClosedDomain, ...]
    persons: tuple[PersonRow, ...]
    consents: tuple[ConsentChoice, ...]


def plan_page(viewer: Viewer, case_id: UUID, *, now: datetime, action: str = "plan.page") -> PlanPage:
    """Show the plan of a case.

    Raises:
        NotFound: there is no such case for this viewer, or its plan is not theirs to read.
    """
    access = enter_case(viewer, case_id, action=action, categories=SHOWS, now=now)
    if not access.reads(Category.K16):
        raise NotFound
    row = plan_of(case_id)
    people = load_people(access, now=now)
    plan = load_plan(access, row, people, now=now)
    facts = StartFacts(
        children={child.person_id: child.short for child in people.children},
        goal_persons=tuple(frozenset(goal.person_ids) for goal in plan.open_goals),
        offer_settled=offer_settled(answer_of(row), row.no_offer_reason),
        heightened=access.heightened,
        what_if=row.what_if,
    )
    return PlanPage(
        head=head_of(access, row, now=now),
        people=people,
        plan=plan,
        missing=check_start(facts) if plan.status is PlanStatus.MAKING else _still_missing(facts, plan),
        may_contribute=access.check_contribute(Category.K16),
        may_print=check_print(heightened=access.heightened),
        papers=tuple(
            Paper(person.person_id, person.name, check_paper_for(person.told.state if person.told else None))
            for person in people.persons
            if person.in_family and access.reads(Category.K2)
        ),
    )


def _still_missing(facts: StartFacts, plan: PlanParts) -> tuple[Refusal, ...]:
    """A child that comes into a plan that runs has a goal there as well."""
    return check_every_child(facts.children, facts.goal_persons) if plan.status is PlanStatus.RUNNING else ()


def domain_choice(viewer: Viewer, case_id: UUID, *, now: datetime) -> DomainChoice:
    """Give what opening a life domain offers.

    Raises:
        NotFound: there is no such case for this viewer, or its plan is not theirs to read.
    """
    page = plan_page(viewer, case_id, now=now, action="case.form")
    open_now = {row.domain for row in page.plan.domains}
    names = named(page.people.persons)
    day = context.today(now)
    rows = Consent.objects.filter(case_id=case_id, organisation=None, answer=ConsentAnswer.YES)
    rows = rows.filter(asked_on__lte=day, until__gte=day, item__in=set(SENSITIVE_DOMAINS.values())).order_by("item")
    return DomainChoice(
        head=page.head,
        closed=tuple(
            ClosedDomain(kind.domain, kind.text_nl, kind.text_en, kind.domain in SENSITIVE_DOMAINS)
            for kind in life_domains().values()
            if kind.domain not in open_now
        ),
        persons=page.people.persons,
        consents=tuple(ConsentChoice(row.pk, Category(row.item), names.get(row.concerns_id, "")) for row in rows),
    )
