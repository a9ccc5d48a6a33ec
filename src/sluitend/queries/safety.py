"""What keeps the children of a case safe, as its pages show it: the safety plan, and two sheets about each child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context, norms
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.safety import enter_safety, why_not
from sluitend.domain.case import PersonKind
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.person import show_phone
from sluitend.domain.safety import ByWhom, Demands, check_paper, reads_concerns, reads_demands, reads_rules
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.queries.case_head import CaseHead, Colleague, colleague, head_of, plan_of
from sluitend.queries.printed_plan import circle_of, named_in
from sluitend.records.models import (
    CasePerson,
    FlightRisk,
    Membership,
    Municipality,
    Residence,
    SafetyPlan,
    SafetyRule,
    SafetyWord,
)
from sluitend.records.persons import name_of


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody of the case, to choose from."""

    person_id: UUID
    name: str
    is_child: bool
    in_family: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule. stopped_on: since when it no longer holds."""

    rule_id: UUID
    person_id: UUID
    who: str
    does: str
    moment: str
    helpers: str
    stopped_on: date | None


@dataclass(frozen=True, slots=True)
class WordRow:
    """How safe somebody said it is. by: who wrote it down."""

    who: str
    words: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The safety plan. concerns, complicating and danger are empty for who may not read them; demands is None for who may not."""

    concerns: str
    complicating: str
    danger: str
    aim: str
    child_knows: str
    checks: str
    if_broken: str
    ends_when: str
    demands: Demands | None
    demands_words: str
    next_check: date
    changed_by: str
    changed_on: date
    version: int


@dataclass(frozen=True, slots=True)
class RiskRow:
    """The chance that a child is taken away."""

    facts: str
    facts_from: str
    facts_on: date
    papers: str
    to_call: str
    decided: str
    why: str
    until: date
    review_on: date
    by: str
    decided_on: date
    version: int


@dataclass(frozen=True, slots=True)
class StayRow:
    """Where a child stays for a time."""

    stays: str
    by_whom: ByWhom
    decided: str
    why: str
    who_knows: str
    since: date
    until: date
    review_on: date
    by: str
    decided_on: date
    version: int


@dataclass(frozen=True, slots=True)
class ChildSheets:
    """One child with its sheets; None where there is none, or where the viewer may not read it."""

    person_id: UUID
    name: str
    risk: RiskRow | None
    stay: StayRow | None


@dataclass(frozen=True, slots=True)
class SafetyPage:
    """Everything about the safety of the children of a case.

    concerns: the viewer reads the concerns and the sheets. demands: and what Veilig Thuis asks. may_write, may_print: why not, where the button would be.
    papers: the viewer reads what stands on paper. latest_check and latest: the last days that can be chosen.
    """

    head: CaseHead
    case_id: UUID
    plan: PlanRow | None
    rules: tuple[RuleRow, ...]
    words: tuple[WordRow, ...]
    children: tuple[ChildSheets, ...]
    persons: tuple[Somebody, ...]
    concerns: bool
    demands: bool
    may_write: Refusal | None
    may_print: Refusal | None
    papers: bool
    latest_check: date
    latest: date

    def child(self, person_id: UUID) -> ChildSheets:
        """Give the sheets of one child. Raises NotFound."""
        found = next((one for one in self.children if one.person_id == person_id), None)
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True, slots=True)
class SafetyPaper:
    """What one person takes home of the safety plan: what was agreed, never what was feared.

    aim, if_broken and ends_when are empty when somebody of the family lives elsewhere. mentions: first names of people who
    are nobody's business here and stand in a text all the same.
    """

    case_id: UUID
    name: str
    worker: Colleague
    deputy: Colleague | None
    municipality: str
    phone: str
    phone_hours: str
    aim: str
    rules: tuple[RuleRow, ...]
    checks: str
    if_broken: str
    ends_when: str
    mentions: tuple[str, ...]


def safety_page(viewer: Viewer, case_id: UUID, *, now: datetime, action: str = "safety_plan.page") -> SafetyPage:
    """Show what keeps the children of a case safe.

    Raises:
        NotFound: there is no such case for this viewer, or nothing of this is theirs to read.
    """
    access = enter_safety(viewer, case_id, action=action, now=now)
    concerns, demands = reads_concerns(access.levels), reads_demands(access.levels)
    persons = _persons(case_id)
    names = {pk: str(name_of(row)) for pk, row in persons.items()}
    row = SafetyPlan.objects.filter(case_id=case_id, ended_on=None).select_related("changed_by").first()
    return SafetyPage(
        head=head_of(access, plan_of(case_id), now=now),
        case_id=case_id,
        plan=_plan(row, concerns=concerns, demands=demands) if row else None,
        rules=_rules(row, names) if row else (),
        words=_words(row, names) if row and concerns else (),
        children=_children(case_id, persons, concerns=concerns),
        persons=tuple(
            Somebody(pk, names[pk], one.kind == PersonKind.CHILD, one.in_family)
            for pk, one in persons.items()
            if one.left_on is None
        ),
        concerns=concerns,
        demands=demands,
        may_write=why_not(access),
        may_print=check_paper(heightened=access.heightened),
        papers=access.reads(Category.K2),
        latest_check=norms.due_day("safety.check", now),
        latest=norms.due_day("safety.until", now),
    )


def safety_paper(viewer: Viewer, case_id: UUID, person_id: UUID, *, now: datetime) -> SafetyPaper:
    """Give the safety plan on paper for one person; the look is logged with that person.

    Raises:
        NotFound: there is no such person in a case of this viewer, no safety plan, or it is not theirs to read.
        Refused: under heightened safety nothing goes home.
    """
    access = case_access(viewer, case_id, now=now)
    persons = {pk: row for pk, row in _persons(case_id).items() if row.left_on is None}
    me = persons.get(person_id)
    row = SafetyPlan.objects.filter(case_id=case_id, ended_on=None).select_related("changed_by").first()
    if me is None or row is None or not reads_rules(access.levels) or not access.reads(Category.K2):
        raise NotFound
    refuse_any(check_paper(heightened=access.heightened))
    audit.read(
        viewer,
        "safety_plan.print",
        audit.Ref("person", person_id, case_id=case_id, person_id=person_id),
        now=now,
        categories=(Category.K1, Category.K2, Category.K16),
        why=audit.Why(ground=access.reason.value, rule="F.7, regel 47"),
    )
    return _paper(access, row, me, persons, context.today(now))


def _paper(
    access: CaseAccess, row: SafetyPlan, me: CasePerson, persons: dict[UUID, CasePerson], day: date
) -> SafetyPaper:
    circle = circle_of(me, persons, day)
    names = {pk: str(name_of(one)) for pk, one in persons.items()}
    near = circle.own | circle.together
    rules = tuple(one for one in _rules(row, names) if one.stopped_on is None and one.person_id in near)
    whole = circle.whole_family
    texts = [row.aim, row.if_broken, row.ends_when, row.checks] if whole else []
    texts += [part for one in rules for part in (one.does, one.moment, one.helpers)]
    place = Municipality.objects.get(pk=access.viewer.municipality_id)
    return SafetyPaper(
        case_id=access.case_id,
        name=names[me.pk],
        worker=colleague(access.row.coordinator),
        deputy=colleague(access.row.deputy) if access.row.deputy else None,
        municipality=place.name,
        phone=show_phone(place.phone),
        phone_hours=place.phone_hours,
        aim=row.aim if whole else "",
        rules=rules,
        checks=row.checks if whole else "",
        if_broken=row.if_broken if whole else "",
        ends_when=row.ends_when if whole else "",
        mentions=named_in(texts, [one.given_names.split(" ")[0] for pk, one in persons.items() if pk not in near]),
    )


def _persons(case_id: UUID) -> dict[UUID, CasePerson]:
    return {row.pk: row for row in CasePerson.objects.filter(case_id=case_id).order_by("position")}


def _signed(member: Membership) -> str:
    return f"{member.display_name}, {member.function.lower()}"


def _plan(row: SafetyPlan, *, concerns: bool, demands: bool) -> PlanRow:
    return PlanRow(
        concerns=row.concerns if concerns else "",
        complicating=row.complicating if concerns else "",
        danger=row.danger if concerns else "",
        aim=row.aim,
        child_knows=row.child_knows,
        checks=row.checks,
        if_broken=row.if_broken,
        ends_when=row.ends_when,
        demands=Demands(row.demands) if demands else None,
        demands_words=row.demands_words if demands else "",
        next_check=row.next_check,
        changed_by=_signed(row.changed_by),
        changed_on=context.today(row.changed_at),
        version=row.version,
    )


def _rules(plan: SafetyPlan, names: dict[UUID, str]) -> tuple[RuleRow, ...]:
    rows = SafetyRule.objects.filter(plan=plan).order_by("added_at", "id")
    return tuple(
        RuleRow(row.pk, row.person_id, names.get(row.person_id, ""), row.does, row.moment, row.helpers, row.stopped_on)
        for row in rows
    )


def _words(plan: SafetyPlan, names: dict[UUID, str]) -> tuple[WordRow, ...]:
    """Give what people said by day, newest first: in time, never by how safe it is."""
    rows = SafetyWord.objects.filter(plan=plan).select_related("noted_by").order_by("-said_on", "-noted_at")
    return tuple(
        WordRow(
            names.get(row.person_id, "") if row.person_id else _signed(row.noted_by),
            row.words,
            row.said_on,
            _signed(row.noted_by),
        )
        for row in rows
    )


def _children(case_id: UUID, persons: dict[UUID, CasePerson], *, concerns: bool) -> tuple[ChildSheets, ...]:
    risks: dict[UUID, FlightRisk] = {}
    stays: dict[UUID, Residence] = {}
    if concerns:
        for risk in FlightRisk.objects.filter(case_id=case_id, ended_on=None).select_related("decided_by"):
            risks[risk.person_id] = risk
        for stay in Residence.objects.filter(case_id=case_id, ended_on=None).select_related("decided_by"):
            stays[stay.person_id] = stay
    return tuple(
        ChildSheets(
            pk,
            str(name_of(row)),
            _risk(risks[pk]) if pk in risks else None,
            _stay(stays[pk]) if pk in stays else None,
        )
        for pk, row in persons.items()
        if row.kind == PersonKind.CHILD and row.left_on is None
    )


def _risk(row: FlightRisk) -> RiskRow:
    return RiskRow(
        facts=row.facts,
        facts_from=row.facts_from,
        facts_on=row.facts_on,
        papers=row.papers,
        to_call=row.to_call,
        decided=row.decided,
        why=row.why,
        until=row.until,
        review_on=row.review_on,
        by=_signed(row.decided_by),
        decided_on=context.today(row.decided_at),
        version=row.version,
    )


def _stay(row: Residence) -> StayRow:
    return StayRow(
        stays=row.stays,
        by_whom=ByWhom(row.by_whom),
        decided=row.decided,
        why=row.why,
        who_knows=row.who_knows,
        since=row.since,
        until=row.until,
        review_on=row.review_on,
        by=_signed(row.decided_by),
        decided_on=context.today(row.decided_at),
        version=row.version,
    )
