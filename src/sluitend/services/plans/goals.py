"""Life domains, levels and goals: nothing obligatory outside what somebody opened with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context
from sluitend.access.gate import change_case
from sluitend.access.words import check_words
from sluitend.domain.case import CaseStatus
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.plan import (
    DomainBasis,
    DomainIn,
    GoalIn,
    GoalStatus,
    LevelIn,
    check_close_domain,
    check_domain,
    check_drop,
    check_goal,
    check_level,
)
from sluitend.domain.sharing import SENSITIVE_DOMAINS, ConsentAnswer, Viewer
from sluitend.domain.vocabulary import Category, LifeDomain
from sluitend.records.models import Action, Consent, DomainLevel, Goal, GoalPerson, OpenDomain
from sluitend.services.plans.common import begin_planning, conflict, one, person_of, persons_of, plan_of

_OPEN_ACTIONS = ("asked", "accepted", "busy", "blocked")


@dataclass(frozen=True, slots=True)
class OpenLifeDomain:
    """A life domain to open, with one sentence why."""

    case_id: UUID
    domain: DomainIn
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class CloseLifeDomain:
    """A life domain that no longer matters here."""

    case_id: UUID
    domain_id: UUID
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class RecordLevel:
    """How it goes in one open life domain, by a named person."""

    case_id: UUID
    domain_id: UUID
    level: LevelIn
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class AddGoal:
    """A goal in the family's words."""

    case_id: UUID
    goal: GoalIn
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class ChangeGoal:
    """A goal said anew. version: what the writer started from."""

    case_id: UUID
    goal_id: UUID
    goal: GoalIn
    version: int
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class DropGoal:
    """A goal the family no longer wants. words: why."""

    case_id: UUID
    goal_id: UUID
    words: str = field(repr=False)
    quote: bool = False
    form_key: UUID | None = None


def open_domain(viewer: Viewer, command: OpenLifeDomain, *, now: datetime) -> UUID:
    """Open a life domain with one sentence why; four of them by consent or in the family's own words only.

    Raises:
        NotFound: there is no such case or person for the viewer.
        Refused: it is open already, no sentence, or a sensitive one without consent or own words.
    """
    given, day = command.domain, context.today(now)
    stored_as = SENSITIVE_DOMAINS.get(given.domain, Category.K16)

    def make() -> UUID:
        words = check_words(viewer, {"why": given.why}, quote=command.quote, now=now)
        pk = uuid.uuid4()
        with change_case(
            viewer, command.case_id, action="domain.open", kind="domain", about=pk, categories=(stored_as,), now=now
        ):
            open_now = OpenDomain.objects.filter(case_id=command.case_id, closed_at=None).values_list("code", flat=True)
            consent = given.consent_id if given.basis is DomainBasis.CONSENT else None
            refuse_any(
                *check_domain(
                    given,
                    open_now={LifeDomain(code) for code in open_now},
                    consent_valid=consent is not None and _holds(consent, command.case_id, stored_as, day),
                ),
                *words,
            )
            told_by = given.told_by_id if given.basis is DomainBasis.OWN_WORDS else None
            if told_by is not None:
                person_of(command.case_id, told_by)
            row = OpenDomain(
                id=pk,
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                code=given.domain,
                why=given.why,
                basis=given.basis,
                told_by_id=told_by,
                consent_id=consent,
                opened_by_id=viewer.membership_id,
                opened_at=now,
            )
            row.save(force_insert=True)
            begin_planning(command.case_id)
            return row.pk

    return one(viewer, command.form_key, "domain.open", make, now)


def close_domain(viewer: Viewer, command: CloseLifeDomain, *, now: datetime) -> UUID:
    """Close a life domain that no longer matters here.

    Raises:
        NotFound: there is no such open life domain in a case of the viewer.
        Refused: a goal in it is still worked on.
    """

    def make() -> UUID:
        with change_case(
            viewer, command.case_id, action="domain.close", kind="domain", about=command.domain_id, now=now
        ):
            row = _domain(command.case_id, command.domain_id)
            busy = Goal.objects.filter(domain=row, status=GoalStatus.OPEN).exists()
            refuse_any(check_close_domain(goals_open=busy))
            row.closed_at = now
            row.save(update_fields=["closed_at"])
            return row.pk

    return one(viewer, command.form_key, "domain.close", make, now)


def record_level(viewer: Viewer, command: RecordLevel, *, now: datetime) -> UUID:
    """Write down how it goes in one life domain, in one factual sentence; at the start or at an evaluation.

    Raises:
        NotFound: there is no such open life domain in a case of the viewer.
        Refused: no goal in it, no sentence, source or day, or a sensitive one that is not the family's own.
    """
    given, day = command.level, context.today(now)

    def make() -> UUID:
        words = check_words(viewer, {"sentence": given.sentence}, quote=command.quote, now=now)
        with change_case(
            viewer, command.case_id, action="level.record", kind="domain", about=command.domain_id,
            person_id=given.person_id, now=now,
        ) as access:  # fmt: skip
            row = _domain(command.case_id, command.domain_id)
            checks = check_level(
                given,
                domain=LifeDomain(row.code),
                basis=DomainBasis(row.basis),
                has_goal=Goal.objects.filter(domain=row, status=GoalStatus.OPEN).exists(),
                running=access.status is CaseStatus.RUNNING,
                persons=persons_of(command.case_id),
                today=day,
            )
            refuse_any(*checks, *words)
            level = DomainLevel(
                id=uuid.uuid4(),
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                domain=row,
                person_id=given.person_id,
                level=int(given.level),
                sentence=given.sentence,
                bron=given.bron,
                moment=given.moment,
                on=given.on or day,
                by_family=given.by_family,
                recorded_by_id=viewer.membership_id,
                recorded_at=now,
            )
            level.save(force_insert=True)
            return level.pk

    return one(viewer, command.form_key, "level.record", make, now)


def add_goal(viewer: Viewer, command: AddGoal, *, now: datetime) -> UUID:
    """Add a goal in the family's words; gives its id.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: no words, nobody it is for, no open life domain, no measure or no day.
    """
    given, day = command.goal, context.today(now)

    def make() -> UUID:
        words = _guard(viewer, given, command.quote, now)
        pk = uuid.uuid4()
        with change_case(viewer, command.case_id, action="goal.add", kind="goal", about=pk, now=now):
            plan = plan_of(command.case_id)
            refuse_any(*_checks(command.case_id, given, day), *words)
            row = Goal(
                id=pk,
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                plan=plan,
                domain_id=given.domain_id,
                family_words=given.family_words,
                measure=given.measure,
                target_on=given.target_on or day,
                status=GoalStatus.OPEN,
                position=Goal.objects.filter(case_id=command.case_id).count(),
            )
            row.save(force_insert=True)
            _for(row, given.person_ids)
            begin_planning(command.case_id)
            return row.pk

    return one(viewer, command.form_key, "goal.add", make, now)


def change_goal(viewer: Viewer, command: ChangeGoal, *, now: datetime) -> UUID:
    """Say a goal anew, while it is worked on.

    Raises:
        NotFound: there is no such goal in a case of the viewer.
        Refused: as for add_goal. Conflict: somebody else saved first.
    """
    given = command.goal

    def make() -> UUID:
        words = _guard(viewer, given, command.quote, now)
        row = _goal(command.case_id, command.goal_id)
        if row.version != command.version:
            stored = {
                "family_words": row.family_words,
                "measure": row.measure,
                "target_on": f"{row.target_on:%d-%m-%Y}",
            }
            raise conflict(command.case_id, "goal", row.pk, stored=stored, version=row.version)
        with change_case(viewer, command.case_id, action="goal.change", kind="goal", about=row.pk, now=now):
            day = context.today(now)
            refuse_any(*_checks(command.case_id, given, min(day, row.target_on)), *words)
            row.family_words, row.measure = given.family_words, given.measure
            row.target_on, row.domain_id = given.target_on or row.target_on, given.domain_id
            row.version += 1
            row.save()
            GoalPerson.objects.filter(goal=row).exclude(person_id__in=given.person_ids).delete()
            held = set(GoalPerson.objects.filter(goal=row).values_list("person_id", flat=True))
            _for(row, [person for person in given.person_ids if person not in held])
            return row.pk

    return one(viewer, command.form_key, "goal.change", make, now)


def drop_goal(viewer: Viewer, command: DropGoal, *, now: datetime) -> UUID:
    """Let a goal go that the family no longer wants, with a reason.

    Raises:
        NotFound: there is no such goal in a case of the viewer.
        Refused: no reason, or an action for it is still promised.
    """

    def make() -> UUID:
        words = check_words(viewer, {"words": command.words}, quote=command.quote, now=now)
        with change_case(viewer, command.case_id, action="goal.drop", kind="goal", about=command.goal_id, now=now):
            row = _goal(command.case_id, command.goal_id)
            busy = Action.objects.filter(goal=row, status__in=_OPEN_ACTIONS).exists()
            refuse_any(*check_drop(command.words, actions_open=busy), *words)
            row.status, row.result_words, row.decided_on = GoalStatus.DROPPED, command.words, context.today(now)
            row.version += 1
            row.save(update_fields=["status", "result_words", "decided_on", "version"])
            return row.pk

    return one(viewer, command.form_key, "goal.drop", make, now)


def _holds(consent_id: UUID, case_id: UUID, item: Category, day: date) -> bool:
    rows = Consent.objects.filter(pk=consent_id, case_id=case_id, item=item, answer=ConsentAnswer.YES)
    return rows.filter(organisation=None, asked_on__lte=day, until__gte=day).exists()


def _domain(case_id: UUID, domain_id: UUID) -> OpenDomain:
    row = OpenDomain.objects.select_for_update().filter(pk=domain_id, case_id=case_id, closed_at=None).first()
    if row is None:
        raise NotFound
    return row


def _goal(case_id: UUID, goal_id: UUID) -> Goal:
    rows = Goal.objects.select_for_update().filter(pk=goal_id, case_id=case_id, status=GoalStatus.OPEN)
    row = rows.first()
    if row is None:
        raise NotFound
    return row


def _guard(viewer: Viewer, given: GoalIn, quote: bool, now: datetime) -> tuple[Refusal, ...]:
    return check_words(viewer, {"family_words": given.family_words, "measure": given.measure}, quote=quote, now=now)


def _checks(case_id: UUID, given: GoalIn, today: date) -> tuple[Refusal, ...]:
    domains = set(OpenDomain.objects.filter(case_id=case_id, closed_at=None).values_list("pk", flat=True))
    return check_goal(given, persons=persons_of(case_id), domains=domains, today=today)


def _for(row: Goal, persons: Iterable[UUID]) -> None:
    GoalPerson.objects.bulk_create(
        GoalPerson(municipality_id=row.municipality_id, case_id=row.case_id, goal=row, person_id=person)
        for person in persons
    )
