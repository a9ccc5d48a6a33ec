"""The plan as its page shows it: the offer, open life domains, goals with their actions, sheets of children, agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.gate import CaseAccess
from sluitend.content.life_domains import life_domains
from sluitend.domain.action import count_actions
from sluitend.domain.outcome import Refusal
from sluitend.domain.plan import (
    AgreementHow,
    DomainBasis,
    FamilyAnswer,
    GoalStatus,
    Level,
    LevelMoment,
    PlanStatus,
    many_goals,
)
from sluitend.domain.sharing import SENSITIVE_DOMAINS, Given, ReadLevel
from sluitend.domain.vocabulary import Category, LifeDomain
from sluitend.queries.actions import ActionRow, actions_of_case
from sluitend.queries.case_head import PlanDue, answer_of, plan_due
from sluitend.queries.case_people import People, PersonRow, named
from sluitend.records.models import Agreement, ChildVoice, DomainLevel, Goal, GoalPerson, OpenDomain, Plan

_GIVEN = {DomainBasis.CONSENT: Given.CONSENT, DomainBasis.OWN_WORDS: Given.OWN_WORDS}


@dataclass(frozen=True, slots=True)
class LevelRow:
    """How it goes in one life domain, by a named person. by_family: how the family itself sees it."""

    level: Level
    sentence: str
    bron: str
    moment: LevelMoment
    on: date
    by_family: bool
    person: str
    by: str


@dataclass(frozen=True, slots=True)
class DomainRow:
    """An open life domain. question: what it asks, in both languages. only_fact: the viewer sees that it is open, no more."""

    domain_id: UUID
    domain: LifeDomain
    question_nl: str
    question_en: str
    why: str
    basis: DomainBasis
    told_by: str
    opened_on: date
    levels: tuple[LevelRow, ...]
    only_fact: bool
    has_goal: bool


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal with what was asked and promised for it."""

    goal_id: UUID
    family_words: str
    persons: tuple[str, ...]
    person_ids: tuple[UUID, ...]
    domain: LifeDomain | None
    domain_id: UUID | None
    measure: str
    target_on: date
    status: GoalStatus
    result_words: str
    actions: tuple[ActionRow, ...]
    version: int

    @property
    def is_open(self) -> bool:
        """Tell whether the goal is still worked on."""
        return self.status is GoalStatus.OPEN


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """A child's own words. mine: the viewer listened and can change them."""

    voice_id: UUID
    child: str
    child_id: UUID
    words: str
    on: date
    listener: str
    parents_may_see: bool
    decided_by_child: bool
    mine: bool
    version: int


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """What somebody said about the plan. latest: what they said last; older answers stay readable."""

    person: str
    person_id: UUID
    agrees: bool
    words: str
    on: date
    how: AgreementHow
    latest: bool


@dataclass(frozen=True, slots=True)
class OfferRow:
    """The offer of the family's own plan, and its answer."""

    offered_on: date | None
    how: str
    answer: FamilyAnswer | None
    answered_on: date | None
    words: str
    no_offer_reason: str

    @property
    def made(self) -> bool:
        """Tell whether anything was written down yet."""
        return self.offered_on is not None or bool(self.no_offer_reason)


@dataclass(frozen=True, slots=True)
class PlanParts:
    """Everything in a plan that the viewer may see."""

    status: PlanStatus
    started_on: date | None
    look_again: date | None
    due: PlanDue | None
    offer: OfferRow
    what_if: str
    copy_asked_on: date | None
    copy_given_on: date | None
    copy_due: date | None
    domains: tuple[DomainRow, ...]
    goals: tuple[GoalRow, ...]
    loose: tuple[ActionRow, ...]
    voices: tuple[VoiceRow, ...]
    agreements: tuple[AgreementRow, ...]
    promised: int
    asked: int
    inside: int
    declined: int
    many_goals: Refusal | None
    version: int

    @property
    def open_goals(self) -> tuple[GoalRow, ...]:
        """Give the goals that are worked on."""
        return tuple(goal for goal in self.goals if goal.is_open)

    @property
    def heard(self) -> frozenset[UUID]:
        """Give everybody who said what they think of the plan."""
        return frozenset(row.person_id for row in self.agreements)

    @property
    def closed_goals(self) -> tuple[GoalRow, ...]:
        """Give the goals that are over."""
        return tuple(goal for goal in self.goals if not goal.is_open)


def load_plan(access: CaseAccess, plan: Plan, people: People, *, now: datetime) -> PlanParts:
    """Load the parts of a plan that the viewer may see; the number of statements does not grow with the plan."""
    day = context.today(now)
    names = named(people.persons)
    actions = actions_of_case(access, now=now)
    counts = count_actions((row.status, not row.inside) for row in actions)
    goals = _goals(access, names, actions)
    shown = {goal.goal_id for goal in goals}
    domains = _domains(access, names, {goal.domain_id for goal in goals if goal.is_open})
    asked_on, given_on = plan.written_copy_asked_on, plan.written_copy_given_on
    active = sum(goal.is_open for goal in goals)
    return PlanParts(
        status=PlanStatus(plan.status),
        started_on=plan.started_on,
        look_again=access.row.evaluate_by,
        due=plan_due(access.row, plan),
        offer=OfferRow(
            offered_on=plan.family_plan_offered_on,
            how=plan.family_plan_how,
            answer=answer_of(plan),
            answered_on=plan.family_answered_on,
            words=plan.family_answer_words,
            no_offer_reason=plan.no_offer_reason,
        ),
        what_if=plan.what_if,
        copy_asked_on=asked_on,
        copy_given_on=given_on,
        copy_due=norms.due_day("plan.in_writing", asked_on) if asked_on and access.row.closed_at is None else None,
        domains=domains,
        goals=goals,
        loose=tuple(row for row in actions if row.goal_id not in shown),
        voices=_voices(access, names),
        agreements=_agreements(access.case_id, names),
        promised=counts.promised,
        asked=counts.asked,
        inside=counts.inside,
        declined=counts.declined,
        many_goals=many_goals(active, most=norms.value("plan.active_goals", day)),
        version=plan.version,
    )


def children_without_goal(people: People, plan: PlanParts) -> tuple[PersonRow, ...]:
    """Give the children of a case for whom no goal is worked on."""
    served = {person for goal in plan.open_goals for person in goal.person_ids}
    return tuple(child for child in people.children if child.person_id not in served)


def _goals(access: CaseAccess, names: Mapping[UUID, str], actions: Iterable[ActionRow]) -> tuple[GoalRow, ...]:
    """Give the goals the viewer may read; one in a sensitive life domain only to who reads that kind of data."""
    case_id = access.case_id
    persons: dict[UUID, list[UUID]] = defaultdict(list)
    pairs = GoalPerson.objects.filter(case_id=case_id).order_by("person__position")
    for goal, person in pairs.values_list("goal_id", "person_id"):
        if person in names:
            persons[goal].append(person)
    served: dict[UUID | None, list[ActionRow]] = defaultdict(list)
    for row in actions:
        served[row.goal_id].append(row)
    rows = Goal.objects.filter(case_id=case_id).select_related("domain").order_by("position", "id")
    return tuple(
        GoalRow(
            goal_id=row.pk,
            family_words=row.family_words,
            persons=tuple(names[person] for person in persons[row.pk]),
            person_ids=tuple(persons[row.pk]),
            domain=LifeDomain(row.domain.code) if row.domain else None,
            domain_id=row.domain_id,
            measure=row.measure,
            target_on=row.target_on,
            status=GoalStatus(row.status),
            result_words=row.result_words,
            actions=tuple(served[row.pk]),
            version=row.version,
        )
        for row in rows
        # The words of a goal are the family's own.
        if access.reads(_stored_as(row.domain), *([Given.OWN_WORDS] if row.domain else []))
    )


def _stored_as(domain: OpenDomain | None) -> Category:
    return SENSITIVE_DOMAINS.get(LifeDomain(domain.code), Category.K16) if domain else Category.K16


def _domains(access: CaseAccess, names: Mapping[UUID, str], with_goal: Iterable[UUID | None]) -> tuple[DomainRow, ...]:
    with_goal = set(with_goal)
    rows = list(OpenDomain.objects.filter(case_id=access.case_id, closed_at=None).order_by("code"))
    levels: dict[UUID, list[LevelRow]] = defaultdict(list)
    found = DomainLevel.objects.filter(case_id=access.case_id, domain__closed_at=None).select_related("recorded_by")
    for row in found.order_by("on", "recorded_at", "id"):
        levels[row.domain_id].append(
            LevelRow(
                level=Level(str(row.level)),
                sentence=row.sentence,
                bron=row.bron,
                moment=LevelMoment(row.moment),
                on=row.on,
                by_family=row.by_family,
                person=names.get(row.person_id, "") if row.person_id else "",
                by=row.recorded_by.display_name,
            )
        )
    shown = []
    for opened in rows:
        domain, basis = LifeDomain(opened.code), DomainBasis(opened.basis)
        given = [_GIVEN[basis]] if basis in _GIVEN else []
        level = access.level(SENSITIVE_DOMAINS.get(domain, Category.K16), *given)
        if level is ReadLevel.NONE:
            continue
        only_fact = level < ReadLevel.READ
        kind = life_domains()[domain]
        shown.append(
            DomainRow(
                domain_id=opened.pk,
                domain=domain,
                question_nl=kind.text_nl,
                question_en=kind.text_en,
                # What stands open by consent is known as a fact: that it matters, and whom to ask.
                why=opened.why,
                basis=basis,
                told_by=names.get(opened.told_by_id, "") if opened.told_by_id else "",
                opened_on=context.today(opened.opened_at),
                levels=tuple(one for one in levels[opened.pk] if not only_fact or one.by_family),
                only_fact=only_fact,
                has_goal=opened.pk in with_goal,
            )
        )
    return tuple(shown)


def _voices(access: CaseAccess, names: Mapping[UUID, str]) -> tuple[VoiceRow, ...]:
    rows = (
        ChildVoice.objects.filter(case_id=access.case_id).select_related("listener").order_by("child__position", "-on")
    )
    return tuple(
        VoiceRow(
            voice_id=row.pk,
            child=names[row.child_id],
            child_id=row.child_id,
            words=row.words,
            on=row.on,
            listener=row.listener.display_name,
            parents_may_see=row.parents_may_see,
            decided_by_child=row.decided_by_child,
            mine=row.listener_id == access.viewer.membership_id,
            version=row.version,
        )
        for row in rows
        if row.child_id in names
    )


def _agreements(case_id: UUID, names: Mapping[UUID, str]) -> tuple[AgreementRow, ...]:
    """Give what everybody said, newest first; the first of each person is the one that counts."""
    heard: set[UUID] = set()
    found = []
    for row in Agreement.objects.filter(case_id=case_id).order_by("-on", "-recorded_at", "-id"):
        if row.person_id not in names:
            continue
        found.append(
            AgreementRow(
                person=names[row.person_id],
                person_id=row.person_id,
                agrees=row.agrees,
                words=row.words,
                on=row.on,
                how=AgreementHow(row.how),
                latest=row.person_id not in heard,
            )
        )
        heard.add(row.person_id)
    return tuple(found)
